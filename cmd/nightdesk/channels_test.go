package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/config"
	"nightdesk/webhooks/twilio/twiliotest"
)

// board is what a clinic looks at: a server that keeps what it gets.
type board struct {
	*httptest.Server
	mu     sync.Mutex
	got    []posted
	status int // of the answer; 0 = 200
	more   chan struct{}
}

type posted struct {
	path, body string
	header     http.Header
}

func newBoard(t *testing.T) *board {
	b := &board{more: make(chan struct{}, 100)}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		b.got = append(b.got, posted{r.URL.Path, string(body), r.Header.Clone()})
		status := b.status
		b.mu.Unlock()
		if status != 0 {
			w.WriteHeader(status)
		} else {
			_, _ = io.WriteString(w, `{"id":"x"}`)
		}
		b.more <- struct{}{}
	}))
	t.Cleanup(b.Close)
	return b
}

// to waits for a post to a path.
func (b *board) to(t *testing.T, path string) posted {
	t.Helper()
	end := time.After(patience)
	for {
		b.mu.Lock()
		i := slices.IndexFunc(b.got, func(p posted) bool { return p.path == path })
		if i >= 0 {
			defer b.mu.Unlock()
			return b.got[i]
		}
		b.mu.Unlock()
		select {
		case <-b.more:
		case <-end:
			t.Fatalf("nothing came to %s", path)
		}
	}
}

const hookKey = "a key of sixteen characters or more"

// reaching gives a clinic's level 1 another first step, and channels on a board.
func reaching(c *config.Clinic, environ *[]string, b *board, by ...string) {
	l := c.Alerts[1]
	l.Steps = slices.Clone(l.Steps)
	l.Steps[0].By = by
	c.Alerts[1] = l
	if b == nil {
		return
	}
	c.Channels = []config.Channel{{Name: "nurses-ntfy", URL: config.Reference{Env: "NTFY"}}, {Name: "hook", URL: config.Reference{Env: "HOOK"}, Key: config.Reference{Env: "HOOK_KEY"}}}
	*environ = []string{"NTFY=ntfy://" + strings.TrimPrefix(b.URL, "http://") + "/alerts?scheme=http", "HOOK=" + b.URL + "/hook", "HOOK_KEY=" + hookKey}
}

// waitFor looks at the open cases until one is so.
func (s *story) waitFor(what string, is func(bot.Case) bool) bot.Case {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	for ctx.Err() == nil {
		more := s.log.more()
		open, err := s.store.OpenCases(ctx)
		if err != nil {
			break
		}
		if i := slices.IndexFunc(open, func(o bot.CaseWrite) bool { return is(o.Case) }); i >= 0 {
			return open[i].Case
		}
		tick := time.NewTimer(50 * time.Millisecond)
		select {
		case <-more:
		case <-tick.C:
		case <-ctx.Done():
		}
		tick.Stop()
	}
	s.t.Fatalf("no open case is %s", what)
	return bot.Case{}
}

// accepted is how many first alerts were taken, by the metric.
func (s *story) accepted() uint64 {
	families, err := s.program.metrics.registry.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "nightdesk_alert_accepted_seconds" {
			return f.GetMetric()[0].GetHistogram().GetSampleCount()
		}
	}
	s.t.Fatal("there is no such metric")
	return 0
}

// Somebody is in danger; the nurse on call is called, hears the code and presses 1;
// the case is hers, and the person is told that somebody is on it.
func TestANurseTakesACaseByTelephone(t *testing.T) {
	s := storyOf(t, func(s *story) { reaching(&s.clinic, &s.environ, nil, "voice") })
	nurse := s.onCall()
	s.carrier.PicksUp(nurse, twiliotest.Presses("1"))
	s.says(sam, "hi")
	s.says(sam, "i want to kill myself")
	k := s.waitFor("claimed", func(k bot.Case) bool { return k.Status == bot.CaseClaimed })
	if k.Owner != s.program.rota.OnCall(s.Now())[0].ID {
		t.Errorf("it is %q's", k.Owner)
	}
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	call := s.carrier.Calls()[0]
	if call.To != nurse || !strings.Contains(call.Said[0], "Level 1. Waiting 0 minutes.") || !strings.HasPrefix(call.Said[len(call.Said)-1], "It is yours.") {
		t.Errorf("she heard %q", call.Said)
	}
	for _, r := range k.Code {
		if !strings.Contains(call.Said[0], string(r)) {
			t.Errorf("the code %s is not read: %q", k.Code, call.Said[0])
		}
	}
	s.hears(sam, 3)
	if s.accepted() != 1 {
		t.Errorf("%d first alerts were taken", s.accepted())
	}
	if n := len(s.carrier.Calls()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// The phone of whoever is called is busy: the next person is told at once, and not
// after three minutes.
func TestABusyPhoneClimbsAtOnce(t *testing.T) {
	s := storyOf(t, func(s *story) { reaching(&s.clinic, &s.environ, nil, "voice") })
	s.carrier.PicksUp(s.onCall(), twiliotest.BusyLine)
	s.says(sam, "i want to kill myself")
	if got := s.anyAlert(s.onCall()); !strings.Contains(got, "level 1") {
		t.Errorf("the next person got %q", got)
	}
	open, err := s.store.OpenCases(t.Context())
	if err != nil || len(open) != 1 {
		t.Errorf("%d cases: a busy phone is no broken one (%v)", len(open), err)
	}
}

// Who is on call has stopped our texts at the carrier, and we did not hear of it: the
// first alert finds out, climbs at once, and the way is an alert of its own.
func TestAPhoneThatOptedOutIsItselfAnAlert(t *testing.T) {
	s := newStory(t)
	first := s.onCall()
	s.carrier.Text(first, "STOP", twiliotest.Unheard())
	s.says(sam, "i want to kill myself")
	path := s.waitFor("of the path", func(k bot.Case) bool { return inbox.IsPathCase(k.ID) })
	if path.Level != bot.LevelNow || path.Person != "" || !strings.HasPrefix(path.Reasons[0], "alerts by text to ") {
		t.Errorf("%+v", path)
	}
	danger := s.waitFor("of the person", func(k bot.Case) bool { return k.Person != "" })
	var next string
	for _, x := range s.clinic.Staff {
		if slices.ContainsFunc(path.Told, func(n bot.Told) bool { return n.Staff == x.ID }) {
			next = x.Phone
		}
	}
	if next == "" || next == first {
		t.Fatalf("told of it: %+v", path.Told)
	}
	got := s.hears(next, 1) + s.hears(next, 2) + s.hears(next, 3) // and that the phone has stopped our texts
	if !strings.Contains(got, danger.Code) || !strings.Contains(got, path.Code) {
		t.Errorf("the next person got %q", got)
	}
}

// Twilio's bad moments: the alert arrives, and nothing of that is a broken way.
func TestAlertsThroughTwiliosBadMoments(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]twiliotest.Fault{"429": twiliotest.Refused, "hangs up": twiliotest.HungUp, "fails and took it": twiliotest.BrokenTaken} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			s.carrier.NextCreates(f, f)
			s.says(sam, "i want to kill myself")
			if got := s.hears(s.onCall(), 1); !strings.Contains(got, "level 1") {
				t.Errorf("got %q", got)
			}
			open, err := s.store.OpenCases(t.Context())
			if err != nil || len(open) != 1 {
				t.Errorf("%d cases (%v)", len(open), err)
			}
		})
	}
}

// Channels get the alert beside the phone: its text, or its four fields signed.
func TestChannelsGetTheAlert(t *testing.T) {
	b := newBoard(t)
	s := storyOf(t, func(s *story) { reaching(&s.clinic, &s.environ, b, "text", "nurses-ntfy", "hook") })
	s.says(sam, "my name is Samuel Underwood and i want to kill myself")
	code := s.waitFor("of the person", func(k bot.Case) bool { return k.Person != "" }).Code
	if got, want := b.to(t, "/alerts").body, "Alert "+code+", level 1, waiting 0 min. Nobody has it yet: text "+code+" to the clinic's line to take it."; got != want {
		t.Errorf("ntfy got %q", got)
	}
	p := b.to(t, "/hook")
	if want := fmt.Sprintf(`{"code":%q,"level":1,"minutes":0,"reply":"text %s to the clinic's line to take it"}`, code, code); p.body != want {
		t.Errorf("the webhook got %s", p.body)
	}
	mac := hmac.New(sha256.New, []byte(hookKey))
	_, _ = io.WriteString(mac, p.header.Get("Nightdesk-Timestamp")+"."+p.header.Get("Nightdesk-Id")+"."+p.body)
	if p.header.Get("Nightdesk-Signature") != "v1="+hex.EncodeToString(mac.Sum(nil)) {
		t.Error("the signature is another")
	}
	s.hears(s.onCall(), 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.got {
		for _, private := range []string{"Underwood", "9075550141", "kill"} {
			if all := p.body + fmt.Sprint(p.header); strings.Contains(all, private) {
				t.Errorf("%s is in %s", private, all)
			}
		}
	}
}

// A channel that refuses for good is an alert to everybody's phones, which go on.
func TestAChannelThatIsDownIsAnAlert(t *testing.T) {
	b := newBoard(t)
	b.status = http.StatusGone
	s := storyOf(t, func(s *story) { reaching(&s.clinic, &s.environ, b, "text", "hook") })
	s.says(sam, "i want to kill myself")
	path := s.waitFor("of the path", func(k bot.Case) bool { return inbox.IsPathCase(k.ID) })
	if !slices.Equal(path.Reasons, []string{"alerts to the channel hook do not arrive"}) {
		t.Errorf("%q", path.Reasons)
	}
	if got := s.hears(s.onCall(), 1) + s.hears(s.onCall(), 2); !strings.Contains(got, path.Code) {
		t.Errorf("who is on call got %q", got)
	}
	if log := s.log.String(); strings.Contains(log, "/hook") || strings.Contains(log, hookKey) {
		t.Error("the log holds the channel's address or key")
	}
}

// The day's test goes by each way; doctor and the metric say that it arrived.
func TestTheDailyTest(t *testing.T) {
	b := newBoard(t)
	var began time.Time
	s := storyOf(t, func(s *story) {
		reaching(&s.clinic, &s.environ, b, "text", "hook")
		began = s.now.In(s.clinic.Zone)
		s.clinic.SelfTest = config.SelfTest{At: began.Hour()*60 + began.Minute()}
	})
	if got := s.hears(s.onCall(), 1); !strings.HasPrefix(got, "TEST of the alert line: this is not an alert.") {
		t.Errorf("who is on call got %q", got)
	}
	if got, want := b.to(t, "/hook").body, `{"code":"TEST","level":0,"minutes":0,"reply":"nothing: this is the daily test"}`; got != want {
		t.Errorf("the webhook got %s", got)
	}
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	f := &findings{std: &streams{out: &out}}
	for range 400 { // the result of the webhook is recorded just after its answer
		out.Reset()
		f.bad = 0
		f.alertPath(t.Context(), s.clinic, s.store, s.Now())
		if strings.Count(out.String(), "delivered") == 2 {
			break
		}
	}
	who := s.program.rota.OnCall(s.Now())[0].ID
	want := fmt.Sprintf("good  %-14s tested today %s, text to %s delivered, hook delivered\n", "alert path", began.Format("3:04 PM"), who)
	if out.String() != want || f.bad != 0 {
		t.Errorf("doctor says %q, want %q", out.String(), want)
	}
	if ok, err := s.program.inbox.AlertPath(t.Context()); err != nil || !ok {
		t.Error(ok, err)
	}
	// A restart on the same day sends none again.
	s.stop()
	s.start(s.program.s.scripts, 0)
	if err := s.program.inbox.WorkSelfTest(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.carrier.Phone(s.onCall()).Inbox()); n != 1 {
		t.Errorf("%d tests", n)
	}
}

// What doctor says of channels and of the path before anything was tested.
func TestDoctorOnChannels(t *testing.T) {
	c, problems := config.Example()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var environ []string
	b := newBoard(t)
	reaching(&c, &environ, b, "text", "hook")
	c.Channels = append(c.Channels, config.Channel{Name: "lost", URL: config.Reference{Env: "LOST"}, At: "clinic.yaml:9:5"},
		config.Channel{Name: "odd", URL: config.Reference{Env: "ODD"}, At: "clinic.yaml:12:5"})
	environ = append(environ, "ODD=slack://verysecret")
	var out bytes.Buffer
	f := &findings{std: &streams{out: &out}}
	f.channels(c, environ)
	for _, want := range []string{
		"BAD   channel        clinic.yaml:9:5: error: channel lost: its address: the variable LOST is not set\n",
		"BAD   channel        clinic.yaml:12:5: error: channel odd: its address: the address is not what this service needs",
		`BAD   channel        nurses-ntfy (ntfy) gets no alert: no step names it (mend: write it in a step under alerts, as "- nurses-ntfy: 0 min")` + "\n",
		"good  channel        hook (webhook) has an address that can be used",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("doctor does not say %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "verysecret") || strings.Contains(out.String(), b.URL) {
		t.Errorf("doctor tells a secret:\n%s", out.String())
	}
	if b.mu.Lock(); len(b.got) > 0 {
		t.Error("doctor sent something")
	}
	b.mu.Unlock()

	early := time.Date(2026, 11, 25, 4, 0, 0, 0, c.Zone) // a Wednesday, before the desk opens
	for name, tc := range map[string]struct {
		off  string
		now  time.Time
		want string
	}{
		"off":     {"the alarm company tests it", early, "note  alert path     it is not tested every day: the alarm company tests it\n"},
		"early":   {"", early, "note  alert path     it was not tested yet; the test is today at 5:30 AM\n"},
		"missing": {"", early.Add(12 * time.Hour), "BAD   alert path     it was tested neither today nor yesterday"},
	} {
		out.Reset()
		c.SelfTest.Off = tc.off
		f.alertPath(t.Context(), c, sentNothing{}, tc.now)
		if !strings.HasPrefix(out.String(), tc.want) {
			t.Errorf("%s: doctor says %q", name, out.String())
		}
	}
}

// sentNothing is a store that has sent nothing.
type sentNothing struct{}

func (sentNothing) Sent(_ context.Context, ids ...bot.SendID) ([]bot.Sent, error) {
	return make([]bot.Sent, len(ids)), nil
}

// A way that did not arrive is named with the carrier's code, and so is one that the
// settings have only since today.
func TestWordsOfThePath(t *testing.T) {
	now := time.Now()
	results := []inbox.Tested{{Staff: "ana", At: now.Add(-time.Hour), State: bot.SendFailed, Code: 21610},
		{Way: "voice", Staff: "ana", At: now.Add(-time.Hour), State: bot.SendUndelivered}, {Way: "slack", At: now, State: bot.SendPending}}
	ok, words := pathWords(results, []string{"", "voice", "slack", "pager"}, now)
	if ok || words != "text to ana did not arrive (21610), voice to ana delivered, slack on its way, pager not tested yet" {
		t.Errorf("%v %s", ok, words)
	}
	mute := []inbox.Tested{{Staff: "ana", At: now.Add(-time.Hour), State: bot.SendSent, Mute: true}}
	if ok, words = pathWords(mute, []string{""}, now); !ok || !strings.Contains(words, "text to ana taken by the carrier, which gives no receipts") {
		t.Errorf("%v %s", ok, words)
	}
}
