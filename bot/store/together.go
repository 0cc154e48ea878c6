package store

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

// together sends what several turns ask of the server at the same moment in one
// write, and reads the answers in one read: most of what a short command costs,
// here and in Redis, is the system calls around it. Nobody waits for company: a
// call that finds no other under way goes out at once, and whatever comes in
// while the answer is outstanding is the next write.
//
// Calls share nothing but the connection. One that breaks fails all that were on
// it, and each is tried again on its own as after any network error.
type together struct {
	mu      sync.Mutex
	waiting []*ask
	writers int
}

// ask is the commands of one caller. They are the writer's until done is closed.
type ask struct {
	ctx  context.Context // of the caller; one that has ended is not asked for any more
	cmds []redis.Cmder
	done chan struct{}
}

const (
	// maxWriters is how many writes may be under way at once.
	maxWriters = 2
	// maxTogether bounds one write, so that a crowd cannot outlast the read timeout.
	maxTogether = 64
)

// do runs commands, in their order and next to each other. An error means that
// ctx ended first; the commands may then still run and must not be looked at.
// Otherwise each command has its own result.
func (t *together) do(ctx context.Context, c conn, cmds ...redis.Cmder) error {
	a := &ask{ctx: ctx, cmds: cmds, done: make(chan struct{})}
	t.mu.Lock()
	t.waiting = append(t.waiting, a)
	if t.writers < maxWriters {
		t.writers++
		go t.write(c)
	}
	t.mu.Unlock()
	select {
	case <-a.done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// write sends what waits until nothing does. It answers to no caller's deadline:
// the connection's own timeouts bound it.
func (t *together) write(c conn) {
	for asks := t.next(); asks != nil; asks = t.next() {
		p := c.Pipeline()
		for _, a := range asks {
			for _, cmd := range a.cmds {
				_ = p.Process(context.Background(), cmd)
			}
		}
		_, _ = p.Exec(context.Background()) // each command has its own error
		for _, a := range asks {
			close(a.done)
		}
	}
}

// next takes the asks that go into one write; nil ends the writer. Callers who
// have given up are passed over, so that what queued up behind a server that hung
// is not worked through for nobody.
func (t *together) next() []*ask {
	t.mu.Lock()
	defer t.mu.Unlock()
	var asks []*ask
	for len(t.waiting) > 0 && len(asks) < maxTogether {
		if a := t.waiting[0]; a.ctx.Err() == nil {
			asks = append(asks, a)
		}
		t.waiting = t.waiting[1:]
	}
	if asks == nil {
		t.writers--
	}
	return asks
}
