package engine_test

import (
	"strings"
	"testing"
	"time"
)

// upTo is the intake up to a question of it.
func upTo(n int) []string { return intake[:n] }

// TestOneTextAtAQuestion sends one text where a question waits, and looks at what
// comes back: what must be in it and, if "!" stands before it, what must not.
func TestOneTextAtAQuestion(t *testing.T) {
	for _, is := range []struct {
		before []string
		text   string
		want   []string
	}{
		{upTo(5), "no im 19", []string{"18 or older?", "!under 18"}},
		{upTo(5), "2 im 19", []string{"18 or older?"}},
		{upTo(5), "7", []string{"18 or older?"}},
		{upTo(5), "no im not 18 yet", []string{"can help you find care"}},
		{upTo(5), "im 19", []string{"What brings you here?"}},
	} {
		got := at(t, after(t, is.before...), 90, is.text, morning.Add(time.Hour/2)).Reply
		for _, w := range is.want {
			if not, found := strings.CutPrefix(w, "!"); found && strings.Contains(got, not) {
				t.Errorf("after %q, %q is answered with %q: %q", is.before, is.text, not, got)
			} else if !found && !strings.Contains(got, w) {
				t.Errorf("after %q, %q is answered without %q: %q", is.before, is.text, w, got)
			}
		}
	}
}
