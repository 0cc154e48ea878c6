package config

import (
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
)

func (l *loader) hours(n ast.Node) {
	l.table(n, "hours",
		must("desk", l.week(&l.c.Hours.Desk, "desk hours")),
		may("dosing", l.week(&l.c.Hours.Dosing, "dosing hours")),
	)
}

// week reads days with their hours, or the words "desk" or "dosing" for those of
// the clinic. Days that are not named are closed.
func (l *loader) week(w *Week, what string) func(ast.Node) {
	return func(n ast.Node) {
		if _, isText := n.(*ast.StringNode); isText {
			var s string
			l.oneOf(&s, what, "desk", "dosing")(n)
			switch s {
			case "desk":
				*w = l.c.Hours.Desk
			case "dosing":
				*w = l.c.Hours.Dosing
			}
			return
		}
		var named []time.Weekday
		l.free(n, what, func(key string, k, v ast.Node) {
			ds, wrong := days(key)
			if wrong != "" {
				l.at(k, what+": "+wrong, mendDays)
				return
			}
			var ss []Span
			l.spans(&ss, what, v)
			for _, d := range ds {
				if slices.Contains(named, d) {
					l.at(k, fmt.Sprintf("%s: %s is named twice", what, dayNames[d]), `write both spans on one line, with a comma`)
				}
				named = append(named, d)
				w.add(d, ss)
			}
		})
		if day, both := w.overlap(); both {
			l.at(n, fmt.Sprintf("%s: hours overlap on %s", what, day), "write each span once")
		}
	}
}

// longestNight is more than any desk is open at a stretch over midnight: longer
// hours have their halves of the day swapped.
const longestNight = 16 * 60

// spans reads the hours of a day, and finds those that end before they begin.
func (l *loader) spans(ss *[]Span, what string, n ast.Node) {
	problems := len(l.problems)
	into(l.reader, ss, what, mendSpan, spans)(n)
	if len(l.problems) > problems {
		return
	}
	for _, s := range *ss {
		if length := s.To + midnight - s.From; s.To < s.From && length > longestNight {
			l.at(n, fmt.Sprintf("%s: %q lasts over midnight, %s", what, s, short(time.Duration(length)*time.Minute)), fmt.Sprintf("did you mean %q?", s.swapped()))
			*ss = nil // so that it does not overlap as well
			return
		}
	}
}

func (l *loader) closures(n ast.Node) {
	l.list(n, "closures", func(n ast.Node) {
		var c Closure
		isDate := func(s string) (string, string) { return s, date(s) }
		l.table(n, "closure",
			must("from", into(l.reader, &c.From, "from", mendDate, isDate)),
			may("to", into(l.reader, &c.To, "to", mendDate, isDate)),
			must("why", l.plain(&c.Why, "why")),
		)
		if c.To == "" {
			c.To = c.From
		}
		if c.To < c.From {
			l.at(n, "the closure ends before it begins", "let \"to\" be the last closed day")
		}
		l.c.Closures = append(l.c.Closures, c)
	})
}

func (l *loader) resources(n ast.Node) {
	l.list(n, "resources", func(n ast.Node) {
		var r Resource
		l.table(n, "resource",
			must("name", func(n ast.Node) {
				l.plain(&r.Name, "name")(n)
				l.define("resource", r.Name, n)
			}),
			must("hours", l.week(&r.Hours, "hours")),
		)
		l.c.Resources = append(l.c.Resources, r)
	})
}

// length reads a duration between two bounds.
func (l *loader) length(dst *time.Duration, what string, least, most time.Duration) func(ast.Node) {
	return into(l.reader, dst, what, fmt.Sprintf("%s, from %s to %s", mendDuration, short(least), short(most)), func(s string) (time.Duration, string) {
		d, wrong := duration(s)
		if wrong == "" && (d < least || d > most) {
			wrong = fmt.Sprintf("%q is not between %s and %s", s, short(least), short(most))
		}
		return d, wrong
	})
}

// short says a duration as people write it here.
func short(d time.Duration) string {
	switch year := 365 * 24 * time.Hour; {
	case d > year && d%year == 0:
		return fmt.Sprintf("%d years", d/year)
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	case d >= time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d min", d/time.Minute)
}

// Visit defaults.
const (
	defaultHorizon = 30 * 24 * time.Hour
	defaultEvery   = 15 * time.Minute
)

func (l *loader) visits(n ast.Node) {
	l.list(n, "visits", func(n ast.Node) {
		v := Visit{Horizon: defaultHorizon, Every: defaultEvery}
		var by string
		l.table(n, "visit",
			must("kind", l.kind(&v)),
			must("label", l.label(&v.Label)),
			must("duration", l.length(&v.Duration, "duration", 5*time.Minute, 12*time.Hour)),
			may("lead", l.length(&v.Lead, "lead", 0, 60*24*time.Hour)),
			may("horizon", l.length(&v.Horizon, "horizon", time.Hour, 366*24*time.Hour)),
			may("every", l.length(&v.Every, "every", 5*time.Minute, 24*time.Hour)),
			must("needs", l.needs(&v.Needs)),
			may("hours", func(n ast.Node) {
				v.Hours = new(Week)
				l.week(v.Hours, "hours")(n)
			}),
			must("book_by", l.bookBy(&v, &by)),
		)
		if v.Kind == "first_dose" && v.Hours == nil { // only inside the dosing window
			v.Hours = &l.c.Hours.Dosing
		}
		if v.Horizon < v.Lead {
			l.at(n, "the horizon is shorter than the lead: there can be no openings", "make the horizon longer")
		}
		v.ByText = by == "text"
		l.c.Visits = append(l.c.Visits, v)
	})
}

func (l *loader) kind(v *Visit) func(ast.Node) {
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

// bookBy says who books. Kinds that need somebody's judgement are for staff
// (domain reference 2.7).
func (l *loader) bookBy(v *Visit, by *string) func(ast.Node) {
	return func(n ast.Node) {
		l.oneOf(by, "book_by", "text", "staff")(n)
		l.later = append(l.later, func() {
			if *by == "text" && (v.Kind == "first_dose" || v.Kind == "group_session") {
				l.at(n, v.Kind+" can't be booked by text: staff decide who may have one", `write "book_by: staff"`)
			}
		})
	}
}

func (l *loader) needs(dst *[]string) func(ast.Node) {
	return func(n ast.Node) {
		l.list(n, "needs", func(n ast.Node) {
			var s string
			l.refer(&s, "resource")(n)
			if slices.Contains(*dst, s) {
				l.at(n, fmt.Sprintf("%q is named twice", s), "keep one of them")
				return
			}
			*dst = append(*dst, s)
		})
		if len(*dst) == 0 {
			l.at(n, "a visit needs at least one resource", "name one of those under resources")
		}
	}
}
