package engine

import (
	"crypto/sha256"
	"encoding/base32"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
)

// offer shows the soonest openings that fit a wish. When nothing fits, the
// nearest are shown and said to be that, and the waitlist is a choice below them;
// when nothing is open at all, they are on it and staff take it from there.
func (t *turn) offer(kind string, count int, wish bot.Wish) {
	all, ok := t.w.Openings[kind]
	if !ok {
		t.need = kind
		return
	}
	fit, heading := t.fitting(all, wish, count), t.say(bot.PhraseOffer)
	if closed := t.closedDay(wish); closed != "" {
		heading = closed + " " + heading
	}
	var unmet *bot.Wish
	if len(fit) == 0 {
		var why string
		if why, unmet = t.unmet(kind, wish); unmet != nil {
			count = min(count, mostBeside)
		}
		heading = why + " " + t.say(bot.PhraseOfferNearest)
		fit, wish = t.nearest(all, wish, count), bot.Wish{}
	}
	if len(fit) == 0 {
		t.nothingOpen(kind)
		return
	}
	t.s.Offer = &bot.Offered{Kind: kind, Shown: slices.Clone(fit), Wish: wish, Unmet: unmet}
	t.list(heading)
}

// fitting are the first count openings that fit a wish and were not refused just
// now, on different starts.
func (t *turn) fitting(all iter.Seq[bot.Opening], wish bot.Wish, count int) []bot.Opening {
	var fit []bot.Opening
	for o := range all {
		if t.notFor(o) {
			continue
		}
		if schedule.Fits(o, wish, t.w.Clinic.Zone) {
			if fit = append(fit, o); len(fit) == count {
				break
			}
		}
	}
	return fit
}

// list says the openings shown, numbered, under a heading.
func (t *turn) list(heading string) {
	var b strings.Builder
	b.WriteString(heading)
	for i, o := range t.s.Offer.Shown {
		b.WriteString("\n" + strconv.Itoa(i+1) + " " + t.when(o))
	}
	if t.offersList() {
		b.WriteString("\n" + waitDigit + " " + t.say(bot.PhraseWaitChoice))
	}
	b.WriteString("\n" + t.say(bot.PhraseOfferMore))
	t.parts = append(t.parts, b.String())
}

// nothingOpen follows the script's way on when there is no opening.
func (t *turn) nothingOpen(kind string) {
	t.s.Offer = nil
	wish := bot.Wish{}
	if v := t.theVisit(); v != nil && v.Kind == kind {
		wish.Before = v.Start
	}
	t.onList(kind, wish, nil)
	t.phrase(bot.PhraseOfferNone)
	t.phrase(bot.PhraseWaitOn)
	if t.builtIn() {
		t.handOff(bot.HandoffOrder{Reason: "no opening to move the visit to", Level: bot.LevelSameDay})
		t.leaveBuiltIn()
		return
	}
	if st := t.step(); st != nil && st.Offer != nil && !st.Offer.None.IsZero() {
		if p, goOn := t.resolve(st.Offer.None); goOn {
			t.enter(p)
		}
		return
	}
	t.handOff(bot.HandoffOrder{Reason: "no opening to book", Level: bot.LevelSameDay})
	t.rest()
}

// askTime asks again about the time held, or shows the openings again. A time
// that is no longer held is not offered as if it were.
func (t *turn) askTime(kind string, count int) {
	switch h := t.s.Hold; {
	case h == nil:
		t.showAgain(kind, count)
	case h.HeldUntil.After(t.now) && h.Start.After(t.now):
		t.phrase(t.heldPhrase(h.Kind), "visit", t.when(h.Opening))
	default:
		t.holdOver(kind, count)
	}
}

// holdOver says that a time could not be kept, and offers what there is now.
func (t *turn) holdOver(kind string, count int) {
	t.dropHold()
	t.phrase(bot.PhraseHoldOver)
	t.offerAgain(kind, count)
}

// offerAgain shows what is open now that fits what they asked for.
func (t *turn) offerAgain(kind string, count int) {
	wish := bot.Wish{}
	if t.s.Offer != nil {
		wish = t.s.Offer.Wish
	}
	t.s.Hold, t.s.Offer = nil, nil
	t.offer(kind, count, wish)
}

// showAgain repeats the openings last shown, or finds new ones if they passed.
func (t *turn) showAgain(kind string, count int) {
	o := t.s.Offer
	if o == nil || slices.ContainsFunc(o.Shown, func(x bot.Opening) bool { return !x.Start.After(t.now) }) {
		t.offer(kind, count, bot.Wish{})
		return
	}
	t.list(t.say(bot.PhraseOffer))
}

// answerOffer reads a pick, a decision about the one held, or a wish.
func (t *turn) answerOffer(st *bot.Step) bool {
	if t.entersGuarded(st) {
		t.askWord(wordEnter, "")
		return true
	}
	return t.chooseTime(st.Offer.Kind, st.Offer.Count)
}

// chooseTime is picking, holding and booking, for a first visit and a moved one
// alike.
func (t *turn) chooseTime(kind string, count int) bool {
	if t.s.Hold != nil {
		return t.decide(kind, count)
	}
	if t.s.Offer == nil {
		t.offer(kind, count, bot.Wish{})
		return true
	}
	if t.takesList() {
		return true
	}
	i, ok := answer.Pick(t.text, starts(t.s.Offer.Shown), t.now.In(t.w.Clinic.Zone))
	if !ok {
		i, ok = answer.Position(t.text, len(t.s.Offer.Shown))
	}
	if ok {
		t.hold(t.s.Offer.Shown[i], kind, count)
		return true
	}
	return t.wish(kind, count)
}

func starts(openings []bot.Opening) []time.Time {
	at := make([]time.Time, len(openings))
	for i, o := range openings {
		at[i] = o.Start
	}
	return at
}

// wish narrows or moves the openings shown to what the person said.
func (t *turn) wish(kind string, count int) bool {
	said, ok := answer.WishIn(t.text, t.now.In(t.w.Clinic.Zone))
	if !ok {
		return false
	}
	w := bot.Wish{Days: said.Days, From: said.From, To: said.To, AfterMin: said.AfterMin, BeforeMin: said.BeforeMin}
	w = t.refine(w, kind, count)
	shown := t.s.Offer.Shown
	switch {
	case said.Sooner:
		w.Before = shown[0].Start
	case said.Later || said.More:
		if isZero(w) {
			w = t.s.Offer.Wish // "later" within what they asked for before
		}
		w.After = shown[len(shown)-1].Start
		if said.OtherDay { // not another hour of the last of them
			last := w.After.In(t.w.Clinic.Zone)
			w.After = time.Date(last.Year(), last.Month(), last.Day(), 23, 59, 0, 0, t.w.Clinic.Zone)
		}
		w.Before = time.Time{}
	}
	t.s.At.Tries = 0
	t.offer(kind, count, w)
	return true
}

func isZero(w bot.Wish) bool {
	return len(w.Days) == 0 && w.From == "" && w.To == "" && w.AfterMin == 0 && w.BeforeMin == 0
}

// hold claims the opening picked, for as long as the person may think about it.
func (t *turn) hold(o bot.Opening, kind string, count int) {
	if t.w.Taken != nil && t.w.Taken.Start.Equal(o.Start) {
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
	t.out.Seats = append(t.out.Seats, bot.SeatChange{Op: bot.SeatHold, Visit: t.s.Hold.ID, Opening: o, Until: t.s.Hold.HeldUntil})
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
		if t.w.Taken != nil && t.w.Taken.Start.Equal(v.Start) {
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
		if i, ok := answer.Pick(t.text, starts(t.s.Offer.Shown), t.now.In(t.w.Clinic.Zone)); ok && !t.s.Offer.Shown[i].Start.Equal(v.Start) && len(foldKey(t.text)) > 1 {
			t.dropHold() // they name another of the times shown
			t.hold(t.s.Offer.Shown[i], kind, count)
			return true
		}
		if _, ok := answer.WishIn(t.text, t.now.In(t.w.Clinic.Zone)); ok {
			t.dropHold()
			return t.wish(kind, count)
		}
	}
	return false
}

func lastStart(o *bot.Offered) time.Time {
	if o == nil || len(o.Shown) == 0 {
		return time.Time{}
	}
	return o.Shown[len(o.Shown)-1].Start
}

// book makes the held time theirs. A visit being moved, and one of the same kind
// that they have already, gives up its old time in the same commit. If the hold ran out and nobody took the time, it is still
// theirs: the store decides.
func (t *turn) book(v bot.Visit) {
	v.Status, v.HeldUntil = bot.VisitBooked, time.Time{}
	t.out.Seats = append(t.out.Seats, bot.SeatChange{Op: bot.SeatBook, Visit: v.ID, Opening: v.Opening})
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
	if st := t.step(); st != nil && st.Offer != nil {
		t.s.Back = nil // a booking is undone by "change", not by "back"
		if p, goOn := t.resolve(orElse(st.Offer.Booked, st.Then)); goOn {
			t.enter(p)
		}
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

// pastVisits are the visits worth keeping in the session: those to come, and
// the last few.
func (t *turn) pastVisits() []bot.Visit {
	const most = 6
	extra := len(t.s.Visits) - most
	return slices.DeleteFunc(t.s.Visits, func(v bot.Visit) bool {
		seat := v.Series != "" && v.Status != bot.VisitCancelled // it moves on to the next session
		over := extra > 0 && !seat && (!v.Status.Stands() || !v.Start.After(t.now))
		if over {
			extra--
		}
		return over
	})
}

// dropHold gives up the time held, if any.
func (t *turn) dropHold() {
	if h := t.s.Hold; h != nil {
		t.out.Seats = append(t.out.Seats, bot.SeatChange{Op: bot.SeatFree, Visit: h.ID, Opening: h.Opening})
		t.s.Hold = nil
	}
}

// free cancels a booked visit and its reminders.
func (t *turn) free(v *bot.Visit) {
	t.out.Seats = append(t.out.Seats, bot.SeatChange{Op: bot.SeatFree, Visit: v.ID, Opening: v.Opening})
	v.Status = bot.VisitCancelled
}

// visit finds a visit by id that is booked or asked for.
func (t *turn) visit(id bot.VisitID) *bot.Visit {
	for i := range t.s.Visits {
		if v := &t.s.Visits[i]; v.ID == id && t.stands(v) {
			return v
		}
	}
	return nil
}

// nextVisit is the soonest visit still to come that is booked or asked for, or nil.
func (t *turn) nextVisit() *bot.Visit {
	var next *bot.Visit
	for i := range t.s.Visits {
		v := &t.s.Visits[i]
		if t.stands(v) && v.Start.After(t.now) && (next == nil || v.Start.Before(next.Start)) {
			next = v
		}
	}
	return next
}

// stands reports whether a visit is booked, or asked for and not decided yet.
func (t *turn) stands(v *bot.Visit) bool {
	return v.Status == bot.VisitBooked || v.Status == bot.VisitProposed && v.HeldUntil.After(t.now)
}

// hasVisit reports whether a visit of a kind is to come.
func (t *turn) hasVisit(kind string) bool {
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool { return v.Kind == kind && t.stands(&v) && v.Start.After(t.now) })
}

// hasBooked reports whether a visit that somebody new books is to come: a group
// or a request is none.
func (t *turn) hasBooked() bool {
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool {
		return v.Status == bot.VisitBooked && v.Series == "" && v.Start.After(t.now)
	})
}

// notFor reports whether an opening is none for this person: it was refused just
// now, or it is the time that they have or asked for already.
func (t *turn) notFor(o bot.Opening) bool {
	if no := t.w.Taken; no != nil && o.Start.Equal(no.Start) && o.Resource == no.Resource {
		return true
	}
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool {
		return v.Kind == o.Kind && v.Series == o.Series && v.Start.Equal(o.Start) && t.stands(&v)
	})
}
