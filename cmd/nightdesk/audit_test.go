package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store/storetest"
)

// exampleYAML is the clinic.yaml of the tests.
var exampleYAML = filepath.Join("..", "..", "config", "clinic.example.yaml")

// ran is what a command printed, with its exit code.
func ran(t *testing.T, env []string, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e syncBuffer
	code = run(t.Context(), args, streams{in: strings.NewReader(in), out: &o, err: &e, env: env})
	return code, o.String(), e.String()
}

// TestAuditVerify: what serve writes is sealed while it runs, with a checkpoint in
// a file, and what is done to it afterwards is named.
func TestAuditVerify(t *testing.T) {
	t.Parallel()
	redisd := storetest.Start(t)
	d := newDesk(t, redisd)
	file := filepath.Join(t.TempDir(), "checkpoints")
	d.env = append(d.env, "NIGHTDESK_AUDIT_FILE="+file)
	d.serve(t)
	d.waits(t, "/readyz", http.StatusOK)
	if in := d.carrier.Text(sam, "hi"); len(in.Replies) != 1 {
		t.Fatalf("%+v", in.Replies)
	}
	d.stop()
	d.exits(t, 0)
	// The next start seals what the last one left.
	d.serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for kept := []byte(nil); len(kept) == 0; kept, _ = os.ReadFile(file) {
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			t.Fatalf("no checkpoint was kept:\n%s", d.log)
		}
	}
	d.stop()
	d.exits(t, 0)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the checkpoints are open to others: %v %v", info, err)
	}

	verify := func(want int, says string, args ...string) {
		t.Helper()
		code, out, errs := ran(t, d.env, "", append([]string{"audit", "verify", "--config", exampleYAML}, args...)...)
		if code != want || !strings.Contains(out+errs, says) {
			t.Errorf("exit code %d, want %d with %q:\n%s%s", code, want, says, out, errs)
		}
	}
	verify(0, "entries sealed and sound", "--checkpoints", file)
	verify(0, "1 of 1 checkpoints agree", "--checkpoints", file)
	verify(0, "no checkpoints were given")
	verify(1, "(mend: give the file that NIGHTDESK_AUDIT_FILE names)", "--checkpoints", exampleYAML)

	raw := redisd.Client(t)
	all := raw.XRange(t.Context(), "{ats}:au", "-", "+").Val()
	raw.Del(t.Context(), "{ats}:au")
	for i, m := range all {
		if i == 0 {
			m.Values["n"] = "nothing"
		}
		raw.XAdd(t.Context(), &redis.XAddArgs{Stream: "{ats}:au", ID: m.ID, Values: m.Values})
	}
	verify(1, "BAD   entry 1 ("+all[0].ID+"): altered")
	raw.Del(t.Context(), "{ats}:au", "{ats}:ac")
	verify(0, "0 entries sealed and sound")
	verify(1, "cut off at the end", "--checkpoints", file)
	verify(1, "next: somebody or something wrote to Redis beside nightdesk", "--checkpoints", file)
	verify(1, "checkpoints agree; the check ended where the log is wrong", "--checkpoints", file)
}
