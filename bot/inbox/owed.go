package inbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"nightdesk/bot"
)

// A turn may be stored although its webhook was told that nothing was: the
// store's answer came too late, or the carrier hung up. Nobody has read what that
// turn answered, and the catch-up finds it applied. So each process remembers the
// texts that it left without their answer, and sends what was recorded. It
// forgets them when it ends.

// owing is one text without its answer.
type owing struct {
	from bot.Phone
	at   time.Time
}

type owed struct {
	mu  sync.Mutex
	all map[bot.InputID]owing
}

// mostOwed bounds what is remembered.
const mostOwed = 10_000

// owe remembers that a text was left without its answer.
func (x *Inbox) owe(in bot.Input) {
	x.owed.mu.Lock()
	defer x.owed.mu.Unlock()
	if x.owed.all == nil {
		x.owed.all = map[bot.InputID]owing{}
	}
	if _, ok := x.owed.all[in.ID]; !ok && len(x.owed.all) < mostOwed {
		x.owed.all[in.ID] = owing{in.From, x.Now()}
	}
}

// paid forgets a text that has its answer, or needs none.
func (x *Inbox) paid(id bot.InputID) {
	x.owed.mu.Lock()
	defer x.owed.mu.Unlock()
	delete(x.owed.all, id)
}

// owing lists what is owed for long enough: no webhook is on its way any more.
func (x *Inbox) owing(now time.Time) map[bot.InputID]owing {
	x.owed.mu.Lock()
	defer x.owed.mu.Unlock()
	due := map[bot.InputID]owing{}
	for id, o := range x.owed.all {
		switch age := now.Sub(o.at).Abs(); {
		case age > catchUpBack:
			delete(x.owed.all, id)
		case age >= catchUpFresh:
			due[id] = o
		}
	}
	return due
}

// payOwed sends the answers of turns that were applied behind their webhooks'
// backs.
func (x *Inbox) payOwed(ctx context.Context, carrier Carrier) error {
	var bad []error
	for id, o := range x.owing(x.Now()) {
		if err := x.guard(func() error { return x.pay(ctx, carrier, id, o) }); err != nil {
			bad = append(bad, fmt.Errorf("send an answer that is owed: %w", err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(bad...)
}

// heardSince is how far the carrier's clock may be behind ours when it is asked
// for a reply.
const heardSince = 30 * time.Second

// pay sends one answer that is owed, once whoever else tries, unless another
// server gave it when the carrier came again.
func (x *Inbox) pay(ctx context.Context, carrier Carrier, id bot.InputID, o owing) error {
	person := x.Store.Person(o.from)
	l, err := x.Store.Load(ctx, id, person)
	if err != nil && !isUnreadable(err) {
		return err
	}
	if !l.Done { // the catch-up applies it, and sends its answer itself
		return nil
	}
	if l.Reply != "" {
		replied, err := carrier.Replied(ctx, o.from, l.Reply, o.at.Add(-heardSince))
		if err != nil {
			return err
		}
		if !replied {
			if _, err := x.Store.Commit(ctx, x.owedReply(id, o, person, l)); err != nil {
				return err
			}
			if x.Poke != nil {
				x.Poke()
			}
		}
	}
	x.paid(id)
	return nil
}

// owedReply is the commit that puts a recorded answer into the outbox.
func (x *Inbox) owedReply(id bot.InputID, o owing, person bot.PersonID, l bot.Loaded) bot.Commit {
	now := x.Now()
	s := bot.Send{ID: bot.SendID(idOf("owed", string(id))), Class: bot.SendReply, To: o.from, Body: l.Reply, Person: person, Due: now}
	if l.Session.Crisis != nil {
		s.Class = bot.SendCrisis
	}
	if staff, ok := x.staff(o.from); ok {
		s.Staff, s.Person = staff.ID, ""
	} else {
		s.Heard = o.at
	}
	return bot.Commit{Input: "o|" + id, At: now, Person: person, Actor: "carrier", Note: "answer_owed", Sends: []bot.Send{s}}
}
