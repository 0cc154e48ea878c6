package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Applied tells for each input id whether it was applied in the last 7 days or,
// by its hash, in this quarter of the year and the one before.
func (s *Store) Applied(ctx context.Context, ids []bot.InputID) ([]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var v any
	keys := make([]string, 0, 1+len(ids))
	keys = append(keys, s.names.seen())
	args := make([]any, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, s.names.input(id))
		args = append(args, seenHash(id))
	}
	err := s.retry(ctx, "look inputs up", func(ctx context.Context, c conn) (err error) {
		v, err = s.eval(ctx, c, appliedScript, keys, args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, _ := v.([]any)
	applied := make([]bool, len(ids))
	for i := range rows {
		applied[i] = rows[i] == int64(1)
	}
	return applied, nil
}

// OptedOut reads who of some people has opted out.
func (s *Store) OptedOut(ctx context.Context, people ...bot.PersonID) ([]bool, error) {
	out := make([]bool, len(people))
	if len(people) == 0 {
		return out, nil
	}
	fields := make([]string, len(people))
	for i, p := range people {
		fields[i] = string(p)
	}
	var found []any
	err := s.retry(ctx, "read opt-outs", func(ctx context.Context, c conn) (err error) {
		found, err = c.HMGet(ctx, s.names.optOut(), fields...).Result()
		return err
	})
	for i := range found {
		out[i] = found[i] != nil
	}
	return out, err
}

// CatchUpFrom is the time up to which the carrier's log has been read, and what
// time it is by the same clock, the server's. from is zero if the log was never
// read.
func (s *Store) CatchUpFrom(ctx context.Context) (from, now time.Time, err error) {
	var ms int64
	err = s.retry(ctx, "read catch-up mark", func(ctx context.Context, c conn) (err error) {
		if now, err = c.Time(ctx).Result(); err != nil {
			return err
		}
		ms, err = c.Get(ctx, s.names.catchUp()).Int64()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil || ms == 0 {
		return time.Time{}, now.UTC(), err
	}
	return time.UnixMilli(ms).UTC(), now.UTC(), nil
}

// SetCatchUp moves that time forward, never beyond now; an earlier one changes
// nothing, unless the one that stands has not come yet.
func (s *Store) SetCatchUp(ctx context.Context, t time.Time) error {
	return s.retry(ctx, "set catch-up mark", func(ctx context.Context, c conn) error {
		_, err := s.eval(ctx, c, forwardScript, []string{s.names.catchUp()}, t.UnixMilli())
		return err
	})
}

// Lease takes the named lease for ttl, or keeps it if this store has it: true
// means that nobody else has. It saves double work and guards no correctness.
func (s *Store) Lease(ctx context.Context, name string, ttl time.Duration) (bool, error) {
	var ours bool
	err := s.retry(ctx, "take lease "+name, func(ctx context.Context, c conn) error {
		v, err := s.eval(ctx, c, leaseScript, []string{s.names.lease(name)}, s.me, ttl.Milliseconds())
		ours = v == int64(1)
		return err
	})
	return ours, err
}

// Thread reads what was said with a person, oldest first: the last 200 turns.
// Turns that cannot be read are left out and reported by an error wrapping
// bot.ErrUnreadable; the others come with it.
func (s *Store) Thread(ctx context.Context, person bot.PersonID) ([]bot.Said, error) {
	var turns []string
	err := s.retry(ctx, "read thread", func(ctx context.Context, c conn) (err error) {
		turns, err = c.LRange(ctx, s.names.thread(person), 0, -1).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	var thread []bot.Said
	bad := 0
	for _, box := range turns {
		said, err := s.openSaid(person, []byte(box))
		if err != nil {
			bad++
			continue
		}
		thread = append(thread, said...)
	}
	if bad > 0 {
		return thread, fmt.Errorf("read thread: %d turns: %w", bad, bot.ErrUnreadable)
	}
	return thread, nil
}
