package handoff_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

var anchorage = zone("America/Anchorage")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// night is a Monday at 21:40, after the desk has closed.
var night = time.Date(2026, 3, 2, 21, 40, 0, 0, anchorage)

var everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

// desk is open from 8:00 to 16:00 each day.
func desk(now time.Time) (bool, time.Time) {
	y, m, d := now.In(anchorage).Date()
	open, shut := time.Date(y, m, d, 8, 0, 0, 0, anchorage), time.Date(y, m, d, 16, 0, 0, 0, anchorage)
	switch {
	case now.Before(open):
		return false, open
	case now.Before(shut):
		return true, shut
	}
	return false, open.AddDate(0, 0, 1)
}

// rota: ana, then ben at all hours; sue supervises; cy is staff without shifts.
func rota() *handoff.Rota {
	return &handoff.Rota{
		Staff: []bot.Staff{{ID: "ana"}, {ID: "ben"}, {ID: "cy"}, {ID: "sue"}},
		Shifts: []handoff.Shift{
			{Staff: "ana", Days: everyDay, From: 17 * 60, To: 8 * 60},
			{Staff: "ben", Days: everyDay, From: 0, To: 0},
		},
		Supervisor: "sue", Zone: anchorage, Desk: desk,
	}
}

func crisis() []bot.Raise {
	return []bot.Raise{{Level: bot.LevelNow, Reason: "crisis", Crisis: "suicide_risk"}}
}

func open(r *handoff.Rota, raise []bot.Raise, now time.Time) handoff.Change {
	return handoff.Open(r, "case1", "", "p1", raise, now)
}

func ids(staff []bot.Staff) string {
	s := ""
	for _, x := range staff {
		s += x.ID + " "
	}
	return s
}

// climbs follows Wake for some steps and tells when who was alerted, in minutes
// since the case was opened.
func climbs(r *handoff.Rota, c bot.Case, steps int) []string {
	var log []string
	for range steps {
		now := c.Wake
		ch := handoff.Due(r, c, now)
		c = ch.Case
		log = append(log, now.Sub(c.Opened).Truncate(time.Minute).String()+" "+ids(ch.Alerts))
	}
	return log
}

func TestLadder(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rota  func(*handoff.Rota)
		level bot.Level
		at    time.Time
		first string
		then  []string
	}{
		{"level 1 climbs and repeats for ever", nil, 1, night, "ana ",
			[]string{"3m0s ben ", "6m0s sue ", "10m0s ana ben cy sue ", "20m0s ana ben cy sue ", "30m0s ana ben cy sue "}},
		{"level 2", nil, 2, night, "ana ",
			[]string{"15m0s ben ", "30m0s sue ", "1h0m0s ana ben cy sue ", "2h0m0s ana ben cy sue "}},
		{"level 3 waits for the desk", nil, 3, night, "",
			[]string{"10h20m0s ben ", "12h20m0s sue "}},
		{"level 3 in desk hours", nil, 3, night.Add(12 * time.Hour), "ben ",
			[]string{"2h0m0s sue ", "4h0m0s sue ", "6h0m0s ana ben cy sue ", "8h0m0s ", "22h20m0s ana ben cy sue "}},
		{"nobody on call: the supervisor", func(r *handoff.Rota) { r.Shifts = nil }, 1, night, "sue ",
			[]string{"3m0s ana ", "6m0s sue ", "10m0s ana ben cy sue "}},
		{"nobody on call, no supervisor: everyone", func(r *handoff.Rota) { r.Shifts, r.Supervisor = nil, "" }, 1, night,
			"ana ben cy sue ", []string{"3m0s ana ben cy sue "}},
		{"one person does everything", func(r *handoff.Rota) { r.Staff = r.Staff[:1]; r.Supervisor = "ana" }, 1, night,
			"ana ", []string{"3m0s ana ", "6m0s ana ", "10m0s ana ", "20m0s ana "}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			if tc.rota != nil {
				tc.rota(r)
			}
			ch := open(r, []bot.Raise{{Level: tc.level, Reason: "x"}}, tc.at)
			if got := ids(ch.Alerts); got != tc.first {
				t.Errorf("at once: %q, want %q", got, tc.first)
			}
			if d := cmp.Diff(tc.then, climbs(r, ch.Case, len(tc.then))); d != "" {
				t.Error(d)
			}
		})
	}
}
