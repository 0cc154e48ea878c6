package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
)

// groupDays is how far ahead sessions of groups are looked at.
const groupDays = 28

// groups says which sessions of groups meet outside the hours of who leads them or of
// their room, or at a time when one of those is booked already.
func (f *findings) groups(ctx context.Context, st *store.Store, cal *schedule.Calendar, now time.Time) {
	if len(cal.Series) == 0 {
		return
	}
	v := schedule.View{Calendar: cal, From: now, To: now.AddDate(0, 0, groupDays), Now: now}
	var err error
	if v.Visits, err = st.Visits(ctx, schedule.ViewSince(v.From, now), v.To); err != nil && !errors.Is(err, bot.ErrUnreadable) {
		f.say(false, "groups", err.Error())
		return
	}
	troubles := groupTroubles(v)
	for _, t := range troubles {
		f.say(false, "groups", t)
	}
	if len(troubles) == 0 {
		f.say(true, "groups", fmt.Sprintf("of %d days, every session is in the hours of who leads it and of its room", groupDays))
	}
}

// groupTroubles is what stands against the sessions of a view, each trouble once for a
// group and a resource, at the first session that has it.
func groupTroubles(v schedule.View) (troubles []string) {
	entries := schedule.Entries(v)
	said := map[[3]string]bool{}
	for _, e := range entries {
		if e.Series == "" {
			continue
		}
		for _, name := range []string{e.Resource, e.Room} {
			if name == "" {
				continue
			}
			what, mend := troubleOf(v, entries, e, name)
			key := [3]string{e.Series, name, mend}
			if what == "" || said[key] {
				continue
			}
			said[key] = true
			troubles = append(troubles, fmt.Sprintf("%s meets %s, %s (mend: %s)", e.Series, e.Start.In(v.Calendar.Zone).Format("Mon Jan 2 3:04 PM"), what, mend))
		}
	}
	return troubles
}

// troubleOf is what stands against one session at one resource; "" if nothing does.
func troubleOf(v schedule.View, entries []schedule.Entry, e schedule.Entry, name string) (what, mend string) {
	inside := false
	for _, w := range v.Calendar.Open(name, v.Calendar.Date(e.Start)) {
		inside = inside || !e.Start.Before(w.From) && !e.End.After(w.To)
	}
	if !inside {
		return "outside the hours of " + name, "change the hours of the resource, or the group's time"
	}
	for _, o := range entries {
		same := o.Series == e.Series && o.Start.Equal(e.Start)
		if !same && o.Uses(name) && o.State != schedule.Cancelled && o.Start.Before(e.End) && e.Start.Before(o.End) {
			if o.Series != "" {
				return name + " has the group " + o.Series + " then", "move one of the two groups, or give it another leader or room"
			}
			return name + " is booked already at " + o.Start.In(v.Calendar.Zone).Format("3:04 PM"), "move that visit, which nightdesk schedule day " + v.Calendar.Date(o.Start) + " shows"
		}
	}
	return "", ""
}
