package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// accountsRoutes are for who keeps the accounts of others.
func (c *Console) accountsRoutes() []route {
	if c.o.Door == nil {
		return nil
	}
	keep := func(method, path string, handle func(*visit) error) route {
		return route{method: method, path: Path + "/accounts" + path, need: account.ManageAccounts, area: "accounts", handle: handle}
	}
	return []route{
		keep(http.MethodGet, "", (*visit).accountsPage),
		keep(http.MethodPost, "", (*visit).addAccount),
		keep(http.MethodGet, "/{id}", (*visit).oneAccountPage),
		keep(http.MethodPost, "/{id}/roles", (*visit).changeRoles),
		keep(http.MethodPost, "/{id}/disable", (*visit).disableAccount),
		keep(http.MethodPost, "/{id}/enable", (*visit).enableAccount),
		keep(http.MethodPost, "/{id}/reset", (*visit).resetAccount),
		keep(http.MethodPost, "/{id}/signout", (*visit).signOutAccount),
	}
}

// accountsData is the list of accounts, with the form for a new one.
type accountsData struct {
	List  []accountRow
	Roles []roleRow
	Staff []string // ids of clinic.yaml
	Say   string
	Form  accountForm
}

type accountForm struct{ ID, Name, Mail, Staff string }

type accountRow struct {
	account.Account
	Stands string // how it stands, in words
}

type roleRow struct {
	Role  account.Role
	Label string
	Has   bool
}

// roleLabel is a role as people say it.
func roleLabel(r account.Role) string {
	s := strings.ReplaceAll(string(r), "_", " ")
	return strings.ToUpper(s[:1]) + s[1:]
}

func roleRows(has []account.Role) []roleRow {
	rows := make([]roleRow, len(account.Roles))
	for i, r := range account.Roles {
		rows[i] = roleRow{r, roleLabel(r), slices.Contains(has, r)}
	}
	return rows
}

func (v *visit) stands(a account.Account) string {
	switch {
	case !a.Disabled.IsZero():
		return "Disabled since " + v.c.date(a.Disabled)
	case a.Enrol.Only == account.LostPassword && v.now.Before(a.Enrol.Until):
		return "Waits for a new password; the code counts until " + v.c.clock(a.Enrol.Until)
	case a.Enrol.Only == account.LostPhone && v.now.Before(a.Enrol.Until):
		return "Waits for a new app; the code counts until " + v.c.clock(a.Enrol.Until)
	case !a.CanSignIn() && v.now.Before(a.Enrol.Until):
		return "Waits for the first sign-in; the code counts until " + v.c.clock(a.Enrol.Until)
	case !a.CanSignIn() && a.Mail != "":
		return "Waits for the first sign-in"
	case !a.CanSignIn():
		return "Cannot sign in: begin it anew to get a code"
	}
	return "In use"
}

// everybody are all accounts. One that can't be opened is left out and logged (doctor
// says what to do): it must keep nobody else from signing in, nor from being told.
func (v *visit) everybody() ([]account.Account, error) {
	all, err := v.c.o.Door.Accounts(v.r.Context())
	if errors.Is(err, bot.ErrUnreadable) {
		v.c.o.Log.Error("accounts can't be opened", "err", err)
		return all, nil
	}
	return all, err
}

func (v *visit) accountsPage() error { return v.accountsWith(http.StatusOK, "", accountForm{}, nil) }

func (v *visit) accountsWith(status int, say string, form accountForm, roles []account.Role) error {
	all, err := v.everybody()
	if err != nil {
		return err
	}
	d := accountsData{Roles: roleRows(roles), Staff: v.c.staffIDs(), Say: say, Form: form}
	for _, a := range all {
		d.List = append(d.List, accountRow{a, v.stands(a)})
	}
	return v.renderStatus(status, "accounts", d)
}

func (v *visit) formRoles() []account.Role {
	var roles []account.Role
	for _, r := range v.r.PostForm["role"] {
		roles = append(roles, account.Role(r))
	}
	return roles
}

// staffIDs are those of the rota, for whom accounts may be.
func (c *Console) staffIDs() []string {
	if c.o.Staff == nil {
		return nil
	}
	var ids []string
	for _, s := range c.o.Staff() {
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	return ids
}

// codeData is an enrolment code, shown this once.
type codeData struct {
	Account account.Account
	Code    string
	Address string // where it is typed
}

func (v *visit) addAccount() error {
	if ok, err := v.sure(Path + "/accounts"); !ok {
		return err
	}
	form, roles := accountForm{account.ReadID(v.form("account")), v.form("name"), strings.ToLower(v.form("mail")), v.form("staff")}, v.formRoles()
	a, err := account.New(form.ID, form.Name, roles, v.now, v.c.o.Rand)
	if err != nil {
		return v.accountsWith(http.StatusUnprocessableEntity, sentence(err.Error())+".", form, roles)
	}
	say := v.fill(&a, form)
	if say == "" && a.StaffID == "" && slices.Contains(v.c.staffIDs(), a.ID) {
		say = "Somebody on the rota has that id. If it is them, choose them under \"On the rota as\"; if not, choose another id."
	}
	if say != "" {
		return v.accountsWith(http.StatusUnprocessableEntity, say, form, roles)
	}
	code, err := a.Reset(v.now, v.c.o.Rand)
	if err != nil {
		return err
	}
	act := account.Act{By: v.account.ID, Note: "account_made", Detail: a.ID + ": " + roleText(a.Roles)}
	a, err = v.c.o.Door.SaveAccount(v.r.Context(), a, act, account.End{})
	if errors.Is(err, account.ErrChanged) {
		return v.accountsWith(http.StatusUnprocessableEntity, "There is an account with that id already. Choose another one.", form, roles)
	}
	if err == nil {
		err = v.tellOfCare(account.Account{}, a)
	}
	if err != nil {
		return err
	}
	return v.render("newcode", codeData{a, code, v.c.o.PublicURL + Path + "/enrol"})
}

// fill takes what else stands in the form, or says what is wrong with it.
func (v *visit) fill(a *account.Account, form accountForm) (say string) {
	if form.Staff != "" && !slices.Contains(v.c.staffIDs(), form.Staff) {
		return "There is nobody of that id under staff in clinic.yaml."
	}
	if form.Mail != "" {
		if m, err := mail.ParseAddress(form.Mail); err != nil || m.Address != form.Mail {
			return "That is no mail address: write it as ana@example.org."
		}
	}
	a.StaffID, a.Mail = form.Staff, form.Mail
	return ""
}

func roleText(roles []account.Role) string {
	s := make([]string, len(roles))
	for i, r := range roles {
		s[i] = string(r)
	}
	return strings.Join(s, ", ")
}

// oneAccountData is one account of somebody else.
type oneAccountData struct {
	A        account.Account
	Stands   string
	Roles    []roleRow
	Staff    []string
	Sessions []sessionRow
	Own      bool
	Code     bool // has an authenticator app
	Lost     []lostRow
}

// lostRow is one choice of what somebody lost.
type lostRow struct {
	Value       account.Lost
	Label, Hint string
	Can         bool // something else stays in force
}

// lostAll is the choice of all in a form, where an empty field chooses nothing.
const lostAll = "all"

func lostRows(a account.Account) []lostRow {
	return []lostRow{
		{account.LostPassword, "The password.", "The app and passkeys stay, and a code of the app is asked for.", a.MayLose(account.LostPassword)},
		{account.LostPhone, "The phone or key.", "App, recovery codes and passkeys go; the password stays, and is asked for.", a.MayLose(account.LostPhone)},
		{lostAll, "All of it,", "or it may be in somebody else's hands. All that signs in goes.", true},
	}
}

// theAccount reads the account that the address names.
func (v *visit) theAccount() (account.Account, error) {
	a, err := v.c.o.Door.Account(v.r.Context(), v.r.PathValue("id"))
	if err == nil && a.ID == "" {
		err = errNotFound
	}
	return a, err
}

func (v *visit) oneAccountPage() error {
	a, err := v.theAccount()
	if err != nil {
		return err
	}
	list, err := v.c.o.Door.SignIns(v.r.Context(), a.ID)
	if err != nil {
		return err
	}
	return v.render("oneaccount", oneAccountData{A: a, Stands: v.stands(a), Roles: roleRows(a.Roles), Staff: v.c.staffIDs(),
		Sessions: v.sessionRows(list), Own: a.ID == v.account.ID, Code: a.TOTP.Set(), Lost: lostRows(a)})
}

// change changes the account that the address names, as it was when the page was shown.
// An administrator never changes their own: nobody may be left without another one.
func (v *visit) change(note string, end account.End, how func(*account.Account) (detail string, err error)) error {
	back := Path + "/accounts/" + v.r.PathValue("id")
	if ok, err := v.sure(back); !ok {
		return err
	}
	a, err := v.theAccount()
	if err != nil {
		return err
	}
	if a.ID == v.account.ID {
		return bad("Another administrator changes your account, so that one is always left.")
	}
	const changed = "Somebody else changed that account meanwhile. Look at it again, and do it once more if it is still right."
	if was := v.form("version"); was != fmt.Sprint(a.Version) {
		return bad(changed)
	}
	detail, err := how(&a)
	if err != nil {
		return err
	}
	_, err = v.c.o.Door.SaveAccount(v.r.Context(), a, account.Act{By: v.account.ID, Note: note, Detail: a.ID + ": " + detail}, end)
	if errors.Is(err, account.ErrChanged) {
		return bad(changed)
	}
	return err
}

func (v *visit) changed(say string) error {
	v.flash(say)
	return v.redirect(Path + "/accounts/" + v.r.PathValue("id"))
}

func (v *visit) changeRoles() error {
	var before, after account.Account
	err := v.change("roles_changed", account.End{}, func(a *account.Account) (string, error) {
		before = *a
		if err := a.SetRoles(v.formRoles()); err != nil {
			return "", bad(sentence(err.Error()) + ".")
		}
		if say := v.fill(a, accountForm{Staff: v.form("staff"), Mail: strings.ToLower(v.form("mail"))}); say != "" {
			return "", bad(say)
		}
		after = *a
		return roleText(a.Roles), nil
	})
	if err == nil && after.ID != "" {
		err = v.tellOfCare(before, after)
	}
	return v.done(err, "The account was changed. It counts from now on.")
}

// tellOfCare tells those who watch over accounts, and medical directors, that somebody
// may read conversations from now on who might not before: one administrator alone must
// not open them unseen. Nobody changes their own account, so none gives it to
// themselves.
func (v *visit) tellOfCare(before, after account.Account) error {
	if account.May(before.Roles, account.Converse) || !account.May(after.Roles, account.Converse) {
		return nil
	}
	return v.tellWatchers(account.Notice{Kind: account.NoticeCare, At: v.now, Who: v.account.ID, Text: after.ID + ", " + after.Name + " (" + roleText(after.Roles) + ")"})
}

// done goes back to the account with a sentence, unless something went wrong, or the
// browser was sent elsewhere.
func (v *visit) done(err error, say string) error {
	if err != nil || v.w.Header().Get("Location") != "" {
		return err
	}
	return v.changed(say)
}

func (v *visit) disableAccount() error {
	err := v.change("account_disabled", account.End{All: true}, func(a *account.Account) (string, error) {
		if a.Disabled.IsZero() {
			a.Disabled = v.now
		}
		a.Enrol = account.Enrolment{}
		return v.form("why"), nil
	})
	return v.done(err, "The account is disabled and signed out everywhere.")
}

// disabled are the accounts of those who no longer sign in: what they began, nobody
// goes on with.
func (v *visit) disabled() (map[string]bool, error) {
	if v.c.o.Door == nil {
		return nil, nil
	}
	all, err := v.everybody()
	gone := map[string]bool{}
	for _, a := range all {
		gone[a.ID] = !a.Disabled.IsZero()
	}
	return gone, err
}

func (v *visit) enableAccount() error {
	err := v.change("account_enabled", account.End{}, func(a *account.Account) (string, error) {
		a.Disabled = time.Time{}
		return "", nil
	})
	return v.done(err, "The account may sign in again.")
}

func (v *visit) resetAccount() error {
	lost, found := account.Lost(v.form("lost")), false
	for _, r := range lostRows(account.Account{}) {
		found = found || r.Value == lost
	}
	if !found {
		return bad("Choose what is lost, and send it again.")
	}
	if lost == lostAll {
		lost = account.LostAll
	}
	var code string
	var after account.Account
	err := v.change("account_reset", account.End{All: true}, func(a *account.Account) (detail string, err error) {
		if !a.MayLose(lost) {
			return "", bad("Nothing else of that account would be left to show who asks. Choose that all is lost.")
		}
		code, err = a.ResetOnly(lost, v.now, v.c.o.Rand)
		after = *a
		return strings.TrimPrefix(string(lost)+": "+v.form("why"), ": "), err
	})
	if err != nil || code == "" {
		return err
	}
	if err := v.c.o.Door.Tell(v.r.Context(), account.Notice{Kind: account.NoticeReset, At: v.now, Who: v.account.ID, Text: lostWords[lost]}, after.ID); err != nil {
		return err
	}
	return v.render("newcode", codeData{after, code, v.c.o.PublicURL + Path + "/enrol"})
}

// lostWords is what a code was given out for, for the owner of the account.
var lostWords = map[account.Lost]string{account.LostPassword: "your password", account.LostPhone: "your app, recovery codes and passkeys"}

func (v *visit) signOutAccount() error {
	if ok, err := v.sure(Path + "/accounts/" + v.r.PathValue("id")); !ok {
		return err
	}
	a, err := v.theAccount()
	if err != nil {
		return err
	}
	if _, err := v.c.o.Door.EndSignIns(v.r.Context(), a.ID, account.Act{By: v.account.ID, Note: "sessions_ended", Detail: a.ID}); err != nil {
		return err
	}
	return v.changed("They are signed out everywhere.")
}
