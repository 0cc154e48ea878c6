package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// What people say of a time of their own, whatever waits: that they are late or
// cannot come, when it was again, that they want a sooner one, and the waitlist.

const (
	lateNear = 2 * time.Hour // so long before a visit, or on its day, being late is about it
	lateOver = time.Hour     // and so long after it began
)

// mine answers what is about a time of their own. It reports whether the text was.
func (t *turn) mine() bool {
	v := t.nextVisit()
	free := v != nil && !t.choosing()
	switch t.saidOfTime() {
	case answer.MyTimeLate:
		return t.late()
	case answer.MyTimeCant:
		if v == nil && t.lateVisit() != nil {
			return t.late() // it began a short while ago: staff must know
		}
		if !free {
			return false
		}
		t.withVisit(stepVisit)
		t.out.Note = "visit_cant"
	case answer.MyTimeListOn:
		return t.listAsked()
	case answer.MyTimeListOff:
		return t.listLeft()
	case answer.MyTimeListAsk:
		return t.listWondered()
	case answer.MyTimeChange:
		if !free {
			return false
		}
		t.changeVisit()
		t.noteOr("command_reschedule")
	case answer.MyTimeCancel:
		if !free {
			return false
		}
		t.cancelVisit()
		t.noteOr("command_cancel")
	case answer.MyTimeAsk:
		if !free {
			return false
		}
		t.myVisit()
		t.noteOr("command_visit")
	case answer.MyTimeGroup:
		return t.asksForGroup()
	case answer.MyTimeShared:
		return t.sharesPhone()
	case answer.MyTimePrivate:
		return t.ownsPhone()
	default:
		return free && t.wantsSooner(v)
	}
	return true
}

// ownTimes are the words under which a session keeps what was said of a time of
// their own while danger is asked about.
var ownTimes = map[answer.MyTime]string{answer.MyTimeLate: "late", answer.MyTimeCant: "cant", answer.MyTimeChange: "change", answer.MyTimeCancel: "cancel", answer.MyTimeAsk: "ask"}

// saidOfTime is what they say of a time of their own: in this text, or in the one
// that danger was asked about ("im not gonna make it") and was none.
func (t *turn) saidOfTime() answer.MyTime {
	for said, word := range ownTimes {
		if word == t.ownTime {
			return said
		}
	}
	return answer.MyTimeIn(t.text)
}

func (t *turn) noteOr(note string) {
	if t.out.Note == "" {
		t.out.Note = note
	}
}

// lateVisit is the visit that somebody who is late means: one that began a short
// while ago, or the next.
func (t *turn) lateVisit() *bot.Visit {
	for i := range t.s.Visits {
		if v := &t.s.Visits[i]; v.Status == bot.VisitBooked && !v.Start.After(t.now) && t.now.Sub(v.Start) < lateOver {
			return v
		}
	}
	return t.nextVisit()
}

// late tells staff that somebody is late, and the person what is true: that they
// know, and that they decide. "late" in answer to a question of ours is no news
// of a visit, unless there is one today.
func (t *turn) late() bool {
	v := t.lateVisit()
	near := v != nil && (v.Start.Sub(t.now) <= lateNear || t.sameDay(v.Start))
	switch {
	case v == nil && (t.step() != nil && t.s.At.Flow != t.w.Program.Script.Home || t.builtIn() || !t.consented(bot.PurposeConversation)):
		return false
	case !near && len(text.Words(t.text)) < 2, t.answersWaiting():
		return false
	}
	level, reason := bot.LevelNextWorkday, "says they are running late; their visit is on another day"
	switch {
	case near && t.saidOfTime() == answer.MyTimeCant:
		level, reason = bot.LevelSameDay, "cannot come to their visit, which has begun"
	case near:
		level, reason = bot.LevelSameDay, "says they are running late for their visit"
	case v == nil:
		level, reason = bot.LevelSameDay, "says they are running late; no visit is booked by text"
	}
	t.raise(bot.Raise{Level: level, Reason: reason})
	if near || v == nil || t.locked() {
		t.phrase(bot.PhraseLateTold)
	} else {
		t.phrase(bot.PhraseLateFar, "visit", t.when(v.Opening))
	}
	t.out.Note = "late"
	t.resume()
	return true
}

// wantsSooner takes "anything sooner?" from somebody who has a visit: openings
// before it, and the waitlist if there are none.
func (t *turn) wantsSooner(v *bot.Visit) bool {
	if t.step() != nil || len(text.Words(t.text)) > 9 {
		return false
	}
	if topic, sure := t.asks(); sure && saysHours(topic) { // "do you open earlier"
		return false
	}
	said, ok := answer.WishIn(t.text, t.local())
	if !ok || !said.Sooner {
		return false
	}
	t.noteOr("command_reschedule")
	if t.locked() {
		t.askWord(stepMove, v.ID)
		return true
	}
	t.moveBuiltIn(stepMove, v.ID)
	t.phrase(bot.PhraseMoveKeeps, "visit", t.when(v.Opening))
	wish := wishOf(said)
	wish.Before = v.Start
	t.offer(v.Kind, moveOffers, wish)
	return true
}

// asksForGroup begins the script's flow of groups for somebody who is known and is
// not in the middle of another.
func (t *turn) asksForGroup() bool {
	f := t.w.Program.Script.Flows["group"]
	st := t.step()
	if f == nil || !t.goesOn() || t.builtIn() || st != nil && t.s.At.Flow != t.w.Program.Script.Home && t.s.At.Flow != "patient" {
		return false
	}
	t.enter(f.Start())
	t.noteOr("group_asked")
	return true
}

// commandMayWish reports whether a command in the middle of choosing is more
// likely a wish: "i cant do friday" is about the times shown.
func (t *turn) commandMayWish() bool {
	cmd, _ := t.globalWord()
	return cmd == answer.CommandReschedule && !t.wantsChange()
}

// answersWaiting reports whether the text names an answer to the choice that waits.
func (t *turn) answersWaiting() bool {
	st := t.step()
	if st == nil || len(st.Answer.Options) == 0 {
		return false
	}
	_, ok := t.read(st, t.text)
	return ok
}

// sharesPhone keeps texts plain from now on for somebody who says that others use
// this phone, and lets them choose a code word.
func (t *turn) sharesPhone() bool {
	if t.s.Discreet || t.answersWaiting() || !t.consented(bot.PurposeConversation) {
		return false
	}
	t.s.Discreet = true
	t.out.Note = "discreet_on"
	t.s.Word.Given = t.now
	t.phrase(bot.PhrasePlainOn)
	if t.s.Word.Word == "" {
		t.goBuiltIn(stepSetWord, "")
		return true
	}
	t.resume()
	return true
}

// ownsPhone ends that, once the code word is said.
func (t *turn) ownsPhone() bool {
	switch {
	case !t.s.Discreet, t.answersWaiting(), !t.consented(bot.PurposeConversation):
		return false
	case t.locked() && t.guards():
		t.askWord(wordOwn, "")
	default:
		t.plainOff()
		t.resume()
	}
	return true
}

func (t *turn) plainOff() {
	t.s.Discreet = false
	t.phrase(bot.PhrasePlainOff)
	t.out.Note = "discreet_off"
}

// sameDay reports whether x is on the clinic's day that it is now.
func (t *turn) sameDay(x time.Time) bool {
	return x.In(t.w.Clinic.Zone).Format(time.DateOnly) == t.local().Format(time.DateOnly)
}
