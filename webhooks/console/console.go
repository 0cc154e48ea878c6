package console

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/handoff"
	"nightdesk/bot/schedule"
)

// Path is where the console is mounted.
const Path = "/console"

// Options are what the console is made of.
type Options struct {
	Clinic Clinic
	// Zone is the clinic's: every time on every page is in it.
	Zone *time.Location
	// Now is the wall clock.
	Now func() time.Time
	// Log gets failures, by route, without values. Nil = nobody.
	Log *slog.Logger
	// Rand makes ids of orders; nil = crypto/rand.
	Rand io.Reader
	// PublicURL is the address that staff open, as "https://desk.example.org": links,
	// passkeys, the way back from the identity provider and the check of where a form
	// comes from are bound to it.
	PublicURL string
	// Secure says that staff come over TLS, as they must but for the demo.
	Secure bool

	// Framed lets a page of our own show the console within it, as the demo's does.
	Framed bool

	// SignedIn says who is there on the stage of a test, and only where there is no
	// Door: New refuses both.
	SignedIn func(*http.Request) (account.Account, bool)
	// SignOut is what signing out does on such a stage; nil = there is no such thing.
	SignOut http.HandlerFunc

	// Accounts and sign-in.

	// Door keeps accounts and sessions. Without it nobody can sign in.
	Door Door
	// DeviceKey marks the devices that somebody has signed in on.
	DeviceKey []byte
	// Proxies are the reverse proxies in front, whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// Provider is the clinic's identity provider; nil = it has none.
	Provider *Provider

	// Cases, conversations, people.
	Desk    Desk
	People  People
	Auditor Auditor
	// Looks tells other replicas who looks at which conversation; nil = there are none.
	Looks Looks
	// Staff are the members of staff of the rota.
	Staff func() []bot.Staff
	// Script is a published version of the scripts, or the newest if there is no such
	// one any more; nil = questions are called by their names.
	Script func(version string) *bot.Script
	// Kind is a visit kind in words; nil or "" = its name.
	Kind func(name string) string
	// Mask takes out of a text what nobody may keep; nil = nothing.
	Mask func(text string, at time.Time) string
	// Phrase finds the words of a text that raise an alarm; nil = nobody knows.
	Phrase func(text string) (from, to int, ok bool)
	// Phrases are the clinic's short texts; none = the usual ones.
	Phrases []Phrase

	// Calendar.

	Visits   Visits
	Schedule *schedule.Calendar

	// Rota.

	RotaKeeper RotaKeeper
	// RotaFile is the rota as clinic.yaml has it, with the phones that take no texts.
	RotaFile func() *handoff.Rota

	// Settings.

	// Settings are the clinic's facts, to be read.
	Settings func() *Settings

	// Scripts.

	Scripts Scripts
	// Trial holds talks with scripts that are not live; nil = there is no phone.
	Trial Trial
	// Outlook says what publishing would do; nil = nobody knows before.
	Outlook func(context.Context, bot.PublishOrder) (Outlook, error)
	// Understand tells which topic of a script a question gets, and whether that is
	// sure; nil = nobody knows.
	Understand func(script *bot.Script, question string) (topic string, sure bool)

	// Figures, review and audit.
	Figures  Figures
	AuditLog AuditLog
}

// Clinic is what pages say of the clinic itself.
type Clinic struct {
	Name      string
	ShortName string
}

// route is one address of the console.
type route struct {
	method, path string // path as of http.ServeMux, from /console on
	// need is what the account must be allowed; "" = whoever is signed in.
	need account.Permission
	// open says that nobody has to be signed in.
	open bool
	// area is the entry of the navigation that it belongs to.
	area   string
	pace   pace
	handle func(*visit) error
}

// routes are all of them. Each area lists its own in its own file.
func (c *Console) routes() []route {
	return slices.Concat(
		c.frameRoutes(),

		// Accounts and sign-in.
		c.signInRoutes(),
		c.enrolRoutes(),
		c.accountRoutes(),
		c.accountsRoutes(),
		c.emergencyRoutes(),

		// Cases, conversations, people.
		c.queueRoutes(),
		c.caseRoutes(),
		c.peopleRoutes(),
		c.aloneRoutes(),

		// Calendar.
		c.calendarRoutes(),

		// Rota.
		c.rotaRoutes(),

		// Settings.
		c.settingsRoutes(),

		// Scripts: publishing, history, translations, questions.
		c.releaseRoutes(),
		// Scripts.
		c.scriptsRoutes(), c.phoneRoutes(), c.stepFigureRoutes(),

		// Figures, review and audit.
		c.reportRoutes(), c.reviewRoutes(), c.auditRoutes(),
	)
}

// navItem is one entry of the navigation.
type navItem struct {
	Label, Path, Area string
	need              account.Permission
	Here              bool
}

// navigation is in the order of the working day. An entry shows once its area has a
// page, to whoever may open it.
var navigation = []navItem{
	{Label: "Queue", Path: "/console/", Area: "queue", need: account.SeeQueue},
	{Label: "People", Path: "/console/people", Area: "people", need: account.FindPeople},
	{Label: "Calendar", Path: "/console/calendar", Area: "calendar", need: account.SeeCalendar},
	{Label: "Rota", Path: "/console/rota", Area: "rota", need: account.SeeRota},
	{Label: "Scripts", Path: "/console/scripts", Area: "scripts", need: account.SeeScripts},
	{Label: "Reports", Path: "/console/reports", Area: "reports", need: account.SeeReports},
	{Label: "Review", Path: "/console/review", Area: "review", need: account.ReviewAlerts},
	{Label: "Audit", Path: "/console/audit", Area: "audit", need: account.SeeAudit},
	{Label: "Accounts", Path: "/console/accounts", Area: "accounts", need: account.ManageAccounts},
	{Label: "Settings", Path: "/console/settings", Area: "settings", need: account.SeeSettings},
}

// Console is the handler with all that its pages need.
type Console struct {
	o      Options
	auth   authenticator
	door   *door // nil if nobody can sign in
	pages  map[string]*template.Template
	assets assets
	table  []route
	nav    []navItem
	mux    *http.ServeMux
	guard  http.Handler
	hub    *hub
	turns  *turns
	reads  reads
	old    readScripts

	watchers watchers
	refusals refusals
}

// New makes a console. It starts nothing.
func New(o Options) (*Console, error) {
	if o.Zone == nil || o.Now == nil {
		return nil, errors.New("console: needs a zone and a clock")
	}
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	c := &Console{o: o, assets: loadAssets(), mux: http.NewServeMux(), turns: newTurns()}
	if o.Desk != nil {
		c.hub = newHub(o.Desk)
	}
	var err error
	if c.auth, err = newAuthenticator(c); err != nil {
		return nil, err
	}
	if c.pages, err = c.parse(); err != nil {
		return nil, err
	}
	c.table = c.routes()
	for _, r := range c.table {
		c.mux.HandleFunc(r.method+" "+r.path, c.serve(r))
	}
	for _, n := range navigation {
		if c.has(n.Path) {
			c.nav = append(c.nav, n)
		}
	}
	c.mux.HandleFunc("/", c.nowhere)
	return c, c.protect()
}

// Route is one address of the console, for whoever must look at all of them.
type Route struct {
	Method, Path string
	Need         account.Permission // "" = whoever is signed in
	Open         bool               // nobody has to be signed in
}

// Routes are all that there are.
func (c *Console) Routes() []Route {
	all := make([]Route, len(c.table))
	for i, r := range c.table {
		all[i] = Route{r.method, r.path, r.need, r.open}
	}
	return all
}

// has reports whether a page is at a path.
func (c *Console) has(path string) bool {
	return slices.ContainsFunc(c.table, func(r route) bool { return r.method == http.MethodGet && plain(r.path) == path })
}

// plain is the path of a pattern without its end mark.
func plain(pattern string) string {
	if end := "{$}"; len(pattern) > len(end) && pattern[len(pattern)-len(end):] == end {
		return pattern[:len(pattern)-len(end)]
	}
	return pattern
}

// protect refuses what another site's page sends: a form there must not be able to
// act with the cookie of whoever is signed in here.
func (c *Console) protect() error {
	p := http.NewCrossOriginProtection()
	if u, err := url.Parse(c.o.PublicURL); err == nil && u.Host != "" {
		// Behind a proxy Host may be another than what the browser sees.
		if err := p.AddTrustedOrigin(originOf(u)); err != nil {
			return err
		}
	}
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.fail(&visit{w: w, r: r, c: c, now: c.o.Now()}, "cross-origin", errForbidden)
	}))
	c.guard = p.Handler(c.mux)
	return nil
}

// Handler answers /console and everything below it.
func (c *Console) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.secure(w.Header())
		most := int64(mostBody)
		if strings.HasPrefix(r.URL.Path, scriptsPath+"/") {
			most = mostScript
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		c.guard.ServeHTTP(w, r)
	})
}

// mostBody is how long a form may be: a text of 1600 characters in any script,
// percent-encoded, and room for the rest.
const mostBody = 64 << 10

// serve is the way of every request: who is it, may they, then the handler.
func (c *Console) serve(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		noted := &statusWriter{ResponseWriter: w}
		v := &visit{w: noted, r: r, c: c, now: c.o.Now(), area: rt.area}
		defer func() { c.refusals.note(c.o.Log, v, rt, noted.status) }()
		if err := v.enter(rt); err != nil {
			c.fail(v, rt.path, err)
			return
		}
		end, err := c.turns.take(r.Context(), rt.pace, v.account.ID)
		if err != nil {
			c.fail(v, rt.path, err)
			return
		}
		defer end()
		if err := rt.handle(v); err != nil {
			c.fail(v, rt.path, err)
		}
	}
}

// nowhere answers what no route does.
func (c *Console) nowhere(w http.ResponseWriter, r *http.Request) {
	v := &visit{w: w, r: r, c: c, now: c.o.Now()}
	if id, err := c.auth.authenticate(w, r); err == nil {
		v.identity = id
	}
	if r.URL.Path == Path {
		http.Redirect(w, r, Path+"/", http.StatusSeeOther)
		return
	}
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := c.mux.Handler(other); pattern != "/" && method != r.Method {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		for _, method := range allowed {
			w.Header().Add("Allow", method)
		}
		c.fail(v, "nowhere", errMethod)
		return
	}
	c.fail(v, "nowhere", errNotFound)
}
