package engine

import (
	"slices"

	"nightdesk/bot"
)

// pastVisits are the visits worth keeping in the session: those to come, and
// the last few.
func (t *turn) pastVisits() []bot.Visit {
	const most = 6
	extra := len(t.s.Visits) - most
	return slices.DeleteFunc(t.s.Visits, func(v bot.Visit) bool {
		seat := v.Series != "" && v.Status != bot.VisitCancelled // it moves on to the next session
		over := extra > 0 && !seat && (!v.Status.Stands() || !v.Start.After(t.now))
		if over {
			extra--
		}
		return over
	})
}

// visitIn finds a visit of any status by id, or nil.
func visitIn(visits []bot.Visit, id bot.VisitID) *bot.Visit {
	for i := range visits {
		if visits[i].ID == id {
			return &visits[i]
		}
	}
	return nil
}

// visit finds a visit by id that is booked or asked for.
func (t *turn) visit(id bot.VisitID) *bot.Visit {
	if v := visitIn(t.s.Visits, id); v != nil && t.stands(v) {
		return v
	}
	return nil
}

// nextVisit is the soonest visit still to come that is booked or asked for, or nil.
func (t *turn) nextVisit() *bot.Visit { return t.soonest(t.stands) }

// soonest is the first to begin, of the visits to come that are wanted, or nil.
func (t *turn) soonest(wanted func(*bot.Visit) bool) *bot.Visit {
	var next *bot.Visit
	for i := range t.s.Visits {
		v := &t.s.Visits[i]
		if v.Start.After(t.now) && wanted(v) && (next == nil || v.Start.Before(next.Start)) {
			next = v
		}
	}
	return next
}

// stands reports whether a visit is booked, or asked for and not decided yet.
func (t *turn) stands(v *bot.Visit) bool {
	return (v.Status == bot.VisitBooked || v.Status == bot.VisitProposed) && !v.Lapsed(t.now)
}

// hasVisit reports whether a visit of a kind is to come.
func (t *turn) hasVisit(kind string) bool {
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool { return v.Kind == kind && t.stands(&v) && v.Start.After(t.now) })
}

// hasBooked reports whether a visit that somebody new books is to come: a group
// or a request is none.
func (t *turn) hasBooked() bool {
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool {
		return v.Status == bot.VisitBooked && v.Series == "" && v.Start.After(t.now)
	})
}

// wasTaken reports whether the store refused this start a moment ago, with whomever.
func (t *turn) wasTaken(o bot.Opening) bool {
	return t.w.Taken != nil && t.w.Taken.Start.Equal(o.Start)
}

// refused reports whether the store refused this very opening.
func (t *turn) refused(o bot.Opening) bool { return t.wasTaken(o) && t.w.Taken.Resource == o.Resource }
