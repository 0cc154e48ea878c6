package notify

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"nightdesk/bot"
)

// A service that took two messages and never answers is tried again after a while: it
// may be well by then.
func TestAChannelThatHungIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := New(Options{Name: "nurses", URL: "ntfy://127.0.0.1:9/alerts?scheme=http"})
		if err != nil {
			t.Fatal(err)
		}
		hangs := make(chan struct{})
		var well atomic.Bool
		c.carry = func(context.Context, bot.Send) error {
			if !well.Load() {
				<-hangs
			}
			return nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range most {
			if _, err := c.Send(ctx, bot.Send{}); err == nil {
				t.Fatal("it hangs, and took the message")
			}
		}
		synctest.Wait() // both are with it by now
		well.Store(true)
		if _, err := c.Send(t.Context(), bot.Send{}); err == nil {
			t.Error("a third message was given to a service that hangs")
		}
		time.Sleep(abandonAfter) // of the bubble's clock
		synctest.Wait()
		for range 2 * most {
			if _, err := c.Send(t.Context(), bot.Send{}); err != nil {
				t.Errorf("later: %v", err)
			}
		}
		close(hangs)
		synctest.Wait()
		if n := len(c.slots); n != 0 {
			t.Errorf("%d slots are held by nobody", n)
		}
	})
}
