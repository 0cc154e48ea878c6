package console

import (
	"sync"

	"nightdesk/bot"
)

// watchers are who has which conversation before their eyes in this process, by open
// streams. Of another process nothing is known: then somebody is told once too often.
type watchers struct {
	mu   sync.Mutex
	open map[watcher]int
}

type watcher struct {
	staff string
	kase  bot.CaseID
}

// begin notes a stream, and returns what ends it.
func (w *watchers) begin(x watcher) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[watcher]int{}
	}
	w.open[x]++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.open[x]--; w.open[x] <= 0 {
			delete(w.open, x)
		}
	}
}

func (w *watchers) has(x watcher) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open[x] > 0
}

// Watching reports whether a member of staff has a case's conversation open in this
// process just now, and looks at it: the page says so itself (assets/live.js).
func (c *Console) Watching(staff string, k bot.CaseID) bool { return c.watchers.has(watcher{staff, k}) }
