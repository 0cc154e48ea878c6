package main

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/handoff"
	"nightdesk/bot/safety"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/webhooks/console"
)

// deskPages fills in what the console's calendar, rota and settings are made of.
func (p *program) deskPages(o *console.Options) {
	o.Visits, o.Schedule = consoleVisits{p.s.store, p}, p.inbox.Calendar
	o.RotaKeeper, o.RotaFile = p.s.store, p.rotaFile
	read := p.s.now()
	o.Settings = func() *console.Settings { // the words for danger are the scripts', which may be edited
		return settingsOf(p.s.clinic, p.inbox.Calendar, p.scripts.Current().Danger, read)
	}
}

// rotaFile is the rota as clinic.yaml has it, with the phones that take no texts now.
func (p *program) rotaFile() *handoff.Rota {
	r := *p.rota
	r.Off = p.inbox.CurrentRota().Off
	return &r
}

// consoleVisits is the ledger as the console asks of it.
type consoleVisits struct {
	*store.Store
	p *program
}

// Clocks are whose time to be seen by runs.
func (c consoleVisits) Clocks(ctx context.Context) ([]schedule.Clock, int, error) {
	return clocksOf(ctx, c.Store, c.p.s.now())
}

// Openings are what staff could book now.
func (c consoleVisits) Openings(ctx context.Context, kind, resource string) (iter.Seq[bot.Opening], error) {
	return c.p.inbox.Openings(ctx, kind, resource)
}

// Desk carries out an order.
func (c consoleVisits) Desk(ctx context.Context, person bot.PersonID, op bot.DeskOp) (bot.DeskDone, error) {
	return c.p.inbox.Desk(ctx, person, op)
}

// Whose is the person of the open case with a code.
func (c consoleVisits) Whose(ctx context.Context, code string) (bot.PersonID, error) {
	open, err := c.OpenCases(ctx)
	if i := slices.IndexFunc(open, func(k bot.CaseWrite) bool { return strings.EqualFold(k.Case.Code, code) }); i >= 0 {
		return open[i].Case.Person, nil
	}
	return "", err
}

// Number is whose a number is, however it is written.
func (c consoleVisits) Number(written string) (bot.PersonID, bot.Phone) {
	n, ok := answer.Phone(written)
	if phone := bot.Phone(n); ok && phone.Textable() {
		return c.Person(phone), phone
	}
	return "", ""
}

// settingsOf are the clinic's facts as the console shows them. No secret is among
// them: those are in the environment, and not in clinic.yaml.
func settingsOf(c config.Clinic, cal *schedule.Calendar, own safety.Own, read time.Time) *console.Settings {
	return &console.Settings{File: "clinic.yaml", Read: read, Sections: []console.SettingsSection{
		clinicSection(c), {Title: "What texts say of the clinic", Where: "clinic, facts", Facts: factsShown(c, cal)},
		{Title: "Texting", Where: "texting", Facts: textingShown(c)},
		{Title: "Hours", Where: "hours", Facts: []console.SettingsFact{{Name: "Desk", Value: weekShown(cal, cal.Desk)}, {Name: "Dosing", Value: weekShown(cal, cal.Dosing)}, {Name: "Walk-in", Value: weekShown(cal, cal.WalkIn)}}},
		closuresShown(c), resourcesShown(c, cal), kindsShown(c), groupsShown(c), priorityShown(c), staffShown(c), laddersShown(c), channelsShown(c),
		{Title: "Waitlist and holds", Where: "waitlist, limits", Facts: []console.SettingsFact{
			{Name: "A freed time is kept", Value: lasts(c.Waitlist.OfferFor) + " for whoever is asked"}, {Name: "A requested time is kept", Value: lasts(c.Waitlist.RequestFor) + " for staff to decide"},
			{Name: "A time is kept", Value: lasts(c.Limits.HoldFor) + " while a person decides"}}},
		limitsShown(c), retentionShown(c), safetyShown(own),
	}}
}

// lasts says a length of time in its largest unit.
func lasts(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d <= 0:
		return "no time"
	case d%(365*day) == 0:
		return counted(int(d/(365*day)), "year")
	case d >= 2*day && d%day == 0:
		return counted(int(d/day), "day")
	case d%time.Hour == 0:
		return counted(int(d/time.Hour), "hour")
	}
	return counted(int(d/time.Minute), "minute")
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

func spacedAll(names []string) string { return spaced(strings.Join(names, ", ")) }

func weekShown(cal *schedule.Calendar, w schedule.Week) string {
	if !slices.ContainsFunc(w[:], func(s []schedule.Span) bool { return len(s) > 0 }) {
		return "never"
	}
	return cal.HoursText(w, bot.English)
}

// bothWays is a wording in the clinic's languages.
func bothWays(t config.Text, langs []string) string {
	var parts []string
	for _, l := range langs {
		if s := t[l]; s != "" && !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return cmp.Or(strings.Join(parts, " / "), "not set")
}

func clinicSection(c config.Clinic) console.SettingsSection {
	return console.SettingsSection{Title: "Clinic", Where: "clinic", Facts: []console.SettingsFact{
		{Name: "Name", Value: c.Name}, {Name: "Short name, in every text", Value: c.ShortName}, {Name: "Number people call", Value: spokenPhone(c.Phone)},
		{Name: "Zone", Value: c.Zone.String()}, {Name: "Languages", Value: strings.Join(c.Languages, ", ") + "; the first is used until we know better"},
		{Name: "Address", Value: bothWays(c.Address, c.Languages)}, {Name: "Directions", Value: bothWays(c.Directions, c.Languages)}, {Name: "Website", Value: cmp.Or(c.Website, "not set")}}}
}

// factsShown are the facts of the scripts, set or not.
func factsShown(c config.Clinic, cal *schedule.Calendar) (all []console.SettingsFact) {
	facts := factsOf(c, cal)
	for _, name := range factNames {
		if slices.Contains([]string{"clinic name", "clinic short name", "clinic phone", "address", "directions", "website", "desk hours", "dosing hours"}, name) {
			continue
		}
		all = append(all, console.SettingsFact{Name: name, Value: cmp.Or(facts[name].In(bot.English), "not set: texts say that staff will tell")})
	}
	return all
}

func textingShown(c config.Clinic) []console.SettingsFact {
	answers := "the carrier answers"
	if c.Texting.Keywords == "app" {
		answers = "nightdesk answers"
	}
	redact := "kept"
	if c.Texting.Redact {
		redact = "blanked once they are dealt with"
	}
	rate := "as the carrier allows"
	if c.Texting.Segments > 0 {
		rate = counted(c.Texting.Segments, "segment") + " a second"
	}
	return []console.SettingsFact{{Name: "Number people text", Value: spokenPhone(c.Texting.Line)}, {Name: "STOP, START and HELP", Value: answers}, {Name: "Words at the carrier", Value: redact},
		{Name: "Speed", Value: rate}, {Name: "Numbers answered", Value: "of " + strings.Join(c.Texting.Countries, ", ")}}
}

func dateShown(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("Mon Jan 2, 2006")
}

func closuresShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "Nothing is offered on these days, and people are told why", Columns: []string{"From", "To", "Why"}, Empty: "No closure is set"}
	for _, x := range c.Closures {
		t.Rows = append(t.Rows, []string{dateShown(x.From), dateShown(x.To), bothWays(x.Why, c.Languages)})
	}
	return console.SettingsSection{Title: "Closures", Where: "closures", Table: t}
}

func resourcesShown(c config.Clinic, cal *schedule.Calendar) console.SettingsSection {
	t := &console.SettingsTable{Caption: "People and rooms that take one visit at a time", Columns: []string{"Name", "Hours", "Other hours"}, Empty: "No resource is set"}
	for _, r := range c.Resources {
		var days []string
		for _, d := range r.Days {
			span := d.From
			if d.To != d.From {
				span += " to " + d.To
			}
			what := "other hours"
			if len(d.Spans) == 0 {
				what = "away"
			}
			days = append(days, span+": "+what)
		}
		t.Rows = append(t.Rows, []string{spaced(r.Name), weekShown(cal, cal.Resources[r.Name].Hours), strings.Join(days, "; ")})
	}
	return console.SettingsSection{Title: "People and rooms", Where: "resources", Table: t}
}

// bookedBy is who decides on a kind, in words.
var bookedBy = map[string]string{"text": "people, by text", "request": "people ask, staff decide", "staff": "only staff"}

func kindsShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "What can be booked", Columns: []string{"Kind", "Called", "Takes", "Who books", "With", "Notice, and how far ahead"}}
	for _, k := range c.Visits {
		takes := lasts(k.Duration)
		if k.Before+k.After > 0 {
			takes += ", and " + lasts(k.Before+k.After) + " free around it"
		}
		with := spacedAll(k.Needs)
		if len(k.Rooms) > 0 {
			with += ", in " + spacedAll(k.Rooms)
		}
		t.Rows = append(t.Rows, []string{spaced(k.Kind), bothWays(k.Label, c.Languages), takes, bookedBy[k.BookBy], cmp.Or(with, "as its groups say"), lasts(k.Lead) + ", " + lasts(cmp.Or(k.Horizon, schedule.DefaultHorizon))})
	}
	return console.SettingsSection{Title: "Visits", Where: "visits", Table: t}
}

func groupsShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "Groups that meet again and again", Columns: []string{"Group", "With", "First session", "Repeats", "Seats"}, Empty: "No group is set"}
	for _, s := range c.Series {
		with := spaced(s.Leader)
		if s.Room != "" {
			with += ", in " + spaced(s.Room)
		}
		at := time.Date(2000, 1, 1, 0, s.At, 0, 0, time.UTC).Format("3:04 PM")
		t.Rows = append(t.Rows, []string{spaced(s.Name), with, dateShown(s.Starts) + ", " + at, s.Rule, fmt.Sprint(s.Seats)})
	}
	return console.SettingsSection{Title: "Groups", Where: "groups", Table: t}
}

func priorityShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "Who is seen first, in this order; who is in none comes after", Columns: []string{"Group", "Seen within", "Staff are told", "Level"}, Empty: "No group is set"}
	for _, g := range c.Priority {
		row := []string{spaced(g.Name), "no time", "", ""}
		if g.SeeWithin > 0 {
			row = []string{spaced(g.Name), lasts(g.SeeWithin), lasts(g.WarnBefore) + " before", fmt.Sprint(g.Level)}
		}
		t.Rows = append(t.Rows, row)
	}
	return console.SettingsSection{Title: "Priority", Where: "priority", Table: t}
}

func staffShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "Who can be told when somebody needs a person; when each is, is on the rota's page", Columns: []string{"Id", "Name", "Role"}}
	for _, s := range c.Staff {
		t.Rows = append(t.Rows, []string{s.ID, s.Name, s.Role})
	}
	return console.SettingsSection{Title: "Staff", Where: "staff", Table: t}
}

// whoTold is whom a step of a ladder tells, in words.
func whoTold(c config.Clinic, who string) string {
	switch who {
	case handoff.OnCall:
		return "who is on call"
	case handoff.Next:
		return "the next on call"
	case handoff.Channel:
		return "a channel"
	}
	for _, s := range c.Staff {
		if s.ID == who {
			return s.Name
		}
	}
	return spaced(who)
}

// levelsShown are levels in words.
var levelsShown = map[int]string{1: "1, now", 2: "2, same day", 3: "3, next work day"}

// laddersShown are the ladders that count: those for every team, then those that a
// team has of its own.
func laddersShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "Who is told while nobody takes a case, and how long after it began. A ladder of a team's own counts in place of the one for every team.",
		Columns: []string{"Level", "Team", "Steps", "Last step again", "Owner asked after", "When"}}
	defaults := handoff.DefaultLadders()
	for level := 1; level <= 3; level++ {
		l := defaults[bot.Level(level)]
		if set, ok := c.Alerts[level]; ok {
			l = laddersOf(c.Alerts)[bot.Level(level)]
			l.OwnerSilent = cmp.Or(set.OwnerSilent, defaults[bot.Level(level)].OwnerSilent)
		}
		t.Rows = append(t.Rows, ladderRow(c, level, "every team", l))
	}
	for _, team := range handoff.Teams {
		own := laddersOf(c.TeamAlerts[string(team)])
		for level := 1; level <= 3; level++ {
			if l, ok := own[bot.Level(level)]; ok {
				l.OwnerSilent = cmp.Or(l.OwnerSilent, defaults[bot.Level(level)].OwnerSilent)
				t.Rows = append(t.Rows, ladderRow(c, level, string(team), l))
			}
		}
	}
	return console.SettingsSection{Title: "Alert ladders", Where: "alerts", Table: t}
}

func ladderRow(c config.Clinic, level int, team string, l handoff.Ladder) []string {
	var steps []string
	for _, s := range l.Steps {
		after := "at once"
		if s.After > 0 {
			after = "after " + lasts(s.After)
		}
		steps = append(steps, whoTold(c, s.Who)+waysShown(s.By)+" "+after)
	}
	when := "at any hour"
	if l.DeskHoursOnly {
		when = "in desk hours"
	}
	return []string{levelsShown[level], team, strings.Join(steps, ", "), "every " + lasts(l.Repeat), lasts(l.OwnerSilent), when}
}

// waysShown is how a step tells, unless it is by text alone.
func waysShown(by []string) string {
	if len(by) == 0 || len(by) == 1 && by[0] == "" {
		return ""
	}
	var ways []string
	for _, way := range by {
		ways = append(ways, cmp.Or(way, "text"))
	}
	return " by " + strings.Join(ways, " and ")
}

func limitsShown(c config.Clinic) console.SettingsSection {
	l := c.Limits
	return console.SettingsSection{Title: "Limits", Where: "limits", Note: "Replies to a person in danger and alerts to staff are never held back by these.", Facts: []console.SettingsFact{
		{Name: "Replies to one number", Value: fmt.Sprintf("%d a minute, %d an hour, %d a day", l.RepliesPerMinute, l.RepliesPerHour, l.RepliesPerDay)},
		{Name: "Segments to everybody", Value: fmt.Sprintf("%d a day", l.DaySegments)}}}
}

func retentionShown(c config.Clinic) console.SettingsSection {
	r := c.Retention
	return console.SettingsSection{Title: "How long records are kept", Where: "retention", Facts: []console.SettingsFact{
		{Name: "Conversations", Value: lasts(r.Thread) + " after they end"}, {Name: "Cases, and words of danger", Value: lasts(r.Crisis)},
		{Name: "Consents and their end", Value: lasts(r.Consent)}, {Name: "Audit log", Value: lasts(r.Audit)}}}
}

// channelsShown are the ways besides texts by which alerts go; not their addresses,
// which are secrets.
func channelsShown(c config.Clinic) console.SettingsSection {
	t := &console.SettingsTable{Caption: "Where alerts go besides staff's phones. Addresses and keys are secrets, and are not shown", Columns: []string{"Channel", "Where its address is"}, Empty: "Alerts go by text alone"}
	for _, x := range c.Channels {
		where := "the environment, " + x.URL.Env
		if x.URL.Env == "" {
			where = "a file"
		}
		t.Rows = append(t.Rows, []string{x.Name, where})
	}
	return console.SettingsSection{Title: "Channels", Where: "channels", Table: t}
}

// safetyShown is what somebody in danger reads at once.
func safetyShown(own safety.Own) console.SettingsSection {
	t := &console.SettingsTable{Caption: "What somebody reads at once, in English, on a phone of their own", Columns: []string{"Danger", "Text"}}
	for _, l := range []safety.Label{safety.OverdoseNow, safety.MedicalEmergency, safety.SuicideRisk, safety.DangerFromOthers, safety.Withdrawal} {
		said := safety.Reply(safety.Finding{Label: l, Strength: safety.Act, Next: safety.None}, safety.Manner{Lang: bot.English, Own: own})
		t.Rows = append(t.Rows, []string{spaced(string(l)), said})
	}
	return console.SettingsSection{Title: "In danger", Where: "safety, in the scripts", Note: "Nothing switches these off. A clinic's own wording is taken if it holds all that it must.", Table: t}
}
