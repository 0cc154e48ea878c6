package storetest

import (
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

func (s *suite) overdue(before time.Time) int {
	s.Helper()
	n, err := s.st.RedactionsOverdue(s.ctx, before)
	s.must(err)
	return n
}

// redactionOff: nothing is queued where nobody blanks.
func redactionOff(s *suite) {
	s.commit(bot.Commit{Input: "SM1", Redact: []string{"SM1"}}, bot.Applied)
	s.receipt(bot.Receipt{Carrier: "SMx", To: ben, Rank: 4, State: bot.SendDelivered}, false)
	s.equal(s.overdue(future), 0)
}

// Redactions is the contract of a store that was opened with Options.Redact.
func Redactions(t *testing.T, open func(testing.TB) *store.Store) {
	s := newSuite(t, open)
	s.commit(bot.Commit{Input: "SM1", Redact: []string{"SM1", "SM1"}}, bot.Applied)
	s.commit(bot.Commit{Input: "SM2", Redact: []string{"SM1"}}, bot.Applied)
	s.queueSend("o1", bot.SendReply, past)
	s.claimSends(1, time.Hour)
	s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMo1"}))
	s.receipt(bot.Receipt{Send: "o1", Rank: 3, State: bot.SendSent}, true)
	s.equal(s.overdue(future), 1)
	for _, first := range []bool{true, false} {
		s.receipt(bot.Receipt{Send: "o1", Rank: 4, State: bot.SendDelivered}, first)                   // named by our id
		s.receipt(bot.Receipt{Carrier: "SMtwiml", To: anna, Rank: 4, State: bot.SendDelivered}, false) // by the carrier's alone
	}
	s.equal(s.overdue(future), 3)
	s.equal(s.overdue(time.Now()), 0)
	// None is due yet: the carrier may still be asked for a text by its words.
	got, err := s.st.ClaimRedactions(s.ctx, 10, time.Hour)
	s.must(err)
	s.equal(len(got), 0)
}
