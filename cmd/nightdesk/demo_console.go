package main

import (
	"net/http"

	"nightdesk/bot/account"
	"nightdesk/webhooks/console"
)

// demoConsole lets whoever opens the demo into its console: as somebody who works with
// people and keeps the clinic's settings too, so that every page can be looked at. The
// demo has made-up people only, and listens on this machine.
func demoConsole(o *console.Options) {
	o.Framed = true
	o.SignedIn = func(*http.Request) (account.Account, bool) {
		return account.Account{ID: "ana", Name: "Ana Example", StaffID: "ana",
			Roles: []account.Role{account.DosingNurse, account.MedicalDirector, account.Admin, account.Auditor, account.ScriptAdmin}}, true
	}
}
