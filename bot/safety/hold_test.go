package safety_test

import (
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/bot/safety"
)

var (
	everyWho   = []safety.Who{safety.Unknown, safety.Self, safety.Other}
	everyStaff = []safety.Staff{safety.StaffTold, safety.StaffHas, safety.StaffUnsaid}
	everyHeard = []safety.Heard{safety.HeardNothing, safety.HeardPerson, safety.HeardOver, safety.HeardOther, safety.HeardThanks}
	everyStep  = []safety.Step{safety.StepNone, safety.StepNotAwake, safety.StepWorse, safety.StepAwake, safety.StepNoNarcan, safety.StepUseNarcan, safety.StepSleepy, safety.StepCalled, safety.StepPolice,
		safety.StepHere, safety.StepDied, safety.StepThanks, safety.StepMore, safety.StepRedFlag, safety.StepMeans}
)

// eachHold goes through all that can be said in a hold.
func eachHold(do func(safety.Hold)) {
	for _, l := range allLabels {
		for _, who := range everyWho {
			for _, staff := range everyStaff {
				for _, heard := range everyHeard {
					for _, step := range everyStep {
						for line := range 4 {
							do(safety.Hold{Label: l, Next: safety.None, About: who, Staff: staff, Heard: heard, Step: step, Line: line})
						}
					}
				}
			}
		}
	}
}

func TestEveryLineOfAHoldMayBeSent(t *testing.T) {
	eachHold(func(h safety.Hold) {
		for _, m := range manners {
			for _, threat := range []bool{false, true} {
				h.Threat = threat
				s := safety.Steady(h, m)
				sendable(t, "hold", s)
				call := "all 911"
				if m.Lang == bot.Spanish {
					call = "911"
				}
				if !strings.Contains(s, call) && !strings.Contains(s, "ALL 911") && !(h.Label == safety.SuicideRisk || h.Label == safety.OverdoseNow) || !strings.Contains(s, "911") || !strings.Contains(s, "utomat") {
					t.Errorf("%+v: %q", h, s)
				}
				for _, bad := range []string{"on the way", "we called", "ya llamamos"} {
					if strings.Contains(s, bad) {
						t.Errorf("%+v promises: %q", h, s)
					}
				}
				if h.Label != safety.OverdoseNow && (m.Discreet || h.Staff == safety.StaffUnsaid) {
					neutral(t, string(h.Label), s)
				}
				if h.Staff == safety.StaffUnsaid && (strings.Contains(s, "team") || strings.Contains(s, "equipo")) {
					t.Errorf("%+v speaks of staff: %q", h, s)
				}
				if taken := strings.Contains(s, "a person on our team has") || strings.Contains(s, "someone on our team took") || strings.Contains(s, "ya tiene"); taken != (h.Staff == safety.StaffHas) {
					t.Errorf("%+v is not true of staff: %q", h, s)
				}
			}
		}
	})
}

func TestTheLineOfAHoldVaries(t *testing.T) {
	eachHold(func(h safety.Hold) {
		for _, m := range manners {
			next := h
			next.Line++
			if safety.Steady(h, m) == safety.Steady(next, m) && h.Label != safety.Withdrawal {
				t.Errorf("%+v: %q twice", h, safety.Steady(h, m))
			}
		}
	})
}

func TestTheLineFitsTheDangerThatHolds(t *testing.T) {
	eachHold(func(h safety.Hold) {
		for _, m := range manners {
			s := strings.ToLower(safety.Steady(h, m))
			for words, fits := range map[string]bool{
				"stay with them": h.About != safety.Self, "don't leave": h.About != safety.Self, "no se vaya": h.About != safety.Self, "no deje sola": h.About == safety.Other,
				"unlock the door": h.About != safety.Other, "abra la puerta": h.About != safety.Other,
				"800-799": h.Label == safety.DangerFromOthers, "naloxon": h.Label == safety.OverdoseNow, "pills": false, "weapons": false,
			} {
				if strings.Contains(s, words) && !fits {
					t.Errorf("%+v says %q: %q", h, words, s)
				}
			}
		}
	})
	threat := safety.Hold{Label: safety.DangerFromOthers, Threat: true}
	for _, m := range manners {
		if s := safety.Steady(threat, m); strings.Contains(s, "800-799") || !strings.Contains(s, "988") {
			t.Errorf("to the one who threatens: %q", s)
		}
	}
}

func TestASecondDangerGetsItsLineInAHold(t *testing.T) {
	for _, m := range manners {
		if s := safety.Steady(safety.Hold{Label: safety.DangerFromOthers, Next: safety.SuicideRisk}, m); !strings.Contains(s, "988") || !strings.Contains(s, "800-799-7233") {
			t.Errorf("%q", s)
		}
	}
}

func TestWhoeverReadsOverTheShoulderLearnsNothing(t *testing.T) {
	for _, next := range allLabels {
		for _, m := range manners {
			neutral(t, string(next), safety.Reply(safety.Finding{Label: safety.DangerFromOthers, Strength: safety.Act, Next: next}, m))
			neutral(t, string(next), safety.Steady(safety.Hold{Label: safety.DangerFromOthers, Next: next, Staff: safety.StaffUnsaid}, m))
		}
	}
}

// Other lines are named only to whoever said that it is safe to text there.
func TestOtherLinesAreNamedWhereItIsSafe(t *testing.T) {
	named := 0
	eachHold(func(h safety.Hold) {
		for _, m := range manners {
			has := strings.Contains(safety.Steady(h, m), "844-762-8483")
			if has && (h.Label != safety.DangerFromOthers || h.Staff == safety.StaffUnsaid) {
				t.Errorf("%+v: %q", h, safety.Steady(h, m))
			}
			if has {
				named++
			}
		}
	})
	if named == 0 {
		t.Error("they are named nowhere")
	}
}

func TestNextStep(t *testing.T) {
	for s, want := range map[string]safety.Step{
		"i dont have narcan": safety.StepNoNarcan, "no narcan here": safety.StepNoNarcan, "how do i get narcan": safety.StepNoNarcan, "no tengo narcan": safety.StepNoNarcan,
		"should i take narcan": safety.StepUseNarcan, "Should I give him narcan?": safety.StepUseNarcan, "le doy mas narcan": safety.StepUseNarcan,
		"hes breathing now": safety.StepNotAwake, "breathing but asleep": safety.StepNotAwake, "he's still asleep": safety.StepNotAwake, "respira pero no despierta": safety.StepNotAwake,
		"he woke up": safety.StepAwake, "hes awake now": safety.StepAwake, "im ok now": safety.StepAwake, "ya desperto": safety.StepAwake,
		"i feel sleepy": safety.StepSleepy, "me da sueño": safety.StepSleepy,
		"hes not awake": safety.StepNone, "she woke up but shes out again": safety.StepNone, "hes not breathing now": safety.StepNone, "are you there": safety.StepNone, "hurry": safety.StepNone,
		"he is awake but blue": safety.StepNone, "ok": safety.StepNone,
		"i called 911": safety.StepCalled, "ambulance is here": safety.StepHere, "ambulance is on the way": safety.StepCalled, "is the ambulance here": safety.StepNone, "ya llame al 911": safety.StepCalled, "i havent called 911": safety.StepNone, "should i call 911": safety.StepNone,
		"no one called 911": safety.StepNone, "im scared the cops will come": safety.StepPolice, "i have a warrant": safety.StepPolice, "tengo miedo de la policia": safety.StepPolice,
		"hes breathing but barely": safety.StepNone, "hes breathing weird": safety.StepNone, "im ok but he isnt": safety.StepNone, "i cant find the narcan": safety.StepNoNarcan,
	} {
		if got := safety.NextStep(s, false); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]safety.Step{
		"he is breathing but wont wake up": safety.StepNotAwake, "hes not breathing": safety.StepWorse, "he woke up now hes blue": safety.StepWorse,
		"hes breathing but barely": safety.StepWorse, "i called 911 hes not breathing": safety.StepWorse,
	} {
		if got := safety.NextStep(s, true); got != want {
			t.Errorf("%q again: %q, want %q", s, got, want)
		}
	}
}

func TestAbout(t *testing.T) {
	for s, want := range map[string]safety.Who{
		"i took all my take homes at once": safety.Self, "took all my doses at once": safety.Self, "did too much cant keep eyes open": safety.Self, "me pase con la dosis": safety.Self,
		"my boyfriend left me and i took all my pills": safety.Self,
		"hes gray and wont wake up":                    safety.Other, "my kid drank my take home": safety.Other, "not breathing": safety.Other, "no respira ayuda": safety.Other, "my friend is blue and wont wake up": safety.Other,
		"overdose": safety.Unknown, "sobredosis": safety.Unknown,
		"i want to die": safety.Self, "son says hes gonna shoot himself": safety.Other, "ex outside with a gun": safety.Unknown,
	} {
		if got := safety.About(safety.Screen(s), s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestTongue(t *testing.T) {
	for s, want := range map[string]bot.Lang{
		"me duele el pecho": bot.Spanish, "estoy sangrando mucho": bot.Spanish, "sobredosis": bot.Spanish, "me va matar mi marido": bot.Spanish, "me quieren matar": bot.Spanish,
		"me kiero matar": bot.Spanish, "pastiyas": bot.Spanish, "kiero bivir": bot.Spanish, "nesesito una anbulancia": bot.Spanish, "no respira": bot.Spanish, "no despierta": bot.Spanish, "ya no quiero vivir": bot.Spanish, "me pega": bot.Spanish,
		"kms": "", "od": "", "hes not breathing": bot.English, "i want to die": bot.English, "overdose": bot.English, "no pulse": "", "help me hes dying": bot.English, "he od": "",
	} {
		if got, _ := safety.Tongue(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestOverAndUnclear(t *testing.T) {
	for s, want := range map[string]bool{
		"no i am safe now": true, "that was a joke": true, "jk lol": true, "im ok now thanks": true, "era broma": true, "ya estoy bien": true, "just kidding": true,
		"im safe now but i have a gun": false, "no estoy bien": false, "im not ok": false, "is that a joke": false, "are you safe?": false, "a joke of a life": false, "ok": false,
	} {
		if got := safety.Over(s); got != want {
			t.Errorf("over %q: %v", s, got)
		}
	}
	for s, want := range map[string]bool{"👍": true, "🙏🙏": true, "ok": true, "ok 👍": true, "K": true, "gracias": true, "": false, "...": false, "1": false, "yes": false, "idk": false, "ok?": false, "😭": false, "ok bye": false, "💊": false} {
		if got := safety.Unclear(s); got != want {
			t.Errorf("unclear %q: %v", s, got)
		}
	}
}

func TestAnOverdoseOfAnotherDayIsAskedAbout(t *testing.T) {
	for s, act := range map[string]bool{
		"my son overdosed yesterday hes ok now": false, "he overdosed last night but is fine now": false, "i overdosed yesterday": false,
		"mi hijo tuvo una sobredosis ayer ya esta bien": false, "my brother overdosed 3 days ago hes in the hospital": false,
		"he overdosed last night and wont wake up": true, "i overdosed yesterday and again now": true, "he overdosed yesterday help": true, "he overdosed": true,
		"he overdosed last night hes still out": true, "shes overdosing": true, "my kid drank my take home yesterday": true,
	} {
		f := safety.Screen(s)
		if f.Label != safety.OverdoseNow || (f.Strength == safety.Act) != act {
			t.Errorf("%q: %+v", s, f)
		}
	}
}

func TestWhatTheySaidIsNotContradicted(t *testing.T) {
	eachHold(func(h safety.Hold) {
		if h.Line > 1 || h.Heard == safety.HeardOver {
			return
		}
		for _, m := range manners {
			for _, told := range []safety.Told{safety.ToldNothing, safety.ToldAwake, safety.ToldHere, safety.ToldDied} {
				for i := range 4 {
					h.Told, h.Called, h.Send = told, i&1 != 0, i&2 != 0
					s := safety.Steady(h, m)
					sendable(t, "hold", s)
					if !strings.Contains(s, "911") || !strings.Contains(s, "utomat") {
						t.Errorf("%+v: %q", h, s)
					}
					if h.Called && h.Label.Before(safety.SuicideRisk) && (strings.Contains(s, "if you have not") || strings.Contains(s, "si no ha llamado") || strings.Contains(s, "CALL 911 NOW") || strings.Contains(s, "Call 911 now")) {
						t.Errorf("%+v, and they called: %q", h, s)
					}
					if h.Send && !strings.Contains(s, "We can't send help. Only 911 can.") && !strings.Contains(s, "Solo el 911 puede.") {
						t.Errorf("%+v waits for us: %q", h, s)
					}
				}
			}
		}
	})
}

func TestAsksToSend(t *testing.T) {
	for s, want := range map[string]bool{
		"are you sending help": true, "are you sending an ambulance": true, "are you coming": true, "my address is 12 main st": true, "please hurry": true, "12 main st apt 3": true, "4020 lake otis ave": true,
		"when will they get here": true, "send someone please": true, "manden una ambulancia": true, "mi direccion es calle 5": true, "pueden llamar al 911": true, "call 911 for me": true,
		"i called 911": false, "hes awake": false, "hello": false, "2": false, "she took 3 pills": false, "where do i go": false, "is he gonna die": false, "gracias": false,
	} {
		if got := safety.AsksToSend(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestMeansAtHand(t *testing.T) {
	for s, want := range map[string]bool{
		"i have pills here": true, "i got a gun": true, "tengo pastillas aqui": true, "the pills are here": true,
		"i dont have a gun": false, "i gave my pills to my mom i have none": false, "hello": false, "i have kids": false, "he has a gun here": false,
	} {
		if got := safety.MeansAtHand(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
