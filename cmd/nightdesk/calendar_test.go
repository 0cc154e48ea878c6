package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/config"
)

// What the example says of time is what the calendar knows.
func TestCalendarOfTheExample(t *testing.T) {
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	cal := calendarOf(c)
	span := func(from, to schedule.Minutes) []schedule.Span { return []schedule.Span{{From: from, To: to}} }
	k := cal.Kinds["intake_assessment"]
	if d := cmp.Diff(&schedule.Keep{Hours: schedule.Week{time.Monday: span(480, 600)}, Groups: []string{"pregnant", "release_or_discharge"}, Until: 24 * time.Hour}, k.Keep); d != "" {
		t.Error(d)
	}
	if k.Book != schedule.BookByText || cal.Kinds["group_session"].Book != schedule.BookByRequest || cal.Kinds["first_dose"].Book != schedule.BookByStaff {
		t.Error("who books is not as it is written")
	}
	if got := cal.Kinds["individual_counseling"]; got.After != 10*time.Minute || got.Before != 0 {
		t.Errorf("kept free: %v, %v", got.Before, got.After)
	}
	days := []schedule.DayHours{{From: "2026-12-21", To: "2026-12-24"}, {From: "2026-12-28", To: "2026-12-28", Spans: span(480, 720)}}
	if d := cmp.Diff(days, cal.Resources["counselor_2"].Days); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]schedule.Series{{Name: "tuesday_1", Kind: "group_session", Leader: "counselor_1", Room: "group_room", Start: "2026-03-03", At: 780,
		Duration: time.Hour, Rule: "FREQ=WEEKLY;BYDAY=TU", Seats: 8}}, cal.Series); d != "" {
		t.Error(d)
	}
	const day = 24 * time.Hour
	if d := cmp.Diff([]schedule.Group{{Name: "pregnant", Clock: 2 * day, Warn: 12 * time.Hour, Level: 1}, {Name: "injection", Clock: 14 * day, Warn: 2 * day, Level: 2},
		{Name: "release_or_discharge", Clock: 3 * day, Warn: 12 * time.Hour, Level: 2}}, cal.Groups); d != "" {
		t.Error(d)
	}
	if cal.OfferFor != 30*time.Minute || cal.RequestFor != 72*time.Hour || !cmp.Equal(cal.WalkIn[time.Friday], span(360, 480)) {
		t.Errorf("offers %v, requests %v, walk-in %v", cal.OfferFor, cal.RequestFor, cal.WalkIn)
	}
	thanks := time.Date(2026, 11, 26, 9, 0, 0, 0, c.Zone)
	if got, want := cal.NowText(cal.Dosing, thanks, bot.Spanish), "cerrado por el Dia de Gracias, abre sab 28 nov, 6 AM"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// The group of Tuesday at 1 can be asked for, and takes its leader.
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, c.Zone)
	got := slices.Collect(cal.Openings("group_session", schedule.Who{}, schedule.Busy{}, now))
	if len(got) != 1 || got[0].Series != "tuesday_1" || got[0].Room != "group_room" || got[0].Seats != 8 || !got[0].Start.Equal(time.Date(2026, 3, 3, 13, 0, 0, 0, c.Zone)) {
		t.Errorf("%+v", got)
	}
	for o := range cal.Openings("individual_counseling", schedule.Who{Staff: true}, schedule.Busy{}, now) {
		if l := o.Start.In(c.Zone); o.Resource == "counselor_1" && l.Weekday() == time.Tuesday && l.Hour() == 13 {
			t.Errorf("counselor_1 is offered beside the group: %v", l)
		}
	}
}

// A clinic's shares, rooms and languages reach the calendar.
func TestCalendarOfAVisit(t *testing.T) {
	k := kindOf(config.VisitKind{Kind: "medical_exam", Label: config.Text{"es": "visita"}, Duration: time.Hour, Before: 5 * time.Minute, After: 10 * time.Minute,
		Needs: []string{"a"}, Rooms: []string{"b", "c"}, Seats: 4, BookBy: "request"})
	want := schedule.Kind{Name: "medical_exam", Label: bot.Text{"es": "visita"}, Duration: time.Hour, Horizon: schedule.DefaultHorizon, Before: 5 * time.Minute, After: 10 * time.Minute,
		Resources: []string{"a"}, Rooms: []string{"b", "c"}, Seats: 4, Book: schedule.BookByRequest}
	if d := cmp.Diff(want, k); d != "" {
		t.Error(d)
	}
}
