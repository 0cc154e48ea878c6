package flows

import (
	"slices"

	"nightdesk/bot"
)

// round is a place from which somebody with certain answers kept never gets out.
type round struct {
	at   *node
	kept string // the answers, for people
}

// rounds looks at circles of steps once more, with what is kept followed exactly: in
// a set of values each "if" may hold for somebody, but for one person it holds each
// time or never. Whoever can't get out of a circle, whatever they answer in it, is
// stranded by the script and not by themselves. What the person has no say in (is the
// phone shared, their language) stays as it is all the time.
// Circles in which nothing is asked are another rule's.
func (p *proof) rounds(good []bool, spin []bool) (all []round) {
	w := &walker{p: p, in: make([]bool, len(p.nodes)), queued: make([]bool, len(p.nodes)), room: maxWalked + maxRounds*len(p.nodes)/1000}
	for _, circle := range p.circles {
		if len(circle) == 1 && !slices.Contains(p.nodes[circle[0]].out, circle[0]) {
			continue
		}
		var come []int
		for _, i := range circle {
			if p.nodes[i].come {
				come = append(come, i)
			}
		}
		if slices.ContainsFunc(come, func(i int) bool { return spin[i] }) {
			continue
		}
		left := w.allOut(come)
		if r, ok := w.stranded(left, good); ok {
			all = append(all, r)
		}
		for _, i := range left {
			w.in[i] = false
		}
	}
	return all
}

// walker walks one circle of steps after the other with what is kept.
type walker struct {
	p      *proof
	in     []bool // those of the circle that are still in question
	queued []bool
	room   int // how much it may still walk, in all circles

	facets  []facet // what the steps of the circle ask of what was kept before
	looked  map[int]looked
	answers map[int][]valueSet
	seen    map[state]bool
	begun   map[begun]bool
	back    map[state][]state
	todo    []state
	out     []state // those from which something leads out
	over    bool    // there were too many
}

// allOut takes those steps out of a circle from which somebody gets out even if
// whatever was kept before is against them: what they answer now is theirs to choose,
// but each "if" about something else goes the wrong way. That is quick to see and
// holds for nearly all. What is left is come to from those that were taken out, with
// all that may be kept there, so that it may be refused for answers that nobody has
// together, and never let pass for some that somebody has.
func (w *walker) allOut(circle []int) (left []int) {
	todo := slices.Clone(circle)
	for _, i := range circle {
		w.in[i], w.queued[i] = true, true
	}
	out := func(to int) bool { return to == gone || !w.in[to] }
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		w.queued[i] = false
		if !w.in[i] || !w.getsOut(&w.p.nodes[i], out) {
			continue
		}
		w.in[i] = false
		for _, from := range w.p.nodes[i].in {
			if w.in[from] && !w.queued[from] {
				w.queued[from] = true
				todo = append(todo, from)
			}
		}
	}
	left = slices.DeleteFunc(circle, func(i int) bool { return !w.in[i] })
	slices.Sort(left)
	return left
}

// getsOut reports whether a step leads to where is holds, whatever was kept before.
func (w *walker) getsOut(n *node, is func(to int) bool) bool {
	if n.step.Handoff != nil {
		return true
	}
	if n.step.Offer != nil { // there may be no time to book
		return is(n.none)
	}
	// Who has a code word is not asked, and nobody hits on a word that is not shown.
	theirs := n.step.Answer.Kind != bot.AnswerCodeWord && n.answers&other == 0
	out, decided := false, false
	w.p.leave(n, func(by part, to int, _ env) {
		if decided || by == byUnclear {
			return
		}
		own := by >= 0 && theirs && n.own >= 0 && n.branches[by].name == n.own
		if good := is(to); by == byThen || good == own {
			out, decided = good, true
		}
	})
	return out
}

// stranded finds a state of the circle from which no answer leads out. Every state in
// which a talk may come into it is begun with.
func (w *walker) stranded(circle []int, good []bool) (round, bool) {
	if len(circle) == 0 {
		return round{}, false
	}
	w.reset(circle)
	w.begin(circle)
	var order []state
	for len(w.todo) > 0 && !w.over {
		s := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		order = append(order, s)
		w.step(s)
	}
	if w.over { // better to refuse what nobody can follow
		return round{&w.p.nodes[circle[0]], " with some of the answers"}, true
	}
	free := w.free()
	slices.SortFunc(order, w.compare)
	for _, s := range order {
		if !free[s] && good[s.at] { // or else it is said already
			return round{&w.p.nodes[s.at], w.kept(s)}, true
		}
	}
	return round{}, false
}

// free are the states from which somebody can choose a way out.
func (w *walker) free() map[state]bool {
	free := map[state]bool{}
	for todo := w.out; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !free[s] {
			free[s] = true
			todo = append(todo, w.back[s]...)
		}
	}
	return free
}

// step follows all that may come next from a state.
func (w *walker) step(s state) {
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
				w.come(from, to, x)
			} else {
				w.come(nil, to, x)
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
	way := func(by part, to int, x facts) {
		theirs := by != byUnclear && by != byBooked // it is come to, and is no way out: there may be no time to book
		if to != gone && w.in[to] {
			inside(to, x, theirs)
		} else if theirs {
			out = true
		}
	}
	if !n.step.Unclear.Next.IsZero() {
		way(byUnclear, n.unclear, x)
	}
	switch {
	case n.step.Offer != nil:
		way(byNone, n.none, x)
		way(byBooked, n.booked, x)
	case n.own < 0:
		w.branch(n, x, 0, func(by part, to int) { way(by, to, x) })
	default:
		for _, answer := range w.answersOf(n) {
			kept := w.given(x, n.own, answer)
			w.branch(n, kept, answer, func(by part, to int) { way(by, to, kept) })
		}
	}
	return out
}

// branch calls way for what a step leads to with what is kept, and what was answered.
func (w *walker) branch(n *node, x facts, answer valueSet, way func(by part, to int)) {
	for i, t := range n.branches {
		w.room--
		mayHold, mayFail := true, true
		if t.name >= 0 && t.value != other { // several values share that
			mayHold = w.is(n, t, x, answer) != t.not
			mayFail = !mayHold
		}
		if mayHold {
			way(part(i), t.to)
		}
		if !mayFail {
			return
		}
	}
	way(byThen, n.then)
}

// is reports whether what a test looks at has its value.
func (w *walker) is(n *node, t test, x facts, answer valueSet) bool {
	if t.name == n.own {
		return answer&t.value != 0
	}
	k := slices.Index(w.facets, w.facetOf(t))
	if w.facets[k].value != 0 {
		return x[k] == 1
	}
	return valueSet(1)<<x[k] == t.value
}
