package webhooks

import (
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// Whoever is not Twilio may knock as often as they like, and must not cost us a
// body read, a log line or somebody else's answer. What is counted is only what
// failed: no request that is signed by our account ever takes from a budget.

const (
	// badAtOnce and badPerSecond are how many requests without a good signature
	// one address may send before it is refused unread, and how many after that
	// are looked at again.
	badAtOnce    = 20
	badPerSecond = 2
	// mostAddresses bounds what is remembered, some 200 bytes each. The one that
	// was seen longest ago is forgotten first.
	mostAddresses = 8192
	// alarmEvery is the distance of the log lines about what is refused.
	alarmEvery = time.Minute
)

// gate is what is known of the addresses that call webhooks.
type gate struct {
	// passes are addresses that others stand behind: never refused unread.
	passes []netip.Prefix
	log    *slog.Logger
	count  func(event string)

	mu      sync.Mutex
	bad     *simplelru.LRU[netip.Prefix, *rate.Limiter]
	good    *simplelru.LRU[netip.Prefix, struct{}] // addresses that brought a good signature
	alarmed time.Time
	unread  int // refused unread since then
	failed  int // read, and not signed by our account
	through int // of both, those that say they came through a proxy which nobody named
}

func newGate(proxies []netip.Prefix, log *slog.Logger, count func(string)) *gate {
	g := &gate{passes: proxies, log: log, count: count}
	g.bad, _ = simplelru.NewLRU[netip.Prefix, *rate.Limiter](mostAddresses, nil) // cannot fail with a size over 0
	g.good, _ = simplelru.NewLRU[netip.Prefix, struct{}](mostAddresses, nil)
	return g
}

// block is what is counted as one sender: an address, or the /64 that one IPv6
// customer has to itself.
func block(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // an invalid address has the zero prefix, and counts as one
	return p
}

// sender is the address that a request comes from: its peer's, or what a proxy of
// ours says of it.
func (g *gate) sender(c *gin.Context) netip.Addr {
	if len(g.passes) > 0 {
		a, _ := netip.ParseAddr(c.ClientIP())
		return a
	}
	peer, _ := netip.ParseAddrPort(c.Request.RemoteAddr)
	return peer.Addr()
}

// forwarded notes that a request which failed says it came through a proxy that
// nobody named. It may be so, and then all senders share that proxy's budget.
func (g *gate) forwarded(c *gin.Context) {
	if len(g.passes) == 0 && len(c.Request.Header["X-Forwarded-For"]) > 0 {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.through++
	}
}

// shared reports whether many may stand behind an address: a proxy that we were
// told of, or one that is not public, which can only be a proxy of our own.
func (g *gate) shared(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || carrierGrade.Contains(a) {
		return true
	}
	for _, p := range g.passes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// carrierGrade is the shared address space of RFC 6598, in which load balancers
// stand.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

// open reports whether a request from an address is read at all.
func (g *gate) open(a netip.Addr, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := block(a)
	spent, known := g.bad.Get(b)
	if !known || spent.TokensAt(now) >= 1 || g.good.Contains(b) || g.shared(a) {
		return true
	}
	g.unread++
	g.count("refused_unread")
	g.alarm(now)
	return false
}

// saw notes how a request that was read ended: signed by our account or not.
func (g *gate) saw(a netip.Addr, signed bool, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := block(a)
	if signed {
		g.good.Add(b, struct{}{})
		return
	}
	spent, known := g.bad.Get(b)
	if !known {
		spent = rate.NewLimiter(badPerSecond, badAtOnce)
		g.bad.Add(b, spent)
	}
	spent.AllowN(now, 1)
	g.failed++
	g.count("unsigned")
	g.alarm(now)
}

// alarm says at most once a minute that somebody knocks. It names no address:
// that may be a person's own, and the proxy's log has it.
func (g *gate) alarm(now time.Time) {
	if since := now.Sub(g.alarmed); since >= 0 && since < alarmEvery {
		return
	}
	g.log.Warn("webhooks without a signature of our account are refused", "read", g.failed, "unread", g.unread, "through_a_proxy", g.through, "addresses", g.bad.Len(),
		"hint", "if texts get no answer compare the auth token and the public address with Twilio's; a proxy of your own belongs in NIGHTDESK_TRUSTED_PROXIES; otherwise somebody knocks, and nothing is to be done")
	g.alarmed, g.unread, g.failed, g.through = now, 0, 0, 0
}
