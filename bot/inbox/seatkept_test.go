package inbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

// seatTaken is how many seats of the Thursday group the ledger has as taken.
func (d *desk) seatTaken() int {
	d.t.Helper()
	b, err := d.store.Busy(d.t.Context(), []string{"c1"}, d.now, d.now.Add(time.Hour))
	if err != nil {
		d.t.Fatal(err)
	}
	return b.Taken(schedule.Share{Name: "thursday"})
}

func (d *desk) inLedger(id bot.VisitID) bot.Visit {
	d.t.Helper()
	b, err := d.store.Visit(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return b.Visit
}

func (d *desk) groupSeat(who bot.Phone) bot.VisitID {
	d.t.Helper()
	if err := d.orders(who, bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: "group_session", Series: "thursday"}}); err != nil {
		d.t.Fatal(err)
	}
	vs := d.loaded(who).Session.Visits
	return vs[len(vs)-1].ID
}

func TestAWrongNumberKeepsNoGroupSeat(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	id := d.groupSeat(sam)
	d.says(sam, "wrong number")
	d.wants(d.reasons(sam), "group")
	if n := d.seatTaken(); n != 0 {
		t.Errorf("%d seats taken", n)
	}
	if v := d.inLedger(id); v.Status != bot.VisitCancelled {
		t.Errorf("ledger: %+v", v)
	}
}

// TestAMarkedSeatIsASeatStill: between the mark and the end of the session nobody gets
// a second one, and a wrong number keeps none.
func TestAMarkedSeatIsASeatStill(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	id := d.groupSeat(sam)
	d.now = at(5, 13, 20)
	d.settle()
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskFulfilled, Visit: id}); err != nil {
		t.Fatal(err)
	}
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: "group_session", Series: "thursday"}}); err == nil {
		t.Error("a second seat in one group")
	}
	d.says(sam, "wrong number")
	if n := d.seatTaken(); n != 0 {
		t.Errorf("%d seats taken", n)
	}
}

func TestAWrongNumberAsksForNothing(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam, first)
	next, _ := d.Calendar.NextSession("thursday", at(6, 0, 0))
	d.asksFor(sam, next)
	id := d.loaded(sam).Session.Visits[0].ID
	d.says(sam, "wrong number")
	d.wants(d.reasons(sam), "waitlist", "asked for")
	if v := d.inLedger(id); v.Status != bot.VisitCancelled {
		t.Errorf("ledger: %+v", v)
	}
}

func TestStaffCancelAVisitThatTheSessionHasNoMore(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	id := d.visitAt(sam, at(10, 10, 0))
	d.says(sam, "wrong number")
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err != nil {
		t.Fatal(err)
	}
	if v := d.inLedger(id); v.Status != bot.VisitCancelled {
		t.Errorf("ledger: %+v", v)
	}
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err == nil {
		t.Error("cancelled twice")
	}
	id = d.visitAt(sam, at(10, 10, 0))
	d.says(sam, "wrong number")
	d.change(sam, func(s *bot.Session) { s.Visits = nil })
	for range 2 { // whoever has the number must not come to know of a time
		err := d.orders(sam, bot.DeskOp{Do: bot.DeskMove, Visit: id, Opening: bot.Opening{Start: at(10, 11, 0)}})
		if err == nil || !strings.Contains(err.Error(), "book anew under the right number") {
			t.Errorf("moved: %v", err)
		}
	}
	if v := d.inLedger(id); v.Status != bot.VisitBooked || v.Version != 1 {
		t.Errorf("ledger after a move that was refused: %+v", v)
	}
}

func TestWhoCannotBeTextedDoesNotWaitForEver(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam, first)
	d.change(sam, func(s *bot.Session) { s.LastIn = d.now.Add(-61 * 24 * time.Hour) })
	d.fills(at(25, 0, 0))
	d.frees(at(6, 10, 0))
	d.wants(d.reasons(sam), "call")
	d.leaps(2 * time.Hour)
	if n := strings.Count(d.reasons(sam), "\n"); n != 0 {
		t.Errorf("%s", d.reasons(sam))
	}
}

func TestAWishThatIsOverIsToldToStaff(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam, first)
	d.change(sam, func(s *bot.Session) { s.Waiting[0].Wish = bot.Wish{To: "2026-03-05"} })
	d.fills(at(25, 0, 0))
	d.frees(at(10, 10, 0))
	if got := d.heard(sam) + d.reasons(sam); got != "" {
		t.Errorf("%q", got)
	}
	d.now = at(6, 9, 0)
	d.settle()
	d.wants(d.reasons(sam), "wait")
}

func TestAKindThatIsGoneLeavesNobodyWaiting(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.groupSeat(stranger(1))
	d.groupSeat(stranger(2))
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskWaitlistAdd, List: "group_session/thursday"}); err != nil {
		t.Fatal(err)
	}
	cal := workdays()
	cal.Series = nil
	delete(cal.Kinds, "group_session")
	d.keeps(cal)
	d.leaps(2 * time.Hour)
	d.wants(d.reasons(sam), "wait")
}

func TestAVisitOfAKindThatIsGone(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.visitAt(sam, at(6, 10, 0))
	cal := workdays()
	delete(cal.Kinds, first)
	delete(cal.Resources, "c1")
	d.keeps(cal)
	d.wants(d.says(sam, "my visit"), "Fri Mar 6, 10:00 AM")
	d.says(sam, "3")
	d.leaps(26 * time.Hour)
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
	t.Log(d.says(sam, "change"))
}

func TestNoReminderOfAClosedDay(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.visitAt(sam, at(6, 10, 0))
	d.Calendar.Closures = append(d.Calendar.Closures, closed("2026-03-06"))
	d.leaps(26 * time.Hour)
	if got := d.heard(sam); got != "" {
		t.Errorf("%q", got)
	}
	d.wants(d.reasons(sam), "closed")
}

func TestStaffMoveIntoTheNight(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	id := d.visitAt(sam, at(6, 16, 0))
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskMove, Visit: id, Opening: bot.Opening{Start: at(6, 16, 30)}}); err == nil {
		t.Errorf("moved past the end of the day: %s", d.visits(sam))
	}
}

func TestStandardIsAPriority(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	cal := workdays()
	cal.Groups = cal.Groups[:1]
	d.keeps(cal)
	d.knows(sam)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskPriority, Group: "standard"}); err != nil {
		t.Error(err)
	}
}

func TestACallAboutASeatIsAskedForOnce(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.change(sam, func(s *bot.Session) { s.Discreet = true })
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskWaitlistAdd, List: first}); err != nil {
		t.Fatal(err)
	}
	d.leaps(6 * time.Hour)
	if got := d.heard(sam); got != "" {
		t.Errorf("%q", got)
	}
	if got := d.reasons(sam); strings.Count(got, "a time opened") != 1 || len(d.loaded(sam).Session.Waiting) != 0 {
		t.Errorf("%q", got)
	}
	if k := d.only(); k.Level != bot.LevelSameDay {
		t.Errorf("%+v", k)
	}
}

// joins is the store with somebody who joins a waitlist right after it was read.
type joins struct {
	*store.Store
	join func()
}

func (j *joins) Waitlist(ctx context.Context, list string) ([]bot.PersonID, error) {
	people, err := j.Store.Waitlist(ctx, list)
	if join := j.join; join != nil {
		j.join = nil
		join()
	}
	return people, err
}

// TestWhoJoinsWhileAListIsLookedAtIsSeen: the timer that their joining set must not
// be lost to the pass that found nobody.
func TestWhoJoinsWhileAListIsLookedAtIsSeen(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam)
	s := &joins{Store: d.store}
	d.Store = s
	s.join = func() {
		if _, err := d.Desk(t.Context(), "", bot.DeskOp{ID: "join", By: "ana", Phone: sam, Do: bot.DeskWaitlistAdd, List: first}); err != nil {
			t.Error(err)
		}
	}
	d.frees(at(6, 10, 0))
	d.leaps(time.Hour)
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
}

// bursts is the store in which one person can't be looked at.
type bursts struct {
	*store.Store
	who bot.PersonID
}

func (b bursts) Load(ctx context.Context, id bot.InputID, who bot.PersonID) (bot.Loaded, error) {
	if who == b.who {
		panic("a fault of ours")
	}
	return b.Store.Load(ctx, id, who)
}

// TestOneFaultKeepsNobodyWaiting: whoever stands behind them is offered the seat.
func TestOneFaultKeepsNobodyWaiting(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(kim, first)
	d.now = d.now.Add(time.Minute)
	d.knows(sam, first)
	b, err := d.store.Visits(t.Context(), at(6, 10, 0), at(6, 10, 1))
	if err != nil || len(b) != 1 {
		t.Fatal(b, err)
	}
	d.Store = bursts{d.store, d.store.Person(kim)}
	if _, err := d.Desk(t.Context(), b[0].Person, bot.DeskOp{ID: "free", By: "ana", Do: bot.DeskCancel, Visit: b[0].ID}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, _ = d.WorkWakes(t.Context()) // it says that one of them broke
		if _, err := d.box.Work(t.Context(), d.now); err != nil {
			t.Fatal(err)
		}
	}
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
}

func TestApprovedMoveGivesUpTheOld(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	cal := workdays()
	k := cal.Kinds[first]
	k.Book = schedule.BookByRequest
	cal.Kinds[first] = k
	d.keeps(cal)
	d.knows(sam)
	d.visitAt(sam, at(10, 10, 0))
	t.Log(d.says(sam, "change my visit"))
	t.Log(d.says(sam, "1"))
	t.Log(d.says(sam, "1"))
	vs := d.loaded(sam).Session.Visits
	t.Log(d.visits(sam))
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskApprove, Visit: vs[len(vs)-1].ID}); err != nil {
		t.Fatal(err)
	}
	if got := d.visits(sam); strings.Count(got, "booked") != 1 {
		t.Errorf("two visits: %s", got)
	}
}

// TestAfterALongSilenceNothingIsShown of what is booked: whoever writes may be a new
// owner of the number. They can begin anew, and staff know.
func TestAfterALongSilenceNothingIsShown(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.groupSeat(sam)
	d.leaps(time.Hour)
	d.now = d.now.Add(61 * 24 * time.Hour)
	d.settle()
	d.heard(sam)
	for _, body := range []string{"hi", "when is my visit", "my visit", "change", "yes", "my visit", "cancel my visit", "1", "1"} {
		if got := d.says(sam, body); strings.Contains(got, "1:00 PM") {
			t.Errorf("%q: %q", body, got)
		}
	}
	d.wants(d.reasons(sam), "silent for 60 days, and a visit is booked")
	if n := d.seatTaken(); n != 1 {
		t.Errorf("%d seats taken", n)
	}
}

// TestWithoutTheWordNobodyIsStuck: where a step is kept by a word that they do not
// have, a person helps, and the next text begins anew.
func TestWithoutTheWordNobodyIsStuck(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.visitAt(sam, at(10, 10, 0))
	d.change(sam, func(s *bot.Session) { s.Discreet, s.LastIn = true, d.now.Add(-61*24*time.Hour) })
	for _, body := range []string{"hi", "1", "1"} {
		d.says(sam, body)
	}
	d.wants(d.says(sam, "1"), "A person can help")
	d.wants(d.says(sam, "hi"), "1 a new visit")
}

// TestALateYesToADayThatIsClosedNow books nothing, whether the time was chosen or
// offered.
func TestALateYesToADayThatIsClosedNow(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskWaitlistAdd, List: first}); err != nil {
		t.Fatal(err)
	}
	d.frees(at(6, 10, 0))
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
	d.Calendar.Closures = append(d.Calendar.Closures, closed("2026-03-06"))
	d.leaps(40 * time.Minute)
	d.wants(d.says(sam, "1"), "somebody else has that time now")
	if got := d.visits(sam); got != "" {
		t.Errorf("%s", got)
	}
	d.knows(kim)
	d.frees(at(10, 10, 0))
	id := d.visitAt(kim, at(10, 10, 0))
	d.frees(at(11, 10, 0))
	d.wants(d.says(kim, "change my visit"), "Wed Mar 11, 10:00 AM")
	d.wants(d.says(kim, "1"), "Wed Mar 11, 10:00 AM")
	d.Calendar.Closures = append(d.Calendar.Closures, closed("2026-03-11"))
	if got := d.says(kim, "1"); strings.Contains(got, "Mar 11, 10:00") {
		t.Errorf("%q", got)
	}
	d.wants(d.visits(kim), "booked Tue 10:00")
	if v := d.inLedger(id); v.Status != bot.VisitBooked {
		t.Errorf("%+v", v)
	}
}

// TestANewOrderOfTheGroupsIsTheListsToo: who comes first now is offered the seat
// first, although nobody wrote since.
func TestANewOrderOfTheGroupsIsTheListsToo(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam)
	d.knows(kim)
	for _, who := range []bot.Phone{sam, kim} {
		if err := d.orders(who, bot.DeskOp{Do: bot.DeskWaitlistAdd, List: first}); err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(time.Minute)
	}
	d.change(kim, func(s *bot.Session) { s.Care.Group = "veteran" })
	cal := workdays()
	cal.Groups = append([]schedule.Group{{Name: "veteran"}}, cal.Groups...)
	d.keeps(cal)
	d.frees(at(6, 10, 0))
	d.wants(d.heard(kim), "Fri Mar 6, 10:00 AM")
	if got := d.heard(sam); got != "" {
		t.Errorf("%q", got)
	}
}
