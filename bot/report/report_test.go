package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/report"
)

var zone = func() *time.Location {
	z, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		panic(err)
	}
	return z
}()

func at(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, zone)
}

// kase is a case of a level that was taken after some minutes; -1 = it was not.
func kase(level bot.Level, opened time.Time, minutes int) bot.Case {
	k := bot.Case{Level: level, Opened: opened, Status: bot.CaseOpen, Told: []bot.Told{{Staff: "ana", At: opened.Add(time.Second), N: 1}}}
	if minutes >= 0 {
		k.Status, k.Answered = bot.CaseClaimed, opened.Add(time.Duration(minutes)*time.Minute)
	}
	return k
}

func find[T any](t *testing.T, all []T, is func(T) bool) T {
	t.Helper()
	for _, one := range all {
		if is(one) {
			return one
		}
	}
	t.Fatalf("not in %+v", all)
	panic("unreachable")
}

// Ten cases at noon taken after 1 to 10 minutes: half within 5, nine in ten within 9;
// for the ninety-ninth hundredth there are too few. One at 21:00 is at night, one at
// 20:59 is not.
func TestSpreads(t *testing.T) {
	var cases []bot.Case
	for n := 1; n <= 10; n++ {
		cases = append(cases, kase(bot.LevelNow, at(6, n, 12, 0), n))
	}
	cases = append(cases, kase(bot.LevelNow, at(6, 11, 20, 59), 60), kase(bot.LevelNow, at(6, 11, 21, 0), -1),
		kase(bot.LevelNow, at(7, 1, 0, 0), 1), kase(bot.LevelNow, at(5, 31, 23, 59), 1)) // not of June
	r := report.Make(report.Input{From: at(6, 1, 0, 0), To: at(7, 1, 0, 0), Now: at(6, 11, 23, 0), Zone: zone, Cases: cases,
		Limits: map[bot.Level]time.Duration{bot.LevelNow: 9 * time.Minute}})
	if r.Cases != 12 {
		t.Errorf("%d cases", r.Cases)
	}
	byDay := find(t, r.Claim, func(s report.Spread) bool { return s.Part == report.ByDay })
	// 1 2 3 4 5 6 7 8 9 10 60: rank 6 of 11 is 6, rank 10 is 10.
	if got := fmt.Sprint(byDay.N, byDay.Open, byDay.P50, byDay.P90, byDay.P99, byDay.Worst); got != "11 0 6m0s 10m0s too few 1h0m0s" {
		t.Errorf("by day: %s", got)
	}
	night := find(t, r.Claim, func(s report.Spread) bool { return s.Part == report.ByNight })
	if got := fmt.Sprint(night.N, night.Open, night.P50, night.Worst); got != "0 <5 too few too few" {
		t.Errorf("by night: %s", got)
	}
	any := find(t, r.Claim, func(s report.Spread) bool { return s.Part == report.AnyTime })
	if any.Worst.Took != 2*time.Hour { // it still waits
		t.Errorf("longest: %s", any.Worst)
	}
	if got := find(t, r.Alert, func(s report.Spread) bool { return s.Part == report.AnyTime }); got.N != 12 || got.P50.Took != time.Second {
		t.Errorf("alerts: %+v", got)
	}
	// 1 to 9 are within 9 minutes; 10, 60 and the one that waits are not.
	if got := r.Within[0].Share; got != (report.Share{Part: 9, Of: 12}) {
		t.Errorf("within: %+v", got)
	}
}

// A case that has not waited for long enough is not judged, and who was alerted again
// is not said to have been alerted late.
func TestWhatIsNotKnown(t *testing.T) {
	young, again := kase(bot.LevelNow, at(6, 1, 12, 0), -1), kase(bot.LevelNow, at(6, 1, 11, 0), 50)
	again.Told[0] = bot.Told{Staff: "ana", At: at(6, 1, 11, 40), N: 3}
	r := report.Make(report.Input{From: at(6, 1, 0, 0), To: at(6, 2, 0, 0), Now: at(6, 1, 12, 5), Zone: zone, Cases: []bot.Case{young, again},
		Limits: map[bot.Level]time.Duration{bot.LevelNow: 10 * time.Minute}})
	if got := r.Within[0].Share; got != (report.Share{Part: 0, Of: 1}) {
		t.Errorf("within: %+v", got)
	}
	if got := find(t, r.Alert, func(s report.Spread) bool { return s.Part == report.AnyTime }); got.N != 1 || got.Open != 0 {
		t.Errorf("alerts: %+v", got)
	}
}

// On 8 March 2026 clocks in Anchorage go from 2:00 to 3:00, on 1 November from 2:00
// to 1:00: the days have 23 and 25 hours, and each is one date all the same.
func TestDaysOfAClockChange(t *testing.T) {
	for _, tt := range []struct {
		from, to time.Time
		hours    int
		want     []string
	}{
		{at(3, 7, 0, 0), at(3, 10, 0, 0), 71, []string{"2026-03-07", "2026-03-08", "2026-03-09"}},
		{at(10, 31, 0, 0), at(11, 2, 0, 0), 49, []string{"2026-10-31", "2026-11-01"}},
		{at(11, 1, 0, 0), at(11, 2, 0, 0), 25, []string{"2026-11-01"}},
	} {
		if got := tt.to.Sub(tt.from).Hours(); int(got) != tt.hours {
			t.Fatalf("%v hours", got)
		}
		last := tt.to.Add(-time.Minute) // 23:59
		r := report.Make(report.Input{From: tt.from, To: tt.to, Now: tt.to, Zone: zone, Cases: []bot.Case{kase(bot.LevelNow, last, 1), kase(bot.LevelNow, tt.to, 1)},
			Days: map[string]map[string]int{tt.want[0]: {"in:en": 2, "segments": 3}, "2026-03-10": {"in:en": 9}, "2026-11-02": {"in:en": 9}}})
		var dates []string
		for _, d := range r.Daily {
			dates = append(dates, d.Date)
		}
		if diff := cmp.Diff(tt.want, dates); diff != "" {
			t.Error(diff)
		}
		if r.Texts.In != 2 || r.Daily[0].In != 2 || r.Daily[0].Segments != 3 || r.Cases != 1 || r.Daily[len(r.Daily)-1].Cases != 1 {
			t.Errorf("%+v", r)
		}
	}
	// 8:30 after the spring night is day although only 7.5 hours have passed.
	r := report.Make(report.Input{From: at(3, 8, 0, 0), To: at(3, 9, 0, 0), Now: at(3, 9, 0, 0), Zone: zone, Cases: []bot.Case{kase(bot.LevelNow, at(3, 8, 8, 30), 1)}})
	find(t, r.Claim, func(s report.Spread) bool { return s.Part == report.ByDay && s.N == 1 })
}

func TestCounts(t *testing.T) {
	r := report.Make(report.Input{From: at(6, 1, 0, 0), To: at(6, 3, 0, 0), Zone: zone, Days: map[string]map[string]int{
		"2026-06-01": {
			"in:en": 40, "in:es": 10, "in:none": 1, "out": 55, "relayed": 4, "unasked": 6, "segments": 70, "alert:text": 5, "alert:voice": 2, "opted_out": 3,
			"shown:intake/who@3f8a1c27": 20, "answered:intake/who@3f8a1c27": 10, "silent:intake/who@3f8a1c27": 3, "left:intake/who@3f8a1c27": 2,
			"shown:intake/name@3f8a1c27": 10, "unclear:intake/name@3f8a1c27": 2, "handoff:intake/name@3f8a1c27": 1,
			"booked:intake_assessment:3_7_days": 8, "kept:intake_assessment:3_7_days": 9, "missed:intake_assessment:3_7_days": 6,
			"booked:intake_assessment:same_day": 2,
			"answer:2s":                         97, "answer:1h": 2, "unnamed": 3,
		},
		"2026-06-02": {
			"unkept:intake_assessment:3_7_days": 1, "missed:intake_assessment:3_7_days": 1, "in:en": 1, "answer:later": 1, "shown:intake/who@99999999": 1,
		},
		"2026-06-03": {"in:en": 1000},
	}})
	want := report.Texts{In: 52, Langs: []report.Lang{{Lang: "en", In: 41}, {Lang: "es", In: 10}, {Lang: "none", In: 1}}, Out: 55, Relayed: 4, Unasked: 6, Segments: 70, Alerts: 7, OptedOut: 3}
	if diff := cmp.Diff(want, r.Texts); diff != "" {
		t.Error(diff)
	}
	steps := []report.Step{
		{Flow: "intake", Step: "who", Version: "3f8a1c27", Shown: 20, Answered: 10, Silent: 3, Left: 2},
		{Flow: "intake", Step: "name", Version: "3f8a1c27", Shown: 10, Unclear: 2, Handoff: 1},
		{Flow: "intake", Step: "who", Version: "99999999", Shown: 1},
	}
	if diff := cmp.Diff(steps, r.Steps); diff != "" {
		t.Error(diff)
	}
	if got := r.Steps[0].Lost().String(); got != "25%" {
		t.Errorf("lost: %s", got)
	}
	// 9 kept and 6 missed; one of the kept was an error and was missed as well.
	delays := []report.Delay{
		{Kind: "intake_assessment", Bucket: "same_day", Booked: 2},
		{Kind: "intake_assessment", Bucket: "3_7_days", Booked: 8, Kept: report.Share{Part: 8, Of: 15}},
	}
	if diff := cmp.Diff(delays, r.Visits); diff != "" {
		t.Error(diff)
	}
	// 97 of 100 at once; the 90th is one of them, the 99th within the hour.
	if got := fmt.Sprint(r.Answer.N, r.Answer.P50, r.Answer.P90, r.Answer.P99); got != "100 within 2s within 2s within 1h" {
		t.Errorf("answers: %s", got)
	}
}

func TestCrises(t *testing.T) {
	var cases []bot.Case
	add := func(n int, closed bool, judged, danger bool, labels ...string) {
		for range n {
			k := kase(bot.LevelNow, at(6, 1, 12, 0), 1)
			if k.Labels = labels; closed {
				k.Status = bot.CaseClosed
			}
			if judged {
				k.Review = bot.Review{By: "dr", At: at(6, 2, 9, 0), Danger: danger}
			}
			cases = append(cases, k)
		}
	}
	add(6, true, true, false, "suicide_risk")
	add(14, true, true, true, "suicide_risk", "withdrawal")
	add(5, true, false, false, "suicide_risk")
	add(1, false, false, false, "overdose_now")
	add(3, true, false, false) // no alarm
	r := report.Make(report.Input{From: at(6, 1, 0, 0), To: at(6, 2, 0, 0), Now: at(6, 2, 0, 0), Zone: zone, Cases: cases})
	want := []report.Crisis{
		{Label: "suicide_risk", N: 25, False: report.Share{Part: 6, Of: 20}},
		{Label: "withdrawal", N: 14, False: report.Share{Part: 0, Of: 14}},
		{Label: "overdose_now", N: 1},
	}
	if diff := cmp.Diff(want, r.Crisis); diff != "" {
		t.Error(diff)
	}
	if got := fmt.Sprint(r.Judged.Done, r.Judged.False, r.Crisis[2].N, r.Crisis[2].False); got != "80% 30% <5 too few" {
		t.Errorf("judged: %s", got)
	}
}

// What could single somebody out is not shown, from neither end.
func TestSmallNumbers(t *testing.T) {
	for c, want := range map[report.Count]string{0: "0", 1: "<5", 4: "<5", 5: "5", 120: "120"} {
		if got := c.String(); got != want {
			t.Errorf("%d: %s", int(c), got)
		}
	}
	for s, want := range map[report.Share]string{
		{0, 0}: "too few", {2, 4}: "too few", {1, 50}: "too few", {49, 50}: "too few",
		{0, 50}: "0%", {50, 50}: "100%", {5, 10}: "50%", {25, 200}: "13%",
	} {
		if got := s.String(); got != want {
			t.Errorf("%+v: %s, want %s", s, got, want)
		}
	}
}
