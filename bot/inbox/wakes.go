package inbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// Wakes are claimed for wakeLease: longer than a turn may take, so that two
// servers do not both work on one.
const (
	wakeLease = 30 * time.Second
	wakeBatch = 50
	wakePoll  = 250 * time.Millisecond
)

// Run turns due timers into inputs until ctx ends.
func (x *Inbox) Run(ctx context.Context) {
	tick := time.NewTicker(wakePoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := x.WorkWakes(ctx); err != nil && ctx.Err() == nil && x.Log != nil {
				x.Log.Warn("timers wait", "err", err)
			}
		}
	}
}

// WorkWakes takes the timers that are due, once, and reports how many.
func (x *Inbox) WorkWakes(ctx context.Context) (int, error) {
	due, err := x.Store.ClaimWakes(ctx, wakeBatch, wakeLease)
	if err != nil {
		return 0, err
	}
	var bad []error
	for _, w := range due {
		if err := x.wake(ctx, w); err != nil {
			bad = append(bad, fmt.Errorf("timer %q: %w", w.Key[:2], err))
		}
	}
	return len(due), errors.Join(bad...)
}

// wake applies one due timer. A crash before its commit brings it back when the
// lease is over; the version in the input id makes it count once.
func (x *Inbox) wake(ctx context.Context, w bot.Wake) error {
	kind, rest, _ := strings.Cut(w.Key, ":")
	id, detail, _ := strings.Cut(rest, ":")
	switch kind + ":" {
	case wakeSession:
		return x.wakePerson(ctx, w, bot.PersonID(id), "")
	case wakeReminder:
		return x.wakePerson(ctx, w, bot.PersonID(id), detail)
	case wakeCase:
		return x.wakeCase(ctx, w, bot.CaseID(id), "")
	case wakeFailed:
		return x.wakeCase(ctx, w, bot.CaseID(id), detail)
	}
	return x.dropWake(ctx, w)
}

// wakePerson applies a session's timer, or with a detail a reminder.
func (x *Inbox) wakePerson(ctx context.Context, w bot.Wake, person bot.PersonID, detail string) error {
	for range tries {
		v, err := x.look(ctx, "", person)
		if isUnreadable(err) || err == nil && v.loaded.Version == 0 {
			return x.dropWake(ctx, w)
		}
		if err != nil {
			return err
		}
		if at := v.loaded.Session.WakeAt; detail == "" && (at.IsZero() || at.After(v.now)) {
			return x.moveWake(ctx, v, w, at)
		}
		in := bot.Input{
			ID:   bot.InputID("w|" + w.Key + "|" + strconv.FormatInt(v.loaded.Version, 10)),
			Kind: bot.WakeUp, From: v.loaded.Session.Phone, To: v.loaded.Session.Line, Wake: bot.Wake{Key: detail},
		}
		turn, err := x.advance(ctx, &v, in)
		if err != nil {
			return err
		}
		c, err := x.compose(ctx, v, in, turn, "")
		if err != nil {
			return err
		}
		if detail != "" {
			c.Wakes = append(c.Wakes, bot.Wake{Key: w.Key})
		}
		out, err := x.Store.Commit(ctx, c)
		if err != nil {
			return err
		}
		if out.Result == bot.Applied || out.Result == bot.Duplicate {
			x.applied(c)
			return nil
		}
	}
	return fmt.Errorf("%w: the timer was decided anew too often", bot.ErrUnavailable)
}

// moveWake sets a session's timer to what the session says, unless the session
// has changed since.
func (x *Inbox) moveWake(ctx context.Context, v view, w bot.Wake, at time.Time) error {
	_, err := x.Store.Commit(ctx, bot.Commit{
		Input:  bot.InputID("m|" + w.Key + "|" + strconv.FormatInt(v.now.UnixNano(), 10)),
		Person: v.person, Session: &v.loaded.Session, Version: v.loaded.Version, At: v.now,
		Wakes: []bot.Wake{{Key: w.Key, At: at}}, Actor: "clock", Note: "timer_moved",
	})
	return err
}

// dropWake removes a timer of something that is gone.
func (x *Inbox) dropWake(ctx context.Context, w bot.Wake) error {
	now := x.Now()
	_, err := x.Store.Commit(ctx, bot.Commit{
		Input: bot.InputID("d|" + w.Key + "|" + strconv.FormatInt(now.UnixNano(), 10)), At: now,
		Wakes: []bot.Wake{{Key: w.Key}}, Actor: "clock", Note: "timer_dropped",
	})
	return err
}

// wakeCase looks at a case whose time has come; failed names somebody whose
// alert could not be delivered.
func (x *Inbox) wakeCase(ctx context.Context, w bot.Wake, id bot.CaseID, failed string) error {
	for range tries {
		kase, version, err := x.Store.Case(ctx, id)
		if err != nil {
			return err
		}
		now := x.Now()
		if kase.ID == "" {
			return x.dropWake(ctx, w)
		}
		ch := handoff.Due(x.Rota, kase, now)
		if failed != "" {
			ch = handoff.Failed(x.Rota, kase, failed, now)
		}
		c := bot.Commit{
			Input: bot.InputID("w|" + w.Key + "|" + strconv.FormatInt(version, 10)),
			At:    now, Person: kase.Person, Actor: "clock", Note: "case_" + string(ch.Result),
		}
		if failed != "" {
			c.Wakes = append(c.Wakes, bot.Wake{Key: w.Key})
		}
		x.change(&c, ch, version, now)
		out, err := x.Store.Commit(ctx, c)
		if err != nil {
			return err
		}
		if out.Result == bot.Applied || out.Result == bot.Duplicate {
			x.applied(c)
			return nil
		}
	}
	return fmt.Errorf("%w: the case was decided anew too often", bot.ErrUnavailable)
}
