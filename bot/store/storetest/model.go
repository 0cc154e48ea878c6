package storetest

import (
	"fmt"
	"maps"
	"sync/atomic"
	"time"

	"pgregory.net/rapid"

	"nightdesk/bot"
)

// runs tells one run of the model from the next in the same store.
var runs atomic.Int64

// ledger is the model: what a store of seats and sessions should hold.
type ledger struct {
	s       *suite
	run     int64
	inputs  int
	seats   map[int]string // hour -> visit, booked or held
	over    map[int]string // hour -> visit whose hold has ended
	version map[string]int64
	last    string // whose turn it was
	done    map[bot.InputID]bot.Commit
}

// model plays random turns against the ledger: holds, bookings, frees, holds
// that are over, stale versions and repeated ids, in any order.
func model(s *suite) {
	rapid.Check(s.T, func(t *rapid.T) {
		m := &ledger{s: s, run: runs.Add(1), seats: map[int]string{}, over: map[int]string{},
			version: map[string]int64{}, done: map[bot.InputID]bot.Commit{}}
		t.Repeat(map[string]func(*rapid.T){
			"turn":   m.turn,
			"repeat": m.repeat,
			"":       m.agrees,
		})
	})
}

func (m *ledger) resource() string         { return fmt.Sprint("r", m.run) }
func (m *ledger) hour(n int) time.Time     { return nine.Add(time.Duration(n) * time.Hour) }
func (m *ledger) phone(p string) bot.Phone { return bot.Phone(fmt.Sprint(p, m.run)) }

// turn commits one to three seat changes with a session of one of three people.
func (m *ledger) turn(t *rapid.T) {
	m.inputs++
	in := bot.InputID(fmt.Sprintf("m%d-%d", m.run, m.inputs))
	who := rapid.SampledFrom([]string{"anna", "ben", "cruz"}).Draw(t, "person")
	stale := rapid.IntRange(0, 9).Draw(t, "stale") == 0
	m.last = who
	c := m.s.turn(in, m.phone(who), m.version[who], m.inputs)
	if stale {
		c.Version++
	}
	want := bot.Applied
	seats, over := clone(m.seats), clone(m.over)
	takenAt := -1
	for i := range rapid.IntRange(1, 3).Draw(t, "changes") {
		visit := rapid.SampledFrom([]string{"v1", "v2", "v3", "v4"}).Draw(t, "visit")
		op := rapid.SampledFrom([]bot.SeatOp{bot.SeatHold, bot.SeatBook, bot.SeatFree}).Draw(t, "op")
		hour := rapid.IntRange(0, 5).Draw(t, "hour")
		ended := op == bot.SeatHold && rapid.Bool().Draw(t, "ended")
		until := future
		if ended {
			until = past
		}
		c.Seats = append(c.Seats, seat(op, bot.VisitID(visit), m.resource(), m.hour(hour), until))
		if takenAt >= 0 {
			continue
		}
		if holder := seats[hour]; op != bot.SeatFree && holder != "" && holder != visit+"!" && holder != visit {
			takenAt = i
			continue
		}
		apply(seats, over, op, visit, hour, ended)
	}
	switch {
	case stale:
		want = bot.Conflict
	case takenAt >= 0:
		want = bot.Taken
	}
	out, err := m.s.st.Commit(m.s.ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if out.Result != want || (want == bot.Taken && out.Taken != takenAt) {
		t.Fatalf("got %s at %d, want %s at %d", out.Result, out.Taken, want, takenAt)
	}
	if want == bot.Applied {
		m.seats, m.over = seats, over
		m.version[who]++
		m.done[in] = c
	}
}

// apply changes the model; a booked visit carries a "!".
func apply(seats, over map[int]string, op bot.SeatOp, visit string, hour int, ended bool) {
	switch {
	case op == bot.SeatFree:
		if seats[hour] == visit || seats[hour] == visit+"!" {
			delete(seats, hour)
		}
	case op == bot.SeatBook:
		seats[hour] = visit + "!"
	case seats[hour] == visit+"!":
		// A hold never weakens a booking.
	case ended:
		delete(seats, hour)
		over[hour] = visit
	default:
		seats[hour] = visit
	}
}

// repeat sends an applied turn again: nothing changes, the reply is the same.
func (m *ledger) repeat(t *rapid.T) {
	// Skip leaves out this one step of the walk, not the test.
	if len(m.done) == 0 {
		t.Skip("nothing applied yet")
	}
	n := rapid.IntRange(1, m.inputs).Draw(t, "input")
	in := bot.InputID(fmt.Sprintf("m%d-%d", m.run, n))
	c, ok := m.done[in]
	if !ok {
		t.Skip("not applied")
	}
	out, err := m.s.st.Commit(m.s.ctx, c)
	if err != nil || out.Result != bot.Duplicate || out.Reply != c.Reply {
		t.Fatalf("got %s %v", out.Result, err)
	}
}

// agrees compares the whole ledger and the version of the last session.
func (m *ledger) agrees(t *rapid.T) {
	busy, err := m.s.st.Busy(m.s.ctx, []string{m.resource()}, nine, nine.Add(7*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for hour := range 6 {
		free := busy.Free(m.resource(), m.hour(hour), m.hour(hour).Add(45*time.Minute))
		if free != (m.seats[hour] == "") {
			t.Fatalf("hour %d: free %t, the model has %q", hour, free, m.seats[hour])
		}
	}
	l, err := m.s.st.Load(m.s.ctx, "", m.s.st.Person(m.phone(m.last)))
	if want := m.version[m.last]; err != nil || l.Version != want {
		t.Fatalf("%s: version %d, want %d (%v)", m.last, l.Version, want, err)
	}
}

func clone(m map[int]string) map[int]string {
	out := make(map[int]string, len(m))
	maps.Copy(out, m)
	return out
}
