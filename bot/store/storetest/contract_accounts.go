package storetest

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"nightdesk/bot/account"
	"nightdesk/bot/store"
)

// accounts is the part of the contract that is of those who use the console.
func accounts(t *testing.T, open func(testing.TB) *store.Store) {
	t.Run("accounts", func(t *testing.T) {
		s := newSuite(t, open)
		now := time.Now()
		a, err := account.New("ana", "Ana", []account.Role{account.Admin}, now, rand.Reader)
		s.must(err)
		act := account.Act{By: "ana", Note: "test", Detail: "x"}
		a, err = s.st.SaveAccount(s.ctx, a, act, account.End{})
		s.must(err)
		s.equal(a.Version, int64(1))
		for _, token := range []string{"one", "two", "three"} {
			_, err = s.st.OpenSignIn(s.ctx, token, account.SignIn{Account: "ana", How: account.ByPasskey, Opened: now}, a, act)
			s.must(err)
		}
		x, back, err := s.st.SignIn(s.ctx, "one")
		s.must(err)
		s.equal([]any{x.Account, back.Name, back.Version}, []any{"ana", "Ana", int64(1)})
		s.must(s.st.UsedSignIn(s.ctx, x.ID, now.Add(time.Minute)))
		_, err = s.st.SaveAccount(s.ctx, back, act, account.End{All: true, Keep: x.ID})
		s.must(err)
		_, err = s.st.SaveAccount(s.ctx, back, act, account.End{})
		s.equal(errors.Is(err, account.ErrChanged), true)
		list, err := s.st.SignIns(s.ctx, "ana")
		s.must(err)
		s.equal(len(list), 1)
		n, err := s.st.EndSignIns(s.ctx, "ana", act)
		s.must(err)
		s.equal(n, 1)
		_, err = s.st.SaveSignIn(s.ctx, x, nil)
		s.equal(errors.Is(err, account.ErrEnded), true)

		limit := account.Limit{Name: "x", Burst: 2, Every: time.Hour}
		for _, want := range []bool{true, true, false} {
			wait, err := s.st.Spend(s.ctx, limit)
			s.must(err)
			s.equal(wait == 0, want)
		}
		s.must(s.st.GiveBack(s.ctx, limit))
		wait, err := s.st.Spend(s.ctx, limit)
		s.must(err)
		s.equal(wait, time.Duration(0))
		s.must(s.st.Ask(s.ctx, "n", []byte("q")))
		for _, want := range []string{"q", ""} {
			b, err := s.st.Asked(s.ctx, "n")
			s.must(err)
			s.equal(string(b), want)
		}
		s.must(s.st.Tell(s.ctx, account.Notice{Kind: account.NoticeReset}, "ana"))
		notices, n, err := s.st.Notices(s.ctx, "ana")
		s.must(err)
		s.equal([]int{len(notices), n}, []int{1, 1})
		s.must(s.st.PutAway(s.ctx, "ana", 1))
		s.must(s.st.CountFailed(s.ctx, "ana"))
		n, err = s.st.TakeFailed(s.ctx, "ana")
		s.must(err)
		s.equal(n, 1)
		f, err := s.st.Fsck(s.ctx)
		s.must(err)
		s.equal(f, store.Findings{Accounts: 1})
	})
}
