package storetest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"nightdesk/bot"
)

// queueSend stores one message that is due.
func (s *suite) queueSend(id bot.SendID, class bot.SendClass, due time.Time) bot.Send {
	s.Helper()
	m := bot.Send{ID: id, Class: class, To: anna, Body: "See you tomorrow", Person: s.st.Person(anna), Due: due}
	s.commit(bot.Commit{Input: bot.InputID("of " + id), Actor: "clock", Note: "reminder", Sends: []bot.Send{m}}, bot.Applied)
	return m
}

func (s *suite) claimSends(n int, lease time.Duration) []bot.ClaimedSend {
	s.Helper()
	claims, err := s.st.ClaimSends(s.ctx, n, lease)
	s.must(err)
	return claims
}

// claimAgain claims until a lease of a millisecond is over. A store whose time
// stands still has to be given time to run by who opens it.
func (s *suite) claimAgain() bot.ClaimedSend {
	s.Helper()
	for s.ctx.Err() == nil {
		if claims := s.claimSends(1, time.Millisecond); len(claims) == 1 {
			return claims[0]
		}
	}
	s.Fatal("the lease never ended")
	return bot.ClaimedSend{}
}

func (s *suite) receipt(r bot.Receipt, want bool) bot.Send {
	s.Helper()
	changed, m, err := s.st.Receipt(s.ctx, r)
	s.must(err)
	if changed != want {
		s.Fatalf("receipt of rank %d: changed %t, want %t", r.Rank, changed, want)
	}
	return m
}

func sendLifecycle(s *suite) {
	m := s.queueSend("o1", bot.SendReply, past)
	s.queueSend("o2", bot.SendReply, future)
	claims := s.claimSends(10, time.Hour)
	s.equal(len(claims), 1)
	s.equal(claims[0].Send, m)
	s.equal([]any{claims[0].Attempt, claims[0].Before, claims[0].OptedOut}, []any{1, bot.SendPending, false})
	s.equal(len(s.claimSends(10, time.Hour)), 0)
	for range 2 {
		s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMc"}))
	}
	s.equal(s.receipt(bot.Receipt{Carrier: "SMc", Rank: 4, State: bot.SendDelivered}, true), m)
	found, err := s.st.Fsck(s.ctx)
	s.must(err)
	s.equal([]any{found.Sends, found.Wrong()}, []any{2, 0})
}

func unsureSend(s *suite) {
	s.queueSend("o1", bot.SendReply, past)
	first := s.claimAgain()
	s.equal([]any{first.Attempt, first.Before}, []any{1, bot.SendPending})
	second := s.claimAgain()
	s.equal([]any{second.Attempt, second.Before, second.Since}, []any{2, bot.SendSending, first.Since})
	// The first attempt's word comes too late: the message is not its any more.
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendPending, RetryAt: past}))
	third := s.claimAgain()
	s.equal([]any{third.Attempt, third.Before}, []any{3, bot.SendSending})
	s.must(s.st.FinishSend(s.ctx, "o1", 3, bot.SendResult{State: bot.SendSending, RetryAt: future}))
	s.equal(len(s.claimSends(10, time.Hour)), 0)
}

func refusedSend(s *suite) {
	s.queueSend("o1", bot.SendAlert, past)
	s.equal(len(s.claimSends(1, time.Hour)), 1)
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendPending, RetryAt: past, Code: 20429}))
	again := s.claimSends(1, time.Hour)
	s.equal([]any{again[0].Attempt, again[0].Before}, []any{2, bot.SendPending})
	alert := bot.Wake{Key: "f:k1:rosa", At: past}
	for range 2 {
		s.must(s.st.FinishSend(s.ctx, "o1", 2, bot.SendResult{State: bot.SendFailed, Code: 30007, Alert: &alert}))
	}
	s.equal(len(s.claimSends(1, time.Hour)), 0)
	wakes, err := s.st.ClaimWakes(s.ctx, 5, time.Hour, 0)
	s.must(err)
	s.equal(wakes, []bot.Wake{alert})
}

// skewedClock: what a server with a wrong clock wants sent now is sent now, and
// what it wants sent in an hour waits an hour.
func skewedClock(s *suite) {
	for _, at := range []time.Time{past, future} {
		id := bot.SendID(fmt.Sprint("o", at.Year()))
		wake := "s:" + string(id)
		s.commit(bot.Commit{Input: bot.InputID("of " + id), At: at, Actor: "person", Sends: []bot.Send{
			{ID: id, Class: bot.SendAlert, To: anna, Body: "Alert", Due: at},
			{ID: id + "later", Class: bot.SendAlert, To: anna, Body: "Alert", Due: at.Add(time.Hour)},
		}, Wakes: []bot.Wake{{Key: wake, At: at}, {Key: wake + "later", At: at.Add(time.Hour)}}}, bot.Applied)
		claims := s.claimSends(10, time.Hour)
		if len(claims) != 1 || claims[0].Send.ID != id {
			s.Fatalf("the clock at %v: claimed %d messages, want %s alone", at, len(claims), id)
		}
		wakes, err := s.st.ClaimWakes(s.ctx, 10, time.Hour, 0)
		s.must(err)
		if len(wakes) != 1 || wakes[0].Key != wake {
			s.Fatalf("the clock at %v: claimed %d timers, want %s alone", at, len(wakes), wake)
		}
	}
}

func urgentFirst(s *suite) {
	s.queueSend("late", bot.SendReply, past.Add(-2*time.Hour))
	s.queueSend("nudge", bot.SendUnprompted, past.Add(-time.Hour))
	s.queueSend("crisis", bot.SendCrisis, past)
	s.queueSend("alert2", bot.SendAlert, past.Add(2*time.Hour))
	s.queueSend("alert1", bot.SendAlert, past.Add(time.Hour))
	var order []bot.SendID
	for range 2 {
		for _, c := range s.claimSends(3, time.Hour) {
			order = append(order, c.Send.ID)
		}
	}
	s.equal(order, []bot.SendID{"alert1", "alert2", "crisis", "late", "nudge"})
}

func oneClaimEach(s *suite) {
	for i := range 60 {
		s.queueSend(bot.SendID(fmt.Sprint("o", i)), bot.SendReply, past)
	}
	var mu sync.Mutex
	got := map[bot.SendID]int{}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			for {
				claims, err := s.st.ClaimSends(s.ctx, 4, time.Hour)
				if err != nil {
					s.Error(err)
				}
				if len(claims) == 0 {
					return
				}
				mu.Lock()
				for _, c := range claims {
					got[c.Send.ID]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	s.equal(len(got), 60)
	for id, n := range got {
		if n != 1 {
			s.Errorf("%s was claimed %d times", id, n)
		}
	}
}

// sameSendTwice: two turns that make the same message make it once, even when
// it is long sent.
func sameSendTwice(s *suite) {
	m := s.queueSend("o1", bot.SendAlert, past)
	again := bot.Commit{Input: "another", Actor: "clock", Note: "alert", Sends: []bot.Send{m}}
	s.equal(len(s.claimSends(9, time.Hour)), 1)
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMc"}))
	s.commit(again, bot.Applied)
	s.equal(len(s.claimSends(9, time.Hour)), 0)
}

func receiptsGoForward(s *suite) {
	s.queueSend("o1", bot.SendReply, past)
	s.claimSends(1, time.Hour)
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMc"}))
	s.receipt(bot.Receipt{Send: "o1", Rank: 3, State: bot.SendSent}, true)
	s.receipt(bot.Receipt{Carrier: "SMc", Rank: 1}, false)
	s.receipt(bot.Receipt{Send: "o1", Carrier: "SMc", Rank: 4, State: bot.SendUndelivered, Code: 30003}, true)
	s.receipt(bot.Receipt{Send: "o1", Rank: 4, State: bot.SendUndelivered, Code: 30003}, false)
	s.receipt(bot.Receipt{Send: "o1", Rank: 4, State: bot.SendDelivered}, false)
	s.equal(len(s.claimSends(9, time.Hour)), 0)
}

// receiptBeforeResult: the carrier's word overtakes its own answer, or the
// answer never comes.
func receiptBeforeResult(s *suite) {
	m := s.queueSend("o1", bot.SendReply, past)
	s.claimAgain()
	s.equal(s.receipt(bot.Receipt{Send: "o1", Carrier: "SMc", Rank: 1}, true), m)
	s.equal(len(s.claimSends(9, time.Hour)), 0)
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendPending, RetryAt: past}))
	s.equal(len(s.claimSends(9, time.Hour)), 0)
	s.receipt(bot.Receipt{Carrier: "SMc", Rank: 4, State: bot.SendDelivered}, true)
}

func receiptOfUnknown(s *suite) {
	s.equal(s.receipt(bot.Receipt{Carrier: "SMnever", Rank: 4, State: bot.SendDelivered}, false), bot.Send{})
	s.equal(s.receipt(bot.Receipt{Send: "never", Rank: 4, State: bot.SendDelivered}, false), bot.Send{})
}

func refusedNumber(s *suite) {
	s.receipt(bot.Receipt{Carrier: "SMx", To: ben, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}, false)
	s.equal(s.load("", s.st.Person(ben)).OptedOut, true)
	s.equal(s.load("", s.st.Person(anna)).OptedOut, false)
	s.queueSend("o1", bot.SendReply, past)
	s.claimSends(1, time.Hour)
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendDropped, Code: 21610, OptOut: true}))
	s.equal(s.load("", s.st.Person(anna)).OptedOut, true)
	s.receipt(bot.Receipt{Send: "o1", Rank: 4, State: bot.SendDelivered}, false)
}

func optedOut(s *suite) {
	s.queueSend("o1", bot.SendUnprompted, past)
	stop := s.turn("SM1", anna, 0, 1)
	stop.OptOut = bot.OptOutSet
	s.commit(stop, bot.Applied)
	s.equal(s.load("", s.st.Person(anna)).OptedOut, true)
	s.equal(s.claimSends(1, time.Hour)[0].OptedOut, true)
	out, err := s.st.OptedOut(s.ctx, s.st.Person("+19075550199"), s.st.Person(anna))
	s.must(err)
	s.equal(out, []bool{false, true})
	start := s.turn("SM2", anna, 1, 2)
	start.OptOut = bot.OptOutClear
	s.commit(start, bot.Applied)
	s.equal(s.load("", s.st.Person(anna)).OptedOut, false)
}

func timers(s *suite) {
	set := func(in bot.InputID, wakes ...bot.Wake) {
		s.Helper()
		s.commit(bot.Commit{Input: in, Actor: "clock", Note: "timer", Wakes: wakes}, bot.Applied)
	}
	claim := func(want ...bot.Wake) {
		s.Helper()
		got, err := s.st.ClaimWakes(s.ctx, 10, time.Hour, 0)
		s.must(err)
		s.equal(append([]bot.Wake{}, got...), append([]bot.Wake{}, want...))
	}
	a, b := bot.Wake{Key: "s:a", At: past.Add(time.Minute)}, bot.Wake{Key: "s:b", At: past}
	set("1", a, b, bot.Wake{Key: "s:c", At: future}, bot.Wake{Key: "s:d", At: past})
	set("2", bot.Wake{Key: "s:d"})
	claim(b, a)
	claim()
	// Setting or clearing a claimed timer ends the claim.
	a.At = past.Add(time.Hour)
	set("3", a, bot.Wake{Key: "s:b"})
	claim(a)
	set("4", bot.Wake{Key: "s:a", At: future})
	claim()
}

func timerComesBack(s *suite) {
	w := bot.Wake{Key: "s:a", At: past}
	s.commit(bot.Commit{Input: "1", Actor: "clock", Note: "timer", Wakes: []bot.Wake{w}}, bot.Applied)
	for seen := 0; seen < 3; {
		got, err := s.st.ClaimWakes(s.ctx, 1, time.Millisecond, 0)
		if errors.Is(err, bot.ErrUnavailable) {
			s.Fatal("the lease never ended")
		}
		s.must(err)
		if len(got) == 1 {
			s.equal(got[0], w)
			seen++
		}
	}
}
