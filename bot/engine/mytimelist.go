package engine

import (
	"reflect"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
)

// A waitlist is a way on from where nothing fits. Here people get on and off it;
// who is offered what opens is decided elsewhere.

// waitDigit is the number of "tell me if one opens" under a list of openings, and
// mostBeside how many of them stand beside it: no opening has that number then.
const (
	waitDigit  = "9"
	mostBeside = 8
)

// offersList reports whether the waitlist stands below the openings: not for
// somebody who waits for that very wish already.
func (t *turn) offersList() bool {
	o := t.s.Offer
	if o.Unmet == nil {
		return false
	}
	w := place(t.s.Waiting, o.Kind)
	return w == nil || !reflect.DeepEqual(w.Wish, *o.Unmet)
}

// takesList takes the choice of the waitlist that was shown.
func (t *turn) takesList() bool {
	o := t.s.Offer
	if o == nil || o.Unmet == nil || t.s.Hold != nil || foldKey(t.text) != waitDigit {
		return false
	}
	t.waitFor(o.Kind, *o.Unmet)
	return true
}

// waitFor puts them on the list and goes on: whoever moves a visit keeps it and is
// done, whoever has none may still take one of the times shown.
func (t *turn) waitFor(kind string, wish bot.Wish) {
	var shown []bot.Opening
	if t.s.Offer != nil {
		shown = t.s.Offer.Shown
	}
	t.onList(kind, wish, shown)
	t.phrase(bot.PhraseWaitOn)
	t.out.Note = "waitlist_on"
	switch {
	case t.s.Hold != nil:
		t.askAgain() // the time that is kept for them may still be taken
	case t.builtIn():
		t.leaveBuiltIn()
	case len(shown) > 0 && t.choosing():
		t.phrase(bot.PhraseWaitPick)
		t.quietNow()
	case t.step() != nil:
		t.askAgain()
	}
}

// onList puts them on the list of a kind, once: whoever is on it already keeps
// their place and waits for what they wish now. Times that they saw and did not
// take are not offered again.
func (t *turn) onList(kind string, wish bot.Wish, shown []bot.Opening) {
	wish.After = time.Time{}
	w := place(t.s.Waiting, kind)
	if w == nil {
		rank := 0
		if cal := t.w.Clinic.Calendar; cal != nil {
			rank = cal.Rank(t.s.Care.Group)
		}
		t.s.Waiting = append(t.s.Waiting, bot.Waiting{Kind: kind, Since: t.now, Rank: rank})
		w = &t.s.Waiting[len(t.s.Waiting)-1]
	}
	w.Wish, w.Offers = wish, 0
	for _, o := range shown {
		if schedule.Fits(o, wish, t.w.Clinic.Zone) && !slices.ContainsFunc(w.Passed, o.Start.Equal) {
			w.Passed = append(w.Passed, o.Start)
		}
	}
}

// quietNow keeps a step from asking whether they are still there: they have said
// what they want.
func (t *turn) quietNow() {
	if st := t.step(); st != nil {
		for t.s.At.Quiet < len(st.Silent) && st.Silent[t.s.At.Quiet].Do == bot.SilentNudge {
			t.s.At.Quiet++
		}
	}
}

// listAsked takes "put me on the list" in words.
func (t *turn) listAsked() bool {
	v := t.nextVisit()
	switch {
	case t.choosing() && t.s.Offer != nil:
		wish := t.s.Offer.Wish
		if t.s.Offer.Unmet != nil {
			wish = *t.s.Offer.Unmet
		}
		if v := t.theVisit(); v != nil && t.builtIn() && wish.Before.IsZero() {
			wish.Before = v.Start
		}
		t.waitFor(t.s.Offer.Kind, wish)
	case t.choosing():
		return false
	case v != nil && t.locked():
		t.askWord(wordList, v.ID)
	case v != nil:
		t.waitFor(v.Kind, bot.Wish{Before: v.Start})
	case len(t.s.Waiting) > 0 && !t.locked():
		t.listTold()
		t.resume()
	case t.s.Kept["ready"] == "yes" && t.step() == nil && t.goesOn() && !t.locked() && t.firstKind() != "":
		t.waitFor(t.firstKind(), bot.Wish{})
	default:
		return false
	}
	return true
}

// firstKind is the kind of visit that the script offers to somebody new.
func (t *turn) firstKind() string {
	if f := t.w.Program.Script.Flows["visit"]; f != nil {
		for _, st := range f.Steps {
			if st.Offer != nil {
				return st.Offer.Kind
			}
		}
	}
	return ""
}

// listWondered takes "am i on the list".
func (t *turn) listWondered() bool {
	if len(t.s.Waiting) == 0 && t.nextVisit() == nil {
		return false
	}
	if t.locked() {
		t.askWord(wordList, "")
		return true
	}
	t.listTold()
	t.resume()
	return true
}

// listTold says whether they are on a list.
func (t *turn) listTold() {
	t.out.Note = "waitlist_told"
	if len(t.s.Waiting) == 0 {
		t.phrase(bot.PhraseWaitNot)
		return
	}
	t.phrase(bot.PhraseWaitTold)
}

// listLeft takes "take me off the list". Of somebody who is on none it may mean
// our texts, which is for the rules of opting out.
func (t *turn) listLeft() bool {
	if len(t.s.Waiting) == 0 {
		return false
	}
	if t.locked() {
		t.askWord(wordOff, "")
		return true
	}
	t.offList()
	t.resume()
	return true
}

// offList takes them off all lists.
func (t *turn) offList() {
	t.s.Waiting = nil
	t.phrase(bot.PhraseWaitOff)
	t.out.Note = "waitlist_off"
}

// resume asks again what waits, if anything does.
func (t *turn) resume() {
	if t.step() != nil || t.builtIn() {
		t.askAgain()
	}
}

// waitsStill takes a person who has booked off the list of that kind, unless what
// they have is not what they wished for: then they wait on for something sooner.
// It reports whether they do.
func (t *turn) waitsStill(o bot.Opening) bool {
	i := slices.IndexFunc(t.s.Waiting, func(w bot.Waiting) bool { return w.Kind == o.Kind && w.Series == o.Series })
	if i < 0 {
		return false
	}
	w := &t.s.Waiting[i]
	if schedule.Fits(o, w.Wish, t.w.Clinic.Zone) {
		t.s.Waiting = slices.Delete(t.s.Waiting, i, i+1)
		return false
	}
	if w.Wish.Before.IsZero() || w.Wish.Before.After(o.Start) {
		w.Wish.Before = o.Start
	}
	return true
}

// offTheList takes somebody off the waitlist before it is asked whether they want
// no more texts: "take me off the list" says the one list that they are on.
func (t *turn) offTheList() bool {
	return answer.MyTimeIn(t.text) == answer.MyTimeListOff && t.s.OptedOut.IsZero() && t.in.CarrierKeyword == "" && (t.hearOwned() || t.listLeft())
}
