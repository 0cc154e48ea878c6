package flows

import (
	"slices"

	"nightdesk/bot"
)

// beforeConsent: questions that stand on the way to the one for consent and keep what is
// answered: it would be kept of people who have agreed to nothing. Whoever texts first may
// be answered, so that the greeting and the choice of a language may come before (domain
// rule 2.2, steps 1 and 2), and so may ways that never come to that question, as a wish for
// a call.
func (c *checker) beforeConsent() {
	onTheWay, agree := c.wayToConsent()
	if len(agree) == 0 {
		return
	}
	g := c.lay()
	greeting := map[*bot.Step]bool{}
	for _, way := range c.opening() {
		greeting[way[len(way)-1]] = true
	}
	for i, on := range onTheWay {
		p := &g.spots[i]
		if on && p.step.Ask != nil && p.step.Keep != "" && !greeting[p.step] && !c.asksLanguage(p) {
			c.warn(c.stepAt(p.flow, p.step, "ask"), "this is asked before people have agreed to be texted, and what they answer is kept",
				`ask it after the step "`+g.spots[agree[0]].step.Name+`", where they agree; or, if it has to come first, accept it with the reason`)
		}
	}
}

// BeforeConsent are the places of a script after which a new question would be asked of
// people before they agreed to be texted, each with the place where they agree.
func BeforeConsent(script *bot.Script) map[bot.Place]bot.Place {
	c := &checker{script: script}
	c.collect()
	onTheWay, agree := c.wayToConsent()
	all := map[bot.Place]bot.Place{}
	for i, on := range onTheWay {
		p := &c.ground.spots[i]
		if !on || p.then == gone {
			continue
		}
		if slices.Contains(agree, p.then) {
			all[p.place] = c.ground.spots[p.then].place
		} else if onTheWay[p.then] {
			all[p.place] = c.ground.spots[agree[0]].place
		}
	}
	return all
}

// wayToConsent finds the steps that stand on the way to where people agree to be texted,
// and the steps where they do; none if nobody comes to one.
func (c *checker) wayToConsent() (onTheWay []bool, agree []int) {
	g := c.lay()
	for i := range g.spots {
		if g.spots[i].step.Consent == bot.PurposeConversation {
			agree = append(agree, i)
		}
	}
	if len(agree) == 0 {
		return nil, nil
	}
	before := c.notAgreed(agree)
	if agree = slices.DeleteFunc(agree, func(i int) bool { return !before[i] }); len(agree) == 0 {
		return nil, nil
	}
	onTheWay = make([]bool, len(g.spots))
	for todo := slices.Clone(agree); len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, from := range g.spots[at].in {
			if before[from] && !onTheWay[from] && g.spots[from].step.Consent != bot.PurposeConversation {
				onTheWay[from] = true
				todo = append(todo, from)
			}
		}
	}
	return onTheWay, agree
}

// asksLanguage reports whether the answer to a question is for setting the language.
func (c *checker) asksLanguage(p *spot) bool {
	for _, to := range p.out {
		for _, set := range c.ground.spots[to].step.Set {
			if set.Name == "language" {
				return true
			}
		}
	}
	return p.step.Keep == "language"
}

// notAgreed finds the steps that somebody new can come to before they are asked for
// consent, those that ask included. What only these keep is not kept by then.
func (c *checker) notAgreed(agree []int) []bool {
	unset := map[string]bool{}
	for _, i := range agree {
		unset[c.ground.spots[i].step.Keep] = true
	}
	c.steps(func(_ *bot.Flow, s *bot.Step) {
		if s.Consent != bot.PurposeConversation {
			delete(unset, s.Keep)
		}
		for _, set := range s.Set {
			delete(unset, set.Name)
		}
	})
	delete(unset, "") // the answer just given
	seen := make([]bool, len(c.ground.spots))
	todo := c.starts(c.script.Start)
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		p := &c.ground.spots[i]
		if seen[i] {
			continue
		}
		seen[i] = true
		if p.step.Consent == bot.PurposeConversation {
			continue
		}
		for _, to := range p.withNothing(unset) {
			if to != gone {
				todo = append(todo, to)
			}
		}
	}
	return seen
}

// withNothing lists where a step may lead while nothing is kept under some names.
func (s *spot) withNothing(unset map[string]bool) (all []int) {
	for i, b := range s.step.Branches {
		switch {
		case !unset[b.Name]:
			all = append(all, s.ifs[i])
		case (b.Value == "") != b.Not:
			return append(all, s.ifs[i])
		}
	}
	return append(all, s.then, s.none, s.booked, s.unclear)
}
