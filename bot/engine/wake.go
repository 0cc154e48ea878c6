package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
)

// wake meets time having passed: an unanswered danger question, silence at a
// question, a reminder. A timer that is no longer true does nothing.
func (t *turn) wake() {
	if visit, ok := reminderOf(t.in.Wake.Key); ok {
		t.reminderDue(visit)
		return
	}
	switch c := t.s.Crisis; {
	case c != nil && c.Asking != "":
		if t.now.Sub(c.Since) >= askWaits {
			t.act(t.asked())
			t.out.Note = "crisis_ask_silent"
		}
	case t.s.Hold != nil && !t.s.Hold.HeldUntil.IsZero() && !t.now.Before(t.s.Hold.HeldUntil):
		// The ledger lets go by itself; the person hears it when they answer.
		t.out.Note = "hold_over"
		t.s.Hold.HeldUntil = time.Time{}
	default:
		t.silence()
	}
}

// silence takes the next rung of the waiting step's ladder.
func (t *turn) silence() {
	st := t.step()
	if st == nil || t.s.At.Quiet >= len(st.Silent) || !t.scriptsRun() {
		return
	}
	rung := st.Silent[t.s.At.Quiet]
	if t.now.Before(t.s.At.Asked.Add(rung.After)) {
		return
	}
	t.s.At.Quiet++
	t.out.Note = "silent_" + string(rung.Do)
	switch rung.Do {
	case bot.SilentNudge:
		if t.mayTextUnasked() && t.consented("conversation") {
			t.phrase(bot.PhraseNudge)
			t.out.Class = bot.SendUnprompted
		}
	case bot.SilentPause: // the last rung: it stays quiet until they text
	case bot.SilentHandoff:
		t.raise(bot.Raise{Level: rung.Handoff.Level, Reason: rung.Handoff.Reason})
	}
}

// scriptsRun reports whether nothing stands above the script right now.
func (t *turn) scriptsRun() bool {
	return t.s.OptedOut.IsZero() && (t.s.Crisis == nil || !t.s.Crisis.Held && t.s.Crisis.Asking == "")
}

// What nobody asked for comes once a day and three times a week at most (domain
// rule 4.3.9), and not at all once a number may have a new owner (3.4).
const (
	unaskedPerWeek = 3
	week           = 7 * 24 * time.Hour
	unverified     = 60 * 24 * time.Hour
)

// mayTextUnasked reports whether a text that the person is not waiting for may
// be sent at all.
func (t *turn) mayTextUnasked() bool {
	return t.scriptsRun() && isSafe(t.s) && t.now.Sub(t.s.LastIn) < unverified && !t.capped(t.now)
}

// capped reports whether the texts that nobody asked for are used up at a time.
func (t *turn) capped(at time.Time) bool {
	n := 0
	for _, sent := range t.s.Unasked {
		if at.Sub(sent) < week {
			n++
		}
		if sameDay(sent, at, t.w.Clinic.Zone) {
			return true
		}
	}
	return n >= unaskedPerWeek
}

func sameDay(a, b time.Time, zone *time.Location) bool {
	ya, ma, da := a.In(zone).Date()
	yb, mb, db := b.In(zone).Date()
	return ya == yb && ma == mb && da == db
}

// countUnasked notes a text that they were not waiting for.
func (t *turn) countUnasked() {
	old := func(sent time.Time) bool { return t.now.Sub(sent) >= week }
	t.s.Unasked = append(slices.DeleteFunc(t.s.Unasked, old), t.now.Truncate(time.Second))
}

// nextWake is when the session's timer falls due next; zero = never.
func (t *turn) nextWake() time.Time {
	if c := t.s.Crisis; c != nil && c.Asking != "" {
		return c.Since.Add(askWaits)
	}
	if !t.scriptsRun() {
		return time.Time{}
	}
	var at time.Time
	if st := t.step(); st != nil && t.s.At.Quiet < len(st.Silent) {
		rung := st.Silent[t.s.At.Quiet]
		at = t.s.At.Asked.Add(rung.After)
		if rung.Do == bot.SilentNudge {
			at = bot.Daytime(at, t.w.Clinic.Zone)
		}
	}
	if h := t.s.Hold; h != nil && !h.HeldUntil.IsZero() && (at.IsZero() || h.HeldUntil.Before(at)) {
		at = h.HeldUntil
	}
	return at
}

// Reminders: 3 days and 1 day before (missed 4.4% against 5.8% and 5.3% for
// either alone, Steiner 2018); a visit booked later than that gets one, 3 hours
// before at the latest.
var remindBefore = []time.Duration{72 * time.Hour, 24 * time.Hour}

const remindLatest = 3 * time.Hour

// remindStill is how long before a visit one that was put off is still of use.
const remindStill = time.Hour

// remind sets the timers of a new booking. What they say is decided when they
// fall due, from the visit as it is then.
func (t *turn) remind(v bot.Visit) {
	set := 0
	wake := func(at time.Time) {
		t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: reminderKey(v.ID, set), At: at})
		set++
	}
	for _, before := range remindBefore {
		if at := t.remindAt(v, v.Start.Add(-before)); at.Sub(t.now) >= remindLatest {
			wake(at) // sooner, and the booking itself just told them
		}
	}
	if at := t.remindAt(v, v.Start.Add(-remindLatest)); set == 0 && at.Sub(t.now) >= time.Hour {
		wake(at)
	}
}

// remindAt moves a reminder out of the quiet hours: to the morning if that is
// early enough before the visit, else to the evening before.
func (t *turn) remindAt(v bot.Visit, at time.Time) time.Time {
	latest := v.Start.Add(-remindLatest)
	if day := bot.Daytime(at, t.w.Clinic.Zone); !day.After(latest) {
		return day
	}
	return bot.DaytimeBefore(latest, t.w.Clinic.Zone)
}

// A reminder's key is "<visit>:<n>" here; the inbox puts the person before it.
func reminderKey(v bot.VisitID, n int) string { return string(v) + ":" + strconv.Itoa(n) }

func reminderOf(key string) (bot.VisitID, bool) {
	id, _, ok := strings.Cut(key, ":")
	return bot.VisitID(id), ok
}

// reminderDue words a reminder if the visit still stands and the person wants
// reminders.
func (t *turn) reminderDue(id bot.VisitID) {
	v := t.visit(id)
	if v == nil || !v.Start.After(t.now) || !t.consented("reminders") {
		t.out.Note = "reminder_void"
		return
	}
	if until := t.busyUntil(); until.After(t.now) {
		t.putOff(*v, until)
		return
	}
	if !t.mayTextUnasked() || !bot.Daytime(t.now, t.w.Clinic.Zone).Equal(t.now) {
		t.out.Note = "reminder_void"
		return
	}
	t.moveBuiltIn(stepReminder, id)
	t.phrase(bot.PhraseReminder, "visit", t.when(v.Opening))
	t.out.Class = bot.SendUnprompted
	t.out.Note = "reminder"
}

// talking is how long after a text of theirs they may still be about to answer.
const talking = 15 * time.Minute

// busyUntil is how long a reminder must not come between: while they are
// talking with us or deciding on a time that is held, its digits would be taken
// for an answer to what we asked before. On a day that had its text, it waits
// for the next.
func (t *turn) busyUntil() time.Time {
	until := t.s.LastIn.Add(talking)
	if h := t.s.Hold; h != nil && h.HeldUntil.After(until) {
		until = h.HeldUntil
	}
	for at := t.now; t.capped(at); until = at {
		at = at.Add(24 * time.Hour)
	}
	return until
}

// putOff sets a reminder for later, if that is early enough before the visit.
// The timer that is due goes with this turn, so the new one has another name.
func (t *turn) putOff(v bot.Visit, at time.Time) {
	t.out.Note = "reminder_put_off"
	if at = bot.Daytime(at, t.w.Clinic.Zone); at.After(v.Start.Add(-remindStill)) {
		t.out.Note = "reminder_void"
		return
	}
	key := t.in.Wake.Key
	if again, ok := strings.CutSuffix(key, "+"); ok {
		key = again
	} else {
		key += "+"
	}
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: key, At: at})
}
