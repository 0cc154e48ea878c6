package flows_test

import (
	"testing"

	"nightdesk/flows"
)

// FuzzCheck: whatever stands in a file, by itself or among good steps, checking it
// ends, panics nowhere, and says of each problem what it is.
func FuzzCheck(f *testing.F) {
	for _, r := range flows.Rules() {
		f.Add(r.Bad, true)
		f.Add(r.Good, false)
	}
	f.Add("flow a\nstep s\n  # accept\n  # accept x:\n  offer a\n  none then s\n  if a is b then s\n", false)
	f.Fuzz(func(t *testing.T, src string, among bool) {
		set := map[string]string{"a.flow": src}
		if among {
			set = good()
			set["intake.flow"] += src
		}
		_, problems := flows.ParseAndCheck(set, known)
		for _, p := range problems {
			if _, _, ok := flows.RuleOf(p.Rule); !ok || p.Text == "" || p.File == "" {
				t.Fatalf("%+v is no problem that anybody can read", p)
			}
		}
	})
}
