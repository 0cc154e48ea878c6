package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Embed is a Redis inside this process, for the demo, for chat and for
// transcripts. It runs the same scripts and keeps nothing: when it closes, all
// is gone. Never serve people from it.
type Embed struct {
	mini   *miniredis.Miniredis
	client redis.UniversalClient
	keys   Keyset

	mu    sync.Mutex
	clock func() time.Time
	moved time.Duration
	at    time.Time // where the store's time stands
}

// grain is how far the store's time may be behind a clock that runs: each step
// costs a look at every key.
const grain = 20 * time.Millisecond

// Embedded starts one whose time is clock's (nil = the wall clock): expiry and
// the time in scripts both follow it. clock is called before every command, by
// whoever gives the command, so it must be fast and may be called at once from
// several goroutines.
func Embedded(clock func() time.Time) (*Embed, error) {
	quiet()
	if clock == nil {
		clock = time.Now
	}
	keys, err := NewKeyset(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("start embedded store: %w", err)
	}
	e := &Embed{mini: miniredis.NewMiniRedis(), keys: keys, clock: clock}
	e.sync()
	e.mini.ClockTTL(true)
	if err := e.mini.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start embedded store: %w", err)
	}
	e.client = redis.NewClient(&redis.Options{
		Addr: e.mini.Addr(), MaxRetries: -1, DialerRetries: 1, DialTimeout: dialTimeout,
		ReadTimeout: 10 * time.Second, ContextTimeoutEnabled: true, PoolSize: poolSize, PipelinePoolSize: -1, Protocol: protocol, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
	e.client.AddHook(clockHook{e})
	return e, nil
}

// Open makes a store in it, sealed under keys that live as long as it does. Two
// stores of the same clinic share everything.
func (e *Embed) Open(clinic string) (*Store, error) {
	return Open(context.Background(), Options{Clinic: clinic, Keys: e.keys, Client: e.client})
}

// Client is the connection to it, for Options.Client.
func (e *Embed) Client() redis.UniversalClient { return e.client }

// Keys is the keyset that Open uses.
func (e *Embed) Keys() Keyset { return e.keys }

// Advance moves the store's time forward by d relative to its clock. With a
// clock that is itself moved, there is no need to call it.
func (e *Embed) Advance(d time.Duration) {
	e.mu.Lock()
	e.moved += d
	e.mu.Unlock()
	e.sync()
}

// Close stops it and forgets everything.
func (e *Embed) Close() error {
	err := e.client.Close()
	e.mini.Close()
	if errors.Is(err, redis.ErrClosed) {
		return nil
	}
	return err
}

// sync puts the store's time where the clock is, or leaves it a grain behind.
func (e *Embed) sync() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.clock().Add(e.moved)
	if step := now.Sub(e.at); step >= grain || step < 0 {
		e.at = now
		e.mini.SetTime(now)
	}
}

// clockHook syncs the time before every command.
type clockHook struct{ e *Embed }

func (h clockHook) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (h clockHook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		h.e.sync()
		return next(ctx, cmd)
	}
}

func (h clockHook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		h.e.sync()
		return next(ctx, cmds)
	}
}
