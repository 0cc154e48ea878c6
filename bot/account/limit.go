package account

import "time"

// Limit is one budget of attempts: Burst at once, and one more each Every after that
// (the generic cell rate algorithm).
type Limit struct {
	Name  string // whose; never stored as it is
	Burst int
	Every time.Duration
}

// How fast may be tried. Each is generous to somebody who mistypes, and makes a guess
// at 12 signs and 6 digits hopeless.
const (
	triesAtOnce   = 6
	triesEvery    = 30 * time.Second
	addressAtOnce = 60
	addressEvery  = 2 * time.Second
	knewAtOnce    = 12
	knewEvery     = 5 * time.Minute
)

// Limits are the budgets that an attempt with a password takes from, all of which must
// have something left. address is that of the sender, device the id of one that this
// account has signed in on before, or "".
//
// On a known device only attempts from that very device count, so whoever floods the
// sign-in of somebody else, from however many addresses, cannot keep them out. Nothing
// counts against a passkey: it cannot be guessed.
func Limits(id, address, device string) []Limit {
	if device != "" {
		return []Limit{{Name: "device|" + id + "|" + device, Burst: triesAtOnce, Every: triesEvery}}
	}
	return []Limit{
		{Name: "pair|" + id + "|" + address, Burst: triesAtOnce, Every: triesEvery},
		{Name: "address|" + address, Burst: addressAtOnce, Every: addressEvery},
	}
}

// KnewLimit is the budget of attempts with the right password and a wrong code, from
// wherever they come: six digits alone must not be guessable by many who share the
// work. It does not count on a known device.
func KnewLimit(id string) Limit {
	return Limit{Name: "knew|" + id, Burst: knewAtOnce, Every: knewEvery}
}
