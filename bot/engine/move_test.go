package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot/engine"
)

// A step's figures tell how soon its question was answered and what was sent.
func TestAStepCountsItsTimeAndSegments(t *testing.T) {
	s := after(t, "hi", "1")
	turn := engine.Advance(world(), s, said(9, "1"), s.At.Asked.Add(3*time.Minute))
	count := func(prefix string) int {
		n := 0
		for _, c := range turn.Counts {
			if strings.HasPrefix(c, prefix) {
				n++
			}
		}
		return n
	}
	if count("answered:intake/consent@") != 1 || count("took:5m:intake/consent@") != 1 || count("took:") != 1 {
		t.Errorf("counted %v", turn.Counts)
	}
	if count("sent:intake/phone@") != 2 && count("sent:intake/phone@") != 1 || count("sent:") != count("sent:intake/phone@") {
		t.Errorf("counted %v for %q", turn.Counts, turn.Reply)
	}
	danger := engine.Advance(world(), s, said(10, "i want to die"), s.At.Asked.Add(3*time.Minute))
	if slices.ContainsFunc(danger.Counts, func(c string) bool { return strings.HasPrefix(c, "sent:") }) {
		t.Errorf("a reply to danger is counted at a step: %v", danger.Counts)
	}
}
