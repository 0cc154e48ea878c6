package store_test

import (
	"fmt"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// openMany opens cases for people of their own, as they look in the middle of an alert.
func openMany(tb testing.TB, s *store.Store, n int) {
	tb.Helper()
	at := time.Now().Add(-time.Hour)
	for i := 0; i < n; i += 100 {
		c := bot.Commit{Input: bot.InputID(fmt.Sprint("many", i)), Actor: "person", Note: "handoff"}
		for j := i; j < min(i+100, n); j++ {
			k := bot.Case{ID: bot.CaseID(fmt.Sprintf("case%06d", j)), Code: fmt.Sprintf("A%dK%d", j/100, j%100), Person: s.Person(bot.Phone(fmt.Sprintf("+1907%07d", j))),
				Reasons: []string{"asked for a person", "waits for a person and asks when"}, Level: bot.Level(1 + j%3), Status: bot.CaseOpen, Opened: at.Add(time.Duration(j) * time.Millisecond),
				Told: []bot.Told{{Staff: "ana", At: at, N: 2}, {Staff: "ben", At: at, N: 1}}, Wake: at.Add(2 * time.Hour)}
			c.Cases = append(c.Cases, bot.CaseWrite{Case: k})
		}
		if out, err := s.Commit(tb.Context(), c); err != nil || out.Result != bot.Applied {
			tb.Fatal(out.Result, err)
		}
	}
}

// BenchmarkOpenCases reads 10,000 open cases of which one has changed since the last
// look, beside none: of-none is how many times as long it takes. The first look of a
// process opens all of them.
func BenchmarkOpenCases(b *testing.B) {
	srv := storetest.Start(b)
	keys := storetest.Keys(b)
	open := func(clinic string, n int) *store.Store {
		s := storetest.Open(b, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
		openMany(b, s, n)
		return s
	}
	none, many := open("none", 0), open("many", 10_000)
	look := func(s *store.Store, want int) time.Duration {
		began := time.Now()
		got, err := s.OpenCases(b.Context())
		if err != nil || len(got) != want {
			b.Fatal(len(got), err)
		}
		return time.Since(began)
	}
	first := look(many, 10_000)
	k, version, err := many.Case(b.Context(), "case005000")
	if err != nil {
		b.Fatal(err)
	}
	var ofNone, ofMany time.Duration
	for b.Loop() {
		b.StopTimer()
		if out, err := many.Commit(b.Context(), bot.Commit{Input: bot.InputID(fmt.Sprint("w", version)), Cases: []bot.CaseWrite{{Case: k, Version: version}}}); err != nil || out.Result != bot.Applied {
			b.Fatal(out, err)
		}
		version++
		ofNone += look(none, 0)
		b.StartTimer()
		ofMany += look(many, 10_000)
	}
	b.ReportMetric(float64(ofMany)/float64(ofNone), "of-none")
	b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
}

// TestOpenCasesSeesEveryChange: what another process writes is seen by the next look,
// and what callers do to what they got is nobody else's.
func TestOpenCasesSeesEveryChange(t *testing.T) {
	srv := storetest.Redis(t)
	keys, clinic := storetest.Keys(t), storetest.Clinic()
	one, two := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys}), storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
	openMany(t, one, 2500)
	look := func(want int) []bot.CaseWrite {
		t.Helper()
		got, err := two.OpenCases(t.Context())
		if err != nil || len(got) != want {
			t.Fatalf("%d cases (%v), want %d", len(got), err, want)
		}
		return got
	}
	all := look(2500)
	all[7].Case.Reasons = append(all[7].Case.Reasons, "of nobody else")
	all[8] = bot.CaseWrite{}
	k := look(2500)[1300]
	if got := look(2500); len(got[7].Case.Reasons) != 2 || got[8].Version != 1 {
		t.Error("one caller changed what another got")
	}
	k.Case.Status, k.Case.Owner = bot.CaseClaimed, "ana"
	for i, status := range []bot.CaseStatus{bot.CaseClaimed, bot.CaseClosed} {
		k.Case.Status = status
		if out, err := one.Commit(t.Context(), bot.Commit{Input: bot.InputID("change" + string(status)), Cases: []bot.CaseWrite{{Case: k.Case, Version: int64(i + 1)}}}); err != nil || out.Result != bot.Applied {
			t.Fatal(out, err)
		}
		if status == bot.CaseClaimed {
			if got := look(2500)[1300]; got.Case.Owner != "ana" || got.Version != 2 {
				t.Errorf("version %d of %q", got.Version, got.Case.Owner)
			}
		}
	}
	look(2499)
}
