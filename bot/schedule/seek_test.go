package schedule

import (
	"testing"
	"time"
)

// After ten years a group's rule is followed from nearby, not from its start.
// Inside the package, because what comes out is the same either way.
func TestRulesAreFollowedFromNearby(t *testing.T) {
	const day = 24 * time.Hour
	from, _ := parseDay("2026-03-10")
	for rule, within := range map[string]time.Duration{
		"FREQ=DAILY": 8 * day, "FREQ=DAILY;INTERVAL=5": 13 * day, "FREQ=WEEKLY;BYDAY=TU": 15 * day, "FREQ=WEEKLY;INTERVAL=4": 36 * day,
		"FREQ=MONTHLY;BYDAY=1MO": 75 * day, "FREQ=MONTHLY": 75 * day, "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1": 130 * day,
	} {
		s := Series{Start: "2016-01-05", Duration: time.Hour, Rule: rule}
		next, ok := s.dates(from)
		if !ok {
			t.Fatalf("%s can't be followed", rule)
		}
		if first, ok := next(); !ok || from.midnightUTC().Sub(first) > within || dayOf(first) == from {
			t.Errorf("%s: the first date looked at is %v", rule, first)
		}
	}
}
