package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store"
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
		"REPLICAOF h 1", "CLIENT LIST", "CLIENT KILL TYPE normal", "SLOWLOG GET", "LATENCY RESET", "SUBSCRIBE x", "PUBLISH x y", "RENAME {a}:1 {a}:2", "COPY {a}:1 {a}:2",
		"MIGRATE h 1 {a}:1 0 1", "DUMP {a}:1", "RESTORE {a}:1 0 x", "OBJECT FREQ {a}:1", "SORT {a}:1", "UNLINK {a}:1", "GET other", "SET other x", "DEL other", "SET a{b}:c x",
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

// No right is left over from a command that is given no more, and each command of a
// script is among them.
func TestRightsFitTheSource(t *testing.T) {
	var given []string
	for _, w := range strings.Fields(store.Rights()) {
		if c, ok := strings.CutPrefix(w, "+"); ok {
			given = append(given, c)
		}
	}
	var lua, source strings.Builder
	for _, pattern := range []string{"lua/*.lua", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(f, ".lua") {
				lua.Write(b)
			} else if !strings.HasSuffix(f, "_test.go") {
				source.Write(b)
			}
		}
	}
	called := regexp.MustCompile(`redis\.p?call\(\s*['"](\w+)['"]`).FindAllStringSubmatch(lua.String(), -1)
	if len(called) < 100 {
		t.Fatalf("only %d calls were found", len(called))
	}
	used := map[string]bool{}
	for _, m := range called {
		command := strings.ToLower(m[1])
		used[command] = true
		if !slices.Contains(given, command) {
			t.Errorf("a script calls %s, which its user may not", m[1])
		}
	}
	for _, c := range given {
		method := regexp.MustCompile(`(?i)(\.|")(Tx)?(` + strings.ReplaceAll(c, "|", "") + `)(N|WithScores)?["(]`)
		asked := method.MatchString(source.String())
		switch c {
		case "multi", "exec":
			asked = strings.Contains(source.String(), ".TxPipelined(")
		case "set":
			asked = asked || strings.Contains(source.String(), ".SetNX(")
		}
		if !used[c] && !asked {
			t.Errorf("nothing gives the command %s any more", c)
		}
	}
}
