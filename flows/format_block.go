package flows

import (
	"strings"
	"unicode/utf8"

	"nightdesk/bot"
)

// widest is how wide the words of one language may be for those of the next to stand
// under each other: a longer list pushes only its own aside.
const widest = 72

// block writes one block; i is its place in the file.
func (f *formatter) block(kind string, i int, b *block) {
	head, under := b.lines[0], b.lines[1:]
	verb := first(&head.line)
	switch {
	case i == 0:
		f.sentence(head, 0, spaced(&head.line))
		f.children(under, 0)
	case kind == "phrases" || kind == "danger":
		f.phrase(head, under)
	case verb == "title":
		f.sentence(head, 0, "title  "+strings.TrimSpace(head.text()[len("title"):]))
		f.children(under, 0)
	case kind == "questions" && verb == "topic", (kind == "flow" || kind == "piece") && verb == "step":
		f.sentence(head, 0, spaced(&head.line))
		f.children(under, 2)
	default:
		f.sentence(head, 0, spaced(&head.line))
		f.children(under, 2)
	}
}

// spaced is a sentence with one space between its words, and none before a comma.
func spaced(l *line) string {
	var b strings.Builder
	verb := first(l)
	b.WriteString(verb)
	for _, t := range tokens(l, l.indent+len(verb)) {
		switch {
		case t.quoted:
			b.WriteString(` "` + t.text + `"`)
		case t.text == ",":
			b.WriteString(",")
		default:
			b.WriteString(" " + t.text)
		}
	}
	return b.String()
}

// children writes the sentences of a step or topic.
func (f *formatter) children(lines []*fline, indent int) {
	for len(lines) > 0 {
		l := lines[0]
		n := 1
		for n < len(lines) && lines[n].indent > l.indent {
			n++
		}
		under := lines[1:n]
		lines = lines[n:]
		f.notes(withoutBlanks(l.lead), indent)
		switch verb := first(&l.line); {
		case contains(takesWords, verb):
			f.wording(l, under, indent, verb)
		case verb == "answer":
			f.sentence(l, indent, spaced(&l.line))
			f.options(under, indent+2)
		default:
			f.sentence(l, indent, spaced(&l.line))
			f.children(under, indent+2)
		}
	}
}

// phrase writes a phrase with its wordings under it.
func (f *formatter) phrase(head *fline, under []*fline) {
	name := first(&head.line)
	rest := strings.TrimSpace(head.text()[len(name):])
	if rest == "" {
		f.sentence(head, 0, name)
	} else { // its first wording stands beside it
		f.put(name)
		at := strings.Index(head.raw, rest)
		under = append([]*fline{{line{no: head.no, raw: strings.Repeat(" ", at) + rest, indent: at, note: head.note}, nil}}, under...)
	}
	f.languages(under, 2, map[bot.Lang]bool{}, "", "")
}

// wording writes a sentence with words in languages, which stand under each other.
func (f *formatter) wording(l *fline, under []*fline, indent int, verb string) {
	rest := strings.TrimSpace(l.text()[len(verb):])
	column := indent + len(verb) + 1
	had := map[bot.Lang]bool{}
	if rest == "" {
		f.sentence(l, indent, verb)
		f.languages(under, column, had, "", verb)
		return
	}
	lang, text, is, _ := languageOf(rest)
	if !is {
		f.sentence(l, indent, verb+" "+rest)
	} else {
		had[lang] = true
		f.sentence(l, indent, verb+" "+string(lang)+"  "+barred(verb, strings.TrimSpace(text)))
	}
	f.languages(under, column, had, lang, verb)
}

// barred is a wording, or a list of questions with a space on both sides of each |.
func barred(verb, s string) string {
	if verb != "asked" {
		return s
	}
	parts := strings.Split(s, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.TrimSpace(strings.Join(parts, " | "))
}

// languages writes the wordings under a sentence: each language at column, what goes
// on with it under its words.
func (f *formatter) languages(lines []*fline, column int, had map[bot.Lang]bool, lang bot.Lang, verb string) {
	for _, l := range lines {
		f.notes(withoutBlanks(l.lead), column)
		code, text, is, _ := languageOf(l.text())
		if is && (!had[code] || strings.HasPrefix(text, " ")) {
			lang, had[code] = code, true
			f.sentence(l, column, string(lang)+"  "+barred(verb, strings.TrimSpace(text)))
			continue
		}
		f.sentence(l, column+len(lang)+2, barred(verb, l.text()))
	}
}

// row is one answer of a choice in its parts.
type row struct {
	l      *fline
	prefix string // its number, name and "alone"
	parts  []string
	rest   []*fline // lines under it
}

// options writes the answers of a choice in columns.
func (f *formatter) options(lines []*fline, indent int) {
	var rows []row
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && lines[n].indent > lines[0].indent {
			n++
		}
		rows = append(rows, optionRow(lines[0], lines[1:n]))
		lines = lines[n:]
	}
	prefix, wide := 0, 0
	for _, r := range rows {
		prefix = max(prefix, width(r.prefix))
		if len(r.parts) > 1 && width(r.parts[0]) <= widest {
			wide = max(wide, width(r.parts[0]))
		}
	}
	for _, r := range rows {
		f.notes(withoutBlanks(r.l.lead), indent)
		words := r.prefix
		if len(r.parts) > 0 {
			words = padded(r.prefix, prefix+2) + r.parts[0]
		}
		if len(r.parts) > 1 {
			words = padded(r.prefix, prefix+2) + padded(r.parts[0], wide) + "  " + strings.Join(r.parts[1:], "  ")
		}
		f.sentence(r.l, indent, words)
		for _, l := range r.rest {
			column := indent + prefix + 2
			f.notes(withoutBlanks(l.lead), column)
			parts := marks(l.text())
			if !isMark(first(&l.line)) {
				column += len("en: ")
			}
			f.sentence(l, column, strings.Join(parts, "  "))
		}
	}
}

func width(s string) int { return utf8.RuneCountInString(s) }

func padded(s string, n int) string { return s + strings.Repeat(" ", max(0, n-width(s))) }

// optionRow reads an answer into its parts.
func optionRow(l *fline, under []*fline) row {
	r := row{l: l, rest: under}
	words := strings.Fields(l.text())
	prefix := []string{strings.TrimRight(words[0], ".):")}
	words = words[1:]
	for len(words) > 0 && contains([]string{"=", "-", ":", ")"}, words[0]) {
		words = words[1:]
		break
	}
	for len(words) > 0 && !isMark(words[0]) {
		if words[0] != "also" || len(prefix) == 1 {
			prefix = append(prefix, words[0])
		}
		words = words[1:]
	}
	r.prefix = strings.Join(prefix, " ")
	if len(words) > 0 {
		r.parts = marks(strings.Join(words, " "))
	}
	return r
}

func isMark(w string) bool {
	code, is := strings.CutSuffix(w, ":")
	return is && languages[code] != ""
}

// marks splits the words of an answer by their languages, with one space after each
// comma.
func marks(s string) []string {
	var all []string
	var now []string
	end := func() {
		if len(now) == 0 {
			return
		}
		lang := ""
		if isMark(now[0]) {
			lang, now = now[0], now[1:]
		}
		items := strings.Split(strings.Join(now, " "), ",")
		for i := range items {
			items[i] = strings.TrimSpace(items[i])
		}
		all = append(all, strings.TrimSpace(lang+" "+strings.TrimSpace(strings.Join(items, ", "))))
		now = nil
	}
	for w := range strings.FieldsSeq(s) {
		if isMark(w) {
			end()
		}
		now = append(now, w)
	}
	end()
	return all
}
