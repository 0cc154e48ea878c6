package schedule

import (
	"iter"
	"slices"
	"time"

	"github.com/teambition/rrule-go"

	"nightdesk/bot"
)

// Sessions are those of a series that start from one instant until another
// (exclusive), in order, as openings that say nothing of free seats. None
// touches a closure. A series that is unknown has none.
func (c *Calendar) Sessions(series string, from, to time.Time) []bot.Opening {
	s, ok := c.SeriesNamed(series)
	if !ok {
		return nil
	}
	var out []bot.Opening
	for w := range c.meetings(s, dayOf(from.In(c.Zone))) {
		if !w.From.Before(to) {
			break
		}
		if !w.From.Before(from) {
			out = append(out, c.session(s, w))
		}
	}
	return out
}

// NextSession is the first of a series that starts after an instant.
func (c *Calendar) NextSession(series string, after time.Time) (bot.Opening, bool) {
	if s, ok := c.SeriesNamed(series); ok {
		for w := range c.meetings(s, dayOf(after.In(c.Zone))) {
			if w.From.After(after) {
				return c.session(s, w), true
			}
		}
	}
	return bot.Opening{}, false
}

// SeriesNamed finds a group.
func (c *Calendar) SeriesNamed(name string) (*Series, bool) {
	i := slices.IndexFunc(c.Series, func(s Series) bool { return s.Name == name })
	if i < 0 {
		return nil, false
	}
	return &c.Series[i], true
}

// session is one session as an opening. What its kind keeps free around a visit
// is kept free around it.
func (c *Calendar) session(s *Series, w Window) bot.Opening {
	k := c.Kinds[s.Kind]
	return bot.Opening{Kind: s.Kind, Resource: s.Leader, Room: s.Room, Start: w.From.UTC(), End: w.To.UTC(),
		Before: k.Before, After: k.After, Seats: s.Seats, Series: s.Name}
}

// seats are the groups of a kind that have a free seat, each as its next session
// from first on, soonest first. The horizon of the kind does not bound them: a
// seat is kept for as long as its holder takes part, so a group that meets once a
// month can be joined at any time of it.
func (c *Calendar) seats(kind string, busy Busy, first time.Time) []bot.Opening {
	var out []bot.Opening
	for _, s := range c.Series {
		if s.Kind != kind || busy.Taken(Share{Name: s.Name}) >= s.Seats {
			continue
		}
		if o, ok := c.NextSession(s.Name, first.Add(-1)); ok {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b bot.Opening) int { return a.Start.Compare(b.Start) })
	return out
}

// hasSeries reports whether visits of a kind are seats of groups.
func (c *Calendar) hasSeries(kind string) bool {
	return slices.ContainsFunc(c.Series, func(s Series) bool { return s.Kind == kind })
}

// meetings are the times of a series from a local date on, in order, none that
// touches a closure. Its rule says dates; its time of day is the same on all of
// them, however the clocks are set.
func (c *Calendar) meetings(s *Series, from day) iter.Seq[Window] {
	return func(yield func(Window) bool) {
		next, ok := s.dates(from)
		if !ok {
			return
		}
		for t, more := next(); more; t, more = next() {
			x := dayOf(t)
			w := Window{From: x.at(s.At, c.Zone)}
			w.To = w.From.Add(s.Duration)
			if x.before(from) || c.closes(w) {
				continue
			}
			if !yield(w) {
				return
			}
		}
	}
}

// closes reports whether a window touches a closure.
func (c *Calendar) closes(w Window) bool {
	for x, last := dayOf(w.From.In(c.Zone)), dayOf(w.To.Add(-1).In(c.Zone)); ; x = x.add(1) {
		if _, closed := c.Closed(x.String()); closed {
			return true
		}
		if !x.before(last) {
			return false
		}
	}
}

// dates are those that the rule of a series gives, at midnight UTC, beginning not
// long before from. What can't be read, or is repeated by the year or the hour,
// gives none.
func (s *Series) dates(from day) (rrule.Next, bool) {
	start, ok := parseDay(s.Start)
	opt, err := rrule.StrToROption(s.Rule)
	if !ok || err != nil || s.Duration <= 0 {
		return nil, false
	}
	byYear := len(opt.Byyearday) + len(opt.Byweekno) + len(opt.Byeaster)
	if byYear > 0 || opt.Freq != rrule.DAILY && opt.Freq != rrule.WEEKLY && opt.Freq != rrule.MONTHLY {
		return nil, false
	}
	for _, d := range opt.Byweekday {
		if d.N() > 5 || d.N() < -5 { // no month has so many: the library would run out of its tables
			return nil, false
		}
	}
	opt.Byhour, opt.Byminute, opt.Bysecond = nil, nil, nil
	if !opt.Until.IsZero() {
		opt.Until = dayOf(opt.Until).midnightUTC()
	}
	opt.Dtstart = seek(opt, start, from).midnightUTC()
	r, err := rrule.NewRRule(*opt)
	if err != nil {
		return nil, false
	}
	return r.Iterator(), true
}

// seek is a date from which the rule can be followed as well as from its start,
// since it goes round in steps of its interval: the last one that lies a whole
// step of week or month before from. So a series costs the same after ten years
// as on its first day. A rule that counts must be followed from the beginning.
func seek(opt *rrule.ROption, start, from day) day {
	if opt.Count > 0 || !start.before(from) {
		return start
	}
	every := max(opt.Interval, 1)
	if opt.Freq == rrule.MONTHLY {
		if len(opt.Bymonthday) == 0 && len(opt.Byweekday) == 0 {
			opt.Bymonthday = []int{start.d}
		}
		months := (from.y-start.y)*12 + int(from.m-start.m) - 1
		if months < every {
			return start
		}
		return dayOf(time.Date(start.y, start.m+time.Month(months/every*every), 1, 12, 0, 0, 0, time.UTC))
	}
	if opt.Freq == rrule.WEEKLY {
		every *= 7
	}
	days := int(from.midnightUTC().Sub(start.midnightUTC())/(24*time.Hour)) - 7
	if days < every {
		return start
	}
	return start.add(days / every * every)
}
