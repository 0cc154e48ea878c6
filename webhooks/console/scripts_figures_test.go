package console

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/report"
	"nightdesk/flows"
)

// heardFlow asks did_hear before phone, though it stands after it in the file.
const heardFlow = `flow intake
title  Someone new

step greet
  ask en  Hi. 1 go on 2 a call
  answer choice
    1 go    en: go on
    2 call  en: a call
  if call then call
  then did_hear

step phone
  ask en  Is this phone only yours? 1 yes 2 no
  answer yes or no
  then end

step call
  say en  We will call.
  then end

step did_hear
  ask en  How did you hear of us? 1 a friend 2 the radio 3 the web
  answer choice skip as skipped
    1 friend  en: a friend
    2 radio   en: the radio
    3 web     en: the web
  keep as heard
  if radio then greet
  then phone

step expecting
  ask en  Are you pregnant? 1 yes 2 no
  answer choice
    1 yes  en: i am
    2 no   en: i am not
  then end
`

func heardScript(t *testing.T) *bot.Script {
	t.Helper()
	script, _ := flows.Parse(map[string]string{"intake.flow": heardFlow, "settings.flow": galleryFlows["settings.flow"]})
	if script.Flows["intake"] == nil {
		t.Fatal("the script cannot be read")
	}
	return script
}

func TestStepsStandAsTheTalkComesToThem(t *testing.T) {
	f := heardScript(t).Flows["intake"]
	if diff := cmp.Diff([]string{"greet", "call", "did_hear", "phone", "expecting"}, stepOrder(f)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "x", "b", "c", "y"}, mergedOrder([]string{"a", "b", "c"}, []string{"a", "x", "c", "y"})); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersGivenOfTwoVersions(t *testing.T) {
	c := &Console{o: Options{Zone: time.UTC}}
	const old, live = "aaaaaaaa", "bbbbbbbb"
	steps := []report.Step{
		{Flow: "intake", Step: "phone", Version: live, Shown: 90, Answered: 80},
		{Flow: "intake", Step: "did_hear", Version: live, Shown: 100, Answered: 90, Chose: map[string]int{"friend": 50, "radio": 37, "web": 3}},
		{Flow: "intake", Step: "did_hear", Version: old, Shown: 60, Answered: 60, Chose: map[string]int{"friend": 20, "paper": 40}},
		{Flow: "intake", Step: "expecting", Version: live, Shown: 40, Answered: 40, Chose: map[string]int{"yes": 20}},
		{Flow: "intake", Step: "gone", Version: old, Shown: 60},
	}
	releases := bot.Releases{List: []bot.Release{{Number: 1, Version: live + "77"}, {Number: 2, Version: old + "77"}, {Number: 3, Version: live + "77"}, {Number: 4, Version: "cccccccc77"}}}
	script := heardScript(t)
	d := c.stepFigures(span{}, steps, script, releases, "intake", live+"77", old)
	d.rows(steps, script, map[string]*bot.Script{live: script})
	if d.A != live || d.AName != "Release 3" || d.B != old || d.BName != "Release 2" || d.Unused != "" {
		t.Errorf("%s %s, %s %s, %s", d.A, d.AName, d.B, d.BName, d.Unused)
	}
	if diff := cmp.Diff([]string{"Release 3 has the same texts as release 1: what people did in them is counted as one."}, d.Same); diff != "" {
		t.Error(diff)
	}
	var names []string
	tell := func(g *report.Given) string {
		if g == nil {
			return "-"
		}
		return g.About() + " " + g.Share().String()
	}
	given := map[string][]string{}
	for _, r := range d.Rows {
		names = append(names, r.Step)
		for _, g := range r.Given {
			given[r.Step] = append(given[r.Step], g.Answer+": "+tell(g.A)+", "+tell(g.B))
		}
		if want := map[string]string{"expecting": givenHealth, "phone": givenNone}[r.Step]; r.NotGiven != want {
			t.Errorf("%s: %q, want %q", r.Step, r.NotGiven, want)
		}
	}
	if diff := cmp.Diff([]string{"did_hear", "phone", "expecting", "gone"}, names); diff != "" {
		t.Error(diff)
	}
	want := map[string][]string{"did_hear": {
		"friend: 50 56%, 20 33%", "radio: too few too few, 0 0%", "web: too few too few, 0 0%", "skipped: 0 0%, 0 0%", "paper: -, 40 67%",
	}}
	if diff := cmp.Diff(want, given); diff != "" {
		t.Error(diff)
	}
	if d := c.stepFigures(span{}, steps, script, releases, "intake", "cccccccc77", ""); d.A != live || d.Unused != "Release 4" {
		t.Errorf("a release that was not used: %s, %q", d.A, d.Unused)
	}
}
