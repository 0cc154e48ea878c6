package store_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// TestRedactionIsTriedUntilDone: it is due after 70 s, is one worker's for the
// lease, comes back after it and when asked to, keeps since when it is due, and is
// given up when the carrier has it no more, not before.
func TestRedactionIsTriedUntilDone(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic := srv.Client(t), t.Context(), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Redact: true})
	queue, tries := "{"+clinic+"}:red", "{"+clinic+"}:redn"
	start := time.Now()
	if _, err := s.Commit(ctx, bot.Commit{Input: "SM1", Redact: []string{"SM1"}}); err != nil {
		t.Fatal(err)
	}
	due := time.UnixMilli(int64(raw.ZScore(ctx, queue, "SM1").Val()))
	if d := due.Sub(start); d < 69*time.Second || d > 75*time.Second {
		t.Errorf("due after %v", d)
	}
	lapse := func() { raw.ZAdd(ctx, queue, redis.Z{Member: "SM1", Score: float64(start.UnixMilli())}) }
	claim := func(want int) {
		t.Helper()
		got, err := s.ClaimRedactions(ctx, 5, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if want == 0 && len(got) > 0 || want > 0 && (len(got) != 1 || got[0].Attempt != want || got[0].Carrier != "SM1" || got[0].Since.Sub(due).Abs() > time.Second) {
			t.Fatalf("claimed %+v, want attempt %d", got, want)
		}
	}
	claim(0)
	lapse()
	claim(1)
	claim(0) // the lease holds
	lapse()
	claim(2)
	for _, again := range []time.Time{{}, start} { // the first attempt owns nothing any more
		if err := s.FinishRedaction(ctx, "SM1", 1, again); err != nil {
			t.Fatal(err)
		}
	}
	claim(0)
	for range 2 {
		if err := s.FinishRedaction(ctx, "SM1", 2, start); err != nil {
			t.Fatal(err)
		}
	}
	claim(3)
	age := func(d time.Duration) {
		due = start.Add(-d)
		raw.HSet(ctx, tries, "SM1", "3|"+strconv.FormatInt(due.UnixMilli(), 10))
		lapse()
	}
	age(399 * 24 * time.Hour)
	if n, err := s.RedactionsOverdue(ctx, start.Add(-time.Hour)); n != 1 || err != nil {
		t.Errorf("%d are overdue (%v)", n, err)
	}
	claim(4)
	if err := s.FinishRedaction(ctx, "SM1", 4, time.Time{}); err != nil {
		t.Fatal(err)
	}
	lapse()
	raw.ZRem(ctx, queue, "SM1")
	if n, err := s.RedactionsOverdue(ctx, start.Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("%d wait after the last (%v)", n, err)
	}
	age(401 * 24 * time.Hour)
	claim(0)
	if n := raw.Exists(ctx, queue, tries).Val(); n != 0 {
		t.Error("what the carrier has no more is still queued")
	}
}
