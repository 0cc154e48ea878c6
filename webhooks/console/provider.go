package console

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"nightdesk/bot/account"
)

// Provider is the clinic's own identity provider (OpenID Connect Core 1.0: code flow,
// with PKCE, state and nonce).
type Provider struct {
	Name         string // on the button, as "Clinic sign-in"
	Issuer       string
	ClientID     string
	ClientSecret string
	// TrustMFA says that the provider lets nobody in with one factor. Without it a
	// sign-in must say so itself, by an amr (RFC 8176) of more than a password.
	TrustMFA bool
	// Client asks the provider; nil = one with a deadline.
	Client *http.Client
}

// strong are the authentication methods of RFC 8176 that are a second factor, or two.
var strong = []string{"mfa", "hwk", "otp", "sc", "fpt", "face", "iris", "retina", "vbm", "pop", "swk"}

// underWay is what is remembered of a sign-in at the provider.
type underWay struct {
	Verifier, Nonce, Browser string
	Again                    string // the account that proves anew who it is
	To                       string
	// Session is the one that this browser had: its cookie does not come back with a
	// page that the provider led to, and it ends when another begins.
	Account, Session string
	// Bind is the account that the identity shall be bound to, whose owner has shown who
	// they are; Enrol is the code that they did it with, if they set up the account.
	Bind  string
	Enrol account.CodeHash
}

// ask is the provider's own description, asked for once.
func (d *door) ask(ctx context.Context) (*oidc.Provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider != nil {
		return d.provider, nil
	}
	p, err := oidc.NewProvider(d.client(ctx), d.c.o.Provider.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the identity provider: %w", err)
	}
	d.provider = p
	return p, nil
}

// client lets go-oidc use our client. The provider's keys are asked for later, so the
// end of a request must not end it.
func (d *door) client(ctx context.Context) context.Context {
	c := d.c.o.Provider.Client
	if c == nil {
		c = &http.Client{Timeout: providerWait}
	}
	return oidc.ClientContext(context.WithoutCancel(ctx), c)
}

// providerWait bounds one question to the provider.
const providerWait = 10 * time.Second

func (d *door) oauth(p *oidc.Provider) oauth2.Config {
	o := d.c.o.Provider
	return oauth2.Config{ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: p.Endpoint(),
		RedirectURL: d.c.o.PublicURL + Path + "/signin/provider/back", Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}
}

// providerStart sends the browser to the provider.
func (v *visit) providerStart() error {
	d := v.c.door
	w := underWay{Again: v.account.ID, To: ours(v.query("to")), Account: v.account.ID, Session: v.session.ID}
	if v.query("bind") != "" && v.account.ID != "" {
		if ok, err := v.sure(Path + "/account"); !ok {
			return err
		}
		w.Bind, w.To = v.account.ID, Path+"/account"
	} else if x, a, err := v.enrolling(); err == nil && a.Enrol.Only == account.LostAll {
		w.Bind, w.Enrol, w.Account, w.Session = a.ID, x.Enrol, a.ID, x.ID
	}
	p, err := d.ask(v.r.Context())
	if err != nil {
		v.c.o.Log.Error("the identity provider does not answer", "err", err)
		return v.again("signin", bad("The clinic's sign-in does not answer. Use a passkey, or a password with a code."), func(say string) any { return signInData{Say: say, Provider: v.providerName()} })
	}
	var names [3]string // state, nonce, what this browser keeps
	for i := range names {
		if names[i], err = v.c.token(); err != nil {
			return err
		}
	}
	w.Verifier, w.Nonce, w.Browser = oauth2.GenerateVerifier(), names[1], names[2]
	b, err := json.Marshal(w)
	if err != nil {
		return err
	}
	if err := v.c.o.Door.Ask(v.r.Context(), "provider|"+names[0], b); err != nil {
		return err
	}
	d.set(v.w, d.names.provider, names[2], 10*time.Minute)
	options := []oauth2.AuthCodeOption{oidc.Nonce(names[1]), oauth2.S256ChallengeOption(w.Verifier)}
	if w.Again != "" {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	config := d.oauth(p)
	http.Redirect(v.w, v.r, config.AuthCodeURL(names[0], options...), http.StatusFound)
	return nil
}

// providerBack is where the provider sends the browser back to. The session's cookie is
// not sent with a page that another site led to (SameSite=Strict), so the way goes on
// from a page of ours.
func (v *visit) providerBack() error {
	w, err := v.underWay()
	if err != nil {
		return v.providerFailed(err)
	}
	token, claims, err := v.providerToken(w)
	if err != nil {
		return v.providerFailed(err)
	}
	a, say, err := v.providerAccount(w, token, claims)
	if err != nil {
		return err
	}
	if say == "" && w.Again != "" && (a.ID != w.Again || v.now.Sub(time.Unix(claims.AuthTime, 0)) > account.SureFor) {
		say = "The clinic's sign-in did not ask who you are, or somebody else answered. Prove it with a passkey or your password."
	}
	if say != "" {
		v.c.o.Log.Warn("console sign-in refused", "how", account.ByProvider)
		return v.again("signin", bad(say), func(say string) any { return signInData{Say: say, Provider: v.providerName()} })
	}
	if _, err := v.letIn(a, account.ByProvider, account.End{}); err != nil {
		return err
	}
	if w.Session != "" {
		if _, err := v.c.o.Door.EndSignIns(v.r.Context(), w.Account, account.Act{By: a.ID, Note: "session_replaced"}, w.Session); err != nil {
			return err
		}
	}
	if w.Bind != "" {
		if err := v.c.o.Door.Tell(v.r.Context(), account.Notice{Kind: account.NoticeChanged, At: v.now, Who: a.ID, Text: "the clinic's sign-in was added"}, a.ID); err != nil {
			return err
		}
	}
	v.keepFlash()
	to := w.To
	if to == Path+"/" {
		to = v.start()
	}
	return v.render("bounce", to)
}

// underWay takes what was remembered under the state, for this browser alone.
func (v *visit) underWay() (w underWay, err error) {
	d := v.c.door
	b, err := v.c.o.Door.Asked(v.r.Context(), "provider|"+v.r.URL.Query().Get("state"))
	if err != nil {
		return w, err
	}
	k, missing := v.r.Cookie(d.names.provider)
	if b == nil || missing != nil || json.Unmarshal(b, &w) != nil || subtle.ConstantTimeCompare([]byte(k.Value), []byte(w.Browser)) != 1 {
		return w, errRefused
	}
	d.set(v.w, d.names.provider, "", -1)
	return w, nil
}

// claims are what is read of an ID token.
type claims struct {
	Mail     string   `json:"email"`
	Verified any      `json:"email_verified"` // a boolean, or the word for it
	Methods  []string `json:"amr"`
	AuthTime int64    `json:"auth_time"`
}

// providerToken changes the code for an ID token and checks it.
func (v *visit) providerToken(w underWay) (*oidc.IDToken, claims, error) {
	d, q := v.c.door, v.r.URL.Query()
	if q.Get("code") == "" {
		return nil, claims{}, errRefused
	}
	p, err := d.ask(v.r.Context())
	if err != nil {
		return nil, claims{}, err
	}
	ctx, cancel := context.WithTimeout(d.client(v.r.Context()), providerWait)
	defer cancel()
	config := d.oauth(p)
	got, err := config.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(w.Verifier))
	if err != nil {
		return nil, claims{}, errors.Join(errRefused, errors.New("the provider did not take the code"))
	}
	raw, _ := got.Extra("id_token").(string)
	token, err := p.Verifier(&oidc.Config{ClientID: d.c.o.Provider.ClientID, Now: d.c.o.Now}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(w.Nonce)) != 1 {
		return nil, claims{}, errors.Join(errRefused, errors.New("the provider's token is not for us, not signed, or not fresh"))
	}
	var c claims
	if err := token.Claims(&c); err != nil {
		return nil, c, errRefused
	}
	return token, c, nil
}

// providerFailed answers a sign-in at the provider that came to nothing.
func (v *visit) providerFailed(err error) error {
	if !errors.Is(err, errRefused) {
		var u *url.Error
		if !errors.As(err, &u) {
			return err
		}
	}
	v.c.o.Log.Warn("console sign-in refused", "how", account.ByProvider)
	return v.again("signin", bad("The clinic's sign-in did not succeed, or took too long. Begin it again from here."), func(say string) any { return signInData{Say: say, Provider: v.providerName()} })
}

const notHere = "Your clinic sign-in is good, but no account here is yours. Ask an administrator to add one with your mail address; or sign in with what you have, or with the code that you were given, and add the clinic's sign-in there."

// providerAccount finds whose account an identity is: the one that it was bound to
// before; else the one whose owner has shown otherwise who they are and wants it bound;
// else the one with its verified mail address, which an administrator wrote there. It is
// bound to that from then on. A user name binds nothing: at some providers it is
// whatever its owner chose (OpenID Connect Core 5.7). The sentence says why there is
// none.
func (v *visit) providerAccount(w underWay, token *oidc.IDToken, c claims) (account.Account, string, error) {
	if !v.c.o.Provider.TrustMFA && !slices.ContainsFunc(c.Methods, func(m string) bool { return slices.Contains(strong, m) }) {
		return account.Account{}, "The clinic's sign-in did not say that it asked for a second factor. Use a passkey, or a password with a code, and tell whoever runs it.", nil
	}
	all, err := v.everybody()
	if err != nil {
		return account.Account{}, "", err
	}
	me := account.Outside{Issuer: token.Issuer, Subject: token.Subject}
	verified := c.Verified == true || c.Verified == "true"
	found := slices.IndexFunc(all, func(a account.Account) bool { return a.Outside == me })
	if found < 0 {
		found = slices.IndexFunc(all, func(a account.Account) bool {
			byMail := verified && a.Mail != "" && strings.EqualFold(a.Mail, c.Mail)
			shown := a.ID == w.Bind && (w.Enrol == nil || bytes.Equal(w.Enrol, a.Enrol.Hash) && v.now.Before(a.Enrol.Until))
			return a.Outside == (account.Outside{}) && (shown || w.Bind == "" && byMail)
		})
	}
	if found < 0 || !all[found].Disabled.IsZero() {
		return account.Account{}, notHere, nil
	}
	a := all[found]
	if w.Bind != "" && a.ID != w.Bind {
		return account.Account{}, "That clinic sign-in is another account's already.", nil
	}
	a.Outside = me
	a.Enrol = account.Enrolment{} // a code that was given out is not needed any more
	return a, "", nil
}
