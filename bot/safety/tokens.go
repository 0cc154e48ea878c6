package safety

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot/text"
)

// maxTokens bounds the work on one text: four times the longest that a carrier
// delivers in ordinary words.
const maxTokens = 1200

// token is one plain word.
type token struct {
	bits []uint64
	stop bool // a sentence ended before it
}

// tokens is a text made ready for the patterns.
type tokens struct {
	lex   *lexicon
	list  []token
	union []uint64 // sets that any token is in
	stop  bool     // the next token begins a sentence
	buf   []byte
}

// is reports whether token i is in the set.
func (t *tokens) is(i, bit int) bool {
	return t.list[i].bits[bit/64]&(1<<(bit%64)) != 0
}

// piece is a run of characters between spaces and punctuation, as written.
type piece struct {
	s    string
	stop bool // a sentence ended before it
	glue bool // nothing but one joining mark (. - _ / *) between it and the one before
}

// add reads one text: fold, cut into pieces, mend spelling, make tokens.
func (t *tokens) add(s string) {
	var backing [96]piece
	ps := cut(text.Fold(s), backing[:0])
	ps = t.joinLetters(ps)
	setOffNo(ps)
	for i := 0; i < len(ps) && len(t.list) < maxTokens; i++ {
		t.stop = t.stop || ps[i].stop
		if i+1 < len(ps) && !ps[i+1].stop {
			if w, ok := t.joined(ps[i].s, ps[i+1].s); ok {
				t.word(w)
				i++
				continue
			}
		}
		t.piece(ps[i].s)
	}
}

// setOffNo ends a sentence after a no that a text begins with, a greeting apart, and
// a clause follows: it answers a question of ours, and denies nothing of what comes after it ("no, i
// want to die"). Before a thing it does deny ("no chest pain").
func setOffNo(ps []piece) {
	i := 0
	for i < len(ps) && greets[ps[i].s] {
		i++
	}
	from := i
	for i < len(ps) && answersNo[ps[i].s] {
		i++
	}
	if i == from || i+1 >= len(ps) || !subjects[strings.ReplaceAll(ps[i].s, "'", "")] {
		return
	}
	next := ps[i+1].s
	spanish := func(end string) bool { return strings.HasSuffix(next, end) }
	if ps[i].s == "he" && slices.ContainsFunc([]string{"ado", "ido", "cho", "sto", "rto", "ito"}, spanish) {
		return // "no he pensado en morir": there it is a verb
	}
	ps[i].stop = true
}

var (
	greets    = wordSet("hi hello hey ok okay um uh well so sorry pls please hola oye pues bueno ay")
	answersNo = wordSet("no nope nah naw nop nel")
	subjects  = wordSet("i im ive id ill he hes she shes they theyre theyve we were my it its hi yo mi")
)

// cut splits folded text. Marks that people write for letters stay inside a
// piece when letters are on both sides of them.
func cut(s string, ps []piece) []piece {
	stop, marks, mark := false, 0, byte(0)
	words, stops := 0, 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !startsWord(s, i, r) {
			if unicode.IsSymbol(r) && r > 0x2000 { // emoji stand alone
				ps = append(ps, piece{s: s[i : i+n], stop: stop})
				stop, marks = false, 0
				i += n
				continue
			}
			if r == '.' || r == '!' || r == '?' || r == ';' || r == '\n' {
				ellipsis := r == '.' && (i+1 < len(s) && s[i+1] == '.' || i > 0 && s[i-1] == '.')
				spaced := i+1 >= len(s) || s[i+1] == ' ' || s[i+1] == '!' || s[i+1] == '?'
				if spaced && !ellipsis && !stop {
					stop = true
					stops++
				}
			}
			marks, mark = marks+1, s[i]
			i += n
			continue
		}
		start := i
		for i < len(s) {
			r, n = utf8.DecodeRuneInString(s[i:])
			if !letter(r) && !inside(s, i, r) {
				break
			}
			i += n
		}
		glue := marks == 1 && strings.IndexByte(".-_/*", mark) >= 0
		ps = append(ps, piece{s: s[start:i], stop: stop && len(ps) > 0, glue: glue})
		words++
		stop, marks = false, 0
	}
	if words <= 2*stops { // "not. breathing. help." has no sentences
		for i := range ps {
			ps[i].stop = false
		}
	}
	return ps
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// startsWord also takes "$" and "@" before a letter, as in "$uicide".
func startsWord(s string, i int, r rune) bool {
	if r == '$' || r == '@' {
		return i+1 < len(s) && letter(rune(s[i+1])) && (s[i+1] < '0' || s[i+1] > '9')
	}
	return letter(r)
}

// inside reports whether the mark at i stands for a letter or an apostrophe
// within a word.
func inside(s string, i int, r rune) bool {
	if i+1 >= len(s) {
		return false
	}
	switch r {
	case '\'', '@', '$', '!', '|':
		return letter(rune(s[i+1])) || s[i+1] >= utf8.RuneSelf
	case '*':
		return letter(rune(s[i+1])) || s[i+1] == '*'
	case '/':
		return false
	}
	return false
}

// joinLetters puts letters written apart together again: "o d", "k m s",
// "o.d.", "s u i c i d e".
func (t *tokens) joinLetters(ps []piece) []piece {
	out := ps[:0]
	for i := 0; i < len(ps); {
		// The last piece may carry the ending: "o d'ing", "o.d.ed".
		to := i
		for to < len(ps) && to-i < t.lex.longestJoin && ps[to].single() {
			to++
		}
		if to > i {
			to = min(to+1, len(ps))
		}
		word := piece{stop: ps[i].stop}
		for ; to-i >= 2; to-- {
			if w, ok := t.spelled(ps[i:to]); ok {
				word.s = w
				break
			}
		}
		if word.s == "" {
			word, to = ps[i], i+1
		}
		out = append(out, word)
		i = to
	}
	return out
}

// single reports whether a piece is one letter or digit.
func (p piece) single() bool { return len(p.s) == 1 && letter(rune(p.s[0])) }

// spelled joins pieces into a word worth joining.
func (t *tokens) spelled(ps []piece) (string, bool) {
	t.buf = t.buf[:0]
	for _, p := range ps {
		if len(t.buf)+len(p.s) > 2*t.lex.longestJoin { // apostrophes go
			return "", false
		}
		for i := 0; i < len(p.s); i++ {
			if c := p.s[i]; c != '\'' {
				if l, ok := leet[c]; ok {
					c = l
				}
				t.buf = append(t.buf, c)
			}
		}
	}
	if !t.lex.joins[string(t.buf)] {
		return "", false
	}
	return string(t.buf), true
}

// joined puts a key word written as two together: "over dose".
func (t *tokens) joined(a, b string) (string, bool) {
	if len(a)+len(b) < 5 {
		return "", false
	}
	t.buf = append(append(t.buf[:0], a...), b...)
	if !t.lex.joins[string(t.buf)] {
		return "", false
	}
	return string(t.buf), true
}
