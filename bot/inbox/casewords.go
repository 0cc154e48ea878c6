package inbox

import (
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
	"nightdesk/bot/text"
)

// mostSegments is how long words of staff may be: what is longer arrives in pieces, or
// not at all, and nobody reads it on a small phone.
const mostSegments = 3

// reply sends words of staff to the person. Only the owner speaks; whoever answers
// a case that nobody has takes it with that. What leaves, and when, is decided by the
// same rules as for every other text (domain rules 4.3.8 and 3.2).
func (a *act) reply() (did, error) {
	ch := a.mine()
	d := did{result: ch.Result, kase: ch.Case}
	if !isTheirs(ch.Result) {
		return d, nil
	}
	if d.kase = a.one.Case; a.thread == nil {
		d.result = handoff.Nobody
		return d, nil
	}
	words := a.o.Words.Text()
	if _, n := text.Segments(words); n > mostSegments {
		d.result = handoff.TooLong
		d.say = fmt.Sprintf("Not sent: that is %d texts long, and %d is the most. Make it shorter.", n, mostSegments)
		return d, nil
	}
	s := a.thread.loaded.Session
	may := engine.MayReply(a.thread.world, s, words, a.c.At)
	switch {
	case may.Cannot != "":
		d.result, d.say = handoff.CantText, "Not sent: "+may.Cannot
		return d, nil
	case may.Warn != "" && !a.o.Sure:
		d.result, d.say = handoff.Unsure, "Not sent yet: "+may.Warn
		return d, nil
	}
	a.unseen(&ch)
	a.write(ch)
	a.c.Note = "case_answered"
	send := bot.Send{ID: bot.SendID(idOf("said", string(a.c.Input))), Class: may.Class, To: s.Phone, Body: a.o.Words,
		Person: ch.Case.Person, Case: ch.Case.ID, Due: a.c.At}
	d.told = a.c.At
	zones := bot.Zones(a.x.Clinic.Zone, s.Phone)
	switch may.Class {
	case bot.SendReply:
		send.Purpose, send.Heard = bot.PurposeConversation, s.LastIn
		d.told = bot.ReplyAt(s.LastIn, a.c.At, zones...)
	case bot.SendUnprompted:
		send.Purpose = bot.PurposeConversation
		d.told = bot.UnaskedAt(s.Unasked, a.c.At, zones...)
		send.Expires = d.told.Add(unpromptedLives)
	case bot.SendCrisis, bot.SendAlert:
	}
	a.session(engine.Replied(a.thread.world, s, ch.Case.ID, a.o.By, may.Class, d.told, a.c.At))
	a.c.Said = append(a.c.Said, bot.Said{At: a.c.At, By: a.o.By.ID, Text: a.o.Words})
	a.c.Sends = append(a.c.Sends, send)
	d.result, d.kase = handoff.Answered, ch.Case
	return d, nil
}

// composing is how long words by text take at least to be written: those that come
// sooner after a danger was raised were begun before it, or before the alert of it was
// read.
const composing = 2 * time.Minute

// unseen keeps what rose while words were written: they leave, but whoever wrote them
// looked at the case as it was before, so they answer no new danger and put off
// nobody's being told of it. Of words from a page its version tells, of a text when it
// came.
func (a *act) unseen(ch *handoff.Change) {
	was := a.one.Case
	if was.Rose.IsZero() || ch.Result != handoff.AlreadyYours {
		return
	}
	byPage := a.o.Version != 0 && was.Stood > a.o.Version
	byText := !a.o.Heard.IsZero() && a.o.Heard.Before(was.Rose.Add(composing))
	if !byPage && !byText {
		return
	}
	k := &ch.Case
	k.Rose, k.Warned, k.Rung, k.Wake = was.Rose, was.Warned, was.Rung, was.Wake
}

// sayOf is the sentence for staff about what came of an order.
func (x *Inbox) sayOf(d did, now time.Time) string {
	code := d.kase.Code
	if d.say != "" {
		return d.say
	}
	switch d.result {
	case handoff.Took:
		return code + " is yours. " + x.knows(d, now)
	case handoff.AlreadyYours:
		return code + " is yours."
	case handoff.AlreadyTaken:
		return code + ": " + x.ownerOf(d.kase) + " has it."
	case handoff.Passed:
		return code + " goes to the next person."
	case handoff.PassedTo:
		return code + " goes to " + x.nameOf(d.to) + ", who is told now. It is open until they take it."
	case handoff.Unreachable:
		return code + " is still yours: " + x.nameOf(d.to) + "'s phone takes no texts."
	case handoff.Unknown:
		return code + " is as it was: nobody on the rota is called that."
	case handoff.Snoozed:
		return code + " rests until " + x.clockOf(d.kase.Snoozed, now) + ". A new reason or danger ends that."
	case handoff.NotLater:
		return code + " is as it was: that time is not ahead."
	case handoff.Closed:
		if how := d.kase.Outcome; how != "" && how != bot.EndedDone {
			return code + " is closed: " + strings.ReplaceAll(string(how), "_", " ") + "."
		}
		return code + " is closed."
	case handoff.WasClosed:
		return code + " is closed already."
	case handoff.Rose:
		return fmt.Sprintf("%s is NOT closed: NEW, level %d, since you last wrote.", code, d.kase.Level)
	case handoff.NotYours:
		if d.kase.Owner == "" {
			return "Nobody has " + code + " yet."
		}
		return code + ": " + x.ownerOf(d.kase) + " has it, so only they can do that."
	case handoff.OwnPhone:
		return code + " is about this phone, so somebody else takes it. In danger? Call 911."
	case handoff.Answered:
		if d.told.After(now) {
			return "Your words leave at " + x.clockOf(d.told, now) + ": before that it is no hour to text them."
		}
		return "Your words are on the way."
	case handoff.Held:
		return "The scripts rest for " + code + ", and so do reminders, until you release it."
	case handoff.Released:
		return "The scripts answer them again. " + code + " stays yours."
	case handoff.NotHolder:
		return "The scripts answer them already. " + code + " is yours."
	case handoff.Reviewed:
		return "Noted."
	case handoff.NotOne:
		return code + " was no crisis alert, so there is nothing to review."
	case handoff.Changed:
		return code + " has changed since you looked. Look again, then decide."
	case handoff.Nobody:
		return code + " is about nobody who can be texted."
	default:
		return code + " is closed already."
	}
}

// knows says what the person knows of it that somebody took their case.
func (x *Inbox) knows(d did, now time.Time) string {
	switch {
	case d.kase.Person == "":
		return "It is about no person, so nobody is texted."
	case d.told.IsZero():
		return "They were NOT texted: they can't be, or it is not safe."
	case d.told.After(now):
		return "It is night: they will be told at " + x.clockOf(d.told, now) + "."
	}
	return "They were told that a person is on it."
}

// clockOf is a time as staff read it, with the day if that is another.
func (x *Inbox) clockOf(at, now time.Time) string {
	at, now = at.In(x.Clinic.Zone), now.In(x.Clinic.Zone)
	if at.Sub(now) < 16*time.Hour {
		return at.Format("3:04 PM")
	}
	return at.Format("Mon Jan 2, 3:04 PM")
}
