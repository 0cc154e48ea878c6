package engine_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// asks are texts that are met with a danger question.
var asks = []string{"i took something", "i cant do this anymore", "my chest feels weird", "im not safe"}

func TestOnlyAPlainNoAnswersADangerQuestion(t *testing.T) {
	for _, asked := range asks {
		s := talk(t, after(t, intake[:6]...), asked).Session
		if s.Crisis == nil || s.Crisis.Asking == "" {
			t.Fatalf("%q was not asked about", asked)
		}
		for body, no := range map[string]bool{
			"2": true, "no": true, "no im ok": true, "nah, im fine thanks": true, "no gracias": true, "no, estoy bien": true,
			"no one is here": false, "no please hurry": false, "no its getting worse": false, "im not ok": false, "no just very sleepy": false, "no but soon": false,
			"not yet": false, "no im alone": false, "nope cant tell": false, "no me siento bien": false, "no aguanto": false, "no puedo mas": false,
			"no more pain soon": false, "no estoy bien": false, "nobody cares": false, "1": false, "idk": false, "hello": false,
		} {
			turn := engine.Advance(world(), s, said(600, body), morning.Add(62*time.Minute))
			held := turn.Session.Crisis != nil && turn.Session.Crisis.Held
			if held == no || !strings.Contains(turn.Reply, "911") {
				t.Errorf("%q, then %q: held %v, %q", asked, body, held, turn.Reply)
			}
			if !no && (len(turn.Raise) == 0 || turn.Raise[0].Level != bot.LevelNow) {
				t.Errorf("%q, then %q: raised %v", asked, body, turn.Raise)
			}
		}
	}
}

func TestADenialIsHeardToItsEnd(t *testing.T) {
	s := talk(t, after(t, intake[:6]...), "i took something").Session
	for body, ok := range map[string]func(bot.Turn) bool{
		"no i want to talk to a person":     func(x bot.Turn) bool { return len(x.Raise) == 1 && x.Raise[0].Reason == "asked for a person" },
		"no, quiero hablar con una persona": func(x bot.Turn) bool { return len(x.Raise) == 1 && x.Raise[0].Reason == "asked for a person" },
		"no stop texting me":                func(x bot.Turn) bool { return x.OptOut == bot.OptOutSet && strings.Contains(x.Reply, "no more texts") },
		"no, leave me alone":                func(x bot.Turn) bool { return x.OptOut == bot.OptOutSet && strings.Contains(x.Reply, "911") },
		"no, just dope sick":                func(x bot.Turn) bool { return len(x.Raise) == 1 && x.Raise[0].Crisis == "withdrawal" },
	} {
		if x := talk(t, s, body); !ok(x) {
			t.Errorf("%q: raised %v, opt-out %v, %q", body, x.Raise, x.OptOut, x.Reply)
		}
	}
}

func TestWhetherItIsSafeIsReadOnlyWhereItWasAsked(t *testing.T) {
	asked := talk(t, after(t, intake[:6]...), "he wont let me leave and hes got a knife").Session
	later := talk(t, asked, "are you there").Session
	threat := talk(t, after(t, intake[:6]...), "im gonna hurt that dude tonight").Session
	for _, c := range []struct {
		s    bot.Session
		body string
		want string // safe_to_text
	}{
		{asked, "2", "no"}, {asked, "no", "no"}, {asked, "no gracias", "no"}, {asked, "1", "yes"}, {asked, "si", "yes"},
		{asked, "no please help", "asked"}, {asked, "im not ok", "asked"}, {asked, "no one is answering", "asked"}, {asked, "no he left", "asked"}, {asked, "no me dejes", "asked"},
		{asked, "yes please hurry", "asked"}, {later, "no", "asked"}, {later, "1", "asked"}, {threat, "no", ""}, {threat, "2", ""},
	} {
		turn := engine.Advance(world(), c.s, said(600, c.body), morning.Add(62*time.Minute))
		if got := turn.Session.Kept["safe_to_text"]; got != c.want || c.want != "no" && !strings.Contains(turn.Reply, "911") {
			t.Errorf("%q: safe_to_text %q, want %q; %q", c.body, got, c.want, turn.Reply)
		}
	}
}

func TestAWishToStopIsHeardInAnyDanger(t *testing.T) {
	fresh := after(t, intake[:6]...)
	held := talk(t, fresh, "im going to kill myself").Session
	for body, s := range map[string]bot.Session{
		"stop texting me im dope sick":                fresh,
		"im dope sick wrong number":                   fresh,
		"stop texting me whats the point":             fresh,
		"stop texting me im going to kill myself now": held,
		"stop texting me please":                      held,
	} {
		x := talk(t, s, body)
		if x.OptOut != bot.OptOutSet || !strings.Contains(x.Reply, "911") {
			t.Errorf("%q: opt-out %v, %q", body, x.OptOut, x.Reply)
		}
		if strings.Contains(x.Reply, "\n") {
			t.Errorf("%q: a question follows the wish for no more texts: %q", body, x.Reply)
		}
	}
	in := said(600, "im so dope sick")
	in.CarrierKeyword = "STOP"
	if x := engine.Advance(world(), fresh, in, morning.Add(time.Hour)); x.OptOut != bot.OptOutSet {
		t.Error("what the carrier heard was not recorded")
	}
	out := talk(t, fresh, "STOP").Session
	if x := talk(t, out, "im so dope sick"); strings.Contains(x.Reply, "\n") {
		t.Errorf("they want no texts and are asked %q", x.Reply)
	}
}

func TestTheirLanguageIsFollowedInDanger(t *testing.T) {
	for _, first := range []string{"im going to kill myself", "i cant do this anymore"} {
		s := after(t, "hi")
		s.LangSure = true // they chose English before
		if x := talk(t, s, first, "espanol"); !strings.Contains(x.Reply, "Llame al") && !strings.Contains(x.Reply, "llame al") {
			t.Errorf("after %q: %q", first, x.Reply)
		}
	}
}

func TestAQuestionInTheirLanguageIsTheSameQuestion(t *testing.T) {
	s := talk(t, after(t, "hi"), "i cant do this anymore").Session
	x := talk(t, s, "espanol")
	if !strings.Contains(x.Reply, "1 si 2 no") || x.Session.Crisis == nil || x.Session.Crisis.Asking == "" || !x.Session.WakeAt.Equal(s.WakeAt) {
		t.Errorf("%q, crisis %+v, timer %v", x.Reply, x.Session.Crisis, x.Session.WakeAt)
	}
}

func TestStaffReadWhatChangesTheirHelp(t *testing.T) {
	for body, want := range map[string]string{
		"my friend is not breathing and turning blue": "crisis screen: overdose_now (about someone else)",
		"im gonna hurt that dude tonight":             "crisis screen: danger_from_others (texter may be the threat)",
		"im pregnant and dope sick":                   "crisis screen: withdrawal (pregnant)",
		"my ex is outside with a gun":                 "crisis screen: danger_from_others",
		"im 16 and i want to die":                     "crisis screen: suicide_risk (may be under 18)",
	} {
		if x := talk(t, after(t, "hi"), body); len(x.Raise) != 1 || x.Raise[0].Reason != want {
			t.Errorf("%q raised %v, want %q", body, x.Raise, want)
		}
	}
}

func TestAReleaseForgetsNoDangerQuestion(t *testing.T) {
	for _, texts := range [][]string{{"i took something"}, {"he wont let me leave and hes got a knife", "1", "i took something"}} {
		s := talk(t, after(t, intake[:6]...), texts...).Session
		x := engine.Release(world(), s, morning.Add(time.Hour+3*time.Minute))
		if c := x.Session.Crisis; c == nil || c.Asking != "overdose_now" || c.Held || x.Reply != "" {
			t.Fatalf("crisis %+v, said %q", x.Session.Crisis, x.Reply)
		}
		if x = talk(t, x.Session, "1"); !strings.Contains(x.Reply, "CALL 911 NOW") {
			t.Errorf("answered %q", x.Reply)
		}
	}
}

func TestADenialIsNoAnswerToTheScript(t *testing.T) {
	s := talk(t, after(t, "hi", "1"), "i cant do this anymore").Session // "OK to text here?" waits
	for _, body := range []string{"no", "no, just dope sick", "no i want to talk to a person"} {
		if x := talk(t, s, body); x.Session.At.Place != s.At.Place || !strings.HasSuffix(x.Reply, "1 yes 2 call me instead") {
			t.Errorf("%q: %q", body, x.Reply)
		}
	}
}

func TestWhetherItIsSafeIsAskedEachTime(t *testing.T) {
	s := talk(t, after(t, "hi"), "he wont let me leave and hes got a knife", "1").Session
	s = engine.Release(world(), s, morning.Add(2*time.Hour)).Session
	s = at(t, s, 800, "my ex is outside with a gun", morning.Add(30*time.Hour)).Session
	if text, _ := took(s, morning.Add(31*time.Hour)); text != "" {
		t.Errorf("they were texted %q", text)
	}
}

func TestAnotherDangerForgetsNotThatItMayBeUnsafe(t *testing.T) {
	s := talk(t, after(t, "hi"), "he wont let me leave and hes got a knife", "my friend is not breathing").Session
	if text, _ := took(s, morning.Add(2*time.Hour)); text != "" {
		t.Errorf("they were texted %q", text)
	}
	s = engine.Release(world(), s, morning.Add(2*time.Hour)).Session
	s = at(t, s, 800, "hi", morning.Add(30*time.Hour)).Session
	if x := wakes(s, "", s.WakeAt); x.Reply != "" {
		t.Errorf("they never said that it is safe, and get %q", x.Reply)
	}
}

func TestWhoAgreesAgainToTextsMayBeTexted(t *testing.T) {
	s := after(t, "hi", "1")
	s.Kept = map[string]string{"safe_to_text": "no"}
	if got := talk(t, s, "1").Session.Kept["safe_to_text"]; got != "yes" {
		t.Errorf("safe_to_text %q", got)
	}
}
