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
	drop := func(why string) outbox.Plan {
		return outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendDropped, Why: why}}
	}
	climb := func(at time.Time) outbox.Plan {
		p := drop(outbox.WhyLate)
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
		{"reply by night, of a version that did not say what it answers", claim(bot.SendReply, nil), night, send},
		{"reminder by day", claim(bot.SendUnprompted, nil), noon, send},
		{"reminder by night waits", claim(bot.SendUnprompted, nil), night, outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendPending, RetryAt: morning}}},
		{"reminder by night, over by morning", claim(bot.SendUnprompted, expires(morning)), night, drop(outbox.WhyQuiet)},
		{"reminder by night, still good at eight", claim(bot.SendUnprompted, expires(morning.Add(time.Second))), night, outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendPending, RetryAt: morning}}},
		{"expired reply", claim(bot.SendReply, expires(noon)), noon, drop(outbox.WhyLate)},
		{"expired alert makes the case climb", claim(bot.SendAlert, expires(noon.Add(-time.Second))), noon, climb(noon)},
		{"opted out, reply", claim(bot.SendReply, optedOut), noon, drop(outbox.WhyOptedOut)},
		{"opted out, reminder", claim(bot.SendUnprompted, optedOut), noon, drop(outbox.WhyOptedOut)},
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
		{"opted out: the timer asks who waits for them", claim(bot.SendReply, at(1, 0)), out, bot.SendFailed, true, true},
		{"opted out, reminder", claim(bot.SendUnprompted, at(1, 0)), out, bot.SendFailed, true, true},
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

// Whatever happens, a text to a person who opted out is not sent, what they do not
// wait for never by night where they may be, without their consent or beyond their
// share, and nothing is sent that may have left before it was looked for.
func TestDecideNeverBreaksAPromise(t *testing.T) {
	z := zone(t)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 366*24*3600).Draw(t, "second")) * time.Second)
		hours := func(from, to int64, what string) time.Duration {
			return time.Duration(rapid.Int64Range(from, to).Draw(t, what)) * time.Hour
		}
		class := rapid.SampledFrom([]bot.SendClass{bot.SendAlert, bot.SendCrisis, bot.SendReply, bot.SendUnprompted}).Draw(t, "class")
		c := claim(class, func(c *bot.ClaimedSend) {
			c.OptedOut, c.Consented = rapid.Bool().Draw(t, "opted out"), rapid.Bool().Draw(t, "consented")
			c.Held, c.Stale = rapid.IntRange(0, 3).Draw(t, "held") == 0, rapid.IntRange(0, 3).Draw(t, "stale") == 0
			c.Before = rapid.SampledFrom([]bot.SendState{bot.SendPending, bot.SendSending}).Draw(t, "before")
			c.Send.Purpose = rapid.SampledFrom([]string{"", bot.PurposeConversation, bot.PurposeReminders}).Draw(t, "purpose")
			c.Send.To = rapid.SampledFrom([]bot.Phone{other, "+12125550123", "+18085550123", "+639171234567", "+18005550123"}).Draw(t, "number")
			if rapid.Bool().Draw(t, "heard") {
				c.Send.Heard = now.Add(-hours(0, 100, "heard hours"))
			}
			if rapid.Bool().Draw(t, "expires") {
				c.Send.Expires = now.Add(hours(-36, 36, "hours"))
			}
			for range rapid.IntRange(0, 4).Draw(t, "unasked") {
				c.Unasked = append(c.Unasked, now.Add(-hours(0, 200, "unasked hours")))
			}
		})
		p := outbox.Decide(c, now, z)
		if p.Step == outbox.StepRecord && p.Result.State == bot.SendPending && !p.Result.RetryAt.After(now) {
			t.Fatal("comes back at once")
		}
		if p.Result.State == bot.SendDropped && p.Result.Why == "" {
			t.Fatal("dropped without a word why")
		}
		if p.Step != outbox.StepSend {
			return
		}
		h, urgent := now.In(z).Hour(), class == bot.SendAlert || class == bot.SendCrisis
		expects := class == bot.SendReply && (c.Send.Purpose == "" || now.Sub(c.Send.Heard) <= bot.OpenThread)
		answers := class == bot.SendReply && (c.Send.Heard.IsZero() && c.Send.Purpose == "" || now.Sub(c.Send.Heard) <= bot.InReply)
		switch {
		case c.Before == bot.SendSending:
			t.Fatal("sent without looking")
		case !c.Send.Expires.IsZero() && !now.Before(c.Send.Expires):
			t.Fatal("sent when it was over")
		case urgent:
		case c.OptedOut:
			t.Fatal("sent to somebody who opted out")
		case class == bot.SendUnprompted && c.Held:
			t.Fatal("sent unasked to somebody in danger")
		case class == bot.SendUnprompted && c.Stale:
			t.Fatal("sent of a visit that has changed")
		case !answers && (h < 8 || h >= 21):
			t.Fatalf("sent at %d h", h)
		case !expects && c.Send.Purpose != "" && !c.Consented:
			t.Fatal("sent without consent")
		case !expects && c.Send.Purpose != "" && bot.Capped(c.Unasked, now, z):
			t.Fatal("sent beyond their share")
		}
	})
}

// The gate, rule by rule: consent, quiet hours where they may be, caps, and what
// counts as an answer.
func TestGate(t *testing.T) {
	z := zone(t)
	at := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, z) }
	noon := at(23, 12, 0) // a Monday
	asked := func(purpose string, change func(*bot.ClaimedSend)) bot.ClaimedSend {
		return claim(bot.SendUnprompted, func(c *bot.ClaimedSend) {
			c.Send.Purpose, c.Consented = purpose, true
			if change != nil {
				change(c)
			}
		})
	}
	unprompted := func(change func(*bot.ClaimedSend)) bot.ClaimedSend { return asked(bot.PurposeReminders, change) }
	reply := func(heard time.Time, purpose string) bot.ClaimedSend {
		return claim(bot.SendReply, func(c *bot.ClaimedSend) { c.Send.Heard, c.Send.Purpose = heard, purpose })
	}
	to := func(p bot.Phone) func(*bot.ClaimedSend) { return func(c *bot.ClaimedSend) { c.Send.To = p } }
	sent := func(when ...time.Time) func(*bot.ClaimedSend) {
		return func(c *bot.ClaimedSend) { c.Unasked = when }
	}
	until := func(x time.Time, change func(*bot.ClaimedSend)) func(*bot.ClaimedSend) {
		return func(c *bot.ClaimedSend) { change(c); c.Send.Expires = x }
	}
	goes := outbox.Plan{Step: outbox.StepSend}
	waits := func(x time.Time) outbox.Plan {
		return outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendPending, RetryAt: x}}
	}
	drops := func(why string) outbox.Plan {
		return outbox.Plan{Step: outbox.StepRecord, Result: bot.SendResult{State: bot.SendDropped, Why: why}}
	}
	for _, c := range []struct {
		name  string
		claim bot.ClaimedSend
		now   time.Time
		want  outbox.Plan
	}{
		{"with consent, by day", unprompted(nil), noon, goes},
		{"without", unprompted(func(c *bot.ClaimedSend) { c.Consented = false }), noon, drops(outbox.WhyNoConsent)},
		{"a nudge without", asked(bot.PurposeConversation, func(c *bot.ClaimedSend) { c.Consented = false }), noon, drops(outbox.WhyNoConsent)},
		{"of a visit that has changed", unprompted(func(c *bot.ClaimedSend) { c.Stale = true }), noon, drops(outbox.WhyMoved)},
		{"of a visit that has changed, by night", unprompted(func(c *bot.ClaimedSend) { c.Stale = true }), at(23, 23, 0), drops(outbox.WhyMoved)},
		{"to somebody whose crisis is held", unprompted(func(c *bot.ClaimedSend) { c.Held, c.Stale = true, true }), noon, drops(outbox.WhyHeld)},
		{"the same, of an earlier version", claim(bot.SendUnprompted, func(c *bot.ClaimedSend) { c.Held = true }), noon, drops(outbox.WhyHeld)},
		{"an answer to somebody whose crisis is held", claim(bot.SendReply, func(c *bot.ClaimedSend) { c.Held, c.Stale, c.Send.Heard = true, true, noon }), noon, goes},
		{"an earlier version's, judged as before", claim(bot.SendUnprompted, sent(noon.Add(-time.Hour))), noon, goes},

		{"New York, two hours after its evening began", unprompted(to("+12125550123")), at(23, 19, 0), waits(at(24, 8, 0))},
		{"New York, its evening", unprompted(to("+12125550123")), at(23, 16, 59), goes},
		{"New York, its night begins", unprompted(to("+12125550123")), at(23, 17, 0), waits(at(24, 8, 0))},
		{"New York, our morning", unprompted(to("+12125550123")), at(23, 7, 0), waits(at(23, 8, 0))},
		{"Honolulu, an hour behind", unprompted(to("+18085550123")), at(23, 8, 30), waits(at(23, 9, 0))},
		{"toll-free tells nothing", unprompted(to("+18005550123")), at(23, 20, 59), goes},
		{"Manila: its day begins in our afternoon", unprompted(to("+639171234567")), noon, waits(at(23, 15, 0))},
		{"Manila, then", unprompted(to("+639171234567")), at(23, 15, 0), goes},
		{"Moscow: an hour in common, our evening", unprompted(to("+79161234567")), noon, waits(at(23, 20, 0))},
		{"no number that tells anything", unprompted(to("12345")), noon, goes},
		{"an earlier version's, clinic's zone alone", claim(bot.SendUnprompted, to("+12125550123")), at(23, 19, 0), goes},

		{"one today already", unprompted(sent(at(23, 9, 0))), noon, waits(at(24, 8, 0))},
		{"one today, and then too late", unprompted(until(at(23, 14, 0), sent(at(23, 9, 0)))), noon, drops(outbox.WhyCapped)},
		{"one late yesterday", unprompted(sent(at(22, 20, 59))), at(23, 8, 0), goes},
		{"three this week", unprompted(sent(at(18, 12, 0), at(19, 12, 0), at(21, 12, 0))), noon, waits(at(26, 8, 0))},
		{"three, the first a week ago", unprompted(sent(at(16, 12, 0), at(19, 12, 0), at(21, 12, 0))), noon, goes},
		{"night, and over by morning", unprompted(until(at(24, 1, 0), sent())), at(23, 23, 0), drops(outbox.WhyQuiet)},

		{"answer within the quarter of an hour, by night", reply(at(23, 23, 45), ""), at(24, 0, 0), goes},
		{"answer after it", reply(at(23, 23, 44), ""), at(24, 0, 0), waits(at(24, 8, 0))},
		{"answer after it, by day", reply(at(23, 9, 0), ""), noon, goes},
		{"answer after an outage of two days", reply(at(21, 9, 0), ""), noon, goes},
		{"staff's word in an open thread", reply(at(22, 12, 0), bot.PurposeConversation), noon, goes},
		{"the same by night", reply(at(23, 12, 0), bot.PurposeConversation), at(23, 22, 0), waits(at(24, 8, 0))},
		{"staff's word after a day, not agreed to", reply(at(22, 11, 59), bot.PurposeConversation), noon, drops(outbox.WhyNoConsent)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, outbox.Decide(c.claim, c.now, z)); d != "" {
				t.Error(d)
			}
		})
	}
	for _, class := range []bot.SendClass{bot.SendAlert, bot.SendCrisis} {
		c := claim(class, func(c *bot.ClaimedSend) {
			c.Held, c.Stale = true, true
			c.Unasked, c.Send.Purpose = []time.Time{noon, noon, noon}, bot.PurposeConversation
			c.Send.To = "+12125550123"
		})
		if p := outbox.Decide(c, at(24, 3, 0), z); p.Step != outbox.StepSend {
			t.Errorf("%s is held back: %+v", class, p)
		}
	}
	late := claim(bot.SendReply, func(c *bot.ClaimedSend) {
		c.Send.Heard, c.Send.Purpose, c.Consented = at(21, 9, 0), bot.PurposeConversation, true
	})
	if p := outbox.Decide(late, noon, z); p.Step != outbox.StepSend {
		t.Errorf("staff's word after a day, agreed to: %+v", p)
	}
}

// The carrier refuses a number: the timer is that of the person, not of a case.
func TestARefusedNumberIsAskedAbout(t *testing.T) {
	out := &bot.SendError{NotSent: true, OptedOut: true, Code: 21610}
	got := outbox.DecideSent(claim(bot.SendReply, nil), "", out, time.Now(), jitter())
	if got.Alert == nil || got.Alert.Key != bot.WakeBlocked+"p1" {
		t.Errorf("got %+v", got.Alert)
	}
	staff := claim(bot.SendReply, func(c *bot.ClaimedSend) { c.Send.Staff, c.Send.Person = "ann", "" })
	if got := outbox.DecideSent(staff, "", out, time.Now(), jitter()); got.Alert != nil || got.OptOut {
		t.Errorf("a staff phone: %+v", got)
	}
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
