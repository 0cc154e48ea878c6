package console

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"nightdesk/bot/account"
)

// provider is an identity provider on this machine, which signs whatever a test wants.
type provider struct {
	t      *testing.T
	srv    *httptest.Server
	key    *rsa.PrivateKey
	asked  url.Values     // of the last authorization
	claims map[string]any // over what is right
	signer *rsa.PrivateKey
	issuer string              // in its metadata; "" = the true one
	forge  func(string) string // what is sent instead of a token; nil = the token
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key, signer: key}
	mux := http.NewServeMux()
	send := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		send(w, map[string]any{"issuer": cmp.Or(p.issuer, p.srv.URL), "authorization_endpoint": p.srv.URL + "/auth", "token_endpoint": p.srv.URL + "/token", "jwks_uri": p.srv.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		send(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if r.FormValue("code") != "good" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.asked.Get("code_challenge") || p.asked.Get("code_challenge_method") != "S256" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		send(w, map[string]any{"access_token": "access token of the test", "token_type": "Bearer", "id_token": p.token()})
	})
	p.srv = httptest.NewServer(mux)
	t.Cleanup(p.srv.Close)
	return p
}

func (p *provider) token() string {
	now := time.Now()
	c := map[string]any{"iss": p.srv.URL, "aud": "nightdesk", "sub": "u-1", "nonce": p.asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "auth_time": now.Unix(),
		"email": "Ana@example.org", "email_verified": true, "amr": []string{"pwd", "mfa"}}
	maps.Copy(c, p.claims)
	raw, err := json.Marshal(c)
	if err != nil {
		p.t.Fatal(err)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: p.signer}, (&jose.SignerOptions{}).WithHeader("kid", "k1"))
	if err != nil {
		p.t.Fatal(err)
	}
	signed, err := s.Sign(raw)
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := signed.CompactSerialize()
	if err != nil {
		p.t.Fatal(err)
	}
	if p.forge != nil {
		return p.forge(out)
	}
	return out
}

// goes begins a sign-in and returns the address that the provider leads back to.
func (b *browser) goes(p *provider, more string) string {
	b.o.t.Helper()
	out := b.want(b.get("/console/signin/provider"+more), http.StatusFound, p.srv.URL+"/auth")
	u, err := url.Parse(out.to)
	if err != nil {
		b.o.t.Fatal(err)
	}
	p.asked = u.Query()
	if p.asked.Get("redirect_uri") != b.o.c.o.PublicURL+"/console/signin/provider/back" || p.asked.Get("nonce") == "" || p.asked.Get("response_type") != "code" {
		b.o.t.Fatalf("it asks %v", p.asked)
	}
	return "/console/signin/provider/back?code=good&state=" + url.QueryEscape(p.asked.Get("state"))
}

// withProvider is an office whose clinic has an identity provider, and an account that
// an administrator wrote a mail address to.
func withProvider(t *testing.T, with ...func(*Provider)) (*provider, *office, *browser) {
	t.Helper()
	p := newProvider(t)
	its := &Provider{Name: "Clinic sign-in", Issuer: p.srv.URL, ClientID: "nightdesk", ClientSecret: "s"}
	for _, f := range with {
		f(its)
	}
	o := newOffice(t, func(o *Options) { o.Provider = its })
	o.addWith("ana", func(a *account.Account) { a.Mail = "ana@example.org" }, account.DosingNurse)
	return p, o, o.browser()
}

// refuses wants a token with these claims to let nobody in.
func (b *browser) refuses(p *provider, name string, claims map[string]any) {
	b.o.t.Helper()
	p.claims = claims
	defer func() { p.claims = nil }()
	if out := b.get(b.goes(p, "")); out.status != http.StatusUnprocessableEntity || b.session() != "" {
		b.o.t.Errorf("%s: %d", name, out.status)
	}
}

func TestATokenOfAnotherIssuerIsRefused(t *testing.T) {
	p, _, b := withProvider(t)
	b.refuses(p, "another issuer", map[string]any{"iss": "https://evil.example.org"})
}

// Nor is metadata that names another issuer than the one that was configured.
func TestMetadataOfAnotherIssuerIsRefused(t *testing.T) {
	p, _, b := withProvider(t)
	p.issuer = "https://evil.example.org"
	b.want(b.get("/console/signin/provider"), http.StatusUnprocessableEntity, "does not answer")
}

func TestATokenForSomebodyElseIsRefused(t *testing.T) {
	p, _, b := withProvider(t)
	b.refuses(p, "for another site", map[string]any{"aud": "somebody else"})
	b.refuses(p, "for nobody", map[string]any{"aud": nil})
}

func TestATokenWithAnotherNonceIsRefused(t *testing.T) {
	p, _, b := withProvider(t)
	b.refuses(p, "an old nonce", map[string]any{"nonce": "of before"})
	b.refuses(p, "no nonce", map[string]any{"nonce": nil})
}

func TestATokenOutOfDateIsRefused(t *testing.T) {
	p, _, b := withProvider(t)
	b.refuses(p, "out of date", map[string]any{"exp": time.Now().Add(-time.Hour).Unix()})
}

// A token that is signed with another key, by a method that nobody listed, or not at
// all, is nobody's, and an access token is no id token.
func TestATokenThatTheProviderDidNotSignIsRefused(t *testing.T) {
	p, _, b := withProvider(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p.signer = other
	b.refuses(p, "another key", nil)
	p.signer = p.key
	for name, forge := range map[string]func(string) string{
		"not signed": func(s string) string {
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + strings.Split(s, ".")[1] + "."
		},
		"signed with the client's secret": func(s string) string {
			head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","kid":"k1"}`)) + "." + strings.Split(s, ".")[1]
			m := hmac.New(sha256.New, []byte("s"))
			m.Write([]byte(head))
			return head + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
		},
		"no id token": func(string) string { return "" },
	} {
		p.forge = forge
		b.refuses(p, name, nil)
	}
}

// The answer must be to a question of this browser, once, with its proof of the code.
func TestAnAnswerToAnotherBrowserIsRefused(t *testing.T) {
	p, o, b := withProvider(t)
	back := b.goes(p, "")
	b.want(o.browser().get(back), http.StatusUnprocessableEntity)
	b.want(b.get(back), http.StatusUnprocessableEntity) // it was answered, if by another
	b.want(b.get("/console/signin/provider/back?code=good&state=x"), http.StatusUnprocessableEntity)
	back = b.goes(p, "")
	p.asked.Set("code_challenge", "of another question") // RFC 7636: the code was asked for with another proof
	b.want(b.get(back), http.StatusUnprocessableEntity)
	if b.session() != "" {
		t.Error("somebody is in")
	}
}

// No token of the provider is sent to the browser, logged or kept.
func TestTokensOfTheProviderStayOnTheServer(t *testing.T) {
	p, o, b := withProvider(t)
	var given string
	p.forge = func(s string) string { given = s; return s }
	out := b.want(b.get(b.goes(p, "")), http.StatusOK, "You are signed in")
	raw, err := json.Marshal(o.account("ana"))
	if err != nil {
		t.Fatal(err)
	}
	seen := out.body + fmt.Sprint(out.head) + o.log.String() + string(raw)
	for _, part := range append(strings.Split(given, "."), "access token of the test") {
		if strings.Contains(seen, part) {
			t.Errorf("a part of a token is seen: %.20s", part)
		}
	}
}

// A user name is chosen by whoever bears it: it opens no account, used or not.
func TestAUserNameBindsNothing(t *testing.T) {
	p, o, b := withProvider(t, func(p *Provider) { p.TrustMFA = true })
	o.add("boss", account.Admin)
	b.refuses(p, "a chosen name", map[string]any{"sub": "u-9", "email": "", "preferred_username": "boss"})
	b.refuses(p, "a mail address as it was typed", map[string]any{"sub": "u-9", "email": "ana@example.org", "email_verified": nil, "preferred_username": "ana"})
	if o.account("boss").Outside != (account.Outside{}) || o.account("ana").Outside != (account.Outside{}) {
		t.Error("an account is bound")
	}
}

// Without a mail address an identity is bound by whoever has shown who they are: with
// the code that they were given, or signed in.
func TestAnIdentityIsBoundByWhoHasShownWhoTheyAre(t *testing.T) {
	p, o, b := withProvider(t)
	code := o.add("kim", account.Counselor)
	p.claims = map[string]any{"sub": "u-kim", "email": ""}
	b.want(b.post("/console/enrol", "account", "kim", "code", code), http.StatusSeeOther)
	b.want(b.get("/console/enrol/set"), http.StatusOK, "/console/signin/provider")
	b.want(b.get(b.goes(p, "")), http.StatusOK, "You are signed in")
	b.want(b.get("/console/account"), http.StatusOK, "Person KIM")
	if a := o.account("kim"); a.Outside.Subject != "u-kim" || len(a.Enrol.Hash) > 0 {
		t.Errorf("bound to %+v, the code still counts: %v", a.Outside, len(a.Enrol.Hash) > 0)
	}
	lee := o.browser()
	app := lee.enrolPassword("lee", o.add("lee", account.Counselor))
	lee.want(lee.get(lee.goes(p, "?bind=1")), http.StatusUnprocessableEntity, "another account") // kim's
	p.claims = map[string]any{"sub": "u-lee", "email": ""}
	o.pass(6 * time.Minute)
	lee.want(lee.get("/console/signin/provider?bind=1"), http.StatusSeeOther, "/console/again")
	lee.want(lee.post("/console/again", "to", "/console/account", "password", strongWord, "code", app.Code(o.now())), http.StatusSeeOther)
	p.claims["auth_time"], p.claims["exp"] = o.now().Unix(), o.now().Add(time.Hour).Unix()
	lee.want(lee.get(lee.goes(p, "?bind=1")), http.StatusOK, "You are signed in")
	if a := o.account("lee"); a.Outside.Subject != "u-lee" {
		t.Errorf("bound to %+v", a.Outside)
	}
	lee.want(lee.get("/console/account"), http.StatusOK, "sign-in was added")
}

// Proving anew at the provider who one is ends the session of before, whose cookie did
// not come back.
func TestProofAtTheProviderEndsTheOldSession(t *testing.T) {
	p, o, b := withProvider(t)
	b.want(b.get(b.goes(p, "")), http.StatusOK)
	old := b.session()
	back := b.goes(p, "?to=/console/account")
	u, _ := url.Parse(o.c.o.PublicURL)
	b.http.Jar.SetCookies(u, []*http.Cookie{{Name: o.c.door.names.session, Value: "", Path: "/", MaxAge: -1}}) // SameSite=Strict: it is not sent
	b.want(b.get(back), http.StatusOK, "You are signed in")
	if x, _, _ := o.st.SignIn(t.Context(), old); x.Account != "" {
		t.Error("the session of before still opens")
	}
	b.want(b.get("/console/account"), http.StatusOK)
}

func TestTheClinicsOwnSignIn(t *testing.T) {
	p := newProvider(t)
	o := newOffice(t, func(o *Options) {
		o.Provider = &Provider{Name: "Clinic sign-in", Issuer: p.srv.URL, ClientID: "nightdesk", ClientSecret: "s"}
	})
	o.addWith("ana", func(a *account.Account) { a.Mail = "ana@example.org" }, account.DosingNurse)
	o.addWith("off", func(a *account.Account) { a.Mail, a.Disabled = "off@example.org", o.now() }, account.Admin)
	b := o.browser()
	b.want(b.get("/console/signin"), http.StatusOK, "Clinic sign-in")
	refused := map[string]map[string]any{
		"one factor":         {"amr": []string{"pwd"}},
		"no word of factors": {"amr": nil},
		"another's mail":     {"email": "eve@example.org"},
		"an unverified mail": {"email_verified": false},
		"a disabled account": {"email": "off@example.org"},
		"for another site":   {"aud": "somebody else"},
		"another issuer":     {"iss": "https://evil.example.org"},
		"out of date":        {"exp": time.Now().Add(-time.Hour).Unix()},
		"an old nonce":       {"nonce": "of before"},
	}
	for name, claims := range refused {
		p.claims = claims
		if out := b.get(b.goes(p, "")); out.status != http.StatusUnprocessableEntity || b.session() != "" {
			t.Errorf("%s: %d", name, out.status)
		}
	}
	p.claims = nil
	if other, err := rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	} else if p.signer = other; b.get(b.goes(p, "")).status != http.StatusUnprocessableEntity {
		t.Error("a token that somebody else signed is taken")
	}
	p.signer = p.key
	// Somebody else's browser, a made-up state, no code, a code that is not good.
	back := b.goes(p, "")
	b.want(o.browser().get(back), http.StatusUnprocessableEntity)
	b.want(b.get(back), http.StatusUnprocessableEntity) // it was answered, if by another
	b.want(b.get("/console/signin/provider/back?code=good&state=x"), http.StatusUnprocessableEntity)
	b.want(b.get(strings.Replace(b.goes(p, ""), "code=good", "error=access_denied", 1)), http.StatusUnprocessableEntity)
	b.want(b.get(strings.Replace(b.goes(p, ""), "code=good", "code=bad", 1)), http.StatusUnprocessableEntity)

	// The right one: from another site's page the strict cookie does not come back, so
	// the way on begins at a page of ours.
	back = b.goes(p, "")
	b.want(b.get(back), http.StatusOK, `http-equiv="refresh"`, "You are signed in")
	b.want(b.get("/console/account"), http.StatusOK, "Person ANA", "first sign-in")
	b.want(b.get(back), http.StatusUnprocessableEntity)
	if a := o.account("ana"); a.Outside != (account.Outside{Issuer: p.srv.URL, Subject: "u-1"}) || a.Enrol.Hash != nil {
		t.Errorf("bound to %+v", a.Outside)
	}
	// From now on the identity counts and not the address: who gets her address is not she.
	p.claims = map[string]any{"sub": "u-2"}
	b.want(b.get(b.goes(p, "")), http.StatusUnprocessableEntity)
	p.claims = map[string]any{"email": "new@example.org"}
	thief := o.browser()
	thief.want(thief.get(thief.goes(p, "")), http.StatusOK, "You are signed in")

	// Proving anew who one is: the provider has to ask.
	p.claims = nil
	o.pass(6 * time.Minute)
	b.want(b.get("/console/account/password"), http.StatusSeeOther, "/console/again")
	b.want(b.get("/console/again?to=/console/account/password"), http.StatusOK, "/console/signin/provider?to=")
	p.claims = map[string]any{"auth_time": o.now().Add(-time.Hour).Unix(), "exp": o.now().Add(time.Hour).Unix()}
	b.want(b.get(b.goes(p, "?to=/console/account/password")), http.StatusUnprocessableEntity, "did not ask who you are")
	if p.asked.Get("prompt") != "login" || p.asked.Get("max_age") != "0" {
		t.Errorf("it asks %v", p.asked)
	}
	p.claims = map[string]any{"auth_time": o.now().Unix(), "exp": o.now().Add(time.Hour).Unix()}
	b.want(b.get(b.goes(p, "?to=/console/account/password")), http.StatusOK, "/console/account/password")
	b.want(b.get("/console/account/password"), http.StatusOK)
	// The provider is gone: the page says so, and the other ways stay.
	p.srv.Close()
	gone := newOffice(t, func(o *Options) {
		o.Provider = &Provider{Name: "Clinic sign-in", Issuer: p.srv.URL, ClientID: "nightdesk"}
	})
	g := gone.browser()
	g.want(g.get("/console/signin/provider"), http.StatusUnprocessableEntity, "does not answer")
}

func TestAProviderThatAlwaysAsksForTwoFactors(t *testing.T) {
	p := newProvider(t)
	o := newOffice(t, func(o *Options) {
		o.Provider = &Provider{Name: "Clinic sign-in", Issuer: p.srv.URL, ClientID: "nightdesk", TrustMFA: true}
	})
	o.addWith("ana", func(a *account.Account) { a.Mail = "ana@example.org" }, account.Auditor)
	p.claims = map[string]any{"amr": nil}
	b := o.browser()
	b.want(b.get(b.goes(p, "")), http.StatusOK, "You are signed in")
}
