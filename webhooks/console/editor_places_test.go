package console

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/text"
	"nightdesk/flows"
)

const manySteps = "flow a\ntitle  A\n" +
	"step begin\n  if who is me then greet\n  then greet\n" +
	"step last\n  ask en  When?\n      es  ¿Cuando?\n  answer yesno\n  then end\n" +
	"step greet\n  ask en  Hi there.\n      es  Hola.\n  answer yesno\n  then ride\n" +
	"step ride\n  ask en  A ride?\n      es  ¿Le llevamos?\n  answer yesno\n  then calls\n" +
	"step calls\n  ask en  May we call?\n      es  ¿Le llamamos?\n  answer yesno\n  if no then end\n  then last\n"

// Steps to choose from are known by what they say, in the order of the talk and in the
// reader's language; the likely one is where somebody worked, or where all come by.
func TestANewQuestionIsPutWhereItIsLikely(t *testing.T) {
	t.Parallel()
	script, _ := flows.Parse(map[string]string{"a.flow": manySteps})
	var got []string
	for _, g := range afterChoices(stepsOf(script, "a.flow", bot.Spanish), flows.Places("a.flow", manySteps), "ride") {
		for _, c := range g.All {
			got = append(got, c.Label)
		}
	}
	want := []string{"greet: Hola.", "ride: ¿Le llevamos?", "calls: ¿Le llamamos?", "last: ¿Cuando?", "begin: decides where to go on"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for line, want := range map[int]string{0: "ride", 1: "ride", 3: "begin", 11: "greet", 12: "greet", 99: "calls"} {
		if got := likelyPlace("a.flow", manySteps, line); got != want {
			t.Errorf("from line %d it comes after %q, want %q", line, got, want)
		}
	}
	v := &visit{r: &http.Request{Header: http.Header{"Accept-Language": {"de-DE, es-US;q=0.8"}}}, c: &Console{o: Options{Scripts: galleryScripts{}}}}
	if got := v.readsIn(); got != bot.Spanish {
		t.Errorf("they read %q", got)
	}
}

// A measure says in words that a text is nearly full, and by how much it is over.
func TestAMeasureSaysHowMuchIsOver(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]flows.Meter{
		"fits: ":                                {Length: 149, Segments: 1},
		"near: room for 6 more":                 {Length: 154, Segments: 1},
		"near: full: one more makes it 2 texts": {Length: 160, Segments: 1},
		"over: 1 over: goes as 2 texts: that is allowed, a shorter one is read sooner": {Length: 161, Segments: 2},
		"over: 5 over: goes as 2 texts: that is allowed, a shorter one is read sooner": {Length: 75, Segments: 2, Encoding: text.UCS2},
		"long: 228 over: goes as 3 texts, long":                                        {Length: 388, Segments: 3},
		"bad: 640 over: goes as 6 texts, too long to publish":                          {Length: 800, Segments: 6},
	} {
		m.Warn, m.Refuse = 2, 4
		if m.Encoding == "" {
			m.Encoding = text.GSM7
		}
		got := meterOf(m, "")
		if s := string(got.Is) + ": " + got.Parts; s != want {
			t.Errorf("%d characters: %q, want %q", m.Length, s, want)
		}
		if got.Over() && got.Filled >= 100 || got.Filled > 100 {
			t.Errorf("%d characters fill %d of 100", m.Length, got.Filled)
		}
	}
}
