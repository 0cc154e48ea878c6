package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes s the plain way: lower case, no accents (ñ becomes n), Latin
// letters for their look-alikes from other alphabets and for full-width and
// mathematical forms, straight quotes, no invisible characters, one space
// between words, and no letter more than twice in a row ("sooooo" is "soo").
// Characters of other scripts stay. It never fails: bytes that are not UTF-8
// are left out.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last, before rune
	space := true // drop leading space
	put := func(r rune) {
		if r == ' ' {
			if space {
				return
			}
			space = true
		} else {
			space = false
			if r == last && r == before && unicode.IsLetter(r) {
				return
			}
		}
		before, last = last, r
		b.WriteRune(r)
	}
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		for i := 0; i < len(s); i++ {
			c := s[i]
			switch {
			case c >= 'A' && c <= 'Z':
				put(rune(c) + 'a' - 'A')
			case c <= ' ' || c == 0x7f:
				put(' ')
			default:
				put(rune(c))
			}
		}
		return strings.TrimRight(b.String(), " ")
	}
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "")) { // a stray byte would leave the letter after it whole
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			continue
		case unicode.IsSpace(r), unicode.IsControl(r):
			put(' ')
			continue
		}
		if l, ok := lookAlike[r]; ok { // before lower case: capital eta looks like H, small like n
			put(l)
		} else if r = unicode.ToLower(r); lookAlike[r] != 0 {
			put(lookAlike[r])
		} else {
			put(r)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// plain reports whether Fold would change nothing.
func plain(s string) bool {
	var last, before byte = ' ', 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c < ' ' || c == 0x7f || c == ' ' && last == ' ' ||
			c == last && c == before && c >= 'a' && c <= 'z' {
			return false
		}
		before, last = last, c
	}
	return last != ' '
}

// Words folds s and splits it into words: letters and digits, with apostrophes
// dropped inside a word ("don't" is "dont") and everything else between words.
func Words(s string) []string {
	s = Fold(s)
	words := make([]string, 0, len(s)/4+1)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isWord(r) {
			i += n
			continue
		}
		start, apostrophe := i, false
		for i < len(s) {
			r, n = utf8.DecodeRuneInString(s[i:])
			if r == '\'' {
				if next, _ := utf8.DecodeRuneInString(s[i+n:]); !isWord(next) {
					break
				}
				apostrophe = true
			} else if !isWord(r) {
				break
			}
			i += n
		}
		w := s[start:i]
		if apostrophe {
			w = strings.ReplaceAll(w, "'", "")
		}
		words = append(words, w)
	}
	return words
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// lookAlike maps letters that look Latin, and typographic quotes and dashes, to
// what the writer's eye saw.
var lookAlike = map[rune]rune{
	'’': '\'', '‘': '\'', 'ʼ': '\'', '`': '\'', '´': '\'', '“': '"', '”': '"', '–': '-', '—': '-', '−': '-',
	// Cyrillic
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ё': 'e', 'һ': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm',
	'н': 'h', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'ц': 'u', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y',
	'А': 'a', 'В': 'b', 'С': 'c', 'Е': 'e', 'Н': 'h', 'І': 'i', 'Ј': 'j', 'К': 'k', 'М': 'm', 'О': 'o', 'Р': 'p', 'Ѕ': 's', 'Т': 't', 'Х': 'x', 'У': 'y',
	// Greek
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x',
	'Α': 'a', 'Β': 'b', 'Ε': 'e', 'Ζ': 'z', 'Η': 'h', 'Ι': 'i', 'Κ': 'k', 'Μ': 'm', 'Ν': 'n', 'Ο': 'o', 'Ρ': 'p', 'Τ': 't', 'Υ': 'y', 'Χ': 'x',
	// Latin letters that do not decompose
	'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ħ': 'h', 'ɑ': 'a', 'ɡ': 'g', 'ɩ': 'i', 'ɪ': 'i', 'ʏ': 'y', 'ᴏ': 'o', 'ⅼ': 'l',
}
