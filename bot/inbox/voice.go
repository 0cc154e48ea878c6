package inbox

import (
	"context"
	"fmt"

	"nightdesk/bot"
)

// AlertCall says what a call about an alert may say, as the case stands now. It
// fails with an error wrapping bot.ErrUnavailable if the store does not answer, and
// with another if nothing is known of the message.
func (x *Inbox) AlertCall(ctx context.Context, id bot.SendID) (bot.AlertCall, error) {
	send, err := x.alertOf(ctx, id)
	if err != nil {
		return bot.AlertCall{}, err
	}
	a := bot.AlertCall{Case: send.Case, Test: send.Case == ""}
	for _, s := range x.Rota.Staff {
		if s.ID == send.Staff {
			a.Staff = s
		}
	}
	if a.Test {
		return a, nil
	}
	k, version, err := x.Store.Case(ctx, send.Case)
	switch {
	case err != nil:
		return bot.AlertCall{}, fmt.Errorf("read the case of a call: %w", err)
	case version == 0 || k.Status == bot.CaseClosed:
		a.Closed = true
	case k.Owner == send.Staff && k.Owner != "":
		a.Yours = true
	case k.Owner != "":
		a.OwnerRole = x.roleOf(k.Owner)
	}
	a.Facts = factsOf(k, x.Now())
	return a, nil
}

// roleOf is what a member of staff is, for the ears of anybody.
func (x *Inbox) roleOf(staff string) string {
	for _, s := range x.Rota.Staff {
		if s.ID == staff && s.Role != "" {
			return s.Role
		}
	}
	return "desk"
}

// Declined lets the alert of a message go on to the next person at once, because
// whom it went to says that it is not for them.
func (x *Inbox) Declined(ctx context.Context, id bot.SendID) error {
	send, err := x.alertOf(ctx, id)
	if err != nil || send.Case == "" {
		return err
	}
	now := x.Now()
	c := bot.Commit{Input: bot.InputID("declined|" + string(id)), At: now, Actor: send.Staff, Note: "alert_declined",
		Wakes: []bot.Wake{*send.Failed(bot.AlertDeclined, now)}}
	if _, err := x.Store.Commit(ctx, c); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// alertOf reads the alert that a link names.
func (x *Inbox) alertOf(ctx context.Context, id bot.SendID) (bot.Send, error) {
	sent, err := x.Store.Sent(ctx, id)
	switch {
	case err != nil:
		return bot.Send{}, fmt.Errorf("read an alert: %w", err)
	case len(sent) == 0 || sent[0].State == "" || sent[0].Send.Class != bot.SendAlert || sent[0].Send.Staff == "":
		return bot.Send{}, fmt.Errorf("no alert to staff is known by the id %s", id)
	}
	return sent[0].Send, nil
}
