package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// world draws a calendar, what is busy in it, and a time near one of the nights
// on which clocks, months or years change.
func world(t *rapid.T) (*schedule.Calendar, schedule.Busy, time.Time) {
	minute := rapid.Custom(func(t *rapid.T) schedule.Minutes {
		return schedule.Minutes(15 * rapid.IntRange(0, 96).Draw(t, "quarter"))
	})
	week := rapid.Custom(func(t *rapid.T) schedule.Week {
		var w schedule.Week
		for d := range w {
			for range rapid.IntRange(0, 2).Draw(t, "spans") {
				w[d] = append(w[d], schedule.Span{From: minute.Draw(t, "from"), To: minute.Draw(t, "to")})
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "always") == 0 {
			w = every(schedule.Span{From: 0, To: schedule.Midnight})
		}
		return w
	})
	night := rapid.SampledFrom([]string{"2026-03-07", "2026-10-31", "2026-12-31", "2028-02-28", "2026-06-01"}).Draw(t, "night")
	now := local(night + " 12:00").Add(time.Duration(rapid.IntRange(-1000, 1000).Draw(t, "now")) * time.Minute)
	c := &schedule.Calendar{Zone: anchorage, Resources: map[string]schedule.Resource{}}
	k := schedule.Kind{Name: "visit", Book: schedule.BookByText,
		Duration: time.Duration(rapid.IntRange(1, 60).Draw(t, "duration")) * 7 * time.Minute,
		Lead:     time.Duration(rapid.IntRange(0, 30).Draw(t, "lead")) * time.Hour,
		Horizon:  time.Duration(rapid.IntRange(1, 4).Draw(t, "horizon")) * 24 * time.Hour,
		Step:     time.Duration(rapid.IntRange(1, 12).Draw(t, "step")) * 10 * time.Minute,
	}
	busy := schedule.Busy{}
	for _, name := range []string{"a", "b"} {
		c.Resources[name] = schedule.Resource{Name: name, Hours: week.Draw(t, name)}
		k.Resources = append(k.Resources, name)
		for range rapid.IntRange(0, 12).Draw(t, "bookings") {
			at := now.Add(time.Duration(rapid.IntRange(-600, 6000).Draw(t, "at")) * time.Minute)
			busy.Add(schedule.Cells(name, at, at.Add(time.Duration(rapid.IntRange(1, 120).Draw(t, "long"))*time.Minute))...)
		}
	}
	if rapid.Bool().Draw(t, "kind hours") {
		w := week.Draw(t, "hours")
		k.Hours = &w
	}
	for range rapid.IntRange(0, 2).Draw(t, "closures") {
		d := now.In(anchorage).AddDate(0, 0, rapid.IntRange(-1, 5).Draw(t, "day"))
		c.Closures = append(c.Closures, schedule.Closure{From: d.Format(time.DateOnly), To: d.AddDate(0, 0, rapid.IntRange(0, 1).Draw(t, "days")).Format(time.DateOnly)})
	}
	c.Kinds = map[string]schedule.Kind{"visit": k}
	return c, busy, now
}

// wrong says what is wrong with an opening, by walking through it minute by
// minute with the clock on the wall: no part of the code under test is used but
// Busy.Has.
func wrong(c *schedule.Calendar, k schedule.Kind, busy schedule.Busy, now time.Time, o bot.Opening) string {
	switch {
	case !o.Start.After(now) || o.Start.Before(now.Add(k.Lead)):
		return "too soon"
	case o.Start.After(now.Add(k.Horizon)):
		return "beyond the horizon"
	case o.End.Sub(o.Start) != k.Duration:
		return "wrong length"
	}
	for m := o.Start; m.Before(o.End); m = m.Add(time.Minute) {
		u := m.UTC()
		if busy.Has(schedule.Cell{Resource: o.Resource, Day: u.Format("2006-01-02"), N: (u.Hour()*60 + u.Minute()) / 5}) {
			return "busy at " + m.String()
		}
		l := m.In(anchorage)
		for _, x := range c.Closures {
			if d := l.Format("2006-01-02"); d >= x.From && d <= x.To {
				return "closed on " + d
			}
		}
		if !inside(c.Resources[o.Resource].Hours, m) || k.Hours != nil && !inside(*k.Hours, m) {
			return "outside hours at " + l.String()
		}
	}
	return ""
}

// inside reads the wall clock. In the hour that an autumn night repeats, either
// reading may be meant by a window's end, so there it lets anything pass.
func inside(w schedule.Week, m time.Time) bool {
	l := m.In(anchorage)
	hour := l.Format("2006-01-02 15")
	if m.Add(time.Hour).In(anchorage).Format("2006-01-02 15") == hour || m.Add(-time.Hour).In(anchorage).Format("2006-01-02 15") == hour {
		return true
	}
	for _, s := range w[l.Weekday()] {
		if at := schedule.Minutes(l.Hour()*60 + l.Minute()); at >= s.From && at < s.To {
			return true
		}
	}
	return false
}

func TestOpeningsAreHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, busy, now := world(t)
		k := c.Kinds["visit"]
		all := slices.Collect(c.Openings("visit", schedule.Who{}, busy, now))
		for i, o := range all {
			if s := wrong(c, k, busy, now, o); s != "" {
				t.Fatalf("%v with %s: %s", o.Start.In(anchorage), o.Resource, s)
			}
			if i > 0 && !all[i-1].Start.Before(o.Start) {
				t.Fatalf("%v after %v", o.Start, all[i-1].Start)
			}
		}
		n := rapid.IntRange(1, 5).Draw(t, "limit")
		if some := first(n, c.Openings("visit", schedule.Who{}, busy, now)); fmt.Sprint(some) != fmt.Sprint(all[:min(n, len(all))]) {
			t.Fatalf("the first %d are %v, not %v", n, some, all)
		}
		// Claiming an opening takes it away from everyone else.
		if len(all) > 0 {
			o := rapid.SampledFrom(all).Draw(t, "claimed")
			busy.Add(schedule.Cells(o.Resource, o.Start, o.End)...)
			for x := range c.Openings("visit", schedule.Who{}, busy, now) {
				if x.Resource == o.Resource && x.Start.Before(o.End) && o.Start.Before(x.End) {
					t.Fatalf("%v overlaps the claimed %v", x.Start, o.Start)
				}
			}
		}
	})
}

// Two visits overlap exactly if they share a cell, when times are multiples of
// five minutes; otherwise sharing none means that they surely don't overlap.
func TestCellsShareExactlyOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]time.Duration{time.Second, 5 * time.Minute}).Draw(t, "unit")
		from := time.Date(2026, 3, 3, 22, 0, 0, 0, time.UTC)
		visit := func(name string) (time.Time, time.Time) {
			s := from.Add(time.Duration(rapid.IntRange(0, int(4*time.Hour/unit)).Draw(t, name)) * unit)
			return s, s.Add(time.Duration(rapid.IntRange(1, int(time.Hour/unit)).Draw(t, "long")) * unit)
		}
		s1, e1 := visit("one")
		s2, e2 := visit("two")
		busy := schedule.Busy{}
		busy.Add(schedule.Cells("a", s1, e1)...)
		shared := false
		for _, x := range schedule.Cells("a", s2, e2) {
			shared = shared || busy.Has(x)
		}
		if shared == busy.Free("a", s2, e2) {
			t.Fatalf("Free says %v", !shared)
		}
		overlap := s1.Before(e2) && s2.Before(e1)
		if overlap && !shared || unit > time.Second && shared != overlap {
			t.Fatalf("%v-%v and %v-%v: overlap %v, shared %v", s1, e1, s2, e2, overlap, shared)
		}
	})
}

// BenchmarkOpenings asks for 30 days with 20 resources and 5,000 bookings: the
// three soonest, as a text shows them, and all.
func BenchmarkOpenings(b *testing.B) {
	c := clinic(func(c *schedule.Calendar, k *schedule.Kind) {
		k.Resources, k.Horizon, k.Step, k.Duration = nil, 30*24*time.Hour, 15*time.Minute, time.Hour
		for n := range 20 {
			name := fmt.Sprintf("counselor_%02d", n)
			c.Resources[name] = schedule.Resource{Name: name, Hours: every(schedule.Span{From: 6 * h, To: 18 * h})}
			k.Resources = append(k.Resources, name)
		}
	})
	now := local("2026-03-02 21:40")
	busy := schedule.Busy{}
	for n := range 5000 { // 30 days of 20 people: 8.3 of 12 hours each
		at := local("2026-03-03 06:00").AddDate(0, 0, n/20%30).Add(time.Duration(n/600) * time.Hour)
		busy.Add(schedule.Cells(fmt.Sprintf("counselor_%02d", n%20), at, at.Add(time.Hour))...)
	}
	for _, limit := range []int{3, 0} {
		b.Run(fmt.Sprintf("limit=%d", limit), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = len(first(limit, c.Openings("intake_assessment", schedule.Who{}, busy, now)))
			}
			b.ReportMetric(float64(n), "openings")
		})
	}
}
