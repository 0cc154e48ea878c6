package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// SealAudit adds every audit entry that is not yet in the chain to it, drops what
// has outlived its retention, and returns how many were added with a checkpoint of
// the chain's end, which belongs in a place that whoever can write to Redis cannot
// write to. Two that seal at the same moment add each entry once.
//
// Until it is sealed, an entry can be altered unseen: seal often.
func (s *Store) SealAudit(ctx context.Context) (n int, end Checkpoint, err error) {
	tail, last, begin, err := s.auditTail(ctx)
	if err != nil {
		return 0, Checkpoint{}, err
	}
	next := s.auditPages(ctx, s.names.audit(), nextID(tail.id), "+")
	for {
		args := []any{last, begin}
		p := tail
		for range auditPage {
			m, ok, err := next()
			if err != nil {
				return n, Checkpoint{}, err
			}
			if !ok {
				break
			}
			content := s.auditor.content(fieldsOf(m))
			p = s.auditor.after(p, m.ID, content)
			args = append(args, m.ID, p.n, content, p.link)
		}
		if p == tail {
			break
		}
		added, err := s.addSeals(ctx, args)
		if err != nil {
			return n, Checkpoint{}, err
		}
		if !added { // somebody else is sealing: leave it to them
			return n, Checkpoint{}, nil
		}
		n += int(p.n - tail.n)
		tail, last = p, p.id
	}
	return n, s.auditor.checkpoint(tail, time.Now()), s.trimAudit(ctx, begin)
}

// auditTail is the last place of the chain, the id of its last seal ("" if it has
// none), and where it begins, as stored.
func (s *Store) auditTail(ctx context.Context) (tail place, last, begin string, err error) {
	var seals []redis.XMessage
	err = s.retry(ctx, "read the audit's chain", func(ctx context.Context, c conn) (err error) {
		if begin, err = c.Get(ctx, s.names.anchor()).Result(); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		seals, err = c.XRevRangeN(ctx, s.names.chain(), "+", "-", 1).Result()
		return err
	})
	if err != nil {
		return place{}, "", "", err
	}
	if tail, err = s.auditor.begin(begin); err != nil {
		return place{}, "", "", fmt.Errorf("seal the audit log: %w (mend: nightdesk audit verify, with the checkpoints)", err)
	}
	if len(seals) > 0 {
		l := sealOf(seals[0])
		tail, last = place{n: l.n, id: l.id, link: l.link}, l.id
	}
	return tail, last, begin, nil
}

// addSeals adds seals to the chain. If the answer was lost, they may be there: the
// end then has moved by our own hand, which the next round finds.
func (s *Store) addSeals(ctx context.Context, args []any) (bool, error) {
	var added bool
	err := s.retry(ctx, "seal the audit log", func(ctx context.Context, c conn) error {
		v, err := s.evalSafe(ctx, c, sealAuditScript, []string{s.names.chain(), s.names.anchor()}, args...)
		added = v == int64(1)
		return err
	})
	return added, err
}

// trimAudit drops the entries that have outlived their retention and notes, signed,
// where the chain goes on from there, so that what has expired does not look like
// what was taken away.
func (s *Store) trimAudit(ctx context.Context, begin string) error {
	return s.retry(ctx, "trim the audit log", func(ctx context.Context, c conn) error {
		now, err := c.Time(ctx).Result()
		if err != nil {
			return err
		}
		old, err := c.XRevRangeN(ctx, s.names.chain(), s.auditCutoff(now), "-", 1).Result()
		if err != nil || len(old) == 0 {
			return err
		}
		l := sealOf(old[0])
		keys := []string{s.names.audit(), s.names.chain(), s.names.anchor()}
		_, err = s.evalSafe(ctx, c, trimAuditScript, keys, begin, s.auditor.anchor(place{n: l.n, id: l.id, link: l.link}), nextID(l.id))
		return err
	})
}

// auditCutoff is the greatest id that has outlived its retention.
func (s *Store) auditCutoff(now time.Time) string {
	return strconv.FormatInt(now.Add(-s.keepAudit).UnixMilli(), 10) + "-0"
}

// seal is one link of the chain, as it is stored.
type seal struct {
	id            string
	n             int64
	content, link string
}

func sealOf(m redis.XMessage) seal {
	n, _ := strconv.ParseInt(text(m.Values["n"]), 10, 64)
	return seal{id: m.ID, n: n, content: text(m.Values["c"]), link: text(m.Values["l"])}
}
