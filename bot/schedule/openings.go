package schedule

import (
	"iter"
	"slices"
	"time"

	"nightdesk/bot"
)

// Who is who asks for openings. The zero Who is a person of no priority group.
type Who struct {
	Group string // their priority group
	Staff bool   // staff may book every kind, and reserved hours
}

// Openings are the times at which who may have a visit of a kind, soonest first
// and up to the horizon, one for each start. They are worked out as they are
// looked at, so the first three of a month cost little. Among resources that are
// free at a start the one with least to do on that day is named; ties go round
// with the start time. A kind that is unknown, or that only staff book, has none
// for others.
func (c *Calendar) Openings(kind string, who Who, busy Busy, now time.Time) iter.Seq[bot.Opening] {
	if !who.Staff && c.Kinds[kind].Book == BookByStaff {
		return func(func(bot.Opening) bool) {}
	}
	k := c.Kinds[kind]
	q := query{c: c, k: k, busy: busy, step: k.Step,
		first: now.Add(max(k.Lead, 0)), last: now.Add(horizon(k))}
	if q.step <= 0 {
		q.step = DefaultStep
	}
	if !q.first.After(now) {
		q.first = now.Add(1) // now itself has begun
	}
	return func(yield func(bot.Opening) bool) {
		if k.Duration <= 0 || q.first.After(q.last) {
			return
		}
		q := q
		q.names = map[int64]string{}
		end := dayOf(q.last.In(c.Zone)).add(1)
		for x := dayOf(q.first.In(c.Zone)); x != end; x = x.add(1) {
			for _, o := range q.day(x) {
				if !yield(o) {
					return
				}
			}
		}
	}
}

// Until is when the last visit of this kind that can be booked now is over: what
// is busy later does not matter.
func (k Kind) Until(now time.Time) time.Time { return now.Add(horizon(k) + k.Duration) }

func horizon(k Kind) time.Duration {
	if k.Horizon <= 0 {
		return DefaultHorizon
	}
	return min(k.Horizon, maxHorizon)
}

// query is one question for openings.
type query struct {
	c           *Calendar
	k           Kind
	busy        Busy
	step        time.Duration
	first, last time.Time // bounds of the start, both included
	names       map[int64]string
}

// utcDay is dayName, asked thousands of times for a few days.
func (q *query) utcDay(utc time.Time) string {
	n := utc.Unix() / (24 * 3600)
	s, ok := q.names[n]
	if !ok {
		s = dayName(utc)
		q.names[n] = s
	}
	return s
}

// offer is a start at which one resource is free; load is how busy that
// resource's day is.
type offer struct {
	start time.Time
	at    int // index into Kind.Resources
	load  int
}

// day lists the openings that start on one local date, in order of time.
func (q *query) day(x day) []bot.Opening {
	if _, closed := q.c.Closed(x.String()); closed {
		return nil
	}
	var offers []offer
	for i, name := range q.k.Resources {
		offers = q.starts(offers, x, i, name)
	}
	slices.SortStableFunc(offers, func(a, b offer) int {
		if n := a.start.Compare(b.start); n != 0 {
			return n
		}
		return a.load - b.load
	})
	var out []bot.Opening
	for len(offers) > 0 {
		n := same(offers)
		o := offers[turn(offers[0].start, q.step, n.best)]
		out = append(out, bot.Opening{Kind: q.k.Name, Resource: q.k.Resources[o.at],
			Start: o.start.UTC(), End: o.start.Add(q.k.Duration).UTC()})
		offers = offers[n.all:]
	}
	return out
}

// same counts the offers at the head that share a start, and of these the ones
// that share the least load.
func same(offers []offer) (n struct{ all, best int }) {
	for _, o := range offers {
		if !o.start.Equal(offers[0].start) {
			break
		}
		n.all++
		if o.load == offers[0].load {
			n.best++
		}
	}
	return n
}

// turn picks one of n by the start time, so that equals take turns.
func turn(start time.Time, step time.Duration, n int) int {
	return int(uint64(start.Unix()/max(1, int64(step/time.Second))) % uint64(n))
}

// starts appends the starts of one resource on one date.
func (q *query) starts(to []offer, x day, at int, name string) []offer {
	ws := q.windows(x, name)
	if len(ws) == 0 {
		return to
	}
	load := q.load(x, name)
	midnight := x.add(1).at(0, q.c.Zone)
	shift := midnight.Sub(x.at(0, q.c.Zone)) != 24*time.Hour
	for _, w := range ws {
		open := w.to
		if w.to.Equal(midnight) {
			open = q.beyond(midnight, x.add(1), name)
		}
		for t := w.from; t.Before(w.to) && !t.After(q.last); t = t.Add(q.step) {
			end := t.Add(q.k.Duration)
			if end.After(open) {
				break
			}
			if t.Before(q.first) || shift && q.repeated(t) || !q.busy.free(name, t, end, q.utcDay) {
				continue
			}
			to = append(to, offer{t, at, load})
		}
	}
	return to
}

// windows are when a resource can give this kind on a date.
func (q *query) windows(x day, name string) []window {
	r, ok := q.c.Resources[name]
	if !ok {
		return nil
	}
	ws := q.c.windows(&r.Hours, x)
	if q.k.Hours == nil || len(ws) == 0 {
		return ws
	}
	return meet(ws, q.c.windows(q.k.Hours, x))
}

// meet keeps what lies in both.
func meet(as, bs []window) []window {
	var out []window
	for _, a := range as {
		for _, b := range bs {
			w := a
			if b.from.After(w.from) {
				w.from = b.from
			}
			if b.to.Before(w.to) {
				w.to = b.to
			}
			if w.from.Before(w.to) {
				out = append(out, w)
			}
		}
	}
	return out
}

// beyond is until when a resource that is open at midnight stays open, looking
// at as many days as the visit may last.
func (q *query) beyond(midnight time.Time, x day, name string) time.Time {
	end := midnight
	for end.Sub(midnight) < q.k.Duration {
		ws := q.windows(x, name)
		if len(ws) == 0 || !ws[0].from.Equal(end) {
			return end
		}
		end, x = ws[0].to, x.add(1)
	}
	return end
}

// repeated reports whether t is the second of two instants that a clock shows
// alike. Nobody could tell which was meant, so none is offered.
func (q *query) repeated(t time.Time) bool {
	l := t.In(q.c.Zone)
	return !dayOf(l).at(Minutes(l.Hour()*60+l.Minute()), q.c.Zone).Equal(t.Truncate(time.Minute))
}

// load counts what a resource has on the UTC days of a local date.
func (q *query) load(x day, name string) int {
	a := q.utcDay(x.at(0, q.c.Zone).UTC())
	b := q.utcDay(x.add(1).at(0, q.c.Zone).UTC())
	n := q.busy.days[BusyDay{name, a}].count()
	if a != b {
		n += q.busy.days[BusyDay{name, b}].count()
	}
	return n
}

// Fits reports whether an opening respects a wish, read in the clinic's zone.
func Fits(o bot.Opening, w bot.Wish, zone *time.Location) bool {
	l := o.Start.In(zone)
	date, minute := l.Format(time.DateOnly), l.Hour()*60+l.Minute()
	switch {
	case len(w.Days) > 0 && !slices.Contains(w.Days, l.Weekday()),
		w.From != "" && date < w.From,
		w.To != "" && date > w.To,
		minute < w.AfterMin,
		w.BeforeMin > 0 && minute >= w.BeforeMin,
		!w.After.IsZero() && !o.Start.After(w.After),
		!w.Before.IsZero() && !o.Start.Before(w.Before):
		return false
	}
	return true
}
