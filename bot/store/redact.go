package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
)

// redactionEnds is when a message that could not be blanked is given up: the
// carrier's own log does not go further back (domain rule 3.3.6).
const redactionEnds = 400 * 24 * time.Hour

// ClaimRedactions claims up to n messages whose bodies are to be blanked at the
// carrier, the longest due first, each for one attempt. What is not finished
// within the lease comes back. Nothing is queued unless Options.Redact is set: then
// every Commit.Redact is, and every message that a receipt says is final, 70 s
// later, because a text that may have left is looked for at the carrier by what it
// says. A message is tried until FinishRedaction says that it is done, or for the
// 400 days after which the carrier has it no more.
func (s *Store) ClaimRedactions(ctx context.Context, n int, lease time.Duration) ([]bot.Redaction, error) {
	keys := []string{s.names.redact(), s.names.redactTries()}
	rows, err := s.claim(ctx, "claim redactions", claimRedactionsScript, keys, n, lease, redactionEnds.Milliseconds())
	if err != nil {
		return nil, err
	}
	var out []bot.Redaction
	for _, row := range rows {
		f, _ := row.([]any)
		if len(f) != 3 {
			continue
		}
		attempt, _ := strconv.Atoi(text(f[1]))
		out = append(out, bot.Redaction{Carrier: text(f[0]), Attempt: attempt, Since: millis(f[2])})
	}
	return out, nil
}

// FinishRedaction records what became of one attempt: it is tried again at that
// time, or is done if again is zero. From an attempt that no longer owns the
// message it changes nothing and is no error.
func (s *Store) FinishRedaction(ctx context.Context, carrier string, attempt int, again time.Time) error {
	keys := []string{s.names.redact(), s.names.redactTries()}
	return s.retry(ctx, "record a redaction", func(ctx context.Context, c conn) error {
		_, err := s.evalSafe(ctx, c, finishRedactionScript, keys, carrier, attempt, wakeTime(again))
		return err
	})
}

// RedactionsOverdue counts messages that were to be blanked before that time and
// still are not.
func (s *Store) RedactionsOverdue(ctx context.Context, before time.Time) (n int, err error) {
	err = s.retry(ctx, "count redactions", func(ctx context.Context, c conn) error {
		all, err := c.HVals(ctx, s.names.redactTries()).Result()
		n = 0
		for _, v := range all {
			_, since, _ := strings.Cut(v, "|")
			if ms, bad := strconv.ParseInt(since, 10, 64); bad != nil || ms < before.UnixMilli() {
				n++
			}
		}
		return err
	})
	return n, err
}
