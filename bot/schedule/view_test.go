package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// What is taken may overlap, come in any order and reach over the ends of the hours.
func TestWhatIsLeftOfOpenHours(t *testing.T) {
	day := time.Date(2026, 10, 6, 0, 0, 0, 0, time.UTC)
	at := func(h, m int) time.Time { return day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute) }
	w := func(a, b time.Time) schedule.Window { return schedule.Window{From: a, To: b} }
	open := []schedule.Window{w(at(8, 0), at(12, 0)), w(at(13, 0), at(16, 0))}
	for name, x := range map[string]struct{ taken, want []schedule.Window }{
		"nothing":         {nil, open},
		"overlapping":     {[]schedule.Window{w(at(9, 30), at(10, 30)), w(at(9, 0), at(10, 0))}, []schedule.Window{w(at(8, 0), at(9, 0)), w(at(10, 30), at(12, 0)), w(at(13, 0), at(16, 0))}},
		"one in another":  {[]schedule.Window{w(at(8, 30), at(11, 0)), w(at(9, 0), at(9, 30))}, []schedule.Window{w(at(8, 0), at(8, 30)), w(at(11, 0), at(12, 0)), w(at(13, 0), at(16, 0))}},
		"over the noon":   {[]schedule.Window{w(at(11, 30), at(13, 30))}, []schedule.Window{w(at(8, 0), at(11, 30)), w(at(13, 30), at(16, 0))}},
		"over everything": {[]schedule.Window{w(at(0, 0), at(23, 0))}, nil},
		"outside":         {[]schedule.Window{w(at(6, 0), at(8, 0)), w(at(16, 0), at(17, 0))}, open},
	} {
		if d := cmp.Diff(x.want, schedule.Left(open, x.taken)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A day's open time is without visits and what is kept free around them, also in the
// room, and with the time of one that was cancelled.
func TestWhatADayHasLeft(t *testing.T) {
	hours := schedule.Week{time.Tuesday: {{From: 8 * 60, To: 12 * 60}}}
	day := time.Date(2026, 10, 6, 0, 0, 0, 0, time.UTC)
	at := func(h, m int) time.Time { return day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute) }
	v := schedule.View{Calendar: &schedule.Calendar{Zone: time.UTC, Resources: map[string]schedule.Resource{"nurse": {Name: "nurse", Hours: hours}, "room": {Name: "room", Hours: hours}},
		Closures: []schedule.Closure{{From: "2026-10-13", To: "2026-10-13"}}}, From: day, To: day.AddDate(0, 0, 14), Now: day}
	visit := func(id bot.VisitID, from time.Time, s bot.VisitStatus) bot.Booking {
		return bot.Booking{Visit: bot.Visit{ID: id, Status: s, Opening: bot.Opening{Kind: "exam", Resource: "nurse", Room: "room", Start: from, End: from.Add(time.Hour), After: 15 * time.Minute}}}
	}
	v.Visits = []bot.Booking{visit("a", at(9, 0), bot.VisitBooked), visit("b", at(11, 0), bot.VisitCancelled)}
	entries := schedule.Entries(v)
	want := []schedule.Window{{From: at(8, 0), To: at(9, 0)}, {From: at(10, 15), To: at(12, 0)}}
	for _, name := range []string{"nurse", "room"} {
		if d := cmp.Diff(want, v.Left(entries, name, "2026-10-06")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if left := v.Left(entries, "nurse", "2026-10-13"); left != nil {
		t.Errorf("a closure leaves %v", left)
	}
}
