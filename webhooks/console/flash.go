package console

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// A flash is a sentence that the next page says once: what came of an order. It
// travels in a cookie of the browser's own and holds nothing private.

// mostFlash is how long all of them may be together, in bytes.
const mostFlash = 600

// flash has the next page say something.
func (v *visit) flash(say string) { v.said = append(v.said, say) }

// warn is flash for what did not go as they wished.
func (v *visit) warn(say string) { v.flash(warning + say) }

// warning is how such a flash begins.
const warning = "!"

func (v *visit) flashCookie() http.Cookie {
	k := http.Cookie{Name: "nightdesk_said", Path: Path, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: v.c.o.Secure}
	if v.c.o.Secure { // a name that no other host under the domain can set
		k.Name, k.Path = "__Host-"+k.Name, "/"
	}
	return k
}

// keepFlash hands on what was not said yet.
func (v *visit) keepFlash() {
	all := strings.Join(v.said, "\n")
	if all == "" || len(all) > mostFlash {
		return
	}
	k := v.flashCookie()
	k.Value, k.MaxAge = base64.RawURLEncoding.EncodeToString([]byte(all)), 60
	http.SetCookie(v.w, &k)
}

// takeFlash is what is to be said now.
func (v *visit) takeFlash() []string {
	k := v.flashCookie()
	had, err := v.r.Cookie(k.Name)
	if err != nil {
		return nil
	}
	k.MaxAge = -1
	http.SetCookie(v.w, &k)
	b, err := base64.RawURLEncoding.DecodeString(had.Value)
	if err != nil || len(b) > mostFlash || len(b) == 0 {
		return nil
	}
	return strings.Split(strings.ToValidUTF8(string(b), ""), "\n")
}
