package outbox

import (
	"context"
	"time"

	"nightdesk/bot"
)

// Ways is a Sender that hands each message to whoever carries its channel.
type Ways struct {
	Text  Sender // Send.Channel ""
	Voice Sender // bot.ChannelVoice; nil = no calls
	// Channels are the clinic's own, by name.
	Channels map[string]Sender
}

// to finds who carries s; nil if nobody does.
func (w Ways) to(s bot.Send) Sender {
	switch s.Channel {
	case "":
		return w.Text
	case bot.ChannelVoice:
		return w.Voice
	}
	return w.Channels[s.Channel]
}

// errNoWay refuses a message whose channel has left the settings since it was
// composed.
var errNoWay = &bot.SendError{NotSent: true, Operator: true, Public: "the settings name no such channel any more"}

// Send hands s to its channel. For one that is gone it is final.
func (w Ways) Send(ctx context.Context, s bot.Send) (string, error) {
	if by := w.to(s); by != nil {
		return by.Send(ctx, s)
	}
	return "", errNoWay
}

// Find asks the message's channel. One that is gone does not have it.
func (w Ways) Find(ctx context.Context, s bot.Send, since time.Time) (string, bool, error) {
	if by := w.to(s); by != nil {
		return by.Find(ctx, s, since)
	}
	return "", false, nil
}
