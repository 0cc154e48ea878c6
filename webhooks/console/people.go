package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// People is what the console needs of those who text the clinic.
type People interface {
	// Names gives how people want to be called; those who gave no name are left out.
	Names(context.Context, []bot.PersonID) (map[bot.PersonID]string, error)
	// Person reads one; Version 0 = nothing is known of them.
	Person(context.Context, bot.PersonID) (Person, error)
	// ByNumber finds who has a number, however it is written; ok is false if it is none.
	ByNumber(number string) (id bot.PersonID, ok bool)
	// ByName finds those whose name holds the words, at most so many, newest first; all
	// is false if not everybody could be looked through.
	ByName(ctx context.Context, name string, most int) (found []Found, all bool, err error)
}

// Person is what the console may know of somebody.
type Person struct {
	ID       bot.PersonID
	Session  bot.Session
	Version  int64 // 0 = nothing is kept
	OptedOut bool
	Said     []bot.Said // oldest first
	// Lost says that some of it can't be read.
	Lost     bool
	Consents []bot.ConsentChange
	Failures []Failure
}

// Failure is a text that did not reach them.
type Failure struct {
	At   time.Time
	Why  string // in words for staff, with the carrier's number
	Kind bot.SendClass
}

// Found is somebody whom a search found.
type Found struct {
	ID    bot.PersonID
	Name  string
	Last  time.Time // their last text
	Case  bot.CaseID
	Next  *bot.Visit // the next visit that stands
	Visit int        // how many stand
	Lang  bot.Lang
}

func (c *Console) peopleRoutes() []route {
	if c.o.People == nil || c.o.Desk == nil {
		return nil
	}
	return []route{
		{method: http.MethodGet, path: "/console/people", need: account.FindPeople, area: "people", handle: c.peoplePage},
		// The number or name is never in an address.
		{method: http.MethodPost, path: "/console/people", need: account.FindPeople, area: "people", handle: c.peopleFind},
		{method: http.MethodGet, path: "/console/person/{id}", need: needs, area: "people", handle: c.personPage},
		{method: http.MethodGet, path: "/console/person/{id}/thread", need: needs, area: "people", handle: c.personThread},
		{method: http.MethodPost, path: "/console/person/{id}/case", need: needs, area: "people", handle: c.openCase},
	}
}

// peopleData is the page.
type peopleData struct {
	Asked   bool
	Name    string // what was searched, to be mended
	Found   []foundRow
	All     bool
	Nobody  string // what to do if nobody was found
	Code    string // what was searched, to be mended
	Cases   []queueRow
	Problem string
}

// foundRow is one that was found.
type foundRow struct {
	Found
	Code string // of their open case
}

// mostFound is how many are shown, and searchTime how long looking may take.
const (
	mostFound  = 50
	searchTime = 5 * time.Second
)

func (c *Console) peoplePage(v *visit) error { return v.render("people", peopleData{}) }

// peopleFind looks for a number exactly, or for a name among those who gave one. That
// somebody looked is written down first.
func (c *Console) peopleFind(v *visit) error {
	number, name := v.form("number"), v.form("name")
	d := peopleData{Asked: true, Name: name, All: true}
	if code := strings.ToUpper(v.form("code")); code != "" {
		return c.caseFind(v, code)
	}
	ctx, cancel := context.WithTimeout(v.r.Context(), searchTime)
	defer cancel()
	switch {
	case number != "":
		id, ok := c.o.People.ByNumber(number)
		if !ok {
			d.Problem = "That is no telephone number. Write it as 907-555-0123, or with + and the country for one abroad."
			return v.renderStatus(http.StatusUnprocessableEntity, "people", d)
		}
		if err := v.audited(id, readSearch); err != nil {
			return err
		}
		p, err := c.o.People.Person(ctx, id)
		if err != nil && !isUnreadable(err) {
			return err
		}
		if d.Nobody = "Nobody with that number has texted the clinic, or their record has expired."; p.Version > 0 {
			d.Found = []foundRow{{Found: foundOf(p, v.now)}}
		}
	case len([]rune(name)) >= 2:
		if err := v.audited("", readSearch); err != nil {
			return err
		}
		found, all, err := c.o.People.ByName(ctx, name, mostFound)
		if err != nil && !isUnreadable(err) {
			return err
		}
		d.All, d.Nobody = all, "Nobody goes by that name. People choose what to be called: a number is surer."
		for _, f := range found {
			d.Found = append(d.Found, foundRow{Found: f})
		}
	default:
		d.Problem = "Write a whole number, or at least two letters of a name."
		return v.renderStatus(http.StatusUnprocessableEntity, "people", d)
	}
	if err := v.codes(d.Found); err != nil {
		return err
	}
	return v.render("people", d)
}

// closedKept is how far back a closed case is looked for.
const closedKept = 90 * 24 * time.Hour

// caseFind looks for cases by their code: the open one, and those of the last months
// that are closed. Codes come round again, so there may be several.
func (c *Console) caseFind(v *visit, code string) error {
	d := peopleData{Asked: true, All: true, Code: code, Nobody: "No case of the last 90 days has that code."}
	if len(code) < 4 || len(code) > 6 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		d.Problem = "A case code has 4 letters and numbers, as A7K2."
		return v.renderStatus(http.StatusUnprocessableEntity, "people", d)
	}
	if err := v.audited("", readSearch); err != nil {
		return err
	}
	open, err := v.openCases()
	if err != nil {
		return err
	}
	closed, err := v.c.o.Desk.ClosedAs(v.r.Context(), code, v.now.Add(-closedKept))
	if err != nil && !isUnreadable(err) {
		return err
	}
	for _, w := range slices.Concat(open, closed) {
		if w.Case.Code == code {
			d.Cases = append(d.Cases, v.queueRow(w, w.Case.Owner == v.staff().ID))
		}
	}
	return v.render("people", d)
}

// codes fills in the open cases.
func (v *visit) codes(rows []foundRow) error {
	open, err := v.openCases()
	if err != nil {
		return err
	}
	for i := range rows {
		for _, w := range open {
			if w.Case.Person == rows[i].ID {
				rows[i].Code = w.Case.Code
			}
		}
	}
	return nil
}

// foundOf is a person as a search shows them.
func foundOf(p Person, now time.Time) Found {
	f := FoundOf(p.Session, now)
	f.ID = p.ID
	return f
}

// FoundOf is how a search shows somebody, but for their id.
func FoundOf(s bot.Session, now time.Time) Found {
	f := Found{Name: s.Kept["name"], Last: s.LastIn, Case: s.Case, Lang: s.Lang}
	if skippedAs(f.Name) {
		f.Name = ""
	}
	for i, x := range s.Visits {
		if x.Status.Stands() && x.End.After(now) {
			if f.Visit++; f.Next == nil || x.Start.Before(f.Next.Start) {
				f.Next = &s.Visits[i]
			}
		}
	}
	return f
}

// mostClosed is how many closed cases of one person are listed.
const mostClosed = 20

// personPage is a conversation without a case.
func (c *Console) personPage(v *visit) error {
	id := bot.PersonID(v.r.PathValue("id"))
	open, err := v.openCases()
	if err != nil {
		return err
	}
	if err := v.audited(id, readThread); err != nil {
		return err
	}
	d, err := v.conversation(id, nil)
	if err != nil {
		return err
	}
	for _, w := range open {
		if w.Case.Person == id {
			d.OpenCode = w.Case.Code
		}
	}
	closed, err := v.c.o.Desk.ClosedOf(v.r.Context(), id, v.now.Add(-closedKept), mostClosed)
	if err != nil && !isUnreadable(err) {
		return err
	}
	for _, w := range closed {
		d.Closed = append(d.Closed, v.queueRow(w, w.Case.Owner == v.staff().ID))
	}
	return v.render("person", d)
}

// personThread is the piece of it that keeps itself up to date.
func (c *Console) personThread(v *visit) error {
	id := bot.PersonID(v.r.PathValue("id"))
	if err := v.auditedOnce(id, readThread); err != nil {
		return err
	}
	d, err := v.conversation(id, nil)
	if err != nil {
		return err
	}
	return v.piece("person", "thread", d)
}

// openReasons are why staff open a case, in fixed words: a reason is seen on more
// pages than the conversation.
var openReasons = []string{"follow up", "called the clinic", "came to the desk", "worried about them", "asked for by a colleague"}

// openCase opens a case about somebody, in the name of whoever asks.
func (c *Console) openCase(v *visit) error {
	id := bot.PersonID(v.r.PathValue("id"))
	p, err := c.o.People.Person(v.r.Context(), id)
	if err != nil && !isUnreadable(err) {
		return err
	}
	if p.Version == 0 {
		return errNotFound
	}
	order, err := v.order()
	if err != nil {
		return err
	}
	reason, level := pick(v.form("reason"), openReasons), levelForm(v.form("level"))
	if reason == "" || level == 0 {
		return bad("Choose why, and how soon somebody must act.")
	}
	k, err := c.o.Desk.Raise(v.r.Context(), order, v.staff(), id, bot.Raise{Level: level, Reason: "staff: " + reason, Team: bot.TeamIntake})
	var mistaken bot.OrderError
	if errors.As(err, &mistaken) {
		return bad(sentence(string(mistaken)) + ".")
	}
	if err != nil {
		return err
	}
	if k.ID == "" { // the form was sent before, and the case is closed by now
		return v.redirect("/console/person/" + string(id))
	}
	v.flash("Case " + k.Code + " is open, and whoever is on call is alerted as its level asks.")
	return v.redirect("/console/case/" + k.Code)
}

// pick is one of the choices, or "".
func pick(s string, from []string) string {
	for _, one := range from {
		if s == one {
			return one
		}
	}
	return ""
}

func levelForm(s string) bot.Level {
	switch s {
	case "1":
		return bot.LevelNow
	case "2":
		return bot.LevelSameDay
	case "3":
		return bot.LevelNextWorkday
	}
	return 0
}
