package inbox_test

import (
	"strings"
	"testing"
	"time"
)

// Words go over phones of staff only where the clinic has said so, only to and from
// whoever has the thread, and like all words of staff.
func TestRelay(t *testing.T) {
	d := talking(t, morning)
	code := d.only().Code
	d.wants(d.says(ana, code), "is yours")
	d.heard(sam)
	d.wants(d.says(ana, code+": come at 9 please"), "Not sent", "console")
	d.says(sam, "my words")
	if got := d.heard(sam) + d.heard(ana); strings.Contains(got, "my words") || strings.Contains(got, "come at 9") {
		t.Fatalf("off, and %q went out", got)
	}
	d.Relay = true
	d.wants(d.says(ana, code+": come at 9 please"), "on the way")
	if got := d.heard(sam); got != "come at 9 please" {
		t.Errorf("sam got %q", got)
	}
	d.wants(d.says(ana, code+": ok"), "on the way") // and no order
	d.wants(d.says(ana, "say "+strings.ToLower(code)+" are you there?"), "on the way")
	d.wants(d.heard(sam), "ok\nare you there?")
	d.heard(ana)
	d.says(sam, "yes I am, my ssn is 078-05-1120")
	if got := d.heard(ana); !strings.HasPrefix(got, code+": yes I am") || strings.Contains(got, "078-05") {
		t.Errorf("ana got %q", got)
	}
	if got := d.heard(ben) + d.heard(sue); strings.Contains(got, "yes I am") {
		t.Errorf("others got %q", got)
	}
	d.wants(d.says(ben, code+": me too"), "Ana has it")
	d.wants(d.says(ben, code+": ok"), "Ana has it")
	if got := d.heard(sam); got != "" {
		t.Errorf("sam got %q", got)
	}
	d.wants(d.says(ana, "done "+code), "is closed")
	d.wants(d.says(ana, code+": bye then"), "is not open")
	if strings.Contains(d.log.String(), "9 please") {
		t.Error("words stand in the log")
	}
}

// Danger on a phone of staff is danger, whatever it looks like.
func TestDangerOnAPhoneOfStaffThatLooksLikeWords(t *testing.T) {
	d := talking(t, morning)
	code := d.only().Code
	d.wants(d.says(ana, code+": hes not breathing what do i do"), "CALL 911")
	if len(d.cases()) != 2 {
		t.Errorf("%d cases", len(d.cases()))
	}
}

// Words that were on their way when a danger was raised are no answer to it: whoever
// wrote them is told so, and silence climbs as if they had not come.
func TestWordsByTextDoNotAnswerADangerOfThatMoment(t *testing.T) {
	d := talking(t, morning)
	d.Relay = true
	code := d.only().Code
	d.wants(d.says(ana, code), "is yours")
	d.passes(5 * time.Minute)
	d.says(sam, "i want to kill myself")
	rose := d.only()
	d.now = d.now.Add(20 * time.Second)
	d.wants(d.says(ana, code+": come at 9 please"), "on the way", "NEW, level 1, since you wrote", code+" keeps it")
	if got := d.heard(sam); !strings.HasSuffix(got, "come at 9 please") {
		t.Errorf("sam got %q", got)
	}
	if k := d.only(); !k.Rose.Equal(rose.Rose) || !k.Wake.Equal(rose.Wake) || k.Rung != rose.Rung {
		t.Errorf("it counts as answered: rose %v, looked at %v, was to be %v", k.Rose, k.Wake, rose.Wake)
	}
	d.wants(d.says(ana, "done "+code), "NOT closed")
	d.now = d.now.Add(2 * time.Minute)
	if got := d.says(ana, code+": are you safe right now?"); strings.Contains(got, "NEW") {
		t.Errorf("words written after it were answered %q", got)
	}
	if k := d.only(); !k.Rose.IsZero() {
		t.Error("words written after it do not answer it")
	}
}
