package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// word is how a word goes out that comes of what staff do, and whether it may: in
// a thread that is open they expect it; later it is one that nobody asked for.
func (t *turn) word() (class bot.SendClass, may bool) {
	switch {
	case !mayTell(t.s):
		return "", false
	case t.s.Crisis != nil:
		return bot.SendCrisis, true
	case t.now.Sub(t.s.LastIn) <= bot.OpenThread:
		return bot.SendReply, true
	}
	return bot.SendUnprompted, t.consented(bot.PurposeConversation) && !t.isUnverified() && !bot.Capped(t.s.Unasked, t.now, t.w.Clinic.Zone)
}

// safeToText is what is kept of whether texts may come unasked: "asked", "no" or
// "yes"; nothing if no danger from others ever made it a question.
const safeToText = "safe_to_text"

// isSafe reports whether texts may come unasked. After a question whether it is
// safe only a yes is a yes, whatever danger came after (domain rule 5.6).
func isSafe(s bot.Session) bool {
	return s.Kept[safeToText] == "" || s.Kept[safeToText] == "yes"
}

// mayTell reports whether somebody may be texted who is not waiting on the line.
func mayTell(s bot.Session) bool {
	danger := s.Crisis != nil && safety.Label(s.Crisis.Label) == safety.DangerFromOthers
	return s.OptedOut.IsZero() && isSafe(s) && (!danger || s.Kept[safeToText] == "yes")
}

// Alone answers a text when no session can be read: the crisis screen needs no
// store and no network. Where nothing is remembered nothing can be asked, because
// the answer would not be understood, so what may be danger counts as danger.
// reply is "" when the text shows none.
func Alone(in bot.Input) (reply string, raise *bot.Raise) {
	f := safety.Screen(in.Body.Text())
	if !f.Raised() {
		return "", nil
	}
	return safety.Reply(f, alone(in)), &bot.Raise{Level: f.Level(), Reason: "crisis screen: " + f.Why(), Crisis: string(f.Label)}
}

// AloneAgain is the steady line for somebody whose danger was raised before; ""
// if label is no danger.
func AloneAgain(label string, in bot.Input) (reply string, raise *bot.Raise) {
	text := in.Body.Text()
	h := safety.Hold{Label: safety.Label(label), Next: safety.None}
	switch h.Label {
	case safety.OverdoseNow:
		h.About, h.Step = safety.Speaks(text), safety.NextStep(text, false)
	case safety.DangerFromOthers:
		h.Staff = safety.StaffUnsaid
		if safety.Unsafe(text, true) {
			return "OK.", &bot.Raise{Level: bot.LevelNow, Reason: "says it is not safe to text", Crisis: label}
		}
	case safety.MedicalEmergency, safety.SuicideRisk, safety.Withdrawal, safety.None:
	}
	h.Send = safety.AsksToSend(text)
	if reply = safety.Steady(h, alone(in)); reply == "" {
		return "", nil
	}
	return reply, &bot.Raise{Level: bot.LevelNow, Reason: texted, Crisis: label}
}

// alone is how crisis wording is chosen for somebody of whom nothing is known.
func alone(in bot.Input) safety.Manner {
	if lang, sure := safety.Tongue(in.Body.Text()); sure {
		return safety.Manner{Lang: lang}
	}
	if lang, sure := answer.Language(in.Body.Text()); sure {
		return safety.Manner{Lang: bot.Lang(lang)}
	}
	return safety.Manner{Lang: bot.English}
}

// late is when an answer that outlived an outage begins with an apology.
const late = 10 * time.Minute

// sayLate opens the answer to a text that no webhook brought in time.
func (t *turn) sayLate() {
	if !t.in.CaughtUp || t.in.At.IsZero() || t.now.Sub(t.in.At) < late {
		return
	}
	t.ahead(bot.PhraseLate)
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "a text was answered late after an outage"})
}

// Unreadable answers somebody whose session is stored and can't be read, or
// whose turn can't be decided: danger first, then a wish to stop, then the truth
// that a person has to look. out is when they opted out. Nothing of the turn's
// session may be stored.
func Unreadable(w World, out time.Time, in bot.Input, now time.Time) bot.Turn {
	t := &turn{w: w, in: in, now: now, text: in.Body.Text()}
	t.s = bot.Session{Phone: in.From, Line: in.To, Lang: w.Clinic.Langs[0], OptedOut: out}
	t.followLanguage()
	if f := safety.Screen(t.text); f.Raised() {
		t.followTongue()
		t.act(f)
		if t.blocked() {
			t.replyBlocked()
		}
		if t.wantsStop() {
			t.setOptOut()
		}
	} else if !t.optOut() {
		t.sayLate()
		t.staffLine(bot.LevelSameDay)
	}
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "the conversation can't be read or gone on with"})
	t.out.Note = "unreadable"
	return t.finish()
}

// StaffWish is what a text of staff does to the texts to their own phone, out
// being how it stands, and how it was said (one of the How words of bot). Any plain
// wish counts, as everybody else's does. silent is set if the carrier has answered
// and lets nothing of ours through.
func StaffWish(c Clinic, in bot.Input, out bool) (wish bot.OptOut, how string, silent bool) {
	t := &turn{w: World{Clinic: c}, in: in, text: in.Body.Text()}
	switch key := t.keyword(); {
	case key == safety.KeywordStop:
		return bot.OptOutSet, bot.HowKeyword, t.carrierAnswers()
	case safety.OptOutIn(t.text) == safety.OptOutClear:
		return bot.OptOutSet, bot.HowWords, false
	case key == safety.KeywordStart && (out || in.CarrierKeyword != ""):
		return bot.OptOutClear, bot.HowKeyword, false
	}
	return bot.OptOutNone, "", false
}
