package flows

import (
	"maps"
	"slices"

	"nightdesk/bot"
)

// proof is what can be known of every talk that runs through a script from its
// beginning, whatever the person says, however long it lasts and wherever they go
// back to.
//
// It follows for every step what may be kept when a talk comes to it: for each name
// that some "if" looks at, the set of its values. A step that no talk comes to has
// no such sets, and an "if" whose value is in none of them is never true. The sets
// are never too small (what is called impossible is impossible); they may be too
// large, for each name is followed by itself.
//
// A talk begins at the start, where nothing is kept; at home, where anything may be
// that the script ever keeps; and where the engine itself leads (see entries). When
// somebody goes back to an earlier question, whatever they answered after it is kept
// still. What the engine decides by itself (is the phone shared, which language, did
// they agree a moment ago, is a visit booked) may change with every text. Talks that
// began on another version and were moved to this one are not spoken of.
type proof struct {
	c     *checker
	at    map[bot.Place]int
	nodes []node
	names map[string]int // those that some "if" looks at
	vars  []variable
	order []int // of nodes, those that lead to others first
	comp  []int // the circle that a node is in
}

// node is one step.
type node struct {
	place    bot.Place
	step     *bot.Step
	out      []int // where it may lead, whatever is kept
	env      *env  // what may be kept when it is come to; nil = it never is
	queued   bool
	assigns  []assign
	branches []test
	own      int      // the name that its answer is kept under, or -1
	answers  valueSet // what its answer may be
	later    nameSet  // those that may be kept after it
}

type assign struct {
	name   int
	values valueSet
}

// test is one "if".
type test struct {
	name  int // -1: it is not followed, so it may hold and may not
	value valueSet
	not   bool
	to    int // -1: out of the script, or to an end
	end   bool
}

// valueSet is a set of a name's values: bit 0 that nothing is kept, bit 63 all that
// no "if" looks at, the others as variable says.
type valueSet uint64

const (
	unset valueSet = 1
	other valueSet = 1 << 63
)

// variable is a name that some "if" looks at.
type variable struct {
	name string
	bit  map[string]valueSet
	// all are the values it may ever have, nothing kept among them.
	all valueSet
	// several: it may hold several values at once, so that being one of them says
	// nothing against the others.
	several bool
	// moment: the engine decides it, anew with every text.
	moment bool
}

// ofTheEngine are names whose values the engine decides.
var ofTheEngine = map[string][]string{"discreet": {"on", "off"}, "recent": {"yes", "no"}, "booked": {"yes", "no"}, "language": nil}

// prove follows all talks; it is done once for a script.
func (c *checker) prove() *proof {
	if c.proven == nil {
		p := &proof{c: c, at: map[bot.Place]int{}, names: map[string]int{}}
		p.number()
		p.name()
		p.fill()
		p.arrange()
		p.run()
		c.proven = p
	}
	return c.proven
}

// number gives every step its node.
func (p *proof) number() {
	p.c.steps(func(f *bot.Flow, s *bot.Step) {
		place := bot.Place{Flow: f.Name, Step: s.Name}
		p.at[place] = len(p.nodes)
		p.nodes = append(p.nodes, node{place: place, step: s, own: -1})
	})
}

// key is the name that a branch of a step looks at; an answer that is not kept is
// the step's own.
func (n *node) key(name string) string {
	if name == "" {
		return "?" + n.place.Flow + "/" + n.place.Step
	}
	return name
}

// ownKey is the name of a step's own answer.
func (n *node) ownKey() string { return n.key(n.step.Keep) }

// name finds the names that some "if" looks at, and all valueSet that they may have.
func (p *proof) name() {
	for i := range p.nodes {
		n := &p.nodes[i]
		for _, b := range n.step.Branches {
			p.variable(n.key(b.Name)).value(b.Value)
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		for _, set := range n.step.Set {
			if id, ok := p.names[set.Name]; ok {
				v := &p.vars[id]
				v.all |= v.value(set.Value)
			}
		}
		id, ok := p.names[n.ownKey()]
		if n.step.Ask == nil || !ok {
			continue
		}
		v := &p.vars[id]
		n.own, n.answers = id, p.answers(n.step, v)
		v.all |= n.answers
		v.several = v.several || n.answers&other != 0 || n.step.Answer.Kind == bot.AnswerChoices
	}
	for i := range p.vars {
		v := &p.vars[i]
		if list, ok := ofTheEngine[v.name]; ok {
			v.moment, v.all = true, 0
			for _, x := range list {
				v.all |= v.value(x)
			}
			if list == nil {
				v.all = v.any()
			}
			continue
		}
		v.all |= unset
		if v.all&other != 0 { // a text may be any of them
			v.all |= v.any()
		}
	}
}

// any are all values that something is kept as.
func (v *variable) any() valueSet {
	set := other
	for _, b := range v.bit {
		set |= b
	}
	return set
}

// variable is the one of a name, new or not.
func (p *proof) variable(name string) *variable {
	id, ok := p.names[name]
	if !ok {
		id = len(p.vars)
		p.names[name] = id
		p.vars = append(p.vars, variable{name: name, bit: map[string]valueSet{}})
	}
	return &p.vars[id]
}

// value is the bit of a value. Where there are more than fit, the rest are one: it
// can then not be told apart, and may be anything that the others are not.
func (v *variable) value(s string) valueSet {
	b, ok := v.bit[s]
	if !ok {
		if b = other; len(v.bit) < 62 {
			b = 1 << (len(v.bit) + 1)
		}
		v.bit[s] = b
	}
	return b
}

// answers is what the question of a step may be answered with.
func (p *proof) answers(s *bot.Step, v *variable) valueSet {
	list := s.Answer.Values()
	if list == nil { // free words; a code word may be passed over with nothing
		return ^unset
	}
	var set valueSet
	for _, x := range list {
		set |= v.value(x)
	}
	return set
}

// fill gives every node what it sets, asks of what is kept, and leads to.
func (p *proof) fill() {
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.own >= 0 && n.answers == ^unset {
			n.answers = p.vars[n.own].any()
		}
		for _, set := range n.step.Set {
			if id, ok := p.names[set.Name]; ok {
				v := &p.vars[id]
				switch set.Name {
				case "recent", "booked": // whatever a script sets, the engine knows better
					continue
				case "language":
					if !slices.Contains(p.c.known.Languages, bot.Lang(set.Value)) { // the next one, whichever that is
						n.assigns = append(n.assigns, assign{id, v.all})
						continue
					}
					n.assigns = append(n.assigns, assign{id, v.value(set.Value)})
				default:
					n.assigns = append(n.assigns, assign{id, v.value(set.Value)})
				}
			}
		}
		for _, b := range n.step.Branches {
			t := test{name: -1, not: b.Not, to: -1}
			if id, ok := p.names[n.key(b.Name)]; ok {
				t.name, t.value = id, p.vars[id].value(b.Value)
			}
			t.to, t.end = p.target(n, b.Then)
			n.branches = append(n.branches, t)
		}
		for _, t := range targets(n.step) {
			if to, _ := p.target(n, t.to); to >= 0 {
				n.out = append(n.out, to)
			}
		}
	}
}

// target is the node that a target means; -1 with end = the talk is over.
func (p *proof) target(n *node, t bot.Target) (to int, end bool) {
	place, ok := p.c.resolve(n.place.Flow, t)
	if !ok {
		return -1, t.End
	}
	return p.at[place], false
}

// arrange finds circles of steps, an order in which steps come before those they
// lead to, and what is answered after each (circles by Tarjan, 1972).
func (p *proof) arrange() {
	p.comp = make([]int, len(p.nodes))
	index, low := make([]int, len(p.nodes)), make([]int, len(p.nodes))
	for i := range p.comp {
		p.comp[i] = -1
	}
	var stack []int
	var circles [][]int
	next := 1
	var visit func(i int)
	visit = func(i int) {
		index[i], low[i] = next, next
		next++
		stack = append(stack, i)
		for _, to := range p.nodes[i].out {
			if index[to] == 0 {
				visit(to)
				low[i] = min(low[i], low[to])
			} else if p.comp[to] < 0 {
				low[i] = min(low[i], index[to])
			}
		}
		if low[i] != index[i] {
			return
		}
		at := slices.Index(stack, i)
		circle := slices.Clone(stack[at:])
		stack = stack[:at]
		for _, j := range circle {
			p.comp[j] = len(circles)
		}
		circles = append(circles, circle)
	}
	for i := range p.nodes {
		if index[i] == 0 {
			visit(i)
		}
	}
	p.laterOn(circles)
	for _, circle := range slices.Backward(circles) {
		p.order = append(p.order, circle...)
	}
}

// laterOn notes for each step the names that may be kept after it. Circles come in
// an order in which those that others lead to are first.
func (p *proof) laterOn(circles [][]int) {
	all := make([]nameSet, len(circles))
	for k, circle := range circles {
		set := make(nameSet, (len(p.vars)+63)/64)
		mark := func(id int) { set[id/64] |= 1 << (id % 64) }
		for _, i := range circle {
			n := &p.nodes[i]
			if n.own >= 0 {
				mark(n.own)
			}
			for _, a := range n.assigns {
				mark(a.name)
			}
			for _, to := range n.out {
				if other := all[p.comp[to]]; p.comp[to] != k {
					for w := range set {
						set[w] |= other[w]
					}
				}
			}
		}
		all[k] = set
		for _, i := range circle {
			p.nodes[i].later = set
		}
	}
}

// entries are the nodes where talks begin or are led to by the engine itself: the
// start, with nothing kept, and home; the question about reminders, for whoever
// comes back to texts; the flow of groups for who asks for one, and of visits for
// who wants another.
func (p *proof) entries() (fresh []int, any []int) {
	begin := func(name string) []int {
		if f := p.c.script.Flows[name]; f != nil {
			return []int{p.at[f.Start()]}
		}
		return nil
	}
	fresh = begin(p.c.script.Start)
	any = slices.Concat(begin(p.c.script.Home), begin("group"), begin("visit"))
	for _, n := range p.nodes {
		if n.step.Consent == bot.PurposeReminders {
			any = append(any, p.at[n.place])
			break
		}
	}
	return fresh, any
}

// run follows all talks until nothing new can be kept anywhere.
func (p *proof) run() {
	queued := 0
	reach := func(to int, e env) {
		n := &p.nodes[to]
		if n.env == nil {
			n.env = &e
		} else if !p.join(n.env, e) {
			return
		}
		if !n.queued {
			n.queued = true
			queued++
		}
	}
	fresh, any := p.entries()
	for _, i := range fresh {
		reach(i, p.nothing())
	}
	for _, i := range any {
		reach(i, env{})
	}
	for queued > 0 {
		for _, i := range p.order { // most are looked at once or twice
			n := &p.nodes[i]
			if !n.queued {
				continue
			}
			n.queued = false
			queued--
			p.leave(n, func(_ string, to int, e env) {
				if to >= 0 {
					reach(to, e)
				}
			})
		}
	}
}

// nothing is kept at the start.
func (p *proof) nothing() env {
	e := env{unset: make(nameSet, (len(p.vars)+63)/64)}
	for id, v := range p.vars {
		if !v.moment {
			e.unset[id/64] |= 1 << (id % 64)
		}
	}
	return e
}

// leave calls way for each way in which talks leave a step, with what may be kept
// then: "if0", "then", "none", "booked", "unclear". An end is to = -1.
func (p *proof) leave(n *node, way func(part string, to int, e env)) {
	e := *n.env
	for _, a := range n.assigns {
		e = e.with(a.name, a.values)
	}
	s := n.step
	target := func(t bot.Target) int { to, _ := p.target(n, t); return to }
	if s.Waits() {
		e = p.waited(n, e)
		if !s.Unclear.Next.IsZero() {
			way("unclear", target(s.Unclear.Next), e)
		}
	}
	if s.Offer != nil {
		way("none", target(s.Offer.None), e)
		way("booked", target(s.Offer.Booked), e)
		return
	}
	if s.Answer.Kind == bot.AnswerCodeWord && n.own >= 0 { // who has a word is not asked again
		p.branch(n, e.with(n.own, unset), way)
	}
	if n.own >= 0 {
		e = e.with(n.own, n.answers)
	}
	p.branch(n, e, way)
}

// waited is what may be kept once somebody has answered: they may have come back
// from any later question, and the engine may know better by then.
func (p *proof) waited(n *node, e env) env {
	kept := make([]constraint, 0, len(e.list))
	for _, c := range e.list {
		if !p.vars[c.name].moment && !n.later.has(c.name) {
			kept = append(kept, c)
		}
	}
	return env{unset: e.unset.without(n.later), list: kept}
}

// branch calls way for each "if" that may hold, and for what comes otherwise.
func (p *proof) branch(n *node, e env, way func(part string, to int, e env)) {
	for i, t := range n.branches {
		yes, no := e, e
		mayHold, mayFail := true, true
		if t.name >= 0 {
			yes, no, mayHold, mayFail = p.split(e, t)
		}
		if mayHold {
			way("if"+itoa(i), t.to, yes)
		}
		if !mayFail {
			return
		}
		e = no
	}
	to, _ := p.target(n, n.step.Then)
	way("then", to, e)
}

// split parts the talks for which a test holds from those for which it does not.
func (p *proof) split(e env, t test) (yes, no env, mayHold, mayFail bool) {
	v := &p.vars[t.name]
	set := p.get(e, t.name)
	is, isNot := set&t.value, set&^t.value
	if t.value == other { // several values share this bit
		isNot = set
	}
	if v.several {
		is = set // it may hold others beside it
	}
	mayHold, mayFail = set&t.value != 0, isNot != 0
	yes, no = e.with(t.name, is), e.with(t.name, isNot)
	if t.not {
		return no, yes, mayFail, mayHold
	}
	return yes, no, mayHold, mayFail
}

// may lists what a name may be where a talk comes to a step, sorted; "" = nothing is
// kept. any: and other things.
func (p *proof) may(e env, id int) (list []string, any bool) {
	v := &p.vars[id]
	set := p.get(e, id)
	if set&unset != 0 {
		list = append(list, "")
	}
	for _, s := range slices.Sorted(maps.Keys(v.bit)) {
		if set&v.bit[s] != 0 {
			list = append(list, s)
		}
	}
	return list, set&other != 0
}
