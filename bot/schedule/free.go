package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// today is what a query knows of the date that it looks at.
type today struct {
	date  day
	rooms [][]stretch // when each of Kind.Rooms is open
	kept  []Window    // reserved hours, until the last visit of the date is over
}

// groups are the sessions that take up what a query needs, for some dates.
type groups struct {
	from, to day // the dates whose visits they may touch
	met      map[string][]Window
}

// ahead is how many days of sessions are looked up at once: few, because most
// questions end with the first days.
const ahead = 8

// turnTo looks up what the starts of a date need to know.
func (q *query) turnTo(x day) {
	if q.date == x {
		return
	}
	q.date, q.rooms, q.kept = x, q.rooms[:0], q.kept[:0]
	for _, room := range q.k.Rooms {
		q.rooms = append(q.rooms, q.stretches(x, room, nil))
	}
	if q.keep != nil {
		for n := range 2 + int(q.k.Duration/(24*time.Hour)) {
			y := x.add(n)
			q.kept = append(q.kept, q.c.instants(q.keep.Hours[y.weekday()], y)...)
		}
	}
	if len(q.c.Series) > 0 && (q.met == nil || x.before(q.from) || !x.before(q.to)) {
		q.sessions(x)
	}
}

// sessions looks up those that may touch visits that start on x and the days
// after it.
func (q *query) sessions(x day) {
	q.from, q.to, q.met = x, x.add(ahead), map[string][]Window{}
	begin := q.from.at(0, q.c.Zone).Add(-q.k.Before)
	end := q.to.at(0, q.c.Zone).Add(q.k.Duration + q.k.After)
	for i := range q.c.Series {
		s := &q.c.Series[i]
		leads := slices.Contains(q.k.Resources, s.Leader) || slices.Contains(q.k.Rooms, s.Leader)
		meets := slices.Contains(q.k.Resources, s.Room) || slices.Contains(q.k.Rooms, s.Room)
		if !leads && !meets {
			continue
		}
		k := q.c.Kinds[s.Kind]
		for w := range q.c.meetings(s, dayOf(begin.Add(-s.Duration-k.After).In(q.c.Zone))) {
			w = Window{w.From.Add(-k.Before), w.To.Add(k.After)}
			if !w.From.Before(end) {
				break
			}
			if leads {
				q.met[s.Leader] = append(q.met[s.Leader], w)
			}
			if meets {
				q.met[s.Room] = append(q.met[s.Room], w)
			}
		}
	}
}

// stretch is a window of a date; until is when it ends if what follows without a
// break on the days after is counted.
type stretch struct {
	Window
	until time.Time
}

// stretches are when a resource is open on a date, by narrow too if that is not nil.
func (q *query) stretches(x day, name string, narrow *Week) []stretch {
	ws := q.windows(x, name, narrow)
	if len(ws) == 0 {
		return nil
	}
	out := make([]stretch, len(ws))
	for i, w := range ws {
		out[i] = stretch{w, w.To}
	}
	last, midnight := &out[len(out)-1], x.add(1).at(0, q.c.Zone)
	if last.To.Equal(midnight) {
		last.until = q.beyond(midnight, x.add(1), name, narrow)
	}
	return out
}

func (q *query) windows(x day, name string, narrow *Week) []Window {
	ws := q.c.open(name, x)
	if narrow == nil || len(ws) == 0 {
		return ws
	}
	return meet(ws, q.c.windows(narrow, x))
}

// beyond is until when a resource that is open at midnight stays open, looking
// at as many days as the visit may last.
func (q *query) beyond(midnight time.Time, x day, name string, narrow *Week) time.Time {
	end := midnight
	for end.Sub(midnight) < q.k.Duration {
		ws := q.windows(x, name, narrow)
		if len(ws) == 0 || !ws[0].From.Equal(end) {
			return end
		}
		end, x = ws[0].To, x.add(1)
	}
	return end
}

// inside reports whether a visit lies in one of some stretches.
func inside(ss []stretch, start, end time.Time) bool {
	for _, s := range ss {
		if !start.Before(s.From) && start.Before(s.To) && !end.After(s.until) {
			return true
		}
	}
	return false
}

// free reports whether nothing is in the way of a visit with one resource, nor of
// the time to be kept free around it.
func (q *query) free(name string, start, end time.Time) bool {
	start, end = start.Add(-q.k.Before), end.Add(q.k.After)
	return !q.inSession(name, start, end) && q.busy.free(name, start, end, q.utcDay)
}

func (q *query) inSession(name string, start, end time.Time) bool {
	for _, w := range q.met[name] {
		if w.meets(start, end) {
			return true
		}
	}
	return false
}

// room is the first room that a visit can have beside its resource; "" if the
// kind needs none.
func (q *query) room(resource string, start, end time.Time) (room string, ok bool) {
	for i, name := range q.k.Rooms {
		if name != resource && inside(q.rooms[i], start, end) && q.free(name, start, end) {
			return name, true
		}
	}
	return "", len(q.k.Rooms) == 0
}

// reserved reports whether part of a visit lies in hours that are kept for others.
func (q *query) reserved(start, end time.Time) bool {
	if q.keep == nil || !q.now.Before(start.Add(-q.keep.Until)) {
		return false
	}
	for _, w := range q.kept {
		if w.meets(start, end) {
			return true
		}
	}
	return false
}

// begun are the starts that others share and that have a free seat, in order.
// Their cells are marked by those others, so hours and sessions alone decide
// whether they are still good.
func (q *query) begun() []offer {
	if q.k.Seats <= 1 {
		return nil
	}
	var out []offer
	for s, taken := range q.busy.shared {
		start, room, ok := startOf(s, q.k.Name)
		at := slices.Index(q.k.Resources, s.Resource)
		if ok && at >= 0 && taken > 0 && taken < q.k.Seats && !start.Before(q.first) && !start.After(q.last) {
			out = append(out, offer{start: start, at: at, room: room, begun: true})
		}
	}
	slices.SortFunc(out, func(a, b offer) int { return cmp.Or(a.compare(b), a.at-b.at, strings.Compare(a.room, b.room)) })
	return slices.DeleteFunc(out, func(o offer) bool { return !q.stillGood(o) })
}

// stillGood checks a start that others share as if it were new, but for what is
// taken.
func (q *query) stillGood(o offer) bool {
	x, end, name := dayOf(o.start.In(q.c.Zone)), o.start.Add(q.k.Duration), q.k.Resources[o.at]
	q.turnTo(x)
	from, to := o.start.Add(-q.k.Before), end.Add(q.k.After)
	if q.reserved(o.start, end) || !inside(q.stretches(x, name, q.k.Hours), o.start, end) || q.inSession(name, from, to) {
		return false
	}
	if len(q.k.Rooms) == 0 {
		return o.room == ""
	}
	i := slices.Index(q.k.Rooms, o.room)
	return i >= 0 && inside(q.rooms[i], o.start, end) && !q.inSession(o.room, from, to)
}

// overlapsShared reports whether a new start would take place beside one that
// others share and that has a free seat.
func (q *query) overlapsShared(start, end time.Time) bool {
	for _, o := range q.shared {
		if o.start.Before(end) && start.Before(o.start.Add(q.k.Duration)) {
			return true
		}
	}
	return false
}
