package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
	"nightdesk/bot/schedule"
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
		t.stop(t.stopped(), out || t.carrierAnswers())
		return true
	case out && t.startsAgain():
		t.startAgain(bot.HowKeyword)
		return true
	case key == safety.KeywordStart && !out && !isYes(t.text):
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

// stopped is what confirms a keyword. A bare STOP or QUIT ends texts by law, and
// may have meant something else (domain rule 4.3.3); where others may read it,
// that is put in words that tell nothing.
func (t *turn) stopped() string {
	if t.s.Discreet {
		return bot.PhraseStopped
	}
	return bot.PhraseStoppedMeant
}

// startsAgain reports whether the text is a keyword that ends an opt-out. On a
// toll-free line the network undoes a stop, and YES is none of its words.
func (t *turn) startsAgain() bool {
	return t.keyword() == safety.KeywordStart && !(isYes(t.text) && t.in.To.TollFree())
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
	case wish == safety.OptOutWrongNumber, t.unawaited() && safety.AsksWho(t.text):
		t.stop(bot.PhraseWrongNumber, out)
		t.forget()
	case asked && t.saysYes():
		t.stop(bot.PhraseStopped, out)
	case wish == safety.OptOutUnclear && asked:
		t.stop(bot.PhraseStopped, out)
	case out && wish == safety.OptOutBack && (t.s.Talk.OwnStop || !t.carrierAnswers()):
		t.startAgain(bot.HowWords) // where the carrier blocks them, only its own word undoes that
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

// unawaited reports whether whoever writes answers a text that they did not wait
// for, or comes after a silence: then a new owner of the number, or another who
// shares it, may be asking who we are. In the middle of a talk it is a question.
func (t *turn) unawaited() bool {
	last := t.now.Add(-t.gap)
	n := len(t.s.Unasked)
	return t.wrote && (t.gap > away || n > 0 && !t.s.Unasked[n-1].Before(last.Truncate(time.Second)))
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
	how := bot.HowWords
	if keyword {
		how = bot.HowKeyword
	}
	t.optedOut(how)
	t.s.Talk.OwnStop = t.s.Talk.OwnStop && !(keyword && t.carrierAnswers()) // then the carrier knows too
	t.out.OptOut = bot.OptOutSet
	t.dropHold()
	if t.owned() {
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "wants no more texts: no words of yours reach them, so call if it is safe"})
	}
}

// startAgain lets texts flow again; only the person's own word does that. What
// they had agreed to be reminded of is not among it: that is asked anew.
func (t *turn) startAgain(how string) {
	silent := t.carrierAnswers() && !t.carrierLetStopBy()
	reminded := t.optedIn(how)
	t.out.Note = "opt_in"
	if t.silent = silent; t.silent {
		return
	}
	t.phrase(bot.PhraseStartAgain)
	switch {
	case t.step() != nil || t.builtIn():
		t.askAgain()
	case reminded && t.nextVisit() != nil:
		t.askReminders()
	}
}

// carrierLetStopBy reports whether the carrier has no part in this opt-out: it
// was in words of their own, so the carrier blocked nothing, and does not answer
// START either.
func (t *turn) carrierLetStopBy() bool { return t.s.Talk.OwnStop && t.in.CarrierKeyword == "" }

// stillOn answers START from somebody who is not opted out: no carrier does,
// unless it says that it has.
func (t *turn) stillOn() {
	t.out.Note = "opt_in"
	if t.silent = t.in.CarrierKeyword != ""; t.silent {
		return
	}
	if t.step() == nil && !t.builtIn() {
		t.begin()
		return
	}
	t.phrase(bot.PhraseStartAgain)
	t.askAgain()
}

// forget clears what we know of somebody whose number this is not: what they
// answered and what was said, the visits too, which staff now have to see to. What
// was agreed to stays in the ledger.
func (t *turn) forget() {
	t.tellStranger()
	t.endStanding()
	s := t.s
	t.s = bot.Session{Phone: s.Phone, Line: s.Line, Lang: s.Lang, LastIn: s.LastIn, OptedOut: s.OptedOut,
		Talk: bot.Talk{OwnStop: s.Talk.OwnStop}, Turns: s.Turns, Budget: s.Budget, Unasked: s.Unasked, Case: s.Case}
	t.out.Purge = true
}

// endStanding gives up what nobody would see to once the session knows it no more: a
// seat of a group, which its session moves on, and a request, whose answer nobody
// would hear. Other visits stay for staff.
func (t *turn) endStanding() {
	for _, v := range t.s.Visits {
		switch {
		case v.Series != "" && v.Status != bot.VisitCancelled && v.Status != bot.VisitProposed:
			t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "had a seat in a group under a wrong number, and it is free now: book it anew under theirs"})
		case v.Status == bot.VisitProposed:
			t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "had asked for a visit under a wrong number, and it is free now"})
		default:
			continue
		}
		t.free(&v)
		v.Version, v.Changed = v.Version+1, t.now
		t.out.Visits = append(t.out.Visits, v)
	}
	if len(t.s.Waiting) > 0 {
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "was on a waitlist under a wrong number, so taken off it"})
	}
}

// tellStranger tells staff whom they can't reach by text any more.
func (t *turn) tellStranger() {
	for _, v := range t.s.Visits {
		if v.Status == bot.VisitBooked && v.Series == "" && v.Start.After(t.now) {
			t.raise(bot.Raise{Level: bot.LevelSameDay,
				Reason: "a visit is booked under a wrong number: " + schedule.When(v.Start, t.now, t.w.Clinic.Zone, bot.English)})
		}
	}
	if t.s.Case != "" && len(t.out.Raise) == 0 {
		t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: "this number is somebody else's"})
	}
}

// forgetTalk forgets what was said and asked. Consents end and stay on record:
// their proof is kept for years (domain rule 3.3.5).
func (t *turn) forgetTalk() {
	t.forgetAnswers()
	t.endConsents(bot.HowSilence)
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
