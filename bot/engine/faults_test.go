package engine_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// Each test here is a fault that was found by reading, as a talk.

// talk goes on from s, a minute a text, and returns the last turn.
func talk(t testing.TB, s bot.Session, texts ...string) bot.Turn {
	t.Helper()
	var turn bot.Turn
	for i, body := range texts {
		turn = engine.Advance(world(), s, said(500+i, body), morning.Add(time.Hour+time.Duration(i)*time.Minute))
		s = turn.Session
	}
	return turn
}

func TestAHoldThatRanOutDoesNotWakeForEver(t *testing.T) {
	s := after(t, append(append([]string{}, intake...), "1")...)
	for range 10 {
		if s.WakeAt.IsZero() {
			return
		}
		now := s.WakeAt
		s = engine.Advance(world(), s, bot.Input{ID: "w", Kind: bot.WakeUp, From: them, To: line}, now).Session
		if !s.WakeAt.IsZero() && !s.WakeAt.After(now) {
			t.Fatal("a timer that falls due again at once starves every alert")
		}
	}
	t.Error("no end to the timers of a hold")
}

func TestAWaitingDangerQuestionIsNotForgotten(t *testing.T) {
	s := talk(t, after(t, "hi"), "i cant do this anymore").Session
	if s.Crisis == nil || s.Crisis.Asking != "suicide_risk" {
		t.Fatalf("crisis %+v", s.Crisis)
	}
	turn := talk(t, s, "im so dope sick")
	if !strings.Contains(turn.Reply, "988") || turn.Session.Crisis == nil || !turn.Session.Crisis.Held {
		t.Errorf("answered %q", turn.Reply)
	}
}

func TestOnlyStaffLetGoOfAHold(t *testing.T) {
	turn := talk(t, after(t, "hi"), "he wont let me leave and hes got a knife", "i took something", "no")
	if turn.Session.Crisis == nil || !turn.Session.Crisis.Held {
		t.Error("a no let go of the hold")
	}
}

func TestAnotherDangerInAHoldGetsItsReply(t *testing.T) {
	turn := talk(t, after(t, "hi"), "my chest hurts bad and my arm is numb", "im going to kill myself")
	if !strings.Contains(turn.Reply, "988") {
		t.Errorf("answered %q", turn.Reply)
	}
	if len(turn.Raise) == 0 || turn.Raise[0].Crisis != "suicide_risk" {
		t.Errorf("raised %+v", turn.Raise)
	}
}

func TestPregnancyIsHeardAfterWithdrawal(t *testing.T) {
	turn := talk(t, after(t, "hi"), "im so dope sick", "im pregnant and dope sick")
	if len(turn.Raise) == 0 || turn.Raise[0].Level != bot.LevelNow {
		t.Errorf("raised %+v", turn.Raise)
	}
}

func TestWhatWasAskedDoesNotHideWhatIsSure(t *testing.T) {
	asked := talk(t, after(t, "hi"), "i cant do this anymore")
	sure := talk(t, after(t, "hi"), "im going to kill myself")
	if asked.Raise[0].Crisis == sure.Raise[0].Crisis {
		t.Error("both raise the same, so the second would alert nobody")
	}
}

func TestAChangeWhileATimeIsHeldDropsIt(t *testing.T) {
	s := after(t, append(append([]string{}, intake...), "1", "1", "1")...)
	if turn := talk(t, s, "change my visit", "1", "change my visit"); turn.Session.Hold != nil {
		t.Error("the old hold would be booked by the next 1")
	}
}

func TestTheWordWeTellThemToTextWorks(t *testing.T) {
	s := after(t, append(append([]string{}, intake...), "1", "1", "1")...)
	for _, word := range []string{"change", "cambiar"} {
		if turn := talk(t, s, word); turn.Session.Moving == "" {
			t.Errorf("%q was answered %q", word, turn.Reply)
		}
	}
}

func TestBackWithNothingWaitingIsAnswered(t *testing.T) {
	s := after(t, append(append([]string{}, intake...), "1", "1", "1")...)
	for _, texts := range [][]string{{"my visit", "back"}, {"no more", "2"}} {
		if turn := talk(t, s, texts...); turn.Reply == "" {
			t.Errorf("%q: no answer", texts)
		}
	}
}

func TestStartingOverKeepsWhatProtects(t *testing.T) {
	s := after(t, "hi", "1", "1", "2", "1", "1")
	s.Kept["safe_to_text"] = "no"
	got := talk(t, s, "start over", "1").Session
	if !got.Discreet || got.Kept["safe_to_text"] != "no" {
		t.Errorf("discreet %v, safe_to_text %q", got.Discreet, got.Kept["safe_to_text"])
	}
}

func TestSilenceAboutSafetyIsNotYes(t *testing.T) {
	s := talk(t, after(t, "hi"), "he wont let me leave and hes got a knife").Session
	if text, _ := took(s, morning.Add(2*time.Hour)); text != "" {
		t.Errorf("they were texted %q", text)
	}
	s = talk(t, s, "1").Session
	if text, _ := took(s, morning.Add(2*time.Hour)); text == "" {
		t.Error("they said it is safe and were told nothing")
	}
}

func TestAReleaseLaterRepeatsNoQuestion(t *testing.T) {
	s := talk(t, after(t, intake[:6]...), "i want to die").Session
	turn := engine.Release(world(), s, morning.Add(6*time.Hour))
	if turn.Class != bot.SendReply || strings.Contains(turn.Reply, "clinic") {
		t.Errorf("%s: %q", turn.Class, turn.Reply)
	}
	if turn = engine.Release(world(), s, morning.Add(30*time.Hour)); turn.Class != bot.SendUnprompted || turn.Reply == "" {
		t.Errorf("the next day: %s: %q", turn.Class, turn.Reply)
	}
}

func TestStartDuringAHoldIsHeard(t *testing.T) {
	if turn := talk(t, after(t, "hi", "STOP", "im going to kill myself"), "START"); turn.OptOut != bot.OptOutClear {
		t.Error("START was ignored")
	}
}

func TestAReminderOfAPastVisitSwallowsNothing(t *testing.T) {
	s := after(t, append(append([]string{}, intake...), "1", "1", "1")...)
	v := s.Visits[0]
	s = engine.Advance(world(), s, bot.Input{ID: "w", Kind: bot.WakeUp, From: them, To: line, Wake: bot.Wake{Key: string(v.ID) + ":0"}}, v.Start.Add(-20*time.Hour)).Session
	turn := engine.Advance(world(), s, said(900, "i missed two days of my medicine"), v.Start.Add(72*time.Hour))
	if turn.Reply == "" || turn.Session.At.Flow == "@" {
		t.Errorf("answered %q at %v", turn.Reply, turn.Session.At.Place)
	}
}

func TestOverTheLimitAPersonIsStillHeard(t *testing.T) {
	s := after(t, "hi", "1", "1")
	now := morning.Add(time.Hour)
	for n := range 45 {
		s = at(t, s, 1000+n, "0", now).Session
	}
	for body, want := range map[string]bot.Level{
		"call me please": bot.LevelSameDay, "cancel my visit": bot.LevelSameDay, "are you there": bot.LevelNextWorkday, "quiero hablar con una persona": bot.LevelSameDay,
	} {
		x := at(t, s, 2000, body, now.Add(time.Minute))
		if x.Reply == "" || len(x.Raise) != 1 || x.Raise[0].Level != want {
			t.Errorf("%q: %q, raised %v", body, x.Reply, x.Raise)
		}
	}
	s = at(t, s, 2001, "Thank you for your message, you are number 17 in the queue.", now.Add(time.Minute)).Session
	if x := at(t, s, 2002, "Thank you for your message, you are number 18 in the queue.", now.Add(2*time.Minute)); x.Reply != "" {
		t.Errorf("a machine was answered %q", x.Reply)
	}
	s = at(t, s, 2003, "Please call me at the office.", now.Add(2*time.Minute)).Session
	if x := at(t, s, 2004, "Please call me at the office.", now.Add(3*time.Minute)); x.Reply != "" || len(x.Raise) != 1 {
		t.Errorf("a machine that asks for a call was answered %q, raised %v", x.Reply, x.Raise)
	}
	if x := at(t, s, 2003, "my friend is not breathing", now.Add(2*time.Minute)); !strings.Contains(x.Reply, "911") {
		t.Errorf("danger over the limit: %q", x.Reply)
	}
}

func TestALineThatAnOldScriptLacksIsTheNewestOnes(t *testing.T) {
	old := *program.Script
	old.Phrases = maps.Clone(old.Phrases)
	delete(old.Phrases, bot.PhraseStopUnclear)
	w, s := world(), after(t, intake[:6]...)
	w.Program = engine.Compile(&old)
	w.Newest = program.Script
	if x := engine.Advance(w, s, said(100, "no more"), morning.Add(time.Hour)); !strings.Contains(x.Reply, "stop texting") {
		t.Errorf("answered %q", x.Reply)
	}
	w.Newest = nil
	if x := engine.Advance(w, s, said(100, "no more"), morning.Add(time.Hour)); !strings.Contains(x.Reply, "911") || len(x.Raise) != 1 {
		t.Errorf("with no such line anywhere: %q, raised %v", x.Reply, x.Raise)
	}
}

func TestANumberThatWasSilentForLongMayBeSomebodyElses(t *testing.T) {
	s := after(t, booked...)
	v := s.Visits[0]
	v.ID, v.Start = "far", morning.Add(100*24*time.Hour)
	s.Visits = append(s.Visits, v)
	now := morning.Add(70 * 24 * time.Hour)
	for _, body := range []string{"what is this", "hey", "my visit", "1"} {
		x := at(t, s, 3000, body, now)
		if !strings.Contains(x.Reply, "Still OK to text you here?") || strings.Contains(x.Reply, "Welcome back") || strings.Contains(x.Reply, "Jun") {
			t.Errorf("%q: %q", body, x.Reply)
		}
		if x.Session.Kept["name"] != "" || len(x.Session.Consents) == 0 {
			t.Errorf("%q: kept %v, consents %v", body, x.Session.Kept, x.Session.Consents)
		}
	}
	if x := wakes(s, "far:0", now); x.Reply != "" {
		t.Errorf("a reminder to a number that may be somebody else's: %q", x.Reply)
	}
}

// A wrong number leaves nothing of the one before: no answer, no visit, no text,
// and no text of ours again. Staff know of the visit, and the ledger of what ended.
func TestAWrongNumberLeavesNothing(t *testing.T) {
	s := after(t, booked...)
	s.Case = "c1"
	visit := s.Visits[0].ID
	x := talk(t, s, "change", "wrong number")
	if x.Reply != "Sorry, wrong number. We will not text again." || !x.Purge || x.OptOut != bot.OptOutSet {
		t.Errorf("%q, purge %v, opt-out %v", x.Reply, x.Purge, x.OptOut)
	}
	got := x.Session
	if len(got.Kept)+len(got.Visits)+len(got.Recent)+len(got.Consents)+len(got.Back) != 0 || got.At.Step != "" || got.Moving != "" || got.Offer != nil {
		t.Errorf("left: %+v", got)
	}
	if got.Case != "c1" || got.OptedOut.IsZero() || !got.WakeAt.IsZero() {
		t.Errorf("case %q, opted out %v, timer %v", got.Case, got.OptedOut, got.WakeAt)
	}
	if len(x.Raise) != 2 || !strings.Contains(x.Raise[1].Reason, "a visit is booked under a wrong number: Thu Mar 5") {
		t.Errorf("raised %v", x.Raise)
	}
	if d := cmp.Diff([]string{"all", "conversation", "reminders"}, takenBack(x)); d != "" {
		t.Error(d)
	}
	if y := wakes(got, string(visit)+":0", morning.Add(20*time.Hour)); y.Reply != "" {
		t.Errorf("reminded: %q", y.Reply)
	}
	if y := talk(t, got, "START", "my visit"); strings.Contains(y.Reply, "Mar 5") {
		t.Errorf("a stranger was told of the visit: %q", y.Reply)
	}
}

// Whoever asks who we are is told in a talk. From a phone that we texted unasked,
// or that comes back after a silence, it is somebody else who asks.
func TestWhoIsThis(t *testing.T) {
	s := after(t, booked...)
	for _, body := range []string{"who is this", "new phone who dis", "¿quién es?"} {
		if x := at(t, s, 100, body, morning.Add(40*time.Minute)); x.Purge || x.OptOut != bot.OptOutNone || x.Reply == "" {
			t.Errorf("in the talk, %q: %q", body, x.Reply)
		}
		if x := at(t, s, 100, body, morning.Add(3*time.Hour)); !x.Purge || x.OptOut != bot.OptOutSet {
			t.Errorf("after a silence, %q: %q", body, x.Reply)
		}
		nudged := s
		nudged.Unasked = []time.Time{s.LastIn.Add(time.Minute)}
		if x := at(t, nudged, 100, body, morning.Add(40*time.Minute)); !x.Purge || x.OptOut != bot.OptOutSet {
			t.Errorf("as an answer to a text of ours, %q: %q", body, x.Reply)
		}
	}
	if x := talk(t, bot.Session{}, "who is this"); x.Purge || !strings.Contains(x.Reply, "ATS") {
		t.Errorf("first of all: %q", x.Reply)
	}
}

// takenBack are the purposes that a turn's ledger entries end, in order.
func takenBack(x bot.Turn) []string {
	var all []string
	for _, c := range x.Consents {
		if !c.Given {
			all = append(all, c.Purpose)
		}
	}
	return all
}

func TestAFactThatIsNotSetPromisesNothing(t *testing.T) {
	for _, body := range []string{"where are you located", "what are your hours", "how much does it cost", "do you take blue cross", "do you take medicaid",
		"how long is group", "donde estan ubicados", "cuanto cuesta"} {
		x := talk(t, after(t, intake[:6]...), body)
		if !strings.HasPrefix(x.Note, "question_") || !strings.Contains(x.Reply, "ext 0 and") && !strings.Contains(x.Reply, "scriba 0") {
			t.Errorf("%q (%s): %q", body, x.Note, x.Reply)
		}
	}
}
