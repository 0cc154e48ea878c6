package account

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What a store answers.
var (
	// ErrChanged is for a record that somebody else changed, or made, since it was read:
	// read it again, and decide again.
	ErrChanged = errors.New("changed meanwhile by somebody else")
	// ErrEnded is for a signed-in session that was ended.
	ErrEnded = errors.New("that session has ended")
)

// Format is the version of Account's stored form that this build writes.
const Format = 1

// Account is one person who may sign in to the console. An account is never deleted,
// only disabled: the audit log names it.
type Account struct {
	Format int    `json:"f"`
	ID     string `json:"i"` // a short word in lower case, as "ana"
	Name   string `json:"n"`
	Roles  []Role `json:"r"`
	// StaffID is who they are in clinic.yaml, so that what they do to a case is done
	// in that name; "" = nobody there (an auditor, an administrator).
	StaffID string `json:"s,omitempty"`
	// Mail is the address by which a sign-in at the clinic's identity provider is
	// known as theirs, in lower case; "" = it is not by mail.
	Mail string `json:"m,omitempty"`
	// Outside binds the account to one identity of the provider, after its first use.
	Outside Outside `json:"ou,omitzero"`

	// Handle is what authenticators know the account by: random, so that they keep
	// nothing that tells who it is (WebAuthn 14.6.1).
	Handle   []byte       `json:"h"`
	Password PasswordHash `json:"p,omitempty"`
	TOTP     TOTP         `json:"t,omitzero"`
	Passkeys []Passkey    `json:"pk,omitempty"`
	Recovery []CodeHash   `json:"rc,omitempty"` // codes not used yet
	Enrol    Enrolment    `json:"e,omitzero"`
	// Epoch counts resets: a device known from before one is a stranger.
	Epoch int `json:"ep,omitempty"`

	Disabled time.Time `json:"d,omitzero"` // since when; zero = it is not
	Created  time.Time `json:"c"`
	Changed  time.Time `json:"ch"` // what signs it in, last
	LastIn   time.Time `json:"li,omitzero"`
	LastHow  string    `json:"lh,omitempty"` // "passkey on Firefox, Linux"

	// Version is that of the stored record; 0 = it is not stored yet.
	Version int64 `json:"-"`
}

// Outside is one identity at an OpenID provider (OpenID Connect Core 2: issuer and
// subject together never change).
type Outside struct {
	Issuer  string `json:"i"`
	Subject string `json:"s"`
}

// Passkey is a public-key credential of an account.
type Passkey struct {
	ID   []byte    `json:"i"`
	Name string    `json:"n"`
	Made time.Time `json:"m"`
	Used time.Time `json:"u,omitzero"`
	// Credential is the record of it in the form of whoever checks its signatures.
	Credential []byte `json:"c"`
}

// idShape is that of account ids: what people can type on a phone.
var idShape = regexp.MustCompile(`^[a-z][a-z0-9_-]{1,31}$`)

// ReadID is an id as it was typed: without space around it, in lower case.
func ReadID(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// handleLen is what WebAuthn recommends for user handles.
const handleLen = 64

// New makes an account that nobody can sign in to yet. random is where its handle
// comes from. The error is a sentence that says what is wrong and how to mend it.
func New(id, name string, roles []Role, now time.Time, random io.Reader) (Account, error) {
	a := Account{Format: Format, ID: id, Name: strings.TrimSpace(name), Created: now, Changed: now, Handle: make([]byte, handleLen)}
	if !idShape.MatchString(id) {
		return Account{}, fmt.Errorf(`%q is no account id: 2 to 32 letters, digits, "-" or "_" in lower case, a letter first, as "ana"`, id)
	}
	if a.Name == "" || len(a.Name) > 80 {
		return Account{}, fmt.Errorf("an account needs a name of at most 80 letters, as others at the clinic know it")
	}
	if _, err := io.ReadFull(random, a.Handle); err != nil {
		return Account{}, fmt.Errorf("make an account: %w", err)
	}
	return a, a.SetRoles(roles)
}

// SetRoles gives the account exactly these roles.
func (a *Account) SetRoles(roles []Role) error {
	if len(roles) == 0 {
		return fmt.Errorf("an account needs at least one role: %s", roleList())
	}
	var set []Role
	for _, r := range Roles { // in their order, each once
		if slices.Contains(roles, r) {
			set = append(set, r)
		}
	}
	for _, r := range roles {
		if !r.Known() {
			return fmt.Errorf("%q is no role: %s", string(r), roleList())
		}
	}
	a.Roles = set
	return nil
}

func roleList() string {
	names := make([]string, len(Roles))
	for i, r := range Roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// CanSignIn reports whether there is any way into the account.
func (a *Account) CanSignIn() bool {
	return a.Disabled.IsZero() && (len(a.Passkeys) > 0 || a.Password != "" && a.TOTP.Set() || a.Outside.Subject != "")
}

// Reset takes away all that signs in to the account and lets its owner begin anew
// with the code that it returns, until the enrolment ends. It is what another
// administrator does when a device or a password is lost, and may be in somebody
// else's hands.
func (a *Account) Reset(now time.Time, random io.Reader) (code string, err error) {
	code, hash, err := newCode(random)
	if err != nil {
		return "", err
	}
	a.Password, a.TOTP, a.Passkeys, a.Recovery = "", TOTP{}, nil, nil
	a.Outside = Outside{}
	a.Enrol = Enrolment{Hash: hash, Until: now.Add(EnrolFor)}
	a.Epoch++
	a.Changed = now
	return code, nil
}

// String names the account and nothing else of it.
func (a Account) String() string { return "[account " + a.ID + "]" }

// Passkey finds one by its credential id.
func (a *Account) Passkey(id []byte) *Passkey {
	for i := range a.Passkeys {
		if slices.Equal(a.Passkeys[i].ID, id) {
			return &a.Passkeys[i]
		}
	}
	return nil
}
