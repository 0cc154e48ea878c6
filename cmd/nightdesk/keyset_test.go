package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// with is the environment with another keyset.
func with(env []string, k store.Keyset) []string {
	env = slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, "NIGHTDESK_KEYSET=") })
	return append(env, "NIGHTDESK_KEYSET="+k.Encode())
}

// TestServeChangesItsKey: serve seals what it finds under an old key anew; then the
// old key can be retired, is refused, and so is a stranger's.
func TestServeChangesItsKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.Start(t))
	one := storetest.Keys(t)
	two, err := one.Rotate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	three, err := two.Promote()
	if err != nil {
		t.Fatal(err)
	}
	status := func(k store.Keyset) string {
		_, out, errs := ran(t, with(d.env, k), "", "keyset", "status", "--config", exampleYAML)
		return out + errs
	}
	d.env = with(d.env, one)
	d.serve(t)
	d.waits(t, "/readyz", http.StatusOK)
	if in := d.carrier.Text(sam, "hi"); len(in.Replies) != 1 {
		t.Fatalf("%+v", in.Replies)
	}
	d.stop()
	d.exits(t, 0)
	if code, _, errs := ran(t, with(d.env, three), "", "keyset", "retire", "--config", exampleYAML); code != 1 || !strings.Contains(errs, "still stored under the old key") {
		t.Errorf("a key in use is retired: %d %s", code, errs)
	}
	d.env = with(d.env, three)
	d.serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for !strings.Contains(status(three), "old      0 values") {
		if pause(ctx, 50*time.Millisecond); ctx.Err() != nil {
			t.Fatalf("it is not sealed anew:\n%s\n%s", status(three), d.log)
		}
	}
	if in := d.carrier.Text(sam, "1"); len(in.Replies) != 1 {
		t.Errorf("after the change: %+v", in.Replies)
	}
	d.stop()
	d.exits(t, 0)
	code, out, errs := ran(t, with(d.env, three), "", "keyset", "retire", "--config", exampleYAML)
	four, err := store.ParseKeyset(strings.TrimSpace(out))
	if code != 0 || err != nil || len(four.IDs()) != 1 {
		t.Fatalf("%d %s %v", code, errs, err)
	}
	for name, k := range map[string]store.Keyset{"the old one": one, "a stranger's": storetest.Keys(t)} {
		d.env = with(d.env, k)
		d.serve(t)
		d.exits(t, 1)
		if !strings.Contains(d.log.String(), "the keyset is not this store's") || !strings.Contains(status(k), "(mend: set NIGHTDESK_KEYSET") {
			t.Errorf("%s: it does not say what is wrong:\n%s", name, d.log)
		}
	}
	d.env = with(d.env, four)
	d.serve(t)
	d.waits(t, "/readyz", http.StatusOK)
	d.stop()
	d.exits(t, 0)
}
