package report

import (
	"cmp"
	"maps"
	"slices"
)

// Given is how often one answer was given.
type Given struct {
	Answer string
	N      Count
	// Hidden says that neither number nor share is told.
	Hidden bool
	share  Share
}

// About is the number to the nearest five, or that it is hidden.
func (g Given) About() string {
	if g.Hidden {
		return TooFew
	}
	return g.N.About()
}

// Share is the part of all answers given that this one is. It is not known where the
// number is hidden.
func (g Given) Share() Share {
	if g.Hidden {
		return Share{}
	}
	return g.share
}

// Given is how often each answer of the step was given: those named, in their order,
// then any other that was counted. Fewer than Few are hidden, and with them, all told
// alike, the least of the others until those hidden cannot be found by taking what is
// shown from the whole. Where that cannot be had, nothing is told, not even that nobody
// chose an answer.
func (s Step) Given(named []string) []Given {
	all := make([]Given, 0, len(named))
	for _, name := range named {
		all = append(all, Given{Answer: name, N: Count(s.Chose[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Chose)) {
		if !slices.Contains(named, name) {
			all = append(all, Given{Answer: name, N: Count(s.Chose[name])})
		}
	}
	var total Count
	for _, g := range all {
		total += g.N
	}
	for i := range all {
		all[i].share = Share{all[i].N, total}
	}
	hide(all)
	return all
}

// hide marks what is not told.
func hide(all []Given) {
	var some []*Given // that were given at all, the least first
	for i := range all {
		if all[i].N > 0 {
			some = append(some, &all[i])
		}
	}
	slices.SortStableFunc(some, func(a, b *Given) int { return cmp.Compare(a.N, b.N) })
	var hidden, sum, last Count
	for _, g := range some {
		if g.N >= Few && g.N != last && (hidden == 0 || apart(hidden, sum)) { // of equals all are, or their place would tell
			return
		}
		g.Hidden = true
		hidden, sum, last = hidden+1, sum+g.N, g.N
	}
	if hidden == 0 || apart(hidden, sum) {
		return
	}
	for i := range all {
		all[i].Hidden = true
	}
}

// apart reports whether so many hidden numbers of a sum may be of several kinds: they
// are not one alone, not few together, and neither all the least nor all the most that
// a few can be.
func apart(hidden, sum Count) bool {
	return hidden > 1 && sum >= Few && sum > hidden && sum != hidden*(Few-1)
}
