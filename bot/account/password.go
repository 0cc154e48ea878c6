package account

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Limits of a password (ASVS 5.0 V6.2: at least 8, better 15, and at least 64 allowed;
// no rule about which signs it is made of).
const (
	MinPassword = 12
	MaxPassword = 128
	// minStrength is zxcvbn's score for "safely unguessable: moderate protection from
	// offline slow-hash scenario".
	minStrength = 3
	// readStrength is how much of a password its strength is read from: the library's
	// work grows faster than the text.
	readStrength = 72
	// minBesides is how many signs must be left when names are taken out.
	minBesides = 8
)

// CheckPassword says in a sentence what is wrong with a new password, or "". words are
// those that whoever guesses would try first: the clinic's and the owner's names.
func CheckPassword(password string, words ...string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return fmt.Sprintf("That password is too short: it needs %d signs or more. Three or four words that do not belong together are easy to remember.", MinPassword)
	case n > MaxPassword:
		return fmt.Sprintf("That password is too long: %d signs at most.", MaxPassword)
	}
	low := strings.ToLower(norm.NFKC.String(password))
	tried := nameParts(words)
	rest := low
	for _, w := range tried {
		rest = strings.ReplaceAll(rest, w, "")
	}
	cut := []rune(low)
	if len(cut) > readStrength {
		cut = cut[:readStrength]
	}
	if utf8.RuneCountInString(rest) < minBesides || zxcvbn.PasswordStrength(string(cut), tried).Score < minStrength {
		return "That password would be guessed: it is on lists of common passwords, repeats itself, or is made of a name or of the clinic's. Three or four words that do not belong together are harder to guess."
	}
	return ""
}

// nameParts are the words of names that may be part of a guess, longest first: alone and
// written together.
func nameParts(names []string) []string {
	var parts []string
	for _, n := range names {
		n = strings.ToLower(n)
		words := strings.Fields(n)
		for _, p := range append(words, n, strings.Join(words, "")) {
			if len(p) >= 3 && !slices.Contains(parts, p) {
				parts = append(parts, p)
			}
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return parts
}

// PasswordHash is a password as it is kept: argon2id with its parameters, salt and
// hash, in the usual text form ("$argon2id$v=19$m=...,t=...,p=...$salt$hash"). One that
// was made of the bytes as they were typed says so (asTyped); those before it were made
// of their normal form (Unicode NFKC).
type PasswordHash string

// asTyped is the parameter that says what the hash was made of.
const asTyped = ",b=1"

// Cost is what one hash costs: memory in KiB, passes, lanes.
type Cost struct {
	Memory uint32
	Passes uint32
	Lanes  uint8
}

// Today is what new hashes cost, OWASP's first choice for argon2id with 19 MiB
// (Password Storage Cheat Sheet, 2025). Older hashes are made anew at the next
// sign-in.
var Today = Cost{Memory: 19 * 1024, Passes: 2, Lanes: 1}

const (
	// SaltLen is how many random bytes a new hash needs.
	SaltLen = 16
	hashLen = 32
	// most bounds what a stored record can make us spend.
	mostMemory = 256 * 1024
	mostPasses = 16
)

// HashPassword makes the hash of a password, byte by byte as it was typed (ASVS 5.0
// 6.2.8), with a salt of SaltLen random bytes.
func HashPassword(password string, salt []byte, c Cost) PasswordHash {
	b64 := base64.RawStdEncoding
	return PasswordHash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d%s$%s$%s", argon2.Version, c.Memory, c.Passes, c.Lanes, asTyped,
		b64.EncodeToString(salt), b64.EncodeToString(derive(password, salt, c, hashLen))))
}

func derive(password string, salt []byte, c Cost, n uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Lanes, n)
}

// exact reports whether the hash is of the bytes as they were typed.
func (h PasswordHash) exact() bool {
	f := strings.Split(string(h), "$")
	return len(f) == 6 && strings.HasSuffix(f[3], asTyped)
}

var errHash = errors.New("not a password hash")

// parts reads a hash back.
func (h PasswordHash) parts() (c Cost, salt, sum []byte, err error) {
	f := strings.Split(string(h), "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" {
		return c, nil, nil, errHash
	}
	var version int
	if _, err := fmt.Sscanf(f[2]+" "+f[3], "v=%d m=%d,t=%d,p=%d", &version, &c.Memory, &c.Passes, &c.Lanes); err != nil || version != argon2.Version {
		return c, nil, nil, errHash
	}
	if c.Memory > mostMemory || c.Passes == 0 || c.Passes > mostPasses || c.Lanes == 0 {
		return c, nil, nil, errHash
	}
	b64 := base64.RawStdEncoding
	if salt, err = b64.DecodeString(f[4]); err != nil {
		return c, nil, nil, errHash
	}
	if sum, err = b64.DecodeString(f[5]); err != nil || len(sum) < 16 || len(sum) > 64 {
		return c, nil, nil, errHash
	}
	return c, salt, sum, nil
}

// nobody stands in for accounts that have no password: checking it costs the same and
// nothing matches it.
var nobodySalt = []byte("nobody's salt ..")

// is reports whether the password is the one that was hashed. It takes one hash,
// whether there is a password or not.
func (h PasswordHash) is(password string) (right bool) {
	c, salt, sum, err := h.parts()
	if err != nil {
		derive(password, nobodySalt, Today, hashLen)
		return false
	}
	if !h.exact() {
		password = norm.NFKC.String(password)
	}
	return subtle.ConstantTimeCompare(derive(password, salt, c, uint32(len(sum))), sum) == 1
}

// old reports whether a hash was made at another cost than today's, or of the normal
// form: then it is made anew at the next sign-in.
func (h PasswordHash) old() bool {
	c, _, _, err := h.parts()
	return err != nil || c != Today || !h.exact()
}

// String keeps the hash out of what is printed.
func (PasswordHash) String() string { return "[password]" }
