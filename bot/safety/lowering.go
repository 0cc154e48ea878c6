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

// marker is where a text speaks of old times, of a film, a class or a dream, or
// laughs.
type marker struct {
	span
	told, laughs bool
}

// longAgo reports whether an old-time marker near what was found puts it in the
// past, and nothing says that it is so now or again; or whether it is only told,
// or laughed at.
func (s *scan) longAgo(hit span, l Label) bool {
	if len(s.past) == 0 {
		return false
	}
	now := s.saysNow(hit)
	for _, m := range s.past {
		switch {
		case m.laughs && (m.from < hit.to || !laughable(l)):
		case !m.told && !m.laughs && now:
		case s.near(m.span, hit) && !s.sinceThen(m.span, hit):
			return true
		}
	}
	return false
}

// laughable reports whether a laugh after a sign of l says that it is none: who
// wants to die laughs about it too, and so does who is dope sick.
func laughable(l Label) bool { return l != SuicideRisk && l != Withdrawal }

// saysNow reports whether what was found is said of today, or of something that
// goes on or comes back.
func (s *scan) saysNow(hit span) bool {
	t := &s.t
	for i := max(0, hit.from-2); i < hit.to; i++ {
		if t.is(i, t.lex.present) {
			return true
		}
	}
	for i := hit.to; i < len(t.list); i++ {
		if t.is(i, t.lex.again) {
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
