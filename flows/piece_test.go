package flows_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
)

const callback = `piece callback
title  May we call?

step ask
  ask en  May we call you? 1 yes 2 no
      es  ¿Le podemos llamar? 1 si 2 no
  answer yesno
  keep as callback
  if no then return
  then thanks

step thanks
  say en  Thank you.
      es  Gracias.
  then return
`

// sharing is the good set with a piece that two flows use, one of them twice.
func sharing() map[string]string {
	set := good()
	set["callback.flow"] = callback
	set["intake.flow"] = strings.Replace(set["intake.flow"], "  if other then family\n  then visit\n", `  if other then calls
  then before
step calls
  use callback
  if callback is yes then family
  then more
step before
  use callback
  then visit
`, 1)
	set["more.flow"] = "flow more\nstep well\n  use callback\n  then bye\nstep bye\n  say en  Bye.\n      es  Adios.\n  then end\n"
	set["intake.flow"] = strings.Replace(set["intake.flow"], "  then more\n", "  then flow more\n", 1)
	set["settings.flow"] = "settings\nstart flow intake\n"
	return set
}

func TestPieces(t *testing.T) {
	script, problems := flows.ParseAndCheck(sharing(), known)
	if len(problems) > 0 {
		t.Fatalf("problems with good pieces:\n%s", lines(problems))
	}
	var names []string
	for _, s := range script.Flows["intake"].Steps {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"who", "calls", "calls.ask", "calls.thanks", "calls.return", "before", "before.ask", "before.thanks", "visit", "family"}, names); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	step := func(flow, name string) *bot.Step {
		s := script.Step(bot.Place{Flow: flow, Step: name})
		if s == nil {
			t.Fatalf("there is no step %s/%s", flow, name)
		}
		return s
	}
	for _, c := range []struct {
		flow, step string
		want       bot.Target
	}{
		{"intake", "calls", bot.Target{Step: "calls.ask"}},
		{"intake", "calls.ask", bot.Target{Step: "calls.thanks"}},
		{"intake", "calls.thanks", bot.Target{Step: "calls.return"}},
		{"intake", "calls.return", bot.Target{Flow: "more"}},
		{"intake", "before.thanks", bot.Target{Step: "visit"}},
		{"more", "well.thanks", bot.Target{Step: "bye"}},
	} {
		if got := step(c.flow, c.step).Then; got != c.want {
			t.Errorf("%s/%s goes on to %+v, want %+v", c.flow, c.step, got, c.want)
		}
	}
	for step, want := range map[*bot.Step]bot.Branch{
		step("intake", "calls.ask"):    {Name: "callback", Value: "no", Then: bot.Target{Step: "calls.return"}},
		step("intake", "before.ask"):   {Name: "callback", Value: "no", Then: bot.Target{Step: "visit"}},
		step("intake", "calls.return"): {Name: "callback", Value: "yes", Then: bot.Target{Step: "family"}},
	} {
		if len(step.Branches) != 1 || step.Branches[0] != want {
			t.Errorf("%s has %+v, want %+v", step.Name, step.Branches, want)
		}
	}
	if s := step("more", "well.ask"); s.Source != (bot.Source{File: "callback.flow", Line: 4, Col: 1}) || s.Keep != "callback" || s.Unclear.Again == 0 || len(s.Silent) == 0 {
		t.Errorf("a step of the piece is %+v", s)
	}
	if src := script.Sources["step/more/well.ask/ask/es"]; src != (bot.Source{File: "callback.flow", Line: 6, Col: 7}) {
		t.Errorf("its wording stands at %+v", src)
	}
	if p := script.Pieces["callback"]; p == nil || p.Title != "May we call?" || len(p.Steps) != 2 || !p.Steps[1].Then.End {
		t.Errorf("the piece itself is %+v", p)
	}
}

// What is wrong in a piece is said once, however often it is used.
func TestProblemsOfPieces(t *testing.T) {
	set := sharing()
	set["callback.flow"] = strings.Replace(callback, "      es  Gracias.\n", "", 1)
	_, problems := flows.ParseAndCheck(set, known)
	if got, want := lines(problems), "callback.flow:13:3: error: this is not said in Spanish (mend: add a line under it:  es  ...)\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A step that only one of the flows comes to is reached.
func TestPieceBranchThatOneFlowTakes(t *testing.T) {
	set := sharing()
	set["callback.flow"] = strings.Replace(callback, "  then thanks\n", "  if who is other then other\n  then thanks\n", 1) + `
step other
  say en  We call you.
      es  Le llamamos.
  then return
`
	_, problems := flows.ParseAndCheck(set, known)
	if len(problems) > 0 {
		t.Errorf("problems:\n%s", lines(problems))
	}
}

func TestPiecesWithinPieces(t *testing.T) {
	set := sharing()
	set["thanks.flow"] = "piece thanks\nstep say\n  say en  Thank you.\n      es  Gracias.\n  then return\n"
	set["callback.flow"] = strings.Replace(callback, "  say en  Thank you.\n      es  Gracias.\n", "  use thanks\n", 1)
	script, problems := flows.ParseAndCheck(set, known)
	if len(problems) > 0 {
		t.Fatalf("problems:\n%s", lines(problems))
	}
	s := script.Step(bot.Place{Flow: "intake", Step: "before.thanks.say"})
	if s == nil || s.Then != (bot.Target{Step: "visit"}) {
		t.Errorf("the inner step is %+v", s)
	}
}

func TestMistakesWithPieces(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(set map[string]string)
		want string
	}{
		"no such piece": {func(s map[string]string) {
			s["more.flow"] = strings.Replace(s["more.flow"], "use callback", "use calback", 1)
		},
			"more.flow:3:7: error: there is no piece \"calback\" (mend: did you mean \"callback\"?)\n"},
		"a flow is none": {func(s map[string]string) {
			s["more.flow"] = strings.Replace(s["more.flow"], "use callback", "use intake", 1)
		},
			"more.flow:3:7: error: there is no piece \"intake\" (mend: to go to a flow write:  then flow intake)\n"},
		"uses itself": {func(s map[string]string) {
			s["callback.flow"] = strings.Replace(callback, "  say en  Thank you.\n      es  Gracias.\n", "  use callback\n", 1)
		}, "callback.flow:13:7: error: the piece \"callback\" uses itself, so it would never end (mend: take this line out, or lead back to a step by name:  then STEP)\n"},
		"use each other": {func(s map[string]string) {
			s["callback.flow"] = strings.Replace(callback, "  say en  Thank you.\n      es  Gracias.\n", "  use other\n", 1)
			s["other.flow"] = "piece other\nstep a\n  use callback\n  then return\n"
		}, "other.flow:3:7: error: the piece \"callback\" uses itself by way of \"other\", so it would never end (mend: take this line out, or lead back to a step by name:  then STEP)\n"},
		"nobody uses it": {func(s map[string]string) { s["lost.flow"] = strings.ReplaceAll(callback, "callback", "lost") },
			"lost.flow:1:1: error: no flow uses the piece \"lost\" (mend: use it in a step:  use lost  or delete the file)\n"},
		"a flow returns": {func(s map[string]string) {
			s["more.flow"] = "flow more\nstep a\n  say en  A.\n      es  A.\n  then return\n"
		},
			"more.flow:5:8: error: only a piece returns, and this is a flow (mend: write:  then end)\n"},
		"no then": {func(s map[string]string) { s["more.flow"] = "flow more\nstep well\n  use callback\n" },
			"more.flow:3:7: error: nothing says what comes after the piece (mend: add to the step:  then STEP)\n"},
		"asks as well": {func(s map[string]string) {
			s["more.flow"] = "flow more\nstep well\n  ask en  OK? 1 yes 2 no\n      es  OK? 1 si 2 no\n  answer yesno\n  use callback\n  then end\n"
		}, "more.flow:6:7: error: a step that uses a piece asks and offers nothing itself (mend: begin another step for it, above or below this one)\n"},
		"waits for silence": {func(s map[string]string) {
			s["more.flow"] = "flow more\nstep well\n  use callback\n  then end\n  silent after 2 hours nudge, after 1 day pause\n"
		}, "more.flow:5:3: error: \"silent\" goes with a question or an offer, and this step has none (mend: delete it)\n"},
		"does not say how it ends": {func(s map[string]string) {
			s["callback.flow"] = strings.TrimSuffix(callback, "  then return\n")
		}, "callback.flow:12:1: error: this is the last step, and nothing says what comes after it (mend: add to the step:  then return)\n"},
		"done for return": {func(s map[string]string) {
			s["callback.flow"] = strings.TrimSuffix(callback, "then return\n") + "then done\n"
		}, "callback.flow:15:8: error: there is no step called \"done\" in this piece, \"May we call?\" (mend: to go on after the step that uses the piece write:  then return)\n"},
		"two files": {func(s map[string]string) { s["copy.flow"] = callback },
			"copy.flow:1:1: error: there is a piece \"callback\" in callback.flow already (mend: delete the file that is not wanted (a copy, perhaps), or call one piece something else)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			set := sharing()
			c.edit(set)
			_, problems := flows.ParseAndCheck(set, known)
			problems = slices.DeleteFunc(problems, func(p flows.Problem) bool { return p.Rule == "ucs-2" })
			if got := lines(problems); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// Pieces that use pieces twice double at each stage; that ends somewhere.
func TestPiecesDoNotGrowWithoutEnd(t *testing.T) {
	set := map[string]string{"a.flow": "flow a\nstep s\n  use p0\n  then end\n"}
	for i := range 40 {
		n := string(rune('0'+i/10)) + string(rune('0'+i%10))
		m := string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
		set["p"+n+".flow"] = "piece p" + n + "\nstep a\n  use p" + m + "\n  then b\nstep b\n  use p" + m + "\n  then return\n"
	}
	set["a.flow"] = strings.Replace(set["a.flow"], "p0", "p00", 1)
	set["p40.flow"] = "piece p40\nstep a\n  say en  A.\n      es  A.\n  then return\n"
	script, problems := flows.Parse(set)
	if !slices.ContainsFunc(problems, func(p flows.Problem) bool { return p.Rule == "too-many" }) {
		t.Errorf("nothing is said:\n%s", lines(problems))
	}
	steps := 0
	for f := range maps.Values(script.Flows) {
		steps += len(f.Steps)
	}
	if steps > 50_000 {
		t.Errorf("%d steps", steps)
	}
}
