package console

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"nightdesk/bot/account"
)

// Accounts are kept, each change with its audit entry in one step. The error is
// account.ErrChanged if somebody else was quicker.
type Accounts interface {
	// Account is the zero Account if there is none of that id.
	Account(ctx context.Context, id string) (account.Account, error)
	Accounts(ctx context.Context) ([]account.Account, error)
	SaveAccount(ctx context.Context, a account.Account, act account.Act, end account.End) (account.Account, error)
}

// SignIns are the signed-in sessions. A token opens one; an id only names it.
type SignIns interface {
	OpenSignIn(ctx context.Context, token string, x account.SignIn, a account.Account, act account.Act) (account.SignIn, error)
	SignIn(ctx context.Context, token string) (account.SignIn, account.Account, error)
	SaveSignIn(ctx context.Context, x account.SignIn, act *account.Act) (account.SignIn, error)
	UsedSignIn(ctx context.Context, id string, at time.Time) error
	SignIns(ctx context.Context, id string) ([]account.SignIn, error)
	EndSignIns(ctx context.Context, id string, act account.Act, sessions ...string) (int, error)
}

// Tries bounds how fast a sign-in may be tried, and remembers what one that is under
// way must answer, once.
type Tries interface {
	Spend(ctx context.Context, limits ...account.Limit) (wait time.Duration, err error)
	GiveBack(ctx context.Context, limits ...account.Limit) error
	CountFailed(ctx context.Context, id string) error
	TakeFailed(ctx context.Context, id string) (int, error)
	Ask(ctx context.Context, name string, what []byte) error
	Asked(ctx context.Context, name string) ([]byte, error)
}

// Notices are what owners of accounts must hear of.
type Notices interface {
	Tell(ctx context.Context, n account.Notice, ids ...string) error
	Notices(ctx context.Context, id string) ([]account.Notice, int, error)
	PutAway(ctx context.Context, id string, n int) error
}

// Door is what signing in needs of a store.
type Door interface {
	Accounts
	SignIns
	Tries
	Notices
}

// door lets people in, and knows who is in.
type door struct {
	c       *Console
	keys    *webauthn.WebAuthn // nil where the public address is a number
	proxies []netip.Prefix
	// Two lanes of password hashes, each of which takes 19 MiB while it is made: those
	// on known devices never queue behind a flood of strangers.
	known, strangers chan struct{}
	names            cookieNames

	mu       sync.Mutex
	provider *oidc.Provider // of the clinic, once it was asked
}

type cookieNames struct{ session, device, provider string }

// newAuthenticator makes the door. Without Options.Door nobody can sign in.
func newAuthenticator(c *Console) (authenticator, error) {
	if c.o.Door == nil {
		return staged{c}, nil
	}
	if c.o.SignedIn != nil {
		return nil, errors.New("console: who is there is said by the sign-in, or by the stage of a test, not by both")
	}
	if err := SignInAt(c.o.PublicURL); err != nil {
		return nil, err
	}
	u, err := url.Parse(c.o.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	if len(c.o.DeviceKey) < 16 {
		return nil, errors.New("console: signing in needs a key for known devices")
	}
	keys, err := passkeysAt(u, c.o.Clinic.ShortName+" desk")
	if err != nil {
		return nil, err
	}
	lanes := max(1, min(runtime.GOMAXPROCS(0), 4))
	d := &door{c: c, keys: keys, proxies: c.o.Proxies, known: make(chan struct{}, lanes), strangers: make(chan struct{}, lanes),
		names: cookieNames{"nightdesk", "nightdesk_devices", "nightdesk_provider"}}
	if c.o.Secure {
		d.names = cookieNames{"__Host-nightdesk", "__Host-nightdesk_devices", "__Host-nightdesk_provider"}
	}
	c.door = d
	return d, nil
}

// passkeysAt checks passkeys of a public address; nil where it is a number: they are bound
// to a name (WebAuthn 5.1.2: an effective domain is no address).
func passkeysAt(u *url.URL, name string) (*webauthn.WebAuthn, error) {
	if _, err := netip.ParseAddr(strings.Trim(u.Hostname(), "[]")); err == nil {
		return nil, nil
	}
	keys, err := webauthn.New(&webauthn.Config{RPID: strings.ToLower(u.Hostname()), RPDisplayName: name, RPOrigins: []string{originOf(u)},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, fmt.Errorf("console: passkeys: %w", err)
	}
	return keys, nil
}

// originOf is an address as browsers name it in Origin: in lower case, without the port
// that is understood (RFC 6454, 6.2).
func originOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]; port != "" {
		host = strings.TrimSuffix(host, port)
	}
	return u.Scheme + "://" + host
}

// SignInAt says why people may not sign in at a public address: a cookie that travels in
// the clear is everybody's. On this machine alone it does not travel.
func SignInAt(public string) error {
	u, err := url.Parse(public)
	switch {
	case err != nil || u.Host == "":
		return errors.New("console: signing in needs an address (mend: NIGHTDESK_PUBLIC_URL, or NIGHTDESK_CONSOLE_URL for one of its own)")
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return errors.New("console: people may sign in over https, or on this machine alone (mend: let NIGHTDESK_PUBLIC_URL, or NIGHTDESK_CONSOLE_URL if that is set, begin with https://, and a proxy speak TLS)")
	}
	return nil
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	host = strings.ToLower(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && a.IsLoopback()
}

// staged asks Options.SignedIn who is there: the stage of tests and of the gallery.
type staged struct{ c *Console }

func (s staged) authenticate(_ http.ResponseWriter, r *http.Request) (identity, error) {
	if s.c.o.SignedIn == nil {
		return identity{}, errSignedOut
	}
	a, ok := s.c.o.SignedIn(r)
	if !ok {
		return identity{}, errSignedOut
	}
	return identity{account: a}, nil
}

// usedEvery is how often the use of a session is noted.
const usedEvery = 20 * time.Second

// authenticate finds out who is asking. Pages that keep themselves up to date do not
// count as use, or a screen left alone would never be signed out.
func (d *door) authenticate(w http.ResponseWriter, r *http.Request) (identity, error) {
	x, a, err := d.session(w, r)
	if err != nil {
		return identity{}, err
	}
	if x.How == account.ByCode { // may set what signs in, and nothing else: see enrolling
		return identity{}, errSignedOut
	}
	now := d.c.o.Now()
	return identity{account: a, session: x, more: x.More(a, now), until: x.Ends()}, nil
}

// session reads the session of a request, live, with its account.
func (d *door) session(w http.ResponseWriter, r *http.Request) (account.SignIn, account.Account, error) {
	k, err := r.Cookie(d.names.session)
	if err != nil || k.Value == "" {
		return account.SignIn{}, account.Account{}, errSignedOut
	}
	x, a, err := d.c.o.Door.SignIn(r.Context(), k.Value)
	if err != nil {
		return x, a, err
	}
	now := d.c.o.Now()
	if !x.Live(now) || !a.Disabled.IsZero() {
		d.set(w, d.names.session, "", -1)
		if x.ID != "" {
			if _, err := d.c.o.Door.EndSignIns(r.Context(), x.Account, account.Act{By: x.Account, Note: "timed_out"}, x.ID); err != nil {
				return x, a, err
			}
		}
		return account.SignIn{}, account.Account{}, errSignedOut
	}
	passive := background(r)
	if !passive && now.Sub(x.Seen) > usedEvery {
		if err := d.c.o.Door.UsedSignIn(r.Context(), x.ID, now); err != nil {
			return x, a, err
		}
		x.Seen = now
	}
	return x, a, nil
}

// set sends a cookie that no script and no other site gets; life 0 is until the browser
// closes, and negative takes it away.
func (d *door) set(w http.ResponseWriter, name, value string, life time.Duration) {
	k := http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: d.c.o.Secure, SameSite: http.SameSiteStrictMode, MaxAge: int(life / time.Second)}
	if life < 0 {
		k.MaxAge = -1
	}
	if name == d.names.provider { // it has to come back with a page of the provider's
		k.SameSite = http.SameSiteLaxMode
	}
	http.SetCookie(w, &k)
}

// token is a random name that cannot be guessed.
func (c *Console) token() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(c.o.Rand, b[:]); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// marks are the devices that this browser says it is, one for each account that signed
// in on it.
func (d *door) marks(r *http.Request) []string {
	k, err := r.Cookie(d.names.device)
	if err != nil || len(k.Value) > 4000 {
		return nil
	}
	return strings.Split(k.Value, "~")
}

// device is the id of this browser if the account has signed in on it before.
func (d *door) device(r *http.Request, a account.Account) string {
	return account.KnownDevice(d.c.o.DeviceKey, a, d.marks(r), d.c.o.Now())
}

// mostMarks is how many accounts one browser is remembered by.
const mostMarks = 12

// remember marks this browser as one of the account's.
func (d *door) remember(w http.ResponseWriter, r *http.Request, a account.Account, id string) {
	marks := []string{account.Device(d.c.o.DeviceKey, a, id, d.c.o.Now())}
	for _, m := range d.marks(r) {
		if m != "" && !strings.HasPrefix(m, a.ID+".") && len(marks) < mostMarks {
			marks = append(marks, m)
		}
	}
	d.set(w, d.names.device, strings.Join(marks, "~"), account.DeviceFor)
}

// sender is the address that a request comes from, as limits count it: the /64 of an
// IPv6 one. Only proxies that we were told of are believed, from the right, up to the
// first that is none.
func (d *door) sender(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	at, bad := netip.ParseAddr(cmp.Or(host, r.RemoteAddr))
	if err != nil && bad != nil {
		return "unknown"
	}
	at = at.Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && d.isProxy(at); i-- {
		next, ok := hop(strings.TrimSpace(hops[i]))
		if !ok {
			break
		}
		at = next.Unmap().WithZone("")
	}
	if at.Is6() {
		p, _ := at.Prefix(64)
		return p.String()
	}
	return at.String()
}

// hop is an address of X-Forwarded-For, which some proxies write with the port, and some
// with brackets alone: unread, everybody behind them would count as one.
func hop(s string) (netip.Addr, bool) {
	if at, err := netip.ParseAddrPort(s); err == nil {
		return at.Addr(), true
	}
	at, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	return at, err == nil
}

func (d *door) isProxy(a netip.Addr) bool {
	for _, p := range d.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// errBusy is for a sign-in that found no room: a flood is under way.
var errBusy = errors.New("busy")

// waitForHash is how long one waits for room to make a password hash.
const waitForHash = 8 * time.Second

// lane waits until a password hash may be made. The caller gives it back.
func (d *door) lane(ctx context.Context, known bool) (done func(), err error) {
	lane := d.strangers
	if known {
		lane = d.known
	}
	ctx, cancel := context.WithTimeout(ctx, waitForHash)
	defer cancel()
	select {
	case lane <- struct{}{}:
		return func() { <-lane }, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}

// browserName is what the owner of an account knows a browser by, as "Firefox on
// Linux". What it is made of may be forged; it is shown to its owner alone.
func browserName(r *http.Request) string {
	ua := r.UserAgent()
	pick := func(pairs ...string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if strings.Contains(ua, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := cmp.Or(pick("Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari"), "a browser")
	if os := pick("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "Mac", "CrOS", "Chromebook", "Linux", "Linux"); os != "" {
		return browser + " on " + os
	}
	return browser
}
