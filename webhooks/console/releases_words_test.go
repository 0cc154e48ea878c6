package console

import (
	"testing"

	"nightdesk/flows"
)

// What a talk leaves open is said in words, not in the signs of talks.
func TestWhatATalkExpectsIsSaidInWords(t *testing.T) {
	for _, x := range []struct {
		word, text string
		want       saidWords
	}{
		{"us", "Good day.", saidWords{Who: "us", Say: "Good day."}},
		{"us", "not now", saidWords{Who: "us", Say: "not now"}},
		{"us2", "...", saidWords{Who: "note", Open: true, What: "A text", Say: "comes, whatever it says"}},
		{"us", "... 911 ... 988 ...", saidWords{Who: "note", Open: true, What: "A text", Say: "that says “911”, then “988”"}},
		{"us", "not ... right away ...", saidWords{Who: "note", Open: true, What: "A text", Say: "must not say “right away”"}},
		{"us", "none", saidWords{Who: "note", Open: true, What: "A text", Say: "is not expected here"}},
		{"alert", "... level 1 ...", saidWords{Who: "note", Open: true, What: "An alert", Say: "that says “level 1”"}},
	} {
		if got := expectedOf(x.word, x.text); got == nil || *got != x.want {
			t.Errorf("%s %s: %+v, want %+v", x.word, x.text, got, x.want)
		}
	}
	if got := expectedOf("case", "any"); got != nil {
		t.Errorf("anything: %+v", got)
	}
}

// A language that the console knows no name of by itself has one on the pages of scripts.
func TestEveryLanguageOfScriptsHasAName(t *testing.T) {
	if got := meterOf(flows.Meter{Lang: "tl"}, "Salamat").Language; got == "" || got != flows.LanguageName("tl") {
		t.Errorf("it is called %q", got)
	}
}
