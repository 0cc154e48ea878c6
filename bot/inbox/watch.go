package inbox

import (
	"context"
	"sync"
	"time"
)

// Alerts that are stored already stop with the store: nothing climbs and nothing
// is sent. Only a text that needs no store can say so.

const (
	// watchEvery is how often the store is asked to take a write.
	watchEvery = 2 * time.Second
	// watchTime bounds one such write.
	watchTime = 5 * time.Second
	// downAfter is how long it may take none before staff are told. It is longer
	// than a store needs to change masters. upAfter is how long it must take them
	// again before staff hear that it is over.
	downAfter = time.Minute
	upAfter   = time.Minute
	// downAgain is the distance of the texts while it lasts.
	downAgain = 15 * time.Minute
)

// What staff are told of the store: nothing about any person.
const (
	downText = "The text line's store is down: alerts do not go out. Look at the carrier's message log for people who wait, and get the server mended."
	upText   = "The text line's store is back: alerts go out again. Reply LIST to see what is open."
)

// downKey is what its alarms go by; no person has it as an id.
const downKey = "store"

// watch is what is known of the store.
type watch struct {
	mu    sync.Mutex
	wrote time.Time // the last write that it took; at first, the first look
	since time.Time // since when it takes them without a failure; zero = it failed last
	told  time.Time // when staff were told last that it is down; zero = they believe it is up
}

// see notes one look at the store, and returns what staff are told now.
func (w *watch) see(ok bool, now time.Time) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wrote.IsZero() || now.Before(w.wrote) { // or the clock was set back
		w.wrote = now
	}
	if !ok {
		w.since = time.Time{}
		if now.Sub(w.wrote) < downAfter || !w.told.IsZero() && now.Sub(w.told).Abs() < downAgain {
			return ""
		}
		w.told = now
		return downText
	}
	w.wrote = now
	if w.since.IsZero() || now.Before(w.since) {
		w.since = now
	}
	if w.told.IsZero() || now.Sub(w.since) < upAfter {
		return ""
	}
	w.told = time.Time{}
	return upText
}

// RunWatch looks after the store until ctx ends. ready writes to it.
func (x *Inbox) RunWatch(ctx context.Context, ready func(context.Context) error) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		x.tryAlarms(ctx) // Run's timers may wait for the store
		x.Watch(ctx, ready)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Watch looks once whether the store takes a write, and texts staff directly
// when it has taken none for too long, every 15 minutes while that lasts, and
// once when it is over.
func (x *Inbox) Watch(ctx context.Context, ready func(context.Context) error) {
	once, cancel := context.WithTimeout(ctx, watchTime)
	err := ready(once)
	cancel()
	if ctx.Err() != nil {
		return
	}
	text := x.watch.see(err == nil, x.Now())
	if text == "" {
		return
	}
	if x.Log != nil {
		x.Log.Error("staff are told of the store", "down", text == downText, "err", err)
	}
	x.forgetAlarm(downKey)
	x.raiseAlarm(ctx, downKey, text)
}
