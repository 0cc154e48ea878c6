package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
)

// queue is a RedactionQueue with the promises of the real one, for tests in a
// bubble, where no socket works.
type queue struct {
	mu   sync.Mutex
	all  map[string]*redaction
	down bool
}

type redaction struct {
	bot.Redaction
	due time.Time
}

func (q *queue) add(carrier string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.all == nil {
		q.all = map[string]*redaction{}
	}
	q.all[carrier] = &redaction{bot.Redaction{Carrier: carrier, Since: time.Now()}, time.Now()}
}

func (q *queue) ClaimRedactions(_ context.Context, n int, lease time.Duration) (out []bot.Redaction, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.down {
		return nil, bot.ErrUnavailable
	}
	var due []*redaction
	for _, r := range q.all {
		if !r.due.After(time.Now()) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b *redaction) int {
		return 2*a.due.Compare(b.due) + strings.Compare(a.Carrier, b.Carrier)
	})
	for _, r := range due[:min(n, len(due))] {
		r.Attempt++
		r.due = time.Now().Add(lease)
		out = append(out, r.Redaction)
	}
	return out, nil
}

func (q *queue) FinishRedaction(_ context.Context, carrier string, attempt int, again time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.down {
		return bot.ErrUnavailable
	}
	switch r := q.all[carrier]; {
	case r == nil || r.Attempt != attempt:
	case again.IsZero():
		delete(q.all, carrier)
	default:
		r.due = again
	}
	return nil
}

func (q *queue) RedactionsOverdue(_ context.Context, before time.Time) (n int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.all {
		if r.Since.Before(before) {
			n++
		}
	}
	return n, nil
}

// blanker is a carrier that answers as a test says, and notes when it was asked.
type blanker struct {
	mu     sync.Mutex
	answer func(carrier string, n int) error
	asked  []string
	at     []time.Duration
	began  time.Time
	flying int
	most   int
}

func (b *blanker) Redact(ctx context.Context, carrier string) error {
	b.mu.Lock()
	b.asked, b.at = append(b.asked, carrier), append(b.at, time.Since(b.began))
	b.flying++
	b.most = max(b.most, b.flying)
	n := len(b.asked)
	b.mu.Unlock()
	wait(ctx, 20*time.Millisecond)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flying--
	if b.answer == nil {
		return nil
	}
	return b.answer(carrier, n)
}

var notYet = &bot.SendError{Code: 20009, NotSent: true, Retryable: true}

// lockedLog is a log that is read while the worker writes it.
type lockedLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// A message that the carrier does not let go of is asked for at growing gaps, and
// the operator hears of it after 14 days.
func TestRedactionGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b, log := &queue{}, &blanker{began: time.Now(), answer: func(string, int) error { return notYet }}, &lockedLog{}
		var counted []string
		w := outbox.NewRedactWorker(outbox.RedactOptions{Queue: q, Carrier: b, Log: slog.New(slog.NewTextHandler(log, nil)),
			Count: func(s string) { counted = append(counted, s) }})
		q.add("SM1")
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); w.Run(ctx) }()
		time.Sleep(13 * 24 * time.Hour)
		synctest.Wait()
		if n, _ := w.Overdue(ctx, time.Now()); n != 0 || strings.Contains(log.String(), "overdue") {
			t.Errorf("%d are overdue after 13 days", n)
		}
		time.Sleep(3 * 24 * time.Hour)
		synctest.Wait()
		if n, _ := w.Overdue(ctx, time.Now()); n != 1 || !strings.Contains(log.String(), "overdue=1") {
			t.Errorf("%d are overdue after 16 days; the log says %s", n, log.String())
		}
		b.mu.Lock()
		b.answer = nil
		b.mu.Unlock()
		time.Sleep(25 * time.Hour)
		synctest.Wait()
		cancel()
		<-done
		want := []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour}
		for i, gap := range want {
			if got := b.at[i+1] - b.at[i]; got < gap || got > gap+10*time.Second {
				t.Errorf("attempt %d came %v after the one before, want %v", i+2, got, gap)
			}
		}
		if len(q.all) != 0 || counted[len(counted)-1] != "done" || counted[0] != "later" {
			t.Errorf("%d left, counted %v", len(q.all), counted)
		}
		if strings.Contains(log.String(), "SM1") {
			t.Errorf("the log names a message: %s", log)
		}
	})
}

func TestRedactionWaitsForSends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, b := &queue{}, &blanker{}
		busy := true
		w := outbox.NewRedactWorker(outbox.RedactOptions{Queue: q, Carrier: b, Busy: func() bool { return busy }})
		for _, id := range []string{"SM1", "SM2", "SM3", "SM4"} {
			q.add(id)
		}
		if n, err := w.Work(t.Context(), time.Now()); n != 0 || err != nil || len(b.asked) != 0 {
			t.Errorf("%d were worked while sends were under way (%v)", n, err)
		}
		busy = false
		if n, err := w.Work(t.Context(), time.Now()); n != 3 || err != nil || b.most != 1 {
			t.Errorf("%d were worked, %d at once (%v)", n, b.most, err)
		}
	})
}

// With the account refused nothing is tried for a minute, and nothing is lost.
func TestRedactionsRestWhileTheAccountIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, log := &queue{}, &bytes.Buffer{}
		b := &blanker{answer: func(_ string, n int) error {
			if n == 1 {
				return &bot.SendError{Code: 20003, Operator: true, Retryable: true, Public: "the carrier account is refused or suspended"}
			}
			return nil
		}}
		w := outbox.NewRedactWorker(outbox.RedactOptions{Queue: q, Carrier: b, Log: slog.New(slog.NewTextHandler(log, nil))})
		for _, id := range []string{"SM1", "SM2", "SM3", "SM4"} {
			q.add(id)
		}
		for range 10 {
			if _, err := w.Work(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if len(b.asked) != 1 || len(q.all) != 4 || !strings.Contains(log.String(), "20003") {
			t.Errorf("asked %v, %d left, log %s", b.asked, len(q.all), log)
		}
		time.Sleep(61 * time.Second)
		synctest.Wait()
		for range 3 {
			if _, err := w.Work(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if len(q.all) != 0 {
			t.Errorf("%d left", len(q.all))
		}
	})
}

// What can never be blanked is dropped aloud; a carrier that breaks its contract is
// asked again; and a store that is down loses nothing.
func TestRedactionOutcomes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, log := &queue{}, &bytes.Buffer{}
		b := &blanker{answer: func(carrier string, _ int) error {
			switch carrier {
			case "bad":
				return &bot.SendError{NotSent: true, Public: "not a message id"}
			case "odd":
				return errors.New("unheard of")
			case "slow":
				return &bot.SendError{Retryable: true, After: time.Hour}
			}
			return nil
		}}
		w := outbox.NewRedactWorker(outbox.RedactOptions{Queue: q, Carrier: b, Log: slog.New(slog.NewTextHandler(log, nil))})
		for _, id := range []string{"bad", "odd", "slow"} {
			q.add(id)
		}
		if _, err := w.Work(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if q.all["bad"] != nil || !strings.Contains(log.String(), "not one of its messages") {
			t.Errorf("bad: %v, log %s", q.all["bad"], log)
		}
		if got := time.Until(q.all["odd"].due); got < 59*time.Second || got > time.Minute {
			t.Errorf("odd is due in %v", got)
		}
		if got := time.Until(q.all["slow"].due); got < 59*time.Minute {
			t.Errorf("slow is due in %v, and the carrier asked for an hour", got)
		}
		q.down = true
		if _, err := w.Work(t.Context(), time.Now()); !errors.Is(err, bot.ErrUnavailable) {
			t.Errorf("store down: %v", err)
		}
	})
}
