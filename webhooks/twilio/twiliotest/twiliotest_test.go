package twiliotest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/webhooks/twilio/twiliotest"
)

const person = "+19075550123"

// app is a webhook that notes what it gets and answers as told.
type app struct {
	mu     sync.Mutex
	forms  []url.Values
	paths  []string
	tokens []string
	answer func(w http.ResponseWriter, r *http.Request)
	*httptest.Server
}

func newApp(t *testing.T) *app {
	a := &app{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		a.mu.Lock()
		a.forms, a.paths = append(a.forms, r.PostForm), append(a.paths, r.URL.Path)
		a.tokens = append(a.tokens, r.Header.Get("I-Twilio-Idempotency-Token"))
		answer := a.answer
		a.mu.Unlock()
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func twiml(s string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, s)
	}
}

func start(t *testing.T, o twiliotest.Options) *twiliotest.Server {
	t.Helper()
	s, err := twiliotest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func bodies(list []twiliotest.Message) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.Body)
	}
	return out
}

// call makes an API call and returns its status and JSON.
func call(t *testing.T, s *twiliotest.Server, method, path string, form url.Values) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequest(method, s.URL()+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(twiliotest.AccountSID, twiliotest.AuthToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil
	}
	defer func() { _ = resp.Body.Close() }()
	var v map[string]any
	_ = json.NewDecoder(resp.Body).Decode(&v)
	return resp.StatusCode, v
}

const messages = "/2010-04-01/Accounts/" + twiliotest.AccountSID + "/Messages"

func create(t *testing.T, s *twiliotest.Server, to, body, callback string) (int, map[string]any) {
	t.Helper()
	return call(t, s, "POST", messages+".json", url.Values{"To": {to}, "From": {twiliotest.Line}, "Body": {body}, "StatusCallback": {callback}})
}

// Twilio's rules of when a webhook is tried again, and when the fallback is.
func TestRetriesAndFallback(t *testing.T) {
	status := func(codes ...int) func(http.ResponseWriter, *http.Request) {
		n := 0
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			w.WriteHeader(codes[min(n, len(codes)-1)])
			n++
		}
	}
	for _, c := range []struct {
		name, overrides string
		answer          func(http.ResponseWriter, *http.Request)
		opts            []twiliotest.TextOption
		want            []string
	}{
		{"good", "", twiml("<Response/>"), nil, []string{"/sms"}},
		{"500 is not tried again by default", "", status(500, 200), nil, []string{"/sms", "/fallback"}},
		{"500 with retries for it", "#rc=2&rp=ct,5xx", status(500, 500, 200), nil, []string{"/sms", "/sms", "/sms"}},
		{"500 for ever", "#rc=1&rp=all", status(500), nil, []string{"/sms", "/sms", "/fallback"}},
		{"403 is final", "#rp=5xx", status(403), nil, []string{"/sms", "/fallback"}},
		{"hang-up counts as time-out", "#rp=rt", twiml("<Response/>"), []twiliotest.TextOption{twiliotest.HangUp()}, []string{"/sms", "/sms"}},
		{"never heard", "", nil, []twiliotest.TextOption{twiliotest.Unheard()}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, s := newApp(t), start(t, twiliotest.Options{})
			a.answer = c.answer
			s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms" + c.overrides, Fallback: a.URL + "/fallback"})
			s.Text(person, "hi", c.opts...)
			a.Close() // waits for what is still being answered
			got := slices.Sorted(slices.Values(a.paths))
			if d := cmp.Diff(slices.Sorted(slices.Values(c.want)), got); d != "" {
				t.Error(d)
			}
			if len(slices.Compact(slices.Clone(a.tokens))) > 1 {
				t.Error("attempts of one webhook have several idempotency tokens")
			}
			if n := len(s.Messages()); n != 1 {
				t.Errorf("%d messages in the log", n)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	a, s := newApp(t), start(t, twiliotest.Options{})
	s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms"})
	a.Close()
	d := s.Text(person, "hi")
	if len(d.Answers) != 2 || d.Answers[0].Err == "" || len(s.Alerts()) != 1 || s.Alerts()[0].Code != 11205 {
		t.Errorf("%d attempts, alerts %v", len(d.Answers), s.Alerts())
	}
}

// What an answer makes Twilio do.
func TestAnswers(t *testing.T) {
	plain := func(kind, s string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, s)
		}
	}
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		want   []string
		alert  int
	}{
		{"two messages", twiml("<Response><Message>a &amp; b</Message><Message><Body>c</Body></Message></Response>"), []string{"a & b", "c"}, 0},
		{"none", twiml("<Response/>"), nil, 0},
		{"plain text is sent as it is", plain("text/plain", "404 page not found"), []string{"404 page not found"}, 0},
		{"json", plain("application/json", `{"ok":true}`), nil, 12300},
		{"half a document", twiml("<Response><Message>a"), nil, 12100},
		{"NUL", twiml("<Response><Message>a\x00</Message></Response>"), nil, 12100},
		{"1601 units", twiml("<Response><Message>" + strings.Repeat("a", 1601) + "</Message></Response>"), nil, 21617},
		{"1600 units", twiml("<Response><Message>" + strings.Repeat("a", 1600) + "</Message></Response>"), []string{strings.Repeat("a", 1600)}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, s := newApp(t), start(t, twiliotest.Options{})
			a.answer = c.answer
			s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms"})
			s.Text(person, "hi")
			if d := cmp.Diff(c.want, bodies(s.Phone(person).Inbox())); d != "" {
				t.Error(d)
			}
			got := 0
			for _, al := range s.Alerts() {
				got = al.Code
			}
			if got != c.alert {
				t.Errorf("alert %d, want %d", got, c.alert)
			}
		})
	}
}

// Keywords, by who handles them.
func TestOptOut(t *testing.T) {
	for _, c := range []struct {
		mode        twiliotest.OptOutMode
		optOutTypes []string
		inbox       []string
	}{
		{twiliotest.Standard, []string{"", "", ""}, []string{"unsubscribed", "subscribed again", "reply"}},
		{twiliotest.Advanced, []string{"STOP", "START", ""}, []string{"unsubscribed", "subscribed again", "reply"}},
		{twiliotest.Off, []string{"", "", ""}, []string{"reply", "reply", "reply"}},
	} {
		t.Run(fmt.Sprint(c.mode), func(t *testing.T) {
			a, s := newApp(t), start(t, twiliotest.Options{OptOuts: c.mode})
			a.answer = func(w http.ResponseWriter, r *http.Request) {
				if r.PostForm.Get("Body") == "please stop" || c.mode == twiliotest.Off {
					twiml("<Response><Message>reply</Message></Response>")(w, r)
				} else {
					twiml("<Response/>")(w, r)
				}
			}
			s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms"})
			s.Text(person, " Stop")
			if want := c.mode != twiliotest.Off; s.OptedOut(person) != want {
				t.Errorf("opted out: %v", !want)
			}
			status, v := create(t, s, person, "hi", "")
			if blocked := status == 400 && v["code"] == 21610.0; blocked != (c.mode != twiliotest.Off) {
				t.Errorf("a message is answered %d %v", status, v["code"])
			}
			s.Text(person, "yes")
			s.Text(person, "please stop")
			var types []string
			for _, f := range a.forms {
				types = append(types, f.Get("OptOutType"))
			}
			if d := cmp.Diff(c.optOutTypes, types); d != "" {
				t.Error(d)
			}
			got := bodies(s.Phone(person).Inbox())
			got = slices.DeleteFunc(got, func(b string) bool { return b == "hi" })
			for i, want := range c.inbox {
				if i >= len(got) || !strings.Contains(got[i], want) {
					t.Errorf("inbox is %q", got)
				}
			}
		})
	}
}

// With a Messaging Service the refusal comes later, as a callback.
func TestOptOutOfAService(t *testing.T) {
	const service = "MG00000000000000000000000000000001"
	a, s := newApp(t), start(t, twiliotest.Options{ServiceSID: service})
	s.OptOut(person)
	status, _ := call(t, s, "POST", messages+".json", url.Values{"To": {person}, "MessagingServiceSid": {service}, "Body": {"hi"}, "StatusCallback": {a.URL + "/status"}})
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status != 201 || len(a.forms) != 1 || a.forms[0].Get("MessageStatus") != "failed" || a.forms[0].Get("ErrorCode") != "21610" {
		t.Errorf("%d, callbacks %v", status, a.forms)
	}
	if len(s.Phone(person).Inbox()) != 0 {
		t.Error("the text arrived")
	}
}

func TestCallbacks(t *testing.T) {
	for _, c := range []struct {
		name string
		mode twiliotest.Callbacks
		bad  int
		want []string
	}{
		{"in order", twiliotest.Callbacks{}, 0, []string{"sent", "delivered"}},
		{"doubled", twiliotest.Callbacks{Doubled: true}, 0, []string{"sent", "sent", "delivered", "delivered"}},
		{"reversed", twiliotest.Callbacks{Reversed: true}, 0, []string{"delivered", "sent"}},
		{"forged", twiliotest.Callbacks{Forged: true}, 0, []string{"failed", "sent", "delivered"}},
		{"before the answer", twiliotest.Callbacks{Early: true}, 0, []string{"sent", "delivered"}},
		{"none", twiliotest.Callbacks{Off: true}, 0, nil},
		{"unreachable", twiliotest.Callbacks{}, 30005, []string{"sent", "undelivered"}},
		{"held", twiliotest.Callbacks{Held: true}, 0, []string{"sent", "delivered"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, s := newApp(t), start(t, twiliotest.Options{})
			s.SetCallbacks(c.mode)
			s.Unreachable(person, c.bad)
			_, v := create(t, s, person, "hi", a.URL+"/status?s=1")
			if c.mode.Early && len(a.forms) != 2 {
				t.Error("the callbacks did not overtake the answer")
			}
			if c.mode.Held {
				_, v = call(t, s, "GET", fmt.Sprint(messages, "/", v["sid"], ".json"), nil)
				if len(a.forms) != 0 || v["status"] != "queued" || v["date_sent"] != nil || s.ReleaseCallbacks() != 1 {
					t.Errorf("%d callbacks came before they were let go; the log says %v", len(a.forms), v["status"])
				}
			}
			if err := s.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range a.forms {
				got = append(got, f.Get("MessageStatus"))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestHeldTextsAreReordered(t *testing.T) {
	a, s := newApp(t), start(t, twiliotest.Options{})
	a.answer = twiml("<Response/>")
	s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms"})
	first := s.Text(person, "first", twiliotest.Held())
	s.Text(person, "second")
	first.Release()
	first.Release()
	var got []string
	for _, f := range a.forms {
		got = append(got, f.Get("Body"))
	}
	if d := cmp.Diff([]string{"second", "first"}, got); d != "" {
		t.Error(d)
	}
}

func TestCreateIsChecked(t *testing.T) {
	s := start(t, twiliotest.Options{})
	full := func(change func(url.Values)) url.Values {
		v := url.Values{"To": {person}, "From": {twiliotest.Line}, "Body": {"hi"}}
		change(v)
		return v
	}
	for code, form := range map[float64]url.Values{
		21604: full(func(v url.Values) { v.Del("To") }),
		21211: full(func(v url.Values) { v.Set("To", "907") }),
		21602: full(func(v url.Values) { v.Del("Body") }),
		21617: full(func(v url.Values) { v.Set("Body", strings.Repeat("🙂", 801)) }),
		21603: full(func(v url.Values) { v.Del("From") }),
		21606: full(func(v url.Values) { v.Set("From", "+19075550199") }),
		21701: full(func(v url.Values) { v.Set("MessagingServiceSid", "MG1") }),
		21609: full(func(v url.Values) { v.Set("StatusCallback", "https://a_b.example/x") }),
	} {
		if status, v := call(t, s, "POST", messages+".json", form); status != 400 || v["code"] != code {
			t.Errorf("want %v, got %d %v", code, status, v["code"])
		}
	}
	resp, err := http.Get(s.URL() + messages + ".json")
	if err != nil || resp.StatusCode != 401 {
		t.Errorf("without credentials: %v", err)
	}
	_ = resp.Body.Close()
}

func TestRedactAndDelete(t *testing.T) {
	now := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)
	s := start(t, twiliotest.Options{Now: func() time.Time { return now }})
	_, v := create(t, s, person, "hi", "")
	path := fmt.Sprint(messages, "/", v["sid"], ".json")
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, v := call(t, s, "POST", path, url.Values{"Body": {""}}); status != 409 || v["code"] != 20009.0 {
		t.Errorf("redacted too early: %d %v", status, v["code"])
	}
	if status, v := call(t, s, "DELETE", path, nil); status != 409 || v["code"] != 20009.0 {
		t.Errorf("too early: %d %v", status, v["code"])
	}
	if status, _ := call(t, s, "POST", path, url.Values{"Body": {"x"}}); status != 400 {
		t.Errorf("a body can be changed: %d", status)
	}
	now = now.Add(time.Minute)
	if status, v := call(t, s, "POST", path, url.Values{"Body": {""}}); status != 200 || v["body"] != "" {
		t.Errorf("redaction: %d %v", status, v["body"])
	}
	if in := s.Phone(person).Inbox(); s.Messages()[0].Body != "" || in[0].Body != "hi" {
		t.Errorf("the log holds %q and the telephone %q", s.Messages()[0].Body, in[0].Body)
	}
	if status, _ := call(t, s, "DELETE", path, nil); status != 204 {
		t.Errorf("delete: %d", status)
	}
	if status, _ := call(t, s, "GET", path, nil); status != 404 {
		t.Errorf("after it: %d", status)
	}
}

func TestOddsFollowTheSeed(t *testing.T) {
	run := func(seed uint64) (statuses []int) {
		s := start(t, twiliotest.Options{Seed: seed, Odds: twiliotest.Odds{Refused: 0.2, BrokenTaken: 0.2, HungUp: 0.2}})
		for range 30 {
			status, _ := create(t, s, person, "hi", "")
			statuses = append(statuses, status)
		}
		return statuses
	}
	one := run(1)
	if d := cmp.Diff(one, run(1)); d != "" {
		t.Errorf("the same seed, other faults: %s", d)
	}
	for _, want := range []int{0, 201, 429, 500} {
		if !slices.Contains(one, want) {
			t.Errorf("no %d among %v", want, one)
		}
	}
}

func TestSubscribe(t *testing.T) {
	a, s := newApp(t), start(t, twiliotest.Options{Keep: 2})
	a.answer = twiml("<Response><Message>reply</Message></Response>")
	s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms"})
	events, end := s.Subscribe()
	s.Text(person, "hi")
	end()
	end()
	var got []string
	for e := range events {
		if e.Message != nil {
			got = append(got, e.Message.Direction+" "+e.Message.Body)
		} else {
			got = append(got, fmt.Sprint(e.Exchange.Kind, " ", e.Exchange.Status))
		}
	}
	if d := cmp.Diff([]string{"inbound hi", "webhook 200", "outbound-reply reply"}, got); d != "" {
		t.Error(d)
	}
	for range 20 {
		s.Text(person, "hi")
	}
	if n := len(s.Log()); n > 4 {
		t.Errorf("the log keeps %d exchanges", n)
	}
}

// Many at once, as in a soak.
func TestMany(t *testing.T) {
	a, s := newApp(t), start(t, twiliotest.Options{})
	a.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sms" {
			twiml(`<Response><Message statusCallback="`+a.URL+`/status">reply</Message></Response>`)(w, r)
		}
	}
	s.Connect(twiliotest.Webhooks{SMS: a.URL + "/sms"})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for range 20 {
				s.Text(fmt.Sprintf("+1907555%04d", i), "hi", twiliotest.Copies(2))
			}
		})
	}
	wg.Wait()
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Messages()); n != 800 {
		t.Errorf("%d messages", n)
	}
	if n := len(a.forms); n != 800+800 {
		t.Errorf("%d webhooks and callbacks", n)
	}
	in, err := s.Phone("+19075550000").Wait(t.Context(), 20)
	if err != nil || len(in) != 20 {
		t.Errorf("%d texts arrived, %v", len(in), err)
	}
}
