package store

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// secretMAC is how much of a secret's keyed hash names it: enough to tell two apart, and
// nothing to be guessed from without the index key.
const secretMAC = 16

// SecretSince tells since when each secret has been the one that it is, by the server's
// clock: since a program first said that it uses it. learn says that we do; otherwise
// those that nobody has used yet are left out. Secrets are given by name; what is stored
// are keyed hashes and days.
func (s *Store) SecretSince(ctx context.Context, secrets map[string]string, learn bool) (map[string]time.Time, error) {
	var names, fields []string
	for name, value := range secrets {
		names = append(names, name)
		fields = append(fields, hex.EncodeToString(s.mac("secret", name+"|"+value)[:secretMAC]))
	}
	since := map[string]time.Time{}
	if len(names) == 0 {
		return since, nil
	}
	var found []any
	err := s.retry(ctx, "read the ages of secrets", func(ctx context.Context, c conn) error {
		if learn {
			now, err := c.Time(ctx).Result()
			if err != nil {
				return err
			}
			_, err = c.Pipelined(ctx, func(p redis.Pipeliner) error {
				for _, f := range fields {
					p.HSetNX(ctx, s.names.secrets(), f, now.Unix())
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		var err error
		found, err = c.HMGet(ctx, s.names.secrets(), fields...).Result()
		return err
	})
	for i, v := range found {
		text, _ := v.(string)
		if at, bad := strconv.ParseInt(text, 10, 64); bad == nil {
			since[names[i]] = time.Unix(at, 0).UTC()
		}
	}
	return since, err
}
