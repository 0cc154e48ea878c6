package twilio

import (
	"context"
	"slices"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"nightdesk/bot"
)

// pageSize is how many messages are listed at once; Twilio's maximum.
const pageSize = 1000

// Inbound reads the texts that reached our lines since a moment from Twilio's
// log, whether or not a webhook of ours ever heard of them, and gives them to
// each, oldest first, with CaughtUp set. It stops at the first error of each
// and returns it.
func (c *Client) Inbound(ctx context.Context, since time.Time, each func(bot.Input) error) error {
	var found []bot.Input
	for _, line := range c.lines {
		list, err := c.received(ctx, line, since)
		if err != nil {
			return err
		}
		found = append(found, list...)
	}
	slices.SortStableFunc(found, func(a, b bot.Input) int { return a.At.Compare(b.At) })
	for _, in := range found {
		if err := each(in); err != nil {
			return err
		}
	}
	return nil
}

// received lists the texts to one line, oldest first. All pages are read before
// any is used: twilio-go follows the links between them as they are (its paging
// by token loses everything that looks like ".12"), and a stream that is left
// early leaks a goroutine.
func (c *Client) received(ctx context.Context, line bot.Phone, since time.Time) ([]bot.Input, error) {
	p := &api.ListMessageParams{}
	p.SetTo(line.E164())
	p.SetDateSentAfter(since.Add(-clockSlack).UTC().Truncate(time.Second))
	p.SetPageSize(pageSize)
	call := c.call(ctx)
	list, err := call.api.ListMessage(p)
	if err != nil {
		return nil, call.sendError(err)
	}
	slices.Reverse(list) // Twilio's newest come first
	found := make([]bot.Input, 0, len(list))
	for _, m := range list {
		if in, ok := caughtUp(m); ok && in.To == line {
			found = append(found, in)
		}
	}
	return found, nil
}

// caughtUp reads one entry of the log; it is false for anything that a webhook
// would not have answered either.
func caughtUp(m api.ApiV2010Message) (bot.Input, bool) {
	in := bot.Input{
		ID: bot.InputID(str(m.Sid)), Kind: bot.TextIn,
		From: bot.Phone(str(m.From)), To: bot.Phone(str(m.To)),
		Body: bot.Words(strings.ToValidUTF8(str(m.Body), "\uFFFD")), Media: mediaCount(str(m.NumMedia)),
		CaughtUp: true,
	}
	for _, date := range []*string{m.DateSent, m.DateCreated} {
		if at, err := time.Parse(time.RFC1123Z, str(date)); err == nil {
			in.At = at.UTC()
			break
		}
	}
	ok := str(m.Direction) == "inbound" && isMessageSID(str(m.Sid)) &&
		!nobody(in) && !in.At.IsZero()
	return in, ok
}
