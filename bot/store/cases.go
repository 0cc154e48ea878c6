package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Case reads one case and its version; version 0 means that there is none.
func (s *Store) Case(ctx context.Context, id bot.CaseID) (bot.Case, int64, error) {
	var fields []any
	err := s.retry(ctx, "read case", func(ctx context.Context, c conn) (err error) {
		fields, err = c.HMGet(ctx, s.names.caseOf(id), "v", "d").Result()
		return err
	})
	if err != nil {
		return bot.Case{}, 0, err
	}
	w, err := s.openCase(id, fields)
	if err != nil {
		return bot.Case{}, w.Version, fmt.Errorf("read case %s: %w", id, err)
	}
	return w.Case, w.Version, nil
}

func (s *Store) openCase(id bot.CaseID, fields []any) (bot.CaseWrite, error) {
	version, box := versioned(fields)
	w := bot.CaseWrite{Version: version}
	if version == 0 {
		return w, nil
	}
	err := s.openJSON(kindCase, string(id), version, box, &w.Case, func() error {
		return wantFormat(kindCase, w.Case.Format, bot.CaseFormat)
	})
	return w, err
}

// OpenCases reads all cases that are not closed, oldest first, with their
// versions. Cases that cannot be read are left out and named by the error,
// which wraps bot.ErrUnreadable; the others come with it.
func (s *Store) OpenCases(ctx context.Context) ([]bot.CaseWrite, error) {
	var ids []string
	var reads []*redis.SliceCmd
	err := s.retry(ctx, "list open cases", func(ctx context.Context, c conn) (err error) {
		if ids, err = c.ZRange(ctx, s.names.open(), 0, -1).Result(); err != nil || len(ids) == 0 {
			return err
		}
		reads = reads[:0]
		_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, id := range ids {
				reads = append(reads, p.HMGet(ctx, s.names.caseOf(bot.CaseID(id)), "v", "d"))
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	cases := make([]bot.CaseWrite, 0, len(ids))
	var bad []error
	for i, id := range ids {
		w, err := s.openCase(bot.CaseID(id), reads[i].Val())
		switch {
		case err != nil:
			bad = append(bad, fmt.Errorf("read case %s: %w", id, err))
		case w.Version > 0:
			cases = append(cases, w)
		}
	}
	return cases, errors.Join(bad...)
}
