package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

func refuse(format string, args ...any) error { return bot.DeskError(fmt.Sprintf(format, args...)) }

// Desk carries out an order of staff. The error is a [bot.DeskError]. The person is
// told by one text of what staff changed about their visits, if they may be texted
// and it reaches them in time; else staff get a case to call them.
func Desk(w World, s bot.Session, op bot.DeskOp, now time.Time) (bot.Turn, error) {
	if s.Phone == "" {
		s.Phone = op.Phone
	}
	t := atDeskOf(w, s, bot.Input{ID: op.ID, Kind: bot.WakeUp}, now)
	switch {
	case op.By == "":
		return bot.Turn{}, refuse("no member of staff is named, and every order needs one")
	case s.Phone == "" && op.Past == nil:
		return bot.Turn{}, refuse("nobody is known by that id: book by a phone number")
	}
	t.out.Note = "desk_" + string(op.Do)
	note := t.out.Note
	if err := t.desk(op); err != nil {
		return bot.Turn{}, err
	}
	if t.need != "" {
		return bot.Turn{Need: t.need}, nil
	}
	t.out.Note = note
	turn := t.finish()
	turn.Note = note
	return turn, nil
}

func (t *turn) desk(op bot.DeskOp) error {
	switch op.Do {
	case bot.DeskBook:
		return t.deskBook(op)
	case bot.DeskPriority:
		return t.deskPriority(op.Group)
	case bot.DeskSeen:
		if t.s.Care.Due.IsZero() {
			return refuse("no clock runs for this person, so there is none to stop")
		}
		t.s.Care.Seen = t.now
		return nil
	case bot.DeskAlone:
		return t.deskAlone()
	case bot.DeskWaitlistAdd, bot.DeskWaitlistOff:
		return t.deskWaitlist(op)
	case bot.DeskMove, bot.DeskCancel, bot.DeskArrived, bot.DeskFulfilled, bot.DeskMissed, bot.DeskApprove, bot.DeskDecline:
		return t.deskVisit(op)
	}
	return refuse("there is no order %q", op.Do)
}

// deskVisit carries out an order about a visit that there is already.
func (t *turn) deskVisit(op bot.DeskOp) error {
	v, err := t.visitOf(op)
	if err != nil {
		return err
	}
	switch op.Do {
	case bot.DeskMove:
		return t.deskMove(v, op)
	case bot.DeskCancel:
		return t.deskCancel(v)
	case bot.DeskArrived, bot.DeskFulfilled, bot.DeskMissed:
		return t.deskMark(v, op)
	case bot.DeskApprove:
		err = t.deskApprove(v)
	case bot.DeskDecline:
		err = t.deskDecline(v)
	default: // the others need no visit
		return nil
	}
	if err == nil {
		t.decided(op)
	}
	return err
}

// decided lets go of a thread that its owner took only to decide on a request, so that
// the scripts answer again: not where they have written, hold it, or must call.
func (t *turn) decided(op bot.DeskOp) {
	o := t.s.Owned
	if o.By == "" || o.By != op.By || !op.Only || o.Held || !o.Replied.IsZero() || t.s.Crisis != nil || len(t.out.Raise) > 0 {
		return
	}
	t.disown()
}

// visitOf is the visit that an order is about. One that only the ledger has still
// comes back into the session to be given up, so that both hear of it. Nothing new is
// booked for it: whoever has that number may be another. The record of a session of a
// group that is over can only be marked.
func (t *turn) visitOf(op bot.DeskOp) (*bot.Visit, error) {
	if v := visitIn(t.s.Visits, op.Visit); v != nil {
		return v, nil
	}
	ends := op.Do == bot.DeskCancel || op.Do == bot.DeskDecline
	marks := op.Do == bot.DeskArrived || op.Do == bot.DeskFulfilled || op.Do == bot.DeskMissed
	switch _, _, over := strings.Cut(string(op.Visit), "."); {
	case op.Past == nil:
		return nil, refuse("this person has no such visit: look at the calendar again")
	case marks:
		return op.Past, nil
	case over:
		return nil, refuse("that session is over: mark it fulfilled or noshow, or name the seat itself")
	case !ends:
		return nil, refuse("their talk is gone, and the number may be somebody else's: cancel it, and book anew under the right number")
	}
	t.s.Visits = append(t.s.Visits, *op.Past)
	return &t.s.Visits[len(t.s.Visits)-1], nil
}

func (t *turn) deskBook(op bot.DeskOp) error {
	o, err := t.deskOpening(op.Opening)
	if err != nil || t.need != "" {
		return err
	}
	if o.Series != "" && slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool { return v.Series == o.Series && v.Status != bot.VisitCancelled }) {
		return refuse("this person has a seat in that group already")
	}
	t.s.Visits = append(t.pastVisits(), t.bookFor(op, o))
	t.leaveList(o.List())
	return nil
}

// bookFor claims a time that staff chose.
func (t *turn) bookFor(op bot.DeskOp, o bot.Opening) bot.Visit {
	v := bot.Visit{ID: t.newVisit(), Opening: o, Status: bot.VisitBooked, By: op.By}
	t.seat(bot.SeatBook, v)
	t.remind(v)
	return v
}

func (t *turn) deskMove(v *bot.Visit, op bot.DeskOp) error {
	if err := t.stillToCome(v); err != nil {
		return err
	}
	if v.Series != "" {
		return refuse("a seat in a group moves with the group: cancel it and book another")
	}
	old := *v
	t.free(v)
	if other := t.visit(old.Instead); old.Status == bot.VisitProposed && other != nil && other.Start.After(t.now) {
		t.free(other) // what they asked to move
	}
	o := op.Opening
	o.Kind = old.Kind
	// By less than its own length a visit moves into the time that it holds itself.
	if same := old.Opening; o.Resource == "" || o.Resource == same.Resource {
		same.Start, same.End = o.Start, o.Start.Add(old.End.Sub(old.Start))
		if t.freesInTheWayOf(same) {
			o = same
		}
	}
	o, err := t.deskOpening(o)
	if err != nil || t.need != "" {
		return err
	}
	moved := t.bookFor(op, o)
	moved.Asked = old.Asked
	t.s.Visits = append(t.pastVisits(), moved)
	first := old.Start
	if o.Start.Before(first) {
		first = o.Start
	}
	t.shown = moved.ID
	t.tellDesk(stepReminder, moved.ID, first.Add(-remindStill), "the visit was moved", bot.PhraseDeskMoved, "visit", t.when(o))
	return nil
}

// stillToCome says why a visit cannot be moved or given up.
func (t *turn) stillToCome(v *bot.Visit) error {
	switch {
	case v.Status == bot.VisitCancelled:
		return refuse("that visit is cancelled already")
	case v.Status != bot.VisitBooked && v.Status != bot.VisitProposed:
		return refuse("that visit is marked %s already", v.Status)
	case v.Series == "" && !v.Start.After(t.now):
		return refuse("that visit has begun: mark it arrived, done or missed")
	}
	return nil
}

func (t *turn) deskCancel(v *bot.Visit) error {
	if err := t.stillToCome(v); err != nil {
		return err
	}
	t.free(v)
	t.tellDesk(stepFell, v.ID, v.Start.Add(-remindStill), "the visit was cancelled by staff", bot.PhraseDeskCancelled, "visit", t.when(v.Opening))
	return nil
}

// tellDesk tells the person what staff did, in a text that anybody may read. Where
// none may go, or it would come after latest (zero = any time will do), a person
// calls.
func (t *turn) tellDesk(step string, about bot.VisitID, latest time.Time, what, phrase string, values ...string) {
	class, leaves := bot.SendReply, bot.ReplyAt(t.s.LastIn, t.now, t.zones()...)
	if t.now.Sub(t.s.LastIn) > bot.OpenThread {
		class, leaves = bot.SendUnprompted, bot.UnaskedAt(t.s.Unasked, t.now, t.zones()...)
	}
	if t.mayEverText() && (latest.IsZero() || !leaves.After(latest)) && t.unasked(step, about, phrase, values...) {
		t.out.Class, t.leaves = class, leaves
		return
	}
	level := bot.LevelNextWorkday
	if !latest.IsZero() && latest.Sub(t.now) < 24*time.Hour {
		level = bot.LevelSameDay
	}
	t.shown = ""
	t.raise(bot.Raise{Level: level, Reason: "call: " + what + ", and no text can tell them in time"})
}

// standard is what staff call the group of everybody who is in no other.
const standard = "standard"

func (t *turn) deskPriority(group string) error {
	cal := t.w.Clinic.Calendar
	if group == standard && (cal == nil || cal.Rank(group) == len(cal.Groups)) {
		group = ""
	}
	if group != "" && (cal == nil || cal.Rank(group) == len(cal.Groups)) {
		var names []string
		if cal != nil {
			for _, g := range cal.Groups {
				names = append(names, g.Name)
			}
		}
		return refuse("there is no priority group %q: use one of %s", group, strings.Join(names, ", "))
	}
	if t.clock(group) == 0 {
		t.s.Care.Due = time.Time{}
	}
	t.care(group)
	return nil
}

func (t *turn) deskWaitlist(op bot.DeskOp) error {
	kind, series := bot.OfList(op.List)
	at := bot.Waiting{Kind: kind, Series: series, Since: t.now}
	if op.Do == bot.DeskWaitlistOff {
		if place(t.s.Waiting, at.Key()) == nil {
			return refuse("this person is not on that waitlist")
		}
		if h := t.s.Hold; h != nil && h.Waited && h.List() == at.Key() {
			t.dropHold()
		}
		t.leaveList(at.Key())
		return nil
	}
	cal := t.w.Clinic.Calendar
	if cal == nil || cal.Kinds[kind].Name == "" && cal.Kinds[kind].Duration == 0 {
		return refuse("the clinic has no visits of the kind %q to wait for", kind)
	}
	if _, ok := cal.NextSession(series, t.now); series != "" && !ok {
		return refuse("that group has no session to come, so there is nothing to wait for")
	}
	if place(t.s.Waiting, at.Key()) != nil {
		return refuse("this person is on that waitlist already")
	}
	t.s.Waiting = append(t.s.Waiting, at)
	return nil
}
