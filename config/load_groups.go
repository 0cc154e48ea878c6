package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Bounds of a group (domain reference 2.7).
const (
	groupSeats = 10
	leastGroup = 2
	mostGroup  = 12
)

func (l *loader) groups(n ast.Node) {
	var nodes []ast.Node
	l.list(n, "groups", func(n ast.Node) {
		s := Series{Kind: "group_session", Seats: groupSeats}
		var starts ast.Node
		l.table(n, "group",
			must("name", func(n ast.Node) {
				into(l.reader, &s.Name, "name", `write a short word in lower case, as "tuesday_1"`, clinicID)(n)
				if s.Name != "" {
					l.define("group", s.Name, n)
				}
			}),
			may("kind", l.plain(&s.Kind, "kind")),
			may("label", l.label(&s.Label)),
			must("leader", l.refer(&s.Leader, "resource")),
			may("room", l.refer(&s.Room, "resource")),
			must("starts", func(n ast.Node) {
				starts = n
				l.date(&s.Starts, "starts")(n)
			}),
			must("at", into(l.reader, &s.At, "at", mendTime, clock)),
			may("duration", l.length(&s.Duration, "duration", 10*time.Minute, 12*time.Hour)),
			must("repeat", into(l.reader, &s.Rule, "repeat", mendRepeat, repeat)),
			may("seats", l.groupSeats(&s.Seats)),
		)
		if s.Room != "" && s.Room == s.Leader {
			l.at(n, fmt.Sprintf("%q is the group's leader and its room", s.Room), `name another, or take "room" out`)
		}
		if s.Starts != "" && s.Rule != "" {
			l.firstSession(starts, &s)
		}
		i := len(l.c.Series)
		l.c.Series = append(l.c.Series, s)
		nodes = append(nodes, n)
		l.later = append(l.later, func() { l.groupKind(n, &l.c.Series[i]) })
	})
	l.later = append(l.later, func() { l.overlaps(nodes) })
}

// groupSeats reads how many may be in a group.
func (l *loader) groupSeats(dst *int) func(ast.Node) {
	return func(n ast.Node) {
		seats := *dst
		l.count(&seats, "seats", 1, 1000)(n)
		if seats < leastGroup || seats > mostGroup {
			l.at(n, fmt.Sprintf("seats: %d is not a group that one leader can hold: rules for such clinics know %d to %d", seats, leastGroup, mostGroup),
				fmt.Sprintf("write a number from %d to %d, and begin a second group for more", leastGroup, mostGroup))
			return
		}
		*dst = seats
	}
}

// firstSession checks that the date on which a group starts is one on which it
// meets: people are told both.
func (l *loader) firstSession(n ast.Node, s *Series) {
	rule, first, wrong := settle(s.Rule, s.Starts)
	switch {
	case wrong != "":
		l.at(n, "repeat: "+wrong, mendRepeat)
	case first != s.Starts:
		l.at(n, fmt.Sprintf("starts: %s is not a day on which it meets", s.Starts), fmt.Sprintf("the first one from then on is %s", first))
	}
	s.Rule = rule
}

// groupKind checks the kind of a group's sessions, and takes from it what the
// group does not say.
func (l *loader) groupKind(n ast.Node, s *Series) {
	i := slices.IndexFunc(l.c.Visits, func(v VisitKind) bool { return v.Kind == s.Kind })
	switch {
	case i < 0 && slices.Contains(VisitKinds, s.Kind):
		l.at(n, fmt.Sprintf("no visit is of the kind %q", s.Kind), fmt.Sprintf("add \"- kind: %s\" under visits: it says who may join", s.Kind))
	case i < 0:
		l.at(n, fmt.Sprintf("kind: unknown %q", s.Kind), didYouMean(s.Kind, VisitKinds))
	case l.c.Visits[i].BookBy == "text" && s.Kind != "group_session": // of that it is said there
		l.at(n, fmt.Sprintf("anybody may book %s by text, and this makes its seats those of a group", s.Kind), `let the kind be one with "book_by: request" or "staff"`)
	case s.Duration == 0:
		s.Duration = l.c.Visits[i].Duration
	}
}

// overlaps finds groups that have one leader, or one room, at the same time.
func (l *loader) overlaps(nodes []ast.Node) {
	for i, a := range l.c.Series {
		for _, b := range l.c.Series[:i] {
			who, what := a.Leader, "led by"
			if a.Leader == "" || a.Leader != b.Leader {
				who, what = a.Room, "in"
				if a.Room == "" || a.Room != b.Room {
					continue
				}
			}
			if at := clash(a, b); at != "" {
				l.at(nodes[i], fmt.Sprintf("groups %q and %q are both %s %s at %s", b.Name, a.Name, what, who, at), "move one of them, or give it another leader or room")
			}
		}
	}
}

func defaultPriority() []Group {
	return []Group{
		{Name: "pregnant", SeeWithin: 48 * time.Hour, WarnBefore: 12 * time.Hour, Level: 1},
		{Name: "injection", SeeWithin: 14 * 24 * time.Hour, WarnBefore: 48 * time.Hour, Level: 2},
		{Name: "release_or_discharge", SeeWithin: 72 * time.Hour, WarnBefore: 12 * time.Hour, Level: 2},
	}
}

// standardPriority is what holds where nothing is written.
func (l *loader) standardPriority() {
	l.c.Priority = defaultPriority()
	for _, g := range l.c.Priority {
		l.names["priority group"] = append(l.names["priority group"], g.Name)
	}
}

func (l *loader) priority(n ast.Node) {
	if _, nothing := n.(*ast.NullNode); nothing {
		l.standardPriority()
		return
	}
	l.c.Priority = nil
	l.list(n, "priority", func(n ast.Node) {
		g := Group{Level: 2}
		l.table(n, "entry of priority",
			must("group", func(n ast.Node) {
				into(l.reader, &g.Name, "group", `write it in small letters and _, as "release_or_discharge"`, priorityGroup)(n)
				if g.Name != "" {
					l.define("priority group", g.Name, n)
				}
			}),
			may("see_within", l.length(&g.SeeWithin, "see_within", time.Hour, 366*24*time.Hour)),
			may("warn_before", l.length(&g.WarnBefore, "warn_before", 0, 366*24*time.Hour)),
			may("level", l.count(&g.Level, "level", 1, 3)),
		)
		switch {
		case g.SeeWithin == 0 && g.WarnBefore > 0:
			l.at(n, "warn_before without see_within: there is no time to be warned of", `add "see_within: ...", or take warn_before out`)
		case g.WarnBefore >= g.SeeWithin && g.SeeWithin > 0:
			l.at(n, "warn_before is as long as see_within: staff would be warned before anybody could be seen", "make it shorter")
		}
		l.c.Priority = append(l.c.Priority, g)
	})
	if len(l.c.Priority) == 0 {
		l.at(n, "no group is named", `take "priority" out, and pregnant people, people who inject and people just released come first`)
	}
}

func priorityGroup(s string) (name, wrong string) {
	switch {
	case s == "standard":
		return "", `"standard" is everybody who is in no group: it comes last by itself`
	case len(s) > 40 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") != "":
		return "", fmt.Sprintf("%q can't be the name of a priority group", s)
	}
	return s, ""
}

func (l *loader) waitlist(n ast.Node) {
	w := &l.c.Waitlist
	l.table(n, "waitlist",
		may("offer_for", l.length(&w.OfferFor, "offer_for", 10*time.Minute, 24*time.Hour)),
		may("request_for", l.length(&w.RequestFor, "request_for", time.Hour, 30*24*time.Hour)),
	)
}
