package flows

import (
	"slices"
	"strings"
)

// TokenKind is how a part of a line is coloured.
type TokenKind string

// The kinds of parts of a line.
const (
	TokenVerb    TokenKind = "verb"    // a word of the format
	TokenName    TokenKind = "name"    // a name that the clinic made up
	TokenLang    TokenKind = "lang"    // the code of a language
	TokenText    TokenKind = "text"    // words that somebody is sent, or a text in quotes
	TokenFact    TokenKind = "fact"    // a name in braces
	TokenNumber  TokenKind = "number"  // a number
	TokenComment TokenKind = "comment" // a note
	TokenBad     TokenKind = "bad"     // what cannot stand here
)

// Token is one part of a line, for colours.
type Token struct {
	Line int       `json:"line"` // from 1
	From int       `json:"from"` // from 0, in UTF-16 units
	To   int       `json:"to"`   // and after it
	Kind TokenKind `json:"kind"`
}

// Tokens splits a file into its coloured parts, in their order, none within another,
// in time that grows with its length. Spaces and commas belong to none.
func Tokens(src string) []Token {
	t := &tokener{}
	for raw := range strings.SplitSeq(strings.TrimPrefix(src, "\ufeff"), "\n") {
		t.no++
		t.line(strings.TrimSuffix(raw, "\r"))
	}
	return t.all
}

// tokener walks the lines of one file.
type tokener struct {
	all  []Token
	no   int
	kind string // the file's first word; "" = before it
	// wording and options are the columns of the sentence that a wording, or a list of
	// answers, stands under; -1 = none.
	wording, options int
	asked            bool // the wording is a list of questions
	raw              string
	done             int // bytes of raw that units counts
	units            int
}

// put adds a token over bytes from and to of the line.
func (t *tokener) put(from, to int, kind TokenKind) {
	if to <= from {
		return
	}
	t.units += utf16Len(t.raw[t.done:from])
	at := t.units
	t.units += utf16Len(t.raw[from:to])
	t.done = to
	t.all = append(t.all, Token{t.no, at, t.units, kind})
}

func (t *tokener) line(raw string) {
	t.raw, t.done, t.units = raw, 0, 0
	code := withoutComment(raw)
	body := strings.TrimRight(code, " \t")
	indent := len(body) - len(strings.TrimLeft(body, " \t"))
	if body != "" {
		t.sentence(body, indent)
	}
	if len(code) < len(raw) {
		at := len(code) + len(raw[len(code):]) - len(strings.TrimLeft(raw[len(code):], " \t"))
		t.put(at, len(strings.TrimRight(raw, " ")), TokenComment)
	}
}

// sentence colours one line that is no note.
func (t *tokener) sentence(s string, indent int) {
	if t.kind == "" {
		t.kind, _, _ = strings.Cut(s[indent:], " ")
		t.wording, t.options = -1, -1
		t.verbLine(s, indent, fileWords)
		return
	}
	if indent <= t.wording {
		t.wording, t.asked = -1, false
	}
	if indent <= t.options {
		t.options = -1
	}
	switch {
	case t.wording >= 0:
		t.words(s, indent)
	case t.options >= 0:
		t.option(s, indent)
	case t.kind == "phrases" || t.kind == "danger":
		end := wordEnd(s, indent)
		t.put(indent, end, TokenName)
		t.wording = indent
		t.words(s, end)
	case t.kind == "settings":
		t.verbLine(s, indent, settingWords)
	case t.kind == "questions":
		t.verbLine(s, indent, questionWords)
	default:
		t.verbLine(s, indent, slices.Concat(flowWords, stepVerbs))
	}
}

func wordEnd(s string, at int) int {
	if i := strings.IndexByte(s[at:], ' '); i >= 0 {
		return at + i
	}
	return len(s)
}

// verbLine colours a line that begins with a verb.
func (t *tokener) verbLine(s string, indent int, known []string) {
	end := wordEnd(s, indent)
	verb := s[indent:end]
	if !contains(known, verb) {
		t.put(indent, end, TokenBad)
		t.rest(s, end, verb)
		return
	}
	t.put(indent, end, TokenVerb)
	switch {
	case verb == "title":
		at := end + len(s[end:]) - len(strings.TrimLeft(s[end:], " "))
		t.put(at, len(s), TokenText)
	case contains(takesWords, verb):
		t.wording, t.asked = indent, verb == "asked"
		t.words(s, end)
	default:
		if verb == "answer" {
			t.options = indent
		}
		t.rest(s, end, verb)
	}
}

// within are the words of the format inside sentences; names may be like them where a
// name is due.
var within = strings.Fields("level to then end flow return is not as up skip say again once twice time times handoff after nudge pause " +
	"minute minutes hour hours day days week weeks soonest first at a of none on off characters")

// rest colours the words of a sentence after its verb.
func (t *tokener) rest(s string, at int, verb string) {
	l := &line{raw: s}
	before := verb
	for _, k := range tokens(l, at) {
		switch {
		case k.quoted && k.open:
			t.put(k.at, k.end, TokenBad)
		case k.quoted:
			t.put(k.at, k.end, TokenText)
		case k.text == ",":
			continue
		case strings.Trim(k.text, "0123456789") == "":
			t.put(k.at, k.end, TokenNumber)
		case contains(namesNext[before], verb) || before == "as" || before == "then" && k.text != "flow" && k.text != "end" && k.text != "return" && k.text != "handoff" || before == "flow":
			t.put(k.at, k.end, TokenName)
		case contains(within, k.text) || before == "answer":
			t.put(k.at, k.end, TokenVerb)
		default:
			t.put(k.at, k.end, TokenName)
		}
		before = k.text
	}
}

// namesNext are words after which, in a sentence of these verbs, a name stands.
var namesNext = map[string][]string{
	"step": {"step"}, "topic": {"topic"}, "keep": {}, "use": {"use"}, "piece": {"piece"}, "offer": {"offer"},
	"set": {"set"}, "priority": {"set"},
}

// words colours a wording, or what goes on with one, from at.
func (t *tokener) words(s string, at int) {
	for at < len(s) && (s[at] == ' ' || s[at] == '\t') {
		at++
	}
	if _, _, is, known := languageOf(s[at:]); is {
		end := wordEnd(s, at)
		kind := TokenLang
		if !known {
			kind = TokenBad
		}
		t.put(at, end, kind)
		at = end
	}
	for at < len(s) {
		at += len(s[at:]) - len(strings.TrimLeft(s[at:], " "))
		open := strings.IndexByte(s[at:], '{')
		if open < 0 {
			t.put(at, len(s), TokenText)
			return
		}
		t.put(at, at+len(strings.TrimRight(s[at:at+open], " ")), TokenText)
		at += open
		shut := strings.IndexByte(s[at:], '}')
		if shut < 0 {
			t.put(at, len(s), TokenBad)
			return
		}
		t.put(at, at+shut+1, TokenFact)
		at += shut + 1
	}
}

// option colours one answer of a choice.
func (t *tokener) option(s string, at int) {
	marked := false
	for n := 0; at < len(s); n++ {
		at += len(s[at:]) - len(strings.TrimLeft(s[at:], " "))
		end := wordEnd(s, at)
		w := s[at:end]
		code, mark := strings.CutSuffix(w, ":")
		switch _, known := languages[code]; {
		case mark && known:
			t.put(at, end, TokenLang)
			marked = true
		case marked:
			t.put(at, end, TokenText)
		case n == 0 && strings.Trim(w, "0123456789.):") == "":
			t.put(at, end, TokenNumber)
		case n == 0:
			marked = true // words that go on from the line above
			t.put(at, end, TokenText)
		case w == "alone" || w == "also":
			t.put(at, end, TokenVerb)
		default:
			t.put(at, end, TokenName)
		}
		at = end
	}
}
