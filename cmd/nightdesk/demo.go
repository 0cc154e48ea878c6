package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// demoCmd runs the whole product on one machine for somebody who wants to see
// it. From the webhook inwards it is the program that serve runs.
type demoCmd struct {
	Addr string `help:"Where to listen; port 0 is any that is free." default:"127.0.0.1:8080"`
}

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
	d.start(ln)
	fmt.Fprintf(std.out, "nightdesk demo: open http://%s/ in a browser (Ctrl-C ends it)\n"+
		"Everything is made up, in memory, and gone afterwards.\n", ln.Addr())
	select {
	case <-ctx.Done():
	case err = <-d.program.failed:
	}
	close(d.done)
	end, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return errors.Join(err, d.program.Stop(end))
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
	poke chan struct{} // something was just committed

	ledger demoLedger
	others demoOthers

	mu     sync.Mutex
	them   string // the number of the person at the left-hand phone
	people int
}

// demoPerson is the first made-up texter's number; later ones count on from it, and
// after demoPeople of them the first is back.
const demoPerson, demoPeople = 140, 60

// demoNumber is the made-up number 907-555-0n.
func demoNumber(n int) string { return fmt.Sprintf("+1907555%04d", n) }

func newDemo(ctx context.Context, addr string, wall func() time.Time) (*demo, error) {
	c, problems := config.Example()
	if len(problems) > 0 {
		return nil, fmt.Errorf("the example clinic: %s", problems[0])
	}
	d := &demo{clinic: c, clock: &movableClock{wall: wall}, done: make(chan struct{}), poke: make(chan struct{}, 1)}
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
	feed, err := d.embed.Keys().Derive(c.ID, feedsKey)
	if err != nil {
		return nil, err
	}
	process := config.Process{Addr: addr, PublicURL: public, Twilio: config.Twilio{
		AccountSID: twiliotest.AccountSID, AuthTokens: []config.Secret{twiliotest.AuthToken}, APIBase: d.twilio.URL(), From: c.Texting.Line}}
	d.program, err = newProgram(ctx, settings{clinic: c, process: process, store: st, linkKey: link, feedKey: feed, scripts: clinic.FS,
		now: d.clock.Now, log: slog.New(slog.DiscardHandler), mounts: d.mounts(), console: demoConsole})
	if err != nil {
		return nil, err
	}
	d.program.inbox.Poke = d.soon
	if err := d.program.settle(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// start serves, and works what falls due in one loop, where serve has one for
// timers and one for sends: were the clock moved while a send is under way, its
// claim would run out and it would be tried a second time.
func (d *demo) start(ln net.Listener) {
	p := d.program
	run, stop := context.WithCancel(context.Background())
	p.server, p.stop = serverOf(p.handler, nil), stop
	p.loops.Go(func() { d.run(run) })
	p.loops.Go(func() { p.inbox.RunCatchUp(run, p.s.store, p.client) })
	p.loops.Go(func() { p.listen(p.server, ln) })
}

// soon makes run look at once. It never blocks.
func (d *demo) soon() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// workEvery is how often run looks for what has fallen due by itself.
const workEvery = 200 * time.Millisecond

// run works what is due and moves the clock, until ctx ends.
func (d *demo) run(ctx context.Context) {
	tick := time.NewTicker(workEvery)
	defer tick.Stop()
	pause := time.NewTicker(clockPause)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.poke:
		case <-tick.C:
		}
		d.work(ctx)
		for d.clock.Step() {
			d.work(ctx)
			select {
			case <-ctx.Done():
				return
			case <-pause.C:
			}
		}
	}
}

// workRounds bounds what one moment may set off: a timer that sends, a send
// whose failure tells somebody else.
const workRounds = 20

// work does what is due until nothing is. What fails is tried again later.
func (d *demo) work(ctx context.Context) {
	for range workRounds {
		timers, err := d.program.inbox.WorkWakes(ctx)
		if err != nil {
			return
		}
		sends, err := d.program.outbox.Work(ctx, d.clock.Now())
		if err != nil || timers+sends == 0 {
			return
		}
		if d.twilio.Settle(ctx) != nil { // the status callbacks of the sends
			return
		}
	}
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
	d.them = demoNumber(demoPerson + d.people%demoPeople)
	d.people++
}

func (d *demo) person() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.them
}
