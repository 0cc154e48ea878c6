package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
)

// killedServers kills servers while they publish what somebody ordered on their page:
// while test talks are played, when the sources are stored, and when the release is.
// Whoever ordered it comes back to the page, or has the browser send it once more. What
// was not published is still their draft; what was is published once, and no draft is
// left over.
func (p *pushing) killedServers(kills int, whole time.Duration, rng *mrand.Rand) {
	t, ctx := p.t, p.t.Context()
	page := p.signsInAs("ana", account.ScriptAdmin)
	after := 0
	for n := range kills {
		k := p.begins()
		draft, err := p.store.Draft(ctx, "ana")
		if err != nil || !draft.IsEmpty() {
			t.Fatalf("a draft is left of what was published before: %v, %v", draft.Changed, err)
		}
		draft.Based, draft.Changed = k.old.Number, map[string]string{"intake.flow": k.want["intake.flow"]}
		if draft, err = p.store.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		form := page.get(publishPath).fields(t, publishPath)
		form.Set("note", fmt.Sprintf("words %d", p.n))
		form.Set("mode", string(bot.MoveFinish))
		ended := make(chan struct{})
		go func() { defer close(ended); _, _ = page.post(publishPath, form) }()
		when := p.killsAt(n, k, whole, rng)
		<-ended
		published := k.isWhole(when)
		if now, err := p.store.Draft(ctx, "ana"); err != nil || (!published || !now.IsEmpty()) && !maps.Equal(now.Changed, draft.Changed) {
			t.Fatalf("killed %s: the draft is %v, %v", when, slices.Collect(maps.Keys(now.Changed)), err)
		}
		p.comesBack(0)
		if published {
			after++
		}
		left, err := p.store.Draft(ctx, "ana")
		if err != nil {
			t.Fatal(err)
		}
		page.publishesAgain(form, published && n%2 == 0 && !left.IsEmpty())
		k.isOnce()
		if left, err = p.store.Draft(ctx, "ana"); err != nil || !left.IsEmpty() {
			t.Errorf("killed %s: what was published is still a draft (%v)", when, err)
		}
		p.hearsOneVersion()
	}
	t.Logf("of %d servers that were killed while they published, the release of %d was there", kills, after)
}

// killsAt kills the first server at one of the places where it is at work, and says where.
func (p *pushing) killsAt(n int, k killed, whole time.Duration, rng *mrand.Rand) string {
	p.t.Helper()
	until := func(there func() bool) {
		for deadline := time.Now().Add(10 * whole); !there(); {
			if time.Now().After(deadline) {
				p.t.Fatal("nothing is published")
			}
			pause(p.t.Context(), 200*time.Microsecond)
		}
	}
	defer p.servers[0].kill()
	switch n % 3 {
	case 0:
		until(func() bool {
			v, err := p.store.ReleasesVersion(p.t.Context())
			return err == nil && v > k.version
		})
		return "when the release was stored"
	case 1:
		until(func() bool {
			f, err := p.store.Script(p.t.Context(), flows.Version(k.want))
			return err == nil && f != nil
		})
		return "when the sources were stored"
	}
	at := time.Duration(rng.Int64N(int64(whole)))
	pause(p.t.Context(), at)
	return fmt.Sprintf("after %v", at)
}

const publishPath = "/console/scripts/publish"

// atPage is somebody who is signed in at the first server.
type atPage struct {
	*pushing
	token string
}

// signsInAs makes an account with a session, as a sign-in does.
func (p *pushing) signsInAs(id string, role account.Role) atPage {
	p.t.Helper()
	now := time.Now()
	a, err := account.New(id, id, []account.Role{role}, now, rand.Reader)
	if err == nil {
		_, err = a.Reset(now, rand.Reader)
	}
	if err == nil {
		a, err = p.store.SaveAccount(p.t.Context(), a, account.Act{By: "test", Note: "account_made"}, account.End{})
	}
	at := atPage{p, rand.Text() + rand.Text()}
	if err == nil {
		_, err = p.store.OpenSignIn(p.t.Context(), at.token, account.SignIn{Account: id, How: account.ByPasskey, Opened: now, Sure: now}, a, account.Act{By: id, Note: "signed_in"})
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return at
}

func (a atPage) get(path string) seen {
	a.t.Helper()
	got, err := a.asks(http.MethodGet, path, nil)
	if err != nil || got.Status != http.StatusOK {
		a.t.Fatalf("%s: %d, %v: %s", path, got.Status, err, clipped(got.Body))
	}
	return got
}

func (a atPage) post(path string, form url.Values) (seen, error) {
	return a.asks(http.MethodPost, path, form)
}

// asks asks the first server, whatever the balancer would.
func (a atPage) asks(method, path string, form url.Values) (seen, error) {
	r, err := http.NewRequestWithContext(a.t.Context(), method, "http://"+a.servers[0].addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		return seen{}, err
	}
	r.Host = strings.TrimPrefix(a.public, "http://")
	r.AddCookie(&http.Cookie{Name: "nightdesk", Value: a.token})
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", a.public)
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w, err := c.Do(r)
	if err != nil {
		return seen{}, err
	}
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	return seen{w.StatusCode, w.Header, string(b)}, err
}

// publishesAgain is what somebody does whose server was gone: send the same form again,
// or look at the page anew, where what is live already is said to be.
func (a atPage) publishesAgain(form url.Values, anew bool) {
	a.t.Helper()
	const changes, update = "/console/scripts/changes", "/console/scripts/changes/update"
	path := publishPath
	if anew {
		path, form = update, a.get(changes).fields(a.t, update)
	}
	if got, err := a.post(path, form); err != nil || got.Status != http.StatusSeeOther {
		a.t.Fatalf("%s again: %d, %v: %s", path, got.Status, err, clipped(tags.ReplaceAllString(got.Body, "")))
	}
	if page := a.get(changes); !strings.Contains(page.Body, "You have changed nothing") {
		a.t.Errorf("the page says %s", clipped(tags.ReplaceAllString(page.Body, "")))
	}
}
