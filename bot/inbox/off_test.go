package inbox_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// Whoever is on call stops our texts: they are told what that means, the
// supervisor is told, and alerts go to others first, until START.
func TestAStaffPhoneThatStops(t *testing.T) {
	for _, word := range []string{"STOP", "stop texting me", "Quit"} {
		d := open(t, morning)
		d.wants(d.says(ana, word), "Alerts to this phone are OFF", "START")
		if !d.loadedOut(ana) {
			t.Errorf("%q is not recorded", word)
		}
		d.wants(d.heard(sue), "Ana's phone has stopped our texts")
		d.says(sam, "i want to die")
		d.wants(d.heard(ben), "Alert "+d.codeOf(sam))
		d.passes(30 * time.Minute)
		if got := d.heard(ana); got != "" {
			t.Errorf("she got %q", got)
		}
		d.wants(d.heard(sue), "Alert "+d.codeOf(sam))
		d.wants(d.says(ana, "list"), d.codeOf(sam))
		d.wants(d.says(ana, d.codeOf(sam)), "is yours")
		d.wants(d.says(ana, "START"), "on again")
		d.says(kim, "i want to die")
		d.wants(d.heard(ana), "Alert "+d.codeOf(kim))
	}
}

// The same wish in a text that speaks of danger counts as much.
func TestAStaffPhoneThatStopsInDanger(t *testing.T) {
	d := open(t, morning)
	d.wants(d.says(ana, "stop texting me i want to die"), "988")
	if !d.loadedOut(ana) {
		t.Error("it is not recorded")
	}
	if got := d.heard(sue); !strings.Contains(got, "Ana's phone has stopped our texts") {
		t.Errorf("the supervisor got %q", got)
	}
	ledger, err := d.store.Consents(t.Context(), d.store.Person(ana))
	if err != nil || len(ledger) != 1 || ledger[0].Given || ledger[0].Purpose != bot.PurposeAll {
		t.Errorf("the ledger has %d entries, %v", len(ledger), err)
	}
}

// If it is the supervisor's, whoever is on call is told; if nobody's phone takes
// texts, alerts go out all the same.
func TestEveryStaffPhoneStops(t *testing.T) {
	d := open(t, morning)
	d.says(sue, "stop")
	d.wants(d.heard(ana), "Sue's phone")
	d.says(ben, "stop")
	d.says(ana, "stop")
	d.says(sam, "i want to die")
	d.passes(11 * time.Minute)
	for _, phone := range []bot.Phone{ana, ben, sue} {
		d.wants(d.heard(phone), "Alert "+d.codeOf(sam))
	}
}

// The carrier has answered the word itself, and lets nothing more through.
func TestAStaffKeywordThatTheCarrierAnswered(t *testing.T) {
	d := open(t, morning)
	in := d.text(ana, "STOP")
	in.CarrierKeyword = "STOP"
	if a, err := d.Receive(t.Context(), in); err != nil || a.Reply != "" {
		t.Error(a, err)
	}
	d.settle()
	d.wants(d.heard(sue), "Ana's phone")
	d.Clinic.CarrierAnswers = true
	if got := d.says(ben, "stop"); got != "" {
		t.Errorf("ben got %q", got)
	}
	d.wants(d.says(ben, "STOP i want to die"), "988")
}

// The carrier tells us with an alert, at once or later, that the phone has
// stopped our texts.
func TestAnAlertToAPhoneThatHasStopped(t *testing.T) {
	for _, later := range []bool{false, true} {
		d := open(t, morning)
		if !later {
			d.refuse = func(s bot.Send) error {
				if s.To == ana {
					return &bot.SendError{Code: 21610, NotSent: true, OptedOut: true}
				}
				return nil
			}
		}
		d.says(sam, "i want to die")
		if later {
			if err := d.Receipt(t.Context(), bot.Receipt{Send: d.alertTo("ana"), To: ana, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}); err != nil {
				t.Fatal(err)
			}
			d.settle()
		}
		d.wants(d.heard(ben), "Alert "+d.codeOf(sam))
		d.wants(d.heard(sue), "Ana's phone has stopped our texts")
		d.heard(ana)
		d.says(kim, "i want to die")
		d.wants(d.heard(ben), "Alert "+d.codeOf(kim))
		if got := d.heard(ana) + d.heard(sue); strings.Contains(got, "stopped") || strings.Contains(got, "Alert") {
			t.Errorf("told again: %q", got)
		}
		if strings.Contains(d.timers(), bot.WakeBlocked) {
			t.Error("she is taken for somebody in danger")
		}
	}
}

// An alarm past the store goes to phones that take texts first.
func TestAnAlarmAndAPhoneThatHasStopped(t *testing.T) {
	for phone, want := range map[bot.Phone]map[string]int{ana: {"ben": 1, "sue": 1}, sue: {"ana": 1, "ben": 1}} {
		d, p := open(t, morning), &phones{}
		d.Alarm = p.alarm
		d.says(phone, "stop")
		_ = d.embed.Close()
		d.cries(sam)
		d.wantAlarms(p, "one stopped", want)
	}
}
