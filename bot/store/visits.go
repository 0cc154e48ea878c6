package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// addVisits adds the visits and waits of a commit, if it has any.
func (s *Store) addVisits(call *call, c bot.Commit) error {
	if len(c.Visits)+len(c.Waits) == 0 {
		return nil
	}
	if c.Person == "" {
		return errors.New("a visit or a place on a waitlist without a person")
	}
	call.add(len(c.Visits), len(c.Waits), seconds(s.retention))
	for _, v := range c.Visits {
		if v.ID == "" || v.Version < 1 {
			return errors.New("a visit without an id, or without the version it is stored as")
		}
		plain := encodeBooking(bot.Booking{Visit: v, Person: c.Person})
		call.add(string(v.ID), v.Version, s.sealer.seal(nil, kindVisit, string(v.ID), int64(v.Version), plain),
			v.Start.UnixMilli(), v.End.Add(s.retention).Unix())
	}
	for _, w := range c.Waits {
		if w.List == "" {
			return errors.New("a waitlist without a name")
		}
		score := ""
		if !w.Off {
			score = strconv.FormatInt(waitScore(w.Rank, w.Since), 10)
		}
		call.add(w.List, score)
	}
	return nil
}

const (
	// rankStep is the part of a waitlist's score that a rank is worth: more than any
	// time in ms until the year 2286. maxRank keeps scores whole numbers in a float.
	rankStep = int64(1e13)
	maxRank  = 899
)

// waitScore orders a waitlist by rank, then by since when.
func waitScore(rank int, since time.Time) int64 {
	return int64(min(max(rank, 0), maxRank))*rankStep + min(max(since.UnixMilli(), 0), rankStep-1)
}

// Visits reads the clinic's visits that begin at from or later and before to, in
// order of their start, then id, whatever their status. If some cannot be opened or
// read, the error wraps bot.ErrUnreadable and the others come with it. It takes two
// round trips.
func (s *Store) Visits(ctx context.Context, from, to time.Time) ([]bot.Booking, error) {
	var ids []string
	err := s.retry(ctx, "read visits", func(ctx context.Context, c conn) (err error) {
		ids, err = c.ZRangeByScore(ctx, s.names.visits(), &redis.ZRangeBy{
			Min: strconv.FormatInt(from.UnixMilli(), 10), Max: "(" + strconv.FormatInt(to.UnixMilli(), 10)}).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.visitsOf(ctx, ids)
}

// Visit reads one visit; the zero Booking if none of that id is kept.
func (s *Store) Visit(ctx context.Context, id bot.VisitID) (bot.Booking, error) {
	found, err := s.visitsOf(ctx, []string{string(id)})
	if err != nil || len(found) == 0 {
		return bot.Booking{}, err
	}
	return found[0], nil
}

// visitsAtOnce bounds how much one pipeline asks for.
const visitsAtOnce = 2000

// visitsOf reads visits by their ids, in their order; those that have expired are
// left out.
func (s *Store) visitsOf(ctx context.Context, ids []string) ([]bot.Booking, error) {
	all := make([]bot.Booking, 0, len(ids))
	bad := 0
	for some := range slices.Chunk(ids, visitsAtOnce) {
		var reads []*redis.SliceCmd
		err := s.retry(ctx, "read visits", func(ctx context.Context, c conn) error {
			reads = reads[:0]
			_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
				for _, id := range some {
					reads = append(reads, p.HMGet(ctx, s.names.visit(bot.VisitID(id)), "v", "d", "p"))
				}
				return nil
			})
			return err
		})
		if err != nil {
			return all, err
		}
		for i, id := range some {
			b, err := s.openVisit(bot.VisitID(id), reads[i].Val())
			if err != nil {
				bad++
			} else if b.ID != "" {
				all = append(all, b)
			}
		}
	}
	if bad > 0 {
		return all, fmt.Errorf("read visits: %d of them: %w", bad, bot.ErrUnreadable)
	}
	return all, nil
}

// openVisit opens a visit from its fields v, d and p; the zero Booking if it is not
// there.
func (s *Store) openVisit(id bot.VisitID, f []any) (b bot.Booking, err error) {
	if len(f) != 3 || f[0] == nil && f[1] == nil {
		return bot.Booking{}, nil
	}
	version, box := versioned(f[:2])
	plain, err := s.sealer.open(kindVisit, string(id), version, box)
	if err != nil {
		return bot.Booking{}, err
	}
	if err := read(kindVisit, plain, &b, decodeBooking); err != nil {
		return bot.Booking{}, err
	}
	if b.ID != id || string(b.Person) != text(f[2]) {
		return bot.Booking{}, fmt.Errorf("visit %s: whose it is was altered: %w", id, bot.ErrUnreadable)
	}
	return b, nil
}

// Waitlist reads who is on a list (bot.Waiting.Key), in its order: by rank, then by
// since when they wait.
func (s *Store) Waitlist(ctx context.Context, list string) ([]bot.PersonID, error) {
	var people []string
	err := s.retry(ctx, "read a waitlist", func(ctx context.Context, c conn) (err error) {
		people, err = c.ZRange(ctx, s.names.waitlist(list), 0, -1).Result()
		return err
	})
	return personIDs(people), err
}

// Waitlists reads all lists that somebody is on, by their names.
func (s *Store) Waitlists(ctx context.Context) (map[string][]bot.PersonID, error) {
	all := map[string][]bot.PersonID{}
	err := s.retry(ctx, "read waitlists", func(ctx context.Context, c conn) error {
		clear(all)
		names, err := c.SMembers(ctx, s.names.waitlists()).Result()
		if err != nil {
			return err
		}
		reads := make([]*redis.StringSliceCmd, len(names))
		_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, name := range names {
				reads[i] = p.ZRange(ctx, s.names.waitlist(name), 0, -1)
			}
			return nil
		})
		for i, name := range names {
			if people := reads[i].Val(); len(people) > 0 {
				all[name] = personIDs(people)
			}
		}
		return err
	})
	return all, err
}

func personIDs(raw []string) []bot.PersonID {
	out := make([]bot.PersonID, len(raw))
	for i, p := range raw {
		out[i] = bot.PersonID(p)
	}
	return out
}
