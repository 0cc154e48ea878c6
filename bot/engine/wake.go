package engine

import (
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/safety"
)

// Texts that nobody asked for go out between these hours of the clinic's day
// (domain rule 4.3.8).
const (
	dayBegins = 8
	dayEnds   = 21
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
			t.act(safety.Finding{Label: answered(c.Asking), Strength: safety.Act, Next: safety.None})
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

// mayTextUnasked reports whether a text that the person is not waiting for may
// be sent at all.
func (t *turn) mayTextUnasked() bool {
	return t.scriptsRun() && t.s.Kept["safe_to_text"] != "no"
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
			at = t.daytime(at)
		}
	}
	if h := t.s.Hold; h != nil && !h.HeldUntil.IsZero() && (at.IsZero() || h.HeldUntil.Before(at)) {
		at = h.HeldUntil
	}
	return at
}

// daytime is at, or the next morning hour at which unasked texts may go out.
func (t *turn) daytime(at time.Time) time.Time {
	l := at.In(t.w.Clinic.Zone)
	y, m, d := l.Date()
	switch {
	case l.Hour() < dayBegins:
		return time.Date(y, m, d, dayBegins, 0, 0, 0, t.w.Clinic.Zone)
	case l.Hour() >= dayEnds:
		return time.Date(y, m, d+1, dayBegins, 0, 0, 0, t.w.Clinic.Zone)
	}
	return at
}

// Reminders: 3 days and 1 day before (missed 4.4% against 5.8% and 5.3% for
// either alone, Steiner 2018); a visit booked later than that gets one, 3 hours
// before at the latest.
var remindBefore = []time.Duration{72 * time.Hour, 24 * time.Hour}

const remindLatest = 3 * time.Hour

// remind sets the timers of a new booking. What they say is decided when they
// fall due, from the visit as it is then.
func (t *turn) remind(v bot.Visit) {
	set := 0
	for _, before := range remindBefore {
		at := v.Start.Add(-before)
		if day := t.daytime(at); day.Before(v.Start.Add(-remindLatest)) {
			at = day
		}
		if at.Sub(t.now) < remindLatest {
			continue // the booking itself just told them
		}
		t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: reminderKey(v.ID, set), At: at})
		set++
	}
	if at := v.Start.Add(-remindLatest); set == 0 && at.Sub(t.now) >= time.Hour && t.daytime(at).Equal(at) {
		t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: reminderKey(v.ID, set), At: at})
	}
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
	if v == nil || !v.Start.After(t.now) || !t.consented("reminders") || !t.mayTextUnasked() || !t.daytime(t.now).Equal(t.now) {
		t.out.Note = "reminder_void"
		return
	}
	t.moveBuiltIn(stepReminder)
	t.phrase(bot.PhraseReminder, "visit", t.when(v.Opening))
	t.out.Class = bot.SendUnprompted
	t.out.Note = "reminder"
}
