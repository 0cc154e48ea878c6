package main

import (
	"slices"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

func TestDoctorSeesWhereAGroupCannotMeet(t *testing.T) {
	day := time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC) // a Monday
	at := func(d, h int) time.Time { return day.AddDate(0, 0, d).Add(time.Duration(h) * time.Hour) }
	week := func(from, to schedule.Minutes) (w schedule.Week) {
		for d := range w {
			w[d] = []schedule.Span{{From: from * 60, To: to * 60}}
		}
		return w
	}
	group := func(name, leader, room string, hour schedule.Minutes) schedule.Series {
		return schedule.Series{Name: name, Kind: "group_session", Leader: leader, Room: room, Start: "2026-10-06", At: hour * 60, Duration: time.Hour, Rule: "FREQ=WEEKLY;BYDAY=TU", Seats: 8}
	}
	cal := &schedule.Calendar{Zone: time.UTC, Kinds: map[string]schedule.Kind{"group_session": {Name: "group_session"}},
		Resources: map[string]schedule.Resource{"one": {Name: "one", Hours: week(8, 16)}, "two": {Name: "two", Hours: week(8, 16)}, "room": {Name: "room", Hours: week(9, 12)}},
		Series:    []schedule.Series{group("fine", "one", "room", 10), group("late", "two", "room", 13), group("clash", "two", "room", 10)}}
	visit := func(id bot.VisitID, d, hour int, s bot.VisitStatus) bot.Booking {
		return bot.Booking{Visit: bot.Visit{ID: id, Status: s, Opening: bot.Opening{Kind: "exam", Resource: "one", Start: at(d, hour), End: at(d, hour+1)}}}
	}
	v := schedule.View{Calendar: cal, From: day, To: at(14, 0), Now: day, Visits: []bot.Booking{visit("gone", 1, 10, bot.VisitCancelled), visit("then", 8, 10, bot.VisitBooked), visit("next", 8, 11, bot.VisitBooked)}}
	want := []string{
		"fine meets Tue Oct 6 10:00 AM, room has the group clash then (mend: move one of the two groups, or give it another leader or room)",
		"clash meets Tue Oct 6 10:00 AM, room has the group fine then (mend: move one of the two groups, or give it another leader or room)",
		"late meets Tue Oct 6 1:00 PM, outside the hours of room (mend: change the hours of the resource, or the group's time)",
		"fine meets Tue Oct 13 10:00 AM, one is booked already at 10:00 AM (mend: move that visit, which nightdesk schedule day 2026-10-13 shows)",
	}
	got := groupTroubles(v)
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("it does not say %q", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("it says %q", got)
	}
}
