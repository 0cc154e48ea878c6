package calendar_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	ical "github.com/emersion/go-ical"

	"nightdesk/bot"
	"nightdesk/webhooks"
	"nightdesk/webhooks/calendar"
)

// book is a ledger in memory; err is what every look at it ends with.
type book struct {
	visits []bot.Booking
	looks  int
	err    error
}

func (b *book) Visits(_ context.Context, from, to time.Time) ([]bot.Booking, error) {
	b.looks++
	var out []bot.Booking
	for _, v := range b.visits {
		if !v.Start.Before(from) && v.Start.Before(to) {
			out = append(out, v)
		}
	}
	return out, b.err
}

// served are feeds behind the router that production has.
type served struct {
	*calendar.Feeds
	book   *book
	now    time.Time
	log    bytes.Buffer
	counts []string
	routes []string
	http.Handler
}

func serve(t *testing.T, generation int) *served {
	t.Helper()
	s := &served{book: &book{visits: ledger()}, now: now}
	log := slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.Feeds = calendar.New(calendar.Options{Key: key, Generation: generation, Name: "ATS", Calendar: clinic(), Visits: s.book,
		Now: func() time.Time { return s.now }, Log: log})
	s.Handler = webhooks.New(webhooks.Options{Mounts: []webhooks.Mount{{Path: calendar.Path, Handler: s.Feeds, Secret: true}}, Log: log,
		Count: func(e string) { s.counts = append(s.counts, e) },
		Observe: func(route string, status int, _ time.Duration) {
			s.routes = append(s.routes, fmt.Sprint(route, status))
		}})
	return s
}

func (s *served) do(t *testing.T, method, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = "203.0.113.7:999"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	return w.Result()
}

func (s *served) path(t *testing.T, resource string) string {
	t.Helper()
	for _, a := range s.Addresses() {
		if a.Resource == resource {
			return a.Path
		}
	}
	t.Fatalf("%q has no address", resource)
	return ""
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAFeedIsServed(t *testing.T) {
	s := serve(t, 1)
	for _, resource := range []string{"", "counselor_1", "room a"} {
		res := s.do(t, http.MethodGet, s.path(t, resource))
		body := text(t, res)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%q: %s", resource, res.Status)
		}
		strict(t, body)
		if body != feedOf(t, view(), resource) {
			t.Errorf("%q is not the feed of that resource", resource)
		}
		for name, want := range map[string]string{"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex",
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Content-Length": fmt.Sprint(len(body))} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		head := s.do(t, http.MethodHead, s.path(t, resource))
		if b := text(t, head); head.StatusCode != http.StatusOK || b != "" || head.Header.Get("ETag") != res.Header.Get("ETag") || head.Header.Get("Content-Length") != fmt.Sprint(len(body)) {
			t.Errorf("HEAD: %s, %d bytes, %v", head.Status, len(b), head.Header)
		}
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	s := serve(t, 1)
	p := s.path(t, "counselor_1")
	tag := s.do(t, http.MethodGet, p).Header.Get("ETag")
	if tag == "" || strings.HasPrefix(tag, "W/") {
		t.Fatalf("the tag is %q", tag)
	}
	s.now = s.now.Add(time.Minute) // asked anew
	for _, want := range []string{tag, `"other", ` + tag, "*"} {
		if res := s.do(t, http.MethodGet, p, "If-None-Match", want); res.StatusCode != http.StatusNotModified || text(t, res) != "" {
			t.Errorf("If-None-Match %s: %s", want, res.Status)
		}
	}
	s.book.visits[0].Start, s.book.visits[0].Version = at(3, 8, 0), 9
	s.now = s.now.Add(time.Minute)
	if res := s.do(t, http.MethodGet, p, "If-None-Match", tag); res.StatusCode != http.StatusOK || res.Header.Get("ETag") == tag {
		t.Errorf("after a change: %s with the tag %s", res.Status, res.Header.Get("ETag"))
	}
}

// The ledger is asked by nobody who has no address, and by the others not for each
// request.
func TestALookAtTheLedgerIsShared(t *testing.T) {
	s := serve(t, 1)
	for range 5 {
		s.do(t, http.MethodGet, s.path(t, "examiner"))
	}
	if s.book.looks != 1 {
		t.Errorf("5 requests at once looked %d times", s.book.looks)
	}
	s.now = s.now.Add(15 * time.Second)
	s.do(t, http.MethodGet, s.path(t, "examiner"))
	s.do(t, http.MethodGet, "/calendar/x/examiner.ics")
	if s.book.looks != 2 {
		t.Errorf("15 seconds later: %d looks", s.book.looks)
	}
}

func TestWhatIsNoAddressIsNotFound(t *testing.T) {
	s, next := serve(t, 1), serve(t, 2)
	good := s.path(t, "counselor_1")
	secret := strings.Split(good, "/")[2]
	for _, p := range []string{
		"/calendar", "/calendar/", "/calendar/x/counselor_1.ics", "/calendar//counselor_1.ics", "/calendar/" + secret, "/calendar/" + secret + "/",
		"/calendar/" + secret + "/examiner.ics", "/calendar/" + secret + "/clinic.ics", "/calendar/" + secret + "/counselor_1", good + "/", good + "/x",
		good + "?", good + "?a=b", "/calendar/" + strings.ToUpper(secret) + "/counselor_1.ics", "/calendar/" + secret[1:] + "/counselor_1.ics",
		strings.Replace(good, secret, secret+"a", 1), "/Calendar" + strings.TrimPrefix(good, "/calendar"), next.path(t, "counselor_1"),
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			fresh := serve(t, 1)
			if res := fresh.do(t, method, p); res.StatusCode != http.StatusNotFound || text(t, res) != "" || fresh.book.looks > 0 || res.Header.Get("Content-Type") != "" {
				t.Errorf("%s %s: %s, %d looks", method, strings.ReplaceAll(p, secret, "SECRET"), res.Status, fresh.book.looks)
			}
		}
	}
	if res := s.do(t, http.MethodPost, good); res.StatusCode != http.StatusMethodNotAllowed || s.book.looks > 0 {
		t.Errorf("POST: %s", res.Status)
	}
	if res := next.do(t, http.MethodGet, next.path(t, "counselor_1")); res.StatusCode != http.StatusOK {
		t.Errorf("the next generation: %s", res.Status)
	}
}

func TestAddressesAreSecretsOfTheirOwn(t *testing.T) {
	s := serve(t, 1)
	var all []string
	for _, a := range append(s.Addresses(), serve(t, 2).Addresses()...) {
		secret := strings.Split(a.Path, "/")[2]
		if len(secret) != 32 || strings.Trim(secret, "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Errorf("the secret of %q is %d letters", a.Resource, len(secret))
		}
		all = append(all, secret)
	}
	slices.Sort(all)
	if len(all) != 8 || len(slices.Compact(all)) != 8 {
		t.Errorf("%d addresses, not 8 that differ", len(slices.Compact(all)))
	}
	if a := s.Addresses()[0]; a.Resource != "" || !strings.HasSuffix(a.Path, "/clinic.ics") {
		t.Errorf("the first address is of %q", a.Resource)
	}
}

// A resource may be called clinic: it has its own secret, and the whole clinic too.
func TestAResourceMayHaveTheClinicsName(t *testing.T) {
	c := clinic()
	c.Resources["clinic"] = c.Resources["examiner"]
	f := calendar.New(calendar.Options{Key: key, Name: "ATS", Calendar: c, Visits: &book{}, Now: func() time.Time { return now }})
	got := map[string]bool{}
	for _, a := range f.Addresses() {
		if strings.HasSuffix(a.Path, "/clinic.ics") {
			w := httptest.NewRecorder()
			f.ServeHTTP(w, httptest.NewRequest(http.MethodGet, a.Path, nil))
			cal, err := ical.NewDecoder(w.Body).Decode()
			if err != nil {
				t.Fatal(err)
			}
			got[cal.Props.Get("X-WR-CALNAME").Value] = true
		}
	}
	if !got["ATS"] || !got["ATS clinic"] {
		t.Errorf("the feeds called clinic are %v", got)
	}
}

func TestNoSecretIsLogged(t *testing.T) {
	s := serve(t, 1)
	good := s.path(t, "counselor_1")
	secret := strings.Split(good, "/")[2]
	s.do(t, http.MethodGet, good)
	s.do(t, http.MethodGet, good+"x")
	s.book.err = fmt.Errorf("read visits: %w", bot.ErrUnavailable)
	s.now = s.now.Add(time.Minute)
	if res := s.do(t, http.MethodGet, good); res.StatusCode != http.StatusServiceUnavailable || text(t, res) != "" || res.Header.Get("Retry-After") == "" {
		t.Errorf("without a ledger: %s", res.Status)
	}
	s.book.visits = nil
	s.Handler = webhooks.New(webhooks.Options{Log: slog.New(slog.NewTextHandler(&s.log, nil)), Mounts: []webhooks.Mount{{Path: calendar.Path, Secret: true,
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a " + good) })}}})
	if res := s.do(t, http.MethodGet, good); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a panic: %s", res.Status)
	}
	said := s.log.String() + strings.Join(s.routes, " ") + strings.Join(s.counts, " ")
	for _, want := range []string{"a calendar feed can't be made", "panic in a handler", "/calendar/*below200", "/calendar/*below404", "unknown_address"} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing is said of %q", want)
		}
	}
	if strings.Contains(said, secret) {
		t.Error("the secret is logged or counted")
	}
}

// Whoever tries addresses is answered without a look, and those who have one are
// not held up by it.
func TestWhoTriesAddressesIsHeldUp(t *testing.T) {
	s := serve(t, 1)
	for range 40 {
		if res := s.do(t, http.MethodGet, "/calendar/guess/counselor_1.ics"); res.StatusCode != http.StatusNotFound {
			t.Fatal(res.Status)
		}
	}
	refused := 0
	for _, c := range s.counts {
		if c == "refused_address" {
			refused++
		}
	}
	if refused < 10 {
		t.Errorf("of 40 tries %d were refused unseen", refused)
	}
	if res := s.do(t, http.MethodGet, s.path(t, "examiner")); res.StatusCode != http.StatusNotFound {
		t.Errorf("who tried is answered %s at once", res.Status)
	}
	r := httptest.NewRequest(http.MethodGet, s.path(t, "examiner"), nil)
	r.RemoteAddr = "198.51.100.9:1"
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("somebody else is answered %d", w.Code)
	}
}
