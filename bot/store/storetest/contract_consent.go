package storetest

import (
	"fmt"
	"time"

	"nightdesk/bot"
)

// agreed is a consent of this moment of the tests.
func agreed(purpose string, given bool, n int) bot.ConsentChange {
	return bot.ConsentChange{Purpose: purpose, Given: given, At: past.Add(time.Duration(n) * time.Hour), How: bot.HowAnswer,
		Wording: "v1", Step: "intake/reminders", Lang: bot.Spanish}
}

// consent commits changes of a person's consents; n makes the input's id.
func (s *suite) consent(n int, p bot.Phone, changes ...bot.ConsentChange) bot.Commit {
	s.Helper()
	c := bot.Commit{Input: bot.InputID(fmt.Sprint("consent ", n)), At: past, Person: s.st.Person(p), Actor: "person", Note: "answer", Consents: changes}
	s.commit(c, bot.Applied)
	return c
}

// consented queues a reminder and says what its claim tells.
func (s *suite) consented(id bot.SendID, purpose string) bool {
	s.Helper()
	m := bot.Send{ID: id, Class: bot.SendUnprompted, To: anna, Body: "See you tomorrow", Person: s.st.Person(anna), Purpose: purpose, Due: past}
	s.commit(bot.Commit{Input: bot.InputID("of " + id), Actor: "clock", Note: "reminder", Sends: []bot.Send{m}}, bot.Applied)
	for _, c := range s.claimSends(10, time.Hour) {
		if c.Send.ID == id {
			return c.Consented
		}
	}
	s.Fatalf("%s was not claimed", id)
	return false
}

func (s *suite) ledger(p bot.Phone, want ...bot.ConsentChange) {
	s.Helper()
	got, err := s.st.Consents(s.ctx, s.st.Person(p))
	s.must(err)
	s.equal(append([]bot.ConsentChange{}, got...), append([]bot.ConsentChange{}, want...))
}

// consentLedger: entries are added in their order and once, and one person's are
// not another's.
func consentLedger(s *suite) {
	s.ledger(anna)
	a, b, c := agreed(bot.PurposeConversation, true, 1), agreed(bot.PurposeReminders, true, 2), agreed(bot.PurposeReminders, false, 3)
	again := s.consent(1, anna, a, b)
	s.consent(2, anna, c)
	s.commit(again, bot.Duplicate)
	s.ledger(anna, a, b, c)
	s.ledger(ben)
}

func consentOfClaim(s *suite) {
	s.equal(s.consented("o0", ""), true)
	s.equal(s.consented("o1", bot.PurposeReminders), false)
	s.consent(1, anna, agreed(bot.PurposeConversation, true, 1))
	s.equal(s.consented("o2", bot.PurposeReminders), false)
	s.consent(2, anna, agreed(bot.PurposeReminders, true, 2))
	s.equal(s.consented("o3", bot.PurposeReminders), true)
	s.consent(3, anna, agreed(bot.PurposeReminders, false, 3))
	s.equal(s.consented("o4", bot.PurposeReminders), false)
	s.equal(s.consented("o5", bot.PurposeConversation), true)
}

// consentTakenBack: all taken back takes each back, and so does an opt-out; all
// given again gives none.
func consentTakenBack(s *suite) {
	both := []bot.ConsentChange{agreed(bot.PurposeConversation, true, 1), agreed(bot.PurposeReminders, true, 1)}
	s.consent(1, anna, both...)
	s.consent(2, ben, both...)
	s.consent(3, anna, agreed(bot.PurposeAll, false, 2))
	s.equal(s.consented("o1", bot.PurposeReminders), false)
	s.equal(s.consented("o2", bot.PurposeConversation), false)
	s.consent(4, anna, agreed(bot.PurposeAll, true, 3))
	s.equal(s.consented("o3", bot.PurposeReminders), false)
	s.consent(5, anna, both...)
	s.equal(s.consented("o4", bot.PurposeReminders), true)
	s.commit(bot.Commit{Input: "stop", At: past, Person: s.st.Person(anna), OptOut: bot.OptOutSet}, bot.Applied)
	s.equal(s.consented("o5", bot.PurposeReminders), false)
}

// consentBefore: who agreed before there was a ledger still has, and their first
// entry brings what was agreed to before along.
func consentBefore(s *suite) {
	given := func(purpose string) bot.Consent {
		return bot.Consent{Purpose: purpose, Wording: "v0", Lang: bot.English, Given: past}
	}
	c := s.turn("SM1", anna, 0, 1)
	c.Session.Consents = []bot.Consent{given(bot.PurposeConversation), given(bot.PurposeReminders)}
	s.commit(c, bot.Applied)
	s.equal(s.consented("o1", bot.PurposeReminders), true)
	s.ledger(anna)

	change := agreed(bot.PurposeConversation, false, 1)
	c = s.turn("SM2", anna, 1, 2)
	c.Session.Consents = []bot.Consent{given(bot.PurposeConversation), given(bot.PurposeReminders)}
	c.Session.Consents[0].Withdrawn = change.At
	c.Consents = []bot.ConsentChange{change}
	s.commit(c, bot.Applied)
	before := func(purpose string) bot.ConsentChange {
		return bot.ConsentChange{Purpose: purpose, Given: true, At: past, How: bot.HowAnswer, Wording: "v0", Lang: bot.English}
	}
	s.ledger(anna, before(bot.PurposeConversation), before(bot.PurposeReminders), change)
	s.equal(s.consented("o2", bot.PurposeReminders), true)
	s.equal(s.consented("o3", bot.PurposeConversation), false)
}

// refusedLedger: a number that the carrier refuses has opted out, by a send's
// result or by a receipt, with one entry and no consent left.
func refusedLedger(s *suite) {
	for i, p := range []bot.Phone{anna, ben} {
		s.consent(i, p, agreed(bot.PurposeReminders, true, 1))
	}
	s.equal(s.consented("o1", bot.PurposeReminders), true)
	for range 2 {
		s.must(s.st.FinishSend(s.ctx, "o1", 1, bot.SendResult{State: bot.SendFailed, Code: 21610, OptOut: true}))
		s.receipt(bot.Receipt{Carrier: "SMx", To: ben, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}, false)
	}
	for _, p := range []bot.Phone{anna, ben} {
		got, err := s.st.Consents(s.ctx, s.st.Person(p))
		s.must(err)
		if len(got) != 2 || got[1].Purpose != bot.PurposeAll || got[1].Given || got[1].How != bot.HowCarrier || got[1].At.Before(past) {
			s.Errorf("the ledger holds %+v", got)
		}
		s.equal(s.load("", s.st.Person(p)).OptedOut, true)
	}
	s.equal(s.consented("o2", bot.PurposeReminders), false)
}

// unaskedTexts: an unprompted text that went out counts, once, whoever said so
// first; one that did not go out or that answers somebody does not.
func unaskedTexts(s *suite) {
	unasked := func() int {
		s.Helper()
		s.commit(bot.Commit{Input: bot.InputID("look"), Sends: []bot.Send{{ID: "look", Class: bot.SendReply, To: anna, Person: s.st.Person(anna), Due: past}}}, bot.Applied)
		c := s.claimAgain()
		for ; c.Send.ID != "look"; c = s.claimAgain() {
		}
		s.must(s.st.FinishSend(s.ctx, "look", c.Attempt, bot.SendResult{State: bot.SendPending, RetryAt: future}))
		return len(c.Unasked)
	}
	s.equal(unasked(), 0)
	for id, class := range map[bot.SendID]bot.SendClass{"n1": bot.SendUnprompted, "n2": bot.SendUnprompted, "n3": bot.SendUnprompted, "r1": bot.SendReply, "x1": bot.SendUnprompted} {
		s.queueSend(id, class, past)
	}
	s.equal(len(s.claimSends(10, time.Hour)), 5)
	for range 2 {
		for _, id := range []bot.SendID{"n1", "r1"} {
			s.must(s.st.FinishSend(s.ctx, id, 1, bot.SendResult{State: bot.SendSent, Carrier: "SM" + string(id)}))
		}
		s.must(s.st.FinishSend(s.ctx, "x1", 1, bot.SendResult{State: bot.SendDropped}))
	}
	s.receipt(bot.Receipt{Send: "n2", Carrier: "SMn2", Rank: 4, State: bot.SendDelivered}, true)
	s.must(s.st.FinishSend(s.ctx, "n2", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMn2"}))
	s.receipt(bot.Receipt{Send: "n1", Carrier: "SMn1", Rank: 4, State: bot.SendDelivered}, true)
	s.receipt(bot.Receipt{Send: "n3", Carrier: "SMn3", Rank: 4, State: bot.SendFailed, Code: 30007}, true)
	s.commit(bot.Commit{Input: "look2", Sends: []bot.Send{{ID: "look2", Class: bot.SendReply, To: anna, Person: s.st.Person(anna), Due: past}}}, bot.Applied)
	c := s.claimSends(10, time.Hour)
	s.equal(len(c), 1)
	s.equal(len(c[0].Unasked), 2)
	if at := c[0].Unasked[1]; at.Before(c[0].Unasked[0]) || c[0].Since.Sub(at) > time.Minute {
		s.Errorf("it went out at %v, the claim is of %v", at, c[0].Since)
	}
}

// purge: what was said before goes, and what this turn says stays.
func purge(s *suite) {
	who := s.st.Person(anna)
	say := func(in bot.InputID, words bot.Words, purge bool) {
		s.commit(bot.Commit{Input: in, Person: who, Purge: purge, Said: []bot.Said{{At: past, By: "them", Text: words}}}, bot.Applied)
	}
	say("SM1", "hi", false)
	say("SM2", "it's me", false)
	say("SM3", "wrong number", true)
	said, err := s.st.Thread(s.ctx, who)
	s.must(err)
	s.equal(said, []bot.Said{{At: past, By: "them", Text: "wrong number"}})
	s.commit(bot.Commit{Input: "SM4", Person: who, Purge: true}, bot.Applied)
	said, err = s.st.Thread(s.ctx, who)
	s.must(err)
	s.equal(len(said), 0)
}

// wrongNumber: what still waits for a number that turned out to be somebody
// else's is claimed as opted out, and what was said to it is gone.
func wrongNumber(s *suite) {
	s.queueSend("o1", bot.SendUnprompted, past)
	s.queueSend("o2", bot.SendReply, past)
	c := s.turn("SM1", anna, 0, 1)
	c.OptOut, c.Purge = bot.OptOutSet, true
	s.commit(c, bot.Applied)
	claims := s.claimSends(10, time.Hour)
	s.equal(len(claims), 2)
	for _, x := range claims {
		s.equal(x.OptedOut, true)
	}
}
