package engine

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// deskOpening is the opening that staff mean, whole, if it may be booked.
func (t *turn) deskOpening(o bot.Opening) (bot.Opening, error) {
	cal := t.w.Clinic.Calendar
	k, ok := schedule.Kind{}, false
	if cal != nil {
		k, ok = cal.Kinds[o.Kind]
	}
	if !ok {
		return o, refuse("the clinic has no visits of the kind %q", o.Kind)
	}
	if o.Series != "" {
		next, ok := cal.NextSession(o.Series, t.now)
		switch {
		case !ok:
			return o, refuse("that group has no session to come")
		case t.w.Taken != nil:
			return o, refuse("that group is full: put them on its waitlist")
		}
		return next, nil
	}
	o.End = o.Start.Add(k.Duration)
	if err := t.mayTakePlace(o); err != nil {
		return o, err
	}
	open, known := t.w.Openings[o.Kind]
	if !known && !(t.freesInTheWayOf(o) && t.inHours(o)) {
		t.need = o.Kind
		return o, nil
	}
	if t.freesInTheWayOf(o) && !t.wasTaken(o) && t.inHours(o) {
		return o, nil // they hold it up themselves until this turn; the ledger decides
	}
	if open != nil && !t.wasTaken(o) {
		for x := range open {
			if x.Start.Equal(o.Start) && (o.Resource == "" || x.Resource == o.Resource) {
				return x, nil
			}
			if x.Start.After(o.Start) {
				break
			}
		}
	}
	return o, refuse("the seat is taken or not in its hours: nearest are %s", t.nearTo(o))
}

// inHours reports whether an opening lies in the hours of its resource.
func (t *turn) inHours(o bot.Opening) bool {
	cal := t.w.Clinic.Calendar
	return slices.ContainsFunc(cal.Open(o.Resource, cal.Date(o.Start)), func(w schedule.Window) bool {
		return !o.Start.Before(w.From) && !o.End.After(w.To)
	})
}

// mayTakePlace says what stands against a time whoever is free at it.
func (t *turn) mayTakePlace(o bot.Opening) error {
	cal := t.w.Clinic.Calendar
	if !o.Start.After(t.now) {
		return refuse("that time is over: choose one to come")
	}
	if c, closed := cal.Closed(cal.Date(o.Start)); closed {
		return refuse("the clinic is closed on %s (%s): choose another day", o.Start.In(cal.Zone).Format("Mon Jan 2"), c.Why.In(bot.English))
	}
	if o.Kind == "first_dose" {
		if open, until := cal.OpenNow(cal.Dosing, o.Start); !open || !until.IsZero() && until.Before(o.End) {
			return refuse("first_dose only inside dosing hours: %s", cal.HoursText(cal.Dosing, bot.English))
		}
	}
	return nil
}

// nearTo lists the openings nearest to a time, soonest first.
func (t *turn) nearTo(o bot.Opening) string {
	var near []bot.Opening
	open := t.w.Openings[o.Kind]
	if open == nil {
		return "in the calendar"
	}
	looked := 0
	for x := range open {
		if looked++; looked > mostLookedAt || len(near) == moveOffers && x.Start.Sub(o.Start) >= o.Start.Sub(near[0].Start).Abs() {
			break
		}
		if t.wasTaken(o) && x.Start.Equal(o.Start) {
			continue
		}
		if near = append(near, x); len(near) > moveOffers {
			near = near[1:]
		}
	}
	if len(near) == 0 {
		return "none in the time that can be booked"
	}
	var said []string
	for _, x := range near {
		said = append(said, t.dueText(x.Start))
	}
	return strings.Join(said, "; ")
}
