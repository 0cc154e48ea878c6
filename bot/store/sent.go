package store

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Sent reads messages and where they stand, in the order of their ids. One that is
// not known, or no more, has no State.
func (s *Store) Sent(ctx context.Context, ids ...bot.SendID) ([]bot.Sent, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var reads []*redis.SliceCmd
	err := s.retry(ctx, "read messages", func(ctx context.Context, c conn) error {
		reads = reads[:0]
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, id := range ids {
				reads = append(reads, p.HMGet(ctx, s.names.send(id), "st", "cd", "d"))
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]bot.Sent, len(ids))
	for i, r := range reads {
		f := r.Val()
		if len(f) != 3 || text(f[0]) == "" {
			continue
		}
		if out[i].Send, err = s.openSend(ids[i], text(f[2])); err != nil {
			return nil, err
		}
		out[i].State = bot.SendState(text(f[0]))
		out[i].Code, _ = strconv.Atoi(text(f[1]))
	}
	return out, nil
}
