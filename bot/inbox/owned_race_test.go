package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
	"nightdesk/bot/outbox"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// openReal is open over a real redis-server.
func openReal(t *testing.T) *desk {
	t.Helper()
	d := open(t, morning)
	d.store = storetest.Open(t, store.Options{URL: storetest.Redis(t).URL()})
	d.Store = d.store
	d.box = outbox.New(outbox.Options{Store: d.store, Sender: d, Zone: zone, Now: func() time.Time { return d.now }})
	return d
}

// receives texts the desk without working off what is due.
func (d *desk) receives(id string, from bot.Phone, body string) string {
	d.t.Helper()
	a, err := d.Receive(d.t.Context(), bot.Input{ID: bot.InputID(id), From: from, To: line, Body: bot.Words(body)})
	if err != nil {
		d.t.Error(err)
	}
	return a.Reply.Text()
}

// A text and a take at the same moment: whatever comes first, once the person was
// told that somebody has their message no script answers any more.
func TestATakeRacesWithTexts(t *testing.T) {
	d := openReal(t)
	for round := range 12 {
		who := bot.Phone(fmt.Sprintf("+190755501%02d", 50+round))
		for i, said := range []string{"hi", "1", "0"} {
			d.receives(fmt.Sprint("r", round, "-", i), who, said)
		}
		k := d.caseOfPhone(who)
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				d.receives(fmt.Sprint("race", round, "-", i), who, []string{"1", "what are your hours", "2"}[i])
			})
		}
		wg.Go(func() {
			done, err := d.Staff(t.Context(), bot.CaseOrder{ID: bot.InputID(fmt.Sprint("take", round)), By: anaS, Do: bot.CaseTake, Case: k.ID})
			if err != nil || done.Result != string(handoff.Took) {
				t.Errorf("%+v, %v", done, err)
			}
		})
		wg.Wait()
		said, err := d.store.Thread(t.Context(), d.store.Person(who))
		if err != nil {
			t.Fatal(err)
		}
		taken := false
		for _, s := range said {
			switch {
			case strings.Contains(s.Text.Text(), "has your message now"):
				taken = true
			case taken && s.By == "us" && !strings.Contains(s.Text.Text(), "has your messages and will answer"):
				t.Errorf("round %d: after the take a script said %q", round, s.Text.Text())
			}
		}
		if s := d.loaded(who).Session; !taken || s.Owned.By != "ana" {
			t.Errorf("round %d: told %v, owned by %q", round, taken, s.Owned.By)
		}
	}
}

func (d *desk) caseOfPhone(who bot.Phone) bot.Case {
	d.t.Helper()
	for _, k := range d.cases() {
		if k.Person == d.store.Person(who) {
			return k
		}
	}
	d.t.Fatal("no case")
	return bot.Case{}
}

// Words of somebody who has lost the thread meanwhile do not go out: who owns it is
// checked in the commit that sends.
func TestWordsRaceWithAnotherOwner(t *testing.T) {
	d := openReal(t)
	for round := range 12 {
		who := bot.Phone(fmt.Sprintf("+190755501%02d", 50+round))
		d.receives(fmt.Sprint("w", round), who, "0")
		k := d.caseOfPhone(who)
		order := func(n string, by bot.Staff, do bot.CaseDo, w string) bot.CaseDone {
			done, err := d.Staff(t.Context(), bot.CaseOrder{ID: bot.InputID(fmt.Sprint(n, round)), By: by, Do: do, Case: k.ID, Words: bot.Words(w)})
			if err != nil {
				t.Error(err)
			}
			return done
		}
		order("take", anaS, bot.CaseTake, "")
		var reply bot.CaseDone
		var wg sync.WaitGroup
		wg.Go(func() { reply = order("reply", anaS, bot.CaseReply, "from ana") })
		wg.Go(func() {
			order("pass", anaS, bot.CasePass, "")
			order("take by ben", benS, bot.CaseTake, "")
		})
		wg.Wait()
		said, err := d.store.Thread(t.Context(), d.store.Person(who))
		if err != nil {
			t.Fatal(err)
		}
		takes, went, at := 0, false, 0
		for _, s := range said {
			if strings.Contains(s.Text.Text(), "has your message now") {
				takes++
			}
			if s.By == "ana" {
				went, at = true, takes
			}
		}
		if went != (reply.Result == string(handoff.Answered)) {
			t.Errorf("round %d: %q, and words in the thread: %v", round, reply.Result, went)
		}
		if owner := d.caseOfPhone(who).Owner; went && owner == "ben" && at > 1 {
			t.Errorf("round %d: her words went out after ben had it", round)
		}
		if s := d.loaded(who).Session; s.Owned.By != d.caseOfPhone(who).Owner {
			t.Errorf("round %d: the thread is %q's, the case %q's", round, s.Owned.By, d.caseOfPhone(who).Owner)
		}
	}
}

// deaf loses the answer to the next commit, which is stored all the same.
type deaf struct {
	inbox.Store
	lose bool
}

func (s *deaf) Commit(ctx context.Context, c bot.Commit) (bot.Outcome, error) {
	out, err := s.Store.Commit(ctx, c)
	if s.lose && err == nil {
		s.lose = false
		return bot.Outcome{}, fmt.Errorf("%w: killed", bot.ErrUnavailable)
	}
	return out, err
}

// The server dies between storing an order and saying so: given again, it is not
// carried out again, and staff hear what came of it.
func TestAnOrderWhoseAnswerIsLost(t *testing.T) {
	d := openReal(t)
	d.receives("a", sam, "0")
	lost := &deaf{Store: d.store, lose: true}
	d.Store = lost
	o := bot.CaseOrder{ID: "lost", By: anaS, Do: bot.CaseReply, Case: d.caseOfPhone(sam).ID, Words: "Hello"}
	if _, err := d.Staff(t.Context(), o); !errors.Is(err, bot.ErrUnavailable) {
		t.Fatal(err)
	}
	done, err := d.Staff(t.Context(), o)
	if err != nil || !done.Repeated || done.Result != string(handoff.Answered) || done.Case.Owner != "ana" {
		t.Errorf("%+v, %v", done, err)
	}
	said, err := d.store.Thread(t.Context(), d.store.Person(sam))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range said {
		if s.By == "ana" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("said %d times", n)
	}
}
