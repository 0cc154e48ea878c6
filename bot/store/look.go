package store

import (
	"context"
	"encoding/base32"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// LookLives is how long it is remembered that somebody looks at a conversation, if
// nothing more is heard of them: whoever looks on says so more often.
const LookLives = 40 * time.Second

// Look notes for all replicas that a member of staff has the conversation of a case
// before their eyes in this process. It ends with LookAway, or by itself after LookLives.
func (s *Store) Look(ctx context.Context, staff string, k bot.CaseID) error {
	key := s.lookKey(staff, k)
	return s.retry(ctx, "note who looks at a conversation", func(ctx context.Context, c conn) error {
		_, err := c.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.HSet(ctx, key, s.me, 1)
			p.PExpire(ctx, key, LookLives)
			return nil
		})
		return err
	})
}

// LookAway takes back what Look noted in this process; another's stays.
func (s *Store) LookAway(ctx context.Context, staff string, k bot.CaseID) error {
	key := s.lookKey(staff, k)
	return s.retry(ctx, "note who looks away", func(ctx context.Context, c conn) error { return c.HDel(ctx, key, s.me).Err() })
}

// Looks reports whether a member of staff has the conversation of a case before their
// eyes in any process. Of one that was killed it is believed for LookLives.
func (s *Store) Looks(ctx context.Context, staff string, k bot.CaseID) (bool, error) {
	var found int64
	err := s.retry(ctx, "read who looks at a conversation", func(ctx context.Context, c conn) (err error) {
		found, err = c.Exists(ctx, s.lookKey(staff, k)).Result()
		return err
	})
	return found > 0, err
}

// lookKey tells nobody without the index key who looks at what.
func (s *Store) lookKey(staff string, k bot.CaseID) string {
	return s.names.look(base32.StdEncoding.EncodeToString(s.mac("look", staff+"\x00"+string(k)))[:26])
}
