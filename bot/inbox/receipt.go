package inbox

import (
	"context"
	"fmt"
	"strconv"

	"nightdesk/bot"
)

// carrierOptedOut is Twilio's code for a number that refuses our texts.
const carrierOptedOut = 21610

// Receipt records what became of a message of ours. An alert that did not reach
// its phone makes its case climb at once; a crisis reply that an opt-out blocked
// is told to staff, because that person has read nothing.
func (x *Inbox) Receipt(ctx context.Context, r bot.Receipt) error {
	changed, send, err := x.Store.Receipt(ctx, r)
	if err != nil {
		return fmt.Errorf("record receipt: %w", err)
	}
	failed := r.State == bot.SendUndelivered || r.State == bot.SendFailed
	switch {
	case !failed:
		return nil
	case changed && send.Class == bot.SendAlert:
		return x.alertFailed(ctx, r, send)
	case r.Code == carrierOptedOut && r.To != "":
		return x.replyBlocked(ctx, r)
	}
	return nil
}

// alertFailed sets the timer that makes a case climb. Setting it twice is
// setting it once.
func (x *Inbox) alertFailed(ctx context.Context, r bot.Receipt, s bot.Send) error {
	now := x.Now()
	_, err := x.Store.Commit(ctx, bot.Commit{
		Input: bot.InputID("f|" + string(s.ID)), At: now, Actor: "carrier", Note: "alert_failed",
		Wakes: []bot.Wake{{Key: wakeFailed + string(s.Case) + ":" + s.Staff, At: now}},
	})
	return err
}

// replyBlocked tells staff that somebody in danger did not get the reply.
func (x *Inbox) replyBlocked(ctx context.Context, r bot.Receipt) error {
	person := x.Store.Person(r.To)
	for range tries {
		v, err := x.look(ctx, "", person)
		if err != nil {
			return err
		}
		if v.loaded.Session.Crisis == nil {
			return nil
		}
		c := bot.Commit{
			Input:  bot.InputID("b|" + string(person) + "|" + strconv.FormatInt(v.loaded.Session.Crisis.Since.Unix(), 10)),
			Person: person, Session: &v.loaded.Session, Version: v.loaded.Version, At: v.now,
			Actor: "carrier", Note: "reply_blocked",
		}
		raise := bot.Raise{Level: bot.LevelNow, Reason: "the crisis reply was blocked by an opt-out: call", Crisis: "reply_blocked"}
		if err := x.raise(ctx, &c, v, []bot.Raise{raise}); err != nil {
			return err
		}
		out, err := x.Store.Commit(ctx, c)
		if err != nil {
			return err
		}
		if out.Result != bot.Conflict {
			x.applied(c)
			return nil
		}
	}
	return fmt.Errorf("%w: the receipt was decided anew too often", bot.ErrUnavailable)
}
