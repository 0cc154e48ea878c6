package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// turn is a commit with a bit of everything in it.
func turn(s *store.Store, in bot.InputID, p bot.Phone, version int64) bot.Commit {
	who := s.Person(p)
	return bot.Commit{
		Input: in, Digest: "digest", Reply: "You're booked.", At: when, Person: who, Version: version,
		Session: &bot.Session{Format: bot.SessionFormat, Phone: p, Kept: map[string]string{"name": "Zebulon Quimby"}},
		Seats: []bot.SeatChange{{Op: bot.SeatBook, Visit: bot.VisitID("v" + in), Opening: bot.Opening{
			Resource: "rosa-" + string(in), Start: when, End: when.Add(45 * time.Minute)}}},
		Cases: []bot.CaseWrite{{Case: bot.Case{Format: bot.CaseFormat, ID: bot.CaseID("k" + in), Person: who,
			Reasons: []string{"asked for a person"}, Status: bot.CaseOpen, Opened: when}}},
		Sends: []bot.Send{{ID: bot.SendID("o" + in), Class: bot.SendReply, To: p, Body: "xylophone marmalade", Person: who, Due: when}},
		Wakes: []bot.Wake{{Key: "s:" + string(who), At: when}},
		Said:  []bot.Said{{At: when, By: "them", Text: "xylophone marmalade"}},
		Actor: "person", Note: "booked",
	}
}

var when = time.Date(2020, 1, 6, 18, 0, 0, 0, time.UTC)

const patient bot.Phone = "+19075550187"

// briefly is long enough for a local server and short for one that is gone.
func briefly(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// TestRefusingServer: a server that cannot take a write takes none of it, says
// so as unavailable, and takes the very same commit when it is well again.
func TestRefusingServer(t *testing.T) {
	srv := storetest.Start(t)
	raw := srv.Client(t)
	set := func(name, value string) func() error {
		return func() error { return raw.ConfigSet(t.Context(), name, value).Err() }
	}
	tests := []struct {
		name         string
		break_, mend func() error
	}{
		{"full", set("maxmemory", "1"), set("maxmemory", "0")},
		{"read-only", func() error { return raw.Do(t.Context(), "REPLICAOF", "127.0.0.1", "1").Err() },
			func() error { return raw.Do(t.Context(), "REPLICAOF", "NO", "ONE").Err() }},
		{"cut off from replicas", set("min-replicas-to-write", "1"), set("min-replicas-to-write", "0")},
		{"gone", func() error { srv.Kill(); return nil }, func() error { srv.Restart(t); return nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := srv.Open(t)
			if _, err := s.Commit(t.Context(), turn(s, "SM1", "+19075550101", 0)); err != nil {
				t.Fatal(err)
			}
			before, err := s.Fsck(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.break_(); err != nil {
				t.Fatal(err)
			}
			c := turn(s, "SM2", patient, 0)
			if out, err := s.Commit(briefly(t), c); !errors.Is(err, bot.ErrUnavailable) {
				t.Errorf("commit: %v %v, want ErrUnavailable", out.Result, err)
			}
			if err := s.Ready(briefly(t)); !errors.Is(err, bot.ErrUnavailable) {
				t.Errorf("ready: %v, want ErrUnavailable", err)
			}
			if err := s.FinishSend(briefly(t), "oSM1", 0, bot.SendResult{State: bot.SendSent, Carrier: "SMx"}); !errors.Is(err, bot.ErrUnavailable) {
				t.Errorf("finish: %v, want ErrUnavailable", err)
			}
			if err := tt.mend(); err != nil {
				t.Fatal(err)
			}
			after, err := s.Fsck(t.Context())
			if err != nil || after != before {
				t.Errorf("something of the refused commit is there: %+v, before %+v (%v)", after, before, err)
			}
			if out, err := s.Commit(t.Context(), c); err != nil || out.Result != bot.Applied {
				t.Errorf("commit again: %v %v", out.Result, err)
			}
		})
	}
}

// TestLostAnswers: whatever was executed before the line broke is executed once,
// and a receipt still tells its caller what it changed.
func TestLostAnswers(t *testing.T) {
	srv := storetest.Redis(t)
	line := newBadLine(t, srv.URL()[len("unix://"):])
	s := storetest.Open(t, store.Options{URL: "unix://" + line.path})
	for i := range 20 {
		c := turn(s, bot.InputID(fmt.Sprint("SM", i)), patient, int64(i))
		line.lose.Store(1)
		out, err := s.Commit(t.Context(), c)
		if err != nil || out.Reply != c.Reply {
			t.Fatalf("commit %d: %v %v", i, out.Result, err)
		}
	}
	l, err := s.Load(t.Context(), "", s.Person(patient))
	if err != nil || l.Version != 20 {
		t.Fatalf("version %d after 20 turns (%v)", l.Version, err)
	}
	claims, err := s.ClaimSends(t.Context(), 50, time.Hour)
	if err != nil || len(claims) != 20 {
		t.Fatalf("%d messages after 20 turns (%v)", len(claims), err)
	}
	for _, c := range claims {
		line.lose.Store(1)
		if err := s.FinishSend(t.Context(), c.Send.ID, 1, bot.SendResult{State: bot.SendSent, Carrier: "SM" + string(c.Send.ID)}); err != nil {
			t.Fatal(err)
		}
		line.lose.Store(1)
		changed, m, err := s.Receipt(t.Context(), bot.Receipt{Send: c.Send.ID, Rank: 4, State: bot.SendUndelivered})
		if err != nil || !changed || m.ID != c.Send.ID {
			t.Fatalf("receipt: %t %s %v", changed, m.ID, err)
		}
	}
	if line.lost.Load() < 50 {
		t.Errorf("only %d answers were lost: the test tests nothing", line.lost.Load())
	}
}

// badLine is a socket in front of a server that can lose answers.
type badLine struct {
	path string
	lose atomic.Int32 // answers to lose from now on
	lost atomic.Int32
}

func newBadLine(t *testing.T, server string) *badLine {
	b := &badLine{path: filepath.Join(t.TempDir(), "line")}
	l, err := net.Listen("unix", b.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", server)
			if err != nil {
				in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); out.Close() }()
			go b.answers(in, out)
		}
	}()
	return b
}

// answers passes answers back, and breaks the line instead when one is to be
// lost. Greetings of a new connection are let through.
func (b *badLine) answers(in, out net.Conn) {
	defer in.Close()
	defer out.Close()
	buf := make([]byte, 64<<10)
	for first := true; ; first = false {
		n, err := out.Read(buf)
		if err != nil {
			return
		}
		if !first && b.lose.Add(-1) >= 0 {
			b.lost.Add(1)
			return
		}
		if _, err := in.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestKillWhileCommitting: nothing that was acknowledged is lost to kill -9 and
// nothing is applied twice.
func TestKillWhileCommitting(t *testing.T) {
	srv := storetest.Start(t)
	s := srv.Open(t)
	const people, kills = 4, 5
	var turns [people]atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, people)
	for p := range people {
		go func() {
			done <- func() error {
				for n := int64(0); ctx.Err() == nil; n++ {
					in := bot.InputID(fmt.Sprintf("SM%d-%d", p, n))
					out, err := s.Commit(t.Context(), bot.Commit{Input: in, Person: bot.PersonID(fmt.Sprint("P", p)), Version: n,
						Session: &bot.Session{Format: bot.SessionFormat, Turns: int(n + 1)}, Actor: "person", Note: "answer"})
					if err != nil {
						return err
					}
					if out.Result != bot.Applied && out.Result != bot.Duplicate {
						return fmt.Errorf("%s: %s", in, out.Result)
					}
					turns[p].Add(1)
				}
				return nil
			}()
		}()
	}
	for range kills {
		before := turns[0].Load()
		for turns[0].Load() < before+20 {
			if len(done) > 0 {
				t.Fatal(<-done)
			}
		}
		srv.Kill()
		srv.Restart(t)
	}
	stop()
	for range people {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for p := range people {
		l, err := s.Load(t.Context(), "", bot.PersonID(fmt.Sprint("P", p)))
		if err != nil || l.Version != turns[p].Load() || l.Session.Turns != int(turns[p].Load()) {
			t.Errorf("person %d: version %d, %d turns acknowledged (%v)", p, l.Version, turns[p].Load(), err)
		}
	}
}

// masterLost: with the master dead for good, the same call goes on with the new
// one within a carrier's patience, and what was acknowledged is there.
func masterLost(t *testing.T, ha *storetest.HA) {
	clinic := storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: ha.URL(), Clinic: clinic})
	for i := range 30 {
		if _, err := s.Commit(t.Context(), turn(s, bot.InputID(fmt.Sprint("SM", i)), patient, int64(i))); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.Unreplicated(); n > 0 {
		t.Errorf("%d commits had no replica", n)
	}
	if problems, err := s.Durability(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("durability: %q %v", problems, err)
	}
	ha.KillMaster(t, clinic)
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	started := time.Now()
	out, err := s.Commit(ctx, turn(s, "SMafter", patient, 30))
	if err != nil || out.Result != bot.Applied {
		t.Fatalf("after the loss: %v %v", out.Result, err)
	}
	t.Logf("the commit went through after %s", time.Since(started).Round(10*time.Millisecond))
	l, err := s.Load(ctx, "SM29", s.Person(patient))
	if err != nil || l.Version != 31 || !l.Done {
		t.Errorf("version %d, want 31; SM29 applied: %t (%v)", l.Version, l.Done, err)
	}
	if claims, err := s.ClaimSends(ctx, 100, time.Hour); err != nil || len(claims) != 31 {
		t.Errorf("%d messages, want 31 (%v)", len(claims), err)
	}
}

// TestHungServer: what callers have given up on while the server hung is not
// worked through afterwards, but for what was on its way already.
func TestHungServer(t *testing.T) {
	srv := storetest.Start(t)
	s := srv.Open(t)
	if _, err := s.Commit(t.Context(), turn(s, "SM first", patient, 0)); err != nil {
		t.Fatal(err)
	}
	srv.Hang()
	const callers, onTheWay = 400, 2 * 64
	commit := func(n int) bot.Commit {
		return bot.Commit{Input: bot.InputID(fmt.Sprint("SM", n)), At: when, Person: s.Person(bot.Phone(fmt.Sprintf("+1907555%04d", n))), Session: &bot.Session{}}
	}
	gaveUp := make(chan error, callers)
	for n := range callers {
		go func() {
			_, err := s.Commit(briefly(t), commit(n))
			gaveUp <- err
		}()
	}
	for range callers {
		if err := <-gaveUp; !errors.Is(err, bot.ErrUnavailable) {
			t.Fatalf("%v, want ErrUnavailable", err)
		}
	}
	srv.GoOn()
	applied := 0
	for n := range callers {
		l, err := s.Load(t.Context(), commit(n).Input, "")
		if err != nil {
			t.Fatal(err)
		}
		if l.Done {
			applied++
		}
	}
	if applied > onTheWay {
		t.Errorf("%d of %d were applied for nobody, %d at most were on their way", applied, callers, onTheWay)
	}
}

// TestEmptiedServer: a server that comes back with nothing is used like a new
// one; above all, the set of applied inputs still expires.
func TestEmptiedServer(t *testing.T) {
	srv := storetest.Start(t)
	s, raw := srv.Open(t), srv.Client(t)
	if _, err := s.Commit(t.Context(), turn(s, "SM1", patient, 0)); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range [][]any{{"FLUSHALL"}, {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}} {
		if err := raw.Do(t.Context(), cmd...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for n, in := range []bot.InputID{"SM2", "SM3"} {
		c := turn(s, in, patient, int64(n))
		c.Cases, c.Seats = nil, nil
		if out, err := s.Commit(t.Context(), c); err != nil || out.Result != bot.Applied {
			t.Fatalf("%v %v", out.Result, err)
		}
	}
	for _, key := range raw.Keys(t.Context(), "*:seen:*").Val() {
		if ttl := raw.TTL(t.Context(), key).Val(); ttl <= 0 {
			t.Errorf("%s: expires after %v", key, ttl)
		}
	}
}
