package engine

import (
	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// held answers a text during crisis_hold that shows no new danger.
func (t *turn) held() {
	asked := t.s.Crisis.AskedSafe
	if asked {
		if _, no := safety.Denies(t.text); no {
			t.notSafe()
			return
		}
		if safety.Affirms(t.text) {
			t.keep(safeToText, "yes")
		}
	}
	// A yes to our question is the answer to it, unless the carrier took it for more.
	if !t.s.OptedOut.IsZero() && t.startsAgain() && (!asked || !isYes(t.text) || t.in.CarrierKeyword != "") {
		t.optedIn(bot.HowKeyword)
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
	t.out.Class = bot.SendCrisis
	c.About = string(h.About)
	same := !f.Raised() && h.Step == safety.StepNone && !h.Send
	wishes := h.Heard == safety.HeardPerson || h.Heard == safety.HeardOther
	if t.silent = t.owned() && same && (t.ownerAnswers(steadyEvery) || !wishes && t.answeredLately(steadyEvery)); !t.silent {
		t.parts = append(t.parts, safety.Steady(h, t.manner()))
		c.LastReply, c.AskedSafe = t.now, false
		c.Lines++
		if t.owned() {
			t.s.Owned.Lined = t.now
		}
	}
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
