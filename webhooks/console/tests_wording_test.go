package console

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/transcript"
)

func readTalk(t *testing.T, name, text string) transcript.Talk {
	t.Helper()
	read, err := transcript.Read(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// A talk says what it shows in whole sentences, over as many lines as they have.
func TestWhatATalkShows(t *testing.T) {
	const at = "at  Mon 2 Mar 2026 21:40\n"
	for text, want := range map[string]string{
		"# The old time stands until a\n# new one is booked.\n" + at:         "The old time stands until a new one is booked.",
		"# One.\n#\n# Another paragraph.\n" + at:                             "One.",
		"# One.\n\n# Another paragraph.\n" + at:                              "One.",
		"\n#\n# Late.\n" + at + "# Of a line.\nthem  hi\n":                   "Late.",
		"# One.\n" + at + "# Of a line.\nthem  # not a comment\nus    Hi.\n": "One.",
		at: "",
	} {
		if got := aboutOf(readTalk(t, "a.talk", text)); got != want {
			t.Errorf("%q shows %q, want %q", text, got, want)
		}
	}
}

// A text that the draft changes is one thing to confirm, in whatever languages and with
// whatever is filled into it; what the draft does not say is none.
func TestWordingThatADraftChanges(t *testing.T) {
	flow := func(en, es string) bot.ScriptFiles {
		return bot.ScriptFiles{Flows: map[string]string{"a.flow": "flow a\ntitle  A\n\nstep one\n  say en  " + en + "\n      es  " + es + "\n  then end\n"}}
	}
	changed := rewordingsOf(bench{base: flow("Hi, this is {clinic short name}. Bye.", "Hola, es {clinic short name}. Adios."),
		files: flow("Good day, this is {clinic short name}. See you.", "Buen dia, es {clinic short name}. Adios.")})
	differs := func(name, want, got string) []*transcript.Difference {
		return []*transcript.Difference{{Name: name, Want: &transcript.Line{Word: "us2", Text: want}, Got: &transcript.Event{Kind: "us2", Text: got}}}
	}
	en := differs("en.talk", "Open.\nHi, this is ATS West. Bye.", "Open.\nGood day, this is ATS West. See you.")
	es := differs("es.talk", "Hola, es ATS West. Adios.", "Buen dia, es ATS West. Adios.")
	other := differs("other.talk", "Hi, this is ATS West. Bye.", "Which town?")
	alert := differs("alert.talk", "Hola, es ATS West. Adios.", "Buen dia, es ATS West. Adios.")
	alert[0].Want.Word = "alert"
	nothing := []*transcript.Difference{{Name: "none.talk", Want: &transcript.Line{Word: "us", Text: "Hola,"}}}
	for _, x := range []struct {
		diffs []*transcript.Difference
		want  bool
	}{{en, true}, {es, true}, {append(es, en...), true}, {other, false}, {append(es, other...), false}, {alert, false}, {nothing, false}, {nil, false}} {
		if got := changed.explain(x.diffs); got != x.want {
			t.Errorf("%v: explained %v", x.diffs, got)
		}
	}
	lines, keys := changed.shared([][]*transcript.Difference{en, es, other})
	want := []sharedLine{{Known: true, Text: "step/a/one/say0", Keys: []string{en[0].Key(), es[0].Key()}, Names: []string{"en.talk", "es.talk"}, Parts: []sharedPart{
		{Say: `says "Good day, this is ATS West. See you." instead of "Hi, this is ATS West. Bye."`, Was: en[0].Want.Text, Is: en[0].Got.Text, Talks: 1},
		{Say: `says "Buen dia," instead of "Hola,"`, Was: es[0].Want.Text, Is: es[0].Got.Text, Talks: 1}}}}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	if !keys[en[0].Key()] || !keys[es[0].Key()] || len(keys) != 2 {
		t.Errorf("the keys are %v", keys)
	}
	if all := (rewordings{}).with("k", "Hi {name}", "Hi {name} {town}"); len(all) != 0 {
		t.Error("a text with nothing but blanks explains any change")
	}
	// What the draft does not explain is still said once for all talks that have it.
	if lines, _ := changed.shared([][]*transcript.Difference{other, differs("b.talk", "Hi, this is ATS West. Bye.", "Which town?")}); len(lines) != 1 || lines[0].Known {
		t.Errorf("a change of two talks is %v", lines)
	}
}
