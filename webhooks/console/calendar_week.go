package console

import (
	"time"

	"nightdesk/bot/schedule"
)

// weekDay is one day of a week.
type weekDay struct {
	Date    string
	Heading string
	Today   bool
	Closed  string
	Entries []entryRow
	// Open is how much of the hours is left, in words; "" if nobody has hours.
	Open   string
	Length string
}

// weekData is a week of the calendar. It names nobody.
type weekData struct {
	daysOf
	Days   []weekDay
	Counts string
}

func weekPage(v *visit, day time.Time) error {
	d, err := v.weekData(day)
	if err != nil {
		return err
	}
	return v.render("calendar_week", d)
}

func (v *visit) weekData(day time.Time) (weekData, error) {
	monday := noon(day, -(int(day.Weekday())+6)%7)
	view, unread, err := v.stretch(monday, 7)
	if err != nil {
		return weekData{}, err
	}
	d := weekData{daysOf: v.links("week", monday, 7)}
	d.Unread = unread
	d.Heading = monday.Format("January 2") + " to " + noon(monday, 6).Format("January 2, 2006")
	entries, codes := schedule.Entries(view), schedule.Codes(view.Visits)
	d.Counts = countsOf(entries)
	for _, x := range view.Dates() {
		date := x.Format(time.DateOnly)
		from, to, _ := view.Calendar.DayBounds(date)
		one := weekDay{Date: date, Heading: x.Format("Mon Jan 2"), Today: date == d.Today, Closed: v.c.closedWhy(date),
			Open: leftOf(view, entries, date), Length: dayLength(to.Sub(from))}
		for _, e := range entries {
			if e.State != schedule.Cancelled && view.Calendar.Date(e.Start) == date {
				one.Entries = append(one.Entries, entryRowOf(e, codes, nil))
			}
		}
		d.Days = append(d.Days, one)
	}
	return d, nil
}

// leftOf says how much of all hours of a date is still open.
func leftOf(view schedule.View, entries []schedule.Entry, date string) string {
	var open, left time.Duration
	for name := range view.Calendar.Resources {
		for _, w := range view.Calendar.Open(name, date) {
			open += w.To.Sub(w.From)
		}
		for _, w := range view.Left(entries, name, date) {
			left += w.To.Sub(w.From)
		}
	}
	if open == 0 {
		return ""
	}
	return plural(int(left.Round(time.Hour).Hours()), "hour") + " of " + plural(int(open.Round(time.Hour).Hours()), "hour") + " open"
}
