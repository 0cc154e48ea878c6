package inbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// The word on an alert comes when somebody has long answered it, or has been
// alerted again.
func TestALateReceiptTakesNoCase(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i want to die")
	alert := d.alertTo("ana")
	d.wants(d.says(ana, "1"), "is yours")
	d.fails(alert)
	if k := d.only(); k.Owner != "ana" {
		t.Errorf("it was taken from her: %s by %q", k.Status, k.Owner)
	}
}

// Nor does it hurry a case on whose alert was repeated since.
func TestALateReceiptOfAnAlertThatWasRepeated(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	alert := d.alertTo("ana")
	d.passes(5 * time.Minute)
	d.says(sam, "i want to die")
	d.fails(alert)
	if got := d.heard(ben); got != "" {
		t.Errorf("ben got %q", got)
	}
}

// alertTo is the id of the message that alerted somebody.
func (d *desk) alertTo(staff string) bot.SendID {
	d.t.Helper()
	ctx, c := d.t.Context(), d.embed.Client()
	keys, err := c.Keys(ctx, "{c1}:o:*").Result()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, key := range keys {
		id := bot.SendID(strings.TrimPrefix(key, "{c1}:o:"))
		_, s, err := d.store.Receipt(ctx, bot.Receipt{Send: id, Rank: 0})
		if err != nil {
			d.t.Fatal(err)
		}
		if s.Staff == staff && s.Class == bot.SendAlert {
			return id
		}
	}
	d.t.Fatalf("nobody alerted %s (%d messages)", staff, len(keys))
	return ""
}

func (d *desk) fails(id bot.SendID) {
	d.t.Helper()
	if err := d.Receipt(d.t.Context(), bot.Receipt{Send: id, Rank: 4, State: bot.SendUndelivered, Code: 30005}); err != nil {
		d.t.Fatal(err)
	}
	d.settle()
}

// The server dies between noting that an alert did not arrive and telling the
// next person; the carrier says it again.
func TestAnAlertThatFailedIsToldAfterACrash(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i want to die")
	alert := d.alertTo("ana")
	if _, _, err := d.store.Receipt(t.Context(), bot.Receipt{Send: alert, Rank: 4, State: bot.SendUndelivered, Code: 30005}); err != nil {
		t.Fatal(err)
	}
	d.fails(alert)
	d.fails(alert)
	if got := d.heard(ben); strings.Count(got, "Alert "+d.codeOf(sam)) != 1 || len(d.pathCases()) != 1 {
		t.Errorf("ben got %q", got)
	}
}

// Somebody who asks again and again is heard of by whoever has their case, once
// in a while; and if that one is silent, the person is told so.
func TestAnOwnerHearsOfFurtherTexts(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "0")
	d.says(ana, "1")
	code := d.only().Code
	d.passes(20 * time.Minute)
	d.heard(ana)
	d.wants(d.says(sam, "0"), "a person has your messages and will answer")
	for range 2 { // the line stands, and no script speaks beside whoever answers
		if got := d.says(sam, "0"); got != "" {
			t.Errorf("sam got %q", got)
		}
	}
	if got := d.heard(ana); strings.Count(got, "Alert "+code+", level 2, waiting 20 min: still yours?") != 1 {
		t.Errorf("ana got %q", got)
	}
	d.heard(ben)
	d.heard(sam)
	d.passes(4*time.Hour + time.Minute)
	d.wants(d.heard(ben), "Alert "+code)
	d.wants(d.heard(sam), "I told our team")
	d.wants(d.says(sam, "0"), "I told our team")
}

// The carrier has told us that they opted out: staff must not believe that they
// were told.
func TestStaffTakeTheCaseOfSomebodyWhoOptedOut(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "0")
	if err := d.Receipt(t.Context(), bot.Receipt{Carrier: "SMx", To: sam, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}); err != nil {
		t.Fatal(err)
	}
	d.wants(d.says(ana, "1"), "NOT texted")
	d.wants(d.says(ana, "done"), "is closed")
	if got := d.heard(sam); got != "" {
		t.Errorf("sam got %q", got)
	}
}

// Nobody is woken by the answer to something they asked hours ago, unless they
// are in danger.
func TestAnswersAtNight(t *testing.T) {
	d := open(t, night)
	d.says(sam, "0")
	d.says(kim, "i want to die")
	d.passes(2 * time.Hour)
	late := d.text("+19075550143", "what are your hours")
	late.At = night
	list := d.text(ben, "list")
	list.At = night
	if n, err := d.found(late, list); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	for _, k := range d.cases() {
		want := "They were told"
		if k.Level != bot.LevelNow {
			want = "told at 8:00 AM"
		}
		if k.Person != d.store.Person(late.From) {
			d.wants(d.says(sue, k.Code), want)
		}
	}
	d.wants(d.heard(kim), "a person has your message")
	d.wants(d.heard(ben), "Open:") // whoever is on call is up
	if got := d.heard(sam) + d.heard(late.From); got != "" {
		t.Errorf("woken by %q", got)
	}
	d.passes(7 * time.Hour)
	d.wants(d.heard(sam), "a person has your message")
	d.wants(d.heard(late.From), "automated")
}

// Somebody was told that a person has it, and that person hands it on: they hear
// how it stands when the ladder's time is up, not at once and not never.
func TestAPassThatNobodyTakesUp(t *testing.T) {
	for _, taken := range []bool{false, true} {
		d := open(t, morning)
		d.says(sam, "hi")
		d.says(sam, "0")
		d.says(ana, "1")
		d.wants(d.heard(sam), "a person has your message")
		d.wants(d.says(ana, "pass"), "goes to the next person")
		d.passes(14 * time.Minute)
		if got := d.heard(sam); got != "" {
			t.Errorf("told at once: %q", got)
		}
		if taken {
			d.wants(d.says(ben, "1"), "is yours", "They were told")
			d.wants(d.heard(sam), "a person has your message")
		}
		d.passes(3 * time.Hour)
		got := d.heard(sam)
		if n := strings.Count(got, "I told our team"); n != 1 && !taken || n != 0 && taken {
			t.Errorf("taken up %t: %q", taken, got)
		}
	}
}

// codeOf is the code of somebody's case.
func (d *desk) codeOf(who bot.Phone) string {
	d.t.Helper()
	for _, k := range d.cases() {
		if k.Person == d.store.Person(who) {
			return k.Code
		}
	}
	d.t.Fatal("they have no case")
	return ""
}

// A bare "1" answers the alert of somebody in danger that has just come, whatever
// else waits.
func TestOneTakesTheMostUrgentAlertThatJustCame(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	d.passes(2 * time.Minute)
	d.says(kim, "i want to die")
	d.wants(d.says(ana, "1"), d.codeOf(kim)+" is yours")
	d.wants(d.says(ana, "1"), d.codeOf(sam)+" is yours")
}

// It answers none that came long ago, nor one of several alike: then staff are
// asked, in few words.
func TestOneThatCouldMeanSeveral(t *testing.T) {
	d := open(t, morning)
	d.Rota.Ladders = map[bot.Level]handoff.Ladder{2: {Steps: []handoff.Step{{Who: handoff.OnCall}}, Repeat: 5 * time.Hour}}
	d.says(sam, "0")
	d.says(kim, "0")
	d.wants(d.says(ana, "1"), "Which one? Reply its code: ", d.codeOf(sam), d.codeOf(kim))
	d.passes(16 * time.Minute)
	last := bot.Phone("+19075550147")
	for n := range 4 {
		d.says(bot.Phone(fmt.Sprintf("+1907555014%d", 3+n)), "0")
	}
	d.wants(d.says(ana, "1"), "Which one?")
	d.says(last, "he has a gun and he is going to kill me")
	d.says("+19075550148", "i want to die")
	got := d.says(ana, "1")
	d.wants(got, "LIST for all", "(level 1)")
	if n := strings.Count(got, "(level"); n != 5 {
		t.Errorf("%d codes in %q", n, got)
	}
	if first, _, _ := strings.Cut(got, ","); !strings.Contains(first, "(level 1)") || len(got) > 160 {
		t.Errorf("%d characters, first %q", len(got), first)
	}
	d.wants(d.says(ana, d.codeOf(last)), "is yours")
	d.passes(5 * time.Minute)
}

// Of two alike, one old and one that has just come, the last is meant.
func TestOneTakesTheAlertThatJustCame(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	d.passes(20 * time.Minute)
	d.says(kim, "0")
	d.wants(d.says(ana, "1"), d.codeOf(kim)+" is yours")
}

// Whoever was not alerted and sees that one is open may take it the same way.
func TestOneFromStaffWhoWereNotAlerted(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	d.wants(d.says(sue, "1"), d.codeOf(sam)+" is yours")
	d = open(t, morning)
	d.says(sam, "0")
	d.says(kim, "0")
	d.wants(d.says(sue, "1"), "No alert is waiting for you")
}

// A list says waiting times as alerts do, the most urgent first.
func TestListAfterDays(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	d.now = d.now.Add(6 * 24 * time.Hour)
	d.says(kim, "i want to die")
	d.wants(d.says(sue, "list"), "Open:\n"+d.codeOf(kim)+" level 1, 0 min, nobody yet\n"+d.codeOf(sam)+" level 2, 6 days, nobody yet")
}

// One text may close several cases, and says of each what came of it.
func TestOneTextClosesSeveralCases(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "0")
	first := d.only().Code
	d.says(kim, "0")
	second := ""
	for _, k := range d.cases() {
		if k.Code != first {
			second = k.Code
		}
	}
	d.wants(d.says(ana, "ok "+first+" please"), first+" is yours")
	d.wants(d.says(ana, "i got "+second), second+" is yours")
	got := d.says(ana, "DONE "+first+" "+second)
	d.wants(got, first+" is closed")
	d.wants(got, second+" is closed")
	if left := d.cases(); len(left) != 0 {
		t.Errorf("%d cases are open still", len(left))
	}
}
