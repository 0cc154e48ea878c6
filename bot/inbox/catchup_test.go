package inbox_test

import (
	"context"
	"testing"
	"time"

	"nightdesk/bot"
)

// since is a carrier's log that honours the moment it is asked from.
type since struct{ logOf }

func (l since) Inbound(ctx context.Context, from time.Time, each func(bot.Input) error) error {
	for _, in := range l.logOf {
		if in.At.After(from) {
			if err := each(in); err != nil {
				return err
			}
		}
	}
	return nil
}

// Our clock jumps, for one catch-up or for good: no text that came meanwhile is
// hidden by it.
func TestACatchUpWithAClockThatJumps(t *testing.T) {
	for _, jump := range []time.Duration{24 * time.Hour, 100 * time.Hour, -3 * time.Hour} {
		for _, stays := range []bool{false, true} {
			d := open(t, morning)
			look := func(texts ...bot.Input) int {
				d.now = d.now.Add(time.Minute)
				n, err := d.CatchUp(t.Context(), d.store, since{texts})
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			look()
			right := d.Now
			d.Now = func() time.Time { return d.now.Add(jump) }
			look()
			if !stays {
				d.Now = right
				look()
			}
			lost := d.text(sam, "i want to kill myself")
			lost.At = d.now
			d.now = d.now.Add(2 * time.Hour) // we are down, too
			if n := look(lost); n != 1 {
				t.Errorf("jump %v, for good %t: %d texts caught up", jump, stays, n)
			}
		}
	}
}
