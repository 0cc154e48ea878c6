package main

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"nightdesk/bot/account"
	"nightdesk/webhooks/twilio"
)

// The whole program with a console at a host name of its own: people are answered as
// ever, staff set up an account and sign in there and nowhere else, and what is bound to
// an address (passkeys, cookies, the check of where a form comes from) is bound to that.
func TestTheConsoleHasAHostNameOfItsOwn(t *testing.T) {
	const console = "https://console.example.org"
	s := storyOf(t, func(s *story) { s.consoleURL = console })
	if got := s.says(sam, "hi"); got == "" {
		t.Error("the webhook does not answer")
	}
	ask := func(host, method, path, body string, head ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(head); i += 2 {
			r.Header.Set(head[i], head[i+1])
		}
		w := httptest.NewRecorder()
		s.program.handler.ServeHTTP(w, r)
		return w
	}
	wants := func(w *httptest.ResponseRecorder, status int, what string) *httptest.ResponseRecorder {
		t.Helper()
		if w.Code != status {
			t.Fatalf("%s: %d, want %d: %s", what, w.Code, status, w.Body)
		}
		return w
	}
	const own, shared = "console.example.org", "desk.example.org"
	wants(ask(own, "GET", "/console/signin", ""), http.StatusOK, "the sign-in at the console's name")
	for _, host := range []string{shared, strings.TrimPrefix(s.public, "http://"), "console.example.org.", ""} {
		wants(ask(host, "GET", "/console/signin", "", "X-Forwarded-Host", own), http.StatusMisdirectedRequest, "the sign-in at "+host)
	}
	for _, path := range []string{twilio.PathSMS, twilio.PathVoice} { // read, and refused as nobody signed it
		wants(ask(own, "POST", path, "", "X-Forwarded-Host", shared), http.StatusForbidden, path+" at the console's name")
	}
	for _, path := range []string{"/metrics", "/calendar/x/clinic.ics", "/webhooks/twilio/x"} {
		wants(ask(own, "POST", path, "", "X-Forwarded-Host", shared), http.StatusNotFound, path+" at the console's name")
	}

	// An account is set up there with a form; from another page it is refused, the page
	// of the webhooks' name included, which shares the site.
	a, err := account.New("ana", "Ana", []account.Role{account.DosingNurse}, s.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	code, err := a.Reset(s.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.SaveAccount(t.Context(), a, account.Act{By: "test", Note: "made"}, account.End{}); err != nil {
		t.Fatal(err)
	}
	enrol := url.Values{"account": {"ana"}, "code": {code}}.Encode()
	for _, from := range [][]string{
		{"Sec-Fetch-Site", "same-site", "Origin", "https://" + shared}, {"Sec-Fetch-Site", "cross-site", "Origin", "null"},
		{"Origin", "https://" + shared}, {"Origin", s.public}, {"Origin", "http://" + own + ":81"}, {"Origin", "https://console.example.org.evil.example"},
	} {
		wants(ask(own, "POST", "/console/enrol", enrol, from...), http.StatusForbidden, "a form of "+strings.Join(from, " "))
	}
	in := wants(ask(own, "POST", "/console/enrol", enrol, "Origin", console), http.StatusSeeOther, "a form of the console's own")
	cookie := in.Header().Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-nightdesk=") || !strings.Contains(cookie, "; Secure; SameSite=Strict") {
		t.Errorf("the cookie is %q", cookie)
	}
	session, _, _ := strings.Cut(cookie, ";")
	wants(ask(own, "GET", "/console/enrol/set", "", "Cookie", session), http.StatusOK, "the next step")
	wants(ask(shared, "GET", "/console/enrol/set", "", "Cookie", session), http.StatusMisdirectedRequest, "the next step elsewhere")

	options := wants(ask(own, "POST", "/console/signin/passkey/options", "{}", "Content-Type", "application/json", "Origin", console), http.StatusOK, "what a passkey is asked")
	var asked struct {
		Options struct {
			RPID string `json:"rpId"`
		}
	}
	if err := json.Unmarshal(options.Body.Bytes(), &asked); err != nil || asked.Options.RPID != own {
		t.Errorf("passkeys are bound to %q (%v)", asked.Options.RPID, err)
	}
}
