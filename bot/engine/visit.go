package engine

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
)

// hold claims the opening picked, for as long as the person may think about it.
func (t *turn) hold(o bot.Opening, kind string, count int) {
	if t.wasTaken(o) {
		t.taken(kind, count)
		return
	}
	open, known := t.stillOpen(o)
	if !known {
		t.need = o.Kind
		return
	}
	if !open {
		t.holdOver(kind, count)
		return
	}
	t.s.Hold = &bot.Visit{ID: t.newVisit(), Opening: o, Status: bot.VisitPending, HeldUntil: t.now.Add(t.w.Clinic.Limits.HoldFor)}
	t.seat(bot.SeatHold, *t.s.Hold)
	t.s.At.Asked, t.s.At.Tries = t.now, 0
	t.phrase(t.heldPhrase(kind), "visit", t.when(o))
	t.out.Note = "held"
}

// stillOpen reports whether an opening that was shown a while ago still is one:
// it may be too soon by now, or its day closed. known is false if the openings
// were not looked up.
func (t *turn) stillOpen(o bot.Opening) (open, known bool) {
	if !o.Start.After(t.now) {
		return false, true
	}
	all, known := t.w.Openings[o.Kind]
	if !known {
		return false, false
	}
	if t.freesInTheWayOf(o) {
		return true, true // they hold it up themselves until this turn; the ledger decides
	}
	for x := range all {
		if x.Start.Equal(o.Start) && x.Resource == o.Resource {
			return true, true
		}
		if x.Start.After(o.Start) {
			break
		}
	}
	return false, true
}

// takesPlace reports whether the clinic still keeps the day of a time that was held
// a while ago, and its visits of that kind or its group.
func (t *turn) takesPlace(o bot.Opening) bool {
	cal := t.w.Clinic.Calendar
	if cal == nil {
		return true
	}
	if o.Series != "" {
		next, ok := cal.NextSession(o.Series, o.Start.Add(-1))
		return ok && next.Start.Equal(o.Start)
	}
	_, ok := cal.Kinds[o.Kind]
	return ok && !t.closedOn(o)
}

// freesInTheWayOf reports whether this turn gives up a time that overlaps o.
func (t *turn) freesInTheWayOf(o bot.Opening) bool {
	return slices.ContainsFunc(t.out.Seats, func(c bot.SeatChange) bool {
		return c.Op == bot.SeatFree && c.Resource == o.Resource && c.Start.Before(o.End) && o.Start.Before(c.End)
	})
}

// taken tells the truth about a time that somebody else has, and goes on.
func (t *turn) taken(kind string, count int) {
	t.phrase(bot.PhraseTaken)
	t.out.Note = "taken"
	t.offerAgain(kind, count)
}

// newVisit names a visit after the input that made it, so that computing the
// turn again names it the same.
func (t *turn) newVisit() bot.VisitID {
	sum := sha256.Sum256([]byte("visit|" + string(t.in.ID)))
	return bot.VisitID(strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:10])))
}

// decide is the answer to "shall I book it?".
func (t *turn) decide(kind string, count int) bool {
	v := *t.s.Hold
	switch {
	case t.saysYes():
		if t.wasTaken(v.Opening) {
			t.taken(kind, count)
			return true
		}
		if !v.Start.After(t.now) || !t.takesPlace(v.Opening) {
			t.holdOver(kind, count)
			return true
		}
		if t.byRequest(v.Kind) {
			t.request(v)
			return true
		}
		t.book(v)
		return true
	case t.saysNo():
		t.dropHold()
		t.offer(kind, count, bot.Wish{After: lastStart(t.s.Offer)})
		return true
	}
	if t.s.Offer != nil {
		if i, ok := answer.Pick(t.text, starts(t.s.Offer.Shown), t.local()); ok && !t.s.Offer.Shown[i].Start.Equal(v.Start) && len(foldKey(t.text)) > 1 {
			t.dropHold() // they name another of the times shown
			t.hold(t.s.Offer.Shown[i], kind, count)
			return true
		}
		if _, ok := answer.WishIn(t.text, t.local()); ok {
			t.dropHold()
			return t.wish(kind, count)
		}
	}
	return false
}

// book makes the held time theirs. A visit being moved, and one of the same kind
// that they have already, gives up its old time in the same commit. If the hold ran
// out and nobody took the time, it is still theirs: the store decides.
func (t *turn) book(v bot.Visit) {
	v.Status, v.HeldUntil = bot.VisitBooked, time.Time{}
	t.countAnswer(t.s.At.Place)
	t.seat(bot.SeatBook, v)
	t.s.Hold, t.s.Offer = nil, nil
	moved := t.freeOld(v.Kind)
	t.s.Moving = ""
	t.s.Visits = append(t.pastVisits(), v)
	t.s.Word.Given = t.now // they know what they booked a moment ago
	t.remind(v)
	stays := t.waitsStill(v.Opening)
	if t.builtIn() {
		t.phrase(bot.PhraseMoved, "visit", t.when(v.Opening))
		t.out.Note = "moved"
		if stays {
			t.phrase(bot.PhraseWaitStays)
		}
		t.leaveBuiltIn()
		return
	}
	t.out.Note = "booked"
	if moved {
		t.out.Note = "moved"
	}
	t.phrase(bot.PhraseBooked, "visit", t.when(v.Opening))
	if stays {
		t.phrase(bot.PhraseWaitStays)
	}
	t.afterOffer()
}

// afterOffer goes on in the script once a time is theirs, or asked for. A booking is
// undone by "change", not by "back".
func (t *turn) afterOffer() {
	st := t.step()
	if st == nil || st.Offer == nil {
		return
	}
	t.s.Back = nil
	t.took(bot.WayBooked, 0)
	if p, goOn := t.resolve(orElse(st.Offer.Booked, st.Then)); goOn {
		t.enter(p)
	}
}

// freeOld gives up the visit that is being moved or, when none is, those of the
// same kind that they have: nobody keeps two seats by going through a script twice.
func (t *turn) freeOld(kind string) (any bool) {
	for i := range t.s.Visits {
		old := &t.s.Visits[i]
		same := old.ID == t.s.Moving
		if t.s.Moving == "" {
			same = old.Kind == kind && old.Start.After(t.now)
		}
		if same && t.stands(old) {
			t.free(old)
			any = true
		}
	}
	return any
}

func orElse(a, b bot.Target) bot.Target {
	if a.IsZero() {
		return b
	}
	return a
}

// seat changes what a visit claims in the seat ledger.
func (t *turn) seat(op bot.SeatOp, v bot.Visit) {
	c := bot.SeatChange{Op: op, Visit: v.ID, Opening: v.Opening}
	if op == bot.SeatHold {
		c.Until = v.HeldUntil
	}
	t.out.Seats = append(t.out.Seats, c)
}

// dropHold gives up the time held, if any.
func (t *turn) dropHold() {
	if h := t.s.Hold; h != nil {
		t.seat(bot.SeatFree, *h)
		t.s.Hold = nil
	}
}

// free cancels a booked visit and its reminders.
func (t *turn) free(v *bot.Visit) {
	t.seat(bot.SeatFree, *v)
	v.Status = bot.VisitCancelled
}
