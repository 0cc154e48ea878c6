package twilio_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/url"
	"slices"
	"sort"
	"strings"
	"testing"

	library "github.com/twilio/twilio-go/client"

	"nightdesk/webhooks/twilio"
)

const token = "0123456789abcdef0123456789abcdef"

// plainly signs by the letter of Twilio's documentation, with nothing of ours.
func plainly(token, address string, v url.Values) string {
	var names []string
	for n := range v {
		names = append(names, n)
	}
	sort.Strings(names)
	var s strings.Builder
	s.WriteString(address)
	for _, n := range names {
		values := slices.Clone(v[n])
		sort.Strings(values)
		for i, x := range values {
			if i == 0 || x != values[i-1] {
				s.WriteString(n + x)
			}
		}
	}
	m := hmac.New(sha1.New, []byte(token))
	m.Write([]byte(s.String()))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}

func verifier(t testing.TB, public string, tokens ...string) *twilio.Verifier {
	t.Helper()
	v, err := twilio.NewVerifier(public, tokens...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func form(t testing.TB, body string) twilio.Form {
	t.Helper()
	f, err := twilio.ParseForm(body)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The vector of Twilio's own documentation: token 12345, a call to
// mycompany.com with five fields.
func TestPublishedVector(t *testing.T) {
	v := verifier(t, "https://mycompany.com", "12345")
	f := form(t, "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212")
	if !v.Valid("/myapp.php?foo=1&bar=2", f, "RSOYDt4T1cUTdK1PDd93/VVr8B8=") {
		t.Error("the published signature does not verify")
	}
}

func TestSignature(t *testing.T) {
	const public, path = "https://desk.example.org", "/webhooks/twilio/sms"
	good := url.Values{"Body": {"hi & bye + más"}, "From": {"+19075550123"}, "Empty": {""}, "b": {"lower"}, "Z": {"upper"}}
	repeated := url.Values{"A": {"2", "1", "2"}, "Body": {"x"}}
	for _, c := range []struct {
		name   string
		public string
		tokens []string
		target string
		form   url.Values
		signed string
		want   bool
	}{
		{"as configured", public, []string{token}, path, good, plainly(token, public+path, good), true},
		{"base with a slash at its end", public + "/", []string{token}, path, good, plainly(token, public+path, good), true},
		{"second token while rotating", public, []string{"new", token}, path, good, plainly(token, public+path, good), true},
		{"unknown token", public, []string{"new"}, path, good, plainly(token, public+path, good), false},
		{"signed with the scheme's port", public, []string{token}, path, good, plainly(token, public+":443"+path, good), true},
		{"configured with port, signed without", public + ":443", []string{token}, path, good, plainly(token, public+path, good), true},
		{"odd port dropped", public + ":8443", []string{token}, path, good, plainly(token, public+path, good), true},
		{"odd port kept", public + ":8443", []string{token}, path, good, plainly(token, public+":8443"+path, good), true},
		{"another port", public + ":8443", []string{token}, path, good, plainly(token, public+":9443"+path, good), false},
		{"plain http", "http://127.0.0.1:8080", []string{token}, path, good, plainly(token, "http://127.0.0.1:8080"+path, good), true},
		{"ipv6", "https://[2001:db8::1]:8443", []string{token}, path, good, plainly(token, "https://[2001:db8::1]"+path, good), true},
		{"query as it came", public, []string{token}, path + "?s=a%2Fb&m=%7e", good, plainly(token, public+path+"?s=a%2Fb&m=%7e", good), true},
		{"query decoded on the way", public, []string{token}, path + "?s=a/b", good, plainly(token, public+path+"?s=a%2Fb", good), false},
		{"repeated field, distinct values sorted", public, []string{token}, path, repeated, plainly(token, public+path, repeated), true},
		{"another path", public, []string{token}, "/webhooks/twilio/status", good, plainly(token, public+path, good), false},
		{"another scheme", "http://desk.example.org", []string{token}, path, good, plainly(token, public+path, good), false},
		{"another host", "https://evil.example.org", []string{token}, path, good, plainly(token, public+path, good), false},
		{"absolute target", public, []string{token}, public + path, good, plainly(token, public+path, good), false},
		{"no signature", public, []string{token}, path, good, "", false},
		{"not base64", public, []string{token}, path, good, strings.Repeat("!", 28), false},
		{"too long", public, []string{token}, path, good, plainly(token, public+path, good) + "=", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := verifier(t, c.public, c.tokens...)
			if got := v.Valid(c.target, form(t, c.form.Encode()), c.signed); got != c.want {
				t.Errorf("Valid = %v, want %v", got, c.want)
			}
		})
	}
}

// Every single change of a signed request must be noticed.
func TestTampering(t *testing.T) {
	const public, path = "https://desk.example.org", "/webhooks/twilio/sms"
	v := verifier(t, public, token)
	body := "Body=yes&From=%2B19075550123&To=%2B19075550100"
	values, _ := url.ParseQuery(body)
	signed := plainly(token, public+path, values)
	if !v.Valid(path, form(t, body), signed) {
		t.Fatal("the untouched request does not verify")
	}
	for _, changed := range []string{
		"Body=no&From=%2B19075550123&To=%2B19075550100",
		"Body=yes&From=%2B19075550124&To=%2B19075550100",
		"Body=yes&From=%2B19075550123",
		"Body=yes&From=%2B19075550123&To=%2B19075550100&X=",
		"body=yes&From=%2B19075550123&To=%2B19075550100",
		"Body=yes+&From=%2B19075550123&To=%2B19075550100",
		"Body=yes&Body=no&From=%2B19075550123&To=%2B19075550100",
	} {
		if v.Valid(path, form(t, changed), signed) {
			t.Errorf("%q verifies", changed)
		}
	}
}

// Where Twilio's library is right (every name once, no port but the scheme's)
// the two must agree.
func TestAgreesWithLibrary(t *testing.T) {
	rv := library.NewRequestValidator(token)
	for _, public := range []string{"https://desk.example.org", "https://desk.example.org:8443", "http://desk.example.org"} {
		v := verifier(t, public, token)
		for _, body := range []string{"", "Body=hi", "Body=a%26b%3Dc&From=%2B1907&Empty=", "%C3%B1=1&b=2&B=3"} {
			values, _ := url.ParseQuery(body)
			for _, base := range []string{public, "https://desk.example.org:443", "https://other.example.org"} {
				signed := plainly(token, base+"/sms?a=1", values)
				want := rv.ValidateBody(public+"/sms?a=1", []byte(body), signed)
				if got := v.Valid("/sms?a=1", form(t, body), signed); got != want {
					t.Errorf("%s signed for %s, body %q: ours %v, library %v", public, base, body, got, want)
				}
			}
		}
	}
}

func TestVerifierRefusesBadSetup(t *testing.T) {
	for _, c := range []struct {
		public string
		tokens []string
	}{
		{"desk.example.org", []string{token}},
		{"ftp://desk.example.org", []string{token}},
		{"https://desk.example.org/?a=1", []string{token}},
		{"https://desk.example.org", nil},
		{"https://desk.example.org", []string{token, ""}},
	} {
		if _, err := twilio.NewVerifier(c.public, c.tokens...); err == nil {
			t.Errorf("NewVerifier(%q, %d tokens) has no objection", c.public, len(c.tokens))
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("/sms", "Body=hi&From=%2B1907", "secret")
	f.Add("/sms?s=1", "A=1&A=2&A=1&b", "t")
	f.Add("/", "a=%00&&==&%61=%20+", "\x00")
	f.Fuzz(func(t *testing.T, target, body, key string) {
		if key == "" || !strings.HasPrefix(target, "/") {
			return
		}
		const public = "https://desk.example.org"
		fields, err := twilio.ParseForm(body)
		values, stdErr := url.ParseQuery(body)
		if err != nil {
			if stdErr == nil && len(values) < 512 && strings.Count(body, "&") < 512 {
				t.Fatalf("ParseForm(%q) = %v, but the standard library reads it", body, err)
			}
			return
		}
		if strings.Contains(body, ";") {
			return // the standard library drops what has a bare semicolon; Twilio encodes it
		}
		v := verifier(t, public, key)
		signed := plainly(key, public+target, values)
		if !v.Valid(target, fields, signed) {
			t.Fatalf("target %q body %q: a right signature is refused", target, body)
		}
		wrong := []byte(signed)
		wrong[3] ^= 1
		if v.Valid(target, fields, string(wrong)) {
			t.Fatal("a wrong signature is taken")
		}
	})
}

// inboundBody is a whole inbound text as Twilio posts it.
var inboundBody = url.Values{
	"ToCountry": {"US"}, "ToState": {"AK"}, "SmsMessageSid": {"SM0123456789abcdef0123456789abcdef"}, "NumMedia": {"0"},
	"ToCity": {"ANCHORAGE"}, "FromZip": {"99501"}, "SmsSid": {"SM0123456789abcdef0123456789abcdef"}, "FromState": {"AK"},
	"SmsStatus": {"received"}, "FromCity": {"ANCHORAGE"}, "Body": {"can i come in tomorrow morning? i dont have a ride til 9"},
	"FromCountry": {"US"}, "To": {"+19075550100"}, "ToZip": {"99501"}, "NumSegments": {"1"},
	"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "AccountSid": {"AC0123456789abcdef0123456789abcdef"},
	"From": {"+19075550123"}, "ApiVersion": {"2010-04-01"},
}.Encode()

func BenchmarkSignature(b *testing.B) {
	const public, path = "https://desk.example.org", "/webhooks/twilio/sms"
	values, _ := url.ParseQuery(inboundBody)
	signed := plainly(token, public+path, values)
	b.Run("ours", func(b *testing.B) {
		v := verifier(b, public, token)
		f := form(b, inboundBody)
		b.ReportAllocs()
		for b.Loop() {
			if !v.Valid(path, f, signed) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("ours with parsing", func(b *testing.B) {
		v := verifier(b, public, token)
		b.ReportAllocs()
		for b.Loop() {
			if !v.Valid(path, form(b, inboundBody), signed) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("library", func(b *testing.B) {
		rv := library.NewRequestValidator(token)
		body := []byte(inboundBody)
		b.ReportAllocs()
		for b.Loop() {
			if !rv.ValidateBody(public+path, body, signed) {
				b.Fatal("refused")
			}
		}
	})
}
