package config

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// whoWords are those a step may tell, besides staff ids and channels.
var whoWords = []string{"on_call", "next", "supervisor", "everyone"}

func (l *loader) alerts(n ast.Node) {
	l.c.Alerts = map[int]Ladder{}
	relay := "off"
	fields := append([]field{may("self_test", l.selfTest), may("relay", l.oneOf(&relay, "relay", "off", "on"))}, l.levels(l.c.Alerts)...)
	l.table(n, "alerts", append(fields, may("teams", l.teamAlerts))...)
	l.c.Relay = relay == "on"
}

// levels are the fields of ladders by level.
func (l *loader) levels(into map[int]Ladder) []field {
	var fields []field
	for level := 1; level <= 3; level++ {
		fields = append(fields, may("level_"+strconv.Itoa(level), func(n ast.Node) { l.ladder(into, level, n) }))
	}
	return fields
}

// teamAlerts reads the ladders that a team has of its own.
func (l *loader) teamAlerts(n ast.Node) {
	l.c.TeamAlerts = map[string]map[int]Ladder{}
	var fields []field
	for _, team := range teams {
		fields = append(fields, may(team, func(n ast.Node) {
			l.c.TeamAlerts[team] = map[int]Ladder{}
			l.table(n, team, l.levels(l.c.TeamAlerts[team])...)
		}))
	}
	l.table(n, "teams", fields...)
}

// longest are the longest pauses that a level may have between two alerts: a
// ladder that rests longer would let a person wait unseen. Level 1 is somebody
// in danger (domain reference 5.2: minutes).
var longest = map[int]time.Duration{1: 15 * time.Minute, 2: 4 * time.Hour, 3: 48 * time.Hour}

func (l *loader) ladder(into map[int]Ladder, level int, n ast.Node) {
	var x Ladder
	var at []ast.Node // where each step is written
	most := longest[level]
	fields := []field{
		must("steps", func(n ast.Node) {
			l.list(n, "steps", func(n ast.Node) {
				if l.step(&x, n) {
					at = append(at, n)
				}
			})
			if len(x.Steps) == 0 {
				l.at(n, "a ladder needs at least one step", `add "- on_call: 0 min"`)
			}
		}),
		must("repeat", l.length(&x.Repeat, "repeat", time.Minute, most)),
		may("owner_silent", l.length(&x.OwnerSilent, "owner_silent", time.Minute, max(most, 4*time.Hour))),
	}
	what := "level_" + strconv.Itoa(level)
	if level > 1 { // somebody in danger never waits for the desk
		fields = append(fields, may("desk_hours_only", func(n ast.Node) {
			var s string
			l.oneOf(&s, "desk_hours_only", "true", "false")(n)
			x.DeskHoursOnly = s == "true"
		}))
	}
	l.table(n, what, fields...)
	into[level] = x
	l.later = append(l.later, func() { // channels may be named further down
		for i := range x.Steps {
			if slices.Contains(l.names["channel"], x.Steps[i].Who) {
				x.Steps[i] = Step{After: x.Steps[i].After, By: []string{x.Steps[i].Who}}
			}
		}
		l.order(x, at, most)
	})
}

// order checks the times of a ladder. What tells only channels counts for nothing:
// nobody may be looking there.
func (l *loader) order(x Ladder, at []ast.Node, most time.Duration) {
	var before, people time.Duration
	for i, s := range x.Steps {
		switch {
		case s.After < before:
			l.at(at[i], "steps must be in the order of their times", "put the earlier one first")
		case s.After-people > most:
			l.at(at[i], fmt.Sprintf("more than %s pass before this step", short(most)), "put a step before it, or shorten it")
		}
		before = s.After
		if s.Who != "" {
			people = s.After
		}
	}
	if len(x.Steps) == 0 {
		return
	}
	first := slices.IndexFunc(x.Steps, func(s Step) bool { return s.Who != "" })
	switch {
	case first < 0:
		l.at(at[0], "no step tells a person: a channel may be one that nobody looks at", `add "- on_call: 0 min"`)
	case x.Steps[first].After != 0:
		l.at(at[first], "the first step must be at once", `write "0 min"`)
	}
	if last := len(x.Steps) - 1; first >= 0 && x.Steps[last].Who == "" {
		l.at(at[last], "the last step tells no person, and it is the one that is repeated", `put "- everyone: ..." after it`)
	}
}

const mendStep = `write each as "- next: 3 min", or "- next: {after: 3 min, by: [text, voice]}"`

// step reads "- who: delay" or "- who: {after: delay, by: ways}". It reports whether
// there was a step to read.
func (l *loader) step(x *Ladder, n ast.Node) bool {
	pairs, ok := l.pairs(n, "step")
	if !ok {
		return false
	}
	if len(pairs) != 1 {
		l.at(n, "a step has one line", mendStep)
		return false
	}
	key := pairs[0].Key
	s := Step{Who: keyOf(pairs[0])}
	l.later = append(l.later, func() {
		l.exists(key, "staff", s.Who, slices.Concat(whoWords, l.names["channel"])...)
		if s.Who == "supervisor" && l.c.Rota.Supervisor == "" && !l.none["supervisor"] && len(l.c.Rota.Shifts) > 0 {
			l.none["supervisor"] = true
			l.at(key, "no supervisor is named", `set "supervisor" under rota`)
		}
	})
	after := into(l.reader, &s.After, "step", mendDuration, duration)
	switch v := pairs[0].Value.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		l.table(v, "step", must("after", after), may("by", func(n ast.Node) { l.ways(&s, n) }))
	default:
		after(v)
	}
	x.Steps = append(x.Steps, s)
	return true
}

// wayWords are the ways to a phone.
var wayWords = []string{"text", "voice"}

// ways reads how a step tells: one way, or a list of them.
func (l *loader) ways(s *Step, n ast.Node) {
	one := func(n ast.Node) {
		var way string
		if l.plain(&way, "by")(n); way == "" {
			return
		}
		s.By = append(s.By, way)
		l.later = append(l.later, func() {
			if known := slices.Concat(wayWords, l.names["channel"]); !slices.Contains(known, way) {
				mend := didYouMean(way, known)
				if slices.Contains([]string{"call", "phone", "telephone"}, way) {
					mend = `write "voice" for a call`
				}
				l.at(n, fmt.Sprintf("by: no way is called %q", way), mend)
			}
		})
	}
	if _, ok := n.(*ast.SequenceNode); ok {
		l.list(n, "by", one)
	} else {
		one(n)
	}
	who := s.Who
	by := slices.Clone(s.By)
	l.later = append(l.later, func() {
		switch {
		case len(by) == 0:
		case slices.Contains(l.names["channel"], who):
			l.at(n, "a channel is told in one way only", fmt.Sprintf(`write "- %s: 3 min"`, who))
		case !slices.ContainsFunc(by, func(w string) bool { return !slices.Contains(l.names["channel"], w) }):
			l.at(n, fmt.Sprintf("%s gets neither a text nor a call by this step", who),
				fmt.Sprintf(`add "text", or write "- %s: ..." as a step of its own`, by[0]))
		}
	})
}
