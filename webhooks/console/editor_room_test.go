package console

import (
	"slices"
	"strings"
	"testing"

	"nightdesk/flows"
)

// The line that a problem says is missing is begun where it belongs, so that it is
// mended as soon as its words are typed.
func TestAMissingLineIsBegunWhereItBelongs(t *testing.T) {
	t.Parallel()
	known := galleryScripts{}.Known()
	langs := strings.Fields(languageList(known))
	for name, c := range map[string]struct{ step, missing, want, words string }{
		"a question": {"  ask en  When?\n         Soon?\n  answer yesno\n  then end\n", "translation",
			"  ask en  When?\n         Soon?\n      es  ¿Cuando?\n  answer yesno\n  then end\n", "¿Cuando?"},
		"its short form": {"  ask en  When?\n      es  ¿Cuando?\n  again en  When?\n  answer yesno\n  then end\n", "translation",
			"  ask en  When?\n      es  ¿Cuando?\n  again en  When?\n        es  ¿Cuando?\n  answer yesno\n  then end\n", "¿Cuando?"},
		"a second text": {"  say es  Hola.\n  then end\n", "translation", "  say es  Hola.\n      en  Hi.\n  then end\n", "Hi."},
	} {
		src := "flow a\ntitle  A\nstep begin\n" + c.step
		lines := strings.Split(src, "\n")
		_, problems := flows.ParseAndCheck(map[string]string{"a.flow": src}, known)
		var found []flows.Problem
		var room *lineRoom
		for _, p := range problems {
			if r := roomFor(p, lines, langs); p.Rule == c.missing && r != nil {
				found, room = append(found, p), r
			}
		}
		if len(found) != 1 {
			t.Errorf("%s: room for %d lines of %v", name, len(found), problems)
			continue
		}
		got := strings.Join(slices.Insert(lines, room.After, room.Opening+c.words), "\n")
		if want := "flow a\ntitle  A\nstep begin\n" + c.want; got != want {
			t.Errorf("%s reads\n%s", name, got)
		}
	}
	step := strings.Split("step reason\n  ask en  Which drug?\n      es  ¿Qué droga?\n  answer yesno", "\n")
	for _, line := range []int{2, 3} {
		p := flows.Problem{Line: line, Mend: "say it with another word, or add under it the wording that shared phones get:  discreet en  ..."}
		if r := roomFor(p, step, langs); r == nil || r.After != 3 || r.Opening != "  discreet en  " {
			t.Errorf("the neutral question of line %d is begun at %+v", line, r)
		}
	}
	begun := slices.Insert(slices.Clone(step), 3, "  discreet en  Which one?")
	p := flows.Problem{Line: 3, Mend: "add under it the wording that shared phones get:  discreet es  ..."}
	if r := roomFor(p, begun, langs); r == nil || r.After != 4 || r.Opening != "           es  " {
		t.Errorf("its other language is begun at %+v", r)
	}
}

// What both languages of a text have alike is one card.
func TestOneCardIsEnoughForBothLanguages(t *testing.T) {
	t.Parallel()
	lines := strings.Split("step reason\n  ask en  Which drug?\n      es  Which drug?\n  answer yesno", "\n")
	s := sides{Open: 2, Errors: 2}
	for i, lang := range []string{"en", "es"} {
		p := flows.Problem{Line: 2 + i, Rule: "shared-phone", Severity: flows.Error, Text: "tells", Mend: "add under it the wording that shared phones get:  discreet " + lang + "  ..."}
		s.Problems = append(s.Problems, problemLine{Problem: p, Room: roomFor(p, lines, []string{"en", "es"})})
	}
	s.pair()
	if s.Open != 1 || s.Errors != 1 || s.Problems[0].Also != 3 || s.Problems[0].Twin || !s.Problems[1].Twin {
		t.Errorf("%+v", s)
	}
}
