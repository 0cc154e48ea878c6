package engine_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// anchorage is the zone of every test: daylight saving included.
var anchorage = func() *time.Location {
	z, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		panic(err)
	}
	return z
}()

// morning is a Wednesday on which the desk is open.
var morning = time.Date(2026, 3, 4, 10, 0, 0, 0, anchorage)

var program = func() *engine.Program {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		panic(err)
	}
	script, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		panic(fmt.Sprint(problems))
	}
	return engine.Compile(script)
}()

// world is the clinic's scripts with a few openings and somebody on call.
func world() engine.World {
	w := engine.World{Program: program, Staff: bot.StaffNow{OnCall: true, DeskOpen: true},
		Clinic: engine.Clinic{Zone: anchorage, Langs: []bot.Lang{bot.English, bot.Spanish}, Facts: bot.Facts{
			"clinic short name": {bot.English: "ATS"}, "clinic phone": {bot.English: "907-555-0110"}}},
	}
	var open []bot.Opening
	for day := range 5 {
		for _, hour := range []int{9, 13, 15} {
			start := time.Date(2026, 3, 5+day, hour, 0, 0, 0, anchorage)
			open = append(open, bot.Opening{Kind: "intake_assessment", Resource: "c1", Start: start, End: start.Add(2 * time.Hour)})
		}
	}
	group := bot.Opening{Kind: "group_session", Resource: "c2", Series: "tuesday_1", Seats: 8, Start: time.Date(2026, 3, 10, 13, 0, 0, 0, anchorage), End: time.Date(2026, 3, 10, 14, 0, 0, 0, anchorage)}
	w.Openings = map[string]iter.Seq[bot.Opening]{"intake_assessment": slices.Values(open), groupKind: slices.Values([]bot.Opening{group})}
	return w
}

const groupKind = "group_session"

const them, line = bot.Phone("+19075550141"), bot.Phone("+19075550100")

func said(n int, body string) bot.Input {
	return bot.Input{ID: bot.InputID(fmt.Sprintf("in%d", n)), From: them, To: line, Body: bot.Words(body)}
}

// after holds a talk up to a point.
func after(t testing.TB, texts ...string) bot.Session {
	t.Helper()
	var s bot.Session
	for i, body := range texts {
		turn := engine.Advance(world(), s, said(i, body), morning.Add(time.Duration(i)*time.Minute))
		if turn.Need != "" {
			t.Fatalf("the turn needs %q", turn.Need)
		}
		s = turn.Session
	}
	return s
}

// intake is everything up to the openings.
var intake = []string{"hi", "1", "1", "1", "1", "1", "1", "4", "sam", "1", "7", "1", "2"}

func TestATurnIsAFunctionOfItsInputs(t *testing.T) {
	s := after(t, intake...)
	before, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"1", "later", "go back", "start over", "I want a person", "stop", "i want to die", "what are your hours", "zzz"} {
		first := engine.Advance(world(), s, said(99, body), morning)
		second := engine.Advance(world(), s, said(99, body), morning)
		if d := cmp.Diff(first, second); d != "" {
			t.Errorf("%q decided twice differs", body)
		}
		if now, _ := json.Marshal(s); string(now) != string(before) {
			t.Fatalf("%q changed the session it was given", body)
		}
	}
}

func TestATurnAsksForTheOpeningsItNeeds(t *testing.T) {
	s := after(t, intake[:len(intake)-1]...)
	w := world()
	w.Openings = nil
	if got := engine.Advance(w, s, said(99, "2"), morning).Need; got != "intake_assessment" {
		t.Errorf("Need = %q, want intake_assessment", got)
	}
}

func TestATakenTimeIsToldAndAnotherOffered(t *testing.T) {
	s := after(t, intake...)
	w := world()
	w.Taken = &s.Offer.Shown[0]
	turn := engine.Advance(w, s, said(99, "1"), morning)
	if len(turn.Seats) != 0 || turn.Session.Hold != nil {
		t.Error("a time that is taken was held again")
	}
	if turn.Session.Offer == nil || turn.Session.Offer.Shown[0].Start.Equal(w.Taken.Start) {
		t.Error("the same time was offered again")
	}
}

func TestAScriptThatGoesRoundEndsWithAPerson(t *testing.T) {
	say := bot.Text{bot.English: "round"}
	script := &bot.Script{Version: "v", Start: "f", Phrases: map[string]bot.Text{bot.PhraseStaffNow: {bot.English: "a person comes"}},
		Flows: map[string]*bot.Flow{"f": bot.NewFlow("f", "", []*bot.Step{
			{Name: "a", Say: []bot.Text{say}, Then: bot.Target{Step: "b"}}, {Name: "b", Then: bot.Target{Step: "a"}}})}}
	w := world()
	w.Program = engine.Compile(script)
	turn := engine.Advance(w, bot.Session{}, said(1, "hi"), morning)
	if len(turn.Raise) != 1 || !strings.Contains(turn.Reply, "a person comes") {
		t.Errorf("raise %v, reply %q", turn.Raise, turn.Reply)
	}
}

func TestAStepThatIsGoneStartsAfresh(t *testing.T) {
	s := after(t, intake[:4]...)
	s.At.Step = "no_longer_there"
	if got := engine.Advance(world(), s, said(99, "1"), morning).Reply; got == "" {
		t.Error("no answer")
	}
}

// TestEveryTextIsAnswered walks the scripts at random: whatever is said in
// whatever order, there is an answer (or the carrier gave it), the session can be
// stored, and danger is met from everywhere.
func TestEveryTextIsAnswered(t *testing.T) {
	words := []string{"hi", "1", "2", "3", "4", "5", "9", "0", "yes", "no", "sam", "skip", "back", "start over", "espanol", "english", "later", "mornings",
		"the first one", "tuesday", "change my visit", "cancel my appointment", "am i booked", "i cant make it", "running late", "waitlist", "take me off the list", "anything sooner", "join a group", "this phone is shared", "private phone", "bluebird", "what are your hours", "do you take medicare", "zzz", "",
		"?", "im so dope sick", "whats the point", "stop texting me", "STOP", "START", "HELP", "wrong number", "thanks", "Привет как дела"}
	rapid.Check(t, func(rt *rapid.T) {
		var s bot.Session
		var reminders []bot.Wake
		now := morning
		pace := rapid.SampledFrom([]int{0, 300, 5000}).Draw(rt, "pace")
		for n := range rapid.IntRange(1, 80).Draw(rt, "texts") {
			body := rapid.SampledFrom(words).Draw(rt, "text")
			now = now.Add(time.Duration(rapid.IntRange(0, pace).Draw(rt, "minutes")) * time.Minute)
			for i := 0; i < len(reminders) && i < 200; i++ {
				if due := reminders[i]; !due.At.After(now) {
					turn := engine.Advance(world(), s, bot.Input{ID: bot.InputID("r" + due.Key + due.At.String()), Kind: bot.WakeUp, From: them, To: line, Wake: due}, due.At)
					s, reminders = stored(rt, turn.Session), append(slices.Delete(reminders, i, i+1), turn.Wakes...)
					i = -1
				}
			}
			turn := engine.Advance(world(), s, said(n, body), now)
			// Whoever repeats that they want no texts had their one confirmation, and
			// a machine that repeats itself its few.
			if turn.Reply == "" && s.OptedOut.IsZero() && turn.Note != "over_budget" && turn.Note != "repeats" || strings.Contains(turn.Reply, safety.Fallback()) {
				rt.Fatalf("no answer to %q at %v: %q", body, s.At.Place, turn.Reply)
			}
			s, reminders = stored(rt, turn.Session), append(reminders, turn.Wakes...)
			if n := standing(s); n > 1 {
				rt.Fatalf("%d visits stand", n)
			}
			if wake := s.WakeAt; !wake.IsZero() && wake.Before(now.Add(400*time.Minute)) {
				s = stored(rt, engine.Advance(world(), s, bot.Input{ID: "w", Kind: bot.WakeUp, From: them, To: line}, wake).Session)
			}
		}
		turn := engine.Advance(world(), s, said(1000, "my friend is not breathing and turning blue"), now.Add(20*time.Minute))
		if !strings.Contains(turn.Reply, "911") || len(turn.Raise) == 0 {
			rt.Fatalf("danger at %v was answered %q", s.At.Place, turn.Reply)
		}
	})
}

// stored is a session as the store gives it back.
func stored(t *rapid.T, s bot.Session) bot.Session {
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back bot.Session
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestSilenceHasALastRung(t *testing.T) {
	s := after(t, "hi", "1", "1")
	for range 10 {
		if s.WakeAt.IsZero() {
			return
		}
		now := s.WakeAt
		s = engine.Advance(world(), s, bot.Input{ID: "w", Kind: bot.WakeUp, From: them, To: line}, now).Session
		if !s.WakeAt.IsZero() && !s.WakeAt.After(now) {
			t.Fatal("a timer that falls due again at once")
		}
	}
	t.Error("the ladder of silence has no end")
}

func BenchmarkAdvance(b *testing.B) {
	for name, c := range map[string]struct {
		session bot.Session
		body    string
	}{
		"digit":    {after(b, intake[:6]...), "1"},
		"words":    {after(b, intake[:6]...), "im new here and i need some help please"},
		"question": {after(b, intake[:6]...), "what are your hours on saturday?"},
		"openings": {after(b, intake...), "do you have anything friday afternoon"},
	} {
		b.Run(name, func(b *testing.B) {
			w := world()
			b.ReportAllocs()
			for b.Loop() {
				engine.Advance(w, c.session, said(99, c.body), morning)
			}
		})
	}
}
