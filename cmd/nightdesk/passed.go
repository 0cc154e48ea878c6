package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
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
	sets [][sha256.Size]byte // the latest last
}

// passedKey names a set by all that is in it. flows.Version is too short for that: who may
// write scripts could look for two sets that share one, and publish the one that fails.
func passedKey(f bot.ScriptFiles) [sha256.Size]byte {
	h := sha256.New()
	for _, files := range []map[string]string{f.Flows, f.Talks} {
		fmt.Fprintf(h, "%d\n", len(files))
		for _, name := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(h, "%d %s %d %s\n", len(name), name, len(files[name]), files[name])
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func (p *passed) add(f bot.ScriptFiles) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sets = append(p.sets, passedKey(f))
	p.sets = slices.Delete(p.sets, 0, max(0, len(p.sets)-passedKept))
}

func (p *passed) has(f bot.ScriptFiles) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.sets, passedKey(f))
}
