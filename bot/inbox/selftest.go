package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// SelfTest is the daily test of the ways by which alerts go: a message that says
// that it is a test goes by each, and one that has not arrived in time is an alert of
// level 1 (domain reference 5.2: "Test alerts daily").
type SelfTest struct {
	// At is when the test of a local day is, given any moment of that day.
	At func(time.Time) time.Time
	// Ways are values of bot.Send.Channel: those that ladders use.
	Ways []string
}

const (
	// testEvery is how often it is looked whether the day's test is due.
	testEvery = 15 * time.Second
	// testArrives is how long a test may take.
	testArrives = 10 * time.Minute
	// callTest is the day on which calls are tested: every day would teach people not
	// to pick up.
	callTest = time.Monday
)

// testText is what staff get: it must look like no alert.
const testText = "TEST of the alert line: this is not an alert. Nothing to do, no reply needed."

// tested remembers the day whose test this process knows to be on its way.
type tested struct {
	mu  sync.Mutex
	day string
}

func (t *tested) is(day string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.day == day
}

func (t *tested) set(day string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.day = day
}

// RunSelfTest sends each day's test when its time has come, until ctx ends.
func (x *Inbox) RunSelfTest(ctx context.Context) {
	tick := time.NewTicker(testEvery)
	defer tick.Stop()
	for {
		if err := x.WorkSelfTest(ctx); err != nil && ctx.Err() == nil && x.Log != nil {
			x.Log.Warn("the alert path is not tested yet", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// WorkSelfTest sends today's test if its time has come: once a day, whatever
// replicas and restarts there are, because the day names the input. A test that was
// missed is made up for, but wakes nobody at night.
func (x *Inbox) WorkSelfTest(ctx context.Context) error {
	now := x.Now()
	day := x.day(now)
	if x.SelfTest == nil || x.tested.is(day) {
		return nil
	}
	at := x.SelfTest.At(now)
	if now.Before(at) || now.Sub(at) > time.Hour && bot.Daytime(now, x.Clinic.Zone).After(now) {
		return nil
	}
	_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		c := bot.Commit{Input: bot.InputID("selftest|" + day), At: x.Now(), Actor: "clock", Note: "self_test"}
		l, err := x.Store.Load(ctx, c.Input, "")
		if err != nil && !isUnreadable(err) {
			return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
		}
		if l.Done {
			return bot.Commit{}, &bot.Answer{Repeated: true}, nil
		}
		if err := x.seeOff(ctx); err != nil {
			return bot.Commit{}, nil, err
		}
		for _, way := range x.testWays(c.At) {
			c.Sends = append(c.Sends, x.testBy(day, way, c.At))
		}
		c.Wakes = []bot.Wake{{Key: bot.WakeSelfTest + day, At: c.At.Add(testArrives)}}
		return c, nil, nil
	})
	if err != nil {
		return err
	}
	x.tested.set(day)
	return nil
}

// testWays are the ways that are tested on the day of now.
func (x *Inbox) testWays(now time.Time) []string {
	return slices.DeleteFunc(slices.Clone(x.SelfTest.Ways), func(way string) bool {
		return way == bot.ChannelVoice && now.In(x.Clinic.Zone).Weekday() != callTest
	})
}

// testBy is the test of one way: of phones, that of the first person on call.
func (x *Inbox) testBy(day, way string, now time.Time) bot.Send {
	s := bot.Send{ID: SelfTestID(day, way), Class: bot.SendAlert, Channel: way, Body: testText, Due: now}
	if s.Named() {
		s.Alert = &bot.AlertFacts{Code: "TEST", Reply: "nothing: this is the daily test"}
		return s
	}
	for _, p := range x.firstTold(now) {
		s.Staff, s.To, s.Person = p.ID, p.Phone, x.Store.Person(p.Phone)
	}
	return s
}

// firstTold is the first person whom an alert of level 1 would go to now.
func (x *Inbox) firstTold(now time.Time) []bot.Staff {
	r := x.rota()
	on := r.OnCallFor(bot.TeamCrisis, now)
	if len(on) == 0 {
		on = r.OnCall(now)
	}
	for _, s := range r.Texted() {
		if len(on) == 0 && s.ID == r.Supervisor {
			on = []bot.Staff{s}
		}
	}
	if len(on) == 0 {
		on = r.Texted()
	}
	return on[:min(1, len(on))]
}

// SelfTestID names the test of a way on a local day ("2026-11-27").
func SelfTestID(day, way string) bot.SendID { return bot.SendID(idOf("selftest", day, way)) }

// Tested is how the test of one way stands.
type Tested struct {
	Way   string // a value of bot.Send.Channel
	Staff string // whose phone, if it is one
	At    time.Time
	State bot.SendState
	Code  int
	// Mute is set if the carrier took it and says no more of any message: no receipt came
	// of the test of the day before either, and staff were told of it then.
	Mute bool
}

// Arrived reports whether the way works: a receipt says so, or, of a channel, that it
// took the message. A call that rang has arrived, whether or not anybody picked up. Of
// a carrier that gives no receipts nothing better can be known than that it took it.
func (t Tested) Arrived() bool {
	switch t.State {
	case bot.SendDelivered:
		return true
	case bot.SendSent:
		return t.Mute || t.Way != "" && t.Way != bot.ChannelVoice
	case bot.SendUndelivered:
		return t.Way == bot.ChannelVoice
	default:
		return false
	}
}

// Waiting reports whether the test may still arrive in time.
func (t Tested) Waiting(now time.Time) bool {
	switch t.State {
	case bot.SendPending, bot.SendSending, bot.SendSent:
		return now.Sub(t.At) < testArrives
	default:
		return false
	}
}

// SentReader reads how messages stand.
type SentReader interface {
	Sent(context.Context, ...bot.SendID) ([]bot.Sent, error)
}

// ReadSelfTest reads how the test of a local day stands: the ways that were tested
// on it, none if none was.
func ReadSelfTest(ctx context.Context, st SentReader, day string, ways []string) ([]Tested, error) {
	ids := make([]bot.SendID, len(ways))
	for i, way := range ways {
		ids[i] = SelfTestID(day, way)
	}
	sent, err := st.Sent(ctx, append(ids, SelfTestID(dayBefore(day), ""))...)
	if err != nil {
		return nil, fmt.Errorf("read the test of the alert path: %w", err)
	}
	mute := sent[len(ways)].State == bot.SendSent
	for i, way := range ways {
		if way == "" {
			mute = mute && sent[i].State == bot.SendSent
		}
	}
	var out []Tested
	for i, s := range sent[:len(ways)] {
		if s.State != "" {
			phone := ways[i] == "" || ways[i] == bot.ChannelVoice
			out = append(out, Tested{Way: ways[i], Staff: s.Send.Staff, At: s.Send.Due, State: s.State, Code: s.Code, Mute: mute && phone && s.State == bot.SendSent})
		}
	}
	return out, nil
}

// dayBefore is the local day before a day.
func dayBefore(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// dueSelfTest looks whether a day's test has arrived, and raises what has not.
func (x *Inbox) dueSelfTest(ctx context.Context, w bot.Wake, day string, now time.Time) (bot.Commit, *bot.Answer, error) {
	c := bot.Commit{Input: bot.InputID("t|" + w.Key), At: now, Actor: "clock", Note: "self_test_arrived", Wakes: []bot.Wake{{Key: w.Key}}}
	if x.SelfTest == nil {
		return dropped(w, now), nil, nil
	}
	results, err := ReadSelfTest(ctx, x.Store, day, x.SelfTest.Ways)
	if err != nil {
		return bot.Commit{}, nil, err
	}
	if err := x.seeOff(ctx); err != nil {
		return bot.Commit{}, nil, err
	}
	var broken []brokenWay
	for _, t := range results {
		if !t.Arrived() {
			broken = append(broken, brokenWay{t.Staff, t.Way})
		}
	}
	if len(broken) == 0 {
		return c, nil, nil
	}
	c.Note = "self_test_failed"
	return c, nil, x.raisePath(ctx, &c, broken)
}

// AlertPath reports whether the ways to staff work, as far as is known: the last test
// arrived, or still may, and no case says otherwise.
func (x *Inbox) AlertPath(ctx context.Context) (ok bool, err error) {
	open, err := x.openCases(ctx)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(open, func(o bot.CaseWrite) bool { return IsPathCase(o.Case.ID) }) {
		return false, nil
	}
	if x.SelfTest == nil {
		return true, nil
	}
	now := x.Now()
	for _, day := range []string{x.day(now), x.day(now.AddDate(0, 0, -1))} {
		results, err := ReadSelfTest(ctx, x.Store, day, x.SelfTest.Ways)
		if err != nil {
			return false, err
		}
		if len(results) > 0 {
			return !slices.ContainsFunc(results, func(t Tested) bool { return !t.Arrived() && !t.Waiting(now) }), nil
		}
	}
	return false, nil
}

// WaysOf are the ways that ladders use, phones first: what a test must try.
func WaysOf(r *handoff.Rota) []string {
	ways := []string{""} // every repeat and every question to an owner is a text
	add := func(l handoff.Ladder) {
		for _, s := range l.Steps {
			for _, by := range s.By {
				if !slices.Contains(ways, by) {
					ways = append(ways, by)
				}
			}
		}
	}
	for _, l := range r.Ladders {
		add(l)
	}
	for _, team := range r.Teams {
		for _, l := range team {
			add(l)
		}
	}
	slices.SortFunc(ways, func(a, b string) int {
		if va, vb := a == bot.ChannelVoice, b == bot.ChannelVoice; va != vb && a != "" && b != "" {
			if va {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return ways
}
