package outbox

import (
	"errors"
	"math/rand/v2"
	"time"

	"nightdesk/bot"
)

const (
	// maxTries is how often a message is tried at least before it is given up;
	// see patience.
	maxTries = 5
	// alertUnsure is how long an alert or a crisis text whose fate cannot be
	// learned waits before it is sent again: twice is better than never.
	alertUnsure = 60 * time.Second
	// maxUnsure is how often an alert is tried whose sends all end without a
	// word: staff should not be texted the same for ever.
	maxUnsure = 10
	// personUnsure is how long a person's text whose fate cannot be learned is
	// asked after; then it counts as failed. It is never sent blindly again.
	personUnsure = time.Hour
	// operatorPatience is how long a person's text waits for a set-up that the
	// carrier refuses to be mended.
	operatorPatience = 24 * time.Hour
)

// patience is the least time that a message is tried for: five tries can be
// over in a minute, and a carrier's bad moment lasts longer.
func patience(c bot.SendClass) time.Duration {
	if urgent(c) {
		return 30 * time.Second // the case climbs to the next person instead
	}
	return 15 * time.Minute
}

// urgent classes go at any hour and rather twice than never.
func urgent(c bot.SendClass) bool { return c == bot.SendAlert || c == bot.SendCrisis }

// Step is what to do with a claimed message next.
type Step int

const (
	// StepSend hands it to the carrier.
	StepSend Step = iota
	// StepFind asks the carrier whether it has it already.
	StepFind
	// StepRecord records Plan.Result without asking the carrier anything.
	StepRecord
)

// Plan is a step, with the result for StepRecord.
type Plan struct {
	Step   Step
	Result bot.SendResult
}

// Decide says what to do with a message that was just claimed. A message that
// may have left is looked for first, whatever else is true of it.
func Decide(c bot.ClaimedSend, now time.Time, zone *time.Location) Plan {
	if c.Before == bot.SendSending {
		return Plan{Step: StepFind}
	}
	return DecideUnsent(c, now, zone)
}

// DecideUnsent is Decide for a message that surely has not left: the one gate that
// every text passes as it leaves. Urgent ones pass it at any hour.
func DecideUnsent(c bot.ClaimedSend, now time.Time, zone *time.Location) Plan {
	s := c.Send
	// What staff changed of a visit at night waits for the morning, whatever its class.
	mayChange := s.Class == bot.SendUnprompted || s.Visit != ""
	switch {
	case expired(s, now):
		return Plan{StepRecord, dropped(s, WhyLate, now)}
	case urgent(s.Class):
		return Plan{Step: StepSend}
	case c.OptedOut:
		return Plan{StepRecord, dropped(s, WhyOptedOut, now)}
	case mayChange && c.Held:
		return Plan{StepRecord, dropped(s, WhyHeld, now)}
	case c.Owned: // two voices never speak at once
		return Plan{StepRecord, dropped(s, WhyOwned, now)}
	case mayChange && c.Stale:
		return Plan{StepRecord, dropped(s, WhyMoved, now)}
	case s.Class == bot.SendUnprompted, s.Purpose != "" && now.Sub(s.Heard) > bot.OpenThread:
		return unasked(c, now, zone)
	}
	return onTime(s, bot.ReplyAt(s.Heard, now, bot.Zones(zone, s.To)...), now, WhyQuiet)
}

// unasked is the gate for what nobody waits for. A text without a purpose was
// stored by a version that asked for consent and counted when it composed.
func unasked(c bot.ClaimedSend, now time.Time, zone *time.Location) Plan {
	s := c.Send
	if s.Purpose == "" {
		return onTime(s, bot.Daytime(now, zone), now, WhyQuiet)
	}
	if !c.Consented {
		return Plan{StepRecord, dropped(s, WhyNoConsent, now)}
	}
	zones := bot.Zones(zone, s.To)
	why := WhyQuiet
	if bot.Capped(c.Unasked, bot.Daytime(now, zones...), zone) {
		why = WhyCapped
	}
	return onTime(s, bot.UnaskedAt(c.Unasked, now, zones...), now, why)
}

// onTime sends now, or at a later time if it is still worth it then.
func onTime(s bot.Send, at, now time.Time, why string) Plan {
	switch {
	case !at.After(now):
		return Plan{Step: StepSend}
	case expired(s, at):
		return Plan{StepRecord, dropped(s, why, now)}
	}
	return Plan{StepRecord, bot.SendResult{State: bot.SendPending, RetryAt: at}}
}

// Why a message was dropped: words for counting, of no person.
const (
	WhyLate      = "late"          // it expired before anybody could send it
	WhyOptedOut  = "opted_out"     // they want no more texts
	WhyNoConsent = "no_consent"    // they did not agree to texts of its kind
	WhyQuiet     = "quiet_hours"   // it would be late by the time the day begins
	WhyHeld      = "crisis_hold"   // they are in danger: a person of the clinic talks to them now
	WhyOwned     = "staff_have_it" // a member of staff has taken the thread since
	WhyMoved     = "visit_changed" // what it tells of has moved or is off
	WhyCapped    = "capped"        // they had their share of such texts, and later is too late
)

// DecideFound says what follows from a look at the carrier's log: found with
// the carrier's id, surely not there (err nil), or no answer.
func DecideFound(c bot.ClaimedSend, carrier string, found bool, err error, now time.Time, zone *time.Location, r *rand.Rand) Plan {
	switch {
	case found:
		return Plan{StepRecord, bot.SendResult{State: bot.SendSent, Carrier: carrier}}
	case err == nil && c.Attempt > maxTries && now.Sub(c.Since) >= patience(c.Send.Class):
		return Plan{StepRecord, failed(c.Send, 0, now)}
	case err == nil:
		return DecideUnsent(c, now, zone)
	case urgent(c.Send.Class) && now.Sub(c.Since) >= alertUnsure:
		return DecideUnsent(c, now, zone)
	case !urgent(c.Send.Class) && (expired(c.Send, now) || now.Sub(c.Since) >= personUnsure):
		return Plan{StepRecord, failed(c.Send, 0, now)}
	}
	return Plan{StepRecord, bot.SendResult{State: bot.SendSending, RetryAt: now.Add(Backoff(c.Attempt, 0, r))}}
}

// DecideSent says what follows from the carrier's answer to a send.
func DecideSent(c bot.ClaimedSend, carrier string, err error, now time.Time, r *rand.Rand) bot.SendResult {
	if err == nil {
		return bot.SendResult{State: bot.SendSent, Carrier: carrier}
	}
	var e *bot.SendError
	if !errors.As(err, &e) {
		e = &bot.SendError{Retryable: true} // a sender that breaks its contract may have sent
	}
	switch {
	case e.OptedOut:
		return refused(c.Send, e.Code, now)
	case !e.NotSent && e.Retryable && urgent(c.Send.Class) && c.Attempt >= maxUnsure:
		return failed(c.Send, e.Code, now)
	case !e.NotSent && e.Retryable:
		return bot.SendResult{State: bot.SendSending, Code: e.Code, RetryAt: now.Add(Backoff(c.Attempt, max(e.After, settle), r))}
	case !e.Retryable:
		return failed(c.Send, e.Code, now)
	}
	limit := patience(c.Send.Class)
	if e.Operator && !urgent(c.Send.Class) {
		limit = operatorPatience
	}
	if c.Attempt >= maxTries && now.Sub(c.Since) >= limit {
		return failed(c.Send, e.Code, now)
	}
	return bot.SendResult{State: bot.SendPending, Code: e.Code, RetryAt: now.Add(Backoff(c.Attempt, e.After, r))}
}

// settle is at least how long a text that may have left is left alone before the carrier
// is asked: its log may lag behind its queue.
const settle = 5 * time.Second

// Backoff is how long to wait after attempt n (from 1): 0.5, 2, 8, 32, then 60
// seconds, never less than least, each stretched by up to a half so that many
// messages do not come back at the same moment.
func Backoff(n int, least time.Duration, r *rand.Rand) time.Duration {
	d := 60 * time.Second
	if n < maxTries {
		d = 500 * time.Millisecond << (2 * (max(n, 1) - 1))
	}
	d = max(d, least)
	return d + time.Duration(r.Int64N(int64(d)/2+1))
}

// expired reports whether s is no longer worth sending at t.
func expired(s bot.Send, t time.Time) bool { return !s.Expires.IsZero() && !t.Before(s.Expires) }

func dropped(s bot.Send, why string, now time.Time) bot.SendResult {
	return bot.SendResult{State: bot.SendDropped, Why: why, Alert: s.Lost(now)}
}

// refused is a text to a number that the carrier lets none of ours through to.
// Whoever waits for that person must know: the timer asks if anybody does.
func refused(s bot.Send, code int, now time.Time) bot.SendResult {
	out := failed(s, code, now)
	out.OptOut = s.Person != ""
	if out.Alert == nil && out.OptOut && s.Staff == "" {
		out.Alert = &bot.Wake{Key: bot.WakeBlocked + string(s.Person), At: now}
	}
	return out
}

func failed(s bot.Send, code int, now time.Time) bot.SendResult {
	return bot.SendResult{State: bot.SendFailed, Code: code, Alert: s.Lost(now)}
}
