package flows

import (
	"slices"
	"strings"
)

// verbFor is what people write in place of a verb, and the verb.
var verbFor = map[string]string{
	"else": "then", "otherwise": "then", "next": "then", "goto": "then", "go": "then", "when": "if",
	"text": "say", "send": "say", "tell": "say", "reply": "say", "message": "say", "question": "ask",
	"options": "answer", "choices": "answer", "answers": "answer", "save": "keep", "store": "keep", "remember": "keep",
	"escalate": "handoff", "alert": "handoff",
}

// notes are what begins a remark elsewhere.
var notes = []string{"//", "--", ";", "/*", "<!--", "note:", "todo:"}

// slip mends the first word of a line that is a known one but for capitals, a
// colon or another language's habits, and reports it. The line is then read as
// it was meant, so that nothing else is said of it.
func (p *parser) slip(l *line, known []string) {
	w := first(l)
	if contains(known, w) {
		return
	}
	if rest := strings.TrimLeft(l.text(), "-*\u2022.0123456789) "); rest != l.text() && contains(known, strings.SplitN(rest, " ", 2)[0]) {
		p.problem(l, l.indent, "unknown-word", `a line begins with its verb, not with "`+w+`"`, "write:  "+clip(rest, 100))
		p.fix(l, l.raw[:l.indent]+rest)
		l.raw = l.raw[:l.indent] + rest
		return
	}
	bare := strings.ToLower(strings.TrimRight(w, ":.,"))
	if v := verbFor[bare]; v != "" && !contains(known, bare) {
		bare = v
	}
	if bare == "then" && strings.HasPrefix(l.text(), "go to ") {
		w = "go to"
	}
	if !contains(known, bare) {
		return
	}
	mended := l.raw[:l.indent] + bare + l.raw[l.indent+len(w):]
	p.problem(l, l.indent, "unknown-word", `I don't know the word "`+w+`" here`, "write:  "+clip(strings.TrimSpace(mended), 100))
	p.fix(l, mended)
	l.raw = mended
}

// takesWords are verbs with a wording under them.
var takesWords = []string{"say", "ask", "discreet", "again", "asked", "missing"}

// mended are the lines of a block as they were most likely meant: slips are read
// as the word they are near, remarks are left out, and the rest of a wording that
// a line break tore off is put back under it.
func (p *parser) mended(kids []*line, verbs []string) []*line {
	var out []*line
	torn := false
	for _, k := range kids {
		p.slip(k, verbs)
		w := first(k)
		var above *line
		if len(out) > 0 && contains(takesWords, first(out[len(out)-1])) {
			above = out[len(out)-1]
		}
		_, _, language, _ := languageOf(k.text())
		if n := len(out); n > 0 && first(out[n-1]) == "answer" && contains(verbs, "answer") && strings.Trim(w, "0123456789.):") == "" {
			if len(out[n-1].kids) == 0 {
				p.problem(k, k.indent, "indent", "the answers stand under the line "+itoa(out[n-1].no)+", further right than it", "put two spaces more before each of them")
			}
			out[n-1].kids = append(out[n-1].kids, k)
			continue
		}
		switch {
		case slices.ContainsFunc(notes, func(n string) bool { return strings.HasPrefix(strings.ToLower(k.text()), n) }):
			p.problem(k, k.indent, "unknown-word", `I don't know the word "`+w+`" here`, "a note begins with #:  # "+clip(strings.TrimLeft(k.text(), "/-;*<! "), 60))
			p.fix(k, k.raw[:k.indent]+"# "+strings.TrimLeft(k.text(), "/-;*<! "))
			continue
		case above == nil, contains(verbs, w) && !wordingUnder(k, w), !contains(verbs, w) && !language && p.guess(w, verbs) != "":
			out, torn = append(out, k), false
			continue
		case torn: // said of the line before
		case language:
			p.problem(k, k.indent, "indent", `this wording does not stand under the words of line `+itoa(above.no),
				"put spaces before it, so that it starts further right than line "+itoa(above.no))
			p.moved(k, wordingColumn(above))
		default:
			p.problem(k, k.indent, "indent", "is this the rest of the wording above? It does not stand under it",
				"put spaces before it, so that it starts further right than line "+itoa(above.no)+"; or put # before it if it is a note")
			p.moved(k, wordingColumn(above))
		}
		torn = true
		above.kids = append(above.kids, k)
	}
	return out
}

// wordingColumn is where the wordings of a sentence stand, under the first of them.
func wordingColumn(l *line) int {
	for i := l.indent + len(first(l)); i < len(l.raw); i++ {
		if l.raw[i] != ' ' {
			return i
		}
	}
	return l.indent + 2
}

// wholeSteps puts lines that were torn off the wording of a step back under it.
func (p *parser) wholeSteps(body []*line) []*line {
	var out []*line
	verbs := slices.Concat(flowWords, []string{"flow", "piece"}, stepVerbs)
	for i := 0; i < len(body); i++ {
		l := body[i]
		out = append(out, l)
		if first(l) != "step" || len(l.kids) == 0 || !contains(takesWords, first(l.kids[len(l.kids)-1])) {
			continue
		}
		last := l.kids[len(l.kids)-1]
		n := i + 1
		for n < len(body) && !contains(verbs, first(body[n])) {
			n++
		}
		out = append(out, p.mended(append([]*line{last}, body[i+1:n]...), verbs)[1:]...)
		i = n - 1
		l.kids = append(l.kids, released(last)...)
	}
	return out
}

// released are the sentences that stood under a line which was put back under
// its wording: they belong to the step.
func released(wording *line) []*line {
	var out []*line
	for _, k := range wording.kids {
		if k.indent > wording.indent {
			continue
		}
		k.kids = slices.DeleteFunc(k.kids, func(l *line) bool {
			sentence := l.indent == wording.indent && contains(stepVerbs, first(l))
			if sentence {
				out = append(out, l)
			}
			return sentence
		})
	}
	return out
}

// wordingUnder reports whether a line that takes no wording has one under it:
// then it is no sentence, but part of a wording that begins like one.
func wordingUnder(l *line, verb string) bool {
	if contains(takesWords, verb) || len(l.kids) == 0 {
		return false
	}
	_, _, language, known := languageOf(l.kids[0].text())
	return language && known
}

// strange reports lines that begin with no known word; those that follow each
// other are one problem, for they were pasted together.
type strange struct {
	at int // in parser.problems, from 1
	no int // how many lines there are more
}

// add reports one more line, or lengthens the run that it belongs to.
func (s *strange) add(p *parser, l *line, verb string, known []string) {
	near := p.guess(first(l), known) != ""
	if s.at > 0 && !near {
		s.no++
		x := &p.problems[s.at-1]
		text, _, _ := strings.Cut(x.Text, ", nor")
		x.Text = text + ", nor what follows it down to line " + itoa(l.no)
		x.Mend = "take these lines out; or put # before each, if they are a note"
		return
	}
	p.unknown(l, verb, known)
	s.at = 0
	if !near {
		s.at = len(p.problems)
	}
}
