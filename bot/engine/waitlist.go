package engine

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
)

// A freed seat is offered to whoever waits for one, in the order of the list: one
// at a time, kept for them until they answer or its time is over. Whether they are
// asked, and of which opening, is decided here, of one person; in what order is the
// list's.

const (
	// offerFor is how long a seat is kept for somebody if the clinic does not say.
	offerFor = 30 * time.Minute
	// mostUnanswered is how many offers in a row may go unanswered: then a person
	// calls, and the place is free.
	mostUnanswered = 3
	// mostPassed bounds the starts that are remembered as not wanted.
	mostPassed = 40
)

// NoteRanked is the note of a turn that only moves somebody to the place on their list
// that the clinic's priority groups give them now.
const NoteRanked = "waitlist_ranked"

// Offering is one look at somebody who waits.
type Offering struct {
	ID   bot.InputID // names the offer, and the visit that may come of it
	List string      // bot.Waiting.Key
	Open iter.Seq[bot.Opening]
}

// OfferSeat offers somebody the first opening that suits them and is sooner than
// what they have: it is held for them in their session, and one text says so. ok is
// false if there is none, or if they are not to be texted now. World.Taken is an
// opening that the store refused for this very offer.
func OfferSeat(w World, s bot.Session, o Offering, now time.Time) (offer bot.Turn, ok bool) {
	t := atDeskOf(w, s, bot.Input{ID: o.ID, Kind: bot.WakeUp}, now)
	at := place(t.s.Waiting, o.List)
	if at == nil {
		return bot.Turn{}, false
	}
	if t.decides() {
		return bot.Turn{}, false
	}
	if t.endHopeless(*at) {
		return t.finish(), true
	}
	if cal := t.w.Clinic.Calendar; cal != nil && at.Rank != cal.Rank(t.s.Care.Group) {
		t.out.Note = NoteRanked // the clinic orders its groups anew: the ledger sets the place
		return t.finish(), true
	}
	if !t.mayOffer() && t.mayEverOffer() {
		return bot.Turn{}, false
	}
	opening, old, ok := t.seatFor(*at, o.Open)
	if !ok {
		return bot.Turn{}, false
	}
	if !t.mayEverOffer() {
		t.callAboutSeat(*at)
		return t.finish(), true
	}
	var about bot.VisitID
	if old != nil {
		about = old.ID
	}
	t.moveBuiltIn(stepSeat, about)
	t.s.Hold = &bot.Visit{ID: t.newVisit(), Opening: opening, Status: bot.VisitPending, HeldUntil: now.Add(t.offerFor()), Waited: true}
	t.seat(bot.SeatHold, *t.s.Hold)
	if t.s.Discreet {
		t.s.Word.Given = time.Time{} // whoever reads this may be another
		t.phrase(bot.PhraseSeatOfferWord)
	} else {
		t.askSeat()
	}
	t.out.Class, t.out.Purpose, t.out.Note = bot.SendUnprompted, bot.PurposeConversation, "seat_offered"
	return t.finish(), true
}

// mayEverOffer reports whether a text can ever offer this person a seat, apart from
// the hour, the caps, a talk that goes on and a danger that staff see to. On a shared
// phone nothing of a time is shown without a code word.
func (t *turn) mayEverOffer() bool {
	held := t.s.Crisis != nil
	able := t.s.OptedOut.IsZero() && isSafe(t.s) && !t.isUnverified() && t.consented(bot.PurposeConversation)
	return held || able && (!t.s.Discreet || t.s.Word.Word != "")
}

// callAboutSeat has staff call somebody who no text can offer a seat to. Their place
// ends with that: staff are told once, and not of each seat.
func (t *turn) callAboutSeat(at bot.Waiting) {
	t.leaveList(at.Key())
	t.out.Note = "seat_call"
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "a time opened for somebody on the waitlist whom no text may offer it to: call if it is safe, they are off the list now"})
}

// endHopeless takes somebody off a list on which nothing can ever be offered to them,
// and tells staff: the days that they wished for are over, or the clinic has no
// visits of that kind, or no such group, any more. Whoever has a visit of that kind
// lacks nothing when it was only a sooner one that they waited for.
func (t *turn) endHopeless(at bot.Waiting) bool {
	what := ""
	switch w := at.Wish; {
	case !t.isOffered(at):
		what = "for what the clinic offers no more"
	case w.To != "" && w.To < t.local().Format(time.DateOnly), !w.Before.IsZero() && !w.Before.After(t.now):
		what = "and the days that suited are over"
	default:
		return false
	}
	t.leaveList(at.Key())
	t.out.Note = "waitlist_over"
	had := func(v bot.Visit) bool {
		return v.Kind == at.Kind && v.Series == at.Series && v.Status != bot.VisitCancelled && !v.Start.Before(at.Since)
	}
	if !slices.ContainsFunc(t.s.Visits, had) {
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "waited " + what + ", so taken off the waitlist: call"})
	}
	return true
}

// isOffered reports whether the clinic still has visits of a list's kind, or its group.
func (t *turn) isOffered(at bot.Waiting) bool {
	cal := t.w.Clinic.Calendar
	if cal == nil {
		return true
	}
	if at.Series != "" {
		_, ok := cal.NextSession(at.Series, t.now)
		return ok
	}
	_, ok := cal.Kinds[at.Kind]
	return ok
}

// decides reports whether they talk with us just now, or decide on a time that is
// held.
func (t *turn) decides() bool {
	h := t.s.Hold
	return h != nil && !h.HeldUntil.IsZero() || // or the timer of that comes first
		t.now.Sub(t.s.LastIn) < talking
}

// mayOffer reports whether this person may be offered a seat now: by day, with
// their consent, and not while they are in danger.
func (t *turn) mayOffer() bool {
	return bot.Daytime(t.now, t.zones()...).Equal(t.now) && t.mayTextUnasked() && t.consented(bot.PurposeConversation)
}

// seatFor is the first opening that somebody on a list could want, and the visit
// that they would give up for it, if they have one.
func (t *turn) seatFor(at bot.Waiting, open iter.Seq[bot.Opening]) (o bot.Opening, old *bot.Visit, ok bool) {
	old = t.laterVisit(at, time.Time{})
	first := t.now.Add(t.offerFor()) // they may answer so late
	for x := range open {
		if old != nil && !x.Start.Before(old.Start) {
			break
		}
		passed := slices.ContainsFunc(at.Passed, func(p time.Time) bool { return p.Equal(x.Start) })
		if passed || t.refused(x) || x.Start.Before(first) || t.overlaps(x, old) || !schedule.Fits(x, at.Wish, t.w.Clinic.Zone) {
			continue
		}
		return x, old, true
	}
	return bot.Opening{}, nil, false
}

// laterVisit is the soonest visit of the kind or group of a list that they have and
// that begins after a time; nil = none.
func (t *turn) laterVisit(at bot.Waiting, after time.Time) *bot.Visit {
	return t.soonest(func(v *bot.Visit) bool {
		return v.Kind == at.Kind && v.Series == at.Series && (v.Status == bot.VisitBooked || v.Status == bot.VisitProposed) && v.Start.After(after)
	})
}

// overlaps reports whether another visit of theirs is at that time.
func (t *turn) overlaps(o bot.Opening, but *bot.Visit) bool {
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool {
		return (but == nil || v.ID != but.ID) && v.Status.Stands() && v.Start.Before(o.End) && o.Start.Before(v.End)
	})
}

func (t *turn) offerFor() time.Duration {
	if cal := t.w.Clinic.Calendar; cal != nil {
		return cmp.Or(cal.OfferFor, offerFor)
	}
	return offerFor
}

// askSeat says which seat is offered.
func (t *turn) askSeat() {
	switch h := t.s.Hold; {
	case t.locked():
		t.phrase(bot.PhraseWordAsk)
	case h == nil || !h.HeldUntil.After(t.now) || place(t.s.Waiting, h.List()) == nil:
		t.leaveBuiltIn()
	default:
		t.phrase(bot.PhraseSeatOffer, "visit", t.when(h.Opening))
	}
}

var seatMenu = answer.NewMenu([]answer.Option{
	{Name: "take", Digit: "1", Words: []string{"take it", "i take it", "ill take it", "i want it", "book it", "tomarla", "la tomo", "la quiero"}},
	{Name: "not this", Digit: "2", Words: []string{"not this one", "not that one", "another one", "esa no", "esta no", "otra"}},
	{Name: "off", Digit: "3", Words: []string{"off the list", "im off the list", "fuera de la lista", "ya no espero"}},
})

// answerSeat reads what they say to an offer, in time or after it.
func (t *turn) answerSeat() bool {
	if t.locked() {
		if len(foldKey(t.text)) > 1 {
			t.wrongWord()
		} else { // a digit of a question that was put before
			t.phrase(bot.PhraseWordAsk)
		}
		return true
	}
	i, ok := seatMenu.One(t.text)
	switch h := t.s.Hold; {
	case h == nil && (ok || t.saysYes() || t.saysNo()):
		t.seatGone()
	case h == nil:
		return false
	case ok && i == 0, !ok && t.saysYes():
		t.takeSeat(*h)
	case ok && i == 1, !ok && t.saysNo():
		t.passSeat(*h)
	case ok:
		t.leaveList(h.List())
		t.dropHold()
		t.phrase(bot.PhraseWaitOff)
		t.leaveBuiltIn()
		t.out.Note = "waitlist_left"
	default:
		return false
	}
	return true
}

// takeSeat books what was offered. Whether a seat whose time is over is still free
// is the store's to say.
func (t *turn) takeSeat(h bot.Visit) {
	if t.refused(h.Opening) || !h.Start.After(t.now) || !t.takesPlace(h.Opening) {
		t.seatGone()
		return
	}
	at := bot.Waiting{Kind: h.Kind, Series: h.Series}
	t.leaveList(at.Key())
	h.Waited = false
	if t.byRequest(h.Kind) { // what they have stays until staff have decided
		t.request(h)
		return
	}
	old := t.laterVisit(at, h.Start)
	h.Status, h.HeldUntil = bot.VisitBooked, time.Time{}
	t.seat(bot.SeatBook, h)
	t.remind(h)
	t.s.Hold = nil
	t.out.Note = "seat_taken"
	if old != nil {
		t.free(old)
		t.phrase(bot.PhraseMoved, "visit", t.when(h.Opening))
	} else {
		t.phrase(bot.PhraseBooked, "visit", t.when(h.Opening))
	}
	t.s.Visits = append(t.pastVisits(), h)
	t.leaveBuiltIn()
}

// seatGone tells the truth about an offer that somebody else has taken up.
func (t *turn) seatGone() {
	t.dropHold()
	if len(t.s.Waiting) > 0 {
		t.phrase(bot.PhraseSeatGone)
	} else {
		t.phrase(bot.PhraseTaken)
	}
	t.leaveBuiltIn()
	t.out.Note = "seat_gone"
}

// passSeat lets an offer go; they keep their place for others.
func (t *turn) passSeat(h bot.Visit) {
	if at := place(t.s.Waiting, h.List()); at != nil {
		t.passed(at, h.Start)
		at.Offers = 0
	}
	t.dropHold()
	t.phrase(bot.PhraseSeatPassed)
	t.leaveBuiltIn()
	t.out.Note = "seat_passed"
}

// passed remembers a start that is not offered again.
func (t *turn) passed(at *bot.Waiting, start time.Time) {
	at.Passed = slices.DeleteFunc(at.Passed, func(p time.Time) bool { return p.Before(t.now) || p.Equal(start) })
	at.Passed = append(at.Passed, start)
	if extra := len(at.Passed) - mostPassed; extra > 0 {
		at.Passed = at.Passed[extra:]
	}
}

// offerSilent notes that an offer's time is over without an answer. What was
// offered stays in the session: whoever says "1" late gets it if nobody else has.
func (t *turn) offerSilent() {
	t.out.Note = "seat_silent"
	at := place(t.s.Waiting, t.s.Hold.List())
	if at == nil {
		return
	}
	t.passed(at, t.s.Hold.Start)
	if at.Offers++; at.Offers >= mostUnanswered {
		t.leaveList(at.Key())
		t.out.Note = "waitlist_silent"
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "offered three times from the waitlist without an answer, so taken off it: call"})
	}
}

// leaveList gives a place up.
func (t *turn) leaveList(list string) {
	t.s.Waiting = slices.DeleteFunc(t.s.Waiting, func(w bot.Waiting) bool { return w.Key() == list })
}

// forgetWaiting gives up places and clocks of a number that may have a new owner,
// and tells staff whose they were.
func (t *turn) forgetWaiting() {
	if len(t.s.Waiting) > 0 {
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "was on a waitlist and silent for 60 days, so taken off it: call"})
	}
	t.s.Waiting, t.s.Care = nil, bot.Care{}
}
