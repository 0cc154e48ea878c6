package engine

import (
	"maps"
	"slices"
	"time"

	"nightdesk/bot"
)

// What a person agreed to is kept twice: in the session, which a turn looks at and
// which ends with the conversation's retention, and in the ledger, to which only
// entries are added and which is the proof.

// consent records agreement, or its withdrawal, for one purpose. Agreeing again
// is on record too: it was asked again.
func (t *turn) consent(purpose string, given bool) {
	if purpose == bot.PurposeConversation && given && t.s.Kept[safeToText] != "" {
		t.keep(safeToText, "yes") // they were asked again, and say it is
	}
	if purpose == bot.PurposeConversation {
		t.s.Talk.Agreed = given
		if given {
			t.knowsThem()
		}
	}
	stood := t.consented(purpose)
	switch {
	case given && !stood:
		t.s.Consents = append(t.s.Consents, bot.Consent{Purpose: purpose, Wording: t.s.At.Version, Lang: t.s.Lang, Given: t.now})
	case !given && stood:
		t.withdraw(purpose)
	case !given:
		return
	}
	t.entry(bot.ConsentChange{Purpose: purpose, Given: given, How: bot.HowAnswer,
		Wording: t.s.At.Version, Step: t.s.At.Flow + "/" + t.s.At.Step})
}

// entry adds to the ledger.
func (t *turn) entry(c bot.ConsentChange) {
	c.At, c.Lang = t.now.UTC(), t.s.Lang
	t.out.Consents = append(t.out.Consents, c)
}

// consented reports whether the person agreed to texts for a purpose.
func (t *turn) consented(purpose string) bool { return consented(t.s, purpose) }

func consented(s bot.Session, purpose string) bool {
	return slices.ContainsFunc(s.Consents, func(c bot.Consent) bool { return c.Purpose == purpose && c.Withdrawn.IsZero() })
}

func (t *turn) withdraw(purpose string) {
	for i := range t.s.Consents {
		if c := &t.s.Consents[i]; c.Purpose == purpose && c.Withdrawn.IsZero() {
			c.Withdrawn = t.now
		}
	}
}

// endConsents takes back whatever was agreed to.
func (t *turn) endConsents(how string) {
	for _, purpose := range []string{bot.PurposeConversation, bot.PurposeReminders} {
		if t.consented(purpose) {
			t.withdraw(purpose)
			t.entry(bot.ConsentChange{Purpose: purpose, How: how})
		}
	}
}

// optedOut opts the person out, once. Staff who wait for them, or for whom they
// wait, must know that no text reaches them.
func (t *turn) optedOut(how string) {
	if !t.s.OptedOut.IsZero() {
		return
	}
	t.tellOptOut()
	t.s.OptedOut, t.s.OptOutAsked = t.now, time.Time{}
	t.s.Talk.OwnStop = true
	t.entry(bot.ConsentChange{Purpose: bot.PurposeAll, How: how})
	t.endConsents(how)
}

// tellOptOut tells staff of an opt-out if somebody has to reach the person by
// another way. It comes before the other reasons of the turn: the last is what
// staff see first.
func (t *turn) tellOptOut() {
	reason := ""
	switch {
	case t.out.Note == noteCrisisStop: // they are told already
	case t.s.Crisis != nil:
		reason = "wants no more texts: call if it is safe"
	case t.nextVisit() != nil:
		reason = "wants no more texts and has a visit: reach them another way"
	case t.s.Hold != nil, t.s.Case != "":
		reason = "wants no more texts: reach them another way"
	}
	if reason != "" {
		t.out.Raise = slices.Insert(t.out.Raise, 0, bot.Raise{Level: bot.LevelNextWorkday, Reason: reason})
	}
}

// optedIn ends an opt-out by the person's own word, and reports whether they had
// agreed to reminders before: those are not among what comes back.
func (t *turn) optedIn(how string) (reminded bool) {
	since := t.s.OptedOut
	stood := func(purpose string) bool {
		return t.gap <= bot.Unverified && slices.ContainsFunc(t.s.Consents, func(c bot.Consent) bool {
			return c.Purpose == purpose && (c.Withdrawn.IsZero() || c.Withdrawn.Equal(since))
		})
	}
	reminded = stood(bot.PurposeReminders)
	if t.consented(bot.PurposeReminders) { // the carrier told us of the opt-out, and no turn did
		t.withdraw(bot.PurposeReminders)
		t.entry(bot.ConsentChange{Purpose: bot.PurposeReminders, How: how})
	}
	t.entry(bot.ConsentChange{Purpose: bot.PurposeAll, Given: true, How: how})
	if stood(bot.PurposeConversation) {
		t.entry(bot.ConsentChange{Purpose: bot.PurposeConversation, Given: true, How: how})
		if !t.consented(bot.PurposeConversation) {
			t.s.Consents = append(t.s.Consents, bot.Consent{Purpose: bot.PurposeConversation, Lang: t.s.Lang, Given: t.now})
		}
	}
	t.s.OptedOut, t.s.OptOutAsked, t.s.Talk.OwnStop = time.Time{}, time.Time{}, false
	t.out.OptOut = bot.OptOutClear
	return reminded
}

// askReminders goes to the script's question about reminders.
func (t *turn) askReminders() {
	script := t.w.Program.Script
	for _, name := range slices.Sorted(maps.Keys(script.Flows)) {
		for _, st := range script.Flows[name].Steps {
			if st.Consent == bot.PurposeReminders {
				t.s.At = bot.Position{Version: script.Version}
				t.enter(bot.Place{Flow: name, Step: st.Name})
				return
			}
		}
	}
}

// blocked reports whether the carrier lets none of our texts through to them: they
// stopped them by its own word, or it told us so.
func (t *turn) blocked() bool { return !t.s.OptedOut.IsZero() && !t.s.Talk.OwnStop }

// replyBlocked tells staff that somebody in danger may not read what we answer
// (domain rule 4.3.5), with the urgency of the danger.
func (t *turn) replyBlocked() {
	if t.silent || t.out.Class != bot.SendCrisis || len(t.out.Raise) == 0 {
		return
	}
	level := t.out.Raise[0].Level
	for _, r := range t.out.Raise {
		level = min(level, r.Level)
	}
	t.out.Raise = slices.Insert(t.out.Raise, 0, bot.Raise{Level: level, Reason: "stopped our texts, so may not get the replies: call", Crisis: "reply_blocked"})
}

// StaffOptOut records a wish for no more texts that the person told a member of
// staff by voice, in writing or face to face. Only the person can take it back.
func StaffOptOut(w World, s bot.Session, staff string, now time.Time) bot.Turn {
	t := &turn{w: w, s: clone(s), was: s, now: now}
	t.optedOut(bot.HowStaff)
	for i := range t.out.Consents {
		t.out.Consents[i].Actor = staff
	}
	t.out.OptOut, t.out.Note = bot.OptOutSet, "opt_out_staff"
	t.dropHold()
	return t.finish()
}

// Refused is for somebody whose number the carrier lets no text of ours through
// to: the store has recorded the opt-out, and staff are told if it matters.
func Refused(w World, s bot.Session, now time.Time) bot.Turn {
	t := &turn{w: w, s: clone(s), was: s, now: now}
	t.s.OptedOut = time.Time{}
	t.optedOut(bot.HowCarrier)
	t.s.Talk.OwnStop = false
	t.out.Consents = nil // the store's entry says it
	t.out.Note = "opt_out_carrier"
	t.dropHold()
	return t.finish()
}
