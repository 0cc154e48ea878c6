package schedule_test

import (
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/text"
)

var anchorage = zone("America/Anchorage")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// local reads "2026-03-02 21:40" at the clinic; the first of two.
func local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, anchorage)
	if err != nil {
		panic(err)
	}
	return t
}

const h = 60

// every is a week with the same spans each day.
func every(spans ...schedule.Span) schedule.Week {
	var w schedule.Week
	for d := range w {
		w[d] = spans
	}
	return w
}

// workdays is Monday to Friday.
func workdays(spans ...schedule.Span) schedule.Week {
	w := every(spans...)
	w[time.Sunday], w[time.Saturday] = nil, nil
	return w
}

// clinic has one counselor, Monday to Friday 9:00 to 17:00, and two-hour visits
// that start on the hour.
func clinic(edit ...func(*schedule.Calendar, *schedule.Kind)) *schedule.Calendar {
	c := &schedule.Calendar{
		Zone:      anchorage,
		Resources: map[string]schedule.Resource{"ana": {Name: "ana", Hours: workdays(schedule.Span{From: 9 * h, To: 17 * h})}},
	}
	k := schedule.Kind{Name: "intake_assessment", Duration: 2 * time.Hour, Lead: 2 * time.Hour,
		Horizon: 14 * 24 * time.Hour, Step: time.Hour, Resources: []string{"ana"}, Book: schedule.BookByText}
	for _, f := range edit {
		f(c, &k)
	}
	c.Kinds = map[string]schedule.Kind{k.Name: k}
	return c
}

// starts are openings as "03-02 09:00 ana".
func starts(os []bot.Opening) []string {
	var out []string
	for _, o := range os {
		out = append(out, o.Start.In(anchorage).Format("01-02 15:04 ")+o.Resource)
	}
	return out
}

// first are the first n of a sequence; n of 0 is all.
func first(n int, seq iter.Seq[bot.Opening]) []bot.Opening {
	var out []bot.Opening
	for o := range seq {
		if out = append(out, o); len(out) == n {
			break
		}
	}
	return out
}

func TestOpenings(t *testing.T) {
	type edit = func(*schedule.Calendar, *schedule.Kind)
	hours := func(w schedule.Week) edit {
		return func(c *schedule.Calendar, _ *schedule.Kind) {
			c.Resources["ana"] = schedule.Resource{Name: "ana", Hours: w}
		}
	}
	always := hours(every(schedule.Span{From: 0, To: schedule.Midnight}))
	for _, tc := range []struct {
		name  string
		edit  edit
		now   string
		busy  [][2]string
		limit int
		want  []string
	}{
		{"soonest first", nil, "2026-03-02 21:40", nil, 3, []string{"03-03 09:00 ana", "03-03 10:00 ana", "03-03 11:00 ana"}},
		{"lead counts from now", nil, "2026-03-03 08:30", nil, 1, []string{"03-03 11:00 ana"}},
		{"lead to the minute", nil, "2026-03-03 08:00", nil, 1, []string{"03-03 10:00 ana"}},
		{"the visit ends by closing time", nil, "2026-03-03 12:30", nil, 2, []string{"03-03 15:00 ana", "03-04 09:00 ana"}},
		{"over the weekend", nil, "2026-03-06 15:30", nil, 1, []string{"03-09 09:00 ana"}},
		{"never the present moment", func(_ *schedule.Calendar, k *schedule.Kind) { k.Lead = 0 }, "2026-03-03 09:00", nil, 1, []string{"03-03 10:00 ana"}},
		{"a negative lead is none", func(_ *schedule.Calendar, k *schedule.Kind) { k.Lead = -time.Hour }, "2026-03-03 09:30", nil, 1, []string{"03-03 10:00 ana"}},
		{"busy", nil, "2026-03-02 21:40", [][2]string{{"2026-03-03 10:30", "2026-03-03 11:00"}}, 2, []string{"03-03 11:00 ana", "03-03 12:00 ana"}},
		{"five minutes are enough", nil, "2026-03-02 21:40", [][2]string{{"2026-03-03 10:55", "2026-03-03 11:00"}}, 1, []string{"03-03 11:00 ana"}},
		{"back to back is free", nil, "2026-03-02 21:40", [][2]string{{"2026-03-03 11:00", "2026-03-03 17:00"}}, 2, []string{"03-03 09:00 ana", "03-04 09:00 ana"}},
		{"closure", func(c *schedule.Calendar, _ *schedule.Kind) {
			c.Closures = []schedule.Closure{{From: "2026-03-03", To: "2026-03-04"}}
		}, "2026-03-02 21:40", nil, 1, []string{"03-05 09:00 ana"}},
		{"horizon includes its last minute", func(_ *schedule.Calendar, k *schedule.Kind) { k.Horizon = 24 * time.Hour }, "2026-03-02 09:00", nil, 0,
			[]string{"03-02 11:00 ana", "03-02 12:00 ana", "03-02 13:00 ana", "03-02 14:00 ana", "03-02 15:00 ana", "03-03 09:00 ana"}},
		{"lead beyond horizon", func(_ *schedule.Calendar, k *schedule.Kind) { k.Lead = 1000 * time.Hour }, "2026-03-02 09:00", nil, 0, nil},
		{"staff only", func(_ *schedule.Calendar, k *schedule.Kind) { k.Book = schedule.BookByStaff }, "2026-03-02 09:00", nil, 0, nil},
		{"no length", func(_ *schedule.Calendar, k *schedule.Kind) { k.Duration = 0 }, "2026-03-02 09:00", nil, 0, nil},
		{"a resource nobody knows", func(_ *schedule.Calendar, k *schedule.Kind) { k.Resources = []string{"eve"} }, "2026-03-02 09:00", nil, 0, nil},
		{"hours of the kind narrow those of the resource", func(_ *schedule.Calendar, k *schedule.Kind) {
			w := every(schedule.Span{From: 6 * h, To: 11 * h})
			k.Hours = &w
		}, "2026-03-06 12:00", nil, 2, []string{"03-09 09:00 ana", "03-10 09:00 ana"}},
		{"two windows a day", hours(every(schedule.Span{From: 13 * h, To: 15 * h}, schedule.Span{From: 8*h + 30, To: 11 * h})),
			"2026-03-02 21:40", nil, 3, []string{"03-03 08:30 ana", "03-03 13:00 ana", "03-04 08:30 ana"}},
		{"over midnight, written as two", func(c *schedule.Calendar, k *schedule.Kind) {
			hours(every(schedule.Span{From: 22 * h, To: schedule.Midnight}, schedule.Span{From: 0, To: 1 * h}))(c, k)
		}, "2026-03-02 12:00", nil, 3, []string{"03-02 22:00 ana", "03-02 23:00 ana", "03-03 22:00 ana"}},
		{"not into a closed day", func(c *schedule.Calendar, k *schedule.Kind) {
			always(c, k)
			c.Closures = []schedule.Closure{{From: "2026-03-03", To: "2026-03-03"}}
		}, "2026-03-02 19:30", nil, 2, []string{"03-02 22:00 ana", "03-04 00:00 ana"}},
		{"spring night: 2:00 never comes", func(c *schedule.Calendar, k *schedule.Kind) { always(c, k); k.Duration = time.Hour },
			"2026-03-07 21:59", nil, 4, []string{"03-08 00:00 ana", "03-08 01:00 ana", "03-08 03:00 ana", "03-08 04:00 ana"}},
		{"a window inside the hour that is skipped", hours(every(schedule.Span{From: 2 * h, To: 3 * h})), "2026-03-07 21:00", nil, 0, nil},
		{"autumn night: 1:00 is offered once", func(c *schedule.Calendar, k *schedule.Kind) { always(c, k); k.Duration = time.Hour },
			"2026-10-31 21:59", nil, 4, []string{"11-01 00:00 ana", "11-01 01:00 ana", "11-01 02:00 ana", "11-01 03:00 ana"}},
		{"spring night of 2027", func(c *schedule.Calendar, k *schedule.Kind) { always(c, k); k.Duration = time.Hour },
			"2027-03-13 22:59", nil, 3, []string{"03-14 01:00 ana", "03-14 03:00 ana", "03-14 04:00 ana"}},
		{"autumn night of 2027", func(c *schedule.Calendar, k *schedule.Kind) { always(c, k); k.Duration = time.Hour },
			"2027-11-06 22:59", nil, 3, []string{"11-07 01:00 ana", "11-07 02:00 ana", "11-07 03:00 ana"}},
		{"over the spring night two hours are two hours", always, "2026-03-07 22:30", [][2]string{{"2026-03-08 04:00", "2026-03-08 04:05"}}, 2,
			[]string{"03-08 01:00 ana", "03-08 05:00 ana"}},
		{"over the autumn night two hours are two hours", always, "2026-10-31 22:30", [][2]string{{"2026-11-01 02:00", "2026-11-01 02:05"}}, 2,
			[]string{"11-01 01:00 ana", "11-01 03:00 ana"}},
		{"Thanksgiving of two days", func(c *schedule.Calendar, _ *schedule.Kind) {
			c.Closures = []schedule.Closure{{From: "2026-11-26", To: "2026-11-27"}}
		}, "2026-11-25 14:00", nil, 2, []string{"11-30 09:00 ana", "11-30 10:00 ana"}},
		{"leap day", nil, "2028-02-28 21:00", nil, 1, []string{"02-29 09:00 ana"}},
		{"no leap day", nil, "2027-02-28 21:00", nil, 1, []string{"03-01 09:00 ana"}},
		{"year's end with Alaska's holidays", func(c *schedule.Calendar, _ *schedule.Kind) {
			c.Closures = []schedule.Closure{{From: "2026-12-25", To: "2026-12-25"}, {From: "2027-01-01", To: "2027-01-01"}}
		}, "2026-12-31 16:00", nil, 1, []string{"01-04 09:00 ana"}},
		{"Seward's Day and Alaska Day", func(c *schedule.Calendar, _ *schedule.Kind) {
			c.Closures = []schedule.Closure{{From: "2026-03-30", To: "2026-03-30"}, {From: "2026-10-18", To: "2026-10-19"}}
		}, "2026-03-27 17:00", nil, 1, []string{"03-31 09:00 ana"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c *schedule.Calendar
			if tc.edit != nil {
				c = clinic(tc.edit)
			} else {
				c = clinic()
			}
			busy := schedule.Busy{}
			for _, b := range tc.busy {
				busy.Add(schedule.Cells("ana", local(b[0]), local(b[1]))...)
			}
			if d := cmp.Diff(tc.want, starts(first(tc.limit, c.Openings("intake_assessment", schedule.Who{}, busy, local(tc.now))))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestOpeningsAreSpread(t *testing.T) {
	c := clinic(func(c *schedule.Calendar, k *schedule.Kind) {
		for _, n := range []string{"ben", "cy"} {
			c.Resources[n] = schedule.Resource{Name: n, Hours: c.Resources["ana"].Hours}
		}
		k.Resources = []string{"ana", "ben", "cy"}
	})
	now := local("2026-03-02 21:40")
	busy := schedule.Busy{}
	free := first(3, c.Openings("intake_assessment", schedule.Who{}, busy, now))
	if d := cmp.Diff([]string{"03-03 09:00 ana", "03-03 10:00 ben", "03-03 11:00 cy"}, starts(free)); d != "" {
		t.Error("equals do not take turns:", d)
	}
	busy.Add(schedule.Cells("ana", local("2026-03-03 14:00"), local("2026-03-03 16:00"))...)
	busy.Add(schedule.Cells("ben", local("2026-03-03 16:00"), local("2026-03-03 17:00"))...)
	if d := cmp.Diff([]string{"03-03 09:00 cy"}, starts(first(1, c.Openings("intake_assessment", schedule.Who{}, busy, now)))); d != "" {
		t.Error("who has least to do is not first:", d)
	}
}

func TestStaffOpenings(t *testing.T) {
	c := clinic(func(_ *schedule.Calendar, k *schedule.Kind) { k.Book = schedule.BookByStaff })
	got := starts(first(1, c.Openings("intake_assessment", schedule.Who{Staff: true}, schedule.Busy{}, local("2026-03-02 21:40"))))
	if d := cmp.Diff([]string{"03-03 09:00 ana"}, got); d != "" {
		t.Error(d)
	}
}

func TestCells(t *testing.T) {
	cell := func(day string, n int) schedule.Cell { return schedule.Cell{Resource: "ana", Day: day, N: n} }
	utc := func(s string) time.Time { x, _ := time.Parse("2006-01-02 15:04", s); return x }
	for _, tc := range []struct {
		name       string
		start, end time.Time
		want       []schedule.Cell
	}{
		{"ten minutes", utc("2026-03-03 00:00"), utc("2026-03-03 00:10"), []schedule.Cell{cell("2026-03-03", 0), cell("2026-03-03", 1)}},
		{"over UTC midnight", utc("2026-03-03 23:55"), utc("2026-03-04 00:05"), []schedule.Cell{cell("2026-03-03", 287), cell("2026-03-04", 0)}},
		{"off the grid touches both", utc("2026-03-03 00:04"), utc("2026-03-03 00:06"), []schedule.Cell{cell("2026-03-03", 0), cell("2026-03-03", 1)}},
		{"local time is put into UTC", local("2026-03-03 15:00"), local("2026-03-03 15:05"), []schedule.Cell{cell("2026-03-04", 0)}},
		{"leap day", utc("2028-02-28 23:55"), utc("2028-02-29 00:05"), []schedule.Cell{cell("2028-02-28", 287), cell("2028-02-29", 0)}},
		{"nothing", utc("2026-03-03 00:00"), utc("2026-03-03 00:00"), nil},
		{"backwards", utc("2026-03-03 01:00"), utc("2026-03-03 00:00"), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, schedule.Cells("ana", tc.start, tc.end)); d != "" {
				t.Error(d)
			}
		})
	}
	// The autumn night has 25 hours, and each is a cell of its own.
	if n := len(schedule.Cells("ana", local("2026-11-01 00:00"), local("2026-11-02 00:00"))); n != 25*12 {
		t.Errorf("%d cells on the autumn night, want %d", n, 25*12)
	}
}

func TestFits(t *testing.T) {
	o := bot.Opening{Start: local("2026-03-03 09:00")} // a Tuesday
	for _, tc := range []struct {
		name string
		wish bot.Wish
		want bool
	}{
		{"no wish", bot.Wish{}, true},
		{"its day", bot.Wish{Days: []time.Weekday{time.Monday, time.Tuesday}}, true},
		{"another day", bot.Wish{Days: []time.Weekday{time.Wednesday}}, false},
		{"from its date", bot.Wish{From: "2026-03-03"}, true},
		{"from later", bot.Wish{From: "2026-03-04"}, false},
		{"to its date", bot.Wish{To: "2026-03-03"}, true},
		{"to earlier", bot.Wish{To: "2026-03-02"}, false},
		{"after 9", bot.Wish{AfterMin: 9 * h}, true},
		{"after 9:01", bot.Wish{AfterMin: 9*h + 1}, false},
		{"before 9", bot.Wish{BeforeMin: 9 * h}, false},
		{"before noon", bot.Wish{BeforeMin: 12 * h}, true},
		{"later than itself", bot.Wish{After: local("2026-03-03 09:00")}, false},
		{"later than before it", bot.Wish{After: local("2026-03-03 08:59")}, true},
		{"sooner than itself", bot.Wish{Before: local("2026-03-03 09:00")}, false},
		{"sooner than after it", bot.Wish{Before: local("2026-03-03 09:01")}, true},
	} {
		if got := schedule.Fits(o, tc.wish, anchorage); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
	// The evening in Anchorage is the next day in UTC.
	if !schedule.Fits(bot.Opening{Start: local("2026-03-03 20:00")}, bot.Wish{From: "2026-03-03", To: "2026-03-03"}, anchorage) {
		t.Error("date read in UTC")
	}
}

func TestOpenNow(t *testing.T) {
	day := workdays(schedule.Span{From: 8 * h, To: 12 * h}, schedule.Span{From: 13 * h, To: 17 * h})
	night := every(schedule.Span{From: 0, To: 2*h + 30}, schedule.Span{From: 22 * h, To: schedule.Midnight})
	all := every(schedule.Span{From: 0, To: schedule.Midnight})
	c := &schedule.Calendar{Zone: anchorage, Closures: []schedule.Closure{{From: "2026-11-26", To: "2026-11-27"}}}
	for _, tc := range []struct {
		name string
		week schedule.Week
		now  string
		open bool
		next string
	}{
		{"open", day, "2026-03-03 08:00", true, "2026-03-03 12:00"},
		{"lunch", day, "2026-03-03 12:00", false, "2026-03-03 13:00"},
		{"evening", day, "2026-03-03 17:00", false, "2026-03-04 08:00"},
		{"Friday evening", day, "2026-03-06 18:00", false, "2026-03-09 08:00"},
		{"closed for the holiday", day, "2026-11-25 18:00", false, "2026-11-30 08:00"},
		{"open over midnight", night, "2026-03-03 23:00", true, "2026-03-04 02:30"},
		{"over midnight into a holiday", night, "2026-11-25 23:00", true, "2026-11-26 00:00"},
		{"over the spring jump", night, "2026-03-07 23:00", true, "2026-03-08 03:00"},
		{"over the autumn night", night, "2026-10-31 23:00", true, "2026-11-01 02:30"},
		{"always", all, "2026-03-03 12:00", true, ""},
		{"always, but a holiday comes", all, "2026-11-20 12:00", true, "2026-11-26 00:00"},
		{"never", schedule.Week{}, "2026-03-03 12:00", false, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			open, next := c.OpenNow(tc.week, local(tc.now))
			var want time.Time
			if tc.next != "" {
				want = local(tc.next)
			}
			if open != tc.open || !next.Equal(want) {
				t.Errorf("%v until %v, want %v until %v", open, next, tc.open, want)
			}
		})
	}
}

func TestOpenNowLooksFourteenDays(t *testing.T) {
	c := &schedule.Calendar{Zone: anchorage, Closures: []schedule.Closure{{From: "2026-03-04", To: "2026-04-30"}}}
	open, next := c.OpenNow(every(schedule.Span{From: 8 * h, To: 9 * h}), local("2026-03-03 10:00"))
	if open || !next.IsZero() {
		t.Errorf("%v, %v", open, next)
	}
}

func TestWhen(t *testing.T) {
	for _, tc := range []struct{ at, en, es string }{
		{"2026-03-03 09:00", "Tue Mar 3, 9:00 AM", "mar 3 mar, 9:00 AM"},
		{"2026-03-04 00:00", "Wed Mar 4, 12:00 AM", "mié 4 mar, 12:00 AM"},
		{"2026-03-07 12:05", "Sat Mar 7, 12:05 PM", "sab 7 mar, 12:05 PM"},
		{"2026-12-31 23:59", "Thu Dec 31 2026, 11:59 PM", "jue 31 dic 2026, 11:59 PM"},
		{"2026-08-31 17:30", "Mon Aug 31, 5:30 PM", "lun 31 ago, 5:30 PM"},
		{"2028-02-29 09:00", "Tue Feb 29 2028, 9:00 AM", "mar 29 feb 2028, 9:00 AM"},
	} {
		for lang, want := range map[bot.Lang]string{"en": tc.en, "es": tc.es, "tl": tc.en} {
			got := schedule.When(local(tc.at), local("2026-03-02 12:00"), anchorage, lang)
			if got != want {
				t.Errorf("%s %s: %q, want %q", tc.at, lang, got, want)
			}
			if r := text.NotGSM7(got); r != 0 {
				t.Errorf("%q is not GSM-7: %q", got, r)
			}
		}
	}
}

func TestHoursText(t *testing.T) {
	span := func(from, to schedule.Minutes) []schedule.Span { return []schedule.Span{{From: from, To: to}} }
	dosing := workdays(schedule.Span{From: 5*h + 30, To: 11 * h})
	dosing[time.Saturday] = span(6*h, 9*h)
	split := every(schedule.Span{From: 6 * h, To: 9 * h}, schedule.Span{From: 12 * h, To: 13*h + 15})
	night := schedule.Week{time.Friday: span(22*h, schedule.Midnight), time.Saturday: span(0, 2*h)}
	c := clinic()
	for _, tc := range []struct {
		name   string
		week   schedule.Week
		en, es string
	}{
		{"dosing", dosing, "Mon-Fri 5:30 AM-11 AM, Sat 6 AM-9 AM, closed Sun", "lun-vie 5:30 AM-11 AM, sab 6 AM-9 AM, dom cerrado"},
		{"split", split, "Mon-Sun 6 AM-9 AM and 12 PM-1:15 PM", "lun-dom 6 AM-9 AM y 12 PM-1:15 PM"},
		{"night", night, "closed Mon-Thu, Fri 10 PM-midnight, Sat midnight-2 AM, closed Sun", "lun-jue cerrado, vie 10 PM-medianoche, sab medianoche-2 AM, dom cerrado"},
		{"always", every(span(0, schedule.Midnight)...), "Mon-Sun 24 hours", "lun-dom 24 horas"},
		{"never", schedule.Week{}, "closed", "cerrado"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for lang, want := range map[bot.Lang]string{"en": tc.en, "es": tc.es} {
				got := c.HoursText(tc.week, lang)
				if got != want {
					t.Errorf("%s: %q, want %q", lang, got, want)
				}
				if r := text.NotGSM7(got); r != 0 {
					t.Errorf("%q is not GSM-7: %q", got, r)
				}
			}
		})
	}
}

func TestWordsOfADay(t *testing.T) {
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	week := schedule.Week{}
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []schedule.Span{{From: 330, To: 960}}
	}
	week[time.Saturday] = []schedule.Span{{From: 360, To: 600}}
	c := &schedule.Calendar{Zone: zone, Desk: week, Closures: []schedule.Closure{{From: "2026-11-26", To: "2026-11-27"}, {From: "2026-11-29", To: "2026-11-29"}, {From: "2026-12-01", To: "2026-12-01"}}}
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, zone)
	for _, x := range []struct {
		date, lang, day, hours, opens string
	}{
		{"2026-11-26", "en", "today, Thu Nov 26", "closed", "Sat Nov 28, 6:00 AM"},
		{"2026-11-27", "en", "tomorrow, Fri Nov 27", "closed", "Sat Nov 28, 6:00 AM"},
		{"2026-11-28", "en", "Sat Nov 28", "6 AM-10 AM", "Mon Nov 30, 5:30 AM"},
		{"2026-11-26", "es", "hoy, jue 26 nov", "cerrado", "sab 28 nov, 6:00 AM"},
		{"2026-11-27", "es", "mañana, vie 27 nov", "cerrado", "sab 28 nov, 6:00 AM"},
		{"2026-11-30", "es", "lun 30 nov", "5:30 AM-4 PM", "mié 2 dic, 5:30 AM"},
		{"2027-11-26", "en", "Fri Nov 26 2027", "5:30 AM-4 PM", "Sat Nov 27 2027, 6:00 AM"},
	} {
		lang := bot.Lang(x.lang)
		hours, open := c.DayHours(c.Desk, x.date, lang)
		if day := c.DayText(x.date, now, lang); day != x.day || hours != x.hours || open != (x.hours != "closed" && x.hours != "cerrado") {
			t.Errorf("%s: %q %q %v", x.date, day, hours, open)
		}
		if got := schedule.When(c.OpensAfter(c.Desk, x.date), now, zone, lang); got != x.opens {
			t.Errorf("after %s it opens %s, want %s", x.date, got, x.opens)
		}
	}
	if got, want := c.ClosedSoon(c.Desk, now, bot.English), "closed Thu Nov 26-Fri Nov 27, closed Tue Dec 1"; got != want {
		t.Errorf("closed soon: %q, want %q", got, want)
	}
	if got := c.ClosedSoon(c.Desk, now.AddDate(0, 1, 0), bot.English); got != "" {
		t.Errorf("nothing is closed then, got %q", got)
	}
}

func TestHowFarAnOpeningMissesAWish(t *testing.T) {
	o := bot.Opening{Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)} // a Tuesday
	for _, x := range []struct {
		wish bot.Wish
		want time.Duration
	}{
		{bot.Wish{}, 0},
		{bot.Wish{Days: []time.Weekday{time.Tuesday}, AfterMin: 540, BeforeMin: 600}, 0},
		{bot.Wish{Days: []time.Weekday{time.Monday, time.Friday}}, 24 * time.Hour},
		{bot.Wish{Days: []time.Weekday{time.Saturday}}, 72 * time.Hour},
		{bot.Wish{From: "2026-12-25", To: "2026-12-25"}, 24 * 24 * time.Hour},
		{bot.Wish{To: "2026-11-30", AfterMin: 600}, 25 * time.Hour},
		{bot.Wish{BeforeMin: 480}, 61 * time.Minute},
		{bot.Wish{After: o.Start.Add(time.Hour)}, 61 * time.Minute},
		{bot.Wish{Before: o.Start.Add(-time.Hour)}, 61 * time.Minute},
	} {
		got := schedule.Misses(o, x.wish, time.UTC)
		if got != x.want || (got == 0) != schedule.Fits(o, x.wish, time.UTC) {
			t.Errorf("%+v: %v, want %v", x.wish, got, x.want)
		}
	}
}
