package engine_test

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// booked is everything up to a visit on the day after, with reminders.
var booked = append(slices.Clone(intake), "1", "1", "1")

// at takes one text at a time of the test's choice.
func at(t testing.TB, s bot.Session, n int, body string, now time.Time) bot.Turn {
	t.Helper()
	turn := engine.Advance(world(), s, said(n, body), now)
	if turn.Need != "" {
		t.Fatalf("the turn needs %q", turn.Need)
	}
	return turn
}

// wakes is a timer falling due; key is "" for the session's own.
func wakes(s bot.Session, key string, now time.Time) bot.Turn {
	return engine.Advance(world(), s, bot.Input{ID: bot.InputID("w" + key + now.String()), Kind: bot.WakeUp, From: them, To: line, Wake: bot.Wake{Key: key}}, now)
}

func standing(s bot.Session) (n int) {
	for _, v := range s.Visits {
		if v.Status == bot.VisitBooked {
			n++
		}
	}
	return n
}

func TestAReminderWaitsWhileTheyChoose(t *testing.T) {
	s := after(t, booked...)
	v := s.Visits[0]
	due := v.Start.Add(-5 * time.Hour).Add(-13 * time.Hour) // the afternoon before
	s = at(t, s, 200, "change", due.Add(-3*time.Minute)).Session
	s = at(t, s, 201, "2", due.Add(-2*time.Minute)).Session
	r := wakes(s, string(v.ID)+":0", due)
	if r.Reply != "" || r.Session.Hold == nil || len(r.Wakes) != 1 {
		t.Fatalf("said %q, hold %v, timers %v", r.Reply, r.Session.Hold, r.Wakes)
	}
	if x := at(t, r.Session, 202, "1", due.Add(time.Minute)); x.Note != "moved" || standing(x.Session) != 1 {
		t.Errorf("%s: %q", x.Note, x.Reply)
	}
	later := r.Wakes[0]
	if later.At.Before(due.Add(8 * time.Minute)) {
		t.Fatalf("put off to %v", later)
	}
	if again := wakes(r.Session, later.Key, later.At); again.Note != "reminder" {
		t.Errorf("when it falls due again: %s %q", again.Note, again.Reply)
	}
}

func TestAVisitInTheMorningIsRemindedTheEveningBefore(t *testing.T) {
	s := after(t, intake...)
	s = at(t, s, 100, "1", morning.Add(20*time.Minute)).Session
	x := at(t, s, 101, "1", morning.Add(21*time.Minute))
	evening := time.Date(2026, 3, 4, 20, 0, 0, 0, anchorage)
	if len(x.Wakes) != 1 || !x.Wakes[0].At.Equal(evening) {
		t.Fatalf("timers %v, want one at %v", x.Wakes, evening)
	}
	s = at(t, x.Session, 102, "1", morning.Add(22*time.Minute)).Session
	if r := wakes(s, x.Wakes[0].Key, evening); r.Note != "reminder" {
		t.Errorf("%s: %q", r.Note, r.Reply)
	}
}

func TestAStaleQuestionNudgesNobodyAtOnce(t *testing.T) {
	s := talk(t, after(t, intake[:6]...), "i want to die").Session
	now := morning.Add(6 * time.Hour)
	if x := engine.Release(world(), s, now); !x.Session.WakeAt.After(now.Add(time.Hour)) {
		t.Errorf("after a release the timer falls due %v", x.Session.WakeAt)
	}
	w := world()
	w.Clinic.CarrierAnswers = true
	s = talk(t, after(t, intake[:6]...), "STOP").Session
	if x := engine.Advance(w, s, said(51, "START"), now); !x.Session.WakeAt.After(now.Add(time.Hour)) {
		t.Errorf("after START the timer falls due %v", x.Session.WakeAt)
	}
}

func TestGoingThroughTheScriptAgainMovesTheVisit(t *testing.T) {
	s := after(t, booked...)
	first := s.Visits[0]
	x := talk(t, s, "hi", "1", "1", "3", "1")
	if standing(x.Session) != 1 || x.Session.Visits[len(x.Session.Visits)-1].Start.Equal(first.Start) {
		t.Fatalf("visits %v", x.Session.Visits)
	}
	if !slices.ContainsFunc(x.Seats, func(c bot.SeatChange) bool { return c.Op == bot.SeatFree && c.Visit == first.ID }) {
		t.Errorf("the old seat is kept: %v", x.Seats)
	}
}

func TestAReminderIsAboutItsOwnVisit(t *testing.T) {
	s := after(t, booked...)
	other := s.Visits[0]
	other.ID, other.Kind = "other", "group_session"
	other.Start, other.End = other.Start.Add(72*time.Hour), other.End.Add(72*time.Hour)
	s.Visits = append(s.Visits, other)
	now := morning.Add(5 * time.Hour)
	s = wakes(s, "other:0", now).Session
	x := at(t, s, 300, "my visit", now.Add(time.Minute))
	if !strings.Contains(x.Reply, "Sun Mar 8") {
		t.Errorf("asked about another visit: %q", x.Reply)
	}
	x = at(t, x.Session, 301, "2", now.Add(2*time.Minute))
	x = at(t, x.Session, 302, "1", now.Add(3*time.Minute))
	if len(x.Seats) != 1 || x.Seats[0].Visit != "other" {
		t.Errorf("gave up %v", x.Seats)
	}
}

func TestNoBookedVisitIsForgotten(t *testing.T) {
	s := after(t, booked...)
	other := s.Visits[0]
	other.ID, other.Kind = "other", "group_session"
	other.Start, other.End = other.Start.Add(240*time.Hour), other.End.Add(240*time.Hour)
	s.Visits = append([]bot.Visit{other}, s.Visits...)
	for n := range 9 {
		now := morning.Add(time.Duration(n+1) * time.Hour)
		for i, body := range []string{"change", "2", "1"} {
			s = at(t, s, 1000+10*n+i, body, now.Add(time.Duration(i)*time.Minute)).Session
		}
	}
	if standing(s) != 2 || len(s.Visits) > 8 {
		t.Errorf("%d stand of %d", standing(s), len(s.Visits))
	}
}

func TestATimeThatIsNotHeldIsNotOffered(t *testing.T) {
	s := after(t, intake...)
	s = at(t, s, 100, "1", morning.Add(20*time.Minute)).Session
	for _, d := range []time.Duration{15 * time.Minute, 26 * time.Hour} {
		x := at(t, s, 101, "hello", morning.Add(20*time.Minute+d))
		if strings.Contains(x.Reply, "1 book it") || !strings.Contains(x.Reply, "could not keep") || x.Session.Hold != nil {
			t.Errorf("after %v: %q", d, x.Reply)
		}
	}
	s = after(t, intake...)
	if x := at(t, s, 102, "1", morning.Add(26*time.Hour)); strings.Contains(x.Reply, "someone just took") {
		t.Errorf("a time that has passed: %q", x.Reply)
	}
}

func TestOneUnaskedTextADayAndThreeAWeek(t *testing.T) {
	s := after(t, "hi", "1", "1", "1")
	nudges := 0
	for day := range 7 {
		for n, hour := range []int{9, 13, 17} {
			now := time.Date(2026, 3, 9+day, hour, 0, 0, 0, anchorage)
			s = at(t, s, 1000+10*day+n, "start over", now).Session
			s = at(t, s, 1005+10*day+n, "1", now.Add(time.Minute)).Session
			if x := wakes(s, "", s.WakeAt); x.Reply != "" {
				nudges++
				s = x.Session
			}
		}
		if nudges > day+1 {
			t.Fatalf("%d on day %d", nudges, day+1)
		}
	}
	if nudges != 3 {
		t.Errorf("%d texts that nobody asked for in a week, want 3", nudges)
	}
}

func TestAReminderWaitsForADayWithoutATextOfOurs(t *testing.T) {
	s := after(t, booked...)
	v := &s.Visits[0]
	v.Start, v.End = v.Start.Add(72*time.Hour), v.End.Add(72*time.Hour)
	now := time.Date(2026, 3, 5, 12, 0, 0, 0, anchorage)
	s.Unasked = []time.Time{now.Add(-2 * time.Hour)}
	r := wakes(s, string(v.ID)+":0", now)
	if r.Reply != "" || len(r.Wakes) != 1 || !r.Wakes[0].At.Equal(time.Date(2026, 3, 6, 8, 0, 0, 0, anchorage)) {
		t.Errorf("said %q, timers %v", r.Reply, r.Wakes)
	}
}

func TestOnlyWhatIsStillAnOpeningIsHeld(t *testing.T) {
	s := after(t, intake...)
	now := morning.Add(time.Hour)
	w := world()
	all := slices.Collect(w.Openings["intake_assessment"])
	w.Openings["intake_assessment"] = slices.Values(all[1:]) // its day closed, or its start is too near by now
	x := engine.Advance(w, s, said(100, "1"), now)
	if x.Session.Hold != nil || len(x.Seats) != 0 || !strings.Contains(x.Reply, "could not keep that time") || x.Session.Offer == nil || x.Session.Offer.Shown[0] != all[1] {
		t.Errorf("hold %v, seats %v, %q", x.Session.Hold, x.Seats, x.Reply)
	}
	w.Openings = nil
	if x := engine.Advance(w, s, said(100, "1"), now); x.Need != "intake_assessment" {
		t.Errorf("it was not looked up: need %q, %q", x.Need, x.Reply)
	}
	other := all[0]
	other.Resource = "c2"
	w.Openings = map[string]iter.Seq[bot.Opening]{"intake_assessment": slices.Values([]bot.Opening{other, all[1]})}
	if x := engine.Advance(w, s, said(100, "1"), now); x.Session.Hold != nil {
		t.Errorf("with another counselor: %q", x.Reply)
	}
	s = at(t, s, 100, "1", now).Session
	if x := engine.Advance(w, s, said(101, "1"), now.Add(time.Minute)); x.Note != "booked" {
		t.Errorf("a time that is held is booked as it is: %s %q", x.Note, x.Reply)
	}
}

func TestATimeBesideTheirOwnHoldCanBeHeld(t *testing.T) {
	s := after(t, intake...)
	s = at(t, s, 100, "1", morning.Add(20*time.Minute)).Session
	second := s.Offer.Shown[1]
	second.Start, second.End = s.Hold.Start.Add(30*time.Minute), s.Hold.End.Add(30*time.Minute)
	s.Offer.Shown[1] = second // their own hold hides it from the openings
	x := at(t, s, 101, "the second one", morning.Add(21*time.Minute))
	if x.Session.Hold == nil || !x.Session.Hold.Start.Equal(second.Start) {
		t.Errorf("%q", x.Reply)
	}
}
