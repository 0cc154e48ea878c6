package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/config"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks/console"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// patience bounds each wait for what is to come: a machine may have much else to do, and
// how fast it is is not what is tested.
const patience = 3 * time.Minute

// story is the whole program on a real redis-server, with a stand-in for Twilio
// and a clock of the test's own.
type story struct {
	t       testing.TB
	clinic  config.Clinic
	redis   *storetest.Server
	keys    store.Keyset
	store   *store.Store
	carrier *twiliotest.Server
	program *program
	proxies []netip.Prefix
	environ []string // the secrets of channels
	public  string
	log     *syncBuffer
	console func(*console.Options)
	tweak   func(*program) // what a test changes before the program starts; nil = nothing

	mu    sync.Mutex
	now   time.Time
	live  bool // the clock goes by itself
	named bool // the public address has a host name, as passkeys need it
	// consoleURL is the address of the console, if that has a host name of its own.
	consoleURL string
	behind     time.Duration // how far the carrier's clock is behind ours
}

func (s *story) carrierNow() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(-s.behind)
}

// carrierBehind makes texts from now on look old, so that a catch-up takes those
// that a webhook lost for lost, and not for still on their way. It is not for a
// program that was just started: the catch-up of the start would take texts from
// under their webhooks.
func (s *story) carrierBehind(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behind = d
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu    sync.Mutex
	b     bytes.Buffer
	grown chan struct{} // closed by the next line; nil while nobody waits
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grown != nil {
		close(s.grown)
		s.grown = nil
	}
	return s.b.Write(p)
}

// more is closed when the next line is written.
func (s *syncBuffer) more() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grown == nil {
		s.grown = make(chan struct{})
	}
	return s.grown
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// newStory starts everything. Staff are on call, the desk is open, and it is a
// Wednesday morning.
func newStory(t testing.TB, redisSettings ...string) *story {
	t.Helper()
	return storyOf(t, func(*story) {}, redisSettings...)
}

// storyOf starts everything with other settings.
func storyOf(t testing.TB, set func(*story), redisSettings ...string) *story {
	t.Helper()
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c.SelfTest.Off = "stories tell of other texts"
	s := &story{t: t, clinic: c, log: &syncBuffer{}, now: time.Now()}
	set(s)
	s.redis = storetest.Start(t, redisSettings...)
	s.keys = storetest.Keys(t)
	var err error
	s.carrier, err = twiliotest.Start(twiliotest.Options{Numbers: []string{c.Texting.Line}, Keep: 5000, Now: s.carrierNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.carrier.Close)
	t.Cleanup(s.leaksNothing) // after the program has stopped
	s.start(clinic.FS, 0)
	t.Cleanup(s.stop)
	return s
}

// tellingText is how long a text must be to be looked for: "yes" stands in logs
// without being anybody's.
const tellingText = 12

// leaksNothing looks for what people texted in this story, and for their numbers,
// where none of it may be: in the log, in addresses, in metrics, on staff phones.
// Every story is held to it.
func (s *story) leaksNothing() {
	staff := map[string]bool{s.clinic.Texting.Line: true}
	places := map[string]string{"log": s.log.String()}
	for _, x := range s.clinic.Staff {
		staff[x.Phone] = true
		for _, m := range s.carrier.Phone(x.Phone).Inbox() {
			places["staff texts"] += strings.ToLower(m.Body) + "\n"
		}
	}
	for _, x := range s.carrier.Log() {
		if x.Kind != "api" || x.Method != http.MethodGet { // the carrier's list can only be asked by number
			places["addresses"] += x.URL + "\n"
		}
	}
	families, err := s.program.metrics.registry.Gather()
	if err != nil {
		s.t.Error(err)
	}
	places["metrics"] = fmt.Sprint(families)
	for _, m := range s.carrier.Messages() {
		if m.Direction != "inbound" || staff[m.From] {
			continue
		}
		private := []string{strings.TrimPrefix(m.From, "+1")}
		if body := strings.ToLower(strings.TrimSpace(m.Body)); len(body) >= tellingText {
			private = append(private, body)
		}
		for where, text := range places {
			for _, p := range private {
				if len(p) > 9 && strings.Contains(strings.ToLower(text), p) {
					s.t.Errorf("%q is in the %s", p, where)
				}
			}
		}
	}
}

// start starts the program with a folder of scripts, and looks for edits of it
// as often as watch says.
func (s *story) start(scripts fs.FS, watch time.Duration) {
	t := s.t
	t.Helper()
	var err error
	if s.store, err = store.Open(t.Context(), store.Options{URL: s.redis.URL(), Clinic: "story", Keys: s.keys, Redact: true}); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.public = "http://" + ln.Addr().String()
	if s.named {
		s.public = strings.Replace(s.public, "127.0.0.1", "localhost", 1)
	}
	s.carrier.Connect(twiliotest.Webhooks{SMS: s.public + twilio.PathSMS, Fallback: s.public + twilio.PathFallback, Voice: s.public + twilio.PathVoice})
	link, err := s.keys.Derive("story", "status-links")
	if err != nil {
		t.Fatal(err)
	}
	feed, err := s.keys.Derive(s.clinic.ID, feedsKey)
	if err != nil {
		t.Fatal(err)
	}
	channels, lost := channelsOf(s.clinic, s.environ)
	if len(lost) > 0 {
		t.Fatal(lost)
	}
	var devices []byte
	if s.console == nil { // else the test says who is there
		devices = []byte("a key of the story's own")
	}
	s.program, err = newProgram(t.Context(), settings{deviceKey: devices, clinic: s.clinic, channels: channels, store: s.store, linkKey: link, feedKey: feed, scripts: scripts, watch: watch, now: s.Now, console: s.console,
		log: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		process: config.Process{PublicURL: s.public, ConsoleURL: s.consoleURL, Proxies: s.proxies, Twilio: config.Twilio{AccountSID: twiliotest.AccountSID,
			AuthTokens: []config.Secret{twiliotest.AuthToken}, APIBase: s.carrier.URL(), From: s.clinic.Texting.Line}}})
	if err != nil {
		t.Fatal(err)
	}
	if s.tweak != nil {
		s.tweak(s.program)
	}
	if err := s.program.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.program.startOn(t.Context(), ln); err != nil {
		t.Fatal(err)
	}
}

// stop ends the program in order.
func (s *story) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := s.program.Stop(ctx); err != nil {
		s.t.Error(err)
	}
}

// Now is the program's clock.
func (s *story) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live {
		return time.Now()
	}
	return s.now
}

// says texts as a person and returns what came back on the line.
func (s *story) says(from, body string, opts ...twiliotest.TextOption) string {
	s.t.Helper()
	d := s.carrier.Text(from, body, opts...)
	var parts []string
	for _, r := range d.Replies {
		parts = append(parts, r.Body)
	}
	return strings.Join(parts, "\n")
}

// hears waits for the nth text on a phone.
func (s *story) hears(number string, n int) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	inbox, err := s.carrier.Phone(number).Wait(ctx, n)
	if err != nil {
		s.t.Fatalf("waited for text %d on a phone: %v", n, err)
	}
	return inbox[n-1].Body
}

// onCall is the phone of whoever is alerted first now.
func (s *story) onCall() string {
	return s.program.rota.OnCall(s.Now())[0].Phone.E164()
}

func (s *story) session(number string) bot.Session {
	s.t.Helper()
	l, err := s.store.Load(s.t.Context(), "", s.store.Person(bot.Phone(number)))
	if err != nil {
		s.t.Fatal(err)
	}
	return l.Session
}

const sam = "+19075550141"

func TestFiftyCopiesOfOneTextAreOneTurn(t *testing.T) {
	s := newStory(t)
	d := s.carrier.Text(sam, "hi", twiliotest.Copies(50))
	if len(d.Answers) != 50 {
		t.Fatalf("%d answers", len(d.Answers))
	}
	for _, a := range d.Answers {
		if a.Status != http.StatusOK || a.Answer != d.Answers[0].Answer {
			t.Fatalf("status %d, answer %q; want 200 and the same for all", a.Status, a.Answer)
		}
	}
	if got := s.session(sam).Turns; got != 1 {
		t.Errorf("%d turns, want 1", got)
	}
}

func TestTwoTextsAtOnceAreBothApplied(t *testing.T) {
	s := newStory(t)
	var wg sync.WaitGroup
	for _, body := range []string{"hi", "what are your hours", "hello?", "is anyone there", "hey"} {
		wg.Go(func() { s.carrier.Text(sam, body) })
	}
	wg.Wait()
	if got := s.session(sam).Turns; got != 5 {
		t.Errorf("%d turns, want 5", got)
	}
	said, err := s.store.Thread(t.Context(), s.store.Person(sam))
	if err != nil || len(said) != 10 {
		t.Errorf("%d messages in the thread (%v), want 5 of theirs and 5 of ours", len(said), err)
	}
}

func TestAPersonAsksForAPersonAndIsTakenCareOf(t *testing.T) {
	s := newStory(t)
	s.says(sam, "hi")
	reply := s.says(sam, "I want to talk to a real person please")
	if !strings.Contains(reply, "team") && !strings.Contains(reply, "staff") {
		t.Errorf("they were told %q", reply)
	}
	alert := s.hears(s.onCall(), 1)
	if !strings.HasPrefix(alert, "Alert ") || strings.Contains(alert, sam) {
		t.Errorf("alert %q", alert)
	}
	if took := s.says(s.onCall(), "1"); !strings.Contains(took, "is yours") {
		t.Errorf("staff were told %q", took)
	}
	before := len(s.carrier.Phone(sam).Inbox())
	_ = before
	told := s.hears(sam, 3)
	if told == "" {
		t.Error("the person was not told that somebody has it")
	}
	if done := s.says(s.onCall(), "done"); !strings.Contains(done, "closed") {
		t.Errorf("staff were told %q", done)
	}
	s.hears(sam, 4)
	if got := s.session(sam).Case; got != "" {
		t.Error("the session still has the closed case")
	}
}

func TestDangerIsAnsweredWithRedisGoneAndNothingIsLost(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.says(sam, "hi")
	s.carrierBehind(time.Minute)
	s.redis.Kill()
	if got := s.says(sam, "my friend is not breathing he took too much"); !strings.Contains(got, "911") || !strings.Contains(got, "naloxone") {
		t.Errorf("with the store gone they were told %q", got)
	}
	if alarm := s.hears(s.onCall(), 1); !strings.Contains(alarm, "level 1") {
		t.Errorf("staff were told %q", alarm)
	}
	d := s.carrier.Text(sam, "1")
	if st := d.Answers[0].Status; st != http.StatusServiceUnavailable {
		t.Errorf("an ordinary text got status %d, want 503 so that Twilio comes again", st)
	}
	if len(d.Replies) != 1 || !strings.Contains(d.Replies[0].Body, "988") {
		t.Errorf("the fallback said %v", d.Replies)
	}
	s.redis.Restart(t)
	n, err := s.program.inbox.CatchUp(t.Context(), oneCatchUp{s.store}, s.program.client)
	if err != nil || n != 2 {
		t.Fatalf("caught up %d texts (%v), want the 2 that were not stored", n, err)
	}
	if got := s.session(sam); got.Turns != 3 || got.Crisis == nil || !got.Crisis.Held {
		t.Errorf("after the catch-up: %d turns, crisis %v", got.Turns, got.Crisis)
	}
	s.hears(s.onCall(), 2)
}

// oneCatchUp is the store without its lease, which the program's own loop holds.
type oneCatchUp struct{ *store.Store }

func (oneCatchUp) Lease(context.Context, string, time.Duration) (bool, error) { return true, nil }

// forward moves the program's clock.
func (s *story) forward(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func TestRedisThatCannotWriteGets503AndNoHalfTurn(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string][]string{
		"full":      {"maxmemory", "1"},
		"read-only": {"min-replicas-to-write", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			s.says(sam, "hi")
			if err := s.redis.Client(t).ConfigSet(t.Context(), setting[0], setting[1]).Err(); err != nil {
				t.Fatal(err)
			}
			if st := s.carrier.Text(sam, "1").Answers[0].Status; st != http.StatusServiceUnavailable {
				t.Errorf("status %d, want 503", st)
			}
			if got := s.session(sam).Turns; got != 1 {
				t.Errorf("%d turns, want 1", got)
			}
			if got := s.says(sam, "i want to kill myself"); !strings.Contains(got, "988") {
				t.Errorf("danger was answered %q", got)
			}
		})
	}
}

func TestAnAlertThatCannotBeDeliveredClimbsAtOnce(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	first := s.onCall()
	s.carrier.Unreachable(first, 30003)
	s.says(sam, "my friend is not breathing")
	for _, st := range s.clinic.Staff {
		if st.Phone != first && strings.HasPrefix(s.anyAlert(first), "Alert") {
			return
		}
	}
	t.Error("nobody else was alerted")
}

// anyAlert waits for an alert on any staff phone but one.
func (s *story) anyAlert(but string) string {
	events, end := s.carrier.Subscribe()
	defer end()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		for _, st := range s.clinic.Staff {
			for _, m := range s.carrier.Phone(st.Phone).Inbox() {
				if st.Phone != but && alertCode.MatchString(m.Body) {
					return m.Body
				}
			}
		}
		select {
		case <-events:
		case <-deadline.C:
			return ""
		}
	}
}

// fallback is Twilio's call to the fallback address with a text.
func (s *story) fallback(sid, from, body string) string {
	s.t.Helper()
	x := s.carrier.Post(s.public+twilio.PathFallback, url.Values{"MessageSid": {sid}, "AccountSid": {twiliotest.AccountSID},
		"From": {from}, "To": {twiliotest.Line}, "Body": {body}, "ErrorCode": {"11200"}})
	if x.Status != http.StatusOK {
		s.t.Errorf("status %d", x.Status)
	}
	return x.Answer
}

// Twilio took the first webhook for failed: danger is answered and alarmed all
// the same. Of a turn that was applied the person gets the answer once.
func TestTheFallbackAddress(t *testing.T) {
	s := newStory(t)
	if got := s.fallback("SM"+strings.Repeat("d", 32), sam, "mi amigo no respira"); !strings.Contains(got, "LLAME AL 911") {
		t.Errorf("danger was answered %q", got)
	}
	for _, phone := range []string{s.onCall(), s.supervisor()} {
		if alarm := s.hears(phone, 1); !strings.Contains(alarm, "level 1") {
			t.Errorf("staff were told %q", alarm)
		}
	}
	const kim, lee = "+19075550142", "+19075550143"
	heard, lost := "SM"+strings.Repeat("e", 32), "SM"+strings.Repeat("f", 32)
	s.says(kim, "hi", twiliotest.SID(heard))
	x := s.carrier.Post(s.public+twilio.PathSMS, url.Values{"MessageSid": {lost}, "AccountSid": {twiliotest.AccountSID},
		"From": {lee}, "To": {twiliotest.Line}, "Body": {"hi"}}) // and the answer is lost
	if x.Status != http.StatusOK {
		t.Fatal(x.Status)
	}
	s.fallback(heard, kim, "hi")
	s.fallback(lost, lee, "hi")
	s.forward(time.Minute)
	for range 2 {
		if _, err := s.program.inbox.CatchUp(t.Context(), oneCatchUp{s.store}, s.program.client); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.hears(lee, 1); !strings.Contains(got, "automated") {
		t.Errorf("they got %q", got)
	}
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.carrier.Phone(kim).Inbox()); n != 1 {
		t.Errorf("kim got %d texts, want the one answer", n)
	}
	if n := len(s.carrier.Phone(lee).Inbox()); n != 1 {
		t.Errorf("lee got %d texts, want the one answer", n)
	}
}

// supervisor is the supervisor's phone.
func (s *story) supervisor() string {
	for _, st := range s.clinic.Staff {
		if st.ID == s.clinic.Rota.Supervisor {
			return st.Phone
		}
	}
	s.t.Fatal("there is no supervisor")
	return ""
}

// An alert that nobody has taken stands still when the store fails. Whoever is on
// call hears of it, and when it is over.
func TestAStoreThatFailsIsTold(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.says(sam, "i want to kill myself")
	s.hears(s.onCall(), 1)
	s.program.inbox.Watch(t.Context(), s.store.Ready)
	if err := s.redis.Client(t).ConfigSet(t.Context(), "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	s.forward(61 * time.Second)
	for _, phone := range []string{s.onCall(), s.supervisor()} {
		s.hearsOf(phone, "alerts do not go out")
	}
	if err := s.redis.Client(t).ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	s.program.inbox.Watch(t.Context(), s.store.Ready)
	s.forward(61 * time.Second)
	s.hearsOf(s.onCall(), "alerts go out again")
}

// hearsOf waits for a text on a phone that has some words in it.
func (s *story) hearsOf(number, words string) {
	s.t.Helper()
	events, end := s.carrier.Subscribe()
	defer end()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		for _, m := range s.carrier.Phone(number).Inbox() {
			if strings.Contains(m.Body, words) {
				return
			}
		}
		select {
		case <-events:
		case <-deadline.C:
			s.t.Fatalf("a phone never got %q", words)
		}
	}
}

// A carrier filters the reply to somebody in danger: whoever is on call hears
// that they have read nothing, even if they were alerted already.
func TestAReplyToDangerThatIsFiltered(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.carrier.Unreachable(sam, 30007)
	s.says(sam, "my friend is not breathing")
	s.hearsOf(s.onCall(), "NEW, level 1")
	open, err := s.store.OpenCases(t.Context())
	if err != nil || len(open) != 1 || !slices.Contains(open[0].Case.Labels, "reply_blocked") {
		t.Errorf("%d cases (%v)", len(open), err)
	}
}
