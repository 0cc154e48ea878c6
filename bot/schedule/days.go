package schedule

import (
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
)

// Date is t's local date.
func (c *Calendar) Date(t time.Time) string { return t.In(c.Zone).Format(time.DateOnly) }

// parseDay reads a local date.
func parseDay(date string) (day, bool) {
	t, err := time.Parse(time.DateOnly, date)
	return dayOf(t), err == nil
}

// DayText says a local date as people read it, and that it is today or tomorrow
// if it is: "today, Thu Nov 26".
func (c *Calendar) DayText(date string, now time.Time, lang bot.Lang) string {
	x, ok := parseDay(date)
	if !ok {
		return date
	}
	n, today := in(lang), dayOf(now.In(c.Zone))
	s := c.dated(n, x, now)
	switch x {
	case today:
		return n.today + ", " + s
	case today.add(1):
		return n.tomorrow + ", " + s
	}
	return s
}

// dated says a date, with its year if it is far from now.
func (c *Calendar) dated(n *names, x day, now time.Time) string {
	at := x.at(12*60, c.Zone)
	s := n.date(n, at)
	if at.Sub(now).Abs() > 300*24*time.Hour {
		s = fmt.Sprintf("%s %d", s, x.y)
	}
	return s
}

// DayHours says the hours of one local date: a closure is closed, whatever the
// weekday's hours are.
func (c *Calendar) DayHours(w Week, date string, lang bot.Lang) (hours string, open bool) {
	n := in(lang)
	x, ok := parseDay(date)
	if _, closed := c.Closed(date); !ok || closed || len(w[x.weekday()]) == 0 {
		return n.closed, false
	}
	return n.hours(w[x.weekday()]), true
}

// OpensAfter is when w opens next after the end of a local date, zero if not
// within 14 days.
func (c *Calendar) OpensAfter(w Week, date string) time.Time {
	x, ok := parseDay(date)
	if !ok {
		return time.Time{}
	}
	end := x.add(1).at(0, c.Zone)
	open, next := c.OpenNow(w, end)
	if open {
		return end
	}
	return next
}

// soon is how far ahead closures are told with the week's hours.
const soon = 7

// ClosedSoon says the closures of the coming week, today's too, on days that w
// is open otherwise: "closed Thu Nov 26-Fri Nov 27". It is "" if there are none.
func (c *Calendar) ClosedSoon(w Week, now time.Time, lang bot.Lang) string {
	n, today := in(lang), dayOf(now.In(c.Zone))
	var s strings.Builder
	for i := 0; i < soon; i++ {
		first := today.add(i)
		if !c.closure(w, first) {
			continue
		}
		last := first
		for i+1 < soon && c.closure(w, today.add(i+1)) {
			i++
			last = today.add(i)
		}
		days := n.date(n, first.at(12*60, c.Zone))
		if last != first {
			days += "-" + n.date(n, last.at(12*60, c.Zone))
		}
		s.WriteString(", " + n.isClosed(days))
	}
	if s.String() == "" {
		return ""
	}
	return s.String()[len(", "):]
}

// closure reports whether w would be open on x but for a closure.
func (c *Calendar) closure(w Week, x day) bool {
	_, closed := c.Closed(x.String())
	return closed && len(w[x.weekday()]) > 0
}

// BookableTo is the last local date on which a visit of a kind may begin.
func (c *Calendar) BookableTo(kind string, now time.Time) (date string, ok bool) {
	k, ok := c.Kinds[kind]
	return c.Date(now.Add(horizon(k))), ok
}

// Misses is how far an opening is from a wish, zero if it fits: the days and the
// time of day by which it misses, added up.
func Misses(o bot.Opening, w bot.Wish, zone *time.Location) time.Duration {
	const wholeDay = 24 * 60
	l := o.Start.In(zone)
	date, minute, by := l.Format(time.DateOnly), l.Hour()*60+l.Minute(), 0
	switch {
	case w.From != "" && date < w.From:
		by += daysBetween(date, w.From) * wholeDay
	case w.To != "" && date > w.To:
		by += daysBetween(w.To, date) * wholeDay
	}
	if len(w.Days) > 0 {
		off := 7
		for _, d := range w.Days {
			n := (int(l.Weekday()) - int(d) + 7) % 7
			off = min(off, n, 7-n)
		}
		by += off * wholeDay
	}
	switch {
	case minute < w.AfterMin:
		by += w.AfterMin - minute
	case w.BeforeMin > 0 && minute >= w.BeforeMin:
		by += minute - w.BeforeMin + 1
	}
	miss := time.Duration(by) * time.Minute
	if !w.After.IsZero() && !o.Start.After(w.After) {
		miss += w.After.Sub(o.Start) + time.Minute
	}
	if !w.Before.IsZero() && !o.Start.Before(w.Before) {
		miss += o.Start.Sub(w.Before) + time.Minute
	}
	return miss
}

// daysBetween counts days from one local date to a later one.
func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}
