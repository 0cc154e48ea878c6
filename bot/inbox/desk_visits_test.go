package inbox_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
)

// visitAt books a visit for somebody and returns its id.
func (d *desk) visitAt(who bot.Phone, start time.Time) bot.VisitID {
	d.t.Helper()
	if err := d.orders(who, bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: first, Start: start}}); err != nil {
		d.t.Fatal(err)
	}
	vs := d.loaded(who).Session.Visits
	return vs[len(vs)-1].ID
}

func TestDeskSaysWhatIsWrong(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.Calendar.Closures = append(d.Calendar.Closures, closed("2026-03-13"))
	k := d.Calendar.Kinds[first]
	k.Lead = 24 * time.Hour // binds whoever books by text, not staff
	d.Calendar.Kinds[first] = k
	d.knows(sam)
	d.visitAt(sam, at(4, 12, 0))
	id := d.visitAt(sam, at(6, 10, 0))
	refused := func(want string, op bot.DeskOp) {
		t.Helper()
		err := d.orders(sam, op)
		var e bot.DeskError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", op.Do, err, want)
		}
	}
	start := func(kind string, at time.Time) bot.DeskOp {
		return bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: kind, Start: at}}
	}
	refused("nearest are Fri Mar 6, 8:00 AM; Fri Mar 6, 9:00 AM; Fri Mar 6, 11:00 AM", start(first, at(6, 10, 0)))
	refused("nearest are", start(first, at(6, 10, 30)))
	refused("that time is over", start(first, at(4, 9, 0)))
	refused("closed on Fri Mar 13 (snow)", start(first, at(13, 10, 0)))
	refused("first_dose only inside dosing hours: Mon-Fri 6 AM-10 AM", start("first_dose", at(6, 10, 0)))
	refused(`no visits of the kind "dentist"`, start("dentist", at(6, 10, 0)))
	refused("no such visit", bot.DeskOp{Do: bot.DeskCancel, Visit: "nothing"})
	refused("has not begun", bot.DeskOp{Do: bot.DeskMissed, Visit: id})
	refused("not until Fri Mar 6", bot.DeskOp{Do: bot.DeskArrived, Visit: id})
	refused("approved already", bot.DeskOp{Do: bot.DeskApprove, Visit: id})
	refused("use one of pregnant, standard", bot.DeskOp{Do: bot.DeskPriority, Group: "vip"})
	refused("no clock runs", bot.DeskOp{Do: bot.DeskSeen})
	refused("not on that waitlist", bot.DeskOp{Do: bot.DeskWaitlistOff, List: first})
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err != nil {
		t.Fatal(err)
	}
	refused("cancelled already", bot.DeskOp{Do: bot.DeskCancel, Visit: id})
	refused("cancelled", bot.DeskOp{Do: bot.DeskMissed, Visit: id})
}

// TestAnOrderHappensOnce, whoever repeats it, and the same id never does another.
func TestAnOrderHappensOnce(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	op := bot.DeskOp{ID: "one", By: "ana", Phone: sam, Do: bot.DeskBook, Opening: bot.Opening{Kind: first, Start: at(6, 10, 0)}}
	done, err := d.Desk(t.Context(), "", op)
	if err != nil || done.Repeated || done.Visit.By != "ana" || done.Visit.Version != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if again, err := d.Desk(t.Context(), "", op); err != nil || !again.Repeated {
		t.Errorf("%+v, %v", again, err)
	}
	op.Opening.Start = at(6, 11, 0)
	if _, err := d.Desk(t.Context(), "", op); err == nil || !strings.Contains(err.Error(), "another order has that id") {
		t.Errorf("the same id for another order: %v", err)
	}
	d.wants(d.visits(sam), "booked Fri 10:00")
}

// TestSomebodyBookedByPhoneGetsNoText until they write.
func TestSomebodyBookedByPhoneGetsNoText(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	id := d.visitAt(sam, at(10, 10, 0))
	d.leaps(3 * 24 * time.Hour)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err != nil {
		t.Fatal(err)
	}
	if got := d.heard(sam); got != "" {
		t.Errorf("texted without consent: %q", got)
	}
	d.wants(d.reasons(sam), "call: the visit was cancelled by staff")
	d.wants(d.says(sam, "hi"), "automated line", "911", "988")
}

// TestACancelledVisitIsTold by one text, from which they choose again.
func TestACancelledVisitIsTold(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	id := d.visitAt(sam, at(6, 10, 0))
	d.now = at(4, 22, 0)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err != nil {
		t.Fatal(err)
	}
	if got := d.heard(sam); got != "" {
		t.Fatalf("told at night: %q", got)
	}
	d.now = at(5, 8, 0)
	d.settle()
	d.wants(d.heard(sam), "ATS: sorry, your visit Fri Mar 6, 10:00 AM can't be kept. 1 new time 2 call me")
	d.wants(d.says(sam, "1"), "These times are open")
	d.says(sam, "2")
	d.wants(d.says(sam, "1"), "Your new time is")
	d.leaps(7 * time.Hour)
	if got := d.heard(sam); strings.Contains(got, "Mar 6, 10:00") {
		t.Errorf("reminded of a visit that is no more: %q", got)
	}
}

// TestAReminderGoesWithTheVisitItTellsOf: what changes before it leaves takes it
// back at the gate.
func TestAReminderGoesWithTheVisitItTellsOf(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	id := d.visitAt(sam, at(11, 14, 0))
	d.now = at(8, 14, 0) // three days before
	if _, err := d.WorkWakes(t.Context()); err != nil {
		t.Fatal(err)
	}
	op := bot.DeskOp{ID: "mv", By: "ana", Do: bot.DeskMove, Visit: id, Opening: bot.Opening{Start: at(12, 9, 0)}}
	if _, err := d.Desk(t.Context(), d.store.Person(sam), op); err != nil {
		t.Fatal(err)
	}
	d.settle()
	if got := d.heard(sam); got != "ATS: your visit is now Thu Mar 12, 9:00 AM. 1 OK 2 Change 3 Need a ride" {
		t.Errorf("of the time before and the time now: %q", got)
	}
	d.wants(d.visits(sam), "cancelled Wed 14:00, booked Thu 09:00")
}

func TestAMissedVisitIsMetWarmlyOnce(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	d.knows(kim)
	ids := map[bot.Phone]bot.VisitID{sam: d.visitAt(sam, at(4, 10, 0)), kim: d.visitAt(kim, at(4, 11, 0))}
	d.now = at(4, 12, 0)
	for _, who := range []bot.Phone{sam, kim} {
		if err := d.orders(who, bot.DeskOp{Do: bot.DeskMissed, Visit: ids[who]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.orders(kim, bot.DeskOp{Do: bot.DeskArrived, Visit: ids[kim]}); err != nil { // a wrong mark, mended
		t.Fatal(err)
	}
	d.leaps(time.Hour)
	if got := d.heard(sam); got != "ATS: we missed you. Want a new time? 1 yes 2 call me" {
		t.Errorf("%q", got)
	}
	if got := d.heard(kim); got != "" {
		t.Errorf("somebody who came heard %q", got)
	}
	d.leaps(24 * time.Hour)
	d.wants(d.reasons(sam), "did not answer our text")
	d.wants(d.says(sam, "1"), "These times are open")
}

func TestSomebodyInDangerIsNotTexted(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam, first)
	id := d.visitAt(sam, at(4, 10, 0))
	d.knows(kim, first)
	d.change(sam, func(s *bot.Session) { s.Crisis = &bot.Crisis{Label: "suicide_risk", Held: true, Since: d.now} })
	d.now = at(4, 12, 0)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskMissed, Visit: id}); err != nil {
		t.Fatal(err)
	}
	d.leaps(26 * time.Hour)
	if got := d.heard(sam); got != "" {
		t.Errorf("texted in a hold: %q", got)
	}
	d.wants(d.reasons(sam), "missed a visit and can't be texted in time: call if it is safe")
}

// TestTheClockOfCare alerts before the time is up, rests on a visit in time, and
// alerts at once when that is lost.
func TestTheClockOfCare(t *testing.T) {
	d := withDays(t, at(3, 9, 10))
	d.knows(sam)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskPriority, Group: "pregnant"}); err != nil {
		t.Fatal(err)
	}
	d.leaps(23 * time.Hour)
	if got := d.reasons(sam); got != "" {
		t.Fatalf("alerted early: %q", got)
	}
	id := d.visitAt(sam, at(5, 9, 0))
	d.leaps(4 * time.Hour)
	if got := d.reasons(sam); got != "" {
		t.Fatalf("alerted although there is a visit in time: %q", got)
	}
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err != nil {
		t.Fatal(err)
	}
	d.wants(d.reasons(sam), "no visit within 48 h for priority group pregnant: due Thu Mar 5, 9:10 AM")
	again := d.visitAt(sam, at(5, 8, 0))
	d.now = at(5, 8, 5)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskArrived, Visit: again}); err != nil {
		t.Fatal(err)
	}
	before := d.reasons(sam)
	d.leaps(2 * time.Hour)
	if got := d.reasons(sam); got != before {
		t.Errorf("alerted after they were seen: %q", got)
	}
	if s := d.loaded(sam).Session; s.Care.Seen.IsZero() || strings.Contains(d.timers(), ":clock") {
		t.Errorf("the clock runs on: %+v, %s", s.Care, d.timers())
	}
}

// TestASeatInAGroupStopsNoClock: a session of a group examines nobody.
func TestASeatInAGroupStopsNoClock(t *testing.T) {
	d := withDays(t, at(4, 9, 10)) // Wednesday
	d.knows(sam)
	for _, op := range []bot.DeskOp{
		{Do: bot.DeskBook, Opening: bot.Opening{Kind: "group_session", Series: "thursday"}}, // Mar 5, 1 PM
		{Do: bot.DeskPriority, Group: "pregnant"},
	} {
		if err := d.orders(sam, op); err != nil {
			t.Fatal(err)
		}
	}
	seat := d.loaded(sam).Session.Visits[0]
	d.leaps(25 * time.Hour)
	d.wants(d.reasons(sam), "no visit within 48 h for priority group pregnant")
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskArrived, Visit: seat.ID}); err != nil {
		t.Fatal(err)
	}
	if !d.loaded(sam).Session.Care.Seen.IsZero() {
		t.Error("coming to a group counted as being seen")
	}
}

func TestTheClockAlertsTwiceWhereNothingIsDone(t *testing.T) {
	d := withDays(t, at(3, 9, 10))
	d.knows(sam)
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskPriority, Group: "pregnant"}); err != nil {
		t.Fatal(err)
	}
	d.leaps(49 * time.Hour)
	if n := strings.Count(d.reasons(sam), "no visit within 48 h"); n != 2 {
		t.Errorf("%d alerts, want one a day before and one at the end: %q", n, d.reasons(sam))
	}
}

// TestARequestForAGroup is approved, rolls from session to session, is skipped and
// left; each session leaves its own record.
func TestARequestForAGroup(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	next, _ := d.Calendar.NextSession("thursday", d.now)
	d.asksFor(sam, next)
	id := d.loaded(sam).Session.Visits[0].ID
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskApprove, Visit: id}); err != nil {
		t.Fatal(err)
	}
	d.wants(d.heard(sam), "ATS: your time is set: Thu Mar 5, 1:00 PM. 1 OK 2 Change 3 Need a ride")
	d.now = at(5, 14, 1)
	d.settle()
	d.wants(d.visits(sam), "booked Thu 13:00")
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskFulfilled, Visit: id + ".2026-03-05"}); err != nil {
		t.Fatal(err)
	}
	b, err := d.store.Visit(t.Context(), id+".2026-03-05")
	if err != nil || b.Status != bot.VisitFulfilled || b.Version != 2 || b.Person != d.store.Person(sam) {
		t.Errorf("record: %+v, %v", b, err)
	}
	d.wants(d.says(sam, "i can't make it"), "You have Thu Mar 12, 1:00 PM, and it comes again. 1 skip this one 2 leave for good 3 keep it")
	d.wants(d.says(sam, "1"), "Your next time is Thu Mar 19, 1:00 PM")
	d.Calendar.Closures = append(d.Calendar.Closures, closed("2026-03-19"))
	d.leaps(13 * 24 * time.Hour)
	got := d.heard(sam)
	if strings.Contains(got, "Mar 19") {
		t.Errorf("reminded of a session that does not take place: %q", got)
	}
	d.knows(kim, "group_session/thursday")
	d.says(sam, "i can't make it")
	d.wants(d.says(sam, "2"), "your place is free again")
	d.wants(d.heard(kim), "a time opened: Thu Mar 26, 1:00 PM")
	d.wants(d.says(kim, "1"), "Our team looks at it")
}

// TestARequestThatNobodyDecides ends with the truth, once.
func TestARequestThatNobodyDecides(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam)
	next, _ := d.Calendar.NextSession("thursday", at(6, 0, 0))
	d.asksFor(sam, next)
	d.leaps(25 * time.Hour)
	d.wants(d.heard(sam), "ATS: sorry, nobody could set your time yet")
	d.wants(d.reasons(sam), "nobody decided on a request in time")
	d.leaps(25 * time.Hour)
	if got := d.heard(sam); got != "" {
		t.Errorf("told again: %q", got)
	}
	d.wants(d.says(sam, "2"), "our team")
}

// Whoever takes a case only to decide on a request does not silence the scripts with
// it: they answer again at once. Somebody who has written to the person keeps the thread.
func TestDecidingOnARequestLetsGoOfTheThread(t *testing.T) {
	for _, do := range []bot.DeskDo{bot.DeskApprove, bot.DeskDecline} {
		for _, why := range []string{"asks for a group session: approve or decline", "asks for a person"} {
			for _, writes := range []bool{false, true} {
				d := withDays(t, at(4, 9, 10))
				d.knows(sam)
				next, _ := d.Calendar.NextSession("thursday", d.now)
				d.asksFor(sam, next)
				raise := bot.Raise{Level: bot.LevelNextWorkday, Reason: why}
				if _, err := d.OpenFor(t.Context(), "raise", anaS, d.store.Person(sam), raise); err != nil {
					t.Fatal(err)
				}
				d.does(anaS, bot.CaseTake, handoff.Took)
				if d.loaded(sam).Session.Owned.By != "ana" {
					t.Fatal("nobody has the thread: the test proves nothing")
				}
				if writes {
					d.does(anaS, bot.CaseReply, handoff.Answered, words("Let me look."), sure)
				}
				if err := d.orders(sam, bot.DeskOp{Do: do, Visit: d.loaded(sam).Session.Visits[0].ID}); err != nil {
					t.Fatal(err)
				}
				owned := writes || why == "asks for a person"
				if got := d.loaded(sam).Session.Owned.By != ""; got != owned {
					t.Errorf("%s, %q, writes %t: owned %t", do, why, writes, got)
				}
				if k := d.only(); k.Owner != "ana" {
					t.Errorf("the case is %q's", k.Owner)
				}
			}
		}
	}
}

// asksFor stores a request of somebody that staff decide on, as their own turn
// leaves it, with its timer.
func (d *desk) asksFor(who bot.Phone, o bot.Opening) {
	d.t.Helper()
	l := d.loaded(who)
	s := l.Session
	v := bot.Visit{ID: bot.VisitID("ask" + string(d.store.Person(who)[:6])), Opening: o, Status: bot.VisitProposed, HeldUntil: d.now.Add(24 * time.Hour),
		Version: 1, Asked: d.now, By: "person"}
	s.Visits = append(s.Visits, v)
	c := bot.Commit{Input: bot.InputID("ask" + string(v.ID)), At: d.now, Person: d.store.Person(who), Session: &s, Version: l.Version, Visits: []bot.Visit{v},
		Seats: []bot.SeatChange{{Op: bot.SeatHold, Visit: v.ID, Opening: o, Until: v.HeldUntil}},
		Wakes: []bot.Wake{{Key: bot.WakeReminder + string(d.store.Person(who)) + ":request:" + string(v.ID), At: v.HeldUntil}}}
	if out, err := d.store.Commit(d.t.Context(), c); err != nil || out.Result != bot.Applied {
		d.t.Fatalf("%v, %v", out, err)
	}
}

func closed(date string) schedule.Closure {
	return schedule.Closure{From: date, To: date, Why: bot.Text{bot.English: "snow"}}
}

// leaps lets time pass, ten minutes at a time.
func (d *desk) leaps(long time.Duration) {
	d.t.Helper()
	for end := d.now.Add(long); d.now.Before(end); {
		d.now = d.now.Add(10 * time.Minute)
		d.settle()
	}
}
