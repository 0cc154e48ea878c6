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
	if c := t.s.Crisis; c != nil && c.Held && t.machine() && t.now.Sub(c.LastReply) < steadyEvery {
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

// lastLine is what somebody in a hold hears who wants no more texts: once, and
// staff are told, because the danger may go on.
func (t *turn) lastLine() {
	c := t.s.Crisis
	t.out.Class, t.out.Note = bot.SendCrisis, "crisis_stop"
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
	asking := bot.Crisis{Label: string(f.Label), Asking: string(f.Label), Since: t.now, LastReply: t.now,
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
	if c := t.s.Crisis; c.Held {
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
	if t.toldUnsafe() {
		line := "OK."
		if safety.AsksToSend(t.text) {
			line = safety.QuietLine(t.manner())
		}
		t.quiet(line)
		t.raise(bot.Raise{Level: bot.LevelNow, Reason: texted, Crisis: t.s.Crisis.Label})
		return
	}
	t.steady(safety.Finding{Label: safety.None, Next: safety.None})
}

// quiet answers on a phone that is not safe.
func (t *turn) quiet(line string) {
	t.parts = append(t.parts, line)
	t.out.Class, t.out.Note = bot.SendCrisis, "crisis_hold"
	t.s.Crisis.LastReply = t.now
}

// toldUnsafe reports whether somebody who is in danger from another said that
// this phone is not safe: whoever writes now may be the danger.
func (t *turn) toldUnsafe() bool {
	c := t.s.Crisis
	return safety.Label(c.Label) == safety.DangerFromOthers && !c.Threat && t.s.Kept[safeToText] == "no"
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

// texted is why staff hear of a text in a hold that shows nothing new.
const texted = "texted again during the hold"

// steady is the short line that repeats get: always an answer, never a flood. It
// fits the danger that holds and what they say, and is true of staff.
func (t *turn) steady(f safety.Finding) {
	c := t.s.Crisis
	h := safety.Hold{Label: safety.Label(c.Label), Next: f.Label, About: t.stillAbout(f), Threat: c.Threat, Staff: t.staffInHold(), Line: c.Lines}
	if f.Label == safety.Withdrawal || f.Label == safety.MedicalEmergency && h.Label == safety.OverdoseNow {
		h.Next = safety.None // what holds says it already
	}
	h.Step = t.stepInHold(f)
	t.tellHold(&h, f)
	reason := texted
	if !f.Raised() {
		h.Heard, reason = t.heardInHold()
	}
	if h.Step != safety.StepNone && h.Heard == safety.HeardOther {
		reason = texted
	}
	if h.Step != safety.StepNone && h.Heard != safety.HeardPerson {
		h.Heard = safety.HeardNothing // the step answers it
	}
	if f.Plea() {
		h.Next, h.Heard = safety.None, safety.HeardPerson
	}
	if h.Send {
		reason = "waits for us to send help, or tells where they are"
	}
	t.parts = append(t.parts, safety.Steady(h, t.manner()))
	c.LastReply, c.AskedSafe, c.About = t.now, false, string(h.About)
	c.Lines++
	t.out.Class = bot.SendCrisis
	t.raise(bot.Raise{Level: bot.LevelNow, Reason: reason, Crisis: c.Label})
	t.out.Note = "crisis_hold"
}

// stepInHold is the next step that a text asks for, by the danger that holds.
func (t *turn) stepInHold(f safety.Finding) safety.Step {
	label := safety.Label(t.s.Crisis.Label)
	minutes := label == safety.OverdoseNow || label == safety.MedicalEmergency
	switch {
	case minutes && !f.Raised() && safety.Died(t.text):
		return safety.StepDied
	case minutes && !f.Raised() && safety.Thanks(t.text):
		return safety.StepThanks
	case label == safety.OverdoseNow:
		return safety.NextStep(t.text, f.Label == safety.OverdoseNow)
	case label == safety.MedicalEmergency && f.Label == label && f.Strength == safety.Act && !f.OnlyCalls():
		return safety.StepRedFlag
	case label == safety.MedicalEmergency && !f.Raised():
		if step := safety.NextStep(t.text, false); step == safety.StepHere || step == safety.StepCalled {
			return step
		}
	case label == safety.SuicideRisk && (!f.Raised() || f.Label == label) && safety.MeansAtHand(t.text):
		return safety.StepMeans
	}
	return safety.StepNone
}

// tellHold keeps what they say of how it stands, and puts it to the line.
func (t *turn) tellHold(h *safety.Hold, f safety.Finding) {
	c := t.s.Crisis
	switch h.Step {
	case safety.StepCalled:
		c.Called = true
	case safety.StepHere:
		c.Told, c.Called = string(safety.ToldHere), true
	case safety.StepAwake:
		if c.Told != string(safety.ToldHere) {
			c.Told = string(safety.ToldAwake)
		}
	case safety.StepDied:
		c.Told = string(safety.ToldDied)
	case safety.StepWorse, safety.StepSleepy, safety.StepNotAwake, safety.StepRedFlag, safety.StepNoNarcan, safety.StepMore, safety.StepUseNarcan:
		c.Told = ""
	case safety.StepThanks, safety.StepMeans, safety.StepNone, safety.StepPolice: // say nothing of it
	}
	h.Called, h.Told = c.Called, safety.Told(c.Told)
	h.Send = (!f.Raised() || f.OnlyCalls() || f.Label == safety.Label(c.Label)) && safety.AsksToSend(t.text) && h.Told != safety.ToldHere
}

// stillAbout tells who is in danger after this text. What is known stays, unless
// the same danger is found in somebody else, or in themselves.
func (t *turn) stillAbout(f safety.Finding) safety.Who {
	c := t.s.Crisis
	about := safety.Who(c.About)
	own := about == safety.Self && safety.Label(c.Label) == safety.SuicideRisk
	if string(f.Label) == c.Label && safety.About(f, t.text) == safety.Other && (!own || safety.Speaks(t.text) == safety.Other) {
		return safety.Other
	}
	if f.Label == safety.SuicideRisk && string(f.Label) == c.Label && safety.About(f, t.text) == safety.Self && safety.Speaks(t.text) == safety.Self {
		return safety.Self // now it is theirs
	}
	if about == safety.Unknown && safety.Label(c.Label) == safety.OverdoseNow {
		return safety.Speaks(t.text)
	}
	return about
}

// staffInHold is what may be said of staff. Where somebody unsafe may be reading
// nothing is, until they say that it is safe.
func (t *turn) staffInHold() safety.Staff {
	c := t.s.Crisis
	violence := safety.Label(c.Label) == safety.DangerFromOthers && !c.Threat
	switch {
	case !isSafe(t.s) || violence && t.s.Kept[safeToText] != "yes":
		return safety.StaffUnsaid
	case t.w.Claimed:
		return safety.StaffHas
	}
	return safety.StaffTold
}

// heardInHold reads what a text in a hold wants besides help, and words it for
// staff. Nothing of it lets go of the hold.
func (t *turn) heardInHold() (safety.Heard, string) {
	if safety.Over(t.text) {
		return safety.HeardOver, "says that it is over or was a joke"
	}
	cmd, _ := t.globalWord()
	switch cmd {
	case answer.CommandHuman:
		return safety.HeardPerson, "asked for a person"
	case answer.CommandCancel, answer.CommandReschedule, answer.CommandVisit:
		return safety.HeardOther, "asked about a visit during the hold"
	case answer.CommandHelp: // "what do i do": the help is what the line says
		return safety.HeardNothing, texted
	case answer.CommandNone, answer.CommandRestart, answer.CommandBack, answer.CommandLanguage:
	}
	if safety.Thanks(t.text) {
		return safety.HeardThanks, texted
	}
	if _, sure := t.w.Program.Topic(t.text); sure {
		return safety.HeardOther, "asked a common question during the hold"
	}
	return safety.HeardNothing, texted
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
	m := safety.Manner{Lang: t.s.Lang, Discreet: t.s.Discreet || t.s.Kept[safeToText] == "no"}
	if t.tongue != "" {
		m.Lang = t.tongue
	}
	return m
}
