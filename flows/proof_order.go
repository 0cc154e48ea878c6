package flows

import (
	"container/heap"
	"slices"
	"sort"
)

// arrange finds circles of steps, and an order in which steps come before those they
// lead to (by one walk in depth; circles by Tarjan, 1972).
func (p *proof) arrange() {
	w := &depth{p: p, index: make([]int, len(p.nodes)), low: make([]int, len(p.nodes)), left: make([]int, len(p.nodes))}
	p.circle, p.turn = make([]int, len(p.nodes)), make([]int, len(p.nodes))
	for i := range p.nodes {
		if w.index[i] == 0 {
			w.visit(i)
		}
	}
	turn := 0
	for _, circle := range slices.Backward(p.circles) {
		slices.SortFunc(circle, func(a, b int) int { return w.left[b] - w.left[a] })
		for _, i := range circle {
			p.turn[i] = turn
			turn++
		}
	}
}

// depth is a walk in depth through all steps.
type depth struct {
	p          *proof
	index, low []int // from 1, in the order of coming
	left       []int // in the order of leaving
	stack      []int
	come, gone int
}

func (w *depth) visit(i int) {
	const open = -1
	w.come++
	w.index[i], w.low[i], w.p.circle[i] = w.come, w.come, open
	w.stack = append(w.stack, i)
	for _, to := range w.p.nodes[i].out {
		if w.index[to] == 0 {
			w.visit(to)
			w.low[i] = min(w.low[i], w.low[to])
		} else if w.p.circle[to] == open {
			w.low[i] = min(w.low[i], w.index[to])
		}
	}
	w.gone++
	w.left[i] = w.gone
	if w.low[i] != w.index[i] {
		return
	}
	from := len(w.stack) - 1
	for w.stack[from] != i {
		from--
	}
	circle := slices.Clone(w.stack[from:])
	w.stack = w.stack[:from]
	for _, j := range circle {
		w.p.circle[j] = len(w.p.circles)
	}
	w.p.circles = append(w.p.circles, circle)
}

// turns are the places of nodes in the order; the first is at hand.
type turns struct {
	sort.IntSlice
	node []int // by its turn
}

func (t *turns) Push(x any) { t.IntSlice = append(t.IntSlice, x.(int)) }

func (t *turns) Pop() any {
	last := t.IntSlice[len(t.IntSlice)-1]
	t.IntSlice = t.IntSlice[:len(t.IntSlice)-1]
	return last
}

// queue notes that a node is to be looked at.
func (p *proof) queue(i int) {
	if n := &p.nodes[i]; !n.queued {
		n.queued = true
		heap.Push(&p.waiting, p.turn[i])
	}
}

// next is the node to look at, the first in order; false = there is none.
func (p *proof) next() (*node, bool) {
	if p.waiting.Len() == 0 {
		return nil, false
	}
	n := &p.nodes[p.waiting.node[heap.Pop(&p.waiting).(int)]]
	n.queued = false
	return n, true
}
