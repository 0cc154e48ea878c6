package transcript

import (
	"regexp"
	"slices"
	"strings"
)

// What a line may say in place of a text.
const (
	textNone = "none" // nothing of that word comes
	textAny  = "any"  // others of that word may come as well, or none
	textNot  = "not " // before what nothing of that word may be
	dots     = "..."  // any words, or none
)

// pairing is which events the expected lines of one happening stand for.
type pairing struct {
	// wrong is the first line that does not hold, or -1, and instead what came in its
	// place (nil: nothing did).
	wrong   int
	instead *Event
	// other is what came in the place of each line that does not hold; nil: the line
	// has nothing in its place.
	other map[int]*Event
	more  []Event // what came and is in no line
}

// pair holds the lines that are expected of line i against what came of it.
func (t Talk) pair(i int, events []Event) pairing {
	p := pairing{wrong: -1, other: map[int]*Event{}, more: slices.Clone(events)}
	lines := t.expected(i)
	anyOf := map[string]bool{}
	for _, j := range lines {
		anyOf[t.Lines[j].Word] = anyOf[t.Lines[j].Word] || t.Lines[j].Text == textAny
	}
	for _, j := range lines {
		p.line(j, t.Lines[j], events, anyOf[t.Lines[j].Word])
	}
	p.more = slices.DeleteFunc(p.more, func(e Event) bool { return anyOf[e.Kind] })
	return p
}

// line holds one line against what came. Where others of its word may come as well,
// one of them must fit, else the next.
func (p *pairing) line(j int, want Line, events []Event, others bool) {
	ofKind := func(e Event) bool { return e.Kind == want.Word }
	if want.Text == textAny {
		return
	}
	if never, ok := strings.CutPrefix(want.Text, textNot); ok && holdsDots(never) {
		if k := slices.IndexFunc(events, func(e Event) bool { return ofKind(e) && matches(never, e.Text) }); k >= 0 {
			p.fails(j, &events[k], nil)
		}
		return
	}
	k := slices.IndexFunc(p.more, ofKind)
	if others { // one of them fits: which, and whether another line fits it as well, is no matter
		if !slices.ContainsFunc(events, func(e Event) bool { return ofKind(e) && matches(want.Text, e.Text) }) {
			p.fails(j, firstOf(events, ofKind), nil)
		}
		return
	}
	switch {
	case k < 0 && want.Text == textNone:
	case k < 0:
		p.fails(j, nil, nil)
	case want.Text == textNone, !matches(want.Text, p.more[k].Text):
		e := p.more[k]
		p.fails(j, &e, &e)
		p.more = slices.Delete(p.more, k, k+1)
	default:
		p.more = slices.Delete(p.more, k, k+1)
	}
}

func (p *pairing) fails(j int, got, instead *Event) {
	if p.wrong < 0 {
		p.wrong, p.instead = j, got
	}
	p.other[j] = instead
}

func firstOf(events []Event, fits func(Event) bool) *Event {
	if i := slices.IndexFunc(events, fits); i >= 0 {
		return new(events[i])
	}
	return nil
}

// Loose reports whether the line holds for more than one text.
func (l Line) Loose() bool {
	return l.Text == textAny || holdsDots(l.Text) || strings.Contains(l.Text, "*")
}

func holdsDots(s string) bool { return slices.Contains(strings.Fields(s), dots) }

// matches compares texts; a * in want stands for one word, punctuation around it
// aside, and ... for any words or none. A text with ... is compared whatever its
// letters' case.
func matches(want, got string) bool {
	want, got = strings.TrimSpace(want), strings.TrimSpace(got)
	loose := holdsDots(want)
	if want == got || !loose && !strings.Contains(want, "*") {
		return want == got
	}
	if !loose {
		ok, err := regexp.MatchString("^(?s:"+starred(want)+")$", got)
		return err == nil && ok
	}
	var b strings.Builder
	var words []string
	b.WriteString("(?si)^")
	part := func() {
		if len(words) > 0 {
			b.WriteString(starred(strings.Join(words, " ")))
		}
		words = nil
	}
	fields := strings.Fields(want)
	for i, w := range fields {
		if w != dots {
			words = append(words, w)
			continue
		}
		part()
		switch first, last := i == 0, i == len(fields)-1; {
		case first && last:
			b.WriteString(".*")
		case first:
			b.WriteString("(?:.*[^A-Za-z0-9])?")
		case last:
			b.WriteString("(?:[^A-Za-z0-9].*)?")
		default:
			b.WriteString("[^A-Za-z0-9](?:.*[^A-Za-z0-9])?")
		}
	}
	part()
	b.WriteString("$")
	ok, err := regexp.MatchString(b.String(), got)
	return err == nil && ok
}

// starred is what matches a text whose every * is one word.
func starred(s string) string {
	parts := strings.Split(s, "*")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return strings.Join(parts, `[A-Za-z0-9]+\b`)
}
