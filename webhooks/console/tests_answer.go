package console

import (
	"errors"
	"maps"
	"net/http"
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

// answerExample is what one test becomes.
type answerExample struct {
	Name    string
	Was, Is []examplePart
	Passes  bool
	Then    string // what is to be said of the rest of it
}

type examplePart struct {
	phoneItem
	New   bool
	Label bool // the first of those that are new
}

// answeredData is what became of the tests.
type answeredData struct {
	Question string
	Good     []string // go as before
	// Worded are those in which nothing but texts differs that the draft changes, and
	// Shared are those texts.
	Worded  []string
	Shared  []sharedLine
	Further []leftTalk
	Left    []leftTalk
	Late    []string
}

// leftTalk is a test that somebody must look at.
type leftTalk struct{ Name, Say string }

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

// testsAnswer answers a question in all tests that stop at it, or shows first what one of
// them becomes.
func testsAnswer(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	d := v.testsData(b)
	l, err := v.askedOf(b, &d)
	if err != nil {
		return err
	}
	a := transcript.Answer{Question: l.Question, Words: v.answers(l)}
	if l.Wrong != "" {
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_tests", d)
	}
	names, preview := l.Names, v.form("do") == "preview"
	if preview {
		names = names[:1]
	}
	done, err := v.c.o.Trial.Answer(v.r.Context(), v.account.ID, b.files, names, a)
	if errors.Is(err, bot.ErrRefused) {
		return v.cantPlay(b)
	} else if err != nil {
		return err
	}
	if preview {
		l.Example, l.Wrong = v.example(b, names[0], done)
		if l.Wrong != "" {
			return v.renderStatus(http.StatusUnprocessableEntity, "scripts_tests", d)
		}
		return v.render("scripts_tests", d)
	}
	return v.keepAnswers(b, d, l, done)
}

// askedOf finds the question of the form among those that tests stop at, or puts it there:
// what was played may be forgotten by now, or be known to another replica.
func (v *visit) askedOf(b bench, d *testsData) (*stopLine, error) {
	question := v.form("question")
	names := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(v.r.PostForm["name"]))), func(n string) bool { return b.files.Talks[n] == "" })
	if len(names) == 0 {
		return nil, bad("Those tests are not in your draft any more. Play the tests once more.")
	}
	i := slices.IndexFunc(d.Stops, func(l stopLine) bool { return l.Question == question })
	if i < 0 {
		script, isNew := newQuestions(b)
		step := flows.QuestionStep(script, question)
		if step == nil {
			return nil, bad("That question is not in your draft any more. Play the tests once more.")
		}
		i = len(d.Stops)
		l := v.stopLine(step, question, names)
		l.New = isNew(question)
		d.Stops = append(d.Stops, l)
	}
	d.Stops[i].Names = names
	return &d.Stops[i], nil
}

// keepAnswers puts the tests that are answered into the draft, and plays all of them.
func (v *visit) keepAnswers(b bench, d testsData, l *stopLine, done Answers) error {
	sum := answeredData{Question: l.Step, Late: done.Late}
	kept, changed := 0, rewordingsOf(b)
	var diffs [][]*transcript.Difference
	b, err := v.changeDraft(func(now *bench) error {
		sum.Good, sum.Worded, sum.Further, sum.Left, kept, diffs = nil, nil, nil, nil, 0, nil
		for _, name := range l.Names {
			a, ok := done.Talks[name]
			switch {
			case slices.Contains(done.Late, name):
			case !ok:
				sum.Left = append(sum.Left, leftTalk{name, "It can't be read."})
			case now.files.Talks[name] != b.files.Talks[name]:
				sum.Left = append(sum.Left, leftTalk{name, "It was changed in another window in the meantime."})
			case a.Times == 0 && a.Passes():
				sum.Good = append(sum.Good, name)
			case a.Times == 0 && onlyWording(a, changed):
				sum.Worded, diffs = append(sum.Worded, name), append(diffs, a.Left)
			case a.Times == 0:
				sum.Left = append(sum.Left, leftTalk{name, whyLeft(a)})
			default:
				now.put(name, a.Text)
				kept++
				switch {
				case a.Passes():
					sum.Good = append(sum.Good, name)
				case onlyWording(a, changed):
					sum.Worded, diffs = append(sum.Worded, name), append(diffs, a.Left)
				default:
					sum.Further = append(sum.Further, leftTalk{name, whyLeft(a)})
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if kept == 0 {
		l.Wrong = "Nothing was changed: no test goes on as before with that answer."
		switch {
		case len(sum.Good) == len(l.Names): // a form that was sent twice
			l.Wrong = "Nothing was changed: these tests go as expected already."
		case len(sum.Left) > 0:
			l.Wrong = "Nothing was changed. " + sum.Left[0].Name + ": " + sum.Left[0].Say
		}
		return v.renderStatus(http.StatusUnprocessableEntity, "scripts_tests", d)
	}
	sum.Shared, _ = changed.shared(diffs)
	v.c.o.Trial.Run(v.account.ID, b.files)
	v.said = append(v.said, "The question is answered in "+plural(kept, "test")+" of your draft. All tests are played once more now.")
	d = v.testsData(b)
	d.Answered = &sum
	return v.render("scripts_tests", d)
}

// onlyWording reports whether a talk in which the question is answered differs in nothing
// but texts that the draft changes.
func onlyWording(a transcript.Answered, changed rewordings) bool {
	return a.Why == transcript.NoReason && a.Stopped == "" && changed.explain(a.Left)
}

// whyLeft is what somebody has to know of a test that still goes another way.
func whyLeft(a transcript.Answered) string {
	switch a.Why {
	case transcript.NoReason:
		return "It goes on as before after the question, and another way further on."
	case transcript.NotUnderstood:
		return "The question does not understand that answer."
	case transcript.NoWords:
		return "It is asked in " + languages[bot.Lang(a.Lang)] + " there, and there is no answer in that language."
	case transcript.OtherWay:
		if a.Times > 0 {
			return "It is answered once, and asked again where the answer leads another way."
		}
		return "With that answer it goes another way than it did."
	case transcript.TooOften:
		return "It is asked too often there."
	}
	return ""
}

// example shows what one test becomes, or says what is wrong with the answer.
func (v *visit) example(b bench, name string, done Answers) (*answerExample, string) {
	a, ok := done.Talks[name]
	switch {
	case !ok:
		return nil, "There was no time to play it. Try again."
	case a.Times == 0 && !a.Passes():
		return nil, name + ": " + whyLeft(a)
	}
	before, err := transcript.Read(name, b.files.Talks[name])
	if err != nil {
		return nil, plainTalkError(err)
	}
	after, err := transcript.Read(name, a.Text)
	if err != nil {
		return nil, plainTalkError(err)
	}
	x := &answerExample{Name: name, Passes: a.Passes()}
	switch {
	case x.Passes:
	case onlyWording(a, rewordingsOf(b)):
		x.Then = "The rest of it goes as before. Only wording that you changed is still to be confirmed: that comes next."
	default:
		x.Then = whyLeft(a)
	}
	was, is := transcript.Around(before, after, 2)
	x.Was, x.Is = v.parts(was), v.parts(is)
	return x, ""
}

func (v *visit) parts(lines []transcript.Part) []examplePart {
	var all []examplePart
	for _, l := range lines {
		all = append(all, examplePart{phoneItem: v.expectedItem(l.Word, l.Text), New: l.New, Label: l.New && (len(all) == 0 || !all[len(all)-1].New)})
	}
	return all
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
