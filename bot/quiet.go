package bot

import (
	"sync"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// When a text may go out that nobody waits for on the line. These are the rules
// themselves, each once: the outbox's gate holds every text to them as it leaves,
// and whoever composes a text asks them so as not to write what will be refused.

// Hours between which a text may go out that nobody asked for, clinic-local.
// Source: 47 CFR 64.1200(c)(1).
const (
	quietUntil = 8
	quietFrom  = 21
)

const (
	// InReply is how long after a person's text a text of ours is an answer to it
	// and goes at any hour (domain rule 4.3.8).
	InReply = 15 * time.Minute
	// OpenThread is how long it still is one that they may expect, by day.
	OpenThread = 24 * time.Hour
	// UnaskedPerDay and UnaskedPerWeek are how many texts nobody asked for may go
	// to one person (domain rule 4.3.9; 47 CFR 64.1200(a)(9)(iv) has the same).
	UnaskedPerDay  = 1
	UnaskedPerWeek = 3
	// Unverified is the silence after which a number may have a new owner (domain
	// rule 3.4): nothing is said of before, and nothing goes out unasked.
	Unverified = 60 * 24 * time.Hour
)

// week is the time in which UnaskedPerWeek counts.
const week = 7 * 24 * time.Hour

// Zones are where a number's owner may be when the clinic is in one: the clinic's
// zone, and those of the number's area code unless one of them is the clinic's
// own. A number that tells nothing (toll-free) is taken for the clinic's.
func Zones(clinic *time.Location, p Phone) []*time.Location {
	zones := []*time.Location{clinic}
	if !p.Textable() {
		return zones
	}
	names, err := phonenumbers.GetTimezonesForPrefix(p.E164())
	if err != nil {
		return zones
	}
	for _, name := range names {
		if name == clinic.String() {
			return zones[:1]
		}
		if z := location(name); z != nil {
			zones = append(zones, z)
		}
	}
	return zones
}

// locations are zones by name; nil for a name that there is no zone of.
var locations sync.Map

func location(name string) *time.Location {
	if z, ok := locations.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		z = nil
	}
	locations.Store(name, z)
	return z
}

// Daytime returns t, or the next time that it is day in all the zones, of which
// the first is the clinic's. Zones that have no hour of day in common leave the
// clinic's alone.
func Daytime(t time.Time, zones ...*time.Location) time.Time {
	return settle(t, zones, daytime)
}

// DaytimeBefore returns t, or an hour before the quiet hours that it is in: a
// text that must be there by t has that hour to leave.
func DaytimeBefore(t time.Time, zones ...*time.Location) time.Time {
	return settle(t, zones, daytimeBefore)
}

// settle moves t by each zone's rule until none moves it.
func settle(t time.Time, zones []*time.Location, move func(time.Time, *time.Location) time.Time) time.Time {
	at := t
	for range 2 * len(zones) {
		moved := at
		for _, z := range zones {
			moved = move(moved, z)
		}
		if moved.Equal(at) {
			return at
		}
		at = moved
	}
	return move(t, zones[0])
}

func daytime(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	y, m, d := local.Date()
	switch {
	case local.Hour() < quietUntil:
	case local.Hour() >= quietFrom:
		d++
	default:
		return t
	}
	return time.Date(y, m, d, quietUntil, 0, 0, 0, zone)
}

func daytimeBefore(t time.Time, zone *time.Location) time.Time {
	next := daytime(t, zone)
	if next.Equal(t) {
		return t
	}
	y, m, d := next.In(zone).Date()
	return time.Date(y, m, d-1, quietFrom-1, 0, 0, 0, zone)
}

// ReplyAt is when an answer to what was heard at a time may leave: now while they
// wait for it, else by day. A zero time is that of a text from before answers said
// what they answer: it goes.
func ReplyAt(heard, now time.Time, zones ...*time.Location) time.Time {
	if heard.IsZero() || now.Sub(heard) <= InReply {
		return now
	}
	return Daytime(now, zones...)
}

// Capped reports whether the texts that nobody asked for are used up at a time,
// by when those before went out. A day is one of the clinic's zone.
func Capped(sent []time.Time, at time.Time, zone *time.Location) bool {
	days, weeks := 0, 0
	for _, s := range sent {
		if at.Sub(s).Abs() < week {
			weeks++
		}
		if sameDay(s, at, zone) {
			days++
		}
	}
	return days >= UnaskedPerDay || weeks >= UnaskedPerWeek
}

// UnaskedAt is the first time from at on that a text may go out which nobody
// asked for: by day, and within the caps.
func UnaskedAt(sent []time.Time, at time.Time, zones ...*time.Location) time.Time {
	clinic := zones[0]
	at = Daytime(at, zones...)
	for Capped(sent, at, clinic) {
		y, m, d := at.In(clinic).Date()
		at = Daytime(time.Date(y, m, d+1, 0, 0, 0, 0, clinic), zones...)
	}
	return at
}

func sameDay(a, b time.Time, zone *time.Location) bool {
	ya, ma, da := a.In(zone).Date()
	yb, mb, db := b.In(zone).Date()
	return ya == yb && ma == mb && da == db
}
