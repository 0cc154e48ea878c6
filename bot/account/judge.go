package account

import "time"

// Attempt is what somebody gave to sign in with a password.
type Attempt struct {
	Password string
	// Code is what their app shows, or a recovery code.
	Code string
	// Salt is SaltLen random bytes, for a hash that is made anew.
	Salt []byte
}

// Judgement is what came of an attempt.
type Judgement struct {
	// In says that it is the account's owner. Store Account then, and let nobody in if
	// it cannot be stored: the code is used up in it.
	In      bool
	Account Account
	// Knew says that the password was right and the code was not: somebody else may
	// know the password. Whoever tried must not learn it from the answer.
	Knew bool
	// Recovery says that a recovery code was used up, and how many are left.
	Recovery bool
	Left     int
}

// Judge decides one attempt to sign in with a password and a code. The zero Account
// stands for one that does not exist. Every attempt costs one password hash, so that
// how long the answer takes does not tell who has an account (ASVS 5.0 6.3.8). A
// right one whose hash was made at another cost is hashed once more.
//
// An account whose hash is of an earlier cost takes that cost until its owner signs
// in.
func Judge(a Account, t Attempt, now time.Time) Judgement {
	j := Judgement{Account: a}
	if !a.Disabled.IsZero() || !a.TOTP.Set() {
		a.Password = ""
	}
	if !a.Password.is(t.Password) {
		return j
	}
	switch {
	case a.TOTP.Use(t.Code, now):
	case a.useRecovery(t.Code):
		j.Recovery, j.Left = true, len(a.Recovery)
	default:
		j.Knew = true
		return j
	}
	if a.Password.old() {
		a.Password = HashPassword(t.Password, t.Salt, Today)
	}
	j.In, j.Account = true, a
	return j
}
