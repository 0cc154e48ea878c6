package engine

import (
	"slices"

	"nightdesk/bot"
)

// ledger tells the clinic's ledgers what this turn changed in the session's own
// visits and places on waitlists. It compares, so that no change can be forgotten
// where it is made; a visit that was never told of (from before there was a
// ledger) is told of as well.
func (t *turn) ledger() {
	t.visits()
	t.places()
	t.watchClock()
}

// visits tells of the visits, and sets the timers that go by how they stand.
func (t *turn) visits() {
	for i := range t.s.Visits {
		v := &t.s.Visits[i]
		old := slices.IndexFunc(t.was.Visits, func(o bot.Visit) bool { return o.ID == v.ID })
		if old >= 0 && v.Version > 0 && t.was.Visits[old] == *v {
			continue
		}
		if v.Asked.IsZero() {
			v.Asked = t.now
		}
		if v.By == "" {
			v.By = "person"
		}
		v.Version++
		v.Changed = t.now
		t.out.Visits = append(t.out.Visits, *v)
		switch {
		case v.Status == bot.VisitProposed && !v.HeldUntil.IsZero():
			t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeRequest + ":" + string(v.ID), At: v.HeldUntil})
		case v.Series != "" && v.Status != bot.VisitCancelled:
			t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeGroup + ":" + string(v.ID), At: v.End})
		}
	}
}

// places tells of the waitlists. Everybody waits by the rank of their priority
// group as the clinic orders them now.
func (t *turn) places() {
	if cal := t.w.Clinic.Calendar; cal != nil {
		for i := range t.s.Waiting {
			t.s.Waiting[i].Rank = cal.Rank(t.s.Care.Group)
		}
	}
	for _, w := range t.s.Waiting {
		old := place(t.was.Waiting, w.Key())
		if old == nil || old.Rank != w.Rank || !old.Since.Equal(w.Since) {
			t.out.Waits = append(t.out.Waits, bot.WaitChange{List: w.Key(), Rank: w.Rank, Since: w.Since})
		}
	}
	for _, w := range t.was.Waiting {
		if place(t.s.Waiting, w.Key()) == nil {
			if h := t.s.Hold; h != nil && h.Waited && !h.HeldUntil.IsZero() && h.List() == w.Key() {
				t.dropHold() // what was offered goes with the place
			}
			t.out.Waits = append(t.out.Waits, bot.WaitChange{List: w.Key(), Off: true})
		}
	}
}

// inLedger is a visit as the ledger has it after this turn; nil for none.
func (t *turn) inLedger(id bot.VisitID) *bot.Visit {
	if v := visitIn(t.s.Visits, id); v != nil {
		return new(*v)
	}
	return nil
}

// place finds the place on a list, or nil.
func place(waiting []bot.Waiting, list string) *bot.Waiting {
	for i := range waiting {
		if waiting[i].Key() == list {
			return &waiting[i]
		}
	}
	return nil
}
