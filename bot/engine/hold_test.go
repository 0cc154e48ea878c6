package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
)

// holding is somebody new who sent these texts, a minute apart.
func holding(t *testing.T, texts ...string) bot.Session {
	t.Helper()
	s := talk(t, bot.Session{}, texts...).Session
	if s.Crisis == nil || !s.Crisis.Held {
		t.Fatalf("%q holds nothing", texts)
	}
	return s
}

func TestDangerIsAnsweredInItsOwnLanguage(t *testing.T) {
	for body, want := range map[string]string{
		"me duele el pecho": "emergencias", "estoy sangrando mucho": "emergencias", "sobredosis": "LLAME AL 911", "me quieren matar": "Llame al 911", "ya no quiero vivir": "Gracias por contarlo",
		"my chest hurts bad": "nearest ER", "hes not breathing": "CALL 911 NOW", "i want to die": "glad you told me",
	} {
		x := talk(t, bot.Session{}, body)
		if !strings.Contains(x.Reply, want) {
			t.Errorf("%q: %q", body, x.Reply)
		}
		reply, raise := engine.Alone(said(1, body))
		if raise == nil || !strings.Contains(reply, want) {
			t.Errorf("%q with no store: %q", body, reply)
		}
	}
	if x := talk(t, bot.Session{}, "me duele el pecho", "ok"); !strings.Contains(x.Reply, "utomatico") {
		t.Errorf("what follows: %q", x.Reply)
	}
	chose := after(t, "hola", "1")
	if x := talk(t, chose, "hes not breathing"); !strings.Contains(x.Reply, "CALL 911 NOW") || x.Session.Lang != bot.Spanish {
		t.Errorf("%s, %q", x.Session.Lang, x.Reply)
	}
}

func TestViolenceStaysWithViolence(t *testing.T) {
	for _, texts := range [][]string{
		{"my boyfriend is hitting me and has a gun", "he is gone"},
		{"mi esposo me esta pegando tiene una pistola", "ya se fue", "quiero ayuda"},
	} {
		x := talk(t, bot.Session{}, texts...)
		if !strings.Contains(x.Reply, "800-799-7233") || strings.Contains(x.Reply, "pills") || strings.Contains(x.Reply, "armas") {
			t.Errorf("%q: %q", texts, x.Reply)
		}
		if len(x.Raise) == 0 || x.Session.Crisis.Label != "danger_from_others" {
			t.Errorf("%q: raised %v, %s holds", texts, x.Raise, x.Session.Crisis.Label)
		}
	}
	x := talk(t, bot.Session{}, "my boyfriend is hitting me and has a gun", "i want to die")
	if !strings.Contains(x.Reply, "glad you told me") {
		t.Errorf("what they say anew: %q", x.Reply)
	}
	x = talk(t, bot.Session{}, "my boyfriend is hitting me and has a gun", "now shes not", "breathing")
	if !strings.Contains(x.Reply, "CALL 911 NOW") {
		t.Errorf("minutes count: %q", x.Reply)
	}
}

func TestTheOneWhoThreatensGetsNoVictimsLine(t *testing.T) {
	if x := talk(t, bot.Session{}, "im gonna hurt that dude tonight", "whatever"); strings.Contains(x.Reply, "800-799") || !strings.Contains(x.Reply, "988") {
		t.Errorf("%q", x.Reply)
	}
}

func TestAfterAnOverdoseTheNextStep(t *testing.T) {
	self, helper := "i took all my take homes at once", "my friend is blue and wont wake up"
	for _, c := range []struct{ first, then, want, not string }{
		{self, "i feel sleepy", "CALL 911 NOW", "Stay with them"},
		{self, "hello", "Unlock the door", "Stay with them"},
		{self, "should i take narcan", "911", "Stay with them"},
		{self, "i dont have narcan", "they can bring it", "on the side"},
		{self, "im ok now", "It can come back", "on the side"},
		{helper, "i dont have narcan", "1 breath every 5 sec", "Unlock"},
		{helper, "hes breathing now", "roll on the side", "Unlock"},
		{helper, "hes not breathing", "1 breath every 5 sec", "Unlock"},
		{helper, "hes awake now", "Stay: it can come back", "Unlock"},
		{helper, "hello", "Stay with them", "Unlock"},
		{helper, "what do i do", "Stay with them", "once our team"},
		{self, "i feel ok", "It can come back", "Stay with them"},
		{helper, "im scared of the cops", "Alaska law can protect", "Unlock"},
		{helper, "i called 911", "Stay on the line", "Unlock"},
		{self, "i called 911", "Stay on the line", "Stay with them"},
		{helper, "im so scared", "Stay with them", "Unlock"},
		{"mi hermano no respira", "no tengo narcan", "ellos pueden traer", "Abra"},
	} {
		x := talk(t, bot.Session{}, c.first, c.then)
		if !strings.Contains(x.Reply, c.want) || strings.Contains(x.Reply, c.not) || len(x.Raise) == 0 {
			t.Errorf("%q, %q: %q, raised %v", c.first, c.then, x.Reply, x.Raise)
		}
	}
	if x := talk(t, bot.Session{}, "hes really out of it", "yes", "hello"); !strings.Contains(x.Reply, "Stay with them") {
		t.Errorf("asked about before: %q", x.Reply)
	}
}

func TestAHoldIsNoWall(t *testing.T) {
	s := holding(t, "i want to die")
	last := ""
	for i, body := range []string{"hello?", "0", "no i am safe now", "that was a joke", "can i book a visit", "do you take medicare", "are you a robot", "hi"} {
		x := at(t, s, 700+i, body, morning.Add(2*time.Hour+time.Duration(i)*time.Minute))
		if x.Reply == last || !strings.Contains(x.Reply, "911") || !strings.Contains(x.Reply, "988") || !strings.Contains(x.Reply, "team") || len(x.Raise) == 0 {
			t.Errorf("%q: %q, raised %v", body, x.Reply, x.Raise)
		}
		s, last = x.Session, x.Reply
		if s.Crisis == nil || !s.Crisis.Held {
			t.Fatalf("%q let go of the hold", body)
		}
	}
	for body, want := range map[string][2]string{
		"0":                    {"you want a person", "asked for a person"},
		"call me":              {"you want a person", "asked for a person"},
		"no i am safe now":     {"Thank you for telling me", "says that it is over or was a joke"},
		"that was a joke":      {"Thank you for telling me", "says that it is over or was a joke"},
		"can i book a visit":   {"once our team has looked", "during the hold"},
		"change my visit":      {"once our team has looked", "during the hold"},
		"do you take medicare": {"once our team has looked", "during the hold"},
		"hello":                {"team", "texted again during the hold"},
	} {
		x := at(t, s, 800, body, morning.Add(3*time.Hour))
		if !strings.Contains(x.Reply, want[0]) || len(x.Raise) != 1 || !strings.Contains(x.Raise[0].Reason, want[1]) {
			t.Errorf("%q: %q, raised %v", body, x.Reply, x.Raise)
		}
	}
}

func TestInAHoldStaffAreSpokenOfAsTheyAre(t *testing.T) {
	w := world()
	w.Claimed = true
	s := holding(t, "i want to die")
	for i := range 3 {
		x := engine.Advance(w, s, said(700+i, "hello"), morning.Add(2*time.Hour+time.Duration(i)*time.Minute))
		if !strings.Contains(x.Reply, "on our team") || strings.Contains(x.Reply, "alerted") {
			t.Errorf("taken: %q", x.Reply)
		}
		s = x.Session
	}
	s = holding(t, "he wont let me leave and hes got a knife")
	if x := engine.Advance(w, s, said(700, "0"), morning.Add(2*time.Hour)); strings.Contains(x.Reply, "team") || !strings.Contains(x.Reply, "I passed that on") {
		t.Errorf("nobody knows who reads: %q", x.Reply)
	}
	s = holding(t, "he wont let me leave and hes got a knife", "1")
	if x := engine.Advance(w, s, said(700, "0"), morning.Add(2*time.Hour)); !strings.Contains(x.Reply, "on our team") {
		t.Errorf("they said that it is safe: %q", x.Reply)
	}
}

func TestANodIsNoYesToASuicideQuestion(t *testing.T) {
	s := talk(t, bot.Session{}, "😭😭😭").Session
	for _, body := range []string{"🙏", "👍", "ok", "thanks"} {
		x := talk(t, s, body)
		if c := x.Session.Crisis; c == nil || c.Held || !strings.Contains(x.Reply, "1 yes or 2 no") || !x.Session.WakeAt.Equal(s.WakeAt) {
			t.Errorf("%q: %q, crisis %+v, timer %v", body, x.Reply, c, x.Session.WakeAt)
		}
		if y := talk(t, x.Session, "no"); y.Session.Crisis != nil {
			t.Errorf("then no: %q", y.Reply)
		}
		for _, then := range []string{body, "1", "idk"} {
			if y := talk(t, x.Session, then); y.Session.Crisis == nil || !y.Session.Crisis.Held {
				t.Errorf("then %q: %q", then, y.Reply)
			}
		}
		if y := wakes(x.Session, "", x.Session.WakeAt); !strings.Contains(y.Reply, "988") || !y.Session.Crisis.Held {
			t.Errorf("then silence: %q", y.Reply)
		}
	}
	if x := talk(t, bot.Session{}, "feel like im dying im so sick", "👍"); x.Session.Crisis == nil || x.Session.Crisis.Held {
		t.Errorf("of the red flags of withdrawal: %q", x.Reply)
	}
	if x := talk(t, bot.Session{}, "i took something", "👍"); !strings.Contains(x.Reply, "CALL 911 NOW") {
		t.Errorf("where minutes count: %q", x.Reply)
	}
}

func TestWhoIsInDangerIsKeptThroughTheQuestion(t *testing.T) {
	if x := talk(t, bot.Session{}, "hes really out of it", "yes"); strings.Contains(x.Reply, "You alone?") {
		t.Errorf("%q", x.Reply)
	}
}

func TestAMachineIsNotAnsweredForEver(t *testing.T) {
	held := holding(t, "i want to die")
	stopped := talk(t, after(t, "hi"), "please stop texting me").Session
	for name, s := range map[string]bot.Session{"held": held, "stopped": stopped, "asked": talk(t, bot.Session{}, "i cant do this anymore").Session} {
		replies := 0
		now := morning.Add(2 * time.Hour)
		for i := range 100 {
			x := at(t, s, 1000+i, fmt.Sprintf("Thank you for your message, ticket %d. If this is an emergency call 911, suicide call 988.", i), now.Add(time.Duration(i)*time.Second))
			if s = x.Session; x.Reply != "" {
				replies++
			}
		}
		if replies > 7 || replies < 3 {
			t.Errorf("%s: %d replies to a machine's 100", name, replies)
		}
		if x := at(t, s, 2000, "are you there", now.Add(3*time.Minute)); x.Reply == "" {
			t.Errorf("%s: new words were not answered", name)
		}
	}
	for i := range 20 { // somebody who asks the same again and again, and waits
		x := at(t, held, 3000+i, "please help", morning.Add(2*time.Hour+time.Duration(i)*5*time.Minute))
		if held = x.Session; x.Reply == "" {
			t.Fatalf("no answer to their %d. text", i+1)
		}
	}
}

func TestAnotherScriptIsAnsweredOverBudget(t *testing.T) {
	s := after(t, "hi", "1")
	s.Budget = bot.Budget{Hour: morning.Add(time.Hour), N: 70, Day: morning.Add(time.Hour), DayN: 70}
	x := talk(t, s, "он не дышит")
	if x.Reply != safety.OtherLanguageReply() || len(x.Raise) == 0 {
		t.Errorf("%q, raised %v", x.Reply, x.Raise)
	}
}

func TestWithNoStoreAHoldIsAnsweredToWhatTheySay(t *testing.T) {
	for label, c := range map[string][2]string{
		"overdose_now":       {"i dont have narcan", "they can bring it"},
		"danger_from_others": {"hello", "800-799-7233"},
		"medical_emergency":  {"are you sending help", "We can't send help"},
		"suicide_risk":       {"hola estoy aqui", "Llame al 988"},
	} {
		reply, raise := engine.AloneAgain(label, said(1, c[0]))
		if raise == nil || !strings.Contains(reply, c[1]) || label == "danger_from_others" && strings.Contains(reply, "team") {
			t.Errorf("%s, %q: %q", label, c[0], reply)
		}
	}
}

func TestTheyWhoLeftAreNotSuicidal(t *testing.T) {
	x := talk(t, bot.Session{}, "my boyfriend is hitting me and has a gun", "he is gone")
	for _, r := range x.Raise {
		if r.Crisis == "suicide_risk" {
			t.Errorf("raised %v", r)
		}
	}
}

func TestAPhoneThatIsNotSafeIsLeftAlone(t *testing.T) {
	for _, no := range []string{"2", "no", "not safe", "no its not safe", "dont text me hes here", "dont text me back hes here", "hes here", "no es seguro", "no me escriba esta aqui"} {
		x := talk(t, bot.Session{}, "my boyfriend hit me", no)
		if x.Reply != "OK." || x.Session.Kept["safe_to_text"] != "no" {
			t.Errorf("%q: %q, safe to text %q", no, x.Reply, x.Session.Kept["safe_to_text"])
		}
		for _, then := range []string{"hi", "who is this", "what is this", "2", "he hit me again", "please help", "are you sending help"} {
			y := talk(t, x.Session, then)
			if strings.Contains(y.Reply, "800-799") || !strings.HasPrefix(y.Reply, "OK.") || len(y.Raise) == 0 {
				t.Errorf("%q, then %q: %q, raised %v", no, then, y.Reply, y.Raise)
			}
		}
		if y := talk(t, x.Session, "my friend is not breathing"); !strings.Contains(y.Reply, "CALL 911 NOW") {
			t.Errorf("%q, then another danger: %q", no, y.Reply)
		}
	}
	if x := talk(t, bot.Session{}, "my boyfriend hit me", "are you there", "dont text me hes here"); x.Reply != "OK." {
		t.Errorf("unasked: %q", x.Reply)
	}
	if x := talk(t, bot.Session{}, "my boyfriend hit me", "2", "i want to die"); !strings.Contains(x.Reply, "988") || strings.Contains(x.Reply, "stay with them") {
		t.Errorf("their own danger: %q", x.Reply)
	}
	if x := talk(t, bot.Session{}, "mi novio me pego", "no esta aqui"); x.Reply == "OK." {
		t.Errorf("he is not here: %q", x.Reply)
	}
	if x := talk(t, bot.Session{}, "my boyfriend hit me", "not safe he has a gun"); !strings.Contains(x.Reply, "911") {
		t.Errorf("more danger: %q", x.Reply)
	}
}

func TestAStopInAHoldIsHonouredOnce(t *testing.T) {
	for _, stop := range []string{"STOP", "stop texting me", "Stop.", "no me escriban mas"} {
		x := talk(t, bot.Session{}, "i wanna die", stop)
		if x.OptOut != bot.OptOutSet || x.Session.OptedOut.IsZero() || x.Session.Crisis == nil || len(x.Raise) != 1 || !strings.Contains(x.Raise[0].Reason, "no more texts") {
			t.Errorf("%q: opt-out %v, raised %v, crisis %+v", stop, x.OptOut, x.Raise, x.Session.Crisis)
		}
		for _, want := range []string{"911", "988", "907-555-0110"} {
			if !strings.Contains(x.Reply, want) {
				t.Errorf("%q: %q", stop, x.Reply)
			}
		}
		if y := talk(t, x.Session, "STOP"); y.Reply != "" || len(y.Raise) != 1 {
			t.Errorf("again: %q, raised %v", y.Reply, y.Raise)
		}
		if y := talk(t, x.Session, "im going to kill myself now"); !strings.Contains(y.Reply, "988") {
			t.Errorf("danger again: %q", y.Reply)
		}
	}
	if x := talk(t, bot.Session{}, "my boyfriend hit me", "STOP"); strings.Contains(x.Reply, "907-555-0110") || strings.Contains(x.Reply, "team") || x.OptOut != bot.OptOutSet {
		t.Errorf("nobody knows who reads: %q", x.Reply)
	}
}

func TestACryForHelpInAHoldAsksNothingNew(t *testing.T) {
	for _, plea := range []string{"please help", "please help me", "please hurry"} {
		x := talk(t, bot.Session{}, "i cant do this anymore", "yes", plea)
		if !strings.Contains(x.Reply, "988") || strings.Contains(x.Reply, "1 yes") || !strings.Contains(x.Reply, "I passed on that you want a person") {
			t.Errorf("%q: %q", plea, x.Reply)
		}
	}
}

func TestWhoeverSpeaksOfThemselvesIsSpokenTo(t *testing.T) {
	for _, own := range []string{"everyone would be better off without me", "goodbye tell my kids i love them", "they would be better off without me"} {
		for _, texts := range [][]string{{own}, {own, "hello"}, {"i wanna die", own}, {"i wanna die", own, "hello"}} {
			if x := talk(t, bot.Session{}, texts...); strings.Contains(x.Reply, "them") || !strings.Contains(x.Reply, "988") {
				t.Errorf("%q: %q", texts, x.Reply)
			}
		}
	}
	if x := talk(t, bot.Session{}, "my brother wants to kill himself", "i want to die too"); strings.Contains(x.Reply, "stay with them") {
		t.Errorf("now it is theirs: %q", x.Reply)
	}
	if x := talk(t, bot.Session{}, "my son texted goodbye tell my kids i love them"); !strings.Contains(x.Reply, "stay with them") {
		t.Errorf("of somebody else: %q", x.Reply)
	}
}

func TestFearOfADeathStaysWithWhatHolds(t *testing.T) {
	for _, texts := range [][]string{
		{"my friend is blue and wont wake up", "is he gonna die"}, {"my friend is blue and wont wake up", "will he die"},
		{"my friend is blue and wont wake up", "omg shes going to die"}, {"mi hermano no respira", "se va a morir"},
	} {
		x := talk(t, bot.Session{}, texts...)
		if x.Session.Crisis.Label != "overdose_now" || strings.Contains(x.Reply, "988") || strings.Contains(x.Reply, "pills") || !strings.Contains(x.Reply, "911") {
			t.Errorf("%q: %q", texts, x.Reply)
		}
		for _, r := range x.Raise {
			if r.Crisis == "suicide_risk" {
				t.Errorf("%q: raised %v", texts, r)
			}
		}
	}
	if x := talk(t, bot.Session{}, "my friend is blue and wont wake up", "is he gonna die i want to die too"); !strings.Contains(x.Reply, "988") {
		t.Errorf("and their own wish: %q", x.Reply)
	}
}

// inHold is what comes after a crisis reply: the texts, what the last reply must
// say, and what it must not.
type inHold struct {
	texts []string
	want  string
	not   []string
}

func checkHolds(t *testing.T, cases []inHold) {
	t.Helper()
	for _, c := range cases {
		x := talk(t, bot.Session{}, c.texts...)
		if !strings.Contains(x.Reply, c.want) || len(x.Raise) == 0 {
			t.Errorf("%q: %q, raised %v", c.texts, x.Reply, x.Raise)
		}
		for _, not := range c.not {
			if strings.Contains(x.Reply, not) {
				t.Errorf("%q says %q: %q", c.texts, not, x.Reply)
			}
		}
	}
}

func TestWeSendNoHelpAndSaySo(t *testing.T) {
	truth := "We can't send help. Only 911 can. Call 911 now and give them the address."
	var cases []inHold
	for _, first := range []string{"my friend is blue and wont wake up", "i took all my take homes at once", "my chest hurts and my arm is numb"} {
		for _, then := range []string{"are you sending help", "are you sending help?", "are you sending an ambulance", "are you coming", "my address is 12 main st", "12 main st", "please hurry", "is the ambulance coming"} {
			cases = append(cases, inHold{[]string{first, then}, truth, nil})
		}
	}
	cases = append(cases,
		inHold{[]string{"mi hermano no respira", "van a mandar ayuda?"}, "Solo el 911 puede", nil},
		inHold{[]string{"mi hermano no respira", "mi direccion es calle 5"}, "Solo el 911 puede", nil},
		inHold{[]string{"are you sending an ambulance"}, truth, []string{"Don't drive"}},
		inHold{[]string{"are you sending help"}, truth, nil},
		inHold{[]string{"please send an ambulance"}, "Call 911", nil},
		inHold{[]string{"my friend is blue and wont wake up", "i called 911", "are you coming"}, "Only 911 can. Make sure that they have the address", []string{"Call 911 now"}},
	)
	checkHolds(t, cases)
	if x := talk(t, bot.Session{}, "are you sending an ambulance"); x.Session.Crisis != nil {
		t.Errorf("a question is held: %+v", x.Session.Crisis)
	}
}

func TestARedFlagInAMedicalHold(t *testing.T) {
	checkHolds(t, []inHold{
		{[]string{"kicking xanax and dope, shaking seeing things", "i had a seizure"}, "CALL 911 NOW", []string{"If it gets worse"}},
		{[]string{"my chest hurts and my arm is numb", "i passed out"}, "CALL 911 NOW", nil},
		{[]string{"me duele el pecho", "me desmaye"}, "LLAME AL 911 YA", nil},
	})
}

func TestHelpIsThere(t *testing.T) {
	noMore := []string{"if you have not", "si no ha llamado", "CALL 911 NOW", "aloxon"}
	checkHolds(t, []inHold{
		{[]string{"mi hermano no respira", "ya llego la ambulancia"}, "Que bueno", noMore},
		{[]string{"mi hermano no respira", "ya llego la ambulancia", "gracias"}, "Que bueno", noMore},
		{[]string{"mi hermano no respira", "gracias"}, "De nada", noMore},
		{[]string{"my friend is blue and wont wake up", "they are here"}, "Good that they are there", noMore},
		{[]string{"my friend is blue and wont wake up", "they are here", "ok"}, "Good that they are there", noMore},
		{[]string{"my friend is blue and wont wake up", "thank you"}, "You're welcome", noMore},
		{[]string{"i took all my take homes at once", "thank you"}, "You're welcome", append([]string{"Stay with them"}, noMore...)},
		{[]string{"my friend is blue and wont wake up", "they are here", "he died"}, "I'm so sorry. You don't have to be alone", noMore},
		{[]string{"my friend is blue and wont wake up", "he died"}, "I'm so sorry. Only 911 can be sure", noMore},
		{[]string{"my friend is blue and wont wake up", "they are here", "he died", "hi"}, "988", noMore},
		{[]string{"my chest hurts and my arm is numb", "the ambulance is here"}, "Tell them all you know", noMore},
		{[]string{"i wanna die", "thank you"}, "You're welcome", noMore},
		{[]string{"my friend is blue and wont wake up", "they are here", "he stopped breathing"}, "911 NOW", nil},
		{[]string{"my friend is blue and wont wake up", "i think hes dead"}, "911 NOW", nil},
		{[]string{"my friend is blue and wont wake up", "is the ambulance here"}, "911", []string{"Good"}},
	})
}

func TestWhatWasSaidIsKept(t *testing.T) {
	helper := "my friend is blue and wont wake up"
	checkHolds(t, []inHold{
		{[]string{helper, "i called 911", "hello"}, "911", []string{"if you have not", "Call 911"}},
		{[]string{helper, "hello", "i called 911", "hello"}, "911", []string{"if you have not", "Call 911"}},
		{[]string{helper, "i called 911", "i dont have narcan"}, "Tell 911", []string{"Call 911"}},
		{[]string{helper, "i called 911", "hes not breathing"}, "TELL 911 NOW", []string{"CALL 911"}},
		{[]string{helper, "im calling 911"}, "Stay on the line", nil},
		{[]string{helper, "already called"}, "Stay on the line", nil},
		{[]string{helper, "the cops are here"}, "Good that they are there", nil},
		{[]string{helper, "hes awake", "hello"}, "it can come back", []string{"if you have not"}},
		{[]string{helper, "hes awake", "hello", "he wont wake up again"}, "911 NOW", nil},
		{[]string{"i took all my take homes at once", "i called 911", "hello"}, "on the phone with 911", []string{"Call 911", "Stay with them"}},
		{[]string{helper, "how many narcan can i give"}, "every 2-3 min while not awake", nil},
		{[]string{"mi hermano no respira", "cuantas dosis de narcan"}, "cada 2-3 min mientras no despierte", nil},
		{[]string{"i wanna die", "i have pills here"}, "out of reach", []string{"them"}},
		{[]string{"i wanna die", "i have pills here"}, "988", nil},
	})
}

func TestAVisitWaitsWhereMinutesCount(t *testing.T) {
	for _, first := range []string{"my friend is blue and wont wake up", "my chest hurts and my arm is numb", "i wanna die"} {
		for _, then := range []string{"can i book a visit", "where do i go", "where are you located", "can i get an appointment"} {
			checkHolds(t, []inHold{{[]string{first, then}, "I can help with that once our team has looked", []string{"1 yes"}}})
		}
	}
}
