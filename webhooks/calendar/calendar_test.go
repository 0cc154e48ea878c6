package calendar_test

import (
	"fmt"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

var (
	anchorage = mustZone("America/Anchorage")
	key       = []byte("a key of 32 bytes for the tests.")
	// now is a Monday, four weeks before daylight saving ends and 13 days before a
	// closure.
	now = time.Date(2026, 10, 5, 9, 0, 0, 0, anchorage)
)

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// at is a local time, days after today.
func at(days, hour, minute int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+days, hour, minute, 0, 0, anchorage)
}

func week(from, to int) schedule.Week {
	var w schedule.Week
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = []schedule.Span{{From: schedule.Minutes(from * 60), To: schedule.Minutes(to * 60)}}
	}
	return w
}

// clinic has a counselor, an examiner, a room, a group on Wednesdays, a closed
// week and a counselor who is away.
func clinic() *schedule.Calendar {
	label := func(s string) bot.Text { return bot.Text{bot.English: s} }
	mornings := week(5, 11)
	return &schedule.Calendar{Zone: anchorage,
		Kinds: map[string]schedule.Kind{
			"intake_assessment": {Name: "intake_assessment", Label: label("first visit"), Duration: 2 * time.Hour, Resources: []string{"counselor_1"}},
			"medical_exam":      {Name: "medical_exam", Label: label("visit"), Duration: time.Hour, Resources: []string{"examiner"}, Rooms: []string{"room a"}, After: 15 * time.Minute},
			"followup_exam":     {Name: "followup_exam", Label: label("short visit, with papers; bring ñ"), Duration: 30 * time.Minute, Resources: []string{"examiner"}, Seats: 3, Hours: &mornings},
			"group_session":     {Name: "group_session", Label: label("meeting"), Duration: time.Hour, Resources: []string{"counselor_1"}},
		},
		Resources: map[string]schedule.Resource{
			"counselor_1": {Name: "counselor_1", Hours: week(8, 16), Days: []schedule.DayHours{{From: "2026-10-12", To: "2026-10-13"}}},
			"examiner":    {Name: "examiner", Hours: week(6, 14)},
			"room a":      {Name: "room a", Hours: week(6, 18)},
		},
		Closures: []schedule.Closure{{From: "2026-10-18", To: "2026-10-19", Why: label("Alaska Day, observed; closed")}, {From: "2027-05-31", To: "2027-05-31", Why: label("Memorial Day")}},
		Series: []schedule.Series{{Name: "wednesdays", Kind: "group_session", Leader: "counselor_1", Room: "room a", Start: "2026-09-02",
			At: 13 * 60, Duration: 75 * time.Minute, Rule: "FREQ=WEEKLY;BYDAY=WE", Seats: 8}},
	}
}

// secrets are what no feed and no bundle may hold: ids of people and of visits.
var secrets []string

func booking(id string, o bot.Opening, s bot.VisitStatus, version int) bot.Booking {
	b := bot.Booking{Visit: bot.Visit{ID: bot.VisitID("visit" + id), Opening: o, Status: s, Version: version,
		Asked: at(-20, 10, 0), Changed: at(-1, 11, 0).Add(time.Duration(version) * time.Minute), By: "ana"}, Person: bot.PersonID("PERSON" + id)}
	if s == bot.VisitPending || s == bot.VisitProposed {
		b.HeldUntil = now.Add(10 * time.Minute)
	}
	secrets = append(secrets, string(b.ID), string(b.Person))
	return b
}

func opening(kind, resource string, start time.Time, long time.Duration) bot.Opening {
	return bot.Opening{Kind: kind, Resource: resource, Start: start, End: start.Add(long)}
}

// ledger holds a visit of every status, a shared start with two of three seats
// taken, and a group with five of eight.
func ledger() []bot.Booking {
	secrets = nil
	exam := opening("medical_exam", "examiner", at(1, 9, 0), time.Hour)
	exam.Room, exam.After = "room a", 15*time.Minute
	all := []bot.Booking{
		booking("BOOKED", opening("intake_assessment", "counselor_1", at(1, 8, 0), 2*time.Hour), bot.VisitBooked, 3),
		booking("EXAM", exam, bot.VisitBooked, 1),
		booking("PENDING", opening("intake_assessment", "counselor_1", at(1, 10, 0), 2*time.Hour), bot.VisitPending, 1),
		booking("PROPOSED", opening("intake_assessment", "counselor_1", at(1, 13, 0), 2*time.Hour), bot.VisitProposed, 2),
		booking("CANCELLED", opening("intake_assessment", "counselor_1", at(4, 8, 0), 2*time.Hour), bot.VisitCancelled, 4),
		booking("FULFILLED", opening("intake_assessment", "counselor_1", at(-3, 8, 0), 2*time.Hour), bot.VisitFulfilled, 5),
		booking("MISSED", opening("intake_assessment", "counselor_1", at(-3, 10, 0), 2*time.Hour), bot.VisitMissed, 5),
		booking("ARRIVED", opening("medical_exam", "examiner", at(0, 8, 0), time.Hour), bot.VisitArrived, 2),
		booking("AUTUMN", opening("intake_assessment", "counselor_1", at(28, 8, 0), 2*time.Hour), bot.VisitBooked, 1),
	}
	over := booking("OVER", opening("intake_assessment", "counselor_1", at(2, 8, 0), 2*time.Hour), bot.VisitPending, 1)
	over.HeldUntil = now
	all = append(all, over)
	for i, s := range []bot.VisitStatus{bot.VisitBooked, bot.VisitBooked, bot.VisitCancelled} {
		o := opening("followup_exam", "examiner", at(3, 10, 0), 30*time.Minute)
		o.Seats = 3
		all = append(all, booking(fmt.Sprint("SHARED", i), o, s, 1))
	}
	for i, s := range []bot.VisitStatus{bot.VisitBooked, bot.VisitBooked, bot.VisitBooked, bot.VisitBooked, bot.VisitProposed, bot.VisitCancelled} {
		o := opening("group_session", "counselor_1", at(2, 13, 0), 75*time.Minute)
		o.Room, o.Series, o.Seats = "room a", "wednesdays", 8
		all = append(all, booking(fmt.Sprint("SEAT", i), o, s, 1))
	}
	return all
}

// view is two weeks back and ninety days ahead, as a feed has it.
func view() schedule.View {
	return schedule.View{Calendar: clinic(), Now: now, From: at(-14, 0, 0), To: at(91, 0, 0), Visits: ledger()}
}
