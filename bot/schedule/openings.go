package schedule

import (
	"cmp"
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
// with the start time. A start that others already share comes before a new one
// that would overlap it. A kind that has groups has their seats for openings, one
// for each group. A kind that is unknown, or that only staff book, has none for
// others. Busy must hold what is taken of [Calendar.Needs] from [Kind.Since] to
// [Kind.Until].
func (c *Calendar) Openings(kind string, who Who, busy Busy, now time.Time) iter.Seq[bot.Opening] {
	k, known := c.Kinds[kind]
	first := now.Add(max(k.Lead, 0))
	if !first.After(now) {
		first = now.Add(1) // now itself has begun
	}
	switch {
	case !known || !who.Staff && k.Book == BookByStaff:
		return func(func(bot.Opening) bool) {}
	case c.hasSeries(kind):
		return slices.Values(c.seats(kind, busy, first))
	}
	q := query{c: c, k: k, busy: busy, step: k.Step, now: now, first: first, last: now.Add(horizon(k))}
	if q.step <= 0 {
		q.step = DefaultStep
	}
	if k.Keep != nil && !who.Staff && !slices.Contains(k.Keep.Groups, who.Group) {
		q.keep = k.Keep
	}
	return q.each
}

// Since is from when on what is busy matters to a visit of this kind that is
// booked now.
func (k Kind) Since(now time.Time) time.Time {
	return now.Add(min(0, max(k.Lead, 0)-k.Before))
}

// Until is when the last visit of this kind that can be booked now is over, with
// the time kept free after it: what is busy later does not matter.
func (k Kind) Until(now time.Time) time.Time { return now.Add(horizon(k) + k.Duration + k.After) }

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
	now         time.Time
	first, last time.Time // bounds of the start, both included
	// keep are the hours that are reserved for others; nil = none are.
	keep   *Keep
	names  map[int64]string
	shared []offer // starts that others share and that have a free seat
	today
	groups
}

// each yields the openings.
func (q query) each(yield func(bot.Opening) bool) {
	if q.k.Duration <= 0 || q.first.After(q.last) {
		return
	}
	q.names = map[int64]string{}
	q.shared = q.begun()
	end := dayOf(q.last.In(q.c.Zone)).add(1)
	for x := dayOf(q.first.In(q.c.Zone)); x != end; x = x.add(1) {
		for _, o := range q.day(x) {
			if !yield(o) {
				return
			}
		}
	}
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

// offer is a start at which one resource, and a room, is free; load is how busy
// that resource's day is.
type offer struct {
	start time.Time
	at    int // index into Kind.Resources
	load  int
	room  string
	begun bool // others share it already
}

// compare orders offers: by time, then those that others share, then by load.
func (a offer) compare(b offer) int {
	begun := 0
	switch {
	case a.begun && !b.begun:
		begun = -1
	case b.begun && !a.begun:
		begun = 1
	}
	return cmp.Or(a.start.Compare(b.start), begun, a.load-b.load)
}

// day lists the openings that start on one local date, in order of time.
func (q *query) day(x day) []bot.Opening {
	if _, closed := q.c.Closed(x.String()); closed {
		return nil
	}
	q.turnTo(x)
	var offers []offer
	for _, o := range q.shared {
		if dayOf(o.start.In(q.c.Zone)) == x {
			offers = append(offers, o)
		}
	}
	for i, name := range q.k.Resources {
		offers = q.starts(offers, x, i, name)
	}
	slices.SortStableFunc(offers, offer.compare)
	var out []bot.Opening
	for len(offers) > 0 {
		n := same(offers)
		o := offers[turn(offers[0].start, q.step, n.best)]
		out = append(out, bot.Opening{Kind: q.k.Name, Resource: q.k.Resources[o.at], Room: o.room,
			Start: o.start.UTC(), End: o.start.Add(q.k.Duration).UTC(),
			Before: q.k.Before, After: q.k.After, Seats: q.seats()})
		offers = offers[n.all:]
	}
	return out
}

// seats is how many visits one start takes, 0 if one has it alone.
func (q *query) seats() int {
	if q.k.Seats > 1 {
		return q.k.Seats
	}
	return 0
}

// same counts the offers at the head that share a start, and of these the ones
// that are as good as the best.
func same(offers []offer) (n struct{ all, best int }) {
	for _, o := range offers {
		if !o.start.Equal(offers[0].start) {
			break
		}
		n.all++
		if o.load == offers[0].load && o.begun == offers[0].begun {
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
	ws := q.stretches(x, name, q.k.Hours)
	if len(ws) == 0 {
		return to
	}
	load := q.load(x, name)
	shift := x.add(1).at(0, q.c.Zone).Sub(x.at(0, q.c.Zone)) != 24*time.Hour
	for _, w := range ws {
		for t := w.From; t.Before(w.To) && !t.After(q.last); t = t.Add(q.step) {
			end := t.Add(q.k.Duration)
			if end.After(w.until) {
				break
			}
			if t.Before(q.first) || shift && q.repeated(t) || q.reserved(t, end) || !q.free(name, t, end) || q.overlapsShared(t, end) {
				continue
			}
			if room, ok := q.room(name, t, end); ok {
				to = append(to, offer{start: t, at: at, load: load, room: room})
			}
		}
	}
	return to
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
	n := q.busy.days[busyDay{name, a}].count()
	if a != b {
		n += q.busy.days[busyDay{name, b}].count()
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
