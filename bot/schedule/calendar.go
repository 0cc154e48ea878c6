package schedule

import (
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
	// Why is told to people, in the languages in which the clinic has written it.
	Why bot.Text
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
	// Hours narrows the resource's hours, not those of rooms; nil leaves them.
	Hours *Week
	// Before and After are kept free around it, on its resource and its room; that
	// time may lie outside hours.
	Before, After time.Duration
	// Rooms names resources of which it needs one as well, the first that is free;
	// none = it needs no room.
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

// Keep reserves hours of a kind for those who must be seen soonest: every visit of
// the kind that would take up part of them.
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
// Where two hold for a date, the first does.
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

// Needs names all that a visit of a kind may take up, rooms too: what is busy of
// these must be known to find its openings.
func (c *Calendar) Needs(kind string) []string {
	k := c.Kinds[kind]
	return slices.Concat(k.Resources, k.Rooms)
}
