package flows

import (
	"slices"
	"strings"
)

// verbFor is what people write in place of a verb, and the verb.
var verbFor = map[string]string{
	"else": "then", "otherwise": "then", "next": "then", "goto": "then", "go": "then", "when": "if",
	"text": "say", "send": "say", "tell": "say", "reply": "say", "message": "say", "question": "ask",
	"options": "answer", "choices": "answer", "choice": "answer", "menu": "answer", "answers": "answer", "save": "keep", "store": "keep", "remember": "keep",
	"escalate": "handoff", "alert": "handoff", "hand-off": "handoff", "print": "say", "write": "say",
	"pregunta": "ask", "preguntar": "ask", "pregunte": "ask", "decir": "say", "diga": "say", "mensaje": "say", "respuesta": "answer", "respuestas": "answer",
	"opciones": "answer", "guardar": "keep", "guarda": "keep", "si": "if", "entonces": "then", "luego": "then", "vaya": "then", "paso": "step", "titulo": "title",
}

// spoken reports whether a line that begins with another language's word for a verb is
// that sentence, and not the rest of a wording.
func spoken(l *line, verb string) bool {
	words := strings.Fields(l.text())
	switch verb {
	case "say", "ask":
		return len(words) > 1 && strings.TrimRight(words[1], ":") != "" && languages[strings.TrimRight(strings.ToLower(words[1]), ":")] != ""
	case "if":
		return strings.Contains(l.text(), " then ") || strings.Contains(l.text(), " entonces ")
	case "then", "step":
		return len(words) == 2 && isName(words[1])
	case "title":
		return true
	case "answer":
		return len(words) == 1 || words[1] == "skip" || words[1] == "up" || contains(kinds, words[1])
	}
	return len(words) < 4
}

// foreign are the words of verbFor that are no English, and may begin any Spanish line.
var foreign = []string{"pregunta", "preguntar", "pregunte", "decir", "diga", "mensaje", "respuesta", "respuestas", "opciones", "guardar", "guarda", "si", "entonces", "luego", "vaya", "paso", "titulo",
	"write", "print", "menu", "choice"}

// bullets begin the lines of a list that was pasted.
const bullets = "-*+\u2022\u2013\u2014\u00b7\u25cf\u25cb\u25e6\u25aa\u25ab\u2023\u2192>"

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
	if rest := strings.TrimLeft(l.text(), bullets+".0123456789) "); rest != l.text() && contains(known, strings.SplitN(rest, " ", 2)[0]) {
		p.problem(l, l.indent, "unknown-word", `a line begins with its verb, not with "`+w+`"`, "write:  "+clip(rest, 100))
		p.fix(l, l.raw[:l.indent]+rest)
		l.raw = l.raw[:l.indent] + rest
		return
	}
	bare := strings.ToLower(strings.TrimRight(w, ":.,"))
	if v := verbFor[bare]; v != "" && !contains(known, bare) && (!contains(foreign, bare) || spoken(l, v)) {
		bare = v
	}
	if ends := strings.ToLower(strings.TrimRight(l.text(), ".: ")); contains([]string{"end", "the end", "end step", "finish", "exit"}, ends) && contains(known, "then") {
		bare, w = "then end", l.text()
	} else if !contains(known, bare) {
		return
	}
	if bare == "answer" {
		rest := strings.Fields(l.raw[l.indent+len(w):])
		if len(rest) == 0 || !contains(kinds, rest[0]) && (rest[0] == "skip" || rest[0] == "up") {
			bare += " choice"
		}
	}
	if bare == "then" && strings.HasPrefix(l.text(), "go to ") {
		w = "go to"
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
			at := out[n-1].indent + 2
			if kids := out[n-1].kids; len(kids) > 0 {
				at = kids[0].indent
			}
			if k.indent != at {
				p.problem(k, k.indent, "indent", "the answers stand under the line "+itoa(out[n-1].no)+", further right than it", "put two spaces more before each of them")
				released := answersUnder(k)
				p.moved(k, at)
				k.stand(at)
				out[n-1].kids = append(append(out[n-1].kids, k), released...)
				continue
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

// answersUnder takes the lines out of an answer that are answers themselves: they kept
// their spaces where the answer lost its own.
func answersUnder(k *line) (out []*line) {
	k.kids = slices.DeleteFunc(k.kids, func(l *line) bool {
		answer := strings.Trim(first(l), "0123456789.):") == ""
		if answer {
			out = append(out, l)
		}
		return answer
	})
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

// gathered puts lines that lost the spaces before them back under their step: its
// sentences, their wordings and their answers. Each is one mistake, as each is moved by
// itself.
func (p *parser) gathered(body []*line) []*line {
	var out []*line
	verbs := slices.Concat(flowWords, []string{"flow", "piece"}, stepVerbs)
	var step *line
	for _, l := range body {
		p.slip(l, verbs)
		if step != nil && p.stray(step, l) {
			continue
		}
		if step = nil; first(l) == "step" {
			step = l
		}
		out = append(out, l)
	}
	return out
}

// stray takes a line into a step if it can only belong to it, and reports where it
// should stand.
func (p *parser) stray(step, l *line) bool {
	at := step.indent + 2
	var above *line
	if n := len(step.kids); n > 0 {
		at, above = step.kids[0].indent, step.kids[n-1]
	}
	_, _, language, known := languageOf(l.text())
	switch w := first(l); {
	case contains(stepVerbs, w):
		p.problem(l, l.indent, "indent", `this line belongs to the step above, so it must stand further right`, `put two spaces before it`)
		step.kids = append(step.kids, l)
	case above == nil:
		return false
	case language && known && contains(takesWords, first(above)):
		at = wordingColumn(above)
		p.problem(l, l.indent, "indent", `this wording does not stand under the words of line `+itoa(above.no), "put spaces before it, so that it starts further right than line "+itoa(above.no))
		above.kids = append(above.kids, l)
	case first(above) == "answer" && digitOf(w) != "":
		if at = above.indent + 2; len(above.kids) > 0 {
			at = above.kids[0].indent
		}
		p.problem(l, l.indent, "indent", "the answers stand under the line "+itoa(above.no)+", further right than it", "put two spaces more before each of them")
		above.kids = append(append(above.kids, l), answersUnder(l)...)
	default:
		return false
	}
	sentences := sentencesUnder(l)
	p.moved(l, at)
	l.stand(at)
	step.kids = append(step.kids, sentences...)
	return true
}

// sentencesUnder takes the lines out of one that lost its spaces which are sentences
// themselves.
func sentencesUnder(l *line) (out []*line) {
	l.kids = slices.DeleteFunc(l.kids, func(k *line) bool {
		sentence := contains(stepVerbs, first(k)) && !wordingUnder(k, first(k))
		if sentence {
			out = append(out, k)
		}
		return sentence
	})
	return out
}

// stand reads a line on as if it stood at a column.
func (l *line) stand(at int) {
	l.raw = strings.Repeat(" ", at) + l.text()
	l.indent = at
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
