package inbox

import (
	"context"
	"fmt"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// OptOut records a wish for no more texts that the owner of a number told a
// member of staff by voice, in writing or face to face: at once, for every text,
// under the name of staff. It needs no scripts. Only the person can take it back.
// It reports false if texts had stopped before.
func (x *Inbox) OptOut(ctx context.Context, phone bot.Phone, staff string) (bool, error) {
	person, done := x.Store.Person(phone), false
	_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		now := x.Now()
		v, err := x.known(ctx, person, now)
		if err != nil {
			return bot.Commit{}, nil, err
		}
		if done = !v.loaded.OptedOut; !done {
			return bot.Commit{}, &bot.Answer{}, nil
		}
		s := v.loaded.Session
		s.OptedOut = time.Time{} // the list is the truth: it was not on it
		if s.Phone = phone; s.Lang == "" && len(x.Clinic.Langs) > 0 {
			s.Lang = x.Clinic.Langs[0]
		}
		turn := engine.StaffOptOut(engine.World{Clinic: x.Clinic}, s, staff, now)
		in := bot.Input{ID: bot.InputID(idOf("staff opt-out", string(person), now.String())), Kind: bot.WakeUp, From: phone}
		c, err := x.compose(ctx, v, in, turn, "")
		c.Actor = staff
		return c, nil, err
	})
	return done, err
}

// known reads a person and their open case, and nothing of the scripts.
func (x *Inbox) known(ctx context.Context, person bot.PersonID, now time.Time) (view, error) {
	l, err := x.Store.Load(ctx, "", person)
	if err != nil && !isUnreadable(err) {
		return view{}, fmt.Errorf("load: %w", err)
	}
	v := view{person: person, loaded: l, blind: err != nil, now: now}
	if v.blind {
		v.loaded.Session = bot.Session{}
	}
	if id := v.loaded.Session.Case; id != "" {
		v.kase, v.version, err = x.Store.Case(ctx, id)
		if v.lost = isUnreadable(err); err != nil && !v.lost {
			return view{}, err
		}
	}
	return v, nil
}
