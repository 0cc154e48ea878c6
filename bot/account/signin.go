package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How long a signed-in session lasts (ASVS 5.0 V7.3; HIPAA 164.312(a)(2)(iii)).
const (
	IdleFor   = 15 * time.Minute
	SignedFor = 12 * time.Hour
	// SureFor is how long after proving who they are somebody may do what is sensitive.
	SureFor = 5 * time.Minute
	// GlassFor is how long emergency access lasts (HIPAA 164.312(a)(2)(ii)).
	GlassFor = time.Hour
	// EnrolWithin is how long an enrolment may take once it was begun.
	EnrolWithin = 30 * time.Minute
	// DeviceFor is how long a device stays known after the last sign-in on it.
	DeviceFor = 180 * 24 * time.Hour
)

// Ways to sign in.
const (
	ByPassword = "password"
	ByPasskey  = "passkey"
	ByProvider = "provider" // the clinic's identity provider
	ByCode     = "code"     // an enrolment code: may only set what signs in
)

// SignInFormat is the version of SignIn's stored form that this build writes.
const SignInFormat = 1

// SignIn is one signed-in session of an account.
type SignIn struct {
	Format  int       `json:"f"`
	Account string    `json:"a"`
	How     string    `json:"h"`
	Opened  time.Time `json:"o"`
	Sure    time.Time `json:"s,omitzero"`  // when they last proved who they are
	Address string    `json:"ad"`          // they signed in from
	Device  string    `json:"de"`          // a name of the browser, for its owner to know it by
	Key     string    `json:"dk"`          // the device's id
	Glass   Glass     `json:"g,omitzero"`  // emergency access
	Enrol   CodeHash  `json:"e,omitempty"` // the code that an enrolment was begun with
	// Pending is an authenticator secret that is shown and not confirmed yet.
	Pending TOTP `json:"p,omitzero"`
	// LastIn and LastHow are of the sign-in before, and Failed how many failed since.
	LastIn  time.Time `json:"li,omitzero"`
	LastHow string    `json:"lh,omitempty"`
	Failed  int       `json:"fa,omitempty"`

	// ID names the session to its owner and opens nothing.
	ID string `json:"-"`
	// Version is that of the stored record.
	Version int64 `json:"-"`
	// Seen is when it was used last.
	Seen time.Time `json:"-"`
}

// Glass is emergency access, with its reason.
type Glass struct {
	Until  time.Time `json:"u"`
	Reason string    `json:"r"`
}

// Ends is when the session ends however much it is used.
func (s SignIn) Ends() time.Time {
	if s.How == ByCode {
		return s.Opened.Add(EnrolWithin)
	}
	return s.Opened.Add(SignedFor)
}

// Live reports whether a session is good at a time: neither idle for too long nor too
// old. A time before it was opened is a clock that was set back, and ends nothing.
func (s SignIn) Live(now time.Time) bool {
	return s.Account != "" && now.Before(s.Ends()) && now.Before(s.Seen.Add(IdleFor))
}

// SureNow reports whether its owner has proved lately who they are.
func (s SignIn) SureNow(now time.Time) bool { return now.Before(s.Sure.Add(SureFor)) }

// GlassNow reports whether emergency access is in force.
func (s SignIn) GlassNow(now time.Time) bool { return now.Before(s.Glass.Until) }

// glassGrants are what emergency access adds: to find a person and to help them.
var glassGrants = []Permission{SeeQueue, Converse, FindPeople}

// Allows reports whether a session of an account may do something at a time. One that
// was begun with an enrolment code may do nothing that needs a permission.
func (s SignIn) Allows(a Account, p Permission, now time.Time) bool {
	if s.How == ByCode || a.ID == "" || a.ID != s.Account || !a.Disabled.IsZero() {
		return false
	}
	return May(a.Roles, p) || slices.Contains(s.More(a, now), p)
}

// More is what a session may besides what the roles of its account grant.
func (s SignIn) More(a Account, now time.Time) []Permission {
	if s.GlassNow(now) && May(a.Roles, BreakGlass) {
		return slices.Clone(glassGrants)
	}
	return nil
}

// BreakingGlass checks the reason for emergency access; the words are a sentence that
// says what is wrong, or "".
func BreakingGlass(a Account, reason string) string {
	switch reason = strings.TrimSpace(reason); {
	case !May(a.Roles, BreakGlass):
		return "Your roles have no emergency access. Ask an administrator."
	case len([]rune(reason)) < 10:
		return "Write down why, in a few words: what happens, and why nobody who may read it can."
	case len(reason) > 500:
		return "The reason is too long: 500 letters at most."
	}
	return ""
}

// Device marks a browser as one that an account has signed in on: whoever has the key
// of the clinic can tell that the mark is theirs. It opens nothing.
func Device(key []byte, a Account, id string, now time.Time) string {
	day := strconv.FormatInt(now.Unix()/86400, 10)
	return a.ID + "." + id + "." + day + "." + deviceMAC(key, a, id, day)
}

func deviceMAC(key []byte, a Account, id, day string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("device|" + a.ID + "|" + id + "|" + day + "|" + strconv.Itoa(a.Epoch)))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// KnownDevice is the id of the device among some marks that this account has signed in
// on, or "". A reset of the account makes all its devices strangers.
func KnownDevice(key []byte, a Account, marks []string, now time.Time) string {
	if a.ID == "" {
		return ""
	}
	for _, m := range marks {
		f := strings.Split(m, ".")
		if len(f) != 4 || f[0] != a.ID || !hmac.Equal([]byte(f[3]), []byte(deviceMAC(key, a, f[1], f[2]))) {
			continue
		}
		if day, err := strconv.ParseInt(f[2], 10, 64); err == nil && now.Sub(time.Unix(day*86400, 0)) < DeviceFor {
			return f[1]
		}
	}
	return ""
}
