package flows

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"nightdesk/bot"
)

// round is a place from which somebody with certain answers kept never gets out.
type round struct {
	at   *node
	kept string // the answers, for people
}

// maxRounds bounds the states looked at in one circle of steps. One with more is
// refused: it hangs on more answers at once than anybody could follow.
const maxRounds = 20000

// rounds looks at circles of steps once more, with what is kept followed exactly: in
// a set of values each "if" may hold for somebody, but for one person it holds each
// time or never. Whoever can't get out of a circle, whatever they answer in it, is
// stranded by the script and not by themselves. What the person has no say in (is the
// phone shared, their language) stays as it is all the time.
// Circles in which nothing is asked are another rule's.
func (p *proof) rounds(good map[int]bool, spin map[bot.Place]bool) (all []round) {
	circles := map[int][]int{}
	for i := range p.nodes {
		if p.nodes[i].env != nil {
			circles[p.comp[i]] = append(circles[p.comp[i]], i)
		}
	}
	for i := range p.nodes {
		circle := circles[p.comp[i]]
		if len(circle) == 0 || circle[0] != i || slices.ContainsFunc(circle, func(j int) bool { return spin[p.nodes[j].place] }) {
			continue
		}
		w := &walker{p: p, in: map[int]bool{}}
		for _, j := range circle {
			w.in[j] = true
		}
		w.allOut(circle)
		circle = slices.DeleteFunc(circle, func(j int) bool { return !w.in[j] })
		for _, j := range circle {
			w.look(&p.nodes[j])
		}
		if len(circle) == 0 {
			continue
		}
		if r, ok := w.stranded(circle, good); ok {
			all = append(all, r)
		}
	}
	return all
}

// walker walks one circle of steps with what is kept.
type walker struct {
	p      *proof
	in     map[int]bool
	facets []facet // what its steps ask of what was kept before
	seen   map[state]bool
	back   map[state][]state
	out    []state // those from which something leads out
	over   bool    // there were too many
}

// facet is what is followed of a name: its value, or, where it may hold several at
// once, whether one of them is among them.
type facet struct {
	name  int
	value valueSet // 0 = all of it
}

// facts are the facets in one state: the number of the value's bit, or 1 for "is
// among them" and 0 for "is not".
type facts [16]int8

// state is a step and what is kept there.
type state struct {
	at int
	facts
}

// look notes what a step asks of what was kept before it.
func (w *walker) look(n *node) {
	for _, t := range n.branches {
		if t.name < 0 || t.name == n.own {
			continue
		}
		f := w.facetOf(t)
		switch {
		case slices.Contains(w.facets, f):
		case len(w.facets) < len(facts{}):
			w.facets = append(w.facets, f)
		default:
			w.over = true
		}
	}
}

// facetOf is what a test looks at.
func (w *walker) facetOf(t test) facet {
	f := facet{name: t.name}
	if w.p.vars[t.name].several {
		f.value = t.value
	}
	return f
}

// allOut takes those steps out of the circle from which somebody gets out even if
// whatever was kept before is against them: what they answer now is theirs to choose,
// but each "if" about something else goes the wrong way. That is quick to see and
// holds for nearly all. What is left is come to from those that were taken out, with
// all that may be kept there, so that it may be refused for answers that nobody has
// together, and never let pass for some that somebody has.
func (w *walker) allOut(circle []int) {
	for again := true; again; {
		again = false
		for _, i := range slices.Backward(circle) {
			if w.in[i] && w.getsOut(&w.p.nodes[i], func(to int) bool { return to < 0 || !w.in[to] }) {
				delete(w.in, i)
				again = true
			}
		}
	}
}

// getsOut reports whether a step leads to where is holds, whatever was kept before.
func (w *walker) getsOut(n *node, is func(to int) bool) bool {
	if n.step.Handoff != nil {
		return true
	}
	if n.step.Offer != nil { // there may be no time to book
		to, _ := w.p.target(n, n.step.Offer.None)
		return is(to)
	}
	// Who has a code word is not asked, and nobody hits on a word that is not shown.
	theirs := n.step.Answer.Kind != bot.AnswerCodeWord && n.answers&other == 0
	out, decided := false, false
	w.p.leave(n, func(part string, to int, _ env) {
		if decided || part == "unclear" {
			return
		}
		own := false
		if k, is := strings.CutPrefix(part, "if"); is {
			own = theirs && n.own >= 0 && n.branches[atoi(k)].name == n.own
		}
		switch good := is(to); {
		case part == "then", own && good, !own && !good:
			out, decided = good, true
		}
	})
	return out
}

// stranded finds a state of the circle from which no answer leads out. Every state in
// which a talk may come into it is begun with.
func (w *walker) stranded(circle []int, good map[int]bool) (round, bool) {
	w.seen, w.back = map[state]bool{}, map[state][]state{}
	var todo []state
	come := func(from *state, to state) {
		if from != nil {
			w.back[to] = append(w.back[to], *from)
		}
		if !w.seen[to] {
			if w.over = w.over || len(w.seen) >= maxRounds; !w.over {
				w.seen[to] = true
				todo = append(todo, to)
			}
		}
	}
	w.begin(func(at int, e env) { w.spread(at, e, func(s state) { come(nil, s) }) })
	var order []state
	for len(todo) > 0 && !w.over {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		order = append(order, s)
		w.step(s, come)
	}
	if w.over { // better to refuse what nobody can follow
		return round{&w.p.nodes[circle[0]], " with some of the answers"}, true
	}
	free := map[state]bool{}
	todo = w.out
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !free[s] {
			free[s] = true
			todo = append(todo, w.back[s]...)
		}
	}
	slices.SortFunc(order, func(a, b state) int {
		return cmp.Or(a.at-b.at, slices.Compare(a.facts[:], b.facts[:]))
	})
	for _, s := range order {
		if !free[s] && good[s.at] { // or else it is said already
			return round{&w.p.nodes[s.at], w.kept(s.facts)}, true
		}
	}
	return round{}, false
}

// begin lists how talks come into the circle: where they begin, from steps outside of
// it, and back to a question of it from one that comes later.
func (w *walker) begin(come func(at int, e env)) {
	p := w.p
	fresh, any := p.entries()
	for _, i := range fresh {
		if w.in[i] {
			come(i, p.nothing())
		}
	}
	for _, i := range any {
		if w.in[i] {
			come(i, env{})
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		switch {
		case n.env == nil:
		case !w.in[i]:
			if slices.ContainsFunc(n.out, func(to int) bool { return w.in[to] }) {
				p.leave(n, func(_ string, to int, e env) {
					if w.in[to] {
						come(to, e)
					}
				})
			}
		case n.step.Waits():
			for _, to := range n.out {
				if !w.in[to] && slices.ContainsFunc(w.facets, func(f facet) bool { return p.nodes[to].later.has(f.name) }) {
					come(i, p.waited(n, *n.env))
				}
			}
		}
	}
}

// spread lists the states that a set of values allows at a step.
func (w *walker) spread(at int, e env, f func(state)) {
	all := []facts{{}}
	for k := range w.facets {
		all = w.each(all, k, w.p.get(e, w.facets[k].name))
	}
	for _, x := range all {
		f(state{at, x})
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

// answersOf lists what somebody may answer at a step, each as what is kept then. Of
// several at once only what something looks at is told apart; who skips such a
// question has chosen nothing.
func (w *walker) answersOf(n *node) []valueSet {
	set := n.answers
	if set&other != 0 { // in their own words: nobody hits on one that is not shown
		set = other
	}
	if n.step.Answer.Kind != bot.AnswerChoices {
		all := single(set)
		if n.step.Answer.Kind == bot.AnswerCodeWord { // who has one is not asked
			all = append(all, unset)
		}
		return all
	}
	v := &w.p.vars[n.own]
	var all []valueSet
	if skip, ok := v.bit[n.step.Answer.SkipAs]; ok && n.step.Answer.SkipAs != "" {
		all, set = append(all, skip), set&^skip
	}
	looked := valueSet(0)
	for _, t := range n.branches {
		if t.name == n.own {
			looked |= t.value
		}
	}
	for _, f := range w.facets {
		if f.name == n.own {
			looked |= f.value
		}
	}
	chosen := []valueSet{set &^ looked & -(set &^ looked)} // one that nothing looks at, or none
	for _, v := range single(set & looked) {
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

// step follows all that may come next from a state.
func (w *walker) step(s state, come func(from *state, to state)) {
	n := &w.p.nodes[s.at]
	all := []facts{s.facts}
	for _, a := range n.assigns {
		var set []facts
		for _, x := range all {
			for _, v := range single(a.values) {
				set = append(set, w.given(x, a.name, v))
			}
		}
		all = set
	}
	from := &s
	if len(all) > 1 { // which of them it is nobody chooses: only what they all do leads out
		from = nil
	}
	out := true
	for _, x := range all {
		out = w.leave(n, x, func(to int, x facts, theirs bool) {
			if theirs {
				come(from, state{to, x})
			} else {
				come(nil, state{to, x})
			}
		}) && out
	}
	if out || n.step.Handoff != nil {
		w.out = append(w.out, s)
	}
}

// leave calls inside for each way from a step that stays in the circle, theirs if
// somebody can choose it, and reports whether they can choose one that does not.
func (w *walker) leave(n *node, x facts, inside func(to int, x facts, theirs bool)) (out bool) {
	way := func(part string, to int, x facts) {
		theirs := part != "unclear" && part != "booked" // it is come to, and is no way out: there may be no time to book
		if to >= 0 && w.in[to] {
			inside(to, x, theirs)
		} else if theirs {
			out = true
		}
	}
	target := func(t bot.Target) int { to, _ := w.p.target(n, t); return to }
	if !n.step.Unclear.Next.IsZero() {
		way("unclear", target(n.step.Unclear.Next), x)
	}
	switch o := n.step.Offer; {
	case o != nil:
		way("none", target(o.None), x)
		way("booked", target(o.Booked), x)
	case n.own < 0:
		w.branch(n, x, 0, func(part string, to int) { way(part, to, x) })
	default:
		for _, answer := range w.answersOf(n) {
			kept := w.given(x, n.own, answer)
			w.branch(n, kept, answer, func(part string, to int) { way(part, to, kept) })
		}
	}
	return out
}

// branch calls way for what a step leads to with what is kept, and what was answered.
func (w *walker) branch(n *node, x facts, answer valueSet, way func(part string, to int)) {
	for i, t := range n.branches {
		mayHold, mayFail := true, true
		if t.name >= 0 && t.value != other { // several values share that
			is := false
			if t.name == n.own {
				is = answer&t.value != 0
			} else if k := slices.Index(w.facets, w.facetOf(t)); w.facets[k].value != 0 {
				is = x[k] == 1
			} else {
				is = valueSet(1)<<x[k] == t.value
			}
			mayHold = is != t.not
			mayFail = !mayHold
		}
		if mayHold {
			way("if"+itoa(i), t.to)
		}
		if !mayFail {
			return
		}
	}
	to, _ := w.p.target(n, n.step.Then)
	way("then", to)
}

// kept says what is kept in a state.
func (w *walker) kept(x facts) string {
	var all []string
	for k, f := range w.facets {
		v := &w.p.vars[f.name]
		look, is := valueSet(1)<<x[k], ""
		if f.value != 0 {
			look = f.value
			if x[k] == 0 {
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
