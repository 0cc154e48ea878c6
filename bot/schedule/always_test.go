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

// minute draws a time of day, and anyWeek a week's hours.
var minute = rapid.Custom(func(t *rapid.T) schedule.Minutes {
	return schedule.Minutes(15 * rapid.IntRange(0, 96).Draw(t, "quarter"))
})

var anyWeek = rapid.Custom(func(t *rapid.T) schedule.Week {
	var w schedule.Week
	for d := range w {
		w[d] = someSpans(t)
	}
	if rapid.IntRange(0, 2).Draw(t, "always") == 0 {
		w = every(schedule.Span{From: 0, To: schedule.Midnight})
	}
	return w
})

func someSpans(t *rapid.T) (spans []schedule.Span) {
	for range rapid.IntRange(0, 2).Draw(t, "spans") {
		spans = append(spans, schedule.Span{From: minute.Draw(t, "from"), To: minute.Draw(t, "to")})
	}
	return spans
}

// dates draws a run of up to two dates near now.
func dates(t *rapid.T, now time.Time) (from, to string) {
	d := now.In(anchorage).AddDate(0, 0, rapid.IntRange(-1, 5).Draw(t, "day"))
	return d.Format(time.DateOnly), d.AddDate(0, 0, rapid.IntRange(0, 1).Draw(t, "days")).Format(time.DateOnly)
}

// world draws a calendar, what is busy in it, who asks, and a time near one of the
// nights on which clocks, months or years change.
func world(t *rapid.T) (*schedule.Calendar, schedule.Busy, schedule.Who, time.Time) {
	night := rapid.SampledFrom([]string{"2026-03-07", "2026-10-31", "2027-03-13", "2027-11-06", "2026-12-31", "2028-02-28", "2026-06-01"}).Draw(t, "night")
	now := local(night + " 12:00").Add(time.Duration(rapid.IntRange(-1000, 1000).Draw(t, "now")) * time.Minute)
	c := &schedule.Calendar{Zone: anchorage, Resources: map[string]schedule.Resource{}}
	k := schedule.Kind{Name: "visit", Book: schedule.BookByRequest,
		Duration: time.Duration(rapid.IntRange(1, 60).Draw(t, "duration")) * 7 * time.Minute,
		Lead:     time.Duration(rapid.IntRange(0, 30).Draw(t, "lead")) * time.Hour,
		Horizon:  time.Duration(rapid.IntRange(1, 4).Draw(t, "horizon")) * 24 * time.Hour,
		Step:     time.Duration(rapid.IntRange(1, 12).Draw(t, "step")) * 10 * time.Minute,
		Before:   time.Duration(max(0, rapid.IntRange(-60, 60).Draw(t, "before"))) * time.Minute,
		After:    time.Duration(max(0, rapid.IntRange(-60, 60).Draw(t, "after"))) * time.Minute,
		Seats:    rapid.IntRange(0, 3).Draw(t, "seats"),
	}
	busy := schedule.Busy{}
	for i, name := range []string{"a", "b", "r1", "r2"}[:rapid.SampledFrom([]int{1, 2, 4}).Draw(t, "resources")] {
		r := schedule.Resource{Name: name, Hours: anyWeek.Draw(t, name)}
		for range rapid.IntRange(0, 2).Draw(t, "other days") {
			from, to := dates(t, now)
			r.Days = append(r.Days, schedule.DayHours{From: from, To: to, Spans: someSpans(t)})
		}
		c.Resources[name] = r
		if i < 2 {
			k.Resources = append(k.Resources, name)
		} else {
			k.Rooms = append(k.Rooms, name)
		}
		for range rapid.IntRange(0, 8).Draw(t, "bookings") {
			at := now.Add(time.Duration(rapid.IntRange(-600, 6000).Draw(t, "at")) * time.Minute)
			busy.Add(schedule.Cells(name, at, at.Add(time.Duration(rapid.IntRange(1, 120).Draw(t, "long"))*time.Minute))...)
		}
	}
	if rapid.Bool().Draw(t, "kind hours") {
		w := anyWeek.Draw(t, "hours")
		k.Hours = &w
	}
	for range rapid.IntRange(0, 2).Draw(t, "closures") {
		from, to := dates(t, now)
		c.Closures = append(c.Closures, schedule.Closure{From: from, To: to})
	}
	if rapid.Bool().Draw(t, "keep") {
		k.Keep = &schedule.Keep{Hours: anyWeek.Draw(t, "kept"), Groups: []string{"first"}, Until: time.Duration(rapid.IntRange(0, 48).Draw(t, "until")) * time.Hour}
	}
	for range rapid.IntRange(0, 2).Draw(t, "series") { // between 6:00 and 23:30, when no clock changes
		c.Series = append(c.Series, schedule.Series{Name: fmt.Sprint("group", len(c.Series)), Kind: "group_session",
			Leader: rapid.SampledFrom([]string{"a", "b", "r1", "r2"}).Draw(t, "leader"), Room: rapid.SampledFrom([]string{"", "a", "r1", "r2"}).Draw(t, "room"),
			Start: now.In(anchorage).AddDate(0, 0, rapid.IntRange(-900, 2).Draw(t, "begun")).Format(time.DateOnly), At: schedule.Minutes(30 * rapid.IntRange(12, 47).Draw(t, "half hour")),
			Duration: time.Duration(rapid.IntRange(1, 12).Draw(t, "group length")) * 30 * time.Minute, Rule: "FREQ=DAILY;INTERVAL=" + rapid.SampledFrom([]string{"1", "2", "7"}).Draw(t, "interval"), Seats: 5})
	}
	c.Kinds = map[string]schedule.Kind{"visit": k, "group_session": {Name: "group_session", Before: 10 * time.Minute, After: time.Duration(rapid.IntRange(0, 2).Draw(t, "group after")) * 15 * time.Minute}}
	share(t, c, k, &busy, now)
	return c, busy, schedule.Who{Group: rapid.SampledFrom([]string{"", "first", "second"}).Draw(t, "group"), Staff: rapid.Bool().Draw(t, "staff")}, now
}

// plain are the starts of one resource by hours alone, in an empty clinic.
func plain(c *schedule.Calendar, k schedule.Kind, resource string, now time.Time) []bot.Opening {
	k.Before, k.After, k.Rooms, k.Seats, k.Keep, k.Resources = 0, 0, nil, 0, nil, []string{resource}
	bare := *c
	bare.Series, bare.Kinds = nil, map[string]schedule.Kind{"visit": k}
	return slices.Collect(bare.Openings("visit", schedule.Who{}, schedule.Busy{}, now))
}

// share begins some starts with several seats.
func share(t *rapid.T, c *schedule.Calendar, k schedule.Kind, busy *schedule.Busy, now time.Time) {
	if k.Seats < 2 {
		return
	}
	for _, name := range k.Resources {
		all := plain(c, k, name, now)
		for range rapid.IntRange(0, 2).Draw(t, "shared") {
			if len(all) == 0 {
				break
			}
			o := rapid.SampledFrom(all).Draw(t, "share")
			o.Before, o.After, o.Seats = k.Before, k.After, k.Seats
			free := busy.Free(o.Resource, o.Start.Add(-o.Before), o.End.Add(o.After))
			if len(k.Rooms) > 0 {
				o.Room = rapid.SampledFrom(k.Rooms).Draw(t, "shared room")
				free = free && busy.Free(o.Room, o.Start.Add(-o.Before), o.End.Add(o.After))
			}
			if free {
				busy.Add(schedule.OpeningCells(o)...)
				busy.AddShare(schedule.ShareOf(o), rapid.IntRange(1, k.Seats).Draw(t, "seats taken"))
			}
		}
	}
}

// wrong says what is wrong with an opening, by walking through it minute by
// minute with the clock on the wall: no part of the code under test is used but
// Busy.Has and Busy.Taken.
func wrong(c *schedule.Calendar, k schedule.Kind, who schedule.Who, busy schedule.Busy, now time.Time, o bot.Opening) string {
	taken := busy.Taken(schedule.ShareOf(o))
	switch {
	case !o.Start.After(now) || o.Start.Before(now.Add(k.Lead)):
		return "too soon"
	case o.Start.After(now.Add(k.Horizon)):
		return "beyond the horizon"
	case o.End.Sub(o.Start) != k.Duration:
		return "wrong length"
	case o.Before != k.Before || o.After != k.After:
		return "wrong time around it"
	case max(o.Seats, 1) != max(k.Seats, 1):
		return "wrong seats"
	case taken >= max(k.Seats, 1):
		return "full"
	case o.Room == "" != (len(k.Rooms) == 0) || o.Room != "" && !slices.Contains(k.Rooms, o.Room) || o.Room == o.Resource:
		return "wrong room"
	}
	its := []string{o.Resource}
	if o.Room != "" {
		its = append(its, o.Room)
	}
	for m := o.Start.Add(-k.Before); m.Before(o.End.Add(k.After)); m = m.Add(time.Minute) {
		u := m.UTC()
		for _, name := range its {
			if taken == 0 && busy.Has(schedule.Cell{Resource: name, Day: u.Format("2006-01-02"), N: (u.Hour()*60 + u.Minute()) / 5}) {
				return name + " busy at " + m.String()
			}
			if s := inSession(c, name, m); s != "" {
				return name + " leads or holds " + s + " at " + m.String()
			}
		}
	}
	reserved := k.Keep != nil && !who.Staff && !slices.Contains(k.Keep.Groups, who.Group) && now.Before(o.Start.Add(-k.Keep.Until))
	for m := o.Start; m.Before(o.End); m = m.Add(time.Minute) {
		l := m.In(anchorage)
		if closedOn(c, l) {
			return "closed at " + l.String()
		}
		for _, name := range its {
			w := c.Resources[name].Hours
			for _, d := range slices.Backward(c.Resources[name].Days) {
				if day := l.Format("2006-01-02"); day >= d.From && day <= d.To {
					w[l.Weekday()] = d.Spans
				}
			}
			if !inside(w, m) {
				return "outside the hours of " + name + " at " + l.String()
			}
		}
		if k.Hours != nil && !inside(*k.Hours, m) {
			return "outside hours at " + l.String()
		}
		if reserved && !twice(m) && inside(k.Keep.Hours, m) {
			return "reserved at " + l.String()
		}
	}
	return ""
}

func closedOn(c *schedule.Calendar, l time.Time) bool {
	d := l.Format("2006-01-02")
	return slices.ContainsFunc(c.Closures, func(x schedule.Closure) bool { return d >= x.From && d <= x.To })
}

// inSession names a series that takes up a resource at m, by trying the session of
// that day and the one before it.
func inSession(c *schedule.Calendar, name string, m time.Time) string {
	for _, s := range c.Series {
		if s.Leader != name && s.Room != name {
			continue
		}
		for _, back := range []int{-1, 0, 1} {
			y, mo, d := m.In(anchorage).AddDate(0, 0, back).Date()
			date := time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)
			first, _ := time.Parse(time.DateOnly, s.Start)
			var every int
			_, _ = fmt.Sscanf(s.Rule, "FREQ=DAILY;INTERVAL=%d", &every)
			days := int(date.Sub(first).Hours()) / 24
			start := time.Date(y, mo, d, int(s.At)/60, int(s.At)%60, 0, 0, anchorage)
			end := start.Add(s.Duration)
			if days < 0 || days%every != 0 || closedOn(c, start) || closedOn(c, end.Add(-time.Minute).In(anchorage)) {
				continue
			}
			k := c.Kinds[s.Kind]
			if !m.Before(start.Add(-k.Before)) && m.Before(end.Add(k.After)) {
				return s.Name
			}
		}
	}
	return ""
}

// twice reports whether the clock shows an hour twice at m.
func twice(m time.Time) bool {
	hour := m.In(anchorage).Format("2006-01-02 15")
	return m.Add(time.Hour).In(anchorage).Format("2006-01-02 15") == hour || m.Add(-time.Hour).In(anchorage).Format("2006-01-02 15") == hour
}

// inside reads the wall clock. In the hour that an autumn night repeats, either
// reading may be meant by a window's end, so there it lets anything pass.
func inside(w schedule.Week, m time.Time) bool {
	if twice(m) {
		return true
	}
	l := m.In(anchorage)
	for _, s := range w[l.Weekday()] {
		if at := schedule.Minutes(l.Hour()*60 + l.Minute()); at >= s.From && at < s.To {
			return true
		}
	}
	return false
}

// overlap reports whether two visits take place at the same time.
func overlap(a, b bot.Opening) bool { return a.Start.Before(b.End) && b.Start.Before(a.End) }

func TestOpeningsAreHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, busy, who, now := world(t)
		k := c.Kinds["visit"]
		all := slices.Collect(c.Openings("visit", who, busy, now))
		begun := func(o bot.Opening) bool { return busy.Taken(schedule.ShareOf(o)) > 0 }
		for i, o := range all {
			if s := wrong(c, k, who, busy, now, o); s != "" {
				t.Fatalf("%v with %s in %q: %s", o.Start.In(anchorage), o.Resource, o.Room, s)
			}
			if i > 0 && !all[i-1].Start.Before(o.Start) {
				t.Fatalf("%v after %v", o.Start, all[i-1].Start)
			}
			for _, x := range all[:i] {
				if begun(x) != begun(o) && overlap(x, o) {
					t.Fatalf("%v and %v: one begun, and a new one beside it", x, o)
				}
			}
		}
		n := rapid.IntRange(1, 5).Draw(t, "limit")
		if some := first(n, c.Openings("visit", who, busy, now)); fmt.Sprint(some) != fmt.Sprint(all[:min(n, len(all))]) {
			t.Fatalf("the first %d are %v, not %v", n, some, all)
		}
		// Claiming an opening takes it away from everyone else, or one seat of it.
		if len(all) > 0 {
			o := rapid.SampledFrom(all).Draw(t, "claimed")
			busy.Add(schedule.OpeningCells(o)...)
			if s := schedule.ShareOf(o); s != (schedule.Share{}) {
				busy.AddShare(s, busy.Taken(s)+1)
			}
			for x := range c.Openings("visit", who, busy, now) {
				near := x.Start.Add(-x.Before).Before(o.End.Add(o.After)) && o.Start.Add(-o.Before).Before(x.End.Add(x.After))
				same := x.Resource == o.Resource || o.Room != "" && x.Room == o.Room
				if s := schedule.ShareOf(o); near && same && (schedule.ShareOf(x) != s || s == schedule.Share{} || busy.Taken(s) >= k.Seats) {
					t.Fatalf("%v is in the way of the claimed %v", x, o)
				}
			}
		}
	})
}

// Nothing is left out: with one resource, the openings are the starts of its hours
// with which nothing is wrong, less the new ones beside one that has begun.
func TestOpeningsAreAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, busy, who, now := world(t)
		k := c.Kinds["visit"]
		k.Resources = k.Resources[:1]
		c.Kinds["visit"] = k
		var good, begun []bot.Opening
		for _, o := range plain(c, k, k.Resources[0], now) {
			o.Before, o.After = k.Before, k.After
			if k.Seats > 1 {
				o.Seats = k.Seats
			}
			var fits []bot.Opening
			for _, o.Room = range append(slices.Clone(k.Rooms), "") {
				if wrong(c, k, who, busy, now, o) != "" {
					continue
				}
				if busy.Taken(schedule.ShareOf(o)) > 0 {
					begun = append(begun, o)
				}
				fits = append(fits, o)
			}
			if len(fits) > 0 {
				good = append(good, fits[0])
			}
		}
		var want, got []string
		for _, o := range good {
			beside := func(x bot.Opening) bool { return overlap(x, o) && !x.Start.Equal(o.Start) }
			isBegun := slices.ContainsFunc(begun, func(x bot.Opening) bool { return x.Start.Equal(o.Start) })
			if (isBegun || !slices.ContainsFunc(begun, beside)) && !nearTwice(o) {
				want = append(want, o.Start.String())
			}
		}
		for o := range c.Openings("visit", who, busy, now) {
			if !nearTwice(o) {
				got = append(got, o.Start.String())
			}
		}
		if !slices.Equal(want, got) {
			t.Fatalf("want %v\ngot  %v", want, got)
		}
	})
}

// nearTwice leaves out visits that touch an hour of which either may be meant.
func nearTwice(o bot.Opening) bool {
	for m := o.Start; m.Before(o.End.Add(30 * time.Minute)); m = m.Add(30 * time.Minute) {
		if twice(m) {
			return true
		}
	}
	return false
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
		b.Run(fmt.Sprintf("limit=%d", limit), func(b *testing.B) { ask(b, limit, c, busy, now) })
	}
}

func ask(b *testing.B, limit int, c *schedule.Calendar, busy schedule.Busy, now time.Time) {
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = len(first(limit, c.Openings("intake_assessment", schedule.Who{}, busy, now)))
	}
	b.ReportMetric(float64(n), "openings")
}

// BenchmarkOpeningsAfterYears asks a young clinic and one with 50,000 visits of the
// past and a group that began ten years ago: the answers cost the same.
func BenchmarkOpeningsAfterYears(b *testing.B) {
	now := local("2026-03-02 21:40")
	for _, old := range []bool{false, true} {
		start, visits := "2026-03-03", 0
		if old {
			start, visits = "2016-03-01", 50_000
		}
		c := clinic(withRooms, tuesdays(func(s *schedule.Series) { s.Start = start }), func(c *schedule.Calendar, k *schedule.Kind) {
			for n := range 10 {
				name := fmt.Sprintf("counselor_%02d", n)
				c.Resources[name] = schedule.Resource{Name: name, Hours: every(schedule.Span{From: 6 * h, To: 18 * h})}
				k.Resources = append(k.Resources, name)
			}
			k.Horizon, k.Step, k.After = 30*24*time.Hour, 15*time.Minute, 10*time.Minute
		})
		busy := schedule.Busy{}
		for n := range visits {
			at := now.AddDate(0, 0, -1-n/50).Truncate(24 * time.Hour).Add(time.Duration(n%5*2) * time.Hour)
			busy.Add(schedule.Cells(fmt.Sprintf("counselor_%02d", n%50/5), at, at.Add(time.Hour))...)
		}
		for _, limit := range []int{3, 0} {
			b.Run(fmt.Sprintf("past=%d/limit=%d", visits, limit), func(b *testing.B) { ask(b, limit, c, busy, now) })
		}
	}
}
