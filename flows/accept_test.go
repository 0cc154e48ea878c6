package flows_test

import (
	"strings"
	"testing"

	"nightdesk/flows"
)

// TestAccepting puts a comment above a text in capitals and wants what is said of it.
func TestAccepting(t *testing.T) {
	loud := "step a\n%s  say en  Look for the sign OPEN.\n      es  Busque la puerta ABIERTA.\n  then visit\n"
	for name, c := range map[string]struct{ comment, want string }{
		"open":        {"", "intake.flow:12:7: warning: "},
		"accepted":    {"  # accept shouting: our sign is written so\n", "intake.flow:13:7: accepted: \"OPEN\" is all in capitals (because: our sign is written so)\nintake.flow:14:7: accepted: "},
		"no reason":   {"  # accept shouting: ok\n", `intake.flow:12:3: error: this does not say why`},
		"no colon":    {"  # accept shouting\n", `intake.flow:12:3: error: this does not say why`},
		"no rule":     {"  # accept shoutin: our sign is written so\n", `intake.flow:12:3: error: there is no rule "shoutin" to accept (mend: write:  # accept shouting: our sign is written so)`},
		"another":     {"  # accept avoid: our sign is written so\n", `intake.flow:12:3: warning: this is no longer needed: there is no warning of "avoid" below it`},
		"not right":   {"  # accept shouting: our sign is written so\n\n", "intake.flow:12:3: error: this stands above no line"},
		"goes itself": {"  # accept stale: our sign is written so\n", "intake.flow:12:3: error: what \"stale\" warns of goes by itself"},
		"only a note": {"  # accept all of this as it is\n", "intake.flow:13:7: warning: "},
	} {
		t.Run(name, func(t *testing.T) {
			set := good()
			set["intake.flow"] = strings.Replace(set["intake.flow"], "then visit", "then a", 1)
			set["intake.flow"] = strings.Replace(set["intake.flow"], "step visit\n", strings.Replace(loud, "%s", c.comment, 1)+"step visit\n", 1)
			_, problems := flows.ParseAndCheck(set, known)
			if got := lines(problems); !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant %s", got, c.want)
			}
			if name == "accepted" && (len(flows.Open(problems)) > 0 || len(flows.Accepted(problems)) != 2 || flows.Blocks(problems)) {
				t.Errorf("%d are open, %d accepted", len(flows.Open(problems)), len(flows.Accepted(problems)))
			}
		})
	}
}

func TestAnErrorIsNotAccepted(t *testing.T) {
	set := good()
	set["questions.flow"] = strings.Replace(set["questions.flow"], "  say en  We are open {hours}.", "  # accept unknown-value: we add it some day\n  say en  We are open {huors}.", 1)
	_, problems := flows.ParseAndCheck(set, known)
	got := lines(problems)
	for _, want := range []string{`questions.flow:6:23: error: nothing is known as {huors}`, `questions.flow:5:3: error: "unknown-value" is an error here, and errors can't be accepted`} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %s", got, want)
		}
	}
}

// TestUntestedWaysAreAccepted: a way that no talk takes may be let be, with a reason.
func TestUntestedWaysAreAccepted(t *testing.T) {
	set := good()
	set["intake.flow"] = strings.Replace(set["intake.flow"], "  none then family", "  # accept no-transcript: no clinic of ours is ever full\n  none then family", 1)
	if _, problems := flows.ParseAndCheck(set, known); len(problems) > 0 {
		t.Fatal(lines(problems)) // what talks cover is not known yet
	}
	script, _ := flows.Parse(set)
	taken := map[flows.BranchKey]bool{}
	for _, b := range flows.Branches(script) {
		taken[b.Key] = b.Key != "intake/visit#none"
	}
	if got := flows.Untested(set, taken); len(got) != 1 || got[0].Accepted == "" {
		t.Errorf("got %s", lines(got))
	}
	taken["intake/visit#none"] = true
	if got := lines(flows.Untested(set, taken)); !strings.Contains(got, "no longer needed") {
		t.Errorf("got %s", got)
	}
}
