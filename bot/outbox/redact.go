package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"nightdesk/bot"
)

const (
	// redactBatch is how many messages are claimed at once. They are worked one
	// after the other: Twilio limits calls in flight, and sends come first.
	redactBatch = 3
	// redactTime bounds one call, and redactLease the claim: all calls and records
	// of a batch end before it.
	redactTime  = 4 * time.Second
	redactLease = time.Minute
	// redactPoll is how often the queue is looked at.
	redactPoll = 5 * time.Second
	// redactPause is how long nothing is tried after the carrier refused our set-up.
	redactPause = time.Minute
	// RedactWithin is how long the carrier may take its time (twilio.md 12: rarely 14
	// days). What is not blanked then is tried on, and counts as overdue.
	RedactWithin = 14 * 24 * time.Hour
)

// RedactionQueue keeps which messages are to be blanked at the carrier.
type RedactionQueue interface {
	// ClaimRedactions hands out up to n due ones, oldest first, for the length of
	// lease.
	ClaimRedactions(ctx context.Context, n int, lease time.Duration) ([]bot.Redaction, error)
	// FinishRedaction records an attempt: due again then, or done if that is zero.
	// It does nothing if attempt is not the last one claimed.
	FinishRedaction(ctx context.Context, carrier string, attempt int, again time.Time) error
	// RedactionsOverdue counts those that were first due before a moment.
	RedactionsOverdue(ctx context.Context, before time.Time) (int, error)
}

// Redactor blanks messages at a carrier.
type Redactor interface {
	// Redact empties a message, and is done if it is gone. Its error is a
	// *bot.SendError: Operator if our set-up is at fault, Retryable if later may do,
	// neither if it never will.
	Redact(ctx context.Context, carrier string) error
}

// RedactOptions are what a RedactWorker needs.
type RedactOptions struct {
	Queue   RedactionQueue
	Carrier Redactor
	// Busy reports whether sends are under way: then nothing is begun. Optional.
	Busy func() bool
	// Now is the clock of Run; nil means time.Now.
	Now func() time.Time
	// Log gets what an operator should see, without any message id. Optional.
	Log *slog.Logger
	// Count is called with "done", "later", "refused" or "dropped" for each attempt.
	// Optional.
	Count func(result string)
	// Late is told now and then how many are overdue. Optional.
	Late func(int)
}

// RedactWorker takes the words of messages out of the carrier's log, which keeps
// them until it is told (twilio.md 12). Work and Run may be called at the same time,
// and any number of processes may work one queue.
type RedactWorker struct {
	o RedactOptions

	mu     sync.Mutex
	paused time.Time // until when nothing is tried
	looked time.Time // when overdue ones were last counted
	told   time.Time // when the operator was last told of them
}

// NewRedactWorker makes a RedactWorker. It starts nothing.
func NewRedactWorker(o RedactOptions) *RedactWorker {
	if o.Busy == nil {
		o.Busy = func() bool { return false }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	if o.Late == nil {
		o.Late = func(int) {}
	}
	return &RedactWorker{o: o}
}

// Run works until ctx ends, and returns when what is in flight is recorded.
func (w *RedactWorker) Run(ctx context.Context) {
	tick := time.NewTicker(redactPoll)
	defer tick.Stop()
	for {
		n, err := w.Work(ctx, w.o.Now())
		if err != nil && ctx.Err() == nil {
			w.o.Log.Error("the redaction queue can't be worked", "err", err)
		}
		w.watch(ctx, w.o.Now())
		if n == redactBatch && err == nil && ctx.Err() == nil {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Work claims a few due messages, unless sends are under way, and returns how many
// it worked when all of them are recorded.
func (w *RedactWorker) Work(ctx context.Context, now time.Time) (int, error) {
	if w.o.Busy() || w.resting(now) {
		return 0, nil
	}
	batch, err := w.o.Queue.ClaimRedactions(ctx, redactBatch, redactLease)
	if err != nil {
		return 0, fmt.Errorf("claim redactions: %w", err)
	}
	var bad []error
	for i, r := range batch {
		if ctx.Err() != nil {
			return i, errors.Join(bad...) // the leases of the others run out
		}
		// What was begun is finished: the deadlines are short.
		if err := w.one(context.WithoutCancel(ctx), r, now); err != nil {
			bad = append(bad, err)
		}
	}
	return len(batch), errors.Join(bad...)
}

func (w *RedactWorker) resting(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	left := w.paused.Sub(now)
	return left > 0 && left <= redactPause // a clock that was set back must not rest for ever
}

// one blanks one message and records it. In a pause it is only put off.
func (w *RedactWorker) one(ctx context.Context, r bot.Redaction, now time.Time) error {
	again := now.Add(RedactAgain(r.Attempt))
	if !w.resting(now) {
		call, cancel := context.WithTimeout(ctx, redactTime)
		err := w.o.Carrier.Redact(call, r.Carrier)
		cancel()
		again = w.outcome(r, err, now)
	}
	record, cancel := context.WithTimeout(ctx, RecordTime)
	defer cancel()
	if err := w.o.Queue.FinishRedaction(record, r.Carrier, r.Attempt, again); err != nil {
		return fmt.Errorf("record a redaction: %w", err)
	}
	return nil
}

// outcome is when a message is due again after an attempt; zero if it is done with.
func (w *RedactWorker) outcome(r bot.Redaction, err error, now time.Time) time.Time {
	if err == nil {
		w.o.Count("done")
		return time.Time{}
	}
	var e *bot.SendError
	if !errors.As(err, &e) {
		e = &bot.SendError{Retryable: true}
	}
	switch {
	case e.Operator:
		w.mu.Lock()
		w.paused = now.Add(redactPause)
		w.mu.Unlock()
		w.o.Count("refused")
		w.o.Log.Error("the carrier refuses our set-up, so the words of messages stay in its log", "code", e.Code, "why", e.Public)
	case !e.Retryable:
		w.o.Count("dropped")
		w.o.Log.Error("what was to be blanked at the carrier is not one of its messages", "why", e.Public)
		return time.Time{}
	default:
		w.o.Count("later")
	}
	return now.Add(max(RedactAgain(r.Attempt), e.After))
}

// redactGaps are how long after each attempt the next one is; later ones are a day
// apart.
var redactGaps = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

// RedactAgain is how long to wait after attempt n, from 1.
func RedactAgain(n int) time.Duration {
	if n = max(n, 1); n <= len(redactGaps) {
		return redactGaps[n-1]
	}
	return 24 * time.Hour
}

const (
	// lateEvery is how often what is overdue is counted, and tellEvery how often the
	// operator is told of it.
	lateEvery = 10 * time.Minute
	tellEvery = 24 * time.Hour
)

// watch counts messages that could not be blanked in time, and tells the operator.
func (w *RedactWorker) watch(ctx context.Context, now time.Time) {
	w.mu.Lock()
	look := now.Sub(w.looked).Abs() >= lateEvery
	if look {
		w.looked = now
	}
	tell := now.Sub(w.told).Abs() >= tellEvery
	w.mu.Unlock()
	if !look {
		return
	}
	n, err := w.Overdue(ctx, now)
	if err != nil {
		return // whoever works the queue says so
	}
	w.o.Late(n)
	if n == 0 || !tell {
		return
	}
	w.mu.Lock()
	w.told = now
	w.mu.Unlock()
	w.o.Log.Error("messages should be blank at the carrier by now and are not (mend: look at its status page, or delete them in its console)", "overdue", n)
}

// Overdue is how many messages should be blank at now and are not.
func (w *RedactWorker) Overdue(ctx context.Context, now time.Time) (int, error) {
	return w.o.Queue.RedactionsOverdue(ctx, now.Add(-RedactWithin))
}

// Busy reports whether messages are being sent right now.
func (b *Outbox) Busy() bool { return b.with.Load() > 0 }
