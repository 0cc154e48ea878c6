package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

func (l *loader) staffs(n ast.Node) {
	var phones []string
	l.list(n, "staff", func(n ast.Node) {
		var s Staff
		l.table(n, "member of staff",
			must("id", func(n ast.Node) {
				into(l.reader, &s.ID, "id", `write a short word in lower case, as "ana"`, clinicID)(n)
				if slices.Contains(whoWords, s.ID) {
					l.at(n, fmt.Sprintf("id: %q means something else in alerts", s.ID), "choose another word")
				} else if s.ID != "" {
					l.define("staff", s.ID, n)
				}
			}),
			must("name", l.plain(&s.Name, "name")),
			must("role", l.plain(&s.Role, "role")),
			must("phone", func(n ast.Node) {
				into(l.reader, &s.Phone, "phone", mendPhone, phone)(n)
				l.ownPhone(n, s.Phone, phones)
				phones = append(phones, s.Phone)
			}),
		)
		l.c.Staff = append(l.c.Staff, s)
	})
	if len(l.c.Staff) == 0 {
		l.at(n, "nobody is named", "alerts need somebody to go to: add at least one")
	}
}

// ownPhone refuses a number that two people share: who answers an alert must be
// known. So must the clinic's own line be no one's.
func (l *loader) ownPhone(n ast.Node, phone string, others []string) {
	if phone == "" {
		return
	}
	if slices.Contains(others, phone) {
		l.at(n, "phone: another member of staff has this number", "each needs their own: it tells who answers an alert")
	}
	l.later = append(l.later, func() {
		if phone == l.c.Texting.Line {
			l.at(n, "phone: this is the clinic's own line", "write the number on which this person gets texts")
		}
	})
}

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

func (l *loader) shift(n ast.Node) {
	var s Shift
	l.table(n, "shift",
		must("staff", l.refer(&s.Staff, "staff")),
		must("days", into(l.reader, &s.Days, "days", mendDays, days)),
		must("from", into(l.reader, &s.From, "from", mendTime, clock)),
		must("to", into(l.reader, &s.To, "to", mendTime, clock)),
	)
	l.c.Rota.Shifts = append(l.c.Rota.Shifts, s)
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
	)
	if o.Staff == "" && o.Instead == "" {
		l.at(n, "the override names nobody", `say "staff: ..." for who comes, "instead: ..." for who is away`)
	}
	if !o.From.IsZero() && !o.To.IsZero() && !o.From.Before(o.To) {
		l.at(n, "the override ends before it begins", `let "to" be later than "from"`)
	}
	l.c.Rota.Overrides = append(l.c.Rota.Overrides, o)
}

// whoWords are those a step may tell, besides staff ids.
var whoWords = []string{"on_call", "next", "supervisor", "everyone"}

func (l *loader) alerts(n ast.Node) {
	l.c.Alerts = map[int]Ladder{}
	fields := []field{may("self_test", l.selfTest)}
	for level := 1; level <= 3; level++ {
		fields = append(fields, may("level_"+strconv.Itoa(level), func(n ast.Node) { l.ladder(level, n) }))
	}
	l.table(n, "alerts", fields...)
}

// longest are the longest pauses that a level may have between two alerts: a
// ladder that rests longer would let a person wait unseen. Level 1 is somebody
// in danger (domain reference 5.2: minutes).
var longest = map[int]time.Duration{1: 15 * time.Minute, 2: 4 * time.Hour, 3: 48 * time.Hour}

func (l *loader) ladder(level int, n ast.Node) {
	var x Ladder
	most := longest[level]
	fields := []field{
		must("steps", func(n ast.Node) {
			l.list(n, "steps", func(n ast.Node) { l.step(&x, most, n) })
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
	l.c.Alerts[level] = x
}

// step reads "- who: delay".
func (l *loader) step(x *Ladder, most time.Duration, n ast.Node) {
	pairs, ok := l.pairs(n, "step")
	if !ok {
		return
	}
	if len(pairs) != 1 {
		l.at(n, "a step has one line", `write each as "- next: 3 min"`)
		return
	}
	s := Step{Who: keyOf(pairs[0])}
	l.later = append(l.later, func() { l.exists(pairs[0].Key, "staff", s.Who, whoWords...) })
	if s.Who == "supervisor" {
		l.later = append(l.later, func() {
			if l.c.Rota.Supervisor == "" && !l.none["supervisor"] && len(l.c.Rota.Shifts) > 0 {
				l.none["supervisor"] = true
				l.at(pairs[0].Key, "no supervisor is named", `set "supervisor" under rota`)
			}
		})
	}
	into(l.reader, &s.After, "step", mendDuration, duration)(pairs[0].Value)
	var before time.Duration
	if i := len(x.Steps); i > 0 {
		before = x.Steps[i-1].After
	}
	switch {
	case len(x.Steps) == 0 && s.After != 0:
		l.at(n, "the first step must be at once", `write "0 min"`)
	case s.After < before:
		l.at(n, "steps must be in the order of their times", "put the earlier one first")
	case s.After-before > most:
		l.at(n, fmt.Sprintf("more than %s pass before this step", short(most)), "put a step before it, or shorten it")
	}
	x.Steps = append(x.Steps, s)
}

func (l *loader) limits(n ast.Node) {
	x := &l.c.Limits
	l.table(n, "limits",
		may("replies_per_minute", l.count(&x.RepliesPerMinute, "replies_per_minute", 5, 1000)),
		may("replies_per_hour", l.count(&x.RepliesPerHour, "replies_per_hour", 10, 1000)),
		may("replies_per_day", l.count(&x.RepliesPerDay, "replies_per_day", 20, 5000)),
		may("day_segments", l.count(&x.DaySegments, "day_segments", 100, 1_000_000)),
		may("hold", l.length(&x.HoldFor, "hold", time.Minute, 2*time.Hour)),
	)
}

// count reads a whole number between two bounds.
func (l *loader) count(dst *int, what string, least, most int) func(ast.Node) {
	return into(l.reader, dst, what, fmt.Sprintf("write a whole number from %d to %d, without a comma", least, most), func(s string) (int, string) {
		v, err := strconv.Atoi(strings.ReplaceAll(s, "_", ""))
		switch {
		case err != nil:
			return 0, fmt.Sprintf("%q is not a number", s)
		case v < least || v > most:
			return 0, fmt.Sprintf("%d is not between %d and %d", v, least, most)
		}
		return v, ""
	})
}

func (l *loader) retention(n ast.Node) {
	x := &l.c.Retention
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	l.table(n, "retention",
		may("thread", l.length(&x.Thread, "thread", day, 10*year)),
		may("crisis", l.length(&x.Crisis, "crisis", year, 50*year)),
		may("consent", l.length(&x.Consent, "consent", year, 50*year)),
		may("audit", l.length(&x.Audit, "audit", year, 50*year)),
	)
}
