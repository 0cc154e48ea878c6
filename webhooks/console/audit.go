package console

import (
	"cmp"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// AuditLog is what the console reads of the audit log.
type AuditLog interface {
	// Entries are those of a stretch of time that a filter lets through, newest first.
	Entries(context.Context, AuditQuery) (AuditPage, error)
	// Chain says how far the log is sealed, and what the last check of it found.
	Chain(context.Context) (AuditChain, error)
	// Check goes through the whole log and its chain.
	Check(context.Context) (AuditChain, error)
}

// AuditQuery is which entries are asked for.
type AuditQuery struct {
	From, To time.Time
	Actor    string       // staff or account id, "person", "clock"; "" = all
	What     string       // the word of the entry; "" = all
	Person   bot.PersonID // whose record; "" = all
	Before   string       // id of the entry to go on after; "" = the newest
	Most     int
}

// AuditPage is a part of the log.
type AuditPage struct {
	Entries []AuditEntry
	// Next is Before of the page after this; "" = this is the last.
	Next string
}

// AuditEntry is one entry: who did what, and to whose record.
type AuditEntry struct {
	ID      string
	At      time.Time
	Actor   string
	What    string
	Person  bot.PersonID
	Touched string // letters of what it touched: see auditTouched
	Cases   int
	Detail  string // words of staff: purpose, recipient, legal basis
}

// AuditChain is what is known of the log itself.
type AuditChain struct {
	Sealed   int64     // entries under seal
	SealedTo time.Time // when the last of them was written
	Checked  time.Time // when the whole log was gone through; zero = not by this server
	Sound    bool      // and nothing was wrong
	Upto     time.Time // the last entry that was found sound
	Problem  string    // what is wrong, in words
}

// What is noted of looks at the log itself.
const (
	readAudit     = "audit_read"
	exportedAudit = "audit_exported"
	checkedAudit  = "audit_checked"
)

func (c *Console) auditRoutes() []route {
	if c.o.AuditLog == nil || c.o.Auditor == nil {
		return nil
	}
	return []route{
		{method: http.MethodGet, path: "/console/audit", need: account.SeeAudit, area: "audit", handle: c.auditPage},
		{method: http.MethodPost, path: "/console/audit/file", need: account.SeeAudit, area: "audit", handle: c.auditCSV},
		{method: http.MethodPost, path: "/console/audit/check", need: account.SeeAudit, area: "audit", handle: c.auditCheck},
	}
}

const (
	auditRows   = 50
	auditExport = 100_000
	auditDays   = 7
)

// auditData is the page.
type auditData struct {
	Span   span
	Actor  string
	What   string
	Person bot.PersonID
	Rows   []auditRow
	Next   string // address of the page after this
	First  string // and of the first; "" = this is it
	Chain  AuditChain
	Actors []named
	Whats  []named
}

type named struct{ ID, Name string }

// auditRow is one entry as the page shows it.
type auditRow struct {
	AuditEntry
	Who   string
	Says  string
	Short string // pseudonym of the person
	Whose string // address of all entries of that person
	On    string // what it touched
}

var (
	auditWord   = regexp.MustCompile(`^[A-Za-z0-9_.@-]{0,64}$`)
	auditActor  = regexp.MustCompile(`^[\pL\pN_.@' -]{0,80}$`) // "command Rosa": who did it on the server
	auditPerson = regexp.MustCompile(`^[A-Z2-7]{0,26}$`)
	auditAfter  = regexp.MustCompile(`^([0-9]{1,20}-[0-9]{1,20})?$`)
)

// auditQuery reads the filter of the address or the form.
func (v *visit) auditQuery(get func(string) string) (auditData, AuditQuery, error) {
	s, err := v.span(auditDays, get)
	if err != nil {
		return auditData{}, AuditQuery{}, err
	}
	d := auditData{Span: s, Actor: get("who"), What: get("what"), Person: bot.PersonID(get("person"))}
	before := get("before")
	if !auditActor.MatchString(d.Actor) || !auditWord.MatchString(d.What) || !auditPerson.MatchString(string(d.Person)) || !auditAfter.MatchString(before) {
		return d, AuditQuery{}, bad("Choose who and what from the lists.")
	}
	return d, AuditQuery{From: s.begin, To: s.end.Add(-time.Millisecond), Actor: d.Actor, What: d.What, Person: d.Person, Before: before, Most: auditRows}, nil
}

// auditPage shows the log. That it was looked at is an entry of it.
func (c *Console) auditPage(v *visit) error {
	d, q, err := v.auditQuery(v.query)
	if err != nil {
		return err
	}
	if err := v.audited(d.Person, readAudit); err != nil {
		return err
	}
	p, err := c.o.AuditLog.Entries(v.r.Context(), q)
	if err != nil {
		return err
	}
	if d.Chain, err = c.o.AuditLog.Chain(v.r.Context()); err != nil {
		return err
	}
	c.fillAudit(&d, p, q.Before)
	return v.render("audit", d)
}

func (c *Console) fillAudit(d *auditData, p AuditPage, before string) {
	for _, e := range p.Entries {
		d.Rows = append(d.Rows, c.auditRow(d, e))
	}
	if p.Next != "" {
		d.Next = d.address(d.Person, p.Next)
	}
	if before != "" {
		d.First = d.address(d.Person, "")
	}
	c.choices(d)
}

// choices are what the filter offers: nothing is typed into it, because it stands in the
// address. They are the staff, the acts that are only a look, and what is on the page.
func (c *Console) choices(d *auditData) {
	add := func(all []named, id, name string) []named {
		if id == "" || slices.ContainsFunc(all, func(n named) bool { return n.ID == id }) {
			return all
		}
		return append(all, named{id, name})
	}
	d.Actors = add(add(nil, "person", c.actorOf("person")), "clock", c.actorOf("clock"))
	for _, s := range c.colleagues() {
		d.Actors = add(d.Actors, s.ID, s.Name)
	}
	for _, what := range []string{readThread, readNames, readSearch, readAlert, readAudit, exportedAudit, checkedAudit} {
		d.Whats = add(d.Whats, what, saysOf(what))
	}
	for _, r := range d.Rows {
		d.Actors, d.Whats = add(d.Actors, r.Actor, r.Who), add(d.Whats, r.What, r.Says)
	}
	d.Actors, d.Whats = add(d.Actors, d.Actor, c.actorOf(d.Actor)), add(d.Whats, d.What, saysOf(d.What))
}

// address is the page with its filter, of a person, after an entry.
func (d *auditData) address(person bot.PersonID, before string) string {
	q := url.Values{"from": {d.Span.From}, "to": {d.Span.To}}
	for name, value := range map[string]string{"who": d.Actor, "what": d.What, "person": string(person), "before": before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/console/audit?" + q.Encode()
}

func (c *Console) auditRow(d *auditData, e AuditEntry) auditRow {
	r := auditRow{AuditEntry: e, Who: c.actorOf(e.Actor), Says: saysOf(e.What), On: touchedWords(e.Touched)}
	if e.Person != "" {
		r.Short, r.Whose = pseudonym(e.Person), d.address(e.Person, "")
	}
	return r
}

// pseudonym is by what a person is called where nobody needs to know who they are.
func pseudonym(p bot.PersonID) string { return string(p[:min(8, len(p))]) }

// actorOf is who did something.
func (c *Console) actorOf(id string) string {
	switch id {
	case "person":
		return "The person"
	case "clock":
		return "Time passing"
	case "carrier":
		return "The carrier"
	case "":
		return "Not said"
	}
	return c.publisher(id)
}

// saysOf is an entry's word in words.
func saysOf(what string) string {
	return cmp.Or(map[string]string{
		readThread: "Read a conversation", readNames: "Saw names in the queue", readSearch: "Searched people", readAlert: "Read the text of an alert",
		readAudit: "Looked at the audit log", exportedAudit: "Took a file of the audit log", checkedAudit: "Had the audit log checked",
		"scripts_published": "Published scripts", "scripts_scheduled": "Planned scripts for later", "scripts_taken": "Took scripts over from outside",
		"scripts_proposed": "Proposed scripts to a second person", "scripts_agreed": "Agreed to a colleague's scripts, which published them", "scripts_declined": "Declined proposed scripts",
		"scripts_withdrawn": "Withdrew a release of scripts", "scripts_rolled_back": "Went back to an older release of scripts",
	}[what], sentence(strings.ReplaceAll(what, "_", " ")), "Not said")
}

// touchedWords are what an entry touched, in words.
func touchedWords(letters string) string {
	var all []string
	for _, l := range letters {
		all = append(all, cmp.Or(map[rune]string{'s': "session", 't': "conversation", 'k': "case", 'o': "message", 'c': "consent", 'v': "visit", 'w': "waitlist"}[l], "record"))
	}
	return strings.Join(all, ", ")
}

// auditCSV gives the filtered log as a file, without words of staff: who did what when,
// and to which pseudonym. Whoever takes it proves anew who they are, and that it was
// taken is an entry of its own.
func (c *Console) auditCSV(v *visit) error {
	if c.door != nil { // on the stage of a test nobody signs in
		if ok, err := v.sure("/console/audit"); !ok {
			return err
		}
	}
	d, q, err := v.auditQuery(v.form)
	if err != nil {
		return err
	}
	if err := v.audited(d.Person, exportedAudit); err != nil {
		return err
	}
	q.Most, q.Before = auditExport, ""
	p, err := c.o.AuditLog.Entries(v.r.Context(), q)
	if err != nil {
		return err
	}
	lines := [][]string{{"id", "time", "who", "what", "person", "touched", "cases"}}
	for _, e := range p.Entries {
		lines = append(lines, []string{e.ID, e.At.UTC().Format(time.RFC3339), plainCell(e.Actor), plainCell(e.What), string(e.Person), touchedWords(e.Touched), plural(e.Cases, "case")})
	}
	if p.Next != "" {
		lines = append(lines, []string{"", "", "", "more entries follow: choose a shorter time", "", "", ""})
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="audit-`+d.Span.From+`-`+d.Span.To+`.csv"`)
	return csv.NewWriter(v.w).WriteAll(lines)
}

// plainCell keeps a spreadsheet from taking a word for a formula.
func plainCell(s string) string {
	if strings.IndexAny(s, "=+-@\t\r") == 0 {
		return "'" + s
	}
	return s
}

// auditCheck goes through the whole log.
func (c *Console) auditCheck(v *visit) error {
	if err := v.audited("", checkedAudit); err != nil {
		return err
	}
	chain, err := c.o.AuditLog.Check(v.r.Context())
	switch {
	case err != nil:
		return err
	case chain.Sound:
		v.flash("The audit log is whole: nothing was changed, taken away or added.")
	default:
		v.flash("The audit log is NOT as it was written. Tell the privacy officer now.")
	}
	return v.redirect("/console/audit")
}
