package main

import (
	"fmt"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
	"nightdesk/config"
)

// The parts take plain values. Everything below turns what clinic.yaml says into
// them, and decides nothing.

func textOf(t config.Text) bot.Text {
	if t == nil {
		return nil
	}
	x := bot.Text{}
	for lang, s := range t {
		x[bot.Lang(lang)] = s
	}
	return x
}

func weekOf(w config.Week) schedule.Week {
	var out schedule.Week
	for day, spans := range w {
		out[day] = spansOf(spans)
	}
	return out
}

func spansOf(spans []config.Span) []schedule.Span {
	var out []schedule.Span
	for _, s := range spans {
		out = append(out, schedule.Span{From: schedule.Minutes(s.From), To: schedule.Minutes(s.To)})
	}
	return out
}

func langsOf(c config.Clinic) []bot.Lang {
	langs := make([]bot.Lang, len(c.Languages))
	for i, l := range c.Languages {
		langs[i] = bot.Lang(l)
	}
	return langs
}

// calendarOf is all that the clinic has set about time.
func calendarOf(c config.Clinic) *schedule.Calendar {
	cal := &schedule.Calendar{Zone: c.Zone, Kinds: map[string]schedule.Kind{}, Resources: map[string]schedule.Resource{},
		Desk: weekOf(c.Hours.Desk), Dosing: weekOf(c.Hours.Dosing), WalkIn: weekOf(c.Hours.WalkIn),
		OfferFor: c.Waitlist.OfferFor, RequestFor: c.Waitlist.RequestFor}
	for _, r := range c.Resources {
		cal.Resources[r.Name] = resourceOf(r)
	}
	for _, v := range c.Visits {
		cal.Kinds[v.Kind] = kindOf(v)
	}
	for _, x := range c.Closures {
		cal.Closures = append(cal.Closures, schedule.Closure{From: x.From, To: x.To, Why: textOf(x.Why)})
	}
	for _, s := range c.Series {
		cal.Series = append(cal.Series, schedule.Series{Name: s.Name, Kind: s.Kind, Label: textOf(s.Label), Leader: s.Leader, Room: s.Room,
			Start: s.Starts, At: schedule.Minutes(s.At), Duration: s.Duration, Rule: s.Rule, Seats: s.Seats})
	}
	for _, g := range c.Priority {
		cal.Groups = append(cal.Groups, schedule.Group{Name: g.Name, Clock: g.SeeWithin, Warn: g.WarnBefore, Level: bot.Level(g.Level)})
	}
	return cal
}

func resourceOf(r config.Resource) schedule.Resource {
	out := schedule.Resource{Name: r.Name, Hours: weekOf(r.Hours)}
	for _, d := range r.Days {
		out.Days = append(out.Days, schedule.DayHours{From: d.From, To: d.To, Spans: spansOf(d.Spans)})
	}
	return out
}

func kindOf(v config.VisitKind) schedule.Kind {
	k := schedule.Kind{Name: v.Kind, Label: textOf(v.Label), Duration: v.Duration, Lead: v.Lead, Horizon: v.Horizon, Step: v.Every,
		Resources: v.Needs, Book: schedule.Booker(v.BookBy), Before: v.Before, After: v.After, Rooms: v.Rooms, Seats: v.Seats}
	if k.Horizon == 0 {
		k.Horizon = schedule.DefaultHorizon
	}
	if v.Hours != nil {
		w := weekOf(*v.Hours)
		k.Hours = &w
	}
	if v.Keep != nil {
		k.Keep = &schedule.Keep{Hours: weekOf(v.Keep.Hours), Groups: v.Keep.For, Until: v.Keep.Until}
	}
	return k
}

// rotaOf is who can be told, and how an alert climbs.
func rotaOf(c config.Clinic, cal *schedule.Calendar) *handoff.Rota {
	r := &handoff.Rota{Supervisor: c.Rota.Supervisor, Zone: c.Zone, Ladders: laddersOf(c.Alerts), Teams: map[bot.Team]map[bot.Level]handoff.Ladder{},
		Desk: func(now time.Time) (bool, time.Time) { return cal.OpenNow(cal.Desk, now) },
		Holiday: func(date string) bool {
			_, closed := cal.Closed(date)
			return closed
		}}
	for _, s := range c.Staff {
		r.Staff = append(r.Staff, bot.Staff{ID: s.ID, Name: s.Name, Role: s.Role, Phone: bot.Phone(s.Phone)})
	}
	for _, s := range c.Rota.Shifts {
		r.Shifts = append(r.Shifts, handoff.Shift{Staff: s.Staff, Days: s.Days, From: handoff.Minutes(s.From), To: handoff.Minutes(s.To),
			Team: bot.Team(s.Team), Holidays: handoff.Holidays(s.Holidays)})
	}
	for _, o := range c.Rota.Overrides {
		r.Overrides = append(r.Overrides, handoff.Override{Staff: o.Staff, Instead: o.Instead, From: o.From, To: o.To, Team: bot.Team(o.Team)})
	}
	for team, levels := range c.TeamAlerts {
		r.Teams[bot.Team(team)] = laddersOf(levels)
	}
	return r
}

func laddersOf(levels map[int]config.Ladder) map[bot.Level]handoff.Ladder {
	out := map[bot.Level]handoff.Ladder{}
	for level, l := range levels {
		ladder := handoff.Ladder{Repeat: l.Repeat, OwnerSilent: l.OwnerSilent, DeskHoursOnly: l.DeskHoursOnly}
		for _, s := range l.Steps {
			ladder.Steps = append(ladder.Steps, handoff.Step{Who: s.Who, After: s.After, By: waysOf(s.By)})
		}
		out[bot.Level(level)] = ladder
	}
	return out
}

// waysOf are ways as messages name them: a text has no name.
func waysOf(by []string) []string {
	var ways []string
	for _, way := range by {
		if way == "text" {
			way = ""
		}
		ways = append(ways, way)
	}
	return ways
}

// factNames are the facts that scripts may rely on, set or not.
var factNames = []string{"clinic name", "clinic short name", "clinic phone", "address", "directions", "website",
	"desk hours", "dosing hours", "payers", "group size", "group length", "what to bring"}

// factsOf are the clinic's particulars in the words that texts use.
func factsOf(c config.Clinic, cal *schedule.Calendar) bot.Facts {
	same := func(s string) bot.Text { return bot.Text{bot.English: s} }
	f := bot.Facts{}
	put := func(name string, t bot.Text) {
		if t != nil && t[bot.English] != "" {
			f[name] = t
		}
	}
	put("clinic name", same(c.Name))
	put("clinic short name", same(c.ShortName))
	put("clinic phone", same(spokenPhone(c.Phone)))
	put("website", same(c.Website))
	put("address", textOf(c.Address))
	put("directions", textOf(c.Directions))
	put("desk hours", hoursText(cal, cal.Desk, langsOf(c)))
	put("dosing hours", hoursText(cal, cal.Dosing, langsOf(c)))
	for name, t := range c.Facts {
		put(name, textOf(t))
	}
	return f
}

func hoursText(cal *schedule.Calendar, w schedule.Week, langs []bot.Lang) bot.Text {
	if !slices.ContainsFunc(w[:], func(s []schedule.Span) bool { return len(s) > 0 }) {
		return nil
	}
	t := bot.Text{bot.English: cal.HoursText(w, bot.English)}
	for _, l := range langs {
		t[l] = cal.HoursText(w, l)
	}
	return t
}

// spokenPhone writes a US number as people read it: 907-555-0100.
func spokenPhone(e164 string) string {
	if len(e164) == 12 && e164[:2] == "+1" {
		return fmt.Sprintf("%s-%s-%s", e164[2:5], e164[5:8], e164[8:])
	}
	return e164
}

func clinicOf(c config.Clinic, cal *schedule.Calendar) engine.Clinic {
	return engine.Clinic{Zone: c.Zone, Langs: langsOf(c), Facts: factsOf(c, cal), Calendar: cal, CarrierAnswers: c.Texting.Keywords != "app",
		Limits: engine.Limits{RepliesPerHour: c.Limits.RepliesPerHour, RepliesPerDay: c.Limits.RepliesPerDay, HoldFor: c.Limits.HoldFor}}
}
