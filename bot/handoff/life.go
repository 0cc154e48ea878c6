package handoff

import (
	"cmp"
	"slices"
	"time"

	"nightdesk/bot"
)

// Result says what a call did, for the answer to whoever caused it.
type Result string

const (
	Opened       Result = "opened"
	Joined       Result = "joined"        // a reason was added; nobody is texted again
	Raised       Result = "raised"        // a reason was added that alerts at once
	Climbed      Result = "climbed"       // the next step of the ladder, or a repeat
	Asked        Result = "asked"         // the owner is asked whether they still have it
	PassedOver   Result = "passed_over"   // the owner stayed silent; it climbs again
	StillOpen    Result = "still_open"    // climbed, after its owner handed it on
	NotYet       Result = "not_yet"       // nothing was due
	Took         Result = "took"          // it is theirs now
	AlreadyYours Result = "already_yours" // they had it; their time begins anew
	AlreadyTaken Result = "already_taken" // Case.Owner has it
	Passed       Result = "passed"        // given back; it climbs again
	NotYours     Result = "not_yours"     // only the owner may do that
	Rose         Result = "rose"          // not closed or put off: it rose since they last wrote
	PassedTo     Result = "passed_to"     // given to somebody named, who is told at once
	Unreachable  Result = "unreachable"   // not given: their phone takes no texts
	Snoozed      Result = "snoozed"       // nothing is asked until Case.Snoozed
	NotLater     Result = "not_later"     // not put off: that time is not ahead
	Closed       Result = "closed"
	WasClosed    Result = "was_closed" // closed before; nothing changed
	Unknown      Result = "unknown"    // no member of staff has that id
)

// Change is a case after something happened to it, and who must be told now.
// If Case equals what was passed in, nothing needs to be stored.
type Change struct {
	Case   bot.Case
	Alerts []Alert
	Result Result
}

// Alert is who is told of a case, and by which ways. By holds values of
// bot.Send.Channel: "" is a text and bot.ChannelVoice a call, both to the phone of
// Staff; others are channels that the clinic looks at, which have no Staff. An
// empty By is a text.
type Alert struct {
	Staff bot.Staff
	By    []string
}

// Ways are the values of bot.Send.Channel by which it goes, at least one.
func (a Alert) Ways() []string {
	if len(a.By) == 0 {
		return []string{""}
	}
	return a.By
}

// Open begins a case for what a turn raised and tells the first people. An
// empty code means Code(id). Without any raise it is a matter for today.
func Open(r *Rota, id bot.CaseID, code string, person bot.PersonID, raise []bot.Raise, now time.Time) Change {
	c := bot.Case{Format: bot.CaseFormat, ID: id, Code: cmp.Or(code, Code(id)), Person: person,
		Level: bot.LevelNextWorkday, Status: bot.CaseOpen, Opened: now, Since: now}
	if len(raise) == 0 {
		c.Level = bot.LevelSameDay
	}
	c.Team = bot.TeamIntake
	add(&c, raise)
	alerts := climb(r, &c, now)
	return Change{Case: c, Alerts: alerts, Result: Opened}
}

// OpenTo begins a case of nobody's, a matter of the clinic's own, and tells first
// whom a step of the ladder would mean by to. After that it climbs like any other.
func OpenTo(r *Rota, id bot.CaseID, code, to string, raise []bot.Raise, now time.Time) Change {
	first := *r
	first.Teams, first.Ladders = nil, map[bot.Level]Ladder{}
	for level := bot.LevelNow; level <= bot.LevelNextWorkday; level++ {
		l := r.ladder(bot.TeamIntake, level)
		l.Steps = slices.Clone(l.Steps)
		l.Steps[0] = Step{Who: to, After: l.Steps[0].After}
		first.Ladders[level] = l
	}
	return Open(&first, id, code, "", raise, now)
}

// news is what is new of a case after a raise.
type news struct {
	urgent bool // to be told at once: the level rose, or a crisis of another kind was raised
	moved  bool // it is another team's now
	fresh  bool // a reason that it had not, or danger again
}

// add notes reasons and labels, lifts the level and finds the team.
func add(c *bot.Case, raise []bot.Raise) (n news) {
	was := teamOf(c)
	c.Team = was
	for _, x := range raise {
		c.Team = teamFor(c.Team, x)
		if x.Crisis != "" || x.Reason != "" && !slices.Contains(c.Reasons, x.Reason) {
			n.fresh = true
		}
		if x.Reason != "" {
			c.Reasons = append(slices.DeleteFunc(slices.Clone(c.Reasons),
				func(s string) bool { return s == x.Reason }), x.Reason)
		}
		if l := level(x); l < c.Level {
			c.Level, n.urgent = l, true
		}
		if x.Crisis != "" && !slices.Contains(c.Labels, x.Crisis) {
			c.Labels = append(slices.Clone(c.Labels), x.Crisis)
			n.urgent = true
		}
	}
	n.moved = c.Team != was
	return n
}

// level is a raise's level; one that was left out is never taken for "can wait".
func level(x bot.Raise) bot.Level {
	switch {
	case x.Level >= bot.LevelNow && x.Level <= bot.LevelNextWorkday:
		return x.Level
	case x.Crisis != "":
		return bot.LevelNow
	}
	return bot.LevelSameDay
}

// Reraise adds what a later turn raised to a case that is not closed. Staff are
// told at once only if the level rises, a new kind of crisis is raised, or a case
// that nobody has becomes another team's: never once for each text. An owner is told first, with whoever is on call, and has
// the time of the ladder's second step to answer before it climbs. Of anything
// else an owner hears once in the time of that step, as a question whether they
// still have it: somebody who asks again may have been forgotten. While they have put
// the case off, only what is new is told, and ends that.
func Reraise(r *Rota, c bot.Case, raise []bot.Raise, now time.Time) Change {
	if c.Status == bot.CaseClosed {
		return Change{Case: c, Result: WasClosed}
	}
	n := add(&c, raise)
	if r.Left(c) {
		c = orphan(r, c, now)
	}
	switch {
	case n.urgent:
		c.Rose, c.Warned = now, ""
	case n.moved && c.Status == bot.CaseOpen:
	case !c.Snoozed.IsZero() && !n.fresh:
		return Change{Case: c, Result: Joined}
	case !c.Snoozed.IsZero():
		return ask(r, c, now, Joined)
	default:
		return remind(r, c, now)
	}
	owner := c.Owner
	c.Since, c.Rung, c.Snoozed = now, 0, time.Time{}
	alerts := climb(r, &c, now)
	if c.Status != bot.CaseClaimed {
		return Change{Case: c, Alerts: alerts, Result: Raised}
	}
	if s, ok := r.staff(owner); ok && !slices.ContainsFunc(alerts, func(a Alert) bool { return a.Staff.ID == owner }) {
		tell(&c, s.ID, now)
		alerts = append([]Alert{{Staff: s}}, alerts...)
	}
	c.Rung = 1 // counts as asked: silence now passes them over
	return Change{Case: c, Alerts: alerts, Result: Raised}
}

// remind asks the owner of a case, of which more was heard, whether they still
// have it, unless they spoke or were asked lately.
func remind(r *Rota, c bot.Case, now time.Time) Change {
	l := r.ladderOf(&c)
	owner, ok := r.staff(c.Owner)
	pause := l.Steps[min(1, len(l.Steps)-1)].After
	if c.Status == bot.CaseClaimed && !ok {
		return Change{Case: hurried(r, l, c, max(pause, blindPause), now), Result: Joined}
	}
	if c.Status != bot.CaseClaimed || !ok || now.Sub(lastWord(l, c)) < max(pause, minPause) || r.allowed(l, now).After(now) {
		return Change{Case: c, Result: Joined}
	}
	if c.Rung == 0 {
		c.Rung, c.Wake = 1, now.Add(l.OwnerSilent)
	}
	tell(&c, owner.ID, now)
	return Change{Case: c, Alerts: []Alert{{Staff: owner}}, Result: Asked}
}

// blindPause is the least time that an owner without a phone has to see that more was
// heard.
const blindPause = 15 * time.Minute

// onPage is how long an owner without a phone has to answer a question that only the
// console's pages show: nobody knows whether they look at one.
func (l Ladder) onPage() time.Duration {
	return min(l.OwnerSilent, max(l.Steps[min(1, len(l.Steps)-1)].After, blindPause))
}

// hurried has the owner of a case looked at after a pause in which the desk may be
// alerted, if that is sooner: an account of the console that is none of the staff has no
// phone to be asked on, so news brings forward the question on its pages.
func hurried(r *Rota, l Ladder, c bot.Case, pause time.Duration, now time.Time) bot.Case {
	if soon := r.allowed(l, now).Add(pause); soon.Before(c.Wake) {
		c.Wake = soon
	}
	return c
}

// minPause is the least time between two such questions, whatever the ladder.
const minPause = 3 * time.Minute

// lastWord is when the owner of a case last spoke or was last alerted.
func lastWord(l Ladder, c bot.Case) time.Time {
	last := c.Claimed
	if spoke := c.Wake.Add(-l.OwnerSilent); c.Rung == 0 && spoke.After(last) {
		last = spoke
	}
	if at := c.ToldAt(c.Owner); at.After(last) {
		last = at
	}
	return last
}

// Due is what happens when a case's Wake has come, or is looked at for any other
// reason: an open case climbs or repeats, a silent owner is asked, then passed
// over. Early looks change nothing. A clock that was set back is noticed.
func Due(r *Rota, c bot.Case, now time.Time) Change {
	switch c.Status {
	case bot.CaseClosed:
		c.Wake = time.Time{}
		return Change{Case: c, Result: WasClosed}
	case bot.CaseClaimed:
		return dueClaimed(r, c, now)
	case bot.CaseOpen:
	}
	alerts := climb(r, &c, now)
	if len(alerts) == 0 {
		return Change{Case: c, Result: NotYet}
	}
	res := Climbed
	if !c.Passed.IsZero() {
		res, c.Passed = StillOpen, time.Time{}
	}
	return Change{Case: c, Alerts: alerts, Result: res}
}

// Astray reports whether the next look at a case lies further ahead than its ladder or a
// snooze can have put it: a clock was set back since.
func (r *Rota) Astray(c bot.Case, now time.Time) bool {
	far := horizon(r, r.ladderOf(&c), now)
	switch {
	case c.Status == bot.CaseClosed:
		return false
	case !c.Snoozed.IsZero():
		far = max(far, SnoozeMost(c.Level))
	case c.Status == bot.CaseOpen && c.Level == bot.LevelNow:
		far = max(far, longestUrgent)
	case c.Status == bot.CaseOpen:
		far = max(far, longestPause)
	}
	return c.Wake.Sub(now) > far
}

// dueClaimed looks at the owner of a case.
func dueClaimed(r *Rota, c bot.Case, now time.Time) Change {
	if r.Left(c) {
		c = orphan(r, c, now)
		c.Passed = time.Time{}
		alerts := climb(r, &c, now)
		return Change{Case: c, Alerts: alerts, Result: PassedOver}
	}
	l := r.ladderOf(&c)
	if !c.Snoozed.IsZero() {
		if most := now.Add(SnoozeMost(c.Level)); c.Snoozed.After(most) {
			c.Snoozed = most // the clock was set back
		}
		c.Wake = c.Snoozed
	} else if c.Wake.IsZero() || c.Wake.Sub(now) > horizon(r, l, now) {
		c.Wake = now.Add(l.OwnerSilent) // likewise
	}
	if now.Before(c.Wake) {
		return Change{Case: c, Result: NotYet}
	}
	if c.Rung > 0 {
		return letGo(r, c, now, PassedOver)
	}
	return ask(r, c, now, NotYet)
}

// ask asks the owner of a case whether they still have it; if this is no hour for
// that, when it is, and until then the result is later. It ends a snooze.
func ask(r *Rota, c bot.Case, now time.Time, later Result) Change {
	l := r.ladderOf(&c)
	c.Snoozed = time.Time{}
	s, ok := r.staff(c.Owner)
	if at := r.allowed(l, now); at.After(now) {
		c.Rung, c.Wake = 0, at
		return Change{Case: c, Result: later}
	}
	c.Rung = 1
	if !ok {
		c.Wake = now.Add(l.onPage())
		return Change{Case: c, Result: Asked}
	}
	tell(&c, s.ID, now)
	c.Wake = now.Add(l.OwnerSilent)
	return Change{Case: c, Alerts: []Alert{{Staff: s}}, Result: Asked}
}

// Failed is the alert of a moment to staff that could not be delivered: an open
// case climbs at once, an owner who can't be reached is passed over. A failure
// that is told late changes nothing: not if they were alerted again since, nor if
// they have spoken. Once the ladder is at its end the repeats go on as they were:
// a dead phone must not make a storm.
func Failed(r *Rota, c bot.Case, staff string, alerted, now time.Time) Change {
	switch {
	case c.Status == bot.CaseClosed:
		return Change{Case: c, Result: WasClosed}
	case !c.ToldTo(staff), alerted.UnixMilli() < c.ToldAt(staff).UnixMilli():
		return Change{Case: c, Result: NotYet}
	case c.Status == bot.CaseClaimed && c.Owner == staff && c.Rung > 0:
		return letGo(r, c, now, PassedOver)
	case c.Status == bot.CaseClaimed:
		return Change{Case: c, Result: NotYet}
	}
	steps := r.ladderOf(&c).Steps
	if c.Rung >= len(steps) {
		return Change{Case: c, Result: NotYet}
	}
	c.Since = now.Add(-steps[c.Rung].After)
	alerts := climb(r, &c, now)
	return Change{Case: c, Alerts: alerts, Result: Climbed}
}
