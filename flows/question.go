package flows

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// QuestionName is what people call the question of a step: "intake/visits", or
// "callback/times" in whichever conversation the piece of the file callback.flow is used.
func QuestionName(p bot.Place, at bot.Source) string {
	if i := strings.LastIndex(p.Step, "."); i >= 0 {
		return strings.TrimSuffix(at.File, ".flow") + "/" + p.Step[i+1:]
	}
	return p.Flow + "/" + p.Step
}

// QuestionStep is the step that asks a question, or the first of those that use it; nil if
// there is none.
func QuestionStep(s *bot.Script, question string) *bot.Step {
	for _, flow := range slices.Sorted(maps.Keys(s.Flows)) {
		for _, st := range s.Flows[flow].Steps {
			if st.Waits() && QuestionName(bot.Place{Flow: flow, Step: st.Name}, st.Source) == question {
				return st
			}
		}
	}
	return nil
}

// Questions are the names of all questions of a set of scripts.
func Questions(s *bot.Script) map[string]bool {
	all := map[string]bool{}
	for flow, f := range s.Flows {
		for _, st := range f.Steps {
			if st.Waits() {
				all[QuestionName(bot.Place{Flow: flow, Step: st.Name}, st.Source)] = true
			}
		}
	}
	return all
}
