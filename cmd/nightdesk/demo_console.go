package main

import (
	"net/http"

	"nightdesk/bot/account"
	"nightdesk/webhooks/console"
)

// demoAs is the cookie that says who of demoStaff looks at the console.
const demoAs = "demo_as"

// demoStaff are those whom one may be in the demo's console. They work with people and
// keep the clinic's settings too, so that every page can be looked at; and they are two,
// since words for danger need a second person.
var demoStaff = []account.Account{demoAccount("ana", "Ana Example"), demoAccount("ben", "Ben Example")}

func demoAccount(id, name string) account.Account {
	return account.Account{ID: id, Name: name, StaffID: id,
		Roles: []account.Role{account.DosingNurse, account.MedicalDirector, account.Admin, account.Auditor, account.ScriptAdmin}}
}

// demoConsole lets whoever opens the demo into its console. The demo has made-up people
// only, and listens on this machine.
func demoConsole(o *console.Options) {
	o.Framed = true
	o.SignedIn = func(r *http.Request) (account.Account, bool) {
		if k, err := r.Cookie(demoAs); err == nil {
			for _, a := range demoStaff {
				if a.ID == k.Value {
					return a, true
				}
			}
		}
		return demoStaff[0], true
	}
	o.SignOut = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/demo/signin", http.StatusSeeOther)
	}
}

// signIn lets somebody else of demoStaff in.
func (d *demo) signIn(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: demoAs, Value: r.PostFormValue("who"), Path: console.Path, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, console.Path, http.StatusSeeOther)
}
