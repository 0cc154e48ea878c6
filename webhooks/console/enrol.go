package console

import (
	"errors"
	"fmt"
	"image/png"
	"io"
	"net/http"

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
	Least                 int // signs of a password
}

func (v *visit) enrolSetPage() error {
	x, a, err := v.enrolling()
	if err != nil {
		return err
	}
	return v.render("enrolset", enrolSetData{Name: a.Name, ID: a.ID, Secret: x.Pending.Text(), Least: account.MinPassword})
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
	again := func(say string) error {
		return v.renderStatus(http.StatusUnprocessableEntity, "enrolset", enrolSetData{Name: a.Name, ID: a.ID, Secret: x.Pending.Text(), Say: say, Least: account.MinPassword})
	}
	say, err := v.setPassword(&a)
	if err != nil {
		return err
	}
	if say == "" && !x.Pending.Use(v.form("code"), v.now) {
		say = "That is not the code that the app shows now. Check the clock of your phone, and type the six digits that it shows."
	}
	if say != "" {
		return again(say)
	}
	a.TOTP = x.Pending
	codes, err := a.NewRecovery(v.c.o.Rand)
	if err != nil {
		return err
	}
	if !a.Enrolled(x.Enrol, v.now) {
		return errSignedOut
	}
	if _, err := v.letIn(a, account.ByPassword, account.End{All: true}); err != nil {
		return err
	}
	return v.render("recovery", recoveryData{Codes: codes, Next: v.start()})
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
	if err != nil {
		return v.no(http.StatusUnauthorized, "Your code has run out. Ask for another one.")
	}
	return v.newPasskey(a)
}

func (v *visit) enrolPasskey() error {
	x, a, err := v.enrolling()
	if err != nil {
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
