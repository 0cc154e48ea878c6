package flows

import (
	"math/bits"
	"slices"
)

// origin says what may be kept under a name after a step, before its own answer is:
// what may be before it, or a set.
type origin struct {
	from int // in before, or -1
	set  valueSet
	// later: the name may be kept in this circle of steps or after it; beyond: in
	// another circle that the step leads to.
	later, beyond bool
}

// maxCarried bounds how many names are followed through a step, on the average of all
// steps. Scripts with more are refused: nobody could say what happens in them.
const maxCarried = 200

// follow finds out which names are looked at from each step on, before they are kept
// anew: only these are followed. It goes through the names 64 at a time, one bit each.
func (p *proof) follow() {
	room := maxCarried * (len(p.nodes) + 64)
	b := &batch{p: p, looked: make([]uint64, len(p.nodes)), kept: make([]uint64, len(p.nodes)), live: make([]uint64, len(p.nodes)),
		later: make([]uint64, len(p.circles)), queued: make([]bool, len(p.nodes))}
	for b.first = 0; b.first < len(p.vars) && room >= 0; b.first += 64 {
		room -= b.run()
	}
	p.crowded = room < 0
	for i := range p.nodes {
		n := &p.nodes[i]
		n.ownAt = find(n.after, n.own)
		for k := range n.branches {
			t := &n.branches[k]
			if t.at = find(n.after, t.name); t.at < 0 {
				t.name = -1
			}
		}
	}
}

// find is the place of a name in a list of them, or -1.
func find(names []int, name int) int {
	if at, ok := slices.BinarySearch(names, name); ok {
		return at
	}
	return -1
}

// batch is the names from first on, a bit each.
type batch struct {
	p            *proof
	first        int
	looked, kept []uint64 // at each node
	live         []uint64 // looked at from each node on
	later        []uint64 // kept in each circle or after it
	todo, seen   []int
	queued       []bool
}

// run notes the names of a batch at each step that they matter to, and counts them.
func (b *batch) run() (noted int) {
	p := b.p
	clear(b.looked)
	clear(b.kept)
	clear(b.live)
	for k := range p.vars[b.first:min(b.first+64, len(p.vars))] {
		v := &p.vars[b.first+k]
		for _, i := range v.looked {
			b.looked[i] |= 1 << k
			b.push(i)
		}
		for _, i := range v.kept {
			b.kept[i] |= 1 << k
		}
	}
	for k, circle := range p.circles { // those that they lead to are before them
		b.later[k] = 0
		for _, i := range circle {
			b.later[k] |= b.kept[i]
			for _, to := range p.nodes[i].out {
				b.later[k] |= b.later[p.circle[to]]
			}
		}
	}
	b.spread()
	slices.Sort(b.seen)
	for _, i := range slices.Compact(b.seen) {
		noted += b.note(i)
	}
	b.seen = b.seen[:0]
	return noted
}

func (b *batch) push(i int) {
	if !b.queued[i] {
		b.queued[i] = true
		b.todo = append(b.todo, i)
	}
}

// spread carries names back from where they are looked at to where they are kept.
func (b *batch) spread() {
	for len(b.todo) > 0 {
		i := b.todo[len(b.todo)-1]
		b.todo = b.todo[:len(b.todo)-1]
		b.queued[i] = false
		b.seen = append(b.seen, i)
		if live := b.after(i) &^ b.kept[i]; live != b.live[i] {
			b.live[i] = live
			for _, from := range b.p.nodes[i].in {
				b.push(from)
			}
		}
	}
}

// after are the names that are looked at by a step or after it.
func (b *batch) after(i int) uint64 {
	names := b.looked[i]
	for _, to := range b.p.nodes[i].out {
		names |= b.live[to]
	}
	return names
}

// note writes down at a node the names that matter there. A step that waits forgets
// those which may be kept later: whoever answers may have come back from there. It
// forgets what the engine decides as well.
func (b *batch) note(i int) (noted int) {
	p, n := b.p, &b.p.nodes[i]
	later, beyond := b.later[p.circle[i]], uint64(0)
	for _, to := range n.out {
		if p.circle[to] != p.circle[i] {
			beyond |= b.later[p.circle[to]]
		}
	}
	for rest := b.after(i); rest != 0; rest &= rest - 1 {
		bit := rest & -rest
		id := b.first + bits.TrailingZeros64(bit)
		o := origin{from: -1, later: later&bit != 0, beyond: beyond&bit != 0}
		if b.live[i]&bit != 0 {
			o.from = len(n.before)
			n.before = append(n.before, id)
			noted++
		}
		if v := &p.vars[id]; n.step.Waits() && (o.later || v.moment) {
			o.from, o.set = -1, v.all
		}
		for _, a := range n.assigns {
			if a.name == id && !n.step.Waits() {
				o.set = a.values
			}
		}
		n.after, n.origins = append(n.after, id), append(n.origins, o)
		noted++
	}
	return noted
}
