package flows

import (
	"cmp"
	"slices"
)

// lay gives every node its row and its place in it: a node stands below all that lead
// to it, but for arrows that go back; within a row nodes stand near those above them.
func (o *outline) lay() {
	g := &o.g
	out := make([][]int, len(g.Nodes)) // edges by node
	for i, e := range g.Edges {
		out[e.From] = append(out[e.From], i)
	}
	order := o.backEdges(out)
	for _, n := range order {
		for _, e := range out[n] {
			if edge := g.Edges[e]; !edge.Back {
				g.Nodes[edge.To].Rank = max(g.Nodes[edge.To].Rank, g.Nodes[n].Rank+1)
			}
		}
	}
	var rows [][]int
	for i, n := range g.Nodes {
		for len(rows) <= n.Rank {
			rows = append(rows, nil)
		}
		rows[n.Rank] = append(rows[n.Rank], i)
	}
	o.untangle(rows)
	g.Ranks = len(rows)
	for _, row := range rows {
		g.Wide = max(g.Wide, len(row))
		for pos, n := range row {
			g.Nodes[n].Pos = pos
		}
	}
}

// backEdges marks arrows that close a circle, found from the start in the order of the
// script, and returns the nodes so that each comes before all it leads to.
func (o *outline) backEdges(out [][]int) []int {
	const open, done = 1, 2
	state := make([]int, len(o.g.Nodes))
	next := make([]int, len(o.g.Nodes))
	var order []int
	for root := range o.g.Nodes {
		if state[root] != 0 {
			continue
		}
		state[root] = open
		for way := []int{root}; len(way) > 0; {
			n := way[len(way)-1]
			if next[n] == len(out[n]) {
				state[n] = done
				order = append(order, n)
				way = way[:len(way)-1]
				continue
			}
			e := &o.g.Edges[out[n][next[n]]]
			next[n]++
			switch state[e.To] {
			case open:
				e.Back = true
			case 0:
				state[e.To] = open
				way = append(way, e.To)
			}
		}
	}
	slices.Reverse(order)
	return order
}

// untangle orders each row by where the nodes that lead to it, then those it leads to,
// stand on the average.
func (o *outline) untangle(rows [][]int) {
	n := len(o.g.Nodes)
	near := [2][][]int{make([][]int, n), make([][]int, n)} // above, below
	for _, e := range o.g.Edges {
		if !e.Back {
			near[0][e.To] = append(near[0][e.To], e.From)
			near[1][e.From] = append(near[1][e.From], e.To)
		}
	}
	pos := make([]float64, n)
	spread := func(row []int) {
		for i, k := range row {
			pos[k] = (float64(i) + 0.5) / float64(len(row))
		}
	}
	for _, row := range rows {
		spread(row)
	}
	for round := range 8 {
		side := near[round%2]
		for i := range rows {
			row := rows[i]
			if round%2 == 1 {
				row = rows[len(rows)-1-i]
			}
			mean := map[int]float64{}
			for _, k := range row {
				mean[k] = pos[k]
				if len(side[k]) > 0 {
					sum := 0.0
					for _, other := range side[k] {
						sum += pos[other]
					}
					mean[k] = sum / float64(len(side[k]))
				}
			}
			slices.SortStableFunc(row, func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
			spread(row)
		}
	}
}
