package twilio

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"nightdesk/bot"
)

// Paths of the webhooks, below the public address.
const (
	PathSMS        = "/webhooks/twilio/sms"
	PathFallback   = "/webhooks/twilio/fallback"
	PathStatus     = "/webhooks/twilio/status"
	PathVoice      = "/webhooks/twilio/voice"
	PathVoiceAfter = "/webhooks/twilio/voice/after"
	// Calls of ours that read an alert: their words, the key pressed, their end.
	PathAlert       = "/webhooks/twilio/alert"
	PathAlertKey    = "/webhooks/twilio/alert/key"
	PathAlertStatus = "/webhooks/twilio/alert/status"
)

// turnTime is how long the Desk may take over one text. It is under Twilio's 15
// seconds and long enough for Redis to change masters (4 to 9 s, measured).
const turnTime = 12 * time.Second

// Desk takes what Twilio brings. Its methods must be safe to repeat with the
// same argument: Twilio does.
type Desk interface {
	// Receive applies one text and returns the answer to it. An error means
	// that the text was not kept; a Reply beside the error is still sent (a
	// crisis reply needs no store). bot.ErrMismatch refuses the text for good.
	Receive(context.Context, bot.Input) (bot.Answer, error)
	// Fallback answers a text whose first webhook failed, without anything that
	// may be down: nothing if nobody is in danger.
	Fallback(context.Context, bot.Input) bot.Answer
	// Receipt records what became of a message of ours. Receipts come late,
	// twice and in any order.
	Receipt(context.Context, bot.Receipt) error
}

// Options are what the webhooks need to know. All fields are required unless
// they say otherwise.
type Options struct {
	// PublicURL is this server's address as configured at Twilio.
	PublicURL string
	// AccountSID is our account; Tokens its auth tokens, any of which may sign.
	AccountSID string
	Tokens     []string
	// Lines are our own numbers. A text to another number is not answered.
	Lines []bot.Phone
	// Senders says whom a text is answered; nil means telephones of the US. It is
	// counted here, and decides the fallback's answer; the Desk has its own.
	Senders *Senders
	// LinkKey signs the status links; the Client must have the same.
	LinkKey []byte
	Desk    Desk
	// Alerts answers calls that read an alert; nil = none are made.
	Alerts AlertDesk
	// Fallback is what a text is answered when the server behind the first
	// webhook failed, and nobody is in danger: it must be true without knowing anything of the person.
	Fallback bot.Words
	// Ring returns the number of the clinic's desk if it is staffed now, or "".
	// Optional.
	Ring func() bot.Phone
	// Log gets what an operator should see. Optional.
	Log *slog.Logger
	// Count is called with one fixed word for each thing worth counting.
	// Optional.
	Count func(event string)
}

// Webhook answers Twilio's calls.
type Webhook struct {
	verifier  *Verifier
	account   string
	lines     map[bot.Phone]bool
	senders   *Senders
	link      StatusLink
	after     string // address of PathVoiceAfter
	desk      Desk
	alerts    AlertDesk
	alertLink alertLink
	fallback  string
	ring      func() bot.Phone
	log       *slog.Logger
	count     func(string)
}

// Route is one path and what answers it. Handle writes either a whole answer or
// nothing and an error.
type Route struct {
	Method, Path string
	Handle       func(http.ResponseWriter, *http.Request) error
}

// New makes the webhooks, or says all that is wrong with o.
func New(o Options) (*Webhook, error) {
	v, err := NewVerifier(o.PublicURL, o.Tokens...)
	errs := []error{err}
	if !isSID(o.AccountSID, "AC") {
		errs = append(errs, errors.New("twilio: account SID is not AC and 32 hex digits"))
	}
	if len(o.Lines) == 0 {
		errs = append(errs, errors.New("twilio: no line of ours is named (hint: the number people text)"))
	}
	for i, l := range o.Lines {
		if !l.Textable() {
			errs = append(errs, fmt.Errorf("twilio: line %d is not a number in E.164 (hint: +19075550100)", i+1))
		}
	}
	if o.Desk == nil || o.Fallback == "" {
		errs = append(errs, errors.New("twilio: no desk or no fallback text"))
	}
	link, err := NewStatusLink(o.PublicURL, o.LinkKey)
	errs = append(errs, err)
	if o.Senders == nil {
		o.Senders, err = NewSenders()
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	h := &Webhook{
		verifier: v, account: o.AccountSID, lines: map[bot.Phone]bool{}, senders: o.Senders, link: link,
		after: strings.TrimRight(o.PublicURL, "/") + PathVoiceAfter,
		desk:  o.Desk, alerts: o.Alerts, alertLink: newAlertLink(o.PublicURL, o.LinkKey), fallback: o.Fallback.Text(), ring: o.Ring, log: o.Log, count: o.Count,
	}
	for _, l := range o.Lines {
		h.lines[l] = true
	}
	if h.ring == nil {
		h.ring = func() bot.Phone { return "" }
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	if h.count == nil {
		h.count = func(string) {}
	}
	return h, nil
}

// Routes lists every webhook.
func (h *Webhook) Routes() []Route {
	routes := []Route{
		{http.MethodPost, PathSMS, h.sms},
		{http.MethodPost, PathFallback, h.fall},
		{http.MethodPost, PathStatus, h.status},
		{http.MethodPost, PathVoice, h.voice},
		{http.MethodPost, PathVoiceAfter, h.voiceAfter},
	}
	if h.alerts != nil {
		routes = append(routes, Route{http.MethodPost, PathAlert, h.alertCall}, Route{http.MethodPost, PathAlertKey, h.alertKey},
			Route{http.MethodPost, PathAlertStatus, h.alertStatus})
	}
	return routes
}

// deskTime gives the Desk its own deadline: a caller who hangs up must not stop
// a turn half way.
func deskTime(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.Context()), turnTime)
}
