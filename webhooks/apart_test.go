package webhooks_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"nightdesk/webhooks"
	"nightdesk/webhooks/twilio"
)

// twoNames is the handler with a console that has a name of its own.
func twoNames(origin string, log io.Writer) http.Handler {
	says := func(what string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, what) })
	}
	return webhooks.New(webhooks.Options{
		Twilio: []twilio.Route{{Method: http.MethodPost, Path: twilio.PathSMS, Handle: func(w http.ResponseWriter, _ *http.Request) error {
			_, err := io.WriteString(w, "webhook")
			return err
		}}},
		Metrics: says("figures"),
		Mounts: []webhooks.Mount{{Path: "/console", Handler: says("console"), Origin: origin}, {Path: "/calendar", Handler: says("feed"), Secret: true},
			{Path: "/", Handler: says("page")}},
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
}

// Under the console's name there is the console and nothing else but webhooks, under any other
// everything else: however Host is written, and whatever other headers say.
func TestAGroupWithANameOfItsOwn(t *testing.T) {
	const wrong, gone = http.StatusMisdirectedRequest, http.StatusNotFound
	named := twoNames("https://console.example.org", io.Discard)
	sixth := twoNames("https://[2001:db8::7]:8443", io.Discard)
	for _, tt := range []struct {
		h                  http.Handler
		method, host, path string
		status             int
		body               string
	}{
		{named, "GET", "console.example.org", "/console/", 200, "console"},
		{named, "GET", "console.example.org", "/console", 200, "console"},
		{named, "POST", "Console.EXAMPLE.org:443", "/console/signin", 200, "console"},
		{named, "GET", "console.example.org", "/livez", 200, "ok\n"},
		{named, "GET", "console.example.org", "/readyz", 200, "ok\n"},
		{named, "POST", "console.example.org", twilio.PathSMS, 200, "webhook"},
		{named, "GET", "console.example.org", twilio.PathSMS, gone, ""},
		{named, "POST", "CONSOLE.example.org.:8080", twilio.PathSMS, 200, "webhook"},
		{named, "POST", "console.example.org", twilio.PathSMS + "/x", gone, ""},
		{named, "GET", "console.example.org", "/calendar/x.ics", gone, ""},
		{named, "GET", "console.example.org", "/metrics", gone, ""},
		{named, "GET", "console.example.org", "/consoles", gone, ""},
		{named, "GET", "console.example.org:99", "/anything", gone, ""},
		{named, "GET", "console.example.org", "/", http.StatusSeeOther, ""},

		{named, "GET", "desk.example.org", "/console/", wrong, "This is now at https://console.example.org/console/\n"},
		{named, "POST", "desk.example.org", "/console/signin", wrong, "This is now at https://console.example.org/console/\n"},
		{named, "GET", "desk.example.org", "/console//evil.example", wrong, "This is now at https://console.example.org/console/\n"},
		{named, "GET", "console.example.org.", "/console/", wrong, ""},
		{named, "GET", "console.example.org:8443", "/console/", wrong, ""},
		{named, "GET", "console.example.org.evil.example", "/console/", wrong, ""},
		{named, "GET", "evil.example#console.example.org", "/console/", wrong, ""},
		{named, "GET", "console.example.org:443:443", "/console/", wrong, ""},
		{named, "GET", "[console.example.org", "/console/", wrong, ""},
		{named, "GET", "192.0.2.1:8080", "/console/", wrong, ""},
		{named, "GET", "", "/console/", wrong, ""},
		{named, "POST", "desk.example.org", twilio.PathSMS, 200, "webhook"},
		{named, "POST", "192.0.2.1:8080", twilio.PathSMS, 200, "webhook"},
		{named, "POST", "", twilio.PathSMS, 200, "webhook"},
		{named, "GET", "desk.example.org", "/calendar/x.ics", 200, "feed"},
		{named, "GET", "desk.example.org", "/metrics", 200, "figures"},
		{named, "GET", "desk.example.org", "/", 200, "page"},

		{sixth, "GET", "[2001:DB8:0::7]:8443", "/console/", 200, "console"},
		{sixth, "GET", "[2001:db8::7]", "/console/", 200, "console"},
		{sixth, "GET", "[2001:db8::7]:443", "/console/", wrong, ""},
		{sixth, "GET", "[2001:db8::8]:8443", "/console/", wrong, ""},
		{sixth, "POST", "[2001:db8::7]:443", "/metrics", gone, ""},
		{twoNames("http://192.0.2.7:81", io.Discard), "POST", "[::ffff:192.0.2.7]:81", "/metrics", gone, ""},
		{twoNames("", io.Discard), "GET", "anything", "/console/", 200, "console"},
	} {
		r := httptest.NewRequest(tt.method, tt.path, nil)
		r.Host = tt.host
		for _, h := range []string{"X-Forwarded-Host", "X-Host", "X-Original-Host", "X-Forwarded-Server"} {
			r.Header.Set(h, map[bool]string{true: "desk.example.org", false: "console.example.org"}[strings.HasPrefix(tt.host, "console")])
		}
		r.Header.Set("Forwarded", "host=console.example.org")
		w := httptest.NewRecorder()
		tt.h.ServeHTTP(w, r)
		if body := w.Body.String(); w.Code != tt.status || tt.body != "" && body != tt.body || tt.status == gone && body != "" {
			t.Errorf("%s %s of %q: %d %q, want %d %q", tt.method, tt.path, tt.host, w.Code, body, tt.status, tt.body)
		}
		if to := w.Header().Get("Location"); tt.status == http.StatusSeeOther && to != "/console/" {
			t.Errorf("%s leads to %q", tt.path, to)
		}
	}
}

// A proxy that does not pass on Host keeps staff out: the log says so, with the mend,
// once a minute and without what was asked for.
func TestAProxyThatHidesTheHost(t *testing.T) {
	var log bytes.Buffer
	h := twoNames("https://console.example.org", &log)
	for range 5 {
		r := httptest.NewRequest("GET", "/console/cases/SECRET", nil)
		r.Host = "internal-name:8080"
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "pass on the Host") || strings.Contains(got, "SECRET") || strings.Contains(got, "internal-name") {
		t.Errorf("the log says:\n%s", got)
	}
}

// A proxy that sends the console's name whatever was asked for must not leave people
// unanswered: their texts are answered, and the log says what to mend.
func TestAProxyThatSendsTheConsolesNameForAll(t *testing.T) {
	var log bytes.Buffer
	h := twoNames("https://console.example.org", &log)
	for range 5 {
		r := httptest.NewRequest("POST", twilio.PathSMS, nil)
		r.Host = "console.example.org"
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Fatalf("%d", w.Code)
		}
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "NIGHTDESK_PUBLIC_URL") {
		t.Errorf("the log says:\n%s", got)
	}
}
