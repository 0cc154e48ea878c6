package inbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/bot/store"
)

// mortal is the store of a server that is killed behind a claim, and may turn out to
// have only been slow.
type mortal struct {
	*store.Store
	dead    bool
	claimed []bot.Wake
	again   bool
}

func (m *mortal) ClaimWakes(ctx context.Context, n int, lease, soon time.Duration, kinds ...string) ([]bot.Wake, error) {
	if m.again {
		return m.claimed, nil
	}
	due, err := m.Store.ClaimWakes(ctx, n, lease, soon, kinds...)
	m.claimed = append(m.claimed, due...)
	return due, err
}

func (m *mortal) Case(ctx context.Context, id bot.CaseID) (bot.Case, int64, error) {
	if m.dead {
		return bot.Case{}, 0, bot.ErrUnavailable
	}
	return m.Store.Case(ctx, id)
}

func (m *mortal) Load(ctx context.Context, in bot.InputID, p bot.PersonID) (bot.Loaded, error) {
	if m.dead {
		return bot.Loaded{}, bot.ErrUnavailable
	}
	return m.Store.Load(ctx, in, p)
}

// doomed is another server, which dies behind its next claim.
func (d *desk) doomed() (*inbox.Inbox, *mortal) {
	d.t.Helper()
	x := d.second()
	m := &mortal{Store: x.Store.(*store.Store), dead: true}
	x.Store = m
	return x, m
}

// A server is killed with the timer of a case in its hands: another goes on after a few
// seconds. Nobody is alerted twice, not even if the dead one was only slow.
func TestTheLadderOfADeadServerIsClimbedWithinSeconds(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i want to kill myself")
	other, m := d.doomed()
	alerts := func(p bot.Phone) (n int) {
		for _, s := range d.got[p] {
			if strings.Contains(s, d.only().Code) {
				n++
			}
		}
		return n
	}
	if alerts(ana) != 1 || alerts(ben) != 0 {
		t.Fatalf("ana was alerted %d times and ben %d", alerts(ana), alerts(ben))
	}
	d.now = d.now.Add(3 * time.Minute)
	if n, err := other.WorkWakes(t.Context()); n == 0 || err == nil {
		t.Fatalf("the server did not die with a timer: %d, %v", n, err)
	}
	if d.settle(); alerts(ben) != 0 {
		t.Fatal("the timer is worked on while its lease runs")
	}
	died := d.now
	for alerts(ben) == 0 && d.now.Sub(died) < time.Minute {
		d.now = d.now.Add(250 * time.Millisecond)
		d.settle()
	}
	if took := d.now.Sub(died); took > 5250*time.Millisecond {
		t.Errorf("the next was alerted %v after the server died", took)
	}
	m.dead, m.again = false, true // it was only slow
	if _, err := other.WorkWakes(t.Context()); err != nil {
		t.Error(err)
	}
	if d.settle(); alerts(ana) != 1 || alerts(ben) != 1 {
		t.Errorf("ana was alerted %d times and ben %d", alerts(ana), alerts(ben))
	}
}

// So is the question whether somebody is in danger, to which no answer comes.
func TestTheDangerQuestionOfADeadServerIsNotForgotten(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i cant do this anymore")
	if c := d.loaded(sam).Session.Crisis; c == nil || c.Asking == "" {
		t.Fatal("nothing was asked")
	}
	other, _ := d.doomed()
	d.now = d.now.Add(5 * time.Minute)
	if n, err := other.WorkWakes(t.Context()); n == 0 || err == nil {
		t.Fatalf("the server did not die with a timer: %d, %v", n, err)
	}
	d.now = d.now.Add(5 * time.Second)
	if d.settle(); d.loaded(sam).Session.Crisis == nil || !d.loaded(sam).Session.Crisis.Held {
		t.Error("silence is not taken for a yes")
	}
}

// A server that is being stopped carries out what it has claimed.
func TestAServerThatStopsLeavesNoTimerClaimed(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "i want to kill myself")
	d.says(kim, "i want to kill myself")
	d.now = d.now.Add(3 * time.Minute)
	ctx, stop := context.WithCancel(t.Context())
	x := d.second()
	x.Store = &stopping{x.Store.(*store.Store), stop}
	if n, err := x.WorkWakes(ctx); n < 2 || err != nil {
		t.Errorf("%d timers, %v", n, err)
	}
	d.settle()
	if n := len(d.got[ben]); n != 2 {
		t.Errorf("the next was alerted %d times of two cases: %q", n, d.got[ben])
	}
}

// stopping ends its server behind the claim.
type stopping struct {
	*store.Store
	stop func()
}

func (s *stopping) ClaimWakes(ctx context.Context, n int, lease, soon time.Duration, kinds ...string) ([]bot.Wake, error) {
	defer s.stop()
	return s.Store.ClaimWakes(ctx, n, lease, soon, kinds...)
}
