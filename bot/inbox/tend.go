package inbox

import (
	"context"
	"time"

	"nightdesk/bot"
)

// tendEvery is how often the open cases are looked through for those that no timer would
// bring up in time.
const tendEvery = time.Minute

// RunTend tends the open cases until ctx ends.
func (x *Inbox) RunTend(ctx context.Context) {
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		if err := x.Tend(ctx); err != nil && ctx.Err() == nil && x.Log != nil {
			x.Log.Warn("open cases are not looked through", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Tend looks at the cases whose owner has left the rota, and at those whose next look
// lies further ahead than any ladder has it, because a clock was set back: their timers
// would come so much later. Phones and names are the file's, so it is at the start that
// somebody has left; a replica that runs with the older file does not see it.
func (x *Inbox) Tend(ctx context.Context) error {
	open, err := x.openCases(ctx)
	if err != nil {
		return err
	}
	for _, o := range open {
		if !x.astray(o.Case) {
			continue
		}
		w := bot.Wake{Key: bot.WakeCase + string(o.Case.ID), At: x.Now()}
		if _, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
			k, _, err := x.Store.Case(ctx, o.Case.ID)
			if isUnreadable(err) || err == nil && !x.astray(k) {
				return bot.Commit{}, &bot.Answer{}, nil
			}
			if err != nil {
				return bot.Commit{}, nil, err
			}
			return x.dueCase(ctx, w, o.Case.ID, "", w.At)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (x *Inbox) astray(k bot.Case) bool {
	r := x.about(k.Person)
	return r.Left(k) || r.Astray(k, x.Now())
}
