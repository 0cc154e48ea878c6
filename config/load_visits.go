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
		may("walk_in", l.week(&l.c.Hours.WalkIn, "walk-in hours")),
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
		l.table(n, "closure",
			must("from", l.date(&c.From, "from")),
			may("to", l.date(&c.To, "to")),
			must("why", l.why(&c.Why)),
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

// date reads a local date.
func (l *loader) date(dst *string, what string) func(ast.Node) {
	return into(l.reader, dst, what, mendDate, func(s string) (string, string) { return s, date(s) })
}

// why reads what people are told of a closure: one text in the clinic's first
// language, or a text in each of some languages. In others they only read that it
// is closed.
func (l *loader) why(dst *Text) func(ast.Node) {
	return func(n ast.Node) {
		t := Text{}
		*dst = t
		if _, isMap := n.(*ast.MappingNode); !isMap {
			if s, ok := l.text(n, "why"); ok {
				l.checkNeutral(n, "why", s)
				l.later = append(l.later, func() {
					if len(l.c.Languages) > 0 {
						t[l.c.Languages[0]] = s
					}
				})
			}
			return
		}
		l.free(n, "why", func(lang string, k, v ast.Node) {
			if s, ok := l.text(v, "why"); ok {
				l.checkNeutral(v, "why", s)
				t[lang] = s
			}
			l.later = append(l.later, func() { l.language(k, "why", lang) })
		})
	}
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
			may("days", l.otherDays(&r.Days)),
		)
		l.c.Resources = append(l.c.Resources, r)
	})
}

// otherDays reads dates on which a resource's hours are others than the week's.
func (l *loader) otherDays(dst *[]DayHours) func(ast.Node) {
	return func(n ast.Node) {
		l.list(n, "days", func(n ast.Node) {
			var d DayHours
			l.table(n, "entry of days",
				must("from", l.date(&d.From, "from")),
				may("to", l.date(&d.To, "to")),
				must("hours", func(n ast.Node) {
					l.spans(&d.Spans, "hours", n)
					for _, s := range d.Spans {
						if s.To < s.From {
							l.at(n, fmt.Sprintf("hours: %q lasts over midnight", s), "end them at midnight, and write what follows as hours of the next day")
							d.Spans = nil
							return
						}
					}
				}),
			)
			if d.To == "" {
				d.To = d.From
			}
			if d.To < d.From {
				l.at(n, "these days end before they begin", `let "to" be the last of them`)
				return
			}
			for _, o := range *dst {
				if d.From <= o.To && o.From <= d.To && d.From != "" {
					l.at(n, fmt.Sprintf("%s is in two entries of days", max(d.From, o.From)), "keep it in one of them")
				}
			}
			w := Week{d.Spans}
			if _, both := w.overlap(); both {
				l.at(n, "hours overlap", "write each span once")
			}
			*dst = append(*dst, d)
		})
	}
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
