package console

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
)

// alwaysOpen is a clinic in Anchorage with one nurse who never sleeps.
func alwaysOpen(t *testing.T, visits ...bot.Booking) (*visit, *time.Location) {
	t.Helper()
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	var all schedule.Week
	for i := range all {
		all[i] = []schedule.Span{{From: 0, To: schedule.Midnight}}
	}
	cal := &schedule.Calendar{Zone: zone, Resources: map[string]schedule.Resource{"nurse": {Name: "nurse", Hours: all}},
		Kinds: map[string]schedule.Kind{"followup_exam": {Name: "followup_exam", Duration: 30 * time.Minute, Resources: []string{"nurse"}}}}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, zone)
	c := &Console{o: Options{Zone: zone, Now: func() time.Time { return now }, Rand: zeros{}, Auditor: galleryReads{},
		Visits: &galleryVisits{cal: cal, now: now, all: visits}, Schedule: cal}}
	who := identity{account: account.Account{ID: "ana", StaffID: "ana", Roles: []account.Role{account.FrontDesk}}}
	return &visit{r: &http.Request{}, c: c, now: now, identity: who}, zone
}

func exam(id bot.VisitID, start time.Time, d time.Duration) bot.Booking {
	return bot.Booking{Person: "p", Visit: bot.Visit{ID: id, Status: bot.VisitBooked, Opening: bot.Opening{Kind: "followup_exam", Resource: "nurse", Start: start.UTC(), End: start.Add(d).UTC()}}}
}

// A day whose night the clocks change in has 23 hours or 25: each is drawn once, and
// those that a clock shows twice tell their zone.
func TestADayIsAsLongAsItIs(t *testing.T) {
	utc := func(m time.Month, d, h, min int) time.Time { return time.Date(2026, m, d, h, min, 0, 0, time.UTC) }
	v, zone := alwaysOpen(t, exam("spring", utc(3, 8, 10, 30), 30*time.Minute), // 1:30 AM AKST, and it ends at 3 AM
		exam("first", utc(11, 1, 9, 0), 30*time.Minute), exam("second", utc(11, 1, 10, 0), 30*time.Minute)) // 1 AM AKDT, 1 AM AKST
	for _, x := range []struct {
		month      time.Month
		day, hours int
		says       string
		once       []string
		never      []string
	}{
		{3, 7, 24, "", []string{"1:00 AM", "2:00 AM", "11:30 PM"}, nil},
		{3, 8, 23, "The clocks go forward on this day: it has 23 hours.", []string{"1:30 AM AKST", "3:00 AM AKDT", "11:30 PM AKDT"}, []string{"2:00 AM AKST", "2:00 AM AKDT", "2:30 AM AKDT"}},
		{11, 1, 25, "The clocks go back on this day: it has 25 hours.", []string{"1:00 AM AKDT", "1:00 AM AKST", "1:30 AM AKST", "2:00 AM AKST", "11:30 PM AKST"}, []string{"2:00 AM AKDT"}},
	} {
		d, err := v.dayData(time.Date(2026, x.month, x.day, 12, 0, 0, 0, zone))
		if err != nil || d.Grid == nil {
			t.Fatalf("%v %d: %v, drawn %v", x.month, x.day, err, d.Grid != nil)
		}
		if n := len(d.Grid.Rows) * d.Grid.Step; n != x.hours*60 || d.Length != x.says {
			t.Errorf("%v %d is drawn as %d minutes, and says %q", x.month, x.day, n, d.Length)
		}
		labels := map[string]int{}
		for _, r := range d.Grid.Rows {
			labels[r.Label]++
		}
		for _, l := range x.once {
			if labels[l] != 1 {
				t.Errorf("%v %d has %q %d times", x.month, x.day, l, labels[l])
			}
		}
		for _, l := range x.never {
			if labels[l] != 0 {
				t.Errorf("%v %d has %q, which never was", x.month, x.day, l)
			}
		}
		if problem := torn(d.Grid); problem != "" {
			t.Errorf("%v %d: %s", x.month, x.day, problem)
		}
	}
	fall, err := v.dayData(time.Date(2026, 11, 1, 12, 0, 0, 0, zone))
	if err != nil || len(fall.Entries) != 2 {
		t.Fatalf("%d visits in the fall night (%v)", len(fall.Entries), err)
	}
	spring, err := v.dayData(time.Date(2026, 3, 8, 12, 0, 0, 0, zone))
	if err != nil || v.c.hour(spring.Entries[0].End) != "3:00 AM" {
		t.Errorf("the visit of the spring night ends at %q (%v)", v.c.hour(spring.Entries[0].End), err)
	}
}

// torn says what is wrong with a grid as a table: every place must be in one cell.
func torn(g *dayGrid) string {
	filled := make([]int, len(g.Columns)) // rows that the cells so far reach
	for i, r := range g.Rows {
		cells := r.Cells
		for c := range filled {
			if filled[c] > i {
				continue
			}
			if len(cells) == 0 {
				return fmt.Sprintf("row %d lacks a cell for column %d", i, c)
			}
			filled[c], cells = i+cells[0].Span, cells[1:]
		}
		if len(cells) > 0 {
			return fmt.Sprintf("row %d has %d cells too many", i, len(cells))
		}
	}
	for c, n := range filled {
		if n != len(g.Rows) {
			return fmt.Sprintf("column %d ends at row %d of %d", c, n, len(g.Rows))
		}
	}
	return ""
}

// Visits that overlap, as those booked before a group met at their time, stand in one
// cell; those that begin between the steps, over midnight or at odd minutes tear
// nothing.
func TestADayIsDrawnWhateverStandsInIt(t *testing.T) {
	zone := time.FixedZone("AKDT", -8*3600)
	at := func(d, h, m int) time.Time { return time.Date(2026, 6, d, h, m, 0, 0, zone) }
	v, _ := alwaysOpen(t, exam("aaaa", at(9, 9, 0), time.Hour), exam("bbbb", at(9, 9, 30), time.Hour), exam("cccc", at(9, 10, 30), 7*time.Minute),
		exam("dddd", at(9, 11, 3), 4*time.Minute), exam("eeee", at(9, 11, 7), 5*time.Minute), exam("ffff", at(9, 23, 30), time.Hour), exam("gggg", at(8, 23, 30), time.Hour))
	d, err := v.dayData(at(9, 12, 0))
	if err != nil || d.Grid == nil {
		t.Fatal(err)
	}
	if problem := torn(d.Grid); problem != "" {
		t.Error(problem)
	}
	var drawn, together int
	for _, r := range d.Grid.Rows {
		for _, c := range r.Cells {
			drawn += len(c.Entries)
			together = max(together, len(c.Entries))
		}
	}
	if drawn != 6 || together < 2 {
		t.Errorf("%d visits are drawn, at most %d in one cell", drawn, together)
	}
}

// A week of the rota is drawn to the day's own length, and its gaps are a row.
func TestTheRotasWeekIsDrawnToTheDaysLength(t *testing.T) {
	v, zone := alwaysOpen(t)
	v.now = time.Date(2026, 3, 7, 12, 0, 0, 0, zone) // the clocks change that night
	r := &handoff.Rota{Zone: zone, Staff: []bot.Staff{{ID: "ana", Name: "Ana"}}, Shifts: []handoff.Shift{{Staff: "ana", Days: weekFromMonday, From: 0, To: 12 * 60}}}
	w := v.rotaWeek(r)
	if len(w.Rows) != 2 || !w.Rows[1].Nobody || !w.Gap {
		t.Fatalf("the rows are %+v", w.Rows)
	}
	if got := w.Rows[0].Cells[0].Bars; !slices.Equal(got, []shiftBar{{0, 500}}) {
		t.Errorf("half of a day is drawn as %v", got)
	}
	if got := w.Rows[0].Cells[1].Bars; !slices.Equal(got, []shiftBar{{0, 11 * 1000 / 23}}) || w.Rows[0].Cells[1].Text[0] != "until 12 PM" {
		t.Errorf("11 of 23 hours are drawn as %v, said as %v", got, w.Rows[0].Cells[1].Text)
	}
	if w.Days[1].Length == "" || w.Days[2].Length != "" {
		t.Errorf("the lengths are said as %q and %q", w.Days[1].Length, w.Days[2].Length)
	}
}
