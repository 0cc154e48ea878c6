package console

import (
	"slices"

	"nightdesk/bot"
	"nightdesk/bot/report"
)

// givenRow is how often one answer was given, in each of the two versions that has it;
// a nil one has not.
type givenRow struct {
	Answer string
	A, B   *report.Given
}

// What is said where it is not told which answers were given.
const (
	givenHealth = "Which answers people gave is not counted here: they would tell of somebody's health."
	givenNone   = "Which answers people gave was not counted in these days."
)

// give says which answers were given, of a question whose answers are counted in one
// of the versions.
func (r *stepRow) give(a, b *bot.Flow) {
	mine, why := givenOf(a, r.A)
	var other []report.Given
	if r.B != nil {
		var why2 string
		if other, why2 = givenOf(b, r.B); why == "" {
			why = why2
		}
	}
	if len(mine) == 0 && len(other) == 0 {
		r.NotGiven = why
		return
	}
	for i := range mine {
		r.Given = append(r.Given, givenRow{Answer: mine[i].Answer, A: &mine[i]})
	}
	for i := range other {
		r.addOther(&other[i])
	}
}

// addOther puts an answer of the other version beside the same one of this.
func (r *stepRow) addOther(g *report.Given) {
	for i := range r.Given {
		if r.Given[i].Answer == g.Answer {
			r.Given[i].B = g
			return
		}
	}
	r.Given = append(r.Given, givenRow{Answer: g.Answer, B: g})
}

// givenOf is how often each answer of a step was given, in the order of its script; or
// why that is not told.
func givenOf(f *bot.Flow, s *report.Step) ([]report.Given, string) {
	st := f.Step(s.Step)
	if s.Step == "" || st == nil {
		return s.Given(nil), ""
	}
	switch counted := f.Counted(st); {
	case counted == bot.CountedHealth: // even if it was counted once
		return nil, givenHealth
	case counted == bot.CountedNo:
		return nil, ""
	case len(s.Chose) == 0 && s.Answered > 0:
		return nil, givenNone
	case len(s.Chose) == 0:
		return nil, ""
	}
	var named []string
	for _, name := range st.Answer.Values() {
		if !slices.Contains(named, name) { // skipping may be kept as one of the answers
			named = append(named, name)
		}
	}
	return s.Given(named), ""
}
