package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// demoCmd runs the whole product on one machine for somebody who wants to see
// it. From the webhook inwards it is the program that serve runs.
type demoCmd struct {
	Addr string `help:"Where to listen." default:"127.0.0.1:8080"`
}

//go:embed demopage
var demoFiles embed.FS

// Run serves the demo until it is told to stop.
func (c *demoCmd) Run(ctx context.Context, std *streams) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w (mend: nightdesk demo --addr 127.0.0.1:0)", err)
	}
	d, err := newDemo(ctx, ln.Addr().String(), time.Now)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.program.startOn(ctx, ln); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "nightdesk demo: open http://%s/ in a browser (Ctrl-C ends it)\n"+
		"Everything is made up, in memory, and gone afterwards.\n", ln.Addr())
	<-ctx.Done()
	close(d.done)
	end, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return d.program.Stop(end)
}

// demo is the program with a stand-in for Twilio, a store in memory and a clock
// that can be moved.
type demo struct {
	clinic  config.Clinic
	clock   *movableClock
	twilio  *twiliotest.Server
	embed   *store.Embed
	program *program

	done chan struct{} // closed when the demo ends, so that open pages let go

	mu     sync.Mutex
	them   string // the number of the person at the left-hand phone
	people int
}

// movableClock is the wall clock, moved forward.
type movableClock struct {
	wall func() time.Time
	mu   sync.Mutex
	by   time.Duration
}

// Now is the demo's time.
func (c *movableClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.by)
}

// Forward moves it; time never goes back.
func (c *movableClock) Forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by += max(d, 0)
}

// demoPerson is the first made-up texter's number; later ones count on from it.
const demoPerson = 140

func newDemo(ctx context.Context, addr string, wall func() time.Time) (*demo, error) {
	c, problems := config.Example()
	if len(problems) > 0 {
		return nil, fmt.Errorf("the example clinic: %s", problems[0])
	}
	d := &demo{clinic: c, clock: &movableClock{wall: wall}, done: make(chan struct{})}
	d.nextPerson()
	var err error
	if d.embed, err = store.Embedded(d.clock.Now); err != nil {
		return nil, err
	}
	st, err := d.embed.Open(c.ID)
	if err != nil {
		return nil, err
	}
	if d.twilio, err = twiliotest.Start(twiliotest.Options{Numbers: []string{c.Texting.Line}, Now: d.clock.Now, Keep: 200}); err != nil {
		return nil, err
	}
	public := "http://" + addr
	d.twilio.Connect(twiliotest.Webhooks{SMS: public + twilio.PathSMS + "#rc=2&rp=all", Fallback: public + twilio.PathFallback, Voice: public + twilio.PathVoice})
	link, err := d.embed.Keys().Derive(c.ID, "status-links")
	if err != nil {
		return nil, err
	}
	process := config.Process{Addr: addr, PublicURL: public, Twilio: config.Twilio{
		AccountSID: twiliotest.AccountSID, AuthTokens: []config.Secret{twiliotest.AuthToken}, APIBase: d.twilio.URL(), From: c.Texting.Line}}
	d.program, err = newProgram(ctx, settings{clinic: c, process: process, store: st, linkKey: link, scripts: clinic.FS,
		now: d.clock.Now, log: slog.New(slog.DiscardHandler), mounts: d.mounts()})
	return d, err
}

// Close ends what the program does not own.
func (d *demo) Close() {
	d.twilio.Close()
	_ = d.embed.Close()
}

// nextPerson puts the phone into another made-up person's hand.
func (d *demo) nextPerson() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.them = fmt.Sprintf("+1907555%04d", demoPerson+d.people%60)
	d.people++
}

func (d *demo) person() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.them
}

// mounts are the page and what it talks to.
func (d *demo) mounts() []webhooks.Mount {
	page, err := fs.Sub(demoFiles, "demopage")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	files := http.FileServerFS(page)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo/events", d.events)
	mux.HandleFunc("POST /demo/text", d.text)
	mux.HandleFunc("POST /demo/clock", d.forward)
	mux.HandleFunc("POST /demo/person", func(w http.ResponseWriter, _ *http.Request) {
		d.nextPerson()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		files.ServeHTTP(w, r)
	})
	// Another site open in the same browser must not be able to type here.
	guard := http.NewCrossOriginProtection().Handler(mux)
	return []webhooks.Mount{{Path: "/", Handler: guard}}
}

// text sends what was typed on one of the phones, through the stand-in.
func (d *demo) text(w http.ResponseWriter, r *http.Request) {
	var in struct{ Phone, Body string }
	if !readJSON(w, r, &in) {
		return
	}
	from := d.person()
	for _, s := range d.clinic.Staff {
		if s.ID == in.Phone {
			from = s.Phone
		}
	}
	d.twilio.Text(from, in.Body)
	w.WriteHeader(http.StatusNoContent)
}

// forward moves the clock by a duration, or to the next time of day.
func (d *demo) forward(w http.ResponseWriter, r *http.Request) {
	var in struct{ Forward, Until string }
	if !readJSON(w, r, &in) {
		return
	}
	by, err := time.ParseDuration(in.Forward)
	if in.Until != "" {
		by, err = d.until(in.Until)
	}
	if err != nil || by <= 0 || by > 31*24*time.Hour {
		http.Error(w, "the clock goes forward, by at most 31 days", http.StatusBadRequest)
		return
	}
	d.pass(by)
	w.WriteHeader(http.StatusNoContent)
}

// clockSteps is how many steps a jump of the clock is taken in, so that what
// falls due in between happens in its order and at its time of day.
const clockSteps = 48

// pass lets time pass, working off what falls due on the way.
func (d *demo) pass(by time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	for range clockSteps {
		d.clock.Forward(by / clockSteps)
		for range 20 {
			wakes, err := d.program.inbox.WorkWakes(ctx)
			if err != nil || wakes == 0 {
				break
			}
		}
		if _, err := d.program.outbox.Work(ctx, d.clock.Now()); err != nil {
			return
		}
	}
}

// until is how long it is to the next "15:04" at the clinic.
func (d *demo) until(clock string) (time.Duration, error) {
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return 0, err
	}
	now := d.clock.Now().In(d.clinic.Zone)
	y, m, day := now.Date()
	next := time.Date(y, m, day, at.Hour(), at.Minute(), 0, 0, d.clinic.Zone)
	if !next.After(now) {
		next = time.Date(y, m, day+1, at.Hour(), at.Minute(), 0, 0, d.clinic.Zone)
	}
	return next.Sub(now), nil
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(into); err != nil {
		http.Error(w, "not understood", http.StatusBadRequest)
		return false
	}
	return true
}

// drawEvery is how often the page looks for something new.
const drawEvery = 200 * time.Millisecond

// events streams the whole state whenever it changes.
func (d *demo) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	tick := time.NewTicker(drawEvery)
	defer tick.Stop()
	last := ""
	for {
		b, err := json.Marshal(d.state())
		if err != nil {
			return
		}
		if s := string(b); s != last {
			last = s
			if _, err := fmt.Fprintf(w, "data: %s\n\n", s); err != nil || out.Flush() != nil {
				return
			}
		}
		select {
		case <-r.Context().Done():
			return
		case <-d.done:
			return
		case <-tick.C:
		}
	}
}

type demoState struct {
	Clinic  string      `json:"clinic"`
	Now     string      `json:"now"`
	Them    demoPhone   `json:"them"`
	Staff   []demoPhone `json:"staff"`
	Wire    []demoWire  `json:"wire"`
	WireSeq int         `json:"wireSeq"`
}

type demoPhone struct {
	ID       string     `json:"id"`
	Label    string     `json:"label"`
	Messages []demoText `json:"messages"`
}

type demoText struct {
	Out  bool   `json:"out"`
	Text string `json:"text"`
	At   string `json:"at"`
}

type demoWire struct {
	Seq       int    `json:"seq"`
	Direction string `json:"direction"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Status    int    `json:"status"`
	Request   string `json:"request"`
	Response  string `json:"response"`
}

// wireShown is how many exchanges the page lists.
const wireShown = 40

func (d *demo) state() demoState {
	log := d.twilio.Messages()
	s := demoState{Clinic: d.clinic.Name, Now: d.clock.Now().In(d.clinic.Zone).Format("Mon Jan 2, 3:04 PM"),
		Them: d.phone(log, "them", "", d.person())}
	s.Them.ID = d.person()
	for _, p := range d.clinic.Staff {
		s.Staff = append(s.Staff, d.phone(log, p.ID, p.Name+", "+p.Role, p.Phone))
	}
	for _, x := range slices.Backward(d.twilio.Log()) {
		if x.Kind == "api" && x.Method == http.MethodGet {
			continue // the catch-up's look at the message log, every minute
		}
		if s.Wire = append(s.Wire, wireOf(x)); len(s.Wire) == wireShown {
			break
		}
	}
	if len(s.Wire) > 0 {
		s.WireSeq = s.Wire[0].Seq
	}
	return s
}

// phone is what one telephone shows.
func (d *demo) phone(log []twiliotest.Message, id, label, number string) demoPhone {
	p := demoPhone{ID: id, Label: label, Messages: []demoText{}}
	for _, m := range log {
		if m.From != number && m.To != number || m.From != number && (m.Status == "failed" || m.Status == "undelivered") {
			continue
		}
		p.Messages = append(p.Messages, demoText{Out: m.From == number, Text: m.Body, At: m.Created.In(d.clinic.Zone).Format("Mon 3:04 PM")})
	}
	return p
}

func wireOf(x twiliotest.Exchange) demoWire {
	w := demoWire{Seq: x.N, Method: x.Method, Path: x.URL, Status: x.Status, Response: strings.TrimSpace(x.Answer), Direction: "Twilio → us"}
	if x.Kind == "api" {
		w.Direction = "us → Twilio"
	}
	if i := strings.Index(w.Path, "://"); i >= 0 {
		if j := strings.IndexByte(w.Path[i+3:], '/'); j >= 0 {
			w.Path = w.Path[i+3+j:]
		}
	}
	var lines []string
	for name, values := range x.Form {
		for _, v := range values {
			lines = append(lines, name+": "+strconv.Quote(v))
		}
	}
	slices.Sort(lines)
	if x.Signature != "" {
		lines = append(lines, "X-Twilio-Signature: "+x.Signature)
	}
	w.Request = strings.Join(lines, "\n")
	if x.Err != "" {
		w.Response = x.Err
	}
	return w
}
