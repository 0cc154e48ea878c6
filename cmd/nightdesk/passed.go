package main

import (
	"slices"
	"sync"

	"nightdesk/bot"
)

// passedKept is how many sets of scripts are remembered to have passed.
const passedKept = 64

// passed are sets of scripts of one clinic all of whose talks went as expected, the
// safety set among them. A talk has a clock and a world of its own, so what passed once
// passes again: who had the tests played publishes without waiting for them once more.
// The zero value is ready.
type passed struct {
	mu   sync.Mutex
	sets []string // the latest last
}

func (p *passed) add(f bot.ScriptFiles) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sets = append(p.sets, keyOf(f))
	p.sets = slices.Delete(p.sets, 0, max(0, len(p.sets)-passedKept))
}

func (p *passed) has(f bot.ScriptFiles) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.sets, keyOf(f))
}
