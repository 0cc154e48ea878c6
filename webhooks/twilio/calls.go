package twilio

import (
	"context"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"nightdesk/bot"
)

// Calls places the calls that read an alert to staff. Its promises are those of the
// Client it belongs to.
type Calls struct{ c *Client }

// Calls is the side of c that calls.
func (c *Client) Calls() Calls { return Calls{c} }

// callRings is how long a telephone rings, in seconds: longer and most mailboxes
// answer, shorter and nobody wakes up in time.
const callRings = 30

// Send places a call that fetches its words when somebody answers: nothing of the
// alert is given to Twilio before. The error is always a *bot.SendError. Source:
// twilio.com/docs, "Call resource".
func (s Calls) Send(ctx context.Context, m bot.Send) (string, error) {
	c := s.c
	p := &api.CreateCallParams{}
	p.SetTo(m.To.E164())
	p.SetFrom(c.caller().E164())
	p.SetUrl(c.alert.For(PathAlert, m.ID))
	p.SetMethod("POST")
	p.SetStatusCallback(c.alert.For(PathAlertStatus, m.ID))
	p.SetStatusCallbackEvent([]string{"completed"})
	p.SetTimeout(callRings)
	call := c.call(ctx)
	placed, err := call.api.CreateCall(p)
	if err == nil && (placed == nil || placed.Sid == nil || !isSID(*placed.Sid, "CA")) {
		err = errNoSID
	}
	if err != nil {
		return "", call.sendError(err)
	}
	return *placed.Sid, nil
}

// caller is the number that calls come from: a messaging service makes none.
func (c *Client) caller() bot.Phone {
	if c.from == "" && len(c.lines) > 0 {
		return c.lines[0]
	}
	return c.from
}

// Find looks in Twilio's log for a call of ours to the same telephone that was
// placed since a moment. A call has no words to know it by; one to that telephone at
// that time is taken for this one.
func (s Calls) Find(ctx context.Context, m bot.Send, since time.Time) (carrierID string, found bool, err error) {
	p := &api.ListCallParams{}
	p.SetTo(m.To.E164())
	p.SetLimit(findLimit)
	p.SetPageSize(findLimit)
	call := s.c.call(ctx)
	list, err := call.api.ListCall(p)
	if err != nil {
		return "", false, call.sendError(err)
	}
	for _, x := range list {
		at, err := time.Parse(time.RFC1123Z, str(x.DateCreated))
		if err == nil && !at.Before(since.Add(-clockSlack)) && str(x.Direction) == "outbound-api" && isSID(str(x.Sid), "CA") {
			return str(x.Sid), true, nil
		}
	}
	return "", false, nil
}
