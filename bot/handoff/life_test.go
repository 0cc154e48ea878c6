package handoff_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

var anchorage = zone("America/Anchorage")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// night is a Monday at 21:40, after the desk has closed.
var night = time.Date(2026, 3, 2, 21, 40, 0, 0, anchorage)

var everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

// desk is open from 8:00 to 16:00 each day.
func desk(now time.Time) (bool, time.Time) {
	y, m, d := now.In(anchorage).Date()
	open, shut := time.Date(y, m, d, 8, 0, 0, 0, anchorage), time.Date(y, m, d, 16, 0, 0, 0, anchorage)
	switch {
	case now.Before(open):
		return false, open
	case now.Before(shut):
		return true, shut
	}
	return false, open.AddDate(0, 0, 1)
}

// rota: ana, then ben at all hours; sue supervises; cy is staff without shifts.
func rota() *handoff.Rota {
	return &handoff.Rota{
		Staff: []bot.Staff{{ID: "ana"}, {ID: "ben"}, {ID: "cy"}, {ID: "sue"}},
		Shifts: []handoff.Shift{
			{Staff: "ana", Days: everyDay, From: 17 * 60, To: 8 * 60},
			{Staff: "ben", Days: everyDay, From: 0, To: 0},
		},
		Supervisor: "sue", Zone: anchorage, Desk: desk,
	}
}

func crisis() []bot.Raise {
	return []bot.Raise{{Level: bot.LevelNow, Reason: "crisis", Crisis: "suicide_risk"}}
}

func open(r *handoff.Rota, raise []bot.Raise, now time.Time) handoff.Change {
	return handoff.Open(r, "case1", "", "p1", raise, now)
}

func ids(staff []bot.Staff) string {
	var s strings.Builder
	for _, x := range staff {
		s.WriteString(x.ID + " ")
	}
	return s.String()
}

// told is the same of alerts; ways other than a text follow a slash.
func told(alerts []handoff.Alert) string {
	var s strings.Builder
	for _, a := range alerts {
		s.WriteString(a.Staff.ID)
		if ways := strings.Join(a.Ways(), "+"); ways != "" {
			s.WriteString("/" + ways)
		}
		s.WriteString(" ")
	}
	return s.String()
}

// climbs follows Wake for some steps and tells when who was alerted, in minutes
// since the case was opened.
func climbs(r *handoff.Rota, c bot.Case, steps int) []string {
	var log []string
	for range steps {
		now := c.Wake
		ch := handoff.Due(r, c, now)
		c = ch.Case
		log = append(log, now.Sub(c.Opened).Truncate(time.Minute).String()+" "+told(ch.Alerts))
	}
	return log
}

func TestLadder(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rota  func(*handoff.Rota)
		level bot.Level
		at    time.Time
		first string
		then  []string
	}{
		{"level 1 climbs and repeats for ever", nil, 1, night, "ana ",
			[]string{"3m0s ben ", "6m0s sue/+voice ", "10m0s ana ben cy sue ", "20m0s ana ben cy sue ", "30m0s ana ben cy sue "}},
		{"level 2", nil, 2, night, "ana ",
			[]string{"15m0s ben ", "30m0s sue ", "1h0m0s ana ben cy sue ", "2h0m0s ana ben cy sue ", "4h0m0s ana ben cy sue ", "6h0m0s ana ben cy sue "}},
		{"level 3 waits for the desk", nil, 3, night, "",
			[]string{"10h20m0s ben ", "12h20m0s sue "}},
		{"level 3 in desk hours", nil, 3, night.Add(12 * time.Hour), "ben ",
			[]string{"2h0m0s sue ", "4h0m0s sue ", "6h0m0s ana ben cy sue ", "8h0m0s ", "22h20m0s ana ben cy sue "}},
		{"nobody on call: the supervisor", func(r *handoff.Rota) { r.Shifts = nil }, 1, night, "sue ",
			[]string{"3m0s ana ", "6m0s sue/+voice ", "10m0s ana ben cy sue "}},
		{"nobody on call, no supervisor: everyone", func(r *handoff.Rota) { r.Shifts, r.Supervisor = nil, "" }, 1, night,
			"ana ben cy sue ", []string{"3m0s ana ben cy sue "}},
		{"one person does everything", func(r *handoff.Rota) { r.Staff = r.Staff[:1]; r.Supervisor = "ana" }, 1, night,
			"ana ", []string{"3m0s ana ", "6m0s ana/+voice ", "10m0s ana ", "20m0s ana "}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			if tc.rota != nil {
				tc.rota(r)
			}
			ch := open(r, []bot.Raise{{Level: tc.level, Reason: "x"}}, tc.at)
			if got := told(ch.Alerts); got != tc.first {
				t.Errorf("at once: %q, want %q", got, tc.first)
			}
			if d := cmp.Diff(tc.then, climbs(r, ch.Case, len(tc.then))); d != "" {
				t.Error(d)
			}
		})
	}
}

// Repeats that nobody answers come further and further apart, and never stop.
func TestRepeatsWiden(t *testing.T) {
	r := rota()
	c := open(r, crisis(), night).Case
	var pauses []time.Duration
	for last := c.Wake; len(pauses) < 14; {
		ch := handoff.Due(r, c, c.Wake)
		c = ch.Case
		if told(ch.Alerts) == "ana ben cy sue " {
			pauses = append(pauses, c.Wake.Sub(last))
		}
		last = c.Wake
	}
	const m = time.Minute
	want := []time.Duration{10 * m, 10 * m, 10 * m, 10 * m, 10 * m, 10 * m, 20 * m, 30 * m, 30 * m, 30 * m, 30 * m, 30 * m, 30 * m, 30 * m}
	if d := cmp.Diff(want, pauses[:14]); d != "" {
		t.Error(d)
	}
	slow := rota()
	slow.Ladders = map[bot.Level]handoff.Ladder{1: {Steps: []handoff.Step{{Who: handoff.Everyone}}, Repeat: time.Hour}}
	c = handoff.Due(slow, open(slow, crisis(), night).Case, night.Add(5*time.Hour)).Case
	if got := c.Wake.Sub(night.Add(5 * time.Hour)); got != time.Hour {
		t.Errorf("a longer pause that somebody chose became %v", got)
	}
	c = handoff.Reraise(r, c, []bot.Raise{{Level: 1, Crisis: "x"}}, night.Add(6*time.Hour)).Case
	if got := c.Wake.Sub(night.Add(6 * time.Hour)); got != 3*m {
		t.Errorf("after a rise the next step is %v away", got)
	}
}

// act is one thing that happens to a case, minutes after it was opened.
type act struct {
	after time.Duration
	do    func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change
}

func take(who string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Take(r, c, who, now)
	}
}

func pass(who string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Pass(r, c, who, now)
	}
}

func failed(who string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Failed(r, c, who, now, now)
	}
}

// failedOf is a word, told now, on the alert of some minutes after the opening.
func failedOf(who string, after time.Duration) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Failed(r, c, who, night.Add(after), now)
	}
}

func bareDone(who string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Close(r, c, who, "reached", false, now)
	}
}

func done(who string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Close(r, c, who, "reached", true, now)
	}
}

func again(raise ...bot.Raise) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Reraise(r, c, raise, now)
	}
}

func due(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change { return handoff.Due(r, c, now) }

func TestLife(t *testing.T) {
	const m = time.Minute
	wrote := bot.Raise{Level: 2, Reason: "asked again"}
	danger := bot.Raise{Level: 1, Reason: "crisis", Crisis: "danger_from_others"}
	for _, tc := range []struct {
		name  string
		raise []bot.Raise
		acts  []act
		want  []string // result, owner, who is told, minutes until the next look
	}{
		{"taken and closed", crisis(), []act{{2 * m, take("ana")}, {20 * m, done("ana")}, {21 * m, done("ana")}, {22 * m, take("ben")}, {23 * m, due}},
			[]string{"took ana [] 30m0s", "closed ana [] -", "was_closed ana [] -", "was_closed ana [] -", "was_closed ana [] -"}},
		{"two at once: the second is told who has it", crisis(), []act{{2 * m, take("ana")}, {2 * m, take("ben")}, {2 * m, pass("ben")}, {2 * m, done("ben")}},
			[]string{"took ana [] 30m0s", "already_taken ana [] 30m0s", "not_yours ana [] 30m0s", "not_yours ana [] 30m0s"}},
		{"a silent owner is asked, then passed over", crisis(), []act{{2 * m, take("ana")}, {32 * m, due}, {50 * m, due}, {62 * m, due}, {65 * m, due}},
			[]string{"took ana [] 30m0s", "asked ana [ana ] 30m0s", "not_yet ana [] 12m0s", "passed_over  [ben ] 3m0s", "climbed  [sue/+voice ] 4m0s"}},
		{"an owner who answers keeps it", crisis(), []act{{2 * m, take("ana")}, {32 * m, due}, {33 * m, take("ana")}, {63 * m, due}},
			[]string{"took ana [] 30m0s", "asked ana [ana ] 30m0s", "already_yours ana [] 30m0s", "asked ana [ana ] 30m0s"}},
		{"passed on", crisis(), []act{{2 * m, take("ana")}, {4 * m, pass("ana")}, {5 * m, take("ben")}},
			[]string{"took ana [] 30m0s", "passed  [ben ] 3m0s", "took ben [] 30m0s"}},
		{"passed on, and nobody takes it: the person must know, once", crisis(), []act{{2 * m, take("ana")}, {4 * m, pass("ana")}, {5 * m, failed("ben")}, {9 * m, due}, {19 * m, due}},
			[]string{"took ana [] 30m0s", "passed  [ben ] 3m0s", "climbed  [sue/+voice ] 4m0s", "still_open  [ana ben cy sue ] 10m0s", "climbed  [ana ben cy sue ] 10m0s"}},
		{"passed on when everyone was told: not back to them", crisis(), []act{{10 * m, due}, {11 * m, take("ana")}, {12 * m, pass("ana")}},
			[]string{"climbed  [ben sue/+voice ana cy ] 10m0s", "took ana [] 30m0s", "passed  [ben cy sue ] 3m0s"}},
		{"an alert that fails climbs at once", crisis(), []act{{1 * m, failed("ana")}, {2 * m, failed("ben")}, {3 * m, failed("sue")}, {3 * m, failed("cy")}, {13 * m, due}},
			[]string{"climbed  [ben ] 3m0s", "climbed  [sue/+voice ] 4m0s", "climbed  [ana ben cy sue ] 10m0s", "not_yet  [] 10m0s", "climbed  [ana ben cy sue ] 10m0s"}},
		{"a failed alert to somebody else changes nothing", crisis(), []act{{1 * m, failed("cy")}, {2 * m, take("ben")}, {3 * m, failed("ana")}},
			[]string{"not_yet  [] 2m0s", "took ben [] 30m0s", "not_yet ben [] 29m0s"}},
		{"an owner who can't be asked is passed over", crisis(), []act{{2 * m, take("ana")}, {32 * m, due}, {33 * m, failed("ana")}},
			[]string{"took ana [] 30m0s", "asked ana [ana ] 30m0s", "passed_over  [ben ] 3m0s"}},
		{"a late word on the alert that an owner answered changes nothing", crisis(), []act{{2 * m, take("ana")}, {3 * m, failedOf("ana", 0)}, {32 * m, due}, {33 * m, failedOf("ana", 0)}, {34 * m, take("ana")}, {35 * m, failedOf("ana", 32*m)}},
			[]string{"took ana [] 30m0s", "not_yet ana [] 29m0s", "asked ana [ana ] 30m0s", "not_yet ana [] 29m0s", "already_yours ana [] 30m0s", "not_yet ana [] 29m0s"}},
		{"a late word on an alert that was repeated since changes nothing", crisis(), []act{{10 * m, due}, {11 * m, failedOf("ana", 0)}},
			[]string{"climbed  [ben sue/+voice ana cy ] 10m0s", "not_yet  [] 9m0s"}},
		{"done after a rise takes two words, the second with the code", []bot.Raise{{Level: 2, Reason: "ride"}},
			[]act{{5 * m, take("ana")}, {30 * m, again(crisis()...)}, {31 * m, done("ana")}, {32 * m, bareDone("ana")}, {32 * m, done("ana")}},
			[]string{"took ana [] 4h0m0s", "raised ana [ana ] 3m0s", "rose ana [] 2m0s", "rose ana [] 1m0s", "closed ana [] -"}},
		{"whoever has not been told of the rise must be, too", []bot.Raise{{Level: 2, Reason: "ride"}},
			[]act{{30 * m, again(crisis()...)}, {31 * m, done("ben")}, {32 * m, done("ana")}, {32 * m, done("ana")}},
			[]string{"raised  [ana ] 3m0s", "rose  [] 2m0s", "rose  [] 1m0s", "closed ana [] -"}},
		{"an owner who answered the rise says done once", []bot.Raise{{Level: 2, Reason: "ride"}},
			[]act{{5 * m, take("ana")}, {30 * m, again(crisis()...)}, {31 * m, take("ana")}, {32 * m, bareDone("ana")}},
			[]string{"took ana [] 4h0m0s", "raised ana [ana ] 3m0s", "already_yours ana [] 30m0s", "closed ana [] -"}},
		{"an owner hears once in a while that they wrote again", []bot.Raise{{Level: 2, Reason: "asked"}},
			[]act{{5 * m, take("ana")}, {10 * m, again(wrote)}, {25 * m, again(wrote)}, {26 * m, again(wrote)}, {41 * m, again(wrote)}, {42 * m, take("ana")}, {43 * m, again(wrote)}, {265 * m, due}},
			[]string{"took ana [] 4h0m0s", "joined ana [] 3h55m0s", "asked ana [ana ] 4h0m0s", "joined ana [] 3h59m0s", "asked ana [ana ] 3h44m0s", "already_yours ana [] 4h0m0s", "joined ana [] 3h59m0s", "not_yet ana [] 17m0s"}},
		{"the same crisis again is one alert", crisis(), []act{{1 * m, again(crisis()...)}, {2 * m, again(crisis()...)}},
			[]string{"joined  [] 2m0s", "joined  [] 1m0s"}},
		{"another crisis alerts at once", crisis(), []act{{2 * m, again(danger)}, {5 * m, due}},
			[]string{"raised  [ana ] 3m0s", "climbed  [ben ] 3m0s"}},
		{"a lesser reason is only noted", crisis(), []act{{2 * m, again(bot.Raise{Level: 2, Reason: "ride"})}},
			[]string{"joined  [] 1m0s"}},
		{"level rises on an open case", []bot.Raise{{Level: 3, Reason: "ride"}}, []act{{30 * m, again(crisis()...)}, {33 * m, due}},
			[]string{"raised  [ana ] 3m0s", "climbed  [ben ] 3m0s"}},
		{"level rises on a claimed case: the owner and on call, then others", []bot.Raise{{Level: 2, Reason: "ride"}},
			[]act{{5 * m, take("ben")}, {30 * m, again(crisis()...)}, {33 * m, due}},
			[]string{"took ben [] 4h0m0s", "raised ben [ben ana ] 3m0s", "passed_over  [sue ] 3m0s"}},
		{"the owner answers the crisis in time", []bot.Raise{{Level: 2, Reason: "ride"}},
			[]act{{5 * m, take("ana")}, {30 * m, again(crisis()...)}, {31 * m, take("ana")}},
			[]string{"took ana [] 4h0m0s", "raised ana [ana ] 3m0s", "already_yours ana [] 30m0s"}},
		{"closed without an owner names who closed", crisis(), []act{{2 * m, done("cy")}, {3 * m, again(danger)}},
			[]string{"closed cy [] -", "was_closed cy [] -"}},
		{"unknown staff", crisis(), []act{{1 * m, take("eve")}, {1 * m, done("eve")}}, []string{"unknown  [] 2m0s", "unknown  [] 2m0s"}},
		{"a crisis without a level is level 1", nil, []act{{1 * m, again(bot.Raise{Reason: "x", Crisis: "withdrawal"})}},
			[]string{"raised  [ana ] 3m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			c := open(r, tc.raise, night).Case
			for i, a := range tc.acts {
				now := night.Add(a.after)
				ch := a.do(r, c, now)
				c = ch.Case
				next := "-"
				if !c.Wake.IsZero() {
					next = c.Wake.Sub(now).String()
				}
				got := string(ch.Result) + " " + c.Owner + " [" + told(ch.Alerts) + "] " + next
				if got != tc.want[i] {
					t.Errorf("act %d: %s, want %s", i, got, tc.want[i])
				}
			}
		})
	}
}

// A look that comes late, after an outage, takes every step that was missed.
func TestDueLate(t *testing.T) {
	r := rota()
	ch := handoff.Due(r, open(r, crisis(), night).Case, night.Add(2*time.Hour))
	if got, want := told(ch.Alerts), "ben sue/+voice ana cy "; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if want := night.Add(2*time.Hour + 10*time.Minute); !ch.Case.Wake.Equal(want) {
		t.Errorf("wake %v, want %v", ch.Case.Wake, want)
	}
}

// A change must not reach into the case it was made from: a turn whose commit
// meets a conflict is computed again from the same case.
func TestChangesShareNothing(t *testing.T) {
	r := rota()
	c := open(r, crisis(), night).Case
	c.Told = append(make([]bot.Told, 0, 8), c.Told...)
	c.Reasons = append(make([]string, 0, 8), "a", "crisis", "b")
	before := c
	before.Told, before.Reasons = append([]bot.Told(nil), c.Told...), append([]string(nil), c.Reasons...)
	handoff.Due(r, c, night.Add(time.Hour))
	handoff.Reraise(r, c, []bot.Raise{{Level: 1, Reason: "crisis", Crisis: "x"}}, night)
	if d := cmp.Diff(before, c); d != "" {
		t.Error(d)
	}
}

func TestReasons(t *testing.T) {
	r := rota()
	c := open(r, []bot.Raise{{Level: 2, Reason: "ride"}, {Level: 2, Reason: "visit"}}, night).Case
	c = handoff.Reraise(r, c, []bot.Raise{{Level: 2, Reason: "ride"}}, night).Case
	if d := cmp.Diff([]string{"visit", "ride"}, c.Reasons); d != "" {
		t.Error(d)
	}
}
