package inbox

import (
	"context"
	"fmt"

	"nightdesk/bot"
)

// Receipt records what became of a message of ours. If it did not arrive and
// staff must know, it sets the timer that tells them: setting it is one step that
// counts once, so a crash in between is mended by the carrier's next word.
func (x *Inbox) Receipt(ctx context.Context, r bot.Receipt) error {
	if x.alarmLost(ctx, r) {
		return nil
	}
	_, send, err := x.Store.Receipt(ctx, r)
	if err != nil {
		return fmt.Errorf("record receipt: %w", err)
	}
	if r.State != bot.SendUndelivered && r.State != bot.SendFailed {
		return nil
	}
	id := string(send.ID)
	if (id == "" || r.OptedOut && send.Person != "" && send.Staff == "") && r.To != "" {
		// A reply on the line has no id of ours, and whoever has opted out gets
		// nothing at all: it may have been the reply to somebody in danger.
		send.Class, send.Person = bot.SendCrisis, x.Store.Person(r.To)
	}
	if id == "" {
		id = r.Carrier
	}
	now := x.Now()
	lost := send.Lost(now)
	if lost != nil && send.Channel == bot.ChannelVoice && r.State == bot.SendUndelivered {
		lost = send.Failed(bot.AlertUnanswered, now) // nobody took the call: no way is broken
	}
	if lost == nil {
		return nil
	}
	if _, err := x.Store.Commit(ctx, bot.Commit{
		Input: bot.InputID("f|" + id), At: now, Actor: "carrier", Note: "not_delivered", Wakes: []bot.Wake{*lost},
	}); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
