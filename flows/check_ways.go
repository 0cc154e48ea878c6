package flows

import (
	"strings"

	"nightdesk/bot"
)

// unreachable: a flow or step that no talk comes to. Of steps that lead to each other
// the first is reported: the others are come to once it is.
func (c *checker) unreachable() {
	if len(c.starts(c.script.Start, c.script.Home)) == 0 {
		return
	}
	p := c.prove()
	for i, cut := range p.cutOff() {
		if !cut {
			continue
		}
		n := &p.nodes[i]
		why := p.whyNever(i)
		switch first := n.step == n.flow.Steps[0]; {
		case first && why != "":
			c.error(c.at("flow/"+n.flow.Name), `no talk can come to the flow "`+n.flow.Name+`": `+why, neverMend)
		case first:
			c.error(c.at("flow/"+n.flow.Name), `nothing leads to the flow "`+n.flow.Name+`"`, `write "then flow `+n.flow.Name+`" where it should begin, or delete the file`)
		case why != "":
			c.error(n.step.Source, `no talk can come to the step "`+n.step.Name+`": `+why, neverMend)
		default:
			c.error(n.step.Source, `nothing leads to the step "`+n.step.Name+`"`, `write "then `+n.step.Name+`" where it should come, or delete it`)
		}
	}
}

// cutOff lists the nodes that no talk comes to and that nothing leads to from others
// of the kind; of a circle it lists the first.
func (p *proof) cutOff() []bool {
	led := make([]bool, len(p.circles)) // those that others lead to
	for i := range p.nodes {
		for _, to := range p.nodes[i].out {
			if !p.nodes[i].come && p.circle[to] != p.circle[i] {
				led[p.circle[to]] = true
			}
		}
	}
	cut := make([]bool, len(p.nodes))
	for i, k := range p.circle {
		if !p.nodes[i].come && !led[k] {
			cut[i], led[k] = true, true
		}
	}
	return cut
}

const neverMend = "lead to it by a condition that can be true there, or delete it"

// whyNever says which line leads to a node from a step that talks do come to, and
// can't be true there; "" if there is none.
func (p *proof) whyNever(to int) string {
	for _, from := range p.nodes[to].in {
		n := &p.nodes[from]
		if !n.come {
			continue
		}
		for _, t := range targets(n.step) {
			if p.c.to(p.c.ground, n.place.Flow, t.to) != to {
				continue
			}
			src := p.c.stepAt(n.flow, n.step, t.part)
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
	set, held := p.before(n, i)
	if held {
		return `one "if" above it always holds`
	}
	name := `"` + b.Name + `"`
	if b.Name == "" || b.Name == n.step.Keep && n.step.Waits() {
		name = "the answer"
	}
	list, rest := p.vars[t.name].words(set)
	switch {
	case rest || len(list) > 4 || len(list) == 0:
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

// neverTrue: conditions that are decided before they are come to, and those that
// nobody looks at. Where a step is never come to because of it, that is said of the
// step.
func (c *checker) neverTrue() {
	if len(c.starts(c.script.Start, c.script.Home)) == 0 {
		return
	}
	p := c.prove()
	for i := range p.nodes {
		n := &p.nodes[i]
		if !n.come || len(n.branches) == 0 {
			continue
		}
		holds := make([]bool, len(n.branches))
		p.leave(n, func(by part, _ int, _ env) {
			if by >= 0 {
				holds[by] = true
			}
		})
		for k, t := range n.branches {
			if holds[k] || t.to != gone && !p.nodes[t.to].come {
				continue
			}
			c.warn(c.stepAt(n.flow, n.step, "if"+itoa(k)), `"if `+condition(n.step, n.step.Branches[k])+`" is never true here: `+p.whyNot(n, k), "look at another answer, or delete this line")
		}
	}
}

// noWayOut: a step from which no answer leads to a booking, a case or an end, also on
// a day when no time is open.
// Handing over after unclear answers does not count: it helps only those who
// are not understood. What ends in a circle is spin's to report, not ours.
func (c *checker) noWayOut() {
	p := c.prove()
	good := p.wayOuts(c.circles)
	var said *bot.Flow
	for i := range p.nodes { // the first of a flow stands for all
		if n := &p.nodes[i]; n.come && !good[i] && n.flow != said {
			said = n.flow
			c.error(n.step.Source, `whatever people answer, from the step "`+n.step.Name+`" they never come to a booking, a person or an end`+ifNone(n.step), "let one of the steps after it end:  then end")
		}
	}
	if p.crowded {
		c.error(c.at("settings/start"), "so many answers are looked at long after they are given that nobody could follow them", `put each "if" nearer to its question, or ask again there`)
	}
	for _, r := range p.rounds(good, c.circles) {
		c.error(r.at.step.Source, `whoever comes to the step "`+r.at.place.Step+`"`+r.kept+` goes round from there and never comes to a booking, a person or an end, whatever they answer`,
			"let one of the steps that go round end for them as well:  then end")
	}
}

// wayOuts finds the nodes from which some answer leads on to a good end.
func (p *proof) wayOuts(circles []bool) []bool {
	before := make([][]int, len(p.nodes))
	good := make([]bool, len(p.nodes))
	var todo []int
	mark := func(i int) {
		if !good[i] {
			good[i] = true
			todo = append(todo, i)
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if !n.come {
			continue
		}
		if n.step.Handoff != nil || circles[i] {
			mark(i)
		}
		p.leave(n, func(by part, to int, _ env) {
			switch {
			case by == byUnclear, by == byBooked: // there may be no time to book
			case to != gone:
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

// ifNone says when it is that an offer leads to no booking.
func ifNone(s *bot.Step) string {
	if s.Offer != nil {
		return " when no time is open"
	}
	return ""
}
