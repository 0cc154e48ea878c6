package inbox_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
)

// laddered gives the desk's level 1 other steps.
func (d *desk) laddered(steps ...handoff.Step) {
	d.Rota.Ladders = map[bot.Level]handoff.Ladder{bot.LevelNow: {Steps: steps, Repeat: 10 * time.Minute, OwnerSilent: 30 * time.Minute}}
}

// pathCases are the open cases of broken ways.
func (d *desk) pathCases() []bot.Case {
	return slices.DeleteFunc(d.cases(), func(k bot.Case) bool { return !inbox.IsPathCase(k.ID) })
}

// refusing makes the carrier refuse what goes by a channel, or to somebody.
func (d *desk) refusesWhat(match func(bot.Send) bool) {
	d.refuse = func(s bot.Send) error {
		if match(s) {
			return &bot.SendError{Code: 30005, NotSent: true}
		}
		return nil
	}
}

// The carrier refuses a member of staff: the case climbs at once, and one case of
// nobody's at level 1 goes to the others, and not to whom it does not reach.
func TestABrokenWayIsAnAlert(t *testing.T) {
	d := open(t, morning)
	d.refusesWhat(func(s bot.Send) bool { return s.To == ana })
	d.says(sam, "i want to die")
	path := d.pathCases()
	if len(path) != 1 || path[0].Person != "" || path[0].Level != bot.LevelNow || !slices.Equal(path[0].Reasons, []string{"alerts by text to ana do not arrive"}) {
		t.Fatalf("%+v", path)
	}
	got := d.heard(ben)
	d.wants(got, "Alert "+d.codeOf(sam)+", level 1", "Alert "+path[0].Code+", level 1")
	if got = d.heard(ana); got != "" {
		t.Errorf("ana got %q", got)
	}
	// Another person in danger, and the same phone: no second alert about it.
	d.says(kim, "i want to die")
	if again := d.pathCases(); len(again) != 1 || strings.Contains(d.heard(ben), path[0].Code) {
		t.Errorf("again: %+v", again)
	}
	// Somebody sees to it; in the same hours nobody is told of it anew.
	d.wants(d.says(ben, path[0].Code), "is yours", "no person")
	d.wants(d.says(ben, "done "+path[0].Code), "is closed")
	d.says("+19075550143", "i want to die")
	if again := d.pathCases(); len(again) != 0 {
		t.Errorf("a storm: %+v", again)
	}
	d.passes(5 * time.Hour)
	if again := d.pathCases(); len(again) != 1 { // the cases repeat to everybody, and so it is found again
		t.Errorf("five hours later: %+v", again)
	}
}

// When nothing arrives anywhere, there is one case and no storm: what fails of its own
// alerts opens no other.
func TestACarrierThatIsDownIsOneAlert(t *testing.T) {
	d := open(t, morning)
	d.refusesWhat(func(bot.Send) bool { return true })
	d.says(sam, "i want to die")
	d.says(kim, "i want to die")
	d.passes(20 * time.Minute)
	path := d.pathCases()
	if len(path) != 1 || len(path[0].Reasons) != 4 || len(d.cases()) != 3 {
		t.Fatalf("%d cases, of the path %+v", len(d.cases()), path)
	}
	for _, s := range []string{"ana", "ben", "sue"} {
		if !slices.Contains(path[0].Reasons, "alerts by text to "+s+" do not arrive") {
			t.Errorf("%s is not named: %q", s, path[0].Reasons)
		}
	}
	if !slices.Contains(path[0].Reasons, "alert calls to sue do not get through") { // the supervisor is called as well
		t.Errorf("%q", path[0].Reasons)
	}
	if len(d.timers()) > 2000 {
		t.Errorf("the timers are %s", d.timers())
	}
}

// A channel has nobody of its own: what fails there climbs too, and is named.
func TestAChannelThatIsDown(t *testing.T) {
	d := open(t, morning)
	d.laddered(handoff.Step{Who: handoff.Channel, By: []string{"nurses-slack"}}, handoff.Step{Who: handoff.OnCall, After: 5 * time.Minute})
	d.refusesWhat(func(s bot.Send) bool { return s.Channel == "nurses-slack" })
	d.says(sam, "i want to die")
	path := d.pathCases()
	if len(path) != 1 || !slices.Equal(path[0].Reasons, []string{"alerts to the channel nurses-slack do not arrive"}) {
		t.Fatalf("%+v", path)
	}
	d.wants(d.heard(ana), "Alert "+d.codeOf(sam)) // at once, and not in five minutes
}

// Beside a phone, a channel that is down is told of and hurries nothing: a case must
// not run through its whole ladder for it.
func TestAChannelThatIsDownBesideAPhone(t *testing.T) {
	d := open(t, morning)
	d.laddered(handoff.Step{Who: handoff.OnCall, By: []string{"", "nurses-slack"}}, handoff.Step{Who: handoff.Next, After: 3 * time.Minute})
	d.refusesWhat(func(s bot.Send) bool { return s.Channel == "nurses-slack" })
	d.says(sam, "i want to die")
	code := d.codeOf(sam)
	if len(d.pathCases()) != 1 || strings.Contains(d.heard(ben), code) {
		t.Errorf("%+v", d.pathCases())
	}
	d.wants(d.heard(ana), code, d.pathCases()[0].Code)
	d.passes(3 * time.Minute)
	d.wants(d.heard(ben), code)
}

// All that a channel gets of a case are its code, its level, its minutes and what to
// do; and it gets it once, whoever else a step tells.
func TestWhatChannelsAreTold(t *testing.T) {
	d := open(t, morning)
	d.laddered(handoff.Step{Who: handoff.Everyone, By: []string{"", bot.ChannelVoice, "nurses-slack", "hook"}})
	var sent []bot.Send
	d.refuse = func(s bot.Send) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		sent = append(sent, s)
		return nil
	}
	d.says(sam, "my name is Sam and i want to die")
	k := d.only()
	n := map[string]int{}
	for _, s := range sent {
		n[s.Channel]++
		if s.Channel == "" || s.Channel == bot.ChannelVoice {
			if s.Staff == "" || s.To == "" || s.Alert != nil {
				t.Errorf("to a phone: %+v", s)
			}
			continue
		}
		want := bot.Words("Alert " + k.Code + ", level 1, waiting 0 min. Nobody has it yet: text " + k.Code + " to the clinic's line to take it.")
		facts := bot.AlertFacts{Code: k.Code, Level: 1, Reply: "text " + k.Code + " to the clinic's line to take it"}
		if s.Body != want || s.Alert == nil || *s.Alert != facts || s.To != "" || s.Person != "" || s.Staff != "" {
			t.Errorf("%s is told %q %+v", s.Channel, s.Body.Text(), s)
		}
		if !s.Raised.Equal(d.now) {
			t.Errorf("raised at %v", s.Raised)
		}
	}
	if n[""] != 3 || n[bot.ChannelVoice] != 3 || n["nurses-slack"] != 1 || n["hook"] != 1 {
		t.Errorf("sent %v", n)
	}
}

// voiced is a desk whose first step calls whoever is on call.
func voiced(t *testing.T) (*desk, bot.SendID) {
	d := open(t, morning)
	d.laddered(handoff.Step{Who: handoff.OnCall, By: []string{bot.ChannelVoice}}, handoff.Step{Who: handoff.Next, After: 10 * time.Minute})
	d.says(sam, "i want to die")
	return d, d.alertTo("ana")
}

// A call tells how the case stands at that moment, and the key makes it theirs.
func TestAlertCall(t *testing.T) {
	d, id := voiced(t)
	d.Rota.Staff[1].Role = "counselor"
	call := func() bot.AlertCall {
		t.Helper()
		a, err := d.AlertCall(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	d.now = d.now.Add(3 * time.Minute)
	k := d.only()
	if a := call(); a.Staff.ID != "ana" || a.Case != k.ID || a.Facts.Code != k.Code || a.Facts.Level != 1 || a.Facts.Minutes != 3 || a.Yours || a.OwnerRole != "" || a.Closed {
		t.Errorf("%+v", a)
	}
	for range 2 {
		if _, err := d.Staff(t.Context(), bot.CaseOrder{ID: "call|CA1|1", By: call().Staff, Do: bot.CaseTake, Case: k.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if k = d.only(); k.Owner != "ana" || !call().Yours {
		t.Errorf("owner %q", k.Owner)
	}
	d.wants(d.says(ana, "pass"), "goes to the next")
	d.wants(d.says(ben, k.Code), "is yours")
	if a := call(); a.OwnerRole != "counselor" || a.Yours {
		t.Errorf("%+v", a)
	}
	d.says(ben, "done "+k.Code)
	if a := call(); !a.Closed {
		t.Errorf("%+v", a)
	}
	if _, err := d.AlertCall(t.Context(), "nothing"); err == nil || errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("of nothing: %v", err)
	}
}

// A call that nobody takes, and a key that says "not me", climb at once and are no
// fault of the way; a call that can't be made is one.
func TestCallsThatAreNotTaken(t *testing.T) {
	for name, tc := range map[string]struct {
		does func(*desk, bot.SendID) error
		path int
	}{
		"busy": {func(d *desk, id bot.SendID) error {
			return d.Receipt(d.t.Context(), bot.Receipt{Send: id, Carrier: "CA1", Rank: 4, State: bot.SendUndelivered, Call: true})
		}, 0},
		"not me": {func(d *desk, id bot.SendID) error { return d.Declined(d.t.Context(), id) }, 0},
		"not placed": {func(d *desk, id bot.SendID) error {
			return d.Receipt(d.t.Context(), bot.Receipt{Send: id, Carrier: "CA1", Rank: 4, State: bot.SendFailed, Call: true})
		}, 1},
		"a mailbox": {func(d *desk, id bot.SendID) error {
			return d.Receipt(d.t.Context(), bot.Receipt{Send: id, Carrier: "CA1", Rank: 4, State: bot.SendDelivered, Call: true})
		}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			d, id := voiced(t)
			for range 2 {
				if err := tc.does(d, id); err != nil {
					t.Fatal(err)
				}
				d.settle()
			}
			code := d.codeOf(sam)
			got := d.heard(ben)
			if tc.path < 0 {
				if got != "" {
					t.Errorf("it did not wait for the ladder: %q", got)
				}
				return
			}
			if strings.Count(got, "Alert "+code) != 1 || len(d.pathCases()) != tc.path {
				t.Errorf("ben got %q, cases of the path: %+v", got, d.pathCases())
			}
		})
	}
}

// A timer that an earlier version set names no way: it is of a text.
func TestAFailedTimerOfAnEarlierVersion(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i want to die")
	k := d.only()
	old := bot.Wake{Key: bot.WakeFailed + string(k.ID) + ":ana:" + millis(d.now), At: d.now}
	if _, err := d.store.Commit(t.Context(), bot.Commit{Input: "f|old", At: d.now, Wakes: []bot.Wake{old}}); err != nil {
		t.Fatal(err)
	}
	d.settle()
	d.wants(d.heard(ben), "Alert "+k.Code)
	if path := d.pathCases(); len(path) != 1 || path[0].Reasons[0] != "alerts by text to ana do not arrive" {
		t.Errorf("%+v", path)
	}
}
