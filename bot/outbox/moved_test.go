package outbox_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// desk is the outbox over a real store, with what became of each text.
type desk struct {
	*testing.T
	st      *store.Store
	carrier *carrier
	box     *outbox.Outbox
	why     map[string]int // why texts were dropped
	inputs  int
	visit   bot.Visit
	session bot.Session
	version int64
}

func newDesk(t *testing.T) *desk {
	d := &desk{T: t, st: storetest.Redis(t).Open(t), carrier: newCarrier(), why: map[string]int{}}
	d.box = outbox.New(outbox.Options{Store: d.st, Sender: d.carrier, Zone: zone(t), Jitter: jitter(),
		Count: func(_ bot.SendClass, r bot.SendResult) { d.why[string(r.State)+" "+r.Why]++ }})
	d.session.Phone = other
	tomorrow := time.Now().Add(24 * time.Hour)
	d.visit = bot.Visit{ID: "v1", Status: bot.VisitBooked, Opening: bot.Opening{Kind: "intake", Resource: "rosa", Start: tomorrow, End: tomorrow.Add(time.Hour)}}
	d.commit(bot.Commit{Visits: d.next(), Consents: []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: time.Now()}}})
	return d
}

// next is the visit as it is stored next.
func (d *desk) next() []bot.Visit {
	d.visit.Version++
	return []bot.Visit{d.visit}
}

// commit stores one turn of the person, with the session as it stands.
func (d *desk) commit(c bot.Commit) {
	d.Helper()
	d.inputs++
	c.Input, c.Person, c.Session, c.Version = bot.InputID(fmt.Sprint("SM", d.inputs)), d.st.Person(other), &d.session, d.version
	if out, err := d.st.Commit(d.Context(), c); err != nil || out.Result != bot.Applied {
		d.Fatal(out, err)
	}
	d.version++
}

// remind composes a reminder of the visit as it is now.
func (d *desk) remind() {
	d.Helper()
	id := bot.SendID(fmt.Sprint("r", d.inputs))
	d.commit(bot.Commit{Sends: []bot.Send{{ID: id, Class: bot.SendUnprompted, To: other, Body: bot.Words("reminder " + id), Person: d.st.Person(other),
		Purpose: bot.PurposeReminders, Due: time.Now().Add(-time.Second), Visit: d.visit.ID, VisitVersion: d.visit.Version}}})
}

// work sends what is due at noon, and wants so many texts sent so far.
func (d *desk) work(sent int, last string) {
	d.Helper()
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, zone(d))
	if n, err := d.box.Work(d.Context(), noon); err != nil || n != 1 {
		d.Fatalf("worked %d messages (%v)", n, err)
	}
	if got := len(d.carrier.bodies); got != sent || d.why[last] == 0 {
		d.Errorf("%d texts went out, want %d; what became of all: %v, of this one: %q", got, sent, d.why, last)
	}
	clear(d.why)
	// The share of unasked texts is another test's.
	if found, err := d.st.Fsck(d.Context()); err != nil || found.Wrong() > 0 {
		d.Errorf("%+v %v", found, err)
	}
}

// A reminder is composed, and the visit is moved, called off or forgotten before it
// leaves: nothing is sent. One of the visit as it stands goes out.
func TestAReminderOfAVisitThatChanged(t *testing.T) {
	d := newDesk(t)
	d.remind()
	d.visit.Start, d.visit.End = d.visit.Start.Add(time.Hour), d.visit.End.Add(time.Hour)
	d.commit(bot.Commit{Visits: d.next()})
	d.work(0, "dropped "+outbox.WhyMoved)

	d.remind()
	d.visit.Status = bot.VisitCancelled
	d.commit(bot.Commit{Visits: d.next()})
	d.work(0, "dropped "+outbox.WhyMoved)

	d.visit.ID, d.visit.Version = "never stored", 1
	d.remind()
	d.work(0, "dropped "+outbox.WhyMoved)

	d.visit.ID, d.visit.Version, d.visit.Status = "v2", 0, bot.VisitBooked
	d.commit(bot.Commit{Visits: d.next()})
	d.remind()
	d.work(1, "sent ")
}

// A reminder is composed, and its person is in danger before it leaves: nothing is
// sent until staff let go, and what was dropped does not come again.
func TestAReminderToSomebodyInDanger(t *testing.T) {
	d := newDesk(t)
	d.remind()
	d.session.Crisis = &bot.Crisis{Label: "suicide_risk", Held: true, Since: time.Now()}
	d.commit(bot.Commit{})
	d.work(0, "dropped "+outbox.WhyHeld)
	d.session.Crisis.Held = false
	d.commit(bot.Commit{})
	if n, err := d.box.Work(t.Context(), time.Now()); n != 0 || err != nil {
		t.Fatalf("it came again: %d (%v)", n, err)
	}
	d.remind()
	d.work(1, "sent ")
}

// A nudge is composed, and a member of staff takes the thread before it leaves: it is
// not sent into what they say. Reminders of visits go on, unless they hold those back;
// what is composed after that is theirs and goes.
func TestANudgeIntoAThreadThatStaffHave(t *testing.T) {
	d := newDesk(t)
	d.commit(bot.Commit{Consents: []bot.ConsentChange{{Purpose: bot.PurposeConversation, Given: true, At: time.Now()}}})
	nudge := func(due time.Time) {
		id := bot.SendID(fmt.Sprint("n", d.inputs))
		d.commit(bot.Commit{Sends: []bot.Send{{ID: id, Class: bot.SendUnprompted, To: other, Body: bot.Words("nudge " + id), Person: d.st.Person(other),
			Purpose: bot.PurposeConversation, Due: due}}})
	}
	taken := time.Now().Add(-time.Minute)
	nudge(taken.Add(-time.Second))
	d.session.Owned = bot.Owned{By: "ana", Since: taken}
	d.commit(bot.Commit{})
	d.work(0, "dropped "+outbox.WhyOwned)
	nudge(taken.Add(time.Second))
	d.work(1, "sent ")
	d.session.Owned.Held = true
	d.remind()
	d.work(1, "dropped "+outbox.WhyOwned)
	d.session.Owned.Held = false
	d.commit(bot.Commit{})
	d.remind()
	d.work(2, "sent ")
}

// What staff changed about a visit at night waits for the morning as an answer to who
// wrote in the evening: it does not go either once the visit has changed again, nor to
// somebody who is in danger by then.
func TestWhatStaffChangedChangesAgain(t *testing.T) {
	d := newDesk(t)
	tell := func() {
		id := bot.SendID(fmt.Sprint("t", d.inputs))
		d.commit(bot.Commit{Sends: []bot.Send{{ID: id, Class: bot.SendReply, To: other, Body: bot.Words("moved " + id), Person: d.st.Person(other),
			Purpose: bot.PurposeConversation, Heard: time.Now(), Due: time.Now().Add(-time.Second), Visit: d.visit.ID, VisitVersion: d.visit.Version}}})
	}
	tell()
	d.visit.Status = bot.VisitCancelled
	d.commit(bot.Commit{Visits: d.next()})
	d.work(0, "dropped "+outbox.WhyMoved)
	tell()
	d.session.Crisis = &bot.Crisis{Label: "suicide_risk", Held: true, Since: time.Now()}
	d.commit(bot.Commit{})
	d.work(0, "dropped "+outbox.WhyHeld)
}

// A reminder that may have left before the visit moved is looked for, and is not sent
// again when it is not found.
func TestAReminderThatMayHaveLeft(t *testing.T) {
	d := newDesk(t)
	d.remind()
	if c, err := d.st.ClaimSends(t.Context(), 1, time.Millisecond); err != nil || len(c) != 1 {
		t.Fatal(c, err)
	}
	d.commit(bot.Commit{Visits: d.next()})
	for tries := 0; len(d.why) == 0; tries++ { // until the lease of a millisecond is over
		if _, err := d.box.Work(t.Context(), time.Date(2026, 11, 23, 12, 0, 0, 0, zone(t))); err != nil || tries > 1e6 {
			t.Fatal(errors.Join(err, t.Context().Err()))
		}
	}
	if len(d.carrier.bodies) != 0 || d.carrier.looks != 1 || d.why["dropped "+outbox.WhyMoved] != 1 {
		t.Errorf("sent %d, looked %d times, %v", len(d.carrier.bodies), d.carrier.looks, d.why)
	}
}
