package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// late is the real store, whose answer to a commit comes too late.
type late struct {
	*store.Store
	slow bool
}

func (l *late) Commit(ctx context.Context, c bot.Commit) (bot.Outcome, error) {
	out, err := l.Store.Commit(ctx, c)
	if l.slow {
		return bot.Outcome{}, errors.Join(err, fmt.Errorf("commit: %w", bot.ErrUnavailable))
	}
	return out, err
}

// answered is a carrier's log in which some reply was given on the line.
type answered struct {
	logOf
	err error
}

func (a answered) Replied(context.Context, bot.Phone, bot.Words, time.Time) (bool, error) {
	return a.err == nil, a.err
}

// The turn is stored, and its webhook was told that it was not: what it answered
// is sent, once.
func TestAnAnswerThatTheWebhookNeverGot(t *testing.T) {
	d := open(t, morning)
	slow := &late{Store: d.store, slow: true}
	d.Store = slow
	in := d.text(sam, "hi")
	if a, err := d.Receive(t.Context(), in); err == nil || a.Reply != "" {
		t.Fatal(a, err)
	}
	slow.slow = false
	d.now = d.now.Add(30 * time.Second)
	if _, err := d.found(in); err != nil || d.heard(sam) != "" {
		t.Fatal("the webhook may still come again", err)
	}
	d.now = d.now.Add(30 * time.Second)
	if _, err := d.CatchUp(t.Context(), d.store, answered{err: errors.New("no answer")}); err == nil {
		t.Error("the carrier could not be asked, and nobody says so")
	}
	for range 3 {
		if _, err := d.found(in); err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(time.Minute)
	}
	if got := d.heard(sam); strings.Count(got, "automated") != 1 {
		t.Errorf("sam got %q", got)
	}
	if n := d.loaded(sam).Session.Turns; n != 1 {
		t.Errorf("%d turns", n)
	}
}

// The same if the carrier went to the fallback address, for whatever reason; but
// not if it came again and got the answer, or another server gave it.
func TestAnAnswerAfterTheFallback(t *testing.T) {
	for _, c := range []struct {
		name  string
		again bool
		log   interface {
			Inbound(context.Context, time.Time, func(bot.Input) error) error
			Replied(context.Context, bot.Phone, bot.Words, time.Time) (bool, error)
		}
		want int
	}{
		{"never got it", false, logOf{}, 1},
		{"got it when it came again", true, logOf{}, 0},
		{"got it from another server", false, answered{}, 0},
	} {
		d := open(t, morning)
		in := d.text(sam, "hi")
		if _, err := d.Receive(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if a := d.Fallback(t.Context(), in); a.Reply != "" {
			t.Errorf("%q", a.Reply.Text())
		}
		if c.again {
			if a, err := d.Receive(t.Context(), in); err != nil || !a.Repeated {
				t.Fatal(a, err)
			}
		}
		for range 3 {
			d.now = d.now.Add(time.Minute)
			if _, err := d.CatchUp(t.Context(), d.store, c.log); err != nil {
				t.Fatal(err)
			}
			d.settle()
		}
		if got := d.heard(sam); strings.Count(got, "automated") != c.want {
			t.Errorf("%s: sam got %q", c.name, got)
		}
	}
}

// A text that was not stored is applied by the catch-up, which answers it itself.
func TestAnAnswerOfATextFoundLate(t *testing.T) {
	d := open(t, morning)
	in := d.text(sam, "hi")
	d.Fallback(t.Context(), in)
	for range 3 {
		d.now = d.now.Add(time.Minute)
		if _, err := d.found(in); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.heard(sam); strings.Count(got, "automated") != 1 {
		t.Errorf("sam got %q", got)
	}
}
