package outbox_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/outbox"
)

func zone(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func jitter() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

const (
	other   = "+19075550123"
	colleag = "+19075550188"
)

// claim is a fresh claim of a message of class.
func claim(class bot.SendClass, change func(*bot.ClaimedSend)) bot.ClaimedSend {
	c := bot.ClaimedSend{
		Send:    bot.Send{ID: "j1", Class: class, To: other, Body: "hi", Person: "p1"},
		Attempt: 1, Before: bot.SendPending,
	}
	if class == bot.SendAlert {
		c.Send.Person, c.Send.To, c.Send.Case, c.Send.Staff = "", colleag, "c1", "ann"
		c.Send.Due = time.UnixMilli(1795464000000)
	}
	if change != nil {
		change(&c)
	}
	return c
}

func TestDecide(t *testing.T) {
	z := zone(t)
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, z)
	night := time.Date(2026, 11, 23, 23, 0, 0, 0, z)
	morning := time.Date(2026, 11, 24, 8, 0, 0, 0, z)
	optedOut := func(c *bot.ClaimedSend) { c.OptedOut = true }
	expires := func(at time.Time) func(*bot.ClaimedSend) {
		return func(c *bot.ClaimedSend) { c.Send.Expires = at }
	}
	unsure := func(c *bot.ClaimedSend) {
		c.Before, c.OptedOut, c.Send.Expires = bot.SendSending, true, noon.Add(-time.Hour)
	}
	send := outbox.Plan{Step: outbox.StepSend}
	drop := outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendDropped}}
	climb := func(at time.Time) outbox.Plan {
		p := drop
		p.Result.Alert = &bot.Wake{Key: "f:c1:ann:1795464000000", At: at}
		return p
	}
	for _, c := range []struct {
		name  string
		claim bot.ClaimedSend
		now   time.Time
		want  outbox.Plan
	}{
		{"alert by night", claim(bot.SendAlert, nil), night, send},
		{"crisis by night", claim(bot.SendCrisis, nil), night, send},
		{"reply by night", claim(bot.SendReply, nil), night, send},
		{"reminder by day", claim(bot.SendUnprompted, nil), noon, send},
		{"reminder by night waits", claim(bot.SendUnprompted, nil), night, outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendPending, RetryAt: morning}}},
		{"reminder by night, over by morning", claim(bot.SendUnprompted, expires(morning)), night, drop},
		{"reminder by night, still good at eight", claim(bot.SendUnprompted, expires(morning.Add(time.Second))), night, outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendPending, RetryAt: morning}}},
		{"expired reply", claim(bot.SendReply, expires(noon)), noon, drop},
		{"expired alert makes the case climb", claim(bot.SendAlert, expires(noon.Add(-time.Second))), noon, climb(noon)},
		{"opted out, reply", claim(bot.SendReply, optedOut), noon, drop},
		{"opted out, reminder", claim(bot.SendUnprompted, optedOut), noon, drop},
		{"opted out, crisis is tried", claim(bot.SendCrisis, optedOut), noon, send},
		{"staff cannot opt out of alerts here", claim(bot.SendAlert, optedOut), noon, send},
		{"may have left: look first, whatever else", claim(bot.SendReply, unsure), noon, outbox.Plan{Step: outbox.StepFind}},
		{"alert that may have left: look first", claim(bot.SendAlert, unsure), noon, outbox.Plan{Step: outbox.StepFind}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, outbox.Decide(c.claim, c.now, z)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDecideFound(t *testing.T) {
	z := zone(t)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, z)
	nobody := errors.New("nobody to ask")
	old := func(attempt int, age time.Duration) func(*bot.ClaimedSend) {
		return func(c *bot.ClaimedSend) {
			c.Before, c.Attempt, c.Since = bot.SendSending, attempt, now.Add(-age)
		}
	}
	for _, c := range []struct {
		name  string
		claim bot.ClaimedSend
		found bool
		err   error
		step  outbox.Step
		state bot.SendState
		climb bool
	}{
		{"found", claim(bot.SendReply, old(2, 10*time.Second)), true, nil, outbox.StepRecord, bot.SendSent, false},
		{"not there, reply", claim(bot.SendReply, old(2, 10*time.Second)), false, nil, outbox.StepSend, "", false},
		{"not there, reminder", claim(bot.SendUnprompted, old(2, 10*time.Second)), false, nil, outbox.StepSend, "", false},
		{"not there, alert", claim(bot.SendAlert, old(2, 10*time.Second)), false, nil, outbox.StepSend, "", false},
		{"not there, again and again", claim(bot.SendReply, old(9, time.Hour)), false, nil, outbox.StepRecord, bot.SendFailed, false},
		{"nobody to ask, alert waits a little", claim(bot.SendAlert, old(2, 59*time.Second)), false, nobody, outbox.StepRecord, bot.SendSending, false},
		{"nobody to ask, alert goes again", claim(bot.SendAlert, old(4, 60*time.Second)), false, nobody, outbox.StepSend, "", false},
		{"nobody to ask, crisis goes again", claim(bot.SendCrisis, old(4, 60*time.Second)), false, nobody, outbox.StepSend, "", false},
		{"nobody to ask, reply is not sent blindly", claim(bot.SendReply, old(9, 59*time.Minute)), false, nobody, outbox.StepRecord, bot.SendSending, false},
		{"nobody to ask, reply given up", claim(bot.SendReply, old(9, time.Hour)), false, nobody, outbox.StepRecord, bot.SendFailed, false},
		{"nobody to ask, reminder is not sent blindly", claim(bot.SendUnprompted, old(4, 5*time.Minute)), false, nobody, outbox.StepRecord, bot.SendSending, false},
		{"nobody to ask, reminder over", claim(bot.SendUnprompted, func(c *bot.ClaimedSend) {
			old(4, 5*time.Minute)(c)
			c.Send.Expires = now
		}), false, nobody, outbox.StepRecord, bot.SendFailed, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := outbox.DecideFound(c.claim, "SM1", c.found, c.err, now, z, jitter())
			if p.Step != c.step || p.Result.State != c.state || (p.Result.Alert != nil) != c.climb {
				t.Errorf("got %+v", p)
			}
			if c.state == bot.SendSending && !p.Result.RetryAt.After(now) {
				t.Error("an unsure text is looked for again at once")
			}
			if c.found && p.Result.Carrier != "SM1" {
				t.Error("the carrier's id is lost")
			}
		})
	}
}

func TestDecideSent(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	at := func(attempt int, age time.Duration) func(*bot.ClaimedSend) {
		return func(c *bot.ClaimedSend) { c.Attempt, c.Since = attempt, now.Add(-age) }
	}
	refused := &bot.SendError{NotSent: true, Retryable: true, Code: 20429, After: 500 * time.Millisecond}
	unknown := &bot.SendError{Retryable: true}
	final := &bot.SendError{NotSent: true, Code: 21614}
	out := &bot.SendError{NotSent: true, OptedOut: true, Code: 21610}
	setup := &bot.SendError{NotSent: true, Retryable: true, Operator: true, Code: 21606, After: time.Minute}
	for _, c := range []struct {
		name   string
		claim  bot.ClaimedSend
		err    error
		state  bot.SendState
		optOut bool
		climb  bool
	}{
		{"sent", claim(bot.SendReply, at(1, 0)), nil, bot.SendSent, false, false},
		{"refused", claim(bot.SendReply, at(1, 0)), refused, bot.SendPending, false, false},
		{"refused, fifth try of an alert", claim(bot.SendAlert, at(5, 40*time.Second)), refused, bot.SendFailed, false, true},
		{"refused, fourth try of an alert", claim(bot.SendAlert, at(4, 40*time.Second)), refused, bot.SendPending, false, false},
		{"refused five times within seconds", claim(bot.SendReply, at(5, 40*time.Second)), refused, bot.SendPending, false, false},
		{"refused for a quarter of an hour", claim(bot.SendReply, at(9, 15*time.Minute)), refused, bot.SendFailed, false, false},
		{"unknown", claim(bot.SendReply, at(1, 0)), unknown, bot.SendSending, false, false},
		{"unknown, alert", claim(bot.SendAlert, at(9, time.Hour)), unknown, bot.SendSending, false, false},
		{"unknown for the tenth time, alert", claim(bot.SendAlert, at(10, time.Hour)), unknown, bot.SendFailed, false, true},
		{"unknown for the tenth time, reply", claim(bot.SendReply, at(10, time.Minute)), unknown, bot.SendSending, false, false},
		{"not a SendError", claim(bot.SendReply, at(1, 0)), errors.New("odd"), bot.SendSending, false, false},
		{"landline", claim(bot.SendReply, at(1, 0)), final, bot.SendFailed, false, false},
		{"landline of staff", claim(bot.SendAlert, at(1, 0)), final, bot.SendFailed, false, true},
		{"opted out", claim(bot.SendReply, at(1, 0)), out, bot.SendFailed, true, false},
		{"staff opted out", claim(bot.SendAlert, at(1, 0)), out, bot.SendFailed, false, true},
		{"crisis reply blocked", claim(bot.SendCrisis, at(1, 0)), out, bot.SendFailed, true, true},
		{"crisis reply to a landline", claim(bot.SendCrisis, at(1, 0)), final, bot.SendFailed, false, true},
		{"set-up wrong, reply waits", claim(bot.SendReply, at(30, 23*time.Hour)), setup, bot.SendPending, false, false},
		{"set-up wrong for a day", claim(bot.SendReply, at(900, 24*time.Hour)), setup, bot.SendFailed, false, false},
		{"set-up wrong, alert climbs", claim(bot.SendAlert, at(5, time.Minute)), setup, bot.SendFailed, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := outbox.DecideSent(c.claim, "SM1", c.err, now, jitter())
			if got.State != c.state || got.OptOut != c.optOut || (got.Alert != nil) != c.climb {
				t.Errorf("got %+v", got)
			}
			var e *bot.SendError
			if errors.As(c.err, &e) && (got.State == bot.SendPending || got.State == bot.SendSending) && got.RetryAt.Before(now.Add(max(e.After, 500*time.Millisecond))) {
				t.Errorf("comes back after %v", got.RetryAt.Sub(now))
			}
		})
	}
}

// Asking, sending and recording end before the claim does: see Lease.
func TestAttemptEndsBeforeItsLease(t *testing.T) {
	if sum := outbox.AttemptTime + outbox.RecordTime; sum >= outbox.Lease {
		t.Errorf("an attempt may take %v, its lease is %v", sum, outbox.Lease)
	}
}

// Whatever happens, a text to a person who opted out is not sent, an unprompted
// one never by night, and nothing is sent that may have left before it was
// looked for.
func TestDecideNeverBreaksAPromise(t *testing.T) {
	z := zone(t)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 366*24*3600).Draw(t, "second")) * time.Second)
		class := rapid.SampledFrom([]bot.SendClass{bot.SendAlert, bot.SendCrisis, bot.SendReply, bot.SendUnprompted}).Draw(t, "class")
		c := claim(class, func(c *bot.ClaimedSend) {
			c.OptedOut = rapid.Bool().Draw(t, "opted out")
			c.Before = rapid.SampledFrom([]bot.SendState{bot.SendPending, bot.SendSending}).Draw(t, "before")
			if rapid.Bool().Draw(t, "expires") {
				c.Send.Expires = now.Add(time.Duration(rapid.Int64Range(-36, 36).Draw(t, "hours")) * time.Hour)
			}
		})
		p := outbox.Decide(c, now, z)
		if p.Step == outbox.StepRecord && p.Result.State == bot.SendPending && !p.Result.RetryAt.After(now) {
			t.Fatal("comes back at once")
		}
		if p.Step != outbox.StepSend {
			return
		}
		h := now.In(z).Hour()
		switch {
		case c.Before == bot.SendSending:
			t.Fatal("sent without looking")
		case class == bot.SendUnprompted && (h < 8 || h >= 21):
			t.Fatalf("a reminder at %d h", h)
		case c.OptedOut && (class == bot.SendReply || class == bot.SendUnprompted):
			t.Fatal("sent to somebody who opted out")
		case !c.Send.Expires.IsZero() && !now.Before(c.Send.Expires):
			t.Fatal("sent when it was over")
		}
	})
}

func TestBackoff(t *testing.T) {
	r := jitter()
	for n, want := range map[int]time.Duration{
		0: 500 * time.Millisecond, 1: 500 * time.Millisecond, 2: 2 * time.Second, 3: 8 * time.Second, 4: 32 * time.Second, 5: time.Minute, 400: time.Minute,
	} {
		for range 100 {
			if d := outbox.Backoff(n, 0, r); d < want || d > want*3/2 {
				t.Fatalf("after attempt %d: %v", n, d)
			}
		}
	}
	if d := outbox.Backoff(1, time.Hour, r); d < time.Hour {
		t.Errorf("%v is less than was asked for", d)
	}
	if a, b := outbox.Backoff(3, 0, jitter()), outbox.Backoff(3, 0, jitter()); a != b {
		t.Error("the same seed gives another wait")
	}
}
