package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/config"
	"nightdesk/webhooks/calendar"
)

// scheduleCmd is the clinic's calendar in the terminal.
type scheduleCmd struct {
	Week     scheduleWeekCmd     `cmd:"" default:"withargs" help:"The week: what is open, held, requested, booked. This is what \"nightdesk schedule\" alone shows."`
	Day      scheduleDayCmd      `cmd:"" help:"One day, with the codes by which the commands below name a visit."`
	Due      scheduleDueCmd      `cmd:"" help:"Who must be seen by when."`
	Waitlist scheduleWaitlistCmd `cmd:"" help:"Who waits for a seat, and put somebody on a list or take them off."`
	Feeds    scheduleFeedsCmd    `cmd:"" help:"The secret addresses that calendar programs subscribe to."`
	Export   scheduleExportCmd   `cmd:"" help:"The schedule for a records system (FHIR) or a spreadsheet (CSV)."`

	Book     scheduleBookCmd     `cmd:"" help:"Book a visit or a seat in a group for somebody."`
	Move     scheduleMoveCmd     `cmd:"" help:"Move a visit to another time."`
	Cancel   scheduleCancelCmd   `cmd:"" help:"Cancel a visit."`
	Arrived  scheduleArrivedCmd  `cmd:"" help:"Somebody is here for a visit."`
	Done     scheduleDoneCmd     `cmd:"" help:"A visit took place."`
	Missed   scheduleMissedCmd   `cmd:"" help:"Nobody came to a visit."`
	Approve  scheduleApproveCmd  `cmd:"" help:"Say yes to a request."`
	Decline  scheduleDeclineCmd  `cmd:"" help:"Say no to a request."`
	Priority schedulePriorityCmd `cmd:"" help:"Put somebody into a priority group, which starts its clock."`
	Seen     scheduleSeenCmd     `cmd:"" help:"Somebody was seen: their clock stops."`
}

// scheduleOf is what every command about the schedule takes.
type scheduleOf struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// scheduleTime bounds one command's work with the store.
const scheduleTime = 30 * time.Second

// calendarDesk is an open store with the calendar that goes with it.
type calendarDesk struct {
	*records
	cal *schedule.Calendar
	now time.Time
}

func (c scheduleOf) open(ctx context.Context, std *streams) (*calendarDesk, error) {
	d, err := openDesk(ctx, std, c.Config)
	if err != nil {
		return nil, err
	}
	return &calendarDesk{records: d, cal: calendarOf(d.clinic), now: time.Now()}, nil
}

// with does some work with the calendar open, and no longer than scheduleTime.
func (c scheduleOf) with(ctx context.Context, std *streams, work func(context.Context, *calendarDesk) error) error {
	d, err := c.open(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, scheduleTime)
	defer cancel()
	return work(ctx, d)
}

// view reads what stands in a stretch of the calendar. Visits that can't be read
// are said and left out: a calendar with a gap is better than none.
func (d *calendarDesk) view(ctx context.Context, std *streams, from, to time.Time) (schedule.View, error) {
	v := schedule.View{Calendar: d.cal, From: from, To: to, Now: d.now}
	var err error
	v.Visits, err = d.store.Visits(ctx, schedule.ViewSince(from, d.now), to)
	if errors.Is(err, bot.ErrUnreadable) {
		fmt.Fprintf(std.err, "note: not everything is shown: %v (mend: nightdesk keyset status)\n", err)
		err = nil
	}
	return v, err
}

// midnight is the beginning of a local date, days later.
func (d *calendarDesk) midnight(date time.Time, days int) time.Time {
	return time.Date(date.Year(), date.Month(), date.Day()+days, 0, 0, 0, 0, d.cal.Zone)
}

// date reads a local date: "2026-12-01", today, tomorrow, yesterday; "" is today.
func (d *calendarDesk) date(s string) (time.Time, error) {
	words := map[string]int{"": 0, "today": 0, "tomorrow": 1, "yesterday": -1}
	if n, ok := words[strings.ToLower(s)]; ok {
		return d.midnight(d.now.In(d.cal.Zone), n), nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, d.cal.Zone)
	if err != nil {
		return t, wrongUse("%q is no date (mend: write it as 2026-03-02, or today, tomorrow)", s)
	}
	return d.midnight(t, 0), nil
}

// clockForms are the ways to write a time of day, without blanks and in capitals.
var clockForms = []string{"15:04", "3:04PM", "3PM"}

// moment reads a local date and time: "2026-12-01 9:30 AM".
func (d *calendarDesk) moment(date, clock string) (time.Time, error) {
	day, err := d.date(date)
	if err != nil {
		return day, err
	}
	for _, form := range clockForms {
		if t, err := time.Parse(form, strings.ToUpper(strings.ReplaceAll(clock, " ", ""))); err == nil {
			return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, d.cal.Zone), nil
		}
	}
	return day, wrongUse("%q is no time of day (mend: write it as 9:30AM or 13:30)", clock)
}

// when says a time as staff read it.
func (d *calendarDesk) when(t time.Time) string {
	return schedule.When(t, d.now, d.cal.Zone, bot.English)
}

// width is how wide the output may be.
func (s *streams) width() int {
	if f, ok := s.out.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	for _, e := range s.env {
		if v, ok := strings.CutPrefix(e, "COLUMNS="); ok {
			if n, err := strconv.Atoi(v); err == nil && n > 0 {
				return n
			}
		}
	}
	return 80
}

// minutesInto is a moment's time of day on a local date, in minutes; what lies after
// the date is its end.
func minutesInto(cal *schedule.Calendar, date string, t time.Time) int {
	l := t.In(cal.Zone)
	if l.Format(time.DateOnly) > date {
		return int(schedule.Midnight)
	}
	return l.Hour()*60 + l.Minute()
}

// feedsOf makes the feeds of a clinic. The key is derived from the index key, which
// never changes, so a change of keys ends no subscription.
func feedsOf(c config.Clinic, cal *schedule.Calendar, key []byte, visits calendar.Visits, now func() time.Time) calendar.Options {
	return calendar.Options{Key: key, Generation: c.Feeds.Generation, Name: c.ShortName, Calendar: cal, Visits: visits, Now: now}
}
