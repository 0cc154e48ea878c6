package release

import "slices"

// op is what becomes of one thing in a list.
type op int8

const (
	stays op = iota
	goes
	comes
)

// edit is one thing of either list: old and new are its places, -1 in the list
// that it is not in.
type edit struct {
	op       op
	old, new int
}

// maxEdits bounds the work of edits: where more than that many things differ, all
// between the first and the last of them are said to be replaced.
const maxEdits = 1000

// edits is a shortest way from a list of n things to one of m, in the order of
// both (Myers, "An O(ND) Difference Algorithm", 1986). same compares thing i of the
// old list with thing j of the new.
func edits(n, m int, same func(i, j int) bool) []edit {
	head, tail := 0, 0
	for head < n && head < m && same(head, head) {
		head++
	}
	for tail < n-head && tail < m-head && same(n-1-tail, m-1-tail) {
		tail++
	}
	out := make([]edit, 0, n+m)
	for i := range head {
		out = append(out, edit{stays, i, i})
	}
	out = append(out, between(head, n-tail, m-tail, same)...)
	for i := range tail {
		out = append(out, edit{stays, n - tail + i, m - tail + i})
	}
	return out
}

// between is edits for what begins at head in both lists and ends at n and m.
func between(head, n, m int, same func(i, j int) bool) []edit {
	n, m = n-head, m-head
	var trace [][]int // furthest x by diagonal -d..d, after d edits
	furthest := map[int]int{1: 0}
	for d := 0; d <= min(n+m, maxEdits); d++ {
		row := make([]int, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := furthest[k-1] + 1
			if k == -d || k != d && furthest[k-1] < furthest[k+1] {
				x = furthest[k+1]
			}
			for x < n && x-k < m && same(head+x, head+x-k) {
				x++
			}
			furthest[k], row[k+d] = x, x
			if x >= n && x-k >= m {
				return back(append(trace, row), head, n, m)
			}
		}
		trace = append(trace, row)
	}
	out := make([]edit, 0, n+m)
	for i := range n {
		out = append(out, edit{goes, head + i, -1})
	}
	for j := range m {
		out = append(out, edit{comes, -1, head + j})
	}
	return out
}

// back reads the way off the trace, from its end at x, y.
func back(trace [][]int, head, x, y int) []edit {
	var out []edit
	stay := func(downTo int) {
		for x > downTo {
			x, y = x-1, y-1
			out = append(out, edit{stays, head + x, head + y})
		}
	}
	for d := len(trace) - 1; d > 0; d-- {
		before := func(k int) int { return trace[d-1][k+d-1] }
		if k := x - y; k == -d || k != d && before(k-1) < before(k+1) {
			stay(before(k + 1))
			y--
			out = append(out, edit{comes, -1, head + y})
		} else {
			stay(before(k-1) + 1)
			x--
			out = append(out, edit{goes, head + x, -1})
		}
	}
	stay(0)
	slices.Reverse(out)
	return out
}
