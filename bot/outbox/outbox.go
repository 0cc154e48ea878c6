package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

const (
	// Lease is how long a claim lasts. Whoever claims the message after that
	// takes the earlier attempt for dead, so it must be: asking, sending and
	// recording together end before (a lease shorter than an attempt sent 113
	// texts twice in a soak).
	Lease = 6 * time.Second
	// AttemptTime bounds looking and sending, and findTime the looking alone.
	AttemptTime = 4 * time.Second
	findTime    = 1500 * time.Millisecond
	// RecordTime bounds recording what came of it.
	RecordTime = 1500 * time.Millisecond

	// inFlight is how many messages are with the carrier at once. Twilio limits
	// by concurrency (error 20429).
	inFlight = 5
	// pollTime is how long a message that another process committed may wait.
	pollTime = 250 * time.Millisecond
	// brokenTime is the pause after the store failed.
	brokenTime = time.Second
)

// Store keeps what is to be sent.
type Store interface {
	// ClaimSends takes up to n due messages for the length of lease, puts each
	// into SendSending, and says what state it found. Urgent ones (alerts, then
	// crisis texts) come before all others, then the longest due. Messages may
	// come beside an error, which is then about others.
	ClaimSends(ctx context.Context, n int, lease time.Duration) ([]bot.ClaimedSend, error)
	// FinishSend records a result. It does nothing, and returns no error, if
	// attempt is no longer the last one claimed or a receipt has already said
	// how the message ended. Doing it twice is doing it once.
	FinishSend(ctx context.Context, id bot.SendID, attempt int, r bot.SendResult) error
}

// Sender hands messages to a carrier.
type Sender interface {
	// Send returns the carrier's id, or a *bot.SendError.
	Send(ctx context.Context, s bot.Send) (string, error)
	// Find looks for a message that may have been sent since a moment. false without
	// an error means that the carrier does not have it.
	Find(ctx context.Context, s bot.Send, since time.Time) (string, bool, error)
}

// Options are what an Outbox needs.
type Options struct {
	Store  Store
	Sender Sender
	// Zone is the clinic's, for quiet hours.
	Zone *time.Location
	// Rate is how many segments a second the line may send; 0 means no limit.
	Rate float64
	// Jitter spreads retries. Optional; a test seeds its own.
	Jitter *rand.Rand
	// Now is the clock of Run; nil means time.Now.
	Now func() time.Time
	// Log gets what an operator should see. Optional.
	Log *slog.Logger
	// Count is called once for each recorded result. Optional.
	Count func(bot.SendClass, bot.SendResult)
	// Taken is called when whoever carries a message has taken it. Optional.
	Taken func(s bot.Send, at time.Time)
}

// Outbox works what is due. Work and Run may be called at the same time, and
// any number of processes may work one store.
type Outbox struct {
	o     Options
	poke  chan struct{}
	slots chan struct{}
	with  atomic.Int64 // how many messages are being worked

	mu     sync.Mutex // guards jitter and bucket
	jitter *rand.Rand
	bucket bucket
}

// New makes an Outbox. It starts nothing.
func New(o Options) *Outbox {
	o.Zone = cmp.Or(o.Zone, time.UTC)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(bot.SendClass, bot.SendResult) {}
	}
	if o.Taken == nil {
		o.Taken = func(bot.Send, time.Time) {}
	}
	b := &Outbox{o: o, poke: make(chan struct{}, 1), slots: make(chan struct{}, inFlight), jitter: o.Jitter, bucket: bucket{rate: o.Rate}}
	if b.jitter == nil {
		b.jitter = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return b
}

// Poke makes Run look at once. It never blocks.
func (b *Outbox) Poke() {
	select {
	case b.poke <- struct{}{}:
	default:
	}
}

// Work does one pass: it claims what is due at now, as far as the line's rate
// and the calls in flight allow, and returns how many messages it worked when
// all of them are recorded.
func (b *Outbox) Work(ctx context.Context, now time.Time) (int, error) {
	var wg sync.WaitGroup
	n, _, err := b.pass(ctx, now, &wg)
	wg.Wait()
	return n, err
}

// Run works until ctx ends, and returns when what is in flight is recorded.
func (b *Outbox) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(pollTime)
	defer tick.Stop()
	for {
		n, full, err := b.pass(ctx, b.o.Now(), &wg)
		if err != nil && ctx.Err() == nil {
			b.o.Log.Error("outbox cannot claim what is due", "err", err)
			if !sleep(ctx, brokenTime) {
				return
			}
		}
		if n > 0 && full && ctx.Err() == nil && len(b.slots) < inFlight {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-b.poke:
		case <-tick.C:
		}
	}
}

// pass claims and starts a batch; full is true if as many were due as it asked
// for. Each message is worked in its own goroutine, counted in wg.
func (b *Outbox) pass(ctx context.Context, now time.Time, wg *sync.WaitGroup) (n int, full bool, err error) {
	want := b.reserve(now)
	if want == 0 {
		return 0, false, nil
	}
	started := 0
	defer func() { b.release(want - started) }()
	ends := time.Now().Add(AttemptTime) // before the claim: the lease counts from later
	batch, err := b.o.Store.ClaimSends(ctx, want, Lease)
	slices.SortStableFunc(batch, func(a, c bot.ClaimedSend) int { return cmp.Compare(order(a.Send.Class), order(c.Send.Class)) })
	b.count(batch, now)
	for _, c := range batch {
		started++
		b.with.Add(1)
		// The slots are those of the carrier: a channel that hangs holds up no text.
		if c.Send.Named() {
			b.release(1)
		}
		wg.Go(func() {
			defer b.with.Add(-1)
			b.work(ctx, c, now, ends)
			if !c.Send.Named() {
				b.release(1)
			}
			if len(batch) == want {
				b.Poke()
			}
		})
	}
	return len(batch), len(batch) == want, err
}

// count takes what a batch will send out of the bucket, before the next pass can
// look into it. What is only recorded costs nothing.
func (b *Outbox) count(batch []bot.ClaimedSend, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range batch {
		if c.Send.Channel == "" && Decide(c, now, b.o.Zone).Step != StepRecord {
			_, segments := text.Segments(c.Send.Body.Text())
			b.bucket.take(segments)
		}
	}
}

// order puts alerts first.
func order(c bot.SendClass) int {
	return slices.Index([]bot.SendClass{bot.SendAlert, bot.SendCrisis, bot.SendReply, bot.SendUnprompted}, c)
}

// reserve takes as many slots as are free and the rate allows.
func (b *Outbox) reserve(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	want := b.bucket.allowed(now, inFlight)
	for n := range want {
		select {
		case b.slots <- struct{}{}:
		default:
			return n
		}
	}
	return want
}

func (b *Outbox) release(n int) {
	for range n {
		<-b.slots
	}
}

// work takes one claimed message as far as it goes now. A program that is being
// stopped still finishes it: the deadlines are short.
func (b *Outbox) work(ctx context.Context, c bot.ClaimedSend, now, ends time.Time) {
	ctx = context.WithoutCancel(ctx)
	attempt, cancel := context.WithDeadline(ctx, ends)
	result := b.attempt(attempt, c, now)
	cancel()
	if result.State == bot.SendSent {
		b.o.Taken(c.Send, b.o.Now())
	}
	ctx, cancel = context.WithTimeout(ctx, RecordTime)
	defer cancel()
	b.record(ctx, c, result)
}

// attempt looks and sends as decided. What breaks over one message must not take
// the others down with it: then it may have left.
func (b *Outbox) attempt(ctx context.Context, c bot.ClaimedSend, now time.Time) (result bot.SendResult) {
	began := time.Now()
	at := func() time.Time { return now.Add(time.Since(began)) }
	defer func() {
		if p := recover(); p != nil { // its value may quote the message
			b.o.Log.Error("a send broke", "send", c.Send.ID, "kind", fmt.Sprintf("%T", p))
			b.mu.Lock()
			defer b.mu.Unlock()
			result = DecideSent(c, "", &bot.SendError{Retryable: true}, at(), b.jitter)
		}
	}()
	plan := Decide(c, now, b.o.Zone)
	if plan.Step == StepFind {
		plan = b.look(ctx, c, at)
	}
	if plan.Step == StepRecord {
		return plan.Result
	}
	carrier, err := b.o.Sender.Send(ctx, c.Send)
	b.complain(c.Send, err)
	b.mu.Lock()
	defer b.mu.Unlock()
	return DecideSent(c, carrier, err, at(), b.jitter)
}

// look asks the carrier whether it has the message already.
func (b *Outbox) look(ctx context.Context, c bot.ClaimedSend, at func() time.Time) Plan {
	ctx, cancel := context.WithTimeout(ctx, findTime)
	defer cancel()
	carrier, found, err := b.o.Sender.Find(ctx, c.Send, c.Since)
	b.mu.Lock()
	defer b.mu.Unlock()
	return DecideFound(c, carrier, found, err, at(), b.o.Zone, b.jitter)
}

// complain tells the operator what only an operator can mend.
func (b *Outbox) complain(s bot.Send, err error) {
	var e *bot.SendError
	if errors.As(err, &e) && e.Operator {
		b.o.Log.Error("the carrier refuses our set-up", "send", s.ID, "class", s.Class, "code", e.Code, "why", e.Public)
	}
}

// record stores the result, trying again while it still may. If it cannot, the
// lease runs out and the next claim asks the carrier.
func (b *Outbox) record(ctx context.Context, c bot.ClaimedSend, r bot.SendResult) {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := b.o.Store.FinishSend(ctx, c.Send.ID, c.Attempt, r)
		if err == nil {
			b.o.Count(c.Send.Class, r)
			break
		}
		if !sleep(ctx, wait) {
			b.o.Log.Error("outbox cannot record a result", "send", c.Send.ID, "err", err)
			return
		}
	}
	if r.State == bot.SendFailed || r.State == bot.SendDropped {
		b.o.Log.Warn("a text was given up", "send", c.Send.ID, "class", c.Send.Class, "state", r.State, "why", r.Why, "code", r.Code, "attempt", c.Attempt)
	}
}

// sleep waits, or returns false when ctx ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
