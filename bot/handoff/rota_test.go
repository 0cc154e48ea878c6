package handoff_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

func local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, anchorage)
	if err != nil {
		panic(err)
	}
	return t
}

func TestOnCall(t *testing.T) {
	r := rota()
	r.Shifts = []handoff.Shift{
		{Staff: "ana", Days: []time.Weekday{time.Saturday}, From: 20 * 60, To: 8 * 60},
		{Staff: "ben", Days: []time.Weekday{time.Saturday, time.Sunday}, From: 8 * 60, To: 20 * 60},
		{Staff: "cy", Days: []time.Weekday{time.Sunday}, From: 0, To: 24 * 60},
		{Staff: "gone", Days: everyDay, From: 0, To: 0},
	}
	r.Overrides = []handoff.Override{
		{Staff: "sue", Instead: "ben", From: local("2026-03-07 12:00"), To: local("2026-03-07 14:00")},
		{Staff: "", Instead: "ben", From: local("2026-03-07 14:00"), To: local("2026-03-07 15:00")},
		{Staff: "cy", From: local("2026-03-07 15:00"), To: local("2026-03-07 16:00")},
	}
	for at, want := range map[string]string{
		"2026-03-07 07:59": "", "2026-03-07 08:00": "ben ", "2026-03-07 19:59": "ben ", "2026-03-07 20:00": "ana ",
		"2026-03-07 12:00": "sue ", "2026-03-07 14:00": "", "2026-03-07 15:30": "cy ben ", "2026-03-07 16:00": "ben ",
		"2026-03-08 00:00": "ana cy ", "2026-03-08 01:59": "ana cy ", "2026-03-08 03:00": "ana cy ", // the clock jumps at 2:00
		"2026-03-08 07:59": "ana cy ", "2026-03-08 08:00": "ben cy ", "2026-03-09 00:00": "",
	} {
		if got := ids(r.OnCall(local(at))); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

func TestGaps(t *testing.T) {
	week := func(r *handoff.Rota) []string {
		var got []string
		for _, g := range r.Gaps(local("2026-03-02 00:00"), local("2026-03-09 00:00")) {
			got = append(got, g.From.In(anchorage).Format("Mon 15:04")+" to "+g.To.In(anchorage).Format("Mon 15:04"))
		}
		return got
	}
	for _, tc := range []struct {
		name string
		edit func(*handoff.Rota)
		want []string
	}{
		{"none", func(*handoff.Rota) {}, nil},
		{"shifts that join over the spring night", func(r *handoff.Rota) {
			r.Shifts = []handoff.Shift{
				{Staff: "ana", Days: everyDay, From: 150, To: 1000}, {Staff: "ben", Days: everyDay, From: 1000, To: 150}}
		}, nil},
		{"an override leaves a hole", func(r *handoff.Rota) {
			r.Shifts = r.Shifts[1:]
			r.Overrides = []handoff.Override{{Instead: "ben", From: local("2026-03-03 12:00"), To: local("2026-03-03 13:00")}}
		}, []string{"Tue 12:00 to Tue 13:00"}},
		{"no Sunday", func(r *handoff.Rota) {
			r.Shifts = []handoff.Shift{{Staff: "ana", Days: everyDay[1:], From: 0, To: 0}}
		}, []string{"Sun 00:00 to Mon 00:00"}},
		{"nobody at all", func(r *handoff.Rota) { r.Shifts = nil }, []string{"Mon 00:00 to Mon 00:00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rota()
			tc.edit(r)
			if d := cmp.Diff(tc.want, week(r)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Both daylight-saving nights, minute by minute: shifts that join on paper never
// leave a minute without anybody.
func TestNoGapOnClockChanges(t *testing.T) {
	r := rota()
	for edge := handoff.Minutes(0); edge < 5*60; edge += 15 {
		r.Shifts = []handoff.Shift{
			{Staff: "ana", Days: everyDay, From: 17 * 60, To: edge}, {Staff: "ben", Days: everyDay, From: edge, To: 17 * 60}}
		for _, night := range []string{"2026-03-08 00:00", "2026-11-01 00:00"} {
			for m := range 6 * 60 {
				now := local(night).Add(time.Duration(m) * time.Minute)
				if len(r.OnCall(now)) == 0 {
					t.Fatalf("nobody on call at %s, shifts meet at minute %d", now.In(anchorage), edge)
				}
			}
		}
	}
}

func TestNow(t *testing.T) {
	r := rota()
	if d := cmp.Diff(bot.StaffNow{OnCall: true, DeskNext: local("2026-03-03 08:00")}, r.Now(night)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(bot.StaffNow{OnCall: true, DeskOpen: true}, r.Now(night.Add(12*time.Hour))); d != "" {
		t.Error(d)
	}
	r.Desk, r.Shifts = nil, nil
	if d := cmp.Diff(bot.StaffNow{}, r.Now(night)); d != "" {
		t.Error(d)
	}
}
