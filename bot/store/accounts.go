package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// Account reads one account; the zero Account if there is none of that id. What cannot
// be opened or read is an error wrapping bot.ErrUnreadable.
func (s *Store) Account(ctx context.Context, id string) (account.Account, error) {
	var f []any
	err := s.retry(ctx, "read an account", func(ctx context.Context, c conn) (err error) {
		f, err = c.HMGet(ctx, s.names.account(id), "v", "d").Result()
		return err
	})
	if err != nil {
		return account.Account{}, err
	}
	return s.openAccount(id, f)
}

// Accounts reads all accounts, by their ids. If some cannot be opened or read, the
// error wraps bot.ErrUnreadable and the others come with it.
func (s *Store) Accounts(ctx context.Context) ([]account.Account, error) {
	var ids []string
	var reads []*redis.SliceCmd
	err := s.retry(ctx, "read accounts", func(ctx context.Context, c conn) (err error) {
		if ids, err = c.ZRange(ctx, s.names.accounts(), 0, -1).Result(); err != nil || len(ids) == 0 {
			return err
		}
		reads = make([]*redis.SliceCmd, len(ids))
		_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, id := range ids {
				reads[i] = p.HMGet(ctx, s.names.account(id), "v", "d")
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	all, bad := make([]account.Account, 0, len(ids)), 0
	for i, id := range ids {
		a, err := s.openAccount(id, reads[i].Val())
		if err != nil {
			bad++
		} else if a.ID != "" {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b account.Account) int { return strings.Compare(a.ID, b.ID) })
	if bad > 0 {
		return all, fmt.Errorf("read accounts: %d of them: %w", bad, bot.ErrUnreadable)
	}
	return all, nil
}

// openAccount opens an account from its fields v and d; the zero Account if it is not
// there.
func (s *Store) openAccount(id string, f []any) (a account.Account, err error) {
	if len(f) != 2 || f[0] == nil && f[1] == nil {
		return a, nil
	}
	version, box := versioned(f)
	err = s.openJSON(kindAccount, id, version, box, &a, func() error {
		if a.ID != id {
			return fmt.Errorf("account: of another id: %w", bot.ErrUnreadable)
		}
		return wantFormat(kindAccount, a.Format, account.Format)
	})
	if err != nil {
		return account.Account{}, err
	}
	a.Version = version
	return a, nil
}

// SaveAccount stores an account that was read at a.Version (0 = it is new) and returns
// it as it is stored, in one step with the audit entry of the act and the end of its
// sessions. The error is account.ErrChanged if somebody else stored it since; nothing is stored
// then.
func (s *Store) SaveAccount(ctx context.Context, a account.Account, act account.Act, end account.End) (account.Account, error) {
	plain, err := json.Marshal(a)
	if err != nil {
		return a, fmt.Errorf("store an account: %w", err)
	}
	all := "0"
	if end.All {
		all = "1"
	}
	args := []any{rand.Text(), a.ID, a.Version, s.sealer.seal(nil, kindAccount, a.ID, a.Version+1, plain),
		a.Created.UnixMilli(), all, end.Keep}
	args = append(args, s.actFields(act)...)
	keys := []string{s.names.account(a.ID), s.names.accounts(), s.names.signInsOf(a.ID), s.names.audit(), s.names.signIn("")}
	var stored any
	err = s.retry(ctx, "store an account", func(ctx context.Context, c conn) (err error) {
		stored, err = s.evalSafe(ctx, c, saveAccountScript, keys, args...)
		return err
	})
	if err != nil {
		return a, err
	}
	if stored != int64(1) {
		return a, fmt.Errorf("account %s: %w", a.ID, account.ErrChanged)
	}
	a.Version++
	return a, nil
}

// actFields are the fields of an act's audit entry.
func (s *Store) actFields(a account.Act) []any {
	return s.entry(Act{Actor: a.By, Note: a.Note, Detail: a.Detail})
}

// noticesKept is how many notices of an account are kept, the newest.
const noticesKept = 30

// Tell adds a notice for the owners of some accounts.
func (s *Store) Tell(ctx context.Context, n account.Notice, ids ...string) error {
	plain, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("tell accounts: %w", err)
	}
	return s.retry(ctx, "tell accounts", func(ctx context.Context, c conn) error {
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, id := range ids {
				key := s.names.notices(id)
				p.RPush(ctx, key, s.sealer.seal(nil, kindNotice, id, 0, plain))
				p.LTrim(ctx, key, -noticesKept, -1)
				p.PExpire(ctx, key, defaultRetention)
			}
			return nil
		})
		return err
	})
}

// Notices reads what the owner of an account has not put away yet, oldest first, and
// how many that is: PutAway wants the number. Those that cannot be read are left out
// and counted.
func (s *Store) Notices(ctx context.Context, id string) (list []account.Notice, n int, err error) {
	var boxes []string
	err = s.retry(ctx, "read notices", func(ctx context.Context, c conn) (err error) {
		boxes, err = c.LRange(ctx, s.names.notices(id), 0, -1).Result()
		return err
	})
	for _, box := range boxes {
		var x account.Notice
		if s.openJSON(kindNotice, id, 0, []byte(box), &x, nil) == nil {
			list = append(list, x)
		}
	}
	return list, len(boxes), err
}

// PutAway takes the oldest n notices of an account away.
func (s *Store) PutAway(ctx context.Context, id string, n int) error {
	if n <= 0 {
		return nil
	}
	return s.once(ctx, func(ctx context.Context, c conn) error {
		return c.LTrim(ctx, s.names.notices(id), int64(n), -1).Err()
	})
}

// nobody is the field that failed sign-ins of accounts that do not exist are counted
// under, so that they cost what the others cost.
const nobody = "-"

// CountFailed notes a failed sign-in; id is "" for an account that does not exist.
func (s *Store) CountFailed(ctx context.Context, id string) error {
	if id == "" {
		id = nobody
	}
	return s.once(ctx, func(ctx context.Context, c conn) error {
		return c.HIncrBy(ctx, s.names.fails(), id, 1).Err()
	})
}

// TakeFailed is how many sign-ins failed since it was asked last.
func (s *Store) TakeFailed(ctx context.Context, id string) (n int, err error) {
	err = s.once(ctx, func(ctx context.Context, c conn) error {
		var was *redis.StringCmd
		_, err := c.TxPipelined(ctx, func(p redis.Pipeliner) error {
			was = p.HGet(ctx, s.names.fails(), id)
			p.HDel(ctx, s.names.fails(), id)
			return nil
		})
		if errors.Is(err, redis.Nil) {
			return nil
		}
		if err == nil {
			n, err = was.Int()
		}
		return err
	})
	return n, err
}
