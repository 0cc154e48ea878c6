package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// personCmd is for the requests that a person has a right to make.
type personCmd struct {
	Export personExportCmd `cmd:"" help:"One person's whole record, to read or to give to them."`
	Delete personDeleteCmd `cmd:"" help:"Delete one person's record, and leave the fact that it was."`
}

// whose says which person a command is about.
type whose struct {
	Case   string `help:"The person of the case with this code. Without it their number is read from standard input." placeholder:"CODE"`
	By     string `help:"Who asks: a staff id of clinic.yaml. It is written to the audit log." placeholder:"ID"`
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// numberHelp says why a number is never an argument.
const numberHelp = `The number is asked for, or read from standard input. It is never an argument:
the arguments of a program can be seen by everybody on the machine.`

// errNumber shows nothing of what was typed.
var errNumber = errors.New(`that can't be a phone number (mend: type it as "+1 907 555 0123", or give --case and the code of an alert)`)

// record finds the person and reads all that is stored of them. The desk is open
// when there is no error.
func (w *whose) record(ctx context.Context, std *streams) (*records, bot.PersonID, store.Record, error) {
	d, person, err := w.find(ctx, std)
	if err != nil {
		return nil, "", store.Record{}, err
	}
	r, err := d.store.Record(ctx, person)
	if err != nil {
		d.Close()
		return nil, "", r, err
	}
	return d, person, r, nil
}

// find opens the records, makes sure of who asks, and finds out whose record it is.
func (w *whose) find(ctx context.Context, std *streams) (*records, bot.PersonID, error) {
	d, err := openDesk(ctx, std, w.Config)
	if err != nil {
		return nil, "", err
	}
	if err := d.staff(w.By, w.Config); err != nil {
		d.Close()
		return nil, "", err
	}
	person, err := w.person(ctx, std, d.store)
	if err != nil {
		d.Close()
		return nil, "", err
	}
	return d, person, nil
}

// staff refuses who is not a member of staff.
func (d *records) staff(by, path string) error {
	if by != "" && !d.known(by) {
		return unknownStaff(by, path)
	}
	if by == "" {
		return fmt.Errorf("who looks at a record is written down (mend: --by and your staff id of %s)", path)
	}
	return nil
}

// known reports whether a staff id stands in clinic.yaml.
func (d *records) known(id string) bool { return isStaff(d.clinic, id) }

func isStaff(c config.Clinic, id string) bool {
	return slices.ContainsFunc(c.Staff, func(s config.Staff) bool { return s.ID == id })
}

// unknownStaff is the answer to an id that nobody has.
func unknownStaff(id, path string) error {
	return fmt.Errorf("--by %s is no staff id (mend: look for yours under staff in %s)", id, path)
}

func (w *whose) person(ctx context.Context, std *streams, st *store.Store) (bot.PersonID, error) {
	if w.Case == "" {
		number, err := askNumber(std)
		if err != nil {
			return "", err
		}
		return st.Person(number), nil
	}
	return personOfCase(ctx, st, w.Case)
}

// askNumber reads a number from standard input.
func askNumber(std *streams) (bot.Phone, error) {
	fmt.Fprint(std.err, "number: ")
	line, err := bufio.NewReader(io.LimitReader(std.in, 200)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the number: %w", err)
	}
	fmt.Fprintln(std.err)
	number, ok := answer.Phone(strings.TrimSpace(line))
	if !ok {
		return "", errNumber
	}
	return bot.Phone(number), nil
}

// personOfCase is whom the case with a code is about.
func personOfCase(ctx context.Context, st *store.Store, code string) (bot.PersonID, error) {
	all, err := st.Cases(ctx)
	if err != nil {
		return "", err
	}
	// Codes come round again over the years: an open case first, then the newest.
	slices.SortFunc(all, func(a, b bot.Case) int {
		if x, y := a.Status == bot.CaseClosed, b.Status == bot.CaseClosed; x != y {
			if x {
				return 1
			}
			return -1
		}
		return b.Opened.Compare(a.Opened)
	})
	i := slices.IndexFunc(all, func(k bot.Case) bool { return strings.EqualFold(k.Code, code) })
	if i < 0 {
		return "", fmt.Errorf("no case has the code %s (mend: nightdesk case lists the open ones)", strings.ToUpper(code))
	}
	return all[i].Person, nil
}

type personExportCmd struct {
	whose
	Purpose string `help:"What the record is for. It is written to the audit log." placeholder:"TEXT"`
	To      string `help:"Who gets it (default: ${default}). It is written to the audit log." default:"the person" placeholder:"TEXT"`
	JSON    bool   `help:"As JSON, for another program."`
}

// Help is the long help of the command.
func (personExportCmd) Help() string {
	return numberHelp + `

Whatever leaves this program is a disclosure: give it to nobody but the person
whose record it is, or whom they have agreed to in writing. Requests of the police
or of a court go to the privacy officer first.`
}

// redisclosure goes with every record that leaves us (42 CFR 2.32), in our words.
const redisclosure = `Notice that goes with this record (42 CFR 2.32): it is protected by the federal
rules on the confidentiality of substance use disorder records, 42 CFR part 2.
Nobody who receives it may use or disclose it, or testimony about what it says, in
a civil, criminal, administrative or legislative proceeding against the person it
is about, unless that person consents in writing or a court orders it as those
rules require. Whoever receives it for treatment, payment or health care operations
may pass it on only as far as HIPAA allows, and never for such a proceeding.`

// Run audits the disclosure first: what could not be audited is not shown.
func (c *personExportCmd) Run(ctx context.Context, std *streams) error {
	if strings.TrimSpace(c.Purpose) == "" {
		return wrongUse("what a record is for is written down (mend: --purpose and a few words, as \"asked for by the person\")")
	}
	d, person, r, err := c.record(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	all := store.TouchedSession + store.TouchedThread + store.TouchedCase + store.TouchedSend + store.TouchedConsent +
		store.TouchedVisit + store.TouchedWait
	if err := d.store.Audit(ctx, store.Act{Actor: c.By, Note: "person_exported", Person: person, Touched: all,
		Detail: "purpose: " + c.Purpose + "; to: " + c.To}); err != nil {
		return err
	}
	if c.JSON {
		return exportJSON(std.out, r)
	}
	exportText(std.out, d.clinic, r)
	return nil
}

type personDeleteCmd struct {
	whose
	Basis string `help:"The legal basis, as \"asked for by the person, form of 3 Mar\". It is kept with the fact of the deletion." placeholder:"TEXT"`
	Force string `help:"Why it must go although something still needs it." placeholder:"REASON"`
}

// Help is the long help of the command.
func (personDeleteCmd) Help() string {
	return numberHelp + `

Make sure first, by voice or in person, that it is the person who asks. What goes:
session and answers, what was said, texts with their words, timers, seats of visits
to come. What stays, because it must be kept: the opt-out, the proof of consents,
cases (they hold no word and no number), the audit log, and that a record was
deleted, when, by whom and on what basis.`
}

// Run deletes unless something needs the record, and says what it cannot reach.
func (c *personDeleteCmd) Run(ctx context.Context, std *streams) error {
	if strings.TrimSpace(c.Basis) == "" {
		return wrongUse("why a record is deleted is kept (mend: --basis and a few words, as \"asked for by the person\")")
	}
	d, person, r, err := c.record(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	if r.Version == 0 && len(r.Said)+len(r.Sends)+r.Unreadable == 0 {
		fmt.Fprintln(std.out, "nothing is stored of this person that could be deleted")
		return nil
	}
	needs := neededFor(d.clinic, r, time.Now())
	if len(needs) > 0 && strings.TrimSpace(c.Force) == "" {
		for _, n := range needs {
			fmt.Fprintln(std.err, "not deleted:", n)
		}
		return errors.New("something still needs this record (mend: settle it first, or give --force and the reason)")
	}
	t := store.Tombstone{By: c.By, Basis: c.Basis}
	if len(needs) > 0 {
		t.Forced = c.Force
	}
	if err := d.store.Forget(ctx, person, r.Version, t); err != nil {
		return err
	}
	fmt.Fprintf(std.out, `deleted: the session, %d turns of what was said, %d texts
kept, because it must be: the opt-out, the proof of consents, cases, the audit log
Tell them: their own phone keeps its copy, and so may their carrier. Twilio keeps
its logs for up to 400 days, and ours of texts that were not yet blanked there.
Backups hold the record until they expire.
`, len(r.Said), len(r.Sends))
	return nil
}

// neededFor says what still needs a record (domain rule 3.3.6: law, or an open
// safety event).
func neededFor(clinic config.Clinic, r store.Record, now time.Time) []string {
	var needs []string
	for _, k := range r.Cases {
		if k.Status != bot.CaseClosed {
			needs = append(needs, fmt.Sprintf("case %s is %s: somebody may have to reach this person", k.Code, k.Status))
		}
	}
	if x := r.Session.Crisis; x != nil && (x.Held || x.Asking != "") {
		needs = append(needs, "the person may be in danger right now: scripts are held until staff let go")
	} else if !r.SaidUntil.IsZero() && r.SaidUntil.Sub(now) > clinic.Retention.Thread+24*time.Hour {
		needs = append(needs, "somebody was in danger in what was said: it is kept until "+r.SaidUntil.In(clinic.Zone).Format(time.DateOnly)+" as the record of that")
	}
	for _, v := range visitsOf(r) {
		if v.Status == bot.VisitBooked && v.End.After(now) {
			needs = append(needs, "a visit is booked for "+v.Start.In(clinic.Zone).Format("2006-01-02 3:04 PM")+": cancel it first")
		}
	}
	return needs
}
