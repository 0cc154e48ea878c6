package main

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/webhooks/calendar"
)

// weekView is a week with a bit of everything: Monday Nov 2, 2026, the day after the
// clocks were turned.
func weekView(t *testing.T) calendar.View {
	t.Helper()
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	hours := func(from, to schedule.Minutes, days ...time.Weekday) (w schedule.Week) {
		for _, d := range days {
			w[d] = []schedule.Span{{From: from * 60, To: to * 60}}
		}
		return w
	}
	work := []time.Weekday{1, 2, 3, 4, 5}
	label := bot.Text{bot.English: "visit"}
	cal := &schedule.Calendar{Zone: zone,
		Kinds: map[string]schedule.Kind{"intake_assessment": {Name: "intake_assessment", Label: label, Duration: 2 * time.Hour, Resources: []string{"counselor_1"}},
			"group_session": {Name: "group_session", Label: label}},
		Resources: map[string]schedule.Resource{"counselor_1": {Name: "counselor_1", Hours: hours(8, 16, work...)},
			"exam_room": {Name: "exam_room", Hours: hours(6, 14, work...)}, "group_room": {Name: "group_room"}},
		Closures: []schedule.Closure{{From: "2026-11-06", To: "2026-11-06", Why: bot.Text{bot.English: "Weather"}}},
		Series: []schedule.Series{{Name: "wednesdays", Kind: "group_session", Leader: "counselor_1", Room: "group_room", Start: "2026-09-02", At: 13 * 60,
			Duration: 75 * time.Minute, Rule: "FREQ=WEEKLY;BYDAY=WE", Seats: 8}},
	}
	visit := func(id, resource string, start time.Time, long time.Duration, s bot.VisitStatus) bot.Booking {
		return bot.Booking{Person: bot.PersonID("P" + id), Visit: bot.Visit{ID: bot.VisitID(id), Status: s, Version: 1,
			Opening: bot.Opening{Kind: "intake_assessment", Resource: resource, Start: start, End: start.Add(long)}, HeldUntil: map[bool]time.Time{true: at(4, 9, 0)}[s == bot.VisitPending || s == bot.VisitProposed]}}
	}
	v := calendar.View{Calendar: cal, From: at(2, 0, 0), To: at(9, 0, 0), Now: at(3, 9, 0), Visits: []bot.Booking{
		visit("aaaa1", "counselor_1", at(2, 8, 0), 2*time.Hour, bot.VisitFulfilled),
		visit("aaaa2", "counselor_1", at(3, 8, 0), 2*time.Hour, bot.VisitArrived),
		visit("bbbb", "counselor_1", at(3, 10, 0), 2*time.Hour, bot.VisitPending),
		visit("cccc", "counselor_1", at(5, 8, 0), 2*time.Hour, bot.VisitProposed),
		visit("dddd", "counselor_1", at(5, 12, 0), 2*time.Hour, bot.VisitCancelled),
		visit("eeee", "exam_room", at(5, 7, 30), time.Hour, bot.VisitBooked),
	}}
	for _, id := range []string{"seata", "seatb", "seatc"} {
		b := visit(id, "counselor_1", at(4, 13, 0), 75*time.Minute, bot.VisitBooked)
		b.Kind, b.Series, b.Room, b.Seats = "group_session", "wednesdays", "group_room", 8
		v.Visits = append(v.Visits, b)
	}
	return v
}

func TestTheWeek(t *testing.T) {
	v := weekView(t)
	for _, w := range []int{80, 140} {
		t.Log("\n" + weekText(v, w))
	}
	var b strings.Builder
	v.From, v.To = v.From.AddDate(0, 0, 2), v.From.AddDate(0, 0, 3)
	dayText(&b, v)
	t.Log("\n" + b.String())
}
