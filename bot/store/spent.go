package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// keepSpent is how long a day's count is kept: until the day is over in every
// zone, and a little.
const keepSpent = 3 * 24 * time.Hour

// Spent notes how many segments this store's process has sent on a day of the
// clinic ("2026-11-23") and returns what all processes have. Each writes its own
// sum, so that noting it again changes nothing.
func (s *Store) Spent(ctx context.Context, day string, mine int) (all int, err error) {
	key := s.names.spent(day)
	err = s.retry(ctx, "note what the day has spent", func(ctx context.Context, c conn) error {
		var sums *redis.StringSliceCmd
		if _, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			p.HSet(ctx, key, s.me, mine)
			p.Expire(ctx, key, keepSpent)
			sums = p.HVals(ctx, key)
			return nil
		}); err != nil {
			return err
		}
		all = 0
		for _, sum := range sums.Val() {
			n, err := strconv.Atoi(sum)
			if err != nil {
				return fmt.Errorf("a sum that is no number in %s", key)
			}
			all += n
		}
		return nil
	})
	return all, err
}
