package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// closedOf and closedAs are the ends of the names of the lists that a closed case is in.
// A case of nobody is in none of a person.
func closedOf(k bot.Case) string {
	if k.Person == "" {
		return ""
	}
	return "p:" + string(k.Person)
}

func closedAs(k bot.Case) string {
	if k.Code == "" {
		return ""
	}
	return "k:" + k.Code
}

// ClosedOf reads the cases of a person that were closed since a time and are closed
// still, the last closed first, at most so many. Those that cannot be read are left out
// and named by the error, which wraps bot.ErrUnreadable; the others come with it.
func (s *Store) ClosedOf(ctx context.Context, person bot.PersonID, since time.Time, most int) ([]bot.CaseWrite, error) {
	return s.closedIn(ctx, closedOf(bot.Case{Person: person}), since, most, func(k bot.Case) bool { return k.Person == person })
}

// ClosedAs reads those of a code, as ClosedOf does; codes come round again.
func (s *Store) ClosedAs(ctx context.Context, code string, since time.Time) ([]bot.CaseWrite, error) {
	return s.closedIn(ctx, closedAs(bot.Case{Code: code}), since, mostOfCode, func(k bot.Case) bool { return k.Code == code })
}

// mostOfCode bounds how many cases of one code are read.
const mostOfCode = 100

// closedIn reads a list of closed cases. While cases of an earlier build may be missing
// from it, all that are closed are read.
func (s *Store) closedIn(ctx context.Context, list string, since time.Time, most int, want func(bot.Case) bool) ([]bot.CaseWrite, error) {
	var ids []string
	var whole int64
	err := s.retry(ctx, "list closed cases", func(ctx context.Context, c conn) error {
		var mark *redis.IntCmd
		var found *redis.StringSliceCmd
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			mark = p.Exists(ctx, s.names.closedNamed())
			found = p.ZRevRangeByScore(ctx, s.names.closedBy(list), &redis.ZRangeBy{Min: strconv.FormatInt(since.UnixMilli(), 10), Max: "+inf", Count: int64(2 * most)})
			return nil
		})
		whole, ids = mark.Val(), found.Val()
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []bot.CaseWrite
	var bad []error
	if whole == 0 {
		if all, err = s.ClosedSince(ctx, since); err != nil && !errors.Is(err, bot.ErrUnreadable) {
			return nil, err
		}
		bad = append(bad, err)
	} else if all, bad, err = s.readCases(ctx, caseIDs(ids)); err != nil {
		return nil, err
	}
	// A case that was opened again stays in its lists until they expire.
	all = slices.DeleteFunc(all, func(w bot.CaseWrite) bool {
		return w.Version == 0 || w.Case.Status != bot.CaseClosed || w.Case.Closed.Before(since) || !want(w.Case)
	})
	slices.SortStableFunc(all, func(a, b bot.CaseWrite) int {
		return cmp.Or(b.Case.Closed.Compare(a.Case.Closed), cmp.Compare(b.Case.ID, a.Case.ID))
	})
	return all[:min(len(all), most)], errors.Join(bad...)
}

func caseIDs(ids []string) []bot.CaseID {
	named := make([]bot.CaseID, len(ids))
	for i, id := range ids {
		named[i] = bot.CaseID(id)
	}
	return named
}

// listAgain is how far behind the last look NameClosed begins: what a build that knows
// no such lists has closed beside this one is found at the next.
const listAgain = 24 * time.Hour

// NameClosed puts the closed cases that an earlier build closed into the lists of their
// people and codes. It may be run at any time, and by several at once. What cannot be
// read stays out.
func (s *Store) NameClosed(ctx context.Context) error {
	var mark int64
	err := s.retry(ctx, "read up to when closed cases are listed", func(ctx context.Context, c conn) (err error) {
		if mark, err = c.Get(ctx, s.names.closedNamed()).Int64(); errors.Is(err, redis.Nil) {
			mark, err = 0, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	now, from := time.Now(), time.Time{}
	if mark > 0 {
		from = time.UnixMilli(mark).Add(-listAgain)
	}
	closed, err := s.ClosedCases(ctx, from, now.AddDate(1, 0, 0))
	if err != nil && !errors.Is(err, bot.ErrUnreadable) {
		return err
	}
	for some := range slices.Chunk(closed, readAtOnce) {
		if err := s.nameClosed(ctx, some); err != nil {
			return err
		}
	}
	return s.retry(ctx, "note up to when closed cases are listed", func(ctx context.Context, c conn) error {
		return c.Set(ctx, s.names.closedNamed(), now.UnixMilli(), 0).Err()
	})
}

// nameClosed puts some into their lists. Each list lives as long as the case that was
// closed last lives at least.
func (s *Store) nameClosed(ctx context.Context, some []bot.CaseWrite) error {
	return s.retry(ctx, "list closed cases by person", func(ctx context.Context, c conn) error {
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, w := range some {
				for _, of := range []string{closedOf(w.Case), closedAs(w.Case)} {
					if of == "" {
						continue
					}
					list := s.names.closedBy(of)
					p.ZAdd(ctx, list, redis.Z{Score: float64(closedAt(w.Case).UnixMilli()), Member: string(w.Case.ID)})
					p.Expire(ctx, list, s.keepCrisis)
				}
			}
			return nil
		})
		return err
	})
}
