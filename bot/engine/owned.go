package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/safety"
)

// Two voices never speak at once: while a member of staff has a thread the scripts
// say nothing in it. The screen for danger goes on, and so does a wish to stop; who
// writes while that person is silent hears who has their texts, once in a while.

// answers is how long after words of its owner a thread counts as answered, and
// how often somebody who writes into one that is not hears that a person has their
// texts. In danger it is the time of its own lines.
const answers = 15 * time.Minute

// owned reports whether a member of staff has the thread.
func (t *turn) owned() bool { return t.s.Owned.By != "" }

// ownerAnswers reports whether the owner of the thread wrote lately.
func (t *turn) ownerAnswers(long time.Duration) bool { return t.lately(t.s.Owned.Replied, long) }

// answeredLately reports that, or that the person was told lately who has their texts.
func (t *turn) answeredLately(long time.Duration) bool {
	return t.ownerAnswers(long) || t.lately(t.s.Owned.Lined, long)
}

func (t *turn) lately(at time.Time, long time.Duration) bool {
	return !at.IsZero() && !at.After(t.now) && t.now.Sub(at) < long
}

// hearOwned takes a text into a thread that staff have. What only the person can
// want of the line itself, its name and numbers, they still get.
func (t *turn) hearOwned() bool {
	if !t.owned() {
		return false
	}
	t.out.Note = "owned"
	if t.keyword() == safety.KeywordHelp {
		t.phrase(bot.PhraseHelp)
		return true
	}
	if t.silent = t.answeredLately(answers); t.silent {
		return true
	}
	reason := "writes, and waits for an answer"
	if t.wantsPerson() {
		reason = "asked again for a person"
	}
	t.raise(bot.Raise{Level: bot.LevelNextWorkday, Reason: reason})
	t.sayLate()
	t.phrase(bot.PhraseStaffOwns, "helper", t.whoHas())
	t.s.Owned.Lined = t.now
	return true
}

// whoHas says in the person's language who has their thread: what they do and never
// their name, and not even that where somebody else may read it (domain rule 3.2).
func (t *turn) whoHas() string {
	role := t.s.Owned.Role
	if t.s.Discreet || !t.s.Talk.Agreed || t.now.Sub(t.s.LastIn) > bot.InReply {
		role = ""
	}
	x, ok := roles[role]
	if !ok {
		x = roles[""]
	}
	return x.In(t.s.Lang)
}

// roles are how what somebody does is told, by the names of roles in the clinic's
// settings and of accounts; "" is for all that are not among them.
var roles = map[string]bot.Text{
	"":                   {bot.English: "a person", bot.Spanish: "una persona"},
	"nurse":              {bot.English: "a nurse", bot.Spanish: "alguien de enfermeria"},
	"dosing_nurse":       {bot.English: "a nurse", bot.Spanish: "alguien de enfermeria"},
	"counselor":          {bot.English: "a counselor", bot.Spanish: "alguien de consejeria"},
	"front_desk":         {bot.English: "our front desk", bot.Spanish: "la recepcion"},
	"intake_coordinator": {bot.English: "our intake team", bot.Spanish: "el equipo de ingreso"},
	"care team member":   {bot.English: "a member of our team", bot.Spanish: "alguien del equipo"},
	"supervisor":         {bot.English: "a member of our team", bot.Spanish: "alguien del equipo"},
	"peer_specialist":    {bot.English: "a peer specialist", bot.Spanish: "una persona de apoyo"},
}

// atThread is a turn that staff cause.
func atThread(w World, s bot.Session, now time.Time) *turn {
	t := &turn{w: w, s: clone(s), was: s, in: bot.Input{Kind: bot.WakeUp}, now: now}
	t.w.Clinic.Limits = w.Clinic.Limits.withDefaults()
	return t
}

// Own gives the thread of a case to a member of staff, and tells the person so: in
// what role, if they may be texted. Reply is "" if they must not be.
func Own(w World, s bot.Session, kase bot.CaseID, by bot.Staff, now time.Time) bot.Turn {
	t := atThread(w, s, now)
	t.s.Case, t.s.Owned = kase, bot.Owned{By: by.ID, Role: by.Role, Since: now}
	t.out.Note = "owned"
	if class, may := t.word(); may {
		t.phrase(bot.PhraseStaffTook, "role", by.Role, "helper", t.whoHas())
		t.out.Class = class
	}
	return t.finish()
}

// Hold is Own for a thread in which nothing at all is to be sent but by its owner. The
// person is not told of it.
func Hold(w World, s bot.Session, kase bot.CaseID, by bot.Staff, now time.Time) bot.Turn {
	t := atThread(w, s, now)
	if t.s.Owned.By != by.ID {
		t.s.Owned = bot.Owned{By: by.ID, Role: by.Role, Since: now}
	}
	t.s.Case, t.s.Owned.Held = kase, true
	return t.finish()
}

// Replied notes that words of the owner leave at a time.
func Replied(w World, s bot.Session, kase bot.CaseID, by bot.Staff, class bot.SendClass, leaves, now time.Time) bot.Turn {
	t := atThread(w, s, now)
	if t.s.Owned.By != by.ID {
		t.s.Owned = bot.Owned{By: by.ID, Role: by.Role, Since: now}
	}
	t.s.Case, t.s.Owned.Replied = kase, leaves
	if c := t.s.Crisis; c != nil {
		c.AskedSafe = false // the next text answers them and not us
	}
	if class == bot.SendUnprompted {
		t.leaves = leaves
		t.countUnasked()
	}
	return t.finish()
}

// Disown takes a thread from its owner. The scripts speak again when the person does.
func Disown(w World, s bot.Session, now time.Time) bot.Turn {
	t := atThread(w, s, now)
	t.disown()
	return t.finish()
}

// disown takes the thread from its owner. It is we whom they wait for now, so no nudge
// asks whether they are still there.
func (t *turn) disown() {
	t.s.Owned = bot.Owned{}
	if st := t.step(); st != nil {
		t.s.At.Quiet = len(st.Silent)
	}
}

// LetGo is Disown for an owner who fell silent, or whom nobody followed: the person is
// told that our team is told again, and how long that may take. Reply is "" if they
// must not be texted.
func LetGo(w World, s bot.Session, level bot.Level, now time.Time) bot.Turn {
	t := atThread(w, s, now)
	t.disown()
	if class, may := t.word(); may {
		t.staffLine(level)
		t.out.Class = class
	}
	return t.finish()
}

// Release lets go of a hold and of a closed case, and offers to go on where the
// script stopped. The caller has made sure that a named member of staff did it.
// A danger question that is not answered yet stays: what they text next answers
// it, so nothing is said that they might answer instead.
func Release(w World, s bot.Session, now time.Time) bot.Turn {
	return release(w, s, "", bot.PhraseStaffDone, now)
}

// GoOn is Release for a case that stays with its owner.
func GoOn(w World, s bot.Session, now time.Time) bot.Turn {
	return release(w, s, s.Case, bot.PhraseStaffBack, now)
}

func release(w World, s bot.Session, kase bot.CaseID, phrase string, now time.Time) bot.Turn {
	t := atThread(w, s, now)
	who := t.whoHas()
	t.s.Crisis, t.s.Case, t.s.Owned = nil, kase, bot.Owned{}
	class, may := t.word()
	may = may && mayTell(s)
	if c := s.Crisis; c != nil && c.Asking != "" {
		t.s.Crisis = &bot.Crisis{Label: c.Asking, Asking: c.Asking, Since: c.Since, LastReply: c.LastReply}
		may = false
	}
	t.s.Talk.Unread = time.Time{} // whoever is not understood from here on is told of again
	t.out.Note = "released"
	t.s.At.Asked = now // silence begins anew
	t.stale = true     // others booked meanwhile
	if may {
		t.phrase(phrase, "helper", who)
		if t.out.Class = class; now.Sub(t.s.LastIn) <= bot.InReply {
			t.askAgain() // else it comes back when they text: anybody may read this
		}
	}
	if t.need != "" {
		return bot.Turn{Need: t.need}
	}
	return t.finish()
}
