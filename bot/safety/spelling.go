package safety

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nightdesk/bot/text"
)

// minPrefix is the length of the shortest "word*" a table may use.
const minPrefix = 3

// leet is what people write for letters.
var leet = map[byte]byte{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', '$': 's', '!': 'i', '|': 'l'}

// piece turns one written piece into tokens.
func (t *tokens) piece(s string) {
	if bits := t.lex.words[s]; bits != nil && t.lex.expand[s] == nil {
		t.put(bits)
		return
	}
	if plain := t.lex.expand[s]; plain != nil {
		t.words(plain)
		return
	}
	if strings.IndexByte(s, '\'') >= 0 {
		if bare := strings.ReplaceAll(s, "'", ""); t.known(bare) {
			t.word(bare)
			return
		} else if head, tail, _ := strings.Cut(s, "'"); tail == "s" || tail == "d" || tail == "re" || tail == "ll" || tail == "ve" {
			t.piece(head) // "mom's", "brother'd": the ending says nothing here
			return
		} else {
			s = bare
		}
	}
	if w, ok := t.mend(s); ok {
		t.word(w)
		return
	}
	if w, ok := t.sounded(s); ok {
		t.word(w)
		return
	}
	if w, ok := t.clipped(s); ok {
		t.word(w)
		return
	}
	if number(strings.TrimRight(s, "mglscx")) { // "300mg", "2x": an amount
		t.put(t.lex.words["0"])
		return
	}
	// Marks that stood for no letter were punctuation: "help!im".
	if i := strings.IndexAny(s, "!|*$@"); i > 0 {
		t.piece(s[:i])
		t.piece(s[i+1:])
		return
	}
	if w, ok := t.typo(s); ok { // "breathnig" is no word that begins with "breath"
		t.word(w)
		return
	}
	for i := len(s); i >= minPrefix; i-- {
		if bits := t.lex.prefixes[s[:i]]; bits != nil {
			t.put(bits)
			return
		}
	}
	t.put(t.lex.none)
}

// word adds a known word, expanded.
func (t *tokens) word(w string) {
	if plain := t.lex.expand[w]; plain != nil {
		t.words(plain)
		return
	}
	if bits := t.lex.words[w]; bits != nil {
		t.put(bits)
		return
	}
	t.put(t.lex.none)
}

func (t *tokens) words(plain []string) {
	for _, w := range plain {
		if bits := t.lex.words[w]; bits != nil {
			t.put(bits)
		}
	}
}

func (t *tokens) put(bits []uint64) {
	if bits == nil {
		bits = t.lex.none
	}
	t.list = append(t.list, token{bits: bits, stop: t.stop})
	t.stop = false
	union := t.union[:len(bits)]
	for i, b := range bits {
		union[i] |= b
	}
}

func (t *tokens) known(w string) bool { return t.lex.words[w] != nil || t.lex.expand[w] != nil }

// mend reads digits and marks as letters, and undoes stretching.
func (t *tokens) mend(s string) (string, bool) {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 'a' || c > 'z' {
			plain = false
			break
		}
	}
	if !plain && !number(s) {
		if w, ok := t.unleet(s); ok {
			return w, true
		}
	}
	t.buf = t.buf[:0]
	for i := 0; i < len(s); i++ {
		if i == 0 || s[i] != s[i-1] {
			t.buf = append(t.buf, s[i])
		}
	}
	if len(t.buf) < len(s) && len(t.buf) > 1 {
		if w := string(t.buf); t.known(w) {
			return w, true
		}
	}
	// One doubled letter may belong there: "killll meee" is "kill me".
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1] {
			t.buf = append(append(t.buf[:0], s[:i]...), s[i+1:]...)
			if w := string(t.buf); t.known(w) {
				return w, true
			}
		}
	}
	return "", false
}

// sounded reads a Spanish key word spelt by ear: "pastiyas", "bivir".
func (t *tokens) sounded(s string) (string, bool) {
	if len(s) < 4 {
		return "", false
	}
	t.buf = text.AppendSpanishSound(t.buf[:0], s)
	w, ok := t.lex.sounds[string(t.buf)]
	return w, ok
}

// endings are what thumbs leave of the ends of words: "shakin", "sweatn",
// "passd", "lipz".
var endings = [...]struct{ written, plain string }{{"in", "ing"}, {"n", "ing"}, {"d", "ed"}, {"z", "s"}}

// clipped gives a word its ending back.
func (t *tokens) clipped(s string) (string, bool) {
	if len(s) < 4 || t.lex.notTypos[s] {
		return "", false
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(s, e.written); ok {
			t.buf = append(append(t.buf[:0], stem...), e.plain...)
			if w := string(t.buf); t.known(w) {
				return w, true
			}
		}
	}
	return "", false
}

// unleet tries the letters that digits and marks may stand for. "1" may be i or
// l; "*" may be any letter of a key word.
func (t *tokens) unleet(s string) (string, bool) {
	for _, one := range [...]byte{'i', 'l'} {
		t.buf = t.buf[:0]
		stars := 0
		for i := 0; i < len(s); i++ {
			c := s[i]
			switch l, ok := leet[c]; {
			case c == '1' || c == '!' && one == 'l':
				c = one
			case c == '*':
				stars++
			case ok:
				c = l
			}
			if c != '\'' {
				t.buf = append(t.buf, c)
			}
		}
		w := string(t.buf)
		if stars > 0 {
			return t.starred(w, stars)
		}
		if t.known(w) {
			return w, true
		}
		if w, ok := t.typo(w); ok {
			return w, true
		}
	}
	return "", false
}

// starred finds a word worth joining that fits, with "*" for any one letter.
func (t *tokens) starred(s string, stars int) (string, bool) {
	if stars >= len(s) || utf8.RuneCountInString(s) != len(s) {
		return "", false
	}
	best := ""
	for w := range t.lex.joins {
		if len(w) != len(s) || best != "" && w > best {
			continue
		}
		fits := true
		for i := range len(s) {
			if s[i] != '*' && s[i] != w[i] {
				fits = false
				break
			}
		}
		if fits {
			best = w
		}
	}
	return best, best != ""
}

func number(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// typo finds the key word that s is one slip away from: a letter too many, too
// few, wrong, or two swapped. Short words are left alone, and the first letter
// must be right unless the word is long.
func (t *tokens) typo(s string) (string, bool) {
	if len(s) < 4 || len(s) > 20 || t.lex.notTypos[s] {
		return "", false
	}
	if w, ok := t.nearest(s, t.lex.deletes[s]); ok {
		return w, true
	}
	for i := 0; i < len(s); i++ {
		t.buf = append(append(t.buf[:0], s[:i]...), s[i+1:]...)
		if w, ok := t.nearest(s, t.lex.deletes[string(t.buf)]); ok {
			return w, true
		}
		if w := string(t.buf); len(w) >= 5 && t.isKey(w) && near(s, w) {
			return w, true
		}
	}
	return "", false
}

func (t *tokens) nearest(s string, candidates []string) (string, bool) {
	for _, w := range candidates {
		if near(s, w) {
			return w, true
		}
	}
	return "", false
}

// isKey reports whether w is a word whose typos are mended: its own shortened
// forms lead back to it.
func (t *tokens) isKey(w string) bool {
	return slices.Contains(t.lex.deletes[w[1:]], w)
}

// near reports whether a is one slip from the key word w.
func near(a, w string) bool {
	if a[0] != w[0] && len(w) < 8 && (len(a) < 2 || a[0] != w[1] || a[1] != w[0]) {
		return false
	}
	i := 0
	for i < len(a) && i < len(w) && a[i] == w[i] {
		i++
	}
	ra, rw := a[i:], w[i:]
	switch len(a) - len(w) {
	case 1:
		return ra[1:] == rw
	case -1:
		return ra == rw[1:]
	case 0:
		if ra == "" {
			return true
		}
		return ra[1:] == rw[1:] || len(ra) > 1 && ra[0] == rw[1] && ra[1] == rw[0] && ra[2:] == rw[2:]
	}
	return false
}
