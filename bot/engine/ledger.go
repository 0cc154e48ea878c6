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
	}
	for _, w := range t.s.Waiting {
		old := place(t.was.Waiting, w.Key())
		if old == nil || old.Rank != w.Rank || !old.Since.Equal(w.Since) {
			t.out.Waits = append(t.out.Waits, bot.WaitChange{List: w.Key(), Rank: w.Rank, Since: w.Since})
		}
	}
	for _, w := range t.was.Waiting {
		if place(t.s.Waiting, w.Key()) == nil {
			t.out.Waits = append(t.out.Waits, bot.WaitChange{List: w.Key(), Off: true})
		}
	}
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
