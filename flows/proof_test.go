package flows_test

import (
	"strings"
	"testing"

	"nightdesk/flows"
)

// TestProofs: what can be known of every talk through a script.
func TestProofs(t *testing.T) {
	ask := func(name, rest string) string {
		return "step " + name + "\n  ask en  Now? 1 yes 2 no\n      es  Ahora? 1 si 2 no\n  answer yesno\n" + rest
	}
	several := func(name, rest string) string {
		return "step " + name + "\n  ask en  What? 1 forest 2 guitar 3 hammer\n      es  Que? 1 bosque 2 guitarra 3 martillo\n  answer choices skip as skipped\n" +
			"    1 forest  en: forest  es: bosque\n    2 guitar  en: guitar  es: guitarra\n    3 hammer  en: hammer  es: martillo\n" + rest
	}
	freeText := func(name string) string {
		return "step " + name + "\n  ask en  Tell us more.\n      es  Cuente mas.\n  answer text up to 80 skip as skipped\n  keep as needs\n  then a\n"
	}
	for name, c := range map[string]struct{ steps, want string }{
		"decided before": {"step a\n  if who is other then lost\n  then visit\nstep lost\n  say en  Hi.\n      es  Hola.\n  then visit\n",
			`intake.flow:14:1: error: no talk can come to the step "lost": intake.flow line 12 leads there, and "who" can only be "me" by then`},
		"one above holds":   {"step a\n  if who is me then visit\n  then family\n", ""},
		"back and answered": {ask("a", "  if later is yes then visit\n  then b\n") + ask("b", "  keep as later\n  then visit\n"), ""},
		"a circle for some": {ask("a", "  keep as first\n  then b\n") + ask("b", "  if first is no then b\n  then visit\n"),
			`intake.flow:17:1: error: whoever comes to the step "b" with "no" kept as "first" goes round from there and never comes`},
		"a circle where nothing is open": {"step a\n  offer intake_assessment\n  none then b\n  booked then visit\n" + ask("b", "  then a\n"),
			`error: whatever people answer, from the step "a" they never come to a booking, a person or an end when no time is open`},
		"an offer that is its own none": {"step a\n  offer intake_assessment\n  none then a\n  booked then visit\n",
			`error: the step "a" leads to itself when no time is open, without asking anything`},
		"shared phone for ever": {ask("a", "  if discreet is on then a\n  then visit\n"),
			`error: whoever comes to the step "a" with "on" kept as "discreet" goes round`},
		// Found at random: nobody both skips a question and chooses something there.
		"several answers, or none": {several("a", "  keep as needs\n  if hammer then b\n  if guitar then b\n  then c\n") +
			"step b\n  if needs is not skipped then c\n  then visit\nstep c\n  say en  We hear you.\n      es  Le oimos.\n  then a\n",
			`not "skipped" kept as "needs" goes round from there and never comes`},
		"several answers, or none, by way of a free text": {freeText("z") + several("a", "  keep as needs\n  if hammer then b\n  if language is es then b\n  then c\n") +
			"step b\n  if needs is not skipped then c\n  then visit\nstep c\n  say en  We hear you.\n      es  Le oimos.\n  then z\n",
			`kept as "language" and not "skipped" kept as "needs" goes round`},
		"several answers, two of them": {several("a", "  keep as needs\n  if hammer then b\n  then a\n") + "step b\n  if needs is guitar then visit\n  then a\n", ""},
		"languages that nobody chooses": {ask("a", "  if no then b\n  then b\n") + "step b\n" + strings.Repeat("  set language other\n", 60) + "  if language is es then a\n  then a\n",
			"whatever people answer, from the step"},
		"a language that nobody chooses": {ask("a", "  if no then visit\n  then b\n") + "step b\n  set language other\n  if language is es then visit\n  then a\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			set := good()
			first := strings.Fields(c.steps)[1]
			set["intake.flow"] = strings.Replace(set["intake.flow"], "then visit", "then "+first, 1)
			set["intake.flow"] = strings.Replace(set["intake.flow"], "step visit\n", c.steps+"step visit\n", 1)
			set["settings.flow"] = "settings\nstart flow intake\nhome flow home\n"
			set["home.flow"] = "flow home\nstep hi\n  ask en  Hi. Again? 1 yes 2 no\n      es  Hola. Otra vez? 1 si 2 no\n  answer yesno\n  then told\nstep told\n  handoff \"is back\" level 3\n"
			_, problems := flows.ParseAndCheck(set, known)
			var all strings.Builder
			for _, p := range problems {
				if p.Severity == flows.Error {
					all.WriteString(p.String() + "\n")
				}
			}
			got := all.String()
			if c.want == "" && name != "one above holds" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant %s", got, c.want)
			}
		})
	}
}

// TestWhatNobodyCanFollowIsRefused: more answers at once than can be followed.
func TestWhatNobodyCanFollowIsRefused(t *testing.T) {
	for n, want := range map[int]bool{60: false, 600: true} {
		set := good()
		set["settings.flow"] = "settings\nstart flow intake\n"
		set["intake.flow"] = strings.Replace(set["intake.flow"], "if other then family\n  then visit", "if other then visit\n  then flow far", 1)
		set["far.flow"] = hostile["far away"](n) + "step last\n  say en  a\n      es  a\n  then end\n"
		set["far.flow"] = strings.Replace(set["far.flow"], "flow a", "flow far", 1)
		_, problems := flows.ParseAndCheck(set, known)
		if got := strings.Contains(lines(problems), "error: so many answers are looked at long after they are given"); got != want {
			t.Errorf("with %d answers it is refused: %v\n%.1000s", n, got, lines(problems))
		}
	}
}

// TestACircleIsToldOfOnce: also where some of its steps lead out.
func TestACircleIsToldOfOnce(t *testing.T) {
	set := good()
	set["intake.flow"] = strings.Replace(set["intake.flow"], "if other then family\n  then visit", "then a", 1)
	set["intake.flow"] = strings.Replace(set["intake.flow"], "step visit\n", `step a
  ask en  Now? 1 yes 2 no
      es  Ahora? 1 si 2 no
  answer yesno
  if no then visit
  then b
step b
  ask en  Sure? 1 yes 2 no
      es  Seguro? 1 si 2 no
  answer yesno
  if who is me then c
  then visit
step c
  offer intake_assessment
  none then b
  booked then a
step visit
`, 1)
	_, problems := flows.ParseAndCheck(set, known)
	if got := lines(problems); strings.Count(got, "goes round") != 1 {
		t.Errorf("got\n%s", got)
	}
}
