package inbox

import (
	"context"
	"fmt"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
)

// Timer keys. The person or case in them is an id, never a number or a name.
const (
	wakeSession  = "s:" // s:<person>
	wakeReminder = "r:" // r:<person>:<visit>:<n>
	wakeCase     = "c:" // c:<case>
	wakeFailed   = "f:" // f:<case>:<staff>, set when an alert could not be sent
)

// compose makes the commit of a turn: session, reply, case and alerts, timers.
func (x *Inbox) compose(ctx context.Context, v view, in bot.Input, turn bot.Turn, digest string) (bot.Commit, error) {
	c := bot.Commit{
		Input: in.ID, Digest: digest, At: v.now, Person: v.person,
		Session: &turn.Session, Version: v.loaded.Version, Stamp: v.loaded.Stamp,
		Seats: turn.Seats, OptOut: turn.OptOut, Note: turn.Note, Actor: "person",
	}
	if in.Kind == bot.WakeUp {
		c.Actor = "clock"
	} else {
		c.Said = append(c.Said, bot.Said{At: v.now, By: "them", Text: in.Body})
	}
	if turn.Reply != "" {
		c.Said = append(c.Said, bot.Said{At: v.now, By: "us", Text: bot.Words(turn.Reply)})
		if in.Kind == bot.WakeUp || in.CaughtUp {
			c.Sends = append(c.Sends, x.toPerson(in.ID, v, turn))
		} else {
			c.Reply = bot.Words(turn.Reply)
		}
	}
	c.Wakes = append(c.Wakes, bot.Wake{Key: wakeSession + string(v.person), At: turn.Session.WakeAt})
	for _, w := range turn.Wakes {
		c.Wakes = append(c.Wakes, bot.Wake{Key: wakeReminder + string(v.person) + ":" + w.Key, At: w.At})
	}
	if len(turn.Raise) > 0 {
		if err := x.raise(ctx, &c, v, turn.Raise); err != nil {
			return bot.Commit{}, err
		}
	}
	return c, nil
}

// unpromptedLives is how long a nudge or reminder may wait before it is better
// not sent at all.
const unpromptedLives = 2 * time.Hour

// toPerson is a reply that nobody waits for on the line.
func (x *Inbox) toPerson(id bot.InputID, v view, turn bot.Turn) bot.Send {
	s := bot.Send{
		ID: bot.SendID(idOf("to", string(id))), Class: turn.Class, To: turn.Session.Phone,
		Body: bot.Words(turn.Reply), Person: v.person, Due: v.now,
	}
	if turn.Class == bot.SendUnprompted {
		s.Expires = v.now.Add(unpromptedLives)
	}
	return s
}

// raise opens the person's case, or adds to the one they have, and alerts.
func (x *Inbox) raise(ctx context.Context, c *bot.Commit, v view, raise []bot.Raise) error {
	var ch handoff.Change
	version := v.version
	if v.kase.ID != "" && v.kase.Status != bot.CaseClosed {
		ch = handoff.Reraise(x.Rota, v.kase, raise, v.now)
	} else {
		id := bot.CaseID(idOf("case", string(c.Input)))
		code, err := x.freeCode(ctx, id)
		if err != nil {
			return err
		}
		ch, version = handoff.Open(x.Rota, id, code, v.person, raise, v.now), 0
		if c.Session != nil {
			c.Session.Case = id
		}
	}
	x.change(c, ch, version, v.now)
	return nil
}

// freeCode is a code that no open case has.
func (x *Inbox) freeCode(ctx context.Context, id bot.CaseID) (string, error) {
	open, err := x.Store.OpenCases(ctx)
	if err != nil && !isUnreadable(err) { // one that can't be read must not stop the others
		return "", fmt.Errorf("read open cases: %w", err)
	}
	used := map[string]bool{}
	for _, o := range open {
		used[o.Case.Code] = true
	}
	code := handoff.Code(id)
	for seed := id; used[code]; {
		seed += "+"
		code = handoff.Code(seed)
	}
	return code, nil
}

// change puts what happened to a case into a commit: the case, its timer, and a
// text to each person who must be told.
func (x *Inbox) change(c *bot.Commit, ch handoff.Change, version int64, now time.Time) {
	c.Cases = append(c.Cases, bot.CaseWrite{Case: ch.Case, Version: version})
	c.Wakes = append(c.Wakes, bot.Wake{Key: wakeCase + string(ch.Case.ID), At: ch.Case.Wake})
	for i, s := range ch.Alerts {
		c.Sends = append(c.Sends, bot.Send{
			ID:    bot.SendID(idOf("alert", string(c.Input), s.ID, fmt.Sprint(i))),
			Class: bot.SendAlert, To: s.Phone, Body: bot.Words(handoff.AlertText(ch.Case, s, now)),
			Case: ch.Case.ID, Staff: s.ID, Due: now,
		})
	}
}

// unreadable handles a session that is stored and can't be read: it is left as
// it is for whoever can mend it, a person is told, and the texter gets the truth.
func (x *Inbox) unreadable(ctx context.Context, person bot.PersonID, in bot.Input, digest string) (bot.Answer, error) {
	v := view{person: person, now: x.Now()}
	v.world = x.world(bot.Session{}, v.now)
	turn := engine.Unreadable(v.world, in, v.now)
	c := bot.Commit{Input: in.ID, Digest: digest, Reply: bot.Words(turn.Reply), At: v.now, Person: person, Note: "unreadable", Actor: "person"}
	if err := x.raise(ctx, &c, v, turn.Raise); err != nil {
		return bot.Answer{}, err
	}
	out, err := x.Store.Commit(ctx, c)
	if err != nil {
		return bot.Answer{}, fmt.Errorf("commit: %w", err)
	}
	x.applied(c)
	if out.Result == bot.Duplicate {
		return bot.Answer{Reply: out.Reply, Repeated: true}, nil
	}
	return bot.Answer{Reply: c.Reply}, nil
}
