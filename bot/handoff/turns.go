package handoff

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Turn is a time in which the same people are on call, first to be told first.
type Turn struct {
	From, To time.Time
	Staff    []bot.Staff
}

// Turns are who is on call for a team from from until to, without a break: a turn of
// nobody is a gap.
func (r *Rota) Turns(team bot.Team, from, to time.Time) []Turn {
	var turns []Turn
	edges := r.edges(from, to)
	c := bot.Case{Team: team}
	for i := 0; i+1 < len(edges); i++ {
		on := r.onCallOf(&c, edges[i])
		if n := len(turns); n > 0 && slices.Equal(turns[n-1].Staff, on) {
			turns[n-1].To = edges[i+1]
			continue
		}
		turns = append(turns, Turn{edges[i], edges[i+1], on})
	}
	return turns
}

// Times are when somebody is on call for any team, from from until to, in order.
func (r *Rota) Times(staff string, from, to time.Time) []Turn {
	var turns []Turn
	edges := r.edges(from, to)
	for i := 0; i+1 < len(edges); i++ {
		s, on := r.staff(staff)
		on = on && slices.ContainsFunc(Teams, func(team bot.Team) bool {
			return slices.ContainsFunc(r.OnCallFor(team, edges[i]), func(o bot.Staff) bool { return o.ID == staff })
		})
		switch n := len(turns); {
		case !on:
		case n > 0 && turns[n-1].To.Equal(edges[i]):
			turns[n-1].To = edges[i+1]
		default:
			turns = append(turns, Turn{edges[i], edges[i+1], []bot.Staff{s}})
		}
	}
	return turns
}
