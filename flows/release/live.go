package release

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Live is the release that new conversations begin with at a time; the zero Release
// before the first. Of all that run then, it is the one that was published last: what
// is published covers the whole time it was published for, and holds what else was
// scheduled there (see Plan). So one that ends, or is withdrawn, gives way to the one
// before it, and nothing but the stored releases and the time decides.
func Live(r bot.Releases, at time.Time) bot.Release {
	for _, x := range slices.Backward(r.List) {
		if runs(x, at) {
			return x
		}
	}
	return bot.Release{}
}

// runs reports whether x is not over, not withdrawn and has begun.
func runs(x bot.Release, at time.Time) bool {
	end := x.Ends()
	return !x.From.After(at) && (end.IsZero() || end.After(at))
}

// Term is a time for which one release is live: until the next term begins.
type Term struct {
	From    time.Time
	Release bot.Release // Number 0: none is
}

// Timeline is what is live at a time and from then on, in order, as far as it is
// known: whoever has it can change over by themselves.
func Timeline(r bot.Releases, at time.Time) []Term {
	var terms []Term
	for _, m := range moments(r, at) {
		x := Live(r, m)
		if len(terms) == 0 || terms[len(terms)-1].Release.Number != x.Number {
			terms = append(terms, Term{m, x})
		}
	}
	return terms
}

// moments are a time and all later ones at which something begins or ends, in order.
func moments(r bot.Releases, at time.Time) []time.Time {
	all := []time.Time{at}
	for _, x := range r.List {
		for _, m := range []time.Time{x.From, x.Until, x.Withdrawn} {
			if m.After(at) {
				all = append(all, m)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// At is the release of a timeline that is live at a time; the first one before it
// begins.
func At(terms []Term, at time.Time) bot.Release {
	for _, t := range slices.Backward(terms) {
		if !t.From.After(at) {
			return t.Release
		}
	}
	if len(terms) > 0 {
		return terms[0].Release
	}
	return bot.Release{}
}

// Alive are the releases that count from a time on: those that run or are scheduled,
// and are not covered by a later one for all of the time they have left. Oldest first.
func Alive(r bot.Releases, at time.Time) []bot.Release {
	var alive []bot.Release
	for i, x := range r.List {
		if end := x.Ends(); !end.IsZero() && !end.After(later(x.From, at)) {
			continue
		}
		if !slices.ContainsFunc(r.List[i+1:], func(y bot.Release) bool { return covers(y, x, at) }) {
			alive = append(alive, x)
		}
	}
	return alive
}

// IsAlive reports whether a release is one of them.
func IsAlive(r bot.Releases, number int, at time.Time) bool {
	return slices.ContainsFunc(Alive(r, at), func(x bot.Release) bool { return x.Number == number })
}

// covers reports whether y runs for all of the time that x has left.
func covers(y, x bot.Release, at time.Time) bool {
	yEnd, xEnd := y.Ends(), x.Ends()
	begins := !y.From.After(later(x.From, at))
	ends := yEnd.IsZero() || !xEnd.IsZero() && !yEnd.Before(xEnd)
	return begins && ends && (yEnd.IsZero() || yEnd.After(y.From))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// earlier is the earlier of two ends, where zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
