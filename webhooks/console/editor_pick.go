package console

import "strings"

// wordingStep are the texts of one step, as one line in the list to choose from.
type wordingStep struct {
	Begins string // the first words of its first text
	Name   string
	Open   bool
	Texts  []wordingChoice
	Finds  string // what is looked through, in small letters
}

// finds is what is looked through, in whichever language.
func (c wordingChoice) finds() string { return strings.ToLower(c.all + " " + c.Where) }

// Steps are the texts to choose from, by step. The first is open: it is what people get
// first.
func (d wordingData) Steps() (steps []wordingStep) {
	for _, c := range d.Choose {
		name, what := c.named()
		if n := len(steps); n == 0 || steps[n-1].Name != name {
			steps = append(steps, wordingStep{Begins: firstWords(c.Text), Name: name, Open: n == 0})
		}
		s := &steps[len(steps)-1]
		s.Finds += c.finds() + " "
		if c.Where = what; len(s.Texts) > 0 {
			c.Text = firstWords(c.Text)
		}
		s.Texts = append(s.Texts, c)
	}
	for i := range steps {
		if len(steps[i].Texts) == 1 {
			steps[i].Texts[0].Where = ""
		}
	}
	return steps
}

// named are the name of the step that a text is of, and which of its texts it is.
func (c wordingChoice) named() (step, what string) {
	step, what, ok := strings.Cut(c.Where, ": ")
	if !ok || strings.HasPrefix(c.Key, "danger/") {
		return c.Where, ""
	}
	return strings.TrimPrefix(step, "Step "), sentence(what)
}

// mostFirst is how many words tell texts apart at a glance.
const mostFirst = 6

func firstWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words[:min(len(words), mostFirst)] {
		if i > 1 && strings.ContainsAny(w[len(w)-1:], ".?!") { // a sentence says more than half of the next one
			return strings.Join(words[:i+1], " ")
		}
	}
	if len(words) <= mostFirst {
		return s
	}
	return strings.TrimRight(strings.Join(words[:mostFirst], " "), ".,:;") + " …"
}
