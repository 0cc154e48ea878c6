package handoff_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// bound is the furthest that a case of a level may be left alone: its owner's
// time, or the longest step, and for level 3 a night until the desk opens.
var bound = map[bot.Level]time.Duration{1: 30 * time.Minute, 2: 4 * time.Hour, 3: 24 * time.Hour}

// openBound is the same while nobody has the case.
var openBound = map[bot.Level]time.Duration{1: 30 * time.Minute, 2: 2 * time.Hour, 3: 17 * time.Hour}

// Whatever happens to a case, in any order and with any clock, it is closed by
// somebody, or somebody has it and is looked after, or it goes on climbing.
func TestNeverDropped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rota()
		switch rapid.IntRange(0, 4).Draw(t, "rota") {
		case 1:
			r.Shifts = nil
		case 2:
			r.Shifts, r.Supervisor = r.Shifts[:1], "nobody"
		case 3:
			r.Staff = r.Staff[:1]
		case 4:
			r.Desk = nil
		}
		who := rapid.SampledFrom([]string{"ana", "ben", "cy", "sue", "eve"})
		raise := rapid.Custom(func(t *rapid.T) bot.Raise {
			return bot.Raise{Level: bot.Level(rapid.IntRange(0, 4).Draw(t, "level")), Reason: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "reason"),
				Crisis: rapid.SampledFrom([]string{"", "", "x", "y"}).Draw(t, "crisis")}
		})
		now := night
		ch := open(r, rapid.SliceOfN(raise, 0, 2).Draw(t, "raise"), now)
		check := func(ch handoff.Change) {
			c := ch.Case
			if c.Status == bot.CaseClosed {
				if !c.Wake.IsZero() || c.Owner == "" {
					t.Fatalf("closed by %q with wake %v", c.Owner, c.Wake)
				}
				return
			}
			limit := bound[c.Level]
			if c.Status == bot.CaseOpen {
				limit = openBound[c.Level]
			}
			if c.Wake.IsZero() || c.Wake.Sub(now) > limit {
				t.Fatalf("%s, level %d, rung %d: next look in %v", c.Status, c.Level, c.Rung, c.Wake.Sub(now))
			}
			if (c.Status == bot.CaseClaimed) != (c.Owner != "") {
				t.Fatalf("%s by %q", c.Status, c.Owner)
			}
		}
		check(ch)
		look := func() {
			ch = handoff.Due(r, ch.Case, now)
			check(ch)
			if ch.Case.Status != bot.CaseClosed && !ch.Case.Wake.After(now) {
				t.Fatalf("due again at once: %v", ch.Case.Wake.Sub(now))
			}
		}
		do := func(c handoff.Change) { ch = c; check(ch); look() }
		t.Repeat(map[string]func(*rapid.T){
			"take": func(t *rapid.T) { do(handoff.Take(r, ch.Case, who.Draw(t, "who"), now)) },
			"pass": func(t *rapid.T) { do(handoff.Pass(r, ch.Case, who.Draw(t, "who"), now)) },
			"failed": func(t *rapid.T) {
				do(handoff.Failed(r, ch.Case, who.Draw(t, "who"), now.Add(-time.Duration(rapid.IntRange(0, 60).Draw(t, "late"))*time.Minute), now))
			},
			"raise": func(t *rapid.T) {
				do(handoff.Reraise(r, ch.Case, rapid.SliceOfN(raise, 0, 2).Draw(t, "raise"), now))
			},
			"close": func(t *rapid.T) {
				if rapid.IntRange(0, 9).Draw(t, "rarely") == 0 {
					do(handoff.Close(r, ch.Case, who.Draw(t, "who"), "reached", rapid.Bool().Draw(t, "named"), now))
				}
			},
			"silence": func(*rapid.T) {
				if ch.Case.Wake.After(now) {
					now = ch.Case.Wake
				}
				look()
			},
			"clock": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(-3000, 3000).Draw(t, "minutes")) * time.Minute)
				look()
			},
			"shorter ladder": func(t *rapid.T) {
				ch.Case.Rung = rapid.IntRange(-1, 9).Draw(t, "rung")
				look()
			},
		})
		climbsToEveryone(t, r, ch.Case, now)
	})
}

// climbsToEveryone plays silence from here on: everyone is told in the end, and
// again.
func climbsToEveryone(t *rapid.T, r *handoff.Rota, c bot.Case, now time.Time) {
	if c.Status == bot.CaseClosed {
		return
	}
	told := map[string]int{}
	for range 40 {
		if c.Wake.After(now) {
			now = c.Wake
		}
		ch := handoff.Due(r, c, now)
		c = ch.Case
		for _, a := range ch.Alerts {
			told[a.Staff.ID]++
		}
	}
	for _, s := range r.Staff {
		if told[s.ID] < 2 {
			t.Fatalf("level %d: %s was told %d times in 40 looks: %s", c.Level, s.ID, told[s.ID], fmt.Sprint(told))
		}
	}
}
