package store_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// TestRetentionByClass: each key lives as long as its class says, and what a later
// turn says shortens nothing.
func TestRetentionByClass(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic, day := srv.Client(t), t.Context(), storetest.Clinic(), 24*time.Hour
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Retention: 10 * day, KeepCrisis: 3000 * day, KeepConsent: 4000 * day, KeepAudit: 5000 * day})
	now, calm, danger := time.Now(), bot.Phone("+19075550171"), bot.Phone("+19075550172")
	say := func(in string, p bot.Phone, version int64, crisis *bot.Crisis) {
		t.Helper()
		c := bot.Commit{Input: bot.InputID(in), At: now, Person: s.Person(p), Version: version, Session: &bot.Session{Phone: p, Crisis: crisis},
			Said:     []bot.Said{{At: now, By: "them", Text: "hi"}},
			Consents: []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: now}},
			Cases:    []bot.CaseWrite{{Version: version, Case: bot.Case{ID: bot.CaseID("k" + p.E164()[8:]), Status: bot.CaseClosed}}}}
		if out, err := s.Commit(ctx, c); err != nil || out.Result != bot.Applied {
			t.Fatal(out, err)
		}
	}
	say("1", calm, 0, nil)
	say("2", danger, 0, &bot.Crisis{Held: true})
	say("3", danger, 1, nil)
	if err := s.SaveScript(ctx, "v1", nil); err != nil {
		t.Fatal(err)
	}
	lives := func(want time.Duration, key string) {
		t.Helper()
		if ttl := raw.TTL(ctx, "{"+clinic+"}:"+key).Val(); ttl > want || ttl < want-time.Hour {
			t.Errorf("%s expires after %v, want %v", key, ttl, want)
		}
	}
	lives(10*day, "s:"+string(s.Person(calm)))
	lives(10*day, "s:"+string(s.Person(danger)))
	lives(10*day, "th:"+string(s.Person(calm)))
	lives(3000*day, "th:"+string(s.Person(danger)))
	lives(3000*day, "c:k0171")
	lives(4000*day, "cl:"+string(s.Person(calm)))
	lives(4000*day, "scr:v1")
	lives(7*day, "in:1")

	// A consent goes with its proof, and no other does.
	raw.Del(ctx, "{"+clinic+"}:cl:"+string(s.Person(calm)))
	for _, want := range []int{1, 0} {
		if n, err := s.PurgeExpired(ctx); n != want || err != nil {
			t.Errorf("%d were taken out, want %d (%v)", n, want, err)
		}
	}
	left := raw.HKeys(ctx, "{"+clinic+"}:con").Val()
	if len(left) != 1 || !strings.HasPrefix(left[0], string(s.Person(danger))) {
		t.Errorf("left: %v", left)
	}
}

// TestThreadOfADanger: more of it is kept than of any other.
func TestThreadOfADanger(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	who := s.Person(patient)
	for i := range 260 {
		c := bot.Commit{Input: bot.InputID(strings.Repeat("x", i+1)), Person: who, Said: []bot.Said{{By: "them", Text: "hi"}}}
		if i == 3 {
			c.Session = &bot.Session{Phone: patient, Crisis: &bot.Crisis{Held: true}}
		}
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := s.Thread(t.Context(), who); len(said) != 260 || err != nil {
		t.Errorf("%d turns are left of 260 (%v)", len(said), err)
	}
}
