package webhooks

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
)

// apart keeps a group and everything else under host names of their own, so that what
// one of them does wrong is of another origin to a browser (ASVS 5.0 3.5.4). Which name
// is asked for is what Host says: a proxy passes that on, and no other header is looked
// at, because whoever asks could write those.
//
// The carrier's routes answer under every name: a proxy that sends one Host for all would
// leave people unanswered, their signatures are of the public address and not of Host, and
// what they answer shows a browser nothing.
func apart(m Mount, carrier map[string]bool, log *slog.Logger) gin.HandlerFunc {
	own := placeOf(m.Origin)
	path := strings.TrimRight(m.Path, "/")
	var alarmed, carried alarm
	return func(c *gin.Context) {
		route := c.FullPath()
		mine := route == path || route == path+"/*below"
		at := splitHost(c.Request.Host)
		switch {
		case mine && !own.is(at):
			if alarmed.due() {
				log.Warn("asked for under another host name than its own", "route", path,
					"hint", "if staff can't open the console let the proxy pass on the Host that browsers send; otherwise somebody used an old address, and nothing is to be done")
			}
			c.String(http.StatusMisdirectedRequest, "This is now at %s%s/\n", m.Origin, path)
			c.Abort()
		case mine:
		case !own.named(at) || route == "/livez" || route == "/readyz":
		case carrier[route]:
			if carried.due() {
				log.Warn("a webhook came under the console's host name, and is answered", "route", route,
					"hint", "let the proxy pass on the Host that was asked for, and the carrier call the address in NIGHTDESK_PUBLIC_URL")
			}
		case c.Request.URL.Path == "/" && own.is(at) && (c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead):
			c.Redirect(http.StatusSeeOther, path+"/")
			c.Abort()
		default:
			c.AbortWithStatus(http.StatusNotFound)
		}
	}
}

// alarm is said once a minute at most; its zero value was never said.
type alarm struct{ last atomic.Int64 }

func (a *alarm) due() bool {
	now, last := time.Now().UnixNano(), a.last.Load()
	return now-last >= int64(alarmEvery) && a.last.CompareAndSwap(last, now)
}

// place is a host name with its port.
type place struct {
	name string // lower case, without the last dot; an address in its shortest form
	port string // "" = none was written
	dot  bool   // it ended in one: another origin of the same name
}

// placeOf is where an origin is, with the port that is understood.
func placeOf(origin string) place {
	u, err := url.Parse(origin)
	if err != nil {
		return place{}
	}
	p := splitHost(u.Host)
	if p.port == "" {
		p.port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return p
}

// named reports whether a request is for this name, at whatever port.
func (p place) named(at place) bool { return p.name == at.name }

// is reports whether a request is for this very place. Proxies may leave the port out.
func (p place) is(at place) bool {
	return p.name == at.name && !at.dot && (at.port == "" || at.port == p.port)
}

// splitHost takes a Host apart (RFC 9110, 7.2).
func splitHost(host string) place {
	var p place
	p.name = host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		p.name, p.port = host[:i], host[i+1:]
	}
	if strings.HasPrefix(p.name, "[") && strings.HasSuffix(p.name, "]") {
		p.name = p.name[1 : len(p.name)-1]
	}
	p.name = strings.ToLower(p.name)
	if name, dot := strings.CutSuffix(p.name, "."); dot {
		p.name, p.dot = name, true
	}
	if a, err := netip.ParseAddr(p.name); err == nil {
		p.name = a.Unmap().WithZone("").String()
	}
	return p
}
