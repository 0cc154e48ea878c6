package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"

	"nightdesk/bot"
	"nightdesk/config"
	"nightdesk/webhooks/console"
)

// passedKept is how many sets of scripts are remembered to have passed.
const passedKept = 64

// passed are sets of scripts of one clinic all of whose talks went as expected, the
// safety set among them. A talk has a clock and a world of its own, so what passed once
// passes again: who had the tests played publishes without waiting for them once more.
// The zero value is ready.
type passed struct {
	mu   sync.Mutex
	sets []string // by keyOf, the latest last
}

// play is playAll, and notes the set if every talk goes as expected.
func (p *passed) play(ctx context.Context, c config.Clinic, f bot.ScriptFiles, progress func(done, of int)) ([]console.TalkResult, map[string]int, error) {
	results, ways, err := playAll(ctx, c, f, progress)
	if err == nil && len(console.FailedOf(results)) == 0 {
		p.add(f)
	}
	return results, ways, err
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

// keyOf names a set by all that is in it. flows.Version is too short for that: who may
// write scripts could look for two sets that share one, and publish the one that fails.
func keyOf(f bot.ScriptFiles) string {
	h := sha256.New()
	for _, files := range []map[string]string{f.Flows, f.Talks} {
		fmt.Fprintf(h, "%d\n", len(files))
		for _, name := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(h, "%d %s %d %s\n", len(name), name, len(files[name]), files[name])
		}
	}
	return string(h.Sum(nil))
}

// playsOf plays all talks of a set of scripts, unless they passed before.
func playsOf(c config.Clinic, before *passed) func(context.Context, bot.ScriptFiles) ([]console.FailedTalk, error) {
	return func(ctx context.Context, f bot.ScriptFiles) ([]console.FailedTalk, error) {
		if before.has(f) {
			return nil, nil
		}
		results, _, err := before.play(ctx, c, f, nil)
		return console.FailedOf(results), err
	}
}
