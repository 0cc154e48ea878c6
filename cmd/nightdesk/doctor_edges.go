package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"nightdesk/bot/store"
	"nightdesk/config"
	"nightdesk/webhooks/console"
)

// consoleName looks where staff sign in.
func (f *findings) consoleName(p config.Process) {
	switch err := console.SignInAt(p.Console()); {
	case p.Console() == "": // said above
	case err != nil:
		f.say(false, "console", err.Error())
	case p.ConsoleURL == "":
		f.note("console", "it shares the host name of the webhooks: with one of its own, set in NIGHTDESK_CONSOLE_URL, a fault in either is of another origin to a browser")
	default:
		f.say(true, "console", "it answers at "+p.ConsoleURL+console.Path+"/ alone: the proxy must pass on the Host that browsers send; a passkey made under another name does not work there")
	}
}

// endsSoon is how long before its end a certificate is complained of.
const endsSoon = 60 * 24 * time.Hour

const certsMend = "set a new one and start serve anew; those that compose.yaml uses come from nightdesk certs --anew"

// certificates looks whether those that were set are good for a while yet.
func (f *findings) certificates(p config.Process, now time.Time) {
	ends := p.Ends()
	for _, name := range slices.Sorted(maps.Keys(ends)) {
		at := ends[name]
		if left := at.Sub(now); left < endsSoon {
			f.say(false, "certificates", fmt.Sprintf("that of %s ends on %s (mend: %s)", name, at.Format(time.DateOnly), certsMend))
			continue
		}
		f.say(true, "certificates", fmt.Sprintf("that of %s is good until %s", name, at.Format(time.DateOnly)))
	}
}

// keyAge looks whether the key that seals is due to be changed. A year is its period;
// nothing stops at its end, since a clinic whose records can't be sealed answers nobody.
func (f *findings) keyAge(k store.Keyset, now time.Time) {
	made := k.Made(k.Primary())
	switch {
	case made.IsZero():
		f.note("keyset", "nobody wrote down when the key was made that seals what is stored: the next one knows (mend: nightdesk keyset rotate begins a change of key)")
	case k.Overdue(now):
		f.say(false, "keyset", fmt.Sprintf("the key that seals what is stored was made on %s, and is to be changed once a year (mend: nightdesk keyset rotate begins it, keyset status says each step)", made.Format(time.DateOnly)))
	default:
		f.say(true, "keyset", fmt.Sprintf("the key that seals what is stored was made on %s; change it by %s", made.Format(time.DateOnly), made.Add(store.KeyFor).Format(time.DateOnly)))
	}
}

// secretsOf are the secrets that others gave us, by the setting that each stands in. Of
// several tokens the first is the one that we use.
func secretsOf(p config.Process, c config.Clinic, environ []string) map[string]string {
	all := map[string]string{"TWILIO_API_SECRET": p.Twilio.APISecret.Reveal(), "NIGHTDESK_OIDC_CLIENT_SECRET": p.OIDC.ClientSecret.Reveal()}
	if len(p.Twilio.AuthTokens) > 0 {
		all["TWILIO_AUTH_TOKEN"] = p.Twilio.AuthTokens[0].Reveal()
	}
	if strings.Contains(p.RedisURL.Reveal(), "@") {
		all["NIGHTDESK_REDIS_URL"] = p.RedisURL.Reveal()
	}
	for _, x := range c.Channels {
		address, err1 := x.URL.Secret(environ, os.ReadFile)
		key, err2 := x.Key.Secret(environ, os.ReadFile)
		if err1 == nil && err2 == nil { // else said elsewhere
			all["channel "+x.Name] = address.Reveal() + "|" + key.Reveal()
		}
	}
	maps.DeleteFunc(all, func(_, v string) bool { return v == "" || v == "|" })
	return all
}

// secrets looks which of them have been the same for longer than a year.
func (f *findings) secrets(ctx context.Context, st *store.Store, all map[string]string, now time.Time) {
	since, err := st.SecretSince(ctx, all, false)
	if err != nil {
		f.say(false, "secrets", err.Error())
		return
	}
	var young []string
	for _, name := range slices.Sorted(maps.Keys(since)) {
		if now.Sub(since[name]) >= store.KeyFor {
			f.say(false, "secrets", fmt.Sprintf("that of %s has been the same since %s, and is to be changed once a year (mend: get a new one where it comes from, and start serve anew with it)", name, since[name].Format(time.DateOnly)))
			continue
		}
		young = append(young, name+" since "+since[name].Format(time.DateOnly))
	}
	if len(young) > 0 {
		f.say(true, "secrets", "the same for less than a year: "+strings.Join(young, ", "))
	}
}
