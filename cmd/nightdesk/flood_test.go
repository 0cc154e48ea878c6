package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/webhooks/twilio"
)

// funcName is the name of a function that is no method, or "".
func funcName(d ast.Decl) string {
	if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
		return f.Name.Name
	}
	return ""
}

// floodStory has many knock with bad signatures while people text: 10,000 and 50
// a second with TORTURE=full, which prints how long the people waited; fewer
// otherwise, and nothing is asked of the clock.
func floodStory(t *testing.T) {
	bad, good, pace := 600, 20, time.Duration(0)
	full := os.Getenv("TORTURE") == "full"
	if full {
		bad, good, pace = 10_000, 250, 20*time.Millisecond
	}
	// The test is the proxy: attackers have addresses of their own.
	s := storyOf(t, func(s *story) { s.proxies = prefixes("127.0.0.1/32") })
	s.says("+19075556000", "hi")
	idle := s.writes()
	s.floods(t, bad, 8)
	if got := s.writes() - idle; got != 0 {
		t.Errorf("%d writes by the flood alone, want none", got)
	}

	done := make(chan struct{})
	go func() {
		defer close(done)
		s.floods(t, bad, 8)
	}()
	took := make([]time.Duration, good)
	for n := range good {
		began := time.Now()
		if got := s.says(fmt.Sprintf("+19075556%03d", n+1), "hi"); got == "" {
			t.Error("somebody got no answer")
		}
		took[n] = time.Since(began)
		if rest := pace - took[n]; rest > 0 {
			<-time.After(rest)
		}
	}
	<-done
	if full {
		slices.Sort(took)
		t.Logf("%d bad and %d good texts: good p50 %v, p99 %v", 2*bad, good, took[good/2], took[good*99/100])
	}
	if n := len(s.keysOf("{story}:s:*")); n != good+1 {
		t.Errorf("%d sessions, want one for each of %d people", n, good+1)
	}
	events := "nightdesk_webhook_events_total"
	read, unread := s.counted(events, "event", "unsigned"), s.counted(events, "event", "refused_unread")
	if int(read+unread) != 2*bad || unread == 0 {
		t.Errorf("%v were read and %v not, of %d", read, unread, 2*bad)
	}
	if n := strings.Count(s.log.String(), "without a signature of our account"); n == 0 || !full && n > 2 {
		t.Errorf("%d log lines about it", n)
	}
}

// floods posts badly signed texts from some addresses at once.
func (s *story) floods(t *testing.T, n, addresses int) {
	body := form(numbered(99), "+19075557000", "i want to die").Encode()
	client := &http.Client{}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	for a := range addresses {
		all.Go(func() {
			for range n / addresses {
				req, err := http.NewRequest(http.MethodPost, s.public+twilio.PathSMS, bytes.NewReader([]byte(body)))
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.Header.Set("X-Twilio-Signature", strings.Repeat("A", 28))
				req.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", a+1))
				res, err := client.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				answer, _ := io.ReadAll(res.Body)
				_ = res.Body.Close()
				if res.StatusCode != http.StatusForbidden || len(answer) != 0 {
					t.Errorf("status %d with %d bytes; want 403 and none", res.StatusCode, len(answer))
				}
			}
		})
	}
	all.Wait()
}

// writes is how many changes Redis has made that a text could have made: all but
// those of the program's own clockwork.
func (s *story) writes() int {
	s.t.Helper()
	return len(s.keysOf("{story}:s:*")) + len(s.keysOf("{story}:in:*")) + len(s.keysOf("{story}:th:*")) + len(s.keysOf("{story}:o:*")) +
		int(s.redis.Client(s.t).XLen(s.t.Context(), "{story}:au").Val())
}
