package inbox

import (
	"context"
	"sync"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// alone answers a text when the store can't be used. Somebody in danger gets the
// crisis reply all the same, and staff are alerted straight from configuration.
// Everything else is left to the carrier's retry, to its fallback address, and
// to the catch-up.
func (x *Inbox) alone(ctx context.Context, in bot.Input) bot.Answer {
	reply, raise := engine.Alone(in)
	if raise == nil {
		return bot.Answer{}
	}
	if raise.Level == bot.LevelNow && x.Alarm != nil && x.alarms.first(x.Store.Person(in.From), x.Now()) {
		x.alarming.Go(func() { x.alarm(context.WithoutCancel(ctx)) })
	}
	return bot.Answer{Reply: bot.Words(reply)}
}

// alarmText says that there is an alert and nothing else. It has no code: there
// is no case, because nothing could be stored.
const alarmText = "Alert, level 1, and the alert store is down. Look at the carrier's message log or ring the desk now."

// alarmTime bounds an alarm that nothing repeats.
const alarmTime = 20 * time.Second

// alarm texts the first of those on call who can be reached, and the supervisor:
// nothing asks whether the first has read it.
func (x *Inbox) alarm(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, alarmTime)
	defer cancel()
	first := ""
	for _, s := range append(x.Rota.OnCall(x.Now()), x.Rota.Staff...) {
		if first == "" && x.alarmed(ctx, s) {
			first = s.ID
		}
	}
	for _, s := range x.Rota.Staff {
		if s.ID == x.Rota.Supervisor && s.ID != first {
			x.alarmed(ctx, s)
		}
	}
}

func (x *Inbox) alarmed(ctx context.Context, s bot.Staff) bool {
	err := x.Alarm(ctx, s, alarmText)
	if err != nil && x.Log != nil {
		x.Log.Error("direct alarm failed", "staff", s.ID, "err", err)
	}
	return err == nil
}

// alarmEvery is how often one person's texts may raise a direct alarm.
const alarmEvery = 3 * time.Minute

// alarms remembers whose texts raised one lately. It is in memory only: it saves
// staff from a flood while the store is down, and forgets at a restart.
type alarms struct {
	mu   sync.Mutex
	last map[bot.PersonID]time.Time
}

func (a *alarms) first(p bot.PersonID, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if t, ok := a.last[p]; ok && now.Sub(t) < alarmEvery {
		return false
	}
	if a.last == nil || len(a.last) > 10_000 {
		a.last = map[bot.PersonID]time.Time{}
	}
	a.last[p] = now
	return true
}
