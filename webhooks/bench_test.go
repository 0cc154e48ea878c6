package webhooks_test

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"nightdesk/bot"
	"nightdesk/webhooks"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// fixed is a desk that answers everything alike.
type fixed struct{ reply bot.Words }

func (f *fixed) Receive(context.Context, bot.Input) (bot.Answer, error) {
	return bot.Answer{Reply: f.reply}, nil
}
func (*fixed) Fallback(context.Context, bot.Input) bot.Answer { return bot.Answer{} }
func (*fixed) Receipt(context.Context, bot.Receipt) error     { return nil }

func handler(t testing.TB, d twilio.Desk) http.Handler {
	hook, err := twilio.New(twilio.Options{
		PublicURL: public, AccountSID: twiliotest.AccountSID, Tokens: []string{twiliotest.AuthToken},
		Lines: []bot.Phone{line}, LinkKey: linkKey, Desk: d, Fallback: fallback,
	})
	if err != nil {
		t.Fatal(err)
	}
	return webhooks.New(webhooks.Options{Twilio: hook.Routes()})
}

// Whatever a desk says becomes TwiML that parses, in messages that Twilio takes,
// with nothing lost but what XML or a telephone cannot show.
func FuzzReply(f *testing.F) {
	f.Add("hi")
	f.Add("a\x00\x1b\ufffe]]>&<")
	f.Add(strings.Repeat("🙂", 900))
	f.Add(strings.Repeat("word ", 700))
	f.Add("\xff\xfe \r\n\t")
	body := inbound(nil)
	values, _ := url.ParseQuery(body)
	signature := twiliotest.Sign(twiliotest.AuthToken, public+twilio.PathSMS, values)
	desk := &fixed{}
	h := handler(f, desk)
	f.Fuzz(func(t *testing.T, reply string) {
		desk.reply = bot.Words(reply)
		w := post(h, body, signature)
		var doc struct {
			XMLName  xml.Name `xml:"Response"`
			Messages []string `xml:"Message"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Code != 200 {
			t.Fatalf("%d %v: %q", w.Code, err, w.Body)
		}
		for _, m := range doc.Messages {
			if n := len(utf16.Encode([]rune(m))); n == 0 || n > 1600 || !utf8.ValidString(m) {
				t.Fatalf("a message of %d units", n)
			}
		}
		if got, want := letters(strings.Join(doc.Messages, "")), letters(reply); got != want {
			t.Fatalf("%q became %q", want, got)
		}
	})
}

// letters keeps the printable ASCII of s without spaces.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f {
			return -1
		}
		return r
	}, s)
}

func post(h http.Handler, body, signature string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", twilio.PathSMS, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", signature)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// BenchmarkSMS is the whole way of a text through the handler, without the desk,
// beside a bare Gin handler that does no more than check the signature.
func BenchmarkSMS(b *testing.B) {
	body := url.Values{
		"ToCountry": {"US"}, "ToState": {"AK"}, "SmsMessageSid": {"SM0123456789abcdef0123456789abcdef"}, "NumMedia": {"0"},
		"ToCity": {"ANCHORAGE"}, "FromZip": {"99501"}, "SmsSid": {"SM0123456789abcdef0123456789abcdef"}, "FromState": {"AK"},
		"SmsStatus": {"received"}, "FromCity": {"ANCHORAGE"}, "Body": {"can i come in tomorrow morning? i dont have a ride til 9"},
		"FromCountry": {"US"}, "To": {line}, "ToZip": {"99501"}, "NumSegments": {"1"}, "From": {person}, "ApiVersion": {"2010-04-01"},
		"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "AccountSid": {twiliotest.AccountSID},
	}.Encode()
	values, _ := url.ParseQuery(body)
	signature := twiliotest.Sign(twiliotest.AuthToken, public+twilio.PathSMS, values)
	v, err := twilio.NewVerifier(public, twiliotest.AuthToken)
	if err != nil {
		b.Fatal(err)
	}
	gin.SetMode(gin.ReleaseMode)
	bare := gin.New()
	bare.POST(twilio.PathSMS, func(c *gin.Context) {
		text, _ := io.ReadAll(c.Request.Body)
		f, err := twilio.ParseForm(string(text))
		if err != nil || !v.Valid(c.Request.RequestURI, f, c.GetHeader("X-Twilio-Signature")) {
			c.AbortWithStatus(http.StatusForbidden)
			return
		}
		c.Data(http.StatusOK, "text/xml", []byte("<Response/>"))
	})
	for name, h := range map[string]http.Handler{
		"nightdesk": handler(b, &fixed{"Do you want a visit on Tue 24 Nov at 9:00 AM? 1 yes 2 other times"}), "bare gin": bare,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := post(h, body, signature); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
