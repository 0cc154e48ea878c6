package safety

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// pattern is one line of a table: one or more sequences that must all match,
// and sequences that must not.
type pattern struct {
	name     string
	label    Label
	strength Strength
	all      []sequence
	unless   []sequence
	tags     []string
	// negOK and pastOK keep the finding even when a denial or an old-time marker
	// seems to govern it.
	negOK, pastOK bool
	// told marks what is told of a film, asked in class or dreamt: no tense makes
	// it so now. laughs marks laughter.
	told, laughs bool
}

// sequence is a row of elements that must follow one another.
type sequence struct {
	elements []element
	atStart  bool  // "^": nothing but filler before
	atEnd    bool  // "$": nothing but filler after
	need     []int // bits without which it cannot match
}

// element accepts one token, or, with gap, up to gap tokens of any kind.
type element struct {
	bit      int
	gap      int
	optional bool
	orEnd    bool // also matches the end of the text: "again/$"
}

// readPattern compiles "name | sequence && sequence !! sequence | options".
func (l *lexicon) readPattern(src source) error {
	parts := strings.Split(src.line, "|")
	if len(parts) < 2 || len(parts) > 3 {
		return errors.New("a pattern is \"name | words | options\"")
	}
	p := &pattern{name: strings.TrimSpace(parts[0]), label: None}
	if len(parts) == 3 {
		if err := p.options(parts[2]); err != nil {
			return err
		}
	}
	body, unless, _ := strings.Cut(parts[1], "!!")
	var err error
	if p.all, err = l.sequences(body, "&&"); err != nil {
		return err
	}
	if strings.TrimSpace(unless) != "" {
		if p.unless, err = l.sequences(unless, "!!"); err != nil {
			return err
		}
	}
	return l.file(p, src.section)
}

func (p *pattern) options(s string) error {
	for o := range strings.FieldsSeq(s) {
		switch {
		case o == "negok":
			p.negOK = true
		case o == "pastok":
			p.pastOK = true
		case o[0] == '+':
			p.tags = append(p.tags, o[1:])
		default:
			return fmt.Errorf("no option %q", o)
		}
	}
	return nil
}

// file puts p where its section says.
func (l *lexicon) file(p *pattern, section string) error {
	switch section {
	case "idioms":
		l.idioms.add(p)
		return nil
	case "past", "told", "laughs":
		p.told, p.laughs = section == "told", section == "laughs"
		l.past.add(p)
		return nil
	case "tags":
		l.tags.add(p)
		return nil
	}
	label, strength, _ := strings.Cut(section, " ")
	p.label = Label(label)
	if !slices.Contains(labels[:], p.label) || strength != "act" && strength != "ask" {
		return fmt.Errorf("no section %q", section)
	}
	if strength == "act" {
		p.strength = Act
	}
	l.rules.add(p)
	return nil
}

func (l *lexicon) sequences(s, sep string) ([]sequence, error) {
	var out []sequence
	for part := range strings.SplitSeq(s, sep) {
		seq, err := l.sequence(part)
		if err != nil {
			return nil, err
		}
		out = append(out, seq)
	}
	return out, nil
}

func (l *lexicon) sequence(s string) (sequence, error) {
	var q sequence
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return q, errors.New("an empty sequence")
	}
	for _, f := range fields {
		if err := l.element(&q, f); err != nil {
			return q, err
		}
	}
	for _, e := range q.elements {
		if !e.optional && !e.orEnd && e.gap == 0 {
			q.need = append(q.need, e.bit)
		}
	}
	return q, nil
}

func (l *lexicon) element(q *sequence, f string) error {
	switch {
	case f == "^":
		q.atStart = true
		return nil
	case f == "$":
		q.atEnd = true
		return nil
	case strings.HasPrefix(f, ".."):
		n, err := strconv.Atoi(f[2:])
		if err != nil {
			return fmt.Errorf("a gap is ..N, not %q", f)
		}
		q.elements = append(q.elements, element{gap: n})
		return nil
	}
	f, optional := strings.CutSuffix(f, "?")
	f, orEnd := strings.CutSuffix(f, "/$")
	bit, err := l.set(f)
	if err != nil {
		return err
	}
	q.elements = append(q.elements, element{bit: bit, optional: optional, orEnd: orEnd})
	return nil
}

// span is where a sequence matched: tokens from to (excluded).
type span struct{ from, to int }

// find returns the first place from start on where q matches.
func (t *tokens) find(q *sequence, start int) (span, bool) {
	for _, bit := range q.need {
		if t.union[bit/64]&(1<<(bit%64)) == 0 {
			return span{}, false
		}
	}
	for i := start; i < len(t.list); i++ {
		if q.atStart && !t.fillerOnly(0, i) {
			break
		}
		first := q.elements[0]
		if !first.optional && !first.orEnd && first.gap == 0 && !t.is(i, first.bit) {
			continue
		}
		if end, ok := t.match(q, 0, i, i); ok {
			return span{i, end}, true
		}
	}
	return span{}, false
}

// match tries the elements of q from number e on against the tokens from i on.
// Filler words between elements are passed over; a sentence end is not.
func (t *tokens) match(q *sequence, e, i, start int) (int, bool) {
	if e == len(q.elements) {
		return i, !q.atEnd || t.fillerOnly(i, len(t.list))
	}
	el := q.elements[e]
	if el.gap > 0 {
		for n := 0; n <= el.gap; n++ {
			if end, ok := t.match(q, e+1, i+n, start); ok {
				return end, true
			}
			if i+n >= len(t.list) || i+n > start && t.list[i+n].stop || t.denies(i+n) {
				break
			}
		}
		return 0, false
	}
	if i < len(t.list) && (i == start || !t.list[i].stop) {
		if t.is(i, el.bit) {
			if end, ok := t.match(q, e+1, i+1, start); ok {
				return end, true
			}
		}
		if i > start && t.is(i, t.lex.filler) {
			if end, ok := t.match(q, e, i+1, start); ok {
				return end, true
			}
		}
	}
	if el.optional || el.orEnd && t.fillerOnly(i, len(t.list)) {
		return t.match(q, e+1, i, start)
	}
	return 0, false
}

// denies reports whether token i turns what follows around: a "not" that is no
// part of "cannot stop", "cannot sleep".
func (t *tokens) denies(i int) bool {
	return t.is(i, t.lex.negation) && (i+1 >= len(t.list) || !t.is(i+1, t.lex.notPass))
}

// fillerOnly reports whether the tokens from to (excluded) are all filler.
func (t *tokens) fillerOnly(from, to int) bool {
	for i := from; i < to; i++ {
		if !t.is(i, t.lex.filler) {
			return false
		}
	}
	return true
}
