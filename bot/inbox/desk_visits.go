package inbox

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/schedule"
)

// Desk carries out an order of a member of staff about somebody's visits, once for
// each id, under their name. A person who never wrote is named by Phone alone. The
// error is an [bot.DeskError] if the order can't be carried out as it stands.
func (x *Inbox) Desk(ctx context.Context, person bot.PersonID, op bot.DeskOp) (bot.DeskDone, error) {
	if op.ID == "" {
		return bot.DeskDone{}, bot.DeskError("an order needs an id of its own, so that it happens once")
	}
	if person == "" && op.Phone.Textable() {
		person = x.Store.Person(op.Phone)
	}
	if person == "" {
		return bot.DeskDone{}, bot.DeskError("nobody is named: give a person, or a phone number such as +19075550123")
	}
	var done bot.DeskDone
	answer, err := x.settle(ctx, func(taken *bot.Opening) (bot.Commit, *bot.Answer, error) {
		c, d, err := x.desk(ctx, person, op, taken)
		done = d
		if d.Repeated {
			return c, &bot.Answer{Repeated: true}, err
		}
		return c, nil, err
	})
	done.Repeated = done.Repeated || answer.Repeated
	if errors.Is(err, bot.ErrMismatch) {
		return bot.DeskDone{}, bot.DeskError("another order has that id: take a new one")
	}
	return done, err
}

// desk decides an order on what is stored now.
func (x *Inbox) desk(ctx context.Context, person bot.PersonID, op bot.DeskOp, taken *bot.Opening) (bot.Commit, bot.DeskDone, error) {
	now := x.Now()
	v, err := x.look(ctx, op.ID, person, now)
	switch {
	case err != nil:
		return bot.Commit{}, bot.DeskDone{}, fmt.Errorf("load: %w", err)
	case v.blind:
		return bot.Commit{}, bot.DeskDone{}, bot.DeskError("what is stored of this person can't be read: see to the keys first (nightdesk doctor)")
	case v.loaded.Done:
		if v.loaded.Digest != "" && v.loaded.Digest != digestOfOrder(person, op) {
			return bot.Commit{}, bot.DeskDone{}, bot.ErrMismatch
		}
		return bot.Commit{}, bot.DeskDone{Repeated: true}, nil
	}
	if op.Past, err = x.past(ctx, v, op.Visit); err != nil {
		return bot.Commit{}, bot.DeskDone{}, err
	}
	v.world.Taken, op.Only = taken, engine.OnlyRequests(v.kase)
	var refused error
	who := schedule.Who{Group: v.loaded.Session.Care.Group, Staff: true}
	open := func(kind string) (iter.Seq[bot.Opening], error) {
		return x.openings(ctx, forStaff(x.Calendar, kind, op.Opening.Resource), kind, who, now)
	}
	turn, err := x.resolveIn(ctx, &v, open, func() bot.Turn {
		var t bot.Turn
		t, refused = engine.Desk(v.world, v.loaded.Session, op, now)
		return t
	})
	if err = errors.Join(err, refused); err != nil {
		return bot.Commit{}, bot.DeskDone{}, err
	}
	in := bot.Input{ID: op.ID, Kind: bot.WakeUp}
	c, err := x.compose(ctx, v, in, turn, digestOfOrder(person, op))
	if err != nil {
		return bot.Commit{}, bot.DeskDone{}, err
	}
	c.Actor = op.By
	return c, bot.DeskDone{Visit: changed(turn, op.Visit), Told: x.leaves(&c, v)}, nil
}

// forStaff is the calendar as staff may book a kind from it: without its lead, for
// they know who stands at the desk. If they name a resource it is the only one:
// openings name one of those that are free, which may be another.
func forStaff(cal *schedule.Calendar, kind, resource string) *schedule.Calendar {
	k, ok := cal.Kinds[kind]
	if !ok {
		return cal
	}
	if k.Lead = 0; slices.Contains(k.Resources, resource) {
		k.Resources = []string{resource}
	}
	c := *cal
	c.Kinds = maps.Clone(cal.Kinds)
	c.Kinds[kind] = k
	return &c
}

// leaves sets until when the text of an order is worth sending, and says when it
// leaves.
func (x *Inbox) leaves(c *bot.Commit, v view) (at time.Time) {
	for i := range c.Sends {
		s := &c.Sends[i]
		if s.Staff != "" {
			continue
		}
		zones := bot.Zones(x.zone(), s.To)
		if at = bot.ReplyAt(s.Heard, c.At, zones...); s.Class == bot.SendUnprompted {
			at = bot.UnaskedAt(v.loaded.Session.Unasked, c.At, zones...)
			s.Expires = at.Add(unpromptedLives)
		}
	}
	return at
}

// past is the record of a visit that the session has no more, if it is theirs.
func (x *Inbox) past(ctx context.Context, v view, id bot.VisitID) (*bot.Visit, error) {
	if id == "" || slices.ContainsFunc(v.loaded.Session.Visits, func(o bot.Visit) bool { return o.ID == id }) {
		return nil, nil
	}
	b, err := x.Store.Visit(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read a visit: %w", err)
	}
	if b.Person != v.person {
		return nil, nil
	}
	return &b.Visit, nil
}

// changed is the visit that an order was about, as it is now: a new one comes last.
func changed(turn bot.Turn, about bot.VisitID) bot.Visit {
	var found bot.Visit
	for _, v := range turn.Visits {
		if found.ID == "" || v.ID == about || v.Status == bot.VisitBooked && found.Status == bot.VisitCancelled {
			found = v
		}
	}
	return found
}

// digestOfOrder tells two orders under one id apart.
func digestOfOrder(person bot.PersonID, op bot.DeskOp) string {
	return digestOf(bot.Input{From: bot.Phone(person), To: bot.Phone(op.By), Body: bot.Words(strings.Join([]string{
		string(op.Do), string(op.Visit), op.Opening.Kind, op.Opening.Series, op.Opening.Resource, op.Opening.Start.UTC().String(), op.Group, op.List,
	}, "\x00"))})
}

// Openings are the times at which staff could book a visit of a kind now, soonest
// first: with one resource if it is named, or any. Of a kind that has groups they are
// the seats. They are worked out as they are looked at.
func (x *Inbox) Openings(ctx context.Context, kind, resource string) (iter.Seq[bot.Opening], error) {
	return x.openings(ctx, forStaff(x.Calendar, kind, resource), kind, schedule.Who{Staff: true}, x.Now())
}
