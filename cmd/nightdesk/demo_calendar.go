package main

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// demoCalendar is one day of the clinic, and how much stands on the days beside
// it. It holds nobody's name, number or id: of a visit only when, where and how
// it stands, and whether it is that of whoever holds the left-hand phone.
type demoCalendar struct {
	Date   string         `json:"date"`   // local, "2006-01-02"
	Turned bool           `json:"turned"` // the reader chose it; it does not follow what changes
	Closed bot.Text       `json:"closed"` // the closure's name; none = it is no closure
	Shut   bool           `json:"shut"`   // nobody can be seen that day
	From   int            `json:"from"`   // what is drawn, in minutes after local midnight
	To     int            `json:"to"`
	Now    int            `json:"now"` // -1 on another day than today
	Prev   string         `json:"prev"`
	Next   string         `json:"next"` // "" = no further
	Places []demoPlace    `json:"places"`
	Blocks []demoBlock    `json:"blocks"` // in reading order: by time, then place
	Days   []demoDayCount `json:"days"`
	News   demoNews       `json:"news"`
}

// demoPlace is a column: a person or room that visits take place with.
type demoPlace struct {
	Name string   `json:"name"`
	Open [][2]int `json:"open"` // minutes after local midnight
}

// demoBlock is a visit, or a group or shared time with all its seats. State is
// "held", "requested", "booked", "arrived", "done", "missed" or "group".
type demoBlock struct {
	ID    string   `json:"id"`
	Place int      `json:"place"` // index of its column
	From  int      `json:"from"`
	To    int      `json:"to"`
	Label bot.Text `json:"label"`
	State string   `json:"state"`
	Until int64    `json:"until"` // when a hold or request ends; 0 = it does not
	You   bool     `json:"you"`
	N     int      `json:"n"`
	Of    int      `json:"of"`   // seats; 0 = it is one visit's alone
	Room  bool     `json:"room"` // this is the room that the visit takes beside somebody's time
}

// demoDayCount is how many visits a day holds.
type demoDayCount struct {
	Date string `json:"date"`
	N    int    `json:"n"`
	You  bool   `json:"you"`
	Shut bool   `json:"shut"`
}

// calendarDays is how many days the strip above the calendar shows.
const calendarDays = 7

// demoDays draws days of one clinic.
type demoDays struct {
	cal    *schedule.Calendar
	places []string
	now    time.Time
	you    bot.PersonID
	visits []bot.Booking
	first  string // the first and last date that can be looked at
	last   string
}

// standing are the visits that are drawn: neither cancelled nor held for longer
// than they are.
func (d demoDays) standing() []bot.Booking {
	return slices.DeleteFunc(slices.Clone(d.visits), func(b bot.Booking) bool {
		return b.Status == bot.VisitCancelled || b.Lapsed(d.now)
	})
}

// on draws one date.
func (d demoDays) on(date string) demoCalendar {
	c := demoCalendar{Date: date, Now: -1, Shut: true}
	if x, closed := d.cal.Closed(date); closed {
		c.Closed = x.Why
	}
	if d.cal.Date(d.now) == date {
		c.Now = minutesInto(d.cal, date, d.now)
	}
	for _, name := range d.places {
		p := demoPlace{Name: strings.ReplaceAll(name, "_", " "), Open: [][2]int{}}
		for _, w := range d.cal.Open(name, date) {
			p.Open = append(p.Open, d.span(date, w.From, w.To))
		}
		c.Shut = c.Shut && len(p.Open) == 0
		c.Places = append(c.Places, p)
	}
	c.Blocks = d.blocks(date)
	c.From, c.To = d.hours(c)
	if date > d.first {
		c.Prev = moveDate(date, -1)
	}
	if date < d.last {
		c.Next = moveDate(date, 1)
	}
	c.Days = d.strip(date)
	return c
}

// strip counts the visits of the seven days that a date is among, the first of
// them today or a number of weeks from it.
func (d demoDays) strip(date string) []demoDayCount {
	count, you := map[string]int{}, map[string]bool{}
	for _, b := range d.standing() {
		day := d.cal.Date(b.Start)
		count[day]++
		you[day] = you[day] || b.Person == d.you
	}
	first := d.cal.Date(d.now)
	for ; first > date; first = moveDate(first, -calendarDays) {
	}
	for ; moveDate(first, calendarDays) <= date; first = moveDate(first, calendarDays) {
	}
	days := []demoDayCount{}
	for n := range calendarDays {
		x := moveDate(first, n)
		shut := !slices.ContainsFunc(d.places, func(p string) bool { return len(d.cal.Open(p, x)) > 0 })
		days = append(days, demoDayCount{Date: x, N: count[x], You: you[x], Shut: shut})
	}
	return days
}

// hours are what a day's drawing spans: whole hours, the same on every day unless
// a visit lies outside, so that turning the page moves nothing.
func (d demoDays) hours(c demoCalendar) (from, to int) {
	from, to = 24*60, 0
	for _, name := range d.places {
		for _, spans := range d.cal.Resources[name].Hours {
			for _, s := range spans {
				from, to = min(from, int(s.From)), max(to, int(s.To))
			}
		}
	}
	for _, p := range c.Places {
		for _, s := range p.Open {
			from, to = min(from, s[0]), max(to, s[1])
		}
	}
	for _, b := range c.Blocks {
		from, to = min(from, b.From), max(to, b.To)
	}
	if from >= to {
		from, to = 8*60, 16*60
	}
	return from / 60 * 60, (to + 59) / 60 * 60
}

// blocks are what stands in the calendar on a date, in order. What takes a room as
// well is drawn in its column too, and what has no column is left out.
func (d demoDays) blocks(date string) []demoBlock {
	from, to, _ := d.cal.DayBounds(date)
	out := []demoBlock{}
	for _, e := range schedule.Entries(schedule.View{Calendar: d.cal, From: from, To: to, Now: d.now, Visits: d.visits}) {
		b := d.block(date, e)
		if e.State == schedule.Cancelled || b.Place < 0 {
			continue
		}
		out = append(out, b)
		if room := slices.Index(d.places, e.Room); room >= 0 && room != b.Place {
			b.ID, b.Place, b.Room = b.ID+"/room", room, true
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b demoBlock) int { return cmp.Or(a.From-b.From, a.Place-b.Place) })
	return out
}

// block is an entry as it is drawn. Its place is that of its resource or, if that
// has no column, of its room.
func (d demoDays) block(date string, e schedule.Entry) demoBlock {
	at := d.span(date, e.Start, e.End)
	x := demoBlock{Place: slices.Index(d.places, e.Resource), From: at[0], To: at[1], Label: d.cal.Kinds[e.Kind].Label,
		You: slices.ContainsFunc(e.Of, func(b bot.Booking) bool { return b.Person == d.you && b.Status != bot.VisitCancelled })}
	if x.Place < 0 {
		x.Place = slices.Index(d.places, e.Room)
	}
	if !e.Shared() {
		v := e.Of[0].Visit
		x.ID, x.State = string(v.ID), schedule.Word(v.Status)
		if v.Status == bot.VisitPending || v.Status == bot.VisitProposed {
			x.Until = v.HeldUntil.UnixMilli()
		}
		return x
	}
	share := schedule.ShareOf(e.Opening)
	x.ID, x.State, x.N, x.Of = share.Resource+"/"+share.Name, "group", e.Taken, max(e.Seats, 1)
	if s, ok := d.cal.SeriesNamed(e.Series); ok && s.Label != nil {
		x.Label = s.Label
	}
	return x
}

// span is a time within one day; an end at or after midnight is 24:00.
func (d demoDays) span(date string, from, to time.Time) [2]int {
	return [2]int{minutesInto(d.cal, date, from), minutesInto(d.cal, date, to)}
}

// soonest is the date of the first time that a person could be given, or today's
// if there is none.
func (d demoDays) soonest() string {
	busy, best := schedule.Busy{}, time.Time{}
	for _, b := range d.standing() {
		busy.Add(schedule.OpeningCells(b.Opening)...)
	}
	for name := range d.cal.Kinds {
		for o := range d.cal.Openings(name, schedule.Who{}, busy, d.now) {
			if best.IsZero() || o.Start.Before(best) {
				best = o.Start
			}
			break
		}
	}
	if best.IsZero() {
		best = d.now
	}
	return d.cal.Date(best)
}

// moveDate is the date n days on.
func moveDate(date string, n int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}
