package storetest

import (
	"fmt"
	"time"

	"nightdesk/bot"
)

// visitOf is a booked visit with all that is kept of one.
func visitOf(id bot.VisitID, start time.Time, version int) bot.Visit {
	o := seat(bot.SeatBook, id, "rosa", start, time.Time{}).Opening
	o.Room, o.Before, o.After, o.Seats, o.Series = "lab", 10*time.Minute, 5*time.Minute, 8, "men"
	return bot.Visit{ID: id, Opening: o, Status: bot.VisitBooked, HeldUntil: future, Version: version, Asked: past, Changed: past.Add(time.Hour),
		By: "rosa", Waited: true}
}

// write commits visits of a person.
func (s *suite) write(in bot.InputID, p bot.Phone, want bot.CommitResult, visits ...bot.Visit) {
	s.Helper()
	s.commit(bot.Commit{Input: in, Person: s.st.Person(p), Actor: "person", Note: "visit", Visits: visits}, want)
}

func (s *suite) visits(from, to time.Time) []bot.Booking {
	s.Helper()
	got, err := s.st.Visits(s.ctx, from, to)
	s.must(err)
	return got
}

func visitLedger(s *suite) {
	a, b := s.st.Person(anna), s.st.Person(ben)
	got, err := s.st.Visit(s.ctx, "v1")
	s.must(err)
	s.equal(got, bot.Booking{})
	s.equal(len(s.visits(past, future.Add(time.Hour*24*365))), 0)
	v1, v2, v3 := visitOf("v1", nine, 1), visitOf("v2", nine.Add(time.Hour), 1), visitOf("v0", nine, 3)
	v3.Status = bot.VisitCancelled
	s.write("1", anna, bot.Applied, v1, v2)
	s.write("2", ben, bot.Applied, v3)
	s.equal(s.visits(nine, nine.Add(time.Hour)), []bot.Booking{{Visit: v3, Person: b}, {Visit: v1, Person: a}})
	s.equal(s.visits(nine.Add(time.Millisecond), nine.Add(time.Hour+time.Millisecond)), []bot.Booking{{Visit: v2, Person: a}})
	// One that moves is where it moved to, and nowhere else.
	v1.Start, v1.End, v1.Version = nine.Add(48*time.Hour), nine.Add(49*time.Hour), 2
	s.write("3", anna, bot.Applied, v1)
	s.equal(s.visits(nine, nine.Add(time.Hour)), []bot.Booking{{Visit: v3, Person: b}})
	s.equal(s.visits(nine.Add(24*time.Hour), nine.Add(72*time.Hour)), []bot.Booking{{Visit: v1, Person: a}})
	got, err = s.st.Visit(s.ctx, "v1")
	s.must(err)
	s.equal(got, bot.Booking{Visit: v1, Person: a})
}

// visitVersions: what is not newer than what is stored, or is somebody else's, is not
// written, and neither is the rest of its turn.
func visitVersions(s *suite) {
	v := visitOf("v1", nine, 2)
	s.write("1", anna, bot.Applied, v)
	for i, version := range []int{1, 2} {
		s.write(bot.InputID(fmt.Sprint("stale", i)), anna, bot.Conflict, visitOf("v2", nine, 1), visitOf("v1", nine.Add(time.Hour), version))
	}
	s.write("theirs", ben, bot.Conflict, visitOf("v1", nine.Add(time.Hour), 3))
	s.equal(s.visits(past, future), []bot.Booking{})
	s.equal(s.visits(past, future.Add(48*time.Hour)), []bot.Booking{{Visit: v, Person: s.st.Person(anna)}})
	for i, c := range []bot.Commit{
		{Person: s.st.Person(anna), Visits: []bot.Visit{visitOf("v3", nine, 0)}},
		{Person: s.st.Person(anna), Visits: []bot.Visit{visitOf("", nine, 1)}},
		{Visits: []bot.Visit{visitOf("v3", nine, 1)}},
		{Waits: []bot.WaitChange{{List: "intake"}}},
		{Person: s.st.Person(anna), Waits: []bot.WaitChange{{}}},
	} {
		c.Input = bot.InputID(fmt.Sprint("wrong", i))
		if out, err := s.st.Commit(s.ctx, c); err == nil {
			s.Errorf("mistake %d: %s", i, out.Result)
		}
	}
	s.write("4", anna, bot.Applied, visitOf("v1", nine, 7)) // some versions were never stored
}

// aSeatTakenKeepsTheVisit: a turn whose seat is gone writes no visit and no wait.
func aSeatTakenKeepsTheVisit(s *suite) {
	s.commit(seats("1", seat(bot.SeatBook, "x", "rosa", nine, time.Time{})), bot.Applied)
	c := bot.Commit{Input: "2", Person: s.st.Person(anna), Visits: []bot.Visit{visitOf("v1", nine, 1)},
		Seats: []bot.SeatChange{seat(bot.SeatBook, "v1", "rosa", nine, time.Time{})}, Waits: []bot.WaitChange{{List: "intake", Since: past}}}
	s.commit(c, bot.Taken)
	s.equal(len(s.visits(past, future.Add(48*time.Hour))), 0)
	lists, err := s.st.Waitlists(s.ctx)
	s.must(err)
	s.equal(len(lists), 0)
	c.Seats[0].Resource = "mei"
	s.commit(c, bot.Applied)
	s.equal(len(s.visits(past, future.Add(48*time.Hour))), 1)
}

func waitlists(s *suite) {
	n := 0
	wait := func(p bot.Phone, changes ...bot.WaitChange) {
		s.Helper()
		n++
		s.commit(bot.Commit{Input: bot.InputID(fmt.Sprint("w", n)), Person: s.st.Person(p), Waits: changes}, bot.Applied)
	}
	on := func(list string, rank int, after time.Duration) bot.WaitChange {
		return bot.WaitChange{List: list, Rank: rank, Since: past.Add(after)}
	}
	const cruz, dee = bot.Phone("+19075550113"), bot.Phone("+19075550114")
	wants := func(list string, people ...bot.Phone) {
		s.Helper()
		ids := []bot.PersonID{}
		for _, p := range people {
			ids = append(ids, s.st.Person(p))
		}
		got, err := s.st.Waitlist(s.ctx, list)
		s.must(err)
		s.equal(got, ids)
		all, err := s.st.Waitlists(s.ctx)
		s.must(err)
		if len(people) == 0 {
			ids = nil
		}
		s.equal(all[list], ids)
	}
	wants("intake")
	wait(anna, on("intake", 2, 0), on("group/men", 0, 0))
	wait(ben, on("intake", 2, -time.Millisecond))
	wait(cruz, on("intake", 0, 24*365*time.Hour))
	wait(dee, on("intake", 899, -24*365*time.Hour))
	wants("intake", cruz, ben, anna, dee)
	wants("group/men", anna)
	// Who comes up in rank moves, and is there once.
	wait(dee, on("intake", 1, time.Hour))
	wants("intake", cruz, dee, ben, anna)
	wait(cruz, bot.WaitChange{List: "intake", Off: true}, bot.WaitChange{List: "group/men", Off: true})
	wants("intake", dee, ben, anna)
	wait(anna, bot.WaitChange{List: "group/men", Off: true}, bot.WaitChange{List: "never", Off: true})
	wants("group/men")
	all, err := s.st.Waitlists(s.ctx)
	s.must(err)
	s.equal(len(all), 1)
}

// reminder queues an unprompted text to anna that tells of a visit.
func (s *suite) reminder(id bot.SendID, class bot.SendClass, visit bot.VisitID, version int) {
	s.Helper()
	m := bot.Send{ID: id, Class: class, To: anna, Body: "Your visit is tomorrow", Person: s.st.Person(anna), Due: past, Visit: visit, VisitVersion: version}
	s.commit(bot.Commit{Input: bot.InputID("of " + id), Sends: []bot.Send{m}}, bot.Applied)
}

// staleSends: a claim tells that the visit of a message is no more the one that it
// was composed about, each time it is claimed.
func staleSends(s *suite) {
	s.write("1", anna, bot.Applied, visitOf("v1", nine, 2))
	s.reminder("fresh", bot.SendUnprompted, "v1", 2)
	s.reminder("older", bot.SendUnprompted, "v1", 1)
	s.reminder("gone", bot.SendUnprompted, "v9", 1)
	s.reminder("none", bot.SendUnprompted, "", 0)
	stale := func() map[bot.SendID]bool {
		s.Helper()
		got := map[bot.SendID]bool{}
		for _, c := range s.claimSends(10, time.Hour) {
			got[c.Send.ID] = c.Stale
			s.must(s.st.FinishSend(s.ctx, c.Send.ID, c.Attempt, bot.SendResult{State: bot.SendPending, RetryAt: past}))
		}
		return got
	}
	s.equal(stale(), map[bot.SendID]bool{"fresh": false, "older": true, "gone": true, "none": false})
	s.write("2", anna, bot.Applied, visitOf("v1", nine.Add(time.Hour), 3))
	s.equal(stale(), map[bot.SendID]bool{"fresh": true, "older": true, "gone": true, "none": false})
}

// heldSends: a claim of an unprompted text tells that a crisis is held, as the session
// has it at that moment; other texts are not asked about.
func heldSends(s *suite) {
	held := func(want map[bot.SendID]bool) {
		s.Helper()
		got := map[bot.SendID]bool{}
		for _, c := range s.claimSends(10, time.Hour) {
			got[c.Send.ID] = c.Held
			s.must(s.st.FinishSend(s.ctx, c.Send.ID, c.Attempt, bot.SendResult{State: bot.SendPending, RetryAt: past}))
		}
		s.equal(got, want)
	}
	s.reminder("r", bot.SendUnprompted, "", 0)
	s.reminder("answer", bot.SendReply, "", 0)
	s.reminder("crisis", bot.SendCrisis, "", 0)
	none := map[bot.SendID]bool{"r": false, "answer": false, "crisis": false}
	held(none)
	c := s.turn("SM1", anna, 0, 1)
	c.Session.Crisis = &bot.Crisis{Label: "suicide_risk", Held: true}
	s.commit(c, bot.Applied)
	held(map[bot.SendID]bool{"r": true, "answer": false, "crisis": false})
	c = s.turn("SM2", anna, 1, 2)
	c.Session.Crisis = &bot.Crisis{Label: "suicide_risk"}
	s.commit(c, bot.Applied)
	held(none)
}
