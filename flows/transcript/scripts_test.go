package transcript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"nightdesk/flows/transcript"
)

func TestLinesAboutScripts(t *testing.T) {
	for text, want := range map[string]transcript.Scripts{
		"older scripts: intake/who asked en: Whom is it for? 1 me": {Older: &transcript.Older{Step: "intake/who", Lang: "en", Asked: "Whom is it for? 1 me"}},
		"older scripts: callback/thanks said es: Gracias: adios.":  {Older: &transcript.Older{Step: "callback/thanks", Lang: "es", Said: "Gracias: adios."}},
		"older scripts: intake/who was called for_whom":            {Older: &transcript.Older{Step: "intake/who", Called: "for_whom"}},
		"older  scripts:  intake/who  had no answer  other":        {Older: &transcript.Older{Step: "intake/who", Lacked: "other"}},
		"older scripts: intake/pay was not there":                  {Older: &transcript.Older{Step: "intake/pay", Absent: true}},
		"new scripts: finish on old":                               {Mode: transcript.FinishOnOld},
		"new scripts:  move  when safe":                            {Mode: transcript.MoveWhenSafe},
		"new scripts: restart politely":                            {Mode: transcript.RestartPolitely},
	} {
		got, is, err := transcript.Line{Word: "given", Text: text}.Scripts()
		if !is || err != nil {
			t.Errorf("%q: %v, %v", text, is, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
	if _, is, err := (transcript.Line{Word: "given", Text: "nobody on call"}).Scripts(); is || err != nil {
		t.Errorf("the world is taken for scripts: %v", err)
	}
	if _, is, _ := (transcript.Line{Word: "them", Text: "new scripts: restart politely"}).Scripts(); is {
		t.Error("what somebody texts is taken for a release")
	}
}

func TestWrongLinesAboutScripts(t *testing.T) {
	const (
		at    = "at Mon 2 Mar 2026 21:40\n"
		older = "given older scripts: intake/who was called for_whom\n"
		live  = "given new scripts: move when safe\n"
	)
	for text, want := range map[string]string{
		at + "given older scripts intake/who was called x\n": "a.talk:2: a colon is missing (hint: given  older scripts: intake/who asked en: WORDS;",
		at + "given older scripts: who was called x\n":       `a.talk:2: "who was called x" names no step with what was another in it (hint: given  older scripts: intake/who`,
		at + "given older scripts: intake/who was better\n":  `a.talk:2: "was better" does not say what was another in intake/who (hint: given  older scripts: intake/who`,
		at + "given older scripts: intake/who asked: Why?\n": `a.talk:2: "asked: Why?" does not say what was another`,
		at + older + "given new scripts: now\n":              "a.talk:3: it is not said what becomes of people in mid-conversation (hint: given  new scripts: finish on old, or move when safe, or restart politely)",
		at + live:                                            `a.talk:2: nothing was another before (hint: put a line above the first "them": given  older scripts:`,
		at + older + live + live:                             "a.talk:4: the new scripts are live already (hint: one talk shows one release)",
		at + "them hi\nus hi\n" + older:                      `a.talk:4: the older scripts are those that the talk begins in (hint: put the line above the first "them", and above "new scripts")`,
		at + older + live + older:                            "a.talk:4: the older scripts are those that the talk begins in",
	} {
		_, err := transcript.Read("a.talk", text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q) says %v, want %s", text, err, want)
		}
	}
	talk := read(t, at+older+"them hi\n")
	if err := talk.Unpublished(); err == nil || !strings.Contains(err.Error(), "a.talk:2: the new scripts never go live (hint: add the line at which they do: given  new scripts: move when safe)") {
		t.Errorf("a talk that stays in older scripts: %v", err)
	}
	for _, text := range []string{at + "them hi\n", at + older + "them hi\n" + live} {
		if err := read(t, text).Unpublished(); err != nil {
			t.Error(err)
		}
	}
}

// What is said goes on in the next line as in any other.
func TestAWordingOfOlderScriptsGoesOn(t *testing.T) {
	talk := read(t, "at Mon 2 Mar 2026 21:40\ngiven older scripts: intake/who asked en: Whom is it for?\n        1 me 2 other\nthem hi\n")
	x, _, err := talk.Lines[1].Scripts()
	if err != nil || x.Older.Asked != "Whom is it for? 1 me 2 other" {
		t.Errorf("%+v, %v", x.Older, err)
	}
	if got := transcript.Write(talk); !strings.Contains(got, "given   older scripts: intake/who asked en: Whom is it for? 1 me 2 other\n") {
		t.Errorf("written as %s", got)
	}
}
