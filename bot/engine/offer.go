package engine

import (
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
		t.took(bot.WayNone, 0)
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
	if o != nil && t.stale {
		t.offerAgain(kind, count)
		return
	}
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
	i, ok := answer.Pick(t.text, starts(t.s.Offer.Shown), t.local())
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
	said, ok := answer.WishIn(t.text, t.local())
	if !ok {
		return false
	}
	w := t.refine(wishOf(said), kind, count)
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

// wishOf is what they said of when they can come, apart from sooner and later.
func wishOf(said answer.Wish) bot.Wish {
	return bot.Wish{Days: said.Days, From: said.From, To: said.To, AfterMin: said.AfterMin, BeforeMin: said.BeforeMin}
}

func isZero(w bot.Wish) bool {
	return len(w.Days) == 0 && w.From == "" && w.To == "" && w.AfterMin == 0 && w.BeforeMin == 0
}

func lastStart(o *bot.Offered) time.Time {
	if o == nil || len(o.Shown) == 0 {
		return time.Time{}
	}
	return o.Shown[len(o.Shown)-1].Start
}

// notFor reports whether an opening is none for this person: it was refused just
// now, or it is the time that they have or asked for already.
func (t *turn) notFor(o bot.Opening) bool {
	if t.refused(o) {
		return true
	}
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool {
		return v.Kind == o.Kind && v.Series == o.Series && v.Start.Equal(o.Start) && t.stands(&v)
	})
}
