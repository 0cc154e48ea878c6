package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store/storetest"
)

// The user of the store does what the scripts do; it cannot empty, list, change or stop
// anything, be it through a script, nor touch what is no clinic's. What it may do is
// shown by every other test here: their servers let it do this alone.
func TestWhatTheUserOfTheStoreMayDo(t *testing.T) {
	srv := storetest.Redis(t)
	st := srv.Open(t)
	if err := st.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: strings.TrimPrefix(srv.URL(), "unix://"), Protocol: 2, DisableIdentity: true, MaxRetries: -1})
	t.Cleanup(func() { c.Close() })
	for _, line := range []string{
		"FLUSHALL", "FLUSHDB", "SWAPDB 0 1", "SELECT 1", "KEYS *", "RANDOMKEY", "DBSIZE", "SHUTDOWN NOSAVE", "SAVE", "BGSAVE", "BGREWRITEAOF", "MONITOR",
		"CONFIG SET appendfsync no", "CONFIG REWRITE", "CONFIG RESETSTAT", "ACL LIST", "ACL SETUSER x", "ACL WHOAMI", "SCRIPT FLUSH", "SCRIPT KILL", "FUNCTION LIST", "MODULE LIST",
		"REPLICAOF h 1", "CLIENT LIST", "CLIENT KILL TYPE normal", "SLOWLOG GET", "LATENCY RESET", "SUBSCRIBE x", "PUBLISH x y",
		"MIGRATE h 1 {a}:1 0 1", "RESTORE {a}:1 0 x", "SORT {a}:1", "BLPOP {a}:1 0", "RENAME {a}:1 other", "GET other", "SET other x", "DEL other", "SET a{b}:c x",
	} {
		var args []any
		for w := range strings.FieldsSeq(line) {
			args = append(args, w)
		}
		if err := c.Do(t.Context(), args...).Err(); !redis.HasErrorPrefix(err, "NOPERM") {
			t.Errorf("%s: %v, want NOPERM", line, err)
		}
	}
	for _, src := range []string{"return redis.call('FLUSHALL')", "return redis.call('CONFIG','SET','appendfsync','no')", "return redis.call('GET','other')", "return redis.call('KEYS','*')"} {
		if err := c.Eval(t.Context(), src, nil).Err(); err == nil || !strings.Contains(err.Error(), "can't run this command") && !strings.Contains(err.Error(), "can't access") && !strings.Contains(err.Error(), "not allowed from script") {
			t.Errorf("%s: %v", src, err)
		}
	}
	if err := srv.Client(t).Do(t.Context(), "ACL", "LOG", "RESET").Err(); err != nil { // or the server's end would find these
		t.Fatal(err)
	}
}

// Each command of a script may be given by its user, also where no test goes.
func TestEveryScriptMayDoWhatItDoes(t *testing.T) {
	files, err := filepath.Glob("lua/*.lua")
	if err != nil {
		t.Fatal(err)
	}
	call, seen := regexp.MustCompile(`redis\.p?call\(\s*['"](\w+)['"]`), map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(b), -1) {
			seen[m[1]] = true
		}
	}
	if len(seen) < 30 {
		t.Fatalf("only %d commands were found", len(seen))
	}
	c := storetest.Redis(t).Client(t)
	for command := range seen {
		args := []any{"ACL", "DRYRUN", "default", command}
		if command != "TIME" {
			args = append(args, "{a}:1", "{a}:2", "{a}:3", "{a}:4")
		}
		if got, err := c.Do(t.Context(), args...).Text(); got != "OK" && !strings.Contains(fmt.Sprint(got, err), "wrong number") {
			t.Errorf("%s: %q %v", command, got, err)
		}
	}
}
