package console

import (
	"fmt"
	"net/http"
)

// policy lets a page load from here and nowhere else, run no script but files of
// ours, and make markup from text only through the one policy that live.js names.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors %s; require-trusted-types-for 'script'; trusted-types nightdesk"

// secure sets what every answer of the console has (reliability reference 3.8); the
// handler that mounts us has set the rest.
func (c *Console) secure(h http.Header) {
	ancestors, options := "'none'", "DENY"
	if c.o.Framed {
		ancestors, options = "'self'", "SAMEORIGIN"
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", fmt.Sprintf(policy, ancestors))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", options)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
}
