package flows

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// unreachable: a flow or step that no talk comes to.
func (c *checker) unreachable() {
	if len(c.entries()) == 0 {
		return
	}
	p := c.prove()
	for _, f := range c.flows {
		if p.nodes[p.at[f.Start()]].env == nil && !slices.ContainsFunc(f.Steps, func(s *bot.Step) bool { return p.nodes[p.at[bot.Place{Flow: f.Name, Step: s.Name}]].env != nil }) {
			if why := p.whyNever(f.Start()); why != "" {
				c.error(c.at("flow/"+f.Name), `no talk can come to the flow "`+f.Name+`": `+why, neverMend)
			} else {
				c.error(c.at("flow/"+f.Name), `nothing leads to the flow "`+f.Name+`"`, `write "then flow `+f.Name+`" where it should begin, or delete the file`)
			}
			continue
		}
		for _, s := range f.Steps {
			place := bot.Place{Flow: f.Name, Step: s.Name}
			if p.nodes[p.at[place]].env != nil {
				continue
			}
			if why := p.whyNever(place); why != "" {
				c.error(s.Source, `no talk can come to the step "`+s.Name+`": `+why, neverMend)
			} else {
				c.error(s.Source, `nothing leads to the step "`+s.Name+`"`, `write "then `+s.Name+`" where it should come, or delete it`)
			}
		}
	}
}

const neverMend = "lead to it by a condition that can be true there, or delete it"

// whyNever says which line leads to a place from a step that talks do come to, and
// can't be true there; "" if there is none.
func (p *proof) whyNever(to bot.Place) string {
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.env == nil {
			continue
		}
		for _, t := range targets(n.step) {
			if next, ok := p.c.resolve(n.place.Flow, t.to); !ok || next != to {
				continue
			}
			src := p.c.stepAt(p.c.script.Flows[n.place.Flow], n.step, t.part)
			where := src.File + " line " + itoa(src.Line)
			if k, is := strings.CutPrefix(t.part, "if"); is {
				return where + " leads there, and " + p.whyNot(n, atoi(k))
			}
			return where + ` leads there, and one "if" above it always holds`
		}
	}
	return ""
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// whyNot says why the i-th "if" of a step never holds.
func (p *proof) whyNot(n *node, i int) string {
	b := n.step.Branches[i]
	if n.step.Offer != nil {
		return `an offer leads on by "none" and "booked" alone`
	}
	t := n.branches[i]
	if t.name < 0 {
		return "it can't be true there"
	}
	e, held := p.before(n, i)
	if held {
		return `one "if" above it always holds`
	}
	name := `"` + b.Name + `"`
	if b.Name == "" || b.Name == n.step.Keep && n.step.Waits() {
		name = "the answer"
	}
	list, any := p.may(e, t.name)
	switch {
	case any || len(list) > 4 || len(list) == 0:
		return name + " is never that by then"
	case len(list) == 1 && list[0] == "":
		return "nothing is kept as " + name + " by then"
	}
	for k, v := range list {
		if list[k] = `"` + v + `"`; v == "" {
			list[k] = "nothing"
		}
	}
	return name + " can only be " + strings.Join(list, " or ") + " by then"
}

// before is what may be kept when the i-th "if" of a step is come to; held = it never
// is, for one above it always holds.
func (p *proof) before(n *node, i int) (e env, held bool) {
	e = *n.env
	for _, a := range n.assigns {
		e = e.with(a.name, a.values)
	}
	if n.step.Waits() {
		e = p.waited(n, e)
	}
	if n.own >= 0 {
		e = e.with(n.own, n.answers)
	}
	for _, t := range n.branches[:i] {
		if t.name < 0 {
			continue
		}
		_, no, _, mayFail := p.split(e, t)
		if !mayFail {
			return e, true
		}
		e = no
	}
	return e, false
}

// neverTrue: conditions that are decided before they are come to, and those that
// nobody looks at. Where a step is never come to because of it, that is said of the
// step.
func (c *checker) neverTrue() {
	if len(c.entries()) == 0 {
		return
	}
	p := c.prove()
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.env == nil || len(n.branches) == 0 {
			continue
		}
		holds := map[string]bool{}
		p.leave(n, func(part string, _ int, _ env) { holds[part] = true })
		for k, t := range n.branches {
			part := "if" + itoa(k)
			if holds[part] || t.to >= 0 && p.nodes[t.to].env == nil {
				continue
			}
			f := c.script.Flows[n.place.Flow]
			c.warn(c.stepAt(f, n.step, part), `"if `+condition(n.step, n.step.Branches[k])+`" is never true here: `+p.whyNot(n, k), "look at another answer, or delete this line")
		}
	}
}

// noWayOut: a step from which no answer leads to a booking, a case or an end.
// Handing over after unclear answers does not count: it helps only those who
// are not understood. What ends in a circle is spin's to report, not ours.
func (c *checker) noWayOut() {
	p := c.prove()
	good := p.wayOuts(c.circles)
	for _, f := range c.flows {
		for _, s := range f.Steps { // the first of a flow stands for all
			i := p.at[bot.Place{Flow: f.Name, Step: s.Name}]
			if p.nodes[i].env != nil && !good[i] {
				c.error(s.Source, `whatever people answer, from the step "`+s.Name+`" they never come to a booking, a person or an end`, "let one of the steps after it end:  then end")
				break
			}
		}
	}
	for _, r := range p.rounds(good, c.circles) {
		c.error(r.at.step.Source, `whoever comes to the step "`+r.at.place.Step+`" with `+r.kept+` goes round from there and never comes to a booking, a person or an end, whatever they answer`,
			"let one of the steps that go round end for them as well:  then end")
	}
}

// wayOuts finds the nodes from which some answer leads on to a good end.
func (p *proof) wayOuts(circles map[bot.Place]bool) map[int]bool {
	before := make([][]int, len(p.nodes))
	good := map[int]bool{}
	var todo []int
	mark := func(i int) {
		if !good[i] {
			good[i] = true
			todo = append(todo, i)
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.env == nil {
			continue
		}
		if n.step.Handoff != nil || n.step.Offer != nil || circles[n.place] {
			mark(i)
		}
		p.leave(n, func(part string, to int, _ env) {
			switch {
			case part == "unclear":
			case to >= 0:
				before[to] = append(before[to], i)
			default: // an end: Parse lets no target lead nowhere
				mark(i)
			}
		})
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, b := range before[i] {
			mark(b)
		}
	}
	return good
}
