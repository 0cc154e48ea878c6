package storetest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// class is a change of one seat of a class of size that rosa gives at start.
func class(op bot.SeatOp, visit bot.VisitID, start time.Time, size int, until time.Time) bot.SeatChange {
	c := seat(op, visit, "rosa", start, until)
	c.Kind, c.Seats = "class", size
	return c
}

// groupSeat is a change of one seat of a group of size.
func groupSeat(op bot.SeatOp, visit bot.VisitID, series string, size int, until time.Time) bot.SeatChange {
	c := seat(op, visit, "rosa", nine, until)
	c.Kind, c.Series, c.Seats = "group", series, size
	return c
}

// seatsTaken is how many seats of an opening's share are taken.
func (s *suite) seatsTaken(o bot.Opening) int {
	s.Helper()
	busy, err := s.st.Busy(s.ctx, []string{"rosa"}, nine, nine.Add(time.Hour))
	s.must(err)
	return busy.Taken(schedule.ShareOf(o))
}

func sharedSeats(s *suite) {
	o := class(bot.SeatBook, "", nine, 3, time.Time{}).Opening
	for i := range 3 {
		s.commit(seats(bot.InputID(fmt.Sprint("b", i)), class(bot.SeatBook, bot.VisitID(fmt.Sprint("v", i)), nine, 3, time.Time{})), bot.Applied)
		s.equal(s.seatsTaken(o), i+1)
	}
	s.equal(s.taken(nine, nine.Add(45*time.Minute)), []bool{true, false})
	late := class(bot.SeatBook, "v3", nine, 3, time.Time{})
	s.commit(seats("full", late), bot.Taken)
	// Neither one visit alone nor another class has any of its time, full or not.
	s.commit(seats("f0", class(bot.SeatFree, "v0", nine, 3, time.Time{})), bot.Applied)
	s.equal(s.seatsTaken(o), 2)
	other := class(bot.SeatBook, "v4", nine, 3, time.Time{})
	other.Kind = "yoga"
	for i, c := range []bot.SeatChange{seat(bot.SeatBook, "v4", "rosa", nine.Add(30*time.Minute), time.Time{}), other,
		class(bot.SeatBook, "v4", nine.Add(15*time.Minute), 3, time.Time{})} {
		s.commit(seats(bot.InputID(fmt.Sprint("o", i)), c), bot.Taken)
	}
	// Who gives up what it has not, gives up nothing.
	s.commit(seats("f9", class(bot.SeatFree, "v9", nine, 3, time.Time{}), seat(bot.SeatFree, "v", "rosa", nine, time.Time{})), bot.Applied)
	s.equal(s.seatsTaken(o), 2)
	s.commit(seats("full", late), bot.Applied)
	s.commit(seats("again", late), bot.Applied)
	s.equal(s.seatsTaken(o), 3)
	for _, v := range []bot.VisitID{"v1", "v2", "v3"} {
		s.commit(seats("f"+bot.InputID(v), class(bot.SeatFree, v, nine, 3, time.Time{})), bot.Applied)
	}
	s.equal(s.taken(nine), []bool{false})
	s.commit(seats("alone", seat(bot.SeatBook, "v4", "rosa", nine, time.Time{})), bot.Applied)
	s.commit(seats("class", class(bot.SeatBook, "v5", nine, 3, time.Time{})), bot.Taken)
}

func sharedHolds(s *suite) {
	o := class(bot.SeatBook, "", nine, 2, time.Time{}).Opening
	s.commit(seats("1", class(bot.SeatHold, "v1", nine, 2, past), class(bot.SeatHold, "v2", nine, 2, past)), bot.Applied)
	s.equal(s.seatsTaken(o), 0)
	s.equal(s.taken(nine), []bool{false})
	s.commit(seats("2", class(bot.SeatHold, "v3", nine, 2, future)), bot.Applied)
	// A hold that is over may be booked while there is room, and not beyond.
	s.commit(seats("3", class(bot.SeatBook, "v1", nine, 2, time.Time{})), bot.Applied)
	s.commit(seats("4", class(bot.SeatBook, "v2", nine, 2, time.Time{})), bot.Taken)
	s.equal(s.seatsTaken(o), 2)
	// A hold never weakens a booking; a hold of the last seat becomes one.
	s.commit(seats("5", class(bot.SeatHold, "v1", nine, 2, past)), bot.Applied)
	s.commit(seats("6", class(bot.SeatBook, "v3", nine, 2, time.Time{})), bot.Applied)
	s.commit(seats("7", class(bot.SeatHold, "v3", nine, 2, past)), bot.Applied)
	s.equal(s.seatsTaken(o), 2)
	// Others may have the time once nobody who stands is left.
	s.commit(seats("8", class(bot.SeatFree, "v1", nine, 2, time.Time{}), class(bot.SeatFree, "v3", nine, 2, time.Time{}),
		class(bot.SeatHold, "v4", nine, 2, past)), bot.Applied)
	s.commit(seats("9", seat(bot.SeatBook, "v5", "rosa", nine, time.Time{})), bot.Applied)
}

// shareSizes: a class that grows has room, and one that shrinks throws nobody out.
func shareSizes(s *suite) {
	o := class(bot.SeatBook, "", nine, 2, time.Time{}).Opening
	s.commit(seats("1", class(bot.SeatBook, "v1", nine, 2, time.Time{}), class(bot.SeatHold, "v2", nine, 2, future)), bot.Applied)
	s.commit(seats("2", class(bot.SeatHold, "v3", nine, 3, future)), bot.Applied)
	s.commit(seats("3", class(bot.SeatBook, "v3", nine, 2, time.Time{}), class(bot.SeatBook, "v2", nine, 2, time.Time{})), bot.Applied)
	s.commit(seats("4", class(bot.SeatBook, "v4", nine, 2, time.Time{})), bot.Taken)
	s.equal(s.seatsTaken(o), 3)
	s.commit(seats("5", class(bot.SeatFree, "v1", nine, 2, time.Time{})), bot.Applied)
	s.commit(seats("6", class(bot.SeatBook, "v4", nine, 2, time.Time{})), bot.Taken)
}

// seatsOfAGroup: they are of no day, are told whatever days are asked, and take up
// nobody's time.
func seatsOfAGroup(s *suite) {
	book := func(in bot.InputID, v bot.VisitID, series string, size int, want bot.CommitResult) {
		s.Helper()
		s.commit(seats(in, groupSeat(bot.SeatBook, v, series, size, time.Time{})), want)
	}
	book("1", "v1", "men/tue", 2, bot.Applied)
	book("2", "v2", "men/tue", 2, bot.Applied)
	book("3", "v3", "men/tue", 2, bot.Taken)
	book("4", "v3", "women|wed", 0, bot.Applied) // no size: of one
	book("5", "v4", "women|wed", 0, bot.Taken)
	s.commit(seats("6", seat(bot.SeatBook, "v5", "rosa", nine, time.Time{})), bot.Applied)
	busy, err := s.st.Busy(s.ctx, nil, past, past.Add(time.Hour))
	s.must(err)
	want := schedule.Busy{}
	for series, n := range map[string]int{"men/tue": 2, "women|wed": 1} {
		o := groupSeat(bot.SeatBook, "", series, n, time.Time{}).Opening
		want.Add(schedule.OpeningCells(o)...)
		want.AddShare(schedule.Share{Name: series}, n)
	}
	s.equal(busy, want)
	s.commit(seats("7", groupSeat(bot.SeatFree, "v1", "men/tue", 2, time.Time{})), bot.Applied)
	book("8", "v3", "men/tue", 2, bot.Applied)
}

// roomsAndMargins: a visit takes the time around it, and its room as well.
func roomsAndMargins(s *suite) {
	c := seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})
	c.Room, c.Before, c.After = "lab", 10*time.Minute, 5*time.Minute
	s.commit(seats("1", c), bot.Applied)
	busy, err := s.st.Busy(s.ctx, []string{"rosa", "lab"}, nine, nine.Add(time.Hour))
	s.must(err)
	want := schedule.Busy{}
	want.Add(schedule.OpeningCells(c.Opening)...)
	s.equal(busy, want)
	for in, x := range map[bot.InputID]bot.SeatChange{
		"before": seat(bot.SeatBook, "v2", "rosa", nine.Add(-50*time.Minute), time.Time{}),
		"after":  seat(bot.SeatBook, "v2", "rosa", nine.Add(45*time.Minute), time.Time{}),
		"room":   seat(bot.SeatBook, "v2", "lab", nine, time.Time{}),
	} {
		s.commit(seats(in, x), bot.Taken)
	}
	mine := seat(bot.SeatBook, "v2", "mei", nine, time.Time{})
	mine.Room = "lab"
	s.commit(seats("her room", mine), bot.Taken)
	s.equal(func() bool {
		b, _ := s.st.Busy(s.ctx, []string{"mei"}, nine, nine.Add(time.Hour))
		return b.Equal(schedule.Busy{})
	}(), true)
	s.commit(seats("2", seat(bot.SeatFree, "v1", "rosa", nine, time.Time{})), bot.Applied)
	s.commit(seats("her room", mine), bot.Taken) // what was freed was not the whole of it
	s.commit(seats("3", bot.SeatChange{Op: bot.SeatFree, Visit: "v1", Opening: c.Opening}), bot.Applied)
	s.commit(seats("her room", mine), bot.Applied)
}

// moves: one turn gives up a seat and takes another, in either order, whether the
// visit keeps its id or not, and whether the two overlap or not.
func moves(s *suite) {
	type move struct {
		name     string
		old, new bot.Opening
	}
	alone := func(at time.Duration) bot.Opening { return seat("", "", "rosa", nine.Add(at), time.Time{}).Opening }
	shared := func(at time.Duration) bot.Opening { return class("", "", nine.Add(at), 2, time.Time{}).Opening }
	n := 0
	for _, m := range []move{
		{"apart", alone(0), alone(2 * time.Hour)},
		{"later by half an hour", alone(0), alone(30 * time.Minute)},
		{"earlier by half an hour", alone(30 * time.Minute), alone(0)},
		{"a class by half an hour", shared(0), shared(30 * time.Minute)},
		{"out of a class", shared(0), alone(15 * time.Minute)},
		{"into a class", alone(15 * time.Minute), shared(0)},
		{"nowhere", alone(0), alone(0)},
	} {
		for _, first := range []bot.SeatOp{bot.SeatBook, bot.SeatFree} {
			for _, v := range []bot.VisitID{"old", "new"} {
				if m.name == "nowhere" && v == "old" && first == bot.SeatBook {
					continue // that gives up what it has just booked
				}
				n++
				in := func(what string) bot.InputID { return bot.InputID(fmt.Sprint(what, n)) }
				s.commit(seats(in("book"), bot.SeatChange{Op: bot.SeatBook, Visit: "old", Opening: m.old}), bot.Applied)
				both := []bot.SeatChange{{Op: bot.SeatBook, Visit: v, Opening: m.new}, {Op: bot.SeatFree, Visit: "old", Opening: m.old}}
				if first == bot.SeatFree {
					both[0], both[1] = both[1], both[0]
				}
				s.commit(seats(in("move"), both...), bot.Applied)
				busy, err := s.st.Busy(s.ctx, []string{"rosa"}, nine, nine.Add(time.Hour))
				s.must(err)
				want := schedule.Busy{}
				want.Add(schedule.OpeningCells(m.new)...)
				if sh := schedule.ShareOf(m.new); sh != (schedule.Share{}) {
					want.AddShare(sh, 1)
				}
				if !busy.Equal(want) {
					s.Errorf("%s, %s first, as %s: something else is taken than where it went", m.name, first, v)
				}
				s.commit(seats(in("free"), bot.SeatChange{Op: bot.SeatFree, Visit: v, Opening: m.new}), bot.Applied)
			}
		}
	}
	// A move into what somebody else has leaves the old seat as it was, and says which.
	s.commit(seats("theirs", seat(bot.SeatBook, "x", "rosa", nine.Add(2*time.Hour), time.Time{}), seat(bot.SeatBook, "old", "rosa", nine, time.Time{})), bot.Applied)
	out := s.commit(seats("fails", bot.SeatChange{Op: bot.SeatBook, Visit: "old", Opening: alone(90 * time.Minute)},
		bot.SeatChange{Op: bot.SeatFree, Visit: "old", Opening: alone(0)}), bot.Taken)
	s.equal(out.Taken, 0)
	s.equal(s.taken(nine, nine.Add(time.Hour)), []bool{true, false})
	// Of a full class, the seat that is given up can be taken in the same turn.
	two := nine.Add(5 * time.Hour)
	s.commit(seats("full", class(bot.SeatBook, "a", two, 2, time.Time{}), class(bot.SeatBook, "b", two, 2, time.Time{})), bot.Applied)
	s.commit(seats("swap", class(bot.SeatBook, "c", two, 2, time.Time{}), class(bot.SeatFree, "a", two, 2, time.Time{})), bot.Applied)
	out = s.commit(seats("one turn", class(bot.SeatFree, "c", two, 2, time.Time{}), class(bot.SeatBook, "d", two, 2, time.Time{}),
		class(bot.SeatBook, "e", two, 2, time.Time{})), bot.Taken)
	s.equal(out.Taken, 2)
}

// shareLedger is the model of a class of 3 that rosa gives, and of a visit alone at
// the same time.
type shareLedger struct {
	s      *suite
	at     time.Time
	run    int64
	inputs int
	held   map[bot.VisitID]bool // -> booked
	alone  bot.VisitID          // who has the time alone, booked
}

// shareModel: whoever holds, books and gives up in whatever order, the store has who
// the model has.
func shareModel(s *suite) {
	rapid.Check(s.T, func(t *rapid.T) {
		n := runs.Add(1)
		m := &shareLedger{s: s, run: n, at: dayOf(n), held: map[bot.VisitID]bool{}}
		t.Repeat(map[string]func(*rapid.T){"change": m.change, "": m.agrees})
	})
}

func (m *shareLedger) change(t *rapid.T) {
	m.inputs++
	v := rapid.SampledFrom([]bot.VisitID{"a", "b|", "c\n", "d%", "e"}).Draw(t, "visit")
	op := rapid.SampledFrom([]bot.SeatOp{bot.SeatHold, bot.SeatBook, bot.SeatFree}).Draw(t, "op")
	alone, ended := rapid.IntRange(0, 5).Draw(t, "alone") == 0, rapid.Bool().Draw(t, "ended")
	until := future
	if ended {
		until = past
	}
	c := class(op, v, m.at, 3, until)
	if alone {
		c = seat(op, v, "rosa", m.at, until)
	}
	_, mine := m.held[v]
	others := len(m.held)
	if mine {
		others--
	}
	want := bot.Applied
	switch {
	case op == bot.SeatFree:
		if m.alone == v {
			m.alone = ""
		}
		delete(m.held, v)
	case m.alone != "" && m.alone != v, alone && others > 0, !alone && m.alone == "" && !mine && others >= 3:
		want = bot.Taken
	case op == bot.SeatHold && (m.alone == v && m.held[v] || m.alone == "" && m.held[v]):
		// It has booked already.
	default:
		m.alone = ""
		if alone {
			m.alone = v
			clear(m.held)
		}
		delete(m.held, v)
		if op == bot.SeatBook || !ended {
			m.held[v] = op == bot.SeatBook
		} else if m.alone == v {
			m.alone = ""
		}
	}
	out, err := m.s.st.Commit(m.s.ctx, seats(bot.InputID(fmt.Sprintf("sh%d-%d", m.run, m.inputs)), c))
	if err != nil || out.Result != want {
		t.Fatalf("got %s (%v), want %s", out.Result, err, want)
	}
}

func (m *shareLedger) agrees(t *rapid.T) {
	busy, err := m.s.st.Busy(m.s.ctx, []string{"rosa"}, m.at, m.at.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := len(m.held)
	if m.alone != "" {
		want = 0
	}
	got := busy.Taken(schedule.ShareOf(class("", "", m.at, 3, time.Time{}).Opening))
	if free := busy.Free("rosa", m.at, m.at.Add(45*time.Minute)); got != want || free != (len(m.held) == 0) {
		t.Fatalf("%d seats taken, free %t; the model has %v", got, free, m.held)
	}
}
