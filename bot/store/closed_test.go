package store_test

import (
	"fmt"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// closeMany closes cases of 500 people, a minute apart, the last of them just now.
func closeMany(tb testing.TB, s *store.Store, n int) {
	tb.Helper()
	now := time.Now()
	for i := 0; i < n; i += 500 {
		c := bot.Commit{Input: bot.InputID(fmt.Sprint("closed", i))}
		for j := i; j < min(i+500, n); j++ {
			at := now.Add(-time.Duration(n-j) * time.Minute)
			c.Cases = append(c.Cases, bot.CaseWrite{Case: bot.Case{ID: bot.CaseID(fmt.Sprintf("case%06d", j)), Code: fmt.Sprintf("A%dK%d", j/100%10, j%10),
				Person: s.Person(bot.Phone(fmt.Sprintf("+1907555%04d", j%500))), Reasons: []string{"asked for a person"}, Status: bot.CaseClosed, Opened: at, Closed: at}})
		}
		if out, err := s.Commit(tb.Context(), c); err != nil || out.Result != bot.Applied {
			tb.Fatal(out.Result, err)
		}
	}
}

// Cases that a build closed which kept no lists are found by their person, before the
// lists are made and after, and so is what it closes beside this one.
func TestCasesOfAnEarlierBuildAreFoundByTheirPerson(t *testing.T) {
	srv := storetest.Redis(t)
	o := store.Options{URL: srv.URL(), Clinic: storetest.Clinic(), Keys: storetest.Keys(t)}
	s := storetest.Open(t, o)
	closeMany(t, s, 600)
	raw := srv.Client(t)
	forget := func() {
		t.Helper()
		lists, err := raw.Keys(t.Context(), "{"+o.Clinic+"}:closed:*").Result()
		if err != nil || len(lists) == 0 {
			t.Fatal(lists, err)
		}
		for _, k := range lists {
			if ttl := raw.TTL(t.Context(), k).Val(); ttl <= 0 {
				t.Fatalf("a list without an end: %v", ttl)
			}
		}
		if err := raw.Del(t.Context(), lists...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	me := s.Person("+19075550007")
	found := func(when string) {
		t.Helper()
		got, err := s.ClosedOf(t.Context(), me, time.Now().Add(-90*24*time.Hour), 20)
		if err != nil || len(got) != 2 || got[0].Case.ID != "case000507" || got[1].Case.ID != "case000007" {
			t.Errorf("%s: %d of 2 (%v)", when, len(got), err)
		}
	}
	forget()
	found("as the earlier build left it")
	for _, when := range []string{"listed", "and after a day beside an earlier build"} {
		if err := s.NameClosed(t.Context()); err != nil {
			t.Fatal(err)
		}
		found(when)
		forget()
	}
}

// BenchmarkClosedOf reads the closed cases of one person out of 10,000 beside all of
// them, as before there were lists: of-all is how many times as long the latter takes.
func BenchmarkClosedOf(b *testing.B) {
	srv := storetest.Start(b)
	s := storetest.Open(b, store.Options{URL: srv.URL(), Keys: storetest.Keys(b)})
	closeMany(b, s, 10_000)
	since := time.Now().Add(-90 * 24 * time.Hour)
	me := s.Person("+19075550007")
	begun := time.Now()
	if all, err := s.ClosedSince(b.Context(), since); err != nil || len(all) != 10_000 {
		b.Fatal(len(all), err)
	}
	all := time.Since(begun)
	if err := s.NameClosed(b.Context()); err != nil {
		b.Fatal(err)
	}
	var took time.Duration
	for b.Loop() {
		begun := time.Now()
		if got, err := s.ClosedOf(b.Context(), me, since, 20); err != nil || len(got) != 20 {
			b.Fatal(len(got), err)
		}
		took += time.Since(begun)
	}
	b.ReportMetric(all.Seconds()*float64(b.N)/took.Seconds(), "all-of-one")
	b.ReportMetric(float64(all.Milliseconds()), "ms-all")
}
