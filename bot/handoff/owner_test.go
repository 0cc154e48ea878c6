package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

func snooze(who string, long time.Duration) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.Snooze(r, c, who, now.Add(long), now)
	}
}

func passTo(who, to string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
	return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		return handoff.PassTo(r, c, who, to, now)
	}
}

// plays follows acts and says of each what came of it: result, owner, who is told,
// time until the next look.
func plays(r *handoff.Rota, c bot.Case, acts []act) (bot.Case, []string) {
	var got []string
	for _, a := range acts {
		now := c.Opened.Add(a.after)
		ch := a.do(r, c, now)
		c = ch.Case
		next := "-"
		if !c.Wake.IsZero() {
			next = c.Wake.Sub(now).String()
		}
		got = append(got, string(ch.Result)+" "+c.Owner+" ["+told(ch.Alerts)+"] "+next)
	}
	return c, got
}

func TestSnooze(t *testing.T) {
	const m, h = time.Minute, time.Hour
	ride := []bot.Raise{{Level: 2, Reason: "ride"}}
	for _, tc := range []struct {
		name  string
		raise []bot.Raise
		acts  []act
		want  []string
	}{
		{"only the owner, and only ahead", ride, []act{{0, snooze("ana", h)}, {m, take("ana")}, {2 * m, snooze("ben", h)}, {2 * m, snooze("ana", 0)}},
			[]string{"not_yours  [] 15m0s", "took ana [] 4h0m0s", "not_yours ana [] 3h59m0s", "not_later ana [] 3h59m0s"}},
		{"in danger half an hour at most", crisis(), []act{{m, take("ana")}, {2 * m, snooze("ana", 5*h)}},
			[]string{"took ana [] 30m0s", "snoozed ana [] 30m0s"}},
		{"today four hours", ride, []act{{m, take("ana")}, {2 * m, snooze("ana", 50*h)}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 4h0m0s"}},
		{"the next workday a day", []bot.Raise{{Level: 3, Reason: "ride"}}, []act{{m, take("ana")}, {2 * m, snooze("ana", 50*h)}},
			[]string{"took ana [] 24h0m0s", "snoozed ana [] 24h0m0s"}},
		{"at its end they are asked, then passed over", ride, []act{{m, take("ana")}, {2 * m, snooze("ana", h)}, {30 * m, due}, {62 * m, due}, {302 * m, due}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 1h0m0s", "not_yet ana [] 32m0s", "asked ana [ana ] 4h0m0s", "passed_over  [ben ] 15m0s"}},
		{"the same reason again ends nothing", ride, []act{{m, take("ana")}, {2 * m, snooze("ana", h)}, {40 * m, again(ride...)}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 1h0m0s", "joined ana [] 22m0s"}},
		{"a new reason asks them", ride, []act{{m, take("ana")}, {2 * m, snooze("ana", h)}, {3 * m, again(bot.Raise{Level: 2, Reason: "a call"})}, {4 * m, again(bot.Raise{Level: 2, Reason: "a call"})}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 1h0m0s", "asked ana [ana ] 4h0m0s", "joined ana [] 3h59m0s"}},
		{"danger tells them and whoever is on call", ride, []act{{m, take("ben")}, {2 * m, snooze("ben", h)}, {3 * m, again(crisis()...)}, {6 * m, due}},
			[]string{"took ben [] 4h0m0s", "snoozed ben [] 1h0m0s", "raised ben [ben ana ] 3m0s", "passed_over  [sue ] 3m0s"}},
		{"the same danger again asks them", crisis(), []act{{m, take("ana")}, {2 * m, snooze("ana", 20*m)}, {3 * m, again(crisis()...)}},
			[]string{"took ana [] 30m0s", "snoozed ana [] 20m0s", "asked ana [ana ] 30m0s"}},
		{"what rose is not put off unseen", ride, []act{{m, take("ana")}, {2 * m, again(crisis()...)}, {3 * m, snooze("ana", 20*m)}, {4 * m, take("ana")}, {4 * m, snooze("ana", 20*m)}},
			[]string{"took ana [] 4h0m0s", "raised ana [ana ] 3m0s", "rose ana [] 2m0s", "already_yours ana [] 30m0s", "snoozed ana [] 20m0s"}},
		{"a word of theirs ends it", ride, []act{{m, take("ana")}, {2 * m, snooze("ana", h)}, {3 * m, take("ana")}, {4 * m, snooze("ana", h)}, {5 * m, pass("ana")}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 1h0m0s", "already_yours ana [] 4h0m0s", "snoozed ana [] 1h0m0s", "passed  [ben ] 15m0s"}},
		{"so does closing", ride, []act{{m, take("ana")}, {2 * m, snooze("ana", h)}, {3 * m, done("ana")}, {4 * m, snooze("ana", h)}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 1h0m0s", "closed ana [] -", "was_closed ana [] -"}},
		{"a clock that was set back does not make it longer", ride, []act{{20 * h, take("ana")}, {20 * h, snooze("ana", 4*h)}, {h, due}},
			[]string{"took ana [] 4h0m0s", "snoozed ana [] 4h0m0s", "not_yet ana [] 4h0m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			c, got := plays(r, open(r, tc.raise, night).Case, tc.acts)
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
			if last := got[len(got)-1]; strings.HasPrefix(last, "snoozed") != !c.Snoozed.IsZero() && !strings.HasPrefix(last, "joined") && !strings.HasPrefix(last, "not_yet") {
				t.Errorf("after %q it is put off until %v", last, c.Snoozed)
			}
		})
	}
}

func TestPassTo(t *testing.T) {
	const m = time.Minute
	for _, tc := range []struct {
		name string
		edit func(*handoff.Rota)
		acts []act
		want []string
	}{
		{"told at once, and it climbs", nil, []act{{m, take("ana")}, {2 * m, passTo("ana", "cy")}, {5 * m, due}, {8 * m, due}, {12 * m, due}},
			[]string{"took ana [] 30m0s", "passed_to  [cy ] 3m0s", "still_open  [ben ] 3m0s", "climbed  [sue/+voice ] 4m0s", "climbed  [ana ben cy sue ] 10m0s"}},
		{"taken", nil, []act{{m, take("ana")}, {2 * m, passTo("ana", "cy")}, {3 * m, take("cy")}}, []string{"took ana [] 30m0s", "passed_to  [cy ] 3m0s", "took cy [] 30m0s"}},
		{"it can't be delivered", nil, []act{{m, take("ana")}, {2 * m, passTo("ana", "cy")}, {3 * m, failedOf("cy", 2*m)}},
			[]string{"took ana [] 30m0s", "passed_to  [cy ] 3m0s", "climbed  [ben ] 3m0s"}},
		{"by somebody else, to nobody, to oneself", nil, []act{{m, take("ana")}, {2 * m, passTo("ben", "cy")}, {2 * m, passTo("ana", "eve")}, {2 * m, passTo("ana", "ana")}},
			[]string{"took ana [] 30m0s", "not_yours ana [] 29m0s", "unknown ana [] 29m0s", "already_yours ana [] 30m0s"}},
		{"to a phone that takes no texts", func(r *handoff.Rota) { r.Off = []string{"cy"} }, []act{{m, take("ana")}, {2 * m, passTo("ana", "cy")}},
			[]string{"took ana [] 30m0s", "unreachable ana [] 29m0s"}},
		{"on a ladder of one step", func(r *handoff.Rota) {
			r.Ladders = map[bot.Level]handoff.Ladder{1: {Steps: []handoff.Step{{Who: handoff.Everyone}}, Repeat: 5 * m}}
		}, []act{{m, take("ana")}, {2 * m, passTo("ana", "cy")}, {7 * m, due}},
			[]string{"took ana [] 30m0s", "passed_to  [cy ] 5m0s", "still_open  [ana ben cy sue ] 5m0s"}},
		{"when the first moment has two steps", func(r *handoff.Rota) {
			r.Ladders = map[bot.Level]handoff.Ladder{1: {Steps: []handoff.Step{{Who: "ana"}, {Who: "ben"}, {Who: handoff.Everyone, After: 4 * m}}}}
		}, []act{{m, take("ana")}, {2 * m, passTo("ana", "cy")}, {6 * m, due}},
			[]string{"took ana [] 30m0s", "passed_to  [cy ] 4m0s", "still_open  [ana ben cy sue ] 10m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			if tc.edit != nil {
				tc.edit(r)
			}
			_, got := plays(r, open(r, crisis(), night).Case, tc.acts)
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Answered is when somebody had it first, whatever comes after.
func TestAnswered(t *testing.T) {
	const m = time.Minute
	r := rota()
	c, _ := plays(r, open(r, crisis(), night).Case, []act{{2 * m, take("ana")}, {3 * m, pass("ana")}, {4 * m, take("ben")}})
	if !c.Answered.Equal(night.Add(2 * m)) {
		t.Errorf("answered at %v", c.Answered)
	}
	c, _ = plays(r, open(r, crisis(), night).Case, []act{{5 * m, done("cy")}})
	if !c.Answered.Equal(night.Add(5 * m)) {
		t.Errorf("closed by the first who looked, answered at %v", c.Answered)
	}
	if ch := handoff.Close(r, open(r, crisis(), night).Case, "ana", "because", true, night); ch.Case.Outcome != bot.EndedDone {
		t.Errorf("a word that is no ending became %q", ch.Case.Outcome)
	}
}

// An alert of which nobody hears anything counts as unanswered: the ladder does not
// wait for the carrier's word.
func TestSilentCarrier(t *testing.T) {
	r := rota()
	c := open(r, crisis(), night).Case
	if d := cmp.Diff([]string{"3m0s ben ", "6m0s sue/+voice ", "10m0s ana ben cy sue "}, climbs(r, c, 3)); d != "" {
		t.Error(d)
	}
}

// An account of the console that is none of the staff can't be asked by phone: its pages
// ask, and it has the time of the ladder's second step to say something, or is passed
// over. More texts bring the question forward, and any order of theirs answers it.
func TestAnOwnerWithoutAPhone(t *testing.T) {
	const m, h = time.Minute, time.Hour
	later := bot.Raise{Level: 3, Reason: "ride"}
	console := func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
		with := *r
		with.Staff, with.Off, with.Guest = append(slices.Clone(r.Staff), bot.Staff{ID: "dee"}), []string{"dee"}, "dee"
		return handoff.Take(&with, c, "dee", now)
	}
	wrote := again(bot.Raise{Level: 3, Reason: "writes, and waits"})
	for _, tc := range []struct {
		name  string
		raise []bot.Raise
		acts  []act
		want  []string
	}{
		{"silent after news", []bot.Raise{later}, []act{{0, console}, {m, wrote}, {h, wrote}, {121 * m, due}, {241 * m, due}},
			[]string{"took dee [] 24h0m0s", "joined dee [] 2h0m0s", "joined dee [] 1h1m0s", "asked dee [] 2h0m0s", "passed_over  [sue ] 2h0m0s"}},
		{"silent without news", crisis(), []act{{0, console}, {30 * m, due}, {44 * m, due}, {45 * m, due}},
			[]string{"took dee [] 30m0s", "asked dee [] 15m0s", "not_yet dee [] 1m0s", "passed_over  [sue ] 3m0s"}},
		{"says that they have it", crisis(), []act{{0, console}, {30 * m, due}, {40 * m, console}, {46 * m, due}},
			[]string{"took dee [] 30m0s", "asked dee [] 15m0s", "already_yours dee [] 30m0s", "not_yet dee [] 24m0s"}},
		{"answers", []bot.Raise{later}, []act{{0, console}, {m, wrote}, {h, console}, {121 * m, due}},
			[]string{"took dee [] 24h0m0s", "joined dee [] 2h0m0s", "already_yours dee [] 24h0m0s", "not_yet dee [] 22h59m0s"}},
		{"in danger a quarter of an hour", crisis(), []act{{0, console}, {m, wrote}, {16 * m, due}, {31 * m, due}},
			[]string{"took dee [] 30m0s", "joined dee [] 15m0s", "asked dee [] 15m0s", "passed_over  [sue ] 3m0s"}},
		{"never later than before", crisis(), []act{{0, console}, {29 * m, wrote}},
			[]string{"took dee [] 30m0s", "joined dee [] 1m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			_, got := plays(r, open(r, tc.raise, time.Date(2026, 3, 2, 10, 0, 0, 0, anchorage)).Case, tc.acts)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whoever left the rota is not waited for, however long they put a case off: at the next
// look others are told, and until then anybody takes it as if nobody had it. An account
// of the console that goes by the same name is somebody new.
func TestAnOwnerWhoLeftTheRota(t *testing.T) {
	const m, h = time.Minute, time.Hour
	gone := func(do func(*handoff.Rota, bot.Case, time.Time) handoff.Change, guest string) func(*handoff.Rota, bot.Case, time.Time) handoff.Change {
		return func(r *handoff.Rota, c bot.Case, now time.Time) handoff.Change {
			left := *r
			left.Staff = slices.DeleteFunc(slices.Clone(r.Staff), func(s bot.Staff) bool { return s.ID == "ana" })
			if guest != "" {
				left.Staff, left.Off, left.Guest = append(left.Staff, bot.Staff{ID: guest}), []string{guest}, guest
			}
			return do(&left, c, now)
		}
	}
	ride := bot.Raise{Level: 2, Reason: "ride"}
	begun := []act{{m, take("ana")}, {2 * m, snooze("ana", 4*h)}}
	for _, tc := range []struct {
		name string
		acts []act
		want []string
	}{
		{"others are told at the next look", []act{{3 * m, gone(due, "")}, {18 * m, gone(due, "")}}, []string{"passed_over  [ben ] 15m0s", "climbed  [sue ] 15m0s"}},
		{"a colleague takes it", []act{{3 * m, gone(take("ben"), "")}, {4 * m, gone(due, "")}}, []string{"took ben [] 4h0m0s", "not_yet ben [] 3h59m0s"}},
		{"a colleague closes it", []act{{3 * m, gone(done("ben"), "")}}, []string{"closed ben [] -"}},
		{"more is heard", []act{{3 * m, gone(again(ride), "")}, {3 * m, gone(due, "")}}, []string{"joined  [] 0s", "still_open  [ben ] 15m0s"}},
		{"danger is heard", []act{{3 * m, gone(again(crisis()...), "")}}, []string{"raised  [ben ] 3m0s"}},
		{"one of the same name may not put it off", []act{{3 * m, gone(snooze("ana", h), "ana")}}, []string{"not_yours ana [] 3h59m0s"}},
		{"one of the same name takes it anew", []act{{3 * m, gone(take("ana"), "ana")}, {4 * m, gone(due, "")}}, []string{"took ana [] 4h0m0s", "not_yet ana [] 3h59m0s"}},
		{"who stays is waited for", []act{{3 * m, due}}, []string{"not_yet ana [] 3h59m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			_, got := plays(r, open(r, []bot.Raise{ride}, time.Date(2026, 3, 2, 10, 0, 0, 0, anchorage)).Case, append(slices.Clone(begun), tc.acts...))
			if diff := cmp.Diff(tc.want, got[2:]); diff != "" {
				t.Error(diff)
			}
		})
	}
}
