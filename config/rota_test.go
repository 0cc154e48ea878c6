package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/config"
)

// withRota is the example with its commented lines of the rota and the teams' alerts
// taken in, then some lines changed.
func withRota(t *testing.T, changes ...string) (config.Clinic, []config.Problem) {
	t.Helper()
	src := read(t, example)
	for _, block := range []string{"#    - staff: cleo ", "#  teams:", "#  - name: nurses-slack"} {
		i := strings.Index(src, "\n"+block)
		if i < 0 {
			t.Fatalf("the example has no %q", block)
		}
		end := i + 1
		for end < len(src) && src[end] == '#' {
			src = src[:end] + src[end+1:]
			end += strings.IndexByte(src[end:], '\n') + 1
		}
	}
	src = strings.ReplaceAll(src, "\n  - supervisor: {after", "\n#  - supervisor: {after")
	for i := 0; i+1 < len(changes); i += 2 {
		if !strings.Contains(src, changes[i]) {
			t.Fatalf("the example has no %q", changes[i])
		}
		src = strings.Replace(src, changes[i], changes[i+1], 1)
	}
	return config.Parse(example, []byte(src))
}

// The example's commented lines are good as they stand, and mean what they say.
func TestExampleTeams(t *testing.T) {
	c, ps := withRota(t)
	if len(ps) > 0 {
		t.Fatal(lines(ps))
	}
	everyDay := []time.Weekday{1, 2, 3, 4, 5, 6, 0}
	want := []config.Shift{
		{Staff: "cleo", Days: everyDay, From: 330, To: 960, Holidays: "only"},
		{Staff: "ana", Days: everyDay[:5], From: 330, To: 960, Team: "nursing", Holidays: "no"},
	}
	if d := cmp.Diff(want, c.Rota.Shifts[len(c.Rota.Shifts)-2:]); d != "" {
		t.Error(d)
	}
	const m = time.Minute
	nursing := map[string]map[int]config.Ladder{"nursing": {2: {Repeat: time.Hour,
		Steps: []config.Step{{Who: "on_call"}, {Who: "next", After: 10 * m}, {Who: "ana", After: 20 * m}, {Who: "everyone", After: time.Hour}}}}}
	if d := cmp.Diff(nursing, c.TeamAlerts); d != "" {
		t.Error(d)
	}
}

// A step says how it tells: a channel is a step of its own, or one more way of a
// person's.
func TestWaysOfSteps(t *testing.T) {
	c, ps := withRota(t, "      - next: 3 min\n", "      - nurses-slack: 1 min\n      - next: {after: 3 min, by: voice}\n",
		"      - supervisor: {after: 6 min, by: [text, voice]}   # a text wakes nobody\n", "      - supervisor:\n          after: 6 min\n          by: [text, voice, nurses-slack]\n")
	if len(ps) > 0 {
		t.Fatal(lines(ps))
	}
	const m = time.Minute
	want := []config.Step{{Who: "on_call"}, {After: m, By: []string{"nurses-slack"}}, {Who: "next", After: 3 * m, By: []string{"voice"}},
		{Who: "supervisor", After: 6 * m, By: []string{"text", "voice", "nurses-slack"}}, {Who: "everyone", After: 10 * m}}
	if d := cmp.Diff(want, c.Alerts[1].Steps); d != "" {
		t.Error(d)
	}
}

// What clinics get wrong is one problem each, with the mend.
func TestRotaMistakes(t *testing.T) {
	for _, tc := range []struct{ name, was, is, want string }{
		{"a team that is none", "\n      for: nursing", "\n      for: nursin", `for: unknown "nursin" (mend: did you mean "nursing"?)`},
		{"a ladder of a team that is none", "    nursing:\n", "    nursin:\n", `unknown key "nursin" (mend: did you mean "nursing"?)`},
		{"days that are none", "\n      days: holidays", "\n      days: holyday", `days: "holyday" is not a day or a run of days (mend: write days as "Mon", "Mon-Fri", "Sat, Sun" or "every day", or "holidays" for the closures above)`},
		{"holidays twice", "\n      days: holidays", "\n      days: holidays\n      holidays: no", `a shift on holidays has a line "holidays" (mend: take that line out)`},
		{"holidays some other word", "\n      holidays: no", "\n      holidays: never", `holidays: unknown "never" (mend: `},
		{"nobody by that name", "          - ana: 20 min", "          - anna: 20 min", `no staff is called "anna" (mend: did you mean "ana"?)`},
		{"a channel that is none", "      - next: 3 min", "      - nurses_slak: 3 min", `no staff is called "nurses_slak" (mend: did you mean "nurses-slack"?)`},
		{"a way that is none", "      - next: 3 min", "      - next: {after: 3 min, by: call}", `by: no way is called "call" (mend: write "voice" for a call)`},
		{"a way that is nearly one", "      - next: 3 min", "      - next: {after: 3 min, by: voise}", `by: no way is called "voise" (mend: did you mean "voice"?)`},
		{"only a channel for a person", "      - next: 3 min", "      - next: {after: 3 min, by: nurses-slack}", `next gets neither a text nor a call by this step (mend: add "text", or write "- nurses-slack: ..." as a step of its own)`},
		{"ways of a channel", "      - next: 3 min", "      - nurses-slack: {after: 3 min, by: text}", `a channel is told in one way only (mend: write "- nurses-slack: 3 min")`},
		{"no time", "      - next: 3 min", "      - next: {by: voice}", `step has no "after"`},
		{"a channel first", "      - on_call: 0 min\n      - next: 3 min", "      - nurses-slack: 0 min\n      - next: 3 min", `the first step must be at once (mend: write "0 min")`},
		{"a channel last", "      - everyone: 10 min", "      - nurses-slack: 10 min", `the last step tells no person, and it is the one that is repeated (mend: put "- everyone: ..." after it)`},
		{"channels do not count as being told", "      - next: 3 min\n      - supervisor: {after: 6 min, by: [text, voice]}   # a text wakes nobody\n      - everyone: 10 min", "      - nurses-slack: 10 min\n      - everyone: 20 min", `more than 15 min pass before this step (mend: `},
		{"danger waits for the desk in no team", "    nursing:\n", "    crisis:\n      level_1:\n        desk_hours_only: true\n        steps:\n          - on_call: 0 min\n        repeat: 5 min\n    nursing:\n", `unknown key "desk_hours_only"`},
		{"the same comes and is away", "      instead: ana", "      instead: cleo", `the override has the same person come and be away (mend: name two, or take it out)`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, ps := withRota(t, tc.was, tc.is)
			if got := lines(ps); len(ps) != 1 || !strings.Contains(got, tc.want) {
				t.Errorf("got\n%swant %s", got, tc.want)
			}
		})
	}
}

// A shift for holidays is for nothing where no closure is named.
func TestHolidaysWithoutClosures(t *testing.T) {
	src := read(t, example)
	i, j := strings.Index(src, "\nclosures:"), strings.Index(src, "\nresources:")
	src = strings.Replace(src[:i]+src[j:], "      days: every day\n", "      days: holidays\n", 1)
	_, ps := config.Parse(example, []byte(src))
	if got := lines(ps); len(ps) != 1 || !strings.Contains(got, "the shift is for holidays, and no closure is named") {
		t.Error(got)
	}
}
