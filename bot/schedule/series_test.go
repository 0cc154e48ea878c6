package schedule_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// tuesdays is a group of two that ana leads in the north room from 13:00 to 14:15.
func tuesdays(edit ...func(*schedule.Series)) func(*schedule.Calendar, *schedule.Kind) {
	s := schedule.Series{Name: "tuesdays", Kind: "group_session", Leader: "ana", Room: "north", Start: "2026-03-03", At: 13 * h,
		Duration: 75 * time.Minute, Rule: "FREQ=WEEKLY;BYDAY=TU", Seats: 2}
	for _, f := range edit {
		f(&s)
	}
	return func(c *schedule.Calendar, _ *schedule.Kind) { c.Series = append(c.Series, s) }
}

// groups is the clinic with a kind whose visits are seats of groups.
func groups(edit ...func(*schedule.Calendar, *schedule.Kind)) *schedule.Calendar {
	c := clinic(edit...)
	c.Kinds["group_session"] = schedule.Kind{Name: "group_session", Book: schedule.BookByRequest, Lead: 2 * time.Hour, After: 10 * time.Minute}
	return c
}

func TestSessions(t *testing.T) {
	rule := func(start string, at schedule.Minutes, rule string) func(*schedule.Series) {
		return func(s *schedule.Series) { s.Start, s.At, s.Rule = start, at, rule }
	}
	for _, tc := range []struct {
		name     string
		edit     func(*schedule.Series)
		closed   []schedule.Closure
		from, to string
		want     []string
	}{
		{"weekly", nil, nil, "2026-03-01 00:00", "2026-03-18 00:00", []string{"03-03 13:00", "03-10 13:00", "03-17 13:00"}},
		{"from is in and to is out", nil, nil, "2026-03-03 13:00", "2026-03-10 13:00", []string{"03-03 13:00"}},
		{"none before the first", nil, nil, "2025-03-01 00:00", "2026-03-03 12:00", nil},
		{"ten years on", nil, nil, "2036-03-01 00:00", "2036-03-12 00:00", []string{"03-04 13:00", "03-11 13:00"}},
		{"not on a closure", nil, []schedule.Closure{{From: "2026-03-10", To: "2026-03-10"}}, "2026-03-01 00:00", "2026-03-18 00:00", []string{"03-03 13:00", "03-17 13:00"}},
		{"a two-day Thanksgiving", rule("2026-11-05", 13*h, "FREQ=WEEKLY;BYDAY=TH,FR"), []schedule.Closure{{From: "2026-11-26", To: "2026-11-27"}},
			"2026-11-19 00:00", "2026-12-04 00:00", []string{"11-19 13:00", "11-20 13:00", "12-03 13:00"}},
		{"every other week", rule("2026-03-03", 13*h, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), nil, "2026-03-10 00:00", "2026-04-10 00:00", []string{"03-17 13:00", "03-31 13:00"}},
		{"every other week after years", rule("2026-03-03", 13*h, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), nil, "2029-03-01 00:00", "2029-04-01 00:00", []string{"03-13 13:00", "03-27 13:00"}},
		{"first Monday", rule("2026-03-02", 13*h, "FREQ=MONTHLY;BYDAY=1MO"), nil, "2026-03-03 00:00", "2026-06-30 00:00", []string{"04-06 13:00", "05-04 13:00", "06-01 13:00"}},
		{"last Friday after years", rule("2026-03-27", 13*h, "FREQ=MONTHLY;BYDAY=-1FR"), nil, "2028-02-01 00:00", "2028-03-31 23:00", []string{"02-25 13:00", "03-31 13:00"}},
		{"the 31st, where there is one", rule("2026-01-31", 13*h, "FREQ=MONTHLY"), nil, "2028-02-01 00:00", "2028-06-30 00:00", []string{"03-31 13:00", "05-31 13:00"}},
		{"leap day", rule("2026-03-03", 13*h, "FREQ=DAILY"), nil, "2028-02-28 20:00", "2028-03-01 20:00", []string{"02-29 13:00", "03-01 13:00"}},
		{"over the year's end", rule("2026-03-11", 13*h, "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE,FR"), nil, "2026-12-20 00:00", "2027-01-20 00:00", []string{"12-30 13:00", "01-01 13:00"}},
		{"until a day, included", rule("2026-03-03", 13*h, "FREQ=WEEKLY;UNTIL=20260310"), nil, "2026-03-01 00:00", "2026-05-01 00:00", []string{"03-03 13:00", "03-10 13:00"}},
		{"counted", rule("2026-03-03", 13*h, "FREQ=WEEKLY;COUNT=3"), nil, "2026-03-10 00:00", "2026-05-01 00:00", []string{"03-10 13:00", "03-17 13:00"}},
		{"counted, and over", rule("2026-03-03", 13*h, "FREQ=WEEKLY;COUNT=3"), nil, "2027-03-10 00:00", "2027-05-01 00:00", nil},
		{"the rule's own time of day is not asked", rule("2026-03-03", 13*h, "FREQ=WEEKLY;BYHOUR=5,6"), nil, "2026-03-01 00:00", "2026-03-05 00:00", []string{"03-03 13:00"}},
		{"spring 2026 keeps its time of day", nil, nil, "2026-03-03 00:00", "2026-03-11 00:00", []string{"03-03 13:00", "03-10 13:00"}},
		{"autumn 2026 keeps its time of day", nil, nil, "2026-10-27 00:00", "2026-11-04 00:00", []string{"10-27 13:00", "11-03 13:00"}},
		{"spring 2027 keeps its time of day", nil, nil, "2027-03-09 00:00", "2027-03-17 00:00", []string{"03-09 13:00", "03-16 13:00"}},
		{"autumn 2027 keeps its time of day", nil, nil, "2027-11-02 00:00", "2027-11-10 00:00", []string{"11-02 13:00", "11-09 13:00"}},
		{"2:30 in the spring night of 2026 is when the clock jumps", rule("2026-03-01", 2*h+30, "FREQ=DAILY"), nil, "2026-03-07 00:00", "2026-03-10 00:00",
			[]string{"03-07 02:30", "03-08 03:00", "03-09 02:30"}},
		{"2:30 in the spring night of 2027", rule("2026-03-01", 2*h+30, "FREQ=DAILY"), nil, "2027-03-13 00:00", "2027-03-16 00:00",
			[]string{"03-13 02:30", "03-14 03:00", "03-15 02:30"}},
		{"1:30 in the autumn night of 2026 is once", rule("2026-03-01", 1*h+30, "FREQ=DAILY"), nil, "2026-10-31 00:00", "2026-11-03 00:00",
			[]string{"10-31 01:30", "11-01 01:30", "11-02 01:30"}},
		{"1:30 in the autumn night of 2027", rule("2026-03-01", 1*h+30, "FREQ=DAILY"), nil, "2027-11-06 00:00", "2027-11-09 00:00",
			[]string{"11-06 01:30", "11-07 01:30", "11-08 01:30"}},
		{"not into a closed day", rule("2026-03-01", 23*h, "FREQ=DAILY"), []schedule.Closure{{From: "2026-03-10", To: "2026-03-10"}}, "2026-03-08 00:00", "2026-03-12 00:00",
			[]string{"03-08 23:00", "03-11 23:00"}},
		{"by the year", rule("2026-03-03", 13*h, "FREQ=YEARLY"), nil, "2026-03-01 00:00", "2027-05-01 00:00", nil},
		{"days that no month has", rule("2026-03-03", 13*h, "FREQ=MONTHLY;BYDAY=53TU"), nil, "2026-03-01 00:00", "2026-05-01 00:00", nil},
		{"no rule", rule("2026-03-03", 13*h, "often"), nil, "2026-03-01 00:00", "2026-05-01 00:00", nil},
		{"no date", rule("soon", 13*h, "FREQ=DAILY"), nil, "2026-03-01 00:00", "2026-05-01 00:00", nil},
		{"no length", func(s *schedule.Series) { s.Duration = 0 }, nil, "2026-03-01 00:00", "2026-05-01 00:00", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.edit == nil {
				tc.edit = func(*schedule.Series) {}
			}
			c := groups(tuesdays(tc.edit))
			c.Closures = tc.closed
			got := c.Sessions("tuesdays", local(tc.from), local(tc.to))
			var at []string
			for _, o := range got {
				at = append(at, o.Start.In(anchorage).Format("01-02 15:04"))
				if o.End.Sub(o.Start) != 75*time.Minute || o.After != 10*time.Minute || o.Series != "tuesdays" || o.Resource != "ana" || o.Room != "north" || o.Seats != 2 || o.Kind != "group_session" {
					t.Errorf("%+v", o)
				}
			}
			if d := cmp.Diff(tc.want, at); d != "" {
				t.Error(d)
			}
			next, ok := c.NextSession("tuesdays", local(tc.from).Add(-1))
			if len(got) > 0 && (!ok || !next.Start.Equal(got[0].Start)) {
				t.Errorf("next is %v %v", next, ok)
			}
		})
	}
	c := groups(tuesdays())
	if got := c.Sessions("mondays", local("2026-03-01 00:00"), local("2026-05-01 00:00")); got != nil {
		t.Errorf("an unknown series has %v", got)
	}
	if o, ok := c.NextSession("mondays", local("2026-03-01 00:00")); ok {
		t.Errorf("an unknown series has %v", o)
	}
	if o, _ := c.NextSession("tuesdays", local("2026-03-03 13:00")); !o.Start.Equal(local("2026-03-10 13:00")) {
		t.Errorf("the next after one is %v", o.Start)
	}
}

// Looking up later sessions gives those that following the rule from its start gives.
func TestSessionsFromAnyDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom([]string{"FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;INTERVAL=5;BYDAY=MO,TU,WE", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
			"FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,SA", "FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=-1", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1,15",
			"FREQ=MONTHLY;INTERVAL=5;BYDAY=2TU,-1SA", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTH=3,11", "FREQ=WEEKLY;BYMONTH=2"}).Draw(t, "rule")
		start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "start"))
		at := schedule.Minutes(30 * rapid.IntRange(0, 47).Draw(t, "at"))
		c := groups(tuesdays(func(s *schedule.Series) { s.Start, s.At, s.Rule = start.Format(time.DateOnly), at, rule }))
		end := start.AddDate(5, 0, 0)
		all := c.Sessions("tuesdays", start.AddDate(0, 0, -2), end)
		from := start.AddDate(0, 0, rapid.IntRange(0, 1500).Draw(t, "from")).Add(time.Duration(rapid.IntRange(0, 1440).Draw(t, "minute")) * time.Minute)
		want := slices.DeleteFunc(slices.Clone(all), func(o bot.Opening) bool { return o.Start.Before(from) })
		if d := cmp.Diff(shown(want), shown(c.Sessions("tuesdays", from, end))); d != "" {
			t.Fatal(d)
		}
	})
}

func TestSeatsOfGroups(t *testing.T) {
	seat := bot.Opening{Kind: "group_session", Series: "tuesdays", Start: local("2026-03-03 13:00"), End: local("2026-03-03 14:15"), Seats: 2}
	monthly := tuesdays(func(s *schedule.Series) {
		s.Name, s.Leader, s.Start, s.Rule = "monthly", "ben", "2026-03-02", "FREQ=MONTHLY;BYDAY=1MO"
	})
	c := groups(tuesdays(), monthly)
	for _, tc := range []struct {
		name string
		who  schedule.Who
		now  string
		busy []bot.Opening
		want []string
	}{
		{"each group's next", schedule.Who{}, "2026-03-01 12:00", nil, []string{"03-02 13:00 ben in north monthly", "03-03 13:00 ana in north tuesdays"}},
		{"in the order of their time", schedule.Who{}, "2026-03-02 12:00", nil, []string{"03-03 13:00 ana in north tuesdays", "04-06 13:00 ben in north monthly"}},
		{"after the lead", schedule.Who{}, "2026-03-03 11:01", nil, []string{"03-10 13:00 ana in north tuesdays", "04-06 13:00 ben in north monthly"}},
		{"to the minute", schedule.Who{}, "2026-03-03 11:00", nil, []string{"03-03 13:00 ana in north tuesdays", "04-06 13:00 ben in north monthly"}},
		{"one seat is left", schedule.Who{}, "2026-03-02 12:00", []bot.Opening{seat}, []string{"03-03 13:00 ana in north tuesdays", "04-06 13:00 ben in north monthly"}},
		{"full", schedule.Who{}, "2026-03-02 12:00", []bot.Opening{seat, seat}, []string{"04-06 13:00 ben in north monthly"}},
		{"full weeks later, too", schedule.Who{Staff: true}, "2026-06-02 12:00", []bot.Opening{seat, seat}, []string{"07-06 13:00 ben in north monthly"}},
	} {
		got := slices.Collect(c.Openings("group_session", tc.who, taken(tc.busy...), local(tc.now)))
		if d := cmp.Diff(tc.want, shown(got)); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
	k := c.Kinds["group_session"]
	k.Book = schedule.BookByStaff
	c.Kinds["group_session"] = k
	if got := slices.Collect(c.Openings("group_session", schedule.Who{}, schedule.Busy{}, local("2026-03-01 12:00"))); len(got) > 0 {
		t.Errorf("staff alone book it, and it is offered: %v", got)
	}
	if got := slices.Collect(c.Openings("group_session", schedule.Who{Staff: true}, schedule.Busy{}, local("2026-03-01 12:00"))); len(got) != 2 {
		t.Errorf("staff are offered %v", got)
	}
}

// A session takes its leader and its room away from all else, with what its kind
// keeps free after it.
func TestSessionsAreBusy(t *testing.T) {
	now := local("2026-03-02 20:00")
	short := func(_ *schedule.Calendar, k *schedule.Kind) {
		k.Duration, k.Step, k.Horizon = time.Hour, time.Hour, 24*time.Hour
	}
	for _, tc := range []struct {
		name  string
		edits []func(*schedule.Calendar, *schedule.Kind)
		now   time.Time
		want  []string
	}{
		{"its leader", []func(*schedule.Calendar, *schedule.Kind){tuesdays()}, now,
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 15:00 ana", "03-03 16:00 ana"}},
		{"with the time kept free after it", []func(*schedule.Calendar, *schedule.Kind){tuesdays(func(s *schedule.Series) { s.Duration = time.Hour + 55*time.Minute })}, now,
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 16:00 ana"}},
		{"with a visit's own buffer", []func(*schedule.Calendar, *schedule.Kind){tuesdays(), func(_ *schedule.Calendar, k *schedule.Kind) { k.After = time.Minute }}, now,
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 15:00 ana", "03-03 16:00 ana"}},
		{"its room", []func(*schedule.Calendar, *schedule.Kind){tuesdays(func(s *schedule.Series) { s.Leader = "eve" }), func(c *schedule.Calendar, k *schedule.Kind) {
			c.Resources["north"] = schedule.Resource{Name: "north", Hours: every(schedule.Span{From: 12 * h, To: 16 * h})}
			k.Rooms = []string{"north"}
		}}, now, []string{"03-03 12:00 ana in north", "03-03 15:00 ana in north"}},
		{"not before it begins", []func(*schedule.Calendar, *schedule.Kind){tuesdays(func(s *schedule.Series) { s.Start = "2026-03-10" })}, now,
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana", "03-03 14:00 ana", "03-03 15:00 ana", "03-03 16:00 ana"}},
		{"over midnight", []func(*schedule.Calendar, *schedule.Kind){tuesdays(func(s *schedule.Series) { s.At, s.Duration = 23*h, 11*time.Hour }), func(c *schedule.Calendar, k *schedule.Kind) {
			k.Horizon = 2 * 24 * time.Hour
			k.Hours = &schedule.Week{time.Wednesday: {{From: 0, To: schedule.Midnight}}}
		}}, now, []string{"03-04 11:00 ana", "03-04 12:00 ana", "03-04 13:00 ana", "03-04 14:00 ana", "03-04 15:00 ana", "03-04 16:00 ana"}},
		{"weeks on", []func(*schedule.Calendar, *schedule.Kind){tuesdays(), func(_ *schedule.Calendar, k *schedule.Kind) {
			k.Lead, k.Horizon = 24*time.Hour*43, 24*time.Hour*43+21*time.Hour
		}}, now,
			[]string{"04-15 09:00 ana", "04-15 10:00 ana", "04-15 11:00 ana", "04-15 12:00 ana", "04-15 13:00 ana", "04-15 14:00 ana", "04-15 15:00 ana", "04-15 16:00 ana"}},
		{"weeks on, a Tuesday", []func(*schedule.Calendar, *schedule.Kind){tuesdays(), func(_ *schedule.Calendar, k *schedule.Kind) {
			k.Lead, k.Horizon = 24*time.Hour*42, 24*time.Hour*42+21*time.Hour
		}}, now,
			[]string{"04-14 09:00 ana", "04-14 10:00 ana", "04-14 11:00 ana", "04-14 12:00 ana", "04-14 15:00 ana", "04-14 16:00 ana"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := groups(append([]func(*schedule.Calendar, *schedule.Kind){short}, tc.edits...)...)
			got := slices.Collect(c.Openings("intake_assessment", schedule.Who{}, schedule.Busy{}, tc.now))
			if d := cmp.Diff(tc.want, shown(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Sessions are looked up some days at a time: wherever such a run of days ends,
// and whichever date was looked at before, none is missed.
func TestNoSessionIsMissed(t *testing.T) {
	always := func(c *schedule.Calendar, k *schedule.Kind) {
		c.Resources["ana"] = schedule.Resource{Name: "ana", Hours: every(schedule.Span{From: 0, To: schedule.Midnight})}
		c.Resources["ben"] = schedule.Resource{Name: "ben"}
		k.Resources, k.Horizon, k.Seats = []string{"ana", "ben"}, 30*24*time.Hour, 3
	}
	c := groups(always, tuesdays(func(s *schedule.Series) { s.At = 30 }))
	for n := range 10 {
		now := local("2026-03-01 12:00").AddDate(0, 0, n)
		seat := visit("ana", "", "2026-03-26 09:00", 2*time.Hour)
		seat.Seats = 3
		sessions := c.Sessions("tuesdays", now, now.AddDate(0, 0, 40))
		for _, busy := range []schedule.Busy{{}, taken(seat)} {
			found := 0
			for o := range c.Openings("intake_assessment", schedule.Who{}, busy, now) {
				found++
				for _, s := range sessions {
					if overlap(o, s) {
						t.Fatalf("asked on %v, %v is offered beside %v", now, o.Start.In(anchorage), s.Start.In(anchorage))
					}
				}
			}
			if found < 100 {
				t.Errorf("only %d openings", found)
			}
		}
	}
}
