package inbox_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
)

// Take, close, pass on and the ladder at the same moment on two servers: whatever comes
// first, the case and its thread agree on who has it, its history has each commit and no
// gap, only what was reported happened, and it is never lost.
func TestOrdersRaceOnTwoServers(t *testing.T) {
	d := openReal(t)
	servers := []*inbox.Inbox{d.Inbox, {Store: d.store, Scripts: d.Scripts, Clinic: d.Clinic, Calendar: d.Calendar, Rota: d.Rota, Now: d.Now, DangerWaits: time.Minute}}
	for round := range 8 {
		who := bot.Phone(fmt.Sprintf("+190755502%02d", round))
		d.receives(fmt.Sprint("race", round), who, "0")
		k := d.caseOfPhone(who)
		order := func(server int, n string, by bot.Staff, do bot.CaseDo, to string) bot.CaseDone {
			done, err := servers[server].Staff(t.Context(), bot.CaseOrder{ID: bot.InputID(fmt.Sprint(n, round)), By: by, Do: do, Case: k.ID, To: to, Outcome: bot.EndedReached})
			if err != nil {
				t.Error(err)
			}
			return done
		}
		order(0, "first", anaS, bot.CaseTake, "")
		done := make([]bot.CaseDone, 4)
		var wg sync.WaitGroup
		for i, o := range []struct {
			by bot.Staff
			do bot.CaseDo
			to string
		}{{anaS, bot.CaseClose, ""}, {anaS, bot.CasePass, "ben"}, {benS, bot.CaseTake, ""}, {anaS, bot.CasePass, ""}} {
			wg.Go(func() { done[i] = order(i%2, fmt.Sprint("o", i, "-"), o.by, o.do, o.to) })
		}
		wg.Go(func() { d.receives(fmt.Sprint("racing", round), who, "are you there") })
		wg.Wait()
		now, version, err := d.store.Case(t.Context(), k.ID)
		if err != nil {
			t.Fatal(err)
		}
		closed := done[0].Result == string(handoff.Closed)
		passed := done[1].Result == string(handoff.PassedTo) || done[3].Result == string(handoff.Passed)
		took := done[2].Result == string(handoff.Took)
		switch {
		case closed != (now.Status == bot.CaseClosed):
			t.Errorf("round %d: closing said %q, and the case is %s", round, done[0].Result, now.Status)
		case took && now.Owner != "ben" && !closed, took && !passed:
			t.Errorf("round %d: ben took it (passed: %v), and %q has it", round, passed, now.Owner)
		case closed && passed && !strings.Contains(now.Owner, "a"):
			t.Errorf("round %d: closed by %q", round, now.Owner)
		case !closed && !passed:
			t.Errorf("round %d: of three orders of its owner none counted: %+v", round, done)
		case now.Status != bot.CaseClosed && now.Wake.IsZero():
			t.Errorf("round %d: nobody looks at it again", round)
		}
		if s := d.loaded(who).Session; s.Owned.By != map[bool]string{true: now.Owner}[now.Status == bot.CaseClaimed] {
			t.Errorf("round %d: the thread is %q's, the case %s by %q", round, s.Owned.By, now.Status, now.Owner)
		}
		events, err := d.store.History(t.Context(), k.ID)
		if err != nil || len(events) != int(version) {
			t.Errorf("round %d: %d entries of %d commits (%v)", round, len(events), version, err)
		}
		for i, e := range events {
			if e.Version != int64(i+1) {
				t.Errorf("round %d: entry %d is of version %d", round, i, e.Version)
			}
		}
	}
}
