package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
)

// A loop that breaks is begun anew, and what it broke over is not in the log.
func TestALoopThatBreaksBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := &program{s: settings{log: slog.New(slog.NewTextHandler(&log, nil))}}
		ctx, stop := context.WithCancel(t.Context())
		runs := 0
		p.keep(ctx, "timers", func(context.Context) {
			if runs++; runs < 3 {
				panic("their words")
			}
			stop()
		})
		p.loops.Wait()
		if runs != 3 {
			t.Errorf("it ran %d times", runs)
		}
		if !strings.Contains(log.String(), "loop=timers") || strings.Contains(log.String(), "their words") {
			t.Errorf("the log says %q", log.String())
		}
	})
}
