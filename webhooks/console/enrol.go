package console

import (
	"errors"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"time"

	"nightdesk/bot/account"
)

// enrolRoutes are for who was given a code: they set what signs them in from then on.
func (c *Console) enrolRoutes() []route {
	if c.o.Door == nil {
		return nil
	}
	return []route{
		{method: http.MethodGet, path: Path + "/enrol", open: true, handle: (*visit).enrolPage},
		{method: http.MethodPost, path: Path + "/enrol", open: true, handle: (*visit).enrolForm},
		{method: http.MethodGet, path: Path + "/enrol/set", open: true, handle: (*visit).enrolSetPage},
		{method: http.MethodPost, path: Path + "/enrol/set", open: true, handle: (*visit).enrolSetForm},
		{method: http.MethodGet, path: Path + "/enrol/code.png", open: true, handle: (*visit).enrolPicture},
		{method: http.MethodPost, path: Path + "/enrol/passkey/options", open: true, handle: (*visit).enrolPasskeyAsk},
		{method: http.MethodPost, path: Path + "/enrol/passkey", open: true, handle: (*visit).enrolPasskey},
	}
}

// enrolData is what the page asks for a code with.
type enrolData struct{ ID, Say string }

func (v *visit) enrolPage() error { return v.render("enrol", enrolData{}) }

func (v *visit) enrolForm() error {
	id := account.ReadID(v.form("account"))
	a, err := v.byCode(id, v.form("code"))
	if err != nil {
		if errors.Is(err, errRefused) {
			err = bad("That code is not good for that account: it counts once and for three days. Ask whoever gave it to you for another one.")
		}
		return v.again("enrol", err, func(say string) any { return enrolData{id, say} })
	}
	x := account.SignIn{Account: a.ID, How: account.ByCode, Opened: v.now, Address: v.c.door.sender(v.r), Device: browserName(v.r), Enrol: a.Enrol.Hash}
	if x.Pending, err = account.NewTOTP(v.c.o.Rand); err != nil {
		return err
	}
	if _, err := v.open(x, a, "enrolment_begun"); err != nil {
		return err
	}
	return v.redirect(Path + "/enrol/set")
}

// byCode finds the account that a code is for.
func (v *visit) byCode(id, code string) (account.Account, error) {
	a, err := v.c.o.Door.Account(v.r.Context(), id)
	if err != nil {
		return a, err
	}
	limits := account.Limits(id, v.c.door.sender(v.r), v.c.door.device(v.r, a))
	if err := v.spend(limits); err != nil {
		return a, err
	}
	if a.ID == "" || !a.MayEnrol(code, v.now) {
		if err := v.c.o.Door.CountFailed(v.r.Context(), a.ID); err != nil {
			return a, err
		}
		return a, errRefused
	}
	return a, v.c.o.Door.GiveBack(v.r.Context(), limits...)
}

// enrolling is the enrolment that this browser has begun, with its account; anything
// else is signed out.
func (v *visit) enrolling() (account.SignIn, account.Account, error) {
	x, a, err := v.c.door.session(v.w, v.r)
	if err != nil {
		return x, a, err
	}
	if x.How != account.ByCode || !a.Disabled.IsZero() || len(x.Enrol) == 0 || string(a.Enrol.Hash) != string(x.Enrol) {
		return x, a, errSignedOut
	}
	return x, a, nil
}

// enrolSetData is what the page shows on which they choose.
type enrolSetData struct {
	Name, ID, Secret, Say string
	Only                  account.Lost // what alone is set anew
	Provider              string       // the clinic's sign-in; "" = there is none
	Least                 int          // signs of a password
}

func (v *visit) enrolSetPage() error {
	x, a, err := v.enrolling()
	if err != nil {
		return err
	}
	return v.render("enrolset", v.enrolSet(x, a, ""))
}

func (v *visit) enrolSet(x account.SignIn, a account.Account, say string) enrolSetData {
	return enrolSetData{Name: a.Name, ID: a.ID, Secret: x.Pending.Text(), Say: say, Only: a.Enrol.Only, Least: account.MinPassword, Provider: v.providerName()}
}

func (v *visit) enrolPicture() error {
	x, a, err := v.enrolling()
	if err != nil {
		return err
	}
	return v.picture(x.Pending, a.ID)
}

// picture sends a code secret for an app's camera. It is kept by no cache.
func (v *visit) picture(t account.TOTP, id string) error {
	if !t.Set() {
		return errNotFound
	}
	img, err := t.Picture(v.c.o.Clinic.ShortName+" desk", id, 232)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "image/png")
	return png.Encode(v.w, img)
}

func (v *visit) enrolSetForm() error {
	x, a, err := v.enrolling()
	if err != nil {
		return err
	}
	var codes []string
	say, err := v.waits(v.enrolSetting(x, &a))
	if err == nil && say == "" && a.Enrol.Only != account.LostPassword {
		a.TOTP = x.Pending
		codes, err = a.NewRecovery(v.c.o.Rand)
	}
	if err != nil {
		return err
	}
	if say != "" {
		return v.renderStatus(http.StatusUnprocessableEntity, "enrolset", v.enrolSet(x, a, say))
	}
	if !a.Enrolled(x.Enrol, v.now) {
		return errSignedOut
	}
	if _, err := v.letIn(a, account.ByPassword, account.End{All: true}); err != nil {
		return err
	}
	if codes == nil {
		return v.redirect(v.start())
	}
	return v.render("recovery", recoveryData{Codes: codes, Next: v.start()})
}

// enrolSetting sets what the form of an enrolment is for, once what stayed in force was
// shown: the code that was handed over is one factor and never both (ASVS 5.0 6.4.3).
// The sentence says what is wrong.
func (v *visit) enrolSetting(x account.SignIn, a *account.Account) (say string, err error) {
	switch a.Enrol.Only {
	case account.LostPhone:
		if ok, err := v.knows(a, v.r.PostForm.Get("current")); err != nil || !ok {
			return "That is not your password. Type it as you typed it when you set it; if you have lost it, too, ask for a code to begin anew.", err
		}
	case account.LostPassword:
		if say, err := v.setPassword(a); say != "" || err != nil {
			return say, err
		}
		return v.keptFactor(a)
	case account.LostAll:
		if say, err := v.setPassword(a); say != "" || err != nil {
			return say, err
		}
	}
	if !x.Pending.Use(v.form("code"), v.now) {
		return notTheCode(x.Pending, v.form("code"), v.now), nil
	}
	return "", nil
}

// keptFactor takes a code of the app that stayed in force; guesses are counted as those
// beside a right password.
func (v *visit) keptFactor(a *account.Account) (say string, err error) {
	knew := account.KnewLimit(a.ID)
	if err := v.spend([]account.Limit{knew}); err != nil {
		return "", err
	}
	if !a.UseFactor(v.form("code"), v.now) {
		return "That is not the code that the app shows now, nor a recovery code that is left. Wait for a fresh one, and compare your phone's clock with ours.", v.c.o.Door.CountFailed(v.r.Context(), a.ID)
	}
	return "", v.c.o.Door.GiveBack(v.r.Context(), knew)
}

// notTheCode says what is wrong with a code of an app that is being set up: that its
// clock is off, if it is.
func notTheCode(t account.TOTP, typed string, now time.Time) string {
	behind, ok := t.Off(typed, now)
	switch {
	case ok && behind == 30*time.Second:
		return "That code ran out while you typed it, or your phone's clock is slow. Type the next one as soon as it shows; if that does not help, let the phone set its clock by itself."
	case ok && behind > 0:
		return fmt.Sprintf("Your phone's clock is about %s behind ours. Let the phone set its clock by itself, then type the code that it shows.", apart(behind))
	case ok:
		return fmt.Sprintf("Your phone's clock is about %s ahead of ours. Let the phone set its clock by itself, then type the code that it shows.", apart(-behind))
	}
	return "That is not the code that the app shows now. Type the six digits that it shows, of the account with this clinic's name."
}

// apart is a distance between two clocks, in words.
func apart(d time.Duration) string {
	if d < time.Minute {
		return "half a minute"
	}
	return plural(int(d.Minutes()), "minute")
}

// recoveryData are codes that are shown this once.
type recoveryData struct {
	Codes []string
	Next  string
}

// setPassword gives the account the new password of the form; the sentence says what is
// wrong with it.
func (v *visit) setPassword(a *account.Account) (say string, err error) {
	password := v.r.PostForm.Get("password")
	if password != v.r.PostForm.Get("repeat") {
		return "The two passwords are not the same. Type the new one twice.", nil
	}
	if say := account.CheckPassword(password, v.c.o.Clinic.Name, v.c.o.Clinic.ShortName, a.ID, a.Name, "nightdesk", "methadone"); say != "" {
		return say, nil
	}
	done, err := v.c.door.lane(v.r.Context(), true)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, account.SaltLen)
	if _, err := io.ReadFull(v.c.o.Rand, salt); err != nil {
		return "", err
	}
	a.Password, a.Changed = account.HashPassword(password, salt, account.Today), v.now
	return "", nil
}

func (v *visit) enrolPasskeyAsk() error {
	_, a, err := v.enrolling()
	if err != nil || a.Enrol.Only != account.LostAll { // a code alone is one factor
		return v.no(http.StatusUnauthorized, "Your code has run out. Ask for another one.")
	}
	return v.newPasskey(a)
}

func (v *visit) enrolPasskey() error {
	x, a, err := v.enrolling()
	if err != nil || a.Enrol.Only != account.LostAll {
		return v.no(http.StatusUnauthorized, "Your code has run out. Ask for another one.")
	}
	say, err := v.addPasskey(&a)
	if err != nil {
		return err
	}
	if say != "" {
		return v.no(http.StatusUnprocessableEntity, say)
	}
	if !a.Enrolled(x.Enrol, v.now) {
		return v.no(http.StatusUnauthorized, "Your code has run out. Ask for another one.")
	}
	if _, err := v.letIn(a, account.ByPasskey, account.End{All: true}); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	v.keepFlash()
	return v.json(http.StatusOK, map[string]string{"to": v.start()})
}
