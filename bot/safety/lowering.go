package safety

// negReach, pastReach and besideReach are how many words a denial, an old-time
// marker and an exception reach. Beyond it they speak of something else.
const (
	negReach    = 7
	pastReach   = 12
	besideReach = 4
)

// negated reports whether a denial directly governs what was found: only words
// that carry it on stand between ("not | going to | hurt myself"), and no "but"
// takes it back afterwards.
func (s *scan) negated(hit span) bool {
	t := &s.t
	for i := hit.from; i < hit.to; i++ {
		if t.is(i, t.lex.negation) {
			return false // the denial is part of the danger: "not breathing"
		}
	}
	for i := hit.from; i > 0 && hit.from-i < negReach && !t.list[i].stop; i-- {
		switch {
		case t.is(i-1, t.lex.negation):
			return !s.takenBack(hit.to)
		case !t.is(i-1, t.lex.negPass) && !t.is(i-1, t.lex.filler):
			return false
		}
	}
	return false
}

// takenBack reports whether "but", "except" or "just" follows, with something
// other than everyday business after it.
func (s *scan) takenBack(from int) bool {
	t := &s.t
	for i := from; i < len(t.list); i++ {
		if !t.is(i, t.lex.but) {
			continue
		}
		for j := i + 1; j < len(t.list) && j <= i+4; j++ {
			if t.is(j, t.lex.benign) {
				return false
			}
		}
		return i+1 < len(t.list)
	}
	return false
}

// longAgo reports whether an old-time marker near what was found puts it in the
// past, and nothing says that it is so now or again.
func (s *scan) longAgo(hit span) bool {
	if len(s.past) == 0 {
		return false
	}
	t := &s.t
	for i := max(0, hit.from-2); i < hit.to; i++ {
		if t.is(i, t.lex.present) {
			return false
		}
	}
	for i := hit.to; i < len(t.list); i++ {
		if t.is(i, t.lex.again) {
			return false
		}
	}
	for _, m := range s.past {
		if s.near(m, hit) && !s.sinceThen(m, hit) {
			return true
		}
	}
	return false
}

// sinceThen reports whether the text comes to the present between an old-time
// marker and what was found: "I used to be fine but now".
func (s *scan) sinceThen(marker, hit span) bool {
	for i := marker.to; i < hit.from; i++ {
		if s.t.is(i, s.t.lex.nowadays) {
			return true
		}
	}
	return false
}

// near reports whether a and b stand in one sentence, close together.
func (s *scan) near(a, b span) bool {
	if a.from > b.from {
		a, b = b, a
	}
	if b.from-a.to > pastReach {
		return false
	}
	for i := a.to; i <= b.from && i < len(s.t.list); i++ {
		if s.t.list[i].stop && i > a.from {
			return false
		}
	}
	return true
}

// beside reports whether a and b overlap or stand a few words apart in one
// sentence.
func (s *scan) beside(a, b span) bool {
	if a.from > b.from {
		a, b = b, a
	}
	if b.from-a.to > besideReach {
		return false
	}
	for i := max(a.from+1, a.to); i <= b.from && i < len(s.t.list); i++ {
		if s.t.list[i].stop {
			return false
		}
	}
	return true
}
