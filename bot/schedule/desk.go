package schedule

import (
	"strings"
	"time"

	"nightdesk/bot"
)

// CodeLen is how many letters of an id a code has at least.
const CodeLen = 4

// Codes are short names of visits: the fewest letters that tell them apart, and at
// least CodeLen. A session of a group that is over has its date in its id, and so in
// its code.
func Codes(visits []bot.Booking) map[bot.VisitID]string {
	out := map[bot.VisitID]string{}
	for _, b := range visits {
		seat, date := b.ID.Seat()
		n := min(CodeLen, len(seat))
		for _, o := range visits {
			other, _ := o.ID.Seat()
			for other != seat && n < len(seat) && strings.HasPrefix(string(other), string(seat[:n])) {
				n++
			}
		}
		code := seat[:n]
		if date != "" {
			code = code.Session(date)
		}
		out[b.ID] = string(code)
	}
	return out
}

// HasCode reports whether a code is that of a visit: the beginning of its id, with the
// date if it has one. The code of a seat names no session that is over.
func HasCode(id bot.VisitID, code string) bool {
	seat, date := id.Seat()
	letters, day := bot.VisitID(code).Seat()
	return strings.HasPrefix(string(seat), string(letters)) && date == day
}

// Word is how staff call what became of a visit.
func Word(s bot.VisitStatus) string {
	switch s {
	case bot.VisitPending:
		return "held"
	case bot.VisitProposed:
		return "requested"
	case bot.VisitFulfilled:
		return "done"
	case bot.VisitMissed:
		return "missed"
	case bot.VisitBooked, bot.VisitArrived, bot.VisitCancelled:
	}
	return string(s)
}

// Clock is one person's time to be seen by (domain rule 2.5).
type Clock struct {
	Person bot.PersonID
	Care   bot.Care
	// Next is their first visit to come that meets the clock; the zero Visit if there
	// is none.
	Next bot.Visit
}

// Late reports whether their next visit comes after the clock has run out, or none
// does.
func (c Clock) Late() bool { return c.Next.ID == "" || c.Next.Start.After(c.Care.Due) }

// ClockOf is somebody's clock; runs is false if they have none, or it was stopped.
func ClockOf(p bot.PersonID, s bot.Session, now time.Time) (c Clock, runs bool) {
	if s.Care.Due.IsZero() || !s.Care.Seen.IsZero() {
		return c, false
	}
	c = Clock{Person: p, Care: s.Care}
	for _, v := range s.Visits {
		if v.MeetsClock() && v.Status.Stands() && v.End.After(now) && (c.Next.ID == "" || v.Start.Before(c.Next.Start)) {
			c.Next = v
		}
	}
	return c, true
}
