package console

import (
	"context"
	"sync"
	"time"
)

// pace is how the orders of a route take turns, so that people who text the clinic are
// answered while scripts are worked on: by the same machine, often of two processors.
type pace int8

const (
	// paceFree: they cost little, or are bounded elsewhere.
	paceFree pace = iota
	// paceScripts: reading and comparing scripts keeps a processor busy. One is worked
	// at a time, whoever asks; who has gone in the meantime costs nothing.
	paceScripts
	// paceTalks: playing all talks takes seconds and leaves half of a processor to
	// others. Each account has one at a time.
	paceTalks
)

// turnWait is how long an order waits for its turn.
const turnWait = 20 * time.Second

// turns are given out to those who wait.
type turns struct {
	scripts chan struct{}

	mu    sync.Mutex
	talks map[string]chan struct{} // by account
}

func newTurns() *turns {
	return &turns{scripts: make(chan struct{}, 1), talks: map[string]chan struct{}{}}
}

// take waits for a turn and gives what ends it.
func (t *turns) take(ctx context.Context, p pace, account string) (end func(), err error) {
	slot := t.scripts
	switch p {
	case paceFree:
		return func() {}, nil
	case paceTalks:
		t.mu.Lock()
		if t.talks[account] == nil {
			t.talks[account] = make(chan struct{}, 1)
		}
		slot = t.talks[account]
		t.mu.Unlock()
	case paceScripts:
	}
	ctx, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	select {
	case slot <- struct{}{}:
		return func() { <-slot }, nil
	case <-ctx.Done():
		return nil, errNoTurn
	}
}
