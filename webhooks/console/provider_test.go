package console

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
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
		send(w, map[string]any{"issuer": p.srv.URL, "authorization_endpoint": p.srv.URL + "/auth", "token_endpoint": p.srv.URL + "/token", "jwks_uri": p.srv.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
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
		send(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.token()})
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
	o.add("ana", account.Auditor)
	p.claims = map[string]any{"amr": nil, "email": "", "preferred_username": "ANA"}
	b := o.browser()
	b.want(b.get(b.goes(p, "")), http.StatusOK, "You are signed in")
}
