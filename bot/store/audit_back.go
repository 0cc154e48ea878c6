package store

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// auditID is the form of an entry's id.
var auditID = regexp.MustCompile(`^[0-9]{1,20}-[0-9]{1,20}$`)

// AuditBack calls fn with audit entries from one time until another, both included,
// newest first, until it returns false or most entries were looked at. before is the
// id of the entry to begin after, "" = the newest. It returns the id of the last entry
// that was looked at, from which to go on, and whether there may be more.
func (s *Store) AuditBack(ctx context.Context, from, to time.Time, before string, most int, fn func(AuditEntry) bool) (last string, more bool, err error) {
	end, begin := strconv.FormatInt(to.UnixMilli(), 10), strconv.FormatInt(from.UnixMilli(), 10)
	if before != "" {
		if !auditID.MatchString(before) {
			return "", false, fmt.Errorf("read the audit log: %q is no id of an entry", before)
		}
		end = previousID(before)
	}
	for looked := 0; looked < most; {
		var page []redis.XMessage
		err := s.retry(ctx, "read the audit log", func(ctx context.Context, c conn) (err error) {
			page, err = c.XRevRangeN(ctx, s.names.audit(), end, begin, auditPage).Result()
			return err
		})
		if err != nil {
			return last, false, err
		}
		for _, m := range page {
			last = m.ID
			looked++
			if !fn(s.auditEntry(m)) || looked == most {
				return last, true, nil
			}
		}
		if len(page) < auditPage {
			return last, false, nil
		}
		end = previousID(last)
	}
	return last, true, nil
}

// previousID is the greatest id before one.
func previousID(id string) string {
	ms, seq, _ := strings.Cut(id, "-")
	if n, _ := strconv.ParseUint(seq, 10, 64); n > 0 {
		return ms + "-" + strconv.FormatUint(n-1, 10)
	}
	n, _ := strconv.ParseUint(ms, 10, 64)
	return strconv.FormatUint(max(n, 1)-1, 10) + "-18446744073709551615"
}

// AuditSealed says how many entries the audit's chain has sealed so far and when the
// last of them was written; zero if none is.
func (s *Store) AuditSealed(ctx context.Context) (n int64, upTo time.Time, err error) {
	tail, _, _, err := s.auditTail(ctx)
	if err != nil || tail.n == 0 {
		return 0, time.Time{}, err
	}
	ms, _, _ := strings.Cut(tail.id, "-")
	return tail.n, millis(ms), nil
}
