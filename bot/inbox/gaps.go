package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
)

// A gap in the rota swallows no alert, because steps that mean nobody go on to the
// supervisor; but whoever keeps the rota must hear of it while it can be mended.

const (
	// gapsEvery is how often the rota is looked through.
	gapsEvery = 10 * time.Minute
	// gapsLease names the lease under which one replica does so, and gapsKept is how
	// long it has it.
	gapsLease = "rota-gaps"
	gapsKept  = gapsEvery + time.Minute
	// gapsAhead is how long before a gap it is told.
	gapsAhead = 24 * time.Hour
	// gapsBack is how far back the beginning of one is looked for that is on now. One
	// that is older is told once a day.
	gapsBack = 48 * time.Hour
	// gapsSeen is how far ahead its end is looked for.
	gapsSeen = 7 * 24 * time.Hour
	// gapsDay is when the day of such a one begins: nobody is woken to hear it again.
	gapsDay = 8 * time.Hour
	// gapsMorning is how much of a morning is looked at in the night: a gap that somebody
	// made in the evening must not begin unseen.
	gapsMorning = 2 * time.Hour
)

// Leaser gives the named lease to one process at a time, for ttl.
type Leaser interface {
	Lease(ctx context.Context, name string, ttl time.Duration) (bool, error)
}

// RunGaps warns of gaps in the rota until ctx ends.
func (x *Inbox) RunGaps(ctx context.Context, leaser Leaser) {
	tick := time.NewTicker(gapsEvery)
	defer tick.Stop()
	for {
		ours, err := leaser.Lease(ctx, gapsLease, gapsKept)
		if err == nil && ours {
			err = x.WatchGaps(ctx)
		}
		if err != nil && ctx.Err() == nil && x.Log != nil {
			x.Log.Warn("gaps in the rota are not looked for", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// WatchGaps looks through the next day of the rota once, and opens a case for the
// supervisor for each time without anybody on call: once for each, whoever looks.
func (x *Inbox) WatchGaps(ctx context.Context) error {
	if err := x.seeOff(ctx); err != nil {
		return err
	}
	now := x.Now()
	from, to := now.Add(-gapsBack), now.Add(gapsAhead)
	if day := bot.Daytime(now, x.Clinic.Zone); day.After(now) { // nobody is woken for what has time
		to = day.Add(gapsMorning)
	}
	for _, g := range x.rota().Gaps(from, now.Add(gapsSeen)) {
		if !g.To.After(now) || !g.From.Before(to) {
			continue
		}
		key := "gap|" + teamNames(g) + "|" + g.From.UTC().Format(time.RFC3339)
		if !g.From.After(from) {
			key = "gap|" + teamNames(g) + "|" + x.day(now.Add(-gapsDay))
		}
		if err := x.warnGap(ctx, bot.InputID(key), g); err != nil {
			return err
		}
	}
	return nil
}

// warnGap opens the case of a gap, if that was not done before.
func (x *Inbox) warnGap(ctx context.Context, input bot.InputID, g handoff.Gap) error {
	_, err := x.settle(ctx, func(*bot.Opening) (bot.Commit, *bot.Answer, error) {
		l, err := x.Store.Load(ctx, input, "")
		if err != nil && !isUnreadable(err) {
			return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
		}
		if l.Done {
			return bot.Commit{}, &bot.Answer{Repeated: true}, nil
		}
		open, err := x.openCases(ctx)
		if err != nil {
			return bot.Commit{}, nil, err
		}
		c := bot.Commit{Input: input, At: x.Now(), Actor: "clock", Note: "rota_gap"}
		id, r := bot.CaseID(idOf("case", string(input))), x.rota()
		who := handoff.Supervisor
		if !slices.ContainsFunc(r.Texted(), func(s bot.Staff) bool { return s.ID == r.Supervisor }) {
			who = handoff.OnCall
		}
		raise := bot.Raise{Level: bot.LevelSameDay, Reason: x.gapReason(g, c.At)}
		x.change(&c, handoff.OpenTo(r, id, x.freeCode(open, id), who, []bot.Raise{raise}, c.At), 0, c.At)
		return c, nil, nil
	})
	return err
}

// gapReason says when nobody is on call, and for what if somebody is for the rest.
func (x *Inbox) gapReason(g handoff.Gap, now time.Time) string {
	s := "nobody is on call "
	if !g.Everyones() {
		s += "for " + teamNames(g) + " "
	}
	at := func(t time.Time) string { return schedule.When(t, now, x.Clinic.Zone, bot.English) }
	if g.From.After(now) {
		s += "from " + at(g.From) + " "
	} else {
		s += "now, "
	}
	if g.To.Before(now.Add(gapsSeen - time.Hour)) { // it is said a little after it was looked for
		return s + "to " + at(g.To)
	}
	return s + "and for a week at least"
}

func teamNames(g handoff.Gap) string {
	var names []string
	for _, t := range g.Teams {
		names = append(names, string(t))
	}
	return strings.Join(names, " and ")
}
