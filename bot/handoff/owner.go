package handoff

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Take makes staff the owner. Taking what is already one's own tells that one
// is still there.
func Take(r *Rota, c bot.Case, staff string, now time.Time) Change {
	if _, ok := r.staff(staff); !ok {
		return Change{Case: c, Result: Unknown}
	}
	if r.Left(c) {
		c = orphan(r, c, now)
	}
	res := Took
	switch {
	case c.Status == bot.CaseClosed:
		return Change{Case: c, Result: WasClosed}
	case c.Status == bot.CaseClaimed && c.Owner != staff:
		return Change{Case: c, Result: AlreadyTaken}
	case c.Status == bot.CaseClaimed:
		res = AlreadyYours
	default:
		c.Status, c.Owner, c.Claimed, c.Passed = bot.CaseClaimed, staff, now, time.Time{}
		c.Rostered = r.rostered(staff)
		answered(&c, now)
		if !c.ToldTo(staff) { // "next" must not mean them, should they let go
			c.Told = append(slices.Clone(c.Told), bot.Told{Staff: staff, At: now})
		}
	}
	return Change{Case: spoken(r, c, now), Result: res}
}

// spoken begins an owner's time anew: they have answered whatever came before.
func spoken(r *Rota, c bot.Case, now time.Time) bot.Case {
	c.Rose, c.Warned, c.Snoozed = time.Time{}, "", time.Time{}
	c.Rung = 0
	c.Wake = now.Add(r.ladderOf(&c).OwnerSilent)
	return c
}

// answered notes when somebody had the case first.
func answered(c *bot.Case, now time.Time) {
	if c.Answered.IsZero() {
		c.Answered = now
	}
}

// SnoozeMost is the longest that a case of a level may be put off at once: nobody
// in danger is left alone for longer than an owner may be silent.
func SnoozeMost(level bot.Level) time.Duration {
	switch level {
	case bot.LevelSameDay:
		return 4 * time.Hour
	case bot.LevelNextWorkday:
		return 24 * time.Hour
	default:
		return 30 * time.Minute
	}
}

// Snooze puts off the next question to the owner until a time, at most SnoozeMost
// ahead: they wait for the person or for somebody else. A new reason or danger ends
// it, and at its end they are asked. What rose since they last wrote is not put off:
// first they must say that they keep it.
func Snooze(r *Rota, c bot.Case, staff string, until, now time.Time) Change {
	switch {
	case c.Status == bot.CaseClosed:
		return Change{Case: c, Result: WasClosed}
	case c.Status != bot.CaseClaimed || c.Owner != staff || r.Left(c):
		return Change{Case: c, Result: NotYours}
	case !until.After(now):
		return Change{Case: c, Result: NotLater}
	case !c.Rose.IsZero():
		return Change{Case: c, Result: Rose}
	}
	c = spoken(r, c, now)
	if most := now.Add(SnoozeMost(c.Level)); until.After(most) {
		until = most
	}
	c.Snoozed, c.Wake = until, until
	return Change{Case: c, Result: Snoozed}
}

// Pass gives a case back; the next person is told at once. If none of them has
// taken it by the ladder's next step, Due is StillOpen: then the person must hear
// that it is not so any more that somebody has it.
func Pass(r *Rota, c bot.Case, staff string, now time.Time) Change {
	switch {
	case c.Status == bot.CaseClosed:
		return Change{Case: c, Result: WasClosed}
	case c.Status != bot.CaseClaimed || c.Owner != staff || r.Left(c):
		return Change{Case: c, Result: NotYours}
	}
	c.Passed = now
	return letGo(r, c, now, Passed)
}

// PassTo gives a case to somebody named, who is told at once, at any hour: the owner
// has chosen that. If they have not taken it by the ladder's next step it climbs as
// after Pass. To oneself it is Take.
func PassTo(r *Rota, c bot.Case, staff, to string, now time.Time) Change {
	s, ok := r.staff(to)
	_, texted := r.texted(to)
	switch {
	case c.Status == bot.CaseClosed:
		return Change{Case: c, Result: WasClosed}
	case c.Status != bot.CaseClaimed || c.Owner != staff || r.Left(c):
		return Change{Case: c, Result: NotYours}
	case !ok:
		return Change{Case: c, Result: Unknown}
	case to == staff:
		return Take(r, c, staff, now)
	case !texted:
		return Change{Case: c, Result: Unreachable}
	}
	l := r.ladderOf(&c)
	c.Status, c.Owner, c.Claimed, c.Snoozed, c.Passed = bot.CaseOpen, "", time.Time{}, time.Time{}, now
	c.Rostered = false
	first := l.Steps[0].After
	c.Since, c.Rung, c.Wake = now.Add(-first), 1, time.Time{}
	for c.Rung < len(l.Steps) && l.Steps[c.Rung].After <= first { // they stand for all of the first moment
		c.Rung++
	}
	if c.Rung == len(l.Steps) {
		c.Since = now.Add(-l.Steps[c.Rung-1].After)
	}
	tell(&c, s.ID, now)
	c.Wake = wake(l, &c, now, true)
	return Change{Case: c, Alerts: []Alert{{Staff: s}}, Result: PassedTo}
}

// Close ends a case: by its owner, or by anyone while nobody has it, who is then
// named as its owner. Outcome is a fixed word of staff's choice. A case that rose
// since they last wrote is not closed: they are told, and it takes a second word
// of theirs that names the case.
func Close(r *Rota, c bot.Case, staff string, outcome bot.Ending, named bool, now time.Time) Change {
	_, ok := r.staff(staff)
	if r.Left(c) {
		c = orphan(r, c, now)
	}
	switch {
	case !ok:
		return Change{Case: c, Result: Unknown}
	case c.Status == bot.CaseClosed:
		return Change{Case: c, Result: WasClosed}
	case c.Status == bot.CaseClaimed && c.Owner != staff:
		return Change{Case: c, Result: NotYours}
	}
	if !c.Rose.IsZero() && (c.Warned != staff || !named) {
		c.Warned = staff
		return Change{Case: c, Result: Rose}
	}
	if c.Status == bot.CaseOpen {
		c.Claimed = now
		answered(&c, now)
	}
	if !slices.Contains(bot.Endings, outcome) {
		outcome = bot.EndedDone // says no more than that
	}
	c.Status, c.Owner, c.Outcome, c.Closed = bot.CaseClosed, staff, outcome, now
	c.Wake, c.Snoozed = time.Time{}, time.Time{}
	return Change{Case: c, Result: Closed}
}

// orphan takes a case from an owner who has left the rota: it is open, and as after Pass
// the person must hear so if nobody takes it by the next step, which is now. The ladder
// begins anew: whoever is on call instead may know nothing of it.
func orphan(r *Rota, c bot.Case, now time.Time) bot.Case {
	c.Status, c.Owner, c.Claimed, c.Snoozed, c.Rostered, c.Passed = bot.CaseOpen, "", time.Time{}, time.Time{}, false, now
	c.Rung, c.Since, c.Wake = 0, now.Add(-r.ladderOf(&c).Steps[0].After), now
	return c
}

// letGo opens a case that its owner gave up or lost, and tells the next person.
func letGo(r *Rota, c bot.Case, now time.Time, why Result) Change {
	steps, owner := r.ladderOf(&c).Steps, c.Owner
	c.Status, c.Owner, c.Claimed, c.Snoozed, c.Rostered = bot.CaseOpen, "", time.Time{}, time.Time{}, false
	// The owner was the first step: begin with the next that tells people.
	c.Rung = min(1, len(steps)-1)
	for steps[c.Rung].Who == Channel { // the last one never is
		c.Rung++
	}
	c.Since = now.Add(-steps[c.Rung].After)
	alerts := climb(r, &c, now)
	if others := without(alerts, owner); why == Passed && reaches(others) { // not back to who has just passed it on
		alerts = others
	}
	return Change{Alerts: alerts, Case: c, Result: why}
}

// without leaves out the alerts to one member of staff.
func without(alerts []Alert, staff string) []Alert {
	return slices.DeleteFunc(slices.Clone(alerts), func(a Alert) bool { return a.Staff.ID == staff })
}

// reaches reports whether some alert is to a person.
func reaches(alerts []Alert) bool {
	return slices.ContainsFunc(alerts, func(a Alert) bool { return a.Staff.ID != "" })
}
