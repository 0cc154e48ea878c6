package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/webhooks/calendar"
)

type scheduleExportCmd struct {
	orderBy
	Format string `help:"fhir: a Bundle of FHIR R4 with pseudonyms; csv: the table of one day, with names." enum:"fhir,csv,none" default:"none" placeholder:"FORMAT"`
	Date   string `help:"csv: which day (default: today)." placeholder:"DATE"`
	From   string `help:"fhir: the first day (default: today)." placeholder:"DATE"`
	Days   int    `help:"fhir: how many days." default:"14"`
	Out    string `help:"Write to this new file, which only you can read, and not to standard output." placeholder:"FILE"`
}

// Help says what leaves.
func (scheduleExportCmd) Help() string {
	return `Whatever leaves this program is a disclosure, and who made it is in the audit log of
each person whose record it touches, before anything is written. The FHIR bundle
holds no name, no number and no id that is known elsewhere. The table of the day
holds names and needs: it is for the desk, keep it there, and delete it in the
evening.`
}

// mostDays bounds what a FHIR export covers.
const mostDays = 180

// Run audits first: what could not be audited is not written.
func (c *scheduleExportCmd) Run(ctx context.Context, std *streams) error {
	switch {
	case c.Format == "none":
		return wrongUse("which form is not said (mend: --format fhir, or --format csv)")
	case c.Format == "csv" && c.From != "", c.Format == "fhir" && c.Date != "":
		return wrongUse("csv is of one day, and fhir of some (mend: --format csv --date DATE, or --format fhir --from DATE --days N)")
	case c.Days < 1 || c.Days > mostDays:
		return wrongUse("--days %d is not between 1 and %d (mend: export a part at a time)", c.Days, mostDays)
	}
	d, err := c.open(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, 10*scheduleTime)
	defer cancel()
	day, days := c.From, c.Days
	if c.Format == "csv" {
		day, days = c.Date, 1
	}
	from, err := d.date(day)
	if err != nil {
		return err
	}
	v, err := d.view(ctx, std, from, d.midnight(from, days))
	if err != nil {
		return err
	}
	if err := d.audited(ctx, c, v); err != nil {
		return err
	}
	if c.Out == "" {
		return d.export(ctx, std, c.Format, v)
	}
	f, err := os.OpenFile(filepath.Clean(c.Out), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("%w (mend: name a file that is not there yet)", err)
	}
	to := *std
	to.out = f
	return errors.Join(d.export(ctx, &to, c.Format, v), f.Close())
}

// audited writes down whose record is given out, to whom.
func (d *calendarDesk) audited(ctx context.Context, c *scheduleExportCmd, v schedule.View) error {
	people := map[bot.PersonID]bool{}
	for _, e := range schedule.Entries(v) {
		for _, b := range e.Of {
			people[b.Person] = true
		}
	}
	act := store.Act{Actor: c.By, Note: "schedule_exported", Touched: store.TouchedVisit, Detail: fmt.Sprintf("format: %s; from: %s; to: %s", c.Format,
		v.From.Format(time.DateOnly), v.Calendar.Date(v.To.Add(-1)))}
	if c.Format == "csv" {
		act.Touched += store.TouchedSession
	}
	if len(people) == 0 {
		return d.store.Audit(ctx, act)
	}
	for _, p := range slices.Sorted(maps.Keys(people)) {
		act.Person = p
		if err := d.store.Audit(ctx, act); err != nil {
			return err
		}
	}
	return nil
}

func (d *calendarDesk) export(ctx context.Context, std *streams, format string, v schedule.View) error {
	if format == "csv" {
		rows, err := d.rows(ctx, std, v)
		if err != nil {
			return err
		}
		return calendar.CSV(std.out, rows, d.cal.Zone)
	}
	key, err := d.keys.Derive(d.clinic.ID, "fhir-pseudonyms")
	if err != nil {
		return err
	}
	b, err := calendar.FHIR(v, d.clinic.ID, key)
	if err != nil {
		return err
	}
	_, err = std.out.Write(b)
	return err
}

// rows are the visits of a day, with what the desk has to know of people.
func (d *calendarDesk) rows(ctx context.Context, std *streams, v schedule.View) ([]calendar.Row, error) {
	codes := schedule.Codes(v.Visits)
	var rows []calendar.Row
	bad := 0
	for _, e := range schedule.Entries(v) {
		for _, b := range e.Of {
			l, err := d.store.Load(ctx, "", b.Person)
			if errors.Is(err, bot.ErrUnreadable) {
				bad++ // the visit is shown all the same
			} else if err != nil {
				return nil, err
			}
			r := calendar.Row{Start: e.Start, End: e.End, Resource: e.Resource, Room: e.Room, Kind: e.Kind, Status: schedule.Word(b.Status), Code: codes[b.ID]}
			known(&r, l)
			rows = append(rows, r)
		}
	}
	if bad > 0 {
		fmt.Fprintf(std.err, "note: of %d visits it can't be read whose they are (mend: nightdesk keyset status)\n", bad)
	}
	return rows, nil
}

// contactWords are how the answers to "May we call you?" read at the desk.
var contactWords = map[string]string{"voicemail": "call, voicemail is fine", "novoicemail": "call, no voicemail", "textonly": "text only"}

// known adds to a row what a session holds of the person. What was passed over is
// left empty.
func known(r *calendar.Row, l bot.Loaded) {
	s := l.Session
	said := func(name string) string {
		if x := s.Kept[name]; x != "skipped" {
			return x
		}
		return ""
	}
	r.Name, r.Language, r.Group, r.Shared = said("name"), string(s.Lang), s.Care.Group, s.Discreet
	if needs := said("needs"); needs != "none" {
		r.Needs = strings.ReplaceAll(needs, ",", ", ")
	}
	r.Contact = cmp.Or(contactWords[said("calls")], said("calls"))
	if s.Care.Seen.IsZero() {
		r.Due = s.Care.Due
	}
	for _, c := range s.Consents {
		if c.Purpose == bot.PurposeReminders && c.Withdrawn.IsZero() {
			r.Reminders = !l.OptedOut && s.OptedOut.IsZero()
		}
	}
}
