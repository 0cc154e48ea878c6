package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// compose makes the commit of a turn: session, reply, case and alerts, timers.
func (x *Inbox) compose(ctx context.Context, v view, in bot.Input, turn bot.Turn, digest string) (bot.Commit, error) {
	c := bot.Commit{
		Input: in.ID, Digest: digest, At: v.now, Person: v.person,
		Seats: turn.Seats, Visits: turn.Visits, Waits: turn.Waits, OptOut: turn.OptOut, Consents: turn.Consents, Purge: turn.Purge, Note: turn.Note, Actor: "person",
		Counts: turn.Counts,
	}
	if in.Kind == bot.WakeUp {
		c.Actor = "clock"
	} else {
		c.Said = append(c.Said, bot.Said{At: v.now, By: "them", Text: turn.Heard})
	}
	c.Counts = append(c.Counts, answerTime(in, turn, v.now)...)
	x.redact(&c, in)
	x.tell(&c, in, v.person, turn)
	if !v.blind {
		c.Session, c.Version, c.Stamp = &turn.Session, v.loaded.Version, v.loaded.Stamp
		c.Wakes = append(c.Wakes, bot.Wake{Key: bot.WakeSession + string(v.person), At: turn.Session.WakeAt})
	}
	x.timers(&c, v.person, turn)
	if len(turn.Raise) > 0 {
		if err := x.raise(ctx, &c, v, turn.Raise); err != nil {
			return bot.Commit{}, err
		}
	}
	x.news(ctx, &c, v.kase, in, turn)
	return c, nil
}

// timers puts the timers of a turn into the commit, and those of waitlists.
func (x *Inbox) timers(c *bot.Commit, person bot.PersonID, turn bot.Turn) {
	for _, w := range turn.Wakes {
		c.Wakes = append(c.Wakes, bot.Wake{Key: bot.WakeReminder + string(person) + ":" + w.Key, At: w.At})
	}
	c.Wakes = append(c.Wakes, x.freed(turn.Seats, turn.Waits, c.At)...)
}

// redact has the carrier's copy of a text blanked, now that all of it is applied.
func (x *Inbox) redact(c *bot.Commit, in bot.Input) {
	if x.Redact && in.Kind == bot.TextIn {
		c.Redact = append(c.Redact, string(in.ID))
	}
}

// unpromptedLives is how long a nudge or reminder may wait before it is better
// not sent at all.
const unpromptedLives = 2 * time.Hour

// tell puts what a turn says to a person into the commit: on the line, if they
// wait on it, or into the outbox.
func (x *Inbox) tell(c *bot.Commit, in bot.Input, person bot.PersonID, turn bot.Turn) {
	if turn.Reply == "" {
		return
	}
	c.Said = append(c.Said, bot.Said{At: c.At, By: "us", Text: bot.Words(turn.Reply)})
	s := bot.Send{Class: turn.Class, To: turn.Session.Phone, Body: bot.Words(turn.Reply), Person: person}
	if turn.Shown != nil {
		s.Visit, s.VisitVersion = turn.Shown.ID, turn.Shown.Version
		s.Expires = turn.Shown.Start // of a visit that has begun nobody is told
	}
	if in.Kind == bot.WakeUp && s.Class != bot.SendCrisis {
		s.Purpose = cmp.Or(turn.Purpose, bot.PurposeConversation)
		if s.Class == bot.SendReply {
			s.Heard = turn.Session.LastIn
		}
	}
	x.answer(c, in, s)
}

// answer puts the answer to an input into the commit. When it may leave is the
// gate's to say.
func (x *Inbox) answer(c *bot.Commit, in bot.Input, s bot.Send) {
	c.Segments += segments(s)
	if in.Kind == bot.TextIn && !in.CaughtUp {
		c.Reply = s.Body
		return
	}
	s.ID, s.Due = bot.SendID(idOf("to", string(c.Input))), c.At
	if in.Kind == bot.TextIn && s.Staff == "" {
		if s.Heard = in.At; s.Heard.IsZero() {
			s.Heard = c.At
		}
	}
	if s.Class == bot.SendUnprompted {
		if lives := c.At.Add(unpromptedLives); s.Expires.IsZero() || lives.Before(s.Expires) {
			s.Expires = lives
		}
	}
	c.Sends = append(c.Sends, s)
}

// raise opens the person's case, or adds to the one they have, and alerts.
func (x *Inbox) raise(ctx context.Context, c *bot.Commit, v view, raise []bot.Raise) error {
	if err := x.seeOff(ctx); err != nil {
		return err
	}
	kase, version := v.kase, v.version
	c.Counts = append(c.Counts, crises(kase, raise)...)
	if kase.ID == "" || kase.Status == bot.CaseClosed {
		open, err := x.openCases(ctx)
		if err != nil {
			return err
		}
		found := caseOf(open, v.person)
		if kase, version = found.Case, found.Version; kase.ID == "" {
			id := bot.CaseID(idOf("case", string(c.Input)))
			ch := handoff.Open(x.about(v.person), id, x.freeCode(open, id), v.person, raise, v.now)
			x.raised(c, ch, 0, v.now)
			return nil
		}
	}
	x.raised(c, handoff.Reraise(x.about(v.person), kase, raise, v.now), version, v.now)
	return nil
}

func (x *Inbox) raised(c *bot.Commit, ch handoff.Change, version int64, now time.Time) {
	if c.Session != nil {
		c.Session.Case = ch.Case.ID
		if ch.Case.Status != bot.CaseClaimed {
			c.Session.Owned = bot.Owned{}
		}
	}
	x.change(c, ch, version, now)
}

// openCases are those that can be read, oldest first, those of one moment by their codes:
// one that can't be must not stop the others.
func (x *Inbox) openCases(ctx context.Context) ([]bot.CaseWrite, error) {
	open, err := x.Store.OpenCases(ctx)
	if err != nil && !isUnreadable(err) {
		return nil, fmt.Errorf("read open cases: %w", err)
	}
	slices.SortStableFunc(open, func(a, b bot.CaseWrite) int {
		return cmp.Or(a.Case.Opened.Compare(b.Case.Opened), cmp.Compare(a.Case.Code, b.Case.Code))
	})
	return open, nil
}

// caseOf is a person's case among those that are open.
func caseOf(open []bot.CaseWrite, person bot.PersonID) bot.CaseWrite {
	for _, o := range open {
		if person != "" && o.Case.Person == person {
			return o
		}
	}
	return bot.CaseWrite{}
}

// freeCode is a code that no open case has.
func (x *Inbox) freeCode(open []bot.CaseWrite, id bot.CaseID) string {
	name := handoff.Code
	if x.Code != nil {
		name = x.Code
	}
	used := map[string]bool{}
	for _, o := range open {
		used[o.Case.Code] = true
	}
	code := name(id)
	for seed := id; used[code]; {
		seed += "+"
		code = name(seed)
	}
	return code
}

// change puts what happened to a case into a commit: the case, its timer, and a
// alert by each way to each person who must be told.
func (x *Inbox) change(c *bot.Commit, ch handoff.Change, version int64, now time.Time) {
	if mark := markOf(ch.Case); mark != ch.Case.Mark {
		ch.Case.Mark, ch.Case.Stood = mark, version+1
	}
	c.Cases = append(c.Cases, bot.CaseWrite{Case: ch.Case, Version: version})
	c.Wakes = append(c.Wakes, bot.Wake{Key: bot.WakeCase + string(ch.Case.ID), At: ch.Case.Wake})
	var raised time.Time
	if ch.Result == handoff.Opened || ch.Result == handoff.Raised {
		raised = now
	}
	posted := map[string]bool{} // a channel is told once, whoever else a step tells
	for i, a := range ch.Alerts {
		for _, by := range a.Ways() {
			s := x.alertBy(c.Input, i, ch.Case, a.Staff, by, now)
			if s.Raised = raised; s.Named() && posted[by] {
				continue
			}
			posted[by] = true
			c.Sends = append(c.Sends, s)
		}
	}
}

// markOf stands for what a case says, apart from who is told next and when.
func markOf(k bot.Case) string {
	return idOf(string(k.Status), k.Owner, string(k.Outcome), string(k.Team), fmt.Sprint(k.Level), fmt.Sprint(k.Snoozed.UnixMilli()),
		strings.Join(k.Reasons, "\n"), strings.Join(k.Labels, "\n"))[:8]
}

// alertBy is the alert of a case to one member of staff by one way. A channel is
// nobody's: it has no number and no opt-out.
func (x *Inbox) alertBy(in bot.InputID, i int, k bot.Case, s bot.Staff, by string, now time.Time) bot.Send {
	id := []string{"alert", string(in), string(k.ID), s.ID, fmt.Sprint(i)} // a commit may hold two cases
	if by != "" {
		id = append(id, by)
	}
	send := bot.Send{ID: bot.SendID(idOf(id...)), Class: bot.SendAlert, Channel: by, Case: k.ID, Due: now}
	if send.Named() {
		facts := factsOf(k, now)
		send.Alert, send.Body = &facts, bot.Words(handoff.AlertText(k, bot.Staff{}, now))
		return send
	}
	send.Body = bot.Words(handoff.AlertText(k, s, now))
	send.Staff, send.To, send.Person = s.ID, s.Phone, x.Store.Person(s.Phone)
	return send
}

// factsOf is what an alert says of a case, for channels that take it apart.
func factsOf(k bot.Case, now time.Time) bot.AlertFacts {
	f := bot.AlertFacts{Code: k.Code, Level: k.Level, Minutes: max(0, int(now.Sub(k.Opened)/time.Minute)),
		Reply: "text " + k.Code + " to the clinic's line to take it"}
	if k.Owner != "" {
		f.Reply = "nothing: somebody has it"
	}
	return f
}
