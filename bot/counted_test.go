package bot_test

import (
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// Of the clinic's own scripts, exactly these questions are kept out of the counts of
// answers: whoever adds one to them decides it here.
func TestAnswersAboutHealthAreNotCounted(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	script, _ := flows.Parse(files)
	want := map[string]bool{"intake/reason": true, "intake/urgent": true, "intake/needs": true, "patient/about": true}
	counted := 0
	for _, f := range script.Flows {
		for _, st := range f.Steps {
			switch place := f.Name + "/" + st.Name; f.Counted(st) {
			case bot.CountedHealth:
				if !want[place] {
					t.Errorf("%s is not counted", place)
				}
				delete(want, place)
			case bot.CountedYes:
				counted++
			case bot.CountedNo:
			}
		}
	}
	if len(want) > 0 || counted < 10 {
		t.Errorf("counted though of health: %v; %d are counted", want, counted)
	}
}

func TestWhichAnswersAreCounted(t *testing.T) {
	choice := func(name, ask string, options ...string) *bot.Step {
		st := &bot.Step{Name: name, Ask: bot.Text{bot.English: ask}, Answer: bot.AnswerSpec{Kind: bot.AnswerChoice}}
		for _, o := range options {
			st.Answer.Options = append(st.Answer.Options, bot.Option{Name: o, Label: bot.Text{bot.English: o}})
		}
		return st
	}
	soon := choice("soon", "Does one fit?", "a", "b")
	soon.Branches = []bot.Branch{{Value: "a", Then: bot.Target{Step: "first"}}}
	word := choice("word", "What is your word?")
	word.Answer.Kind = bot.AnswerText
	spanish := choice("es", "Which one?", "a")
	spanish.Answer.Options[0].Also = map[bot.Lang][]string{bot.Spanish: {"estoy embarazada"}}
	f := bot.NewFlow("intake", "", []*bot.Step{soon, {Name: "first", Set: []bot.Setting{{Name: "priority", Value: "x"}}}})
	for _, tc := range []struct {
		st   *bot.Step
		want bot.Counted
	}{
		{choice("did_hear", "How did you hear of us? 1 friend 2 radio 3 doctor or hospital", "friend", "radio", "doctor"), bot.CountedYes},
		{choice("pay", "Who pays?", "medicaid", "medicare"), bot.CountedYes},
		{choice("when", "Are you pregnant?", "a"), bot.CountedHealth},
		{choice("what", "Which one?", "fentanyl", "other"), bot.CountedHealth},
		{choice("que", "¿Por qué?", "adicción"), bot.CountedHealth},
		{spanish, bot.CountedHealth},
		{soon, bot.CountedHealth},
		{word, bot.CountedNo},
		{f.Steps[1], bot.CountedNo},
	} {
		if got := f.Counted(tc.st); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.st.Name, got, tc.want)
		}
	}
}
