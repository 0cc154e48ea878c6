package bot

import (
	"slices"
	"strings"
	"unicode"
)

// Counted is whether it is counted how often each answer of a question was given.
type Counted string

// What is counted, and why other questions are not.
const (
	CountedYes    Counted = ""
	CountedNo     Counted = "no choice" // no question, or one without answers to choose from
	CountedHealth Counted = "health"    // its answers tell of somebody's health
)

// Counted says whether it is counted which answers a step of the flow gets. Choices and
// yes or no are, by the names that the script gives them. Never are words, names,
// dates, ages and code words, nor what somebody says of their health: a count stands
// open beside the sealed record that the same commit writes, and would tell whoever
// sees the two appear what that record keeps (domain rule 3.3.1).
//
// A question is about health if its words or those of its answers are, or if somebody is
// seen sooner for an answer to it. No list of words is whole; it errs towards health.
func (f *Flow) Counted(s *Step) Counted {
	switch {
	case s.Ask == nil:
		return CountedNo
	case s.Answer.Kind != AnswerChoice && s.Answer.Kind != AnswerChoices && s.Answer.Kind != AnswerYesNo:
		return CountedNo
	case f.urges(s) || ofHealth(s):
		return CountedHealth
	}
	return CountedYes
}

// urges reports whether an answer to the step leads to a group of people who are seen
// sooner.
func (f *Flow) urges(s *Step) bool {
	first := func(t Target) bool {
		to := f.Step(t.Step)
		return to != nil && slices.ContainsFunc(to.Set, func(set Setting) bool { return set.Name == "priority" })
	}
	for _, st := range f.Steps {
		for _, b := range st.Branches {
			if (st == s && b.Name == "" || s.Keep != "" && b.Name == s.Keep) && first(b.Then) {
				return true
			}
		}
	}
	return false
}

// ofHealth reports whether a question or an answer to it has words of health.
func ofHealth(s *Step) bool {
	texts := []string{s.Name, s.Keep}
	all := func(t Text) {
		for _, in := range t {
			texts = append(texts, in)
		}
	}
	all(s.Ask)
	all(s.DiscreetAsk)
	for _, o := range s.Answer.Options {
		texts = append(texts, o.Name)
		all(o.Label)
		for _, also := range o.Also {
			texts = append(texts, also...)
		}
	}
	return slices.ContainsFunc(texts, healthIn)
}

var plainLetters = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n")

// healthIn reports whether a text has a word of health.
func healthIn(text string) bool {
	words := strings.FieldsFunc(plainLetters.Replace(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains(healthWords, w) || slices.ContainsFunc(healthStems, func(stem string) bool { return strings.HasPrefix(w, stem) })
	})
}

// healthWords are whole words and healthStems the beginnings of words that tell of
// somebody's health, use or treatment. Where somebody heard of the clinic (a doctor, a
// hospital, a health fair) and who pays (Medicare, Medicaid) is none of that.
var (
	healthWords = strings.Fields("ill illness pain pains meth hiv vih std aids sida dope using meds pills pastillas clean deaf sordo sorda blind ciego ciega hearing oir vision")
	healthStems = strings.Fields(`pregnan embaraz prenatal postpart breastfe amamant
		sick enferm malilla withdraw abstinen detox desintox overdos sobredos relaps recaid sober sobri
		drug drog substanc sustanc opioid opiate opiac heroin fentan methadon metadon buprenorph buprenorf subox subute sublocad naltrex nalox narcan vivitrol
		cocain alcohol inject inyect needle jering addict adict adicc
		dose dosing dosis dosific medicin medicat medicam medicac prescri recet treatment tratami rehab recover recuper
		hepat diseas infect diagnos symptom sintom mental depress depres anxi ansied psych psiq suicid selfharm
		disab discapac wheelchair rueda dolor allerg alerg surger cirug`)
)
