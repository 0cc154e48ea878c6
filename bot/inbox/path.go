package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// An alert that does not arrive is itself an alert of level 1 (domain reference 5.2),
// to everybody but those whom the broken way leads to. There is one case for all
// broken ways, of nobody's, so that a carrier that is down makes one alert and not one
// for each text it refuses.

// pathCase is how the ids of such cases begin: what fails of their own alerts opens
// no other.
const pathCase = "path-"

// pathAgain is how long a way that was found broken opens no second case, once
// somebody has closed the first.
const pathAgain = 4 * time.Hour

// IsPathCase reports whether a case is about a way by which alerts do not arrive.
func IsPathCase(id bot.CaseID) bool { return strings.HasPrefix(string(id), pathCase) }

// broken way: a phone's or a channel's, in the words that staff and the audit read.
type brokenWay struct{ staff, way string }

func (b brokenWay) reason() string {
	switch b.way {
	case "":
		return "alerts by text to " + b.staff + " do not arrive"
	case bot.ChannelVoice:
		return "alert calls to " + b.staff + " do not get through"
	}
	return "alerts to the channel " + b.way + " do not arrive"
}

// pathBroke puts into a commit what a failed alert of a case says about its way.
func (x *Inbox) pathBroke(ctx context.Context, c *bot.Commit, of bot.CaseID, staff, way string) error {
	if IsPathCase(of) || way == bot.AlertUnanswered || way == bot.AlertDeclined {
		return nil
	}
	return x.raisePath(ctx, c, []brokenWay{{staff, way}})
}

// raisePath opens the case of broken ways in a commit, or adds to the one that is
// open.
func (x *Inbox) raisePath(ctx context.Context, c *bot.Commit, broken []brokenWay) error {
	open, err := x.openCases(ctx)
	if err != nil {
		return err
	}
	r := x.rota()
	var raise []bot.Raise
	for _, b := range broken {
		raise = append(raise, bot.Raise{Level: bot.LevelNow, Team: bot.TeamCrisis, Reason: b.reason()})
		if left := without(r.Staff, b); len(left) > 0 {
			r.Staff = left
		}
	}
	for _, o := range open {
		if IsPathCase(o.Case.ID) {
			x.change(c, handoff.Reraise(r, o.Case, raise, c.At), o.Version, c.At)
			return nil
		}
	}
	// The same way in the same hours is the same case: closed, it stays so.
	id := bot.CaseID(pathCase + idOf("path", broken[0].staff, broken[0].way, fmt.Sprint(c.At.UnixMilli()/pathAgain.Milliseconds())))
	before, _, err := x.Store.Case(ctx, id)
	if err != nil && !isUnreadable(err) {
		return fmt.Errorf("read a case: %w", err)
	}
	if before.ID != "" || isUnreadable(err) {
		return nil
	}
	x.change(c, handoff.Open(r, id, x.freeCode(open, id), "", raise, c.At), 0, c.At)
	return nil
}

// without leaves out whom a broken way leads to.
func without(staff []bot.Staff, b brokenWay) []bot.Staff {
	return slices.DeleteFunc(slices.Clone(staff), func(s bot.Staff) bool { return b.staff != "" && s.ID == b.staff })
}
