package flows_test

import (
	"strings"
	"testing"

	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// TestWhatMayBeAskedBeforeConsent puts questions into the clinic's own scripts, before and
// after the one for consent.
func TestWhatMayBeAskedBeforeConsent(t *testing.T) {
	question := func(name, more string) string {
		return "step " + name + "\n  ask en  Soon? 1 yes 2 no\n      es  Pronto? 1 si 2 no\n  answer yesno\n" + more
	}
	for _, c := range []struct {
		name, old, new string
		want           int
	}{
		{"as it is", "", "", 0},
		{"kept, before", "  then consent\n", "  then early\n" + question("early", "  keep as early\n  then consent\n"), 1},
		{"kept in two steps", "  then consent\n", "  then early\n" + question("early", "  keep as early\n  then late\n") + question("late", "  keep as late\n  then consent\n"), 2},
		{"not kept", "  then consent\n", "  then early\n" + question("early", "  then consent\n"), 0},
		{"a language", "  then consent\n", "  then early\n" + question("early", "  keep as early\n  if yes then language\n  then consent\n"), 0},
		{"on a way that comes to no consent", "  if call then flow call\n", "  if call then early\n", 0},
		{"kept, after", "  then phone\n\nstep phone\n", "  then early\n\n" + question("early", "  keep as early\n  then phone\n") + "step phone\n", 0},
	} {
		files, err := flows.Files(clinic.FS)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(files["intake.flow"], c.old) {
			t.Fatalf("%s: there is no %q", c.name, c.old)
		}
		files["intake.flow"] = strings.Replace(files["intake.flow"], c.old, c.new, 1)
		if strings.Contains(c.new, "if call then early") {
			files["intake.flow"] += "\n" + question("early", "  keep as early\n  then flow call\n")
		}
		script, problems := flows.Parse(files)
		if flows.Blocks(problems) {
			t.Fatalf("%s: %s", c.name, lines(problems))
		}
		got := 0
		for _, p := range flows.CheckOnly(script, known, "before-consent") {
			got++
			if p.File != "intake.flow" || !strings.Contains(p.Mend, `ask it after the step "consent"`) {
				t.Errorf("%s: %s", c.name, p)
			}
		}
		if got != c.want {
			t.Errorf("%s: %d questions are warned of, not %d", c.name, got, c.want)
		}
	}
}
