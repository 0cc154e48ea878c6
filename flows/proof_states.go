package flows

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// maxRounds bounds the states looked at in one circle of steps, and maxWalked what is
// done in all of them. A circle with more is refused: it hangs on more answers at once
// than anybody could follow.
const (
	maxRounds = 20_000
	maxWalked = 2_000_000
)

// facet is what is followed of a name: its value, or, where it may hold several at
// once, whether one of them is among them.
type facet struct {
	name  int
	value valueSet // 0 = all of it
}

// facts are the facets in one state: the number of the value's bit, or 1 for "is
// among them" and 0 for "is not".
type facts [16]int8

// looked says which facets are looked at from a step on; the others are 0 there, so
// that they make no states of their own.
type looked [len(facts{})]bool

// state is a step and what is kept there.
type state struct {
	at int
	facts
}

// begun is a step and the values with which talks come to it from outside.
type begun struct {
	at   int
	sets [len(facts{})]valueSet
}

// compare puts those states first in which most of what is kept matters: they tell
// people most.
func (w *walker) compare(a, b state) int {
	return cmp.Or(w.matters(b.at)-w.matters(a.at), a.at-b.at, slices.Compare(a.facts[:], b.facts[:]))
}

func (w *walker) matters(at int) (n int) {
	for _, is := range w.looked[at] {
		if is {
			n++
		}
	}
	return n
}

// reset begins a circle.
func (w *walker) reset(circle []int) {
	w.facets, w.todo, w.out, w.over = nil, nil, nil, false
	w.seen, w.back, w.begun = map[state]bool{}, map[state][]state{}, map[begun]bool{}
	w.looked, w.answers = map[int]looked{}, map[int][]valueSet{}
	for _, i := range circle {
		n := &w.p.nodes[i]
		for _, t := range n.branches {
			if f := w.facetOf(t); t.name >= 0 && t.name != n.own && !slices.Contains(w.facets, f) {
				w.facets = append(w.facets, f)
			}
		}
	}
	if len(w.facets) > len(facts{}) {
		w.facets, w.over = nil, true
	}
	for _, i := range circle {
		var l looked
		for k, f := range w.facets {
			l[k] = find(w.p.nodes[i].before, f.name) >= 0
		}
		w.looked[i] = l
	}
}

// facetOf is what a test looks at.
func (w *walker) facetOf(t test) facet {
	f := facet{name: t.name}
	if t.name >= 0 && w.p.vars[t.name].several {
		f.value = t.value
	}
	return f
}

// come notes a state that talks come to, from another one if somebody can choose to.
func (w *walker) come(from *state, at int, x facts) {
	for k, is := range w.looked[at] {
		if !is {
			x[k] = 0
		}
	}
	s := state{at, x}
	if from != nil {
		w.back[s] = append(w.back[s], *from)
	}
	if w.room--; w.seen[s] {
		return
	}
	if w.over = w.over || w.room < 0 || len(w.seen) >= maxRounds; !w.over {
		w.seen[s] = true
		w.todo = append(w.todo, s)
	}
}

// begin notes how talks come into the circle: where they begin, from steps outside of
// it, and back to a question of it from one that comes later.
func (w *walker) begin(circle []int) {
	p := w.p
	for _, i := range p.fresh {
		w.enter(i, p.atFirst(&p.nodes[i]))
	}
	for _, i := range p.any {
		w.enter(i, p.anything(&p.nodes[i]))
	}
	var outside []int
	for _, i := range circle {
		for _, from := range p.nodes[i].in {
			if p.nodes[from].come && !w.in[from] {
				outside = append(outside, from)
			}
		}
		if n := &p.nodes[i]; n.step.Waits() && w.mayComeBack(i) {
			e := p.anything(n)
			for k, name := range n.before {
				if o := n.origins[find(n.after, name)]; o.from >= 0 {
					e.sets[k] = n.may[o.from]
				}
			}
			w.enter(i, e)
		}
	}
	slices.Sort(outside)
	for _, from := range slices.Compact(outside) {
		if !w.over {
			p.leave(&p.nodes[from], func(_ part, to int, e env) { w.enter(to, e) })
		}
	}
}

// mayComeBack reports whether something that the circle looks at may be kept anew
// after a step has led out of it.
func (w *walker) mayComeBack(i int) bool {
	n := &w.p.nodes[i]
	left := slices.ContainsFunc(n.out, func(to int) bool { return !w.in[to] && w.p.circle[to] == w.p.circle[i] })
	return slices.ContainsFunc(w.facets, func(f facet) bool {
		at := find(n.after, f.name)
		return at >= 0 && (n.origins[at].beyond || left && n.origins[at].later)
	})
}

// enter notes the states that a set of values allows at a step of the circle.
func (w *walker) enter(to int, e env) {
	if to == gone || !w.in[to] || w.over {
		return
	}
	b := begun{at: to}
	for k, f := range w.facets {
		if w.looked[to][k] {
			b.sets[k] = e.sets[find(e.names, f.name)]
		}
	}
	if w.begun[b] {
		return
	}
	w.begun[b] = true
	all := []facts{{}}
	for k := range w.facets {
		if w.looked[to][k] {
			all = w.each(all, k, b.sets[k])
		}
	}
	for _, x := range all {
		w.come(nil, to, x)
	}
}

// each is all with every value of the k-th facet that a set allows.
func (w *walker) each(all []facts, k int, set valueSet) []facts {
	var out []facts
	add := func(x facts, v int) {
		x[k] = int8(v)
		if out = append(out, x); len(out) > maxRounds {
			w.over = true
		}
	}
	for _, x := range all {
		if w.over {
			break
		}
		if v := w.facets[k].value; v != 0 {
			if set&v != 0 {
				add(x, 1)
			}
			if set&^v != 0 {
				add(x, 0)
			}
			continue
		}
		for s := set; s != 0; s &= s - 1 {
			add(x, bits.TrailingZeros64(uint64(s)))
		}
	}
	w.room -= len(out)
	return out
}

// given is x once a name is kept as one answer: a value, or several at once.
func (w *walker) given(x facts, name int, answer valueSet) facts {
	for k, f := range w.facets {
		switch {
		case f.name != name:
		case f.value == 0:
			x[k] = int8(bits.TrailingZeros64(uint64(answer)))
		case answer&f.value != 0:
			x[k] = 1
		default:
			x[k] = 0
		}
	}
	return x
}

// kept says what is kept in a state, as far as it matters.
func (w *walker) kept(s state) string {
	var all []string
	for k, f := range w.facets {
		if !w.looked[s.at][k] {
			continue
		}
		v := &w.p.vars[f.name]
		look, is := valueSet(1)<<s.facts[k], ""
		if f.value != 0 {
			look = f.value
			if s.facts[k] == 0 {
				is = "not "
			}
		}
		what := "something else"
		if look == unset {
			what = "nothing"
		}
		for value, bit := range v.bit {
			if bit == look && bit != other {
				what = `"` + value + `"`
			}
		}
		all = append(all, is+what+` kept as "`+v.name+`"`)
	}
	if len(all) == 0 {
		return ""
	}
	return " with " + strings.Join(all, " and ")
}
