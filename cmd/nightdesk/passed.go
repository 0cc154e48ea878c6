package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"nightdesk/bot"
	"nightdesk/config"
	"nightdesk/webhooks/console"
)

// passedKept is how many sets of scripts are remembered to have passed.
const passedKept = 64

// passed is what one clinic's program knows of talks that were played: sets of scripts all
// of whose talks went as expected, the safety set among them, and what came of talks with
// the flows that were tried last. A talk has a clock and a world of its own, so what passed
// once passes again: who had the tests played publishes without waiting for them once more.
// The zero value is ready.
type passed struct {
	mu    sync.Mutex
	sets  []string   // by keyOf, the latest last
	ready []*readied // the latest last
	// places are those in which talks are played, half as many as there are processors:
	// people who text the clinic at that moment are answered by the same machine.
	places chan struct{}
}

// readied is a set of flows by its key, made ready once however many ask for it at a time.
type readied struct {
	key   string
	ready func() (*ready, error)
}

// of makes a set of flows ready. The error is bot.ErrRefused if it has errors.
func (p *passed) of(c config.Clinic, files map[string]string) (*ready, error) {
	key := keyOf(bot.ScriptFiles{Flows: files})
	p.mu.Lock()
	i := slices.IndexFunc(p.ready, func(k *readied) bool { return k.key == key })
	var k *readied
	if i >= 0 {
		k = p.ready[i]
		p.ready = slices.Delete(p.ready, i, i+1)
	} else {
		before := slices.Clone(p.ready)
		k = &readied{key, sync.OnceValues(func() (*ready, error) { return readyOf(c, files, madeReady(before)) })}
	}
	p.ready = append(p.ready, k)
	p.ready = slices.Delete(p.ready, 0, max(0, len(p.ready)-readyKept))
	p.mu.Unlock()
	return k.ready()
}

// madeReady are the sets that have no errors.
func madeReady(sets []*readied) (all []*ready) {
	for _, k := range sets {
		if r, err := k.ready(); err == nil {
			all = append(all, r)
		}
	}
	return all
}

// place waits for a place to play one talk in.
func (p *passed) place(ctx context.Context) (leave func(), err error) {
	p.mu.Lock()
	if p.places == nil {
		p.places = make(chan struct{}, placesOnce())
	}
	places := p.places
	p.mu.Unlock()
	select {
	case places <- struct{}{}:
		return func() { <-places }, ctx.Err()
	case <-ctx.Done():
		return func() {}, ctx.Err()
	}
}

// placesOnce is how many talks are played at a time while people text the clinic. On a
// machine of one processor a talk rests as long as it works: see stage.turn.
func placesOnce() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// play is playAll, and notes the set if every talk goes as expected.
func (p *passed) play(ctx context.Context, c config.Clinic, f bot.ScriptFiles, progress func(done, of int)) ([]console.TalkResult, map[string]int, error) {
	results, ways, err := p.playAll(ctx, c, f, progress)
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
