package twilio

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	twilio "github.com/twilio/twilio-go/client"

	"nightdesk/bot"
)

// sendError says what the failure of a call means for the message. Codes
// decide, never texts: Twilio rewords them, and a text may quote a number.
func (c apiCall) sendError(err error) *bot.SendError {
	var rest *twilio.TwilioRestError
	code := 0
	if errors.As(err, &rest) && c.trace.status >= 400 {
		code = rest.Code
	}
	return verdict(outcome{connected: c.trace.connected.Load(), status: c.trace.status, code: code, after: c.trace.after})
}

// outcome is all that decides about a failed call.
type outcome struct {
	connected bool // something may have reached Twilio
	status    int  // HTTP status, 0 if no answer came
	code      int  // Twilio's error code, 0 if none
	after     time.Duration
}

// verdict is the table of outcomes.
func verdict(o outcome) *bot.SendError {
	e := explain(o.code)
	e.After = max(e.After, o.after)
	switch {
	case o.status == 0 && !o.connected:
		return &bot.SendError{NotSent: true, Retryable: true, Public: "the carrier could not be reached"}
	case o.status == 0:
		return &bot.SendError{Retryable: true, Public: "the carrier did not answer; the text may have left"}
	case o.status == http.StatusTooManyRequests:
		return &bot.SendError{Code: o.code, NotSent: true, Retryable: true, After: max(o.after, 500*time.Millisecond), Public: "the carrier asked us to slow down"}
	case o.status == http.StatusRequestTimeout, o.status >= 500:
		return &bot.SendError{Code: o.code, Retryable: true, After: o.after, Public: "the carrier failed; the text may have left"}
	case o.status == http.StatusUnauthorized:
		account := explain(20003)
		account.Code = cmp.Or(o.code, 20003)
		return account
	case o.status < 400:
		return &bot.SendError{Retryable: true, Operator: true, Public: "the carrier's address answers as if it were another server"}
	}
	return e
}

// explain is what a Twilio error code means, for a call that Twilio refused.
// Source: twilio.com/docs/api/errors. An unknown one is final: the same call
// would be refused again.
func explain(code int) *bot.SendError {
	e := &bot.SendError{Code: code, NotSent: true, Public: "the carrier refused the text"}
	operator := func(public string, retry bool) {
		e.Operator, e.Public = true, public
		if retry { // it will pass once somebody mends the set-up
			e.Retryable, e.After = true, time.Minute
		}
	}
	switch code {
	case 20003, 30002:
		operator("the carrier account is refused or suspended", true)
	case 20404:
		operator("the carrier does not know the account", true)
	case 20429:
		e.Retryable, e.After, e.Public = true, 500*time.Millisecond, "the carrier asked us to slow down"
	case 20500:
		e.NotSent, e.Retryable, e.Public = false, true, "the carrier failed; the text may have left"
	case 21211, 21614, 21635, 21612:
		e.Public = "this number cannot get texts; please call"
	case 21408, 21608:
		operator("the carrier account may not text this number", false)
	case 21212, 21603, 21606, 21701, 21703, 21705:
		operator("the line or messaging service to send from is not set up for texts", true)
	case 21602, 21604, 21609, 21617, 30029, 35114, 35115, 35116, 35117:
		operator("the text was put together wrongly", false)
	case 21610:
		e.OptedOut, e.Public = true, "this person has stopped our texts"
	case 21214, 21216, 21217:
		e.Public = "this number can't be called"
	case 21205, 21210, 21215, 21219, 21220:
		operator("the carrier account or line may not place this call", false)
	case 21611, 30001:
		operator("the carrier's queue is full", true)
	}
	return e
}
