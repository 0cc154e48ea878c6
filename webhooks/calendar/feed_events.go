package calendar

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// Event is one line of a feed, as calendar programs know it.
type Event struct {
	UID        string
	Start, End time.Time // UTC
	// AllDay: only the dates of Start and End count, and End is not included.
	AllDay   bool
	Summary  string
	Location string
	State    schedule.State
	Sequence int
	Changed  time.Time
}

// uuid makes a keyed, stable id of what must not be known by its own: a UUID of
// version 8 (RFC 9562 5.8), as RFC 7986 5.3 wants for a UID.
func uuid(key []byte, parts ...string) string {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		m.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	b := m.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Events are what a feed shows of a view: of one resource, or with "" of all of
// them, by name. Their ids are keyed, and they say nothing of a person: not who,
// not whether somebody came.
func Events(v schedule.View, resource string, key []byte) []Event {
	var out []Event
	for _, e := range schedule.Entries(v) {
		if resource == "" || e.Uses(resource) {
			out = append(out, eventOf(v, e, resource, key))
		}
	}
	return append(append(out, closures(v, key)...), away(v, resource, key)...)
}

func eventOf(v schedule.View, e schedule.Entry, resource string, key []byte) Event {
	x := Event{UID: uidOf(e, key), Start: e.Start.UTC(), End: e.End.UTC(), State: e.State, Summary: summary(v, e), Location: e.Room,
		Sequence: sequence(e), Changed: e.Changed}
	if resource == "" && e.Resource != "" {
		x.Summary = e.Resource + ": " + x.Summary
	}
	return x
}

func uidOf(e schedule.Entry, key []byte) string {
	if e.Shared() {
		return uuid(key, "uid", e.Series, e.Resource, e.Kind, strconv.FormatInt(e.Start.Unix(), 10))
	}
	return uuid(key, "uid", string(e.Of[0].ID)) // the same when it is moved
}

func summary(v schedule.View, e schedule.Entry) string {
	switch {
	case e.Series != "":
		return fmt.Sprintf("Group, %d of %d", e.Taken, e.Seats)
	case e.State == schedule.Held || e.State == schedule.Requested:
		return "Held"
	case e.Shared():
		return fmt.Sprintf("%s, %d of %d", label(v.Calendar, e.Kind), e.Taken, e.Seats)
	}
	return label(v.Calendar, e.Kind)
}

// closures are the days of a view on which nothing takes place.
func closures(v schedule.View, key []byte) []Event {
	var out []Event
	for _, c := range v.Calendar.Closures {
		if x, ok := days(v, c.From, c.To); ok {
			x.UID, x.Summary = uuid(key, "closure", c.From, c.To), strings.TrimSuffix("Closed: "+c.Why[bot.English], ": ")
			out = append(out, x)
		}
	}
	return out
}

// away are the days on which a resource, or with "" any of them, has no hours at all.
func away(v schedule.View, resource string, key []byte) []Event {
	var out []Event
	for _, name := range slices.Sorted(maps.Keys(v.Calendar.Resources)) {
		if resource != "" && resource != name {
			continue
		}
		for _, d := range v.Calendar.Resources[name].Days {
			x, ok := days(v, d.From, d.To)
			if !ok || len(d.Spans) > 0 {
				continue
			}
			if x.UID, x.Summary = uuid(key, "away", name, d.From, d.To), "Away"; resource == "" {
				x.Summary = name + ": Away"
			}
			out = append(out, x)
		}
	}
	return out
}

// days is an event of whole days, from and to included, if the view shows it.
func days(v schedule.View, from, to string) (Event, bool) {
	first, err := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	shown := err == nil && err2 == nil && to >= v.Calendar.Date(v.From) && from <= v.Calendar.Date(v.To.Add(-1))
	return Event{Start: first, End: last.AddDate(0, 0, 1), AllDay: true, State: schedule.Booked}, shown
}

// sequence counts the changes of when an entry is. One that is shared has its start
// in its id, so there are none.
func sequence(e schedule.Entry) int {
	if e.Shared() {
		return 0
	}
	return max(e.Of[0].Version-1, 0)
}

// label is what a visit kind is called where anybody may look.
func label(c *schedule.Calendar, kind string) string {
	return cmp.Or(c.Kinds[kind].Label[bot.English], "Busy")
}
