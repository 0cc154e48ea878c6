package outbox_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
)

// memory is a Store with the promises of the real one and none of its
// durability, for tests in a bubble, where no socket works.
type memory struct {
	mu   sync.Mutex
	jobs []*job
	// lose makes FinishSend fail, as when the program is killed.
	lose func(bot.SendID, int) bool
	down bool
	// unreadable is an error that comes beside the messages.
	unreadable error
}

type job struct {
	bot.ClaimedSend
	state  bot.SendState
	due    time.Time
	result bot.SendResult
}

func (m *memory) add(s bot.Send) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.jobs = append(m.jobs, &job{ClaimedSend: bot.ClaimedSend{Send: s}, state: bot.SendPending, due: s.Due})
}

func (m *memory) ClaimSends(_ context.Context, n int, lease time.Duration) ([]bot.ClaimedSend, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return nil, bot.ErrUnavailable
	}
	now := time.Now()
	var due []*job
	for _, j := range m.jobs {
		if (j.state == bot.SendPending || j.state == bot.SendSending) && !j.due.After(now) {
			due = append(due, j)
		}
	}
	slices.SortStableFunc(due, func(a, b *job) int {
		if c := cmp.Compare(rank(a), rank(b)); c != 0 {
			return c
		}
		return a.due.Compare(b.due)
	})
	var out []bot.ClaimedSend
	for _, j := range due[:min(n, len(due))] {
		j.Attempt++
		j.Before, j.state, j.due = j.state, bot.SendSending, now.Add(lease)
		if j.Since.IsZero() {
			j.Since = now
		}
		out = append(out, j.ClaimedSend)
	}
	return out, m.unreadable
}

func rank(j *job) int {
	if j.Send.Class == bot.SendAlert || j.Send.Class == bot.SendCrisis {
		return 0
	}
	return 1
}

func (m *memory) FinishSend(_ context.Context, id bot.SendID, attempt int, r bot.SendResult) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lose != nil && m.lose(id, attempt) {
		return bot.ErrUnavailable
	}
	for _, j := range m.jobs {
		if j.Send.ID == id && j.Attempt == attempt && j.state == bot.SendSending {
			j.state, j.result, j.due = r.State, r, r.RetryAt
		}
	}
	return nil
}

// open counts messages that are neither sent nor given up.
func (m *memory) open() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, j := range m.jobs {
		if j.state == bot.SendPending || j.state == bot.SendSending {
			n++
		}
	}
	return n
}

// gaveUpAloud reports whether a message was given up and its case told.
func (m *memory) gaveUpAloud(id bot.SendID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.jobs, func(j *job) bool { return j.Send.ID == id })
	return m.jobs[i].state == bot.SendFailed && m.jobs[i].result.Alert != nil
}

// carrier takes messages, with faults.
type carrier struct {
	mu      sync.Mutex
	rng     *rand.Rand
	faults  float64
	takes   time.Duration
	taken   map[string]int // by body
	when    []time.Time
	bodies  []string
	looks   int
	now     int
	highest int
	err     error
}

func newCarrier() *carrier {
	return &carrier{rng: rand.New(rand.NewPCG(7, 7)), taken: map[string]int{}, takes: 20 * time.Millisecond}
}

func (c *carrier) Send(ctx context.Context, s bot.Send) (string, error) {
	c.mu.Lock()
	c.now++
	c.highest = max(c.highest, c.now)
	fault, kind := c.rng.Float64() < c.faults, c.rng.IntN(4)
	err := c.err
	c.mu.Unlock()
	defer func() { c.mu.Lock(); c.now--; c.mu.Unlock() }()
	wait(ctx, c.takes)
	if err != nil {
		return "", err
	}
	if fault && kind == 0 {
		return "", &bot.SendError{NotSent: true, Retryable: true, Code: 20429, After: 500 * time.Millisecond}
	}
	if fault && kind == 1 {
		wait(ctx, time.Hour)
		return "", &bot.SendError{Retryable: true}
	}
	c.mu.Lock()
	c.taken[s.Body.Text()]++
	c.when = append(c.when, time.Now())
	c.bodies = append(c.bodies, s.Body.Text())
	c.mu.Unlock()
	if fault {
		if kind == 2 {
			wait(ctx, time.Hour)
		}
		return "", &bot.SendError{Retryable: true}
	}
	return "SM-" + s.Body.Text(), nil
}

func (c *carrier) Find(_ context.Context, s bot.Send, _ time.Time) (string, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looks++
	if c.rng.Float64() < c.faults {
		return "", false, &bot.SendError{Retryable: true}
	}
	return "SM-" + s.Body.Text(), c.taken[s.Body.Text()] > 0, nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func reply(i int) bot.Send {
	return bot.Send{ID: bot.SendID(fmt.Sprint("j", i)), Class: bot.SendReply, To: other, Body: bot.Words(fmt.Sprint("text ", i)), Person: "p1", Due: time.Now()}
}

func alert(i int) bot.Send {
	return bot.Send{ID: bot.SendID(fmt.Sprint("a", i)), Class: bot.SendAlert, To: colleag, Body: bot.Words(fmt.Sprint("alert ", i)), Case: "c1", Staff: "ann", Due: time.Now()}
}

// Two processes, one store, a carrier that refuses, loses answers and cannot
// always be asked, and results that are not recorded because somebody pulled
// the plug: every text arrives, and no person's text twice. An alert that is
// refused for as long as it is worth trying makes its case climb.
func TestFaultsSendNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{}, newCarrier()
		c.faults = 0.3
		lost := rand.New(rand.NewPCG(3, 3))
		m.lose = func(bot.SendID, int) bool { return lost.Float64() < 0.2 }
		for i := range 300 {
			m.add(reply(i))
			if i%10 == 0 {
				m.add(alert(i))
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for i := range 2 {
			box := outbox.New(outbox.Options{Store: m, Sender: c, Zone: time.UTC, Jitter: rand.New(rand.NewPCG(uint64(i), 1))})
			wg.Go(func() { box.Run(ctx) })
		}
		for m.open() > 0 {
			wait(ctx, time.Second)
		}
		cancel()
		wg.Wait()
		for i := range 300 {
			if n := c.taken[fmt.Sprint("text ", i)]; n != 1 {
				t.Errorf("text %d arrived %d times", i, n)
			}
			if n := c.taken[fmt.Sprint("alert ", i)]; i%10 == 0 && n < 1 && !m.gaveUpAloud(bot.SendID(fmt.Sprint("a", i))) {
				t.Errorf("alert %d neither arrived nor made its case climb", i)
			}
		}
		if c.highest > 10 || c.looks == 0 {
			t.Errorf("%d calls at once by two processes, %d looks", c.highest, c.looks)
		}
	})
}

func TestPokeIsImmediate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{}, newCarrier()
		box := outbox.New(outbox.Options{Store: m, Sender: c})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { box.Run(ctx); close(done) }()
		synctest.Wait()
		wait(ctx, 100*time.Millisecond) // in the middle of a poll
		m.add(reply(1))
		began := time.Now()
		box.Poke()
		box.Poke()
		for m.open() > 0 {
			wait(ctx, time.Millisecond)
		}
		if took := time.Since(began); took > c.takes+5*time.Millisecond {
			t.Errorf("a poked text took %v", took)
		}
		m.add(reply(2)) // another process committed it: nobody pokes
		began = time.Now()
		for m.open() > 0 {
			wait(ctx, time.Millisecond)
		}
		if took := time.Since(began); took > 250*time.Millisecond+c.takes+5*time.Millisecond {
			t.Errorf("a polled text took %v", took)
		}
		cancel()
		<-done
	})
}

// Stopping claims nothing more, and records what is with the carrier.
func TestStopFinishesWhatIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{}, newCarrier()
		c.takes = 2 * time.Second
		for i := range 20 {
			m.add(reply(i))
		}
		box := outbox.New(outbox.Options{Store: m, Sender: c})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { box.Run(ctx); close(done) }()
		wait(ctx, time.Second)
		cancel()
		<-done
		sent, untouched := 0, 0
		for _, j := range m.jobs {
			if j.state == bot.SendSent {
				sent++
			}
			if j.state == bot.SendPending {
				untouched++
			}
		}
		if sent != 5 || untouched != 15 {
			t.Errorf("%d sent, %d untouched", sent, untouched)
		}
	})
}

// breaking is a carrier whose client breaks over one message, once.
type breaking struct {
	*carrier
	broke bool
}

func (b *breaking) Send(ctx context.Context, s bot.Send) (string, error) {
	if s.Body == "text 1" && !b.broke {
		b.broke = true
		panic(s.Body.Text())
	}
	return b.carrier.Send(ctx, s)
}

// What breaks over one message takes no other down, and the message goes later.
func TestASendThatBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		m, c := &memory{}, &breaking{carrier: newCarrier()}
		for i := range 3 {
			m.add(reply(i))
		}
		box := outbox.New(outbox.Options{Store: m, Sender: c, Log: slog.New(slog.NewTextHandler(&log, nil))})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { box.Run(ctx); close(done) }()
		for m.open() > 0 {
			wait(ctx, time.Second)
		}
		cancel()
		<-done
		for i := range 3 {
			if n := c.taken[fmt.Sprint("text ", i)]; n != 1 {
				t.Errorf("text %d arrived %d times", i, n)
			}
		}
		if strings.Contains(log.String(), "text 1") || !strings.Contains(log.String(), "a send broke") {
			t.Errorf("the log says %q", log.String())
		}
	})
}

// A slow line: its rate is kept over time, and an alert does not queue behind
// what was there before it.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{}, newCarrier()
		long := strings.Repeat("x", 150)
		for i := range 20 {
			s := reply(i)
			s.Body += bot.Words(long) // one segment each
			m.add(s)
		}
		box := outbox.New(outbox.Options{Store: m, Sender: c, Rate: 1})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		began := time.Now()
		go func() { box.Run(ctx); close(done) }()
		wait(ctx, 5*time.Second)
		m.add(alert(1))
		c.mu.Lock()
		before := len(c.bodies)
		c.mu.Unlock()
		if before > 6 {
			t.Errorf("%d segments left in five seconds", before)
		}
		for m.open() > 0 {
			wait(ctx, time.Second)
		}
		if took := time.Since(began); took < 18*time.Second || took > 25*time.Second {
			t.Errorf("21 segments at one a second took %v", took)
		}
		if at := slices.Index(c.bodies, "alert 1"); at > before+1 {
			t.Errorf("the alert went as number %d, after %d were out", at, before)
		}
		cancel()
		<-done
	})
}

func TestStoreDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{down: true}, newCarrier()
		m.add(reply(1))
		var log bytes.Buffer
		box := outbox.New(outbox.Options{Store: m, Sender: c, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if _, err := box.Work(t.Context(), time.Now()); !errors.Is(err, bot.ErrUnavailable) {
			t.Errorf("Work says %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { box.Run(ctx); close(done) }()
		wait(ctx, time.Minute)
		m.mu.Lock()
		m.down = false
		m.mu.Unlock()
		wait(ctx, 2*time.Second)
		cancel()
		<-done
		if c.taken["text 1"] != 1 {
			t.Error("the text was not sent once the store was back")
		}
		if n := strings.Count(log.String(), "\n"); n > 70 {
			t.Errorf("%d lines were logged in a minute", n)
		}
	})
}

// A message that the store cannot read does not hold up the others.
func TestUnreadableNeighbour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{unreadable: errors.New("message o9 cannot be read")}, newCarrier()
		for i := range 12 {
			m.add(reply(i))
		}
		box := outbox.New(outbox.Options{Store: m, Sender: c})
		if n, err := box.Work(t.Context(), time.Now()); n != 5 || err == nil {
			t.Errorf("Work = %d, %v", n, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		box.Run(ctx)
		if m.open() != 0 {
			t.Errorf("%d messages are left", m.open())
		}
	})
}

// What happens is counted and, where an operator must act, logged: without the
// words and the number.
func TestWhatIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{}, newCarrier()
		var log bytes.Buffer
		counted := map[string]int{}
		box := outbox.New(outbox.Options{Store: m, Sender: c, Log: slog.New(slog.NewJSONHandler(&log, nil)),
			Count: func(class bot.SendClass, r bot.SendResult) { counted[fmt.Sprint(class, " ", r.State, " ", r.Code)]++ }})
		work := func(s bot.Send, err error) {
			t.Helper()
			c.err = err
			m.add(s)
			if n, err := box.Work(t.Context(), time.Now()); n != 1 || err != nil {
				t.Fatalf("Work = %d, %v", n, err)
			}
		}
		work(reply(1), nil)
		work(alert(2), &bot.SendError{NotSent: true, Code: 21614, Public: "this number cannot get texts"})
		work(reply(3), &bot.SendError{NotSent: true, OptedOut: true, Code: 21610})
		work(reply(4), &bot.SendError{NotSent: true, Retryable: true, Operator: true, Code: 20003, After: time.Hour, Public: "the carrier account is refused"})
		want := map[string]int{"reply sent 0": 1, "alert failed 21614": 1, "reply failed 21610": 1, "reply pending 20003": 1}
		for k, n := range want {
			if counted[k] != n {
				t.Errorf("%s: %d", k, counted[k])
			}
		}
		if r := m.jobs[1].result; r.Alert == nil || !strings.HasPrefix(r.Alert.Key, "f:c1:ann:") {
			t.Errorf("a failed alert leaves %+v", r)
		}
		if r := m.jobs[2].result; !r.OptOut {
			t.Error("an opt-out at the carrier is not recorded")
		}
		if got := log.String(); !strings.Contains(got, "20003") || strings.Contains(got, "text 4") || strings.Contains(got, "555") {
			t.Errorf("the log says %s", got)
		}
	})
}
