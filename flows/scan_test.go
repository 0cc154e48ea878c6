package flows_test

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nightdesk/flows"
)

// TestScans: what is looked for by hand is what the patterns say.
func TestScans(t *testing.T) {
	end, menu := regexp.MustCompile(`[.?!:;\n]+(\s|$)`), regexp.MustCompile(`(^|[ ,:])[0-9]( |$)`)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("ab1 2.?,:\n\n \t\v{}ñ9")), 0, 14, -1).Draw(t, "s")
		if got, want := slices.Collect(flows.Sentences(s)), end.Split(s, -1); !slices.Equal(got, want) {
			t.Fatalf("%q has the sentences %q, want %q", s, got, want)
		}
		if got, want := flows.WithoutMenu(s), menu.ReplaceAllString(s, ". "); got != want {
			t.Fatalf("%q without its menu is %q, want %q", s, got, want)
		}
	})
}
