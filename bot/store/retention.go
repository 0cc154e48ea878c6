package store

import (
	"context"
	"slices"

	"nightdesk/bot"
)

// PurgeExpired takes out what has outlived its class and has no time to live of its
// own: consents that stand in the clinic's one hash of them although the ledger with
// their proof has expired, because a consent without its proof is none; and people on
// waitlists whose session has. It returns how many.
func (s *Store) PurgeExpired(ctx context.Context) (n int, err error) {
	var fields []string
	err = s.retry(ctx, "look for what has expired", func(ctx context.Context, c conn) (err error) {
		fields, err = c.HKeys(ctx, s.names.standing()).Result()
		return err
	})
	if err != nil {
		return 0, err
	}
	keys := []string{s.names.standing(), s.names.ledger("")}
	for some := range slices.Chunk(fields, purgeAtOnce) {
		gone, err := s.purge(ctx, purgeConsentsScript, keys, nil, some)
		if n += gone; err != nil {
			return n, err
		}
	}
	lists, err := s.Waitlists(ctx)
	if err != nil {
		return n, err
	}
	for list, people := range lists {
		keys := []string{s.names.waitlist(list), s.names.waitlists(), s.names.session("")}
		for some := range slices.Chunk(people, purgeAtOnce) {
			gone, err := s.purge(ctx, purgeWaitsScript, keys, []any{list}, texts(some))
			if n += gone; err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// purgeAtOnce bounds how long the server is held up.
const purgeAtOnce = 500

func (s *Store) purge(ctx context.Context, sc *script, keys []string, args []any, some []string) (n int, err error) {
	for _, f := range some {
		args = append(args, f)
	}
	err = s.retry(ctx, "take out what has expired", func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, sc, keys, args...)
		gone, _ := v.(int64)
		n = int(gone)
		return err
	})
	return n, err
}

func texts(people []bot.PersonID) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = string(p)
	}
	return out
}
