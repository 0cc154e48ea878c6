package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// The crash soak: two servers behind a dumb load balancer, one redis-server that
// syncs every write, a carrier that refuses, loses answers and delays receipts,
// people who text in bursts, webhooks that are doubled or given up on, and
// processes that are killed without warning. Afterwards everything that was
// acknowledged must be there once, and nothing twice.

// soak is how hard a run is.
type soak struct {
	kills   int // of Redis, and as many of a server
	people  int // at once
	mutant  string
	seed    uint64
	between time.Duration // kills
	calm    bool          // the carrier makes no mistakes
}

// TestTorture is 16 kills in every run of the suite. TORTURE=full is
// 300, and the same soak against builds with one promise taken out: the checker
// must catch each of them.
func TestTorture(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Log("short: the crash soak is left to the full suite")
		return
	}
	if os.Getenv("TORTURE") != "full" {
		faults := soak{kills: 8, people: 24, seed: 1, between: 400 * time.Millisecond}.run(t)
		for _, f := range faults {
			t.Error(f)
		}
		return
	}
	t.Run("whole", func(t *testing.T) {
		for _, f := range (soak{kills: 150, people: 48, seed: uint64(time.Now().UnixNano()), between: 400 * time.Millisecond}).run(t) {
			t.Error(f)
		}
	})
	for _, mutant := range []string{"dedup", "version", "claim", "lookup"} {
		t.Run("without "+mutant, func(t *testing.T) {
			faults := soak{kills: 10, people: 48, seed: 7, between: 400 * time.Millisecond, mutant: mutant}.run(t)
			if len(faults) == 0 {
				t.Errorf("the checker did not notice that %s was taken out", mutant)
			}
			t.Logf("caught: %d faults, for example %s", len(faults), first(faults))
		})
	}
}

func first(s []string) string {
	if len(s) == 0 {
		return "none"
	}
	return s[0]
}

// run lets the soak happen and returns what the checker found wrong.
func (k soak) run(t *testing.T) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	w := newWorld(t, k)
	w.startServers(ctx, t)
	go w.killer(ctx, t, k)

	var wg sync.WaitGroup
	for range k.people {
		wg.Go(func() {
			for !w.over.Load() && ctx.Err() == nil {
				w.converse(ctx)
			}
		})
	}
	go w.staff(ctx)
	<-w.killed
	w.someoneHasBooked(ctx, t)
	w.over.Store(true)
	wg.Wait()
	w.settle(ctx, t)
	return w.judge(ctx, t)
}

// someoneHasBooked waits for a visit: on a machine with much else to do, the kills may be
// over before anybody has come to the end of a talk.
func (w *world) someoneHasBooked(ctx context.Context, t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	st := w.open(t)
	for ctx.Err() == nil {
		now := time.Now()
		if visits, err := st.Visits(ctx, now.AddDate(0, 0, -1), now.AddDate(0, 6, 0)); err == nil && len(visits) > 0 {
			return
		}
		pause(ctx, 100*time.Millisecond)
	}
}

// world is everything around the servers.
type world struct {
	k       soak
	redis   *storetest.Server
	carrier *twiliotest.Server
	binary  string
	dir     string
	env     []string
	keys    store.Keyset
	clinic  string
	servers [2]*child
	public  string

	over     atomic.Bool
	answered atomic.Int64 // texts that a server acknowledged
	killed   chan struct{}
	kills    [2]int // of Redis, of servers
	tick     atomic.Int64

	mu      sync.Mutex
	persons []*texter
	wrong   []string
	taken   map[string]bool // codes that staff took
}

// child is one server process.
type child struct {
	mu   sync.Mutex
	cmd  *exec.Cmd
	addr string
}

// built are the binaries that tests run as processes, by what is taken out of them; each
// is built once, and they are removed at the end.
var built struct {
	sync.Mutex
	dir      string
	binaries map[string]string
}

// binaryOf builds the program, or one with a promise taken out; "" = none.
func binaryOf(mutant string) (string, error) {
	built.Lock()
	defer built.Unlock()
	if at, ok := built.binaries[mutant]; ok {
		return at, nil
	}
	if built.dir == "" {
		var err error
		if built.dir, err = os.MkdirTemp("", "nightdesk"); err != nil {
			return "", err
		}
		built.binaries = map[string]string{}
	}
	at := filepath.Join(built.dir, "nightdesk"+mutant)
	args := []string{"build", "-trimpath", "-o", at} // as in the image, so that both are compiled once
	if mutant != "" {
		args = append(args, "-tags", "mutant_"+mutant)
	}
	build := exec.Command("go", append(args, ".")...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	built.binaries[mutant] = at
	return at, nil
}

// newWorld starts Redis, the carrier and the balancer.
func newWorld(t *testing.T, k soak) *world {
	t.Helper()
	w := &world{k: k, dir: t.TempDir(), killed: make(chan struct{}), taken: map[string]bool{}, clinic: "soak"}
	t.Logf("seed %d", k.seed)
	var err error
	if w.binary, err = binaryOf(k.mutant); err != nil {
		t.Fatal(err)
	}
	w.redis = storetest.Start(t, "--appendfsync", "always")
	w.keys = storetest.Keys(t)
	w.balance(t)
	odds := twiliotest.Odds{Refused: .05, Broken: .03, BrokenTaken: .10, HungUp: .03, HungUpTaken: .10}
	if k.calm {
		odds = twiliotest.Odds{}
	}
	w.carrier, err = twiliotest.Start(twiliotest.Options{Numbers: []string{twiliotest.Line}, Seed: k.seed, Keep: 64, Timeout: 15 * time.Second, Odds: odds})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.carrier.Close)
	if !k.calm {
		w.carrier.SetCallbacks(twiliotest.Callbacks{Doubled: true, Reversed: true})
	}
	w.carrier.Connect(twiliotest.Webhooks{SMS: w.public + twilio.PathSMS + "#rc=5&rp=all", Fallback: w.public + twilio.PathFallback})
	w.env = append(os.Environ(), "NIGHTDESK_PUBLIC_URL="+w.public, "NIGHTDESK_REDIS_URL="+w.redis.URL(), "NIGHTDESK_KEYSET="+w.keys.Encode(),
		"TWILIO_ACCOUNT_SID="+twiliotest.AccountSID, "TWILIO_AUTH_TOKEN="+twiliotest.AuthToken, "TWILIO_API_BASE="+w.carrier.URL(),
		"TWILIO_FROM="+twiliotest.Line)
	w.writeConfig(t)
	return w
}

// writeConfig is the example clinic with few seats, so that people fight for
// them, and without limits on how much they may text.
func (w *world) writeConfig(t *testing.T) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "config", "clinic.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s := strings.NewReplacer("id: ats ", "id: "+w.clinic+" ", "replies_per_hour: 40", "replies_per_hour: 1000",
		"replies_per_day: 120", "replies_per_day: 1000").Replace(string(b))
	if err := os.WriteFile(filepath.Join(w.dir, "clinic.yaml"), []byte(s), 0o600); err != nil {
		t.Fatal(err)
	}
}

// balance starts the load balancer: in turn, and to the other server if one
// refuses the connection. It knows nothing else, as the cheap ones do.
func (w *world) balance(t *testing.T) {
	t.Helper()
	for i := range w.servers {
		w.servers[i] = &child{addr: freeAddr(t)}
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.public = "http://" + ln.Addr().String()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: w.servers[0].addr})
			r.Out.Host = r.In.Host
		},
		Transport: &alternate{w: w, next: &http.Transport{DialContext: (&net.Dialer{Timeout: time.Second}).DialContext, MaxIdleConnsPerHost: 64}},
		ErrorHandler: func(rw http.ResponseWriter, _ *http.Request, _ error) {
			rw.WriteHeader(http.StatusBadGateway)
		},
	}
	srv := &http.Server{Handler: proxy, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { _ = srv.Close() })
}

// alternate sends each request to the servers in turn.
type alternate struct {
	w    *world
	n    atomic.Int64
	next http.RoundTripper
}

func (a *alternate) RoundTrip(r *http.Request) (*http.Response, error) {
	r.URL.Host = a.w.servers[a.n.Add(1)%2].addr
	return a.next.RoundTrip(r)
}

func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func (w *world) startServers(ctx context.Context, t *testing.T) {
	t.Helper()
	for i := range w.servers {
		w.start(t, i)
	}
	for i := range w.servers {
		if !w.ready(ctx, i) {
			log, _ := os.ReadFile(w.logFile(i))
			t.Fatalf("server %d did not start:\n%s", i, log)
		}
	}
	t.Cleanup(func() {
		for _, c := range w.servers {
			c.kill()
		}
	})
}

func (w *world) logFile(i int) string { return filepath.Join(w.dir, fmt.Sprintf("server%d.log", i)) }

func (w *world) start(t *testing.T, i int) {
	c := w.servers[i]
	c.mu.Lock()
	defer c.mu.Unlock()
	log, err := os.OpenFile(w.logFile(i), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Error(err)
		return
	}
	defer log.Close()
	c.cmd = exec.Command(w.binary, "serve", "--config", filepath.Join(w.dir, "clinic.yaml"))
	c.cmd.Env = append(w.env, "NIGHTDESK_ADDR="+c.addr)
	c.cmd.Stderr = log
	if err := c.cmd.Start(); err != nil {
		t.Error(err)
	}
}

// kill is kill -9 of a process that this test started.
func (c *child) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cmd == nil || c.cmd.Process == nil {
		return
	}
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	c.cmd = nil
}

// ready waits until a server answers, or reports that it does not.
func (w *world) ready(ctx context.Context, i int) bool {
	for n := 0; n < 600 && ctx.Err() == nil; n++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.servers[i].addr+"/readyz", nil)
		if err != nil {
			return false
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode/100 == 2 {
				return true
			}
		}
		pause(ctx, 50*time.Millisecond)
	}
	return false
}

// pause lets real processes get on with it.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// work waits until as many more texts were answered as people are texting, so
// that every kill falls among turns, however slowly the machine starts what was
// killed before.
func (w *world) work(ctx context.Context, texts int) {
	for until := w.answered.Load() + int64(texts); w.answered.Load() < until && ctx.Err() == nil; {
		pause(ctx, 5*time.Millisecond)
	}
}

// killer kills Redis and a server in turn at odd moments, and starts them again.
func (w *world) killer(ctx context.Context, t *testing.T, k soak) {
	defer close(w.killed)
	rng := rand.New(rand.NewPCG(k.seed, 1))
	for n := range 2 * k.kills {
		pause(ctx, k.between/2+time.Duration(rng.Int64N(int64(k.between))))
		w.work(ctx, k.people)
		if ctx.Err() != nil {
			return
		}
		if n%2 == 0 {
			w.redis.Kill()
			pause(ctx, time.Duration(rng.Int64N(int64(100*time.Millisecond))))
			w.redis.Restart(t)
			w.kills[0]++
			continue
		}
		i := rng.IntN(2)
		w.servers[i].kill()
		pause(ctx, time.Duration(rng.Int64N(int64(100*time.Millisecond))))
		w.start(t, i)
		w.kills[1]++
	}
	pause(ctx, k.between)
}
