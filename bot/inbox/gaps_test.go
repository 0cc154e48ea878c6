package inbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// gapOn leaves nobody on call for some hours, from a number of hours after now.
func (d *desk) gapOn(from, hours int) {
	at := d.now.Add(time.Duration(from) * time.Hour)
	away := func(who string) handoff.Override {
		return handoff.Override{Instead: who, From: at, To: at.Add(time.Duration(hours) * time.Hour)}
	}
	d.Rota.Overrides = []handoff.Override{away("ana"), away("ben")}
}

func (d *desk) looks() {
	d.t.Helper()
	if err := d.WatchGaps(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	d.settle()
}

// A time with nobody on call is told to the supervisor a day before, once, whoever
// looks and however often; the text says nothing of it, the case all.
func TestAGapIsToldADayBefore(t *testing.T) {
	d := open(t, morning)
	d.gapOn(30, 3)
	d.looks()
	if got := d.cases(); len(got) != 0 {
		t.Fatalf("told too early: %+v", got)
	}
	d.now = d.now.Add(8 * time.Hour)
	d.looks()
	k := d.only()
	if k.Level != bot.LevelSameDay || k.Person != "" || len(k.Reasons) != 1 || !strings.Contains(k.Reasons[0], "nobody is on call from ") {
		t.Fatalf("the case is %+v", k)
	}
	got := d.heard(sue)
	d.wants(got, "Alert "+k.Code+", level 2, waiting 0 min")
	if strings.Contains(got, "on call") {
		t.Errorf("the text says why: %q", got)
	}
	var err error
	if d.store, err = d.embed.Open("c1"); err != nil { // another process, after a restart
		t.Fatal(err)
	}
	d.Store = d.store
	for range 3 {
		d.now = d.now.Add(time.Hour)
		d.looks()
	}
	d.only()
	d.wants(d.says(sue, k.Code), k.Code+" is yours")
	d.looks()
	d.only()
}

// A case of nobody's is listed, climbs, is passed on and closed like any other.
func TestACaseOfNobodys(t *testing.T) {
	d := open(t, morning)
	d.gapOn(20, 3)
	d.looks()
	code := d.only().Code
	d.wants(d.says(ben, "list"), code+" level 2")
	d.passes(16 * time.Minute)
	d.wants(d.heard(ana)+d.heard(ben), "Alert "+code)
	d.wants(d.says(ana, code), code+" is yours")
	d.wants(d.says(ana, "pass"), "goes to the next person")
	d.passes(61 * time.Minute)
	d.wants(d.says(sue, code), "is yours")
	d.passes(9 * time.Hour) // silent: asked, then passed over
	if k := d.only(); k.Status != bot.CaseOpen {
		t.Errorf("its owner is silent and it is %s", k.Status)
	}
	d.wants(d.says(sue, "done "+code), "closed")
	if got := d.cases(); len(got) != 0 {
		t.Errorf("still open: %+v", got)
	}
	found, err := d.store.Fsck(t.Context())
	if err != nil || found.Wrong() != 0 {
		t.Errorf("the store: %+v, %v", found, err)
	}
}

// In the night nobody is woken for what has time until the morning.
func TestAGapInTheNight(t *testing.T) {
	late := time.Date(2026, 3, 2, 22, 0, 0, 0, zone)
	for _, tc := range []struct {
		name        string
		from, hours int
		cases       int
	}{
		{"begins in the night", 4, 2, 1}, {"begins in the afternoon", 17, 2, 0}, {"is on", -1, 3, 1}, {"is over", -6, 2, 0},
	} {
		d := open(t, late)
		d.gapOn(tc.from, tc.hours)
		d.looks()
		if got := d.cases(); len(got) != tc.cases {
			t.Errorf("%s: %d cases, want %d", tc.name, len(got), tc.cases)
		}
	}
}

// A gap that has lasted for long is told once a day, and says so.
func TestAGapWithoutEnd(t *testing.T) {
	d := open(t, morning)
	d.Rota.Shifts = nil
	for range 20 {
		d.looks()
		d.now = d.now.Add(time.Hour)
	}
	k := d.only()
	d.wants(k.Reasons[0], "nobody is on call now, and for a week at least")
	d.now = d.now.Add(4 * time.Hour)
	d.looks()
	if got := d.cases(); len(got) != 2 {
		t.Errorf("%d cases on the second day, want 2", len(got))
	}
}

// What a team alone lacks is told by its name.
func TestAGapOfOneTeam(t *testing.T) {
	d := open(t, morning)
	for i := range d.Rota.Shifts {
		d.Rota.Shifts[i].Team = bot.TeamIntake
	}
	d.Rota.Shifts = append(d.Rota.Shifts, handoff.Shift{Staff: "sue", Days: d.Rota.Shifts[0].Days, Team: bot.TeamCrisis})
	d.looks()
	d.wants(d.only().Reasons[0], "nobody is on call for nursing now")
}

// What staff change of the rota is taken up while running, and stands while the store
// is down; an older version changes nothing.
func TestARotaThatIsChanged(t *testing.T) {
	d := open(t, morning)
	every := d.Rota.Shifts[0].Days
	set := func(version int64, e handoff.Edits) {
		t.Helper()
		if err := d.store.SetRota(t.Context(), e, version, "sue"); err != nil {
			t.Fatal(err)
		}
		d.SeeRota(t.Context(), d.store)
	}
	set(0, handoff.Edits{Shifts: []handoff.Shift{{Staff: "ben", Days: every}}, Supervisor: "sue"})
	d.says(sam, "i want to die")
	d.wants(d.heard(ben), "Alert "+d.codeOf(sam))
	if got := d.heard(ana); got != "" {
		t.Errorf("who is no longer on call got %q", got)
	}
	if d.SetEdits(handoff.Edits{}, 1) {
		t.Error("a version that was seen was taken for a new one")
	}
	set(1, handoff.Edits{}) // as the file says
	d.says(kim, "i want to die")
	d.wants(d.heard(ana), "Alert "+d.codeOf(kim))

	set(2, handoff.Edits{Shifts: []handoff.Shift{{Staff: "ben", Days: every}}})
	over, cancel := context.WithCancel(t.Context())
	cancel()
	d.SeeRota(over, d.store) // nothing is read
	if on := d.CurrentRota().OnCall(d.now); len(on) != 1 || on[0].ID != "ben" {
		t.Errorf("on call while the store is down: %v", on)
	}
}
