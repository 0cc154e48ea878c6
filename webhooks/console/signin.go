package console

import (
	"errors"
	"io"
	"math"
	"net/http"

	"nightdesk/bot/account"
)

// signInRoutes are how people come in and go.
func (c *Console) signInRoutes() []route {
	if c.o.Door == nil && c.o.SignOut != nil {
		return []route{{method: http.MethodPost, path: Path + "/signout", open: true, handle: func(v *visit) error {
			c.o.SignOut(v.w, v.r)
			return nil
		}}}
	}
	if c.o.Door == nil {
		return nil
	}
	all := []route{
		{method: http.MethodGet, path: Path + "/signin", open: true, handle: (*visit).signInPage},
		{method: http.MethodPost, path: Path + "/signin", open: true, handle: (*visit).signInForm},
		{method: http.MethodPost, path: Path + "/signin/passkey/options", open: true, handle: (*visit).passkeyAsk},
		{method: http.MethodPost, path: Path + "/signin/passkey", open: true, handle: (*visit).passkeyIn},
		{method: http.MethodPost, path: Path + "/signout", handle: (*visit).signOut},
		{method: http.MethodGet, path: Path + "/still", handle: (*visit).still},
		{method: http.MethodGet, path: Path + "/again", handle: (*visit).againPage},
		{method: http.MethodPost, path: Path + "/again", handle: (*visit).againForm},
		{method: http.MethodPost, path: Path + "/again/passkey", handle: (*visit).passkeyAgain},
	}
	if c.o.Provider != nil {
		all = append(all,
			route{method: http.MethodGet, path: Path + "/signin/provider", open: true, handle: (*visit).providerStart},
			route{method: http.MethodGet, path: Path + "/signin/provider/back", open: true, handle: (*visit).providerBack})
	}
	return all
}

// signInData is what the sign-in page shows.
type signInData struct {
	ID       string
	Say      string
	Provider string // its name; "" = there is none
}

func (v *visit) providerName() string {
	if v.c.o.Provider == nil {
		return ""
	}
	return v.c.o.Provider.Name
}

func (v *visit) signInPage() error {
	if v.account.ID != "" {
		return v.redirect(v.start())
	}
	return v.render("signin", signInData{Provider: v.providerName()})
}

func (v *visit) signInForm() error {
	id := account.ReadID(v.form("account"))
	a, err := v.byPassword(id, v.r.PostForm.Get("password"), v.form("code"))
	if err != nil {
		return v.again("signin", err, func(say string) any {
			return signInData{ID: id, Say: say, Provider: v.providerName()}
		})
	}
	_, err = v.letIn(a, account.ByPassword, account.End{})
	if errors.Is(err, account.ErrChanged) {
		return v.again("signin", errBusy, func(say string) any { return signInData{ID: id, Say: say, Provider: v.providerName()} })
	}
	if err != nil {
		return err
	}
	return v.redirect(v.start())
}

// judged is how often an attempt is judged again because somebody changed the account
// meanwhile.
const judged = 4

// byPassword judges an attempt with password and code, and returns the account with the
// code used up in it, stored. The error is errRefused, tooFast or errBusy, or a failure
// of ours.
func (v *visit) byPassword(id, password, code string) (account.Account, error) {
	d, ctx := v.c.door, v.r.Context()
	a, err := v.c.o.Door.Account(ctx, id)
	if err != nil {
		return a, err
	}
	device := d.device(v.r, a)
	limits := account.Limits(id, d.sender(v.r), device)
	if err := v.spend(limits); err != nil {
		return a, err
	}
	done, err := d.lane(ctx, device != "")
	if err != nil {
		return a, err
	}
	defer done()
	t := account.Attempt{Password: password, Code: code, Salt: make([]byte, account.SaltLen)}
	if _, err := io.ReadFull(v.c.o.Rand, t.Salt); err != nil {
		return a, err
	}
	for range judged {
		j := account.Judge(a, t, v.now)
		if in, err := v.weigh(a, j, device); err != nil || !in {
			return a, errors.Join(err, v.failed(a, j))
		}
		stored, err := v.c.o.Door.SaveAccount(ctx, j.Account, account.Act{By: a.ID, Note: "code_used"}, account.End{})
		if errors.Is(err, account.ErrChanged) {
			if a, err = v.c.o.Door.Account(ctx, id); err != nil {
				return a, err
			}
			continue
		}
		if err != nil {
			return a, err
		}
		if j.Recovery {
			err = v.c.o.Door.Tell(ctx, account.Notice{Kind: account.NoticeRecovery, At: v.now, Who: a.ID, Where: browserName(v.r)}, a.ID)
		}
		return stored, errors.Join(err, v.c.o.Door.GiveBack(ctx, limits...))
	}
	return a, errBusy
}

// spend takes one from each limit, or says how long to wait.
func (v *visit) spend(limits []account.Limit) error {
	wait, err := v.c.o.Door.Spend(v.r.Context(), limits...)
	if err == nil && wait > 0 {
		err = tooFast{int(math.Ceil(wait.Seconds()))}
	}
	return err
}

// weigh says whether a judgement lets somebody in. On a device that is not known, codes
// beside a right password are counted over all addresses.
func (v *visit) weigh(a account.Account, j account.Judgement, device string) (bool, error) {
	if device != "" || !j.In && !j.Knew {
		return j.In, nil
	}
	knew := account.KnewLimit(a.ID)
	wait, err := v.c.o.Door.Spend(v.r.Context(), knew)
	if err != nil || wait > 0 || !j.In {
		return false, err
	}
	return true, v.c.o.Door.GiveBack(v.r.Context(), knew)
}

// failed notes an attempt that was refused, and is errRefused.
func (v *visit) failed(a account.Account, j account.Judgement) error {
	v.c.o.Log.Warn("console sign-in refused", "account_known", a.ID != "", "password_right", j.Knew || j.In)
	err := v.c.o.Door.CountFailed(v.r.Context(), a.ID)
	if j.Knew {
		err = errors.Join(err, v.tellOnce(a.ID, account.Notice{Kind: account.NoticeKnew, At: v.now, Who: a.ID, Where: browserName(v.r)}))
	}
	if err != nil {
		return err
	}
	return errRefused
}

// againData is what the page shows on which people prove anew who they are.
type againData struct {
	To       string
	Say      string
	Passkeys bool
	Password bool
	Provider string
}

func (v *visit) againFor(to, say string) againData {
	return againData{To: ours(to), Say: say, Passkeys: len(v.account.Passkeys) > 0, Password: v.account.Password != "" && v.account.TOTP.Set(),
		Provider: v.providerOf()}
}

// providerOf is the provider's name if the account signs in there.
func (v *visit) providerOf() string {
	if v.account.Outside.Subject == "" {
		return ""
	}
	return v.providerName()
}

func (v *visit) againPage() error {
	return v.render("again", v.againFor(v.query("to"), ""))
}

func (v *visit) againForm() error {
	to := v.form("to")
	if _, err := v.byPassword(v.account.ID, v.r.PostForm.Get("password"), v.form("code")); err != nil {
		return v.again("again", err, func(say string) any { return v.againFor(to, say) })
	}
	if err := v.renewed(); err != nil {
		return err
	}
	return v.redirect(ours(to))
}
