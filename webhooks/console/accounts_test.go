package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

var enrolCode = regexp.MustCompile(`code secret">([a-z2-7-]{32})<`)

func TestAnAdministratorKeepsTheAccountsOfOthers(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	app := b.enrolPassword("sam", o.add("sam", account.Admin))
	b.want(b.get("/console/accounts"), http.StatusOK, "Person SAM", "In use")
	for _, tt := range [][]string{
		{"account", "Ana!", "name", "Ana", "role", "auditor"}, {"account", "ana", "name", "", "role", "auditor"}, {"account", "ana", "name", "Ana"},
		{"account", "ana", "name", "Ana", "role", "nurse"}, {"account", "sam", "name", "Sam", "role", "auditor"},
		{"account", "ana", "name", "Ana", "role", "auditor", "staff", "zoe"}, {"account", "ana", "name", "Ana", "role", "auditor", "mail", "ana"},
	} {
		b.want(b.post("/console/accounts", tt...), http.StatusUnprocessableEntity)
	}
	p := b.want(b.post("/console/accounts", "account", "ana", "name", "Ana Flores", "role", "dosing_nurse", "role", "auditor", "staff", "ana", "mail", "Ana@example.org"), http.StatusOK, "Give this to Ana Flores")
	code := enrolCode.FindStringSubmatch(p.body)[1]
	ana := o.account("ana")
	if fmt.Sprint(ana.Roles) != "[dosing_nurse auditor]" || ana.StaffID != "ana" || ana.Mail != "ana@example.org" {
		t.Errorf("%v %+v", ana.Roles, ana)
	}
	hers := o.browser()
	hers.enrolPassword("ana", code)
	hers.want(hers.get("/console/accounts"), http.StatusForbidden)

	// Two look at the account; the second who changes it is told.
	old := fmt.Sprint(o.account("ana").Version)
	b.want(b.post("/console/accounts/ana/roles", "version", old, "role", "counselor"), http.StatusSeeOther)
	b.want(b.post("/console/accounts/ana/roles", "version", old, "role", "admin"), http.StatusUnprocessableEntity, "Somebody else changed")
	if got := fmt.Sprint(o.account("ana").Roles); got != "[counselor]" {
		t.Errorf("roles %s", got)
	}
	version := func() string { return fmt.Sprint(o.account("ana").Version) }
	b.want(b.post("/console/accounts/ana/disable", "version", version(), "why", "left"), http.StatusSeeOther)
	hers.want(hers.get("/console/account"), http.StatusSeeOther, "/console/signin")
	b.want(b.post("/console/accounts/ana/enable", "version", version()), http.StatusSeeOther)
	b.want(b.post("/console/accounts/ana/reset", "version", version(), "why", "lost her phone"), http.StatusUnprocessableEntity, "Choose what is lost")
	p = b.want(b.post("/console/accounts/ana/reset", "version", version(), "lost", "all", "why", "lost her phone"), http.StatusOK, "Give this to")
	if enrolCode.FindStringSubmatch(p.body)[1] == code || strings.Contains(fmt.Sprint(o.account("ana").Password), "argon") || o.account("ana").TOTP.Set() {
		t.Error("what signed in before still does")
	}
	hers.enrolPassword("ana", enrolCode.FindStringSubmatch(p.body)[1])
	hers.want(hers.get("/console/account"), http.StatusOK, "begun anew by sam")
	b.want(b.post("/console/accounts/ana/signout"), http.StatusSeeOther)
	hers.want(hers.get("/console/account"), http.StatusSeeOther, "/console/signin")

	// Nobody changes their own, and nothing sensitive is done on an old proof.
	b.want(b.post("/console/accounts/sam/roles", "version", fmt.Sprint(o.account("sam").Version), "role", "counselor"), http.StatusUnprocessableEntity, "Another administrator")
	b.want(b.get("/console/accounts/nobody"), http.StatusNotFound)
	o.pass(6 * time.Minute)
	v := version()
	for _, path := range []string{"/console/accounts/ana/roles", "/console/accounts/ana/disable", "/console/accounts/ana/enable", "/console/accounts/ana/reset", "/console/accounts/ana/signout"} {
		b.want(b.post(path, "version", v, "role", "admin", "lost", "all"), http.StatusSeeOther, "/console/again")
	}
	b.want(b.post("/console/accounts", "account", "eve", "name", "Eve", "role", "admin"), http.StatusSeeOther, "/console/again")
	if version() != v || o.account("eve").ID != "" {
		t.Error("something was changed on an old proof")
	}
	b.want(b.post("/console/again", "to", "/console/accounts/ana", "password", strongWord, "code", app.Code(o.now())), http.StatusSeeOther, "/console/accounts/ana")
	b.want(b.post("/console/accounts/ana/disable", "version", v), http.StatusSeeOther, "/console/accounts/ana")
	for note, want := range map[string]int{"account_made": 1, "roles_changed": 1, "account_disabled": 2, "account_enabled": 1, "account_reset": 1, "proved_again": 1} {
		if n := o.audited(note); n != want {
			t.Errorf("%d entries of %s in the audit log, want %d", n, note, want)
		}
	}
}

func (o *office) audited(note string) (n int) {
	o.t.Helper()
	err := o.st.AuditBetween(o.t.Context(), time.UnixMilli(1), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		if e.Note == note {
			n++
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestEmergencyAccessIsToldAndEnds(t *testing.T) {
	o := newOffice(t)
	pat, sam, ana := o.browser(), o.browser(), o.browser()
	app := pat.enrolPassword("pat", o.add("pat", account.PrivacyOfficer))
	sam.enrolPassword("sam", o.add("sam", account.Admin))
	ana.enrolPassword("ana", o.add("ana", account.DosingNurse))
	may := func() bool {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.AddCookie(&http.Cookie{Name: o.c.door.names.session, Value: pat.session()})
		id, err := o.c.door.authenticate(noWriter{}, r)
		if err != nil {
			t.Fatal(err)
		}
		return id.may(account.Converse) && id.may(account.FindPeople)
	}
	ana.want(ana.get("/console/emergency"), http.StatusForbidden)
	ana.want(ana.post("/console/emergency", "reason", "I would like to look"), http.StatusForbidden)
	pat.want(pat.post("/console/emergency", "reason", "because"), http.StatusUnprocessableEntity, "Write down why")
	if may() {
		t.Error("without it, conversations are open")
	}
	pat.want(pat.post("/console/emergency", "reason", "a caller may be in danger and no nurse answers"), http.StatusSeeOther)
	if !may() || o.audited("break_glass") != 1 {
		t.Error("conversations are closed, or it is not in the audit log")
	}
	sam.want(sam.get("/console/account"), http.StatusOK, "pat took emergency access", "no nurse answers")
	if p := ana.get("/console/account"); strings.Contains(p.body, "emergency access") {
		t.Error("the nurse was told, too")
	}
	sam.want(sam.post("/console/account/notices", "n", "1"), http.StatusSeeOther)
	if p := sam.get("/console/account"); strings.Contains(p.body, "took emergency") {
		t.Error("what was put away is still there")
	}
	pat.want(pat.post("/console/emergency/end"), http.StatusSeeOther)
	if may() {
		t.Error("it was ended, and is open")
	}
	pat.want(pat.post("/console/emergency", "reason", "again, somebody else may be in danger"), http.StatusSeeOther)
	for range 6 {
		o.pass(10 * time.Minute)
		pat.want(pat.get("/console/account"), http.StatusOK)
	}
	if may() {
		t.Error("it outlives its hour")
	}
	pat.want(pat.post("/console/emergency", "reason", "a third time, on an old proof"), http.StatusSeeOther, "/console/again")
	_ = app
}

func TestOnesOwnPasswordAndApp(t *testing.T) {
	o := newOffice(t)
	b, other := o.browser(), o.browser()
	app := b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	other.want(other.signIn("ana", strongWord, app.Code(o.now())), http.StatusSeeOther)
	const next = "quiet maple engine forty"
	change := func(current, to string) reply {
		return b.post("/console/account/password", "current", current, "password", to, "repeat", to)
	}
	b.want(change(strongWord, "password1234"), http.StatusUnprocessableEntity, "would be guessed")
	for _, wrong := range []string{"", strongWord + " ", strings.ToUpper(strongWord), next} {
		b.want(change(wrong, next), http.StatusUnprocessableEntity, "is another one")
	}
	b.want(change(strongWord, next), http.StatusSeeOther, "/console/account")
	b.want(b.get("/console/account"), http.StatusOK, "The password was changed", "What signs you in was changed")
	other.want(other.get("/console/account"), http.StatusSeeOther, "/console/signin")
	o.pass(time.Minute)
	other.want(other.signIn("ana", strongWord, app.Code(o.now())), http.StatusUnauthorized)
	other.want(other.signIn("ana", next, app.Code(o.now())), http.StatusSeeOther)

	// Another app: nothing counts until a code of it was typed.
	shown := secretShown.FindStringSubmatch(b.want(b.get("/console/account/app"), http.StatusOK).body)
	if again := secretShown.FindStringSubmatch(b.get("/console/account/app").body); again[1] != shown[1] {
		t.Error("each look makes another secret")
	}
	b.want(b.get("/console/account/code.png"), http.StatusOK)
	b.want(b.post("/console/account/app", "code", "000000"), http.StatusUnprocessableEntity)
	x, _, err := o.st.SignIn(t.Context(), b.session())
	if err != nil {
		t.Fatal(err)
	}
	b.want(b.post("/console/account/app", "code", x.Pending.Code(o.now())), http.StatusOK, "Write these down")
	o.pass(time.Minute)
	other.want(other.signIn("ana", next, app.Code(o.now())), http.StatusUnauthorized)
	other.want(other.signIn("ana", next, x.Pending.Code(o.now())), http.StatusSeeOther)
	b.want(b.get("/console/account/code.png"), http.StatusNotFound)
}

// Who may read conversations anew is told to those who watch, and none gives it to
// themselves; an account is somebody on the rota only if it says so.
func TestACareRoleIsToldAndTakesAnother(t *testing.T) {
	o := newOffice(t)
	sam, pat, kim := o.browser(), o.browser(), o.browser()
	sam.enrolPassword("sam", o.add("sam", account.Admin))
	app := pat.enrolPassword("pat", o.add("pat", account.PrivacyOfficer))
	kim.enrolPassword("kim", o.add("kim", account.MedicalDirector))
	o.add("eve", account.Auditor)
	roles := func(id, role string) reply {
		return sam.post("/console/accounts/"+id+"/roles", "version", fmt.Sprint(o.account(id).Version), "role", role)
	}
	sam.want(roles("sam", "counselor"), http.StatusUnprocessableEntity, "Another administrator")
	sam.want(roles("eve", "privacy_officer"), http.StatusSeeOther)
	if strings.Contains(kim.get("/console/account").body, "read conversations that did not before") {
		t.Error("a role that reads nothing is told of")
	}
	sam.want(roles("eve", "counselor"), http.StatusSeeOther)
	for _, who := range []*browser{pat, kim} {
		who.want(who.get("/console/account"), http.StatusOK, "sam let an account read conversations", "eve, Person EVE (counselor)")
	}
	pat.want(pat.post("/console/signout"), http.StatusSeeOther)
	pat.want(pat.signIn("pat", strongWord, app.Code(o.now())), http.StatusSeeOther)
	pat.want(pat.get("/console/account"), http.StatusOK, "There is something for you to know")

	sam.want(sam.post("/console/accounts", "account", "ben", "name", "Benjamin", "role", "counselor"), http.StatusUnprocessableEntity, "Somebody on the rota has that id")
	for link, want := range map[string]string{"": "console-ben", "ana": "ana", "ben": "ben"} {
		v := &visit{c: o.c, identity: identity{account: account.Account{ID: "ben", StaffID: link}}}
		if got := v.staff().ID; got != want {
			t.Errorf("account ben, on the rota as %q, acts as %s, want %s", link, got, want)
		}
	}
}

// The password that one has is not guessed on the page that changes it.
func TestTheOldPasswordIsNotGuessed(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	b.enrolPassword("ana", o.add("ana", account.DosingNurse))
	slow := 0
	for range 8 {
		if p := b.post("/console/account/password", "current", "a guess of it", "password", "quiet maple engine forty", "repeat", "quiet maple engine forty"); strings.Contains(p.body, "Too many attempts") {
			slow++
		}
	}
	if slow != 2 {
		t.Errorf("%d of 8 guesses had to wait, want 2", slow)
	}
}

// Of an account of which only the password or only the phone is lost, the rest stays in
// force, and the code that is handed over opens nothing without it.
func TestAResetLeavesTheOtherFactorInForce(t *testing.T) {
	o := newOffice(t)
	b, hers := o.browser(), o.browser()
	admin := b.enrolPassword("sam", o.add("sam", account.Admin))
	app := hers.enrolPassword("ana", o.add("ana", account.DosingNurse))
	hers.want(hers.makePasskey("/console/account/passkey"), http.StatusOK)
	lost := func(what string) string {
		t.Helper()
		b.want(b.post("/console/again", "to", "/console/accounts/ana", "password", strongWord, "code", admin.Code(o.now())), http.StatusSeeOther)
		p := b.want(b.post("/console/accounts/ana/reset", "version", fmt.Sprint(o.account("ana").Version), "lost", what, "why", "she says so"), http.StatusOK, "Give this to")
		o.pass(time.Minute)
		return enrolCode.FindStringSubmatch(p.body)[1]
	}
	const next = "quiet maple engine forty"

	// The password: without a code of her app the thief of the code sets nothing.
	code := lost("password")
	if a := o.account("ana"); a.Password != "" || !a.TOTP.Set() || len(a.Passkeys) != 1 {
		t.Fatal("more than the password was taken away")
	}
	hers.want(hers.get("/console/account"), http.StatusSeeOther, "/console/signin")
	b.want(b.get("/console/accounts/ana"), http.StatusOK, "Waits for a new password")
	thief := o.browser()
	thief.want(thief.post("/console/enrol", "account", "ana", "code", code), http.StatusSeeOther, "/console/enrol/set")
	if p := thief.want(thief.get("/console/enrol/set"), http.StatusOK, "A new password for"); strings.Contains(p.body, "code secret") {
		t.Error("a new app is offered")
	}
	x, _, _ := o.st.SignIn(t.Context(), thief.session())
	thief.want(thief.post("/console/enrol/set", "password", next, "repeat", next, "code", x.Pending.Code(o.now())), http.StatusUnprocessableEntity, "not the code")
	p, _ := thief.json("/console/enrol/passkey/options", struct{}{})
	thief.want(p, http.StatusUnauthorized)
	p, _ = thief.json("/console/enrol/passkey", struct{}{})
	thief.want(p, http.StatusUnauthorized)
	thief.want(thief.post("/console/enrol/set", "password", next, "repeat", next, "code", "000000"), http.StatusUnprocessableEntity, "not the code")
	if o.account("ana").Password != "" {
		t.Fatal("a code alone sets a password")
	}
	hers.want(hers.post("/console/enrol", "account", "ana", "code", code), http.StatusSeeOther)
	hers.want(hers.post("/console/enrol/set", "password", next, "repeat", next, "code", app.Code(o.now())), http.StatusSeeOther, "/console/")
	hers.want(hers.get("/console/account"), http.StatusOK, "sam took away your password")
	thief.want(thief.post("/console/enrol", "account", "ana", "code", code), http.StatusUnprocessableEntity)

	// The phone: whoever has it and the code lacks the password.
	o.pass(time.Minute)
	code = lost("password") // and whoever guesses codes beside it is slowed down
	thief.want(thief.post("/console/enrol", "account", "ana", "code", code), http.StatusSeeOther)
	for range 12 {
		thief.post("/console/enrol/set", "password", strongWord, "repeat", strongWord, "code", "000000")
	}
	thief.want(thief.post("/console/enrol/set", "password", strongWord, "repeat", strongWord, "code", app.Code(o.now())), http.StatusUnprocessableEntity, "Too many attempts")
	a := o.account("ana") // as if nothing had happened
	a.Password, a.Enrol = account.HashPassword(next, make([]byte, account.SaltLen), account.Today), account.Enrolment{}
	if _, err := o.st.SaveAccount(t.Context(), a, account.Act{By: "t", Note: "x"}, account.End{All: true}); err != nil {
		t.Fatal(err)
	}
	code = lost("phone")
	if a := o.account("ana"); a.Password == "" || a.TOTP.Set() || len(a.Passkeys) != 0 || len(a.Recovery) != 0 {
		t.Fatal("what was lost still counts, or more was taken away")
	}
	b.want(b.get("/console/accounts/ana"), http.StatusOK, "Waits for a new app")
	hers.want(hers.post("/console/enrol", "account", "ana", "code", code), http.StatusSeeOther)
	x, _, _ = o.st.SignIn(t.Context(), hers.session())
	hers.want(hers.post("/console/enrol/set", "current", strongWord, "code", x.Pending.Code(o.now())), http.StatusUnprocessableEntity, "not your password")
	hers.want(hers.post("/console/enrol/set", "current", next, "code", x.Pending.Code(o.now().Add(-2*time.Minute))), http.StatusUnprocessableEntity, "about 2 minutes behind")
	hers.want(hers.post("/console/enrol/set", "current", next, "code", x.Pending.Code(o.now())), http.StatusOK, "Write these down")

	// Where nothing else would be left, all has to be lost.
	o.add("new", account.Auditor)
	for _, what := range []string{"password", "phone"} {
		b.want(b.post("/console/accounts/new/reset", "version", fmt.Sprint(o.account("new").Version), "lost", what, "why", "x"), http.StatusUnprocessableEntity, "Choose that all is lost")
	}
}

// What is shown or sent holds no token, and no page of ours leads to another's.
func TestWhereOneIsLedBack(t *testing.T) {
	for to, want := range map[string]string{
		"/console/account": "/console/account", "/console/": "/console/", "/console": "/console", "": "/console/", "//evil.example.org": "/console/", "https://evil.example.org/console/": "/console/",
		"/console/../x": "/console/../x", "/consoles": "/console/", `/console/\evil`: "/console/", "javascript:alert(1)": "/console/", "/console/\r\nX: y": "/console/", "/webhooks": "/console/",
	} {
		if got := ours(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}

// unreadableDraft is a clinic's scripts with one more draft, which can't be opened.
type unreadableDraft struct{ galleryScripts }

func (g unreadableDraft) Drafts(ctx context.Context) ([]bot.Draft, error) {
	all, err := g.galleryScripts.Drafts(ctx)
	return all, errors.Join(err, fmt.Errorf("read a draft: %w", bot.ErrUnreadable))
}

// A draft of somebody who was let go is nobody's work under way, and one that can't be
// opened keeps the others from nothing.
func TestDraftsOfThoseWhoLeft(t *testing.T) {
	o := newOffice(t, func(o *Options) { o.Scripts = unreadableDraft{galleryScripts{now: o.Now()}} })
	b := o.browser()
	b.enrolPassword("kim", o.add("kim", account.ScriptAdmin))
	o.add("ben", account.ScriptAdmin)
	b.want(b.get("/console/scripts"), http.StatusOK, "ben has a draft too")
	a := o.account("ben")
	a.Disabled = o.now()
	if _, err := o.st.SaveAccount(t.Context(), a, account.Act{By: "t", Note: "x"}, account.End{All: true}); err != nil {
		t.Fatal(err)
	}
	if p := b.want(b.get("/console/scripts"), http.StatusOK); strings.Contains(p.body, "has a draft too") || strings.Contains(p.body, "edits it too") {
		t.Error("a draft of a disabled account is shown as somebody's")
	}
}

// An account that can't be opened keeps nobody else out: not the list, not a sign-in at
// the provider or with a passkey, not an order whose watchers have to be told.
func TestAnAccountThatCannotBeOpened(t *testing.T) {
	p, o, ana := withProvider(t)
	kim := o.browser()
	kim.want(kim.post("/console/enrol", "account", "kim", "code", o.add("kim", account.Admin)), http.StatusSeeOther)
	kim.want(kim.makePasskey("/console/enrol/passkey"), http.StatusOK)
	o.add("spoilt-one", account.Auditor) // an id that no other test has
	raw := storetest.Redis(t).Client(t)
	keys, err := raw.Keys(t.Context(), "*}:acc:spoilt-one").Result()
	if err != nil || len(keys) == 0 {
		t.Fatal(keys, err)
	}
	for _, k := range keys {
		if err := raw.HSet(t.Context(), k, "d", "spoilt").Err(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.st.Accounts(t.Context()); !errors.Is(err, bot.ErrUnreadable) {
		t.Fatalf("the account is not spoilt: %v", err)
	}
	kim.want(kim.get("/console/accounts"), http.StatusOK, "Person KIM", "Person ANA")
	kim.want(kim.post("/console/signout"), http.StatusSeeOther)
	in, _ := kim.usePasskey("/console/signin/passkey", kim.rp())
	kim.want(in, http.StatusOK)
	ana.want(ana.get(ana.goes(p, "")), http.StatusOK)
	ana.want(ana.get("/console/account"), http.StatusOK, "Person ANA")
	if !strings.Contains(o.log.String(), "accounts can't be opened") {
		t.Error("nobody hears of it")
	}
}
