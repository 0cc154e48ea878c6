package schedule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

func TestDay(t *testing.T) {
	c := groups(withAnother, withRooms, tuesdays(func(s *schedule.Series) { s.Name = "late" }), tuesdays(func(s *schedule.Series) { s.At = 23 * h }),
		tuesdays(func(s *schedule.Series) { s.Name, s.At = "early", 9*h }))
	c.Closures = []schedule.Closure{{From: "2026-03-10", To: "2026-03-10", Why: bot.Text{"en": "Weather"}}}
	ben := c.Resources["ben"]
	ben.Days = []schedule.DayHours{{From: "2026-03-08", To: "2026-03-08", Spans: []schedule.Span{{From: 14 * h, To: 15 * h}, {From: 60, To: 5 * h}}}, {From: "2026-03-03", To: "2026-03-03"}}
	c.Resources["ben"] = ben
	type day struct {
		Closure string
		Open    map[string][]string
		Names   []string
		Groups  []string
	}
	for date, want := range map[string]day{
		"2026-03-03": {Open: map[string][]string{"ana": {"09:00-17:00"}, "north": {"00:00-11:00"}, "south": {"10:00-14:00"}},
			Names: []string{"ana", "north", "south"}, Groups: []string{"03-03 09:00 ana in north early", "03-03 13:00 ana in north late", "03-03 23:00 ana in north tuesdays"}},
		"2026-03-08": {Open: map[string][]string{"ben": {"01:00-05:00", "14:00-15:00"}, "north": {"00:00-11:00"}, "south": {"10:00-14:00"}}, Names: []string{"ben", "north", "south"}},
		"2026-03-10": {Closure: "Weather", Open: map[string][]string{}},
	} {
		v, ok := c.Day(date)
		got := day{Open: map[string][]string{}, Names: v.Resources, Groups: shown(v.Sessions)}
		if v.Closure != nil {
			got.Closure = v.Closure.Why["en"]
		}
		for name, ws := range v.Open {
			for _, w := range ws {
				got.Open[name] = append(got.Open[name], w.From.In(anchorage).Format("15:04-")+w.To.In(anchorage).Format("15:04"))
			}
			if d := cmp.Diff(ws, c.Open(name, date)); d != "" {
				t.Error(d)
			}
		}
		if d := cmp.Diff(want, got); d != "" || !ok || v.Date != date {
			t.Errorf("%s: %v %s", date, ok, d)
		}
	}
	if _, ok := c.Day("tomorrow"); ok || c.Open("ana", "tomorrow") != nil || c.Open("eve", "2026-03-03") != nil {
		t.Error("what is no date or no resource has a day")
	}
	// The spring night has 23 hours, and its window from 1 to 5 three.
	if w := c.Open("ben", "2026-03-08")[0]; w.To.Sub(w.From).Hours() != 3 {
		t.Errorf("%v", w)
	}
}
