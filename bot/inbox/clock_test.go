package inbox_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// The clocks of server and store are set back by an hour while a case climbs: it goes on
// within minutes and not an hour later, and alerts nobody twice for it.
func TestAClockThatIsSetBackDoesNotStopTheLadder(t *testing.T) {
	d := open(t, night)
	d.says(sam, "i want to kill myself")
	alerts := func(p bot.Phone) (n int) {
		for _, s := range d.got[p] {
			if strings.Contains(s, "Alert "+d.only().Code) {
				n++
			}
		}
		return n
	}
	d.passes(time.Minute)
	d.now = d.now.Add(-time.Hour)
	back := d.now
	for alerts(ben) == 0 && d.now.Sub(back) < time.Hour {
		if err := d.Tend(t.Context()); err != nil { // every minute
			t.Fatal(err)
		}
		d.passes(time.Minute)
	}
	if took := d.now.Sub(back); took > 5*time.Minute {
		t.Errorf("the next on call heard %v after the clock was set back", took)
	}
	if alerts(ana) != 1 || alerts(ben) != 1 {
		t.Errorf("ana was alerted %d times, ben %d", alerts(ana), alerts(ben))
	}
}

// So does the end of a snooze.
func TestAClockThatIsSetBackDoesNotStretchASnooze(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "I want to talk to a real person please")
	d.does(anaS, bot.CaseTake, handoff.Took)
	d.does(anaS, bot.CaseSnooze, handoff.Snoozed, func(o *bot.CaseOrder) { o.Until = d.now.Add(4 * time.Hour) })
	d.now = d.now.Add(-20 * time.Hour)
	if err := d.Tend(t.Context()); err != nil {
		t.Fatal(err)
	}
	if k := d.only(); k.Wake.Sub(d.now) > 4*time.Hour || k.Snoozed.Sub(d.now) > 4*time.Hour {
		t.Errorf("it is put off for %v", k.Wake.Sub(d.now))
	}
}

// On both nights on which clocks change, a case climbs in minutes that pass, whatever
// the clock on the wall says.
func TestTheLadderOnNightsOnWhichClocksChange(t *testing.T) {
	for name, at := range map[string]time.Time{
		"spring": time.Date(2026, 3, 8, 1, 58, 0, 0, zone), // 2:00 is 3:00
		"autumn": time.Date(2026, 11, 1, 1, 58, 0, 0, zone),
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, at)
			d.says(sam, "i want to kill myself")
			code := d.only().Code
			heard := map[bot.Phone]time.Duration{}
			for d.now.Sub(at) < 15*time.Minute {
				if err := d.Tend(t.Context()); err != nil {
					t.Fatal(err)
				}
				d.passes(30 * time.Second)
				for _, p := range []bot.Phone{ana, ben, sue} {
					if _, ok := heard[p]; !ok && strings.Contains(strings.Join(d.got[p], "\n"), "Alert "+code) {
						heard[p] = d.now.Sub(at)
					}
				}
			}
			if heard[ben].Round(time.Minute) != 3*time.Minute || heard[sue].Round(time.Minute) != 6*time.Minute {
				t.Errorf("ben heard after %v, the supervisor after %v", heard[ben], heard[sue])
			}
			for _, p := range []bot.Phone{ana, ben} {
				n := strings.Count(strings.Join(d.got[p], "\n"), "Alert "+code)
				if n > 2 { // once by their step, once by "everyone"
					t.Errorf("%d alerts in a quarter of an hour", n)
				}
			}
		})
	}
}
