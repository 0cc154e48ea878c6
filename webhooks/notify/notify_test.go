package notify_test

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/webhooks/notify"
)

const key = "a key that nobody else has"

// alert is one as the inbox makes it.
func alert() bot.Send {
	return bot.Send{ID: "a1b2", Class: bot.SendAlert, Channel: "nurses", Case: "secret-case", Body: "Alert A7K3, level 1, waiting 3 min. Text A7K3 to the clinic's line to take it.",
		Alert: &bot.AlertFacts{Code: "A7K3", Level: 1, Minutes: 3, Reply: "Text A7K3 to the clinic's line to take it"}}
}

// request is one that a server got.
type request struct {
	method, path string
	header       http.Header
	body         string
}

// server is somebody's channel: it keeps what it gets and answers as it is told.
type server struct {
	*httptest.Server
	mu  sync.Mutex
	got []request
}

func serve(t *testing.T, answer http.HandlerFunc) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.got = append(s.got, request{r.Method, r.URL.Path, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func open(t *testing.T, o notify.Options) *notify.Channel {
	t.Helper()
	if o.Name == "" {
		o.Name = "nurses"
	}
	c, err := notify.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// checked is what a receiver of ours is told to do, written from the package's words
// alone: it knows nothing of the code that signs.
func checked(r request, key string, now time.Time) error {
	stamp, id := r.header.Get("Nightdesk-Timestamp"), r.header.Get("Nightdesk-Id")
	n, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(n, 0)).Abs() > 5*time.Minute {
		return errors.New("the timestamp is not of now")
	}
	given, ok := strings.CutPrefix(r.header.Get("Nightdesk-Signature"), "v1=")
	sum, err := hex.DecodeString(given)
	if !ok || err != nil {
		return errors.New("no signature of version 1")
	}
	h := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(h, "%s.%s.%s", stamp, id, r.body)
	if !hmac.Equal(h.Sum(nil), sum) {
		return errors.New("another signature")
	}
	return nil
}

func TestSignedWebhook(t *testing.T) {
	s := serve(t, status(http.StatusAccepted))
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	c := open(t, notify.Options{URL: s.URL + "/alerts?to=nurses", Key: []byte(key), Now: func() time.Time { return now }})
	for range 2 {
		if _, err := c.Send(t.Context(), alert()); err != nil {
			t.Fatal(err)
		}
	}
	got := s.requests()
	if len(got) != 2 {
		t.Fatalf("%d requests", len(got))
	}
	r := got[0]
	if r.method != http.MethodPost || r.path != "/alerts" || r.header.Get("Content-Type") != "application/json" {
		t.Errorf("%+v", r)
	}
	if want := `{"code":"A7K3","level":1,"minutes":3,"reply":"Text A7K3 to the clinic's line to take it"}`; r.body != want {
		t.Errorf("the body is %s", r.body)
	}
	if r.header.Get("Nightdesk-Id") != "a1b2" || got[1].header.Get("Nightdesk-Id") != "a1b2" {
		t.Error("an alert that comes again has another id")
	}
	if err := checked(r, key, now); err != nil {
		t.Error(err)
	}
	// Anything else than what was sent is told apart.
	for name, change := range map[string]func(*request){
		"body":      func(r *request) { r.body = strings.Replace(r.body, `"level":1`, `"level":3`, 1) },
		"id":        func(r *request) { r.header.Set("Nightdesk-Id", "a1b3") },
		"timestamp": func(r *request) { r.header.Set("Nightdesk-Timestamp", strconv.FormatInt(now.Unix()+1, 10)) },
	} {
		other := request{r.method, r.path, r.header.Clone(), r.body}
		change(&other)
		if checked(other, key, now) == nil {
			t.Errorf("another %s is believed", name)
		}
	}
	if checked(r, key+"x", now) == nil || checked(r, key, now.Add(time.Hour)) == nil {
		t.Error("another key, or another hour, is believed")
	}
}

// What each answer means for the alert. The address stands in no error.
func TestAnswers(t *testing.T) {
	redirected := serve(t, status(http.StatusOK))
	for _, tc := range []struct {
		name             string
		answer           http.HandlerFunc
		retry, operator  bool
		after            time.Duration
		code             int
		public           string
		followed, always bool
	}{
		{name: "too many", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		}, retry: true, after: 7 * time.Second, code: 429, public: "the channel nurses (webhook) asked us to come later"},
		{name: "an hour is too long", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}, retry: true, after: time.Minute, code: 429, public: "the channel nurses (webhook) asked us to come later"},
		{name: "broken", answer: status(http.StatusBadGateway), retry: true, code: 502, public: "the channel nurses (webhook) failed"},
		{name: "gone", answer: status(http.StatusGone), operator: true, code: 410, public: "the channel nurses (webhook) refuses our alerts: look at its address and key"},
		{name: "elsewhere", answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, redirected.URL, http.StatusTemporaryRedirect)
		}, operator: true, code: 307, public: "the channel nurses (webhook) answers as if it were another server"},
		{name: "hangs up", answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, retry: true, public: "the channel nurses (webhook) could not be reached or did not take it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := serve(t, tc.answer)
			c := open(t, notify.Options{URL: s.URL + "/T0-secret-path", Key: []byte(key)})
			_, err := c.Send(t.Context(), alert())
			var e *bot.SendError
			if !errors.As(err, &e) || !e.NotSent || e.Retryable != tc.retry || e.Operator != tc.operator || e.After != tc.after || e.Code != tc.code || e.Public != tc.public {
				t.Errorf("%+v", e)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error says %v", err)
			}
		})
	}
	if n := len(redirected.requests()); n > 0 {
		t.Errorf("a redirect was followed %d times", n)
	}
}

// A channel that does not answer ends with the attempt's time, and holds no more than
// two messages.
func TestAChannelThatHangs(t *testing.T) {
	hang := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	})
	defer close(hang)
	host := strings.TrimPrefix(s.URL, "http://")
	for name, o := range map[string]notify.Options{"webhook": {URL: s.URL, Key: []byte(key)}, "a service of the library": {URL: "ntfy://" + host + "/alerts?scheme=http"}} {
		t.Run(name, func(t *testing.T) {
			c := open(t, o)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() {
					var e *bot.SendError
					if _, err := c.Send(ctx, alert()); !errors.As(err, &e) || !e.Retryable || !e.NotSent {
						t.Errorf("%v", err)
					}
				})
			}
			wg.Wait()
			if name == "webhook" {
				return // its own end came with the context's
			}
			_, err := c.Send(t.Context(), alert())
			if err == nil || !strings.Contains(err.Error(), "busy") {
				t.Errorf("the third says %v", err)
			}
		})
	}
}

// mailServer is a server that takes e-mail in clear, on this machine.
func mailServer(t *testing.T) (addr string, got <-chan string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	mails := make(chan string, 1)
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		r := bufio.NewReader(conn)
		say := func(s string) { _, _ = io.WriteString(conn, s+"\r\n") }
		say("220 here")
		var mail strings.Builder
		for data := false; ; {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimRight(line, "\r\n")
			switch {
			case data && line == ".":
				data = false
				say("250 taken")
				mails <- mail.String()
			case data:
				mail.WriteString(line + "\n")
			case strings.HasPrefix(line, "DATA"):
				data = true
				say("354 go on")
			case strings.HasPrefix(line, "QUIT"):
				say("221 bye")
				return
			default:
				say("250 ok")
			}
		}
	}()
	return ln.Addr().String(), mails
}

// Every channel gets the alert's words and nothing else of it: not whose case, not
// who is told.
func TestWhatChannelsGet(t *testing.T) {
	ok := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"success","ok":true,"code":200}`)
	}
	send := alert()
	send.Person, send.Staff, send.To = "secret-person", "secret-staff", "+19075550123"
	s := serve(t, ok)
	host := strings.TrimPrefix(s.URL, "http://")
	for name, o := range map[string]notify.Options{
		"webhook":    {URL: s.URL, Key: []byte(key)},
		"ntfy":       {URL: "ntfy://" + host + "/alerts?scheme=http"},
		"gotify":     {URL: "gotify://" + host + "/AzyoeNS.D4iJLVa?disabletls=yes"},
		"mattermost": {URL: "mattermost://" + host + "/token?disabletls=yes"},
		"bark":       {URL: "bark://:devicekey@" + host + "/?scheme=http"},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(s.requests())
			c := open(t, o)
			if _, err := c.Send(t.Context(), send); err != nil {
				t.Fatal(err)
			}
			got := s.requests()[before:]
			if len(got) != 1 {
				t.Fatalf("%d requests", len(got))
			}
			all := got[0].body + fmt.Sprint(got[0].header) + got[0].path
			if strings.Contains(all, "secret") || strings.Contains(all, "9075550123") {
				t.Errorf("it says %s", all)
			}
			if want := send.Body.Text(); name != "webhook" && said(got[0].body) != want {
				t.Errorf("it says %q", said(got[0].body))
			}
		})
	}
	t.Run("smtp", func(t *testing.T) {
		addr, mails := mailServer(t)
		c := open(t, notify.Options{URL: "smtp://" + addr + "/?from=desk@example.org&to=nurses@example.org&starttls=no&encryption=None"})
		if _, err := c.Send(t.Context(), send); err != nil {
			t.Fatal(err)
		}
		mail := <-mails
		head, body, _ := strings.Cut(mail, "\n\n")
		if !strings.Contains(head+"\n", "Subject: Alert\n") || strings.Contains(mail, "secret") || strings.TrimSpace(body) != send.Body.Text() {
			t.Errorf("the mail is %q", mail)
		}
	})
}

// said is the text in a service's body: the body itself, or the one field that holds
// a sentence.
func said(body string) string {
	var fields map[string]any
	if json.Unmarshal([]byte(body), &fields) != nil {
		return strings.TrimSpace(body)
	}
	for _, name := range []string{"message", "text", "body"} {
		if s, ok := fields[name].(string); ok {
			return s
		}
	}
	return body
}

// Nothing is made of an address that can't work, and no error repeats it.
func TestNew(t *testing.T) {
	for name, tc := range map[string]struct {
		o    notify.Options
		want string
	}{
		"empty":                        {notify.Options{}, "it is not a full address"},
		"no scheme":                    {notify.Options{URL: "hooks.example.org/secret"}, "it is not a full address"},
		"an unknown service":           {notify.Options{URL: "slak://secret"}, `no service is called "slak"`},
		"the library's logger":         {notify.Options{URL: "logger://"}, `no service is called "logger"`},
		"the library's own webhook":    {notify.Options{URL: "generic+https://example.org/secret"}, `no service is called "generic+https"`},
		"not how slack is written":     {notify.Options{URL: "slack://secret"}, "the address is not what this service needs"},
		"a webhook in clear":           {notify.Options{URL: "http://example.org/secret", Key: []byte(key)}, "a webhook to another machine needs https"},
		"a webhook without a key":      {notify.Options{URL: "https://example.org/secret"}, "a webhook needs a key of at least 16 characters"},
		"a webhook with a short key":   {notify.Options{URL: "https://example.org/secret", Key: []byte("short")}, "a webhook needs a key of at least 16 characters"},
		"a webhook with a password":    {notify.Options{URL: "https://me:secret@example.org/", Key: []byte(key)}, "a webhook is signed and takes no user"},
		"a webhook without a server":   {notify.Options{URL: "https:///secret", Key: []byte(key)}, "the address names no server"},
		"a control character, quoting": {notify.Options{URL: "https://example.org/secret\x7f", Key: []byte(key)}, "it is not a full address"},
	} {
		_, err := notify.New(tc.o)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the address is repeated: %v", name, err)
		}
	}
	for url, kind := range map[string]string{
		"slack://hook:AAAAAAAAA-BBBBBBBBB-123456789123456789123456@webhook": "slack",
		"https://example.org/x": notify.Webhook,
		"http://127.0.0.1:1/x":  notify.Webhook,
		"http://localhost/x":    notify.Webhook,
		"ntfy://ntfy.sh/alerts": "ntfy",
	} {
		c, err := notify.New(notify.Options{URL: url, Key: []byte(key)})
		if kind == "" {
			if err == nil {
				t.Errorf("%s is taken", url)
			}
			continue
		}
		if err != nil || c.Kind() != kind {
			t.Errorf("%s: %v", url, err)
		}
	}
}
