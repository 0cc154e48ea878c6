package inbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
)

// Wakes are claimed for wakeLease: longer than a turn may take, so that two servers do
// not both work on one. Those on which somebody's safety may hang (a case's ladder, the
// question whether they are in danger) come back after soonLease: the server that had
// them may have been killed. If it was only slow, both decide and one commit counts,
// since each names the version that it decided on.
const (
	wakeLease = 30 * time.Second
	soonLease = 5 * time.Second
	// stopTime is how long a server that is being stopped goes on with the timers that
	// it has claimed.
	stopTime  = 5 * time.Second
	wakeBatch = 50
	wakePoll  = 250 * time.Millisecond
)

// Run turns due timers into inputs until ctx ends, and until the last alarm that
// nothing would repeat is given.
func (x *Inbox) Run(ctx context.Context) {
	defer x.alarming.Wait()
	tick := time.NewTicker(wakePoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			x.tryAlarms(ctx)
			if _, err := x.WorkWakes(ctx); err != nil && ctx.Err() == nil && x.Log != nil {
				x.Log.Warn("timers wait", "err", err)
			}
		}
	}
}

// WorkWakes takes the timers that are due, once, and reports how many. What it has
// claimed it carries out for a while even if ctx ends: nobody else has it until then.
func (x *Inbox) WorkWakes(ctx context.Context) (int, error) {
	due, err := x.Store.ClaimWakes(ctx, wakeBatch, wakeLease, soonLease, bot.WakeCase, bot.WakeFailed, bot.WakeSession)
	if err != nil {
		return 0, err
	}
	ctx, cancel := lingering(ctx, stopTime)
	defer cancel()
	var bad []error
	for _, w := range due {
		if err := x.wake(ctx, w); err != nil {
			bad = append(bad, fmt.Errorf("timer %q: %w", w.Key[:min(2, len(w.Key))], err))
		}
	}
	return len(due), errors.Join(bad...)
}

// lingering is a context that outlives another by a while.
func lingering(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(by, cancel)
		context.AfterFunc(longer, func() { timer.Stop() })
	})
	return longer, func() { stop(); cancel() }
}

// wake applies one due timer. A crash before its commit brings it back when the
// lease is over; the version in the input id makes it count once. One that breaks
// comes back as well, and a person is told of it once.
func (x *Inbox) wake(ctx context.Context, w bot.Wake) error {
	err := x.guard(func() error {
		if strings.HasPrefix(w.Key, bot.WakeSeats) {
			return x.seats(ctx, w)
		}
		_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) { return x.due(ctx, w) })
		return err
	})
	if err == nil || errors.Is(err, bot.ErrUnavailable) {
		return err
	}
	return errors.Join(err, x.guard(func() error {
		_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) { return x.broken(ctx, w) })
		return err
	}))
}

// due decides what a timer does whose time has come.
func (x *Inbox) due(ctx context.Context, w bot.Wake) (bot.Commit, *bot.Answer, error) {
	// The store's clock, which handed it out, counts: ours may be behind.
	now := x.Now()
	if w.At.After(now) {
		now = w.At
	}
	kind, id, detail := parts(w)
	switch kind {
	case bot.WakeSession, bot.WakeReminder:
		return x.duePerson(ctx, w, bot.PersonID(id), detail, now)
	case bot.WakeBlocked:
		return x.dueBlocked(ctx, w, bot.PersonID(id), now)
	case bot.WakeNews:
		return x.dueNews(ctx, w, bot.CaseID(id), now)
	case bot.WakeSelfTest:
		return x.dueSelfTest(ctx, w, id, now)
	case bot.WakeCase, bot.WakeFailed:
		return x.dueCase(ctx, w, bot.CaseID(id), detail, now)
	}
	return dropped(w, now), nil, nil
}

// parts takes a timer's key apart.
func parts(w bot.Wake) (kind, id, detail string) {
	kind, rest, _ := strings.Cut(w.Key, ":")
	id, detail, _ = strings.Cut(rest, ":")
	return kind + ":", id, detail
}

// duePerson is a session's timer, or with a detail a reminder.
func (x *Inbox) duePerson(ctx context.Context, w bot.Wake, person bot.PersonID, detail string, now time.Time) (bot.Commit, *bot.Answer, error) {
	v, err := x.look(ctx, "", person, now)
	switch {
	case err != nil:
		return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
	case v.blind:
		return x.broken(ctx, w)
	case v.loaded.Version == 0:
		return dropped(w, now), nil, nil
	}
	if at := v.loaded.Session.WakeAt; detail == "" && (at.IsZero() || at.After(now)) {
		return moved(v, w, at), nil, nil
	}
	in := bot.Input{
		ID:   inputOf(w, v.loaded.Version),
		Kind: bot.WakeUp, From: v.loaded.Session.Phone, To: v.loaded.Session.Line, Wake: bot.Wake{Key: detail},
	}
	turn, err := x.advance(ctx, &v, in)
	if err != nil {
		return bot.Commit{}, nil, err
	}
	c, err := x.compose(ctx, v, in, turn, "")
	if detail != "" { // gone, unless the turn sets it again
		c.Wakes = slices.Insert(c.Wakes, 0, bot.Wake{Key: w.Key})
	}
	return c, nil, err
}

// inputOf names what a timer does to something at a version, so that it is done
// once.
func inputOf(w bot.Wake, version int64) bot.InputID {
	return bot.InputID("w|" + w.Key + "|" + strconv.FormatInt(version, 10))
}

// moved sets a session's timer to what the session says, unless the session has
// changed since.
func moved(v view, w bot.Wake, at time.Time) bot.Commit {
	return bot.Commit{
		Input:  bot.InputID("m|" + w.Key + "|" + strconv.FormatInt(v.now.UnixNano(), 10)),
		Person: v.person, Session: &v.loaded.Session, Version: v.loaded.Version, At: v.now,
		Wakes: []bot.Wake{{Key: w.Key, At: at}}, Actor: "clock", Note: "timer_moved",
	}
}

// dropped removes a timer of something that is gone.
func dropped(w bot.Wake, now time.Time) bot.Commit {
	return bot.Commit{
		Input: bot.InputID("d|" + w.Key + "|" + strconv.FormatInt(now.UnixNano(), 10)), At: now,
		Wakes: []bot.Wake{{Key: w.Key}}, Actor: "clock", Note: "timer_dropped",
	}
}

// broken tells staff, once for each time that a timer is set, that it can't do
// its work. The timer itself is left to its lease: what can't be read now may be
// readable in some minutes, when a key is back.
func (x *Inbox) broken(ctx context.Context, w bot.Wake) (bot.Commit, *bot.Answer, error) {
	c := bot.Commit{
		Input: bot.InputID("u|" + w.Key + "|" + strconv.FormatInt(w.At.UnixMilli(), 10)), At: x.Now(),
		Actor: "clock", Note: "timer_broken",
	}
	raise := bot.Raise{Level: bot.LevelSameDay, Reason: "a timer can't be worked: a stored record can't be read"}
	v := view{now: c.At}
	switch kind, id, _ := parts(w); kind {
	case bot.WakeSeats, bot.WakeSelfTest: // of nobody in particular
	case bot.WakeCase, bot.WakeFailed, bot.WakeNews:
		raise.Level = bot.LevelNow // an alert that no longer climbs
	case bot.WakeBlocked:
		raise.Level = bot.LevelNow
		v.person = bot.PersonID(id)
	default:
		v.person = bot.PersonID(id)
		open, err := x.openCases(ctx)
		if err != nil {
			return bot.Commit{}, nil, err
		}
		if len(caseOf(open, v.person).Case.Labels) > 0 {
			raise.Level = bot.LevelNow // it may be the one that waits for an answer about danger
		}
	}
	c.Person = v.person
	return c, nil, x.raise(ctx, &c, v, []bot.Raise{raise})
}

// dueBlocked tells staff that somebody in danger did not get a text of ours, or,
// if there is no danger, that the carrier lets none through to somebody they wait
// for.
func (x *Inbox) dueBlocked(ctx context.Context, w bot.Wake, person bot.PersonID, now time.Time) (bot.Commit, *bot.Answer, error) {
	v, err := x.look(ctx, "", person, now)
	crisis := v.loaded.Session.Crisis
	switch {
	case err != nil:
		return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
	case v.blind:
		return x.broken(ctx, w)
	case crisis == nil && (!v.learned || v.loaded.Version == 0):
		return dropped(w, now), nil, nil
	case crisis == nil:
		return x.dueRefused(ctx, w, v)
	}
	c := bot.Commit{
		Input:  inputOf(w, v.loaded.Version),
		Person: person, Session: &v.loaded.Session, Version: v.loaded.Version, At: now,
		Wakes: []bot.Wake{{Key: w.Key}}, Actor: "carrier", Note: "reply_blocked",
	}
	raise := bot.Raise{Level: bot.LevelNow, Reason: "a reply to somebody in danger did not arrive: call", Crisis: "reply_blocked"}
	if !crisis.Held && crisis.Asking == "" {
		raise.Level = bot.LevelSameDay
	}
	return c, nil, x.raise(ctx, &c, v, []bot.Raise{raise})
}

// dueRefused takes over an opt-out that the carrier told the store of.
func (x *Inbox) dueRefused(ctx context.Context, w bot.Wake, v view) (bot.Commit, *bot.Answer, error) {
	in := bot.Input{ID: inputOf(w, v.loaded.Version), Kind: bot.WakeUp}
	c, err := x.compose(ctx, v, in, engine.Refused(v.world, v.loaded.Session, v.now), "")
	c.Actor = "carrier"
	c.Wakes = append(c.Wakes, bot.Wake{Key: w.Key})
	return c, nil, err
}

// toldInPerson reports whether somebody was told of a case at a moment or since.
func toldInPerson(k bot.Case, at time.Time) bool {
	return slices.ContainsFunc(k.Told, func(t bot.Told) bool { return t.Staff != "" && t.At.UnixMilli() >= at.UnixMilli() })
}

// dueCase looks at a case whose time has come; failed names an alert that could
// not be delivered.
func (x *Inbox) dueCase(ctx context.Context, w bot.Wake, id bot.CaseID, failed string, now time.Time) (bot.Commit, *bot.Answer, error) {
	kase, version, err := x.Store.Case(ctx, id)
	switch {
	case isUnreadable(err):
		return x.broken(ctx, w)
	case err != nil:
		return bot.Commit{}, nil, err
	case kase.ID == "":
		return dropped(w, now), nil, nil
	}
	if err := x.seeOff(ctx); err != nil {
		return bot.Commit{}, nil, err
	}
	rota := x.about(kase.Person)
	c := bot.Commit{Input: inputOf(w, version), At: now, Person: kase.Person, Actor: "clock"}
	ch := handoff.Due(rota, kase, now)
	if failed != "" {
		staff, rest, _ := strings.Cut(failed, ":")
		ms, way, _ := strings.Cut(rest, ":")
		alerted := now
		if n, err := strconv.ParseInt(ms, 10, 64); err == nil {
			alerted = time.UnixMilli(n)
		}
		ch = handoff.Failed(rota, kase, staff, alerted, now)
		if staff == "" && toldInPerson(kase, alerted) {
			ch = handoff.Change{Case: kase, Result: handoff.NotYet} // a channel that is down must not run through the ladder
		}
		c.Wakes = append(c.Wakes, bot.Wake{Key: w.Key})
		if way == "" {
			x.offAlert(&c, rota, staff)
		}
		// Whoever was alerted again since, or has the case, is not out of reach by this.
		again := staff != "" && (alerted.UnixMilli() < kase.ToldAt(staff).UnixMilli() || kase.Owner == staff)
		if !again {
			if err := x.pathBroke(ctx, &c, kase.ID, staff, way); err != nil {
				return bot.Commit{}, nil, err
			}
		}
	}
	c.Note = "case_" + string(ch.Result)
	x.change(&c, ch, version, now)
	if ch.Result == handoff.PassedOver || ch.Result == handoff.StillOpen {
		v, err := x.thread(ctx, kase, now)
		if err != nil || v == nil {
			return c, nil, err
		}
		x.putThread(&c, v, engine.LetGo(v.world, v.loaded.Session, ch.Case.Level, now))
	}
	return c, nil, nil
}
