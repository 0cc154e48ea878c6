package engine

import (
	"time"

	"nightdesk/bot"
)

// After a missed visit one warm text goes out within a day, and then a person calls
// (domain rule 7). It never counts, blames or threatens.

const (
	// missedAfter leaves staff the time to mend a wrong mark.
	missedAfter = 15 * time.Minute
	// missedWithin is by when the text must have left: after that a person calls.
	missedWithin = 24 * time.Hour
	// missedWaits is how long an answer to it is waited for.
	missedWaits = 24 * time.Hour
)

// missed plans what follows a visit that somebody missed.
func (t *turn) missed(v bot.Visit) {
	at := bot.UnaskedAt(t.s.Unasked, t.now.Add(missedAfter), t.zones()...)
	if !t.mayEverText() || at.Sub(t.now) > missedWithin {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit and can't be texted in time: call if it is safe"})
		return
	}
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeMissed + ":" + string(v.ID), At: at})
}

// mayEverText reports whether a text that they are not waiting for may be planned
// at all, apart from the hour and the caps.
func (t *turn) mayEverText() bool {
	return t.calm() && isSafe(t.s) && mayTell(t.s) && !t.isUnverified() && t.consented(bot.PurposeConversation)
}

// missedDue says that text, if the visit is still marked so and they have no other.
func (t *turn) missedDue(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	if v == nil || v.Status != bot.VisitMissed && v.Series == "" || t.madeGood(v) {
		return
	}
	if t.owned() { // whoever has the thread asks them, and no second voice does
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit: whoever has the thread tells them"})
		return
	}
	if !t.mayEverText() {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit and can't be texted: call if it is safe"})
		return
	}
	at := t.busyUntil()
	if v.Series != "" && at.Before(v.End) && !v.Start.After(t.now) {
		at = v.End.Add(time.Minute) // then the seat is that of the next session
	}
	if day := bot.Daytime(t.now, t.zones()...); day.After(at) {
		at = day
	}
	if at.After(t.now) {
		if !t.putOff(at, v.Changed.Add(missedWithin)) {
			t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit and could not be texted within a day: call"})
		}
		return
	}
	t.out.Note = "missed_told"
	if v.Series != "" {
		t.shown = id
		if !t.unasked(stepReminder, id, bot.PhraseMissedNext, "visit", t.when(v.Opening)) {
			t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "missed a visit, and nothing of the next may be shown on a shared phone: call if it is safe"})
		}
		return
	}
	t.unasked(stepMissed, id, bot.PhraseMissed)
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeUnheard + ":" + string(id), At: t.now.Add(missedWaits)})
}

// madeGood reports whether they have another visit of that kind since.
func (t *turn) madeGood(missed *bot.Visit) bool {
	for _, v := range t.s.Visits {
		if v.ID != missed.ID && v.Kind == missed.Kind && (v.Status == bot.VisitBooked || v.Status == bot.VisitProposed) && v.Start.After(missed.Start) {
			return true
		}
	}
	return false
}

// missedUnheard gets a person to call when nothing came of the text.
func (t *turn) missedUnheard(id bot.VisitID) {
	v := visitIn(t.s.Visits, id)
	if v == nil || v.Status != bot.VisitMissed || t.madeGood(v) || t.now.Sub(t.s.LastIn) < missedWaits {
		return
	}
	t.out.Note = "missed_unanswered"
	t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "missed a visit and did not answer our text: call if it is safe"})
}
