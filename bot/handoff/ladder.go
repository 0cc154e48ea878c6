package handoff

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// climb takes every step of the ladder that is due, or repeats the last one,
// sets Wake, and returns who must be told: none if nothing was due.
func climb(r *Rota, c *bot.Case, now time.Time) []Alert {
	l := r.ladderOf(c)
	settle(&l, c, now)
	if at := r.allowed(l, now); at.After(now) {
		putOff(&l, c, at)
		return nil
	}
	var alerts []Alert
	taken := c.Rung
	for c.Rung < len(l.Steps) && !now.Before(c.Since.Add(l.Steps[c.Rung].After)) {
		alerts = r.tellStep(alerts, c, l.Steps[c.Rung], now)
		c.Rung++
	}
	if c.Rung > taken && c.Rung == len(l.Steps) { // however late: repeats begin now
		c.Since = now.Add(-l.Steps[c.Rung-1].After)
	}
	if c.Rung == taken && c.Rung >= len(l.Steps) && !now.Before(c.Wake) {
		alerts = r.tellStep(alerts, c, l.Steps[len(l.Steps)-1], now)
		c.Wake = time.Time{}
	}
	c.Wake = wake(l, c, now, c.Rung > taken)
	return alerts
}

// putOff waits for at. The steps whose time passes meanwhile are not all taken
// then: the next one is due at that moment, and the rest follow at their
// distances.
func putOff(l *Ladder, c *bot.Case, at time.Time) {
	c.Wake = at
	if c.Rung < len(l.Steps) {
		c.Since = at.Add(-l.Steps[c.Rung].After)
	}
}

// settle repairs what a clock that was set back, a shorter ladder or an older
// record would break: the last step taken can't lie in the future.
func settle(l *Ladder, c *bot.Case, now time.Time) {
	if c.Since.IsZero() {
		c.Since = c.Opened
	}
	c.Rung = max(0, min(c.Rung, len(l.Steps)))
	var last time.Duration
	if c.Rung > 0 {
		last = l.Steps[c.Rung-1].After
	}
	if now.Before(c.Since.Add(last)) {
		c.Since = now.Add(-last)
	}
	if pause := l.pause(c, now); c.Wake.Sub(now) > pause && c.Rung == len(l.Steps) {
		c.Wake = now.Add(pause)
	}
}

// wake is when an open case must be looked at again.
func wake(l Ladder, c *bot.Case, now time.Time, stepped bool) time.Time {
	if c.Rung < len(l.Steps) {
		return c.Since.Add(l.Steps[c.Rung].After)
	}
	if stepped || c.Wake.IsZero() {
		return now.Add(l.pause(c, now))
	}
	return c.Wake
}

// The repeats of the last step come at Ladder.Repeat for patientAfter. Then each
// pause is twice the one before, up to the longest of the level: people who get
// the same text every ten minutes for days no longer read any. They never stop.
const (
	patientAfter  = time.Hour
	longestUrgent = 30 * time.Minute
	longestPause  = 2 * time.Hour
)

// pause is the time from a repeat of the last step at now to the next.
func (l Ladder) pause(c *bot.Case, now time.Time) time.Duration {
	longest := longestPause
	if c.Level == bot.LevelNow {
		longest = longestUrgent
	}
	pause := l.Repeat
	over := now.Sub(c.Since.Add(l.Steps[len(l.Steps)-1].After)) - patientAfter
	for over >= 0 && pause < longest {
		pause = min(2*pause, longest)
		over -= pause
	}
	return pause
}

// allowed is the first time from now on at which this ladder may alert. If
// no opening of the desk is known, that is now: waiting for nothing would be for
// ever.
func (r *Rota) allowed(l Ladder, now time.Time) time.Time {
	if !l.DeskHoursOnly || r.Desk == nil {
		return now
	}
	open, next := r.Desk(now)
	if open || !next.After(now) {
		return now
	}
	return next
}

// horizon is the furthest that the Wake of a ladder may lie ahead.
func horizon(r *Rota, l Ladder, now time.Time) time.Duration {
	far := max(l.Repeat, l.OwnerSilent)
	for _, s := range l.Steps {
		far = max(far, s.After)
	}
	return max(far, r.allowed(l, now).Sub(now))
}

// tellStep adds whom one step tells to those who are told now: each person once,
// by all the ways that any step names.
func (r *Rota) tellStep(alerts []Alert, c *bot.Case, step Step, now time.Time) []Alert {
	phone, named := split(step)
	if step.Who != Channel {
		for _, s := range r.people(c, step.Who, now) {
			alerts = also(alerts, c, Alert{Staff: s, By: phone}, now)
		}
	}
	if len(named) > 0 { // a channel is nobody's
		alerts = also(alerts, c, Alert{By: named}, now)
	}
	return alerts
}

// split parts the ways of a step that go to a phone from the clinic's channels.
func split(step Step) (phone, named []string) {
	for _, by := range step.By {
		if by == "" || by == bot.ChannelVoice {
			phone = append(phone, by)
		} else {
			named = append(named, by)
		}
	}
	return phone, named
}

// also adds an alert to those there are, each person's ways together.
func also(alerts []Alert, c *bot.Case, a Alert, now time.Time) []Alert {
	i := slices.IndexFunc(alerts, func(o Alert) bool { return o.Staff.ID == a.Staff.ID })
	if i < 0 {
		tell(c, a.Staff.ID, now)
		return append(alerts, a)
	}
	ways := slices.Clone(alerts[i].Ways())
	for _, by := range a.Ways() {
		if !slices.Contains(ways, by) {
			ways = append(ways, by)
		}
	}
	alerts[i].By = ways
	return alerts
}

// people are who a step means at now. A step that means nobody goes on to the
// supervisor, then to everyone: no gap in the rota may swallow an alert.
func (r *Rota) people(c *bot.Case, who string, now time.Time) []bot.Staff {
	switch who {
	case OnCall:
		if on := r.onCallOf(c, now); len(on) > 0 {
			return on[:1]
		}
	case Next:
		if s, ok := untold(c, r.onCallOf(c, now)); ok {
			return []bot.Staff{s}
		}
	case Everyone:
		return r.Texted()
	case Supervisor:
	default:
		if s, ok := r.texted(who); ok {
			return []bot.Staff{s}
		}
	}
	sup, ok := r.texted(r.Supervisor)
	if ok && (who != Next || !c.ToldTo(sup.ID)) {
		return []bot.Staff{sup}
	}
	if s, ok := untold(c, r.Texted()); ok && who == Next {
		return []bot.Staff{s}
	}
	return r.Texted()
}

// untold is the first of them who was not told of the case yet.
func untold(c *bot.Case, of []bot.Staff) (bot.Staff, bool) {
	i := slices.IndexFunc(of, func(s bot.Staff) bool { return !c.ToldTo(s.ID) })
	if i < 0 {
		return bot.Staff{}, false
	}
	return of[i], true
}

// tell notes an alert to a member of staff; to "" it is one to a channel.
func tell(c *bot.Case, staff string, now time.Time) {
	c.Told = slices.Clone(c.Told)
	i := slices.IndexFunc(c.Told, func(t bot.Told) bool { return t.Staff == staff })
	if i < 0 {
		c.Told = append(c.Told, bot.Told{Staff: staff, At: now, N: 1})
		return
	}
	c.Told[i].At = now
	c.Told[i].N++
}
