package calendar

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// View is a stretch of the clinic's calendar with what stands in it.
type View struct {
	Calendar *schedule.Calendar
	From, To time.Time // of the starts that are shown; To is exclusive
	Now      time.Time
	// Visits are those that start in it, whatever their status, and the seats of
	// groups, whose start may lie anywhere.
	Visits []bot.Booking
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
	// Of are the visits behind it, those that were cancelled included.
	Of []bot.Booking
}

// Shared reports whether several people can have a seat of it.
func (e Entry) Shared() bool { return e.Series != "" || e.Seats > 1 }

// Uses reports whether an entry takes time of a resource, as who gives it or as
// its room.
func (e Entry) Uses(resource string) bool { return e.Resource == resource || e.Room == resource }

// version is how often what is behind an entry has changed, and when it last did.
func (e Entry) version() (n int, changed time.Time) {
	for _, b := range e.Of {
		n += max(b.Version, 1)
		if at := cmp.Or(b.Changed, b.Asked); at.After(changed) {
			changed = at
		}
	}
	return n, changed
}

// stateOf is what a visit comes to; "" for a hold that ran out.
func stateOf(v bot.Visit, now time.Time) State {
	over := !v.HeldUntil.IsZero() && !v.HeldUntil.After(now)
	switch v.Status {
	case bot.VisitPending, bot.VisitProposed:
		if over {
			return ""
		}
		if v.Status == bot.VisitPending {
			return Held
		}
		return Requested
	case bot.VisitCancelled:
		return Cancelled
	case bot.VisitBooked, bot.VisitArrived, bot.VisitFulfilled, bot.VisitMissed:
		return Booked // also what was missed: the time was kept, and who came is nobody's business
	}
	return ""
}

// Entries are what stands in a view, by time and resource. Holds that ran out are
// left out. Every session of a group is one, also while nobody has a seat; who has
// one now counts for all of them.
func Entries(v View) []Entry {
	shared := map[string]int{} // index of the entry of a share
	var out []Entry
	for _, b := range v.Visits {
		state := stateOf(b.Visit, v.Now)
		if state == "" || b.Series != "" || b.Start.Before(v.From) || !b.Start.Before(v.To) {
			continue
		}
		if b.Seats <= 1 {
			out = append(out, Entry{Opening: b.Opening, State: state, Taken: taken(state), Of: []bot.Booking{b}})
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
				if b.Series != s.Name {
					continue
				}
				if state := stateOf(b.Visit, v.Now); state != "" {
					e.add(b, state)
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

func firstID(e Entry) string {
	if len(e.Of) == 0 {
		return ""
	}
	return string(e.Of[0].ID)
}

func taken(s State) int {
	if s == Cancelled {
		return 0
	}
	return 1
}

// add counts one more visit in. The entry is booked if one of them is.
func (e *Entry) add(b bot.Booking, s State) {
	e.Of = append(e.Of, b)
	if s == Booked && b.Series != "" && !b.Status.Stands() {
		return // a seat of a group whose holder came once, or did not, and that was given up
	}
	e.Taken += taken(s)
	order := []State{Cancelled, Held, Requested, Booked}
	if slices.Index(order, s) > slices.Index(order, e.State) {
		e.State = s
	}
}

// label is what a visit kind is called where anybody may look.
func label(c *schedule.Calendar, kind string) string {
	return cmp.Or(c.Kinds[kind].Label[bot.English], "Busy")
}

// dates are the local dates of a view, in order.
func (v View) dates() []string {
	var out []string
	l := v.From.In(v.Calendar.Zone)
	for n := 0; ; n++ {
		// Noon exists on every day.
		d := time.Date(l.Year(), l.Month(), l.Day()+n, 12, 0, 0, 0, time.UTC).Format(time.DateOnly)
		if d > v.Calendar.Date(v.To.Add(-1)) {
			return out
		}
		out = append(out, d)
	}
}
