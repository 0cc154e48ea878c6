package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/webhooks/console"
)

// BenchmarkQueuePage draws the console's queue with 10,000 open cases beside an empty
// one, on a real Redis: ms is one page of 10,000, of-empty how many times as long it
// takes.
func BenchmarkQueuePage(b *testing.B) {
	srv := storetest.Start(b)
	keys := storetest.Keys(b)
	page := func(clinic string, n int) func() time.Duration {
		st := storetest.Open(b, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
		at := time.Now().Add(-time.Hour)
		for i := 0; i < n; i += 100 {
			c := bot.Commit{Input: bot.InputID(fmt.Sprint("many", i)), Actor: "person", Note: "handoff"}
			for j := i; j < i+100; j++ {
				k := bot.Case{ID: bot.CaseID(fmt.Sprintf("case%06d", j)), Code: fmt.Sprintf("A%dK%d", j/100, j%100), Person: st.Person(bot.Phone(fmt.Sprintf("+1907%07d", j))),
					Reasons: []string{"asked for a person"}, Level: bot.Level(1 + j%3), Status: bot.CaseOpen, Opened: at.Add(time.Duration(j) * time.Millisecond), Wake: at.Add(2 * time.Hour)}
				c.Cases = append(c.Cases, bot.CaseWrite{Case: k})
			}
			if out, err := st.Commit(b.Context(), c); err != nil || out.Result != bot.Applied {
				b.Fatal(out.Result, err)
			}
		}
		p := &program{s: settings{store: st, now: time.Now}}
		p.s.clinic.Zone, p.s.process.PublicURL = time.UTC, benchURL
		p.s.clinic.ShortName = "TC"
		desk := consoleDesk{p}
		c, err := console.New(console.Options{Zone: time.UTC, Now: time.Now, PublicURL: benchURL, Secure: true, Desk: desk, People: consolePeople{p}, Auditor: desk,
			SignedIn: func(*http.Request) (account.Account, bool) {
				return account.Account{ID: "ana", StaffID: "ana", Name: "Ana", Roles: []account.Role{account.Counselor}}, true
			}})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(c.Close)
		return func() time.Duration {
			w, began := httptest.NewRecorder(), time.Now()
			c.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/console/", nil))
			took := time.Since(began)
			if w.Code != http.StatusOK || n > 0 && w.Body.Len() < 100*200 {
				b.Fatal(w.Code, w.Body.Len())
			}
			return took
		}
	}
	empty, full := page("none", 0), page("many", 10_000)
	first := full() // opens every case once
	var ofEmpty, ofFull time.Duration
	for b.Loop() {
		ofEmpty += empty()
		ofFull += full()
	}
	b.ReportMetric(float64(ofFull.Microseconds())/1000/float64(b.N), "ms")
	b.ReportMetric(float64(ofFull)/float64(ofEmpty), "of-empty")
	b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
}
