package schedule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

func TestOpen(t *testing.T) {
	c := groups(withAnother, withRooms)
	c.Closures = []schedule.Closure{{From: "2026-03-10", To: "2026-03-10", Why: bot.Text{"en": "Weather"}}}
	ben := c.Resources["ben"]
	ben.Days = []schedule.DayHours{{From: "2026-03-08", To: "2026-03-08", Spans: []schedule.Span{{From: 14 * h, To: 15 * h}, {From: 60, To: 5 * h}}}, {From: "2026-03-03", To: "2026-03-03"}}
	c.Resources["ben"] = ben
	for date, want := range map[string]map[string][]string{
		"2026-03-03": {"ana": {"09:00-17:00"}, "north": {"00:00-11:00"}, "south": {"10:00-14:00"}},
		"2026-03-08": {"ben": {"01:00-05:00", "14:00-15:00"}, "north": {"00:00-11:00"}, "south": {"10:00-14:00"}},
		"2026-03-10": {},
	} {
		got := map[string][]string{}
		for name := range c.Resources {
			for _, w := range c.Open(name, date) {
				got[name] = append(got[name], w.From.In(anchorage).Format("15:04-")+w.To.In(anchorage).Format("15:04"))
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", date, d)
		}
	}
	if c.Open("ana", "tomorrow") != nil || c.Open("eve", "2026-03-03") != nil {
		t.Error("what is no date or no resource has a day")
	}
	// The spring night has 23 hours, and its window from 1 to 5 three.
	if w := c.Open("ben", "2026-03-08")[0]; w.To.Sub(w.From).Hours() != 3 {
		t.Errorf("%v", w)
	}
}

func TestDayBounds(t *testing.T) {
	for date, hours := range map[string]float64{"2026-03-07": 24, "2026-03-08": 23, "2026-11-01": 25} {
		from, to, ok := groups().DayBounds(date)
		if got := from.In(anchorage).Format("2006-01-02 15:04"); !ok || got != date+" 00:00" || to.Sub(from).Hours() != hours {
			t.Errorf("%s begins %s and lasts %v", date, got, to.Sub(from))
		}
	}
	if _, _, ok := groups().DayBounds("tomorrow"); ok {
		t.Error("what is no date has bounds")
	}
}
