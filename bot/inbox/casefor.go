package inbox

import (
	"context"
	"errors"
	"fmt"

	"nightdesk/bot"
)

// OpenFor opens a case about somebody because a member of staff says so, or adds the
// reason to the one that they have; once for each id. Whoever is on call is alerted as
// the level asks. The error is a [bot.OrderError] if the order makes no sense.
func (x *Inbox) OpenFor(ctx context.Context, id bot.InputID, by bot.Staff, person bot.PersonID, raise bot.Raise) (bot.Case, error) {
	switch {
	case id == "":
		return bot.Case{}, bot.OrderError("an order needs an id of its own, so that it happens once")
	case by.ID == "":
		return bot.Case{}, bot.OrderError("no member of staff is named, and every order needs one")
	case person == "" || raise.Reason == "":
		return bot.Case{}, bot.OrderError("a case is about somebody and has a reason")
	}
	var opened bot.Case
	digest := digestOf(bot.Input{From: bot.Phone(by.ID), To: bot.Phone(person), Body: bot.Words(fmt.Sprint("open ", raise.Level, " ", raise.Reason))})
	_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		v, err := x.look(ctx, id, person, x.Now())
		switch {
		case err != nil:
			return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
		case v.loaded.Done:
			open, err := x.openCases(ctx)
			if err != nil {
				return bot.Commit{}, nil, err
			}
			opened = caseOf(open, person).Case // closed meanwhile: the zero case
			answer, err := repeated(v.loaded, digest)
			return bot.Commit{}, &answer, err
		case v.blind:
			return bot.Commit{}, nil, bot.OrderError("what is stored of this person can't be read: see to the keys first (nightdesk doctor)")
		case v.loaded.Version == 0:
			return bot.Commit{}, nil, bot.OrderError("nothing is kept of this person any more")
		}
		turn := bot.Turn{Session: v.loaded.Session, Raise: []bot.Raise{raise}, Note: "case_asked_for"}
		c, err := x.compose(ctx, v, bot.Input{ID: id, Kind: bot.WakeUp}, turn, digest)
		if err != nil {
			return bot.Commit{}, nil, err
		}
		c.Actor = by.ID
		if len(c.Cases) > 0 {
			opened = c.Cases[0].Case
		} else {
			opened = v.kase // it had that reason before
		}
		return c, nil, nil
	})
	if errors.Is(err, bot.ErrMismatch) {
		return bot.Case{}, bot.OrderError("another order has that id: take a new one")
	}
	return opened, err
}
