package main

import (
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
