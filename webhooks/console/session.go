package console

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot/account"
)

// letIn signs an account in on this browser, under a new token, and ends what session
// the browser had. a is as it was judged: it is stored first, so that a code counts
// once, and if somebody changed it meanwhile nobody is let in.
func (v *visit) letIn(a account.Account, how string, end account.End) (account.SignIn, error) {
	d, ctx := v.c.door, v.r.Context()
	device := d.device(v.r, a)
	known := device != ""
	if !known {
		var err error
		if device, err = v.c.token(); err != nil {
			return account.SignIn{}, err
		}
		device = device[:16]
	}
	x := account.SignIn{Account: a.ID, How: how, Opened: v.now, Sure: v.now, Address: d.sender(v.r), Device: browserName(v.r), Key: device,
		LastIn: a.LastIn, LastHow: a.LastHow}
	a.LastIn, a.LastHow = v.now, waysIn[how]+" in "+x.Device
	a, err := v.c.o.Door.SaveAccount(ctx, a, account.Act{By: a.ID, Note: "sign_in_proved", Detail: how}, end)
	if err != nil {
		return x, err
	}
	if x.Failed, err = v.c.o.Door.TakeFailed(ctx, a.ID); err != nil {
		return x, err
	}
	if x, err = v.open(x, a, "signed_in"); err != nil {
		return x, err
	}
	d.remember(v.w, v.r, a, device)
	v.account, v.session = a, x
	v.flash(v.lastTime(x))
	if _, n, err := v.c.o.Door.Notices(ctx, a.ID); err != nil {
		return x, err
	} else if n > 0 {
		v.flash("There is something for you to know on the page of your account: choose your name above.")
	}
	if !known && !x.LastIn.IsZero() {
		return x, v.c.o.Door.Tell(ctx, account.Notice{Kind: account.NoticeNewDevice, At: v.now, Who: a.ID, Where: x.Device}, a.ID)
	}
	return x, nil
}

// waysIn are the ways to sign in, in words.
var waysIn = map[string]string{account.ByPassword: "password", account.ByPasskey: "passkey", account.ByProvider: "clinic sign-in", account.ByCode: "enrolment code"}

// open stores a session under a new token, sends it, and ends the one that the browser
// had: whoever knew its token knows nothing of the new one.
func (v *visit) open(x account.SignIn, a account.Account, note string) (account.SignIn, error) {
	d, ctx := v.c.door, v.r.Context()
	token, err := v.c.token()
	if err != nil {
		return x, err
	}
	x, err = v.c.o.Door.OpenSignIn(ctx, token, x, a, account.Act{By: a.ID, Note: note, Detail: x.How + "; " + x.Device})
	if err != nil {
		return x, err
	}
	if k, err := v.r.Cookie(d.names.session); err == nil && k.Value != "" {
		if old, _, err := v.c.o.Door.SignIn(ctx, k.Value); err == nil && old.ID != "" {
			if _, err := v.c.o.Door.EndSignIns(ctx, old.Account, account.Act{By: a.ID, Note: "session_replaced"}, old.ID); err != nil {
				return x, err
			}
		}
	}
	d.set(v.w, d.names.session, token, 0)
	return x, nil
}

// lastTime says when the account was used before, and what failed since (ASVS 5.0
// 6.3.5): its owner is the one who can tell that it was not them.
func (v *visit) lastTime(x account.SignIn) string {
	say := "This is your first sign-in."
	if !x.LastIn.IsZero() {
		say = fmt.Sprintf("Last sign-in: %s, with %s.", v.c.clock(x.LastIn), x.LastHow)
	}
	if x.Failed > 0 {
		say += fmt.Sprintf(" %s failed since. If that was not you, tell an administrator.", plural(x.Failed, "attempt"))
	}
	return say
}

// sure reports whether whoever is signed in has proved lately who they are. If not, it
// has sent them to do so, and then back to a page of ours.
func (v *visit) sure(back string) (bool, error) {
	if v.session.SureNow(v.now) {
		return true, nil
	}
	return false, v.redirect(Path + "/again?to=" + url.QueryEscape(back))
}

// ours is a path of the console that was asked for, or the start page.
func ours(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.ContainsAny(path, "\\\r\n") || path != Path && !strings.HasPrefix(path, Path+"/") {
		return Path + "/"
	}
	return path
}

// start is where somebody lands: the first page that they may open.
func (v *visit) start() string {
	for _, n := range v.c.nav {
		if v.may(n.need) {
			return n.Path
		}
	}
	return Path + "/account"
}

func (v *visit) signOut() error {
	_, err := v.c.o.Door.EndSignIns(v.r.Context(), v.account.ID, account.Act{By: v.account.ID, Note: "signed_out"}, v.session.ID)
	if err != nil {
		return err
	}
	v.c.door.set(v.w, v.c.door.names.session, "", -1)
	v.w.Header().Set("Clear-Site-Data", `"cache"`)
	v.flash("You are signed out.")
	return v.redirect(Path + "/signin")
}

// left is how many seconds the session lasts if nobody does anything.
func (v *visit) left() int {
	if v.session.ID == "" {
		return 0
	}
	ends := v.session.Seen.Add(account.IdleFor)
	if full := v.session.Ends(); full.Before(ends) {
		ends = full
	}
	return max(1, int(ends.Sub(v.now)/time.Second))
}

// still tells an open page that its session stands, and for how long. A page whose
// session does not empties itself (assets/session.js).
func (v *visit) still() error {
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(v.w, strconv.Itoa(v.left())) // or the page has gone
	return nil
}

// renewed proves anew who is signed in: a new token, and a while in which sensitive acts
// are open to them.
func (v *visit) renewed() error {
	x := v.session
	x.Sure, x.Version = v.now, 0
	x, err := v.open(x, account.Account{ID: x.Account}, "proved_again")
	v.session = x
	return err
}

// tellWatchers tells everybody who watches over accounts, but not whom it is about.
func (v *visit) tellWatchers(n account.Notice) error {
	all, err := v.everybody()
	if err != nil {
		return err
	}
	var ids []string
	for _, a := range all {
		if account.Watches(a) && a.ID != n.Who {
			ids = append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return v.c.o.Door.Tell(v.r.Context(), n, ids...)
}

// tellOnce tells the owner of an account what they have not been told within the hour:
// who repeats it must not push out what else they are told.
func (v *visit) tellOnce(id string, n account.Notice) error {
	list, _, err := v.c.o.Door.Notices(v.r.Context(), id)
	if err != nil {
		return err
	}
	same := func(x account.Notice) bool { return x.Kind == n.Kind && n.At.Sub(x.At) < account.GlassFor }
	if slices.ContainsFunc(list, same) {
		return nil
	}
	return v.c.o.Door.Tell(v.r.Context(), n, id)
}

// refused are answers to a sign-in that did not succeed.
var errRefused = errors.New("refused")

// tooFast is one that has to wait.
type tooFast struct{ seconds int }

// Error says nothing of whom it is about.
func (t tooFast) Error() string { return "too fast" }

// again answers a form that has to be shown once more.
func (v *visit) again(page string, err error, data func(say string) any) error {
	var slow tooFast
	switch {
	case errors.As(err, &slow):
		v.w.Header().Set("Retry-After", fmt.Sprint(slow.seconds))
		return v.renderStatus(http.StatusTooManyRequests, page, data(fmt.Sprintf("Too many attempts from here. Wait %s and try again. On a device that you have used before, or with a passkey, there is no wait.", plural(slow.seconds, "second"))))
	case errors.Is(err, errBusy):
		v.w.Header().Set("Retry-After", "5")
		return v.renderStatus(http.StatusServiceUnavailable, page, data("Many people sign in right now. Wait a few seconds and try again, or use a passkey."))
	case errors.Is(err, errRefused):
		return v.renderStatus(http.StatusUnauthorized, page, data("That did not work. Check the account, the password and that the code is a fresh one. If it stays so, an administrator can let you begin anew."))
	}
	var b *badInput
	if errors.As(err, &b) {
		return v.renderStatus(http.StatusUnprocessableEntity, page, data(b.Say))
	}
	return err
}
