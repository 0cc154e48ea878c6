package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/config"
)

// exampleDays is the example clinic on a Wednesday at 10 in the morning, seen by
// "me", with a group on Thursdays.
func exampleDays(t *testing.T, visits ...bot.Booking) demoDays {
	t.Helper()
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	cal := calendarOf(c)
	cal.Series = []schedule.Series{{Name: "thursdays", Kind: "group_session", Label: bot.Text{bot.English: "group"}, Leader: "counselor_1",
		Room: "exam_room", Start: "2026-03-05", At: 13 * 60, Duration: time.Hour, Rule: "FREQ=WEEKLY", Seats: 8}}
	return demoDays{cal: cal, places: []string{"counselor_1", "counselor_2", "exam_room"}, you: "me", visits: visits,
		now: time.Date(2026, 3, 4, 10, 0, 0, 0, cal.Zone), first: "2026-02-25", last: "2026-04-07"}
}

// visitAt is somebody's first visit of two hours.
func visitAt(t *testing.T, id, person, resource, at string, status bot.VisitStatus) bot.Booking {
	t.Helper()
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	if err != nil {
		t.Fatal(err)
	}
	v := bot.Visit{ID: bot.VisitID(id), Status: status, Opening: bot.Opening{Kind: "intake_assessment", Resource: resource, Start: start.UTC(), End: start.Add(2 * time.Hour).UTC()}}
	return bot.Booking{Visit: v, Person: bot.PersonID(person)}
}

// drawnAs says what each block of a day looks like, in reading order.
func drawnAs(c demoCalendar) []string {
	out := []string{}
	for _, b := range c.Blocks {
		s := strings.Join([]string{c.Places[b.Place].Name, time.Time{}.Add(time.Duration(b.From) * time.Minute).Format("15:04"),
			time.Time{}.Add(time.Duration(b.To) * time.Minute).Format("15:04"), b.State}, " ")
		if b.Of > 0 {
			s += " " + string(rune('0'+b.N)) + "/" + string(rune('0'+b.Of))
		}
		if b.You {
			s += " you"
		}
		if b.Room {
			s += " room"
		}
		out = append(out, s)
	}
	return out
}

func TestDemoCalendarDrawsHowVisitsStand(t *testing.T) {
	held := visitAt(t, "held", "me", "counselor_1", "2026-03-05 08:00", bot.VisitPending)
	asked := visitAt(t, "asked", "b", "counselor_2", "2026-03-05 06:00", bot.VisitProposed)
	over := visitAt(t, "over", "c", "counselor_2", "2026-03-05 08:00", bot.VisitPending)
	days := exampleDays(t, held, asked, over,
		visitAt(t, "booked", "d", "counselor_2", "2026-03-05 10:00", bot.VisitBooked),
		visitAt(t, "gone", "e", "counselor_1", "2026-03-05 10:00", bot.VisitCancelled),
		visitAt(t, "nowhere", "f", "somebody_else", "2026-03-05 10:00", bot.VisitBooked),
		visitAt(t, "friday", "g", "counselor_1", "2026-03-06 08:00", bot.VisitBooked),
		visitAt(t, "was", "h", "counselor_1", "2026-03-04 08:00", bot.VisitArrived),
		visitAt(t, "done", "i", "counselor_2", "2026-03-04 06:00", bot.VisitFulfilled),
		visitAt(t, "missed", "j", "counselor_2", "2026-03-04 08:00", bot.VisitMissed))
	days.visits[0].HeldUntil = days.now.Add(9 * time.Minute)
	days.visits[1].HeldUntil = days.now.Add(4 * time.Hour)
	days.visits[2].HeldUntil = days.now
	thursday := days.on("2026-03-05")
	if diff := cmp.Diff([]string{
		"counselor 2 06:00 08:00 requested", "counselor 1 08:00 10:00 held you", "counselor 2 10:00 12:00 booked",
		"counselor 1 13:00 14:00 group 0/8", "exam room 13:00 14:00 group 0/8 room",
	}, drawnAs(thursday)); diff != "" {
		t.Errorf("Thursday (-want +got):\n%s", diff)
	}
	if until := thursday.Blocks[1].Until; until != days.now.Add(9*time.Minute).UnixMilli() {
		t.Errorf("the hold ends at %d", until)
	}
	if diff := cmp.Diff([]string{"counselor 2 06:00 08:00 done", "counselor 1 08:00 10:00 arrived", "counselor 2 08:00 10:00 missed"}, drawnAs(days.on("2026-03-04"))); diff != "" {
		t.Errorf("Wednesday (-want +got):\n%s", diff)
	}
	b, err := json.Marshal(thursday)
	if err != nil {
		t.Fatal(err)
	}
	for _, person := range []string{`"me"`, `"b"`, `"d"`} {
		if strings.Contains(string(b), person) {
			t.Errorf("the page is told whose a visit is: %s", person)
		}
	}
}

func TestDemoCalendarCountsSeats(t *testing.T) {
	seat := func(id, person, series string, seats int) bot.Booking {
		b := visitAt(t, id, person, "counselor_1", "2026-03-05 13:00", bot.VisitBooked)
		b.Series, b.Seats = series, seats
		return b
	}
	shared := func(id, person string) bot.Booking {
		b := seat(id, person, "", 3)
		b.Resource, b.Start, b.End = "counselor_2", b.Start.Add(-7*time.Hour), b.Start.Add(-6*time.Hour)
		return b
	}
	days := exampleDays(t, seat("1", "a", "thursdays", 8), seat("2", "me", "thursdays", 8), shared("3", "b"), shared("4", "c"))
	if diff := cmp.Diff([]string{"counselor 2 06:00 07:00 group 2/3", "counselor 1 13:00 14:00 group 2/8 you", "exam room 13:00 14:00 group 2/8 you room"}, drawnAs(days.on("2026-03-05"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// A seat of a group is kept from session to session.
	if diff := cmp.Diff([]string{"counselor 1 13:00 14:00 group 2/8 you", "exam room 13:00 14:00 group 2/8 you room"}, drawnAs(days.on("2026-03-12"))); diff != "" {
		t.Errorf("a week later (-want +got):\n%s", diff)
	}
	// The record of a session that is over is beside the seat, and no seat itself.
	over := seat("2.2026-03-05", "me", "thursdays", 8)
	over.Status = bot.VisitFulfilled
	next := seat("2", "me", "thursdays", 8)
	next.Start, next.End = next.Start.In(days.cal.Zone).AddDate(0, 0, 7), next.End.In(days.cal.Zone).AddDate(0, 0, 7)
	for _, date := range []string{"2026-03-05", "2026-03-12"} {
		if diff := cmp.Diff([]string{"counselor 1 13:00 14:00 group 1/8 you", "exam room 13:00 14:00 group 1/8 you room"}, drawnAs(exampleDays(t, over, next).on(date))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", date, diff)
		}
	}
}

func TestDemoCalendarShowsWhenItIsClosed(t *testing.T) {
	days := exampleDays(t)
	for date, want := range map[string]struct {
		why  string
		shut bool
	}{"2026-11-26": {"Thanksgiving", true}, "2026-03-08": {"", true}, "2026-03-07": {"", false}, "2026-03-09": {"", false}} {
		c := days.on(date)
		if got := c.Closed[bot.English]; got != want.why || c.Shut != want.shut {
			t.Errorf("%s: closed for %q, shut %v", date, got, c.Shut)
		}
		if c.From != 6*60 || c.To != 16*60 {
			t.Errorf("%s: drawn from %d to %d", date, c.From, c.To)
		}
	}
	wednesday := days.on("2026-03-04")
	if diff := cmp.Diff([][2]int{{480, 720}, {750, 960}}, wednesday.Places[0].Open); diff != "" {
		t.Errorf("counselor 1 (-want +got):\n%s", diff)
	}
	if wednesday.Now != 600 || days.on("2026-03-05").Now != -1 {
		t.Errorf("now stands at %d and %d", wednesday.Now, days.on("2026-03-05").Now)
	}
	if early := days.on("2026-02-25"); early.Prev != "" || early.Next != "2026-02-26" || early.Days[0].Date != "2026-02-25" {
		t.Errorf("the first day: %q, %q, %v", early.Prev, early.Next, early.Days)
	}
	if late := days.on("2026-04-07"); late.Prev != "2026-04-06" || late.Next != "" || late.Days[6].Date != "2026-04-07" {
		t.Errorf("the last day: %q, %q, %v", late.Prev, late.Next, late.Days)
	}
}

func TestDemoCalendarOpensWhereSomebodyCouldBook(t *testing.T) {
	days := exampleDays(t)
	if got := days.soonest(); got != "2026-03-04" {
		t.Errorf("the soonest opening is on %s", got)
	}
	days.visits = []bot.Booking{visitAt(t, "1", "a", "counselor_1", "2026-03-04 12:30", bot.VisitBooked), visitAt(t, "2", "b", "counselor_2", "2026-03-04 11:30", bot.VisitBooked)}
	if got := days.soonest(); got != "2026-03-05" {
		t.Errorf("with the afternoon taken the soonest opening is on %s", got)
	}
}

func TestDemoCalendarTurnsToWhatChanges(t *testing.T) {
	at := func(date string) bot.Booking {
		return visitAt(t, date, "a", "counselor_2", date+" 06:00", bot.VisitBooked)
	}
	mine := visitAt(t, "mine", "me", "counselor_1", "2026-03-10 08:00", bot.VisitPending)
	days := exampleDays(t)
	mine.HeldUntil = days.now.Add(time.Minute)
	l := demoLedger{follow: "2026-03-04"}
	step := func(follow, state string, you bool, visits ...bot.Booking) {
		t.Helper()
		seq := l.news.Seq
		if state != "" {
			seq++
		}
		days.visits = visits
		l.learn(days)
		if l.follow != follow || l.news.State != state || l.news.You != you || l.news.Seq != seq {
			t.Errorf("it turned to %s with %+v, want %s, %s, %v, number %d", l.follow, l.news, follow, state, you, seq)
		}
	}
	step("2026-03-04", "", false)                                                 // what was there before is no news
	step("2026-03-05", "booked", false, at("2026-03-05"))                         // nothing else was going on
	step("2026-03-05", "booked", false, at("2026-03-05"), at("2026-03-06"))       // as much as on the day that is shown
	step("2026-03-10", "held", true, at("2026-03-05"), at("2026-03-06"), mine)    // one's own at once
	step("2026-03-10", "booked", false, at("2026-03-05"), at("2026-03-09"), mine) // and the other was given up
	step("2026-03-10", "freed", true, at("2026-03-05"), at("2026-03-09"))         // a hold given back
	moved := at("2026-03-05")
	moved.Start, moved.End = moved.Start.Add(time.Hour), moved.End.Add(time.Hour)
	step("2026-03-10", "booked", false, moved, at("2026-03-09"))
}
