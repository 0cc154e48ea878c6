package handoff_test

import (
	"fmt"
	"slices"
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
		switch rapid.IntRange(0, 6).Draw(t, "rota") {
		case 1:
			r.Shifts = nil
		case 2:
			r.Shifts, r.Supervisor = r.Shifts[:1], "nobody"
		case 3:
			r.Staff = r.Staff[:1]
		case 4:
			r.Desk = nil
		case 5:
			ofTeams(r)
		case 6:
			r.Off = []string{"ana", "sue"}
		}
		if rapid.Bool().Draw(t, "edited") {
			*r = handoff.Apply(*r, edits(t))
		}
		who := rapid.SampledFrom([]string{"ana", "ben", "cy", "sue", "eve"})
		raise := rapid.Custom(func(t *rapid.T) bot.Raise {
			return bot.Raise{Level: bot.Level(rapid.IntRange(0, 4).Draw(t, "level")), Reason: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "reason"),
				Crisis: rapid.SampledFrom([]string{"", "", "x", "y"}).Draw(t, "crisis"),
				Team:   rapid.SampledFrom([]bot.Team{"", "", bot.TeamNursing, bot.TeamIntake, "?"}).Draw(t, "team")}
		})
		now := night
		ch := open(r, rapid.SliceOfN(raise, 0, 2).Draw(t, "raise"), now)
		before := bot.Case{}
		check := func(ch handoff.Change) {
			c := ch.Case
			if c.Status == bot.CaseClosed {
				if !c.Wake.IsZero() || c.Owner == "" || !c.Snoozed.IsZero() {
					t.Fatalf("closed by %q with wake %v, put off until %v", c.Owner, c.Wake, c.Snoozed)
				}
				return
			}
			if !c.Snoozed.IsZero() && (c.Status != bot.CaseClaimed || !c.Wake.Equal(c.Snoozed)) {
				t.Fatalf("%s, put off until %v, and looked at %v", c.Status, c.Snoozed, c.Wake)
			}
			if len(c.Labels) > 0 != (c.Team == bot.TeamCrisis) {
				t.Fatalf("labels %v are of %q", c.Labels, c.Team)
			}
			if (c.Status == bot.CaseClaimed || before.Status == bot.CaseClaimed) && c.Answered.IsZero() {
				t.Fatalf("somebody had it and nobody answered")
			}
			if len(before.Labels) > 0 && before.Team == bot.TeamCrisis && c.Team != bot.TeamCrisis {
				t.Fatal("danger became another matter")
			}
			before = c
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
		// owner is mostly who has the case: what others may not do is soon seen.
		owner := func(t *rapid.T) string {
			if o := ch.Case.Owner; o != "" && rapid.IntRange(0, 4).Draw(t, "somebody else") > 0 {
				return o
			}
			return who.Draw(t, "who")
		}
		do := func(c handoff.Change) { ch = c; check(ch); look() }
		t.Repeat(map[string]func(*rapid.T){
			"take": func(t *rapid.T) { do(handoff.Take(r, ch.Case, who.Draw(t, "who"), now)) },
			"pass": func(t *rapid.T) { do(handoff.Pass(r, ch.Case, owner(t), now)) },
			"pass to": func(t *rapid.T) {
				to := who.Draw(t, "to")
				was := ch.Case
				do := handoff.PassTo(r, was, owner(t), to, now)
				if do.Result == handoff.PassedTo && (told(do.Alerts) != to+" " || !do.Case.Wake.After(now)) {
					t.Fatalf("passed to %s, told %s, next in %v", to, told(do.Alerts), do.Case.Wake.Sub(now))
				}
				ch = do
				check(ch)
				look()
			},
			"snooze": func(t *rapid.T) {
				do(handoff.Snooze(r, ch.Case, owner(t), now.Add(time.Duration(rapid.SampledFrom([]int{-60, 0, 5, 20, 90, 3000}).Draw(t, "until"))*time.Minute), now))
			},
			"edit": func(t *rapid.T) {
				if rapid.IntRange(0, 4).Draw(t, "rarely") == 0 {
					*r = handoff.Apply(*r, edits(t))
					look()
				}
			},
			"leaves": func(t *rapid.T) {
				if id := who.Draw(t, "who"); len(r.Staff) > 1 && rapid.IntRange(0, 4).Draw(t, "rarely") == 0 {
					r.Staff = slices.DeleteFunc(slices.Clone(r.Staff), func(s bot.Staff) bool { return s.ID == id })
					if look(); r.Left(ch.Case) {
						t.Fatal("who left the rota is waited for")
					}
				}
			},
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

// ofTeams gives a rota a nurse's shift, one of the crisis team's on holidays only, and
// ladders with channels that nobody may be looking at.
func ofTeams(r *handoff.Rota) {
	r.Shifts = append(r.Shifts[:1], handoff.Shift{Staff: "cy", Days: everyDay, From: 480, To: 960, Team: bot.TeamNursing},
		handoff.Shift{Staff: "ben", Days: everyDay, Team: bot.TeamCrisis, Holidays: handoff.HolidaysOnly})
	r.Holiday = func(date string) bool { return date[len(date)-1] == '3' }
	const m = time.Minute
	slack := []string{"slack"}
	r.Ladders = map[bot.Level]handoff.Ladder{2: {Steps: []handoff.Step{{By: slack}, {Who: handoff.OnCall, After: 5 * m}, {By: slack, After: 20 * m}}, Repeat: h}}
	r.Teams = map[bot.Team]map[bot.Level]handoff.Ladder{
		bot.TeamNursing: {1: {Steps: []handoff.Step{{Who: "cy"}, {Who: "cy", By: []string{bot.ChannelVoice, "slack"}}, {Who: handoff.Everyone, After: 9 * m}}, Repeat: 9 * m},
			3: {Steps: []handoff.Step{{Who: handoff.OnCall}}, DeskHoursOnly: true}},
		bot.TeamCrisis: {1: {Steps: []handoff.Step{{By: slack}}}},
	}
}

const h = time.Hour

// edits are of any kind, those that no console would store among them.
func edits(t *rapid.T) handoff.Edits {
	staff := rapid.SampledFrom([]string{"ana", "ben", "cy", "sue", "gone", ""})
	team := rapid.SampledFrom([]bot.Team{"", bot.TeamCrisis, bot.TeamNursing, "?"})
	shift := rapid.Custom(func(t *rapid.T) handoff.Shift {
		return handoff.Shift{Staff: staff.Draw(t, "staff"), Days: everyDay[:rapid.IntRange(0, 7).Draw(t, "days")], From: handoff.Minutes(rapid.IntRange(0, 1439).Draw(t, "from")),
			To: handoff.Minutes(rapid.IntRange(0, 1440).Draw(t, "to")), Team: team.Draw(t, "team"),
			Holidays: rapid.SampledFrom([]handoff.Holidays{"", handoff.HolidaysOnly, handoff.HolidaysNot}).Draw(t, "holidays")}
	})
	over := rapid.Custom(func(t *rapid.T) handoff.Override {
		from := night.Add(time.Duration(rapid.IntRange(-9, 9).Draw(t, "over")) * h)
		return handoff.Override{Staff: staff.Draw(t, "staff"), Instead: staff.Draw(t, "instead"), From: from, To: from.Add(9 * h), Team: team.Draw(t, "team")}
	})
	return handoff.Edits{Shifts: rapid.SliceOfN(shift, 0, 3).Draw(t, "shifts"), Overrides: rapid.SliceOfN(over, 0, 2).Draw(t, "overrides"), Supervisor: staff.Draw(t, "supervisor")}
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
	if len(r.Teams) > 0 && c.Team == bot.TeamNursing && c.Level == bot.LevelNextWorkday {
		return // a ladder that somebody chose to end with whoever is on call
	}
	for _, s := range r.Texted() {
		if told[s.ID] < 2 {
			t.Fatalf("level %d: %s was told %d times in 40 looks: %s", c.Level, s.ID, told[s.ID], fmt.Sprint(told))
		}
	}
}
