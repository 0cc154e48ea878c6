package webhooks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/webhooks"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

const (
	public   = "https://desk.example.org"
	line     = twiliotest.Line
	person   = "+19075550123"
	fallback = "We got your text. Emergency: call 911. Crisis: call or text 988."
)

var linkKey = []byte("a key for links, 32 bytes long...")

// desk notes what it gets and answers as told.
type desk struct {
	mu       sync.Mutex
	inputs   []bot.Input
	receipts []bot.Receipt
	answer   func(context.Context, bot.Input) (bot.Answer, error)
}

func (d *desk) Receive(ctx context.Context, in bot.Input) (bot.Answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inputs = append(d.inputs, in)
	return d.answer(ctx, in)
}

// Fallback knows one kind of danger.
func (d *desk) Fallback(_ context.Context, in bot.Input) bot.Answer {
	if strings.Contains(in.Body.Text(), "not breathing") {
		return bot.Answer{Reply: "CALL 911 NOW."}
	}
	return bot.Answer{}
}

func (d *desk) Receipt(_ context.Context, r bot.Receipt) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.receipts = append(d.receipts, r)
	return nil
}

// house is the real handler behind a stand-in for Twilio.
type house struct {
	t    *testing.T
	desk *desk
	tw   *twiliotest.Server
	h    http.Handler
	log  *bytes.Buffer
	ring bot.Phone

	mu     sync.Mutex
	events map[string]int // what was counted
}

func (s *house) count(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events[event]++
}

func newHouse(t *testing.T, o twiliotest.Options) *house {
	t.Helper()
	s := &house{t: t, desk: &desk{}, log: &bytes.Buffer{}, events: map[string]int{}}
	s.desk.answer = func(_ context.Context, in bot.Input) (bot.Answer, error) {
		return bot.Answer{Reply: "you said: " + in.Body}, nil
	}
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	hook, err := twilio.New(twilio.Options{
		PublicURL: public, AccountSID: twiliotest.AccountSID, Tokens: []string{"next", twiliotest.AuthToken},
		Lines: []bot.Phone{line}, LinkKey: linkKey, Desk: s.desk, Fallback: fallback,
		Ring: func() bot.Phone { return s.ring }, Log: log, Count: s.count,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.h = webhooks.New(webhooks.Options{Twilio: hook.Routes(), Log: log})
	server := httptest.NewServer(s.h)
	t.Cleanup(server.Close)
	if s.tw, err = twiliotest.Start(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.tw.Close)
	s.tw.Connect(twiliotest.Webhooks{
		SMS: public + twilio.PathSMS, Fallback: public + twilio.PathFallback, Voice: public + twilio.PathVoice, Target: server.URL,
	})
	return s
}

// inbox returns what a telephone shows.
func (s *house) inbox(number string) []string {
	var out []string
	for _, m := range s.tw.Phone(number).Inbox() {
		out = append(out, m.Body)
	}
	return out
}

func TestTextIsAnswered(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	d := s.tw.Text(person, "hi <b> & ñ 🙂 ]]>", twiliotest.Media(2))
	if d := cmp.Diff([]string{"you said: hi <b> & ñ 🙂 ]]>"}, s.inbox(person)); d != "" {
		t.Error(d)
	}
	want := bot.Input{ID: bot.InputID(d.SID), From: person, To: line, Body: "hi <b> & ñ 🙂 ]]>", Media: 2}
	if len(s.desk.inputs) != 1 || s.desk.inputs[0] != want {
		t.Errorf("the desk got %d inputs, or another one than was sent", len(s.desk.inputs))
	}
	e := d.Answers[0]
	if e.Type != "text/xml" || e.Status != 200 {
		t.Errorf("answer is %d %q", e.Status, e.Type)
	}
	if wantXML := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Response><Message statusCallback="https://desk.example.org/webhooks/twilio/status">you said: hi &lt;b&gt; &amp; ñ 🙂 ]]&gt;</Message></Response>`; e.Answer != wantXML {
		t.Errorf("TwiML is %s", e.Answer)
	}
}

func TestFiftyCopiesGetTheSameBytes(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	d := s.tw.Text(person, "hello there", twiliotest.Copies(50))
	if len(d.Answers) != 50 || len(d.Replies) != 1 {
		t.Fatalf("%d answers and %d replies", len(d.Answers), len(d.Replies))
	}
	for _, e := range d.Answers {
		if e.Answer != d.Answers[0].Answer {
			t.Fatalf("answers differ: %q and %q", e.Answer, d.Answers[0].Answer)
		}
	}
}

func TestBodies(t *testing.T) {
	for name, body := range map[string]string{
		"empty":       "",
		"NUL":         "a\x00b\x07\x1b",
		"not UTF-8":   "a\xff\xfeb",
		"1600 emoji":  strings.Repeat("🙂", 1600),
		"cyrillic":    "мне нужна помощь",
		"xml":         "<Response><Message>x</Message></Response>",
		"noncharacte": "a\uffff\ufffeb",
	} {
		t.Run(name, func(t *testing.T) {
			s := newHouse(t, twiliotest.Options{})
			d := s.tw.Text(person, body)
			if len(s.tw.Alerts()) != 0 || len(d.Replies) == 0 {
				t.Errorf("alerts %v, %d replies", s.tw.Alerts(), len(d.Replies))
			}
			emoji := 0
			for _, m := range d.Replies {
				emoji += strings.Count(m.Body, "🙂")
			}
			if name == "1600 emoji" && (len(d.Replies) != 3 || emoji != 1600) {
				t.Errorf("%d replies with %d emoji", len(d.Replies), emoji)
			}
		})
	}
}

func TestNothingToSay(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	s.desk.answer = func(context.Context, bot.Input) (bot.Answer, error) { return bot.Answer{}, nil }
	d := s.tw.Text(person, "STOP")
	if want := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Response/>`; d.Answers[0].Answer != want {
		t.Errorf("got %q", d.Answers[0].Answer)
	}
}

func TestWhoIsNobodyGetsNoAnswer(t *testing.T) {
	for name, opts := range map[string]struct{ from, to string }{
		"our own line": {line, line},
		"empty":        {"", line},
		"itself":       {"+19075550199", "+19075550199"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newHouse(t, twiliotest.Options{})
			d := s.tw.Text(opts.from, "hi", twiliotest.To(opts.to))
			if e := d.Answers[0]; e.Status != 200 || len(d.Replies) != 0 || len(s.desk.inputs) != 0 {
				t.Errorf("status %d, %d replies, %d inputs", e.Status, len(d.Replies), len(s.desk.inputs))
			}
		})
	}
}

// Whoever is not answered may still be in danger: the desk weighs the text, and
// the fallback sends nothing but its word about danger.
func TestSendersThatAreNotAnsweredReachTheDesk(t *testing.T) {
	for from, is := range map[string]twilio.Sender{
		"72345": twilio.ShortCode, "CLINIC": twilio.Letters, "whatsapp:+19075550123": twilio.OtherChannel, "+266696687": twilio.Withheld,
		"+447700900123": twilio.Abroad, "+18765550123": twilio.Abroad, "+19005550123": twilio.Premium,
	} {
		t.Run(string(is)+" "+from, func(t *testing.T) {
			s := newHouse(t, twiliotest.Options{})
			if d := s.tw.Text(from, "hi"); d.Answers[0].Status != 200 || len(s.desk.inputs) != 1 {
				t.Errorf("status %d, %d inputs", d.Answers[0].Status, len(s.desk.inputs))
			}
			if s.events["sender_"+string(is)] != 1 {
				t.Errorf("counted %v", s.events)
			}
			of := func(body string) string {
				return inbound(func(f url.Values) { f.Set("From", from); f.Set("Body", body) })
			}
			if w := s.request("POST", twilio.PathFallback, of("hi"), nil); strings.Contains(w.Body.String(), "Message") {
				t.Errorf("the fallback sends %s", w.Body)
			}
			if w := s.request("POST", twilio.PathFallback, of("hes not breathing"), nil); !strings.Contains(w.Body.String(), "CALL 911 NOW.") {
				t.Errorf("danger at the fallback: %s", w.Body)
			}
		})
	}
}

// A number of the account that somebody forgot to configure.
func TestForgottenLineIsAnswered(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	if d := s.tw.Text(person, "hi", twiliotest.To("+19075550199")); d.Answers[0].Status != 200 || len(s.desk.inputs) != 1 {
		t.Errorf("status %d, %d inputs", d.Answers[0].Status, len(s.desk.inputs))
	}
}

func TestDeskFailures(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer bot.Answer
		err    error
		want   int
		inbox  []string
	}{
		{"store gone", bot.Answer{}, fmt.Errorf("commit turn: %w", bot.ErrUnavailable), 503, []string{fallback}},
		{"store gone, crisis", bot.Answer{Reply: "Call 911 now."}, bot.ErrUnavailable, 200, []string{"Call 911 now."}},
		{"another content", bot.Answer{Reply: "never said"}, bot.ErrMismatch, 400, []string{fallback}},
		{"anything else", bot.Answer{}, errors.New("odd"), 503, []string{fallback}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newHouse(t, twiliotest.Options{})
			s.desk.answer = func(context.Context, bot.Input) (bot.Answer, error) { return c.answer, c.err }
			d := s.tw.Text(person, "hi")
			if got := d.Answers[0].Status; got != c.want {
				t.Errorf("status %d, want %d", got, c.want)
			}
			if diff := cmp.Diff(c.inbox, s.inbox(person)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A caller that has hung up does not stop the turn, and the turn has an end.
func TestTurnIsDetachedFromTheCaller(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	var left time.Duration
	var state error
	s.desk.answer = func(ctx context.Context, _ bot.Input) (bot.Answer, error) {
		end, _ := ctx.Deadline()
		left, state = time.Until(end), ctx.Err()
		return bot.Answer{}, nil
	}
	s.request("POST", twilio.PathSMS, inbound(nil), func(r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		*r = *r.WithContext(ctx)
	})
	if state != nil || left <= 4*time.Second || left > 12*time.Second {
		t.Errorf("the turn has %v left and %v", left, state)
	}
}

func TestFallbackNeedsNoStore(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	w := s.request("POST", twilio.PathFallback, inbound(nil), nil)
	if w.Code != 200 || !strings.Contains(w.Body.String(), "call or text 988.</Message>") || len(s.desk.inputs) != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	stop := inbound(func(f url.Values) { f.Set("OptOutType", "STOP") })
	if w := s.request("POST", twilio.PathFallback, stop, nil); strings.Contains(w.Body.String(), "Message") {
		t.Error("a keyword that Twilio has answered is answered again")
	}
	for _, keyword := range []string{"", "STOP"} {
		danger := inbound(func(f url.Values) { f.Set("Body", "hes not breathing"); f.Set("OptOutType", keyword) })
		if w := s.request("POST", twilio.PathFallback, danger, nil); !strings.Contains(w.Body.String(), ">CALL 911 NOW.</Message>") {
			t.Errorf("danger, keyword %q: %s", keyword, w.Body)
		}
	}
}

func TestCarrierKeyword(t *testing.T) {
	s := newHouse(t, twiliotest.Options{OptOuts: twiliotest.Advanced})
	s.tw.Text(person, " stop ")
	s.tw.Text(person, "please stop texting me")
	var got []string
	for _, in := range s.desk.inputs {
		got = append(got, in.CarrierKeyword)
	}
	if d := cmp.Diff([]string{"STOP", ""}, got); d != "" {
		t.Error(d)
	}
}

func TestStatus(t *testing.T) {
	link, err := twilio.NewStatusLink(public, linkKey)
	if err != nil {
		t.Fatal(err)
	}
	sid := "SM" + strings.Repeat("b2", 16)
	path := strings.TrimPrefix(link.For("job-7"), public)
	for _, c := range []struct {
		name, path, status, code string
		want                     []bot.Receipt
	}{
		{"queued", path, "queued", "", []bot.Receipt{{Send: "job-7", Carrier: sid, To: person, Rank: 1}}},
		{"sent", path, "sent", "", []bot.Receipt{{Send: "job-7", Carrier: sid, To: person, Rank: 3, State: bot.SendSent}}},
		{"delivered", path, "delivered", "", []bot.Receipt{{Send: "job-7", Carrier: sid, To: person, Rank: 4, State: bot.SendDelivered}}},
		{"read", path, "read", "", []bot.Receipt{{Send: "job-7", Carrier: sid, To: person, Rank: 4, State: bot.SendDelivered}}},
		{"opted out later", path, "failed", "21610", []bot.Receipt{{Send: "job-7", Carrier: sid, To: person, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}}},
		{"undelivered", path, "undelivered", "30005", []bot.Receipt{{Send: "job-7", Carrier: sid, To: person, Rank: 4, State: bot.SendUndelivered, Code: 30005}}},
		{"a TwiML reply has no id of ours", twilio.PathStatus, "delivered", "", []bot.Receipt{{Carrier: sid, To: person, Rank: 4, State: bot.SendDelivered}}},
		{"unknown word", path, "teleported", "", nil},
		{"wrong MAC", strings.Replace(path, "m=", "m=A", 1), "failed", "", nil},
		{"another id", strings.Replace(path, "job-7", "job-8", 1), "failed", "", nil},
		{"two ids", path + "&s=job-8", "failed", "", nil},
		{"no MAC", twilio.PathStatus + "?s=job-7", "failed", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newHouse(t, twiliotest.Options{})
			f := url.Values{"MessageSid": {sid}, "AccountSid": {twiliotest.AccountSID}, "To": {person}, "From": {line}, "MessageStatus": {c.status}}
			if c.code != "" {
				f.Set("ErrorCode", c.code)
			}
			if w := s.request("POST", c.path, f.Encode(), nil); w.Code != 204 || w.Body.Len() != 0 {
				t.Errorf("%d %q", w.Code, w.Body)
			}
			if d := cmp.Diff(c.want, s.desk.receipts); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestVoice(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	closed := s.tw.Call(person, false)
	said := strings.Join(closed.Said, " ")
	for _, want := range []string{"9 1 1", "9 8 8", "text this number", "automated line", "línea automática"} {
		if !strings.Contains(said, want) {
			t.Errorf("at night nobody hears %q", want)
		}
	}
	if len(closed.Rang) != 0 {
		t.Error("a telephone rings at night")
	}
	s.ring = "+19075550188"
	missed := s.tw.Call(person, false)
	if d := cmp.Diff([]string{"+19075550188"}, missed.Rang); d != "" {
		t.Error(d)
	}
	if last := missed.Said[len(missed.Said)-2]; !strings.Contains(last, "text this number") {
		t.Errorf("after a missed call: %q", last)
	}
	if met := s.tw.Call(person, true); len(met.Said) != 4 {
		t.Errorf("after a call that was taken something is said: %q", met.Said)
	}
}

func TestNothingPersonalIsLogged(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	const canary = "zebra-canary"
	s.desk.answer = func(_ context.Context, in bot.Input) (bot.Answer, error) {
		switch len(s.desk.inputs) {
		case 1:
			return bot.Answer{Reply: canary + " reply"}, bot.ErrUnavailable
		case 2:
			return bot.Answer{}, fmt.Errorf("load session: %w", bot.ErrUnavailable)
		case 3:
			panic(fmt.Sprintf("%s %s %s", canary, in.From.E164(), in.Body.Text()))
		}
		return bot.Answer{}, bot.ErrMismatch
	}
	var sids []string
	for range 5 {
		sids = append(sids, s.tw.Text(person, canary).SID)
	}
	s.tw.Text(person, canary, twiliotest.Forged())
	s.tw.Text(person, canary, twiliotest.To("+19075550199"))
	s.request("POST", twilio.PathSMS, inbound(func(f url.Values) { f.Add("Body", canary) }), nil)
	if s.log.Len() == 0 {
		t.Fatal("nothing is logged at all")
	}
	for _, word := range append(sids, canary, strings.TrimPrefix(person, "+"), "%2B1907") {
		if strings.Contains(s.log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

func TestPanicIsOneRefusedRequest(t *testing.T) {
	s := newHouse(t, twiliotest.Options{})
	s.desk.answer = func(context.Context, bot.Input) (bot.Answer, error) {
		none := []bot.Answer{}
		return none[len(s.desk.inputs)], nil
	}
	w := s.request("POST", twilio.PathSMS, inbound(nil), nil)
	if w.Code != 503 || w.Body.Len() != 0 {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if got := s.log.String(); !strings.Contains(got, "index out of range") || !strings.Contains(got, "webhooks_test.TestPanic") {
		t.Errorf("the log does not say where: %s", got)
	}
}

func TestOtherRoutes(t *testing.T) {
	var broken error
	var seen []string
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	h := webhooks.New(webhooks.Options{
		Ready:   func(context.Context) error { return broken },
		Metrics: page,
		Mounts:  []webhooks.Mount{{Path: "/chat", Handler: page}, {Path: "/", Handler: page}},
		Observe: func(route string, status int, _ time.Duration) { seen = append(seen, fmt.Sprint(route, " ", status)) },
	})
	get := func(path string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String()))
	}
	for path, want := range map[string]string{
		"/livez": "200 ok", "/readyz": "200 ok", "/metrics": "200 page /metrics",
		"/chat": "200 page /chat", "/chat/a/b": "200 page /chat/a/b", "/": "200 page /", "/other": "200 page /other",
		"/webhooks/twilio/nothing": "404",
	} {
		if got := get(path); got != want && got != want+" " {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	broken = errors.New("no store")
	if got := get("/readyz"); got != "503 " {
		t.Errorf("/readyz without a store: %q", got)
	}
	seen = nil
	get("/chat/with/a/private/part")
	if d := cmp.Diff([]string{"/chat/*below 200"}, seen); d != "" {
		t.Error(d)
	}
}
