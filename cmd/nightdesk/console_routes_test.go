package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nightdesk/bot/account"
	"nightdesk/webhooks/console"
	"nightdesk/webhooks/twilio"
)

// doorTest is a client of the console with sessions of every role.
type doorTest struct {
	*story
	who map[account.Role]account.Account
}

func atTheDoor(t *testing.T) doorTest {
	t.Helper()
	d := doorTest{manned(t), map[account.Role]account.Account{}}
	for _, r := range account.Roles {
		a, _ := d.hires("a-"+strings.ReplaceAll(string(r), "_", "-"), r)
		d.who[r] = a
	}
	return d
}

// asks sends one request as a role, under a session of its own, and reads the answer,
// but for one that does not end.
func (d doorTest) asks(role account.Role, method, path string, form url.Values) seen {
	t := d.t
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, d.public+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", d.public)
	}
	if role != "" {
		token, a := rand.Text()+rand.Text(), d.who[role]
		x := account.SignIn{Account: a.ID, How: account.ByPasskey, Opened: d.Now(), Sure: d.Now()}
		if _, err := d.store.OpenSignIn(ctx, token, x, account.Account{ID: a.ID}, account.Act{By: a.ID, Note: "signed_in"}); err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "nightdesk", Value: token})
	}
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	out := seen{Status: w.StatusCode, Head: w.Header}
	if w.Header.Get("Content-Type") != "text/event-stream" {
		b, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		out.Body = string(b)
	}
	return out
}

// example is an address of a route. What it names is not there.
func example(path string) string {
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(strings.TrimSuffix(path, "{$}"), "nobody")
}

// routeLines are the routes as testdata/console_routes.txt has them: method, path, and
// the permission that it takes, "signed_in", or "open" to everybody.
func routeLines(all []console.Route) []string {
	var lines []string
	for _, r := range all {
		need := string(r.Need)
		switch {
		case r.Open:
			need = "open"
		case need == "":
			need = "signed_in"
		}
		lines = append(lines, r.Method+" "+r.Path+" "+need)
	}
	slices.Sort(lines)
	return lines
}

// The table of routes is what testdata/console_routes.txt says, which is written by hand:
// a new route, or one that is opened to others, has to be written down there. Over real
// HTTP, with real sessions, each lets in the roles that may and no other, and each answer
// has the headers that keep it safe.
func TestEveryRouteOfTheConsoleStandsInTheList(t *testing.T) {
	t.Parallel()
	d := atTheDoor(t)
	b, err := os.ReadFile(filepath.Join("testdata", "console_routes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Split(strings.TrimSpace(string(b)), "\n")
	routes := d.program.console.Routes()
	for _, l := range routeLines(routes) {
		if !slices.Contains(listed, l) {
			t.Errorf("testdata/console_routes.txt lacks %q", l)
		}
	}
	for _, l := range listed {
		if !slices.Contains(routeLines(routes), l) {
			t.Errorf("testdata/console_routes.txt has %q, which is no route", l)
		}
	}
	for _, r := range routes {
		path := example(r.Path)
		if out := d.asks("", r.Method, path, nil); !r.Open && out.Status != http.StatusUnauthorized && out.Head.Get("Location") != "/console/signin" {
			t.Errorf("%s %s answers %d to nobody", r.Method, path, out.Status)
		}
		for _, role := range account.Roles {
			out := d.asks(role, r.Method, path, nil)
			may := r.Need == "" || account.May([]account.Role{role}, r.Need)
			if may == (out.Status == http.StatusForbidden) && path != "/console/" { // who may not see the queue is led on from there
				t.Errorf("%s %s answers %d to %s, who may: %v", r.Method, path, out.Status, role, may)
			}
			if out.Status >= 500 {
				t.Errorf("%s %s answers %d to %s", r.Method, path, out.Status, role)
			}
			for _, ill := range unsafe(out) {
				t.Errorf("%s %s as %s: %s", r.Method, path, role, ill)
			}
		}
	}
	t.Logf("%d routes, %d roles", len(routes), len(account.Roles))
}

// unsafe is what an answer of the console lacks.
func unsafe(out seen) (ills []string) {
	for name, want := range map[string]string{
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Access-Control-Allow-Origin": "", "Server": "", "X-Powered-By": "",
	} {
		if got := out.Head.Get(name); got != want {
			ills = append(ills, name+" is "+got)
		}
	}
	for _, part := range []string{"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(out.Head.Get("Content-Security-Policy"), part) {
			ills = append(ills, "the policy lacks "+part)
		}
	}
	kind := out.Head.Get("Content-Type")
	if strings.Contains(out.Body, "<html") && kind != "text/html; charset=utf-8" || out.Body != "" && kind == "" {
		ills = append(ills, "its type is "+kind)
	}
	for _, k := range out.Head.Values("Set-Cookie") {
		if !strings.Contains(k, "HttpOnly") || !strings.Contains(k, "SameSite=") {
			ills = append(ills, "a cookie is sent as "+regexp.MustCompile(`=[^;]*`).ReplaceAllString(k, "=..."))
		}
	}
	return ills
}

// Methods that nothing here uses are refused everywhere.
func TestMethodsThatNobodyNeedsAreRefused(t *testing.T) {
	d := atTheDoor(t)
	for _, path := range []string{"/console/", "/console/signin", "/console/people", twilio.PathSMS, "/livez", "/metrics"} {
		for _, method := range []string{http.MethodTrace, http.MethodPut, http.MethodDelete, http.MethodPatch, "PROPFIND"} {
			out := d.asks(account.Counselor, method, path, nil)
			if out.Status != http.StatusMethodNotAllowed && out.Status != http.StatusNotFound {
				t.Errorf("%s %s: %d", method, path, out.Status)
			}
			if bytes.Contains([]byte(out.Body), []byte("Cookie:")) {
				t.Errorf("%s %s gives back what was sent", method, path)
			}
		}
	}
}

// What stands in the address of a form counts for nothing, nor does a form that was not
// sent as one.
func TestFieldsComeFromTheBodyAlone(t *testing.T) {
	d := atTheDoor(t)
	for _, text := range []string{"hi", "1", "1", "1", "1", "1", "1", "4", "Sunny"} {
		d.says(sam, text)
	}
	found := func(out seen) bool { return strings.Contains(out.Body, "/console/person/") }
	if !found(d.asks(account.Counselor, "POST", "/console/people", url.Values{"name": {"sunn"}})) {
		t.Fatal("a form finds nobody")
	}
	if found(d.asks(account.Counselor, "POST", "/console/people?name=sunn", nil)) {
		t.Error("the address was read as a form")
	}
	if found(d.asks(account.Counselor, "GET", "/console/people?name=sunn", nil)) {
		t.Error("an address finds people")
	}
}

// What was refused stands in the log: where and to whom, and nothing that was sent.
func TestRefusalsAreLogged(t *testing.T) {
	d := atTheDoor(t)
	d.asks(account.ScriptAdmin, "POST", "/console/people", url.Values{"name": {"Rumpelstiltskin"}})
	d.goesFrom("https://elsewhere.example", "POST", "/console/people")
	log := d.log.String()
	for _, want := range []string{`"msg":"console page refused","route":"/console/people","account":"a-script-admin"`, `"msg":"console page refused","route":"cross-origin"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %s", want)
		}
	}
	if strings.Contains(log, "Rumpelstiltskin") {
		t.Error("the log says what was looked for")
	}
}
