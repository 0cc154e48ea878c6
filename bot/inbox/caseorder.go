package inbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
)

// Staff carries out an order about a case, once for each id, under the name of who
// gives it: a member of the staff of the rota, or an account of the console that is
// none. What the case as it stands does not allow is a result with a sentence; the
// error is a [bot.OrderError] if the order makes no sense.
func (x *Inbox) Staff(ctx context.Context, o bot.CaseOrder) (bot.CaseDone, error) {
	if err := mistaken(o); err != nil {
		return bot.CaseDone{}, err
	}
	var done bot.CaseDone
	answer, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		c, d, err := x.staffOrder(ctx, o)
		done = d
		if err == nil && (d.Repeated || len(c.Cases) == 0) {
			return c, &bot.Answer{Reply: c.Reply, Repeated: d.Repeated}, nil
		}
		return c, nil, err
	})
	switch {
	case errors.Is(err, bot.ErrMismatch):
		return bot.CaseDone{}, bot.OrderError("another order has that id: take a new one")
	case err != nil:
		return bot.CaseDone{}, err
	case answer.Repeated:
		done.Repeated = true
		done.Result, done.Say, _ = strings.Cut(answer.Reply.Text(), "\n")
	}
	return done, nil
}

// mistaken says what is wrong with an order whatever it is about.
func mistaken(o bot.CaseOrder) error {
	switch {
	case o.ID == "":
		return bot.OrderError("an order needs an id of its own, so that it happens once")
	case o.By.ID == "":
		return bot.OrderError("no member of staff is named, and every order needs one")
	case o.Case == "":
		return bot.OrderError("no case is named")
	case o.Do == bot.CaseReply && strings.TrimSpace(o.Words.Text()) == "":
		return bot.OrderError("there are no words to send: write some first")
	case o.Do == bot.CaseClose && o.Outcome != "" && !slices.Contains(bot.Endings, o.Outcome):
		return bot.OrderError("a case ends in one of these ways: " + endings())
	}
	return nil
}

func endings() string {
	var words []string
	for _, e := range bot.Endings {
		words = append(words, strings.ReplaceAll(string(e), "_", " "))
	}
	return strings.Join(words, ", ")
}

// staffOrder decides an order on what is stored now. A commit without a case is
// nothing to store.
func (x *Inbox) staffOrder(ctx context.Context, o bot.CaseOrder) (bot.Commit, bot.CaseDone, error) {
	kase, version, err := x.Store.Case(ctx, o.Case)
	switch {
	case isUnreadable(err):
		return bot.Commit{}, bot.CaseDone{}, bot.OrderError("that case can't be read: see to the keys first (nightdesk doctor)")
	case err != nil:
		return bot.Commit{}, bot.CaseDone{}, fmt.Errorf("read a case: %w", err)
	case kase.ID == "":
		return bot.Commit{}, bot.CaseDone{}, bot.OrderError("there is no such case, or no more")
	}
	l, err := x.Store.Load(ctx, o.ID, kase.Person)
	if err != nil && !isUnreadable(err) {
		return bot.Commit{}, bot.CaseDone{}, fmt.Errorf("load: %w", err)
	}
	digest := digestOfCase(o)
	if l.Done {
		if l.Digest != "" && l.Digest != digest {
			return bot.Commit{}, bot.CaseDone{}, bot.ErrMismatch
		}
		return bot.Commit{Reply: l.Reply}, bot.CaseDone{Case: kase, Repeated: true}, nil
	}
	c := bot.Commit{Input: o.ID, Digest: digest, At: x.Now(), Person: kase.Person, Actor: o.By.ID}
	d, err := x.carryOut(ctx, &c, o, bot.CaseWrite{Case: kase, Version: version}, true)
	if err != nil {
		return bot.Commit{}, bot.CaseDone{}, err
	}
	say := x.sayOf(d, c.At)
	c.Reply = bot.Words(string(d.result) + "\n" + say)
	return c, bot.CaseDone{Case: d.kase, Result: string(d.result), Say: say, Told: d.told}, nil
}

// digestOfCase tells two orders under one id apart.
func digestOfCase(o bot.CaseOrder) string {
	return digestOf(bot.Input{From: bot.Phone(o.By.ID), To: bot.Phone(o.Case), Body: bot.Words(strings.Join([]string{
		string(o.Do), o.To, o.Until.UTC().String(), string(o.Outcome), o.Words.Text(), fmt.Sprint(o.Danger),
	}, "\x00"))})
}

// did is what came of an order: the case as it is then, and when the person hears.
// say is set where the result alone says too little.
type did struct {
	result handoff.Result
	kase   bot.Case
	told   time.Time
	to     string // whom it was to be passed to
	say    string
}

// carryOut puts an order into a commit. named is set if they named the case and not
// only what to do. If nothing is to be stored the commit has no case.
func (x *Inbox) carryOut(ctx context.Context, c *bot.Commit, o bot.CaseOrder, one bot.CaseWrite, named bool) (did, error) {
	if err := x.seeOff(ctx); err != nil {
		return did{}, err
	}
	rota, ok := x.withActor(one.Case, o.By)
	switch {
	case !ok:
		return did{result: handoff.OwnPhone, kase: one.Case}, nil
	case o.Do != bot.CaseReply && o.Version != 0 && one.Case.Stood > o.Version:
		return did{result: handoff.Changed, kase: one.Case}, nil
	}
	thread, err := x.thread(ctx, one.Case, c.At)
	if err != nil {
		return did{}, err
	}
	a := act{x: x, c: c, o: o, one: one, rota: rota, thread: thread}
	switch o.Do {
	case bot.CaseTake:
		return a.take()
	case bot.CasePass:
		return a.pass()
	case bot.CaseClose:
		return a.close(ctx, named)
	case bot.CaseReply:
		return a.reply()
	case bot.CaseHold:
		return a.hold()
	case bot.CaseRelease:
		return a.release(ctx)
	case bot.CaseReview:
		return a.review()
	case bot.CaseSnooze:
		return a.snooze()
	}
	return did{}, bot.OrderError(fmt.Sprintf("there is no order %q about a case", o.Do))
}

// withActor is the rota for a case with whoever acts in it, who may be an account of
// the console alone. It is false if the case is about their own phone.
func (x *Inbox) withActor(k bot.Case, by bot.Staff) (*handoff.Rota, bool) {
	r := x.about(k.Person)
	is := func(s bot.Staff) bool { return s.ID == by.ID }
	switch {
	case slices.ContainsFunc(r.Staff, is):
		return r, true
	case slices.ContainsFunc(x.Rota.Staff, is), k.Person != "" && by.Phone != "" && x.Store.Person(by.Phone) == k.Person:
		return r, false
	}
	with := *r
	with.Guest = by.ID
	with.Staff, with.Off = append(slices.Clone(r.Staff), by), append(slices.Clone(r.Off), by.ID)
	return &with, true
}

// thread is what an order about a case sees of its person; nil if it is about
// nobody, or their session is gone or can't be read, which must not stop staff from
// working on the case.
func (x *Inbox) thread(ctx context.Context, k bot.Case, now time.Time) (*view, error) {
	if k.Person == "" {
		return nil, nil
	}
	v, err := x.look(ctx, "", k.Person, now)
	switch {
	case err != nil:
		return nil, fmt.Errorf("load: %w", err)
	case v.blind, v.loaded.Version == 0:
		return nil, nil
	}
	v.world.Claimed = false // what staff do here is what the person is to hear of it
	return &v, nil
}

// act is one order on its way into a commit.
type act struct {
	x      *Inbox
	c      *bot.Commit
	o      bot.CaseOrder
	one    bot.CaseWrite
	rota   *handoff.Rota
	thread *view
}

// write stores what became of the case.
func (a *act) write(ch handoff.Change) {
	switch ch.Case.Owner {
	case "":
		ch.Case.Named = ""
	case a.o.By.ID:
		ch.Case.Named = a.o.By.Name
	}
	a.c.Note = "case_" + string(ch.Result)
	a.x.change(a.c, ch, a.one.Version, a.c.At)
}

// session stores what staff made of the thread, and says what the person is told.
// It returns when that leaves; zero if nothing does.
func (a *act) session(turn bot.Turn) time.Time { return a.x.putThread(a.c, a.thread, turn) }

// putThread puts a turn that staff or the clock caused in a thread into a commit.
func (x *Inbox) putThread(c *bot.Commit, v *view, turn bot.Turn) (leaves time.Time) {
	c.Session, c.Version, c.Stamp = &turn.Session, v.loaded.Version, v.loaded.Stamp
	c.Consents = append(c.Consents, turn.Consents...)
	c.Seats, c.Visits, c.Waits = turn.Seats, turn.Visits, turn.Waits
	x.timers(c, v.person, turn)
	c.Wakes = append(c.Wakes, bot.Wake{Key: bot.WakeSession + string(v.person), At: turn.Session.WakeAt})
	x.tell(c, bot.Input{Kind: bot.WakeUp}, v.person, turn)
	if turn.Reply == "" {
		return time.Time{}
	}
	return x.leaves(c, *v)
}

func (a *act) take() (did, error) {
	ch := handoff.Take(a.rota, a.one.Case, a.o.By.ID, a.c.At)
	a.write(ch)
	d := did{result: ch.Result, kase: ch.Case}
	if ch.Result == handoff.Took && a.thread != nil {
		d.told = a.session(engine.Own(a.thread.world, a.thread.loaded.Session, ch.Case.ID, a.o.By, a.c.At))
	}
	return d, nil
}

func (a *act) pass() (did, error) {
	ch := handoff.Pass(a.rota, a.one.Case, a.o.By.ID, a.c.At)
	if a.o.To != "" {
		ch = handoff.PassTo(a.rota, a.one.Case, a.o.By.ID, a.o.To, a.c.At)
	}
	a.write(ch)
	if passed := ch.Result == handoff.Passed || ch.Result == handoff.PassedTo; passed && a.thread != nil {
		a.session(engine.Disown(a.thread.world, a.thread.loaded.Session, a.c.At))
	}
	return did{result: ch.Result, kase: ch.Case, to: a.o.To}, nil
}

func (a *act) snooze() (did, error) {
	ch := handoff.Snooze(a.rota, a.one.Case, a.o.By.ID, a.o.Until, a.c.At)
	a.write(ch)
	d := did{result: ch.Result, kase: ch.Case}
	if ch.Result == handoff.Rose {
		d.say = fmt.Sprintf("%s is NOT put off: NEW, level %d, since you last wrote. Keep it or pass it on first.", ch.Case.Code, ch.Case.Level)
	}
	return d, nil
}

func (a *act) close(ctx context.Context, named bool) (did, error) {
	ch := handoff.Close(a.rota, a.one.Case, a.o.By.ID, cmp.Or(a.o.Outcome, bot.EndedDone), named, a.c.At)
	a.write(ch)
	d := did{result: ch.Result, kase: ch.Case}
	if ch.Result != handoff.Closed {
		return d, nil
	}
	var err error
	d.told, err = a.letsGo(ctx, engine.Release)
	return d, err
}

// letsGo lets go of the thread by release, which may have to look openings up.
func (a *act) letsGo(ctx context.Context, release func(engine.World, bot.Session, time.Time) bot.Turn) (time.Time, error) {
	v := a.thread
	if v == nil || v.loaded.Session.Case != a.one.Case.ID {
		return time.Time{}, nil
	}
	turn, err := a.x.resolve(ctx, v, func() bot.Turn { return release(v.world, v.loaded.Session, a.c.At) })
	if err != nil {
		return time.Time{}, err
	}
	return a.session(turn), nil
}

// mine makes the case theirs if nobody has it, and begins their time anew. Any other
// result than took and already_yours stands in their way.
func (a *act) mine() handoff.Change {
	return handoff.Take(a.rota, a.one.Case, a.o.By.ID, a.c.At)
}

func isTheirs(r handoff.Result) bool { return r == handoff.Took || r == handoff.AlreadyYours }

func (a *act) hold() (did, error) {
	ch := a.mine()
	if !isTheirs(ch.Result) {
		return did{result: ch.Result, kase: ch.Case}, nil
	}
	if a.thread == nil {
		return did{result: handoff.Nobody, kase: a.one.Case}, nil
	}
	a.write(ch)
	a.c.Note = "case_held"
	a.session(engine.Hold(a.thread.world, a.thread.loaded.Session, ch.Case.ID, a.o.By, a.c.At))
	return did{result: handoff.Held, kase: ch.Case}, nil
}

func (a *act) release(ctx context.Context) (did, error) {
	k := a.one.Case
	switch {
	case k.Status == bot.CaseClosed:
		return did{result: handoff.WasClosed, kase: k}, nil
	case k.Owner != a.o.By.ID || k.Status != bot.CaseClaimed:
		return did{result: handoff.NotYours, kase: k}, nil
	case a.thread == nil:
		return did{result: handoff.Nobody, kase: k}, nil
	}
	if s := a.thread.loaded.Session; s.Owned.By == "" && (s.Crisis == nil || !s.Crisis.Held) {
		return did{result: handoff.NotHolder, kase: k}, nil
	}
	ch := a.mine()
	a.write(ch)
	a.c.Note = "case_released"
	told, err := a.letsGo(ctx, engine.GoOn)
	return did{result: handoff.Released, kase: ch.Case, told: told}, err
}

// review notes whether there was a danger. It may come long after the case is closed.
func (a *act) review() (did, error) {
	k := a.one.Case
	if len(k.Labels) == 0 {
		return did{result: handoff.NotOne, kase: k}, nil
	}
	k.Review = bot.Review{By: a.o.By.ID, At: a.c.At, Danger: a.o.Danger}
	a.write(handoff.Change{Case: k, Result: handoff.Reviewed})
	return did{result: handoff.Reviewed, kase: k}, nil
}
