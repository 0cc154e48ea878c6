package outbox_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
)

// hanging is a channel that keeps what it is given until it is let go.
type hanging struct{ let chan struct{} }

func (h hanging) Send(ctx context.Context, _ bot.Send) (string, error) {
	select {
	case <-h.let:
		return "", nil
	case <-ctx.Done():
		return "", &bot.SendError{NotSent: true, Retryable: true}
	}
}

func (hanging) Find(context.Context, bot.Send, time.Time) (string, bool, error) {
	return "", false, nil
}

func by(channel string, n int) bot.Send {
	s := alert(n)
	s.Channel = channel
	return s
}

// Each message goes by its channel; one that the settings no longer have is refused
// for good, and its case climbs.
func TestWays(t *testing.T) {
	text, voice, slack := newCarrier(), newCarrier(), newCarrier()
	w := outbox.Ways{Text: text, Voice: voice, Channels: map[string]outbox.Sender{"slack": slack}}
	for i, channel := range []string{"", bot.ChannelVoice, "slack"} {
		if _, err := w.Send(t.Context(), by(channel, i)); err != nil {
			t.Fatal(err)
		}
		for j, c := range []*carrier{text, voice, slack} {
			if got := len(c.bodies); got != map[bool]int{true: 1, false: 0}[j <= i] {
				t.Errorf("%q: carrier %d has %d", channel, j, got)
			}
		}
		if _, found, err := w.Find(t.Context(), by(channel, i), time.Now()); err != nil || !found {
			t.Errorf("%q is not found: %v", channel, err)
		}
	}
	var e *bot.SendError
	if _, err := w.Send(t.Context(), by("gone", 9)); !errors.As(err, &e) || !e.NotSent || e.Retryable || !e.Operator {
		t.Errorf("%+v", e)
	}
	if _, found, err := w.Find(t.Context(), by("gone", 9), time.Now()); err != nil || found {
		t.Errorf("%v %v", found, err)
	}
	if _, err := (outbox.Ways{Text: text}).Send(t.Context(), by(bot.ChannelVoice, 9)); err == nil {
		t.Error("a call is placed by nobody")
	}
}

// A channel that hangs holds up neither texts nor their rate, however much is due to
// it.
func TestAChannelThatHangsHoldsUpNoText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c, h := &memory{}, newCarrier(), hanging{make(chan struct{})}
		box := outbox.New(outbox.Options{Store: m, Sender: outbox.Ways{Text: c, Channels: map[string]outbox.Sender{"slack": h}}, Rate: 1})
		for i := range 20 {
			m.add(by("slack", i))
		}
		m.add(alert(99))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		began := time.Now()
		go func() { box.Run(ctx); close(done) }()
		wait(ctx, 2*time.Second)
		c.mu.Lock()
		if c.taken["alert 99"] != 1 || c.when[0].Sub(began) > time.Second {
			t.Errorf("the text waited: %v", c.taken)
		}
		c.mu.Unlock()
		close(h.let)
		for m.open() > 0 {
			wait(ctx, time.Second)
		}
		cancel()
		<-done
	})
}

// Whoever carries a message has taken it: that is told once, with the message.
func TestTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, c := &memory{}, newCarrier()
		var got []bot.Send
		box := outbox.New(outbox.Options{Store: m, Sender: c, Taken: func(s bot.Send, at time.Time) {
			if at.Sub(s.Due) != c.takes {
				t.Errorf("taken after %v", at.Sub(s.Due))
			}
			got = append(got, s)
		}})
		m.add(alert(1))
		c.err = &bot.SendError{NotSent: true, Retryable: true}
		if _, err := box.Work(t.Context(), time.Now()); err != nil || len(got) != 0 {
			t.Fatal(err, got)
		}
		c.err = nil
		m.jobs[0].due, m.jobs[0].Send.Due = time.Now(), time.Now()
		if _, err := box.Work(t.Context(), time.Now()); err != nil || len(got) != 1 || got[0].ID != "a1" {
			t.Error(err, got)
		}
	})
}
