package flows

import (
	"slices"
	"strings"
)

// Part is one chapter of the reference: where a word of the format stands.
type Part string

// The parts, in the order in which somebody who is new reads them.
const (
	PartFile      Part = "file"      // the first line of a file
	PartFlow      Part = "flow"      // in a flow or a piece, at the left edge
	PartStep      Part = "step"      // in a step
	PartAnswer    Part = "answer"    // after "answer", and in the lines under it
	PartTarget    Part = "target"    // after "then"
	PartText      Part = "text"      // within a wording, and beside it
	PartSettings  Part = "settings"  // in the settings file
	PartQuestions Part = "questions" // in the questions file
	PartPhrases   Part = "phrases"   // in the files of phrases and of replies to danger
)

// Parts lists them in their order, each with its title.
func Parts() []struct {
	Part  Part
	Title string
} {
	return []struct {
		Part  Part
		Title string
	}{
		{PartFile, "What a file begins with"},
		{PartFlow, "Steps"},
		{PartStep, "In a step"},
		{PartAnswer, "Kinds of answers"},
		{PartTarget, "Where to go next"},
		{PartText, "Wordings"},
		{PartSettings, "Settings"},
		{PartQuestions, "Questions"},
		{PartPhrases, "Phrases and replies to danger"},
	}
}

// Verb is one word of the format with all there is to know of it: a verb, a kind of
// file, a kind of answer, or a sign. Its texts are for somebody who runs an office.
type Verb struct {
	// Name is the word as it is written; "option", "name" and the like, where what is
	// written is a name or number of the clinic's own (see Grammar).
	Name string
	Part Part
	// Grammar is the whole sentence on one line: words in capitals stand for what the
	// clinic writes, [what is in brackets] may be left out, a | b is one of the two.
	Grammar string
	Where   string // where it stands, as the end of "it stands ..."
	Does    string // what it does, one sentence
	// Line is one good sentence, as errors quote it.
	Line string
	// Example is a worked one, complete steps or a complete file, in two languages.
	Example string
}

// Reference is the complete grammar of scripts, part by part: the one source of what
// the parser reads, what errors suggest, and what the console explains.
func Reference() []Verb { return slices.Clone(reference) }

var reference = slices.Concat(fileVerbs, flowVerbs, sentenceVerbs, answerKinds, targetWords, textSigns, settingVerbs, questionVerbs, phraseVerbs)

// File is the example as a script file that can be parsed: steps get the first line
// of a flow called "example".
func (v Verb) File() string {
	for l := range strings.SplitSeq(v.Example, "\n") {
		if w, _, _ := strings.Cut(withoutComment(l), " "); w == "step" || w == "title" {
			return "flow example\n\n" + v.Example
		} else if w != "" {
			break
		}
	}
	return v.Example
}

// examples is one good sentence for each verb; of two that share a name, as "title",
// the first.
var examples = func() map[string]string {
	m := map[string]string{}
	for _, v := range reference {
		if m[v.Name] == "" {
			m[v.Name] = v.Line
		}
	}
	return m
}()

func example(verb string) string { return examples[verb] }

// wordsOf are the words of one part that the clinic does not make up.
func wordsOf(vs []Verb) []string {
	var all []string
	for _, v := range vs {
		if w, _, _ := strings.Cut(v.Grammar, " "); w == v.Name || v.Part == PartAnswer && strings.HasPrefix(v.Grammar, "answer "+v.Name) {
			all = append(all, v.Name)
		}
	}
	return all
}

// What the parser knows, by part.
var (
	fileWords     = wordsOf(fileVerbs)
	flowWords     = wordsOf(flowVerbs)
	stepVerbs     = wordsOf(sentenceVerbs)
	kinds         = wordsOf(answerKinds)
	settingWords  = wordsOf(settingVerbs)
	questionWords = wordsOf(questionVerbs)
)
