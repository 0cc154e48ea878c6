package twilio

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// What is wrong with a request. The handler of a route returns one of these (or
// an error of the Desk) and has then written nothing; webhooks turns each into
// a status.
var (
	// ErrMediaType means that the body is not a form.
	ErrMediaType = errors.New("not a form")
	// ErrTooLarge means that the body is over 64 KiB: Twilio's own are under 8.
	ErrTooLarge = errors.New("body too large")
	// ErrSignature means that the request is unsigned or not signed by our account.
	ErrSignature = errors.New("bad signature")
	// ErrForm means that the request is signed, and not one that Twilio sends.
	ErrForm = errors.New("bad form")
)

// unsigned is an error of a request before its signature held.
type unsigned struct{ error }

func (e unsigned) Unwrap() error { return e.error }

// Unsigned reports whether err is of a request that was refused before, or
// because of, its signature: nobody knows who sent it.
func Unsigned(err error) bool {
	var u unsigned
	return errors.As(err, &u)
}

const (
	maxBody   = 64 << 10
	maxFields = 512
)

// Field is one name and value of a form, decoded.
type Field struct{ Name, Value string }

// Form is a form's fields in byte order of name, then value.
type Form []Field

// ParseForm reads an application/x-www-form-urlencoded body. Every field is
// kept, unknown ones too, since the signature covers them all.
func ParseForm(body string) (Form, error) {
	f := make(Form, 0, strings.Count(body, "&")+1)
	for len(body) > 0 {
		var pair string
		pair, body, _ = strings.Cut(body, "&")
		if pair == "" {
			continue
		}
		if len(f) == maxFields {
			return nil, fmt.Errorf("%w: more than %d fields", ErrForm, maxFields)
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%w: bad percent-encoding", ErrForm)
		}
		f = append(f, Field{n, v})
	}
	slices.SortFunc(f, func(a, b Field) int {
		if c := cmp.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return cmp.Compare(a.Value, b.Value)
	})
	return f, nil
}

// Get returns the value of name, or "". Of a repeated field it returns the
// least: see Once.
func (f Form) Get(name string) string {
	for i := range f {
		if f[i].Name == name {
			return f[i].Value
		}
	}
	return ""
}

// Has reports whether the form has a field of that name, empty or not.
func (f Form) Has(name string) bool {
	return slices.ContainsFunc(f, func(x Field) bool { return x.Name == name })
}

// Once refuses a form that has any of names more than once. Twilio never sends
// one, and the signature joins fields without separators: two readings of one
// signed request must not be possible.
func (f Form) Once(names ...string) error {
	for i := 1; i < len(f); i++ {
		if f[i].Name == f[i-1].Name && slices.Contains(names, f[i].Name) {
			return fmt.Errorf("%w: %s is repeated", ErrForm, f[i].Name)
		}
	}
	return nil
}

// read takes the form out of a request if it is signed by our account, and what
// Twilio sends. An error before the signature held is one of Unsigned.
func (h *Webhook) read(w http.ResponseWriter, r *http.Request) (Form, error) {
	f, err := h.signed(w, r)
	if err != nil {
		return nil, unsigned{err}
	}
	if err := f.Once(mattering...); err != nil {
		return nil, err
	}
	if f.Get("AccountSid") != h.account {
		return nil, fmt.Errorf("%w: AccountSid is not ours", ErrForm)
	}
	return f, nil
}

// signed reads a form of a sane size that is signed by our account. Nothing is
// decided before the signature holds.
func (h *Webhook) signed(w http.ResponseWriter, r *http.Request) (Form, error) {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(kind), "application/x-www-form-urlencoded") {
		return nil, ErrMediaType
	}
	if r.ContentLength > maxBody {
		return nil, ErrTooLarge
	}
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	f, err := ParseForm(body)
	if err != nil {
		return nil, err
	}
	signatures := r.Header.Values("X-Twilio-Signature")
	if len(signatures) != 1 || !h.verifier.Valid(r.RequestURI, f, signatures[0]) {
		return nil, ErrSignature
	}
	return f, nil
}

// mattering are the fields that any handler reads.
var mattering = []string{
	"AccountSid", "Body", "CallSid", "CallStatus", "DialCallStatus", "Digits", "ErrorCode", "From", "MessageSid", "MessageStatus",
	"MessagingServiceSid", "NumMedia", "OptOutType", "SmsMessageSid", "SmsSid", "To",
}

// readBody reads at most maxBody bytes.
func readBody(w http.ResponseWriter, r *http.Request) (string, error) {
	var b bytes.Buffer
	if r.ContentLength > 0 {
		b.Grow(int(r.ContentLength) + bytes.MinRead) // one allocation for what is announced
	}
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return "", ErrTooLarge
	case err != nil:
		return "", fmt.Errorf("%w: body ended early", ErrForm)
	}
	return b.String(), nil
}

// isSID reports whether s has the shape of one of Twilio's ids: one of kinds and
// 32 hex digits. twilio-go puts ids into paths as they are.
func isSID(s string, kinds ...string) bool {
	if len(s) != 34 || !slices.Contains(kinds, s[:2]) {
		return false
	}
	for i := 2; i < len(s); i++ {
		if c := s[i] | 0x20; (c < '0' || c > '9') && (c < 'a' || c > 'f') || s[i] < '0' {
			return false
		}
	}
	return true
}

func isMessageSID(s string) bool { return isSID(s, "SM", "MM") }
