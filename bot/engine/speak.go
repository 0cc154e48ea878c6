package engine

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/mask"
	"nightdesk/bot/safety"
)

// Speaking is whether words of staff may go to a person, and how.
type Speaking struct {
	// Class is how they go.
	Class bot.SendClass
	// Cannot says why they may not go at all, and Warn what staff must know first; ""
	// = nothing. Both are sentences for staff, with nothing of the person.
	Cannot, Warn string
}

// MayReply judges words that a member of staff wants to send. In a thread that is open
// they expect them; later they are like any text that nobody asked for. What tells
// what kind of clinic this is needs somebody who reads along, alone, and agreed to it
// (domain rule 3.2).
func MayReply(w World, s bot.Session, words string, now time.Time) Speaking {
	t := atThread(w, s, now)
	live := now.Sub(s.LastIn) <= bot.InReply
	class, may := t.word()
	if c := s.Crisis; c != nil && live && s.OptedOut.IsZero() && s.Kept[safeToText] != "no" {
		class, may = bot.SendCrisis, true
	}
	if !may {
		return Speaking{Cannot: t.whyNot()}
	}
	var warn []string
	if !mayTell(s) {
		warn = append(warn, "they have not said that it is safe to text there, so somebody else may read this")
	}
	if s.Discreet || !s.Talk.Agreed || !live {
		if telling := safety.Telling(words); len(telling) > 0 {
			warn = append(warn, "others may read this phone, and it says: "+strings.Join(telling, ", "))
		}
	}
	if _, found := mask.Mask(words, t.local()); len(found) > 0 {
		kinds := make([]string, len(found))
		for i, k := range found {
			kinds[i] = string(k)
		}
		warn = append(warn, "it seems to hold what should not be texted: "+strings.Join(slices.Compact(kinds), ", "))
	}
	if len(warn) == 0 {
		return Speaking{Class: class}
	}
	return Speaking{Class: class, Warn: strings.Join(warn, "; ") + "."}
}

// whyNot says to staff why a person can't be texted.
func (t *turn) whyNot() string {
	switch {
	case !t.s.OptedOut.IsZero():
		return "they want no more texts. Call them, if that is safe."
	case !mayTell(t.s):
		return "they said that it is not safe to text, or have not said that it is. Call only if that is safe."
	case t.isUnverified():
		return "they have not written for 60 days, so the number may be somebody else's. Call."
	case !t.consented(bot.PurposeConversation):
		return "they wrote more than a day ago, and did not agree to be texted after that. Call."
	}
	return "they wrote more than a day ago, and have had as many texts as may go to them unasked. Call, or wait until they write."
}
