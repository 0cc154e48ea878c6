package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// askWaits is how long an ASK question may go unanswered before it counts as
// yes (domain rule 5.2).
const askWaits = 5 * time.Minute

// withdrawalRest is how long the withdrawal reply is not repeated: the person
// has read it, staff have been told, and intake goes on.
const withdrawalRest = 12 * time.Hour

// crisis answers danger. It reports whether the text is dealt with. A wish to
// stop that came with it is recorded, and the safety reply goes out all the same.
func (t *turn) crisis(f safety.Finding) bool {
	if !f.Raised() && t.s.Crisis == nil {
		return false
	}
	stop := t.wantsStop()
	if !t.danger(f) {
		return false
	}
	if stop {
		t.setOptOut()
	}
	return true
}

func (t *turn) danger(f safety.Finding) bool {
	c := t.s.Crisis
	if c != nil && t.languageInDanger() && c.Asking != "" && !f.Raised() {
		t.parts = append(t.parts, safety.Question(safety.Finding{Label: safety.Label(c.Asking)}, t.manner()))
		t.out.Class, t.out.Note = bot.SendCrisis, "crisis_ask_"+c.Asking
		return true // its five minutes go on
	}
	if c != nil && c.Asking != "" && (!f.Raised() || f.Strength != safety.Act || answered(c.Asking).Before(f.Label)) {
		t.askedDanger(f)
		return true
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
	if c != nil && c.Held && !f.Label.Before(safety.Label(c.Label)) {
		if f.Label == safety.Label(c.Label) || f.Strength == safety.Ask {
			t.raiseFound(f)
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

// languageInDanger follows a wish for another language: the words that are to
// keep somebody alive must be ones they can read.
func (t *turn) languageInDanger() bool {
	cmd, lang := answer.CommandIn(t.text)
	if cmd == answer.CommandLanguage {
		t.setLanguage(lang)
	}
	return cmd == answer.CommandLanguage
}

// raiseFound calls staff for what the screen is sure of.
func (t *turn) raiseFound(f safety.Finding) {
	t.raise(bot.Raise{Level: f.Level(), Reason: "crisis screen: " + f.Why(), Crisis: string(f.Label)})
}

// act gives the crisis reply, rests the scripts and calls staff.
func (t *turn) act(f safety.Finding) {
	t.parts = append(t.parts, safety.Reply(f, t.manner()))
	if f.AsksIfSafe() && t.s.Kept[safeToText] != "no" {
		t.keep(safeToText, "asked") // each time anew
	}
	t.s.Crisis = &bot.Crisis{Label: string(f.Label), Held: f.Holds(), Since: t.now, LastReply: t.now, AskedSafe: f.AsksIfSafe()}
	t.out.Class = bot.SendCrisis
	t.raiseFound(f)
	t.out.Note = "crisis_" + string(f.Label)
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
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "crisis screen asked about: " + f.Why(), Crisis: "asked_" + string(f.Label)})
	t.out.Note = "crisis_ask_" + string(f.Label)
}

// askedDanger reads the answer to that question. Only a plain no is a no; what
// else such an answer says is heard as well.
func (t *turn) askedDanger(f safety.Finding) {
	label := answered(t.s.Crisis.Asking)
	rest, no := safety.Denies(t.text)
	if !no {
		next := safety.None
		if f.Raised() {
			next = f.Label
			t.raiseFound(f)
		}
		t.act(safety.Finding{Label: label, Strength: safety.Act, Next: next})
		return
	}
	if c := t.s.Crisis; c.Held {
		c.Asking = ""
		t.steady()
		return
	}
	t.s.Crisis, t.text = nil, rest // the no is no answer to a script's question
	if f.Raised() && f.Label != label && t.danger(f) {
		return // "no, just dope sick"
	}
	t.out.Note = "crisis_answered_no"
	switch {
	case rest == "":
		t.phrase(bot.PhraseNotUrgent)
		if t.step() != nil || t.builtIn() {
			t.askAgain()
		} else {
			t.begin()
		}
	case !t.optOut():
		t.phrase(bot.PhraseNotUrgent)
		t.converse()
	}
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
	if t.s.Crisis.AskedSafe {
		if _, no := safety.Denies(t.text); no {
			t.notSafe()
			return
		}
		if safety.Affirms(t.text) {
			t.keep(safeToText, "yes")
		}
	}
	if !t.s.OptedOut.IsZero() && t.keyword() == safety.KeywordStart {
		t.s.OptedOut = time.Time{}
		t.out.OptOut = bot.OptOutClear
	}
	t.steady()
}

// notSafe is for somebody who said that it is not safe to text there: nothing
// more that could be seen on that phone, and no unprompted text ever.
func (t *turn) notSafe() {
	t.keep(safeToText, "no")
	t.parts = append(t.parts, "OK.")
	t.s.Crisis.AskedSafe = false
	t.out.Class = bot.SendCrisis
	t.raise(bot.Raise{Level: bot.LevelNow, Reason: "says it is not safe to text", Crisis: t.s.Crisis.Label})
}

// steady is the short line that repeats get: always an answer, never a flood.
func (t *turn) steady() {
	t.parts = append(t.parts, safety.Steady(safety.Label(t.s.Crisis.Label), t.manner()))
	t.s.Crisis.LastReply, t.s.Crisis.AskedSafe = t.now, false
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
	if t.wantsStop() || !t.s.OptedOut.IsZero() {
		return true // they want no more texts: this one helps, and asks nothing
	}
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
