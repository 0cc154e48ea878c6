package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"strings"
	"sync"
)

// Verifier checks X-Twilio-Signature: base64 of the HMAC-SHA1 under an auth
// token of the webhook's address and the form's fields in order of their names.
// Source: Twilio, "Validate incoming requests".
//
// The address is the public one that Twilio was given plus the raw request
// target. Host and X-Forwarded headers are the sender's to choose and are never
// looked at.
type Verifier struct {
	bases [][]byte
	keys  []*sync.Pool // of hash.Hash, one pool for each token
}

// NewVerifier makes a Verifier for a server that Twilio knows as publicURL.
// Several tokens are accepted at once, so that promoting a secondary token
// refuses no text.
func NewVerifier(publicURL string, tokens ...string) (*Verifier, error) {
	bases, err := addresses(publicURL)
	if err != nil {
		return nil, err
	}
	v := &Verifier{bases: bases}
	for _, token := range tokens {
		if token == "" {
			return nil, errors.New("twilio: an auth token is empty (hint: look for a stray comma)")
		}
		key := []byte(token)
		v.keys = append(v.keys, &sync.Pool{New: func() any { return hmac.New(sha1.New, key) }})
	}
	if len(v.keys) == 0 {
		return nil, errors.New("twilio: no auth token to check signatures with")
	}
	return v, nil
}

// addresses returns the ways in which Twilio may have written the public
// address when it signed: as configured, without its port, and with the port
// that its scheme implies. Messaging keeps a port and voice drops it.
func addresses(publicURL string) ([][]byte, error) {
	u, err := url.Parse(strings.TrimRight(publicURL, "/"))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("twilio: public address is not a full URL (hint: https://desk.example.org)")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("twilio: public address has a query or fragment (hint: leave off what follows the path)")
	}
	implied := "443"
	if u.Scheme == "http" {
		implied = "80"
	}
	hosts := []string{u.Host}
	switch port := u.Port(); port {
	case "":
		hosts = append(hosts, u.Host+":"+implied)
	default:
		hosts = append(hosts, strings.TrimSuffix(u.Host, ":"+port))
	}
	var out [][]byte
	for _, h := range hosts {
		out = append(out, []byte(u.Scheme+"://"+h+u.EscapedPath()))
	}
	return out, nil
}

// Valid reports whether signature was made for this request target (path and
// query as they came, undecoded) and these fields by the owner of a token.
func (v *Verifier) Valid(requestURI string, f Form, signature string) bool {
	if len(signature) != base64.StdEncoding.EncodedLen(sha1.Size) || !strings.HasPrefix(requestURI, "/") {
		return false
	}
	size := len(requestURI)
	for _, p := range f {
		size += len(p.Name) + len(p.Value)
	}
	signed := make([]byte, 0, size)
	signed = append(signed, requestURI...)
	for i, p := range f {
		if i > 0 && p == f[i-1] {
			continue // of a repeated name each distinct value counts once
		}
		signed = append(signed, p.Name...)
		signed = append(signed, p.Value...)
	}
	for _, pool := range v.keys {
		mac := pool.Get().(hash.Hash)
		ok := v.matches(mac, signed, signature)
		pool.Put(mac)
		if ok {
			return true
		}
	}
	return false
}

// matches compares in constant time; which way of writing the address matched
// is no secret.
func (v *Verifier) matches(mac hash.Hash, signed []byte, signature string) bool {
	var sum [sha1.Size]byte
	var text, given [28]byte
	copy(given[:], signature)
	for _, base := range v.bases {
		mac.Reset()
		mac.Write(base)
		mac.Write(signed)
		base64.StdEncoding.Encode(text[:], mac.Sum(sum[:0]))
		if subtle.ConstantTimeCompare(text[:], given[:]) == 1 {
			return true
		}
	}
	return false
}
