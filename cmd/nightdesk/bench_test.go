package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
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
// redis-server in the same run. The ratio of the two, of-bare, is the figure.
//
// Client, handler and Redis share the machine, so the client must cost little
// and the same on both sides: requests are signed and written out before the
// clock runs, and then only copied to connections that stay open.
func BenchmarkWebhook(b *testing.B) {
	server := storetest.Start(b, "--appendfsync", "everysec")
	handlers := map[string]http.Handler{"bare": bareHandler(b, server), "nightdesk": deskHandler(b, server)}
	var bare float64
	b.Run("bare", func(b *testing.B) { bare = drive(b, handlers["bare"]) })
	b.Run("nightdesk", func(b *testing.B) {
		if rate := drive(b, handlers["nightdesk"]); bare > 0 {
			b.ReportMetric(rate/bare, "of-bare")
		}
	})
}

// talk is what each simulated person texts: the length of an intake, with the
// words and digits people use.
var talk = []string{"hi", "1", "yes", "only mine", "me", "1", "new here", "none", "Sam", "medicare", "none", "1", "1", "mornings"}

// lines is how many people text at once, each on a connection of their own.
const lines = 16

// newcomer numbers the people of all rounds, so that each talks from the start.
var newcomer atomic.Int64

// drive posts b.N texts over open connections and returns how many a second
// were answered.
func drive(b *testing.B, h http.Handler) float64 {
	srv := httptest.NewServer(h)
	b.Cleanup(srv.Close)
	share := (b.N + lines - 1) / lines
	var posts [lines][][]byte
	var conns [lines]net.Conn
	for i := range lines {
		posts[i] = talks(share)
		conn, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", srv.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = conn.Close() })
		conns[i] = conn
	}
	failed := make(chan error, lines)
	b.ResetTimer()
	for i := range lines {
		go func() { failed <- say(conns[i], posts[i]) }()
	}
	for range lines {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	rate := float64(share*lines) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "turns/s")
	return rate
}

// talks writes out n requests: whole talks, one person after the other.
func talks(n int) [][]byte {
	out := make([][]byte, 0, n)
	for len(out) < n {
		from := fmt.Sprintf("+1907%07d", newcomer.Add(1))
		for i, body := range talk[:min(len(talk), n-len(out))] {
			form := inboundForm(fmt.Sprintf("SM%s%021x", from[1:], i), from, body)
			text := form.Encode()
			out = append(out, fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: desk.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
				"X-Twilio-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
				twilio.PathSMS, twiliotest.Sign(twiliotest.AuthToken, benchURL+twilio.PathSMS, form), len(text), text))
		}
	}
	return out
}

func inboundForm(sid, from, body string) url.Values {
	return url.Values{"MessageSid": {sid}, "SmsSid": {sid}, "SmsMessageSid": {sid}, "AccountSid": {twiliotest.AccountSID},
		"From": {from}, "To": {twiliotest.Line}, "Body": {body}, "NumMedia": {"0"}, "NumSegments": {"1"}, "SmsStatus": {"received"},
		"ApiVersion": {"2010-04-01"}, "FromState": {"AK"}, "FromCountry": {"US"}, "ToState": {"AK"}, "ToCountry": {"US"}}
}

// benchURL is the public address the requests are signed for.
const benchURL = "https://desk.example.org"

// say posts each request when the one before is answered, all with 200.
func say(conn net.Conn, posts [][]byte) error {
	answers := bufio.NewReader(conn)
	for _, post := range posts {
		if _, err := conn.Write(post); err != nil {
			return err
		}
		if err := answered(answers); err != nil {
			return err
		}
	}
	return nil
}

// answered reads one answer with as little work as will do.
func answered(r *bufio.Reader) error {
	status, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answered %q", status)
	}
	size := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if size, err = strconv.Atoi(string(bytes.TrimSpace(n))); err != nil {
				return err
			}
		}
	}
	if size < 0 {
		return errors.New("an answer of unknown length")
	}
	_, err = r.Discard(size)
	return err
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
