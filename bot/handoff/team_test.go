package handoff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// nurses is a rota in which cy is on call for nursing by day, and nursing and crisis
// have ladders of their own.
func nurses() *handoff.Rota {
	const m = time.Minute
	r := rota()
	r.Shifts = append([]handoff.Shift{{Staff: "cy", Days: everyDay, From: 8 * 60, To: 23 * 60, Team: bot.TeamNursing}}, r.Shifts...)
	r.Teams = map[bot.Team]map[bot.Level]handoff.Ladder{
		bot.TeamNursing: {2: {Steps: []handoff.Step{{Who: handoff.OnCall}, {By: []string{"slack"}, After: 2 * m}, {Who: handoff.Everyone, After: 10 * m}}, Repeat: 20 * m}},
		bot.TeamCrisis:  {1: {Steps: []handoff.Step{{Who: handoff.OnCall}, {Who: handoff.Supervisor, After: 2 * m, By: []string{"", bot.ChannelVoice}}}, Repeat: 5 * m}},
	}
	return r
}

func TestTeams(t *testing.T) {
	const m = time.Minute
	dose := bot.Raise{Level: 2, Reason: "missed days", Team: bot.TeamNursing}
	ride := bot.Raise{Level: 2, Reason: "ride"}
	for _, tc := range []struct {
		name  string
		raise []bot.Raise
		acts  []act
		team  bot.Team
		want  []string
	}{
		{"nursing", []bot.Raise{dose}, []act{{0, due}, {2 * m, due}, {10 * m, due}, {30 * m, due}}, bot.TeamNursing,
			[]string{"not_yet  [] 2m0s", "climbed  [/slack ] 8m0s", "climbed  [ana ben cy sue ] 20m0s", "climbed  [ana ben cy sue ] 20m0s"}},
		{"intake is what has no team", []bot.Raise{ride}, []act{{15 * m, due}}, bot.TeamIntake, []string{"climbed  [ben ] 15m0s"}},
		{"nursing stays nursing", []bot.Raise{ride, dose}, []act{{m, again(ride)}}, bot.TeamNursing, []string{"joined  [] 1m0s"}},
		{"an open case that becomes nursing tells the nurse", []bot.Raise{ride}, []act{{m, again(dose)}, {2 * m, again(dose)}, {3 * m, due}}, bot.TeamNursing,
			[]string{"raised  [cy ] 2m0s", "joined  [] 1m0s", "climbed  [/slack ] 8m0s"}},
		{"of one that somebody has, they are told", []bot.Raise{ride}, []act{{m, take("ana")}, {20 * m, again(dose)}}, bot.TeamNursing,
			[]string{"took ana [] 4h0m0s", "asked ana [ana ] 4h0m0s"}},
		{"danger changes the ladder", []bot.Raise{dose}, []act{{m, again(crisis()...)}, {3 * m, due}, {8 * m, due}}, bot.TeamCrisis,
			[]string{"raised  [ana ] 2m0s", "climbed  [sue/+voice ] 5m0s", "climbed  [sue/+voice ] 5m0s"}},
		{"danger stays danger", crisis(), []act{{m, again(dose)}}, bot.TeamCrisis, []string{"joined  [] 1m0s"}},
		{"passed on past a channel", []bot.Raise{dose}, []act{{m, take("cy")}, {2 * m, pass("cy")}}, bot.TeamNursing,
			[]string{"took cy [] 4h0m0s", "passed  [ana ben sue ] 20m0s"}},
		{"a channel that can't be told", []bot.Raise{dose}, []act{{2 * m, due}, {3 * m, failedOf("", 2*m)}}, bot.TeamNursing,
			[]string{"climbed  [/slack ] 8m0s", "climbed  [ana ben cy sue ] 20m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := nurses()
			c, got := plays(r, open(r, tc.raise, night).Case, tc.acts)
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
			if c.Team != tc.team {
				t.Errorf("it is of %q", c.Team)
			}
		})
	}
}

// Cases stored before there were teams climb as they did.
func TestCaseWithoutTeam(t *testing.T) {
	r := nurses()
	c := open(r, crisis(), night).Case
	c.Team = ""
	if got := told(handoff.Due(r, c, night.Add(2*time.Minute)).Alerts); got != "sue/+voice " {
		t.Errorf("one with a label told %q", got)
	}
	c = open(r, []bot.Raise{{Level: 2, Reason: "ride"}}, night).Case
	c.Team = ""
	if d := cmp.Diff([]string{"15m0s ben "}, climbs(r, c, 1)); d != "" {
		t.Error(d)
	}
}

// A channel hears beside a person what the step says, once, and gets no text: a step
// whose people are told already adds its ways to theirs.
func TestWays(t *testing.T) {
	r := rota()
	r.Ladders = map[bot.Level]handoff.Ladder{1: {Steps: []handoff.Step{
		{Who: "ana", By: []string{"", "slack"}}, {Who: "ana", By: []string{bot.ChannelVoice}}, {By: []string{"pager", "slack"}}, {Who: "ben"}}}}
	ch := open(r, crisis(), night)
	if got := told(ch.Alerts); got != "ana/+voice /slack+pager ben " {
		t.Errorf("told %q", got)
	}
	if n := ch.Case.Told; len(n) != 3 || !ch.Case.ToldTo("") {
		t.Errorf("noted %+v", n)
	}
	channel := handoff.AlertText(ch.Case, bot.Staff{}, night.Add(time.Minute))
	if want := "Alert " + ch.Case.Code + ", level 1, waiting 1 min. Nobody has it yet: text " + ch.Case.Code + " to the clinic's line to take it."; channel != want {
		t.Errorf("a channel reads %q", channel)
	}
	taken := handoff.Take(r, ch.Case, "ana", night).Case
	if got, want := handoff.AlertText(taken, bot.Staff{}, night.Add(time.Minute)), "Alert "+taken.Code+", level 1, waiting 1 min."; got != want {
		t.Errorf("of one that somebody has a channel reads %q", got)
	}
}

// Who is on call, by team, on days of all kinds and both nights on which clocks change.
func TestOnCallOfTeams(t *testing.T) {
	r := rota()
	r.Shifts = []handoff.Shift{
		{Staff: "ana", Days: everyDay, From: 20 * 60, To: 8 * 60, Holidays: handoff.HolidaysNot},
		{Staff: "ben", Days: everyDay[1:6], From: 8 * 60, To: 20 * 60, Holidays: handoff.HolidaysNot},
		{Staff: "cy", Days: everyDay, From: 8 * 60, To: 8 * 60, Holidays: handoff.HolidaysOnly},
		{Staff: "sue", Days: everyDay, From: 60, To: 5 * 60, Team: bot.TeamNursing},
	}
	r.Holiday = func(date string) bool { return date == "2026-03-05" || date == "2026-03-08" || date == "2026-11-01" }
	r.Overrides = []handoff.Override{{Staff: "cy", Instead: "sue", From: local("2026-03-03 02:00"), To: local("2026-03-03 03:00"), Team: bot.TeamNursing}}
	for _, tc := range []struct{ at, crisis, nursing string }{
		{"2026-03-03 00:30", "ana ", "ana "}, {"2026-03-03 01:30", "ana ", "sue ana "}, {"2026-03-03 02:30", "ana ", "cy ana "}, {"2026-03-03 12:00", "ben ", "ben "},
		{"2026-03-05 07:59", "ana ", "ana "}, {"2026-03-05 08:00", "cy ", "cy "}, // the night before the holiday is no part of it
		{"2026-03-05 23:00", "cy ", "cy "}, {"2026-03-06 03:00", "cy ", "sue cy "}, {"2026-03-06 08:00", "ben ", "ben "}, // the holiday's shift lasts into the next day
		{"2026-03-08 01:30", "ana ", "sue ana "}, {"2026-03-08 03:30", "ana ", "sue ana "}, {"2026-03-08 07:59", "ana ", "ana "}, {"2026-03-08 08:00", "cy ", "cy "},
		{"2026-11-01 01:30", "ana ", "sue ana "}, {"2026-11-01 04:59", "ana ", "sue ana "}, {"2026-11-01 05:00", "ana ", "ana "}, {"2026-11-01 08:00", "cy ", "cy "}, {"2026-11-02 07:59", "cy ", "cy "},
	} {
		if got := ids(r.OnCallFor(bot.TeamCrisis, local(tc.at))); got != tc.crisis {
			t.Errorf("%s, crisis: %q, want %q", tc.at, got, tc.crisis)
		}
		if got := ids(r.OnCallFor(bot.TeamNursing, local(tc.at))); got != tc.nursing {
			t.Errorf("%s, nursing: %q, want %q", tc.at, got, tc.nursing)
		}
	}
}

// The shifts of one holiday and those of the days beside it join, also on the nights on
// which clocks change: no minute has nobody.
func TestNoGapAroundHolidays(t *testing.T) {
	r := rota()
	for edge := handoff.Minutes(0); edge < 5*60; edge += 30 {
		r.Shifts = []handoff.Shift{{Staff: "ana", Days: everyDay, From: edge, To: edge, Holidays: handoff.HolidaysNot},
			{Staff: "ben", Days: everyDay, From: edge, To: edge, Holidays: handoff.HolidaysOnly}}
		for _, day := range []string{"2026-03-07", "2026-03-08", "2026-11-01", "2026-11-02"} {
			r.Holiday = func(date string) bool { return date == day }
			from := local(day+" 00:00").AddDate(0, 0, -2)
			if gaps := r.Gaps(from, from.AddDate(0, 0, 5)); len(gaps) > 0 {
				t.Fatalf("holiday %s, shifts meet at minute %d: %v", day, edge, gaps)
			}
		}
	}
}

// A gap is a team's. Danger has none while anybody is on call.
func TestGapsOfTeams(t *testing.T) {
	r := rota()
	r.Shifts = []handoff.Shift{
		{Staff: "ana", Days: everyDay, From: 8 * 60, To: 20 * 60, Team: bot.TeamIntake},
		{Staff: "cy", Days: everyDay, From: 10 * 60, To: 12 * 60, Team: bot.TeamNursing},
		{Staff: "ben", Days: everyDay, From: 20 * 60, To: 7 * 60},
	}
	var got []string
	for _, g := range r.Gaps(local("2026-03-02 00:00"), local("2026-03-03 00:00")) {
		s := g.From.In(anchorage).Format("15:04") + " to " + g.To.In(anchorage).Format("15:04")
		s += strings.ReplaceAll(fmt.Sprint(g.Teams), "[", " ")
		s = strings.TrimSuffix(strings.TrimSuffix(s, "]"), " ")
		if g.Everyones() {
			s += " all"
		}
		got = append(got, s)
	}
	if d := cmp.Diff([]string{"07:00 to 08:00 crisis intake", "07:00 to 10:00 nursing", "12:00 to 20:00 nursing"}, got); d != "" {
		t.Error(d)
	}
	// What falls into it goes on at once, and danger to whoever is on call.
	if got := told(open(r, []bot.Raise{{Level: 2, Reason: "x", Team: bot.TeamNursing}}, local("2026-03-02 15:00")).Alerts); got != "sue " {
		t.Errorf("a matter for nursing told %q", got)
	}
	if got := told(open(r, crisis(), local("2026-03-02 15:00")).Alerts); got != "ana " {
		t.Errorf("danger told %q", got)
	}
}

// A matter of the clinic's own goes first to whom it says, then climbs.
func TestOpenTo(t *testing.T) {
	r := rota()
	ch := handoff.OpenTo(r, "case1", "", handoff.Supervisor, []bot.Raise{{Level: 2, Reason: "gap"}}, night)
	if got := told(ch.Alerts); got != "sue " || ch.Case.Person != "" {
		t.Errorf("told %q, of %q", got, ch.Case.Person)
	}
	if d := cmp.Diff([]string{"15m0s ana ", "30m0s sue ", "1h0m0s ana ben cy sue "}, climbs(r, ch.Case, 3)); d != "" {
		t.Error(d)
	}
}

func TestEdits(t *testing.T) {
	r := rota()
	if ps := handoff.EditsOf(r).Validate(r); len(ps) > 0 {
		t.Errorf("the rota as it is: %v", ps)
	}
	same := handoff.Apply(*r, handoff.EditsOf(r))
	if d := cmp.Diff(r.Shifts, same.Shifts); d != "" || same.Supervisor != "sue" {
		t.Errorf("%s %q", d, same.Supervisor)
	}
	if none := handoff.Apply(*r, handoff.Edits{Supervisor: "ana"}); none.Supervisor != "sue" || len(none.Shifts) != len(r.Shifts) {
		t.Errorf("without a shift the file stands, and not %+v", none)
	}
	e := handoff.Edits{Supervisor: "ana", Shifts: []handoff.Shift{{Staff: "cy", Days: everyDay}}}
	if got := handoff.Apply(*r, e); got.Supervisor != "ana" || ids(got.OnCall(night)) != "cy " || ids(r.OnCall(night)) != "ana ben " {
		t.Errorf("applied, on call are %s and were %s", ids(got.OnCall(night)), ids(r.OnCall(night)))
	}
}

// Whoever edits hears all that is wrong at once, in sentences.
func TestEditsThatCannotBe(t *testing.T) {
	got := handoff.Edits{Supervisor: "zoe",
		Shifts: []handoff.Shift{
			{Staff: "ana", Days: everyDay}, {Staff: "ana", Days: everyDay},
			{Staff: "zoe", Days: []time.Weekday{9}, From: -1, To: 1500, Team: "nurses", Holidays: "never"}, {},
		},
		Overrides: []handoff.Override{{}, {Staff: "ana", Instead: "ana", From: night, To: night.Add(time.Hour)}, {Staff: "zoe", Instead: "tom", From: night, To: night}},
	}.Validate(rota())
	want := []string{
		`the supervisor: "zoe" is nobody of the staff, so choose one of them`,
		"shift 2 is there twice: take one out",
		`shift 3: "zoe" is nobody of the staff, so choose one of them`,
		`shift 3: there is no team "nurses", so choose crisis, nursing, intake or all`,
		"shift 3 has a day that is none: choose from Monday to Sunday",
		"shift 3: a time must be from midnight to midnight, as 5:30 AM",
		"shift 3: holidays can be as other days, only those, or none of them",
		"shift 4 names nobody: choose who is on call",
		"shift 4 has no days: choose at least one",
		"change 1 names nobody: choose who comes, who is away, or both",
		"change 1 ends before it begins: let its end be later",
		"change 2 has the same person come and be away: choose two, or take it out",
		`change 3: "zoe" is nobody of the staff, so choose one of them`,
		`change 3: "tom" is nobody of the staff, so choose one of them`,
		"change 3 ends before it begins: let its end be later",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if ps := (handoff.Edits{Supervisor: "ana"}).Validate(rota()); len(ps) != 1 {
		t.Errorf("no shift is left: %v", ps)
	}
	if ps := (handoff.Edits{Shifts: make([]handoff.Shift, 300)}).Validate(rota()); len(ps) != 1 {
		t.Errorf("too many: %v", ps)
	}
}
