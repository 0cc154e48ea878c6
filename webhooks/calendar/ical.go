package calendar

import (
	"bytes"
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"nightdesk/bot/schedule"
)

// refresh is how often a program may look for changes: staff move visits during
// the day, and a look that brings nothing new costs us little.
const refresh = "PT30M"

// Made says which calendar a feed is.
type Made struct {
	Name     string
	Zone     *time.Location
	From, To time.Time // what it covers
}

// ICal writes a calendar as RFC 5545 wants it: CRLF, lines of at most 75 octets,
// the properties that calendar programs need (see the package's own words).
func ICal(m Made, events []Event) ([]byte, error) {
	c := &ics.Calendar{}
	c.SetVersion("2.0")
	c.SetProductId("-//nightdesk//schedule//EN")
	c.SetCalscale("GREGORIAN")
	c.SetMethod(ics.MethodPublish)
	c.CalendarProperties = append(c.CalendarProperties, property("NAME", m.Name), property("X-WR-CALNAME", m.Name),
		property("X-WR-TIMEZONE", m.Zone.String()), property("X-PUBLISHED-TTL", refresh))
	c.SetRefreshInterval(refresh) // the library says by itself that it is a DURATION
	c.Components = append(c.Components, zoneOf(m))
	for _, e := range events {
		c.Components = append(c.Components, component(e))
	}
	var b bytes.Buffer
	if err := c.SerializeTo(&b, ics.WithNewLine("\r\n"), ics.WithLineLength(75)); err != nil {
		return nil, fmt.Errorf("write a calendar: %w", err)
	}
	return b.Bytes(), nil
}

func property(name, value string) ics.CalendarProperty {
	return ics.CalendarProperty{BaseProperty: ics.BaseProperty{IANAToken: name, ICalParameters: map[string][]string{}, Value: value}}
}

// utc and local are the forms of RFC 5545 3.3.5, and date that of 3.3.4.
const (
	utc   = "20060102T150405Z"
	local = "20060102T150405"
	date  = "20060102"
)

// statuses are how an event is called, by RFC 5545 and by Outlook.
var statuses = map[schedule.State]struct {
	status ics.ObjectStatus
	busy   string
}{
	schedule.Held:      {ics.ObjectStatusTentative, "TENTATIVE"},
	schedule.Requested: {ics.ObjectStatusTentative, "TENTATIVE"},
	schedule.Booked:    {ics.ObjectStatusConfirmed, "BUSY"},
	schedule.Cancelled: {ics.ObjectStatusCancelled, "FREE"},
}

func component(e Event) *ics.VEvent {
	x := ics.NewEvent(e.UID)
	changed := e.Changed.UTC()
	if e.Changed.IsZero() { // a closure; or a visit from before there was a ledger
		changed = time.Unix(0, 0).UTC()
	}
	x.SetProperty(ics.ComponentPropertyDtstamp, changed.Format(utc))
	x.SetProperty(ics.ComponentPropertyLastModified, changed.Format(utc))
	x.SetSequence(e.Sequence)
	if e.AllDay {
		x.SetProperty(ics.ComponentPropertyDtStart, e.Start.Format(date), ics.WithValue("DATE"))
		x.SetProperty(ics.ComponentPropertyDtEnd, e.End.Format(date), ics.WithValue("DATE"))
	} else {
		x.SetProperty(ics.ComponentPropertyDtStart, e.Start.UTC().Format(utc))
		x.SetProperty(ics.ComponentPropertyDtEnd, e.End.UTC().Format(utc))
	}
	x.SetProperty(ics.ComponentPropertySummary, e.Summary)
	if e.Location != "" {
		x.SetProperty(ics.ComponentPropertyLocation, e.Location)
	}
	s := statuses[e.State]
	x.SetStatus(s.status)
	transparency := ics.TransparencyOpaque
	if e.State == schedule.Cancelled {
		transparency = ics.TransparencyTransparent
	}
	x.SetTimeTransparency(transparency)
	x.SetClass(ics.ClassificationPrivate)
	x.SetProperty("X-MICROSOFT-CDO-BUSYSTATUS", s.busy)
	return x
}

// zoneOf describes the clinic's zone for the time that a calendar covers: what
// holds at its beginning, and each change until its end.
func zoneOf(m Made) *ics.VTimezone {
	z := &ics.VTimezone{}
	z.AddProperty(ics.ComponentPropertyTzid, m.Zone.String())
	for at := m.From; ; {
		start, end := at.In(m.Zone).ZoneBounds()
		if start.IsZero() {
			start = time.Unix(0, 0)
		}
		z.Components = append(z.Components, observance(start.In(m.Zone)))
		if end.IsZero() || end.After(m.To) {
			return z
		}
		at = end
	}
}

// observance is one offset and since when it holds.
func observance(start time.Time) ics.Component {
	name, to := start.Zone()
	_, from := start.Add(-time.Second).Zone()
	var x ics.ComponentBase
	x.SetProperty(ics.ComponentPropertyDtStart, start.UTC().Add(time.Duration(from)*time.Second).Format(local))
	x.SetProperty("TZOFFSETFROM", offset(from))
	x.SetProperty("TZOFFSETTO", offset(to))
	x.SetProperty("TZNAME", name)
	if start.IsDST() {
		return &ics.Daylight{ComponentBase: x}
	}
	return &ics.Standard{ComponentBase: x}
}

// offset is an offset from UTC in the form of RFC 5545 3.3.14.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}
