package flows

import (
	"slices"
	"strings"
)

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
