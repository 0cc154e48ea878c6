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
