package flows

import "nightdesk/bot"

// env is what may be kept: a set of values for each of some names, in order.
type env struct {
	names []int
	sets  []valueSet
}

// run follows all talks until nothing new can be kept anywhere.
func (p *proof) run() {
	p.waiting.node = make([]int, len(p.nodes))
	for i, turn := range p.turn {
		p.waiting.node[turn] = i
	}
	for _, i := range p.fresh {
		p.reach(i, p.atFirst(&p.nodes[i]))
	}
	for _, i := range p.any {
		p.reach(i, p.anything(&p.nodes[i]))
	}
	for n, ok := p.next(); ok; n, ok = p.next() {
		p.leave(n, func(_ part, to int, e env) {
			if to != gone {
				p.reach(to, e)
			}
		})
	}
}

// reach notes that a talk may come to a node with what e says.
func (p *proof) reach(to int, e env) {
	n := &p.nodes[to]
	grown := !n.come
	if grown {
		n.come, n.may = true, make([]valueSet, len(n.before))
	}
	k := 0
	for i, name := range n.before { // whatever is followed there is in e
		for e.names[k] != name {
			k++
		}
		if e.sets[k]&^n.may[i] != 0 {
			n.may[i] |= e.sets[k]
			grown = true
		}
	}
	if grown {
		p.queue(to)
	}
}

// atFirst is what is kept where somebody new begins: nothing, but for what the engine
// decides.
func (p *proof) atFirst(n *node) env {
	e := p.anything(n)
	for i, id := range n.before {
		if !p.vars[id].moment {
			e.sets[i] = unset
		}
	}
	return e
}

// anything is all that may ever be kept.
func (p *proof) anything(n *node) env {
	e := env{n.before, make([]valueSet, len(n.before))}
	for i, id := range n.before {
		e.sets[i] = p.vars[id].all
	}
	return e
}

// part is a way out of a step: the number of an "if" from 0, or another.
type part int

const (
	byThen part = -1 - iota
	byNone
	byBooked
	byUnclear
)

// leave calls way for each way in which talks leave a step, with what may be kept
// then, which holds only during the call.
func (p *proof) leave(n *node, way func(by part, to int, e env)) {
	s, e := n.step, p.carried(n)
	if s.Waits() && !s.Unclear.Next.IsZero() {
		way(byUnclear, n.unclear, e)
	}
	if s.Offer != nil {
		way(byNone, n.none, e)
		way(byBooked, n.booked, e)
		return
	}
	if s.Answer.Kind == bot.AnswerCodeWord && n.ownAt >= 0 { // who has a word is not asked again
		e.sets[n.ownAt] = unset
		p.branch(n, e, way)
		e = p.carried(n)
	}
	if n.ownAt >= 0 {
		e.sets[n.ownAt] = n.answers
	}
	p.branch(n, e, way)
}

// carried is what may be kept after a step, before its own answer is.
func (p *proof) carried(n *node) env {
	p.carry = p.carry[:0]
	for _, o := range n.origins {
		set := o.set
		if o.from >= 0 {
			set = n.may[o.from]
		}
		p.carry = append(p.carry, set)
	}
	return env{n.after, p.carry}
}

// branch calls way for each "if" that may hold, and for what comes otherwise.
func (p *proof) branch(n *node, e env, way func(by part, to int, e env)) {
	for i, t := range n.branches {
		if t.name < 0 {
			way(part(i), t.to, e)
			continue
		}
		yes, no, mayHold, mayFail := p.split(e.sets[t.at], t)
		if mayHold {
			e.sets[t.at] = yes
			way(part(i), t.to, e)
		}
		if !mayFail {
			return
		}
		e.sets[t.at] = no
	}
	way(byThen, n.then, e)
}

// split parts the values for which a test holds from those for which it does not.
func (p *proof) split(set valueSet, t test) (yes, no valueSet, mayHold, mayFail bool) {
	is, isNot := set&t.value, set&^t.value
	if t.value == other { // several values share this bit
		isNot = set
	}
	mayHold, mayFail = is != 0, isNot != 0
	if p.vars[t.name].several {
		is = set // it may hold others beside it
	}
	if t.not {
		return isNot, is, mayFail, mayHold
	}
	return is, isNot, mayHold, mayFail
}

// before is what may be kept under the name of a step's i-th "if" when that is come
// to; held = it never is, for one above it always holds.
func (p *proof) before(n *node, i int) (set valueSet, held bool) {
	e := p.carried(n)
	if n.ownAt >= 0 {
		e.sets[n.ownAt] = n.answers
	}
	for _, t := range n.branches[:i] {
		if t.name < 0 {
			continue
		}
		_, no, _, mayFail := p.split(e.sets[t.at], t)
		if !mayFail {
			return 0, true
		}
		e.sets[t.at] = no
	}
	return e.sets[n.branches[i].at], false
}
