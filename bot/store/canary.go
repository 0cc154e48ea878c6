package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// canaryMAC is how much of the canary stands before its seal: a MAC under the index
// key.
const canaryMAC = macLen

// canaryWord is what the canary says.
const canaryWord = "nightdesk"

// ErrWrongKeys is returned for a keyset that is not the one that the store was
// sealed with. Working on with it would make a stranger of every person, or keep
// from this replica what the others write.
var ErrWrongKeys = errors.New("the keyset is not this store's")

// CheckKeys holds the keyset against a sealed word in the store. An error wrapping
// ErrWrongKeys says what is wrong and how to mend it. It writes nothing. A keyset
// that only lacks an old key passes: KeyUse counts what that keeps shut.
func (s *Store) CheckKeys(ctx context.Context) error {
	_, err := s.checkKeys(ctx)
	return err
}

// AdoptKeys is CheckKeys, and leaves the sealed word in a store that has none yet.
func (s *Store) AdoptKeys(ctx context.Context) error {
	there, err := s.checkKeys(ctx)
	if err != nil || there {
		return err
	}
	box := s.sealer.seal(s.mac("canary", canaryWord)[:canaryMAC:canaryMAC], kindCanary, "", 0, []byte(canaryWord))
	return s.retry(ctx, "mark the store's keys", func(ctx context.Context, c conn) error {
		return c.SetNX(ctx, s.names.canary(), box, 0).Err()
	})
}

func (s *Store) checkKeys(ctx context.Context) (there bool, err error) {
	var raw string
	err = s.retry(ctx, "check the store's keys", func(ctx context.Context, c conn) (err error) {
		if raw, err = c.Get(ctx, s.names.canary()).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil {
		return false, err
	}
	if raw == "" {
		return false, s.checkUnmarked(ctx)
	}
	if len(raw) < canaryMAC || raw[:canaryMAC] != string(s.mac("canary", canaryWord)[:canaryMAC]) {
		return true, fmt.Errorf("%w: its index key is another, so everybody would be a stranger (mend: set NIGHTDESK_KEYSET to the keyset of this clinic; for a new clinic, use an empty database or another clinic id)", ErrWrongKeys)
	}
	box := []byte(raw[canaryMAC:])
	if _, err := s.sealer.open(kindCanary, "", 0, box); err != nil {
		return true, fmt.Errorf("%w: it cannot open what is sealed under key %s (mend: set NIGHTDESK_KEYSET to the newest keyset, the one that the other replicas have)", ErrWrongKeys, keyOf(box))
	}
	return true, nil
}

// checkUnmarked looks at a store without the sealed word: it is new, or was sealed
// by a build that left none.
func (s *Store) checkUnmarked(ctx context.Context) error {
	use, err := s.KeyUse(ctx)
	if err != nil {
		return err
	}
	known, shut := 0, 0
	for _, u := range use {
		if u.Role == RoleMissing {
			shut += u.Values
		} else {
			known += u.Values
		}
	}
	if known == 0 && shut > 0 {
		return fmt.Errorf("%w: it opens none of the %d values that are stored (mend: set NIGHTDESK_KEYSET to the keyset of this clinic; for a new clinic, use an empty database or another clinic id)", ErrWrongKeys, shut)
	}
	return nil
}
