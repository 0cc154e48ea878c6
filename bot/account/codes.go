package account

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"image"
	"io"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// TOTP is the secret of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s, what
// every app can do).
type TOTP struct {
	Secret []byte `json:"s,omitempty"`
	// Step is the last time step whose code was used: none is taken twice, nor an
	// earlier one (RFC 6238 5.2).
	Step int64 `json:"u,omitempty"`
}

const (
	totpSecret = 20 // bytes, as long as HMAC-SHA-1's own output (RFC 4226 4)
	totpStep   = 30 * time.Second
	// mostOff is how many steps off a clock is looked for when an app is set up.
	mostOff = 20
)

// NewTOTP draws a secret.
func NewTOTP(random io.Reader) (TOTP, error) {
	t := TOTP{Secret: make([]byte, totpSecret)}
	if _, err := io.ReadFull(random, t.Secret); err != nil {
		return TOTP{}, fmt.Errorf("make a code secret: %w", err)
	}
	return t, nil
}

// Set reports whether there is a secret.
func (t TOTP) Set() bool { return len(t.Secret) > 0 }

// Text is the secret as it is typed into an app, in groups of four.
func (t TOTP) Text() string { return grouped(b32.EncodeToString(t.Secret), " ") }

// Picture is the secret as a QR code, for an app's camera.
func (t TOTP) Picture(clinic, id string, side int) (image.Image, error) {
	k, err := totp.Generate(totp.GenerateOpts{Issuer: clinic, AccountName: id, Secret: t.Secret})
	if err != nil {
		return nil, fmt.Errorf("draw a code secret: %w", err)
	}
	img, err := k.Image(side, side)
	if err != nil {
		return nil, fmt.Errorf("draw a code secret: %w", err)
	}
	return img, nil
}

// Code is what an app shows at a time.
func (t TOTP) Code(at time.Time) string { return t.code(at.Unix() / int64(totpStep/time.Second)) }

func (t TOTP) code(step int64) string {
	code, err := hotp.GenerateCodeCustom(b32.EncodeToString(t.Secret), uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return ""
	}
	return code
}

// Use takes the code of this very half minute, at most once: a code lives 30 seconds
// and no longer (ASVS 5.0 6.5.5). Pages show our clock, so that one that is wrong on
// somebody's phone is seen; Off says so when an app is set up.
func (t *TOTP) Use(code string, now time.Time) bool {
	step := now.Unix() / int64(totpStep/time.Second)
	if !t.Set() || step <= t.Step || !t.shows(step, digits(code)) {
		return false
	}
	t.Step = step
	return true
}

// Off is how far the clock of an app is behind ours (or before it, if it is negative),
// told by a code that is of another half minute, at most ten minutes away. It is for
// whoever sees the secret anyway, and never for a sign-in: there it would say that all
// else was right.
func (t TOTP) Off(code string, now time.Time) (behind time.Duration, ok bool) {
	here, code := now.Unix()/int64(totpStep/time.Second), digits(code)
	for n := int64(1); n <= mostOff; n++ {
		for _, steps := range []int64{n, -n} {
			if t.Set() && t.shows(here-steps, code) {
				return time.Duration(steps) * totpStep, true
			}
		}
	}
	return 0, false
}

func (t TOTP) shows(step int64, code string) bool {
	return len(code) == 6 && subtle.ConstantTimeCompare([]byte(t.code(step)), []byte(code)) == 1
}

// digits is a code without what apps show between its halves.
func digits(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, typed)
}

// b32 is easy to read aloud and to type: 32 signs, without case.
var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// CodeHash is a one-time code as it is kept. The codes are random and long, so a plain
// hash hides them.
type CodeHash []byte

// codeLen is 130 bits: 26 signs. From 112 a plain hash may hide them (ASVS 5.0 6.5.2),
// from 128 they count as not to be guessed (11.5.1).
const codeLen = 26

// newCode draws a one-time code and its hash.
func newCode(random io.Reader) (code string, hash CodeHash, err error) {
	raw := make([]byte, 17)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", nil, fmt.Errorf("make a code: %w", err)
	}
	code = grouped(strings.ToLower(b32.EncodeToString(raw)[:codeLen]), "-")
	return code, hashCode(code), nil
}

func grouped(s, with string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteString(with)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// readCode takes what was typed: case, spaces and hyphens do not matter, and 0, 1 and
// 8, which no code has, are the letters that they look like.
func readCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '0':
			return 'O'
		case r == '1':
			return 'I'
		case r == '8':
			return 'B'
		case r >= 'A' && r <= 'Z' || r >= '2' && r <= '7':
			return r
		}
		return -1
	}, typed)
}

func hashCode(typed string) CodeHash {
	sum := sha256.Sum256([]byte("nightdesk code\x00" + readCode(typed)))
	return sum[:]
}

// recoveryCodes is how many are handed out at once.
const recoveryCodes = 8

// NewRecovery draws codes that each stand in once for the authenticator app. Those
// before are void. They are shown once and kept as hashes.
func (a *Account) NewRecovery(random io.Reader) ([]string, error) {
	codes, hashes := make([]string, recoveryCodes), make([]CodeHash, recoveryCodes)
	for i := range codes {
		var err error
		if codes[i], hashes[i], err = newCode(random); err != nil {
			return nil, err
		}
	}
	a.Recovery = hashes
	return codes, nil
}

// useRecovery takes a recovery code, once.
func (a *Account) useRecovery(typed string) bool {
	hash, found := hashCode(typed), -1
	for i, h := range a.Recovery {
		if subtle.ConstantTimeCompare(h, hash) == 1 {
			found = i
		}
	}
	if found < 0 {
		return false
	}
	left := make([]CodeHash, 0, len(a.Recovery))
	for i, h := range a.Recovery {
		if i != found {
			left = append(left, h)
		}
	}
	a.Recovery = left
	return true
}

// EnrolFor is how long an enrolment code counts.
const EnrolFor = 72 * time.Hour

// Enrolment is a code with which the owner of an account sets what signs them in.
type Enrolment struct {
	Hash  CodeHash  `json:"h"`
	Until time.Time `json:"u"`
	// Only says that not all was lost: the rest still stands, and has to be shown
	// together with the code.
	Only Lost `json:"o,omitempty"`
}

// MayEnrol reports whether a code is the one that the account's owner was given, and
// still counts. It is used up when they have set what signs them in: see Enrolled.
func (a *Account) MayEnrol(typed string, now time.Time) bool {
	right := subtle.ConstantTimeCompare(a.Enrol.Hash, hashCode(typed)) == 1
	return right && len(a.Enrol.Hash) > 0 && now.Before(a.Enrol.Until) && a.Disabled.IsZero()
}

// Lost is what somebody lost, so that it alone is set anew.
type Lost string

const (
	LostAll      Lost = ""         // or it may be in somebody else's hands
	LostPassword Lost = "password" // app and passkeys stay in force
	LostPhone    Lost = "phone"    // app, recovery codes and passkeys go, the password stays
)

// MayLose reports whether something of the account stays in force when that is lost:
// then a code alone is not enough to begin anew (ASVS 5.0 6.4.3).
func (a *Account) MayLose(what Lost) bool {
	switch what {
	case LostPassword:
		return a.Password != "" && a.TOTP.Set()
	case LostPhone:
		return a.Password != "" && (a.TOTP.Set() || len(a.Passkeys) > 0)
	case LostAll:
		return true
	}
	return false
}

// ResetOnly takes away what was lost and nothing else, and returns the code with which
// its owner sets it anew, beside what they still have. Ask MayLose first.
func (a *Account) ResetOnly(what Lost, now time.Time, random io.Reader) (code string, err error) {
	if what == LostAll {
		return a.Reset(now, random)
	}
	code, hash, err := newCode(random)
	if err != nil {
		return "", err
	}
	if what == LostPassword {
		a.Password = ""
	} else {
		a.TOTP, a.Passkeys, a.Recovery = TOTP{}, nil, nil
		a.Epoch++ // the phone is no device of theirs any more
	}
	a.Enrol, a.Changed = Enrolment{Hash: hash, Until: now.Add(EnrolFor), Only: what}, now
	return code, nil
}

// UseFactor takes a code of the app or a recovery code, once: what stays in force when
// a password was lost.
func (a *Account) UseFactor(code string, now time.Time) bool {
	return a.TOTP.Use(code, now) || a.useRecovery(code)
}

// PasswordIs reports whether a password is the account's. It costs one hash, whether
// there is one or not.
func (a *Account) PasswordIs(password string) bool { return a.Password.is(password) }

// Enrolled ends an enrolment. It reports false, and changes nothing, when the code it
// was begun with is not the account's any more.
func (a *Account) Enrolled(code CodeHash, now time.Time) bool {
	if len(code) == 0 || !bytes.Equal(a.Enrol.Hash, code) {
		return false
	}
	a.Enrol = Enrolment{}
	a.Changed = now
	return true
}
