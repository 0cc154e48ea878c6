package console

import (
	"errors"
	"net/http"
	"slices"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

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
	// Worded are those in which nothing but texts differs that the draft changes.
	Worded  []string
	Further []leftTalk
	Left    []leftTalk
}

// Answered is how many tests have the question with an answer.
func (d answeredData) Answered() int { return len(d.Good) + len(d.Worded) + len(d.Further) }

// leftTalk is a test that somebody must look at.
type leftTalk struct{ Name, Say string }

// testsAnswer answers a question in all tests that stop at it, or shows first what one of
// them becomes.
func testsAnswer(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	var d testsData
	if !v.live() {
		d = v.testsData(b)
	}
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
	switch {
	case !done.Finished:
		return v.working(b, "Playing "+plural(len(names), "test")+" with the answer", done.Done, done.Of)
	case v.live():
		return v.worked()
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
	sum := answeredData{Question: l.Step}
	kept, changed := 0, rewordingsOf(b)
	b, err := v.changeDraft(func(now *bench) error {
		sum.Good, sum.Worded, sum.Further, sum.Left, kept = nil, nil, nil, nil, 0
		for _, name := range l.Names {
			a, ok := done.Talks[name]
			switch {
			case !ok:
				sum.Left = append(sum.Left, leftTalk{name, "It can't be read."})
			case now.files.Talks[name] != b.files.Talks[name]:
				sum.Left = append(sum.Left, leftTalk{name, "It was changed in another window in the meantime."})
			case a.Times == 0 && a.Passes():
				sum.Good = append(sum.Good, name)
			case a.Times == 0 && onlyWording(a, changed):
				sum.Worded = append(sum.Worded, name)
			case a.Times == 0:
				sum.Left = append(sum.Left, leftTalk{name, whyLeft(a)})
			default:
				now.put(name, a.Text)
				kept++
				switch {
				case a.Passes():
					sum.Good = append(sum.Good, name)
				case onlyWording(a, changed):
					sum.Worded = append(sum.Worded, name)
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
	v.playTests(b)
	v.said = append(v.said, "The question is answered in "+plural(kept, "test")+" of your draft.")
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
		return nil, "It can't be played."
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
