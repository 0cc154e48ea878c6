package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
)

func itoa(n int) string { return strconv.Itoa(n) }

// token is a word, a comma or a quoted text of a sentence.
type token struct {
	text   string
	at     int // byte offset in the line
	quoted bool
	open   bool // a quote that never ends
}

// straight makes quotes that editors bend straight again, at the same length.
var straight = strings.NewReplacer("\u201c", `"  `, "\u201d", `"  `)

// tokens splits l from byte offset at.
func tokens(l *line, at int) []token {
	var all []token
	s := straight.Replace(l.raw)
	for at < len(s) {
		switch s[at] {
		case ' ':
			at++
		case ',':
			all = append(all, token{text: ",", at: at})
			at++
		case '"':
			rest := s[at+1:]
			end := strings.IndexByte(rest, '"')
			t := token{at: at, quoted: true, open: end < 0}
			if end < 0 {
				end = len(rest)
			}
			t.text = strings.TrimSpace(rest[:end])
			all = append(all, t)
			at += end + 2
		default:
			end := strings.IndexAny(s[at:], ` ,"`)
			if end < 0 {
				end = len(s) - at
			}
			all = append(all, token{text: s[at : at+end], at: at})
			at += end
		}
	}
	return all
}

// sentence reads the words of one line in order. After its first mistake it
// says no more, so that one mistake is one problem.
type sentence struct {
	p    *parser
	l    *line
	verb string
	toks []token
	bad  bool
}

// sentence begins after the verb, which is the first word of l.
func (p *parser) sentence(l *line, verb string) *sentence {
	return &sentence{p: p, l: l, verb: verb, toks: tokens(l, l.indent+len(verb))}
}

func (s *sentence) more() bool { return !s.bad && len(s.toks) > 0 }

// at is where the next word stands, or the end of the line.
func (s *sentence) at() int {
	if len(s.toks) > 0 {
		return s.toks[0].at
	}
	return len(s.l.raw)
}

// fail reports the one problem of this sentence.
func (s *sentence) fail(rule, text string) {
	if !s.bad {
		s.p.problem(s.l, s.at(), rule, text, example(s.verb))
	}
	s.bad = true
}

// word takes the next word; want says what it should be, for people.
func (s *sentence) word(want string) (string, int) {
	switch {
	case s.bad:
		return "", s.at()
	case len(s.toks) == 0:
		s.fail("unfinished", "this sentence stops too early: I expected "+want)
		return "", s.at()
	case s.toks[0].quoted || s.toks[0].text == ",":
		s.fail("unexpected", "I expected "+want+" here")
		return "", s.at()
	}
	t := s.toks[0]
	s.toks = s.toks[1:]
	return t.text, t.at
}

// take takes the next word if it is one of words.
func (s *sentence) take(words ...string) bool {
	if !s.more() || s.toks[0].quoted {
		return false
	}
	if slices.Contains(words, s.toks[0].text) {
		s.toks = s.toks[1:]
		return true
	}
	return false
}

// must takes the next word, which can only be this one.
func (s *sentence) must(word string) {
	if s.bad || s.take(word) {
		return
	}
	if len(s.toks) == 0 {
		s.fail("unfinished", `this sentence stops too early: I expected "`+word+`"`)
		return
	}
	s.fail("unexpected", `I expected "`+word+`" here, not "`+s.toks[0].text+`"`)
}

// oneOf takes the next word, which must be one of known.
func (s *sentence) oneOf(what string, known ...string) string {
	at := s.at()
	w, _ := s.word(what + " (" + strings.Join(known, ", ") + ")")
	if slices.Contains(known, w) {
		return w
	}
	if !s.bad {
		s.bad = true
		s.p.problem(s.l, at, "unknown-word", `I don't know `+what+` "`+w+`"`, s.p.meant(w, known, s.verb))
	}
	return ""
}

// name takes a name that the clinic makes up: letters, digits, _ and -.
func (s *sentence) name(what string) string {
	at := s.at()
	w, _ := s.word(what)
	if !s.bad && !isName(w) {
		s.bad = true
		s.p.problem(s.l, at, "bad-name", `"`+w+`" cannot be `+what, `one word of small letters, digits, _ or -, as "`+asName(w)+`"`)
	}
	return w
}

func isName(w string) bool {
	return w != "" && w == asName(w)
}

// asName is the nearest allowed name.
func asName(w string) string {
	w = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, w)
	if w == "" {
		return "first_visit"
	}
	return w
}

// number takes a whole number within bounds.
func (s *sentence) number(what string, low, high int) int {
	at := s.at()
	w, _ := s.word(what)
	n, err := strconv.Atoi(w)
	if !s.bad && (err != nil || n < low || n > high) {
		s.bad = true
		s.p.problem(s.l, at, "bad-number", `"`+w+`" is not `+what, "write a number from "+itoa(low)+" to "+itoa(high))
	}
	return n
}

// quote takes a text in double quotes.
func (s *sentence) quote(what string) string {
	if s.bad {
		return ""
	}
	if len(s.toks) == 0 {
		s.fail("unfinished", "this sentence stops too early: I expected "+what+" in double quotes")
		return ""
	}
	t := s.toks[0]
	switch {
	case !t.quoted:
		s.fail("unexpected", "I expected "+what+" in double quotes here")
	case t.open:
		s.fail("unfinished", "this quote has no end")
	case t.text == "":
		s.fail("unfinished", "these quotes are empty: I expected "+what)
	}
	if s.bad {
		return ""
	}
	s.toks = s.toks[1:]
	return t.text
}

// end reports words that are too many.
func (s *sentence) end() {
	if s.more() {
		s.fail("unexpected", `this sentence should end before "`+s.toks[0].text+`"`)
	}
}

// done ends a sentence that takes no further lines.
func (s *sentence) done() {
	s.end()
	s.p.alone(s.l)
}

// order reads: handoff "why" level 2 (without the first word).
func (s *sentence) order() bot.HandoffOrder {
	o := bot.HandoffOrder{Reason: s.quote("why a person is needed")}
	s.must("level")
	o.Level = bot.Level(s.number("a level: 1 at once, 2 the same day, 3 the next workday", 1, 3))
	return o
}

// target reads where to go next (without "then") and remembers where it stood.
func (s *sentence) target(key string) bot.Target {
	at := s.at()
	w, _ := s.word("a step, or: flow NAME, end")
	var t bot.Target
	switch w {
	case "flow":
		at = s.at()
		t.Flow = s.name("the name of a flow")
	case "end":
		t.End = true
	default:
		t.Step = w
	}
	if s.bad {
		return bot.Target{End: true}
	}
	s.p.mark(key, s.l, at)
	return t
}

var units = map[string]time.Duration{
	"minute": time.Minute, "minutes": time.Minute, "hour": time.Hour, "hours": time.Hour,
	"day": 24 * time.Hour, "days": 24 * time.Hour, "week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
}

// duration reads: 2 hours.
func (s *sentence) duration() time.Duration {
	n := s.number("a number, as in: 2 hours", 1, 999)
	u := s.oneOf("the unit", "minutes", "hours", "days", "weeks", "minute", "hour", "day", "week")
	return time.Duration(n) * units[u]
}
