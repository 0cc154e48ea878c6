package console

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// stopLine is a question at which tests stop, with the form that answers it in all of them.
type stopLine struct {
	Question   string // "intake/visits"
	Step, Path string // in words, and where it is edited
	New        bool
	Names      []string
	Before     []phoneItem // what was said before it in the first of them
	Ask        phoneItem
	Instead    *phoneItem // what that one expects there; nil = nothing
	Choices    []choice   // the numbers; none = people answer in words
	Langs      []stopLang
	Wrong      string
	Example    *answerExample
}

// stopLang is the answer in one language.
type stopLang struct {
	Code, Language, Text string
	Needed               bool
}

// stops groups the tests that go another way because a question is asked that they do not
// know, and gives the other results.
func (v *visit) stops(results []TalkResult, b bench) (lines []stopLine, rest []TalkResult) {
	var failed []transcript.Failed
	byName := map[string]TalkResult{}
	for _, r := range results {
		if r.OK || r.Safety || len(r.Asked) == 0 {
			continue
		}
		if t, err := transcript.Read(r.Name, b.files.Talks[r.Name]); err == nil {
			failed, byName[r.Name] = append(failed, transcript.Failed{Talk: t, Asked: r.Asked, Diffs: r.Diffs}), r
		}
	}
	if len(failed) == 0 {
		return nil, results
	}
	script, isNew := newQuestions(b)
	at := map[string]bool{}
	for _, s := range transcript.Stops(failed, isNew) {
		step := flows.QuestionStep(script, s.Question)
		if step == nil { // it is not of these scripts
			continue
		}
		l := v.stopLine(step, s.Question, s.Talks)
		l.New, l.Ask = isNew(s.Question), v.lineItem("us", s.Text)
		for i := range l.Langs {
			l.Langs[i].Needed = slices.Contains(s.Langs, l.Langs[i].Code)
		}
		i := slices.IndexFunc(failed, func(f transcript.Failed) bool { return f.Talk.Name == s.Talks[0] })
		v.stopsThere(&l, failed[i], s.Ask)
		lines = append(lines, l)
		for _, name := range s.Talks {
			at[name] = true
		}
	}
	return lines, slices.DeleteFunc(slices.Clone(results), func(r TalkResult) bool { return at[r.Name] })
}

// newQuestions are the scripts of a draft, and which of their questions are not in what it
// is a change of.
func newQuestions(b bench) (script *bot.Script, isNew func(string) bool) {
	script, _ = flows.Parse(b.files.Flows)
	before, _ := flows.Parse(b.base.Flows)
	had := flows.Questions(before)
	return script, func(q string) bool { return !had[q] }
}

// stopsThere shows the moment of a test in which the question comes.
func (v *visit) stopsThere(l *stopLine, f transcript.Failed, a transcript.Ask) {
	lines := f.Talk.Lines
	for i := range lines {
		if i <= a.Line && lines[i].Word != "" {
			l.Before = append(l.Before, v.expectedItem(lines[i].Word, lines[i].Text))
		}
	}
	l.Before = l.Before[max(0, len(l.Before)-3):]
	us := "us" + strings.TrimPrefix(a.Who, "them")
	for i := a.Line + 1; i < len(lines) && !lines[i].Caused(); i++ {
		if lines[i].Word == us {
			l.Instead = new(v.expectedItem(us, lines[i].Text))
			return
		}
	}
}

// stopLine is the form of a question.
func (v *visit) stopLine(step *bot.Step, question string, names []string) stopLine {
	_, said, _ := strings.Cut(question, "/")
	l := stopLine{Question: question, Step: said, Names: names, Ask: v.lineItem("us", step.Ask.In(bot.English))}
	if v.c.has(scriptsPath + "/edit/{file}") {
		l.Path = editAt(step.Source.File, step.Source.Line)
	}
	l.Choices = answerChoices(step.Answer)
	asked := maps.Keys(step.Ask)
	if step.Ask == nil { // times are offered in every language
		asked = maps.Keys(languages)
	}
	for _, lang := range slices.SortedFunc(asked, englishFirst) {
		l.Langs = append(l.Langs, stopLang{Code: string(lang), Language: languages[lang]})
	}
	return l
}

func englishFirst(a, b bot.Lang) int {
	if (a == bot.English) != (b == bot.English) {
		if a == bot.English {
			return -1
		}
		return 1
	}
	return strings.Compare(string(a), string(b))
}

// skipChoice is the choice of passing on a question.
const skipChoice = "skip"

// answerChoices are the numbers that answer a question in every language.
func answerChoices(a bot.AnswerSpec) []choice {
	var all []choice
	add := func(value, label string) { all = append(all, choice{value, value + " " + label, false}) }
	switch a.Kind {
	case bot.AnswerChoice, bot.AnswerChoices:
		for _, o := range a.Options {
			add(o.Digit, o.Label.In(bot.English))
		}
	case bot.AnswerYesNo, bot.AnswerAdult:
		add("1", "yes")
		add("2", "no")
	case bot.AnswerDayPart:
		for i, part := range []string{"morning", "afternoon", "evening", "any time"} {
			add(string(rune('1'+i)), part)
		}
	default:
		return nil
	}
	if a.SkipAs != "" {
		all = append(all, choice{skipChoice, "they pass on it", false})
	}
	return all
}

// skipWords are how people pass on a question.
var skipWords = map[bot.Lang]string{bot.English: "skip", bot.Spanish: "saltar"}

// longestAnswer bounds an answer, in characters: one text.
const longestAnswer = 160

// answers reads the form into the line, and gives the words by language; the line says what
// is wrong.
func (v *visit) answers(l *stopLine) map[string]string {
	words, chosen := map[string]string{}, v.form("choice")
	for i := range l.Choices {
		l.Choices[i].Chosen = l.Choices[i].Value == chosen
		if !l.Choices[i].Chosen {
			continue
		}
		words[""] = chosen
		if chosen == skipChoice {
			for lang, w := range skipWords {
				words[string(lang)] = w
			}
		}
	}
	if len(l.Choices) > 0 {
		if len(words) == 0 {
			l.Wrong = "Choose an answer first."
		}
		return words
	}
	for i := range l.Langs {
		f := &l.Langs[i]
		f.Text = strings.Join(strings.Fields(v.form("words-"+f.Code)), " ")
		switch {
		case f.Text == "" && f.Needed:
			l.Wrong = "Write what people answer in " + f.Language + "."
		case utf8.RuneCountInString(f.Text) > longestAnswer:
			l.Wrong = "An answer has 160 characters at most."
		case f.Text != "":
			words[f.Code] = f.Text
		}
	}
	if len(words) == 0 && l.Wrong == "" {
		l.Wrong = "Write what people answer."
	}
	return words
}

// askedInSafety is said of a promise that no longer holds where a new question is asked.
func askedInSafety(r TalkResult, isNew func(string) bool) string {
	for _, a := range r.Asked {
		if r.Safety && isNew(a.Question) {
			_, step, _ := strings.Cut(a.Question, "/")
			return step
		}
	}
	return ""
}
