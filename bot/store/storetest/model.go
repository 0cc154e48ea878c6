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
func (m *ledger) hour(n int) time.Time     { return dayOf(m.run).Add(time.Duration(n) * time.Hour) }
func (m *ledger) phone(p string) bot.Phone { return bot.Phone(fmt.Sprint(p, m.run)) }

// dayOf gives each run a day of its own: the seats of a day are read together, so that on
// one day each run would be slower than the one before.
func dayOf(run int64) time.Time { return nine.AddDate(0, 0, int(run)) }

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
	var changes []seatDraw
	for range rapid.IntRange(1, 3).Draw(t, "changes") {
		x := seatDraw{visit: rapid.SampledFrom([]string{"v1", "v2", "v3", "v4"}).Draw(t, "visit"),
			op:   rapid.SampledFrom([]bot.SeatOp{bot.SeatHold, bot.SeatBook, bot.SeatFree}).Draw(t, "op"),
			hour: rapid.IntRange(0, 5).Draw(t, "hour")}
		x.ended = x.op == bot.SeatHold && rapid.Bool().Draw(t, "ended")
		until := future
		if x.ended {
			until = past
		}
		changes = append(changes, x)
		c.Seats = append(c.Seats, seat(x.op, bot.VisitID(x.visit), m.resource(), m.hour(x.hour), until))
	}
	seats, over := clone(m.seats), clone(m.over)
	takenAt := play(seats, over, changes)
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

// seatDraw is one drawn change of a turn.
type seatDraw struct {
	op    bot.SeatOp
	visit string
	hour  int
	ended bool
}

// play makes the changes of one turn, and returns which one finds its seat taken, or
// -1. What a visit gives up is given up first, unless the turn claimed it before.
func play(seats, over map[int]string, changes []seatDraw) int {
	later := make([]bool, len(changes))
	for i, x := range changes {
		later[i] = x.op != bot.SeatFree
		for _, y := range changes[:i] {
			if y.op != bot.SeatFree && y.visit == x.visit && y.hour == x.hour {
				later[i] = true
			}
		}
		if !later[i] {
			apply(seats, over, x.op, x.visit, x.hour, x.ended)
		}
	}
	for i, x := range changes {
		if !later[i] {
			continue
		}
		if holder := seats[x.hour]; x.op != bot.SeatFree && holder != "" && holder != x.visit+"!" && holder != x.visit {
			return i
		}
		apply(seats, over, x.op, x.visit, x.hour, x.ended)
	}
	return -1
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
	busy, err := m.s.st.Busy(m.s.ctx, []string{m.resource()}, m.hour(0), m.hour(7))
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
