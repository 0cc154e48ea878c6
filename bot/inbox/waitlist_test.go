package inbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

const first = "intake_assessment"

// workdays is a clinic with one counselor, free for one visit each hour, and a
// group on Thursdays.
func workdays() *schedule.Calendar {
	week := schedule.Week{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []schedule.Span{{From: 8 * 60, To: 17 * 60}}
	}
	return &schedule.Calendar{
		Zone: zone, Desk: week, Dosing: schedule.Week{1: {{From: 6 * 60, To: 10 * 60}}, 2: {{From: 6 * 60, To: 10 * 60}}, 3: {{From: 6 * 60, To: 10 * 60}}, 4: {{From: 6 * 60, To: 10 * 60}}, 5: {{From: 6 * 60, To: 10 * 60}}},
		Resources: map[string]schedule.Resource{"c1": {Name: "c1", Hours: week}, "nurse": {Name: "nurse", Hours: week}},
		Kinds: map[string]schedule.Kind{
			first:           {Name: first, Duration: time.Hour, Step: time.Hour, Resources: []string{"c1"}, Book: schedule.BookByText, Horizon: 14 * 24 * time.Hour},
			"first_dose":    {Name: "first_dose", Duration: time.Hour, Step: time.Hour, Resources: []string{"nurse"}, Book: schedule.BookByStaff},
			"group_session": {Name: "group_session", Duration: time.Hour, Book: schedule.BookByRequest},
		},
		Series: []schedule.Series{{Name: "thursday", Kind: "group_session", Leader: "nurse", Start: "2026-01-01", At: 13 * 60, Duration: time.Hour, Rule: "FREQ=WEEKLY", Seats: 2}},
		Groups: []schedule.Group{
			{Name: "pregnant", Clock: 48 * time.Hour, Warn: 24 * time.Hour, Level: bot.LevelSameDay},
			{Name: "standard"},
		},
		OfferFor: 30 * time.Minute, RequestFor: 24 * time.Hour,
	}
}

// withDays opens a desk whose clinic keeps those days.
func withDays(t *testing.T, at time.Time) *desk {
	d := open(t, at)
	d.keeps(workdays())
	return d
}

func (d *desk) keeps(cal *schedule.Calendar) {
	d.Calendar, d.Clinic.Calendar = cal, cal
}

// knows stores somebody who agreed to texts a while ago, and waits on some lists.
func (d *desk) knows(who bot.Phone, lists ...string) {
	d.t.Helper()
	d.change(who, func(s *bot.Session) {
		*s = bot.Session{Phone: who, Line: line, Lang: bot.English, LastIn: d.now.Add(-2 * time.Hour), Kept: map[string]string{"name": "x"}}
		for _, p := range []string{bot.PurposeConversation, bot.PurposeReminders} {
			s.Consents = append(s.Consents, bot.Consent{Purpose: p, Lang: bot.English, Given: d.now.Add(-2 * time.Hour)})
		}
		for _, list := range lists {
			kind, series, _ := strings.Cut(list, "/")
			s.Waiting = append(s.Waiting, bot.Waiting{Kind: kind, Series: series, Since: d.now, Rank: 1})
		}
	})
}

// change stores a session as f leaves it, with what the ledgers must know of it.
func (d *desk) change(who bot.Phone, f func(*bot.Session)) {
	d.t.Helper()
	l := d.loaded(who)
	s := l.Session
	f(&s)
	d.texts++
	c := bot.Commit{Input: bot.InputID(fmt.Sprintf("set%d", d.texts)), At: d.now, Person: d.store.Person(who), Session: &s, Version: l.Version}
	for _, w := range s.Waiting {
		c.Waits = append(c.Waits, bot.WaitChange{List: w.Key(), Rank: w.Rank, Since: w.Since})
	}
	if out, err := d.store.Commit(d.t.Context(), c); err != nil || out.Result != bot.Applied {
		d.t.Fatalf("%v, %v", out, err)
	}
}

// orders has staff do something to somebody's visits.
func (d *desk) orders(who bot.Phone, op bot.DeskOp) error {
	d.t.Helper()
	d.texts++
	if op.ID == "" {
		op.ID = bot.InputID(fmt.Sprintf("order%d", d.texts))
	}
	op.By, op.Phone = "ana", who
	_, err := d.Desk(d.t.Context(), "", op)
	d.settle()
	return err
}

// fills books every opening of the first kind before a time for strangers.
func (d *desk) fills(until time.Time) {
	d.t.Helper()
	n := 0
	for o := range d.Calendar.Openings(first, schedule.Who{Staff: true}, schedule.Busy{}, d.now) {
		if !o.Start.Before(until) {
			return
		}
		n++
		if err := d.orders(stranger(n), bot.DeskOp{Do: bot.DeskBook, Opening: o}); err != nil {
			d.t.Fatal(err)
		}
	}
}

func stranger(n int) bot.Phone { return bot.Phone(fmt.Sprintf("+190755502%02d", n)) }

// visits are somebody's, as "status day time".
func (d *desk) visits(who bot.Phone) string {
	d.t.Helper()
	var all []string
	for _, v := range d.loaded(who).Session.Visits {
		all = append(all, string(v.Status)+" "+v.Start.In(zone).Format("Mon 15:04"))
	}
	return strings.Join(all, ", ")
}

// frees has staff cancel the visit of the stranger who has a start.
func (d *desk) frees(start time.Time) {
	d.t.Helper()
	all, err := d.store.Visits(d.t.Context(), start, start.Add(time.Minute))
	if err != nil || len(all) == 0 {
		d.t.Fatalf("%v, %v", all, err)
	}
	for _, b := range all {
		if b.Status != bot.VisitBooked {
			continue
		}
		d.texts++
		if _, err := d.Desk(d.t.Context(), b.Person, bot.DeskOp{ID: bot.InputID(fmt.Sprintf("free%d", d.texts)), By: "ana", Do: bot.DeskCancel, Visit: b.ID}); err != nil {
			d.t.Fatal(err)
		}
	}
	d.settle()
}

// reasons are why staff have a case of somebody.
func (d *desk) reasons(who bot.Phone) string {
	d.t.Helper()
	var all []string
	for _, k := range d.cases() {
		if k.Person == d.store.Person(who) {
			all = append(all, k.Reasons...)
		}
	}
	return strings.Join(all, "\n")
}

func at(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, zone) }

// TestAFreedSeatGoesByTheList: whoever must be seen first is offered it, then the
// next when they stay silent; two can never both have it.
func TestAFreedSeatGoesByTheList(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam, first)
	d.now = d.now.Add(time.Minute)
	d.knows(kim, first)
	if err := d.orders(kim, bot.DeskOp{Do: bot.DeskPriority, Group: "pregnant"}); err != nil {
		t.Fatal(err)
	}
	d.frees(at(6, 10, 0))
	d.wants(d.heard(kim), "ATS: a time opened: Fri Mar 6, 10:00 AM. 1 take it 2 not this one 3 off the list")
	if got := d.heard(sam); got != "" {
		t.Fatalf("two people were offered one seat: %q", got)
	}
	d.leaps(40 * time.Minute)
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
	d.wants(d.says(sam, "1"), "Booked: Fri Mar 6, 10:00 AM")
	d.wants(d.says(kim, "1"), "somebody else has that time now. You keep your place")
	d.wants(d.visits(sam), "booked Fri 10:00")
	if got := d.visits(kim); got != "" {
		t.Errorf("both have it: %q", got)
	}
	lists, err := d.store.Waitlists(t.Context())
	if err != nil || len(lists[first]) != 1 || lists[first][0] != d.store.Person(kim) {
		t.Errorf("on the list: %v, %v", lists, err)
	}
}

// TestSeveralSeatsGoToSeveralPeople in one pass.
func TestSeveralSeatsGoToSeveralPeople(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam, first)
	d.knows(kim, first)
	d.now = at(4, 22, 0) // at night nobody is texted
	d.frees(at(6, 10, 0))
	d.frees(at(6, 14, 0))
	if got := d.heard(sam) + d.heard(kim); got != "" {
		t.Fatalf("offered at night: %q", got)
	}
	d.now = at(5, 8, 0)
	d.settle()
	both := d.heard(sam) + d.heard(kim)
	d.wants(both, "Fri Mar 6, 10:00 AM", "Fri Mar 6, 2:00 PM")
}

// TestAnOfferMovesALaterVisit: the new one is taken and the old given up in one
// step, and the old seat goes to the next.
func TestAnOfferMovesALaterVisit(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam)
	d.frees(at(10, 10, 0))
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: first, Start: at(10, 10, 0)}}); err != nil {
		t.Fatal(err)
	}
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskWaitlistAdd, List: first}); err != nil {
		t.Fatal(err)
	}
	d.knows(kim, first)
	d.frees(at(12, 10, 0))
	if got := d.heard(sam); got != "" {
		t.Errorf("offered a later one than they have: %q", got)
	}
	d.wants(d.heard(kim), "Thu Mar 12, 10:00 AM")
	d.wants(d.says(kim, "2"), "You keep your place")
	d.frees(at(6, 10, 0))
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
	d.wants(d.says(sam, "1"), "Your new time is Fri Mar 6, 10:00 AM")
	d.wants(d.visits(sam), "cancelled Tue 10:00, booked Fri 10:00")
	d.leaps(40 * time.Minute)
	if got := d.heard(kim); got != "" {
		t.Errorf("a second unasked text on one day: %q", got)
	}
	d.now = at(5, 8, 0)
	d.settle()
	d.wants(d.heard(kim), "Tue Mar 10, 10:00 AM")
}

// TestThreeSilentOffersEndTheWait: then a person calls.
func TestThreeSilentOffersEndTheWait(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam, first)
	for day := range 3 {
		d.now = at(4+day, 9, 10)
		d.frees(at(17, 10+day, 0))
		d.wants(d.heard(sam), "a time opened: Tue Mar 17")
		d.leaps(40 * time.Minute)
	}
	if s := d.loaded(sam).Session; len(s.Waiting) != 0 {
		t.Errorf("still waits: %+v", s.Waiting)
	}
	d.wants(d.reasons(sam), "three times")
	d.wants(d.says(sam, "1"), "Booked: Tue Mar 17, 12:00 PM") // late, and nobody else has it
}

// TestAPlaceEndsWithTheNumber: after 60 days of silence whoever writes may be
// another, who gets no offers of theirs.
func TestAPlaceEndsWithTheNumber(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam, first)
	d.change(sam, func(s *bot.Session) { s.LastIn = d.now.Add(-61 * 24 * time.Hour) })
	d.fills(at(25, 0, 0))
	d.says(sam, "hi")
	d.frees(at(6, 10, 0))
	if got := d.heard(sam); got != "" {
		t.Fatalf("offered to a number silent for 61 days: %q", got)
	}
	d.wants(d.reasons(sam), "was on a waitlist and silent for 60 days")
	if lists, err := d.store.Waitlists(t.Context()); err != nil || len(lists) != 0 {
		t.Errorf("still on a list: %v, %v", lists, err)
	}
}

// TestOffTheListGivesTheOfferUp at once, to the next.
func TestOffTheListGivesTheOfferUp(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam, first)
	d.now = d.now.Add(time.Minute)
	d.knows(kim, first)
	d.frees(at(6, 10, 0))
	d.wants(d.heard(sam), "Fri Mar 6, 10:00 AM")
	if got := d.says(sam, "take me off the list"); strings.Contains(got, "a time opened") {
		t.Errorf("offered again to who left the list: %q", got)
	}
	d.wants(d.heard(kim), "Fri Mar 6, 10:00 AM")
}
