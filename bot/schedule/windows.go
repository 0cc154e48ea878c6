package schedule

import (
	"cmp"
	"slices"
	"time"
)

// day is one local date.
type day struct {
	y int
	m time.Month
	d int
}

func dayOf(t time.Time) day { y, m, d := t.Date(); return day{y, m, d} }

// add moves n days on; impossible dates roll over as in time.Date.
func (x day) add(n int) day {
	return dayOf(time.Date(x.y, x.m, x.d+n, 12, 0, 0, 0, time.UTC))
}

func (x day) before(o day) bool {
	return cmp.Or(x.y-o.y, int(x.m-o.m), x.d-o.d) < 0
}

func (x day) midnightUTC() time.Time { return time.Date(x.y, x.m, x.d, 0, 0, 0, 0, time.UTC) }

func (x day) weekday() time.Weekday {
	return time.Date(x.y, x.m, x.d, 12, 0, 0, 0, time.UTC).Weekday()
}

func (x day) String() string {
	return time.Date(x.y, x.m, x.d, 12, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// at is the instant of a local time of this day. time.Date leaves open which
// instant it picks on daylight-saving nights, so it is decided here: the first
// of two, and the jump itself for a time that never comes.
func (x day) at(m Minutes, zone *time.Location) time.Time {
	wall := time.Date(x.y, x.m, x.d, 0, int(m), 0, 0, time.UTC)
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	first := wall.Add(-time.Duration(before) * time.Second).In(zone)
	if before == after {
		return first
	}
	if _, o := first.Zone(); o == before {
		return first
	}
	second := wall.Add(-time.Duration(after) * time.Second).In(zone)
	if _, o := second.Zone(); o == after {
		return second
	}
	jump, _ := first.ZoneBounds()
	return jump
}

// Window is a Span of a date in instants; To is exclusive.
type Window struct{ From, To time.Time }

// meets reports whether a window shares time with from..to (exclusive).
func (w Window) meets(from, to time.Time) bool { return w.From.Before(to) && from.Before(w.To) }

// windows are the times of a date when a week is open, in order, overlaps joined;
// none on a closure.
func (c *Calendar) windows(w *Week, x day) []Window {
	spans := w[x.weekday()]
	if len(spans) == 0 {
		return nil
	}
	if _, closed := c.Closed(x.String()); closed {
		return nil
	}
	return c.instants(spans, x)
}

// instants are spans of a date, in order, overlaps joined.
func (c *Calendar) instants(spans []Span, x day) []Window {
	ws := make([]Window, 0, len(spans))
	for _, s := range spans {
		if f, t := x.at(s.From, c.Zone), x.at(s.To, c.Zone); f.Before(t) {
			ws = append(ws, Window{f, t})
		}
	}
	return join(ws)
}

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

// DayBounds are when a local date ("2006-01-02") begins and when the next one does;
// ok is false if it is no date.
func (c *Calendar) DayBounds(date string) (from, to time.Time, ok bool) {
	x, ok := parseDay(date)
	if !ok {
		return time.Time{}, time.Time{}, false
	}
	return x.at(0, c.Zone), x.add(1).at(0, c.Zone), true
}

// open are the times of a date when a resource is, in order: by its hours of that
// date if it has some, or else the week's. A closure closes it whatever they are.
func (c *Calendar) open(resource string, x day) []Window {
	r, ok := c.Resources[resource]
	if !ok {
		return nil
	}
	date := x.String()
	spans := r.Hours[x.weekday()]
	for _, d := range r.Days {
		if d.From <= date && date <= d.To {
			spans = d.Spans
			break
		}
	}
	if len(spans) == 0 {
		return nil
	}
	if _, closed := c.Closed(date); closed {
		return nil
	}
	return c.instants(spans, x)
}

// join sorts windows and makes one of those that overlap or touch.
func join(ws []Window) []Window {
	slices.SortFunc(ws, func(a, b Window) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	out := ws[:0]
	for _, w := range ws {
		if n := len(out); n > 0 && !w.From.After(out[n-1].To) {
			if w.To.After(out[n-1].To) {
				out[n-1].To = w.To
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

// meet keeps what lies in both.
func meet(as, bs []Window) []Window {
	var out []Window
	for _, a := range as {
		for _, b := range bs {
			w := a
			if b.From.After(w.From) {
				w.From = b.From
			}
			if b.To.Before(w.To) {
				w.To = b.To
			}
			if w.From.Before(w.To) {
				out = append(out, w)
			}
		}
	}
	return out
}

// OpenNow reports whether w is open at now and when that next changes, which is
// zero if it does not within 14 days.
func (c *Calendar) OpenNow(w Week, now time.Time) (open bool, changes time.Time) {
	today := dayOf(now.In(c.Zone))
	last := now.Add(14 * 24 * time.Hour)
	for n := range 16 {
		for _, x := range c.windows(&w, today.add(n)) {
			switch {
			case open && x.From.After(changes): // a gap: it does close at changes
				return true, changes
			case open:
				changes = x.To
			case now.Before(x.From):
				if x.From.After(last) {
					return false, time.Time{}
				}
				return false, x.From
			case now.Before(x.To):
				open, changes = true, x.To
			}
		}
	}
	if changes.After(last) {
		changes = time.Time{}
	}
	return open, changes
}
