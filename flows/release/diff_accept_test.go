package release_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// What somebody lets stand is a change that whoever reviews it reads in words.
func TestDiffOfAcceptedWarnings(t *testing.T) {
	const ride = "  # accept long-reply: people asked for all of it here\n  then who\n"
	plain := bot.ScriptFiles{Flows: whole}
	one := with(t, whole, "intake.flow", "  then who\n", ride)
	other := with(t, whole, "intake.flow", "  then who\n", strings.Replace(ride, "people asked", "the director asked", 1))
	moved := with(t, whole, "intake.flow", "  say en  Welcome", "  # accept long-reply: people asked for all of it here\n  say en  Welcome")
	for name, c := range map[string]struct {
		before, after bot.ScriptFiles
		want          string
	}{
		"new":            {plain, one, `the warning "long-reply" is now let stand: people asked for all of it here`},
		"gone":           {one, plain, `the warning "long-reply" is no longer let stand, as it was because: people asked for all of it here`},
		"another reason": {one, other, `the warning "long-reply" is let stand for another reason: was "people asked for all of it here", now "the director asked for all of it here"`},
		"elsewhere":      {one, moved, "intake.flow: only comments or spacing"},
	} {
		t.Run(name, func(t *testing.T) {
			changes := release.Diff(c.before, c.after)
			if len(changes) != 1 {
				t.Fatalf("%d changes: %v", len(changes), changes)
			}
			if d := cmp.Diff(c.want, changes[0].String()); d != "" {
				t.Error(d)
			}
			if isWarning := changes[0].Kind == release.KindWarning; isWarning != (name != "elsewhere") {
				t.Errorf("it is of kind %s", changes[0].Kind)
			}
			if changes[0].File != "intake.flow" || changes[0].Line == 0 && name != "elsewhere" {
				t.Errorf("it stands at %s:%d", changes[0].File, changes[0].Line)
			}
		})
	}
}
