package engine

import (
	"time"

	"nightdesk/bot"
)

// early is how long before its start somebody may be there for a visit.
const early = 12 * time.Hour

// deskMark notes whether somebody came. A mark can be mended by another.
func (t *turn) deskMark(v *bot.Visit, op bot.DeskOp) error {
	status := bot.VisitStatus(op.Do)
	switch {
	case v.Status == bot.VisitCancelled:
		return refuse("that visit was cancelled or moved: if it was moved use the code of its new time, and if they come all the same book it anew")
	case v.Status == bot.VisitProposed || v.Status == bot.VisitPending:
		return refuse("nobody has approved that visit yet: approve it first")
	case v.Status == status:
		return refuse("that visit is marked %s already", status)
	case status == bot.VisitArrived && v.Start.Sub(t.now) > early:
		return refuse("that visit is not until %s", t.dueText(v.Start))
	case status != bot.VisitArrived && v.Start.After(t.now):
		return refuse("that visit has not begun: it is at %s", t.dueText(v.Start))
	}
	was := v.Status
	v.Status = status
	t.countMark(*v, was)
	if v == op.Past {
		v.Version++
		v.Changed = t.now
		t.out.Visits = append(t.out.Visits, *v)
	}
	came := status != bot.VisitMissed
	switch seen := &t.s.Care.Seen; {
	case !v.MeetsClock():
	case came && runs(t.s.Care):
		*seen = t.now
	case !came && was != bot.VisitBooked && !seen.IsZero() && seen.After(v.Start.Add(-early)):
		*seen = time.Time{} // they were marked as seen by mistake
	}
	if seat := t.seatOf(*v); came {
		t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeMissed + ":" + string(seat.ID)})
	} else {
		t.missed(seat)
	}
	return nil
}

// seatOf is the seat of a group that the record of a session belongs to, or the
// visit itself.
func (t *turn) seatOf(v bot.Visit) bot.Visit {
	id, _ := v.ID.Seat()
	if seat := visitIn(t.s.Visits, id); seat != nil {
		return *seat
	}
	return v
}

func (t *turn) deskApprove(v *bot.Visit) error {
	switch {
	case v.Status == bot.VisitCancelled:
		return refuse("that request is cancelled: book a time for them instead")
	case v.Status != bot.VisitProposed:
		return refuse("that visit is approved already")
	case t.w.Taken != nil:
		return refuse("somebody else has that seat by now: decline it, and offer another")
	}
	if v.Series != "" && t.w.Clinic.Calendar != nil && !v.Start.After(t.now) {
		next, ok := t.w.Clinic.Calendar.NextSession(v.Series, t.now)
		if !ok {
			return refuse("that group has no session to come: decline the request")
		}
		v.Opening = next
	}
	if !v.Start.After(t.now) {
		return refuse("that time is over: decline the request, and offer another")
	}
	if old := t.visit(v.Instead); old != nil && old.ID != v.ID && old.Start.After(t.now) {
		t.free(old) // what they asked to move
	}
	v.Status, v.HeldUntil, v.Instead = bot.VisitBooked, time.Time{}, ""
	t.seat(bot.SeatBook, *v)
	t.remind(*v)
	t.leaveList(v.List())
	t.shown = v.ID
	t.tellDesk(stepReminder, v.ID, v.Start.Add(-remindStill), "their request was approved", bot.PhraseDeskApproved, "visit", t.when(v.Opening))
	return nil
}

func (t *turn) deskDecline(v *bot.Visit) error {
	switch {
	case v.Status == bot.VisitCancelled:
		return refuse("that request is cancelled already")
	case v.Status != bot.VisitProposed:
		return refuse("that visit is approved already: cancel it instead")
	}
	t.free(v)
	t.tellDesk(stepDeclined, v.ID, time.Time{}, "their request was declined", bot.PhraseDeskDeclined)
	return nil
}

// deskAlone ends that a phone is a shared one, and with it the code word: whoever
// forgot theirs could never end it by text.
func (t *turn) deskAlone() error {
	if !t.s.Discreet {
		return refuse("this person's phone is not known as a shared one")
	}
	if t.waitsForWord() {
		t.afterWord()
	}
	t.s.Discreet, t.s.Word = false, bot.CodeWord{}
	return nil
}
