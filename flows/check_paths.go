package flows

import (
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

// reached finds every step that can come up.
func (c *checker) reached() map[bot.Place]bool {
	seen := map[bot.Place]bool{}
	todo := c.entries()
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[p] {
			seen[p] = true
			todo = append(todo, c.after(p)...)
		}
	}
	return seen
}

// unreachable: a flow or step that nothing leads to.
func (c *checker) unreachable() {
	if len(c.entries()) == 0 {
		return
	}
	seen := c.reached()
	for _, f := range c.flows {
		if !seen[f.Start()] {
			c.error(c.at("flow/"+f.Name), `nothing leads to the flow "`+f.Name+`"`, `write "then flow `+f.Name+`" where it should begin, or delete the file`)
			continue
		}
		for _, s := range f.Steps {
			if !seen[bot.Place{Flow: f.Name, Step: s.Name}] {
				c.error(s.Source, `nothing leads to the step "`+s.Name+`"`, `write "then `+s.Name+`" where it should come, or delete it`)
			}
		}
	}
}

// spin: a circle of steps none of which waits for the person.
func (c *checker) spin() {
	const open, done = 1, 2
	state := map[bot.Place]int{}
	var visit func(p bot.Place)
	visit = func(p bot.Place) {
		s := c.script.Step(p)
		if s.Waits() || state[p] == done {
			return
		}
		if state[p] == open {
			c.error(s.Source, `from the step "`+s.Name+`" the script can come back to it without asking anything`, "ask something on the way, or write another \"then\"")
			return
		}
		state[p] = open
		for _, next := range c.after(p) {
			visit(next)
		}
		state[p] = done
	}
	c.steps(func(f *bot.Flow, s *bot.Step) { visit(bot.Place{Flow: f.Name, Step: s.Name}) })
}

// ends reports whether a person gets somewhere at this very step.
func ends(s *bot.Step) bool {
	if s.Handoff != nil || s.Offer != nil {
		return true
	}
	for _, t := range targets(s) {
		if t.part != "unclear" && t.to.End {
			return true
		}
	}
	return false
}

// noWayOut: a step from which no answer leads to a booking, a case or an end.
// Handing over after unclear answers does not count: it helps only those who
// are not understood.
func (c *checker) noWayOut() {
	before := map[bot.Place][]bot.Place{}
	good := map[bot.Place]bool{}
	var todo []bot.Place
	c.steps(func(f *bot.Flow, s *bot.Step) {
		p := bot.Place{Flow: f.Name, Step: s.Name}
		for _, t := range targets(s) {
			if next, ok := c.resolve(f.Name, t.to); ok && t.part != "unclear" {
				before[next] = append(before[next], p)
			}
		}
		if ends(s) {
			good[p] = true
			todo = append(todo, p)
		}
	})
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, b := range before[p] {
			if !good[b] {
				good[b] = true
				todo = append(todo, b)
			}
		}
	}
	for _, f := range c.flows {
		for _, s := range f.Steps { // the first of a flow stands for all
			if !good[bot.Place{Flow: f.Name, Step: s.Name}] {
				c.error(s.Source, `whatever people answer, from the step "`+s.Name+`" they never come to a booking, a person or an end`, "let one of the steps after it end:  then end")
				break
			}
		}
	}
}
