package flows

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// start: somebody new must get somewhere.
func (c *checker) start() {
	if c.script.Flows[c.script.Start] == nil {
		c.error(c.at("settings/start"), "nothing says which flow somebody new begins in", "write into settings.flow:  "+example("start"))
	}
}

// resolve is the place a target means; false = it leaves the script.
func (c *checker) resolve(flow string, t bot.Target) (bot.Place, bool) {
	if t.Flow != "" {
		if f := c.script.Flows[t.Flow]; f != nil {
			return f.Start(), true
		}
		return bot.Place{}, false
	}
	p := bot.Place{Flow: flow, Step: t.Step}
	return p, t.Step != "" && c.script.Step(p) != nil
}

// after lists where a step may lead, whatever is answered.
func (c *checker) after(p bot.Place) []bot.Place {
	var all []bot.Place
	for _, t := range targets(c.script.Step(p)) {
		if next, ok := c.resolve(p.Flow, t.to); ok {
			all = append(all, next)
		}
	}
	return all
}

// entries are where conversations begin.
func (c *checker) entries() []bot.Place {
	var all []bot.Place
	for _, name := range []string{c.script.Start, c.script.Home} {
		if f := c.script.Flows[name]; f != nil {
			all = append(all, f.Start())
		}
	}
	return all
}

// goesOn: a step that does not say what comes after it goes on with the step
// below. That reads well from top to bottom, but not where the one below is led
// to by name, or where some answers lead elsewhere: there a "then" was most
// likely taken out. Whatever "then" is removed from a script without warnings,
// it changes nothing or is found here.
func (c *checker) goesOn() {
	for _, f := range c.flows {
		ledTo := c.ledTo(f)
		for i, s := range f.Steps[:len(f.Steps)-1] {
			if _, written := c.script.Sources["step/"+f.Name+"/"+s.Name+"/then"]; written || s.Offer != nil {
				continue
			}
			left, all := unsaid(s)
			if len(left) == 0 && !all {
				continue
			}
			next := f.Steps[i+1].Name
			after := "after this step"
			switch {
			case len(s.Branches) > 0 && !all:
				after = `for the answer "` + strings.Join(left, `" or "`) + `"`
			case len(s.Branches) > 0:
				after = "where none of these fits"
			}
			line, named := ledTo[next]
			if !named && len(s.Branches) == 0 {
				continue
			}
			text := "nothing says what comes " + after + `, so it goes on with the step below, "` + next + `"`
			if named {
				text += ", to which line " + itoa(line) + " leads by name"
			}
			c.warn(s.Source, text, `was a line "then ..." lost? If "`+next+`" is right, add to the step:  then `+next)
		}
	}
}

// ledTo lists the steps of a flow that it leads to by name, with the line.
func (c *checker) ledTo(f *bot.Flow) map[string]int {
	lines := map[string]int{}
	for _, s := range f.Steps {
		for _, t := range targets(s) {
			src, written := c.script.Sources["step/"+f.Name+"/"+s.Name+"/"+t.part]
			if _, had := lines[t.to.Step]; written && t.to.Step != "" && !had {
				lines[t.to.Step] = src.Line
			}
		}
	}
	return lines
}

// unsaid lists the answers of a step for which no "if" leads on; all = they
// can't be listed, or there are too many to.
func unsaid(s *bot.Step) (left []string, all bool) {
	answers := s.Answer.Values()
	if s.Ask == nil || answers == nil {
		return nil, true
	}
	for _, b := range s.Branches {
		if b.Name == s.Keep && !b.Not {
			answers = slices.DeleteFunc(answers, func(v string) bool { return v == b.Value })
		}
	}
	return answers, len(answers) > 3
}

// goesThrough lists where a talk goes on from a step without waiting for the person:
// anywhere from one that asks nothing, from an offer when no time is open, and from
// a question for a code word when there is one.
func (c *checker) goesThrough(p bot.Place) []bot.Place {
	s := c.script.Step(p)
	switch {
	case s.Offer != nil:
		if next, ok := c.resolve(p.Flow, s.Offer.None); ok {
			return []bot.Place{next}
		}
		return nil
	case s.Answer.Kind == bot.AnswerCodeWord:
		var all []bot.Place
		for _, t := range targets(s) {
			if next, ok := c.resolve(p.Flow, t.to); ok && t.part != "unclear" {
				all = append(all, next)
			}
		}
		return all
	case s.Waits():
		return nil
	}
	return c.after(p)
}

// spin: a circle of steps in which nothing waits for the person.
func (c *checker) spin() {
	const open, done = 1, 2
	c.circles = map[bot.Place]bool{}
	state := map[bot.Place]int{}
	var way []bot.Place
	var visit func(p bot.Place)
	visit = func(p bot.Place) {
		if state[p] == done {
			return
		}
		if state[p] == open {
			c.circle(way[slices.Index(way, p):])
			return
		}
		state[p] = open
		way = append(way, p)
		for _, next := range c.goesThrough(p) {
			visit(next)
		}
		way = way[:len(way)-1]
		state[p] = done
	}
	c.steps(func(f *bot.Flow, s *bot.Step) { visit(bot.Place{Flow: f.Name, Step: s.Name}) })
}

// circle reports steps that lead to each other, where the first stands.
func (c *checker) circle(way []bot.Place) {
	var names []string
	for _, p := range way {
		c.circles[p] = true
		names = append(names, p.Step)
	}
	when := " without asking anything"
	for _, p := range way {
		switch s := c.script.Step(p); {
		case s.Offer != nil:
			when = " when no time is open, without asking anything"
		case s.Waits():
			when = " where there is a code word already, without asking anything"
		}
	}
	text := `the step "` + names[0] + `" leads to itself` + when
	if len(way) > 1 {
		text = `from the step "` + names[0] + `" it goes on to "` + strings.Join(names[1:], `", "`) + `" and back to "` + names[0] + `"` + when
	}
	last := way[len(way)-1]
	c.error(c.script.Step(way[0]).Source, text, c.wayOut(last, way))
}

// wayOut says how to leave a circle after its last step.
func (c *checker) wayOut(last bot.Place, way []bot.Place) string {
	for _, t := range targets(c.script.Step(last)) {
		src, written := c.script.Sources["step/"+last.Flow+"/"+last.Step+"/"+t.part]
		if next, ok := c.resolve(last.Flow, t.to); ok && written && next == way[0] {
			return `lead out of the circle: in ` + src.File + ` line ` + itoa(src.Line) + ` name a step outside of it after "then"; or ask something on the way`
		}
	}
	return "let one of these steps lead out of the circle, or ask something on the way"
}
