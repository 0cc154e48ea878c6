package flows

import (
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

// maxRounds bounds the states looked at in one circle of steps; above it the sets of
// values alone must do, which may miss a circle that only some answers close.
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
			w.look(&p.nodes[j])
		}
		if len(w.names) == 0 {
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
	p     *proof
	in    map[int]bool
	names []int // that its steps look at and that are kept from before, at most eight
	seen  map[state]bool
	back  map[state][]state
	out   []state // those from which something leads out
	over  bool    // there were too many
}

// state is a step and which value each name has, as the number of its bit.
type state struct {
	at   int
	kept [8]int8
}

// look notes the names that a step looks at, besides its own answer.
func (w *walker) look(n *node) {
	for _, t := range n.branches {
		if t.name < 0 || t.name == n.own || slices.Contains(w.names, t.name) || w.p.vars[t.name].several {
			continue
		}
		if len(w.names) < len(state{}.kept) {
			w.names = append(w.names, t.name)
		}
	}
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
	if w.over {
		return round{}, false
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
		if a.at != b.at {
			return a.at - b.at
		}
		return slices.Compare(a.kept[:], b.kept[:])
	})
	for _, s := range order {
		if !free[s] && good[s.at] { // or else it is said already
			return round{&w.p.nodes[s.at], w.kept(s)}, true
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
				if !w.in[to] && slices.ContainsFunc(w.names, p.nodes[to].later.has) {
					come(i, p.waited(n, *n.env))
				}
			}
		}
	}
}

// spread lists the states that a set of values allows at a step.
func (w *walker) spread(at int, e env, f func(state)) {
	s := state{at: at}
	var pick func(k int)
	pick = func(k int) {
		if w.over {
			return
		}
		if k == len(w.names) {
			f(s)
			return
		}
		for set := w.p.get(e, w.names[k]); set != 0; set &= set - 1 {
			s.kept[k] = int8(bits.TrailingZeros64(uint64(set)))
			pick(k + 1)
		}
	}
	pick(0)
}

// step follows all that may come next from a state.
func (w *walker) step(s state, come func(from *state, to state)) {
	n := &w.p.nodes[s.at]
	out := n.step.Handoff != nil || n.step.Offer != nil
	e := env{}
	for k, name := range w.names {
		e = e.with(name, 1<<s.kept[k])
	}
	for _, a := range n.assigns {
		e = e.with(a.name, a.values)
	}
	way := func(part string, to int, e env) {
		switch {
		case to >= 0 && w.in[to]:
			w.spread(to, e, func(t state) {
				if part == "unclear" {
					come(nil, t)
				} else {
					come(&s, t)
				}
			})
		case part != "unclear":
			out = true
		}
	}
	if !n.step.Unclear.Next.IsZero() {
		to, _ := w.p.target(n, n.step.Unclear.Next)
		way("unclear", to, e)
	}
	if n.own < 0 {
		w.p.branch(n, e, way)
	} else {
		for set := n.answers; set != 0; set &= set - 1 {
			w.p.branch(n, e.with(n.own, set&-set), way)
		}
	}
	if out {
		w.out = append(w.out, s)
	}
}

// kept says what is kept in a state.
func (w *walker) kept(s state) string {
	var all []string
	for k, name := range w.names {
		v := &w.p.vars[name]
		what := "something else"
		if s.kept[k] == 0 {
			what = "nothing"
		}
		for value, bit := range v.bit {
			if bit == 1<<s.kept[k] && bit != other {
				what = `"` + value + `"`
			}
		}
		all = append(all, what+` kept as "`+v.name+`"`)
	}
	return strings.Join(all, " and ")
}
