package flows

import (
	"slices"

	"nightdesk/bot"
)

// answersOf lists what somebody may answer at a step, each as what is kept then.
func (w *walker) answersOf(n *node) []valueSet {
	i := w.p.c.ground.at[n.place]
	all, had := w.answers[i]
	if had {
		return all
	}
	set := n.answers
	if set&other != 0 { // in their own words: nobody hits on one that is not shown
		set = other
	}
	switch n.step.Answer.Kind {
	case bot.AnswerChoices:
		all = w.choices(n, set)
	case bot.AnswerCodeWord:
		all = append(single(set), unset) // who has one is not asked
	default:
		all = single(set)
	}
	w.answers[i] = all
	return all
}

// choices lists what may be chosen together. Only what something looks at is told
// apart; who skips such a question has chosen nothing.
func (w *walker) choices(n *node, set valueSet) (all []valueSet) {
	if skip, ok := w.p.vars[n.own].bit[n.step.Answer.SkipAs]; ok && n.step.Answer.SkipAs != "" {
		all, set = append(all, skip), set&^skip
	}
	asked := valueSet(0)
	for _, t := range n.branches {
		if t.name == n.own {
			asked |= t.value
		}
	}
	for _, f := range w.facets {
		if f.name == n.own {
			asked |= f.value
		}
	}
	chosen := []valueSet{set &^ asked & -(set &^ asked)} // one that nothing looks at, or none
	for _, v := range single(set & asked) {
		for _, c := range chosen {
			if chosen = append(chosen, c|v); len(chosen) > maxRounds {
				w.over = true
				return nil
			}
		}
	}
	return append(all, slices.DeleteFunc(chosen, func(c valueSet) bool { return c == 0 })...)
}

// single are the values of a set, one by one.
func single(set valueSet) (all []valueSet) {
	for ; set != 0; set &= set - 1 {
		all = append(all, set&-set)
	}
	return all
}
