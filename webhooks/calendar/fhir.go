package calendar

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// FHIR writes a view as a FHIR R4 Bundle: a Schedule for each visit kind of each
// resource, its Slots, and an Appointment for each visit. What it tells of people
// is a pseudonym for each, keyed by key and the same in every export with it: a
// Patient without any property. clinic is the clinic's id.
//
// A free Slot is time to come in which a visit of that kind fits, whole. One that is
// busy-unavailable is a closure. A session of a group with seats left is free.
func FHIR(v schedule.View, clinic string, key []byte) ([]byte, error) {
	x := &exporter{v: v, clinic: clinic, key: key, entries: schedule.Entries(v), schedules: map[[2]string]string{}, people: map[bot.PersonID]bool{}}
	x.resources()
	x.slots()
	x.appointments()
	x.patients()
	b, err := json.MarshalIndent(bundle{ResourceType: "Bundle", ID: x.id("bundle", instant(v.From), instant(v.To), instant(v.Now)),
		Meta: &meta{Security: sealed}, Type: "collection", Timestamp: instant(v.Now), Entry: x.rows}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a bundle: %w", err)
	}
	return append(b, '\n'), nil
}

// sealed says what law protects the bundle (HL7 v3 Confidentiality and ActCode).
var sealed = []coding{
	{"http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted"},
	{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "42CFRPart2", "42 CFR Part2"},
}

// exporter gathers the rows of one bundle.
type exporter struct {
	v       schedule.View
	clinic  string
	key     []byte
	entries []schedule.Entry
	// schedules are the ids by resource and kind.
	schedules map[[2]string]string
	people    map[bot.PersonID]bool
	rows      []bundleRow
}

func (x *exporter) id(parts ...string) string {
	return uuid(x.key, append([]string{x.clinic}, parts...)...)
}

func (x *exporter) put(id string, resource any) {
	x.rows = append(x.rows, bundleRow{"urn:uuid:" + id, resource})
}

// system names a set of codes of this clinic's own, as a URI that belongs to
// nobody else.
func (x *exporter) system(what string) string { return "urn:uuid:" + x.id("system", what) }

// actor is a resource by its name. A room is a Location; of others we do not know
// whether they are one person, so they are what they offer.
func (x *exporter) actor(name string) reference {
	is := "HealthcareService"
	if x.isRoom(name) {
		is = "Location"
	}
	return reference{Type: is, Identifier: &identifier{x.system("resource"), name}, Display: name}
}

func (x *exporter) isRoom(name string) bool {
	for _, k := range x.v.Calendar.Kinds {
		if slices.Contains(k.Rooms, name) {
			return true
		}
	}
	return slices.ContainsFunc(x.v.Calendar.Series, func(s schedule.Series) bool { return s.Room == name })
}

func (x *exporter) service(kind string) []concept {
	return []concept{{Coding: []coding{{System: x.system("visit-kind"), Code: kind}}, Text: x.v.Calendar.Kinds[kind].Label[bot.English]}}
}

// resources writes the Schedules, by resource and kind.
func (x *exporter) resources() {
	pairs := map[[2]string]bool{}
	for _, k := range x.v.Calendar.Kinds {
		for _, name := range slices.Concat(k.Resources, k.Rooms) {
			pairs[[2]string{name, k.Name}] = true
		}
	}
	for _, e := range x.entries { // of what is no longer in clinic.yaml as well
		for _, name := range []string{e.Resource, e.Room} {
			if name != "" {
				pairs[[2]string{name, e.Kind}] = true
			}
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(pairs), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }) {
		id := x.id("schedule", p[0], p[1])
		x.schedules[p] = id
		x.put(id, scheduleResource{ResourceType: "Schedule", ID: id, Active: true, ServiceType: x.service(p[1]),
			Actor: []reference{x.actor(p[0])}, PlanningHorizon: period{instant(x.v.From), instant(x.v.To)}})
	}
}

// slots writes what is free and what is not, for each Schedule.
func (x *exporter) slots() {
	for _, p := range slices.SortedFunc(maps.Keys(x.schedules), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }) {
		var taken []schedule.Window // with what is kept free around it
		for _, e := range x.entries {
			if !e.Uses(p[0]) || e.State == schedule.Cancelled {
				continue
			}
			taken = append(taken, e.Takes())
			x.slot(p, x.statusOf(e, p[1]), e.Start, e.End, seatsOf(e))
		}
		for _, noon := range x.v.Dates() {
			d := noon.Format(time.DateOnly)
			if c, closed := x.v.Calendar.Closed(d); closed {
				from, to, _ := x.v.Calendar.DayBounds(d)
				x.slot(p, "busy-unavailable", from, to, c.Why[bot.English])
				continue
			}
			k := x.v.Calendar.Kinds[p[1]]
			for _, w := range schedule.Left(within(x.v.Calendar.Open(p[0], d), k, d, x.v), taken) {
				if w.To.Sub(w.From) >= k.Duration {
					x.slot(p, "free", w.From, w.To, "")
				}
			}
		}
	}
}

func (x *exporter) slot(p [2]string, status string, from, to time.Time, comment string) {
	id := x.id("slot", p[0], p[1], status, instant(from), instant(to))
	x.put(id, slotResource{ResourceType: "Slot", ID: id, Schedule: reference{Reference: "urn:uuid:" + x.schedules[p], Type: "Schedule"},
		Status: status, Start: instant(from), End: instant(to), Comment: comment})
}

// statusOf is what an entry makes of a Slot of a kind.
func (x *exporter) statusOf(e schedule.Entry, kind string) string {
	switch {
	case e.Shared() && e.Kind == kind && e.Taken < e.Seats && e.Start.After(x.v.Now):
		return "free"
	case e.State == schedule.Held || e.State == schedule.Requested:
		return "busy-tentative"
	}
	return "busy"
}

func seatsOf(e schedule.Entry) string {
	if !e.Shared() {
		return ""
	}
	return fmt.Sprintf("%d of %d seats taken", e.Taken, e.Seats)
}

// within is what of a resource's windows is still to come and in the hours of a kind.
func within(open []schedule.Window, k schedule.Kind, date string, v schedule.View) []schedule.Window {
	day, end, _ := v.Calendar.DayBounds(date)
	hours := []schedule.Window{{From: day, To: end}}
	if k.Hours != nil {
		hours = nil
		for _, s := range k.Hours[day.Weekday()] {
			at := func(m schedule.Minutes) time.Time {
				return time.Date(day.Year(), day.Month(), day.Day(), 0, int(m), 0, 0, v.Calendar.Zone)
			}
			hours = append(hours, schedule.Window{From: at(s.From), To: at(s.To)})
		}
	}
	var out []schedule.Window
	for _, w := range open {
		for _, h := range hours {
			from, to := w.From, w.To
			for _, t := range []time.Time{h.From, v.Now.Truncate(time.Minute)} {
				if t.After(from) {
					from = t
				}
			}
			if h.To.Before(to) {
				to = h.To
			}
			if from.Before(to) {
				out = append(out, schedule.Window{From: from, To: to})
			}
		}
	}
	return out
}

// appointments writes one for each visit; for a seat of a group one for each
// session.
func (x *exporter) appointments() {
	for _, e := range x.entries {
		for _, b := range e.Of {
			x.appointment(e, b)
		}
	}
}

// accepted says how far a participant has agreed, for the clinic's side and for
// the person's.
func accepted(s bot.VisitStatus) (clinic, person string) {
	switch s {
	case bot.VisitPending:
		return "accepted", "tentative"
	case bot.VisitProposed:
		return "needs-action", "accepted"
	case bot.VisitCancelled:
		return "declined", "declined"
	case bot.VisitBooked, bot.VisitArrived, bot.VisitFulfilled, bot.VisitMissed:
	}
	return "accepted", "accepted"
}

func (x *exporter) appointment(e schedule.Entry, b bot.Booking) {
	x.people[b.Person] = true
	seat, _ := b.ID.Seat()
	id := x.id("appointment", string(seat))
	if e.Series != "" { // the same before the session and after
		id = x.id("appointment", string(seat), strconv.FormatInt(e.Start.Unix(), 10))
	}
	clinic, person := accepted(b.Status)
	a := appointmentResource{ResourceType: "Appointment", ID: id, Status: string(b.Status), ServiceType: x.service(e.Kind),
		Start: instant(e.Start), End: instant(e.End), MinutesDuration: int(e.End.Sub(e.Start) / time.Minute)}
	if b.Version > 0 && !b.Changed.IsZero() {
		a.Meta = &meta{VersionID: strconv.Itoa(b.Version), LastUpdated: instant(b.Changed)}
	}
	if !b.Asked.IsZero() {
		a.Created = instant(b.Asked)
	}
	for _, name := range []string{e.Resource, e.Room} {
		if name != "" {
			a.Participant = append(a.Participant, participant{Actor: x.actor(name), Required: "required", Status: clinic})
		}
	}
	a.Participant = append(a.Participant, participant{Actor: reference{Reference: "urn:uuid:" + x.pseudonym(b.Person), Type: "Patient"}, Required: "required", Status: person})
	x.put(id, a)
}

// pseudonym is what a person is called in every export under the same key.
func (x *exporter) pseudonym(p bot.PersonID) string { return x.id("person", string(p)) }

// patients writes whom the Appointments refer to: nothing but that they exist, so
// that every reference leads somewhere.
func (x *exporter) patients() {
	ids := map[string]bool{}
	for p := range x.people {
		ids[x.pseudonym(p)] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		x.put(id, patientResource{ResourceType: "Patient", ID: id})
	}
}
