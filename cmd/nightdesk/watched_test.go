package main

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
)

// TestManySendsFinishAtOnce has a stage's outbox end many sends side by side, as
// it does when a case has several people to alert.
func TestManySendsFinishAtOnce(t *testing.T) {
	clinic, _, err := clinicFor("", &streams{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newStage(clinic, "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	start := time.Date(2026, 3, 2, 12, 0, 0, 0, clinic.Zone)
	if err := s.Start(start); err != nil {
		t.Fatal(err)
	}
	again := start.Add(time.Minute)
	var all sync.WaitGroup
	for n := range 200 {
		id := bot.SendID(fmt.Sprintf("send%d", n))
		all.Go(func() {
			if _, err := (phones{s}).Send(context.Background(), bot.Send{ID: id, To: personPhone("them"), Body: "hello"}); err != nil {
				t.Error(err)
			}
			s.watched.sent(id, bot.SendResult{State: bot.SendPending, RetryAt: again})
		})
	}
	all.Wait()
	if len(s.watched.sends) != 200 || len(s.events) != 200 {
		t.Errorf("%d sends and %d texts are known of 200", len(s.watched.sends), len(s.events))
	}
	if next, ok := s.watched.next(start); !ok || !next.Equal(again) {
		t.Errorf("the next due time is %v, want %v", next, again)
	}
}
