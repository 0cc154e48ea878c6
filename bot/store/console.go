package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// What pages of staff read that no turn needs.

// sessionsAtOnce is how many sessions one command reads.
const sessionsAtOnce = 200

// Sessions reads what is kept of some people, a few hundred in one round trip. Who is
// unknown or can't be read is left out; with the latter the error wraps
// bot.ErrUnreadable, and the others come with it.
func (s *Store) Sessions(ctx context.Context, people []bot.PersonID) (map[bot.PersonID]bot.Session, error) {
	all := make(map[bot.PersonID]bot.Session, len(people))
	bad := 0
	for some := range slices.Chunk(people, sessionsAtOnce) {
		keys := make([]string, len(some))
		for i, p := range some {
			keys[i] = s.names.session(p)
		}
		var found []any
		err := s.retry(ctx, "read sessions", func(ctx context.Context, c conn) (err error) {
			found, err = c.MGet(ctx, keys...).Result()
			return err
		})
		if err != nil {
			return all, err
		}
		for i, raw := range found {
			version, box := sessionParts(text(raw))
			var one bot.Session
			switch err := s.openSession(some[i], version, box, &one); {
			case err != nil:
				bad++
			case version > 0:
				all[some[i]] = one
			}
		}
	}
	if bad > 0 {
		return all, fmt.Errorf("read sessions: %d of %d: %w", bad, len(people), bot.ErrUnreadable)
	}
	return all, nil
}

// GivenUp is a message that did not arrive.
type GivenUp struct {
	ID    bot.SendID
	At    time.Time // when it was given up
	State bot.SendState
	Code  int // the carrier's error number; 0 = none
	Class bot.SendClass
}

// mostGivenUp is how many of the last messages that were given up are looked through.
const mostGivenUp = 1000

// Failures are the messages to a person that did not arrive, oldest first, of the last
// thousand that did not arrive to anybody.
func (s *Store) Failures(ctx context.Context, person bot.PersonID) ([]GivenUp, error) {
	var all []GivenUp
	err := s.retry(ctx, "read what did not arrive", func(ctx context.Context, c conn) error {
		all = nil
		dead, err := c.ZRevRangeWithScores(ctx, s.names.dead(), 0, mostGivenUp-1).Result()
		if err != nil || len(dead) == 0 {
			return err
		}
		reads := make([]*redis.SliceCmd, len(dead))
		_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, z := range dead {
				id, _ := z.Member.(string)
				reads[i] = p.HMGet(ctx, s.names.send(bot.SendID(id)), "p", "st", "cd", "cl")
			}
			return nil
		})
		for i, z := range dead {
			f := reads[i].Val()
			if len(f) != 4 || text(f[0]) != string(person) {
				continue
			}
			id, _ := z.Member.(string)
			code, _ := strconv.Atoi(text(f[2]))
			all = append(all, GivenUp{ID: bot.SendID(id), At: time.UnixMilli(int64(z.Score)), State: bot.SendState(text(f[1])), Code: code, Class: bot.SendClass(text(f[3]))})
		}
		return err
	})
	slices.Reverse(all)
	return all, err
}

// Changed says whether anything was committed after a mark of an earlier call, and
// gives the mark of now. What was only looked at changes nothing. The mark "" is of no
// call: nothing has changed since then.
func (s *Store) Changed(ctx context.Context, since string) (mark string, changed bool, err error) {
	var last []redis.XMessage
	if since == "" {
		err = s.retry(ctx, "read the audit log", func(ctx context.Context, c conn) (err error) {
			last, err = c.XRevRangeN(ctx, s.names.audit(), "+", "-", 1).Result()
			return err
		})
		if mark = "0-0"; len(last) > 0 {
			mark = last[0].ID
		}
		return mark, false, err
	}
	err = s.retry(ctx, "read the audit log", func(ctx context.Context, c conn) (err error) {
		last, err = c.XRangeN(ctx, s.names.audit(), nextID(since), "+", auditPage).Result()
		return err
	})
	mark = since
	for _, m := range last {
		mark = m.ID
		changed = changed || !strings.HasPrefix(fieldsOf(m)["i"], "act|")
	}
	return mark, changed, err
}
