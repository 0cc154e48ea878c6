package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/inbox"
	"nightdesk/bot/outbox"
	"nightdesk/bot/safety"
	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/webhooks"
	"nightdesk/webhooks/console"
	"nightdesk/webhooks/notify"
	"nightdesk/webhooks/twilio"
)

// settings are all that a program is made from.
type settings struct {
	clinic  config.Clinic
	process config.Process
	store   *store.Store
	linkKey []byte
	// deviceKey marks browsers that somebody has signed in to the console on; nil =
	// nobody can sign in.
	deviceKey []byte
	feedKey   []byte // makes the addresses of calendar feeds; nil = there are none
	scripts   fs.FS
	// channels are those that clinic.yaml names and that could be opened.
	channels map[string]*notify.Channel
	// environ is the environment, for the secrets that clinic.yaml names in it.
	environ []string
	// watch is how often to look for edits of scripts while running; 0 = never.
	watch time.Duration
	// durable: a store that would lose acknowledged turns is not worked with.
	durable bool
	now     func() time.Time
	log     *slog.Logger
	mounts  []webhooks.Mount
	// console may change what the staff's pages are made from; nil = nothing is.
	console func(*console.Options)
}

// program is the whole product, ready to start. serve and demo run the same one.
type program struct {
	s       settings
	rota    *handoff.Rota
	scripts *pinned
	inbox   *inbox.Inbox
	outbox  *outbox.Outbox
	redact  *outbox.RedactWorker // nil if the carrier keeps the words
	client  *twilio.Client
	metrics *metrics
	console *console.Console
	trials  *trials // talks with drafts
	passed  passed  // by which publishing and trials save each other the wait
	handler http.Handler

	server *http.Server
	extra  *http.Server
	loops  sync.WaitGroup
	stop   context.CancelFunc
	failed chan error // what the program cannot go on after
}

// newProgram wires the parts. Nothing runs yet, and nothing outside is asked
// unless the scripts have errors: a program that starts while its store is down
// has people in danger to answer.
func newProgram(ctx context.Context, s settings) (*program, error) {
	p := &program{s: s, metrics: newMetrics(s.store), failed: make(chan error, 1)}
	cal := calendarOf(s.clinic)
	p.rota = rotaOf(s.clinic, cal)
	p.scripts = p.newPinned(cal)
	if err := p.loadScripts(ctx); err != nil {
		return nil, err
	}
	t := s.process.Twilio
	line := bot.Phone(s.clinic.Texting.Line)
	from := bot.Phone(t.From)
	if from == "" && t.MessagingService == "" {
		from = line
	}
	var err error
	p.client, err = twilio.NewClient(twilio.ClientOptions{
		AccountSID: t.AccountSID, AuthToken: t.AuthTokens[0].Reveal(), APIKey: t.APIKey, APISecret: t.APISecret.Reveal(),
		Base: t.APIBase, From: from, ServiceSID: t.MessagingService, Lines: p.lines(),
		PublicURL: s.process.PublicURL, LinkKey: s.linkKey,
	})
	if err != nil {
		return nil, err
	}
	p.outbox = outbox.New(outbox.Options{Store: s.store, Sender: p.ways(), Zone: s.clinic.Zone, Rate: float64(s.clinic.Texting.Segments), Now: s.now, Log: s.log,
		Count: p.metrics.sent, Taken: p.metrics.taken})
	p.inbox = &inbox.Inbox{
		Store: s.store, Scripts: p.scripts, Clinic: clinicOf(s.clinic, cal), Calendar: cal, Rota: p.rota,
		Now: s.now, Log: s.log, Poke: p.outbox.Poke, Alarm: p.alarm, Redact: s.clinic.Texting.Redact, Relay: s.clinic.Relay,
		SelfTest: selfTestOf(s.clinic, cal, p.rota),
	}
	p.inbox.Ways = (&mover{get: p.scripts.Get, releases: p.scripts.Releases}).ways
	if s.clinic.Texting.Redact {
		p.redacts()
	}
	senders, err := twilio.NewSenders(s.clinic.Texting.Countries...)
	if err != nil {
		return nil, err
	}
	p.inbox.Answered = func(n bot.Phone) bool { return senders.Of(n) == twilio.Person }
	p.inbox.MinuteReplies, p.inbox.DaySegments, p.inbox.Count = s.clinic.Limits.RepliesPerMinute, s.clinic.Limits.DaySegments, p.metrics.limit
	p.metrics.day(p.inbox.SpentToday, s.clinic.Limits.DaySegments)
	p.inbox.SelfTest = selfTestOf(s.clinic, cal, p.rota)
	p.inbox.Prepare()
	safety.Screen("") // compiles its rules now and not with the first text
	hook, err := twilio.New(twilio.Options{
		PublicURL: s.process.PublicURL, AccountSID: t.AccountSID, Tokens: reveal(t.AuthTokens), Lines: p.lines(), Senders: senders,
		LinkKey: s.linkKey, Desk: p.inbox, Alerts: p.inbox, Fallback: bot.Words(safety.Fallback()), Ring: p.ring(s.clinic), Log: s.log, Count: p.metrics.event,
	})
	if err != nil {
		return nil, err
	}
	o := webhooks.Options{Twilio: hook.Routes(), Ready: s.store.Ready, Mounts: s.mounts, Log: s.log, Observe: p.metrics.request,
		Proxies: s.process.Proxies, Count: p.metrics.event}
	if s.feedKey != nil {
		o.Mounts = append(slices.Clone(o.Mounts), p.feeds(cal))
	}
	if err := p.mountConsole(&o); err != nil {
		return nil, err
	}
	if s.process.MetricsAddr == "" {
		o.Metrics = promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{})
	}
	p.handler = webhooks.New(o)
	return p, nil
}

// loadScripts makes the folder's scripts current until the store says what is live.
// If they have errors, those that were live last go on: a restart in the middle of an
// edit must not leave people without an answer. Without either, the server does not
// start, unless that is because the store is not there: then the built-in ones stand
// in, for whoever is in danger is answered by no script at all.
func (p *program) loadScripts(ctx context.Context) error {
	files, err := folderFiles(p.s.scripts)
	if err != nil {
		p.s.log.Error("the scripts can't be read", "err", err)
	} else if problems := p.scripts.Check(files.Flows); flows.Blocks(problems) {
		for _, x := range problems {
			p.s.log.Error("script problem", "problem", x.String())
		}
		err = errors.New("the scripts have errors (mend: nightdesk check lists them)")
	}
	if err == nil {
		p.scripts.stand(files)
		return nil
	}
	wait, cancel := context.WithTimeout(ctx, versionWait)
	defer cancel()
	files, lost := p.scripts.liveFiles(wait)
	switch {
	case errors.Is(lost, bot.ErrUnavailable):
		if files, lost = builtInFiles(); lost != nil || flows.Blocks(p.scripts.Check(files.Flows)) {
			return errors.Join(fmt.Errorf("read the scripts: %w", err), lost)
		}
		p.s.log.Error("the built-in scripts stand in until the store is there: mend the errors above")
	case lost != nil || len(files.Flows) == 0 || flows.Blocks(p.scripts.Check(files.Flows)):
		return errors.Join(fmt.Errorf("read the scripts: %w", err), lost)
	default:
		p.s.log.Error("the scripts that were live last go on: mend the errors above", "live", flows.Version(files.Flows))
	}
	p.scripts.standIn = true
	p.scripts.stand(files)
	return nil
}

// settle is what needs the store before all is well: it must answer, keep what
// it acknowledges, and hold the scripts for the next start. An error wrapping
// bot.ErrUnavailable means that it does not answer yet.
func (p *program) settle(ctx context.Context) error {
	if err := p.s.store.Ready(ctx); err != nil {
		return err
	}
	if err := p.s.store.AdoptKeys(ctx); err != nil {
		return err
	}
	warnings, err := p.s.store.Durability(ctx)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		p.s.log.Warn("the store may lose data", "problem", w)
	}
	if p.s.durable && len(warnings) > 0 {
		return fmt.Errorf("the store would lose data: %s", strings.Join(warnings, "; "))
	}
	if err := p.scripts.settle(ctx); err != nil {
		return fmt.Errorf("save the scripts: %w", err)
	}
	return nil
}

const (
	// settleEvery is how often a store that does not answer is tried.
	settleEvery = 2 * time.Second
	// settleTime bounds one try. A store that is gone says so sooner; the rest is for
	// reading and checking scripts on a machine that has much else to do.
	settleTime = 15 * time.Second
)

// settleLater is settle for a store that was not there at the start. If it turns
// out to be one that would lose data, the program ends.
func (p *program) settleLater(ctx context.Context) {
	for p.scripts.unsaved {
		once, cancel := context.WithTimeout(ctx, settleTime)
		err := p.settle(once)
		cancel()
		switch {
		case err == nil:
			p.s.log.Info("the store answers")
			return
		case !errors.Is(err, bot.ErrUnavailable):
			p.fail(err)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(settleEvery):
		}
	}
}

// fail reports what the program cannot go on after; the first such error counts.
func (p *program) fail(err error) {
	select {
	case p.failed <- err:
	default:
	}
}

// lines are our own numbers.
func (p *program) lines() []bot.Phone {
	lines := []bot.Phone{bot.Phone(p.s.clinic.Texting.Line)}
	if f := bot.Phone(p.s.process.Twilio.From); f != "" && f != lines[0] {
		lines = append(lines, f)
	}
	return lines
}

// ring gives the desk's number while somebody is there to pick up.
func (p *program) ring(c config.Clinic) func() bot.Phone {
	return func() bot.Phone {
		if p.rota.Now(p.s.now()).DeskOpen && c.Phone != c.Texting.Line {
			return bot.Phone(c.Phone)
		}
		return ""
	}
}

// alarm texts staff without the store.
func (p *program) alarm(ctx context.Context, s bot.Staff, text string) error {
	_, err := p.client.Send(ctx, bot.Send{ID: inbox.AlarmID(s), Class: bot.SendAlert, To: s.Phone, Body: bot.Words(text)})
	return err
}

func reveal(secrets []config.Secret) []string {
	out := make([]string, len(secrets))
	for i, s := range secrets {
		out[i] = s.Reveal()
	}
	return out
}

// Start listens and starts the loops. ctx bounds only the start.
func (p *program) Start(ctx context.Context) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", p.s.process.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w (mend: set NIGHTDESK_ADDR to a free address)", err)
	}
	return p.startOn(ctx, ln)
}

// startOn is Start on a listener that is there already.
func (p *program) startOn(ctx context.Context, ln net.Listener) error {
	secure := p.s.process.ServerTLS()
	p.server = serverOf(p.handler, secure)
	if addr := p.s.process.MetricsAddr; addr != "" {
		var lc net.ListenConfig
		extra, err := lc.Listen(ctx, "tcp", addr)
		if err != nil {
			return errors.Join(fmt.Errorf("listen for metrics: %w", err), ln.Close())
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{}))
		p.extra = serverOf(mux, secure)
		p.loops.Go(func() { p.listen(p.extra, extra) })
	}
	run, stop := context.WithCancel(context.Background())
	p.stop = stop
	p.keep(run, "timers", p.inbox.Run)
	p.keep(run, "outbox", p.outbox.Run)
	p.keep(run, "budget", p.inbox.RunBudget)
	p.keep(run, "rota", func(ctx context.Context) { p.inbox.RunRota(ctx, p.s.store) })
	p.keep(run, "cases", p.inbox.RunTend)
	p.keep(run, "gaps", func(ctx context.Context) { p.inbox.RunGaps(ctx, p.s.store) })
	if p.redact != nil {
		p.keep(run, "redaction", p.redact.Run)
	}
	p.keep(run, "watch", func(ctx context.Context) { p.inbox.RunWatch(ctx, p.s.store.Ready) })
	p.keep(run, "catch-up", func(ctx context.Context) { p.inbox.RunCatchUp(ctx, p.s.store, p.client) })
	p.keep(run, "self-test", p.inbox.RunSelfTest)
	p.keep(run, "alert path", p.watchPath)
	p.keep(run, "audit", p.sealAudit)
	p.keep(run, "upkeep", p.upkeep)
	p.keep(run, "scripts", func(ctx context.Context) {
		p.settleLater(ctx)
		if p.s.watch > 0 {
			p.scripts.watch(ctx, p.s.watch)
		}
		<-ctx.Done()
	})
	p.keep(run, "releases", p.scripts.follow)
	p.loops.Go(func() { p.listen(p.server, ln) })
	return nil
}

// listen serves until the server is shut down. A listener that dies before takes
// the program with it: one that runs and answers nobody is the worst of all.
func (p *program) listen(srv *http.Server, ln net.Listener) {
	serve := srv.Serve
	if srv.TLSConfig != nil {
		serve = func(ln net.Listener) error { return srv.ServeTLS(ln, "", "") }
	}
	if err := serve(ln); !errors.Is(err, http.ErrServerClosed) {
		p.fail(fmt.Errorf("listen on %s: %w", ln.Addr(), err))
	}
}

// keep runs a loop until ctx ends. One that breaks is begun anew: the others, and
// whoever texts, must not go down with it.
func (p *program) keep(ctx context.Context, name string, loop func(context.Context)) {
	once := func() {
		defer func() {
			if r := recover(); r != nil { // its value may quote somebody
				p.s.log.Error("a loop broke and begins anew", "loop", name, "kind", fmt.Sprintf("%T", r))
			}
		}()
		loop(ctx)
	}
	p.loops.Go(func() {
		for ctx.Err() == nil {
			once()
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	})
}

// serverOf bounds what a slow or hostile peer can hold open. Without secure it speaks
// plain HTTP.
func serverOf(h http.Handler, secure *tls.Config) *http.Server {
	return &http.Server{Handler: h, TLSConfig: secure, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}

// Stop ends in reverse: first no new requests, then the loops, then the store.
func (p *program) Stop(ctx context.Context) error {
	p.console.Close()
	p.trials.Close()
	var err error
	if p.server != nil {
		err = p.server.Shutdown(ctx)
	}
	if p.extra != nil {
		err = errors.Join(err, p.extra.Shutdown(ctx))
	}
	if p.stop != nil {
		p.stop()
	}
	done := make(chan struct{})
	go func() {
		p.loops.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done(): // what is under way has its leases and is taken up again
		err = errors.Join(err, fmt.Errorf("stop: %w", ctx.Err()))
	}
	return errors.Join(err, p.s.store.Close())
}
