package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// taken reports which of these starts are not free with rosa.
func (s *suite) taken(starts ...time.Time) []bool {
	s.Helper()
	out := make([]bool, len(starts))
	for i, at := range starts {
		busy, err := s.st.Busy(s.ctx, []string{"rosa"}, at, at.Add(45*time.Minute))
		s.must(err)
		out[i] = !busy.Free("rosa", at, at.Add(45*time.Minute))
	}
	return out
}

func seatTaken(s *suite) {
	s.commit(seats("1", seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})), bot.Applied)
	out := s.commit(seats("2", seat(bot.SeatHold, "v2", "mei", nine, future), seat(bot.SeatHold, "v2", "rosa", nine.Add(30*time.Minute), future)), bot.Taken)
	s.equal(out.Taken, 1)
	s.commit(seats("2", seat(bot.SeatHold, "v2", "rosa", nine.Add(45*time.Minute), future)), bot.Applied)
	s.commit(seats("3", seat(bot.SeatHold, "v3", "mei", nine, future)), bot.Applied)
	s.equal(s.taken(nine, nine.Add(45*time.Minute), nine.Add(90*time.Minute)), []bool{true, true, false})
	s.commit(seats("4", seat(bot.SeatFree, "v1", "rosa", nine, time.Time{})), bot.Applied)
	s.commit(seats("5", seat(bot.SeatBook, "v5", "rosa", nine, time.Time{})), bot.Applied)
}

func holdEnds(s *suite) {
	s.commit(seats("1", seat(bot.SeatHold, "v1", "rosa", nine, past)), bot.Applied)
	s.equal(s.taken(nine), []bool{false})
	s.commit(seats("2", seat(bot.SeatHold, "v2", "rosa", nine, future)), bot.Applied)
	s.equal(s.taken(nine), []bool{true})
	s.commit(seats("3", seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})), bot.Taken)
	s.commit(seats("4", seat(bot.SeatFree, "v1", "rosa", nine, time.Time{})), bot.Applied)
	s.equal(s.taken(nine), []bool{true})
}

func holdBecomesBooking(s *suite) {
	s.commit(seats("1", seat(bot.SeatHold, "v1", "rosa", nine, future)), bot.Applied)
	s.commit(seats("2", seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})), bot.Applied)
	// A hold that comes late never weakens the booking.
	s.commit(seats("3", seat(bot.SeatHold, "v1", "rosa", nine, past)), bot.Applied)
	s.equal(s.taken(nine), []bool{true})
	// A hold that has ended, of a seat that nobody took, may still be booked.
	later := nine.Add(3 * time.Hour)
	s.commit(seats("4", seat(bot.SeatHold, "v4", "rosa", later, past)), bot.Applied)
	s.commit(seats("5", seat(bot.SeatBook, "v4", "rosa", later, time.Time{})), bot.Applied)
	s.commit(seats("6", seat(bot.SeatHold, "v6", "rosa", later, future)), bot.Taken)
}

// seatsOfOneTurn: a visit that moves by half an hour gives up and takes the
// same cells in one turn.
func seatsOfOneTurn(s *suite) {
	s.commit(seats("1", seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})), bot.Applied)
	half := nine.Add(30 * time.Minute)
	s.commit(seats("2", seat(bot.SeatFree, "v1", "rosa", nine, time.Time{}), seat(bot.SeatBook, "v2", "rosa", half, time.Time{})), bot.Applied)
	s.equal(s.taken(nine.Add(-15*time.Minute), half), []bool{false, true})
	// The other way round the first change is in the way of the second.
	out := s.commit(seats("3", seat(bot.SeatHold, "v3", "mei", nine, future), seat(bot.SeatHold, "v4", "mei", half, future)), bot.Taken)
	s.equal(out.Taken, 1)
	s.commit(seats("4", seat(bot.SeatHold, "v5", "mei", nine, future)), bot.Applied)
}

func overMidnight(s *suite) {
	late := time.Date(2190, 1, 5, 23, 30, 0, 0, time.UTC)
	s.commit(seats("1", seat(bot.SeatBook, "v1", "rosa", late, time.Time{})), bot.Applied)
	s.commit(seats("2", seat(bot.SeatBook, "v2", "rosa", late.Add(40*time.Minute), time.Time{})), bot.Taken)
	s.commit(seats("3", seat(bot.SeatBook, "v3", "rosa", late.Add(45*time.Minute), time.Time{})), bot.Applied)
	busy, err := s.st.Busy(s.ctx, []string{"rosa", "nobody"}, late, late.Add(time.Hour))
	s.must(err)
	want := schedule.Busy{}
	want.Add(schedule.Cells("rosa", late, late.Add(90*time.Minute))...)
	s.equal(busy, want)
}

func freeNotHeld(s *suite) {
	s.commit(seats("1", seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})), bot.Applied)
	s.commit(seats("2", seat(bot.SeatFree, "v2", "rosa", nine, time.Time{}), seat(bot.SeatFree, "v2", "mei", nine, time.Time{})), bot.Applied)
	s.equal(s.taken(nine), []bool{true})
}

// takenWritesNothing: a turn whose last seat is gone leaves no trace.
func takenWritesNothing(s *suite) {
	s.commit(seats("1", seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})), bot.Applied)
	before, err := s.st.Fsck(s.ctx)
	s.must(err)
	c := s.turn("SM1", anna, 0, 1)
	c.Cases = []bot.CaseWrite{{Case: bot.Case{Format: bot.CaseFormat, ID: "k1", Status: bot.CaseOpen, Opened: past}}}
	c.Sends = []bot.Send{{ID: "o1", Class: bot.SendAlert, To: ben, Body: "x", Due: past}}
	c.Wakes = []bot.Wake{{Key: "c:k1", At: past}}
	c.Said = []bot.Said{{At: past, By: "them", Text: "1"}}
	c.OptOut = bot.OptOutSet
	c.Seats = []bot.SeatChange{seat(bot.SeatHold, "v2", "mei", nine, future), seat(bot.SeatHold, "v2", "rosa", nine, future)}
	s.equal(s.commit(c, bot.Taken).Taken, 1)
	after, err := s.st.Fsck(s.ctx)
	s.must(err)
	s.equal(after, before)
	s.equal(s.load("SM1", c.Person), bot.Loaded{})
	said, err := s.st.Thread(s.ctx, c.Person)
	s.must(err)
	s.equal(len(said), 0)
	// The turn is decided again, without that seat, under the same id.
	c.Seats = c.Seats[:1]
	s.commit(c, bot.Applied)
}

// fiveHundredForForty: whoever comes, each seat is sold once and none is left.
func fiveHundredForForty(s *suite) {
	var next, sold atomic.Int64
	owners := make([]atomic.Int64, 40)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for who := next.Add(1); who <= 500; who = next.Add(1) {
				for try := range 40 {
					n := (int(who)*7 + try) % 40
					c := seats(bot.InputID(fmt.Sprintf("%d-%d", who, try)),
						seat(bot.SeatBook, bot.VisitID(fmt.Sprint(who)), "rosa", nine.Add(time.Duration(n)*45*time.Minute), time.Time{}))
					out, err := s.st.Commit(s.ctx, c)
					if err != nil {
						s.Error(err)
						return
					}
					if out.Result == bot.Applied {
						owners[n].Add(1)
						sold.Add(1)
						break
					}
					if sold.Load() == 40 {
						break
					}
				}
			}
		})
	}
	all.Wait()
	for n := range owners {
		if got := owners[n].Load(); got != 1 {
			s.Errorf("seat %d was sold %d times", n, got)
		}
	}
}
