package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// Took is what the person is told when a member of staff takes their case: that
// it is so, and in what role. It returns "" if they must not be texted.
func Took(w World, s bot.Session, role string, now time.Time) (string, bot.SendClass) {
	t := &turn{w: w, s: clone(s), now: now}
	if !mayTell(s) {
		return "", ""
	}
	class := bot.SendReply
	switch {
	case s.Crisis != nil:
		class = bot.SendCrisis
	case now.Sub(s.LastIn) > recent:
		class = bot.SendUnprompted // by day: they wait for staff, not for this line
	}
	return t.say(bot.PhraseStaffTook, "role", role), class
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

// recent is how long after a person's last text an answer to it may still be
// sent at night.
const recent = time.Hour

// Release lets go of a hold and of a closed case, and offers to go on where the
// script stopped. The caller has made sure that a named member of staff did it.
// A danger question that is not answered yet stays: what they text next answers
// it, so nothing is said that they might answer instead.
func Release(w World, s bot.Session, now time.Time) bot.Turn {
	t := &turn{w: w, s: clone(s), now: now}
	t.w.Clinic.Limits = w.Clinic.Limits.withDefaults()
	may := mayTell(s)
	t.s.Crisis, t.s.Case = nil, ""
	if c := s.Crisis; c != nil && c.Asking != "" {
		t.s.Crisis = &bot.Crisis{Label: c.Asking, Asking: c.Asking, Since: c.Since, LastReply: c.LastReply}
		may = false
	}
	t.out.Note = "released"
	t.s.At.Asked = now // silence begins anew
	if soon := now.Sub(t.s.LastIn) <= recent; may && (soon || !t.capped(now)) {
		t.phrase(bot.PhraseStaffDone)
		t.out.Class = bot.SendUnprompted // the question comes back when they text
		if soon {
			t.out.Class = bot.SendReply
			t.askAgain()
		}
	}
	if t.need != "" {
		return bot.Turn{Need: t.need}
	}
	return t.finish()
}

// Alone answers a text when no session can be read: the crisis screen needs no
// store and no network. reply is "" when the text shows no danger.
func Alone(c Clinic, in bot.Input) (reply string, raise *bot.Raise) {
	f := safety.Screen(in.Body.Text())
	if !f.Raised() {
		return "", nil
	}
	m := safety.Manner{Lang: bot.English}
	if lang, sure := safety.Tongue(in.Body.Text()); sure {
		m.Lang = lang
	} else if lang, sure := answer.Language(in.Body.Text()); sure {
		m.Lang = bot.Lang(lang)
	}
	reply = safety.Reply(f, m)
	if f.Strength == safety.Ask {
		reply = safety.Question(f, m)
	}
	return reply, &bot.Raise{Level: f.Level(), Reason: "crisis screen: " + f.Why(), Crisis: string(f.Label)}
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

// Unreadable answers somebody whose session is stored and can't be read: danger
// first, then the truth that a person has to look.
func Unreadable(w World, in bot.Input, now time.Time) bot.Turn {
	if reply, raise := Alone(w.Clinic, in); raise != nil {
		return bot.Turn{Reply: reply, Raise: []bot.Raise{*raise}}
	}
	t := &turn{w: w, in: in, now: now, text: in.Body.Text()}
	t.s.Lang = w.Clinic.Langs[0]
	t.guessLanguage()
	t.handOff(bot.HandoffOrder{Reason: "the stored conversation can't be read", Level: bot.LevelSameDay})
	return bot.Turn{Reply: join(t.parts), Raise: t.out.Raise}
}
