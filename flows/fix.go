package flows

import (
	"regexp"
	"strings"
	"unicode"

	"nightdesk/bot/text"
)

// Problems of wordings are found in scripts, not in files. Where the mend is one word
// for another, and the word stands once on its line, the line mended is known too.

var (
	inQuotes  = regexp.MustCompile(`"([^"]+)"`)
	inBraces  = regexp.MustCompile(`\{[^{}]*\}`)
	meantWord = regexp.MustCompile(`^did you mean ["{]([^"}]+)["}]\?`)
)

// maxFixed is how long a line is for which a mend is written out, in bytes: nobody
// reads longer ones, and each of its problems would hold it once more.
const maxFixed = 4000

// fixed are the rules whose mends fixOf can write out.
var fixed = []string{"ucs-2", "danger-text", "code-word", "avoid", "shouting", "unknown-value", "unknown-visit", "unknown-priority"}

// addFixes fills in Fix where Check's mend tells it, from the files that were checked.
func addFixes(files map[string]string, problems []Problem) {
	lines := map[string][]string{}
	for i := range problems {
		p := &problems[i]
		if p.Fix != "" || p.Line == 0 || !contains(fixed, p.Rule) {
			continue
		}
		if lines[p.File] == nil {
			lines[p.File] = strings.Split(strings.TrimPrefix(files[p.File], "\ufeff"), "\n")
		}
		if p.Line > len(lines[p.File]) || len(lines[p.File][p.Line-1]) > maxFixed {
			continue
		}
		l := strings.TrimSuffix(lines[p.File][p.Line-1], "\r")
		r := []rune(l)
		at := len(string(r[:min(max(p.Col-1, 0), len(r))]))
		p.Fix = fixOf(p, l, at)
	}
}

// fixOf is line l mended from byte at; "" = it cannot be told.
func fixOf(p *Problem, l string, at int) string {
	old, new := "", ""
	mend, write := strings.CutPrefix(p.Mend, "write:  ")
	switch p.Rule {
	case "ucs-2":
		code := withoutComment(l)
		if at > len(code) {
			return ""
		}
		plain := plainly(withoutPictures(code[at:]))
		if len([]rune(plain)) < len([]rune(withoutPictures(code[at:]))) || text.NotGSM7(plain) != 0 || plain == code[at:] || strings.TrimSpace(plain) == "" {
			return "" // some of them can't be written plainly
		}
		return l[:at] + plain + l[len(code):]
	case "danger-text":
		if write && strings.HasPrefix(l[at:], mend[:min(3, len(mend))]) {
			return l[:at] + mend
		}
		return ""
	case "code-word":
		if write && strings.TrimSpace(l) == "answer codeword" {
			return strings.TrimRight(l, " ") + strings.TrimPrefix(mend, "answer codeword")
		}
		return ""
	case "avoid":
		old = firstIn(inQuotes, p.Text)
		say, is := strings.CutPrefix(p.Mend, "say:  ")
		if !is || strings.ContainsAny(say, "(,") {
			return ""
		}
		new = say
	case "shouting":
		old, new = firstIn(inQuotes, p.Text), mend
	case "unknown-value":
		if m := meantWord.FindStringSubmatch(p.Mend); m != nil {
			old, new = inBraces.FindString(p.Text), "{"+m[1]+"}"
		} else if write {
			old, _, _ = strings.Cut(p.Text, " would be sent")
			new = mend
		}
	case "unknown-visit", "unknown-priority":
		if m := meantWord.FindStringSubmatch(p.Mend); m != nil {
			old, new = firstIn(inQuotes, p.Text), m[1]
		}
	}
	return replacedOnce(l, at, old, new)
}

// withoutPictures is s without emoji and the spaces that they leave: a text says the same
// without them.
func withoutPictures(s string) string {
	var out []rune
	for _, r := range s {
		_, had := plainFor[r]
		if !had && text.NotGSM7(string(r)) != 0 && unicode.In(r, unicode.So, unicode.Sk, unicode.Mn, unicode.Me, unicode.Cf) {
			out = append(out, picture)
			continue
		}
		if n := len(out); n > 0 && out[n-1] == picture && strings.ContainsRune(" .,!?", r) {
			for n > 0 && (out[n-1] == picture || out[n-1] == ' ') {
				n--
			}
			out = out[:n]
		}
		out = append(out, r)
	}
	return strings.TrimRight(strings.ReplaceAll(string(out), string(picture), ""), " ")
}

// picture stands for an emoji that is taken out.
const picture = '\x00'

func firstIn(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// replacedOnce puts new for old where it stands once in l from byte at, as a whole
// word, in small letters or not.
func replacedOnce(l string, at int, old, new string) string {
	if old == "" || new == "" || at > len(l) {
		return ""
	}
	re := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(old))
	var found []int
	for _, m := range re.FindAllStringIndex(l[at:], -1) {
		from, to := at+m[0], at+m[1]
		if from > 0 && isWordByte(l[from-1]) && isWordByte(l[from]) || to < len(l) && isWordByte(l[to]) && isWordByte(l[to-1]) {
			continue
		}
		if found != nil {
			return ""
		}
		found = []int{from, to}
	}
	if found == nil {
		return ""
	}
	if first := l[found[0]]; first >= 'A' && first <= 'Z' && old[0] >= 'a' {
		new = strings.ToUpper(new[:1]) + new[1:]
	}
	return l[:found[0]] + new + l[found[1]:]
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}
