package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

// View is a stretch of the clinic's calendar with what stands in it.
type View struct {
	Calendar *Calendar
	From, To time.Time // of the starts that are shown; To is exclusive
	Now      time.Time
	// Visits are those that start in it, whatever their status, and since [ViewSince]:
	// who has a seat of a group then has one later too.
	Visits []bot.Booking
}

// ViewSince is from when on the visits of a view must be known: a seat of a group stands
// in the ledger at its next session, which may lie before the view, or wait some
// hours to be moved on.
func ViewSince(from, now time.Time) time.Time {
	if week := now.AddDate(0, 0, -7); week.Before(from) {
		return week
	}
	return from
}

// State is what an [Entry] comes to for somebody who looks at a calendar.
type State string

const (
	Held      State = "held"      // somebody is deciding on it
	Requested State = "requested" // staff decide on it
	Booked    State = "booked"    // it will take place, or did
	Cancelled State = "cancelled" // it will not
)

// Entry is one piece of a resource's time: a visit, a start that several visits
// share, or one session of a group.
type Entry struct {
	bot.Opening
	State State
	// Taken is how many of Seats are.
	Taken int
	// Changed is when what is behind it last did; zero if that is not known.
	Changed time.Time
	// Of are the visits behind it, those that were cancelled included.
	Of []bot.Booking
}

// Shared reports whether several people can have a seat of it.
func (e Entry) Shared() bool { return e.Series != "" || e.Seats > 1 }

// Uses reports whether an entry takes time of a resource, as who gives it or as
// its room.
func (e Entry) Uses(resource string) bool { return e.Resource == resource || e.Room == resource }

// stateOf is what a visit comes to; "" for a hold that ran out.
func stateOf(v bot.Visit, now time.Time) State {
	if v.Lapsed(now) {
		return ""
	}
	switch v.Status {
	case bot.VisitPending:
		return Held
	case bot.VisitProposed:
		return Requested
	case bot.VisitCancelled:
		return Cancelled
	case bot.VisitBooked, bot.VisitArrived, bot.VisitFulfilled, bot.VisitMissed:
		return Booked // also what was missed: the time was kept, and who came is nobody's business
	}
	return ""
}

// Entries are what stands in a view, by time and resource. Holds that ran out are
// left out. Every session of a group is one, also while nobody has a seat.
func Entries(v View) []Entry {
	shared := map[string]int{} // index of the entry of a share
	var out []Entry
	for _, b := range v.Visits {
		state := stateOf(b.Visit, v.Now)
		if state == "" || b.Series != "" || b.Start.Before(v.From) || !b.Start.Before(v.To) {
			continue
		}
		if b.Seats <= 1 {
			out = append(out, Entry{Opening: b.Opening, State: state, Taken: taken(state), Changed: changed(b), Of: []bot.Booking{b}})
			continue
		}
		key := strings.Join([]string{b.Resource, b.Kind, b.Start.UTC().Format(time.RFC3339)}, "\x00")
		i, ok := shared[key]
		if !ok {
			i = len(out)
			shared[key] = i
			out = append(out, Entry{Opening: b.Opening, State: Cancelled})
		}
		out[i].add(b, state)
	}
	for _, s := range v.Calendar.Series {
		for _, o := range v.Calendar.Sessions(s.Name, v.From, v.To) {
			e := Entry{Opening: o, State: Booked}
			for _, b := range v.Visits {
				if b.Series == s.Name && changed(b).After(e.Changed) { // also who has left since
					e.Changed = changed(b)
				}
				if b, ok := inSession(b, o); ok {
					if state := stateOf(b.Visit, v.Now); state != "" {
						e.add(b, state)
					}
				}
			}
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.Resource, b.Resource), strings.Compare(a.Kind, b.Kind), strings.Compare(firstID(a), firstID(b)))
	})
	return out
}

// inSession is a booking as one session of its group has it: false if its holder has
// no part in that session. The ledger keeps a seat under the session that comes next,
// and each that is over under an id with its date.
func inSession(b bot.Booking, o bot.Opening) (bot.Booking, bool) {
	_, date := b.ID.Seat()
	at := b.Start.Compare(o.Start)
	switch {
	case b.Series != o.Series, at > 0, at < 0 && (date != "" || b.Status == bot.VisitCancelled):
		return b, false
	case at < 0 && b.Status != bot.VisitPending && b.Status != bot.VisitProposed:
		b.Status = bot.VisitBooked // what became of the next session says nothing of those after it
	}
	return b, true
}

func firstID(e Entry) string {
	if len(e.Of) == 0 {
		return ""
	}
	return string(e.Of[0].ID)
}

func changed(b bot.Booking) time.Time { return cmp.Or(b.Changed, b.Asked) }

func taken(s State) int {
	if s == Cancelled {
		return 0
	}
	return 1
}

// add counts one more visit in. The entry is booked if one of them is.
func (e *Entry) add(b bot.Booking, s State) {
	e.Of = append(e.Of, b)
	if changed(b).After(e.Changed) {
		e.Changed = changed(b)
	}
	e.Taken += taken(s)
	order := []State{Cancelled, Held, Requested, Booked}
	if slices.Index(order, s) > slices.Index(order, e.State) {
		e.State = s
	}
}

// Dates are the local dates of a view, in order, each at its noon: that exists on
// every day.
func (v View) Dates() []time.Time {
	var out []time.Time
	l, last := v.From.In(v.Calendar.Zone), v.Calendar.Date(v.To.Add(-1))
	for n := 0; ; n++ {
		noon := time.Date(l.Year(), l.Month(), l.Day()+n, 12, 0, 0, 0, v.Calendar.Zone)
		if noon.Format(time.DateOnly) > last {
			return out
		}
		out = append(out, noon)
	}
}

// Takes is the time that an entry keeps others from: with what is left free around
// it; no time at all if it was cancelled.
func (e Entry) Takes() Window {
	if e.State == Cancelled {
		return Window{From: e.Start, To: e.Start}
	}
	return Window{From: e.Start.Add(-e.Before), To: e.End.Add(e.After)}
}

// Left is what is left of open windows when others are taken, in order. Those taken
// may overlap and come in any order.
func Left(open, taken []Window) []Window {
	taken = slices.Clone(taken)
	slices.SortFunc(taken, func(a, b Window) int { return a.From.Compare(b.From) })
	var out []Window
	for _, w := range open {
		at := w.From
		for _, t := range taken {
			if !t.From.Before(w.To) || !t.To.After(at) {
				continue
			}
			if t.From.After(at) {
				out = append(out, Window{From: at, To: t.From})
			}
			at = t.To
		}
		if at.Before(w.To) {
			out = append(out, Window{From: at, To: w.To})
		}
	}
	return out
}

// Left is what is still open of a resource on a local date: its hours without what
// the entries take of it. A closure leaves nothing.
func (v View) Left(entries []Entry, resource, date string) []Window {
	var taken []Window
	for _, e := range entries {
		if e.Uses(resource) && e.State != Cancelled {
			taken = append(taken, e.Takes())
		}
	}
	return Left(v.Calendar.Open(resource, date), taken)
}
