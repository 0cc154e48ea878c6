package engine

import (
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// shortVersion is as much of a script's version as its figures are kept under.
const shortVersion = 8

// count adds one to the figures of a step of the clinic's.
func (t *turn) count(what string, p bot.Place) {
	if p.Step == "" || p.Flow == builtInFlow {
		return
	}
	version := t.s.At.Version
	if version == "" && t.w.Program != nil {
		version = t.w.Program.Script.Version
	}
	t.out.Counts = append(t.out.Counts, what+p.Flow+"/"+p.Step+"@"+version[:min(shortVersion, len(version))])
}

// countAnswer adds that the question of a place was answered, and how soon: since it
// was put, or put again.
func (t *turn) countAnswer(p bot.Place) {
	t.count(bot.StepAnswered, p)
	if t.was.At.Place == p && !t.was.At.Asked.IsZero() {
		t.count(bot.StepTook+bot.TookBucket(t.now.Sub(t.was.At.Asked))+":", p)
	}
}

// countChoices adds which answers of the script's were given to a question that may be
// counted so; several at once count each.
func (t *turn) countChoices(st *bot.Step, value string) {
	if !t.w.Program.counted[st] {
		return
	}
	for name := range strings.SplitSeq(value, ",") {
		t.count(bot.StepChose+name+":", t.s.At.Place)
	}
}

// countSent adds what the reply costs to the figures of the step that it comes from:
// the one whose question it ends with, or the last one gone through.
func (t *turn) countSent() {
	p := t.s.At.Place
	if p.Step == "" {
		p = t.spoke
	}
	if t.out.Reply == "" || t.out.Class == bot.SendCrisis || !t.scriptsRun() {
		return
	}
	_, n := text.Segments(t.out.Reply)
	for range n {
		t.count(bot.StepSegments, p)
	}
}

// countLeft notes at which question somebody said that they want no more.
func (t *turn) countLeft() {
	if t.out.OptOut == bot.OptOutSet {
		t.count(bot.StepLeft, t.was.At.Place)
	}
}

// countMark adds a mark of staff to the figures: what became of a visit, and what a
// mark before it said in error.
func (t *turn) countMark(v bot.Visit, was bot.VisitStatus) {
	came := func(s bot.VisitStatus) bool { return s == bot.VisitArrived || s == bot.VisitFulfilled }
	add := func(word string) {
		t.out.Counts = append(t.out.Counts, word+v.Kind+":"+bot.DelayBucket(v.Start.Sub(v.Asked)))
	}
	switch {
	case came(was) && !came(v.Status):
		add(bot.CountUnkept)
	case was == bot.VisitMissed && v.Status != bot.VisitMissed:
		add(bot.CountUnmissed)
	}
	switch {
	case came(v.Status) && !came(was):
		add(bot.CountKept)
	case v.Status == bot.VisitMissed && was != bot.VisitMissed:
		add(bot.CountMissed)
	}
}
