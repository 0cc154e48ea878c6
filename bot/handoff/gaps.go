package handoff

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Gap is a time without anybody on call for some teams.
type Gap struct {
	From, To time.Time
	Teams    []bot.Team
}

// Everyones reports whether nobody is on call for any team.
func (g Gap) Everyones() bool { return len(g.Teams) == len(Teams) }

// Gaps lists the times from from until to with nobody on call, in order of their
// beginning, with the teams that have them. The crisis team has one only where nobody
// is on call at all, because danger goes to anybody who is.
func (r *Rota) Gaps(from, to time.Time) []Gap {
	var all []Gap
	edges := r.edges(from, to)
	for _, team := range Teams {
		for _, g := range r.gapsOf(team, edges) {
			i := slices.IndexFunc(all, func(o Gap) bool { return o.From.Equal(g.From) && o.To.Equal(g.To) })
			if i < 0 {
				all = append(all, g)
				continue
			}
			all[i].Teams = append(all[i].Teams, team)
		}
	}
	slices.SortStableFunc(all, func(a, b Gap) int { return a.From.Compare(b.From) })
	return all
}

// gapsOf are the gaps of one team between instants at which the rota may change.
func (r *Rota) gapsOf(team bot.Team, edges []time.Time) []Gap {
	var gaps []Gap
	c := bot.Case{Team: team}
	for i := 0; i+1 < len(edges); i++ {
		if len(r.onCallOf(&c, edges[i])) > 0 {
			continue
		}
		if n := len(gaps); n > 0 && gaps[n-1].To.Equal(edges[i]) {
			gaps[n-1].To = edges[i+1]
			continue
		}
		gaps = append(gaps, Gap{edges[i], edges[i+1], []bot.Team{team}})
	}
	return gaps
}

// edges are the instants at which the rota may change, from from to to.
func (r *Rota) edges(from, to time.Time) []time.Time {
	if !from.Before(to) {
		return nil
	}
	edges := []time.Time{from, to}
	add := func(ts ...time.Time) {
		for _, t := range ts {
			if from.Before(t) && t.Before(to) {
				edges = append(edges, t)
			}
		}
	}
	for _, o := range r.Overrides {
		add(o.From, o.To)
	}
	days := int(to.Sub(from)/(24*time.Hour)) + 2
	for _, s := range r.Shifts {
		for n := -2; n <= days; n++ {
			if f, t, ok := r.times(s, from, n); ok {
				add(f, t)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
}
