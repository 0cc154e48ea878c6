package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"nightdesk/bot/account"
	"nightdesk/webhooks/console"
)

// manned is a story with the console and its real sign-in.
func manned(t *testing.T, with ...func(*console.Options)) *story {
	t.Helper()
	return storyOf(t, func(s *story) {
		s.live, s.named = true, true
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			t.Fatal(err)
		}
		s.console = func(o *console.Options) {
			o.Door, o.DeviceKey = s.store, key
			for _, f := range with {
				f(o)
			}
		}
	})
}

// hires makes an account for a member of staff and gives the code to set it up with.
func (s *story) hires(id string, roles ...account.Role) (a account.Account, code string) {
	s.t.Helper()
	a, err := account.New(id, id, roles, s.Now(), rand.Reader)
	if err == nil {
		a.StaffID = id
		code, err = a.Reset(s.Now(), rand.Reader)
	}
	if err == nil {
		a, err = s.store.SaveAccount(s.t.Context(), a, account.Act{By: "test", Note: "account_made"}, account.End{})
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return a, code
}

// signsIn gives a browser a session of an account, as a sign-in does.
func (s *story) signsIn(b *browser, a account.Account) {
	s.t.Helper()
	token := rand.Text() + rand.Text()
	x := account.SignIn{Account: a.ID, How: account.ByPasskey, Opened: s.Now(), Sure: s.Now()}
	if _, err := s.store.OpenSignIn(s.t.Context(), token, x, a, account.Act{By: a.ID, Note: "signed_in"}); err != nil {
		s.t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: "nightdesk", Value: token, URL: s.public})
		return err
	}))
}

// fills types into a field that is empty.
func (b *browser) fills(selector, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// at waits until the browser is at a path of the console.
func (b *browser) at(path string) {
	b.t.Helper()
	b.wait(fmt.Sprintf("document.readyState === 'complete' && location.pathname === %q", path))
}

// One sets an account up with the code from the server, signs in with the password and
// the code of an app, adds a passkey, and signs in with that.
func TestSignInByPasswordAndByPasskey(t *testing.T) {
	t.Parallel()
	// The console's clock stands still: a code lives half a minute, and typing takes as
	// long as it takes.
	var clock atomic.Int64
	clock.Store(time.Now().UnixNano())
	at := func() time.Time { return time.Unix(0, clock.Load()) }
	s := manned(t, func(o *console.Options) { o.Now = at })
	_, code := s.hires("ana", account.DosingNurse)
	b := openBrowser(t, s.public)
	const password = "orange kettle snow bridge"

	b.do(chromedp.Navigate(s.public + "/console/"))
	b.at("/console/signin")
	b.tap(`a[href="/console/enrol"]`)
	b.at("/console/enrol")
	b.fills("#account", "ana")
	b.fills("#code", code)
	b.tap("main form button")
	b.at("/console/enrol/set")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(eval[string](b, `document.querySelector("main .code").textContent`), " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	app := account.TOTP{Secret: secret}
	b.fills("#password", password)
	b.fills("#repeat", password)
	b.fills("#code", app.Code(at()))
	b.tap("form[action='/console/enrol/set'] .actions button")
	b.waitFor("h1", "Write these down")
	if n := eval[int](b, `document.querySelectorAll("ul.codes li").length`); n != 8 {
		t.Errorf("%d recovery codes", n)
	}
	b.tap("main a.button")
	b.at("/console/")

	b.tap("form.signout button")
	b.at("/console/signin")
	b.do(chromedp.Navigate(s.public + "/console/people"))
	b.at("/console/signin") // nothing is left of the session
	b.fills("#account", "ana")
	b.fills("#password", password)
	clock.Add(int64(30 * time.Second)) // the next one: that before is used up
	b.fills("#code", app.Code(at()))
	b.tap("form[action='/console/signin'] .actions button")
	b.at("/console/")
	b.waitFor("#flashes", "Last sign-in")

	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		return err
	}), chromedp.Navigate(s.public+"/console/account"))
	b.fills("#keyname", "test key")
	b.tap("[data-passkey=new] button")
	b.wait(`document.querySelector(".passkey-row input[name=name]")?.value === "test key"`)
	b.tap("form.signout button")
	b.at("/console/signin")
	b.tap("[data-passkey=in] button")
	b.at("/console/")
	if got := b.words("header .me"); !strings.Contains(got, "ana") {
		t.Errorf("the page says %q", got)
	}
}

// Somebody asks for a person; a member of staff takes the case in the browser, words go
// both ways and those of the person come into the open page by themselves, danger in
// between is answered at once and the owner told, and when the case is closed with an
// outcome the script goes back to the question that was waiting.
func TestACaseFromTheFirstTextToItsEndInTheBrowser(t *testing.T) {
	t.Parallel()
	s := manned(t)
	ben, _ := s.hires("ben", account.Counselor)
	b := openBrowser(t, s.public)
	s.signsIn(b, ben)
	b.do(chromedp.Navigate(s.public + "/console/"))
	b.waitFor("#queue", "Nobody is waiting")

	asked := s.says(sam, "hi")
	s.says(sam, "I want to talk to a real person please")
	code := s.alerted(s.onCall(), "level 2")
	b.waitFor("#queue", code) // without a reload
	b.tap("#take-" + code)
	b.waitFor("#case-acts", "You have it")
	s.hearsWords(sam, "person")

	b.fills("#words", "Hello, this is Ben. How can we help?")
	b.tap("#reply .actions button.primary")
	s.hearsWords(sam, "How can we help?")
	b.waitFor("#case-thread", "How can we help?")
	began := eval[float64](b, "performance.timeOrigin")
	s.says(sam, "can i come on thursday instead")
	b.waitFor("#case-thread", "can i come on thursday instead")
	if eval[float64](b, "performance.timeOrigin") != began {
		t.Error("the page was loaded anew to show it")
	}

	if got := s.says(sam, "honestly i want to kill myself"); !strings.Contains(got, "988") {
		t.Errorf("danger was answered %q", got)
	}
	s.alerted(s.staffPhone("ben"), code, "NEW", "level 1")
	b.waitFor("#case-thread", "kill myself")
	b.waitFor("#case-thread .badge.bad", "uicid")

	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#act-close").open = true`))
	b.tap(`#act-close input[value="reached"]`)
	b.tap("#act-close button.primary")
	b.wait(`document.readyState === "complete" && document.querySelector("#flashes")?.innerText.includes("NEW") || location.pathname === "/console/"`)
	if eval[string](b, "location.pathname") != "/console/" { // it rose: it takes a second word
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#act-close").open = true`))
		b.tap(`#act-close input[value="reached"]`)
		b.tap("#act-close button.primary")
	}
	b.at("/console/")
	if k, err := s.store.OpenCases(t.Context()); err != nil || len(k) != 0 {
		t.Errorf("%d cases are open (%v)", len(k), err)
	}
	if got := s.session(sam); got.Case != "" || got.Owned.By != "" {
		t.Errorf("the thread is still %q's", got.Owned.By)
	}
	heard := bodies(s, sam)
	if last := heard[len(heard)-1]; !strings.Contains(last, "our team is done") || !strings.Contains(last, "Reply 1 to go on") || !strings.Contains(asked, "Reply 1 to go on") {
		t.Errorf("the script went back with %q to what it had asked: %q", last, asked)
	}
}
