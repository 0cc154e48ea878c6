package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// sealed writes n turns of one person and seals them.
func sealed(t *testing.T, s *store.Store, n int) store.Checkpoint {
	t.Helper()
	for i := range n {
		c := bot.Commit{Input: bot.InputID(fmt.Sprint("SM", i)), Person: s.Person(patient), Version: int64(i), Actor: "person", Note: "answer",
			Session: &bot.Session{Phone: patient, Turns: i}}
		if i == 0 {
			c.Cases = []bot.CaseWrite{{Case: bot.Case{ID: "k1", Status: bot.CaseOpen}}}
		}
		if out, err := s.Commit(t.Context(), c); err != nil || out.Result != bot.Applied {
			t.Fatal(out, err)
		}
	}
	got, end, err := s.SealAudit(t.Context())
	if err != nil || got != n {
		t.Fatalf("sealed %d of %d: %v", got, n, err)
	}
	return end
}

func verify(t *testing.T, s *store.Store, checkpoints ...store.Checkpoint) store.AuditReport {
	t.Helper()
	r, err := s.VerifyAudit(t.Context(), checkpoints)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rewritten puts a stream back with what fn makes of it.
func rewritten(t *testing.T, raw *redis.Client, key string, fn func([]redis.XMessage) []redis.XMessage) {
	t.Helper()
	all, err := raw.XRange(t.Context(), key, "-", "+").Result()
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	raw.Del(t.Context(), key)
	for _, m := range fn(all) {
		if err := raw.XAdd(t.Context(), &redis.XAddArgs{Stream: key, ID: m.ID, Values: m.Values}).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAuditIsSealed: turns and acts are sealed in their order, by many at once, and
// on every kind of store.
func TestAuditIsSealed(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *store.Store{"redis": storetest.Redis(t).Open, "embedded": embedded(t)} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			if r := verify(t, s); r.First != nil || r.Entries != 0 {
				t.Errorf("an empty log: %+v", r)
			}
			first := sealed(t, s, 3)
			if err := s.Audit(t.Context(), store.Act{Actor: "rosa", Note: "thread_read", Person: s.Person(patient), Touched: "ts", Detail: "xylophone"}); err != nil {
				t.Fatal(err)
			}
			if r := verify(t, s, first); r.First != nil || r.Entries != 3 || r.Unsealed != 1 || r.Checkpoints != 1 || r.Records != 2 || len(r.Bad) > 0 {
				t.Errorf("before the last is sealed: %+v", r)
			}
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if _, _, err := s.SealAudit(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			_, end, err := s.SealAudit(t.Context())
			if r := verify(t, s, first, end); err != nil || end.N != 4 || r.First != nil || r.Entries != 4 || r.Unsealed != 0 || r.Checkpoints != 2 {
				t.Errorf("sealed by eight: %+v %v", r, err)
			}
			line, err := store.ParseCheckpoint(end.String())
			if err != nil || line != end {
				t.Errorf("%s does not read back: %v", end, err)
			}
			var notes []string
			err = s.AuditBetween(t.Context(), time.Unix(0, 0), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
				notes = append(notes, strings.Join([]string{e.Actor, e.Note, e.Touched, e.Detail, fmt.Sprint(e.Cases)}, " "))
				return nil
			})
			if want := []string{"person answer ks  [k1]", "person answer s  []", "person answer s  []", "rosa thread_read st xylophone []"}; err != nil || !slices.Equal(notes, want) {
				t.Errorf("it holds %q (%v)", notes, err)
			}
		})
	}
}

// TestAuditTampering: what is done to the streams themselves is found.
func TestAuditTampering(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx := srv.Client(t), t.Context()
	for name, c := range map[string]struct {
		tamper func(au, ac string)
		what   string
		n      int64
	}{
		"delete": {func(au, _ string) { raw.XDel(ctx, au, raw.XRange(ctx, au, "-", "+").Val()[4].ID) }, store.AuditMissing, 5},
		"delete both": {func(au, ac string) {
			id := raw.XRange(ctx, au, "-", "+").Val()[4].ID
			raw.XDel(ctx, au, id)
			raw.XDel(ctx, ac, id)
		}, store.AuditMissing, 5},
		"alter": {func(au, _ string) {
			rewritten(t, raw, au, func(all []redis.XMessage) []redis.XMessage {
				all[2].Values["a"] = "somebody else"
				return all
			})
		}, store.AuditAltered, 3},
		"reorder": {func(au, _ string) {
			rewritten(t, raw, au, func(all []redis.XMessage) []redis.XMessage {
				all[2].Values, all[7].Values = all[7].Values, all[2].Values
				return all
			})
		}, store.AuditReordered, 3},
		"cut off": {func(au, _ string) {
			rewritten(t, raw, au, func(all []redis.XMessage) []redis.XMessage { return all[:6] })
		}, store.AuditCutOff, 7},
		"cut off both": {func(au, ac string) {
			for _, key := range []string{au, ac} {
				rewritten(t, raw, key, func(all []redis.XMessage) []redis.XMessage { return all[:6] })
			}
		}, store.AuditCutOff, 7},
		"all gone": {func(au, ac string) { raw.Del(ctx, au, ac) }, store.AuditCutOff, 1},
		"sealed anew": {func(au, ac string) {
			rewritten(t, raw, au, func(all []redis.XMessage) []redis.XMessage { return all[1:] })
			raw.Del(ctx, ac)
		}, store.AuditRewritten, 8},
	} {
		t.Run(name, func(t *testing.T) {
			clinic := storetest.Clinic()
			s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
			checkpoints := []store.Checkpoint{sealed(t, s, 8)}
			c.tamper("{"+clinic+"}:au", "{"+clinic+"}:ac")
			if name == "sealed anew" {
				if _, err := s.Commit(ctx, bot.Commit{Input: "one more"}); err != nil {
					t.Fatal(err)
				}
				if _, _, err := s.SealAudit(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if r := verify(t, s, checkpoints...); r.First == nil || r.First.What != c.what || r.First.N != c.n {
				t.Errorf("%+v, want %s of %d", r.First, c.what, c.n)
			}
		})
	}
}

// TestRecordsAgainstTheAudit: a session or case that was put back, or exchanged for
// another of the same version, is found, although it opens.
func TestRecordsAgainstTheAudit(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic := srv.Client(t), t.Context(), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	sealed(t, s, 2)
	key := "{" + clinic + "}:s:" + string(s.Person(patient))
	old := raw.Get(ctx, key).Val()
	if _, err := s.Commit(ctx, bot.Commit{Input: "SM9", Person: s.Person(patient), Version: 2, Session: &bot.Session{Phone: patient, Turns: 9}}); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, s); r.Records != 2 || len(r.Bad) != 0 {
		t.Fatalf("%+v", r)
	}
	raw.Set(ctx, key, old, 0)
	if r := verify(t, s); r.Records != 1 || len(r.Bad) != 1 || r.Bad[0].What != "rolled back" || r.Bad[0].Audited != 3 || r.Bad[0].Found != 2 {
		t.Errorf("rolled back: %+v", r)
	}
	// Another value of the same version, genuinely sealed: the store was put back,
	// went on, and what it had been before was put back into that.
	if out, err := s.Commit(ctx, bot.Commit{Input: "SMa", Person: s.Person(patient), Version: 2, Session: &bot.Session{Phone: patient, Turns: 10}}); err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	other := raw.Get(ctx, key).Val()
	raw.Set(ctx, key, old, 0)
	if out, err := s.Commit(ctx, bot.Commit{Input: "SMb", Person: s.Person(patient), Version: 2, Session: &bot.Session{Phone: patient, Turns: 11}}); err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	raw.Set(ctx, key, other, 0)
	if r := verify(t, s); len(r.Bad) != 1 || r.Bad[0].What != "altered" {
		t.Errorf("exchanged: %+v", r)
	}
	raw.Del(ctx, key) // expired
	if r := verify(t, s); len(r.Bad) != 0 || r.Records != 1 {
		t.Errorf("gone: %+v", r)
	}
	raw.Del(ctx, raw.Keys(ctx, "{"+clinic+"}:c:*").Val()...) // before its time
	if r := verify(t, s); len(r.Bad) != 1 || r.Bad[0].What != "taken away" || r.Bad[0].Kind != "case" || r.Bad[0].Found != 0 {
		t.Errorf("taken away: %+v", r)
	}
}

// TestTrimmedAudit: what has outlived its retention goes, and the rest is sound,
// before and after somebody seals.
func TestTrimmedAudit(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic, keys := srv.Client(t), t.Context(), storetest.Clinic(), storetest.Keys(t)
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
	checkpoints := []store.Checkpoint{sealed(t, s, 8)}
	// All but the last are seven years old.
	au, ac := "{"+clinic+"}:au", "{"+clinic+"}:ac"
	old := time.Now().Add(-7 * 365 * 24 * time.Hour).UnixMilli()
	rewritten(t, raw, au, func(all []redis.XMessage) []redis.XMessage {
		for i := range all[:7] {
			all[i].ID = fmt.Sprint(old, "-", i)
		}
		return all
	})
	raw.Del(ctx, ac)
	var err error
	if _, checkpoints[0], err = s.SealAudit(ctx); err != nil {
		t.Fatal(err)
	}
	if n := raw.XLen(ctx, au).Val(); n != 1 {
		t.Errorf("%d entries are left, want 1", n)
	}
	if r := verify(t, s, checkpoints...); r.First != nil || r.Entries != 1 || r.Expired != 7 || r.Checkpoints != 1 {
		t.Errorf("after trimming: %+v", r)
	}
	if _, err := s.Commit(ctx, bot.Commit{Input: "more"}); err != nil {
		t.Fatal(err)
	}
	n, end, err := s.SealAudit(ctx)
	if r := verify(t, s, append(checkpoints, end)...); err != nil || n != 1 || end.N != 9 || r.First != nil || r.Entries != 2 || r.Checkpoints != 2 {
		t.Errorf("after more: %d %+v %v", n, r, err)
	}
	// An older build trims by itself, before the chain is: not seen as tampering.
	short := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys, KeepAudit: time.Nanosecond})
	raw.XTrimMinID(ctx, au, fmt.Sprint(time.Now().Add(time.Hour).UnixMilli()))
	if r := verify(t, short, end); r.First != nil || r.Expired != 9 {
		t.Errorf("trimmed by another: %+v", r)
	}
	if r := verify(t, s, end); r.First == nil || r.First.What != store.AuditCutOff {
		t.Errorf("trimmed and not old enough: %+v", r.First)
	}
	// The signed beginning does not move by hand.
	raw.Set(ctx, "{"+clinic+"}:aa", strings.Replace(raw.Get(ctx, "{"+clinic+"}:aa").Val(), "7 ", "8 ", 1), 0)
	if r := verify(t, s); r.First == nil || r.First.What != store.AuditBegin {
		t.Errorf("beginning altered: %+v", r.First)
	}
	if _, _, err := s.SealAudit(ctx); err == nil {
		t.Error("it is sealed on")
	}
}
