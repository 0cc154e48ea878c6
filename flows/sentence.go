package flows

import (
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// token is a word, a comma or a quoted text of a sentence.
type token struct {
	text   string
	at     int // byte offset in the line
	end    int // and after it
	quoted bool
	open   bool // a quote that never ends
}

// straight makes quotes that editors bend straight again, at the same length.
var straight = strings.NewReplacer("\u201c", `"  `, "\u201d", `"  `)

// tokens splits l from byte offset at.
func tokens(l *line, at int) []token {
	var all []token
	s := l.raw
	if !ordinary(s) {
		s = straight.Replace(s)
	}
	for at < len(s) {
		switch s[at] {
		case ' ':
			at++
		case ',':
			all = append(all, token{text: ",", at: at, end: at + 1})
			at++
		case '"':
			rest := s[at+1:]
			end := strings.IndexByte(rest, '"')
			t := token{at: at, quoted: true, open: end < 0}
			if end < 0 {
				end = len(rest)
			}
			t.text = strings.TrimSpace(rest[:end])
			at += end + 2
			t.end = min(at, len(s))
			all = append(all, t)
		default:
			end := strings.IndexAny(s[at:], ` ,"`)
			if end < 0 {
				end = len(s) - at
			}
			all = append(all, token{text: s[at : at+end], at: at, end: at + end})
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
	// named is the last word if it was a name that the clinic made up: the next
	// word may be the rest of it.
	named *token
	fixed string // the line as rewritten would have it
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

// fail reports the one problem of this sentence, with an example of a good one.
func (s *sentence) fail(rule, text string) { s.failWith(rule, text, example(s.verb)) }

func (s *sentence) failWith(rule, text, mend string) {
	if !s.bad {
		s.p.problem(s.l, s.at(), rule, text, mend)
		s.fix()
	}
	s.bad = true
}

// failAt is failWith at another place of the line.
func (s *sentence) failAt(at int, rule, text, mend string) {
	if !s.bad {
		s.p.problem(s.l, at, rule, text, mend)
		s.fix()
	}
	s.bad = true
}

// fix offers the line as it was last rewritten.
func (s *sentence) fix() {
	if s.fixed != "" {
		s.p.fix(s.l, s.fixed)
	}
	s.fixed = ""
}

// rewritten is the author's own sentence with another text in place of a part.
func (s *sentence) rewritten(at, end int, text string) string {
	whole := s.l.raw[:at] + text + s.l.raw[end:]
	if !strings.HasSuffix(text, "STEP") {
		s.fixed = whole
	}
	return "write:  " + clip(strings.TrimSpace(whole), 160)
}

// clip shortens what is quoted from a file.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
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
	s.toks, s.named = s.toks[1:], nil
	return t.text, t.at
}

// take takes the next word if it is one of words.
func (s *sentence) take(words ...string) bool {
	if !s.more() || s.toks[0].quoted {
		return false
	}
	if slices.Contains(words, s.toks[0].text) {
		s.toks, s.named = s.toks[1:], nil
		return true
	}
	return false
}

// instead of these words of a sentence people write others.
var insteadOf = map[string][]string{
	"then":  {"go", "goto", "next", "to", "->", "=>", "\u2192", ":", "entonces", "ir", "than", "do", "-", "\u2013", "\u2014"},
	"is":    {"=", "==", "equals", "was", "are", ":"},
	"as":    {"to", "in", "=", "is", ":"},
	"level": {"priority", "urgency", "lvl", "lv", ":"},
}

// must takes the next word, which can only be this one.
func (s *sentence) must(word string) {
	if s.bad || s.take(word) {
		return
	}
	if len(s.toks) == 0 {
		mend := example(s.verb)
		switch {
		case word == "level":
			mend = s.rewritten(len(s.l.raw), len(s.l.raw), " level 2")
		case word == "then" && s.verb != "unclear":
			mend = s.rewritten(len(s.l.raw), len(s.l.raw), " then STEP")
		}
		s.failWith("unfinished", `this sentence stops too early: I expected "`+word+`"`, mend)
		return
	}
	s.failWith("unexpected", `I expected "`+word+`" here, not "`+clip(s.toks[0].text, 30)+`"`, s.withWord(word))
}

// withWord is the sentence with the word that must come next, in the place of what
// stands there or before it.
func (s *sentence) withWord(word string) string {
	t := s.toks[0]
	next := ""
	if len(s.toks) > 1 && !s.toks[1].quoted {
		next = s.toks[1].text
	}
	likely := slices.Contains(insteadOf[word], t.text) || Nearest(t.text, []string{word}) != ""
	switch {
	case t.text == ",":
		if next == word {
			return s.rewritten(t.at, t.end, "")
		}
		return s.rewritten(t.at, t.end, " "+word)
	case next == word:
		return s.rewritten(t.at, s.toks[1].at, "")
	case likely && t.text == "go" && next == "to":
		return s.rewritten(t.at, s.toks[1].end, word)
	case likely:
		return s.rewritten(t.at, t.end, word)
	}
	return s.rewritten(t.at, t.at, word+" ")
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
		s.p.guessed(s.l, at, w, known)
	}
	return ""
}

// name takes a name that the clinic makes up: letters, digits, _ and -.
func (s *sentence) name(what string) string {
	at := s.at()
	if s.more() && s.toks[0].quoted && strings.ContainsAny(strings.ToLower(s.toks[0].text), "abcdefghijklmnopqrstuvwxyz") {
		name := asName(strings.Join(strings.Fields(s.toks[0].text), "_"))
		s.failWith("unexpected", what+" stands here without quotes", s.rewritten(at, s.toks[0].end, name))
		return ""
	}
	w, _ := s.word(what)
	if !s.bad && !isName(w) {
		s.bad = true
		s.p.problem(s.l, at, "bad-name", `"`+w+`" cannot be `+what, `one word of small letters, digits, _ or -, as "`+asName(w)+`"`)
		if strings.ContainsAny(strings.ToLower(w), "abcdefghijklmnopqrstuvwxyz") {
			s.p.fix(s.l, s.l.raw[:at]+asName(w)+s.l.raw[at+len(w):])
		}
	}
	if !s.bad {
		s.named = &token{text: w, at: at, end: at + len(w)}
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
		mend := "write a number from " + itoa(low) + " to " + itoa(high)
		if digit := numberWords[strings.ToLower(w)]; digit != "" {
			mend = s.rewritten(at, at+len(w), digit)
		}
		s.p.problem(s.l, at, "bad-number", `"`+w+`" is not `+what, mend)
		s.fix()
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
		s.failWith("unexpected", "I expected "+what+" in double quotes here", s.requoted(t))
	case t.open:
		s.failWith("unfinished", "this quote has no end", "close it; "+s.requoted(t))
	case t.text == "":
		s.fail("unfinished", "these quotes are empty: I expected "+what)
	}
	if s.bad {
		return ""
	}
	s.toks, s.named = s.toks[1:], nil
	return t.text
}

// requoted is the sentence with what should be a quote in double quotes: all
// that stands before its level.
func (s *sentence) requoted(t token) string {
	rest := s.l.raw[t.at:]
	end, level := len(rest), ""
	if i := strings.LastIndex(rest, " level "); i >= 0 {
		end = i
	} else if s.verb == "handoff" {
		level = " level 2"
	}
	why := strings.Trim(rest[:end], " ,\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb")
	return s.rewritten(t.at, t.at+end, `"`+why+`"`+level)
}

// end reports words that are too many.
func (s *sentence) end() {
	if !s.more() {
		return
	}
	next := s.toks[0]
	if note, is := asNote(s.l.raw[next.at:]); is {
		s.fixed = strings.TrimRight(s.l.raw[:next.at], " ,") + "  # " + note
		s.failWith("unexpected", "this sentence should end here; a note behind it begins with #", "write:  "+clip(strings.TrimSpace(s.fixed), 160))
		return
	}
	if next.text == "," && len(s.toks) > 2 && contains(stepVerbs, s.toks[1].text) {
		next, s.toks = s.toks[1], s.toks[1:]
	}
	if contains(stepVerbs, next.text) && len(s.toks) > 1 {
		s.fixed = strings.TrimRight(s.l.raw[:next.at], " ,") + "\n" + strings.Repeat(" ", s.l.indent) + s.l.raw[next.at:]
		s.failWith("unexpected", `this sentence should end before "`+next.text+`"`, "begin a new line there:  "+clip(s.l.raw[next.at:], 100))
		return
	}
	if s.named != nil && !next.quoted && next.text != "," {
		name, end := s.named.text, s.named.end
		for _, t := range s.toks {
			if t.quoted || t.text == "," {
				break
			}
			name, end = name+"_"+t.text, t.end
		}
		s.failWith("unexpected", `this sentence should end before "`+clip(next.text, 30)+`"`, "a name is one word; "+s.rewritten(s.named.at, end, asName(name)))
		return
	}
	s.failWith("unexpected", `this sentence should end before "`+clip(next.text, 30)+`"`, s.rewritten(next.at, len(s.l.raw), ""))
}

// asNote is what a remark says that does not begin with a #.
func asNote(s string) (note string, is bool) {
	for _, mark := range []string{"--", "//", "\u2013", "\u2014", "- ", "/*", "<!--"} {
		if rest, found := strings.CutPrefix(s, mark); found {
			return strings.Trim(rest, " -/*!>"), true
		}
	}
	if strings.HasPrefix(s, "(") {
		return strings.Trim(s, "() "), true
	}
	return "", false
}

// done ends a sentence that takes no further lines.
func (s *sentence) done() {
	s.end()
	s.p.alone(s.l)
}
