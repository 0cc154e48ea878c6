package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/config"
	"nightdesk/flows/clinic"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// BenchmarkWebhook compares a whole turn over HTTP (signature, load, decide,
// commit with reply, thread, timer and audit, answer) with a bare Gin handler
// that checks the signature, reads 1 KB and writes 1 KB, on the same
// redis-server in the same run. The ratio of the two is the figure.
func BenchmarkWebhook(b *testing.B) {
	server := storetest.Start(b, "--appendfsync", "everysec")
	b.Run("bare", func(b *testing.B) { drive(b, bareHandler(b, server)) })
	b.Run("nightdesk", func(b *testing.B) { drive(b, deskHandler(b, server)) })
}

// talk is what each simulated person texts, over and over: the length of an
// intake, with the words and digits people use.
var talk = []string{"hi", "1", "yes", "only mine", "me", "1", "new here", "none", "Sam", "medicare", "none", "1", "1", "mornings"}

// drive posts texts of many people from several connections.
func drive(b *testing.B, h http.Handler) {
	srv := httptest.NewServer(h)
	b.Cleanup(srv.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var texts, people atomic.Int64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		person, said := people.Add(1), 0
		for pb.Next() {
			if said == len(talk) {
				person, said = people.Add(1), 0
			}
			form := inboundForm(texts.Add(1), fmt.Sprintf("+1907%07d", person), talk[said])
			said++
			post(b, client, srv.URL, form)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

func inboundForm(n int64, from, body string) url.Values {
	sid := fmt.Sprintf("SM%032x", n)
	return url.Values{"MessageSid": {sid}, "SmsSid": {sid}, "SmsMessageSid": {sid}, "AccountSid": {twiliotest.AccountSID},
		"From": {from}, "To": {twiliotest.Line}, "Body": {body}, "NumMedia": {"0"}, "NumSegments": {"1"}, "SmsStatus": {"received"},
		"ApiVersion": {"2010-04-01"}, "FromState": {"AK"}, "FromCountry": {"US"}, "ToState": {"AK"}, "ToCountry": {"US"}}
}

// benchURL is the public address the requests are signed for.
const benchURL = "https://desk.example.org"

func post(b *testing.B, client *http.Client, to string, form url.Values) {
	req, err := http.NewRequest(http.MethodPost, to+twilio.PathSMS, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", twiliotest.Sign(twiliotest.AuthToken, benchURL+twilio.PathSMS, form))
	res, err := client.Do(req)
	if err != nil {
		b.Error(err)
		return
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b.Errorf("status %d", res.StatusCode)
	}
}

// deskHandler is the whole product on server.
func deskHandler(b *testing.B, server *storetest.Server) http.Handler {
	c, problems := config.Example()
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	keys := storetest.Keys(b)
	st, err := store.Open(context.Background(), store.Options{URL: server.URL(), Clinic: storetest.Clinic(), Keys: keys})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	p, err := newProgram(context.Background(), settings{clinic: c, store: st, linkKey: []byte("a key of sixteen bytes or more"), scripts: clinic.FS, now: time.Now,
		log: slog.New(slog.DiscardHandler), process: config.Process{PublicURL: benchURL, Twilio: config.Twilio{
			AccountSID: twiliotest.AccountSID, AuthTokens: []config.Secret{twiliotest.AuthToken}, APIBase: "http://127.0.0.1:1", From: twiliotest.Line}}})
	if err != nil {
		b.Fatal(err)
	}
	return p.handler
}

// bareHandler is the least that any webhook must do: check the signature, read
// a record, write a record, answer TwiML.
func bareHandler(b *testing.B, server *storetest.Server) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	client := bareClient(b, server)
	record := strings.Repeat("x", 1024)
	e := gin.New()
	e.POST(twilio.PathSMS, func(c *gin.Context) {
		if err := c.Request.ParseForm(); err != nil {
			c.AbortWithStatus(http.StatusBadRequest)
			return
		}
		if !signed(c.Request.PostForm, c.GetHeader("X-Twilio-Signature")) {
			c.AbortWithStatus(http.StatusForbidden)
			return
		}
		key, ctx := "bare:"+c.PostForm("From"), c.Request.Context()
		if err := client.Get(ctx, key).Err(); err != nil && !errors.Is(err, redis.Nil) {
			c.AbortWithStatus(http.StatusServiceUnavailable)
			return
		}
		if err := client.Set(ctx, key, record, time.Hour).Err(); err != nil {
			c.AbortWithStatus(http.StatusServiceUnavailable)
			return
		}
		c.Data(http.StatusOK, "text/xml", []byte("<Response><Message>ok</Message></Response>"))
	})
	return e
}

func bareClient(b *testing.B, server *storetest.Server) *redis.Client {
	return server.Client(b)
}

// signed checks a form's signature the plain way.
func signed(form url.Values, signature string) bool {
	names := make([]string, 0, len(form))
	for n := range form {
		names = append(names, n)
	}
	slices.Sort(names)
	mac := hmac.New(sha1.New, []byte(twiliotest.AuthToken))
	_, _ = io.WriteString(mac, benchURL+twilio.PathSMS)
	for _, n := range names {
		_, _ = io.WriteString(mac, n+form.Get(n))
	}
	return hmac.Equal([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(signature))
}
