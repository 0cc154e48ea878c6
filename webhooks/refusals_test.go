package webhooks_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// request makes one request to the handler, signed like Twilio's unless it
// brings a signature of its own.
func (s *house) request(method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "internal.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	values, _ := url.ParseQuery(body)
	r.Header.Set("X-Twilio-Signature", twiliotest.Sign(twiliotest.AuthToken, public+path, values))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func inbound(change func(url.Values)) string {
	v := url.Values{
		"MessageSid": {"SM" + strings.Repeat("a1", 16)}, "AccountSid": {twiliotest.AccountSID},
		"From": {person}, "To": {line}, "Body": {"hi"}, "NumMedia": {"0"},
	}
	if change != nil {
		change(v)
	}
	return v.Encode()
}

func TestRefusals(t *testing.T) {
	set := func(k, v string) func(url.Values) { return func(f url.Values) { f.Set(k, v) } }
	add := func(k, v string) func(url.Values) { return func(f url.Values) { f.Add(k, v) } }
	for _, c := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"good", "POST", twilio.PathSMS, inbound(nil), nil, 200},
		{"forwarded host is not looked at", "POST", twilio.PathSMS, inbound(nil), func(r *http.Request) {
			r.Header.Set("X-Forwarded-Host", "evil.example")
			r.Header.Set("X-Forwarded-Proto", "http")
		}, 200},
		{"content type with charset", "POST", twilio.PathSMS, inbound(nil), func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		}, 200},
		{"unsigned", "POST", twilio.PathSMS, inbound(nil), func(r *http.Request) { r.Header.Del("X-Twilio-Signature") }, 403},
		{"forged", "POST", twilio.PathSMS, inbound(nil), func(r *http.Request) { r.Header.Set("X-Twilio-Signature", strings.Repeat("A", 28)) }, 403},
		{"two signatures", "POST", twilio.PathSMS, inbound(nil), func(r *http.Request) { r.Header.Add("X-Twilio-Signature", "x") }, 403},
		{"forged fallback", "POST", twilio.PathFallback, inbound(nil), func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "x") }, 403},
		{"forged status", "POST", twilio.PathStatus, inbound(nil), func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "x") }, 403},
		{"forged call", "POST", twilio.PathVoice, inbound(nil), func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "x") }, 403},
		{"signed for another path", "POST", twilio.PathFallback, inbound(nil), func(r *http.Request) { r.RequestURI = twilio.PathSMS + "/" }, 403},
		{"repeated body", "POST", twilio.PathSMS, inbound(add("Body", "STOP")), nil, 400},
		{"repeated, same value", "POST", twilio.PathSMS, inbound(add("From", person)), nil, 400},
		{"repeated, unknown field", "POST", twilio.PathSMS, inbound(func(f url.Values) { f["New"] = []string{"1", "2"} }), nil, 200},
		{"no id", "POST", twilio.PathSMS, inbound(set("MessageSid", "")), nil, 400},
		{"id with a path in it", "POST", twilio.PathSMS, inbound(set("MessageSid", "SM../../"+strings.Repeat("a", 26))), nil, 400},
		{"picture message id", "POST", twilio.PathSMS, inbound(set("MessageSid", "MM"+strings.Repeat("A1", 16))), nil, 200},
		{"another account", "POST", twilio.PathSMS, inbound(set("AccountSid", "AC"+strings.Repeat("9", 32))), nil, 400},
		{"bad encoding", "POST", twilio.PathSMS, inbound(nil) + "&x=%zz", nil, 400},
		{"too many fields", "POST", twilio.PathSMS, inbound(nil) + strings.Repeat("&a", 600), nil, 400},
		{"over 64 KiB", "POST", twilio.PathSMS, inbound(set("Body", strings.Repeat("a", 64<<10))), nil, 413},
		{"1 MB without a length", "POST", twilio.PathSMS, inbound(set("Body", strings.Repeat("a", 1<<20))), func(r *http.Request) { r.ContentLength = -1 }, 413},
		{"json", "POST", twilio.PathSMS, `{"Body":"hi"}`, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 415},
		{"no type", "POST", twilio.PathSMS, inbound(nil), func(r *http.Request) { r.Header.Del("Content-Type") }, 415},
		{"media count out of range", "POST", twilio.PathSMS, inbound(set("NumMedia", "1000000")), nil, 200},
		{"get", "GET", twilio.PathSMS, "", nil, 405},
		{"put", "PUT", twilio.PathStatus, "", nil, 405},
		{"slash at the end", "POST", twilio.PathSMS + "/", inbound(nil), nil, 404},
		{"unknown path", "GET", "/webhooks/twilio/other", "", nil, 404},
		{"root", "GET", "/", "", nil, 404},
		{"call without id", "POST", twilio.PathVoice, inbound(nil), nil, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newHouse(t, twiliotest.Options{})
			w := s.request(c.method, c.path, c.body, c.change)
			if w.Code != c.want {
				t.Fatalf("status %d, want %d", w.Code, c.want)
			}
			if w.Code == 200 {
				if got := w.Header().Get("Content-Type"); got != "text/xml" {
					t.Errorf("200 with %q", got)
				}
				return
			}
			if w.Body.Len() != 0 || len(s.desk.inputs)+len(s.desk.receipts) != 0 {
				t.Errorf("a refusal with the body %q, %d inputs", w.Body, len(s.desk.inputs))
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}
