package inbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"nightdesk/bot"
)

// Carrier is the carrier's own log.
type Carrier interface {
	// Inbound calls each for every text since then, oldest first.
	Inbound(ctx context.Context, since time.Time, each func(bot.Input) error) error
	// Replied reports whether exactly these words were given back on the line to
	// a number since then.
	Replied(ctx context.Context, to bot.Phone, body bot.Words, since time.Time) (bool, error)
}

// CatchUpStore is what the catch-up needs of storage.
type CatchUpStore interface {
	Applied(context.Context, []bot.InputID) ([]bool, error)
	// CatchUpFrom is up to when the log was read, and what time it is by the
	// store's clock.
	CatchUpFrom(context.Context) (from, now time.Time, err error)
	SetCatchUp(context.Context, time.Time) error
	Lease(ctx context.Context, name string, ttl time.Duration) (bool, error)
}

const (
	catchUpEvery = time.Minute
	// catchUpBack is how far back a catch-up looks at most.
	catchUpBack = 72 * time.Hour
	// catchUpOverlap is looked at again: the carrier's log may lag.
	catchUpOverlap = 10 * time.Minute
	// catchUpFresh is left to the webhook, which is probably on its way.
	catchUpFresh = 45 * time.Second
)

// RunCatchUp looks for missed texts now and every minute until ctx ends.
func (x *Inbox) RunCatchUp(ctx context.Context, store CatchUpStore, carrier Carrier) {
	tick := time.NewTicker(catchUpEvery)
	defer tick.Stop()
	for {
		if n, err := x.CatchUp(ctx, store, carrier); ctx.Err() == nil && x.Log != nil {
			if err != nil {
				x.Log.Warn("catch-up failed", "err", err)
			} else if n > 0 {
				x.Log.Info("caught up", "texts", n)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// CatchUp applies the texts in the carrier's log that no webhook brought, and
// reports how many. One server does it at a time. A text that can't be applied
// does not stop the later ones; only a store that is down does. Each server gives
// the answers that it owes.
func (x *Inbox) CatchUp(ctx context.Context, store CatchUpStore, carrier Carrier) (int, error) {
	owed := x.payOwed(ctx, carrier)
	n, err := x.catchUp(ctx, store, carrier)
	return n, errors.Join(owed, err)
}

func (x *Inbox) catchUp(ctx context.Context, store CatchUpStore, carrier Carrier) (int, error) {
	mine, err := store.Lease(ctx, "catchup", catchUpEvery-5*time.Second)
	if err != nil || !mine {
		return 0, err
	}
	from, now, err := store.CatchUpFrom(ctx)
	if err != nil {
		return 0, err
	}
	since := lookBack(from, now)
	n := 0
	var bad []error
	each := func(in bot.Input) error {
		if now.Sub(in.At) < catchUpFresh || blanked(in) {
			return nil
		}
		done, err := store.Applied(ctx, []bot.InputID{in.ID})
		if err != nil || done[0] {
			return err
		}
		in.CaughtUp = true
		_, err = x.receive(ctx, in)
		switch {
		case errors.Is(err, bot.ErrUnavailable):
			return fmt.Errorf("apply a missed text: %w", err)
		case errors.Is(err, bot.ErrMismatch): // applied, with another content
		case err != nil:
			bad = append(bad, fmt.Errorf("apply a missed text: %w", err))
		default:
			n++
		}
		return nil
	}
	err = x.guard(func() error { return carrier.Inbound(ctx, since, each) })
	if err = errors.Join(append(bad, err)...); err != nil {
		return n, err
	}
	return n, store.SetCatchUp(ctx, now)
}

// blanked reports whether a text in the carrier's log holds nothing. It was blanked
// there after it had been applied, though a store that was set back to a backup may
// not know that any more: it must not get an answer once more.
func blanked(in bot.Input) bool { return in.Body.Text() == "" && in.Media == 0 }

// lookBack is from when on the log is read. Both times are the store's: the
// clock of this server may jump, and what it skips would be lost.
func lookBack(from, now time.Time) time.Time {
	oldest := now.Add(-catchUpBack)
	if from.IsZero() { // the first run ever: what came before us is not ours to answer
		from = now
	}
	since := from.Add(-catchUpOverlap)
	if since.Before(oldest) || from.After(now) { // a mark that can't be: nobody knows what was read
		return oldest
	}
	return since
}
