package console

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"nightdesk/bot/account"
)

// accountRoutes are everybody's own account.
func (c *Console) accountRoutes() []route {
	if c.o.Door == nil {
		return nil
	}
	own := func(method, path string, handle func(*visit) error) route {
		return route{method: method, path: Path + "/account" + path, handle: handle}
	}
	return []route{
		own(http.MethodGet, "", (*visit).accountPage),
		own(http.MethodGet, "/password", (*visit).passwordPage),
		own(http.MethodPost, "/password", (*visit).passwordForm),
		own(http.MethodGet, "/app", (*visit).appPage),
		own(http.MethodPost, "/app", (*visit).appForm),
		own(http.MethodGet, "/code.png", (*visit).appPicture),
		own(http.MethodPost, "/recovery", (*visit).newRecovery),
		own(http.MethodPost, "/passkey/options", (*visit).ownPasskeyAsk),
		own(http.MethodPost, "/passkey", (*visit).ownPasskey),
		own(http.MethodPost, "/passkey/rename", (*visit).renamePasskey),
		own(http.MethodPost, "/passkey/remove", (*visit).removePasskey),
		own(http.MethodPost, "/sessions", (*visit).endSessions),
		own(http.MethodPost, "/notices", (*visit).putAway),
	}
}

// accountData is what the page of one's own account shows.
type accountData struct {
	A        account.Account
	Sessions []sessionRow
	Passkeys []passkeyRow
	Notices  []noticeRow
	Unread   int
	Sure     bool
	Codes    int // recovery codes left
	Glass    account.Glass
	Provider string // the clinic's sign-in; "" = there is none
}

type sessionRow struct {
	account.SignIn
	Here bool
	How  string
}

type passkeyRow struct {
	account.Passkey
	Key string // its id, for the form
}

type noticeRow struct {
	account.Notice
	Say string
}

func (v *visit) accountPage() error {
	ctx := v.r.Context()
	list, err := v.c.o.Door.SignIns(ctx, v.account.ID)
	if err != nil {
		return err
	}
	notices, n, err := v.c.o.Door.Notices(ctx, v.account.ID)
	if err != nil {
		return err
	}
	d := accountData{A: v.account, Unread: n, Sure: v.session.SureNow(v.now), Codes: len(v.account.Recovery), Provider: v.providerName()}
	if v.session.GlassNow(v.now) {
		d.Glass = v.session.Glass
	}
	d.Sessions = v.sessionRows(list)
	for _, k := range v.account.Passkeys {
		d.Passkeys = append(d.Passkeys, passkeyRow{k, base64.RawURLEncoding.EncodeToString(k.ID)})
	}
	for _, x := range slices.Backward(notices) {
		d.Notices = append(d.Notices, noticeRow{x, noticeSays(x)})
	}
	return v.render("account", d)
}

func (v *visit) sessionRows(list []account.SignIn) (rows []sessionRow) {
	for _, x := range list {
		if x.Live(v.now) {
			rows = append(rows, sessionRow{SignIn: x, Here: x.ID == v.session.ID, How: waysIn[x.How]})
		}
	}
	return rows
}

// noticeSays is a notice in words.
func noticeSays(n account.Notice) string {
	switch n.Kind {
	case account.NoticeNewDevice:
		return "A sign-in to your account on a device that was not used before: " + n.Where + ". If that was not you, change your password and tell an administrator."
	case account.NoticeKnew:
		return "Somebody typed your password and not the code of your app, on " + n.Where + ". If that was not you, somebody knows your password: change it."
	case account.NoticeChanged:
		return "What signs you in was changed: " + n.Text + ". If that was not you, tell an administrator at once."
	case account.NoticeReset:
		if n.Text != "" {
			return n.Who + " took away " + n.Text + " and gave out a code to set it anew. If you did not ask for that, tell another administrator."
		}
		return "Your account was begun anew by " + n.Who + "."
	case account.NoticeRecovery:
		return "A recovery code of yours was used on " + n.Where + "."
	case account.NoticeCare:
		return n.Who + " let an account read conversations that did not before: " + n.Text + ". If that is not right, have it disabled and look into the audit log."
	case account.NoticeGlass:
		return n.Who + " took emergency access to conversations for an hour. Their reason: " + n.Text
	}
	return "Something about your account was changed."
}

// save stores one's own account; whoever changed it meanwhile goes before.
func (v *visit) save(a account.Account, note, say string, end account.End) error {
	a, err := v.c.o.Door.SaveAccount(v.r.Context(), a, account.Act{By: a.ID, Note: note, Detail: say}, end)
	if errors.Is(err, account.ErrChanged) {
		return bad("Your account was changed at this very moment, here or by an administrator. Look at it again, and do it once more if it is still right.")
	}
	if err != nil {
		return err
	}
	v.account = a
	if say == "" {
		return nil
	}
	return v.c.o.Door.Tell(v.r.Context(), account.Notice{Kind: account.NoticeChanged, At: v.now, Who: a.ID, Text: say}, a.ID)
}

// others ends the other sessions with a change of what signs in.
func (v *visit) others() account.End { return account.End{All: true, Keep: v.session.ID} }

// passwordData is for the page of a new password.
type passwordData struct {
	Say   string
	Least int
	First bool // there is none yet
}

func (v *visit) passwordPage() error {
	if ok, err := v.sure(Path + "/account/password"); !ok {
		return err
	}
	return v.render("password", passwordData{Least: account.MinPassword, First: v.account.Password == ""})
}

func (v *visit) passwordForm() error {
	if ok, err := v.sure(Path + "/account/password"); !ok {
		return err
	}
	a := v.account
	say, err := v.oldPassword()
	if err == nil && say == "" {
		say, err = v.setPassword(&a)
	}
	if err != nil {
		return err
	}
	if say != "" {
		return v.renderStatus(http.StatusUnprocessableEntity, "password", passwordData{say, account.MinPassword, v.account.Password == ""})
	}
	a.Enrol = account.Enrolment{} // a code that was given out for this is not needed any more
	if err := v.save(a, "password_changed", "the password", v.others()); err != nil {
		return err
	}
	if !a.TOTP.Set() {
		v.flash("The password is set. It signs you in once you have an authenticator app, too.")
		return v.redirect(Path + "/account/app")
	}
	v.flash("The password was changed. All your other sessions were ended.")
	return v.redirect(Path + "/account")
}

// oldPassword says what is wrong with the password that one has now, as it was typed
// (ASVS 5.0 6.2.3); nothing is if there is none.
func (v *visit) oldPassword() (say string, err error) {
	if v.account.Password == "" {
		return "", nil
	}
	ok, err := v.knows(&v.account, v.r.PostForm.Get("current"))
	if err == nil && !ok {
		say = "The password that you have now is another one. Type it as you typed it when you set it."
	}
	return v.waits(say, err)
}

// knows reports whether a password is the account's. Guessing is bounded as at the
// sign-in.
func (v *visit) knows(a *account.Account, password string) (bool, error) {
	d, ctx := v.c.door, v.r.Context()
	device := d.device(v.r, *a)
	limits := account.Limits(a.ID, d.sender(v.r), device)
	if err := v.spend(limits); err != nil {
		return false, err
	}
	done, err := d.lane(ctx, device != "")
	if err != nil {
		return false, err
	}
	defer done()
	if !a.PasswordIs(password) {
		return false, v.c.o.Door.CountFailed(ctx, a.ID)
	}
	return true, v.c.o.Door.GiveBack(ctx, limits...)
}

// waits makes a sentence of having to wait, for a form that is shown once more.
func (v *visit) waits(say string, err error) (string, error) {
	var slow tooFast
	switch {
	case errors.As(err, &slow):
		return fmt.Sprintf("Too many attempts. Wait %s and try again.", plural(slow.seconds, "second")), nil
	case errors.Is(err, errBusy):
		return "Many people sign in right now. Wait a few seconds and try again.", nil
	}
	return say, err
}

// appData is for the page of an authenticator app.
type appData struct {
	Secret, Say string
}

// appPage shows a new secret, which is kept with the session until a code of it was
// typed.
func (v *visit) appPage() error {
	if ok, err := v.sure(Path + "/account/app"); !ok {
		return err
	}
	x := v.session
	if !x.Pending.Set() {
		var err error
		if x.Pending, err = account.NewTOTP(v.c.o.Rand); err != nil {
			return err
		}
		if x, err = v.c.o.Door.SaveSignIn(v.r.Context(), x, nil); err != nil {
			return signInGone(err)
		}
	}
	return v.render("app", appData{Secret: x.Pending.Text()})
}

// signInGone is what a session says that was ended or changed meanwhile.
func signInGone(err error) error {
	if errors.Is(err, account.ErrEnded) {
		return errSignedOut
	}
	if errors.Is(err, account.ErrChanged) {
		return bad("You did two things at once. Go back and do the last one again.")
	}
	return err
}

func (v *visit) appPicture() error { return v.picture(v.session.Pending, v.account.ID) }

func (v *visit) appForm() error {
	if ok, err := v.sure(Path + "/account/app"); !ok {
		return err
	}
	x, a := v.session, v.account
	if !x.Pending.Set() {
		return v.redirect(Path + "/account/app")
	}
	if !x.Pending.Use(v.form("code"), v.now) {
		return v.renderStatus(http.StatusUnprocessableEntity, "app", appData{x.Pending.Text(), notTheCode(x.Pending, v.form("code"), v.now)})
	}
	a.TOTP, a.Changed, a.Enrol = x.Pending, v.now, account.Enrolment{}
	codes, err := a.NewRecovery(v.c.o.Rand)
	if err != nil {
		return err
	}
	if err := v.save(a, "app_changed", "the authenticator app", v.others()); err != nil {
		return err
	}
	x.Pending = account.TOTP{}
	if _, err := v.c.o.Door.SaveSignIn(v.r.Context(), x, nil); err != nil {
		return signInGone(err)
	}
	return v.render("recovery", recoveryData{codes, Path + "/account"})
}

func (v *visit) newRecovery() error {
	if ok, err := v.sure(Path + "/account"); !ok {
		return err
	}
	a := v.account
	codes, err := a.NewRecovery(v.c.o.Rand)
	if err != nil {
		return err
	}
	if err := v.save(a, "recovery_renewed", "the recovery codes", account.End{}); err != nil {
		return err
	}
	return v.render("recovery", recoveryData{codes, Path + "/account"})
}

func (v *visit) ownPasskeyAsk() error {
	if !v.session.SureNow(v.now) {
		return v.json(http.StatusOK, map[string]string{"to": Path + "/again?to=" + Path + "/account"})
	}
	return v.newPasskey(v.account)
}

func (v *visit) ownPasskey() error {
	if !v.session.SureNow(v.now) {
		return v.no(http.StatusUnauthorized, "It took too long. Load the page again.")
	}
	a := v.account
	say, err := v.addPasskey(&a)
	if err != nil {
		return err
	}
	if say != "" {
		return v.no(http.StatusUnprocessableEntity, say)
	}
	if err := v.save(a, "passkey_added", "a passkey was added", account.End{}); err != nil {
		return err
	}
	v.flash("The passkey was added.")
	v.keepFlash()
	return v.json(http.StatusOK, map[string]string{"to": Path + "/account"})
}

// chosenPasskey finds the passkey that a form names, in a copy of the account.
func (v *visit) chosenPasskey() (account.Account, int, error) {
	a := v.account
	a.Passkeys = slices.Clone(a.Passkeys)
	id, err := base64.RawURLEncoding.DecodeString(v.form("key"))
	if err != nil {
		return a, 0, errNotFound
	}
	i := slices.IndexFunc(a.Passkeys, func(k account.Passkey) bool { return slices.Equal(k.ID, id) })
	if i < 0 {
		return a, 0, errNotFound
	}
	return a, i, nil
}

func (v *visit) renamePasskey() error {
	a, i, err := v.chosenPasskey()
	if err != nil {
		return err
	}
	name := v.form("name")
	if name == "" || len(name) > 60 {
		return bad("A passkey needs a name of at most 60 letters, as \"my phone\".")
	}
	a.Passkeys[i].Name = name
	if err := v.save(a, "passkey_renamed", "", account.End{}); err != nil {
		return err
	}
	return v.redirect(Path + "/account")
}

func (v *visit) removePasskey() error {
	if ok, err := v.sure(Path + "/account"); !ok {
		return err
	}
	a, i, err := v.chosenPasskey()
	if err != nil {
		return err
	}
	a.Passkeys = slices.Delete(a.Passkeys, i, i+1)
	a.Changed = v.now
	if !a.CanSignIn() {
		return bad("That is all that signs you in. Add another passkey, or a password with an authenticator app, before you remove it.")
	}
	if err := v.save(a, "passkey_removed", "a passkey was removed", v.others()); err != nil {
		return err
	}
	v.flash("The passkey was removed. All your other sessions were ended.")
	return v.redirect(Path + "/account")
}

func (v *visit) endSessions() error {
	if ok, err := v.sure(Path + "/account"); !ok {
		return err
	}
	act := account.Act{By: v.account.ID, Note: "sessions_ended"}
	ids := v.r.PostForm["session"]
	if v.form("others") != "" {
		list, err := v.c.o.Door.SignIns(v.r.Context(), v.account.ID)
		if err != nil {
			return err
		}
		ids = nil
		for _, x := range list {
			if x.ID != v.session.ID {
				ids = append(ids, x.ID)
			}
		}
	}
	if len(ids) == 0 { // none named would be all
		return v.redirect(Path + "/account")
	}
	n, err := v.c.o.Door.EndSignIns(v.r.Context(), v.account.ID, act, ids...)
	if err != nil {
		return err
	}
	v.flash(fmt.Sprintf("%s ended.", plural(n, "session")))
	return v.redirect(Path + "/account")
}

func (v *visit) putAway() error {
	n, err := strconv.Atoi(v.form("n"))
	if err != nil || n < 0 {
		return errNotFound
	}
	if err := v.c.o.Door.PutAway(v.r.Context(), v.account.ID, n); err != nil {
		return err
	}
	return v.redirect(Path + "/account")
}
