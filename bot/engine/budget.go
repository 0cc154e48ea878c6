package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// What bounds automatic talk: whom texts are answered at all, what the clinic
// spends in a day, and how many answers one number gets. Danger comes before all
// of it, and a wish for no more texts too.

// notAnswered is true for a text from where none is answered: nothing is said, no
// script begins, and a wish for no more texts is kept.
func (t *turn) notAnswered() bool {
	if !t.in.NoReply {
		return false
	}
	if t.wantsStop() {
		t.setOptOut()
	}
	t.silent, t.out.Note = true, bot.NoteNotAnswered
	return true
}

// daySpent is true when the clinic's day is: nothing is said and the scripts stay
// where they are, so that the talk goes on tomorrow. Staff hear of what can't wait.
func (t *turn) daySpent() bool {
	if !t.w.Spent {
		return false
	}
	if !t.askedWhileResting() && safety.OtherLanguage(t.text) { // it may be about danger, and nothing here can tell
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "wrote in a language without a script"})
	}
	t.silent, t.out.Note = true, bot.NoteDaySpent
	return true
}

// noReply keeps what is no word about danger from a number that is not answered.
func (t *turn) noReply() {
	if t.in.NoReply && t.out.Class != bot.SendCrisis {
		t.out.Reply = ""
	}
}

// askedWhileResting has staff told of what only they can do while the line says
// nothing by itself.
func (t *turn) askedWhileResting() bool {
	if cmd, _ := t.globalWord(); cmd == answer.CommandHuman {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "asked for a person"})
		return true
	}
	if t.isVisitCommand() {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "asked about a visit while the line rests"})
		return true
	}
	return false
}

// countText counts a text that the scripts would answer, or a line to somebody in
// danger.
func (t *turn) countText() {
	b := &t.s.Budget
	if t.now.Sub(b.Hour) >= time.Hour || t.now.Before(b.Hour) {
		b.Hour, b.N = t.now, 0
	}
	if t.now.Sub(b.Day) >= 24*time.Hour || t.now.Before(b.Day) {
		b.Day, b.DayN = t.now, 0
	}
	b.N++
	b.DayN++
}

// tireless reports whether more was said to somebody in danger than a person
// waits for: half as much again as is said otherwise. A machine that sends our own lines
// back never repeats itself, because they take turns.
func (t *turn) tireless() bool {
	b, l := t.s.Budget, t.w.Clinic.Limits
	return 2*b.N > 3*l.RepliesPerHour || 2*b.DayN > 3*l.RepliesPerDay
}

// fewLines is how many texts over the limit are told that the line rests.
const fewLines = 10

// overBudget limits automatic replies: two machines must not talk for ever. Over
// the limit the scripts rest and staff look: each text that differs from the last
// ones gets one fixed line, which people can read and machines can't go on with;
// after some of those it gets nothing.
func (t *turn) overBudget() bool {
	t.countText()
	b, l := t.s.Budget, t.w.Clinic.Limits
	if b.N <= l.RepliesPerHour && b.DayN <= l.RepliesPerDay && t.w.Hasty == 0 {
		return false
	}
	t.out.Note = bot.NoteOverBudget
	over := max(b.N-l.RepliesPerHour, b.DayN-l.RepliesPerDay, t.w.Hasty)
	first := over == 1 || b.N == 1
	if !t.askedWhileResting() {
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "more texts than the line answers by itself"})
	}
	switch t.silent = !first && t.repeats(); {
	case t.silent:
	case safety.OtherLanguage(t.text): // nothing we say in words of ours helps them
		t.otherLanguage()
	case over > fewLines && !first:
		t.silent = true
	default:
		t.phrase(bot.PhraseTooMany)
	}
	return true
}
