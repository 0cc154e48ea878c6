package engine

import (
	"slices"
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
	if t.s.Crisis == nil && safety.AsksIfSending(f, t.text) {
		t.parts = append(t.parts, safety.SendReply(t.manner()))
		t.out.Class, t.out.Note = bot.SendCrisis, "asks_if_sending"
		t.raise(bot.Raise{Level: bot.LevelNow, Reason: "asked whether we send help"})
		return true
	}
	if !f.Raised() && t.s.Crisis == nil {
		return false
	}
	stop := t.wantsStop()
	if f.Raised() {
		t.followTongue()
	}
	f = t.sameDanger(f)
	nothingNew := t.s.Crisis != nil && (!f.Raised() || string(f.Label) == t.s.Crisis.Label)
	if c := t.s.Crisis; c != nil && c.Held && (t.machine() || t.tireless() && nothingNew) && t.now.Sub(c.LastReply) < steadyEvery {
		t.restFrom(f)
		if stop {
			t.setOptOut()
		}
		return true
	}
	if t.unsafeHere() {
		t.notSafe()
	} else if stop && t.heldFrom(f) {
		t.lastLine()
	} else if !t.danger(f) {
		return false
	}
	if stop {
		t.setOptOut()
	}
	return true
}

// sameDanger takes from a finding what is only about the danger that holds:
// whoever fears that somebody dies of an overdose speaks of no suicide.
func (t *turn) sameDanger(f safety.Finding) safety.Finding {
	c := t.s.Crisis
	if c != nil && c.Held && safety.Label(c.Label).Before(safety.SuicideRisk) && safety.FearsDeath(f, t.text) {
		return safety.Finding{Label: safety.None, Next: safety.None}
	}
	if c != nil && c.Held && f.OnlyModel() && !(f.Strength == safety.Act && f.Label.Before(safety.Label(c.Label))) {
		return safety.Finding{Label: safety.None, Next: safety.None} // told of what holds already
	}
	if c != nil && c.Held && c.Asking == "" && t.onlyFollows(f) {
		return safety.Finding{Label: safety.None, Next: safety.None}
	}
	return f
}

// onlyFollows reports whether a finding is no more than news of what holds: a call
// for help, help that is there, a death.
func (t *turn) onlyFollows(f safety.Finding) bool {
	if f.OnlyCalls() {
		step := safety.NextStep(t.text, false)
		return !safety.Screen(t.text).Raised() || safety.AsksToSend(t.text) && !f.Plea() || step == safety.StepHere || step == safety.StepCalled
	}
	return f.Label == safety.OverdoseNow && f.Label == safety.Label(t.s.Crisis.Label) && safety.Died(t.text)
}

// heldFrom reports whether a hold stands and the text shows no danger of its own.
func (t *turn) heldFrom(f safety.Finding) bool {
	c := t.s.Crisis
	return c != nil && c.Held && c.Asking == "" && !f.Raised() && !(safety.Label(c.Label) == safety.SuicideRisk && safety.MeansAtHand(t.text))
}

// noteCrisisStop is the note of a turn in which they end texts in a hold.
const noteCrisisStop = "crisis_stop"

// lastLine is what somebody in a hold hears who wants no more texts: once, and
// staff are told, because the danger may go on.
func (t *turn) lastLine() {
	c := t.s.Crisis
	t.out.Class, t.out.Note = bot.SendCrisis, noteCrisisStop
	t.raise(bot.Raise{Level: bot.LevelNow, Reason: "wants no more texts during the hold: call if it is safe", Crisis: c.Label})
	c.LastReply, c.AskedSafe = t.now, false
	switch {
	case !t.s.OptedOut.IsZero():
		t.silent = true
	case t.toldUnsafe():
		t.parts = append(t.parts, "OK.")
	case t.staffInHold() == safety.StaffUnsaid:
		t.parts = append(t.parts, safety.LastLine(safety.Label(c.Label), "", t.manner()))
	default:
		t.parts = append(t.parts, safety.LastLine(safety.Label(c.Label), t.clinicPhone(), t.manner()))
	}
}

// clinicPhone is the clinic's number, or "" if the clinic set none.
func (t *turn) clinicPhone() string {
	phone, missing := t.fill("{clinic phone}")
	if missing {
		return ""
	}
	return phone
}

// unsafeHere reports whether they say in a hold of violence that this phone is
// not safe, as an answer to the question or unasked.
func (t *turn) unsafeHere() bool {
	c := t.s.Crisis
	return c != nil && c.Held && c.Asking == "" && safety.Label(c.Label) == safety.DangerFromOthers && !c.Threat && safety.Unsafe(t.text, c.AskedSafe)
}

// steadyEvery is how often somebody in a hold whose texts repeat themselves like
// a machine's is answered (domain rule 5.2).
const steadyEvery = 5 * time.Minute

// restFrom says nothing to a text that was answered some times just now. Staff
// have it all the same.
func (t *turn) restFrom(f safety.Finding) {
	t.silent, t.out.Class, t.out.Note = true, bot.SendCrisis, "repeats"
	if f.Raised() {
		t.raiseFound(f)
		return
	}
	t.raise(bot.Raise{Level: bot.LevelNow, Reason: texted, Crisis: t.s.Crisis.Label})
}

// followTongue lets a danger reply go out in the language of the danger's own
// words, and what follows it too if they never chose one.
func (t *turn) followTongue() {
	lang, sure := safety.Tongue(t.text)
	if !sure {
		return
	}
	t.tongue = lang
	if !t.s.LangSure && slices.Contains(t.w.Clinic.Langs, lang) {
		t.s.Lang = lang
	}
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
	if !f.Raised() || f.Label == safety.SuicideRisk && t.leftThem() {
		if c != nil && c.Held {
			t.held()
			return true
		}
		return false
	}
	if f.Label == safety.Withdrawal {
		return t.withdrawal(f)
	}
	switch {
	case c != nil && c.Held && (f.Plea() || t.fromAnswered(f)), c != nil && c.Held && !f.Label.Before(safety.Label(c.Label)):
		t.dangerInHold(f)
	case f.Strength == safety.Ask:
		t.askDanger(f)
	default:
		t.act(f)
	}
	return true
}

// dangerInHold answers danger that is not above the one that holds.
func (t *turn) dangerInHold(f safety.Finding) {
	c := t.s.Crisis
	followUp := safety.Label(c.Label) == safety.OverdoseNow && f.Label == safety.MedicalEmergency && safety.NextStep(t.text, false) != safety.StepNone
	if f.Label == safety.Label(c.Label) || f.Strength == safety.Ask || f.Plea() || followUp || t.fromAnswered(f) { // "i called 911"
		t.raiseFound(f)
		if t.toldUnsafe() {
			t.quiet(safety.QuietLine(t.manner()))
			return
		}
		t.steady(f)
		return
	}
	t.act(f) // another kind of danger: its reply at once
	t.s.Crisis.Label, t.s.Crisis.About, t.s.Crisis.Threat = c.Label, c.About, c.Threat
	t.s.Crisis.Called, t.s.Crisis.Told = c.Called, c.Told
}

// languageInDanger follows a wish for another language: the words that are to
// keep somebody alive must be ones they can read.
func (t *turn) languageInDanger() bool {
	cmd, lang := t.globalWord()
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
	t.s.Crisis = &bot.Crisis{Label: string(f.Label), Held: f.Holds(), Since: t.now, LastReply: t.now, AskedSafe: f.AsksIfSafe(),
		About: t.about(f), Threat: f.Tagged(safety.TagThreat)}
	t.out.Class = bot.SendCrisis
	t.raiseFound(f)
	t.out.Note = "crisis_" + string(f.Label)
}

// about tells who is in danger: by this text, or by the one that was asked about.
func (t *turn) about(f safety.Finding) string {
	if c := t.s.Crisis; c != nil && c.Asking != "" && len(f.Signals) == 0 {
		return c.About
	}
	return string(safety.About(f, t.text))
}

// fromAnswered reports whether a finding takes up words that had their crisis
// reply: those of violence ("has a gun", then "he is gone") are no sign of
// another danger by themselves. Where minutes count they are taken for one.
func (t *turn) fromAnswered(f safety.Finding) bool {
	if t.leftThem() {
		return true
	}
	if f.Label.Before(safety.SuicideRisk) {
		return false
	}
	var open []string
	for _, said := range t.earlier {
		if !safety.Screen(said).Raised() {
			open = append(open, said)
		}
	}
	return len(open) < len(t.earlier) && !safety.Screen(t.text, open...).Raised()
}

// leftThem reports whether they say of whoever is a danger to them that he left.
func (t *turn) leftThem() bool {
	c := t.s.Crisis
	return c != nil && c.Held && safety.Label(c.Label) == safety.DangerFromOthers && !c.Threat && safety.Gone(t.text)
}

// askDanger asks the one plain question of a finding that may be harmless.
func (t *turn) askDanger(f safety.Finding) {
	t.parts = append(t.parts, safety.Question(f, t.manner()))
	asking := bot.Crisis{Label: string(f.Label), Asking: string(f.Label), Since: t.now, LastReply: t.now, OwnTime: ownTimes[answer.MyTimeIn(t.text)],
		About: string(safety.About(f, t.text)), Threat: f.Tagged(safety.TagThreat)}
	if c := t.s.Crisis; c != nil && c.Held { // only staff let go of a hold
		asking.Label, asking.Held, asking.Called, asking.Told = c.Label, true, c.Called, c.Told
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
	if !no && !f.Raised() && t.askOnceMore() {
		return
	}
	if !no {
		next := safety.None
		if f.Raised() {
			next = f.Label
			t.raiseFound(f)
		}
		found := t.asked()
		found.Next = next
		t.act(found)
		return
	}
	c := t.s.Crisis
	if c.Held {
		c.Asking = ""
		t.steady(f)
		return
	}
	t.s.Crisis, t.text = nil, rest // the no is no answer to a script's question
	if f.Raised() && f.Label != label && t.danger(f) {
		return // "no, just dope sick"
	}
	t.out.Note = "crisis_answered_no"
	switch {
	case t.owned() && (rest == "" || !t.optOut()):
		t.phrase(bot.PhraseNotUrgent)
	case t.owned():
	case rest == "":
		t.phrase(bot.PhraseNotUrgent)
		t.ownTime = c.OwnTime // "im not gonna make it" was about their visit
		if waits := t.step() != nil || t.builtIn(); !waits {
			t.begin()
		} else if !t.mine() {
			t.askAgain()
		}
	case !t.optOut():
		t.phrase(bot.PhraseNotUrgent)
		t.converse()
	}
}

// askOnceMore asks again if the answer is a nod or a sign that may mean either.
// The timer of the first question runs on, and the second such answer is a yes.
// Where minutes count, the first is.
func (t *turn) askOnceMore() bool {
	c := t.s.Crisis
	if c.AskedAgain || safety.Label(c.Asking).Before(safety.SuicideRisk) || !safety.Unclear(t.text) {
		return false
	}
	c.AskedAgain = true
	t.parts = append(t.parts, safety.QuestionAgain(safety.Finding{Label: safety.Label(c.Asking)}, t.manner()))
	t.out.Class, t.out.Note = bot.SendCrisis, "crisis_ask_"+c.Asking
	return true
}

// asked is the finding that stands when an ASK question is not answered with no.
func (t *turn) asked() safety.Finding {
	c := t.s.Crisis
	f := safety.Finding{Label: answered(c.Asking), Strength: safety.Act, Next: safety.None}
	if c.About == string(safety.Other) {
		f.Tags = append(f.Tags, safety.TagThirdParty)
	}
	if c.Threat {
		f.Tags = append(f.Tags, safety.TagThreat)
	}
	return f
}

// answered is what an ASK question counts as when it is not answered with no:
// the one about withdrawal asks for red flags.
func answered(asking string) safety.Label {
	if safety.Label(asking) == safety.Withdrawal {
		return safety.MedicalEmergency
	}
	return safety.Label(asking)
}

// withdrawal is urgent for the clinic and not for 911: the reply is given once,
// and intake goes on in the same message.
func (t *turn) withdrawal(f safety.Finding) bool {
	c := t.s.Crisis
	if c != nil && c.Held {
		t.steady(f)
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
	if t.wantsStop() || !t.s.OptedOut.IsZero() || t.owned() {
		return true // they want no more texts, or a person asks: this one helps, and asks nothing
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
	m := safety.Manner{Lang: t.s.Lang, Discreet: t.s.Discreet || t.s.Kept[safeToText] == "no"}
	if t.w.Newest != nil {
		m.Own = t.w.Newest.Danger
	}
	if t.tongue != "" {
		m.Lang = t.tongue
	}
	return m
}
