package mask

import (
	"slices"
	"strings"
	"time"
)

// Kind is what was found. It names no value and may be logged.
type Kind string

// The kinds, as they stand in brackets in a masked text.
const (
	SSN      Kind = "SSN"
	ITIN     Kind = "ITIN"
	Card     Kind = "card"
	Medicare Kind = "Medicare ID"
	Member   Kind = "member ID"
	License  Kind = "license"
	Birth    Kind = "birth date"
	Address  Kind = "address"
	Email    Kind = "email"
	// Number stands for the digits of a text so full of identifiers that it is not
	// taken apart any further.
	Number Kind = "number"
)

var kinds = []Kind{SSN, ITIN, Card, Medicare, Member, License, Birth, Address, Email, Number}

// label is what a text shows in the place of what was found.
func (k Kind) label() string { return "[" + string(k) + "]" }

// Rules are what to leave alone. The zero value masks everything.
type Rules struct {
	// KeepAddresses is for a text in which somebody may be in danger: an address
	// may be what saves them.
	KeepAddresses bool
	// Own are the clinic's own addresses, which are nobody's secret.
	Own []string
}

// Mask replaces everything it finds in text, at the clinic's time now; see Rules.
func Mask(text string, now time.Time) (masked string, found []Kind) {
	return Rules{}.Mask(text, now)
}

// looks is how often a text is looked through anew after something was found in it:
// what stood in the way of another find may be gone. After that all of its digits go.
const looks = 4

// Mask replaces what it finds in text and may not leave alone. found has each kind
// once, in order of appearance. now tells a birth date from the day of a visit.
func (r Rules) Mask(text string, now time.Time) (masked string, found []Kind) {
	masked = text
	for n := 0; ; n++ {
		spans := r.find(masked, now)
		if len(spans) == 0 {
			return masked, found
		}
		for _, s := range spans {
			if !slices.Contains(found, s.kind) {
				found = append(found, s.kind)
			}
		}
		masked = replace(masked, spans)
		if n == looks {
			masked = noDigits(masked)
		}
	}
}

// Cut gives text without what Mask would replace and without the words that name
// it: "Maria, dob 3/4/1981" is "Maria,".
func (r Rules) Cut(text string, now time.Time) string {
	spans := r.find(text, now)
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	last := 0
	for _, s := range spans {
		b.WriteString(withoutNaming(text[last:s.from]))
		last = s.to
	}
	b.WriteString(text[last:])
	return strings.TrimSpace(b.String())
}

// span is a find: bytes of the text.
type span struct {
	kind     Kind
	from, to int
}

// find looks once for everything. The spans are in order and do not overlap.
func (r Rules) find(text string, now time.Time) []span {
	v, ok := viewOf(text)
	if !ok {
		return nil
	}
	var spans []span
	take := func(k Kind, from, to int) {
		spans = append(spans, span{k, v.start[from], v.end[to-1]})
		for i := from; i < to; i++ {
			v.b[i] = barrier
		}
	}
	for _, look := range []func(*view, time.Time, func(Kind, int, int)){emails, cards, socials, medicares, members, bareSocials, births} {
		look(v, now, take)
	}
	if !r.KeepAddresses {
		r.addresses(v, take)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	for i := 1; i < len(spans); i++ { // one character may stand for several of the view
		spans[i].from = max(spans[i].from, spans[i-1].to)
		spans[i].to = max(spans[i].to, spans[i].from)
	}
	return spans
}

func replace(text string, spans []span) string {
	var b strings.Builder
	last := 0
	for _, s := range spans {
		b.WriteString(text[last:s.from])
		b.WriteString(s.kind.label())
		last = s.to
	}
	b.WriteString(text[last:])
	return b.String()
}

// noDigits takes every digit out of a text, and what could make an e-mail address.
func noDigits(text string) string {
	var b strings.Builder
	in := false
	for _, r := range text {
		if c, _ := plainRune(r); r == '@' || strings.ContainsAny(c, "0123456789@") {
			if !in {
				b.WriteString(Number.label())
			}
			in = true
			continue
		}
		in = false
		b.WriteRune(r)
	}
	return b.String()
}

// withoutNaming drops the words at the end of s that only name what followed.
func withoutNaming(s string) string {
	for {
		t := strings.TrimRight(s, " \t\r\n:=#.-")
		i := strings.LastIndexAny(t, " \t\r\n,;:") + 1
		if !namingWords[strings.ToLower(t[i:])] {
			return s
		}
		s = t[:i]
	}
}

var namingWords = wordSet(`ssn ss social security number num no dob birth birthdate birthday bday date of born on is was itin card debit credit visa medicare medicaid mbi
 id ids member insurance policy license licence driver drivers dl address live at my and e-mail email its
 the a i am we hi hello la lo los las un una se a hola calle se
 seguro numero de fecha nacimiento naci nací nacio nació tarjeta licencia direccion dirección vivo en es mi y correo el`)

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
