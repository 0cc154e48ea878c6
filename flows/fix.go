package flows

import (
	"regexp"
	"strings"
	"unicode"

	"nightdesk/bot"
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
var fixed = []string{"ucs-2", "danger-text", "code-word", "avoid", "shouting", "unknown-value", "unknown-visit", "unknown-priority",
	"hidden-digit", "bare-digit", "spare-digit", "other-language", "signs", "parted", "translation", "carrier-word", "same-answer", "marked-twice"}

// addFixes fills in Fix where Check's mend tells it, from the files that were checked,
// and moves problems of wordings to what is wrong in them. names are what may stand in
// braces.
func addFixes(files map[string]string, problems []Problem, names func() map[string]bool) {
	f := &fixer{files: files, lines: map[string][]string{}}
	var known map[string]bool
	for i := range problems {
		p := &problems[i]
		if p.Line == 0 {
			continue
		}
		if p.Rule == "braces" && p.Fix == "" && p.Text != braceTorn {
			if l, at, ok := f.line(p); ok {
				if known == nil {
					known = names()
				}
				mendBraces(p, l, at, known)
			}
			continue
		}
		if p.Wrong != "" {
			f.find(p)
		}
		if strings.HasPrefix(p.Rule, "reveals") && strings.Contains(p.Mend, forShared) {
			f.toShare(p)
			continue
		}
		if p.Rule == "translation" && strings.HasPrefix(p.Mend, addUnder) {
			if f.unmarked(p); p.Fix == "" {
				f.toWrite(p)
			}
			continue
		}
		if p.Fix != "" || !contains(fixed, p.Rule) || contains(wholeLines, p.Rule) && f.goesOn(p) {
			continue
		}
		if l, at, ok := f.line(p); ok {
			p.Fix = fixOf(p, l, at)
		}
	}
}

// wholeLines are rules whose mends can be told only of a text that ends with its line.
var wholeLines = []string{"hidden-digit", "signs", "translation"}

// unmarked moves a wording that is missing to the line that has it without the mark of
// its language.
func (f *fixer) unmarked(p *Problem) {
	const most = 10 // lines of a wording
	lang := bot.Lang("")
	for _, l := range []bot.Lang{bot.English, bot.Spanish} {
		if p.Text == notSaidIn+languageName(l) {
			lang = l
		}
	}
	q := *p
	for range most {
		q.Line, q.Col = q.Line+1, 1
		l, _, ok := f.line(&q)
		if !ok || lang == "" || strings.TrimSpace(withoutComment(l)) == "" || beginsAnew(l) {
			return
		}
		text := strings.TrimLeft(l, " ")
		if as, is := readsAs(withoutComment(text), otherThan(lang)); is && as == lang {
			at := len(l) - len(text)
			p.Line, p.Col = q.Line, at+1
			p.Text += ", or the mark of the language is missing before this line"
			p.Mend = "write:  " + string(lang) + "  " + clip(withoutComment(text), 80)
			p.Fix = l[:at] + string(lang) + "  " + text
			return
		}
	}
}

// fixer reads lines of files.
type fixer struct {
	files map[string]string
	lines map[string][]string
}

// line is the one that a problem is in, and the byte of its column; ok is false for one
// that nobody reads.
func (f *fixer) line(p *Problem) (l string, at int, ok bool) {
	if f.lines[p.File] == nil {
		f.lines[p.File] = strings.Split(strings.TrimPrefix(f.files[p.File], "\ufeff"), "\n")
	}
	all := f.lines[p.File]
	if p.Line > len(all) || len(all[p.Line-1]) > maxFixed {
		return "", 0, false
	}
	l = strings.TrimSuffix(all[p.Line-1], "\r")
	return l, atColumn(l, p.Col), true
}

// atColumn is the byte of l at a column, also where l holds bytes that are no text.
func atColumn(l string, col int) int {
	for i := range l {
		if col--; col < 1 {
			return i
		}
	}
	return len(l)
}

// find moves a problem of a wording to what is wrong in it, on its line or, where the
// wording goes on there, on one of the next. What cannot be found stays at the
// wording, as one.
func (f *fixer) find(p *Problem) {
	const most = 10 // lines of a wording
	q := *p
	for n := range most {
		l, at, ok := f.line(&q)
		if !ok {
			break
		}
		if n > 0 && beginsAnew(l) {
			break
		}
		if i := indexOf(withoutComment(l), p, at); i >= 0 {
			p.Line, p.Col = q.Line, len([]rune(l[:i]))+1
			return
		}
		q.Line, q.Col = q.Line+1, 1
	}
	p.Wrong = ""
}

// beginsAnew reports whether a line below a wording is no more of it.
func beginsAnew(l string) bool {
	text := strings.TrimLeft(withoutComment(l), " ")
	_, _, language, _ := languageOf(text)
	return language || contains(stepVerbs, firstWord(text))
}

// goesOn reports whether the wording of a problem goes on in the next line.
func (f *fixer) goesOn(p *Problem) bool {
	q := *p
	q.Line++
	l, _, ok := f.line(&q)
	if p.Rule == "translation" && ok && digitOf(firstWord(strings.TrimLeft(l, " "))) != "" {
		return false // the next answer
	}
	return ok && strings.TrimSpace(withoutComment(l)) != "" && !beginsAnew(l)
}

// indexOf is where what is wrong stands in l from byte at: numbers and words by
// themselves.
func indexOf(l string, p *Problem, at int) int {
	found := -1
	for from := min(at, len(l)); ; {
		i := strings.Index(l[from:], p.Wrong)
		if i < 0 {
			return found
		}
		i += from
		end := i + len(p.Wrong)
		from = i + 1
		if p.Rule != "ucs-2" && (i > 0 && isWordByte(l[i-1]) && isWordByte(l[i]) || end < len(l) && isWordByte(l[end]) && isWordByte(l[end-1])) {
			continue
		}
		switch p.Rule {
		case "bare-digit": // one with words behind it is another number
			if rest := strings.TrimLeft(l[end:], " .,;:)=-"); rest != "" && !isDigit(rest[0]) {
				continue
			}
		case "spare-digit": // the answers stand last
			found = i
			continue
		}
		return i
	}
}

// fixOf is line l mended from byte at; "" = it cannot be told.
func fixOf(p *Problem, l string, at int) string {
	old, new := "", ""
	mend, write := strings.CutPrefix(p.Mend, "write:  ")
	switch p.Rule {
	case "ucs-2":
		code := withoutComment(l)
		words := strings.TrimLeft(code, " ")
		shown := withoutPictures(words)
		plain := strings.TrimLeft(plainly(shown), " ")
		if len([]rune(plain)) < len([]rune(strings.TrimLeft(shown, " "))) || text.NotGSM7(plain) != 0 || plain == words || strings.TrimSpace(plain) == "" {
			return "" // some of them can't be written plainly
		}
		return code[:len(code)-len(words)] + plain + l[len(code):]
	case "hidden-digit", "bare-digit", "spare-digit":
		return fixDigit(p, l, at)
	case "other-language":
		mark := firstWord(l[at:])
		if other := otherThan(bot.Lang(mark)); strings.HasPrefix(p.Mend, "exchange") && languages[mark] != "" {
			return l[:at] + string(other) + l[at+len(mark):]
		}
		return ""
	case "signs":
		if p.Wrong == "" {
			return unquoted(l, at)
		}
		return l[:at] + strings.TrimLeft(unformatted(p.Wrong)+l[at+len(p.Wrong):], " ")
	case "parted":
		if p.Wrong == "" {
			return ""
		}
		return l[:at] + parted.ReplaceAllString(p.Wrong, ", ") + l[at+len(p.Wrong):]
	case "translation":
		code := withoutComment(l)
		if add, is := strings.CutPrefix(p.Mend, "add:  "); is && !strings.Contains(add, "...") && digitOf(firstWord(strings.TrimLeft(code, " "))) != "" {
			return strings.TrimRight(code, " ") + "  " + add + l[len(code):]
		}
		return ""
	case "carrier-word":
		code := withoutComment(l)
		if !write || !strings.HasPrefix(code[min(at, len(code)):], "answer ") {
			return ""
		}
		answer, _, _ := strings.Cut(mend, "  ")
		return code[:at] + answer + l[len(code):]
	case "marked-twice":
		return fixMarks(l, at)
	case "same-answer":
		return withoutAnswer(l, at, firstIn(inQuotes, p.Text))
	case "danger-text":
		if write && strings.HasPrefix(l[at:], mend[:min(3, len(mend))]) {
			return l[:at] + mend
		}
		m := meantWord.FindStringSubmatch(p.Mend)
		if m == nil {
			return ""
		}
		old, new = firstIn(inQuotes, p.Text), m[1]
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

// withoutAnswer is line l without one of the words that stand for an answer, behind the
// mark of their language at a byte of it; "" if it is not there, or the only one.
func withoutAnswer(l string, at int, word string) string {
	code := withoutComment(l)
	mark := firstWord(code[min(at, len(code)):])
	if !strings.HasSuffix(mark, ":") || word == "" {
		return ""
	}
	from := at + len(mark)
	list, rest := code[from:], l[len(code):]
	if next := nextMark.FindStringIndex(list); next != nil {
		list, rest = list[:next[0]], list[next[0]:]+rest
	}
	var keep []string
	dropped, said := false, false
	for w := range strings.SplitSeq(list, ",") {
		if !dropped && strings.TrimSpace(w) == word {
			dropped = true
			continue
		}
		said = said || strings.TrimSpace(w) != ""
		keep = append(keep, w)
	}
	if !dropped || !said {
		return ""
	}
	return l[:from] + " " + strings.TrimLeft(strings.Join(keep, ","), " ") + rest
}

// nextMark is where the words of an answer in another language begin.
var nextMark = regexp.MustCompile(` +[a-z]{2,3}:(?: |$)`)

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
