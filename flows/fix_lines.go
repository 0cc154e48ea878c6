package flows

import "strings"

// Lines that are still to be written: a fix may put one into a script with dots in the
// place of its words, and Check refuses them until it is written.

// dots stand in the place of words that are still to be written.
const dots = "..."

// mostUnder is how many lines of a wording are looked at.
const mostUnder = 10

// toWrite offers a line for the language that a wording lacks, below its last one.
func (f *fixer) toWrite(p *Problem) {
	add := strings.TrimPrefix(p.Mend, addUnder)
	last, column, ok := f.wording(p)
	if !ok {
		return
	}
	if last.Line != p.Line {
		p.Line, p.Col = last.Line, last.Col
	}
	l, _, _ := f.line(&last)
	add = strings.Repeat(" ", column) + add
	p.Fix, p.Missing = l+"\n"+add, Missing{After: last.Line, Opening: strings.TrimSuffix(add, dots)}
}

// wording finds where the wording of a problem at its verb ends, and in which column its
// languages stand; ok is false where that cannot be told.
func (f *fixer) wording(p *Problem) (last Problem, column int, ok bool) {
	last = *p
	l, at, ok := f.line(p)
	if !ok || at >= len(l) || strings.TrimSpace(l[:at]) != "" {
		return last, 0, false
	}
	if column = markOn(withoutComment(l)[at:]); column >= 0 {
		column += at
	}
	q := last
	for range mostUnder {
		q.Line++
		k, _, ok := f.line(&q)
		text := strings.TrimLeft(withoutComment(k), " ")
		under := len(withoutComment(k)) - len(text)
		if !ok || strings.TrimSpace(text) == "" || under <= at {
			return last, column, column >= 0
		}
		if column < 0 {
			column = under
		}
		last.Line, last.Col = q.Line, under+1
	}
	return last, 0, false
}

// markOn is the byte of a sentence at which its verb is over and a language begins; -1 if
// none does.
func markOn(sentence string) int {
	verb := firstWord(sentence)
	rest := strings.TrimLeft(sentence[len(verb):], " ")
	if _, _, is, _ := languageOf(rest); !is {
		return -1
	}
	return len(sentence) - len(rest)
}

// toShare offers a wording for shared phones in all languages of the one that tells too
// much: below it, or above it where the problem stands in the first of its lines.
func (f *fixer) toShare(p *Problem) {
	verb := *p
	for range mostUnder {
		l, _, ok := f.line(&verb)
		text := strings.TrimLeft(l, " ")
		if !ok {
			return
		}
		if verb.Col = len(l) - len(text) + 1; contains([]string{"ask", "say"}, firstWord(text)) {
			break
		}
		if verb.Line--; verb.Line == 0 {
			return
		}
	}
	last, _, ok := f.wording(&verb)
	if !ok {
		return
	}
	lead := strings.Repeat(" ", verb.Col-1) + "discreet "
	var add []string
	for q := verb; q.Line <= last.Line; q.Line++ {
		l, _, _ := f.line(&q)
		if text := strings.TrimLeft(l, " "); q.Line == verb.Line {
			l = text[max(0, markOn(text)):]
		} else {
			l = text
		}
		lang, _, is, known := languageOf(l)
		if !is || !known {
			continue
		}
		add = append(add, lead+string(lang)+"  "+dots)
		lead = strings.Repeat(" ", len(lead))
	}
	if len(add) == 0 {
		return
	}
	p.Missing = Missing{After: last.Line, Opening: strings.TrimSuffix(add[0], dots), Shared: true}
	l, _, _ := f.line(p)
	switch block := strings.Join(add, "\n"); p.Line {
	case last.Line:
		p.Fix = l + "\n" + block
	case verb.Line:
		p.Fix = block + "\n" + l
	}
}
