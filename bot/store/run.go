package store

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

const (
	// patience is how long one call tries if its context has no deadline. It is
	// longer than a failover takes (4 to 9 s) and shorter than a carrier waits.
	patience = 10 * time.Second
	// replicaWait is how long a commit waits for a replica to have it.
	replicaWait = 200 * time.Millisecond
	// reloadEvery limits how often an error asks a Cluster for its new state.
	reloadEvery = 250 * time.Millisecond
	firstPause  = 15 * time.Millisecond
	longPause   = 250 * time.Millisecond
)

// conn is what a command runs on: one node in a Cluster, else the client.
type conn interface {
	redis.Cmdable
	Process(ctx context.Context, cmd redis.Cmder) error
}

// node returns where this clinic's keys are. In a Cluster that is the slot's
// master itself: commands without a key (WAIT, TIME) have to go there too.
func (s *Store) node(ctx context.Context) (conn, error) {
	if s.cluster == nil {
		return s.rdb, nil
	}
	return s.cluster.MasterForKey(ctx, s.names.probe())
}

// retry runs fn until it succeeds, fails for good, or time is up. fn must be
// harmless to run again after it was executed. The last error comes back
// wrapped in bot.ErrUnavailable.
func (s *Store) retry(ctx context.Context, what string, fn func(context.Context, conn) error) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	pause := firstPause
	for {
		err := s.once(ctx, fn)
		if err == nil {
			return nil
		}
		if lasting(err) || ctx.Err() != nil {
			return unavailable(what, err)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return unavailable(what, err)
		case <-timer.C:
		}
		pause = min(2*pause, longPause)
	}
}

// once runs fn a single time, for scripts that must not be run twice in a row.
func (s *Store) once(ctx context.Context, fn func(context.Context, conn) error) error {
	c, err := s.node(ctx)
	if err == nil {
		if err = fn(ctx, c); err == nil {
			return nil
		}
	}
	if redirected(err) {
		// The slot is moving: the Cluster client knows how to follow.
		err = fn(ctx, s.rdb)
	}
	s.reload(ctx, err)
	return err
}

// reload asks a Cluster where its masters are now, after an error that may mean
// that one is gone. The library itself asks only every other second.
func (s *Store) reload(ctx context.Context, err error) {
	if s.cluster == nil || err == nil || errors.Is(err, redis.Nil) {
		return
	}
	last, now := s.reloaded.Load(), time.Now().UnixNano()
	if now-last > int64(reloadEvery) && s.reloaded.CompareAndSwap(last, now) {
		s.cluster.ReloadState(ctx)
	}
}

// redirected reports that a Cluster node says the slot is somewhere else.
func redirected(err error) bool {
	return err != nil && (strings.HasPrefix(err.Error(), "MOVED ") || strings.HasPrefix(err.Error(), "ASK "))
}

// lasting reports an answer that trying again within one call will not change:
// no memory, no disk, no permission, a broken script. Network errors, a server
// that loads or fails over, and a replica that is about to be master are not.
func lasting(err error) bool {
	if err == nil || isNetwork(err) {
		return false
	}
	if errors.Is(err, bot.ErrUnreadable) || errors.Is(err, redis.ErrClosed) {
		return true
	}
	var reply redis.Error
	if !errors.As(err, &reply) {
		return false
	}
	for _, passing := range []string{"LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS",
		"BUSY", "MOVED", "ASK", "UNBLOCKED", "ERR max number of clients"} {
		if strings.HasPrefix(reply.Error(), passing) {
			return false
		}
	}
	return true
}

func isNetwork(err error) bool {
	var netErr net.Error
	return errors.As(err, &netErr) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded)
}

// eval runs a script by its hash, or by its source where the server does not
// know it yet (after a restart or failover).
func (s *Store) eval(ctx context.Context, c conn, sc *script, keys []string, args ...any) (any, error) {
	v, err := s.evalSha(ctx, c, sc, keys, args)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		v, err = c.Eval(ctx, sc.src, keys, args...).Result()
	}
	return v, err
}

func (s *Store) evalSha(ctx context.Context, c conn, sc *script, keys []string, args []any) (any, error) {
	cmd := redis.NewCmd(ctx, evalArgs("EVALSHA", sc.sha, keys, args)...)
	if err := s.ask(ctx, c, cmd); err != nil {
		return nil, err
	}
	return cmd.Result()
}

// ask runs commands next to each other; each then has its own result, unless
// there is an error. A Cluster moves slots and masters under its clients, so
// there every caller has a connection to themselves.
func (s *Store) ask(ctx context.Context, c conn, cmds ...redis.Cmder) error {
	if s.cluster == nil {
		return s.together.do(ctx, c, cmds...)
	}
	_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, cmd := range cmds {
			_ = p.Process(ctx, cmd)
		}
		return nil
	})
	return nil
}

// evalSafe is eval, and where there are replicas it waits until one has what
// was written, for a short while: a commit that none has yet is counted and
// stands, because refusing it would turn a slow replica into an outage.
func (s *Store) evalSafe(ctx context.Context, c conn, sc *script, keys []string, args ...any) (any, error) {
	if !s.replicas {
		return s.eval(ctx, c, sc, keys, args...)
	}
	run := func(name, body string) (any, error) {
		var cmd *redis.Cmd
		var wait *redis.Cmd
		// WAIT covers the writes of its own connection: one pipeline, one connection.
		_, _ = c.Pipelined(ctx, func(p redis.Pipeliner) error {
			cmd = p.Do(ctx, evalArgs(name, body, keys, args)...)
			wait = p.Do(ctx, "WAIT", 1, replicaWait.Milliseconds())
			return nil
		})
		v, err := cmd.Result()
		if have, _ := wait.Int64(); err == nil && have < 1 {
			s.unreplicated.Add(1)
		}
		return v, err
	}
	v, err := run("EVALSHA", sc.sha)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		v, err = run("EVAL", sc.src)
	}
	return v, err
}

func evalArgs(name, body string, keys []string, args []any) []any {
	out := make([]any, 0, 3+len(keys)+len(args))
	out = append(out, name, body, len(keys))
	for _, k := range keys {
		out = append(out, k)
	}
	return append(out, args...)
}
