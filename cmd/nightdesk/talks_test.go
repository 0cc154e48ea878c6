package main

import (
	"context"
	"errors"
	"testing"

	"nightdesk/bot"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks/console"
)

func exampleClinic(t *testing.T) config.Clinic {
	t.Helper()
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

// clinicFiles are the scripts that come with the program, and some of their talks.
func clinicFiles(t *testing.T, talks ...string) bot.ScriptFiles {
	t.Helper()
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	f := bot.ScriptFiles{Flows: files, Talks: map[string]string{}}
	for _, name := range talks {
		raw, err := clinic.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Talks[name] = string(raw)
	}
	return f
}

func TestFailedTalks(t *testing.T) {
	t.Parallel()
	files := clinicFiles(t, "greeting.talk", "hours.talk")
	files.Talks["bad.talk"] = "at Mon 2 Mar 2026 9:00\nthem hi\nus Good morning\n"
	files.Talks["unread.talk"] = "them hi\n"
	// A talk of a clinic takes no place of the safety set.
	files.Talks["safety/overdose.talk"] = "at Mon 2 Mar 2026 9:00\nthem hi\nus none\n"
	steps := 0
	results, _, err := new(passed).playAll(t.Context(), exampleClinic(t), files, func(done, of int) {
		if steps++; done != steps || of <= 4 {
			t.Errorf("progress %d of %d at step %d", done, of, steps)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	failed := console.FailedOf(results)
	if len(failed) != 2 || failed[0].Name != "bad.talk" || failed[0].First == nil || failed[1].Name != "unread.talk" || failed[1].Why == "" {
		t.Errorf("failed: %+v", failed)
	}
}

func TestFailedTalksEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	played := 0
	_, _, err := new(passed).playAll(ctx, exampleClinic(t), clinicFiles(t, "greeting.talk", "hours.talk"), func(int, int) { played++; cancel() })
	if !errors.Is(err, context.Canceled) || played != 1 {
		t.Errorf("after the first talk it was cancelled: %d played, %v", played, err)
	}
}

func TestFailedTalksRefusesErrors(t *testing.T) {
	files := clinicFiles(t)
	files.Flows["intake.flow"] = "flow intake\nstep a\n  then nowhere\n"
	if _, _, err := new(passed).playAll(t.Context(), exampleClinic(t), files, nil); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("got %v", err)
	}
}
