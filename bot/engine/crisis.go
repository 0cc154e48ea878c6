package engine

import (
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/safety"
)

// askWaits is how long an ASK question may go unanswered before it counts as
// yes (domain rule 5.2).
const askWaits = 5 * time.Minute

// withdrawalRest is how long the withdrawal reply is not repeated: the person
// has read it, staff have been told, and intake goes on.
const withdrawalRest = 12 * time.Hour

// crisis answers danger. It reports whether the text is dealt with.
func (t *turn) crisis(f safety.Finding) bool {
	c := t.s.Crisis
	if c != nil && c.Asking != "" && (!f.Raised() || f.Strength != safety.Act || outranks(answered(c.Asking), f.Label)) {
		return t.askedDanger(f)
	}
	if !f.Raised() {
		if c != nil && c.Held {
			t.held()
			return true
		}
		return false
	}
	if f.Label == safety.Withdrawal {
		return t.withdrawal(f)
	}
	if c != nil && c.Held && !outranks(f.Label, safety.Label(c.Label)) {
		if f.Label == safety.Label(c.Label) || f.Strength == safety.Ask {
			t.raise(bot.Raise{Level: f.Level(), Reason: "crisis screen: " + string(f.Label), Crisis: string(f.Label)})
			t.steady()
			return true
		}
		t.act(f) // another kind of danger: its reply at once
		t.s.Crisis.Label = c.Label
		return true
	}
	if f.Strength == safety.Ask {
		t.askDanger(f)
		return true
	}
	t.act(f)
	return true
}

// act gives the crisis reply, rests the scripts and calls staff.
func (t *turn) act(f safety.Finding) {
	t.alsoStop()
	t.parts = append(t.parts, safety.Reply(f, t.manner()))
	t.s.Crisis = &bot.Crisis{Label: string(f.Label), Held: f.Holds(), Since: t.now, LastReply: t.now}
	t.out.Class = bot.SendCrisis
	t.raise(bot.Raise{Level: f.Level(), Reason: "crisis screen: " + string(f.Label), Crisis: string(f.Label)})
	t.out.Note = "crisis_" + string(f.Label)
}

// alsoStop records an opt-out that came with a cry for help: the safety reply
// goes out all the same.
func (t *turn) alsoStop() {
	if safety.KeywordIn(t.text) == safety.KeywordStop || safety.OptOutIn(t.text) == safety.OptOutClear {
		t.setOptOut()
	}
}

// askDanger asks the one plain question of a finding that may be harmless.
func (t *turn) askDanger(f safety.Finding) {
	t.parts = append(t.parts, safety.Question(f, t.manner()))
	asking := bot.Crisis{Label: string(f.Label), Asking: string(f.Label), Since: t.now, LastReply: t.now}
	if c := t.s.Crisis; c != nil && c.Held { // only staff let go of a hold
		asking.Label, asking.Held = c.Label, true
	}
	t.s.Crisis = &asking
	t.out.Class = bot.SendCrisis
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "crisis screen asked about: " + string(f.Label), Crisis: "asked_" + string(f.Label)})
	t.out.Note = "crisis_ask_" + string(f.Label)
}

// askedDanger reads the answer to that question. Only a plain no is a no: a digit
// beside a cry for help is none.
func (t *turn) askedDanger(f safety.Finding) bool {
	label := answered(t.s.Crisis.Asking)
	digit := strings.HasPrefix(foldKey(t.text), "2")
	if !t.saysNo() || digit && f.Raised() {
		next := safety.None
		if f.Raised() {
			next = f.Label
			t.raise(bot.Raise{Level: f.Level(), Reason: "crisis screen: " + string(f.Label), Crisis: string(f.Label)})
		}
		t.act(safety.Finding{Label: label, Strength: safety.Act, Next: next})
		return true
	}
	if c := t.s.Crisis; c.Held {
		c.Asking = ""
		t.steady()
		return true
	}
	t.s.Crisis = nil
	if f.Raised() && f.Label != label {
		return t.crisis(f) // "no, just dope sick"
	}
	t.phrase(bot.PhraseNotUrgent)
	t.out.Note = "crisis_answered_no"
	if t.step() == nil && !t.builtIn() {
		t.begin()
	} else {
		t.askAgain()
	}
	return true
}

// answered is what an ASK question counts as when it is not answered with no:
// the one about withdrawal asks for red flags.
func answered(asking string) safety.Label {
	if safety.Label(asking) == safety.Withdrawal {
		return safety.MedicalEmergency
	}
	return safety.Label(asking)
}

// held answers a text during crisis_hold that shows no new danger.
func (t *turn) held() {
	c := t.s.Crisis
	if safety.Label(c.Label) == safety.DangerFromOthers && t.saysNo() {
		// They said that it is not safe to text here: nothing more that could
		// be seen on that phone, and no unprompted text ever.
		t.keep("safe_to_text", "no")
		t.parts = append(t.parts, "OK.")
		t.raise(bot.Raise{Level: bot.LevelNow, Reason: "says it is not safe to text", Crisis: c.Label})
		return
	}
	if safety.Label(c.Label) == safety.DangerFromOthers && t.saysYes() {
		t.keep("safe_to_text", "yes")
	}
	t.alsoStop()
	if key := safety.KeywordIn(t.text); !t.s.OptedOut.IsZero() && (key == safety.KeywordStart || t.in.CarrierKeyword == "START") {
		t.s.OptedOut = time.Time{}
		t.out.OptOut = bot.OptOutClear
	}
	t.steady()
}

// steady is the short line that repeats get: always an answer, never a flood.
func (t *turn) steady() {
	t.parts = append(t.parts, safety.Steady(safety.Label(t.s.Crisis.Label), t.manner()))
	t.s.Crisis.LastReply = t.now
	t.out.Class = bot.SendCrisis
	t.raise(bot.Raise{Level: bot.LevelNow, Reason: "texted again during the hold", Crisis: t.s.Crisis.Label})
	t.out.Note = "crisis_hold"
}

// withdrawal is urgent for the clinic and not for 911: the reply is given once,
// and intake goes on in the same message.
func (t *turn) withdrawal(f safety.Finding) bool {
	c := t.s.Crisis
	if c != nil && c.Held {
		t.steady()
		return true
	}
	if c != nil && c.Label == string(safety.Withdrawal) && t.now.Sub(c.LastReply) < withdrawalRest && f.Strength == safety.Act && f.Level() != bot.LevelNow {
		return false
	}
	if f.Strength == safety.Ask {
		t.askDanger(f)
		return true
	}
	t.act(f)
	t.steps = 0
	waiting := t.step()
	switch {
	case waiting == nil && !t.builtIn():
		t.begin()
	case !t.takeAnswer():
		t.askAgain()
	}
	return true
}

// manner is how crisis wording is chosen for this person.
func (t *turn) manner() safety.Manner {
	return safety.Manner{Lang: t.s.Lang, Discreet: t.s.Discreet}
}

// outranks reports whether a is more urgent than b.
func outranks(a, b safety.Label) bool { return rank(a) < rank(b) }

func rank(l safety.Label) int {
	for i, o := range []safety.Label{safety.OverdoseNow, safety.MedicalEmergency, safety.SuicideRisk, safety.DangerFromOthers, safety.Withdrawal} {
		if o == l {
			return i
		}
	}
	return 9
}
