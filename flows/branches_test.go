package flows_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/flows"
)

func TestBranches(t *testing.T) {
	set := good()
	set["intake.flow"] = strings.Replace(set["intake.flow"], "  booked then end\n", "  booked then end\n  silent after 1 hours nudge, after 1 day handoff \"left an offer\" level 3\n", 1)
	script, problems := flows.Parse(set)
	if len(problems) > 0 {
		t.Fatal(lines(problems))
	}
	var got []string
	for _, b := range flows.Branches(script) {
		line := string(b.Key)
		if b.Minor {
			line += " (minor)"
		}
		got = append(got, line)
	}
	want := strings.Split(strings.TrimSpace(`
intake/who#if other
intake/who#then
intake/who#unclear (minor)
intake/who#silent 1 (minor)
intake/who#silent 2 (minor)
intake/visit#none
intake/visit#booked
intake/visit#unclear (minor)
intake/visit#silent 1 (minor)
intake/visit#silent 2
intake/family#then
?/hours#asked`), "\n")
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}

	taken := map[flows.BranchKey]bool{}
	for _, b := range flows.Branches(script) {
		taken[b.Key] = b.Key != "intake/visit#none" && b.Key != flows.TopicKey("hours")
	}
	wantText := `intake.flow:13:13: warning: no test talk takes this way out of the step "visit": no time is open (mend: talk that way, and save the talk)
questions.flow:2:1: warning: no test talk asks the question "hours" (mend: ask it in a talk, and save the talk)
`
	if d := cmp.Diff(wantText, lines(flows.NoTranscript(script, taken))); d != "" {
		t.Error(d)
	}
}
