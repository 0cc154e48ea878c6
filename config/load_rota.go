package config

import (
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

func (l *loader) rota(n ast.Node) {
	r := &l.c.Rota
	l.table(n, "rota",
		may("supervisor", l.refer(&r.Supervisor, "staff")),
		must("shifts", func(n ast.Node) {
			l.list(n, "shifts", l.shift)
			if len(r.Shifts) == 0 {
				l.at(n, "no shift is named", "somebody must be on call: add one")
			}
		}),
		may("overrides", func(n ast.Node) { l.list(n, "overrides", l.override) }),
	)
}

// teams are those whose shifts and alerts may be set apart.
var teams = []string{"crisis", "nursing", "intake"}

// team reads whose alerts something is for.
func (l *loader) team(dst *string) func(ast.Node) {
	return func(n ast.Node) {
		if l.oneOf(dst, "for", append([]string{"all"}, teams...)...)(n); *dst == "all" {
			*dst = ""
		}
	}
}

const mendDaysOrHolidays = mendDays + `, or "holidays" for the closures above`

func (l *loader) shift(n ast.Node) {
	var s Shift
	var closures string
	l.table(n, "shift",
		must("staff", l.refer(&s.Staff, "staff")),
		must("days", into(l.reader, &s.Days, "days", mendDaysOrHolidays, func(t string) ([]time.Weekday, string) {
			if !slices.Contains([]string{"holidays", "holiday", "closures"}, strings.ToLower(t)) {
				return days(t)
			}
			s.Holidays = "only"
			return days("every day")
		})),
		must("from", into(l.reader, &s.From, "from", mendTime, clock)),
		must("to", into(l.reader, &s.To, "to", mendTime, clock)),
		may("for", l.team(&s.Team)),
		may("holidays", func(n ast.Node) {
			switch l.oneOf(&closures, "holidays", "yes", "no", "true", "false")(n); {
			case s.Holidays == "only":
				l.at(n, "a shift on holidays has a line \"holidays\"", "take that line out")
			case closures == "no" || closures == "false":
				s.Holidays = "no"
			}
		}),
	)
	l.c.Rota.Shifts = append(l.c.Rota.Shifts, s)
	if s.Holidays == "only" {
		l.later = append(l.later, func() {
			if len(l.c.Closures) == 0 {
				l.at(n, "the shift is for holidays, and no closure is named", `name them under "closures", or write the days of the week`)
			}
		})
	}
}

const mendMoment = `write it as "2026-12-24 5 PM"`

func (l *loader) override(n ast.Node) {
	var o Override
	at := func(s string) (time.Time, string) { return moment(s, l.zone) }
	l.table(n, "override",
		may("staff", l.refer(&o.Staff, "staff")),
		may("instead", l.refer(&o.Instead, "staff")),
		must("from", into(l.reader, &o.From, "from", mendMoment, at)),
		must("to", into(l.reader, &o.To, "to", mendMoment, at)),
		may("for", l.team(&o.Team)),
	)
	switch {
	case o.Staff == "" && o.Instead == "":
		l.at(n, "the override names nobody", `say "staff: ..." for who comes, "instead: ..." for who is away`)
	case o.Staff == o.Instead:
		l.at(n, "the override has the same person come and be away", "name two, or take it out")
	}
	if !o.From.IsZero() && !o.To.IsZero() && !o.From.Before(o.To) {
		l.at(n, "the override ends before it begins", `let "to" be later than "from"`)
	}
	l.c.Rota.Overrides = append(l.c.Rota.Overrides, o)
}
