package main

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"nightdesk/bot/account"
)

// Whatever ends a session, no tab goes on showing what it showed: one signs out in
// another tab, the session is ended from elsewhere, its time is over while nobody can
// be asked, or the browser had kept the page for the way back (ASVS 5.0 V14.3.1).
func TestNoTabShowsAnythingOnceTheSessionHasEnded(t *testing.T) {
	t.Parallel()
	s := manned(t)
	ana, _ := s.hires("ana", account.Admin)
	b := openBrowser(t, s.public)
	s.signsIn(b, ana)
	b.do(chromedp.Navigate(s.public + "/console/account"))
	b.waitFor("h1", "ana")
	// A second channel in each page stands for another tab: it hears that this one is
	// out, and one that says so lets this one ask at once. A page asks by itself, which is
	// every ten seconds, only when itsTime is called, and its clocks are ahead by later.
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `window.tab = new BroadcastChannel("nightdesk session"); tab.onmessage = (e) => { window.heard = e.data; };
				window.later = 0;
				const every = window.setInterval, wall = Date.now, since = performance.now.bind(performance);
				window.setInterval = (f, ms) => ms === 10000 ? (window.itsTime = f, 0) : every(f, ms);
				Date.now = () => wall() + later;
				performance.now = () => since() + later;`})
		return err
	}), chromedp.Navigate(s.public+"/console/accounts"))
	b.waitFor("main", "ana")
	eval[bool](b, `tab.postMessage("out"), true`) // it is not true, and nothing is lost by it
	b.wait(`!document.body.hidden && document.body.innerText.includes("ana")`)
	b.tap("form.signout button")
	b.at("/console/signin")
	b.wait(`window.heard === "out"`)

	s.signsIn(b, ana)
	b.do(chromedp.Navigate(s.public + "/console/accounts"))
	b.waitFor("main", "ana")
	if _, err := s.store.EndSignIns(t.Context(), "ana", account.Act{By: "ana", Note: "signed_out"}); err != nil {
		t.Fatal(err)
	}
	// It does not ask by itself, so that this ends only if it was told.
	eval[bool](b, `tab.postMessage("out"), true`)
	b.at("/console/signin")

	// Ended from elsewhere; the page, which is none that keeps itself up to date, asks.
	s.signsIn(b, ana)
	b.do(chromedp.Navigate(s.public + "/console/account"))
	b.waitFor("h1", "ana")
	if _, err := s.store.EndSignIns(t.Context(), "ana", account.Act{By: "ana", Note: "sessions_ended"}); err != nil {
		t.Fatal(err)
	}
	eval[bool](b, `itsTime(), true`)
	b.at("/console/signin")

	// Out of the browser's memory a page asks first.
	s.signsIn(b, ana)
	b.do(chromedp.Navigate(s.public + "/console/account"))
	b.waitFor("h1", "ana")
	began := eval[float64](b, "performance.timeOrigin")
	gone := eval[bool](b, `dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })), document.body.childElementCount === 0`)
	b.waitFor("h1", "ana")
	if !gone || eval[float64](b, "performance.timeOrigin") == began {
		t.Error("a page that the browser kept is shown before anybody is asked")
	}

	// The server can't be asked, and the time is over.
	token := rand.Text() + rand.Text()
	x := account.SignIn{Account: "ana", How: account.ByPasskey, Opened: time.Now().Add(10*time.Minute - account.SignedFor), Sure: time.Now()}
	if _, err := s.store.OpenSignIn(t.Context(), token, x, ana, account.Act{By: "ana", Note: "signed_in"}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: "nightdesk", Value: token, URL: s.public})
		return err
	}), chromedp.Navigate(s.public+"/console/account"))
	b.waitFor("h1", "ana")
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: true}}})
		return err
	}))
	if !eval[bool](b, `document.documentElement.innerText.includes("Account ana")`) {
		t.Error("what may be shown is not")
	}
	eval[bool](b, `window.later = 11 * 60 * 1000, true`)
	b.wait(`!document.documentElement.innerText.includes("Account ana")`)
	b.mu.Lock()
	b.ills = nil // that nobody is reached is what is told
	b.mu.Unlock()
}
