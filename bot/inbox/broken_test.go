package inbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

func short(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func stoppedContext(t *testing.T) (context.Context, func()) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

// alarmTo notes each alarm, which lasts until told is closed.
func alarmTo(began chan<- struct{}, told <-chan struct{}) func(context.Context, bot.Staff, string) error {
	return func(context.Context, bot.Staff, string) error {
		began <- struct{}{}
		<-told
		return nil
	}
}

// A session that can't be read is one case, however much they write. They are
// answered, kept alive and let go of.
func TestASessionThatCannotBeRead(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	mend := d.breaks("*:s:*")
	for _, body := range []string{"hello", "are you there", "1", "??"} {
		if reply := d.says(sam, body); reply == "" {
			t.Errorf("%q got no answer", body)
		}
	}
	if got := d.heard(ana); strings.Count(got, "Alert") != 1 {
		t.Errorf("staff got %q", got)
	}
	d.wants(d.says(sam, "i took something"), overdose)
	d.wants(d.heard(ana), "NEW, level 1")
	d.only()
	d.wants(d.says(sam, "stop texting me"), "START")
	if !d.loadedOut(sam) {
		t.Error("the wish to stop is not recorded")
	}
	mend()
	d.says(sam, "START")
	if s := d.loaded(sam).Session; s.Phone != sam {
		t.Error("what could be read again was lost")
	}
	d.only()
}

// loadedOut reports whether somebody has opted out, whatever else can be read.
func (d *desk) loadedOut(who bot.Phone) bool {
	l, _ := d.store.Load(d.t.Context(), "", d.store.Person(who))
	return l.OptedOut
}

// The same for a text that an outage held up: its answer has to be sent.
func TestATextFoundLateOfASessionThatCannotBeRead(t *testing.T) {
	d := open(t, night)
	d.says(sam, "hi")
	d.breaks("*:s:*")
	late := d.text(sam, "i want to die")
	late.At = d.now
	d.now = d.now.Add(2 * time.Hour)
	if n, err := d.found(late, late); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	d.wants(d.heard(sam), "988")
	d.wants(d.heard(ana), "level 1")
}

// A case that can't be read is told, and replaced by one that can; the talk goes
// on.
func TestACaseThatCannotBeRead(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "0")
	mend := d.breaks("*:c:*")
	d.heard(ana)
	d.wants(d.says(sam, "1"), "Texts are not private")
	d.wants(d.heard(ana), "level 1")
	d.says(sam, "1")
	d.only()
	d.passes(time.Hour)
	if n := len(d.cases()); n != 2 { // the talk's, and one about the ladder that stands still
		t.Errorf("%d readable cases", n)
	}
	d.heard(sue)
	mend()
	d.passes(time.Minute)
	if n := len(d.cases()); n != 3 {
		t.Errorf("%d readable cases", n)
	}
}

// A server lacks a key for some minutes in which a question about danger goes
// unanswered. When the key is back, silence still counts as yes.
func TestATimerOfASessionThatCannotBeRead(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "i took something")
	mend := d.breaks("*:s:*")
	d.heard(ana)
	d.passes(6 * time.Minute)
	d.wants(d.heard(ana), "NEW, level 1")
	if got := d.heard(sam); got != "" {
		t.Errorf("somebody made up %q", got)
	}
	d.only()
	mend()
	d.passes(time.Minute)
	d.wants(d.heard(sam), overdose)
	d.only()
}

// One text that breaks its turn stops no other, and a person takes over.
func TestATextThatBreaksItsTurn(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "0")
	d.says(ana, "1")
	d.says(ana, "done")
	d.heard(sam)
	d.heard(ana)
	d.scripts.now = &bot.Script{Version: "torn", Start: "nowhere"} // whoever is new breaks on it
	a, b, c := d.text(kim, "hello"), d.text(kim, "hes not breathing"), d.text(sam, "1")
	for _, in := range []*bot.Input{&a, &b, &c} {
		in.At = d.now
	}
	d.now = d.now.Add(5 * time.Minute)
	if n, err := d.found(a, b, c); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	d.wants(d.heard(kim), "911", overdose)
	d.wants(d.heard(sam), "Texts are not private")
	d.wants(d.heard(ana), "Alert "+d.only().Code)
	if from, _, err := d.store.CatchUpFrom(t.Context()); err != nil || !from.Equal(d.now) {
		t.Errorf("caught up to %v (%v)", from, err)
	}
	if strings.Contains(d.log.String(), "breathing") {
		t.Error("their words are in the log")
	}
	d.wants(d.says(kim, "anyone?"), "911")
}

// One timer that breaks stops no other, and is not lost.
func TestATimerThatBreaks(t *testing.T) {
	d := open(t, morning)
	d.says(kim, "i want to die")
	ask := &bot.Step{Name: "s", Ask: bot.Text{bot.English: "How are you?"}, Silent: []bot.SilentRung{
		{After: time.Hour, Do: bot.SilentNudge}, {After: 2 * time.Hour, Do: bot.SilentNudge}}}
	d.scripts.now = &bot.Script{Version: "two", Start: "f", Flows: map[string]*bot.Flow{"f": bot.NewFlow("f", "", []*bot.Step{ask})}}
	d.scripts.all["two"] = d.scripts.now
	d.wants(d.says(sam, "hi"), "How are you?")
	d.Clinic.Zone = nil // no second nudge can be timed
	d.heard(ana)
	d.passes(time.Hour + time.Minute)
	d.wants(d.heard(ana), "level 1", "level 2")
	if n := len(d.cases()); n != 2 {
		t.Errorf("%d cases, want Kim's and one about the timer", n)
	}
	if q := d.loaded(sam).Session.At.Quiet; q != 0 {
		t.Errorf("%d rungs were taken", q)
	}
	d.Clinic.Zone = zone
	d.passes(time.Minute)
	if q := d.loaded(sam).Session.At.Quiet; q != 1 {
		t.Errorf("%d rungs were taken when it was mended", q)
	}
}

// Our clock runs behind the store's, which hands timers out: nothing turns round
// and round until ours has come.
func TestAClockBehindTheStores(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "i took something")
	d.says(kim, "i want to die")
	was := d.loaded(sam).Version
	d.embed.Advance(40 * time.Second)
	d.passes(4*time.Minute + 30*time.Second)
	for range 20 {
		d.settle()
	}
	if n := d.loaded(sam).Version - was; n > 2 {
		t.Errorf("the session was stored %d times", n)
	}
	d.wants(d.heard(sam), overdose)
}
