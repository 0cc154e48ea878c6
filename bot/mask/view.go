package mask

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot/text"
)

// view is a text as the rules read it: ASCII, lower case, digits of all scripts as
// 0 to 9, every dash as -, every blank as one space, nothing invisible. start and
// end say which bytes of the text each of its bytes stands for.
type view struct {
	b          []byte
	start, end []int
	digits     int
}

const (
	// barrier stands for something masked: no rule reads across it.
	barrier = 2
	// foreign stands for a character of another script.
	foreign = 1
)

// shortest is the least that any rule finds: "3/4/81".
const shortest = 6

// viewOf is false for a text in which nothing can be found.
func viewOf(s string) (*view, bool) {
	if len(s) < shortest {
		return nil, false
	}
	v := &view{b: make([]byte, 0, len(s)), start: make([]int, 0, len(s)), end: make([]int, 0, len(s))}
	telling := false
	for i := 0; i < len(s); {
		if n := labelAt(s[i:]); n > 0 {
			v.put(barrier, i, i+n)
			i += n
			continue
		}
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		plain, shown := plainRune(r)
		for j := range len(plain) {
			c := plain[j]
			if c == ' ' && len(v.b) > 0 && v.b[len(v.b)-1] == ' ' {
				v.end[len(v.end)-1] = i + n
				continue
			}
			telling = telling || c >= '0' && c <= '9' || c == '@'
			v.put(c, i, i+n)
		}
		if !shown && len(v.end) > 0 {
			v.end[len(v.end)-1] = i + n // what is invisible goes with what stands before it
		}
		i += n
	}
	if bytes.ContainsAny(v.b, "([{<") {
		before := len(v.b)
		v.ats()
		telling = telling || len(v.b) < before
	}
	if !telling && !spelledMail(string(v.b)) {
		return nil, false
	}
	v.mistyped()
	for _, c := range v.b {
		if isDigit(c) {
			v.digits++
		}
	}
	return v, len(v.b) >= shortest
}

func (v *view) put(c byte, from, to int) {
	v.b, v.start, v.end = append(v.b, c), append(v.start, from), append(v.end, to)
}

// plainRune is a character as the rules read it; shown is false if it is invisible.
func plainRune(r rune) (plain string, shown bool) {
	switch {
	case r < utf8.RuneSelf:
		return ascii[r : r+1], true
	case r == utf8.RuneError:
		return "\x01", true
	case unicode.Is(unicode.Me, r): // the frame of a keycap
		return "", false
	case unicode.Is(unicode.Nd, r):
		return "0123456789"[digitOf(r):][:1], true
	case unicode.Is(unicode.Pd, r), r == '−':
		return "-", true
	case unicode.IsSpace(r), r == '\u2800', r == '\u3164':
		return " ", true
	case r == '·', r == '•', r == '․', r == '∙':
		return ".", true
	case r == '⁄', r == '∕':
		return "/", true
	}
	folded := text.Fold(string(r))
	if folded == "" {
		return "", false
	}
	b := []byte(folded)[:0]
	for _, f := range folded {
		switch {
		case f < utf8.RuneSelf:
			b = append(b, byte(f))
		case unicode.Is(unicode.Nd, f):
			b = append(b, '0'+byte(digitOf(f)))
		default:
			b = append(b, foreign)
		}
	}
	return string(b), true
}

// ascii is each ASCII character as the rules read it.
var ascii = func() string {
	b := make([]byte, utf8.RuneSelf)
	for c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			b[c] = byte(c) + 'a' - 'A'
		case c <= ' ' || c == 0x7f:
			b[c] = ' '
		default:
			b[c] = byte(c)
		}
	}
	return string(b)
}()

// digitOf is the value of a decimal digit of any script: they stand in tens.
func digitOf(r rune) int {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	return 0
}

// labelAt is how long the label is that s begins with; 0 if it does with none.
func labelAt(s string) int {
	if s[0] != '[' {
		return 0
	}
	for _, k := range kinds {
		if strings.HasPrefix(s, k.label()) {
			return len(k.label())
		}
	}
	return 0
}

// mistyped makes digits of letters that were typed for them: "678O", "l23".
func (v *view) mistyped() {
	for i := 0; i < len(v.b); {
		j, digits, letters := i, 0, 0
		for ; j < len(v.b) && (isDigit(v.b[j]) || strings.IndexByte("oil|", v.b[j]) >= 0); j++ {
			if isDigit(v.b[j]) {
				digits++
			} else {
				letters++
			}
		}
		if j == i {
			i++
			continue
		}
		if letters > 0 && digits > letters && !v.alnumAt(i-1) && !v.alnumAt(j) {
			for k := i; k < j; k++ {
				switch v.b[k] {
				case 'o':
					v.b[k] = '0'
				case 'i', 'l', '|':
					v.b[k] = '1'
				}
			}
		}
		for j < len(v.b) && v.alnumAt(j) && j > i && v.alnumAt(j-1) { // the rest of a word
			j++
		}
		i = j
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlnum(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'z' }

func (v *view) alnumAt(i int) bool { return i >= 0 && i < len(v.b) && isAlnum(v.b[i]) }

func (v *view) digitAt(i int) bool { return i >= 0 && i < len(v.b) && isDigit(v.b[i]) }

// count is how many digits stand in a part of the view.
func (v *view) count(from, to int) int {
	n := 0
	for _, c := range v.b[from:to] {
		if isDigit(c) {
			n++
		}
	}
	return n
}

// numerals are the digits of a part of the view.
func (v *view) numerals(from, to int) string {
	d := make([]byte, 0, to-from)
	for _, c := range v.b[from:to] {
		if isDigit(c) {
			d = append(d, c)
		}
	}
	return string(d)
}

// has reports whether one of some words stands anywhere in the view.
func (v *view) has(words ...string) bool {
	s := string(v.b)
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

const (
	// window is how much is searched at once, and longest how much of it again
	// with what follows: more than any find. A search costs as much as it may see,
	// so time grows with the text and no faster.
	window, longest = 400, 200
	// again bounds how often a rule looks once more from within what it did not take.
	again = 64
)

// each calls take for what re finds, with the places of its groups. take returns
// where to go on, or 0 to look on from just behind where the find began.
func (v *view) each(re *regexp.Regexp, take func(m []int) int) {
	for pos, retries := 0, 0; pos < len(v.b); {
		end := min(pos+window, len(v.b))
		m := re.FindSubmatchIndex(v.b[pos:end])
		if m == nil {
			if end == len(v.b) {
				return
			}
			pos = end - longest
			continue
		}
		for i := range m {
			if m[i] >= 0 {
				m[i] += pos
			}
		}
		if m[1] == end && end < len(v.b) && m[0] > pos {
			pos = m[0] // it may go on
			continue
		}
		next := 0
		if !v.alnumAt(m[0]) || !v.alnumAt(m[0]-1) {
			next = take(m)
		}
		switch {
		case next > 0:
			pos = next
		case retries < again:
			retries++
			pos = m[0] + 1
		default:
			pos = max(m[1], m[0]+1)
		}
	}
}
