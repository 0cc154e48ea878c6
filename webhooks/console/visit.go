package console

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"nightdesk/bot/account"
)

// visit is one request on its way through a handler.
type visit struct {
	w   http.ResponseWriter
	r   *http.Request
	c   *Console
	now time.Time // one moment for the whole page
	// Who is asking; the zero identity on a page that is open.
	identity

	area string
	said []string // flashes of this very page
}

// identity is who is asking, as the sign-in found out.
type identity struct {
	account account.Account
	session account.SignIn
	// more is what they may do for a while besides what their roles grant.
	more []account.Permission
	// until is when the session ends at the latest; zero = not known.
	until time.Time
}

// authenticator finds out who is asking. It may renew a cookie.
type authenticator interface {
	// authenticate gives errSignedOut if nobody is signed in.
	authenticate(http.ResponseWriter, *http.Request) (identity, error)
}

// may reports whether whoever is asking is allowed something.
func (v *visit) may(p account.Permission) bool { return v.identity.may(p) }

func (i identity) may(p account.Permission) bool {
	return account.May(i.account.Roles, p) || slices.Contains(i.more, p)
}

// enter refuses who may not be here, and what is no form.
func (v *visit) enter(rt route) error {
	id, err := v.c.auth.authenticate(v.w, v.r)
	switch {
	case err == nil:
		v.identity = id
	case !rt.open:
		return err
	case !errors.Is(err, errSignedOut):
		return err
	}
	if rt.need != "" && !v.may(rt.need) {
		return errForbidden
	}
	if rt.method != http.MethodPost {
		return nil
	}
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		return v.readAhead()
	case err != nil || kind != "application/x-www-form-urlencoded":
		return errMediaType
	}
	if err := v.r.ParseForm(); err != nil {
		if errors.As(err, new(*http.MaxBytesError)) {
			return errTooLarge
		}
		return bad("The form could not be read. Go back and send it again.")
	}
	return nil
}

// readAhead reads all of an order before anybody works on it, so that who sends slowly
// keeps nobody waiting.
func (v *visit) readAhead() error {
	b, err := io.ReadAll(v.r.Body)
	if errors.As(err, new(*http.MaxBytesError)) {
		return errTooLarge
	}
	if err != nil {
		return bad("The order could not be read. Load the page again.")
	}
	v.r.Body = io.NopCloser(bytes.NewReader(b))
	return nil
}

// form is what a field of the form holds, trimmed, with plain line ends and without
// what no telephone can show. It never reads the address.
func (v *visit) form(name string) string { return tidy(v.r.PostForm.Get(name)) }

// query is what the address holds under a name. Nothing private may be there.
func (v *visit) query(name string) string { return tidy(v.r.URL.Query().Get(name)) }

func tidy(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s))
}

// redirect sends the browser on with a GET, so that a reload repeats nothing.
func (v *visit) redirect(path string) error {
	v.keepFlash()
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// live reports whether a page asks for a piece of itself.
func (v *visit) live() bool { return v.r.Header.Get("X-Nightdesk-Live") == "1" }
