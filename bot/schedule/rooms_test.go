package schedule_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// shown are openings as "03-02 09:00 ana", with room and series.
func shown(os []bot.Opening) []string {
	out := starts(os)
	for i, o := range os {
		if o.Room != "" {
			out[i] += " in " + o.Room
		}
		if o.Series != "" {
			out[i] += " " + o.Series
		}
	}
	return out
}

// taken are visits as the ledger gives them.
func taken(os ...bot.Opening) schedule.Busy {
	var busy schedule.Busy
	for _, o := range os {
		busy.Add(schedule.OpeningCells(o)...)
		if s := schedule.ShareOf(o); s != (schedule.Share{}) {
			busy.AddShare(s, busy.Taken(s)+1)
		}
	}
	return busy
}

// withRooms gives the kind two rooms: north in the morning, south until two.
func withRooms(c *schedule.Calendar, k *schedule.Kind) {
	c.Resources["north"] = schedule.Resource{Name: "north", Hours: every(schedule.Span{From: 0, To: 11 * h})}
	c.Resources["south"] = schedule.Resource{Name: "south", Hours: every(schedule.Span{From: 10 * h, To: 14 * h})}
	k.Rooms = []string{"north", "south"}
}

func withAnother(c *schedule.Calendar, k *schedule.Kind) {
	c.Resources["ben"] = schedule.Resource{Name: "ben", Hours: c.Resources["ana"].Hours}
	k.Resources = []string{"ana", "ben"}
}

func visit(resource, room, start string, d time.Duration) bot.Opening {
	s := local(start)
	return bot.Opening{Kind: "intake_assessment", Resource: resource, Room: room, Start: s, End: s.Add(d)}
}

// All of these ask on a Monday evening for Tuesday, March 3.
func TestBuffersAndRooms(t *testing.T) {
	type edit = func(*schedule.Calendar, *schedule.Kind)
	tuesday := func(c *schedule.Calendar, k *schedule.Kind) { k.Horizon = 24 * time.Hour }
	buffer := func(before, after time.Duration) edit {
		return func(_ *schedule.Calendar, k *schedule.Kind) { k.Before, k.After = before, after }
	}
	for _, tc := range []struct {
		name  string
		edits []edit
		busy  []bot.Opening
		want  []string
	}{
		{"a buffer may lie outside hours", []edit{buffer(time.Hour, time.Hour)}, nil,
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana", "03-03 14:00 ana", "03-03 15:00 ana"}},
		{"what is kept free must be free", []edit{buffer(0, 10*time.Minute)}, []bot.Opening{visit("ana", "", "2026-03-03 13:00", time.Hour)},
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 14:00 ana", "03-03 15:00 ana"}},
		{"before it, too", []edit{buffer(10*time.Minute, 0)}, []bot.Opening{visit("ana", "", "2026-03-03 13:00", time.Hour)},
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 15:00 ana"}},
		{"a busy time outside hours is in a buffer's way", []edit{buffer(0, 10*time.Minute)}, []bot.Opening{visit("ana", "", "2026-03-03 17:05", time.Hour)},
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana", "03-03 14:00 ana"}},
		{"the first room that is open throughout", []edit{withRooms}, nil,
			[]string{"03-03 09:00 ana in north", "03-03 10:00 ana in south", "03-03 11:00 ana in south", "03-03 12:00 ana in south"}},
		{"a room that is taken", []edit{withRooms}, []bot.Opening{visit("ben", "south", "2026-03-03 13:00", time.Hour)},
			[]string{"03-03 09:00 ana in north", "03-03 10:00 ana in south", "03-03 11:00 ana in south"}},
		{"a room's buffer", []edit{withRooms, buffer(0, time.Minute)}, []bot.Opening{visit("ben", "south", "2026-03-03 13:00", time.Hour)},
			[]string{"03-03 09:00 ana in north", "03-03 10:00 ana in south"}},
		{"a room that is away", []edit{withRooms, func(c *schedule.Calendar, _ *schedule.Kind) {
			r := c.Resources["south"]
			r.Days = []schedule.DayHours{{From: "2026-03-03", To: "2026-03-03"}}
			c.Resources["south"] = r
		}}, nil, []string{"03-03 09:00 ana in north"}},
		{"no room that exists", []edit{func(_ *schedule.Calendar, k *schedule.Kind) { k.Rooms = []string{"west"} }}, nil, nil},
		{"nobody is their own room", []edit{func(_ *schedule.Calendar, k *schedule.Kind) { k.Rooms = []string{"ana"} }}, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := clinic(append(tc.edits, tuesday)...)
			got := slices.Collect(c.Openings("intake_assessment", schedule.Who{}, taken(tc.busy...), local("2026-03-02 20:00")))
			if d := cmp.Diff(tc.want, shown(got)); d != "" {
				t.Error(d)
			}
			k := c.Kinds["intake_assessment"]
			for _, o := range got {
				if o.Before != k.Before || o.After != k.After {
					t.Errorf("%v does not say what is kept free around it", o)
				}
			}
		})
	}
}

// An opening that is taken is not one any more, and what its cells say is what
// stands in the way.
func TestTakenOpeningsAreGone(t *testing.T) {
	c := clinic(withRooms, withAnother, func(_ *schedule.Calendar, k *schedule.Kind) { k.Before, k.After = 5*time.Minute, 10*time.Minute })
	now := local("2026-03-02 20:00")
	var held []bot.Opening
	for range 20 {
		got := first(1, c.Openings("intake_assessment", schedule.Who{}, taken(held...), now))
		if len(got) == 0 {
			t.Fatal("nothing is left")
		}
		held = append(held, got...)
	}
	for i, a := range held {
		for _, b := range held[:i] {
			near := a.Start.Add(-a.Before).Before(b.End.Add(b.After)) && b.Start.Add(-b.Before).Before(a.End.Add(a.After))
			if near && (a.Resource == b.Resource || a.Room == b.Room) {
				t.Errorf("%v and %v", a, b)
			}
		}
	}
}

func TestSharedStarts(t *testing.T) {
	day := func(_ *schedule.Calendar, k *schedule.Kind) { k.Seats, k.Horizon = 3, 17*time.Hour }
	seat := func(resource, room, start string) bot.Opening {
		o := visit(resource, room, start, 2*time.Hour)
		o.Seats = 3
		return o
	}
	for _, tc := range []struct {
		name  string
		edits []func(*schedule.Calendar, *schedule.Kind)
		busy  []bot.Opening
		want  []string
	}{
		{"nobody yet", nil, nil, []string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana"}},
		{"one of three", nil, []bot.Opening{seat("ana", "", "2026-03-03 11:00")}, []string{"03-03 09:00 ana", "03-03 11:00 ana", "03-03 13:00 ana"}},
		{"full", nil, slices.Repeat([]bot.Opening{seat("ana", "", "2026-03-03 11:00")}, 3), []string{"03-03 09:00 ana", "03-03 13:00 ana"}},
		{"somebody alone", nil, []bot.Opening{visit("ana", "", "2026-03-03 11:00", 2*time.Hour)}, []string{"03-03 09:00 ana", "03-03 13:00 ana"}},
		{"another kind's share", nil, []bot.Opening{{Kind: "other", Resource: "ana", Start: local("2026-03-03 11:00"), End: local("2026-03-03 13:00"), Seats: 3}},
			[]string{"03-03 09:00 ana", "03-03 13:00 ana"}},
		{"begun before new beside it", []func(*schedule.Calendar, *schedule.Kind){withAnother}, []bot.Opening{seat("ben", "", "2026-03-03 11:00")},
			[]string{"03-03 09:00 ana", "03-03 11:00 ben", "03-03 13:00 ana"}},
		{"once it is full another begins", []func(*schedule.Calendar, *schedule.Kind){withAnother}, slices.Repeat([]bot.Opening{seat("ben", "", "2026-03-03 11:00")}, 3),
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana"}},
		{"in the same room", []func(*schedule.Calendar, *schedule.Kind){withRooms, withAnother}, []bot.Opening{seat("ben", "south", "2026-03-03 10:00")},
			[]string{"03-03 10:00 ben in south", "03-03 12:00 ana in south"}},
		{"whoever has it is away since", []func(*schedule.Calendar, *schedule.Kind){withAnother, func(c *schedule.Calendar, _ *schedule.Kind) {
			r := c.Resources["ben"]
			r.Days = []schedule.DayHours{{From: "2026-03-01", To: "2026-03-05"}}
			c.Resources["ben"] = r
		}}, []bot.Opening{seat("ben", "", "2026-03-03 10:00")},
			[]string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana"}},
		{"a group has its room since", []func(*schedule.Calendar, *schedule.Kind){withRooms, withAnother, tuesdays(func(s *schedule.Series) { s.Leader, s.Room, s.At = "eve", "south", 11*h })},
			[]bot.Opening{seat("ben", "south", "2026-03-03 10:00")}, []string{"03-03 09:00 ana in north"}},
		{"too late for it", nil, []bot.Opening{seat("ana", "", "2026-03-02 20:30")}, []string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana", "03-03 12:00 ana", "03-03 13:00 ana"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := clinic(append(tc.edits, day)...)
			got := slices.Collect(c.Openings("intake_assessment", schedule.Who{}, taken(tc.busy...), local("2026-03-02 20:00")))
			if d := cmp.Diff(tc.want, shown(got)); d != "" {
				t.Error(d)
			}
			for _, o := range got {
				if o.Seats != 3 {
					t.Errorf("%v does not say how many share it", o)
				}
			}
		})
	}
}

// Tuesday's hours until 11 are kept for two groups until a day before.
func TestReservedHours(t *testing.T) {
	c := clinic(func(_ *schedule.Calendar, k *schedule.Kind) {
		k.Keep = &schedule.Keep{Hours: schedule.Week{time.Tuesday: {{From: 0, To: 11 * h}}}, Groups: []string{"pregnant", "injection"}, Until: 24 * time.Hour}
	})
	for _, tc := range []struct {
		name string
		who  schedule.Who
		now  string
		want string
	}{
		{"for everybody else the first that touches none", schedule.Who{}, "2026-03-01 12:00", "03-02 09:00 ana"},
		{"on the day before, nearly", schedule.Who{}, "2026-03-02 08:59", "03-02 11:00 ana"},
		{"kept", schedule.Who{}, "2026-03-02 15:30", "03-03 09:00 ana"},
		{"still kept a minute before", schedule.Who{}, "2026-03-02 08:59", "03-02 11:00 ana"},
		{"of another group", schedule.Who{Group: "release_or_discharge"}, "2026-03-09 08:59", "03-09 11:00 ana"},
	} {
		got := starts(first(1, c.Openings("intake_assessment", tc.who, schedule.Busy{}, local(tc.now))))
		if d := cmp.Diff([]string{tc.want}, got); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
	tuesday := func(who schedule.Who, now string) []string {
		var out []string
		for o := range c.Openings("intake_assessment", who, schedule.Busy{}, local(now)) {
			if o.Start.In(anchorage).Format("01-02") == "03-10" {
				out = append(out, o.Start.In(anchorage).Format("15:04"))
			}
		}
		return out
	}
	all := []string{"09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"}
	for _, tc := range []struct {
		name string
		who  schedule.Who
		now  string
		want []string
	}{
		{"two days before", schedule.Who{}, "2026-03-08 12:00", all[2:]},
		{"two days before, for a group", schedule.Who{Group: "injection"}, "2026-03-08 12:00", all},
		{"two days before, for another", schedule.Who{Group: "release_or_discharge"}, "2026-03-08 12:00", all[2:]},
		{"two days before, for staff", schedule.Who{Staff: true}, "2026-03-08 12:00", all},
		{"a minute before the first is everybody's", schedule.Who{}, "2026-03-09 08:59", all[2:]},
		{"the first is everybody's", schedule.Who{}, "2026-03-09 09:00", slices.Concat(all[:1], all[2:])},
		{"and an hour later the second", schedule.Who{}, "2026-03-09 10:00", all},
	} {
		if d := cmp.Diff(tc.want, tuesday(tc.who, tc.now)); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

// A visit that begins before reserved hours may not end in them.
func TestReservedHoursOverMidnight(t *testing.T) {
	c := clinic(func(c *schedule.Calendar, k *schedule.Kind) {
		c.Resources["ana"] = schedule.Resource{Name: "ana", Hours: every(schedule.Span{From: 0, To: schedule.Midnight})}
		k.Keep = &schedule.Keep{Hours: schedule.Week{time.Wednesday: {{From: 0, To: 1 * h}}}, Groups: []string{"pregnant"}, Until: time.Hour}
	})
	got := starts(first(4, c.Openings("intake_assessment", schedule.Who{}, schedule.Busy{}, local("2026-03-03 19:30"))))
	if d := cmp.Diff([]string{"03-03 22:00 ana", "03-04 01:00 ana", "03-04 02:00 ana", "03-04 03:00 ana"}, got); d != "" {
		t.Error(d)
	}
}

func TestOtherDays(t *testing.T) {
	days := func(ds ...schedule.DayHours) func(*schedule.Calendar, *schedule.Kind) {
		return func(c *schedule.Calendar, _ *schedule.Kind) {
			r := c.Resources["ana"]
			r.Days = ds
			c.Resources["ana"] = r
		}
	}
	span := func(from, to schedule.Minutes) []schedule.Span { return []schedule.Span{{From: from, To: to}} }
	closed := func(c *schedule.Calendar, _ *schedule.Kind) {
		c.Closures = []schedule.Closure{{From: "2026-03-07", To: "2026-03-07"}}
	}
	for _, tc := range []struct {
		name  string
		edits []func(*schedule.Calendar, *schedule.Kind)
		want  []string
	}{
		{"away", []func(*schedule.Calendar, *schedule.Kind){days(schedule.DayHours{From: "2026-03-06", To: "2026-03-09"})}, []string{"03-10 09:00 ana", "03-10 10:00 ana"}},
		{"other hours", []func(*schedule.Calendar, *schedule.Kind){days(schedule.DayHours{From: "2026-03-06", To: "2026-03-06", Spans: span(15*h, 17*h)})},
			[]string{"03-06 15:00 ana", "03-09 09:00 ana"}},
		{"a Saturday that the week has closed", []func(*schedule.Calendar, *schedule.Kind){days(schedule.DayHours{From: "2026-03-06", To: "2026-03-06"}, schedule.DayHours{From: "2026-03-07", To: "2026-03-07", Spans: span(10*h, 12*h)})},
			[]string{"03-07 10:00 ana", "03-09 09:00 ana"}},
		{"a closure beats it", []func(*schedule.Calendar, *schedule.Kind){days(schedule.DayHours{From: "2026-03-06", To: "2026-03-07", Spans: span(10*h, 12*h)}), closed},
			[]string{"03-06 10:00 ana", "03-09 09:00 ana"}},
		{"the first of two", []func(*schedule.Calendar, *schedule.Kind){days(schedule.DayHours{From: "2026-03-06", To: "2026-03-06", Spans: span(10*h, 12*h)}, schedule.DayHours{From: "2026-03-01", To: "2026-03-31"})},
			[]string{"03-06 10:00 ana"}},
		{"on to the week's hours over midnight", []func(*schedule.Calendar, *schedule.Kind){days(schedule.DayHours{From: "2026-03-06", To: "2026-03-06", Spans: span(23*h, schedule.Midnight)}, schedule.DayHours{From: "2026-03-07", To: "2026-03-07", Spans: span(0, 1*h)})},
			[]string{"03-06 23:00 ana", "03-09 09:00 ana"}},
	} {
		c := clinic(tc.edits...)
		got := starts(first(2, c.Openings("intake_assessment", schedule.Who{}, schedule.Busy{}, local("2026-03-05 21:00"))))
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}
