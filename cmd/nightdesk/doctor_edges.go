package main

import (
	"fmt"
	"maps"
	"slices"
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

// certificates looks whether those that were set are good for a while yet.
func (f *findings) certificates(p config.Process, now time.Time) {
	ends := p.Ends()
	for _, name := range slices.Sorted(maps.Keys(ends)) {
		at := ends[name]
		if left := at.Sub(now); left < endsSoon {
			f.say(false, "certificates", fmt.Sprintf("that of %s ends on %s (mend: set a new one and start serve anew; those that compose.yaml uses come from nightdesk certs --anew)", name, at.Format(time.DateOnly)))
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
