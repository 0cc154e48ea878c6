package store_test

import (
	"fmt"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// What the pages of staff read: several sessions at once, what did not arrive, whether
// anything changed, and what was closed.
func TestWhatPagesOfStaffRead(t *testing.T) {
	srv := storetest.Redis(t)
	ctx := t.Context()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: storetest.Clinic()})
	mark, changed, err := s.Changed(ctx, "")
	if err != nil || changed {
		t.Fatal(mark, changed, err)
	}
	var people []bot.PersonID
	for i := range 3 {
		p := bot.Phone(fmt.Sprintf("+1907555018%d", i))
		people = append(people, s.Person(p))
		if out, err := s.Commit(ctx, turn(s, bot.InputID(fmt.Sprint("SM", i)), p, 0)); err != nil || out.Result != bot.Applied {
			t.Fatal(out, err)
		}
	}
	sessions, err := s.Sessions(ctx, append(people, "NOBODY"))
	if err != nil || len(sessions) != 3 || sessions[people[1]].Phone != "+19075550181" {
		t.Errorf("%d sessions (%v)", len(sessions), err)
	}

	if mark, changed, err = s.Changed(ctx, mark); err != nil || !changed {
		t.Errorf("after commits: changed %v (%v)", changed, err)
	}
	if err := s.Audit(ctx, store.Act{Actor: "ana", Note: "thread_read", Person: people[0]}); err != nil {
		t.Fatal(err)
	}
	if _, changed, err = s.Changed(ctx, mark); err != nil || changed {
		t.Errorf("after a look: changed %v (%v)", changed, err)
	}

	claimed, err := s.ClaimSends(ctx, 10, time.Minute)
	if err != nil || len(claimed) != 3 {
		t.Fatal(len(claimed), err)
	}
	for _, c := range claimed {
		if err := s.FinishSend(ctx, c.Send.ID, c.Attempt, bot.SendResult{State: bot.SendSent, Carrier: "SM" + string(c.Send.ID)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Receipt(ctx, bot.Receipt{Send: "oSM1", Carrier: "SMoSM1", To: "+19075550181", Rank: 4, State: bot.SendUndelivered, Code: 30005}); err != nil {
		t.Fatal(err)
	}
	failed, err := s.Failures(ctx, people[1])
	if err != nil || len(failed) != 1 || failed[0].ID != "oSM1" || failed[0].Code != 30005 || failed[0].Class != bot.SendReply {
		t.Errorf("what did not arrive: %+v (%v)", failed, err)
	}
	if failed, err := s.Failures(ctx, people[0]); err != nil || len(failed) != 0 {
		t.Errorf("of somebody else: %+v (%v)", failed, err)
	}

	kase, version, err := s.Case(ctx, "kSM2")
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Now().Add(-time.Hour)
	kase.Status, kase.Closed, kase.Outcome = bot.CaseClosed, time.Now(), bot.EndedReached
	if out, err := s.Commit(ctx, bot.Commit{Input: "close", Digest: "d", At: time.Now(), Cases: []bot.CaseWrite{{Case: kase, Version: version}}, Actor: "ana", Note: "case_closed"}); err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	closed, err := s.ClosedSince(ctx, midnight)
	if err != nil || len(closed) != 1 || closed[0].Case.ID != "kSM2" || closed[0].Version != version+1 {
		t.Errorf("closed: %+v (%v)", closed, err)
	}
	if closed, err := s.ClosedSince(ctx, time.Now().Add(time.Minute)); err != nil || len(closed) != 0 {
		t.Errorf("closed later than now: %+v (%v)", closed, err)
	}
}
