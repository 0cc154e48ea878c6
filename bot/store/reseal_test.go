package store_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// keyset takes a step or fails the test.
func keyset(t *testing.T, step func() (store.Keyset, error)) store.Keyset {
	t.Helper()
	k, err := step()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func rotate(t *testing.T, k store.Keyset) store.Keyset {
	t.Helper()
	return keyset(t, func() (store.Keyset, error) { return k.Rotate(rand.Reader) })
}

func promote(t *testing.T, k store.Keyset) store.Keyset { t.Helper(); return keyset(t, k.Promote) }

// used are the values under each key of a store, by role.
func used(t *testing.T, s *store.Store) map[store.KeyRole]int {
	t.Helper()
	use, err := s.KeyUse(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := map[store.KeyRole]int{}
	for _, u := range use {
		n[u.Role] += u.Values
	}
	return n
}

// TestStandby: a key on standby opens and does not seal; there is one at most, and
// only what is old can be retired.
func TestStandby(t *testing.T) {
	one := storetest.Keys(t)
	two := rotate(t, one)
	if _, err := two.Rotate(rand.Reader); err == nil {
		t.Error("a second key went on standby")
	}
	if _, err := one.Promote(); err == nil {
		t.Error("nothing was promoted")
	}
	three := promote(t, two)
	ids := three.IDs()
	if got := []store.KeyRole{two.Role(ids[0]), two.Role(ids[1]), three.Role(ids[0]), three.Role(ids[1]), one.Role(ids[1])}; !slices.Equal(got,
		[]store.KeyRole{store.RolePrimary, store.RoleStandby, store.RoleOld, store.RolePrimary, store.RoleMissing}) {
		t.Errorf("roles %v", got)
	}
	for _, k := range []store.Keyset{one, two, three} {
		if back, err := store.ParseKeyset(k.Encode()); err != nil || back.Role(ids[1]) != k.Role(ids[1]) || back.Role(ids[0]) != k.Role(ids[0]) {
			t.Errorf("it reads back as another: %v", err)
		}
	}
	for _, id := range []store.KeyID{ids[1], 7} {
		if _, err := three.Retire(id); err == nil {
			t.Errorf("%s was retired", id)
		}
	}
	if _, err := two.Retire(ids[1]); err == nil {
		t.Error("the key on standby was retired")
	}
}

// TestRotationUnderLoad: two replicas go from keyset to keyset one after the other,
// twice, while people text; nobody ever fails to open what the other wrote. Then
// all is under the newest key, and the old ones open nothing.
func TestRotationUnderLoad(t *testing.T) {
	srv := storetest.Redis(t)
	ctx, clinic := t.Context(), storetest.Clinic()
	open := func(k store.Keyset) *store.Store {
		return storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: k})
	}
	keys := storetest.Keys(t)
	first := keys
	// A replica that gets another keyset ends the turns that it is in.
	var replicas [2]struct {
		sync.RWMutex
		*store.Store
	}
	for i := range replicas {
		replicas[i].Store = open(keys)
		if err := replicas[i].AdoptKeys(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var turns, shut atomic.Int64
	stop := make(chan struct{})
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			p := bot.Phone(fmt.Sprint("+1907555011", w))
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				r := &replicas[n%2]
				r.RLock()
				err := texted(t, r.Store, p, fmt.Sprintf("SM%d-%d", w, n), n%20 == 0)
				r.RUnlock()
				if errors.Is(err, bot.ErrUnreadable) {
					shut.Add(1)
				} else if err != nil {
					t.Error(err)
					return
				}
				turns.Add(1)
			}
		})
	}
	settle := func() { // some turns in each mixture of keysets
		for from := turns.Load(); turns.Load() < from+100 && !t.Failed(); {
		}
	}
	give := func(k store.Keyset) {
		for i := range replicas {
			next := open(k)
			replicas[i].Lock()
			replicas[i].Store = next
			replicas[i].Unlock()
			settle()
		}
		keys = k
	}
	settle()
	for range 2 {
		give(rotate(t, keys))
		if n := used(t, replicas[0].Store)[store.RoleStandby]; n > 0 {
			t.Errorf("%d values are under the key on standby", n)
		}
		give(promote(t, keys))
		for left := 1; left > 0; {
			var err error
			if _, left, err = replicas[0].Reseal(ctx, 1000); err != nil {
				t.Fatal(err)
			}
		}
		if n := used(t, replicas[0].Store); n[store.RoleOld] > 0 || n[store.RoleMissing] > 0 || n[store.RolePrimary] == 0 {
			t.Errorf("after sealing anew: %v", n)
		}
		give(keyset(t, func() (store.Keyset, error) { return keys.Retire(keys.IDs()[0]) }))
	}
	close(stop)
	all.Wait()
	t.Logf("%d turns, %d failed to open", turns.Load(), shut.Load())
	if shut.Load() > 0 || turns.Load() < 1000 {
		t.Errorf("%d of %d turns could not open what was there", shut.Load(), turns.Load())
	}
	if f, err := replicas[0].Fsck(ctx); err != nil || f.Wrong() > 0 {
		t.Errorf("%+v %v", f, err)
	}
	s := open(first)
	if err := s.CheckKeys(ctx); !errors.Is(err, store.ErrWrongKeys) || !strings.Contains(err.Error(), "newest keyset") {
		t.Errorf("the first keyset is not refused: %v", err)
	}
	if _, err := s.Load(ctx, "", s.Person("+19075550110")); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("the first keyset opens: %v", err)
	}
	if n := used(t, s); n[store.RolePrimary] > 0 || n[store.RoleMissing] == 0 {
		t.Errorf("under the first key: %v", n)
	}
}

// texted is one text of a person, with more of what can be stored of it now and then.
func texted(t *testing.T, s *store.Store, p bot.Phone, in string, more bool) error {
	who := s.Person(p)
	for {
		l, ok := s.Recall(who)
		if !ok {
			var err error
			if l, err = s.Load(t.Context(), bot.InputID(in), who); err != nil {
				return err
			}
		}
		k, version, err := s.Case(t.Context(), bot.CaseID("k"+string(who)))
		if err != nil {
			return err
		}
		k.ID, k.Status = bot.CaseID("k"+string(who)), bot.CaseOpen
		session := l.Session
		session.Turns++
		c := bot.Commit{Input: bot.InputID(in), Digest: "d", Reply: "ok", Person: who, Session: &session, Version: l.Version, Stamp: l.Stamp,
			Cases: []bot.CaseWrite{{Case: k, Version: version}}, Said: []bot.Said{{By: "them", Text: "hi"}}}
		if more {
			c.Sends = []bot.Send{{ID: bot.SendID("o" + in), Class: bot.SendReply, To: p, Body: "hi", Person: who, Due: when}}
			c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: when}}
		}
		out, err := s.Commit(t.Context(), c)
		if err != nil || out.Result != bot.Conflict {
			return err
		}
	}
}

// TestResealKeepsWhatItSeals: everything of everybody reads the same afterwards,
// expires when it did, and is bounded by the budget.
func TestResealKeepsWhatItSeals(t *testing.T) {
	for name, open := range map[string]func(*testing.T, store.Options) *store.Store{
		"redis": func(t *testing.T, o store.Options) *store.Store {
			o.URL = storetest.Redis(t).URL()
			return storetest.Open(t, o)
		},
		"embedded": func() func(*testing.T, store.Options) *store.Store {
			e, err := store.Embedded(nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { e.Close() })
			return func(t *testing.T, o store.Options) *store.Store { o.Client = e.Client(); return storetest.Open(t, o) }
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, clinic, keys := t.Context(), storetest.Clinic(), storetest.Keys(t)
			s := open(t, store.Options{Clinic: clinic, Keys: keys})
			c := turn(s, "SM1", patient, 0)
			c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: when, How: bot.HowAnswer}}
			c.Visits = []bot.Visit{{ID: "v1", Opening: c.Seats[0].Opening, Version: 7, By: "rosa"}}
			if _, err := s.Commit(ctx, c); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(s.SaveScript(ctx, "v1", map[string]string{"a.flow": "x"}), s.AdoptKeys(ctx)); err != nil {
				t.Fatal(err)
			}
			k, err := s.KeyUse(ctx)
			const values = 10 // session, reply, case, its history, send, thread, consent, script, canary, visit
			if err != nil || len(k) != 1 || k[0].Values != values {
				t.Fatalf("%+v %v", k, err)
			}
			s = open(t, store.Options{Clinic: clinic, Keys: promote(t, rotate(t, keys))})
			for done := 3; done < values; done += 3 {
				if n, left, err := s.Reseal(ctx, 3); err != nil || n != 3 || left != values-done {
					t.Errorf("sealed %d anew, %d left, %v", n, left, err)
				}
			}
			if n, left, err := s.Reseal(ctx, 100); err != nil || n != (values-1)%3+1 || left != 0 {
				t.Errorf("sealed %d anew, %d left, %v", n, left, err)
			}
			if n, left, err := s.Reseal(ctx, 100); err != nil || n+left != 0 {
				t.Errorf("again: %d, %d left, %v", n, left, err)
			}
			if f, err := s.Fsck(ctx); err != nil || f.Wrong() > 0 {
				t.Errorf("%+v %v", f, err)
			}
			l, err := s.Load(ctx, "SM1", c.Person)
			if err != nil || l.Reply != c.Reply || l.Session.Kept["name"] != "Zebulon Quimby" {
				t.Errorf("%+v %v", l, err)
			}
			thread, err := s.Thread(ctx, c.Person)
			ledger, err2 := s.Consents(ctx, c.Person)
			script, err3 := s.Script(ctx, "v1")
			if v, err := s.Visit(ctx, "v1"); err != nil || v.By != "rosa" || v.Version != 7 || v.Person != c.Person {
				t.Errorf("%+v %v", v, err)
			}
			if err := errors.Join(err, err2, err3, s.CheckKeys(ctx)); err != nil || len(thread) != 1 || len(ledger) != 1 || script["a.flow"] != "x" {
				t.Error(thread, ledger, script, err)
			}
			if r, err := s.VerifyAudit(ctx, nil); err != nil || len(r.Bad) > 0 || r.Records != 2 {
				t.Errorf("the audit takes it for another record: %+v %v", r, err)
			}
		})
	}
	srv := storetest.Redis(t)
	clinic, keys := storetest.Clinic(), storetest.Keys(t)
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
	if _, err := s.Commit(t.Context(), turn(s, "SM1", patient, 0)); err != nil {
		t.Fatal(err)
	}
	key := "{" + clinic + "}:s:" + string(s.Person(patient))
	before := srv.Client(t).PTTL(t.Context(), key).Val()
	s = storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: promote(t, rotate(t, keys))})
	if _, _, err := s.Reseal(t.Context(), 100); err != nil {
		t.Fatal(err)
	}
	if after := srv.Client(t).PTTL(t.Context(), key).Val(); after <= 0 || after > before {
		t.Errorf("it expired after %v and does after %v", before, after)
	}
}

// TestWrongKeys: another clinic's keyset, one that lacks the key that seals, and a
// store that was never marked.
func TestWrongKeys(t *testing.T) {
	srv := storetest.Redis(t)
	ctx, clinic, keys := t.Context(), storetest.Clinic(), storetest.Keys(t)
	open := func(k store.Keyset) *store.Store {
		return storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: k})
	}
	if err := open(keys).CheckKeys(ctx); err != nil {
		t.Errorf("an empty store: %v", err)
	}
	if _, err := open(keys).Commit(ctx, turn(open(keys), "SM1", patient, 0)); err != nil {
		t.Fatal(err)
	}
	stranger := open(storetest.Keys(t))
	if err := stranger.AdoptKeys(ctx); !errors.Is(err, store.ErrWrongKeys) || !strings.Contains(err.Error(), "none of the") {
		t.Errorf("an unmarked store, with another keyset: %v", err)
	}
	newer := promote(t, rotate(t, keys))
	for _, k := range []store.Keyset{keys, newer, keys} {
		if err := errors.Join(open(k).CheckKeys(ctx), open(k).AdoptKeys(ctx)); err != nil {
			t.Errorf("one of its own: %v", err)
		}
	}
	if err := stranger.AdoptKeys(ctx); !errors.Is(err, store.ErrWrongKeys) || !strings.Contains(err.Error(), "index key") {
		t.Errorf("another keyset: %v", err)
	}
	if _, _, err := open(newer).Reseal(ctx, 100); err != nil {
		t.Fatal(err)
	}
	if err := open(keys).AdoptKeys(ctx); !errors.Is(err, store.ErrWrongKeys) || !strings.Contains(err.Error(), newer.IDs()[1].String()) {
		t.Errorf("without the key that seals: %v", err)
	}
	key := "{" + clinic + "}:canary"
	raw := srv.Client(t)
	raw.Set(ctx, key, raw.Get(ctx, key).Val()[:20], 0)
	if err := open(newer).CheckKeys(ctx); !errors.Is(err, store.ErrWrongKeys) {
		t.Errorf("a damaged mark: %v", err)
	}
}
