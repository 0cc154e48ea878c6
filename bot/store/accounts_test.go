package store_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// enrolled stores an account and returns it.
func enrolled(t *testing.T, s *store.Store, id string, roles ...account.Role) account.Account {
	t.Helper()
	a, err := account.New(id, "Ana Flores", append(roles, account.DosingNurse), when, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = s.SaveAccount(t.Context(), a, account.Act{By: "test", Note: "account_made"}, account.End{}); err != nil {
		t.Fatal(err)
	}
	return a
}

// signedIn stores a session of an account.
func signedIn(t *testing.T, s *store.Store, token string, a account.Account, at time.Time) account.SignIn {
	t.Helper()
	x, err := s.OpenSignIn(t.Context(), token, account.SignIn{Account: a.ID, How: account.ByPasskey, Opened: at}, a, account.Act{By: a.ID, Note: "signed_in"})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestAccountsAtOnce: of many who change one account, each change is kept or refused,
// and the audit log has exactly those that were kept.
func TestAccountsAtOnce(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	enrolled(t, s, "ana")
	if _, err := s.SaveAccount(t.Context(), account.Account{ID: "ana"}, account.Act{}, account.End{}); !errors.Is(err, account.ErrChanged) {
		t.Errorf("a second account of the id: %v", err)
	}
	var kept, refused atomic.Int64
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for range 10 {
				a, err := s.Account(t.Context(), "ana")
				if err != nil {
					t.Error(err)
					return
				}
				a.Epoch++
				_, err = s.SaveAccount(t.Context(), a, account.Act{By: fmt.Sprint("w", w), Note: "counted"}, account.End{})
				switch {
				case err == nil:
					kept.Add(1)
				case errors.Is(err, account.ErrChanged):
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	a, err := s.Account(t.Context(), "ana")
	if err != nil || int64(a.Epoch) != kept.Load() || a.Version != kept.Load()+1 {
		t.Errorf("%d were kept, the account counts %d at version %d (%v)", kept.Load(), a.Epoch, a.Version, err)
	}
	if kept.Load() == 0 || refused.Load() == 0 {
		t.Errorf("%d kept, %d refused: nothing was changed at once", kept.Load(), refused.Load())
	}
	if n := audited(t, s, "counted"); int64(n) != kept.Load() {
		t.Errorf("%d of %d changes are in the audit log", n, kept.Load())
	}
}

func audited(t *testing.T, s *store.Store, note string) (n int) {
	t.Helper()
	err := s.AuditBetween(t.Context(), time.UnixMilli(1), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		if e.Note == note {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSessionsEndAtOnce: a session that was ended is a stranger's to the next request,
// and nothing that was begun before brings it back.
func TestSessionsEndAtOnce(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	ctx, now := t.Context(), time.Now()
	ana, ben := enrolled(t, s, "ana"), enrolled(t, s, "ben")
	one, two := signedIn(t, s, "token1", ana, now), signedIn(t, s, "token2", ana, now.Add(time.Second))
	signedIn(t, s, "token3", ben, now)
	x, a, err := s.SignIn(ctx, "token1")
	if err != nil || x.ID != one.ID || a.ID != "ana" || !x.Live(now) {
		t.Fatalf("%+v %v %v", x, a, err)
	}
	if err := s.UsedSignIn(ctx, x.ID, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := s.UsedSignIn(ctx, x.ID, now); err != nil { // an answer that was late
		t.Fatal(err)
	}
	if x, _, _ = s.SignIn(ctx, "token1"); x.Seen.UnixMilli() != now.Add(time.Minute).UnixMilli() {
		t.Errorf("used at %v", x.Seen)
	}
	if list, err := s.SignIns(ctx, "ana"); err != nil || len(list) != 2 || list[0].ID != two.ID {
		t.Errorf("sessions %v (%v)", list, err)
	}
	if n, err := s.EndSignIns(ctx, "ben", account.Act{By: "ben", Note: "ended"}, one.ID); n != 0 || err != nil {
		t.Errorf("ben ended %d sessions of ana (%v)", n, err)
	}
	if n, err := s.EndSignIns(ctx, "ana", account.Act{By: "ana", Note: "ended"}, one.ID); n != 1 || err != nil {
		t.Errorf("%d ended (%v)", n, err)
	}
	if x, a, err := s.SignIn(ctx, "token1"); x.Account != "" || a.ID != "" || err != nil {
		t.Errorf("it is still there: %+v", x)
	}
	one.Sure = now
	if _, err := s.SaveSignIn(ctx, one, nil); !errors.Is(err, account.ErrEnded) {
		t.Errorf("it was stored again: %v", err)
	}
	_ = s.UsedSignIn(ctx, one.ID, now)
	if x, _, _ := s.SignIn(ctx, "token1"); x.Account != "" {
		t.Error("a use brought it back")
	}
	if audited(t, s, "ended") != 1 {
		t.Error("the end is not in the audit log once")
	}
	// Disabling an account ends the others in the same step.
	ana.Disabled = now
	if ana, err = s.SaveAccount(ctx, ana, account.Act{By: "ben", Note: "disabled"}, account.End{All: true}); err != nil {
		t.Fatal(err)
	}
	if x, _, _ := s.SignIn(ctx, "token2"); x.Account != "" {
		t.Error("a session outlives its account")
	}
	if x, _, _ := s.SignIn(ctx, "token3"); x.Account != "ben" {
		t.Error("ben was signed out, too")
	}
	// Who was let in while the account changed is not.
	old := ana
	old.Version--
	_, err = s.OpenSignIn(ctx, "token4", account.SignIn{Account: "ana", Opened: now}, old, account.Act{By: "ana", Note: "signed_in"})
	if !errors.Is(err, account.ErrChanged) {
		t.Errorf("somebody got in: %v", err)
	}
	if x, _, _ := s.SignIn(ctx, "token4"); x.Account != "" {
		t.Error("the session is there")
	}
	if f, err := s.Fsck(ctx); err != nil || f.Wrong() != 0 || f.Accounts != 2 || f.SignIns != 1 {
		t.Errorf("%+v %v", f, err)
	}
}

// TestSessionsKeptButOne: who changes their password stays signed in where they are.
func TestSessionsKeptButOne(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	a := enrolled(t, s, "ana")
	here := signedIn(t, s, "here", a, time.Now())
	signedIn(t, s, "there", a, time.Now())
	if _, err := s.SaveAccount(t.Context(), a, account.Act{By: "ana", Note: "password_changed"}, account.End{All: true, Keep: here.ID}); err != nil {
		t.Fatal(err)
	}
	if x, _, _ := s.SignIn(t.Context(), "here"); x.Account != "ana" {
		t.Error("signed out here")
	}
	if x, _, _ := s.SignIn(t.Context(), "there"); x.Account != "" {
		t.Error("signed in there")
	}
}

// TestSessionChangedTwice: of two who change one session at once, one is told.
func TestSessionChangedTwice(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	a := enrolled(t, s, "ana")
	x := signedIn(t, s, "token", a, time.Now())
	glass := x
	glass.Glass = account.Glass{Until: when, Reason: "nobody can be reached"}
	if _, err := s.SaveSignIn(t.Context(), glass, &account.Act{By: "ana", Note: "break_glass"}); err != nil {
		t.Fatal(err)
	}
	x.Sure = when
	if _, err := s.SaveSignIn(t.Context(), x, nil); !errors.Is(err, account.ErrChanged) {
		t.Errorf("the change before is lost: %v", err)
	}
}

// TestLimits: a budget is spent, comes back with time, and is nobody else's.
func TestLimits(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	ctx := t.Context()
	mine, other := account.Limit{Name: "mine", Burst: 3, Every: time.Hour}, account.Limit{Name: "other", Burst: 3, Every: time.Hour}
	for i := range 3 {
		if wait, err := s.Spend(ctx, mine); wait != 0 || err != nil {
			t.Fatalf("%d: wait %v (%v)", i, wait, err)
		}
	}
	wait, err := s.Spend(ctx, mine, other)
	if wait < 59*time.Minute || wait > time.Hour || err != nil {
		t.Errorf("a spent budget waits %v (%v)", wait, err)
	}
	for range 3 { // the one that had something left gave nothing then
		if wait, err := s.Spend(ctx, other); wait != 0 || err != nil {
			t.Errorf("another's waits %v (%v)", wait, err)
		}
	}
	if err := s.GiveBack(ctx, mine); err != nil {
		t.Fatal(err)
	}
	if wait, _ := s.Spend(ctx, mine); wait != 0 {
		t.Errorf("what was given back waits %v", wait)
	}
	if wait, _ := s.Spend(ctx, mine); wait == 0 {
		t.Error("more was given back than taken")
	}
	quick := account.Limit{Name: "quick", Burst: 1, Every: time.Millisecond}
	for range 50 { // each waits for what it is told, as the server's clock goes
		for {
			wait, err := s.Spend(ctx, quick)
			if err != nil {
				t.Fatal(err)
			}
			if wait == 0 {
				break
			}
		}
	}
}

// TestLimitsAtOnce: many at once get what there is and no more.
func TestLimitsAtOnce(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	var got, unknown atomic.Int64
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			wait, err := s.Spend(t.Context(), account.Limit{Name: "x", Burst: 7, Every: time.Hour})
			switch {
			case errors.Is(err, bot.ErrUnavailable): // on a machine with much else to do: it may have got one
				unknown.Add(1)
			case err != nil:
				t.Error(err)
			case wait == 0:
				got.Add(1)
			}
		})
	}
	all.Wait()
	if n := got.Load(); n > 7 || n+unknown.Load() < 7 {
		t.Errorf("%d got one of 7, and %d were not answered", n, unknown.Load())
	}
}

// TestAskedOnce: what a sign-in must answer is answered once, by one of many.
func TestAskedOnce(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	if err := s.Ask(t.Context(), "state", []byte("answer me")); err != nil {
		t.Fatal(err)
	}
	var got atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if b, err := s.Asked(t.Context(), "state"); err != nil {
				t.Error(err)
			} else if string(b) == "answer me" {
				got.Add(1)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 {
		t.Errorf("it was answered %d times", got.Load())
	}
}

func TestNoticesAndFailures(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	ctx := t.Context()
	for i := range 35 {
		if err := s.Tell(ctx, account.Notice{Kind: account.NoticeNewDevice, Where: fmt.Sprint(i)}, "ana", "ben"); err != nil {
			t.Fatal(err)
		}
	}
	list, n, err := s.Notices(ctx, "ana")
	if err != nil || n != 30 || len(list) != 30 || list[29].Where != "34" {
		t.Errorf("%d notices (%v)", n, err)
	}
	if err := s.PutAway(ctx, "ana", 29); err != nil {
		t.Fatal(err)
	}
	if list, n, _ := s.Notices(ctx, "ana"); n != 1 || list[0].Where != "34" {
		t.Errorf("left %d", n)
	}
	if _, n, _ := s.Notices(ctx, "ben"); n != 30 {
		t.Errorf("ben's: %d", n)
	}
	for range 3 {
		if err := errors.Join(s.CountFailed(ctx, "ana"), s.CountFailed(ctx, "")); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []int{3, 0} {
		if n, err := s.TakeFailed(ctx, "ana"); n != want || err != nil {
			t.Errorf("%d failed, want %d (%v)", n, want, err)
		}
	}
}

// TestAccountsSealedAnew: a change of keys reaches accounts, sessions, notices and what
// is under way.
func TestAccountsSealedAnew(t *testing.T) {
	srv, clinic, ctx := storetest.Redis(t), storetest.Clinic(), t.Context()
	open := func(k store.Keyset) *store.Store {
		return storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: k})
	}
	old := storetest.Keys(t)
	s := open(old)
	a := enrolled(t, s, "ana")
	signedIn(t, s, "token", a, time.Now())
	if err := errors.Join(s.Ask(ctx, "state", []byte("x")), s.Tell(ctx, account.Notice{Kind: account.NoticeReset}, "ana")); err != nil {
		t.Fatal(err)
	}
	next := promote(t, rotate(t, old))
	s = open(next)
	if done, left, err := s.Reseal(ctx, 100); done != 4 || left != 0 || err != nil {
		t.Errorf("%d sealed anew, %d left (%v)", done, left, err)
	}
	s = open(keyset(t, func() (store.Keyset, error) { return next.Retire(next.IDs()[0]) }))
	x, back, err := s.SignIn(ctx, "token")
	if err != nil || x.Account != "ana" || back.Name != a.Name {
		t.Errorf("%+v %v %v", x, back, err)
	}
	if b, err := s.Asked(ctx, "state"); string(b) != "x" || err != nil {
		t.Errorf("%q %v", b, err)
	}
	if list, n, err := s.Notices(ctx, "ana"); len(list) != 1 || n != 1 || err != nil {
		t.Errorf("%v %d %v", list, n, err)
	}
}

// TestAccountsMovedAndNewer: an account's record put in another's place opens for
// nobody, and what a newer build wrote is not misread.
func TestAccountsMovedAndNewer(t *testing.T) {
	srv, clinic, ctx := storetest.Redis(t), storetest.Clinic(), t.Context()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	raw := srv.Client(t)
	a := enrolled(t, s, "ana", account.Admin)
	enrolled(t, s, "ben")
	signedIn(t, s, "token", a, time.Now())
	key := "{" + clinic + "}:"
	raw.HSet(ctx, key+"acc:ben", "d", raw.HGet(ctx, key+"acc:ana", "d").Val())
	if _, err := s.Account(ctx, "ben"); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("ben has ana's roles: %v", err)
	}
	if list, err := s.Accounts(ctx); len(list) != 1 || !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("%v %v", list, err)
	}
	a.Format = account.Format + 1
	if _, err := s.SaveAccount(ctx, a, account.Act{}, account.End{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.SignIn(ctx, "token"); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("a newer account lets in: %v", err)
	}
	raw.ZRem(ctx, key+"accs", "ana")
	raw.HSet(ctx, key+"ses:ghost", "v", "1", "d", "nonsense", "s", "1")
	for _, k := range raw.Keys(ctx, key+"sac:*").Val() {
		raw.Del(ctx, k)
	}
	f, err := s.Fsck(ctx)
	if err != nil || f.Accounts != 2 || f.SignIns != 2 || f.Unreadable != 3 || f.Unlisted != 2 {
		t.Errorf("%+v %v", f, err)
	}
}
