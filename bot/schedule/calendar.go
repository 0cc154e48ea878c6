package schedule

import (
	"cmp"
	"slices"
	"time"

	"nightdesk/bot"
)

// Minutes is a time of day in minutes after local midnight, 0 to 24*60.
type Minutes int

// Midnight is the end of a day: the To of a span that lasts until 24:00.
const Midnight Minutes = 24 * 60

// Span is a window of one day. To is exclusive and may be [Midnight]; a window
// over midnight is written as two spans on two days.
type Span struct{ From, To Minutes }

// Week holds the spans of each day, by time.Weekday, in any order. A day
// without spans is closed.
type Week [7][]Span

// Closure is a run of days on which nothing takes place: a holiday, weather.
type Closure struct {
	From, To string // local dates "2006-01-02", both included
	Why      string
}

// Defaults for what a Kind leaves at zero.
const (
	DefaultStep    = 15 * time.Minute
	DefaultHorizon = 30 * 24 * time.Hour
	// maxHorizon bounds the work of one question.
	maxHorizon = 400 * 24 * time.Hour
)

// Kind is one visit kind.
type Kind struct {
	Name  string
	Label bot.Text // neutral words for it
	// Duration is how long it takes; a kind without one has no openings.
	Duration time.Duration
	// Lead is the least time between asking and the start.
	Lead time.Duration
	// Horizon is the most; zero means [DefaultHorizon].
	Horizon time.Duration
	// Step is the distance between two starts, counted from the start of each
	// window; zero means [DefaultStep].
	Step time.Duration
	// Resources names those that can give it, any one of them.
	Resources []string
	// Book says who decides: see Booker. Staff may book any.
	Book Booker
	// Hours narrows the resource's hours; nil leaves them.
	Hours *Week
	// Before and After are kept free around it, on its resources.
	Before, After time.Duration
	// Rooms names those of which it needs one as well; none = it needs no room.
	Rooms []string
	// Seats is how many visits one start with one resource can take; 0 and 1 = one.
	Seats int
	// Keep reserves hours for priority groups; nil = nothing is reserved.
	Keep *Keep
}

// Booker is who may make a visit of a kind theirs.
type Booker string

const (
	// BookByText: a person picks a time and has it.
	BookByText Booker = "text"
	// BookByRequest: a person picks, and staff decide.
	BookByRequest Booker = "request"
	// BookByStaff: only staff book, and nothing is offered.
	BookByStaff Booker = "staff"
)

// Keep reserves hours of a kind for those who must be seen soonest.
type Keep struct {
	Hours  Week
	Groups []string // priority groups that are offered them
	// Until is how long before its start a time that nobody took is everybody's.
	Until time.Duration
}

// Resource is a person or room that can take one visit at a time.
type Resource struct {
	Name  string
	Hours Week
	// Days are dates on which its hours are others than the week's.
	Days []DayHours
}

// DayHours are the hours of a run of dates in place of the week's; no spans = away.
type DayHours struct {
	From, To string // local dates "2006-01-02", both included
	Spans    []Span
}

// Series is a group that meets again and again.
type Series struct {
	Name  string
	Kind  string   // a visit kind, usually group_session
	Label bot.Text // neutral words for it; nil = those of its kind
	// Leader is the resource that leads it and Room where it meets, "" = none:
	// both are busy while it meets.
	Leader, Room string
	// Start is the local date of the first session and At its time of day; Rule is
	// the RRULE of RFC 5545 that repeats it, without DTSTART, in local time.
	Start    string
	At       Minutes
	Duration time.Duration
	Rule     string
	Seats    int // 2 to 12
}

// Group is a priority group (domain rule 2.5), first in Calendar.Groups first seen.
type Group struct {
	Name string
	// Clock is by when after asking for care they must be seen, and Warn how long
	// before its end staff are alerted, at Level; zero Clock = there is none.
	Clock, Warn time.Duration
	Level       bot.Level
}

// Calendar is all that the clinic has set about time.
type Calendar struct {
	Zone      *time.Location
	Kinds     map[string]Kind
	Resources map[string]Resource
	Closures  []Closure
	Series    []Series
	Groups    []Group // in the order in which they are seen
	Desk      Week    // when staff are at the desk and can call back
	Dosing    Week
	WalkIn    Week // when people may come without a time; none = never
	// OfferFor is how long a freed seat is kept for whoever it is offered to, and
	// RequestFor how long a requested one while staff decide.
	OfferFor, RequestFor time.Duration
}

// Rank is a priority group's place, 0 first; a name that is none has the last.
func (c *Calendar) Rank(group string) int {
	for i, g := range c.Groups {
		if g.Name == group {
			return i
		}
	}
	return len(c.Groups)
}

// Closed returns the closure that local date ("2006-01-02") falls in.
func (c *Calendar) Closed(date string) (Closure, bool) {
	for _, x := range c.Closures {
		if x.From <= date && date <= x.To {
			return x, true
		}
	}
	return Closure{}, false
}

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

// window is a Span of a date in instants; to is exclusive.
type window struct{ from, to time.Time }

// windows are the open times of a date, in order, overlaps joined; none on a
// closure.
func (c *Calendar) windows(w *Week, x day) []window {
	spans := w[x.weekday()]
	if len(spans) == 0 {
		return nil
	}
	if _, closed := c.Closed(x.String()); closed {
		return nil
	}
	ws := make([]window, 0, len(spans))
	for _, s := range spans {
		if f, t := x.at(s.From, c.Zone), x.at(s.To, c.Zone); f.Before(t) {
			ws = append(ws, window{f, t})
		}
	}
	return join(ws)
}

// join sorts windows and makes one of those that overlap or touch.
func join(ws []window) []window {
	slices.SortFunc(ws, func(a, b window) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
	out := ws[:0]
	for _, w := range ws {
		if n := len(out); n > 0 && !w.from.After(out[n-1].to) {
			if w.to.After(out[n-1].to) {
				out[n-1].to = w.to
			}
			continue
		}
		out = append(out, w)
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
			case open && x.from.After(changes): // a gap: it does close at changes
				return true, changes
			case open:
				changes = x.to
			case now.Before(x.from):
				if x.from.After(last) {
					return false, time.Time{}
				}
				return false, x.from
			case now.Before(x.to):
				open, changes = true, x.to
			}
		}
	}
	if changes.After(last) {
		changes = time.Time{}
	}
	return open, changes
}
