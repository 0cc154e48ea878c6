package config

import (
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Visit defaults.
const (
	defaultHorizon = 30 * 24 * time.Hour
	defaultEvery   = 15 * time.Minute
)

func (l *loader) visits(n ast.Node) {
	l.list(n, "visits", func(n ast.Node) {
		v := VisitKind{Horizon: defaultHorizon, Every: defaultEvery, Seats: 1}
		var needs bool
		l.table(n, "visit",
			must("kind", l.kind(&v)),
			must("label", l.label(&v.Label)),
			must("duration", l.length(&v.Duration, "duration", 5*time.Minute, 12*time.Hour)),
			may("lead", l.length(&v.Lead, "lead", 0, 60*24*time.Hour)),
			may("horizon", l.length(&v.Horizon, "horizon", time.Hour, 366*24*time.Hour)),
			may("every", l.length(&v.Every, "every", 5*time.Minute, 24*time.Hour)),
			may("buffer_before", l.length(&v.Before, "buffer_before", 0, 4*time.Hour)),
			may("buffer_after", l.length(&v.After, "buffer_after", 0, 4*time.Hour)),
			may("needs", func(n ast.Node) {
				needs = true
				l.needs(&v.Needs, "needs", "a visit needs at least one resource")(n)
			}),
			may("rooms", l.needs(&v.Rooms, "rooms", "no room is named")),
			may("seats", l.count(&v.Seats, "seats", 1, 20)),
			may("hours", func(n ast.Node) {
				v.Hours = new(Week)
				l.week(v.Hours, "hours")(n)
			}),
			must("book_by", l.bookBy(&v)),
			may("keep", l.keep(&v)),
		)
		if i := slices.IndexFunc(v.Rooms, func(r string) bool { return slices.Contains(v.Needs, r) }); i >= 0 {
			l.at(n, fmt.Sprintf("%q is under needs and under rooms", v.Rooms[i]), "a visit takes one of each: leave it in one of them")
		}
		if v.Kind == "first_dose" && v.Hours == nil { // only inside the dosing window
			v.Hours = &l.c.Hours.Dosing
		}
		if v.Horizon < v.Lead {
			l.at(n, "the horizon is shorter than the lead: there can be no openings", "make the horizon longer")
		}
		l.later = append(l.later, func() {
			grouped := v.Kind == "group_session" || slices.ContainsFunc(l.c.Series, func(s Series) bool { return s.Kind == v.Kind })
			if !needs && !grouped {
				l.at(n, `visit has no "needs"`, `add a line "needs: ..."`)
			}
		})
		l.c.Visits = append(l.c.Visits, v)
	})
}

func (l *loader) kind(v *VisitKind) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := l.text(n, "kind")
		switch {
		case !ok:
			return
		case s == "dosing_visit":
			l.at(n, "dosing_visit is not booked: it is walk-in inside the dosing hours", "take it out")
			return
		case !slices.Contains(VisitKinds, s):
			l.at(n, fmt.Sprintf("kind: unknown %q", s), didYouMean(s, VisitKinds))
			return
		}
		v.Kind = s
		l.define("kind", s, n)
	}
}

// label reads the neutral words for a visit.
func (l *loader) label(dst *Text) func(ast.Node) {
	return func(n ast.Node) {
		l.wording(dst, "label")(n)
		for _, s := range *dst {
			l.checkNeutral(n, "label", s)
		}
		if s, isText := n.(*ast.StringNode); isText {
			l.checkNeutral(n, "label", s.Value)
		}
	}
}

// bookBy says who books. Kinds that need somebody's judgement are not for people
// to take (domain reference 2.7).
func (l *loader) bookBy(v *VisitKind) func(ast.Node) {
	return func(n ast.Node) {
		l.oneOf(&v.BookBy, "book_by", "text", "request", "staff")(n)
		l.later = append(l.later, func() {
			switch {
			case v.Kind == "first_dose" && (v.BookBy == "text" || v.BookBy == "request"):
				l.at(n, "first_dose can't be booked by "+v.BookBy+": staff decide who may have one", `write "book_by: staff"`)
			case v.Kind == "group_session" && v.BookBy == "text":
				l.at(n, "group_session can't be booked by text: staff decide who may join", `write "book_by: request", and people can ask for a seat, or "book_by: staff"`)
			}
		})
	}
}

// needs reads names of resources of which a visit takes any one.
func (l *loader) needs(dst *[]string, what, none string) func(ast.Node) {
	return func(n ast.Node) {
		l.list(n, what, func(n ast.Node) {
			var s string
			l.refer(&s, "resource")(n)
			if slices.Contains(*dst, s) {
				l.at(n, fmt.Sprintf("%q is named twice", s), "keep one of them")
				return
			}
			*dst = append(*dst, s)
		})
		if len(*dst) == 0 {
			l.at(n, none, "name one of those under resources")
		}
	}
}

// keep reads the hours that are reserved for priority groups.
func (l *loader) keep(v *VisitKind) func(ast.Node) {
	return func(n ast.Node) {
		k := &Keep{Until: 24 * time.Hour}
		v.Keep = k
		l.table(n, "keep",
			must("for", func(n ast.Node) {
				l.list(n, "for", func(n ast.Node) {
					var s string
					l.refer(&s, "priority group")(n)
					if s != "" && slices.Contains(k.For, s) {
						l.at(n, fmt.Sprintf("%q is named twice", s), "keep one of them")
						return
					}
					k.For = append(k.For, s)
				})
				if len(k.For) == 0 {
					l.at(n, "the hours are kept for nobody", "name one of those under priority")
				}
			}),
			may("until", l.length(&k.Until, "until", 0, 30*24*time.Hour)),
			must("hours", l.week(&k.Hours, "kept hours")),
		)
	}
}
