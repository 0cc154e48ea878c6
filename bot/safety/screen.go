package safety

import (
	"slices"
	"sync"
)

// lookBack is how many earlier texts are read together with this one.
const lookBack = 3

// Screen says what danger a text speaks of. Earlier are the person's last texts
// within 15 minutes, oldest first; they are read only to complete a text sent in
// pieces ("hes not", "breathing"): what they said by themselves was answered
// then and is not raised again.
func Screen(text string, earlier ...string) Finding {
	f, lowered := rules(text, earlier)
	f.weigh(text, earlier, lowered)
	return f
}

// Rules is what the rules alone find, for those who measure or teach the model.
func Rules(text string) Finding {
	f, _ := rules(text, nil)
	return f
}

// rules holds a text against the tables. lowered says that the text by itself, not
// the ones before it, speaks of danger that is denied, past or only feared, or of a death.
func rules(text string, earlier []string) (f Finding, lowered bool) {
	s := scans.Get().(*scan)
	defer scans.Put(s)
	s.begin()
	s.t.add(text)
	s.run(0)
	lowered = s.out.Tagged(TagDenial) || s.out.Tagged(TagHistory) || s.out.Tagged(TagWorry) || s.out.Tagged(TagGrief)
	if len(earlier) > 0 {
		s.t.reset()
		for _, e := range earlier[max(0, len(earlier)-lookBack):] {
			s.t.add(e)
		}
		from := len(s.t.list)
		s.t.add(text)
		if from > 0 && from < len(s.t.list) {
			s.run(from)
		}
	}
	f = s.finding()
	f.settle(text)
	f.ownGoodbye(text, len(earlier) > 0)
	if OtherLanguage(text) {
		f.tag(TagOtherLanguage)
	}
	slices.Sort(f.Tags)
	slices.Sort(f.Signals)
	return f, lowered
}

// scans are workspaces, used again and again.
var scans = sync.Pool{New: func() any {
	lex := tables()
	return &scan{t: tokens{lex: lex, list: make([]token, 0, 64), union: make([]uint64, lex.width), buf: make([]byte, 0, 64)}}
}}

// begin makes a used workspace ready.
func (s *scan) begin() {
	s.t.reset()
	clear(s.raised[:])
	s.out = Finding{}
}

func (t *tokens) reset() {
	t.list, t.stop = t.list[:0], false
	clear(t.union)
}

func (f *Finding) tag(tag string) {
	if !slices.Contains(f.Tags, tag) {
		f.Tags = append(f.Tags, tag)
	}
}

// scan is one text being screened.
type scan struct {
	t      tokens
	raised [len(labels)]Strength // by rank; zero means nothing, else Strength+1
	out    Finding
	past   []marker
	at     span // where the rule at hand was found
}

// run reads the tokens. With from > 0 only what needs tokens on both sides of
// it counts.
func (s *scan) run(from int) {
	for p := range s.t.lex.tags.candidates(s.t.union) {
		if hit, ok := s.t.find(&p.all[0], from); ok && !s.blocked(p) && !s.negated(hit) {
			for _, tag := range p.tags {
				s.out.tag(tag)
			}
		}
	}
	s.mask()
	s.past = s.past[:0]
	for p := range s.t.lex.past.candidates(s.t.union) {
		if hit, ok := s.t.find(&p.all[0], 0); ok && !s.blocked(p) {
			s.past = append(s.past, marker{hit, p.told, p.laughs})
		}
	}
	for p := range s.t.lex.rules.candidates(s.t.union) {
		if s.matches(p, from) {
			rank := p.label.rank()
			s.raised[rank] = max(s.raised[rank], p.strength+1)
			s.out.Signals = append(s.out.Signals, p.name)
			for _, tag := range p.tags {
				s.out.tag(tag)
			}
		}
	}
	slices.Sort(s.out.Signals)
	s.out.Signals = slices.Compact(s.out.Signals)
}

// mask takes figures of speech out of the text. All are found before any is
// taken out, so that one does not hide another.
func (s *scan) mask() {
	var backing [8]span
	hits := backing[:0]
	for p := range s.t.lex.idioms.candidates(s.t.union) {
		for at := 0; ; {
			hit, ok := s.t.find(&p.all[0], at)
			if !ok || s.blocked(p) {
				break
			}
			hits = append(hits, hit)
			for _, tag := range p.tags {
				s.out.tag(tag)
			}
			at = max(hit.to, hit.from+1)
		}
	}
	for _, h := range hits {
		for i := h.from; i < h.to; i++ {
			s.t.list[i].bits = s.t.lex.none
		}
	}
}

// blocked reports whether a sequence that p must not meet stands beside what
// was found: what a long text says elsewhere takes nothing back. Figures of
// speech, old times, and rules of several sequences look at the whole text.
func (s *scan) blocked(p *pattern) bool {
	whole := p.label == None || len(p.all) > 1
	for i := range p.unless {
		for at := 0; ; {
			hit, ok := s.t.find(&p.unless[i], at)
			if !ok {
				break
			}
			if whole || s.beside(hit, s.at) {
				return true
			}
			at = hit.from + 1
		}
	}
	return false
}

// matches reports whether the rule holds for the text, denial and the past
// considered.
func (s *scan) matches(p *pattern, from int) bool {
	before, after := false, false
	for i := range p.all {
		hit, ok := s.governed(p, i, from)
		if !ok {
			return false
		}
		before = before || hit.from < from
		after = after || hit.to > from
	}
	if from > 0 && (!before || !after) || s.blocked(p) {
		return false
	}
	return true
}

// governed finds the first place where sequence number n of p matches and
// stands. A denial or the past lowers through the first sequence alone.
func (s *scan) governed(p *pattern, n, from int) (span, bool) {
	alone := len(p.all) == 1
	for at := 0; ; {
		hit, ok := s.t.find(&p.all[n], at)
		if !ok || n > 0 {
			return hit, ok
		}
		at = hit.from + 1
		if alone && from > 0 && (hit.from >= from || hit.to <= from) {
			continue
		}
		if !p.negOK && s.negated(hit) {
			s.out.tag(TagDenial)
			continue
		}
		if !p.pastOK && s.longAgo(hit, p.label) {
			s.out.tag(TagHistory)
			continue
		}
		s.thirdParty(hit)
		return hit, true
	}
}

// thirdParty notes where a rule was found, and whether it speaks of another.
func (s *scan) thirdParty(hit span) {
	s.at = hit
	for i := max(0, hit.from-4); i < hit.to; i++ {
		if s.t.is(i, s.t.lex.person) {
			s.out.tag(TagThirdParty)
			return
		}
	}
}

// finding puts the raised labels in order. A sure label goes before an unsure
// one, so that a question never stands where the reply is already known; the
// withdrawal reply is the exception, for it does not answer danger.
func (s *scan) finding() Finding {
	f := s.out
	f.Label, f.Next = None, None
	for rank, strength := range s.raised {
		if strength == 0 {
			continue
		}
		l, sure := labels[rank], strength-1
		switch {
		case f.Label == None:
			f.Label, f.Strength = l, sure
		case f.Strength == Ask && sure == Act && l != Withdrawal:
			f.Next, f.Label, f.Strength = f.Label, l, sure
		case f.Next == None:
			f.Next = l
		}
	}
	return f
}
