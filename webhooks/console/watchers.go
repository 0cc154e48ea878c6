package console

import (
	"context"
	"sync"
	"time"

	"nightdesk/bot"
)

// watchers are who has which conversation before their eyes in this process, by open
// streams.
type watchers struct {
	mu   sync.Mutex
	open map[watcher]int
}

type watcher struct {
	staff string
	kase  bot.CaseID
}

// Looks is what replicas tell each other of who looks at which conversation. What is
// not heard of for a while is forgotten.
type Looks interface {
	Look(ctx context.Context, staff string, k bot.CaseID) error
	LookAway(ctx context.Context, staff string, k bot.CaseID) error
	Looks(ctx context.Context, staff string, k bot.CaseID) (bool, error)
}

// lookTime bounds each word with the other replicas: a text of somebody waits for the
// answer, and without one only this process is known.
const lookTime = 250 * time.Millisecond

// begin notes a stream.
func (w *watchers) begin(x watcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[watcher]int{}
	}
	w.open[x]++
}

// end takes it back, and reports whether it was the last.
func (w *watchers) end(x watcher) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[x]--
	if w.open[x] > 0 {
		return false
	}
	delete(w.open, x)
	return true
}

func (w *watchers) has(x watcher) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open[x] > 0
}

// look notes that somebody looks at a conversation, and lookAway that they do no more.
func (c *Console) look(ctx context.Context, x watcher) {
	c.watchers.begin(x)
	c.looksOn(ctx, x)
}

func (c *Console) lookAway(x watcher) {
	if c.watchers.end(x) && c.o.Looks != nil {
		ctx, cancel := context.WithTimeout(context.Background(), lookTime) // the request is over
		defer cancel()
		_ = c.o.Looks.LookAway(ctx, x.staff, x.kase) // it is forgotten anyway
	}
}

// looksOn tells the other replicas so; it is said again with each sign of life.
func (c *Console) looksOn(ctx context.Context, x watcher) {
	if c.o.Looks == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	_ = c.o.Looks.Look(ctx, x.staff, x.kase) // then only this process knows
}

// Watching reports whether a member of staff has a case's conversation open just now,
// on any replica, and looks at it: the page says so itself (assets/live.js). Where the
// others cannot be asked in time it is known of this process alone: then somebody is
// told once too often.
func (c *Console) Watching(ctx context.Context, staff string, k bot.CaseID) bool {
	if c.watchers.has(watcher{staff, k}) {
		return true
	}
	if c.o.Looks == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	there, err := c.o.Looks.Looks(ctx, staff, k)
	return err == nil && there
}
