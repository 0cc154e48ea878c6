package engine

import (
	"fmt"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// Who must be seen first, and by when (domain rule 2.5; pregnant people within 48
// hours, 45 CFR 96.131). Staff are alerted before the time is up, never after it
// alone.

// prioritize puts somebody into a priority group by what the script heard: only
// ever one that is seen sooner.
func (t *turn) prioritize(group string) {
	cal := t.w.Clinic.Calendar
	if cal == nil || cal.Rank(group) >= len(cal.Groups) {
		return
	}
	if was := t.s.Care; cal.Rank(was.Group) < cal.Rank(group) || was.Group == group && was.Seen.IsZero() {
		return
	}
	if !t.s.Care.Seen.IsZero() {
		t.s.Care = bot.Care{} // they ask for care anew
	}
	t.care(group)
}

// care sets the group, and the clock that goes with it.
func (t *turn) care(group string) {
	c := &t.s.Care
	if c.Asked.IsZero() {
		c.Asked = t.now
	}
	if c.Group = group; t.clock(group) > 0 {
		c.Due = c.Asked.Add(t.clock(group))
	}
}

func (t *turn) group(name string) schedule.Group {
	if cal := t.w.Clinic.Calendar; cal != nil && cal.Rank(name) < len(cal.Groups) {
		return cal.Groups[cal.Rank(name)]
	}
	return schedule.Group{Name: name}
}

func (t *turn) clock(group string) time.Duration { return t.group(group).Clock }

// runs reports whether somebody still has to be seen by a time.
func runs(c bot.Care) bool { return !c.Due.IsZero() && c.Seen.IsZero() }

// inTime is the visit that lets a clock rest until it is over: one that begins
// before the clock's end. nil = there is none.
func inTime(s bot.Session, now time.Time) *bot.Visit {
	for i := range s.Visits {
		v := &s.Visits[i]
		if v.MeetsClock() && (v.Status == bot.VisitBooked || v.Status == bot.VisitArrived) && !v.Start.After(s.Care.Due) && v.End.After(now) {
			return v
		}
	}
	return nil
}

// watchClock alerts staff if nobody will see this person in time, and sets the
// timer that looks again.
func (t *turn) watchClock() {
	c, was := t.s.Care, t.was.Care
	if c.Group != was.Group {
		t.out.Note = "priority_set"
	}
	fired := t.in.Wake.Key == wakeClock
	switch {
	case !runs(c) && !runs(was) && !fired:
		return
	case !runs(c):
		if c == (bot.Care{}) {
			t.raise(bot.Raise{Level: t.careLevel(was.Group), Reason: "the number of somebody in priority group " + was.Group + " may be somebody else's now: due " + t.dueText(was.Due)})
		}
		t.setClock(time.Time{})
		return
	case c == was && !fired && len(t.out.Visits) == 0:
		return
	}
	warn := c.Due.Add(-t.group(c.Group).Warn)
	visit := inTime(t.s, t.now)
	begun := c != was || inTime(t.was, t.now) != nil
	if visit == nil && (t.now.Before(warn) && t.lostVisit() || !t.now.Before(warn) && (begun || fired)) {
		t.alertClock(c)
	}
	t.setClock(nextLook(visit, warn, c.Due, t.now))
}

// nextLook is when a clock is looked at next; zero = no more.
func nextLook(visit *bot.Visit, warn, due, now time.Time) time.Time {
	switch {
	case visit != nil && visit.End.After(warn):
		return visit.End
	case now.Before(warn):
		return warn
	case now.Before(due):
		return due
	}
	return time.Time{}
}

// lostVisit reports whether the visit that this clock rested on was missed or given
// up in this turn, and none is in its place.
func (t *turn) lostVisit() bool {
	for _, v := range t.out.Visits {
		if !v.MeetsClock() || v.Status != bot.VisitMissed && v.Status != bot.VisitCancelled || v.Start.After(t.s.Care.Due) {
			continue
		}
		old := visitIn(t.was.Visits, v.ID)
		if old != nil && (old.Status == bot.VisitBooked || old.Status == bot.VisitArrived) && !t.isToBeSeen() {
			return true
		}
	}
	return false
}

// isToBeSeen reports whether a visit at which they are seen is still to come.
func (t *turn) isToBeSeen() bool {
	return slices.ContainsFunc(t.s.Visits, func(v bot.Visit) bool {
		return v.MeetsClock() && v.Status == bot.VisitBooked && v.Start.After(t.now)
	})
}

func (t *turn) alertClock(c bot.Care) {
	what := "no visit within " + spoken(t.clock(c.Group)) + " for priority group " + c.Group
	for _, v := range t.s.Visits {
		if v.MeetsClock() && v.Status == bot.VisitBooked && !v.Start.After(c.Due) && !v.End.After(t.now) {
			what = "nobody marked whether priority group " + c.Group + " was seen at " + t.dueText(v.Start)
		}
	}
	if !t.now.Before(c.Due) {
		what += ": was due " // the last word of it
	} else {
		what += ": due "
	}
	t.raise(bot.Raise{Level: t.careLevel(c.Group), Reason: what + t.dueText(c.Due)})
}

func (t *turn) careLevel(group string) bot.Level {
	if l := t.group(group).Level; l != 0 {
		return l
	}
	return bot.LevelSameDay
}

func (t *turn) setClock(at time.Time) {
	if !at.IsZero() && at.Before(t.now) {
		at = t.now
	}
	t.out.Wakes = append(t.out.Wakes, bot.Wake{Key: wakeClock, At: at})
}

// dueText is a time for staff.
func (t *turn) dueText(at time.Time) string {
	return schedule.When(at, t.now, t.w.Clinic.Zone, bot.English)
}

// spoken says how long in the way that rules of priority do: "48 h", "14 days".
func spoken(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0 && d > 2*day:
		return fmt.Sprintf("%d days", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d min", d/time.Minute)
}
