package console

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

//go:embed all:templates
var templateFiles embed.FS

// page is what a template gets: .Data is the handler's.
type page struct {
	Clinic  Clinic
	Account account.Account
	Nav     []navItem
	Area    string
	Flashes []string
	Now     time.Time
	Data    any
	// Left is how many seconds the session lasts if nobody does anything; 0 = nobody is
	// signed in, or it is not known.
	Left int

	may     func(account.Permission) bool
	account bool
}

// HasAccountPage reports whether there is a page of one's own account.
func (p page) HasAccountPage() bool { return p.account }

// May lets a template ask, as in {{if .May "converse"}}.
func (p page) May(what string) bool { return p.may(account.Permission(what)) }

// SignedIn reports whether somebody is.
func (p page) SignedIn() bool { return p.Account.ID != "" }

// parse reads the templates: each page with the layout and the pieces that several
// use (templates/_*.html).
func (c *Console) parse() (map[string]*template.Template, error) {
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	shared := template.New("layout.html").Funcs(c.funcs())
	if _, err := shared.ParseFS(templateFiles, "templates/layout.html", "templates/_*.html"); err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, f := range files {
		name := strings.TrimSuffix(path.Base(f), ".html")
		if name == "layout" || name[0] == '_' {
			continue
		}
		one, err := template.Must(shared.Clone()).ParseFS(templateFiles, f)
		if err != nil {
			return nil, err
		}
		pages[name] = one
	}
	return pages, nil
}

// render sends a page, whole or not at all.
func (v *visit) render(name string, data any) error {
	return v.renderStatus(http.StatusOK, name, data)
}

func (v *visit) renderStatus(status int, name string, data any) error {
	p := page{Clinic: v.c.o.Clinic, Account: v.account, Area: v.area, Now: v.now, Data: data, may: v.may,
		Left: v.left(), account: v.c.has("/console/account")}
	for _, n := range v.c.nav {
		if v.may(n.need) {
			n.Here = n.Area == v.area
			p.Nav = append(p.Nav, n)
		}
	}
	p.Flashes = append(v.takeFlash(), v.said...)
	return v.send(status, name, "layout.html", p)
}

// piece sends one block of a page, for a page that keeps itself up to date.
func (v *visit) piece(name, block string, data any) error {
	return v.send(http.StatusOK, name, block, page{Clinic: v.c.o.Clinic, Account: v.account, Area: v.area, Now: v.now, Data: data, may: v.may})
}

func (v *visit) send(status int, name, block string, p page) error {
	t := v.c.pages[name]
	if t == nil {
		return fmt.Errorf("there is no template %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, p); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, err := b.WriteTo(v.w)
	if err != nil {
		return nil // the browser has gone; there is nobody to tell
	}
	return nil
}

// funcs are what templates may call. All times are shown in the clinic's zone.
func (c *Console) funcs() template.FuncMap {
	return template.FuncMap{
		"rolelabel": roleLabel,
		"asset":     c.assets.path,
		"styles":    c.assets.styles,
		"ago":       func(t time.Time) template.HTML { return c.ago(t) },
		"until":     func(t time.Time) template.HTML { return c.until(t) },
		"ourclock":  c.ourClock,
		"lasting":   func(t time.Time) template.HTML { return c.lasting(t) },
		"clock":     c.clock,
		"hour":      c.hour,
		"day":       c.day,
		"date":      c.date,
		"phone":     showPhone,
		"words":     func(w bot.Words) string { return w.Text() },
		"level":     levelOf,
		"join":      strings.Join,
		"plural":    plural,
		"orderid":   c.orderID,
		"dict":      dict,
		"warns":     func(flash string) bool { return strings.HasPrefix(flash, warning) },
		"said":      func(flash string) string { return strings.TrimPrefix(flash, warning) },
		"sentence":  sentence,
		"plus":      func(a, b int) int { return a + b },
		"less":      func(a, b int) int { return a - b },
		"kind":      c.kind,
		"visitword": visitWord,
		"rolename":  func(s string) string { return strings.ReplaceAll(s, "_", " ") },
		"langcode":  langCode,
		"telephone": func(p bot.Phone) string { return p.E164() },
		"stamp":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"zonename":  func(t time.Time) string { return t.In(c.o.Zone).Format("MST") + " (" + c.o.Zone.String() + ")" },
	}
}

// clock is a time at the clinic, as "Tue Dec 8, 1:00 PM"; "" for none.
func (c *Console) clock(t time.Time) string { return c.format(t, "Mon Jan 2, 3:04 PM") }

// hour is the time of day alone, day the day alone, date a day with its year.
func (c *Console) hour(t time.Time) string { return c.format(t, "3:04 PM") }
func (c *Console) day(t time.Time) string  { return c.format(t, "Mon Jan 2") }
func (c *Console) date(t time.Time) string { return c.format(t, "Jan 2, 2006") }

func (c *Console) format(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.o.Zone).Format(layout)
}

// ago is how long since a time, as "4 min ago" with the time itself for whoever
// points at it. live.js keeps it right.
func (c *Console) ago(t time.Time) template.HTML {
	return c.timeTag(t, "data-ago", Since(c.o.Now().Sub(t)))
}

// lasting is how long something has lasted since a time, as "4 min".
func (c *Console) lasting(t time.Time) template.HTML {
	said := "a moment"
	if d := c.o.Now().Sub(t); d >= 5*time.Second {
		said = strings.TrimSuffix(Since(d), " ago")
	}
	return c.timeTag(t, "data-for", said)
}

// until is how long until a time, as "in 2 min 10 s", or "now" if it has passed.
func (c *Console) until(t time.Time) template.HTML {
	return c.timeTag(t, "data-until", Until(t.Sub(c.o.Now())))
}

// ourClock is what the server's clock shows, to the second, for whoever types the code
// of an app: it counts for half a minute by this clock. live.js lets it go on.
func (c *Console) ourClock() template.HTML {
	now := c.o.Now()
	return template.HTML(fmt.Sprintf(`<time datetime="%s" data-clock="%s">%s</time>`, //nolint:gosec // a time, and the name of a zone
		now.UTC().Format(time.RFC3339), template.HTMLEscapeString(c.o.Zone.String()), c.format(now, "3:04:05 PM")))
}

func (c *Console) timeTag(t time.Time, kind, text string) template.HTML {
	if t.IsZero() {
		return ""
	}
	// Nothing here comes from a person: a time and fixed words.
	return template.HTML(fmt.Sprintf(`<time datetime="%s" title="%s" %s>%s</time>`, //nolint:gosec // see above
		t.UTC().Format(time.RFC3339), template.HTMLEscapeString(c.clock(t)), kind, text))
}

// Since says how long ago something was.
func Since(d time.Duration) string {
	switch {
	case d < 5*time.Second:
		return "just now"
	case d < time.Minute:
		return fmt.Sprintf("%d s ago", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		if m := int(d.Minutes()) % 60; m > 0 && d < 10*time.Hour {
			return fmt.Sprintf("%d h %d min ago", int(d.Hours()), m)
		}
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}

// Until says how long it is until something.
func Until(d time.Duration) string {
	switch {
	case d <= 0:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("in %d s", int(d.Seconds()))
	case d < 10*time.Minute:
		return fmt.Sprintf("in %d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < time.Hour:
		return fmt.Sprintf("in %d min", int(d.Minutes()))
	case d < 48*time.Hour:
		if m := int(d.Minutes()) % 60; m > 0 && d < 10*time.Hour {
			return fmt.Sprintf("in %d h %d min", int(d.Hours()), m)
		}
		return fmt.Sprintf("in %d h", int(d.Hours()))
	}
	return fmt.Sprintf("in %d days", int(d.Hours()/24))
}

// showPhone writes a number as people read it.
func showPhone(p bot.Phone) string {
	n := p.E164()
	if len(n) == 12 && n[:2] == "+1" {
		return fmt.Sprintf("(%s) %s-%s", n[2:5], n[5:8], n[8:])
	}
	return n
}

// levelOf is what a level means, in the words of every page.
func levelOf(l bot.Level) string {
	switch l {
	case bot.LevelNow:
		return "Now"
	case bot.LevelSameDay:
		return "Today"
	default:
		return "Next work day"
	}
}

// visitWord is where a visit stands, in words.
func visitWord(s bot.VisitStatus) string {
	switch s {
	case bot.VisitPending:
		return "held"
	case bot.VisitProposed:
		return "asked for"
	case bot.VisitMissed:
		return "missed"
	case bot.VisitFulfilled:
		return "took place"
	default:
		return string(s)
	}
}

// langCode is the code of a language's name, for a browser's spelling.
func langCode(name string) string {
	for code, n := range languages {
		if n == name {
			return string(code)
		}
	}
	return "en"
}

// plural counts: plural 1 "case" is "1 case", plural 2 "case" "2 cases".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// dict makes a map of pairs, for a piece that needs several values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a name without a value")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: names are text")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
