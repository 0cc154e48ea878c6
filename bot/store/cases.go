package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

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
//
// Every text of somebody in danger looks at all of them, and few have changed since
// the last look: what each says is known by its version and MAC, and only what this
// process has not read yet is fetched and opened.
func (s *Store) OpenCases(ctx context.Context) ([]bot.CaseWrite, error) {
	ids, tags, err := s.openTags(ctx)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	cases, fresh, places := s.opened.match(ids, tags)
	read, bad, err := s.readCases(ctx, fresh)
	if err != nil {
		return nil, err
	}
	s.opened.learn(read, tags, len(ids))
	for i, w := range read {
		cases[places[i]] = w
	}
	if len(read) > 0 {
		cases = slices.DeleteFunc(cases, func(w bot.CaseWrite) bool { return w.Version == 0 || w.Case.Status == bot.CaseClosed })
	}
	return cases, errors.Join(bad...)
}

// openTags reads which cases are open, oldest first, and what each of them says by
// version and MAC. An earlier build stored none: such a case is read each time.
func (s *Store) openTags(ctx context.Context) (ids []string, tags map[string]string, err error) {
	err = s.retry(ctx, "list open cases", func(ctx context.Context, c conn) error {
		var open *redis.StringSliceCmd
		var said *redis.MapStringStringCmd
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			open, said = p.ZRange(ctx, s.names.open(), 0, -1), p.HGetAll(ctx, s.names.openTags())
			return nil
		})
		ids, tags = open.Val(), said.Val()
		return err
	})
	return ids, tags, err
}

// readAtOnce is how many cases are asked for in one round trip.
const readAtOnce = 1000

// readCases reads cases, each at the place of its id; those that are gone or cannot
// be read have version 0, and bad says which cannot.
func (s *Store) readCases(ctx context.Context, ids []bot.CaseID) (cases []bot.CaseWrite, bad []error, err error) {
	cases = make([]bot.CaseWrite, 0, len(ids))
	for part := range slices.Chunk(ids, readAtOnce) {
		var reads []*redis.SliceCmd
		err := s.retry(ctx, "read cases", func(ctx context.Context, c conn) error {
			reads = reads[:0]
			_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
				for _, id := range part {
					reads = append(reads, p.HMGet(ctx, s.names.caseOf(id), "v", "d"))
				}
				return nil
			})
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		for i, id := range part {
			w, err := s.openCase(id, reads[i].Val())
			if err != nil {
				bad, w = append(bad, fmt.Errorf("read case %s: %w", id, err)), bot.CaseWrite{}
			}
			cases = append(cases, w)
		}
	}
	return cases, bad, nil
}

// ClosedCases reads the cases that were closed from one time until before another,
// the first closed first. Those that cannot be read are left out and named by the
// error, which wraps bot.ErrUnreadable; the others come with it.
func (s *Store) ClosedCases(ctx context.Context, from, to time.Time) ([]bot.CaseWrite, error) {
	var ids []string
	err := s.retry(ctx, "list closed cases", func(ctx context.Context, c conn) (err error) {
		ids, err = c.ZRangeByScore(ctx, s.names.closed(), &redis.ZRangeBy{
			Min: strconv.FormatInt(from.UnixMilli(), 10), Max: "(" + strconv.FormatInt(to.UnixMilli(), 10)}).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	cases, bad, err := s.readCases(ctx, caseIDs(ids))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(cases, func(w bot.CaseWrite) bool { return w.Version == 0 }), errors.Join(bad...)
}

// ClosedSince reads the cases that were closed since a time and are closed still, the
// first closed first, as ClosedCases does.
func (s *Store) ClosedSince(ctx context.Context, since time.Time) ([]bot.CaseWrite, error) {
	return s.ClosedCases(ctx, since, since.AddDate(100, 0, 0))
}

// opened are the open cases as they were last read, each with its version and MAC.
// They came out of their seals once and are never written to: whoever changes a case
// changes a copy.
type opened struct {
	mu    sync.Mutex
	cases map[string]*openedCase
}

type openedCase struct {
	bot.CaseWrite
	tag string
}

// mostOpened bounds what is remembered; what is beyond it is read each time.
const mostOpened = 50_000

// match puts what is known at the places of the ids, and says which must be read.
func (o *opened) match(ids []string, tags map[string]string) (cases []bot.CaseWrite, fresh []bot.CaseID, places []int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	cases = make([]bot.CaseWrite, len(ids))
	for i, id := range ids {
		if k := o.cases[id]; k != nil && k.tag == tags[id] {
			cases[i] = k.CaseWrite
			continue
		}
		fresh, places = append(fresh, bot.CaseID(id)), append(places, i)
	}
	return cases, fresh, places
}

// learn remembers what was read just now, and forgets what is not open any more once
// that is many. A case that changed between the two looks is not what its tag says, and
// is read again.
func (o *opened) learn(read []bot.CaseWrite, tags map[string]string, open int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.cases) > open+len(read) {
		for id := range o.cases {
			if _, ok := tags[id]; !ok {
				delete(o.cases, id)
			}
		}
	}
	if o.cases == nil {
		o.cases = map[string]*openedCase{}
	}
	for i, w := range read {
		id := string(w.Case.ID)
		tag := tags[id]
		if version, _, _ := strings.Cut(tag, ":"); version != strconv.FormatInt(w.Version, 10) || len(o.cases) >= mostOpened && o.cases[id] == nil {
			continue
		}
		// Who appends to what is shared gets memory of their own.
		w.Case.Reasons, w.Case.Labels, w.Case.Told = slices.Clip(w.Case.Reasons), slices.Clip(w.Case.Labels), slices.Clip(w.Case.Told)
		read[i] = w
		o.cases[id] = &openedCase{w, tag}
	}
}
