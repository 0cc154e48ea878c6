package schedule

import (
	"maps"
	"slices"

	"nightdesk/bot"
)

// Open are the windows of a local date ("2006-01-02") in which a resource is
// open, in order; none on a closure, for a date that is none, and for a resource
// that is unknown. What is booked is not taken out.
func (c *Calendar) Open(resource, date string) []Window {
	x, ok := parseDay(date)
	if !ok {
		return nil
	}
	return c.open(resource, x)
}

// DayView is one local date of the calendar, without what is booked.
type DayView struct {
	Date string
	// Closure is the one that the date falls in; nil = none.
	Closure *Closure
	// Open are the windows of each resource that is open, and Resources their names
	// in order.
	Open      map[string][]Window
	Resources []string
	// Sessions are those of groups that begin on the date, in order of time.
	Sessions []bot.Opening
}

// Day is the picture of one local date; ok is false if it is not a date.
func (c *Calendar) Day(date string) (v DayView, ok bool) {
	x, ok := parseDay(date)
	if !ok {
		return DayView{}, false
	}
	v = DayView{Date: date, Open: map[string][]Window{}}
	if closure, closed := c.Closed(date); closed {
		v.Closure = &closure
	}
	for name := range c.Resources {
		if ws := c.open(name, x); len(ws) > 0 {
			v.Open[name] = ws
		}
	}
	v.Resources = slices.Sorted(maps.Keys(v.Open))
	for _, s := range c.Series {
		v.Sessions = append(v.Sessions, c.Sessions(s.Name, x.at(0, c.Zone), x.add(1).at(0, c.Zone))...)
	}
	slices.SortStableFunc(v.Sessions, func(a, b bot.Opening) int { return a.Start.Compare(b.Start) })
	return v, true
}
