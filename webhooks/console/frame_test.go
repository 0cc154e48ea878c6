package console

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nightdesk/bot/account"
)

// frame is a console where the header "As" says with which role one is signed in.
func frame(t *testing.T) *Console {
	t.Helper()
	c, err := New(Options{Clinic: Clinic{Name: "Test Clinic", ShortName: "TC"}, Zone: time.UTC, Now: time.Now, PublicURL: "https://desk.example.org", Secure: true,
		SignedIn: func(r *http.Request) (account.Account, bool) {
			as := r.Header.Get("As")
			return account.Account{ID: "ana", StaffID: "ana", Name: "Ana", Roles: []account.Role{account.Role(as)}}, as != ""
		}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ask(c *Console, method, path string, as account.Role, form string, more ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	if as != "" {
		r.Header.Set("As", string(as))
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	w := httptest.NewRecorder()
	c.Handler().ServeHTTP(w, r)
	return w
}

// Every route of the table answers nobody who is not signed in, and nobody whose roles
// do not grant what it needs; the table is the only list of what there is.
func TestEveryRouteAsksWhoIsThereAndWhetherTheyMay(t *testing.T) {
	c := frame(t)
	for _, rt := range c.table {
		path := strings.NewReplacer("{$}", "", "{code}", "ZZZZ", "{id}", "nobody", "{file}", "none.css", "{day}", "2026-12-08").Replace(rt.path)
		if strings.ContainsAny(path, "{}") {
			path = strings.NewReplacer("{", "", "}", "").Replace(path)
		}
		if out := ask(c, rt.method, path, "", ""); !rt.open && out.Code != http.StatusUnauthorized && (out.Code != http.StatusSeeOther || out.Header().Get("Location") != "/console/signin") {
			t.Errorf("%s %s answers %d to nobody", rt.method, rt.path, out.Code)
		}
		for _, role := range account.Roles {
			got := ask(c, rt.method, path, role, "").Code == http.StatusForbidden
			if want := rt.need != "" && !account.May([]account.Role{role}, rt.need); want && !got {
				t.Errorf("%s %s is open to %s, who lacks %s", rt.method, rt.path, role, rt.need)
			}
		}
	}
}

func TestEveryAnswerHasTheHeadersThatKeepItSafe(t *testing.T) {
	c := frame(t)
	for _, path := range []string{"/console/", "/console/nowhere", c.assets.path("console.css"), "/console/assets/none.css"} {
		for _, as := range []account.Role{"", account.Counselor, account.ScriptAdmin} {
			h := ask(c, "GET", path, as, "").Header()
			for name, want := range map[string]string{"Content-Security-Policy": fmt.Sprintf(policy, "'none'"), "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
				"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"} {
				if h.Get(name) != want {
					t.Errorf("%s as %q: %s is %q", path, as, name, h.Get(name))
				}
			}
			want := "no-store"
			if path == c.assets.path("console.css") {
				want = "public, max-age=31536000, immutable"
			}
			if got := h.Get("Cache-Control"); got != want {
				t.Errorf("%s as %q: Cache-Control is %q, want %q", path, as, got, want)
			}
		}
	}
}

func TestAnErrorLeavesNoHalfAPage(t *testing.T) {
	c := frame(t)
	w := httptest.NewRecorder()
	v := &visit{w: w, r: httptest.NewRequest("GET", "/console/", nil), c: c, now: time.Now()}
	if err := v.render("error", struct{ Heading string }{"begun"}); err == nil {
		t.Fatal("a page without its data was drawn")
	}
	if w.Body.Len() > 0 {
		t.Errorf("%d bytes of it were sent", w.Body.Len())
	}
}

func TestTheGalleryDrawsEveryPage(t *testing.T) {
	pages := everyPage(t)
	drawn := map[string]bool{}
	for _, p := range pages {
		drawn[p.Page] = true
	}
	for name := range frame(t).pages {
		if !drawn[name] {
			t.Errorf("templates/%s.html has no sample: the gallery can't show it", name)
		}
	}
}
