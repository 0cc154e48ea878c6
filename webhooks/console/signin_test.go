package console

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// doorKey marks devices in tests.
var doorKey = []byte("a key of the tests' own, 32 byte")

// office is a console over real HTTP and a real store, with a clock of its own.
type office struct {
	t     *testing.T
	st    *store.Store
	srv   *httptest.Server
	c     *Console
	clock atomic.Int64
	log   bytes.Buffer
}

func newOffice(t *testing.T, with ...func(*Options)) *office {
	t.Helper()
	o := &office{t: t, st: storetest.Redis(t).Open(t)}
	o.clock.Store(time.Now().UnixNano())
	o.srv = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.c.Handler().ServeHTTP(w, r) }))
	o.srv.Start()
	t.Cleanup(o.srv.Close)
	options := Options{Clinic: Clinic{Name: "Test Clinic", ShortName: "TC"}, Zone: time.UTC, Now: o.now, PublicURL: strings.Replace(o.srv.URL, "127.0.0.1", "localhost", 1),
		Door: o.st, DeviceKey: doorKey, Staff: func() []bot.Staff { return []bot.Staff{{ID: "ben"}, {ID: "ana"}} }, Log: slog.New(slog.NewTextHandler(&o.log, nil))}
	for _, f := range with {
		f(&options)
	}
	var err error
	if o.c, err = New(options); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) now() time.Time       { return time.Unix(0, o.clock.Load()) }
func (o *office) pass(d time.Duration) { o.clock.Add(int64(d)) }

// add makes an account and returns its enrolment code.
func (o *office) add(id string, roles ...account.Role) string {
	o.t.Helper()
	return o.addWith(id, nil, roles...)
}

func (o *office) addWith(id string, more func(*account.Account), roles ...account.Role) string {
	o.t.Helper()
	a, err := account.New(id, "Person "+strings.ToUpper(id), roles, o.now(), o.c.o.Rand)
	if err != nil {
		o.t.Fatal(err)
	}
	code, err := a.Reset(o.now(), o.c.o.Rand)
	if err != nil {
		o.t.Fatal(err)
	}
	if more != nil {
		more(&a)
	}
	if _, err := o.st.SaveAccount(o.t.Context(), a, account.Act{By: "test", Note: "made"}, account.End{}); err != nil {
		o.t.Fatal(err)
	}
	return code
}

func (o *office) account(id string) account.Account {
	o.t.Helper()
	a, err := o.st.Account(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

// browser is one with cookies, as somebody would use it.
type browser struct {
	o    *office
	http *http.Client
	from string // X-Forwarded-For
	keys virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func (o *office) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &browser{o: o, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// reply is an answer.
type reply struct {
	status   int
	body, to string
	head     http.Header
}

func (b *browser) do(method, path, kind, body string, head ...string) reply {
	b.o.t.Helper()
	r, err := http.NewRequestWithContext(b.o.t.Context(), method, b.o.c.o.PublicURL+path, strings.NewReader(body))
	if err != nil {
		b.o.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Origin", b.o.c.o.PublicURL)
	}
	if b.from != "" {
		r.Header.Set("X-Forwarded-For", b.from)
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	out, err := b.http.Do(r)
	if err != nil {
		b.o.t.Fatal(err)
	}
	defer out.Body.Close()
	all, err := io.ReadAll(out.Body)
	if err != nil {
		b.o.t.Fatal(err)
	}
	return reply{out.StatusCode, string(all), out.Header.Get("Location"), out.Header}
}

func (b *browser) get(path string, head ...string) reply {
	b.o.t.Helper()
	return b.do(http.MethodGet, path, "", "", head...)
}

func (b *browser) post(path string, fields ...string) reply {
	b.o.t.Helper()
	f := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", f.Encode())
}

func (b *browser) json(path string, body any) (reply, map[string]json.RawMessage) {
	b.o.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.o.t.Fatal(err)
	}
	p := b.do(http.MethodPost, path, "application/json", string(raw))
	var out map[string]json.RawMessage
	_ = json.Unmarshal([]byte(p.body), &out)
	return p, out
}

// want fails unless the answer has this status and holds all of these.
func (b *browser) want(p reply, status int, holds ...string) reply {
	b.o.t.Helper()
	if p.status != status {
		b.o.t.Fatalf("status %d, want %d; to %q; says %s", p.status, status, p.to, said(p.body))
	}
	for _, h := range holds {
		if !strings.Contains(p.body+" "+p.to, h) {
			b.o.t.Fatalf("it does not say %q: %s", h, said(p.body))
		}
	}
	return p
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// said is a page's text.
func said(body string) string {
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	return tags.ReplaceAllString(body, " ")
}

func (b *browser) session() string {
	u, _ := url.Parse(b.o.c.o.PublicURL)
	for _, k := range b.http.Jar.Cookies(u) {
		if k.Name == b.o.c.door.names.session {
			return k.Value
		}
	}
	return ""
}

const strongWord = "orange kettle snow bridge"

var secretShown = regexp.MustCompile(`code secret">([A-Z2-7 ]+)<`)

// enrolPassword sets up an account with a password and an app, and returns the secret of
// the app.
func (b *browser) enrolPassword(id, code string) account.TOTP {
	b.o.t.Helper()
	b.want(b.post("/console/enrol", "account", id, "code", code), http.StatusSeeOther, "/console/enrol/set")
	b.want(b.get("/console/enrol/set"), http.StatusOK, "Welcome, ")
	a := b.o.account(id)
	x, _, err := b.o.st.SignIn(b.o.t.Context(), b.session())
	if err != nil || x.Account != a.ID {
		b.o.t.Fatal(x, err)
	}
	p := b.want(b.post("/console/enrol/set", "password", strongWord, "repeat", strongWord, "code", x.Pending.Code(b.o.now())), http.StatusOK, "Write these down")
	if n := strings.Count(p.body, `<li class="code">`); n != 8 {
		b.o.t.Fatalf("%d recovery codes", n)
	}
	b.o.pass(time.Minute) // the code is used
	return x.Pending
}

// signIn signs in with a password.
func (b *browser) signIn(id, password, code string) reply {
	b.o.t.Helper()
	return b.post("/console/signin", "account", id, "password", password, "code", code)
}

func (b *browser) rp() virtualwebauthn.RelyingParty {
	return virtualwebauthn.RelyingParty{Name: "TC desk", ID: "localhost", Origin: strings.ToLower(b.o.c.o.PublicURL)} // as browsers write it
}

// newKey is a passkey with a whole public key: the library leaves out zeros that one of
// its numbers begins with, which RFC 8152 13.1.1 forbids and no authenticator does.
func newKey() virtualwebauthn.Credential {
	const whole = 77
	for {
		if k := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(k.Key.AttestationData()) == whole {
			return k
		}
	}
}

// makePasskey answers a creation at a pair of addresses.
func (b *browser) makePasskey(base string) reply {
	b.o.t.Helper()
	p, asked := b.json(base+"/options", struct{}{})
	b.want(p, http.StatusOK)
	o, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + string(asked["options"]) + `}`)
	if err != nil {
		b.o.t.Fatal(err, p.body)
	}
	b.keys = virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(o.UserID)})
	b.key = newKey()
	b.keys.AddCredential(b.key)
	response := virtualwebauthn.CreateAttestationResponse(b.rp(), b.keys, b.key, *o)
	out, _ := b.json(base, map[string]any{"state": asked["state"], "name": "my phone", "response": json.RawMessage(response)})
	return out
}

// usePasskey answers the sign-in, or what proves anew who it is.
func (b *browser) usePasskey(path string, rp virtualwebauthn.RelyingParty) (reply, map[string]any) {
	b.o.t.Helper()
	p, asked := b.json("/console/signin/passkey/options", struct{}{})
	b.want(p, http.StatusOK)
	o, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(asked["options"]) + `}`)
	if err != nil {
		b.o.t.Fatal(err, p.body)
	}
	b.key.Counter++
	response := virtualwebauthn.CreateAssertionResponse(rp, b.keys, b.key, *o)
	body := map[string]any{"state": asked["state"], "to": "/console/account", "response": json.RawMessage(response)}
	out, _ := b.json(path, body)
	return out, body
}

// codeShown is a recovery code of a page.
var codeShown = regexp.MustCompile(`<li class="code">([a-z2-7-]+)</li>`)

func TestEnrolThenSignInWithAPassword(t *testing.T) {
	o := newOffice(t)
	code := o.add("ana", account.DosingNurse)
	b := o.browser()
	b.want(b.get("/console/account"), http.StatusSeeOther, "/console/signin")
	b.want(b.post("/console/enrol", "account", "ana", "code", "aaaa-bbbb-cccc-dddd-eeee"), http.StatusUnprocessableEntity, "not good for that account")
	b.want(b.post("/console/enrol", "account", "nobody", "code", code), http.StatusUnprocessableEntity, "not good for that account")
	b.want(b.post("/console/enrol", "account", "ana", "code", code), http.StatusSeeOther, "/console/enrol/set")
	b.want(b.get("/console/account"), http.StatusSeeOther, "/console/signin") // a code opens nothing but the enrolment
	shown := secretShown.FindStringSubmatch(b.get("/console/enrol/set").body)
	pic := b.get("/console/enrol/code.png")
	if shown == nil || pic.status != 200 || pic.head.Get("Content-Type") != "image/png" || pic.head.Get("Cache-Control") != "no-store" {
		t.Fatalf("the secret is shown as %v, its picture is %d %v", shown, pic.status, pic.head)
	}
	for _, tt := range [][]string{{"short", "short", "000000"}, {"password1234", "password1234", "000000"}, {strongWord, strongWord + "x", "000000"}, {strongWord, strongWord, "000000"}, {"person ana person", "person ana person", ""}} {
		b.want(b.post("/console/enrol/set", "password", tt[0], "repeat", tt[1], "code", tt[2]), http.StatusUnprocessableEntity)
	}
	app := b.enrolPassword("ana", code)
	b.want(b.get("/console/account"), http.StatusOK, "Person ANA")
	other := o.browser()
	other.want(other.post("/console/enrol", "account", "ana", "code", code), http.StatusUnprocessableEntity) // used up
	b.want(b.post("/console/signout"), http.StatusSeeOther, "/console/signin")
	b.want(b.get("/console/account"), http.StatusSeeOther, "/console/signin")
	for range 2 {
		b.want(b.signIn("ana", "wrong wrong wrong", app.Code(o.now())), http.StatusUnauthorized)
	}
	b.want(b.signIn(" ANA ", strongWord, app.Code(o.now())), http.StatusSeeOther, "/console/account")
	b.want(b.get("/console/account"), http.StatusOK, "Last sign-in", "with password in Firefox on Linux", "3 attempts failed since")
	other.want(other.signIn("ana", strongWord, app.Code(o.now())), http.StatusUnauthorized) // the code was used
	o.pass(time.Minute)
	other.want(other.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
	b.want(b.get("/console/account"), http.StatusOK, "on a device that was not used before")
	if strings.Contains(o.log.String(), strongWord) || strings.Contains(o.log.String(), "wrong wrong") {
		t.Error("a password is in the log")
	}
}

func TestPasskeys(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	b.want(b.post("/console/enrol", "account", "ana", "code", o.add("ana", account.DosingNurse)), http.StatusSeeOther)
	b.want(b.makePasskey("/console/enrol/passkey"), http.StatusOK, "/console/account")
	b.want(b.get("/console/account"), http.StatusOK, "my phone")
	b.want(b.post("/console/signout"), http.StatusSeeOther)

	p, body := b.usePasskey("/console/signin/passkey", b.rp())
	b.want(p, http.StatusOK, "/console/account")
	b.want(b.get("/console/account"), http.StatusOK, "passkey in Firefox on Linux")
	// The same answer again, from elsewhere: the question was answered.
	thief := o.browser()
	p, _ = thief.json("/console/signin/passkey", body)
	thief.want(p, http.StatusUnauthorized, "not known here")
	// For another site's page, without being asked who one is, and for another account.
	thief.keys, thief.key = b.keys, b.key
	evil := b.rp()
	evil.Origin = "https://evil.example.org"
	p, _ = thief.usePasskey("/console/signin/passkey", evil)
	thief.want(p, http.StatusUnauthorized)
	evil = b.rp()
	evil.ID = "example.org"
	p, _ = thief.usePasskey("/console/signin/passkey", evil)
	thief.want(p, http.StatusUnauthorized)
	thief.keys.Options.UserNotVerified = true
	p, _ = thief.usePasskey("/console/signin/passkey", b.rp())
	thief.want(p, http.StatusUnauthorized)
	thief.keys.Options.UserNotVerified = false
	thief.keys.Options.UserHandle = []byte("somebody else")
	p, _ = thief.usePasskey("/console/signin/passkey", b.rp())
	thief.want(p, http.StatusUnauthorized)
	thief.keys.Options.UserHandle = o.account("ana").Handle
	thief.key = newKey() // not the account's
	p, _ = thief.usePasskey("/console/signin/passkey", b.rp())
	thief.want(p, http.StatusUnauthorized)
	// A copy of the authenticator that is behind.
	thief.key = b.key
	thief.key.Counter = 0
	b.key.Counter += 5
	p, _ = b.usePasskey("/console/again/passkey", b.rp())
	b.want(p, http.StatusOK)
	p, _ = thief.usePasskey("/console/signin/passkey", b.rp())
	thief.want(p, http.StatusUnauthorized)
	// A passkey of a disabled account.
	a := o.account("ana")
	a.Disabled = o.now()
	if _, err := o.st.SaveAccount(t.Context(), a, account.Act{By: "t", Note: "x"}, account.End{All: true}); err != nil {
		t.Fatal(err)
	}
	p, _ = b.usePasskey("/console/signin/passkey", b.rp())
	b.want(p, http.StatusUnauthorized)
}

func TestOnesOwnPasskeys(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	app := b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	b.want(b.makePasskey("/console/account/passkey"), http.StatusOK, "/console/account")
	shown := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(b.get("/console/account").body)
	b.want(b.post("/console/account/passkey/rename", "key", shown[1], "name", "the blue key"), http.StatusSeeOther)
	b.want(b.get("/console/account"), http.StatusOK, "the blue key")
	o.pass(6 * time.Minute) // not sure any more
	b.want(b.post("/console/account/passkey/remove", "key", shown[1]), http.StatusSeeOther, "/console/again?to=")
	p, _ := b.json("/console/account/passkey/options", struct{}{})
	b.want(p, http.StatusOK, "/console/again")
	before := b.session()
	b.want(b.post("/console/again", "to", "https://evil.example.org/", "password", strongWord, "code", app.Code(o.now())), http.StatusSeeOther)
	if b.session() == before {
		t.Error("proving anew who one is leaves the token as it was")
	}
	b.want(b.post("/console/account/passkey/remove", "key", shown[1]), http.StatusSeeOther, "/console/account")
	if n := len(o.account("ana").Passkeys); n != 0 {
		t.Errorf("%d are left", n)
	}
	// The last way in is not taken away.
	only := o.browser()
	only.want(only.post("/console/enrol", "account", "ben", "code", o.add("ben", account.Auditor)), http.StatusSeeOther)
	only.want(only.makePasskey("/console/enrol/passkey"), http.StatusOK)
	shown = regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(only.get("/console/account").body)
	only.want(only.post("/console/account/passkey/remove", "key", shown[1]), http.StatusUnprocessableEntity, "all that signs you in")
}

// A flood against the nurse's account, and the nurse on a device that she knows, and
// with a passkey: she always gets in; whoever floods is slowed down.
func TestAFloodDoesNotKeepTheNurseOut(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.Proxies = anyProxy })
	b := o.browser()
	app := b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	b.want(b.makePasskey("/console/account/passkey"), http.StatusOK)
	b.want(b.post("/console/signout"), http.StatusSeeOther)
	slowed, tried := 0, 0
	flood := func(from string) {
		thief := o.browser()
		thief.from = from
		p := thief.signIn("ana", "not the password", "123456")
		if tried++; p.status == http.StatusTooManyRequests {
			slowed++
			if p.head.Get("Retry-After") == "" {
				t.Error("nobody is told how long to wait")
			}
		} else if p.status != http.StatusUnauthorized {
			t.Fatalf("the flood gets %d", p.status)
		}
	}
	for i := range 12 {
		for range 9 {
			flood("203.0.113." + string(rune('1'+i%3)))
			flood("") // from the very address of the nurse
		}
		o.pass(time.Minute)
		if i%2 == 0 {
			b.want(b.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
		} else {
			p, _ := b.usePasskey("/console/signin/passkey", b.rp())
			b.want(p, http.StatusOK)
		}
		b.want(b.get("/console/account"), http.StatusOK)
		b.want(b.post("/console/signout"), http.StatusSeeOther)
	}
	if slowed < tried/2 {
		t.Errorf("%d of %d attempts were slowed down", slowed, tried)
	}
	if a := o.account("ana"); !a.Disabled.IsZero() || !a.CanSignIn() {
		t.Error("the account is locked")
	}
}

// Six digits beside a right password are not guessed by many who share the work.
func TestCodesAreNotGuessedFromEverywhere(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.Proxies = anyProxy })
	b := o.browser()
	app := b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	for i := range 13 {
		thief := o.browser()
		thief.from = "198.51.100." + string([]byte{byte('0' + i/10), byte('0' + i%10)})[btoi(i < 10):]
		thief.want(thief.signIn("ana", strongWord, "000000"), http.StatusUnauthorized)
	}
	last := o.browser()
	last.from = "192.0.2.200"
	last.want(last.signIn("ana", strongWord, app.Code(o.now())), http.StatusUnauthorized) // even the right one
	b.want(b.get("/console/account"), http.StatusOK, "Somebody typed your password")
	b.want(b.post("/console/signout"), http.StatusSeeOther)
	b.want(b.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther) // her own device
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Whoever asks for accounts gets one answer for those there are and those there are not.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.Proxies = anyProxy })
	b := o.browser()
	b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	o.add("ben", account.Admin) // waits to be set up
	o.addWith("carl", func(a *account.Account) { a.Disabled = o.now() }, account.Admin)
	answers := map[string]string{}
	for i, id := range []string{"ana", "ben", "carl", "dora", "x"} {
		who := o.browser()
		who.from = "192.0.2." + string(rune('1'+i))
		var all strings.Builder
		for range 8 {
			p := who.signIn(id, "not the password", "123456")
			all.WriteString(http.StatusText(p.status) + strings.ReplaceAll(said(p.body), id, "ID"))
		}
		p := who.post("/console/enrol", "account", id, "code", "aaaa-bbbb-cccc-dddd-eeee")
		all.WriteString(http.StatusText(p.status))
		answers[id] = regexp.MustCompile(`Wait \d+ seconds?`).ReplaceAllString(all.String(), "Wait")
	}
	for id, got := range answers {
		if got != answers["dora"] {
			t.Errorf("%s is answered\n%s\nand somebody who has none\n%s", id, got, answers["dora"])
		}
	}
}

func TestSessionsEndByThemselvesAndAtOnce(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	app := b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	o.pass(13 * time.Minute) // and one that went by
	b.want(b.get("/console/account"), http.StatusOK)
	o.pass(14 * time.Minute)
	b.want(b.get("/console/account"), http.StatusOK) // it is used, so it lives on
	o.pass(8 * time.Minute)
	b.want(b.get("/console/account", "X-Nightdesk-Live", "1"), http.StatusOK)
	o.pass(8 * time.Minute)
	b.want(b.get("/console/account"), http.StatusSeeOther, "/console/signin") // a page that asks by itself is no use
	b.want(b.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
	for range 12*6 - 1 {
		o.pass(10 * time.Minute)
		b.want(b.get("/console/account"), http.StatusOK)
	}
	o.pass(11 * time.Minute)
	b.want(b.get("/console/account"), http.StatusSeeOther, "/console/signin")

	// Signing in again is another token; the one before, that somebody may have put
	// there, is nobody's.
	b.want(b.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
	first := b.session()
	o.pass(time.Minute)
	b.want(b.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
	if b.session() == first {
		t.Error("the token is the same")
	}
	if x, _, _ := o.st.SignIn(t.Context(), first); x.Account != "" {
		t.Error("the token of before still opens")
	}
	fixed := o.browser()
	u, _ := url.Parse(o.c.o.PublicURL)
	fixed.http.Jar.SetCookies(u, []*http.Cookie{{Name: o.c.door.names.session, Value: "chosen-by-somebody-else", Path: "/"}})
	o.pass(time.Minute)
	fixed.want(fixed.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
	if s := fixed.session(); s == "chosen-by-somebody-else" || s == "" {
		t.Errorf("the session is %q", s)
	}
	// One ends the other, from the list; then all others.
	list, err := o.st.SignIns(t.Context(), "ana")
	if err != nil || len(list) != 2 {
		t.Fatal(len(list), err)
	}
	o.pass(6 * time.Minute)
	b.want(b.post("/console/account/sessions", "others", "1"), http.StatusSeeOther, "/console/again") // after proving who one is
	b.want(b.post("/console/account/sessions", "session", list[0].ID), http.StatusSeeOther, "/console/again")
	fixed.want(fixed.get("/console/account"), http.StatusOK)
	b.want(b.post("/console/again", "to", "/console/account", "password", strongWord, "code", app.Code(o.now())), http.StatusSeeOther)
	b.want(b.post("/console/account/sessions", "others", "1"), http.StatusSeeOther)
	fixed.want(fixed.get("/console/account"), http.StatusSeeOther, "/console/signin")
	b.want(b.get("/console/account"), http.StatusOK)
	// Who is disabled is out with the next click.
	a := o.account("ana")
	a.Disabled = o.now()
	if _, err := o.st.SaveAccount(t.Context(), a, account.Act{By: "t", Note: "x"}, account.End{All: true}); err != nil {
		t.Fatal(err)
	}
	b.want(b.get("/console/account"), http.StatusSeeOther, "/console/signin")
}

func TestRecoveryCodesCountOnce(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	p := b.want(b.post("/console/account/recovery"), http.StatusOK, "Write these down")
	codes := codeShown.FindAllStringSubmatch(p.body, -1)
	other := o.browser()
	other.want(other.signIn("ana", strongWord, codes[3][1]), http.StatusSeeOther)
	other.want(other.get("/console/account"), http.StatusOK, "A recovery code of yours was used", "7 left")
	third := o.browser()
	third.want(third.signIn("ana", strongWord, codes[3][1]), http.StatusUnauthorized)
}

func TestWhatAnotherSiteSendsIsRefused(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	b.enrolPassword("ana", o.add("ana", account.Admin))
	for _, rt := range o.c.table {
		if rt.method != http.MethodPost {
			continue
		}
		path := strings.ReplaceAll(rt.path, "{id}", "ben")
		p := b.do(http.MethodPost, path, "application/x-www-form-urlencoded", "", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org")
		if p.status != http.StatusForbidden {
			t.Errorf("%s: %d", rt.path, p.status)
		}
	}
	b.want(b.get("/console/account"), http.StatusOK)
	u, _ := url.Parse(o.c.o.PublicURL)
	if len(b.http.Jar.Cookies(u)) < 2 {
		t.Error("no cookies to look at")
	}
}

// The cookies of a console over TLS.
func TestCookies(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.Secure, o.PublicURL = true, "https://desk.example.org" })
	w := httptest.NewRecorder()
	o.c.door.set(w, o.c.door.names.session, "x", 0)
	o.c.door.set(w, o.c.door.names.provider, "x", time.Minute)
	got := w.Header().Values("Set-Cookie")
	if got[0] != "__Host-nightdesk=x; Path=/; HttpOnly; Secure; SameSite=Strict" || got[1] != "__Host-nightdesk_provider=x; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax" {
		t.Errorf("%q", got)
	}
	for _, at := range []string{"http://desk.example.org", "http://10.0.0.5:8080", ""} {
		_, err := New(Options{Zone: time.UTC, Now: time.Now, PublicURL: at, Door: o.st, DeviceKey: doorKey})
		if err == nil {
			t.Errorf("people may sign in at %q without TLS", at)
		}
	}
}

// However the address is written in the settings, what browsers say of it is known.
func TestAnAddressInCapitals(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.PublicURL = strings.Replace(o.PublicURL, "localhost", "LocalHost", 1) })
	b := o.browser()
	b.want(b.post("/console/enrol", "account", "ana", "code", o.add("ana", account.DosingNurse)), http.StatusSeeOther)
	b.want(b.makePasskey("/console/enrol/passkey"), http.StatusOK, "/console/account")
	b.want(b.post("/console/signout"), http.StatusSeeOther)
	p, _ := b.usePasskey("/console/signin/passkey", b.rp())
	b.want(p, http.StatusOK)
	for given, want := range map[string]string{
		"https://Desk.Example.org:443": "https://desk.example.org", "https://desk.example.org:8443/x": "https://desk.example.org:8443",
		"http://localhost:80": "http://localhost", "http://localhost:443": "http://localhost:443", "https://[2001:DB8::1]:443": "https://[2001:db8::1]",
	} {
		if u, err := url.Parse(given); err != nil || originOf(u) != want {
			t.Errorf("the origin of %s is %s, want %s", given, originOf(u), want)
		}
	}
}

// At a number there are no passkeys, and everything else goes on.
func TestAConsoleAtANumber(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.PublicURL = strings.Replace(o.PublicURL, "localhost", "127.0.0.1", 1) })
	b := o.browser()
	b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	for _, path := range []string{"/console/signin/passkey", "/console/account/passkey"} {
		p, _ := b.json(path+"/options", struct{}{})
		b.want(p, http.StatusNotFound, "bound to a name")
		p, _ = b.json(path, map[string]string{"state": "x"})
		if p.status != http.StatusUnauthorized && p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", path, p.status)
		}
	}
}

// Of the routes here, each answers only who may; who is signed in lacks what their roles
// lack.
func TestEveryRouteOfAccountsAsksWhetherTheyMay(t *testing.T) {
	o := newOffice(t)
	for _, role := range account.Roles {
		id := strings.ReplaceAll(string(role), "_", "-")
		a, err := account.New(id, "X", []account.Role{role}, o.now(), o.c.o.Rand)
		if err != nil {
			t.Fatal(err)
		}
		if a, err = o.st.SaveAccount(t.Context(), a, account.Act{By: "t", Note: "x"}, account.End{}); err != nil {
			t.Fatal(err)
		}
		token, _ := o.c.token()
		if _, err := o.st.OpenSignIn(t.Context(), token, account.SignIn{Account: id, How: account.ByPasskey, Opened: o.now(), Sure: o.now()}, a, account.Act{By: id, Note: "x"}); err != nil {
			t.Fatal(err)
		}
		for _, rt := range o.c.table {
			if rt.open || rt.path == Path+"/signout" {
				continue
			}
			path := strings.ReplaceAll(rt.path, "{id}", "nobody-here")
			b := o.browser()
			if p := b.do(rt.method, path, "application/x-www-form-urlencoded", ""); p.status != http.StatusUnauthorized && (p.status != http.StatusSeeOther || p.to != "/console/signin") {
				t.Errorf("%s %s answers %d to nobody", rt.method, rt.path, p.status)
			}
			if rt.need == "" || account.May([]account.Role{role}, rt.need) {
				continue
			}
			if p := b.do(rt.method, path, "application/x-www-form-urlencoded", "", "Cookie", o.c.door.names.session+"="+token); p.status != http.StatusForbidden {
				t.Errorf("%s %s answers %d to %s, who lacks %s", rt.method, rt.path, p.status, role, rt.need)
			}
		}
	}
}
