package webhooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nightdesk/webhooks/twilio"
)

// Options are what the handler is made of.
type Options struct {
	// Twilio are the carrier's webhooks.
	Twilio []twilio.Route
	// Ready reports whether the program can take texts; /readyz answers 503
	// while it returns an error. Nil means always.
	Ready func(context.Context) error
	// Metrics answers /metrics; nil means that it is elsewhere.
	Metrics http.Handler
	// Mounts are further groups: web chat, console, the demo's page.
	Mounts []Mount
	// Proxies are the addresses of proxies in front of us: only what one of them
	// says in X-Forwarded-For is believed, and only for telling one sender of bad
	// requests from another. Without any, no header is looked at.
	Proxies []netip.Prefix
	// Count is called with a fixed word for each webhook request that is not
	// signed by our account: "unsigned" if it was read, "refused_unread" if its
	// address had sent too many; and for each at an address that is no secret of
	// ours: "unknown_address" and "refused_address". Optional.
	Count func(event string)
	// Log gets errors, by route. Optional.
	Log *slog.Logger
	// Observe is called after each request with the pattern of its route (never
	// the path itself), its status and how long it took. Optional.
	Observe func(route string, status int, took time.Duration)
}

// Mount is a handler for Path and everything below it. Path "/" takes what
// nothing else does.
type Mount struct {
	Path    string
	Handler http.Handler
	// Origin is the one address that it answers at, as "https://console.example.org"
	// (lower case, no port that is understood); nothing else but /livez, /readyz
	// and the carrier's webhooks answers under that name. "" = it answers under every name that is nobody's own.
	Origin string
	// Secret says that its addresses are secrets: whoever tries many that are none
	// (404) is answered 404 unseen, as who sends webhooks that nobody signed is
	// refused unread.
	Secret bool
}

// readyTime bounds one look at the store.
const readyTime = 2 * time.Second

// New makes the handler.
func New(o Options) http.Handler {
	gin.SetMode(gin.ReleaseMode) // its debug mode prints to standard output
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	e := gin.New()
	trust(e, o.Proxies)
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.Use(watch(o), headers)
	carrier := map[string]bool{}
	for _, r := range o.Twilio {
		carrier[r.Path] = true
	}
	for _, m := range o.Mounts {
		if m.Origin != "" {
			e.Use(apart(m, carrier, o.Log))
		}
	}
	g := newGate(o.Proxies, o.Log, o.Count)
	for _, r := range o.Twilio {
		e.Handle(r.Method, r.Path, answer(o.Log, g, r))
	}
	looks := []string{http.MethodGet, http.MethodHead}
	e.Match(looks, "/livez", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	e.Match(looks, "/readyz", ready(o))
	if o.Metrics != nil {
		e.GET("/metrics", gin.WrapH(o.Metrics))
	}
	e.NoMethod(empty(http.StatusMethodNotAllowed))
	e.NoRoute(empty(http.StatusNotFound))
	for _, m := range o.Mounts {
		if m.Secret {
			mountSecret(e, m, o)
			continue
		}
		mount(e, m)
	}
	return e
}

// mount adds one group.
func mount(e *gin.Engine, m Mount) {
	path := strings.TrimRight(m.Path, "/")
	if path == "" {
		e.NoRoute(func(c *gin.Context) {
			if strings.HasPrefix(c.Request.URL.Path, "/webhooks/") {
				c.AbortWithStatus(http.StatusNotFound)
				return
			}
			c.Status(http.StatusOK) // gin has set 404 by now
			m.Handler.ServeHTTP(c.Writer, c.Request)
		})
		return
	}
	e.Any(path, gin.WrapH(m.Handler))
	e.Any(path+"/*below", gin.WrapH(m.Handler))
}

// mountSecret adds a group whose addresses are secrets. It has a gate of its own:
// who knows an address here has not signed anything.
func mountSecret(e *gin.Engine, m Mount, o Options) {
	events := map[string]string{"unsigned": "unknown_address", "refused_unread": "refused_address"}
	g := newGate(o.Proxies, slog.New(slog.DiscardHandler), func(event string) { o.Count(events[event]) })
	h := func(c *gin.Context) {
		from := g.sender(c)
		if !g.open(from, time.Now()) {
			c.AbortWithStatus(http.StatusNotFound)
			return
		}
		m.Handler.ServeHTTP(c.Writer, c.Request)
		g.saw(from, c.Writer.Status() != http.StatusNotFound, time.Now())
	}
	e.Any(m.Path, h)
	e.Any(m.Path+"/*below", h)
}

// trust says whose word on where a request comes from is believed.
func trust(e *gin.Engine, proxies []netip.Prefix) {
	names := make([]string, len(proxies))
	for i, p := range proxies {
		names[i] = p.String()
	}
	_ = e.SetTrustedProxies(names) // cannot fail: they are parsed
	e.ForwardedByClientIP = len(proxies) > 0
	e.RemoteIPHeaders = []string{"X-Forwarded-For"}
}

// answer runs a route and turns its error into a status with an empty body. An
// address that has sent too much unsigned is answered before its body is read.
func answer(log *slog.Logger, g *gate, r twilio.Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		from := g.sender(c)
		if !g.open(from, time.Now()) {
			g.forwarded(c)
			c.Writer.Header()["Connection"] = hangUp // or the server would read the body to get to the next request
			c.AbortWithStatus(http.StatusForbidden)
			return
		}
		err := r.Handle(c.Writer, c.Request)
		signed := !twilio.Unsigned(err)
		if !signed {
			g.forwarded(c)
		}
		g.saw(from, signed, time.Now())
		if err == nil {
			c.Writer.WriteHeaderNow()
			return
		}
		status, level := statusOf(err)
		if signed {
			log.Log(c.Request.Context(), level, "webhook refused", "route", r.Path, "status", status, "err", err)
		}
		c.AbortWithStatus(status)
	}
}

var hangUp = []string{"close"}

// headers are for every answer; a page of the console sets stricter or other
// ones over them.
func headers(c *gin.Context) {
	h := c.Writer.Header()
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["X-Frame-Options"] = deny
	h["Content-Security-Policy"] = nothing
	h["Strict-Transport-Security"] = onlyTLS
}

var (
	noStore    = []string{"no-store"}
	noSniff    = []string{"nosniff"}
	noReferrer = []string{"no-referrer"}
	deny       = []string{"DENY"}
	nothing    = []string{"default-src 'none'; frame-ancestors 'none'"}
	onlyTLS    = []string{"max-age=31536000; includeSubDomains"}
)

// watch is the outermost step: it ends a panic as 503 and an empty body, and
// logs where it was but nothing of the request. gin's own recovery prints every
// header when a connection breaks.
func watch(o Options) gin.HandlerFunc {
	return func(c *gin.Context) {
		began := time.Now()
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				o.Log.Error("panic in a handler", "route", c.FullPath(), "kind", kind(p), "at", frames())
				if c.Writer.Written() {
					panic(http.ErrAbortHandler) // half an answer must not look whole
				}
				clear(c.Writer.Header())
				headers(c)
				c.AbortWithStatus(http.StatusServiceUnavailable)
			}
			if o.Observe != nil {
				o.Observe(c.FullPath(), c.Writer.Status(), time.Since(began))
			}
		}()
		c.Next()
	}
}

// kind says what a panic was without its value, which may hold a text; errors
// of the runtime hold none.
func kind(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}

// frames names the functions and lines on the stack of a panic, without their
// arguments.
func frames() []string {
	pcs := make([]uintptr, 24)
	list := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	var out []string
	for {
		f, more := list.Next()
		if strings.HasPrefix(f.Function, "nightdesk/") {
			out = append(out, fmt.Sprintf("%s:%d", f.Function, f.Line))
		}
		if !more {
			return out
		}
	}
}

func ready(o Options) gin.HandlerFunc {
	return func(c *gin.Context) {
		if o.Ready != nil {
			ctx, cancel := context.WithTimeout(c.Request.Context(), readyTime)
			defer cancel()
			if err := o.Ready(ctx); err != nil {
				o.Log.Warn("not ready", "err", err)
				c.AbortWithStatus(http.StatusServiceUnavailable)
				return
			}
		}
		c.String(http.StatusOK, "ok\n")
	}
}

func empty(status int) gin.HandlerFunc {
	return func(c *gin.Context) { c.AbortWithStatus(status) }
}
