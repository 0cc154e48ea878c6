package schedule

import (
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
)

// names are the words of one language, all in the GSM-7 alphabet: "sab" is
// without its accent because an a with one would halve what fits a text.
type names struct {
	days     [7]string
	months   [12]string
	midnight string
	allDay   string
	and      string
	closed   string // everything
	today    string
	tomorrow string
	// What is said of this moment.
	openNow, closedNow, noHours string
	until, opens, because       string
	isClosed                    func(days string) string
	date                        func(n *names, t time.Time) string
}

var english = names{
	days:     [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	months:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	midnight: "midnight", allDay: "24 hours", and: " and ", closed: "closed", today: "today", tomorrow: "tomorrow",
	openNow: "open now", closedNow: "closed now", noHours: "no hours set", until: "until", opens: "opens", because: "for",
	isClosed: func(days string) string { return "closed " + days },
	date: func(n *names, t time.Time) string {
		return fmt.Sprintf("%s %s %d", n.days[t.Weekday()], n.months[t.Month()-1], t.Day())
	},
}

var spanish = names{
	days:     [7]string{"dom", "lun", "mar", "mié", "jue", "vie", "sab"},
	months:   [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
	midnight: "medianoche", allDay: "24 horas", and: " y ", closed: "cerrado", today: "hoy", tomorrow: "mañana",
	openNow: "abierto ahora", closedNow: "cerrado ahora", noHours: "sin horario fijado", until: "hasta", opens: "abre", because: "por",
	isClosed: func(days string) string { return days + " cerrado" },
	date: func(n *names, t time.Time) string {
		return fmt.Sprintf("%s %d %s", n.days[t.Weekday()], t.Day(), n.months[t.Month()-1])
	},
}

func in(lang bot.Lang) *names {
	if lang == bot.Spanish {
		return &spanish
	}
	return &english
}

// When says a time as people read it, in the clinic's zone: "Tue Mar 3, 9:00 AM",
// in Spanish "mar 3 mar, 9:00 AM". Day, date and time are always there; the year
// only if the time is more than 300 days from now. Other languages get English.
func When(t, now time.Time, zone *time.Location, lang bot.Lang) string {
	n, l := in(lang), t.In(zone)
	s := n.date(n, l)
	if d := t.Sub(now).Abs(); d > 300*24*time.Hour {
		s = fmt.Sprintf("%s %d", s, l.Year())
	}
	return s + ", " + l.Format("3:04 PM")
}

// HoursText says a week's hours from Monday on: "Mon-Fri 5:30 AM-11 AM, Sat 6
// AM-9 AM, closed Sun". Days in a row with the same hours are named together.
func (c *Calendar) HoursText(w Week, lang bot.Lang) string {
	n := in(lang)
	var parts []string
	for i := 1; i <= 7; {
		first, hours := i, n.hours(w[i%7])
		for i++; i <= 7 && n.hours(w[i%7]) == hours; i++ {
		}
		days := n.days[first%7]
		if i-1 > first {
			days += "-" + n.days[(i-1)%7]
		}
		switch {
		case hours == "" && first == 1 && i == 8:
			return n.closed
		case hours == "":
			parts = append(parts, n.isClosed(days))
		default:
			parts = append(parts, days+" "+hours)
		}
	}
	return strings.Join(parts, ", ")
}

// hours says one day's spans.
func (n *names) hours(spans []Span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = n.clock(s.From) + "-" + n.clock(s.To)
		if s.From == 0 && s.To == Midnight {
			parts[i] = n.allDay
		}
	}
	return strings.Join(parts, n.and)
}

// clock says a time of day without needless zeros: "5:30 AM", "11 AM".
func (n *names) clock(m Minutes) string {
	if m%Midnight == 0 {
		return n.midnight
	}
	t := time.Date(2000, 1, 1, 0, int(m), 0, 0, time.UTC)
	if m%60 == 0 {
		return t.Format("3 PM")
	}
	return t.Format("3:04 PM")
}
