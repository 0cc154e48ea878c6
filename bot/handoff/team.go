package handoff

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Teams are those whose ladders and shifts a clinic may set apart, whoever must
// answer first leading.
var Teams = []bot.Team{bot.TeamCrisis, bot.TeamNursing, bot.TeamIntake}

// teamOf is whose ladder a case climbs. Cases stored before there were teams name
// none.
func teamOf(c *bot.Case) bot.Team {
	switch {
	case slices.Contains(Teams, c.Team):
		return c.Team
	case len(c.Labels) > 0:
		return bot.TeamCrisis
	}
	return bot.TeamIntake
}

// teamFor is whose matter a case is after a raise: danger is always the crisis
// team's, and what a nurse must answer stays a nurse's whatever else is asked.
func teamFor(now bot.Team, x bot.Raise) bot.Team {
	team := x.Team
	if x.Crisis != "" {
		team = bot.TeamCrisis
	}
	was, is := slices.Index(Teams, now), slices.Index(Teams, team)
	if is >= 0 && is < was {
		return team
	}
	return now
}

// ladder is the ladder of a team's level, always with at least one step that tells
// people, a repeat and an owner's time, so that no configuration can let a case rest.
func (r *Rota) ladder(team bot.Team, level bot.Level) Ladder {
	defaults := DefaultLadders()
	d, ok := defaults[level]
	if !ok {
		d = defaults[bot.LevelNow]
	}
	l, ok := r.Teams[team][level]
	if !ok {
		if l, ok = r.Ladders[level]; !ok {
			return d
		}
	}
	if len(l.Steps) == 0 {
		l.Steps = d.Steps
	}
	if l.Repeat <= 0 {
		l.Repeat = d.Repeat
	}
	if l.OwnerSilent <= 0 {
		l.OwnerSilent = d.OwnerSilent
	}
	l.Steps = widened(l, level)
	return l
}

// onePersonAlone is how often a last step that means one person is repeated before
// everyone is told: whoever sleeps or is ill must not be the only one who knows of a
// case for ever.
const onePersonAlone = 4

// widened are the steps of a ladder, the last of which reaches everyone in the end. In
// danger, or if it reaches no person, that is the next repeat.
func widened(l Ladder, level bot.Level) []Step {
	steps, last := slices.Clone(l.Steps), l.Steps[len(l.Steps)-1]
	if last.Who == Everyone || last.Who == Next { // who is next are all of them, one by one
		return steps
	}
	for last.Who != Channel && level != bot.LevelNow && len(steps) < len(l.Steps)+onePersonAlone-1 {
		again := last
		again.After = steps[len(steps)-1].After + l.Repeat
		steps = append(steps, again)
	}
	return append(steps, Step{Who: Everyone, After: steps[len(steps)-1].After + l.Repeat})
}

// ladderOf is the ladder that a case climbs.
func (r *Rota) ladderOf(c *bot.Case) Ladder { return r.ladder(teamOf(c), c.Level) }

// OnCall lists who is on call at now for any team and can be texted, each person
// once. Ids that are nobody's are left out.
func (r *Rota) OnCall(now time.Time) []bot.Staff {
	var all []bot.Staff
	for _, t := range Teams {
		for _, s := range r.OnCallFor(t, now) {
			if !slices.ContainsFunc(all, func(a bot.Staff) bool { return a.ID == s.ID }) {
				all = append(all, s)
			}
		}
	}
	return all
}

// OnCallFor lists who is on call at now for a team and can be texted, first to be
// told first: who comes in place of another, then the team's own shifts, then those
// for all.
func (r *Rota) OnCallFor(team bot.Team, now time.Time) []bot.Staff {
	var ids, away []string
	for _, o := range r.Overrides {
		if (o.Team == "" || o.Team == team) && !now.Before(o.From) && now.Before(o.To) {
			ids, away = append(ids, o.Staff), append(away, o.Instead)
		}
	}
	for _, of := range []bot.Team{team, ""} {
		for _, s := range r.Shifts {
			if s.Team == of && !slices.Contains(away, s.Staff) && r.covers(s, now) {
				ids = append(ids, s.Staff)
			}
		}
	}
	var out []bot.Staff
	for i, id := range ids {
		if s, ok := r.texted(id); ok && slices.Index(ids, id) == i {
			out = append(out, s)
		}
	}
	return out
}

// onCallOf is who on call a step of a case means. Danger goes to whoever is on
// call, rather than to nobody because they are so for another team.
func (r *Rota) onCallOf(c *bot.Case, now time.Time) []bot.Staff {
	on := r.OnCallFor(teamOf(c), now)
	if len(on) == 0 && teamOf(c) == bot.TeamCrisis {
		return r.OnCall(now)
	}
	return on
}
