package inbox

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
)

// A direct alarm is a text to staff that no store keeps: for somebody in danger
// while the store is down, and for the store itself. It goes to whoever is on
// call and to the supervisor, because nobody can say whether the first has read
// it. It is in memory only; what it says of the person is nothing.

const (
	// alarmTime bounds the text to one phone.
	alarmTime = 4 * time.Second
	// alarmTries bounds how often an alarm that reaches too few is tried.
	alarmTries = 20
	// alarmWidens is from which try on all others are texted for the second phone.
	alarmWidens = 3
	// alarmEvery is how often one person's texts may raise an alarm that has
	// reached somebody.
	alarmEvery = 3 * time.Minute
	// alarmPhones is how many phones an alarm must reach to be given.
	alarmPhones = 2
	// alarmKept is how long a word of the carrier that an alarm did not arrive
	// sends it on.
	alarmKept = 15 * time.Minute
	// mostAlarms bounds what is remembered.
	mostAlarms = 10_000
)

// alarm is one on its way.
type alarm struct {
	text  string
	began time.Time
	// reached is when a phone had it first.
	reached time.Time
	next    time.Time // when it is tried again, unless it is given
	tries   int
	busy    bool // it is being tried
	given   bool // enough phones have it, or all there are, and whoever is on call
	// told are the phones that it was given to; lost those that it did not reach.
	told, lost map[string]bool
}

// over reports that it no longer stands for a new one.
func (a *alarm) over(now time.Time) bool {
	if a.reached.IsZero() {
		return a.tries >= alarmTries && !a.busy
	}
	return now.Sub(a.reached).Abs() >= alarmEvery
}

// alarms are those of the last minutes, by what raised them: a person's id, or
// the word for the store itself.
type alarms struct {
	mu  sync.Mutex
	all map[string]*alarm
}

// raiseAlarm begins an alarm, or hurries one that has reached nobody yet. One
// that has reached somebody lately is enough.
func (x *Inbox) raiseAlarm(ctx context.Context, key, text string) {
	if x.Alarm == nil {
		return
	}
	now := x.Now()
	x.alarms.mu.Lock()
	if x.alarms.all == nil || len(x.alarms.all) > mostAlarms {
		x.alarms.all = map[string]*alarm{}
	}
	a := x.alarms.all[key]
	if a == nil || a.over(now) {
		a = &alarm{text: text, began: now, told: map[string]bool{}, lost: map[string]bool{}}
		x.alarms.all[key] = a
	}
	if len(a.told) == 0 {
		a.next = now
	}
	x.alarms.mu.Unlock()
	x.tryAlarms(ctx)
}

// forgetAlarm ends an alarm that something newer takes the place of.
func (x *Inbox) forgetAlarm(key string) {
	x.alarms.mu.Lock()
	defer x.alarms.mu.Unlock()
	delete(x.alarms.all, key)
}

// tryAlarms tries each alarm whose time has come, beside the caller.
func (x *Inbox) tryAlarms(ctx context.Context) {
	now := x.Now()
	x.alarms.mu.Lock()
	defer x.alarms.mu.Unlock()
	for key, a := range x.alarms.all {
		old := now.Sub(a.began) >= alarmKept
		switch {
		case a.busy, a.next.After(now) && a.next.Sub(now) <= time.Minute: // or the clock was set back
		case a.tries >= alarmTries || a.given:
			if old {
				delete(x.alarms.all, key)
			}
		default:
			a.busy = true
			a.tries++
			a.next = now.Add(min(5*time.Second<<min(a.tries-1, 4), time.Minute))
			x.alarming.Go(func() { x.tryAlarm(context.WithoutCancel(ctx), key, a) })
		}
	}
}

// WorkAlarms tries the alarms whose time has come, once, and waits for it.
func (x *Inbox) WorkAlarms(ctx context.Context) {
	x.tryAlarms(ctx)
	x.alarming.Wait()
}

// tryAlarm texts the first phones that an alarm has not reached, and all the
// others if that leaves nobody who has it, or only one after some tries. Whoever is on
// call is texted to the end, however many others have it: they are the one who is awake.
func (x *Inbox) tryAlarm(ctx context.Context, key string, a *alarm) {
	staff, onCall := x.alarmed(key)
	all := len(staff)
	x.alarms.mu.Lock()
	has := func(id string) bool { return a.lost[id] || a.told[id] }
	left := slices.DeleteFunc(staff, func(s bot.Staff) bool { return has(s.ID) })
	want := alarmPhones - len(a.told)
	if onCall != "" && !has(onCall) {
		want = max(want, 1) // they are the first of those who are left
	}
	first := left[:min(max(want, 0), len(left))]
	if len(left) == 0 { // each has been lost once: they may have found their phone
		clear(a.lost)
	}
	x.alarms.mu.Unlock()
	x.alarmAll(ctx, a, first)
	x.alarms.mu.Lock()
	more := len(a.told) == 0 || len(a.told) < alarmPhones && a.tries >= alarmWidens
	x.alarms.mu.Unlock()
	if more {
		x.alarmAll(ctx, a, left[len(first):])
	}
	x.alarms.mu.Lock()
	a.busy, a.given = false, len(a.told) >= min(alarmPhones, all) && (onCall == "" || has(onCall))
	x.alarms.mu.Unlock()
}

// alarmAll texts some phones side by side, each in its own time.
func (x *Inbox) alarmAll(ctx context.Context, a *alarm, staff []bot.Staff) {
	var wg sync.WaitGroup
	for _, s := range staff {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, alarmTime)
			defer cancel()
			err := x.guard(func() error { return x.Alarm(ctx, s, a.text) })
			if err != nil {
				x.alarmRefused(a, s, err)
				if x.Log != nil {
					x.Log.Error("direct alarm failed", "staff", s.ID, "err", err)
				}
				return
			}
			x.alarms.mu.Lock()
			defer x.alarms.mu.Unlock()
			a.told[s.ID] = true
			if a.reached.IsZero() {
				a.reached = x.Now()
			}
		})
	}
	wg.Wait()
}

// alarmRefused notes a phone that has stopped our texts.
func (x *Inbox) alarmRefused(a *alarm, s bot.Staff, err error) {
	if e := (*bot.SendError)(nil); !errors.As(err, &e) || !e.OptedOut {
		return
	}
	x.alarms.mu.Lock()
	defer x.alarms.mu.Unlock()
	a.lost[s.ID] = true
}

// alarmed are whom an alarm goes to, in order: the first on call, the
// supervisor, the others on call, the rest of the staff. Whoever it is about is
// none of them, and phones that take no texts come last. onCall is who of them is the
// first on call; "" = nobody is.
func (x *Inbox) alarmed(key string) (staff []bot.Staff, onCall string) {
	r := x.about(bot.PersonID(key))
	on := r.OnCall(x.Now())
	order := slices.Clone(on[:min(1, len(on))])
	if len(on) > 0 {
		onCall = on[0].ID
	}
	for _, s := range r.Staff {
		if s.ID == r.Supervisor && !slices.Contains(r.Off, s.ID) {
			order = append(order, s)
		}
	}
	for _, s := range slices.Concat(order, on, r.Texted(), r.Staff) {
		if !slices.ContainsFunc(staff, func(o bot.Staff) bool { return o.ID == s.ID }) {
			staff = append(staff, s)
		}
	}
	return staff, onCall
}

// alarmSend is how the ids of alarms begin, before whom they went to.
const alarmSend = "alarm-"

// AlarmID is the id that an alarm to staff is sent under: by it a receipt is
// known that no store can place.
func AlarmID(s bot.Staff) bot.SendID { return bot.SendID(alarmSend + s.ID) }

// alarmLost takes the carrier's word that an alarm did not arrive: it goes to
// the next phone. It reports whether the receipt was of an alarm.
func (x *Inbox) alarmLost(ctx context.Context, r bot.Receipt) bool {
	staff, ok := strings.CutPrefix(string(r.Send), alarmSend)
	if !ok {
		return false
	}
	if r.State != bot.SendUndelivered && r.State != bot.SendFailed {
		return true
	}
	now := x.Now()
	x.alarms.mu.Lock()
	for _, a := range x.alarms.all {
		if a.told[staff] && now.Sub(a.began) < alarmKept {
			delete(a.told, staff)
			a.lost[staff] = true
			a.given, a.next = false, now
		}
	}
	x.alarms.mu.Unlock()
	x.tryAlarms(ctx)
	return true
}
