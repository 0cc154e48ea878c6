package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
)

// requestOver lets go of a request that nobody decided on. They hear it once, when
// a text may go.
func (t *turn) requestOver(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	if v == nil || v.Status != bot.VisitProposed || !v.Lapsed(t.now) {
		return
	}
	t.free(v)
	t.out.Note = "request_over"
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "nobody decided on a request in time: its seat is free again"})
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeLapsed + ":" + string(id), At: bot.UnaskedAt(t.s.Unasked, t.now, t.zones()...)})
}

// requestLapsed tells them, and reopens the choice.
func (t *turn) requestLapsed(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	if v == nil || v.Status != bot.VisitCancelled || t.madeGood(v) || !t.mayEverText() || t.owned() {
		return // staff have their case
	}
	if until := t.busyUntil(); until.After(t.now) {
		t.putOff(until, v.Changed.Add(3*24*time.Hour))
		return
	}
	t.out.Note = "request_lapsed"
	t.unasked(stepDeclined, id, bot.PhraseRequestOver)
}

// Steps that a text of ours leads to which nobody was waiting for, about a visit
// that is no more: 1 other times 2 call me.
const (
	stepSeat     = "seat"     // a seat is offered
	stepMissed   = "missed"   // we missed you
	stepFell     = "fell"     // staff could not keep the visit
	stepDeclined = "declined" // staff said no to a request, or nobody answered it
	stepAgain    = "again"    // openings in its place
)

// atDesk reports whether a step waits that needs no visit to come.
func (t *turn) atDesk() bool {
	switch t.s.At.Step {
	case stepSeat, stepMissed, stepFell, stepDeclined, stepAgain:
		return t.builtIn()
	}
	return false
}

// askDesk words the waiting question of such a step.
func (t *turn) askDesk() {
	v := visitIn(t.s.Visits, t.s.Moving)
	switch step := t.s.At.Step; {
	case step == stepSeat:
		t.askSeat()
	case v == nil:
		t.leaveBuiltIn()
	case t.locked() && t.guards():
		t.askWord(step, v.ID)
	case step == stepAgain:
		t.askTime(v.Kind, moveOffers)
	case step == stepFell:
		t.phrase(bot.PhraseDeskCancelled, "visit", t.when(v.Opening))
	default:
		t.phrase(bot.PhraseTimesOrCall)
	}
}

var againMenu = answer.NewMenu([]answer.Option{
	{Name: "times", Digit: "1", Words: []string{"a new time", "new time", "other times", "another time", "otra hora", "hora nueva", "otras horas"}},
	{Name: "call", Digit: "2", Words: []string{"call me", "call", "a call", "please call", "llamenme", "llamada", "me llaman"}},
})

// answerDesk reads an answer to one of those steps.
func (t *turn) answerDesk() bool {
	v := visitIn(t.s.Visits, t.s.Moving)
	switch step := t.s.At.Step; {
	case step == stepSeat:
		return t.answerSeat()
	case v == nil:
		t.leaveBuiltIn()
		return true
	case step == stepAgain && t.locked():
		t.answerLocked()
		return true
	case step == stepAgain:
		return t.chooseTime(v.Kind, moveOffers)
	}
	i, ok := againMenu.One(t.text)
	switch {
	case ok && i == 0, !ok && t.saysYes():
		t.timesAgain(*v)
	case ok, t.saysNo():
		if !ok { // a plain no: they want nothing now
			t.phrase(bot.PhraseClosing)
			t.leaveBuiltIn()
			return true
		}
		t.handOff(bot.HandoffOrder{Reason: "wants a call about another time", Level: bot.LevelSameDay})
		t.leaveBuiltIn()
	default:
		return false
	}
	return true
}

// timesAgain offers openings in the place of a visit that is no more. Where only
// staff book, they do.
func (t *turn) timesAgain(v bot.Visit) {
	cal := t.w.Clinic.Calendar
	if v.Series != "" || cal != nil && cal.Kinds[v.Kind].Book == schedule.BookByStaff {
		t.handOff(bot.HandoffOrder{Reason: "wants another time for a visit that staff book", Level: bot.LevelSameDay})
		t.leaveBuiltIn()
		return
	}
	if t.locked() && t.guards() {
		t.askWord(t.s.At.Step, v.ID)
		return
	}
	t.knowsThem()
	t.moveBuiltIn(stepAgain, v.ID)
	t.offer(v.Kind, moveOffers, bot.Wish{})
}

// atDeskOf is the workspace of a turn that no text of theirs began.
func atDeskOf(w World, s bot.Session, in bot.Input, now time.Time) *turn {
	t := &turn{w: w, s: clone(s), was: s, in: in, now: now}
	t.w.Clinic.Limits = w.Clinic.Limits.withDefaults()
	if t.s.Lang == "" && len(w.Clinic.Langs) > 0 {
		t.s.Lang = w.Clinic.Langs[0]
	}
	return t
}
