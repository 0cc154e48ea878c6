package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

// watched is the real store, with what each commit did noted for the transcript
// and each due time remembered, so that a stage can move its clock from one to
// the next. It fails like a store that is down when the stage says so.
type watched struct {
	*store.Store
	s      *stage
	mu     sync.Mutex // the outbox works several sends at once
	wakes  map[string]time.Time
	sends  map[bot.SendID]time.Time
	booked map[bot.VisitID]bool
	cases  map[bot.CaseID]string
	places []bot.Place // to which somebody came, since it was asked last
}

func newWatched(st *store.Store, s *stage) *watched {
	return &watched{Store: st, s: s, wakes: map[string]time.Time{}, sends: map[bot.SendID]time.Time{},
		booked: map[bot.VisitID]bool{}, cases: map[bot.CaseID]string{}}
}

// next is the first due time after now.
func (w *watched) next(now time.Time) (next time.Time, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	see := func(at time.Time) {
		if at.After(now) && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	for _, at := range w.wakes {
		see(at)
	}
	for _, at := range w.sends {
		see(at)
	}
	return next, ok
}

func (w *watched) err() error {
	if w.s.down {
		return fmt.Errorf("%w: the talk says so", bot.ErrUnavailable)
	}
	return nil
}

// Load reads a person unless the store is down.
func (w *watched) Load(ctx context.Context, in bot.InputID, p bot.PersonID) (bot.Loaded, error) {
	if err := w.err(); err != nil {
		return bot.Loaded{}, err
	}
	return w.Store.Load(ctx, in, p)
}

// due reports whether anything of a ledger falls due by now, as the store counts time: in
// whole milliseconds.
func due[K comparable](ledger map[K]time.Time, now time.Time) bool {
	for _, at := range ledger {
		if at.UnixMilli() <= now.UnixMilli() {
			return true
		}
	}
	return false
}

// ClaimWakes hands out timers unless the store is down. All that is set goes through here,
// so the store need not be asked when nothing can be due: half the cost of a talk was that.
func (w *watched) ClaimWakes(ctx context.Context, n int, lease, soon time.Duration, kinds ...string) ([]bot.Wake, error) {
	if err := w.err(); err != nil {
		return nil, err
	}
	if w.mu.Lock(); !due(w.wakes, w.s.now) {
		w.mu.Unlock()
		return nil, nil
	}
	w.mu.Unlock()
	return w.Store.ClaimWakes(ctx, n, lease, soon, kinds...)
}

// ClaimSends hands out messages; see ClaimWakes.
func (w *watched) ClaimSends(ctx context.Context, n int, lease time.Duration) ([]bot.ClaimedSend, error) {
	if w.mu.Lock(); !due(w.sends, w.s.now) {
		w.mu.Unlock()
		return nil, nil
	}
	w.mu.Unlock()
	return w.Store.ClaimSends(ctx, n, lease)
}

// Commit stores a turn and notes what it did.
func (w *watched) Commit(ctx context.Context, c bot.Commit) (bot.Outcome, error) {
	if err := w.err(); err != nil {
		return bot.Outcome{}, err
	}
	out, err := w.Store.Commit(ctx, c)
	if err == nil && out.Result == bot.Applied {
		w.saw(c)
	}
	return out, err
}

// FinishSend records a result and when the message is due again.
func (w *watched) FinishSend(ctx context.Context, id bot.SendID, attempt int, r bot.SendResult) error {
	w.sent(id, r)
	return w.Store.FinishSend(ctx, id, attempt, r)
}

func (w *watched) sent(id bot.SendID, r bot.SendResult) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.sends, id)
	if r.State == bot.SendPending {
		w.sends[id] = r.RetryAt
	}
	if r.Alert != nil {
		w.wakes[r.Alert.Key] = r.Alert.At
	}
}

func (w *watched) saw(c bot.Commit) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range c.Wakes {
		delete(w.wakes, k.Key)
		if !k.At.IsZero() {
			w.wakes[k.Key] = k.At
		}
	}
	for _, m := range c.Sends {
		w.sends[m.ID] = m.Due
	}
	if x := c.Session; x != nil {
		w.places = append(append(w.places, x.At.Place), x.Back...)
		if x.At.Return != nil {
			w.places = append(w.places, *x.At.Return)
		}
	}
	w.seats(c.Seats)
	for _, k := range c.Cases {
		w.kase(k.Case)
	}
}

// came are the places at which somebody stands, or stood, since it was asked last.
func (w *watched) came() []bot.Place {
	w.mu.Lock()
	defer w.mu.Unlock()
	places := w.places
	w.places = nil
	return places
}

// seats tells holds, bookings, moves and cancellations apart.
func (w *watched) seats(changes []bot.SeatChange) {
	moved := false
	for _, x := range changes {
		moved = moved || x.Op == bot.SeatFree && w.booked[x.Visit]
	}
	for _, x := range changes {
		what := x.Kind + " " + schedule.When(x.Start, w.s.now, w.s.clinic.Zone, bot.English)
		switch {
		case x.Op == bot.SeatHold:
			w.s.note("holds", what)
		case x.Op == bot.SeatBook && moved:
			w.booked[x.Visit] = true
			w.s.note("moves", what)
		case x.Op == bot.SeatBook:
			w.booked[x.Visit] = true
			w.s.note("books", what)
		case x.Op == bot.SeatFree && w.booked[x.Visit]:
			delete(w.booked, x.Visit)
			if len(changes) == 1 {
				w.s.note("cancels", what)
			}
		}
	}
}

// kase notes a case when its level, status or owner changes.
func (w *watched) kase(k bot.Case) {
	is := fmt.Sprintf("%s level %d", k.Status, k.Level)
	switch k.Status {
	case bot.CaseOpen:
		is += ": " + k.Reasons[len(k.Reasons)-1]
	case bot.CaseClaimed, bot.CaseClosed:
		is += " by " + k.Owner
	}
	if w.cases[k.ID] != is {
		w.cases[k.ID] = is
		w.s.note("case", is)
	}
}
