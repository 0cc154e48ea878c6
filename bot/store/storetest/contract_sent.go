package storetest

import (
	"nightdesk/bot"
)

// sentState is how messages stand, by their ids: whoever tests the ways to staff
// reads it. A call leaves no words at the carrier to blank.
func sentState(s *suite) {
	m := s.queueSend("t1", bot.SendAlert, past)
	s.queueSend("t2", bot.SendAlert, past)
	sent, err := s.st.Sent(s.ctx, "t1", "nothing", "t2")
	s.must(err)
	s.equal(len(sent), 3)
	s.equal(sent[0], bot.Sent{Send: m, State: bot.SendPending})
	s.equal(sent[1], bot.Sent{})
	s.equal(len(s.claimSends(10, future.Sub(past))), 2)
	s.must(s.st.FinishSend(s.ctx, "t1", 1, bot.SendResult{State: bot.SendSent, Carrier: "CAc"}))
	s.must(s.st.FinishSend(s.ctx, "t2", 1, bot.SendResult{State: bot.SendFailed, Code: 21610}))
	sent, err = s.st.Sent(s.ctx, "t1", "t2")
	s.must(err)
	s.equal([]any{sent[0].State, sent[1].State, sent[1].Code}, []any{bot.SendSent, bot.SendFailed, 21610})
	s.receipt(bot.Receipt{Send: "t1", Carrier: "CAc", Rank: 4, State: bot.SendUndelivered, Call: true}, true)
	sent, err = s.st.Sent(s.ctx, "t1")
	s.must(err)
	s.equal(sent[0].State, bot.SendUndelivered)
	sent, err = s.st.Sent(s.ctx)
	s.must(err)
	s.equal(len(sent), 0)
}
