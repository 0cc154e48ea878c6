package storetest

import (
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// Upkeep is the part of the contract that is not of turns: the audit log, keys,
// retention, one person's record, and accounts of the console.
func Upkeep(t *testing.T, open func(testing.TB) *store.Store) {
	accounts(t, open)
	t.Run("upkeep", func(t *testing.T) {
		s := newSuite(t, open)
		s.must(s.st.AdoptKeys(s.ctx))
		who := s.st.Person(anna)
		c := s.turn("SM1", anna, 0, 1)
		c.At = time.Now()
		c.Said = []bot.Said{{At: past, By: "them", Text: "hi"}}
		c.Consents = []bot.ConsentChange{agreed(bot.PurposeReminders, true, 1)}
		c.Wakes = []bot.Wake{{Key: bot.WakeSession + string(who), At: future}}
		c.Sends = []bot.Send{{ID: "o1", Class: bot.SendReply, To: anna, Body: "x", Person: who, Due: future}}
		c.Cases = []bot.CaseWrite{{Case: bot.Case{Format: bot.CaseFormat, ID: "k1", Person: who, Status: bot.CaseClosed, Opened: past}}}
		s.commit(c, bot.Applied)
		s.must(s.st.Audit(s.ctx, store.Act{Actor: "rosa", Note: "thread_read", Person: who, Detail: "for a test"}))
		n, end, err := s.st.SealAudit(s.ctx)
		s.must(err)
		s.equal([]any{n, end.N}, []any{2, int64(2)})
		found, err := s.st.VerifyAudit(s.ctx, []store.Checkpoint{end})
		s.must(err)
		s.equal(found, store.AuditReport{Entries: 2, Checkpoints: 1, Records: 2})
		s.must(s.st.CheckKeys(s.ctx))
		use, err := s.st.KeyUse(s.ctx)
		s.must(err)
		s.equal([]any{len(use), use[0].Role, use[0].Values}, []any{1, store.RolePrimary, 8})
		done, left, err := s.st.Reseal(s.ctx, 100)
		s.must(err)
		s.equal(done+left, 0)
		gone, err := s.st.PurgeExpired(s.ctx)
		s.must(err)
		s.equal(gone, 0)

		r, err := s.st.Record(s.ctx, who)
		s.must(err)
		s.equal([]any{r.Version, len(r.Said), len(r.Consents), len(r.Cases), len(r.Sends), r.Unreadable}, []any{int64(1), 1, 1, 1, 1, 0})
		s.must(s.st.Forget(s.ctx, who, 1, store.Tombstone{By: "rosa", Basis: "asked"}))
		r, err = s.st.Record(s.ctx, who)
		s.must(err)
		s.equal([]any{r.Version, len(r.Said), len(r.Consents), len(r.Cases), len(r.Sends), r.Deleted.Basis}, []any{int64(0), 0, 1, 1, 0, "asked"})
		f, err := s.st.Fsck(s.ctx)
		s.must(err)
		s.equal(f, store.Findings{Cases: 1, Ledgers: 1})
		c.Cases = nil // it stays
		s.commit(c, bot.Duplicate)
	})
}
