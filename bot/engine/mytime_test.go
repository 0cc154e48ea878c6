package engine_test

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/schedule"
)

func TestWhoCannotComeGivesNothingUpByThat(t *testing.T) {
	for _, body := range []string{"i cant make it", "no puedo ir", "something came up"} {
		x := weekly(t, coming(), 1, body, monday)
		if len(x.Seats) > 0 || standing(x.Session) != 1 || !shows(x.Reply) || !strings.Contains(x.Reply, "1 ") || !strings.Contains(x.Reply, "2 ") {
			t.Errorf("%q: %q, seats %v", body, x.Reply, x.Seats)
		}
		if y := weekly(t, x.Session, 2, "2", monday.Add(time.Minute)); standing(y.Session) != 1 || len(y.Seats) > 0 {
			t.Errorf("%q, then 2: it is given up unasked: %q", body, y.Reply)
		}
		if y := weekly(t, x.Session, 2, "1", monday.Add(time.Minute)); !strings.Contains(y.Reply, "\n1 ") || standing(y.Session) != 1 {
			t.Errorf("%q, then 1: %q", body, y.Reply)
		}
	}
}

// "im not gonna make it" may be about a life: danger is asked about first. After
// the no it was about the visit, wherever the talk stands.
func TestTheVisitIsTakenUpAfterTheQuestionAboutDanger(t *testing.T) {
	resting, waiting := coming(), coming()
	waiting = weekly(t, waiting, 1, "my visit", monday.Add(-time.Hour)).Session
	for said, no := range map[string]string{"im not gonna make it": "no", "not gonna make it": "nah", "i cant anymore": "no i meant my appointment", "ya no puedo mas": "no, hablaba de mi cita",
		"i cant do this anymore": "no i just cant come tomorrow"} {
		for name, s := range map[string]bot.Session{"at rest": resting, "at a question": waiting} {
			x := weekly(t, s, 2, said, monday)
			if x.Session.Crisis == nil || x.Session.Crisis.Asking == "" || shows(x.Reply) {
				t.Fatalf("%s, %q: danger is not asked about: %q", name, said, x.Reply)
			}
			y := weekly(t, x.Session, 3, no, monday.Add(time.Minute))
			if y.Session.Crisis != nil || !shows(y.Reply) || y.Session.At.Step != "visit" || standing(y.Session) != 1 {
				t.Errorf("%s, %q, then %q: at %v: %q", name, said, no, y.Session.At.Place, y.Reply)
			}
		}
	}
	s := shared(t)
	x := weekly(t, weekly(t, s, 2, "im not gonna make it", monday).Session, 3, "no", monday.Add(time.Minute))
	if shows(x.Reply) || x.Session.Crisis != nil {
		t.Errorf("on a shared phone, without the word: %q", x.Reply)
	}
	x = weekly(t, weekly(t, coming(), 2, "i cant anymore", monday).Session, 3, "no", monday.Add(time.Minute))
	if shows(x.Reply) {
		t.Errorf("that spoke of no visit: %q", x.Reply)
	}
	if x = weekly(t, weekly(t, coming(), 2, "im not gonna make it", monday).Session, 3, "yes", monday.Add(time.Minute)); x.Session.Crisis == nil || !x.Session.Crisis.Held || shows(x.Reply) {
		t.Errorf("after a yes: %q", x.Reply)
	}
}

func TestRunningLate(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 12, day, hour, minute, 0, 0, anchorage)
	}
	for _, c := range []struct {
		now   time.Time
		level bot.Level
		shows bool
	}{
		{at(3, 9, 1), bot.LevelSameDay, false}, {at(3, 10, 55), bot.LevelSameDay, false}, {at(3, 11, 20), bot.LevelSameDay, false}, {at(3, 11, 59), bot.LevelSameDay, false},
		{at(3, 8, 0), bot.LevelSameDay, false}, {at(2, 10, 0), bot.LevelNextWorkday, true},
	} {
		s := coming()
		s.LastIn = c.now.Add(-time.Hour)
		x := weekly(t, s, 1, "running late", c.now)
		if len(x.Raise) != 1 || x.Raise[0].Level != c.level || shows(x.Reply) != c.shows || standing(x.Session) != 1 {
			t.Errorf("at %v: %v, %q", c.now, x.Raise, x.Reply)
		}
	}
	s := coming()
	s.LastIn = at(3, 11, 0)
	if x := weekly(t, s, 1, "late", at(3, 12, 30)); x.Note == "late" {
		t.Errorf("a visit that is over: %q", x.Reply)
	}
	if x := weekly(t, choosing(), 1, "running late", monday); x.Note == "late" {
		t.Errorf("somebody who has no visit and chooses one: %q", x.Reply)
	}
}

// none is a week in which nothing is open.
func none() engine.World {
	w := week()
	w.Openings = map[string]iter.Seq[bot.Opening]{"intake_assessment": slices.Values([]bot.Opening{})}
	return w
}

func TestWhereNothingFitsTheListIsAWayOn(t *testing.T) {
	x := weekly(t, choosing(), 1, "evenings only", monday)
	if !strings.Contains(x.Reply, "\n9 Tell me if one opens") || !strings.Contains(x.Reply, "\n1 ") {
		t.Fatalf("%q", x.Reply)
	}
	y := weekly(t, x.Session, 2, "9", monday.Add(time.Minute))
	if len(y.Session.Waiting) != 1 || len(y.Waits) != 1 || y.Waits[0].List != "intake_assessment" || y.Session.Hold != nil {
		t.Fatalf("waits %v, %q", y.Waits, y.Reply)
	}
	w := y.Session.Waiting[0]
	if w.Wish.AfterMin != 17*60 || !w.Since.Equal(monday.Add(time.Minute)) {
		t.Errorf("waits as %+v", w)
	}
	if z := weekly(t, y.Session, 3, "put me on the waitlist", monday.Add(time.Hour)); len(z.Session.Waiting) != 1 || !z.Session.Waiting[0].Since.Equal(w.Since) {
		t.Errorf("twice on the list: %+v", z.Session.Waiting)
	}
	if z := weekly(t, y.Session, 3, "1", monday.Add(2*time.Minute)); z.Session.Hold == nil {
		t.Errorf("one of the nearest cannot be taken any more: %q", z.Reply)
	}
	if z := weekly(t, x.Session, 2, "tuesday", monday.Add(time.Minute)); strings.Contains(z.Reply, "\n9 ") {
		t.Errorf("the list is a choice where there are times: %q", z.Reply)
	}
}

func TestNineIsAnHourWhereTheListIsNoChoice(t *testing.T) {
	if x := weekly(t, choosing(), 1, "9", monday); x.Session.Hold == nil || x.Session.Hold.Start.Hour() != 9 || len(x.Session.Waiting) > 0 {
		t.Errorf("%q", x.Reply)
	}
}

func TestWhereNothingIsOpenTheyAreOnTheListAndStaffKnow(t *testing.T) {
	x := engine.Advance(none(), choosing(), said(1, "later"), monday)
	if len(x.Session.Waiting) != 1 || len(x.Raise) != 1 || !strings.Contains(x.Reply, "on the list") {
		t.Errorf("waiting %v, raised %v, %q", x.Session.Waiting, x.Raise, x.Reply)
	}
	x = engine.Advance(none(), coming(), said(1, "change my visit"), monday)
	if len(x.Session.Waiting) != 1 || !x.Session.Waiting[0].Wish.Before.Equal(visitAt(3, 11, 0).Start) || standing(x.Session) != 1 {
		t.Errorf("moving: %+v, %q", x.Session.Waiting, x.Reply)
	}
}

func TestSoonerThanWhatTheyHave(t *testing.T) {
	x := weekly(t, coming(), 1, "anything sooner?", monday)
	if x.Session.Offer == nil || !x.Session.Offer.Shown[0].Start.Before(visitAt(3, 11, 0).Start) {
		t.Fatalf("%q", x.Reply)
	}
	w := week()
	var later []bot.Opening
	for o := range w.Openings["intake_assessment"] {
		if o.Start.After(visitAt(4, 0, 0).Start) {
			later = append(later, o)
		}
	}
	w.Openings["intake_assessment"] = slices.Values(later)
	x = engine.Advance(w, coming(), said(1, "hay algo antes"), monday)
	if !strings.Contains(x.Reply, "\n9 ") || !strings.Contains(x.Reply, "No hay nada antes de") {
		t.Fatalf("%q", x.Reply)
	}
	x = engine.Advance(w, x.Session, said(2, "9"), monday.Add(time.Minute))
	if len(x.Session.Waiting) != 1 || !x.Session.Waiting[0].Wish.Before.Equal(visitAt(3, 11, 0).Start) || standing(x.Session) != 1 {
		t.Fatalf("%+v %q", x.Session.Waiting, x.Reply)
	}
	// A later visit is not what they wait for; a sooner one is.
	s := x.Session
	for hour, want := range map[int]int{3: 0, 4: 1} {
		s.Hold = &bot.Visit{ID: "v2", Opening: visitAt(hour, 9, 0), Status: bot.VisitPending, HeldUntil: monday.Add(time.Hour)}
		s.At, s.Moving, s.Offer = bot.Position{Place: bot.Place{Flow: "@", Step: "move"}}, "v1", &bot.Offered{Kind: "intake_assessment", Shown: []bot.Opening{visitAt(hour, 9, 0)}}
		if y := weekly(t, s, 3, "1", monday.Add(2*time.Minute)); y.Note != "moved" || len(y.Session.Waiting) != want {
			t.Errorf("moved to Dec %d: %s, waiting %+v, %q", hour, y.Note, y.Session.Waiting, y.Reply)
		}
	}
}

func TestOffTheListIsNoOptOutForWhoIsOnIt(t *testing.T) {
	s := known()
	s.Waiting = []bot.Waiting{{Kind: "intake_assessment", Since: monday.Add(-time.Hour)}}
	for _, body := range []string{"take me off the list", "off the list", "quiteme de la lista"} {
		x := weekly(t, s, 1, body, monday)
		if len(x.Session.Waiting) > 0 || !x.Session.OptedOut.IsZero() || len(x.Waits) != 1 || !x.Waits[0].Off || !strings.Contains(x.Reply, "STOP") {
			t.Errorf("%q: %q %v", body, x.Reply, x.Waits)
		}
	}
	for _, body := range []string{"take me off your list", "STOP", "remove me from your list"} {
		if x := weekly(t, s, 1, body, monday); x.Session.OptedOut.IsZero() && x.Session.OptOutAsked.IsZero() {
			t.Errorf("%q is no opt-out: %q", body, x.Reply)
		}
	}
	if x := weekly(t, known(), 1, "take me off the list", monday); x.Session.OptedOut.IsZero() && x.Session.OptOutAsked.IsZero() {
		t.Errorf("of somebody on no list: %q", x.Reply)
	}
}

// requests is a week in which visits of that kind are asked for.
func requests() engine.World {
	w := week()
	w.Clinic.Calendar = &schedule.Calendar{Zone: anchorage, RequestFor: 48 * time.Hour, Kinds: map[string]schedule.Kind{
		"intake_assessment": {Name: "intake_assessment", Book: schedule.BookByRequest, Duration: 2 * time.Hour}}}
	return w
}

func TestAVisitThatStaffDecideOn(t *testing.T) {
	x := engine.Advance(requests(), choosing(), said(1, "3"), monday)
	if !strings.Contains(x.Reply, "1 ask for it") {
		t.Fatalf("%q", x.Reply)
	}
	x = engine.Advance(requests(), x.Session, said(2, "1"), monday.Add(time.Minute))
	if x.Note != "requested" || len(x.Raise) != 1 || x.Raise[0].Level != bot.LevelNextWorkday || !strings.Contains(x.Raise[0].Reason, "approve or decline") {
		t.Fatalf("%s %v %q", x.Note, x.Raise, x.Reply)
	}
	if len(x.Seats) != 1 || x.Seats[0].Op != bot.SeatHold || !x.Seats[0].Until.Equal(monday.Add(time.Minute+48*time.Hour)) {
		t.Errorf("seats %+v", x.Seats)
	}
	if len(x.Visits) != 1 || x.Visits[0].Status != bot.VisitProposed || len(x.Wakes) != 1 || !strings.HasPrefix(x.Wakes[0].Key, "request:") {
		t.Errorf("visits %+v, timers %v", x.Visits, x.Wakes)
	}
	if !strings.Contains(x.Reply, "by Wed Dec 2") || strings.Contains(x.Reply, "Booked") {
		t.Errorf("%q", x.Reply)
	}
	s := x.Session
	if x = engine.Advance(requests(), s, said(3, "am i booked"), monday.Add(5*time.Minute)); !strings.Contains(x.Reply, "You asked for Thu Dec 3") {
		t.Errorf("%q", x.Reply)
	}
	x = engine.Advance(requests(), x.Session, said(4, "2"), monday.Add(6*time.Minute))
	x = engine.Advance(requests(), x.Session, said(5, "1"), monday.Add(7*time.Minute))
	if len(x.Seats) != 1 || x.Seats[0].Op != bot.SeatFree || x.Visits[0].Status != bot.VisitCancelled {
		t.Errorf("given up: %+v %+v", x.Seats, x.Visits)
	}
	if x = engine.Advance(requests(), s, said(3, "am i booked"), monday.Add(60*time.Hour)); strings.Contains(x.Reply, "Dec 3") {
		t.Errorf("a request that ran out: %q", x.Reply)
	}
}

// "no thanks" to the times shown is no answer that was not understood, and no
// wish for others either.
func TestNoThanksToTheTimesShown(t *testing.T) {
	for _, body := range []string{"no thanks", "No, thank you", "no gracias", "nah im good"} {
		x := weekly(t, choosing(), 1, body, monday)
		if x.Note != "declined" || x.Session.Offer != nil || len(x.Raise) > 0 {
			t.Errorf("%q at the first times: note %q, %q", body, x.Note, x.Reply)
		}
		moving := weekly(t, coming(), 1, "change my visit", monday).Session
		if x = weekly(t, moving, 2, body, monday.Add(time.Minute)); !shows(x.Reply) || standing(x.Session) != 1 || x.Session.At.Step != "" || strings.Contains(x.Reply, "\n1 ") {
			t.Errorf("%q while a visit is moved: at %v: %q", body, x.Session.At.Place, x.Reply)
		}
	}
}

// The openings of a Saturday are no answer to when one may dose on it.
func TestDosingHoursAreAskedWhileTimesAreShown(t *testing.T) {
	for _, body := range []string{"what time is dosing saturday", "dosing hours", "do you take walk ins saturday"} {
		was := choosing()
		x := weekly(t, was, 1, body, monday)
		if strings.HasPrefix(x.Reply, "These") || strings.HasPrefix(x.Reply, "I have nothing") || x.Session.Offer == nil || !slices.Equal(starts(x.Session.Offer.Shown), starts(was.Offer.Shown)) {
			t.Errorf("%q: %q", body, x.Reply)
		}
	}
	if x := weekly(t, choosing(), 1, "are you open saturday", monday); len(x.Raise) > 0 {
		t.Errorf("a wish for a day: %q", x.Reply)
	}
}

func TestTheWaitlistWhileATimeIsKept(t *testing.T) {
	held := weekly(t, choosing(), 1, "2", monday)
	if held.Session.Hold == nil {
		t.Fatal("nothing is kept for them")
	}
	x := weekly(t, held.Session, 2, "put me on the waitlist", monday.Add(time.Minute))
	if len(x.Session.Waiting) != 1 || x.Session.Hold == nil || !strings.Contains(x.Reply, "1 book it") {
		t.Errorf("waiting %v, hold %v, %q", x.Session.Waiting, x.Session.Hold, x.Reply)
	}
}

func starts(shown []bot.Opening) (at []string) {
	for _, o := range shown {
		at = append(at, o.Start.UTC().Format(time.RFC3339))
	}
	return at
}

// At the menu nothing is waited for that "running late" could be an answer to.
func TestRunningLateAtTheMenuWithoutAVisit(t *testing.T) {
	x := weekly(t, weekly(t, known(), 1, "hi", monday).Session, 2, "running late", monday.Add(time.Minute))
	if x.Note != "late" || len(x.Raise) != 1 || x.Raise[0].Level != bot.LevelSameDay {
		t.Errorf("note %q, %v, %q", x.Note, x.Raise, x.Reply)
	}
}
