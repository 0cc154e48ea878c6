package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"nightdesk/bot/account"
)

// Passkeys are asked for and answered in JSON, by assets/passkey.js: the ceremonies of
// WebAuthn level 3, sections 7.1 and 7.2, are checked by go-webauthn. User verification
// is required, so a passkey is two factors by itself.

// keyHolder is an account as the library sees it.
type keyHolder struct{ account.Account }

func (h keyHolder) WebAuthnID() []byte          { return h.Handle }
func (h keyHolder) WebAuthnName() string        { return h.ID }
func (h keyHolder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials are the account's passkeys; one that cannot be read is left out.
func (h keyHolder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range h.Passkeys {
		var c webauthn.Credential
		if json.Unmarshal(k.Credential, &c) == nil {
			all = append(all, c)
		}
	}
	return all
}

// ceremony is what is remembered of one that is under way.
type ceremony struct {
	For     string // "in", "again" or "new", so that none is answered as another
	Account string // whose it is; "" for a sign-in
	Session webauthn.SessionData
}

// question is what a browser gets, and answered what comes back.
type question struct {
	State   string `json:"state"`
	Options any    `json:"options"`
}

type answered struct {
	State    string          `json:"state"`
	Name     string          `json:"name"`
	To       string          `json:"to"`
	Response json.RawMessage `json:"response"`
}

// json sends a value.
func (v *visit) json(status int, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b) // the browser may have gone
	return nil
}

// no is an answer to passkey.js with a sentence for whoever waits.
func (v *visit) no(status int, say string) error {
	return v.json(status, map[string]string{"say": say})
}

const noPasskey = "That passkey is not known here, or it was not used as it should be. Try again, or sign in with your password and a code."

const noKeys = "Passkeys are bound to a name, and this console is at a number. Use a password and a code."

// begin remembers a ceremony and sends what it asks.
func (v *visit) begin(what, id string, options any, s *webauthn.SessionData) error {
	state, err := v.c.token()
	if err != nil {
		return err
	}
	b, err := json.Marshal(ceremony{For: what, Account: id, Session: *s})
	if err != nil {
		return err
	}
	if err := v.c.o.Door.Ask(v.r.Context(), "passkey|"+state, b); err != nil {
		return err
	}
	return v.json(http.StatusOK, question{State: state, Options: options})
}

// answer reads what came back, and the ceremony that it belongs to, once.
func (v *visit) answer(what, id string) (answered, webauthn.SessionData, bool, error) {
	var in answered
	body, err := io.ReadAll(v.r.Body)
	if err != nil {
		return in, webauthn.SessionData{}, false, errTooLarge
	}
	if json.Unmarshal(body, &in) != nil || in.State == "" {
		return in, webauthn.SessionData{}, false, nil
	}
	b, err := v.c.o.Door.Asked(v.r.Context(), "passkey|"+in.State)
	if err != nil || b == nil {
		return in, webauthn.SessionData{}, false, err
	}
	var c ceremony
	if err := json.Unmarshal(b, &c); err != nil {
		return in, webauthn.SessionData{}, false, err
	}
	return in, c.Session, c.For == what && c.Account == id, nil
}

// passkeyAsk begins a sign-in, or proving anew who is there.
func (v *visit) passkeyAsk() error {
	if v.c.door.keys == nil {
		return v.no(http.StatusNotFound, noKeys)
	}
	what, id := "in", ""
	if v.account.ID != "" {
		what, id = "again", v.account.ID
	}
	options, s, err := v.c.door.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	return v.begin(what, id, options.Response, s)
}

// passkeyIn signs in whoever has the passkey. Nothing limits it: it cannot be guessed,
// and a check costs less than a password's.
func (v *visit) passkeyIn() error {
	in, s, ok, err := v.answer("in", "")
	if err != nil {
		return err
	}
	var a account.Account
	if ok {
		a, ok, err = v.byPasskey(in, s)
	}
	if err != nil {
		return err
	}
	if !ok {
		v.c.o.Log.Warn("console sign-in refused", "how", account.ByPasskey)
		return v.no(http.StatusUnauthorized, noPasskey)
	}
	if _, err := v.letIn(a, account.ByPasskey, account.End{}); err != nil {
		if errors.Is(err, account.ErrChanged) {
			return v.no(http.StatusConflict, "Your account was changed at this very moment. Try again.")
		}
		return err
	}
	v.keepFlash()
	return v.json(http.StatusOK, map[string]string{"to": v.start()})
}

// byPasskey checks an answer and returns the account of the passkey, with its use noted
// and not stored yet.
func (v *visit) byPasskey(in answered, s webauthn.SessionData) (account.Account, bool, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBody(bytes.NewReader(in.Response))
	if err != nil {
		return account.Account{}, false, nil
	}
	var failed error
	find := func(_, handle []byte) (webauthn.User, error) {
		all, err := v.everybody()
		for _, a := range all {
			if bytes.Equal(a.Handle, handle) && a.Disabled.IsZero() && len(handle) > 0 {
				return keyHolder{a}, nil
			}
		}
		failed = err
		return nil, errRefused
	}
	user, c, err := v.c.door.keys.ValidatePasskeyLogin(find, s, parsed)
	if failed != nil {
		return account.Account{}, false, failed
	}
	if err != nil || c.Authenticator.CloneWarning || !c.Flags.UserVerified {
		return account.Account{}, false, nil
	}
	h, _ := user.(keyHolder)
	a := h.Account
	k := a.Passkey(c.ID)
	if k == nil {
		return account.Account{}, false, nil
	}
	if k.Credential, err = json.Marshal(c); err != nil {
		return account.Account{}, false, err
	}
	k.Used = v.now
	return a, true, nil
}

// passkeyAgain proves anew who is signed in.
func (v *visit) passkeyAgain() error {
	in, s, ok, err := v.answer("again", v.account.ID)
	if err != nil {
		return err
	}
	var a account.Account
	if ok {
		a, ok, err = v.byPasskey(in, s)
	}
	if err != nil {
		return err
	}
	if !ok || a.ID != v.account.ID {
		return v.no(http.StatusUnauthorized, noPasskey)
	}
	_, err = v.c.o.Door.SaveAccount(v.r.Context(), a, account.Act{By: a.ID, Note: "passkey_used"}, account.End{})
	if errors.Is(err, account.ErrChanged) {
		return v.no(http.StatusConflict, "Your account was changed at this very moment. Try again.")
	}
	if err != nil {
		return err
	}
	if err := v.renewed(); err != nil {
		return err
	}
	return v.json(http.StatusOK, map[string]string{"to": ours(in.To)})
}

// newPasskey begins to add a passkey to an account.
func (v *visit) newPasskey(a account.Account) error {
	if v.c.door.keys == nil {
		return v.no(http.StatusNotFound, noKeys)
	}
	h := keyHolder{a}
	options, s, err := v.c.door.keys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return err
	}
	return v.begin("new", a.ID, options.Response, s)
}

// mostPasskeys bounds what an account holds.
const mostPasskeys = 10

// addPasskey checks what came back and adds it to the account, not stored yet. The
// sentence says what is wrong with it.
func (v *visit) addPasskey(a *account.Account) (say string, err error) {
	in, s, ok, err := v.answer("new", a.ID)
	if err != nil {
		return "", err
	}
	const notTaken = "That passkey could not be added. Begin again; if it stays so, use another device."
	if !ok {
		return notTaken, nil
	}
	parsed, err := protocol.ParseCredentialCreationResponseBody(bytes.NewReader(in.Response))
	if err != nil {
		return notTaken, nil
	}
	c, err := v.c.door.keys.CreateCredential(keyHolder{*a}, s, parsed)
	if err != nil || !c.Flags.UserVerified || a.Passkey(c.ID) != nil {
		return notTaken, nil
	}
	if len(a.Passkeys) >= mostPasskeys {
		return "An account holds 10 passkeys. Remove one that you no longer use.", nil
	}
	c.Attestation = webauthn.CredentialAttestation{} // none was asked for
	raw, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	name := tidy(in.Name)
	if name == "" || len(name) > 60 {
		name = browserName(v.r)
	}
	a.Passkeys = append(a.Passkeys, account.Passkey{ID: c.ID, Name: name, Made: v.now, Credential: raw})
	a.Changed = v.now
	return "", nil
}
