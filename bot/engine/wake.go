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
	if t.in.Wake.Key != "" {
		t.wakeOf(t.in.Wake.Key)
		return
	}
	switch c := t.s.Crisis; {
	case c != nil && c.Asking != "":
		if t.now.Sub(c.Since) >= askWaits {
			t.act(t.asked())
			t.out.Note = "crisis_ask_silent"
		}
	case t.s.Hold != nil && !t.s.Hold.HeldUntil.IsZero() && !t.now.Before(t.s.Hold.HeldUntil):
		// The ledger lets go by itself; the person hears it when they answer. That it
		// is said here as well is for whoever waits for the seat.
		t.out.Note = "hold_over"
		t.seat(bot.SeatFree, *t.s.Hold)
		t.s.Hold.HeldUntil = time.Time{}
		if t.s.Hold.Waited {
			t.offerSilent()
		}
	default:
		t.silence()
	}
}

// Timers of a person besides the session's, by the first word of their key; what
// follows is the visit that they are about. All others are reminders.
const (
	wakeClock   = "clock"      // by when they must be seen
	wakeMissed  = "missed"     // a text after a missed visit
	wakeUnheard = "unanswered" // nothing came of that text
	wakeGroup   = "group"      // a session of a group is over
	wakeRequest = "request"    // nobody decided on a request
	wakeLapsed  = "lapsed"     // and they have not heard it yet
)

// wakeOf meets a timer by its key. One that is not known, or about a visit that is
// gone, does nothing.
func (t *turn) wakeOf(key string) {
	t.out.Note = "timer_stale"
	word, rest, _ := strings.Cut(key, ":")
	switch about := bot.VisitID(strings.TrimRight(rest, "+")); word {
	case wakeClock:
		t.out.Note = "clock"
	case wakeMissed:
		t.missedDue(about)
	case wakeUnheard:
		t.missedUnheard(about)
	case wakeGroup:
		t.sessionOver(about)
	case wakeRequest:
		t.requestOver(about)
	case wakeLapsed:
		t.requestLapsed(about)
	default:
		t.reminderDue(bot.VisitID(word), strings.TrimRight(rest, "+"))
	}
}

// silence takes the next rung of the waiting step's ladder.
func (t *turn) silence() {
	t.moveOn()
	st := t.step()
	if st == nil || t.s.At.Quiet >= len(st.Silent) || !t.scriptsRun() {
		return
	}
	rung := st.Silent[t.s.At.Quiet]
	if t.now.Before(t.s.At.Asked.Add(rung.After)) {
		return
	}
	t.took(bot.WaySilent, t.s.At.Quiet)
	t.s.At.Quiet++
	t.out.Note = "silent_" + string(rung.Do)
	switch rung.Do {
	case bot.SilentNudge:
		if t.mayTextUnasked() && t.consented(bot.PurposeConversation) {
			t.phrase(bot.PhraseNudge)
			t.out.Class, t.out.Purpose = bot.SendUnprompted, bot.PurposeConversation
		}
	case bot.SilentPause: // the last rung: it stays quiet until they text
		t.count(bot.StepSilent, t.s.At.Place)
	case bot.SilentHandoff:
		t.raise(bot.Raise{Level: rung.Handoff.Level, Reason: rung.Handoff.Reason, Team: rung.Handoff.Team})
		t.count(bot.StepSilent, t.s.At.Place)
	}
}

// scriptsRun reports whether nothing stands above the script right now.
func (t *turn) scriptsRun() bool { return t.calm() && !t.owned() }

// calm reports whether nothing speaks against a text about a visit of theirs: no
// danger, no wish for no more, and no member of staff who holds those back too. One
// who only has the thread does not: a visit that somebody misses because a nurse was
// talking with them is no help.
func (t *turn) calm() bool {
	return t.s.OptedOut.IsZero() && (t.s.Crisis == nil || !t.s.Crisis.Held && t.s.Crisis.Asking == "") && !t.s.Owned.Held
}

// mayTextUnasked reports whether a text that the person is not waiting for may be
// composed at all: the gate judges it again as it leaves.
func (t *turn) mayTextUnasked() bool {
	return t.scriptsRun() && isSafe(t.s) && !t.isUnverified() && !bot.Capped(t.s.Unasked, t.now, t.w.Clinic.Zone)
}

// isUnverified reports whether the number was silent for so long that it may be
// somebody else's.
func (t *turn) isUnverified() bool { return t.now.Sub(t.s.LastIn) >= bot.Unverified }

// zones are where the person may be.
func (t *turn) zones() []*time.Location { return bot.Zones(t.w.Clinic.Zone, t.s.Phone) }

// countUnasked notes a text that they were not waiting for.
func (t *turn) countUnasked() {
	old := func(sent time.Time) bool { return t.now.Sub(sent) >= 7*24*time.Hour }
	at := t.now
	if t.leaves.After(at) {
		at = t.leaves
	}
	t.s.Unasked = append(slices.DeleteFunc(t.s.Unasked, old), at.Truncate(time.Second))
}

// nextWake is when the session's timer falls due next; zero = never.
func (t *turn) nextWake() time.Time {
	if c := t.s.Crisis; c != nil && c.Asking != "" {
		return c.Since.Add(askWaits)
	}
	if !t.scriptsRun() && !t.owned() {
		return time.Time{}
	}
	var at time.Time
	if st := t.step(); st != nil && !t.owned() && t.s.At.Quiet < len(st.Silent) {
		rung := st.Silent[t.s.At.Quiet]
		at = t.s.At.Asked.Add(rung.After)
		if rung.Do == bot.SilentNudge {
			at = bot.Daytime(at, t.zones()...)
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
	if day := bot.Daytime(at, t.zones()...); !day.After(latest) {
		return day
	}
	return bot.DaytimeBefore(latest, t.zones()...)
}

// A reminder's key is "<visit>:<n>" here; the inbox puts the person before it.
func reminderKey(v bot.VisitID, n int) string { return string(v) + ":" + strconv.Itoa(n) }

// reminderDue words a reminder, from the visit as it is now, if that still stands
// and the person wants reminders.
func (t *turn) reminderDue(id bot.VisitID, n string) {
	v := t.visit(id)
	if _, err := strconv.Atoi(n); err != nil || v == nil || v.Status != bot.VisitBooked {
		return
	}
	t.out.Note = "reminder_void"
	if t.sessionFell(v) || !v.Start.After(t.now) || !t.calm() || !t.consented(bot.PurposeReminders) {
		return
	}
	if t.closedOn(v.Opening) {
		t.out.Note = "reminder_closed"
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "not reminded of a visit: the clinic is closed that day, so call and move it"})
		return
	}
	if t.isUnverified() {
		t.out.Note = "reminder_unverified"
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "not reminded of a visit: the number was silent for 60 days, so call"})
		return
	}
	if !isSafe(t.s) {
		return
	}
	if until := t.busyUntil(); until.After(t.now) {
		t.putOff(until, v.Start.Add(-remindStill))
		return
	}
	if !bot.Daytime(t.now, t.zones()...).Equal(t.now) {
		t.putOff(t.now, v.Start.Add(-remindStill))
		return
	}
	t.remindOf(v)
	t.out.Class, t.out.Purpose = bot.SendUnprompted, bot.PurposeReminders
	t.shown = id
	t.out.Note = "reminder"
}

// closedOn reports whether the clinic is closed on the day of an opening.
func (t *turn) closedOn(o bot.Opening) bool {
	cal := t.w.Clinic.Calendar
	if cal == nil {
		return false
	}
	_, closed := cal.Closed(cal.Date(o.Start))
	return closed
}

// unasked says one text that the person is not waiting for, and goes to the step
// that reads the answer to it. On a shared phone a time is shown only after the
// word; without one nothing is said, and it reports false.
func (t *turn) unasked(step string, about bot.VisitID, phrase string, values ...string) bool {
	if t.s.Discreet && len(values) > 0 {
		if t.s.Word.Word == "" {
			return false
		}
		t.s.Word.Given = time.Time{} // whoever reads this may be another
		phrase, values = bot.PhraseReminderWord, nil
	}
	t.moveBuiltIn(step, about)
	t.phrase(phrase, values...)
	t.out.Class, t.out.Purpose = bot.SendUnprompted, bot.PurposeConversation
	return true
}

// talking is how long after a text of theirs they may still be about to answer.
const talking = 15 * time.Minute

// busyUntil is how long a text that they are not waiting for must not come between:
// while they are talking with us or deciding on a time that is held, its digits
// would be taken for an answer to what we asked before. On a day that had its text,
// it waits for the next.
func (t *turn) busyUntil() time.Time {
	until := t.s.LastIn.Add(talking)
	if said := t.s.Owned.Replied.Add(talking); t.owned() && said.After(until) {
		until = said
	}
	if h := t.s.Hold; h != nil && h.HeldUntil.After(until) {
		until = h.HeldUntil
	}
	if free := bot.UnaskedAt(t.s.Unasked, t.now, t.zones()...); free.After(until) && bot.Capped(t.s.Unasked, t.now, t.w.Clinic.Zone) {
		until = free
	}
	return until
}

// putOff sets the timer that is due for a later time of day, if that is not after
// latest. It reports whether it did.
func (t *turn) putOff(at, latest time.Time) bool {
	if at = bot.Daytime(at, t.zones()...); at.After(latest) {
		return false
	}
	t.out.Note = "put_off"
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: t.in.Wake.Key, At: at})
	return true
}
