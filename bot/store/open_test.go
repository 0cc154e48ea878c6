package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

func TestOpenMistakes(t *testing.T) {
	keys := storetest.Keys(t)
	const secret = "hunter2"
	tests := []struct{ url, clinic, want string }{
		{"", "c1", "no scheme"},
		{"localhost:6379", "c1", "no scheme"},
		{"http://" + secret + "@h", "c1", `unknown scheme "http"`},
		{"redis://:" + secret + "@h:port/0", "c1", "cannot be read"},
		{"redis://h/x", "c1", "cannot be read"},
		{"unix://", "c1", "cannot be read"},
		{"redis+sentinel://h1,h2/0", "c1", "master's name"},
		{"redis+sentinel://h1,,h2/0?master=m", "c1", "host is missing"},
		{"redis+sentinel://h1/x?master=m", "c1", "a number"},
		{"redis+sentinel://:" + secret + "@h1/0?master=m&max=3", "c1", `unknown option "max"`},
		{"redis+cluster://h1,h2/3", "c1", "only database 0"},
		{"rediss://u:" + secret + "@h?skip_verify=true", "c1", "believe any server"},
		{"rediss+sentinel://h1?master=m&skip_verify=true", "c1", `unknown option "skip_verify"`},
		{"redis://h", "", "clinic id"},
		{"redis://h", "a}b", "clinic id"},
	}
	for _, tt := range tests {
		_, err := store.Open(t.Context(), store.Options{URL: tt.url, Clinic: tt.clinic, Keys: keys})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.url, err, tt.want)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error shows the password", tt.url)
		}
	}
}

func TestOpenGood(t *testing.T) {
	keys := storetest.Keys(t)
	for _, url := range []string{
		"redis://127.0.0.1:1/0", "rediss://user:pw@h", "unix:///tmp/none", "redis+cluster://a:1,b,[::1]:3", "rediss+cluster://u:p@a",
		"redis+sentinel://a:1,b:2/3?master=m", "redis+sentinel://u:p%40@a/0?master=m&sentinel_password=x",
	} {
		// Nobody is there, and that is no mistake in the options.
		s, err := store.Open(t.Context(), store.Options{URL: url, Clinic: "c1", Keys: keys})
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: close: %v", url, err)
		}
	}
}

func TestDurability(t *testing.T) {
	tests := []struct {
		name     string
		settings []string
		want     []string // a piece of each problem
	}{
		{"as told", nil, nil},
		{"no append-only file", []string{"--appendonly", "no"}, []string{"append-only file is off"}},
		{"every second", []string{"--appendfsync", "everysec"}, []string{"appendfsync is everysec"}},
		{"evicting", []string{"--maxmemory-policy", "allkeys-lru"}, []string{"maxmemory-policy is allkeys-lru"}},
		{"all of it", []string{"--appendonly", "no", "--maxmemory-policy", "volatile-ttl"}, []string{"append-only", "volatile-ttl"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := storetest.Start(t, tt.settings...).Open(t)
			wantProblems(t, s, tt.want)
		})
	}
	t.Run("no CONFIG", func(t *testing.T) {
		srv := storetest.Start(t)
		if err := srv.Client(t).Do(t.Context(), "ACL", "SETUSER", "default", "-config").Err(); err != nil {
			t.Fatal(err)
		}
		wantProblems(t, srv.Open(t), []string{"does not say when it writes to disk"})
		if err := srv.Client(t).Do(t.Context(), "ACL", "LOG", "RESET").Err(); err != nil { // that one was meant to be refused
			t.Fatal(err)
		}
	})
	t.Run("embedded", func(t *testing.T) {
		wantProblems(t, embedded(t)(t), []string{"in-memory stand-in", "append-only file"})
	})
}

func wantProblems(t *testing.T, s *store.Store, want []string) {
	t.Helper()
	got, err := s.Durability(t.Context())
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %q %v, want %q", got, err, want)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}

// TestLeaseHasOneOwner: of two replicas one has the lease, until it lets it run
// out.
func TestLeaseHasOneOwner(t *testing.T) {
	now := time.Date(2026, 3, 2, 21, 40, 0, 0, time.UTC)
	e, err := store.Embedded(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	var replicas [2]*store.Store
	for i := range replicas {
		if replicas[i], err = e.Open("c1"); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		after   time.Duration
		replica int
		want    bool
	}{
		{0, 0, true}, {0, 1, false}, {40 * time.Second, 0, true}, {40 * time.Second, 1, false},
		{20 * time.Second, 1, true}, {0, 0, false},
	}
	for i, step := range steps {
		now = now.Add(step.after)
		got, err := replicas[step.replica].Lease(t.Context(), "catch-up", time.Minute)
		if err != nil || got != step.want {
			t.Errorf("step %d: replica %d has the lease: %t, want %t (%v)", i, step.replica, got, step.want, err)
		}
	}
}

// TestSeenQuarters: the scripts reckon their calendar as Go does.
func TestSeenQuarters(t *testing.T) {
	now := time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC)
	e, err := store.Embedded(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	s, err := e.Open("c1")
	if err != nil {
		t.Fatal(err)
	}
	for ; now.Year() < 2029; now = now.Add(13*24*time.Hour + 23*time.Hour + 59*time.Minute) {
		for _, at := range []time.Time{now, time.Date(now.Year(), now.Month()+1, 0, 23, 59, 59, 0, time.UTC)} {
			now = at
			in := bot.InputID(at.String())
			if out, err := s.Commit(t.Context(), bot.Commit{Input: in}); err != nil || out.Result != bot.Applied {
				t.Fatalf("%s: %v %v", at, out.Result, err)
			}
			first := time.Date(at.Year(), (at.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
			if n := e.Client().Exists(t.Context(), "{c1}:seen:"+first.Format("200601")).Val(); n != 1 {
				t.Fatalf("%s: not in seen:%s", at, first.Format("200601"))
			}
		}
	}
	now = now.Add(91 * 24 * time.Hour)
	// Whatever the day, a replay is known for three months.
	if keys := e.Client().Keys(t.Context(), "{c1}:seen:*").Val(); len(keys) > 4 {
		t.Errorf("old sets stay: %v", keys)
	}
}

// TestEmbeddedTime: expiry and the scripts' time follow the clock they were
// given, and only that.
func TestEmbeddedTime(t *testing.T) {
	now := time.Date(2026, 3, 2, 21, 40, 0, 0, time.UTC)
	e, err := store.Embedded(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	s, err := e.Open("c1")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	c := turn(s, "SM1", patient, 0)
	c.Seats[0].Start, c.Seats[0].End = now.Add(24*time.Hour), now.Add(25*time.Hour)
	c.Seats[0].Op, c.Seats[0].Until = bot.SeatHold, now.Add(10*time.Minute)
	c.At, c.Wakes[0].At = now, now.Add(2*time.Hour)
	c.Sends[0].Due = now.Add(time.Hour)
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	type state struct {
		Held, Known, Repeated bool
		Wakes, Sends          int
	}
	look := func() state {
		t.Helper()
		opening := c.Seats[0].Opening
		busy, err1 := s.Busy(ctx, []string{opening.Resource}, opening.Start, opening.End)
		l, err2 := s.Load(ctx, "SM1", c.Person)
		wakes, err3 := s.ClaimWakes(ctx, 5, time.Hour)
		sends, err4 := s.ClaimSends(ctx, 5, time.Hour)
		for _, err := range []error{err1, err2, err3, err4} {
			if err != nil {
				t.Fatal(err)
			}
		}
		return state{!busy.Free(opening.Resource, opening.Start, opening.End), l.Version > 0, l.Done, len(wakes), len(sends)}
	}
	steps := []struct {
		forward time.Duration
		want    state
	}{
		{9 * time.Minute, state{Held: true, Known: true, Repeated: true}},
		{time.Minute, state{Known: true, Repeated: true}},
		{time.Hour, state{Known: true, Repeated: true, Sends: 1}},
		{50 * time.Minute, state{Known: true, Repeated: true, Wakes: 1}},
		{10 * time.Minute, state{Known: true, Repeated: true, Sends: 1}}, // its lease is over
		{8 * 24 * time.Hour, state{Known: true, Wakes: 1, Sends: 1}},
		{83 * 24 * time.Hour, state{Wakes: 1, Sends: 1}},
	}
	for i, step := range steps {
		if i%2 == 0 {
			now = now.Add(step.forward)
		} else {
			e.Advance(step.forward)
		}
		if d := cmp.Diff(step.want, look()); d != "" {
			t.Errorf("step %d (-want +got):\n%s", i, d)
		}
	}
	// The reply is gone, the replay is still recognised, for months.
	if out, err := s.Commit(ctx, c); err != nil || out.Result != bot.Duplicate || out.Reply != "" {
		t.Errorf("after 91 days: %v %v", out.Result, err)
	}
	if got, err := s.Applied(ctx, []bot.InputID{"SM1", "SM2"}); err != nil || !got[0] || got[1] {
		t.Errorf("after 91 days: applied %v %v", got, err)
	}
}
