package flows_test

import (
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

const ferry = `flow ferry
title  Someone comes by ferry

# The first words.
step greet
  say en  Hi.
      es  Hola.
  then plan                  # on we go

# What they need.
step plan
  ask en  Ready? 1 yes 2 no
      es  Listo? 1 si 2 no
  answer yesno
  if no then late
  then end

step late
  say en  Take your time.
      es  Con calma.
  then end
`

func rideQuestion(after string) flows.NewQuestion {
	return flows.NewQuestion{After: after, Ask: bot.Text{"en": "How will you come?", "es": "¿Como viene?"}, Choices: []flows.NewChoice{
		{Words: bot.Text{"en": "by bus, the bus", "es": "en bus"}},
		{Words: bot.Text{"en": "on foot", "es": "a pie"}, Then: "late"},
		{Words: bot.Text{"en": "by car", "es": "en carro"}, Then: "end"}}}
}

func TestAQuestionIsPutBetweenTwoSteps(t *testing.T) {
	got, line, err := flows.AddQuestion("ferry.flow", ferry, rideQuestion("greet"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(ferry, "  then plan                  # on we go\n", `  then come                  # on we go

step come
  ask en  How will you come? 1 by bus 2 on foot 3 by car
      es  ¿Como viene? 1 en bus 2 a pie 3 en carro
  answer choice skip as skipped
    1 by_bus   en: by bus, the bus  es: en bus
    2 on_foot  en: on foot  es: a pie
    3 by_car   en: by car  es: en carro
  keep as come
  if on_foot then late
  if by_car then end
  then plan
`, 1)
	if got != want {
		t.Errorf("it reads\n%s", got)
	}
	if l := strings.Split(got, "\n")[line-1]; l != "step come" {
		t.Errorf("line %d is %q", line, l)
	}
	if _, problems := flows.Parse(map[string]string{"ferry.flow": got}); flows.Blocks(problems) {
		t.Error(problems)
	}
}

// People type the choices behind the question, as they read in every other one.
func TestChoicesThatAreTypedAlreadyAreNotWrittenTwice(t *testing.T) {
	want, _, err := flows.AddQuestion("ferry.flow", ferry, rideQuestion("greet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{" 1 by bus 2 on foot 3 by car", " 1) The bus, 2) on foot, or 3) by car.", "\n1. By bus\n2. On foot\n3. By car"} {
		q := rideQuestion("greet")
		q.Ask["en"] += typed
		if got, _, err := flows.AddQuestion("ferry.flow", ferry, q); err != nil || got != want {
			t.Errorf("%q: %v\n%s", typed, err, got)
		}
	}
	for _, other := range []string{" 1 by bus 2 on foot 3 by plane", " 1 by bus 2 on foot", " 1 by bus 2 on foot 3 by car 4 by boat"} {
		q := rideQuestion("greet")
		q.Ask["en"] += other
		if _, _, err := flows.AddQuestion("ferry.flow", ferry, q); err == nil || !strings.Contains(err.Error(), "not those below") {
			t.Errorf("%q: %v", other, err)
		}
	}
	q := rideQuestion("greet")
	q.Ask["en"] = "Is it 1 or 2 or 3 of you?"
	if got, _, err := flows.AddQuestion("ferry.flow", ferry, q); err != nil || !strings.Contains(got, "Is it 1 or 2 or 3 of you? 1 by bus 2 on foot 3 by car\n") {
		t.Errorf("numbers that are no answers: %v\n%s", err, got)
	}
}

func TestAQuestionAtTheEndLeadsToTheEnd(t *testing.T) {
	got, _, err := flows.AddQuestion("ferry.flow", ferry, rideQuestion("late"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(got, "  keep as come\n  if on_foot then late\n  then end\n") || !strings.Contains(got, "Con calma.\n  then come\n") {
		t.Errorf("it reads\n%s", got)
	}
	again, _, err := flows.AddQuestion("ferry.flow", got, rideQuestion("greet"))
	if err != nil || !strings.Contains(again, "step come2\n") {
		t.Errorf("a second question of the same words: %v\n%s", err, again)
	}
}

// Whatever step of the clinic's own flows a question is put after, the scripts are as
// good as before.
func TestAQuestionFitsEverywhereInTheClinicsScripts(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for file, src := range files {
		for _, p := range flows.Places(file, src) {
			q := rideQuestion(p.Step)
			q.Choices[1].Then, q.Choices[2].Then = "", ""
			got, _, err := flows.AddQuestion(file, src, q)
			if err != nil {
				t.Errorf("%s, after %s: %v", file, p.Step, err)
				continue
			}
			tried++
			if _, problems := flows.Parse(map[string]string{file: got, "settings.flow": files["settings.flow"]}); errorsIn(problems, file) > errorsIn(first(flows.Parse(map[string]string{file: src, "settings.flow": files["settings.flow"]})), file) {
				t.Errorf("%s, after %s: %v", file, p.Step, problems)
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d places were tried", tried)
	}
}

func first(_ *bot.Script, p []flows.Problem) []flows.Problem { return p }

func errorsIn(all []flows.Problem, file string) (n int) {
	for _, p := range all {
		if p.File == file && p.Severity == flows.Error {
			n++
		}
	}
	return n
}

func TestWhatAQuestionLacksIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*flows.NewQuestion)
		want  string
	}{
		"nowhere":         {func(q *flows.NewQuestion) { q.After = "moon" }, "choose the step"},
		"no Spanish":      {func(q *flows.NewQuestion) { q.Ask["es"] = " " }, "write the question in Spanish"},
		"one answer":      {func(q *flows.NewQuestion) { q.Choices = q.Choices[:1] }, "2 to 9"},
		"an empty answer": {func(q *flows.NewQuestion) { q.Choices[1].Words["es"] = "," }, "write answer 2 in Spanish"},
	} {
		q := rideQuestion("greet")
		c.spoil(&q)
		got, _, err := flows.AddQuestion("ferry.flow", ferry, q)
		if err == nil || !strings.Contains(err.Error(), c.want) || got != ferry {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestANoticeIsSaidBeforeEverythingElse(t *testing.T) {
	got, line, err := flows.AddNotice("ferry.flow", ferry, bot.Text{"en": "Closed Dec 25.", "es": "Cerrado el 25 dic."})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(ferry, "# The first words.\n", "step notice\n  say en  Closed Dec 25.\n      es  Cerrado el 25 dic.\n  then greet\n\n# The first words.\n", 1)
	if got != want || strings.Split(got, "\n")[line-1] != "step notice" {
		t.Errorf("line %d of\n%s", line, got)
	}
}

func TestAQuestionThatWasAddedIsTakenOutAgain(t *testing.T) {
	for _, after := range []string{"greet", "plan", "late"} {
		with, line, err := flows.AddQuestion("ferry.flow", ferry, rideQuestion(after))
		if err != nil {
			t.Fatal(err)
		}
		got, at, err := flows.TakeOut("ferry.flow", with, "come")
		if err != nil || got != ferry || at > line {
			t.Errorf("after %s: line %d, %v\n%s", after, at, err, got)
		}
	}
	for _, step := range []string{"moon", ""} {
		if got, _, err := flows.TakeOut("ferry.flow", ferry, step); err == nil || got != ferry {
			t.Errorf("%q was taken out of\n%s", step, got)
		}
	}
}

// Yes and no are answers that phone companies act on: they are no choices of a list.
func TestAYesNoQuestionIsOneOfItsOwnKind(t *testing.T) {
	q := func(first, second flows.NewChoice) flows.NewQuestion {
		return flows.NewQuestion{After: "greet", Ask: bot.Text{"en": "Did you see our sign?", "es": "¿Vio el letrero?"}, Choices: []flows.NewChoice{first, second}}
	}
	yes, no := flows.NewChoice{Words: bot.Text{"en": "Yes, yeah", "es": "Sí"}}, flows.NewChoice{Words: bot.Text{"en": "no", "es": "No"}, Then: "late"}
	want := strings.Replace(ferry, "  then plan                  # on we go\n", `  then did_see                  # on we go

step did_see
  ask en  Did you see our sign? 1 yes 2 no
      es  ¿Vio el letrero? 1 si 2 no
  answer yesno skip as skipped
  keep as did_see
  if no then late
  then plan
`, 1)
	typed := q(yes, no)
	typed.Ask = bot.Text{"en": "Did you see our sign? 1 yes 2 no", "es": "¿Vio el letrero?"}
	for name, q := range map[string]flows.NewQuestion{"yes first": q(yes, no), "no first": q(no, yes), "typed behind it": typed} {
		got, _, err := flows.AddQuestion("ferry.flow", ferry, q)
		if err != nil || got != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	mixed := q(flows.NewChoice{Words: bot.Text{"en": "yes", "es": "tal vez"}}, no)
	if got, _, err := flows.AddQuestion("ferry.flow", ferry, mixed); err != nil || !strings.Contains(got, "answer choice") {
		t.Errorf("what is yes in one language alone: %v\n%s", err, got)
	}
}

// What is asked on a shared phone has the same answers, or its own with the same numbers.
func TestAQuestionCanBeAnotherOneOnASharedPhone(t *testing.T) {
	q := rideQuestion("greet")
	q.Discreet = bot.Text{"en": "Which way?", "es": "¿Por donde? 1 en bus 2 a pie 3 otro"}
	got, _, err := flows.AddQuestion("ferry.flow", ferry, q)
	want := "      es  ¿Como viene? 1 en bus 2 a pie 3 en carro\n  discreet en  Which way? 1 by bus 2 on foot 3 by car\n           es  ¿Por donde? 1 en bus 2 a pie 3 otro\n  answer choice"
	if err != nil || !strings.Contains(got, want) {
		t.Errorf("%v\n%s", err, got)
	}
	if _, problems := flows.Parse(map[string]string{"ferry.flow": got}); flows.Blocks(problems) {
		t.Error(problems)
	}
	q.Discreet = bot.Text{"en": "Which way?", "es": " "}
	if _, _, err := flows.AddQuestion("ferry.flow", ferry, q); err == nil || !strings.Contains(err.Error(), "on a shared phone in Spanish") {
		t.Error(err)
	}
}
