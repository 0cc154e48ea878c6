package twilio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	twilio "github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"nightdesk/bot"
)

// ClientOptions are what the sending side needs to know.
type ClientOptions struct {
	AccountSID string
	AuthToken  string
	// APIKey and APISecret are used instead of the token if both are set.
	APIKey, APISecret string
	// Base is the API's address; empty means Twilio's own. A test server's may
	// be plain http.
	Base string
	// From is the line texts are sent from; or ServiceSID the Messaging Service
	// that picks one. With both, the service sends from that line.
	From       bot.Phone
	ServiceSID string
	// Lines are our own numbers, whose texts Inbound lists; nil means From.
	Lines []bot.Phone
	// PublicURL and LinkKey make the status links; as in Options.
	PublicURL string
	LinkKey   []byte
	// Transport carries the calls; nil means one of our own with short dial
	// time-outs.
	Transport http.RoundTripper
}

// Client sends texts and reads Twilio's message log. It is safe for concurrent
// use. It never retries: the outbox does.
type Client struct {
	account, user, password string
	base                    *url.URL
	from                    bot.Phone
	service                 string
	lines                   []bot.Phone
	link                    StatusLink
	alert                   alertLink
	transport               http.RoundTripper
}

// DefaultBase is Twilio's API.
const DefaultBase = "https://api.twilio.com"

// credential is what twilio-go takes for one.
var credential = regexp.MustCompile(`^[0-9A-Za-z]+$`)

// NewClient makes a client, or says all that is wrong with o.
func NewClient(o ClientOptions) (*Client, error) {
	var errs []error
	bad := func(text string) { errs = append(errs, errors.New("twilio: "+text)) }
	if !isSID(o.AccountSID, "AC") {
		bad("account SID is not AC and 32 hex digits")
	}
	c := &Client{account: o.AccountSID, user: o.AccountSID, password: o.AuthToken, from: o.From, service: o.ServiceSID, lines: o.Lines, transport: o.Transport}
	if len(c.lines) == 0 && c.from != "" {
		c.lines = []bot.Phone{c.from}
	}
	if o.APIKey != "" || o.APISecret != "" {
		c.user, c.password = o.APIKey, o.APISecret
	}
	if !credential.MatchString(c.user) || !credential.MatchString(c.password) {
		bad("credentials are missing or hold something other than letters and digits")
	}
	if o.ServiceSID != "" && !isSID(o.ServiceSID, "MG") {
		bad("messaging service SID is not MG and 32 hex digits")
	}
	if o.ServiceSID == "" && o.From == "" {
		bad("neither a line to send from nor a messaging service is set")
	}
	if o.From != "" && !o.From.Textable() {
		bad("the line to send from is not a number in E.164 (hint: +19075550100)")
	}
	var err error
	if c.base, err = url.Parse(cmp.Or(o.Base, DefaultBase)); err != nil || c.base.Host == "" {
		bad("API address is not a full URL")
	}
	if c.link, err = NewStatusLink(o.PublicURL, o.LinkKey); err != nil {
		errs = append(errs, err)
	}
	c.alert = newAlertLink(o.PublicURL, o.LinkKey)
	if c.transport == nil {
		c.transport = defaultTransport()
	}
	return c, errors.Join(errs...)
}

// validity is how long Twilio may keep a text in its queue, in seconds, before
// it is better not sent.
func validity(c bot.SendClass) int {
	if c == bot.SendUnprompted {
		return 3600
	}
	return 600
}

// Send hands one message to Twilio and returns Twilio's id for it. The error is
// always a *bot.SendError; unless it says NotSent, the text may have left.
func (c *Client) Send(ctx context.Context, s bot.Send) (string, error) {
	p := &api.CreateMessageParams{}
	p.SetTo(s.To.E164())
	p.SetBody(clean(s.Body.Text()))
	p.SetStatusCallback(c.link.For(s.ID))
	p.SetValidityPeriod(validity(s.Class))
	if c.service != "" {
		p.SetMessagingServiceSid(c.service)
	}
	if c.from != "" {
		p.SetFrom(c.from.E164())
	}
	call := c.call(ctx)
	m, err := call.api.CreateMessage(p)
	if err == nil && (m == nil || m.Sid == nil || !isMessageSID(*m.Sid)) {
		err = errNoSID
	}
	if err != nil {
		return "", call.sendError(err)
	}
	return *m.Sid, nil
}

// errNoSID is an answer without a message id: a redirect, or not Twilio's.
var errNoSID = errors.New("answer has no message id")

// Redact blanks the body of a message in Twilio's log, of ours or of theirs. It is
// done if there is no such message any more. The error is always a *bot.SendError:
// Operator if somebody has to mend our set-up, Retryable if Twilio can't do it now
// (it wants a minute after the message has come to its end, and at times days: error
// 20009), neither if carrierID is no message id. Source: twilio.com/docs, "Message
// resource", "Redact a message".
func (c *Client) Redact(ctx context.Context, carrierID string) error {
	if !isMessageSID(carrierID) { // it goes into a path
		return &bot.SendError{NotSent: true, Public: "not a message id"}
	}
	p := &api.UpdateMessageParams{}
	p.SetBody("")
	call := c.call(ctx)
	m, err := call.api.UpdateMessage(carrierID, p)
	switch {
	case err == nil && (m == nil || str(m.Sid) != carrierID):
		err = errNoSID
	case err == nil && str(m.Body) != "":
		return &bot.SendError{NotSent: true, Retryable: true, After: time.Minute, Public: "the carrier has kept the words"}
	case err == nil, call.trace.status == http.StatusNotFound:
		return nil
	}
	e := call.sendError(err)
	if !e.Operator && !e.Retryable {
		e.Retryable, e.After, e.Public = true, max(e.After, time.Minute), "the carrier can't blank the message yet"
	}
	return e
}

// findLimit bounds how much of the log of one number is looked through.
const findLimit = 200

// Find looks in Twilio's log for a text of ours to a number, created since a
// moment and with exactly this body. It looks by the number alone: a message
// still queued has no date sent, and a filter by date would hide it. found is
// false only if Twilio was asked and does not have it.
func (c *Client) Find(ctx context.Context, s bot.Send, since time.Time) (carrierID string, found bool, err error) {
	return c.sent(ctx, "outbound-api", s.To, s.Body, since)
}

// Replied looks in Twilio's log for an answer of ours that was given as TwiML, as
// Find does for texts that were sent. One whose words were blanked since counts.
func (c *Client) Replied(ctx context.Context, to bot.Phone, body bot.Words, since time.Time) (bool, error) {
	_, found, err := c.sent(ctx, "outbound-reply", to, body, since)
	return found, err
}

// sent looks for a text of ours that left in one of Twilio's directions.
func (c *Client) sent(ctx context.Context, direction string, to bot.Phone, body bot.Words, since time.Time) (carrierID string, found bool, err error) {
	p := &api.ListMessageParams{}
	p.SetTo(to.E164())
	p.SetLimit(findLimit)
	p.SetPageSize(findLimit)
	call := c.call(ctx)
	list, err := call.api.ListMessage(p)
	if err != nil {
		return "", false, call.sendError(err)
	}
	want := strings.TrimSpace(clean(body.Text()))
	for _, m := range list {
		sent, err := time.Parse(time.RFC1123Z, str(m.DateCreated))
		if err != nil || sent.Before(since.Add(-clockSlack)) || str(m.Direction) != direction {
			continue
		}
		// A reply is only blanked once it has arrived: a blank one since then is this.
		body := strings.TrimSpace(str(m.Body))
		if (body == want || body == "" && direction == "outbound-reply") && isMessageSID(str(m.Sid)) {
			return str(m.Sid), true, nil
		}
	}
	return "", false, nil
}

// clockSlack is how far Twilio's clock, which shows whole seconds, may be
// behind ours.
const clockSlack = 5 * time.Second

// Check asks Twilio whether the credentials are good and the account active.
func (c *Client) Check(ctx context.Context) error {
	call := c.call(ctx)
	a, err := call.api.FetchAccount(c.account)
	if err != nil {
		return fmt.Errorf("fetch account: %w", call.sendError(err))
	}
	if s := str(a.Status); s != "active" {
		return fmt.Errorf("account is not active but %q", s)
	}
	return nil
}

// apiCall is one call to the API. twilio-go knows no contexts, so each call gets
// a service of its own around the shared transport.
type apiCall struct {
	api   *api.ApiService
	trace *roundTrip
}

func (c *Client) call(ctx context.Context) apiCall {
	rt := &roundTrip{ctx: ctx, base: c.base, next: c.transport}
	base := &twilio.Client{
		Credentials: twilio.NewCredentials(c.user, c.password),
		HTTPClient: &http.Client{Transport: rt, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}},
	}
	base.SetAccountSid(c.account)
	return apiCall{api.NewApiService(&twilio.RequestHandler{Client: base}), rt}
}

func str(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
