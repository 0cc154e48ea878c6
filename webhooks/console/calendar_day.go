package console

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/schedule"
)

// dayData is one day of the calendar.
type dayData struct {
	daysOf
	Closed string // why the clinic is closed
	// Length says so if the clocks change: the day has not 24 hours.
	Length    string
	Names     bool // who looks may see who comes
	Grid      *dayGrid
	Entries   []entryRow // by time
	Cancelled []entryRow
	Counts    string
}

// entryRow is a visit, or a start or session that several people share.
type entryRow struct {
	Start, End  time.Time
	Kind        string
	Group       string // whose session it is; "" = no group's
	With, Room  string
	Shared      bool
	Taken, Free int
	Seats       int
	Waiting     int // people on its waitlist
	Visits      []visitLine
}

// visitLine is one person's visit.
type visitLine struct {
	ID    bot.VisitID
	Code  string
	State string // as schedule.Word
	// Until is when a hold or request ends.
	Until  time.Time
	Who    string // "" for those who may not know
	Person bot.PersonID
	Shared bool // the phone is shared
}

func dayPage(v *visit, day time.Time) error {
	d, err := v.dayData(day)
	if err != nil {
		return err
	}
	return v.render("calendar", d)
}

func (v *visit) dayData(day time.Time) (dayData, error) {
	view, unread, err := v.stretch(day, 1)
	if err != nil {
		return dayData{}, err
	}
	d := dayData{daysOf: v.links("day", day, 1), Names: v.may(account.Converse)}
	d.Unread, d.Heading = unread, day.Format("Monday, January 2, 2006")
	d.Closed = v.c.closedWhy(d.Day)
	d.Length = dayLength(view.To.Sub(view.From))
	entries := schedule.Entries(view)
	known, err := v.who(readCalendar, peopleOf(entries))
	if err != nil {
		return d, err
	}
	codes := schedule.Codes(view.Visits)
	for _, e := range entries {
		row := entryRowOf(e, codes, known)
		if e.State == schedule.Cancelled && e.Series == "" {
			d.Cancelled = append(d.Cancelled, row)
			continue
		}
		d.Entries = append(d.Entries, row)
	}
	d.Counts = countsOf(entries)
	d.Grid = gridOf(view, entries, d, v.may(account.BookVisits))
	return d, nil
}

// dayLength says how long a day is whose night the clocks change in.
func dayLength(d time.Duration) string {
	switch {
	case d < 24*time.Hour:
		return "The clocks go forward on this day: it has " + plural(int(d.Hours()), "hour") + "."
	case d > 24*time.Hour:
		return "The clocks go back on this day: it has " + plural(int(d.Hours()), "hour") + "."
	}
	return ""
}

// peopleOf are those behind entries.
func peopleOf(entries []schedule.Entry) []bot.PersonID {
	var all []bot.PersonID
	for _, e := range entries {
		for _, b := range e.Of {
			all = append(all, b.Person)
		}
	}
	return all
}

func entryRowOf(e schedule.Entry, codes map[bot.VisitID]string, known map[bot.PersonID]acquaintance) entryRow {
	row := entryRow{Start: e.Start, End: e.End, Kind: plainName(e.Kind), Group: plainName(e.Series), With: plainName(e.Resource), Room: plainName(e.Room),
		Shared: e.Shared(), Taken: e.Taken, Seats: e.Seats, Free: max(e.Seats-e.Taken, 0)}
	if row.Room == row.With {
		row.Room = ""
	}
	for _, b := range e.Of {
		row.Visits = append(row.Visits, visitLineOf(b, codes[b.ID], known))
	}
	return row
}

func visitLineOf(b bot.Booking, code string, known map[bot.PersonID]acquaintance) visitLine {
	line := visitLine{ID: b.ID, Code: code, State: schedule.Word(b.Status)}
	if b.Status == bot.VisitPending || b.Status == bot.VisitProposed {
		line.Until = b.HeldUntil
	}
	if s, ok := known[b.Person]; ok {
		line.Who, line.Person, line.Shared = s.Name, b.Person, s.Discreet
	}
	return line
}

// countsOf says how much there is of each state.
func countsOf(entries []schedule.Entry) string {
	n := map[string]int{}
	for _, e := range entries {
		for _, b := range e.Of {
			n[schedule.Word(b.Status)]++
		}
	}
	var said []string
	for _, word := range []string{"booked", "requested", "held", "arrived", "done", "missed", "cancelled"} {
		if n[word] > 0 {
			said = append(said, fmt.Sprintf("%d %s", n[word], word))
		}
	}
	return cmp.Or(strings.Join(said, ", "), "no visits")
}
