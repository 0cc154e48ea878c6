package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/bot/schedule"
	"nightdesk/flows"
)

// orderBy is what every order of staff takes.
type orderBy struct {
	scheduleOf
	By string `help:"Who orders it: a staff id of clinic.yaml. It is written to the audit log." placeholder:"ID"`
}

// open opens the calendar for a member of staff.
func (o orderBy) open(ctx context.Context, std *streams) (*calendarDesk, error) {
	d, err := o.scheduleOf.open(ctx, std)
	if err != nil {
		return nil, err
	}
	switch {
	case o.By == "":
		err = wrongUse("who orders this is written down (mend: --by and your staff id of %s)", o.Config)
	case !d.known(o.By):
		err = unknownStaff(o.By, o.Config)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// order carries out what a member of staff wants, once, and says what came of it.
func (d *calendarDesk) order(ctx context.Context, std *streams, person bot.PersonID, op bot.DeskOp) error {
	scripts, err := d.liveScripts(ctx)
	if err != nil {
		return err
	}
	op.ID = bot.InputID("desk|" + rand.Text())
	desk := &inbox.Inbox{Store: d.store, Scripts: scripts, Clinic: clinicOf(d.clinic, d.cal), Calendar: d.cal, Rota: rotaOf(d.clinic, d.cal),
		Now: time.Now, Log: slog.New(slog.DiscardHandler), Redact: d.clinic.Texting.Redact}
	done, err := desk.Desk(ctx, person, op)
	if refused := bot.DeskError(""); errors.As(err, &refused) {
		return fmt.Errorf("not done: %w (mend: %s)", refused, whereToLook(op.Do))
	}
	if err != nil {
		return err
	}
	d.say(std, op, done)
	return nil
}

// whereToLook says what shows staff why an order was refused.
func whereToLook(do bot.DeskDo) string {
	switch do {
	case bot.DeskBook, bot.DeskMove:
		return "nightdesk schedule shows what is open"
	case bot.DeskPriority, bot.DeskSeen:
		return "nightdesk schedule due shows whose clock runs"
	case bot.DeskWaitlistAdd, bot.DeskWaitlistOff:
		return "nightdesk schedule waitlist shows who waits"
	}
	return "nightdesk schedule day DATE shows how each visit stands"
}

// say tells what an order did.
func (d *calendarDesk) say(std *streams, op bot.DeskOp, done bot.DeskDone) {
	w := std.out
	switch v := done.Visit; {
	case v.ID == "":
		fmt.Fprintln(w, "done")
	case v.Status == bot.VisitBooked && v.Series != "":
		fmt.Fprintf(w, "a seat in %s is booked; next session %s; code %s\n", v.Series, d.when(v.Start), schedule.Codes([]bot.Booking{{Visit: v}})[v.ID])
	default:
		fmt.Fprintf(w, "%s: %s on %s with %s; code %s\n", schedule.Word(v.Status), v.Kind, d.when(v.Start), v.Resource, schedule.Codes([]bot.Booking{{Visit: v}})[v.ID])
	}
	switch {
	case !done.Told.IsZero():
		fmt.Fprintf(w, "they are told by text, %s\n", d.when(done.Told))
	case slices.Contains([]bot.DeskDo{bot.DeskBook, bot.DeskMove, bot.DeskCancel, bot.DeskApprove, bot.DeskDecline}, op.Do):
		fmt.Fprintln(w, "no text tells them: do it yourself, or see whether a case says to call (nightdesk case)")
	}
}

// liveScripts are those that the server runs: an order may text somebody, in its
// words.
func (d *calendarDesk) liveScripts(ctx context.Context) (*pinned, error) {
	p := &pinned{Library: flows.NewLibrary(knownOf(d.clinic, d.cal)), store: d.store, log: slog.New(slog.DiscardHandler)}
	files, err := d.store.Script(ctx, lastLive)
	if err != nil {
		return nil, err
	}
	if files == nil { // no server has run yet
		if files, err = flows.Files(scriptsFS(d.clinic.ScriptsDir)); err != nil {
			return nil, fmt.Errorf("read the scripts: %w", err)
		}
	}
	if flows.Blocks(p.Check(files)) {
		return nil, errors.New("the scripts have errors, and what staff change is told in their words (mend: nightdesk check lists them)")
	}
	p.Reload(files)
	return p, nil
}

// ofVisit names a visit by its code.
type ofVisit struct {
	orderBy
	Visit string `arg:"" help:"The code of the visit, as \"nightdesk schedule day\" shows it." placeholder:"CODE"`
	On    string `help:"Its date, if visits of several days have that code." placeholder:"DATE"`
}

// How far back and ahead a code is looked for, in days.
const (
	codesBehind = 35
	codesAhead  = 400
)

// run finds the visit and orders it.
func (o ofVisit) run(ctx context.Context, std *streams, op bot.DeskOp) error {
	d, err := o.open(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, scheduleTime)
	defer cancel()
	b, err := d.visit(ctx, o.Visit, o.On)
	if err != nil {
		return err
	}
	op.By, op.Visit = o.By, b.ID
	return d.order(ctx, std, b.Person, op)
}

// visit finds a visit by its code: on the date that is named; or else today's of
// that code, or the only one.
func (d *calendarDesk) visit(ctx context.Context, code, date string) (bot.Booking, error) {
	day, err := d.date(date)
	if err != nil {
		return bot.Booking{}, err
	}
	code = strings.ToLower(code)
	if len(code) < schedule.CodeLen {
		return bot.Booking{}, wrongUse("a code has %d letters or more (mend: nightdesk schedule day shows them)", schedule.CodeLen)
	}
	all, err := d.store.Visits(ctx, d.midnight(d.now.In(d.cal.Zone), -codesBehind), d.midnight(d.now.In(d.cal.Zone), codesAhead))
	if err != nil && !errors.Is(err, bot.ErrUnreadable) {
		return bot.Booking{}, err
	}
	var found, then []bot.Booking
	for _, b := range all {
		if !schedule.HasCode(b.ID, code) {
			continue
		}
		found = append(found, b)
		if d.cal.Date(b.Start) == day.Format(time.DateOnly) {
			then = append(then, b)
		}
	}
	if len(then) == 1 || date != "" {
		found = then
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return bot.Booking{}, fmt.Errorf("no visit has the code %s (mend: nightdesk schedule day DATE shows the codes of a day)", code)
	}
	dates := map[string]bool{}
	for _, b := range found {
		dates[d.cal.Date(b.Start)] = true
	}
	return bot.Booking{}, fmt.Errorf("several visits have the code %s (mend: give more letters of it, or --on and one of %s)", code, strings.Join(slices.Sorted(maps.Keys(dates)), ", "))
}

// ofPerson says who an order is about.
type ofPerson struct {
	orderBy
	Visit  string `help:"Whose visit with this code." placeholder:"CODE"`
	Person string `help:"Who has this code in the list of clocks or in a waitlist." placeholder:"CODE"`
	Case   string `help:"Whom the case with this code is about. Without any of the three their number is read from standard input." placeholder:"CODE"`
}

// run finds the person and orders it.
func (o ofPerson) run(ctx context.Context, std *streams, op func(*calendarDesk) (bot.DeskOp, error)) error {
	d, err := o.open(ctx, std)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, scheduleTime)
	defer cancel()
	x, err := op(d)
	if err != nil {
		return err
	}
	person, err := o.find(ctx, std, d, &x)
	if err != nil {
		return err
	}
	x.By = o.By
	return d.order(ctx, std, person, x)
}

func (o ofPerson) find(ctx context.Context, std *streams, d *calendarDesk, op *bot.DeskOp) (bot.PersonID, error) {
	switch {
	case o.Visit != "":
		b, err := d.visit(ctx, o.Visit, "")
		return b.Person, err
	case o.Case != "":
		return personOfCase(ctx, d.store, o.Case)
	case o.Person != "":
		return d.person(ctx, o.Person)
	}
	number, err := askNumber(std)
	if err != nil {
		return "", err
	}
	if !number.Textable() {
		return "", errNumber
	}
	op.Phone = number
	return d.store.Person(number), nil
}

// person finds whom a code of the lists names.
func (d *calendarDesk) person(ctx context.Context, code string) (bot.PersonID, error) {
	people, err := d.store.People(ctx)
	if err != nil {
		return "", err
	}
	var found []bot.PersonID
	for _, p := range people {
		if len(code) >= schedule.CodeLen && strings.HasPrefix(strings.ToLower(string(p)), strings.ToLower(code)) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d people have the code %s (mend: nightdesk schedule due and nightdesk schedule waitlist show the codes; or give --visit, --case, or the number)", len(found), code)
	}
	return found[0], nil
}
