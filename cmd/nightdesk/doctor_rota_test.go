package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// doctorOfRota is what doctor says of a rota.
func doctorOfRota(t *testing.T, c config.Clinic, st *store.Store, now time.Time) string {
	t.Helper()
	var out bytes.Buffer
	f := &findings{std: &streams{out: &out}}
	if st != nil {
		f.keptRota(t.Context(), c, st)
	}
	f.rota(c, now)
	return out.String()
}

// Doctor names the times without anybody on call for two weeks, by team, and who of
// the rota can't be texted; once staff have changed the rota, it is theirs that counts.
func TestDoctorOfTheRota(t *testing.T) {
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, c.Zone)
	says := func(st *store.Store, want ...string) {
		t.Helper()
		got := doctorOfRota(t, c, st, now)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("it does not say %q:\n%s", w, got)
			}
		}
	}
	says(nil, "good  rota           somebody is on call at every minute of the next 14 days")
	whole := slices.Clone(c.Rota.Shifts)
	for i := range c.Rota.Shifts {
		if c.Rota.Shifts[i].Staff == "sue" || c.Rota.Shifts[i].Staff == "ben" {
			c.Rota.Shifts[i].Team = "nursing"
		}
	}
	says(nil, "BAD   rota           nobody is on call for intake from Mon Mar 2, 10:00 AM to Mon Mar 2, 4:00 PM", "from Fri Mar 13, 5:30 AM to Fri Mar 13, 4:00 PM")
	if got := doctorOfRota(t, c, nil, now); strings.Contains(got, "for crisis") {
		t.Errorf("danger goes to whoever is on call:\n%s", got)
	}
	c.Rota.Shifts = whole

	embed, err := store.Embedded(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = embed.Close() })
	st, err := embed.Open("c1")
	if err != nil {
		t.Fatal(err)
	}
	says(st, "every minute of the next 14 days")
	ana := bot.Phone(c.Staff[0].Phone)
	if _, err := st.Commit(t.Context(), bot.Commit{Input: "SM1", At: now, Person: st.Person(ana), OptOut: bot.OptOutSet}); err != nil {
		t.Fatal(err)
	}
	says(st, "BAD   rota           ana is in the rota, and that phone has stopped our texts, so alerts go to others (mend: START from that phone)")
	edits := handoff.Edits{Supervisor: "sue", Shifts: []handoff.Shift{{Staff: "ben", Days: []time.Weekday{1, 2, 3, 4, 5}}, {Staff: "gone", Days: []time.Weekday{6}}}}
	if err := st.SetRota(t.Context(), edits, 0, "sue"); err != nil {
		t.Fatal(err)
	}
	says(st, "note  rota           the console has changed it (version 1)", `shift 2: "gone" is nobody of the staff`,
		"nobody is on call from Sat Mar 7, 12:00 AM to Mon Mar 9, 12:00 AM and alerts go to the supervisor")
	if got := doctorOfRota(t, c, st, now); strings.Contains(got, "ana is in the rota") {
		t.Errorf("ana is no longer in the rota:\n%s", got)
	}
}
