package twiliotest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Made-up account data that the server has unless told otherwise.
const (
	AccountSID = "AC00000000000000000000000000000001"
	AuthToken  = "0123456789abcdef0123456789abcdef"
	Line       = "+19075550100"
)

// OptOutMode says who handles STOP and its like.
type OptOutMode int

const (
	// Standard means that Twilio answers keywords and blocks, and the webhook does
	// not learn of it.
	Standard OptOutMode = iota
	// Advanced is the same, and the webhook gets OptOutType.
	Advanced
	// Off means that Twilio does nothing; the application must.
	Off
)

// Options shape a Server. The zero value is usable.
type Options struct {
	Addr                  string // default 127.0.0.1:0
	AccountSID, AuthToken string // defaults above
	APIKey, APISecret     string // accepted too if set
	Numbers               []string
	ServiceSID            string // a Messaging Service that owns Numbers, if set
	OptOuts               OptOutMode
	// Now is the clock of dates in the log; nil means time.Now.
	Now func() time.Time
	// Seed decides ids and Odds.
	Seed uint64
	// Odds are chances of faults for every create.
	Odds Odds
	// Timeout is how long a webhook may take; default 15 s, as Twilio's.
	Timeout time.Duration
	// Keep is how many exchanges Log remembers; default 1000.
	Keep int
}

// Webhooks are the addresses configured at Twilio. Each may end in connection
// overrides ("#rc=2&rp=ct,rt,5xx").
type Webhooks struct {
	SMS, Fallback, Voice string
	// Target is where requests for the host of SMS really go, as through a
	// proxy ("http://127.0.0.1:8080"); empty means to the address itself.
	Target string
}

// Server is the stand-in. Make one with Start.
type Server struct {
	o      Options
	http   *http.Server
	url    string
	client *http.Client
	ctx    context.Context // ends with Close
	close  context.CancelFunc

	mu        sync.Mutex
	hooks     Webhooks
	rng       *rand.Rand
	ids       uint64
	records   []*record
	bySID     map[string]*record
	byNumber  map[string][]*record
	inbox     map[string][]*record
	optedOut  map[[2]string]bool
	bad       map[string]int // numbers that cannot be reached, with the code
	faults    []Fault
	listing   []Fault
	redacting []Fault
	calling   []Fault
	pickups   map[string]Pickup
	placed    []*Placed
	listLag   int
	callbacks Callbacks
	held      []func()
	alerts    []Alert
	log       []Exchange
	exchanges int
	subs      map[chan Event]bool
	tasks     int
	changed   chan struct{} // closed and replaced whenever something changes
}

// Alert is what Twilio's debugger would show.
type Alert struct {
	Code int
	SID  string
}

// Start starts a server.
func Start(o Options) (*Server, error) {
	fill(&o.Addr, "127.0.0.1:0")
	fill(&o.AccountSID, AccountSID)
	fill(&o.AuthToken, AuthToken)
	if len(o.Numbers) == 0 {
		o.Numbers = []string{Line}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Keep == 0 {
		o.Keep = 1000
	}
	ctx, cancel := context.WithCancel(context.Background())
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("stand-in for twilio: %w", err)
	}
	s := &Server{
		o: o, url: "http://" + ln.Addr().String(), ctx: ctx, close: cancel,
		client: &http.Client{
			Timeout:       o.Timeout,
			Transport:     &http.Transport{MaxIdleConnsPerHost: 256},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		rng:   rand.New(rand.NewPCG(o.Seed, 1)),
		bySID: map[string]*record{}, byNumber: map[string][]*record{}, inbox: map[string][]*record{},
		optedOut: map[[2]string]bool{}, bad: map[string]int{}, pickups: map[string]Pickup{}, subs: map[chan Event]bool{}, changed: make(chan struct{}),
	}
	s.http = &http.Server{Handler: s.api(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(ln) }()
	return s, nil
}

func fill(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

// URL is the API's address: TWILIO_API_BASE.
func (s *Server) URL() string { return s.url }

// Close stops the server. Calls that it leaves unanswered end.
func (s *Server) Close() {
	s.close()
	_ = s.http.Close()
	s.client.CloseIdleConnections()
}

// Connect sets the webhooks.
func (s *Server) Connect(w Webhooks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = w
}

// Unreachable makes texts to a number end as undelivered with code; 0 mends it.
func (s *Server) Unreachable(number string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad[number] = code
}

// Alerts lists what Twilio's debugger would show, oldest first.
func (s *Server) Alerts() []Alert {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.alerts)
}

func (s *Server) alert(code int, sid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alerts = append(s.alerts, Alert{code, sid})
}

// Settle waits until nothing is under way any more: no webhook, no callback.
// What is held stays held.
func (s *Server) Settle(ctx context.Context) error {
	return s.until(ctx, func() bool { return s.tasks == 0 })
}

// until waits for cond, which is called with the lock held.
func (s *Server) until(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		ok, changed := cond(), s.changed
		s.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-s.ctx.Done():
			return net.ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tell wakes whoever waits. The lock is held.
func (s *Server) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// task counts something under way; the returned func ends it.
func (s *Server) task() func() {
	s.mu.Lock()
	s.tasks++
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		s.tasks--
		s.tell()
		s.mu.Unlock()
	}
}

// sid makes the next id with a prefix of two letters. The lock is held.
func (s *Server) sid(prefix string) string {
	s.ids++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d|%s|%d", s.o.Seed, prefix, s.ids))
	return prefix + hex.EncodeToString(sum[:16])
}

// really returns where a request for address goes.
func (s *Server) really(address *url.URL) *url.URL {
	s.mu.Lock()
	hooks := s.hooks
	s.mu.Unlock()
	u := *address
	u.Fragment = ""
	public, err1 := url.Parse(hooks.SMS)
	target, err2 := url.Parse(hooks.Target)
	if err1 == nil && err2 == nil && target.Host != "" && strings.EqualFold(public.Host, u.Host) {
		u.Scheme, u.Host = target.Scheme, target.Host
	}
	return &u
}
