package release_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// Of the releases since a talk began, those that still run say where it may go on: the
// newest that moves, and, for whom that is not safe, one with which everybody begins
// anew, on what is live.
func TestOnwards(t *testing.T) {
	rel := func(version string, mode bot.MoveMode, days ...int) bot.Release {
		days = append(days, 0, 0)
		return bot.Release{Version: version, Mode: mode, From: day(days[0]), Until: day(days[1]), Withdrawn: day(days[2])}
	}
	finish, safe, anew := bot.MoveFinish, bot.MoveSafe, bot.MoveRestart
	for _, c := range []struct {
		name   string
		pinned string
		all    []bot.Release // a begins on day 1; it is day 10
		want   []release.Onward
	}{
		{"nothing newer", "a", nil, nil},
		{"finishes", "a", []bot.Release{rel("b", finish, 2)}, nil},
		{"moves", "a", []bot.Release{rel("b", safe, 2)}, []release.Onward{{Version: "b", Mode: safe}}},
		{"restarts", "a", []bot.Release{rel("b", anew, 2)}, []release.Onward{{Version: "b", Mode: anew}}},
		{"the newest that moves", "a", []bot.Release{rel("b", safe, 2), rel("c", safe, 3), rel("d", finish, 4)}, []release.Onward{{Version: "c", Mode: safe}}},
		{"moves, or begins anew on what is live", "a", []bot.Release{rel("b", anew, 2), rel("c", safe, 3), rel("d", finish, 4)},
			[]release.Onward{{Version: "c", Mode: safe}, {Version: "d", Mode: anew}}},
		{"a restart overrules what was said before it", "a", []bot.Release{rel("b", safe, 2), rel("c", anew, 3)}, []release.Onward{{Version: "c", Mode: anew}}},
		{"not yet live", "a", []bot.Release{rel("b", safe, 11)}, nil},
		{"over", "a", []bot.Release{rel("b", finish, 2), rel("c", safe, 3, 5)}, nil},
		{"taken back", "a", []bot.Release{rel("b", finish, 2), rel("c", anew, 3, 0, 5)}, nil},
		{"on what is live", "b", []bot.Release{rel("b", safe, 2)}, nil},
		{"a version that was never live", "z", []bot.Release{rel("b", safe, 2)}, nil},
		{"rolled back: who began on what is live again stays", "a", []bot.Release{rel("b", safe, 2), rel("a", finish, 3)}, nil},
		{"only what came after the version was live last", "b", []bot.Release{rel("b", finish, 2), rel("c", safe, 3), rel("b", finish, 4), rel("d", finish, 5)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := bot.Releases{List: append([]bot.Release{rel("a", finish, 1)}, c.all...)}
			for i := range r.List {
				r.List[i].Number = i + 1
			}
			if d := cmp.Diff(c.want, release.Onwards(r, c.pinned, day(10))); d != "" {
				t.Error(d)
			}
		})
	}
}

// Fates counts what becomes of whom, by question and reason, and names nobody.
func TestFates(t *testing.T) {
	was := parse(t, whole)
	now := parse(t, with(t, whole, "intake.flow", "1 me     en", "1 self     en").Flows)
	m := release.Moves(was, now)
	at := func(step string) bot.Session {
		return bot.Session{Phone: "+19075550141", Discreet: true, At: bot.Position{Place: bot.Place{Flow: "intake", Step: step}, Version: was.Version},
			Consents: []bot.Consent{{Purpose: "conversation"}}, Kept: map[string]string{"who": "other", "texting": "yes"}}
	}
	held, staffs := at("texting"), at("texting")
	held.Crisis, staffs.Owned.By = &bot.Crisis{Held: true}, "kim"
	own := at("")
	own.At.Place, own.At.Return = bot.Place{Flow: bot.OwnFlow, Step: "when"}, &bot.Place{Flow: "intake", Step: "texting"}
	people := []bot.Session{at("texting"), at("who"), {}, held, at("texting"), staffs, own}
	const finish = "they finish on the version that they began on"
	place := func(step string) bot.Place { return bot.Place{Flow: "intake", Step: step} }
	for mode, want := range map[bot.MoveMode]release.Fates{
		bot.MoveSafe: {Total: map[release.Fate]int{release.FateMove: 3, release.FateStay: 3, release.FateRest: 1}, Steps: []release.FateAt{
			{Place: place("texting"), Fate: release.FateMove, N: 3},
			{Place: place("texting"), Fate: release.FateStay, Why: "somebody may be in danger: nothing changes until staff let go", N: 1},
			{Place: place("texting"), Fate: release.FateStay, Why: "staff have the conversation", N: 1},
			{Place: place("who"), Fate: release.FateStay, Why: "the question changed: it now has other answers", N: 1}}},
		bot.MoveRestart: {Total: map[release.Fate]int{release.FateRestart: 4, release.FateStay: 2, release.FateRest: 1}, Steps: []release.FateAt{
			{Place: place("texting"), Fate: release.FateRestart, N: 3},
			{Place: place("texting"), Fate: release.FateStay, Why: "somebody may be in danger: nothing changes until staff let go", N: 1},
			{Place: place("texting"), Fate: release.FateStay, Why: "staff have the conversation", N: 1},
			{Place: place("who"), Fate: release.FateRestart, N: 1}}},
		bot.MoveFinish: {Total: map[release.Fate]int{release.FateStay: 6, release.FateRest: 1}, Steps: []release.FateAt{
			{Place: place("texting"), Fate: release.FateStay, Why: finish, N: 5}, {Place: place("who"), Fate: release.FateStay, Why: finish, N: 1}}},
	} {
		var got release.Fates
		for _, s := range people {
			got.Add(s, m, mode)
		}
		got.Sort()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", mode, d)
		}
	}
	if fate, why := release.Foresee(at("who"), nil, bot.MoveSafe); fate != release.FateStay || why == "" {
		t.Errorf("of a version that is lost: %s, %q", fate, why)
	}
}
