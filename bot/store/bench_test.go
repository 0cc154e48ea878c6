package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// wholeIntake is a session after a whole intake: 13 answers, 3 openings shown,
// one visit booked, 3 recent texts, both consents.
func wholeIntake() *bot.Session {
	at := time.Date(2026, 3, 2, 21, 40, 12, 0, time.UTC)
	opening := func(d int) bot.Opening {
		start := time.Date(2026, 3, 3+d, 18, 0, 0, 0, time.UTC)
		return bot.Opening{Kind: "intake_assessment", Resource: "counselor-1", Start: start, End: start.Add(90 * time.Minute)}
	}
	version := "3f8a1c27d94be650"
	return &bot.Session{
		Format: bot.SessionFormat, Phone: "+19075550187", Line: "+19075550100", Lang: bot.English, LangSure: true,
		LastIn: at.Add(time.Hour),
		At:     bot.Position{Version: version, Place: bot.Place{Flow: "intake", Step: "confirm"}, Asked: at},
		Back: []bot.Place{{Flow: "intake", Step: "who"}, {Flow: "intake", Step: "consent"}, {Flow: "intake", Step: "safe_now"},
			{Flow: "intake", Step: "pregnant"}, {Flow: "intake", Step: "name"}, {Flow: "intake", Step: "call_times"}},
		Kept: map[string]string{
			"who": "me", "consent": "yes", "discreet": "no", "safe_now": "yes", "first_name": "Zebulon", "age_ok": "yes",
			"pregnant": "no", "last_use": "today", "substances": "heroin,fentanyl", "in_treatment": "no",
			"insurance": "medicaid", "call_times": "mornings", "ride": "bus",
		},
		Consents: []bot.Consent{{Purpose: "conversation", Wording: version, Lang: bot.English, Given: at},
			{Purpose: "reminders", Wording: version, Lang: bot.English, Given: at}},
		Offer:  &bot.Offered{Kind: "intake_assessment", Shown: []bot.Opening{opening(0), opening(1), opening(2)}},
		Visits: []bot.Visit{{ID: "v-6GUXCUJLA5QY2ANX-14", Opening: opening(0), Status: bot.VisitBooked}},
		Recent: []bot.Heard{{At: at, Text: "mornings are best for me if that is ok"}, {At: at, Text: "the first one please"}, {At: at, Text: "yes book it"}},
		Turns:  16, Budget: bot.Budget{Hour: at, N: 15, Day: at, DayN: 16}, WakeAt: at.Add(2 * time.Hour),
	}
}

// TestSessionSize: a whole intake is stored in under 2 KB.
func TestSessionSize(t *testing.T) {
	srv := storetest.Redis(t)
	clinic := storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	who := s.Person(patient)
	c := bot.Commit{Input: "SM1", Person: who, Session: wholeIntake(), Actor: "person", Note: "answer"}
	if _, err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	n, err := srv.Client(t).StrLen(t.Context(), "{"+clinic+"}:s:"+string(who)).Result()
	if err != nil {
		t.Fatal(err)
	}
	plain, _ := json.Marshal(c.Session)
	t.Logf("a whole intake: %d bytes sealed, %d as JSON", n, len(plain))
	if n >= 2048 {
		t.Errorf("a whole intake takes %d bytes, 2048 at most", n)
	}
}

// BenchmarkTurn compares a whole turn (Load, then Commit of a whole intake with
// its reply, thread, timer and audit entry) with a bare read and write of 1 KB
// in the same run, one at a time and from many at once.
func BenchmarkTurn(b *testing.B) {
	for _, fsync := range []string{"always", "everysec"} {
		srv := storetest.Start(b, "--appendfsync", fsync)
		for _, workers := range []int{1, 32} {
			name := fmt.Sprintf("%s/workers=%d", fsync, workers)
			var bare float64
			b.Run("bare/"+name, func(b *testing.B) {
				c := redis.NewClient(&redis.Options{Network: "unix", Addr: strings.TrimPrefix(srv.URL(), "unix://"), PoolSize: 64, MaxRetries: -1, PipelinePoolSize: -1, Protocol: 2, DisableIdentity: true})
				defer c.Close()
				kb := strings.Repeat("x", 1024)
				bare = many(b, workers, func(worker, n int) error {
					key := fmt.Sprint("{bare}:", worker) // as a store may name it
					if err := c.Get(b.Context(), key).Err(); err != nil && !errors.Is(err, redis.Nil) {
						return err
					}
					return c.Set(b.Context(), key, kb, 0).Err()
				})
			})
			b.Run("turn/"+name, func(b *testing.B) {
				s := srv.Open(b)
				perTurn := many(b, workers, func(worker, n int) error { return oneTurn(b, s, worker, n) })
				if bare > 0 {
					b.ReportMetric(bare/perTurn, "of-bare")
				}
			})
		}
	}
}

func oneTurn(b *testing.B, s *store.Store, worker, n int) error {
	// 16 texts make a conversation, then somebody else writes.
	who := bot.PersonID(fmt.Sprintf("P%024d", n/(16*32)*32+worker))
	in := bot.InputID(fmt.Sprintf("SM%032d-%d", n, worker))
	l, err := s.Load(b.Context(), in, who)
	if err != nil {
		return err
	}
	session := l.Session
	if l.Version == 0 {
		session = *wholeIntake()
	}
	session.Turns++
	out, err := s.Commit(b.Context(), bot.Commit{
		Input: in, Digest: "0123456789abcdef0123456789abcdef", Reply: "You're booked: Tue 3 Mar, 9:00 AM. Reply CHANGE if you need another time.",
		Person: who, Session: &session, Version: l.Version, Wakes: []bot.Wake{{Key: "s:" + string(who), At: session.WakeAt}},
		Said: []bot.Said{{At: session.LastIn, By: "them", Text: "yes book it"}, {At: session.LastIn, By: "us", Text: "You're booked: Tue 3 Mar, 9:00 AM."}},
		Note: "booked", Actor: "person",
	})
	if err == nil && out.Result != bot.Applied {
		err = fmt.Errorf("%s: %s", in, out.Result)
	}
	return err
}

// many runs fn b.N times from so many workers, and returns ns for each.
func many(b *testing.B, workers int, fn func(worker, n int) error) float64 {
	var next atomic.Int64
	failed := make(chan error, workers)
	b.ResetTimer()
	for w := range workers {
		go func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				if err := fn(w, int(n)+b.N*1000); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range workers {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	return float64(b.Elapsed().Nanoseconds()) / float64(b.N)
}
