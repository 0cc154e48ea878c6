package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Ready reports whether a commit could be stored right now: it writes a small
// key through the same path, so a server that is full, read-only or gone is an
// error wrapping bot.ErrUnavailable.
func (s *Store) Ready(ctx context.Context) error {
	return s.retry(ctx, "reach the store", func(ctx context.Context, c conn) error {
		_, err := s.eval(ctx, c, leaseScript, []string{s.names.probe()}, "probe", time.Minute.Milliseconds())
		return err
	})
}

// Durability lists what is wrong with the server's settings, each in words with
// a mend: with any of them, acknowledged turns can be lost. Nil means none.
func (s *Store) Durability(ctx context.Context) ([]string, error) {
	var server, memory, persistence, replication map[string]string
	var config map[string]string
	err := s.retry(ctx, "read server settings", func(ctx context.Context, c conn) error {
		var err error
		if server, err = info(ctx, c, "server"); err != nil {
			return err
		}
		if memory, err = info(ctx, c, "memory"); err != nil {
			return err
		}
		if persistence, err = info(ctx, c, "persistence"); err != nil {
			return err
		}
		if replication, err = info(ctx, c, "replication"); err != nil {
			return err
		}
		config, err = settings(ctx, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	problems := versionProblems(server)
	problems = append(problems, persistenceProblems(persistence, config)...)
	problems = append(problems, memoryProblems(memory, config)...)
	if s.replicas {
		problems = append(problems, replicaProblems(replication, config, s.cluster == nil)...)
	}
	return problems, nil
}

// info reads one section of INFO; a server that does not know the section (the
// embedded one) has it empty.
func info(ctx context.Context, c conn, section string) (map[string]string, error) {
	raw, err := c.Info(ctx, section).Result()
	if refusal(err) {
		return nil, nil
	}
	fields := map[string]string{}
	for line := range strings.Lines(raw) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields, err
}

// settings reads the settings that matter; nil if CONFIG is not allowed here.
func settings(ctx context.Context, c conn) (map[string]string, error) {
	all := map[string]string{}
	for _, name := range []string{"appendonly", "appendfsync", "maxmemory-policy", "min-replicas-to-write"} {
		got, err := c.ConfigGet(ctx, name).Result()
		if refusal(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all[name] = got[name]
	}
	return all, nil
}

// refusal reports that the server answered, but not this.
func refusal(err error) bool {
	var reply redis.Error
	return errors.As(err, &reply) && lasting(err) && !errors.Is(err, bot.ErrUnavailable)
}

func versionProblems(server map[string]string) []string {
	version := server["redis_version"]
	if v := server["valkey_version"]; v != "" {
		version = v
	}
	major, err := strconv.Atoi(strings.SplitN(version, ".", 2)[0])
	if err != nil {
		return []string{"the server does not say its version: an in-memory stand-in keeps nothing; use redis-server 7.0 or later"}
	}
	if major < 7 {
		return []string{fmt.Sprintf("redis-server %s is too old: 7.0 or later is needed", version)}
	}
	return nil
}

func persistenceProblems(persistence, config map[string]string) []string {
	switch {
	case config["appendonly"] == "no" || persistence["aof_enabled"] == "0":
		return []string{"append-only file is off, so a restart loses everything: set `appendonly yes` and `appendfsync always`"}
	case config == nil && persistence["aof_enabled"] != "1":
		return []string{"the server does not say whether it keeps an append-only file: allow CONFIG GET, or use one that does"}
	case config == nil:
		return []string{"the server does not say when it writes to disk: make sure of `appendfsync always`, and allow CONFIG GET"}
	case config["appendfsync"] != "always":
		return []string{fmt.Sprintf("appendfsync is %s, so a crash loses turns that were acknowledged: set `appendfsync always`", config["appendfsync"])}
	}
	if status := persistence["aof_last_write_status"]; status != "" && status != "ok" {
		return []string{"the last write to the append-only file failed: look at the disk"}
	}
	return nil
}

func memoryProblems(memory, config map[string]string) []string {
	policy := config["maxmemory-policy"]
	if policy == "" {
		policy = memory["maxmemory_policy"]
	}
	if policy != "noeviction" && policy != "" {
		return []string{fmt.Sprintf("maxmemory-policy is %s, so a full server throws sessions away: set `maxmemory-policy noeviction`", policy)}
	}
	return nil
}

func replicaProblems(replication, config map[string]string, sentinel bool) []string {
	var problems []string
	if n, _ := strconv.Atoi(replication["connected_slaves"]); n == 0 {
		problems = append(problems, "the master has no replica, so losing it loses everything: start one and look at its link")
	}
	if sentinel && config != nil && config["min-replicas-to-write"] == "0" {
		problems = append(problems, "a master cut off from its replicas goes on taking writes that will be lost: set `min-replicas-to-write 1`")
	}
	return problems
}
