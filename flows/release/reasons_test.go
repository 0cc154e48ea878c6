package release_test

import (
	"maps"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
)

// Why a second person must agree is said at the very change that needs one, in words that
// follow "because it", and at no other.
func TestAReasonStandsAtItsChange(t *testing.T) {
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := flows.Parse(files)
	for _, x := range []struct {
		name, file string
		swap       []string // old, new
		at, why    string   // of the change
	}{
		{"a number of the greeting", "intake.flow", []string{"call 911. Crisis", "dial 911. Crisis"}, "its question, in English", "changes what is said about danger: “Not for emergencies: call 911."},
		{"a word beside it", "intake.flow", []string{"an automated line. Not", "an automated line. Never mind. Not"}, "its question, in English", "“never” could turn them round"},
		{"a text that speaks of danger", "family.flow", []string{"Take care. You can", "Goodbye. You can"}, "what it says, in English", "speaks of danger (“"},
		{"a step that calls at once", "intake.flow", []string{"You did the right thing.", "We heard you."}, "in English", "is said where a person is called at once"},
		{"the call itself", "intake.flow", []string{"level 1", "level 2"}, "was:", "changes when a person is called at once"},
		{"a reply to danger", "danger.flow", []string{"danger\n", "danger\nsuicide_risk\n  en  Call 988 now.\n  es  Llame al 988.\n"}, "suicide_risk", "is what we say to somebody in danger"},
		{"a word of an answer", "intake.flow", []string{"en: pregnant, im pregnant, expecting", "en: pregnant, expecting"}, "no longer understood", "takes away a way to calling a person at once"},
		{"the greeting beside it", "intake.flow", []string{"Hi, this is", "Hello, this is"}, "", ""},
	} {
		edited := maps.Clone(files)
		edited[x.file] = strings.NewReplacer(x.swap...).Replace(edited[x.file])
		after, _ := flows.Parse(edited)
		changes := release.Diff(bot.ScriptFiles{Flows: files}, bot.ScriptFiles{Flows: edited})
		why, rest := release.Because(changes, release.Reasons(before, after))
		if len(rest) > 0 {
			t.Errorf("%s: at no change: %+v", x.name, rest)
		}
		said := false
		for i, c := range changes {
			if joined := strings.Join(why[i], "; "); joined != "" {
				said = true
				if x.why == "" || !strings.Contains(c.String(), x.at) || !strings.Contains(joined, x.why) {
					t.Errorf("%s: at %q because it %s", x.name, c.Sentence, joined)
				}
			}
		}
		if said != (x.why != "") {
			t.Errorf("%s: said at one of %d changes: %v", x.name, len(changes), said)
		}
	}
}
