package inbox

import (
	"context"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// alone answers a text when the store can't be used. Somebody in danger gets the
// crisis reply all the same, and staff are alerted straight from configuration.
// Everything else is left to the carrier's retry, to its fallback address, and
// to the catch-up.
func (x *Inbox) alone(ctx context.Context, in bot.Input) bot.Answer {
	reply, raise := engine.Alone(in)
	if raise == nil {
		return bot.Answer{}
	}
	if raise.Level == bot.LevelNow {
		x.raiseAlarm(ctx, string(x.Store.Person(in.From)), alarmText)
	}
	return bot.Answer{Reply: bot.Words(reply)}
}

// alarmText says that there is an alert and nothing else. It has no code: there
// is no case, because nothing could be stored.
const alarmText = "Alert, level 1, and the alert store is down. Look at the carrier's message log or ring the desk now."
