package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"nightdesk/bot"
)

// Options are one channel.
type Options struct {
	Name string // as bot.Send.Channel says it
	// URL is a secret: the address of the service, whose scheme says which it is, or
	// of a server that takes the signed webhook.
	URL string
	// Key signs webhooks: 16 bytes or more. Only for these.
	Key []byte
	// Now is the clock of timestamps; nil means time.Now.
	Now func() time.Time
	// Transport carries webhooks; nil means one with short time-outs.
	Transport http.RoundTripper
}

// Channel is one way to reach staff. It is safe for concurrent use.
type Channel struct {
	name, kind string
	// slots bound how many messages a service that hangs can hold.
	slots chan struct{}
	// abandon is how long after its time a message keeps its slot. Much of the library
	// waits for ever: a service that took two and fell silent must not be lost to us
	// until the program is started again.
	abandon time.Duration
	carry   func(context.Context, bot.Send) error
}

// abandonAfter is Channel.abandon. It bounds what hangs to some messages a minute.
const abandonAfter = time.Minute

// most is how many messages are with one channel at once.
const most = 2

// Webhook is the kind of a channel with a server of the clinic's own.
const Webhook = "webhook"

// New makes a channel, or says what is wrong with its address without repeating it.
// Nothing is sent and nobody is asked.
func New(o Options) (*Channel, error) {
	u, err := url.Parse(strings.TrimSpace(o.URL))
	if err != nil || u.Scheme == "" {
		return nil, errors.New("it is not a full address (hint: it begins with a service's name, as slack://, or https://)")
	}
	c := &Channel{name: o.Name, kind: strings.ToLower(u.Scheme), slots: make(chan struct{}, most), abandon: abandonAfter}
	kind, _, _ := strings.Cut(c.kind, "+")
	switch {
	case c.kind == "http" || c.kind == "https":
		c.kind = Webhook
		c.carry, err = newWebhook(o, u)
	case slices.Contains(services, kind):
		c.kind = kind
		c.carry, err = newService(o, u)
	default:
		return nil, fmt.Errorf("no service is called %q (hint: known are https, %s)", c.kind, strings.Join(services, ", "))
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Kind is which service it is: [Webhook], or the scheme of its address.
func (c *Channel) Kind() string { return c.kind }

// Send hands one alert to the channel. The error is always a *bot.SendError. There
// is no id of the channel's own.
func (c *Channel) Send(ctx context.Context, s bot.Send) (string, error) {
	select {
	case c.slots <- struct{}{}:
	default:
		return "", c.refuse(&bot.SendError{NotSent: true, Retryable: true, After: time.Second}, "is busy with earlier alerts")
	}
	free := sync.OnceFunc(func() { <-c.slots })
	done := make(chan error, 1) // whatever comes after the time is up is left there
	go func() {
		defer free()
		done <- c.guard(ctx, s)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = errSilent
		time.AfterFunc(c.abandon, free)
	}
	if err == nil {
		return "", nil
	}
	return "", c.verdict(err)
}

// guard makes an error of a panic of the library's. Its value may hold the address.
func (c *Channel) guard(ctx context.Context, s bot.Send) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic of %T", p)
		}
	}()
	return c.carry(ctx, s)
}

// Find finds nothing: a channel can't be asked, and a repeated alert harms nobody
// (the webhook's id even tells it apart).
func (*Channel) Find(context.Context, bot.Send, time.Time) (string, bool, error) {
	return "", false, nil
}

// errSilent is a channel that did not answer in time.
var errSilent = errors.New("no answer in time")

// answered is a channel's refusal, by its HTTP status.
type answered struct {
	status int
	after  time.Duration
}

func (e answered) Error() string { return fmt.Sprintf("answered %d", e.status) }

// verdict says what a failure means. The words of an error are never passed on: the
// library puts the address into them. All are NotSent, so that they are tried again
// soon and end within the patience for alerts: what arrived after all arrives twice.
func (c *Channel) verdict(err error) *bot.SendError {
	e := &bot.SendError{NotSent: true, Retryable: true}
	status, after := statusOf(err)
	e.Code, e.After = status, after
	switch {
	case errors.Is(err, errSilent):
		return c.refuse(e, "did not answer in time")
	case status == 0:
		return c.refuse(e, "could not be reached or did not take it")
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests:
		return c.refuse(e, "asked us to come later")
	case status >= 500:
		return c.refuse(e, "failed")
	case status >= 400:
		e.Retryable, e.Operator = false, true
		return c.refuse(e, "refuses our alerts: look at its address and key")
	}
	e.Retryable, e.Operator = false, true // a redirect is not followed
	return c.refuse(e, "answers as if it were another server")
}

// refuse words an error for an operator.
func (c *Channel) refuse(e *bot.SendError, what string) *bot.SendError {
	e.Public = fmt.Sprintf("the channel %s (%s) %s", c.name, c.kind, what)
	return e
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
