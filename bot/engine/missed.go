package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
)

// After a missed visit one warm text goes out within a day, and then a person calls
// (domain rule 7). It never counts, blames or threatens.

const (
	// missedAfter leaves staff the time to mend a wrong mark.
	missedAfter = 15 * time.Minute
	// missedWithin is by when the text must have left: after that a person calls.
	missedWithin = 24 * time.Hour
	// missedWaits is how long an answer to it is waited for.
	missedWaits = 24 * time.Hour
)

// missed plans what follows a visit that somebody missed.
func (t *turn) missed(v bot.Visit) {
	at := bot.UnaskedAt(t.s.Unasked, t.now.Add(missedAfter), t.zones()...)
	if !t.mayEverText() || at.Sub(t.now) > missedWithin {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit and can't be texted in time: call if it is safe"})
		return
	}
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeMissed + ":" + string(v.ID), At: at})
}

// mayEverText reports whether a text that they are not waiting for may be planned
// at all, apart from the hour and the caps.
func (t *turn) mayEverText() bool {
	return t.scriptsRun() && isSafe(t.s) && mayTell(t.s) && !t.isUnverified() && t.consented(bot.PurposeConversation)
}

// missedDue says that text, if the visit is still marked so and they have no other.
func (t *turn) missedDue(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	if v == nil || v.Status != bot.VisitMissed && v.Series == "" || t.madeGood(v) {
		return
	}
	if !t.mayEverText() {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit and can't be texted: call if it is safe"})
		return
	}
	at := t.busyUntil()
	if v.Series != "" && at.Before(v.End) && !v.Start.After(t.now) {
		at = v.End.Add(time.Minute) // then the seat is that of the next session
	}
	if day := bot.Daytime(t.now, t.zones()...); day.After(at) {
		at = day
	}
	if at.After(t.now) {
		if !t.putOff(at, v.Changed.Add(missedWithin)) {
			t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit and could not be texted within a day: call"})
		}
		return
	}
	t.out.Note = "missed_told"
	if v.Series != "" {
		t.shown = id
		if !t.unasked(stepReminder, id, bot.PhraseMissedNext, "visit", t.when(v.Opening)) {
			t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit, and nothing of the next may be shown on a shared phone: call if it is safe"})
		}
		return
	}
	t.unasked(stepMissed, id, bot.PhraseMissed)
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeUnheard + ":" + string(id), At: t.now.Add(missedWaits)})
}

// madeGood reports whether they have another visit of that kind since.
func (t *turn) madeGood(missed *bot.Visit) bool {
	for _, v := range t.s.Visits {
		if v.ID != missed.ID && v.Kind == missed.Kind && (v.Status == bot.VisitBooked || v.Status == bot.VisitProposed) && v.Start.After(missed.Start) {
			return true
		}
	}
	return false
}

// missedUnheard gets a person to call when nothing came of the text.
func (t *turn) missedUnheard(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	if v == nil || v.Status != bot.VisitMissed || t.madeGood(v) || t.now.Sub(t.s.LastIn) < missedWaits {
		return
	}
	t.out.Note = "missed_unanswered"
	t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "missed a visit and did not answer our text: call if it is safe"})
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

// visitIn finds a visit of any status by id, or nil.
func visitIn(visits []bot.Visit, id bot.VisitID) *bot.Visit {
	for i := range visits {
		if visits[i].ID == id {
			return &visits[i]
		}
	}
	return nil
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
