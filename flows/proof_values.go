package flows

import (
	"maps"
	"slices"

	"nightdesk/bot"
)

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
	moment       bool
	looked, kept []int // the nodes that look at it, and that keep something as it
}

// ofTheEngine are names whose values the engine decides.
var ofTheEngine = map[string][]string{"discreet": {"on", "off"}, "recent": {"yes", "no"}, "booked": {"yes", "no"}, "language": nil}

// key is the name that a branch of a step looks at; an answer that is not kept is
// the step's own.
func (n *node) key(name string) string {
	if name == "" {
		return "?" + n.place.Flow + "/" + n.place.Step
	}
	return name
}

// name finds the names that some "if" looks at, and all values that they may have.
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
		if id, ok := p.names[n.key(n.step.Keep)]; ok && n.step.Ask != nil {
			v := &p.vars[id]
			n.own, n.answers = id, v.answers(n.step)
			v.all |= n.answers
			v.several = v.several || n.answers&other != 0 || n.step.Answer.Kind == bot.AnswerChoices
			v.kept = append(v.kept, i)
		}
	}
	for i := range p.vars {
		p.vars[i].close()
	}
	for i := range p.nodes {
		if n := &p.nodes[i]; n.own >= 0 && n.answers == ^unset {
			n.answers = p.vars[n.own].any()
		}
	}
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
func (v *variable) answers(s *bot.Step) (set valueSet) {
	list := s.Answer.Values()
	if list == nil { // free words; a code word may be passed over with nothing
		return ^unset
	}
	for _, x := range list {
		set |= v.value(x)
	}
	return set
}

// close works out what a name may ever be, once all its values are known.
func (v *variable) close() {
	if list, ok := ofTheEngine[v.name]; ok {
		v.moment, v.all = true, 0
		for _, x := range list {
			v.all |= v.value(x)
		}
		if list == nil {
			v.all = v.any()
		}
		return
	}
	v.all |= unset
	if v.all&other != 0 { // a text may be any of them
		v.all |= v.any()
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

// words lists a set of values, sorted; "" = nothing is kept. rest: and other things.
func (v *variable) words(set valueSet) (list []string, rest bool) {
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
