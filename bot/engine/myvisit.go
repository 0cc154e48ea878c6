package engine

import (
	"nightdesk/bot"
	"nightdesk/bot/answer"
)

// What a person can do with a visit of their own, and "start over", work from
// anywhere and come back to the question that was waiting. They are steps of
// the engine, not of a script, under a flow name that no script can have.
const (
	builtInFlow  = bot.OwnFlow
	stepVisit    = "visit"    // 1 change 2 give up 3 keep
	stepCancel   = "cancel"   // give it up? 1 yes 2 keep
	stepMove     = "move"     // openings to move to
	stepRestart  = "restart"  // lose the answers? 1 yes 2 no
	stepReminder = "reminder" // 1 OK 2 change 3 need a ride
	stepSetWord  = "setword"  // choose a code word, or skip
)

// moveOffers is how many openings are shown to somebody who moves a visit.
const moveOffers = 3

// builtIn reports whether one of those steps waits.
func (t *turn) builtIn() bool { return t.s.At.Flow == builtInFlow }

// goBuiltIn goes to one of those steps, remembering where to come back to.
func (t *turn) goBuiltIn(step string, about bot.VisitID) {
	t.moveBuiltIn(step, about)
	t.askBuiltIn()
}

// moveBuiltIn goes there without a word. about is the visit that the step and
// its answer are about: they may have several.
func (t *turn) moveBuiltIn(step string, about bot.VisitID) {
	t.dropHold()
	t.s.Moving, t.s.Offer = about, nil
	at := bot.Position{Version: t.s.At.Version, Place: bot.Place{Flow: builtInFlow, Step: step}, Return: t.s.At.Return, Asked: t.now}
	if !t.builtIn() {
		at.Return = nil
		if t.s.At.Step != "" {
			p := t.s.At.Place
			at.Return = &p
		}
	}
	t.s.At = at
}

// theVisit is the visit that the waiting step is about, or the next one.
func (t *turn) theVisit() *bot.Visit {
	if v := t.visit(t.s.Moving); v != nil && v.Start.After(t.now) {
		return v
	}
	return t.nextVisit()
}

// leaveBuiltIn goes back to the question that was waiting, or rests.
func (t *turn) leaveBuiltIn() {
	t.dropHold()
	t.s.Offer, t.s.Moving = nil, ""
	back := t.s.At.Return
	t.s.At = bot.Position{Version: t.s.At.Version, Asked: t.now}
	if back == nil {
		if len(t.parts) == 0 {
			t.begin() // "back" with nothing to go back to is answered too
		}
		return
	}
	t.s.At.Place = *back
	st := t.step()
	switch {
	case st != nil && t.entersGuarded(st):
		t.rest() // nothing of it is shown
		if len(t.parts) == 0 {
			t.begin()
		}
	case st == nil, st.Consent == "conversation" && t.consented(st.Consent) && len(t.parts) > 0:
		t.s.At = bot.Position{Version: t.s.At.Version} // they agreed before, and went on by text
		t.s.Talk.Agreed = true
	case st.Offer != nil && t.hasVisit(st.Offer.Kind):
		// They have a visit now: the script goes on as if it had been booked there.
		t.took(bot.WayBooked, 0)
		if p, goOn := t.resolve(orElse(st.Offer.Booked, st.Then)); goOn {
			t.enter(p)
		}
	case st.Offer != nil:
		t.offer(st.Offer.Kind, st.Offer.Count, bot.Wish{})
	default:
		t.askAgain()
	}
}

// askBuiltIn words the waiting question of such a step.
func (t *turn) askBuiltIn() {
	if t.atDesk() {
		t.askDesk()
		return
	}
	v := t.theVisit()
	switch step := t.s.At.Step; {
	case t.locked() && t.waitsForWord():
		t.phrase(bot.PhraseWordAsk)
	case step == stepSetWord:
		t.phrase(bot.PhraseWordChoose)
	case t.locked() && step != stepRestart:
		t.askWord(step, t.s.Moving)
	case step == stepRestart:
		t.phrase(bot.PhraseAskRestart)
	case v == nil:
		t.phrase(bot.PhraseMyVisitNone)
		t.leaveBuiltIn()
	case step == stepVisit && v.Status == bot.VisitProposed:
		t.phrase(bot.PhraseMyRequest, "visit", t.when(v.Opening))
	case step == stepVisit:
		t.phrase(bot.PhraseMyVisit, "visit", t.when(v.Opening))
	case step == stepCancel:
		t.phrase(bot.PhraseCancelSure, "visit", t.when(v.Opening))
	case step == stepReminder:
		t.phrase(bot.PhraseReminder, "visit", t.when(v.Opening))
	case step == stepGroup:
		t.phrase(bot.PhraseSessionChoice, "visit", t.when(v.Opening))
	default:
		t.askTime(v.Kind, moveOffers)
	}
}

// myVisit tells what is booked and offers to change it.
func (t *turn) myVisit() { t.withVisit(stepVisit) }

// changeVisit offers other times for the visit booked; the old one stays until
// a new one is booked.
func (t *turn) changeVisit() {
	if t.s.Hold != nil && t.step() != nil && t.step().Offer != nil {
		t.dropHold()
		t.showAgain(t.step().Offer.Kind, t.step().Offer.Count)
		return
	}
	v := t.theVisit()
	if t.locked() && t.guards() {
		t.askWord(stepMove, t.s.Moving)
		return
	}
	if v == nil {
		t.phrase(bot.PhraseMyVisitNone)
		t.askAgain()
		return
	}
	if t.chooseSession(v) {
		return
	}
	t.moveBuiltIn(stepMove, v.ID)
	t.phrase(bot.PhraseMoveKeeps, "visit", t.when(v.Opening))
	t.offer(v.Kind, moveOffers, bot.Wish{})
}

// cancelVisit asks before it gives a visit up.
func (t *turn) cancelVisit() { t.withVisit(stepCancel) }

func (t *turn) withVisit(step string) {
	v := t.theVisit()
	if t.locked() && t.guards() {
		t.askWord(step, t.s.Moving)
		return
	}
	if v == nil {
		t.phrase(bot.PhraseMyVisitNone)
		if !t.builtIn() {
			t.askAgain()
			return
		}
		t.leaveBuiltIn()
		return
	}
	if (step == stepCancel || step == stepVisit) && t.chooseSession(v) {
		return
	}
	t.goBuiltIn(step, v.ID)
}

// digits of the built-in menus, with words beside them.
var (
	visitMenu = answer.NewMenu([]answer.Option{
		{Name: "change", Digit: "1", Words: []string{"change", "change it", "another time", "move", "cambiar", "otra hora"}},
		{Name: "give up", Digit: "2", Words: []string{"give it up", "drop it", "dont need it", "dejar", "ya no la quiero"}},
		{Name: "keep", Digit: "3", Words: []string{"keep", "keep it", "ok", "okay", "good", "fine", "thanks", "dejar igual", "esta bien", "gracias", "bien"}},
	})
	reminderMenu = answer.NewMenu([]answer.Option{
		{Name: "ok", Digit: "1", Words: []string{"ok", "okay", "confirm", "i will be there", "see you", "yes", "si", "confirmo", "ahi estare"}},
		{Name: "change", Digit: "2", Words: []string{"change", "another time", "cambiar", "otra hora"}},
		{Name: "ride", Digit: "3", Words: []string{"ride", "need a ride", "transport", "transporte", "necesito transporte", "quien me lleve"}},
	})
)

// answerBuiltIn reads an answer to one of those steps.
func (t *turn) answerBuiltIn() bool {
	if t.atDesk() {
		return t.answerDesk()
	}
	if t.locked() && t.s.At.Step != stepRestart && t.s.At.Step != stepSetWord {
		t.answerLocked()
		return true
	}
	switch t.s.At.Step {
	case stepGroup:
		return t.answerSession()
	case stepVisit:
		return t.answerVisit()
	case stepCancel:
		return t.answerCancel()
	case stepRestart:
		return t.answerRestart()
	case stepReminder:
		return t.answerReminder()
	case stepSetWord:
		return t.answerSetWord()
	}
	v := t.visit(t.s.Moving)
	if v == nil {
		t.phrase(bot.PhraseMyVisitNone)
		t.leaveBuiltIn()
		return true
	}
	if i, ok := visitMenu.One(t.text); ok && i == 2 && t.s.Hold == nil && len(foldKey(t.text)) > 1 {
		t.keepVisit() // "keep it", of the one that they have
		return true
	}
	return t.chooseTime(v.Kind, moveOffers)
}

func (t *turn) answerVisit() bool {
	i, ok := visitMenu.One(t.text)
	switch {
	case !ok:
		return false
	case i == 0:
		t.changeVisit()
	case i == 1:
		t.cancelVisit()
	default:
		t.keepVisit()
	}
	return true
}

func (t *turn) keepVisit() {
	v := t.theVisit()
	switch {
	case v == nil:
	case v.Status == bot.VisitProposed: // nothing that they have yet
		t.phrase(bot.PhraseRequested, "visit", t.when(v.Opening), "by", t.at(v.HeldUntil))
	default:
		t.phrase(bot.PhraseKept, "visit", t.when(v.Opening))
	}
	t.leaveBuiltIn()
}

func (t *turn) answerCancel() bool {
	v := t.theVisit()
	switch {
	case v == nil:
		t.phrase(bot.PhraseMyVisitNone)
	case t.saysYes():
		t.phrase(bot.PhraseCancelled, "visit", t.when(v.Opening))
		t.free(v)
		t.out.Note = "visit_cancelled"
	case t.saysNo():
		t.keepVisit()
		return true
	default:
		return false
	}
	t.leaveBuiltIn()
	return true
}

func (t *turn) answerRestart() bool {
	switch {
	case t.saysYes():
		t.beginAnew()
	case t.saysNo():
		t.leaveBuiltIn()
	default:
		return false
	}
	return true
}

// visitNow tells somebody who answers about a visit that is off what they have.
func (t *turn) visitNow() {
	v := t.nextVisit()
	if v == nil {
		t.phrase(bot.PhraseMyVisitNone)
		t.leaveBuiltIn()
		return
	}
	t.goBuiltIn(stepVisit, v.ID)
}

func (t *turn) answerReminder() bool {
	i, ok := reminderMenu.One(t.text)
	switch {
	case (ok || t.saysYes()) && t.visit(t.s.Moving) == nil: // staff moved it or called it off
		t.visitNow()
	case !ok && t.saysYes(), ok && i == 0:
		t.phrase(bot.PhraseReminderOK)
		t.leaveBuiltIn()
	case !ok:
		return false
	case i == 1:
		t.changeVisit()
	default:
		t.phrase(bot.PhraseRide)
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "needs a ride to the visit"})
		t.leaveBuiltIn()
	}
	return true
}
