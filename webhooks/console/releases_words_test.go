package console

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/flows"
)

// What a talk leaves open is said in words, not in the signs of talks.
func TestWhatATalkExpectsIsSaidInWords(t *testing.T) {
	for _, x := range []struct{ word, text, want string }{
		{"us", "Good day.", ""},
		{"us", "not now", ""},
		{"us2", "...", "A text comes, whatever it says"},
		{"us", "... 911 ... 988 ...", "A text that says “911”, then “988”"},
		{"us", "not ... right away ...", "A text must not say “right away”"},
		{"us", "none", "A text is not expected here"},
		{"alert", "... level 1 ...", "An alert that says “level 1”"},
		{"case", "any", "Anything may come here"},
	} {
		if got := expectedOf(x.word, x.text); got != x.want {
			t.Errorf("%s %s: %q, want %q", x.word, x.text, got, x.want)
		}
	}
}

// A language that the console knows no name of by itself has one on the pages of scripts.
func TestEveryLanguageOfScriptsHasAName(t *testing.T) {
	if got := meterOf(flows.Meter{Lang: "tl"}, "Salamat").Language; got == "" || got != flows.LanguageName("tl") {
		t.Errorf("it is called %q", got)
	}
}

// What was published for now is said to be live, however long its talks took after the
// form was sent; what was planned is not.
func TestWhatIsLiveIsSaidToBeLive(t *testing.T) {
	c := &Console{o: Options{Zone: time.UTC}}
	at := time.Date(2026, 11, 27, 14, 15, 0, 0, time.UTC)
	for from, want := range map[time.Time]string{
		at:                "Release 2 is live. All test talks passed.",
		at.Add(time.Hour): "Release 2 is scheduled: it goes live Fri Nov 27, 3:15 PM. All test talks passed.",
	} {
		if got := c.publishedSays(Published{Release: bot.Release{Number: 2, At: at, From: from}}); got != want {
			t.Errorf("from %v: %s", from, got)
		}
	}
}

// One text changes a hundred test talks: they are counted apart from the scripts.
func TestTestTalksAreCountedApart(t *testing.T) {
	talk := changedFile{File: "a.talk", Changes: make([]changeWords, 2)}
	flow := changedFile{File: "a.flow", Changes: make([]changeWords, 6)}
	for want, f := range map[string]fileChanges{
		"6 changes in 1 script, and 2 test talks": {flow, talk, talk},
		"1 test talk":             {talk},
		"12 changes in 2 scripts": {flow, flow},
		"":                        nil,
	} {
		if got := f.Count(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What a second person agreed to says why afterwards too; what its author published alone
// is marked nowhere, though its text names the numbers of help.
func TestAReleaseSaysWhySomebodyHadToAgree(t *testing.T) {
	greets := "flow intake \"Someone new\"\n\ngreet\n  say\n    en  Hi, this is us. Emergency: call 911. Crisis: 988.\n  then  end\n"
	danger := "danger\nsuicide_risk\n  en  I am glad you told me. Call 988 now.\n"
	before := bot.ScriptFiles{Flows: map[string]string{"intake.flow": greets, "danger.flow": danger}}
	after := bot.ScriptFiles{Flows: map[string]string{"intake.flow": strings.Replace(greets, "Hi, this", "Happy holidays, this", 1), "danger.flow": strings.Replace(danger, "glad", "so glad", 1)}}
	all, rest := agreedFiles(before, after)
	if all.All() != 2 || all.Second() != 1 || len(rest) > 0 {
		t.Fatalf("%d changes, %d of them for a second person, and %v", all.All(), all.Second(), rest)
	}
	for _, f := range all {
		for _, c := range f.Changes {
			if why := c.Second != ""; why != (f.File == "danger.flow") || !c.Agreed {
				t.Errorf("%s: %+v", f.File, c)
			}
		}
	}
	if n := changedFiles(before, after, false).Second(); n != 0 {
		t.Errorf("between two releases %d changes ask for a second person", n)
	}
}

// A holiday notice that brings a question along takes the question away again, which the
// form says before; of words alone there is nothing to say.
func TestWhatGoesAwayAgainIsSaidBefore(t *testing.T) {
	old := "flow intake\ntitle  Someone new\n\nstep greet\n  say en  Hi.\n  then end\n"
	greets := strings.Replace(old, "Hi.", "Happy holidays.", 1)
	asks := strings.Replace(greets, "  then end\n", "  then heard\n\nstep heard\n  ask en  How did you hear of us?\n  answer text up to 100\n  then end\n", 1)
	for src, want := range map[string]string{
		old: "", greets: "",
		asks: "all 4 changes go away again, among them the question \"heard\"",
		strings.Replace(old, "then end", "then flow intake", 1): "your change goes away again, not only new words",
	} {
		f := changedFiles(bot.ScriptFiles{Flows: map[string]string{"intake.flow": old}}, bot.ScriptFiles{Flows: map[string]string{"intake.flow": src}}, false)
		if got := f.Away(); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
