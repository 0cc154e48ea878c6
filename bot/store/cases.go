package store

import (
	"context"
	"errors"
	"fmt"
	"sync"

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
	known, seen := s.opened.get(), make(map[string]bot.CaseWrite, len(ids))
	var bad []error
	for i, id := range ids {
		var err error
		version, box := versioned(reads[i].Val())
		w, ok := known[string(box)]
		if !ok || w.Version != version || w.Case.ID != bot.CaseID(id) {
			w, err = s.openCase(bot.CaseID(id), reads[i].Val())
		}
		if err == nil {
			seen[string(box)] = w
		}
		switch {
		case err != nil:
			bad = append(bad, fmt.Errorf("read case %s: %w", id, err))
		case w.Version > 0:
			cases = append(cases, w)
		}
	}
	s.opened.set(seen)
	return cases, errors.Join(bad...)
}

// opened are the open cases as they were last read, by their sealed form: every
// text of somebody in danger looks at all of them, and few have changed.
type opened struct {
	mu    sync.Mutex
	cases map[string]bot.CaseWrite
}

func (o *opened) get() map[string]bot.CaseWrite {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.cases
}

func (o *opened) set(cases map[string]bot.CaseWrite) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.cases = cases
}
