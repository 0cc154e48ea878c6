package inbox_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
)

// phones are staff phones that get alarms, if they do.
type phones struct {
	mu   sync.Mutex
	got  []string // "ana: text"
	fail func(ctx context.Context, staff string) error
}

func (p *phones) alarm(ctx context.Context, s bot.Staff, text string) error {
	if p.fail != nil {
		if err := p.fail(ctx, s.ID); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, s.ID+": "+text)
	return nil
}

// count is how many alarms a phone got since the last look at all.
func (p *phones) count(staff string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range p.got {
		if strings.HasPrefix(g, staff+": ") {
			n++
		}
	}
	return n
}

var errRefused = errors.New("refused")

// down opens a desk whose store is gone.
func down(t *testing.T) (*desk, *phones) {
	d, p := open(t, morning), &phones{}
	_ = d.embed.Close()
	d.Alarm = p.alarm
	return d, p
}

// cries is a text of somebody in danger while the store is down.
func (d *desk) cries(from bot.Phone) {
	d.t.Helper()
	a, err := d.Receive(short(d.t), d.text(from, "hes not breathing"))
	if err == nil {
		d.t.Error("nothing was stored, and there is no error")
	}
	d.wants(a.Reply.Text(), overdose)
	d.WorkAlarms(d.t.Context())
}

// wantAlarms fails unless each phone got so many.
func (d *desk) wantAlarms(p *phones, when string, n map[string]int) {
	d.t.Helper()
	for _, staff := range []string{"ana", "ben", "sue"} {
		if got := p.count(staff); got != n[staff] {
			d.t.Errorf("%s: %s got %d alarms, want %d", when, staff, got, n[staff])
		}
	}
}

// The carrier takes nothing for a while: the alarm counts as given only when it
// is, and is tried until then.
func TestAnAlarmThatFailsIsTriedAgain(t *testing.T) {
	d, p := down(t)
	p.fail = func(context.Context, string) error { return errRefused }
	d.cries(sam)
	p.fail = nil
	d.now = d.now.Add(2 * time.Second)
	d.cries(sam) // hurries it
	d.wantAlarms(p, "a text later", map[string]int{"ana": 1, "sue": 1})
	d.now = d.now.Add(time.Minute)
	d.cries(sam)
	d.wantAlarms(p, "once it was given", map[string]int{"ana": 1, "sue": 1})
	d.now = d.now.Add(3 * time.Minute)
	d.cries(sam)
	d.wantAlarms(p, "minutes later", map[string]int{"ana": 2, "sue": 2})

	d, p = down(t)
	tries := 0
	p.fail = func(context.Context, string) error { p.mu.Lock(); defer p.mu.Unlock(); tries++; return errRefused }
	d.cries(sam)
	for range 3600 {
		d.now = d.now.Add(time.Second)
		d.WorkAlarms(t.Context())
	}
	if tries < 30 || tries > 60 {
		t.Errorf("three phones were tried %d times in an hour", tries)
	}
}

// One phone hangs, or is refused: the other has it at once, and the first is
// tried again. If both are refused, the rest of the staff have it.
func TestAnAlarmToAPhoneThatFails(t *testing.T) {
	d, p := down(t)
	p.fail = func(ctx context.Context, staff string) error {
		if end, ok := ctx.Deadline(); !ok || time.Until(end) > 5*time.Second {
			t.Error("a phone that hangs holds the others up")
		}
		if staff == "ana" {
			return context.DeadlineExceeded
		}
		return nil
	}
	d.cries(sam)
	d.wantAlarms(p, "on call fails", map[string]int{"sue": 1})
	p.fail = nil
	d.now = d.now.Add(6 * time.Second)
	d.WorkAlarms(t.Context())
	d.wantAlarms(p, "on call again", map[string]int{"ana": 1, "sue": 1})

	d, p = down(t)
	p.fail = func(_ context.Context, staff string) error {
		if staff != "ben" {
			return errRefused
		}
		return nil
	}
	d.cries(sam)
	d.wantAlarms(p, "both fail", map[string]int{"ben": 1})
}

// Two phones have it, and neither is that of whoever is on call: theirs is tried to
// the end, and nobody else's again.
func TestAnAlarmIsTriedAtTheOnCallsPhoneToTheEnd(t *testing.T) {
	d, p := down(t)
	tries := 0
	p.fail = func(_ context.Context, staff string) error {
		if staff == "ana" {
			tries++
			return errRefused
		}
		return nil
	}
	d.cries(sam)
	for range 600 {
		d.now = d.now.Add(time.Second)
		d.WorkAlarms(t.Context())
	}
	d.wantAlarms(p, "the others", map[string]int{"ben": 1, "sue": 1})
	if tries < 10 || tries > 20 {
		t.Errorf("ana's phone was tried %d times in ten minutes", tries)
	}
	p.fail = nil
	d.now = d.now.Add(time.Minute)
	d.WorkAlarms(t.Context())
	d.wantAlarms(p, "once hers takes texts", map[string]int{"ana": 1, "ben": 1, "sue": 1})
	for range 60 {
		d.now = d.now.Add(time.Minute)
		d.WorkAlarms(t.Context())
	}
	d.wantAlarms(p, "and then no more", map[string]int{"ana": 1, "ben": 1, "sue": 1})
}

// The carrier took it, and the phone did not get it: the next one does.
func TestAnAlarmThatDoesNotArrive(t *testing.T) {
	d, p := down(t)
	d.cries(sam)
	id := inbox.AlarmID(bot.Staff{ID: "ana"})
	for range 2 { // the carrier may say it twice
		if err := d.Receipt(short(t), bot.Receipt{Send: id, Carrier: "SMa", To: ana, Rank: 4, State: bot.SendUndelivered, Code: 30003}); err != nil {
			t.Fatal(err)
		}
		d.WorkAlarms(t.Context())
	}
	d.wantAlarms(p, "undelivered", map[string]int{"ana": 1, "ben": 1, "sue": 1})
	if err := d.Receipt(short(t), bot.Receipt{Send: inbox.AlarmID(bot.Staff{ID: "ben"}), To: ben, Rank: 4, State: bot.SendDelivered}); err != nil {
		t.Fatal(err)
	}
}

// Whoever is on call is the one in danger: somebody else must know.
func TestAnAlarmIsNotToWhoeverItIsAbout(t *testing.T) {
	d, p := down(t)
	d.cries(ana)
	d.wantAlarms(p, "about ana", map[string]int{"ben": 1, "sue": 1})
	d, p = down(t)
	d.Rota.Staff = d.Rota.Staff[:1]
	d.cries(ana)
	d.wantAlarms(p, "there is only ana", map[string]int{"ana": 1})
}

// The carrier goes to the fallback address with a text about danger: the reply
// in its language and the alarm need no store.
func TestDangerAtTheFallbackAddress(t *testing.T) {
	d, p := down(t)
	for _, keyword := range []string{"", "STOP"} {
		in := d.text(sam, "mi amigo no respira")
		in.CarrierKeyword = keyword
		d.wants(d.Fallback(t.Context(), in).Reply.Text(), "LLAME AL 911")
	}
	d.WorkAlarms(t.Context())
	d.wantAlarms(p, "fallback", map[string]int{"ana": 1, "sue": 1})
	if a := d.Fallback(t.Context(), d.text(kim, "hi")); a.Reply != "" {
		t.Errorf("%q", a.Reply.Text())
	}
}
