package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// optOut handles the wish not to be texted, and the way back. It reports
// whether the text is dealt with.
//
// Any reasonable wording counts and takes effect at once (47 CFR
// 64.1200(a)(10)); one confirmation is sent at most ((a)(12)).
func (t *turn) optOut() bool {
	key := t.keyword()
	out := !t.s.OptedOut.IsZero()
	switch {
	case key == safety.KeywordStop:
		t.stop(bot.PhraseStopped, t.carrierAnswers())
		return true
	case key == safety.KeywordStart && out:
		t.startAgain()
		return true
	case key == safety.KeywordStart && !isYes(t.text):
		t.stillOn()
		return true
	case key == safety.KeywordHelp && (t.carrierAnswers() || out):
		t.out.Note = "help"
		if t.silent = t.carrierAnswers(); !t.silent {
			t.phrase(bot.PhraseHelp)
		}
		return true
	}
	return t.optOutInWords(out)
}

// keyword is the keyword that the text is, as the carrier saw it if it did.
func (t *turn) keyword() safety.Keyword {
	switch t.in.CarrierKeyword {
	case "STOP":
		return safety.KeywordStop
	case "START":
		return safety.KeywordStart
	case "HELP":
		return safety.KeywordHelp
	}
	return safety.KeywordIn(t.text)
}

// wantsStop reports whether the text, whatever else it says, plainly wishes for
// no more texts.
func (t *turn) wantsStop() bool {
	wish := safety.OptOutIn(t.text)
	return t.keyword() == safety.KeywordStop || wish == safety.OptOutClear || wish == safety.OptOutWrongNumber
}

// optOutInWords reads wishes that no carrier acts on.
func (t *turn) optOutInWords(out bool) bool {
	wish := safety.OptOutIn(t.text)
	asked := !t.s.OptOutAsked.IsZero() && t.now.Sub(t.s.OptOutAsked) < 24*time.Hour
	t.s.OptOutAsked = time.Time{}
	switch {
	case wish == safety.OptOutClear:
		t.stop(bot.PhraseStopped, out)
	case wish == safety.OptOutWrongNumber:
		t.stop(bot.PhraseWrongNumber, out)
		t.forget()
	case asked && t.saysYes():
		t.stop(bot.PhraseStopped, out)
	case wish == safety.OptOutUnclear && asked:
		t.stop(bot.PhraseStopped, out)
	case out && !t.machine() && t.wantsPerson():
		t.phrase(bot.PhraseOptedOut)
		t.handOff(bot.HandoffOrder{Reason: "asked for a person after no more texts", Level: bot.LevelSameDay})
	case out:
		t.out.Note = "opted_out_text"
		if t.silent = t.machine(); !t.silent {
			t.phrase(bot.PhraseOptedOut)
		}
	case asked && t.saysNo():
		if t.askAgain(); len(t.parts) == 0 {
			t.begin()
		}
	case wish == safety.OptOutUnclear:
		t.s.OptOutAsked = t.now
		t.phrase(bot.PhraseStopUnclear)
	default:
		return false
	}
	return true
}

// wantsPerson reports whether the text asks for a person or a call.
func (t *turn) wantsPerson() bool {
	cmd, _ := t.globalWord()
	return cmd == answer.CommandHuman
}

// carrierAnswers reports whether the carrier has answered this keyword itself.
func (t *turn) carrierAnswers() bool { return t.w.Clinic.CarrierAnswers || t.in.CarrierKeyword != "" }

// stop opts the person out. silent leaves the confirmation to the carrier, or
// unsaid to somebody who had it before.
func (t *turn) stop(phrase string, silent bool) {
	t.setOptOut()
	t.out.Note = "opt_out"
	if t.silent = silent; !silent {
		t.phrase(phrase)
	}
}

func (t *turn) setOptOut() {
	keyword := t.in.CarrierKeyword == "STOP" || safety.KeywordIn(t.text) == safety.KeywordStop
	if t.s.OptedOut.IsZero() {
		t.s.OptedOut, t.s.Talk.OwnStop = t.now, !keyword
	}
	t.s.Talk.OwnStop = t.s.Talk.OwnStop && !keyword // now the carrier knows too
	t.out.OptOut = bot.OptOutSet
	t.dropHold()
}

// startAgain lets texts flow again; only the person's own word does that.
func (t *turn) startAgain() {
	silent := t.carrierAnswers() && !t.carrierLetStopBy()
	t.s.OptedOut, t.s.Talk.OwnStop = time.Time{}, false
	t.out.OptOut = bot.OptOutClear
	t.out.Note = "opt_in"
	if t.silent = silent; t.silent {
		return
	}
	t.phrase(bot.PhraseStartAgain)
	if t.step() != nil || t.builtIn() {
		t.askAgain()
	}
}

// carrierLetStopBy reports whether the carrier has no part in this opt-out: it
// was in words of their own, so the carrier blocked nothing, and does not answer
// START either.
func (t *turn) carrierLetStopBy() bool { return t.s.Talk.OwnStop && t.in.CarrierKeyword == "" }

// stillOn answers START from somebody who is not opted out: no carrier does.
func (t *turn) stillOn() {
	t.out.Note = "opt_in"
	if t.step() == nil && !t.builtIn() {
		t.begin()
		return
	}
	t.phrase(bot.PhraseStartAgain)
	t.askAgain()
}

// forget clears what we know of somebody whose number this is not.
func (t *turn) forget() {
	for _, v := range t.s.Visits {
		if v.Status == bot.VisitBooked && v.Start.After(t.now) {
			t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "a visit is booked under a wrong number"})
			break
		}
	}
	t.forgetTalk()
	t.s.Recent = nil
}

// forgetTalk forgets what was said and asked. Consents end and stay on record:
// their proof is kept for years (domain rule 3.3.5).
func (t *turn) forgetTalk() {
	t.forgetAnswers()
	for i := range t.s.Consents {
		if c := &t.s.Consents[i]; c.Withdrawn.IsZero() {
			c.Withdrawn = t.now
		}
	}
	t.s.At = bot.Position{}
}

// forgetAnswers clears what they answered, but not whether it is safe to text.
func (t *turn) forgetAnswers() {
	safe := t.s.Kept[safeToText]
	t.s.Kept, t.s.Back, t.s.Offer, t.s.Moving = nil, nil, nil, ""
	if safe != "" {
		t.keep(safeToText, safe)
	}
}

// isYes reports whether START was said as YES, which is an answer like any other
// to somebody who is not opted out.
func isYes(s string) bool {
	yes, ok := answer.YesNo(s)
	return ok && yes
}

func (t *turn) saysYes() bool {
	yes, ok := answer.YesNo(t.text)
	return ok && yes
}

func (t *turn) saysNo() bool {
	yes, ok := answer.YesNo(t.text)
	return ok && !yes
}
