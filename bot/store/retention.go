package store

import (
	"context"
	"slices"
)

// PurgeExpired takes out what has outlived its class and has no time to live of its
// own: consents that stand in the clinic's one hash of them although the ledger with
// their proof has expired. A consent without its proof is none. It returns how many.
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
	for some := range slices.Chunk(fields, 500) {
		args := make([]any, len(some))
		for i, f := range some {
			args[i] = f
		}
		err := s.retry(ctx, "take out what has expired", func(ctx context.Context, c conn) error {
			v, err := s.evalSafe(ctx, c, purgeConsentsScript, keys, args...)
			gone, _ := v.(int64)
			n += int(gone)
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
