package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store/storetest"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// box is what compose.yaml starts, with its very commands, on this machine: the volumes
// are folders, and a free port stands for the one of the network.
type box struct {
	t     *testing.T
	dir   string
	port  string
	redis composeService
}

// here is an argument of compose.yaml with the volumes where they are.
func (b *box) here(args ...string) []string {
	out := slices.Clone(args)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "/certs", b.dir)
	}
	return out
}

// newBox makes the certificates, starts Redis, and waits until it is healthy.
func newBox(t *testing.T) *box {
	t.Helper()
	compose := readCompose(t)
	b := &box{t: t, dir: t.TempDir(), redis: compose.Services["redis"]}
	_, b.port, _ = net.SplitHostPort(freeAddr(t))
	for _, d := range []string{"redis", "desk", "data"} {
		if err := os.Mkdir(filepath.Join(b.dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	certs := b.here(compose.Services["certs"].words()...)
	for range 2 { // at every start; the second leaves what is there
		if code, out, errs := ran(t, nil, "", certs...); code != exitGood {
			t.Fatalf("%v: %d %s %s", certs, code, out, errs)
		}
	}
	// Somebody who may see what was refused. Nobody else is added.
	users, err := os.OpenFile(filepath.Join(b.dir, usersFile), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = users.WriteString("user keeper on >keeper ~* &* +@all\n")
	if err := errors.Join(err, users.Close()); err != nil {
		t.Fatal(err)
	}
	args := append(b.here(b.redis.words()...), "--tls-port", b.port, "--bind", "127.0.0.1", "--dir", filepath.Join(b.dir, "data"), "--logfile", filepath.Join(b.dir, "data", "log"))
	srv := exec.Command(args[0], args[1:]...)
	if err := srv.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = srv.Process.Kill()
		_ = srv.Wait()
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		out, err := b.health()
		if err == nil && out == "PONG" {
			return b
		}
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			told, _ := os.ReadFile(filepath.Join(b.dir, "data", "log"))
			t.Fatalf("redis is never healthy: %s %v\n%s", out, err, told)
		}
	}
}

// health runs the health check, with other words in the place of its last.
func (b *box) health(instead ...string) (string, error) {
	args := b.here(b.redis.Healthcheck.Test[1:]...)
	if len(instead) > 0 {
		args = append(args[:len(args)-1], instead...)
	}
	args = slices.Insert(args, 1, "-p", b.port)
	out, err := exec.CommandContext(b.t.Context(), args[0], args[1:]...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// trust believes the box's authority and shows a certificate of it, or none.
func (b *box) trust(show string) *tls.Config {
	b.t.Helper()
	ca, err := os.ReadFile(filepath.Join(b.dir, "desk", "ca.crt"))
	if err != nil {
		b.t.Fatal(err)
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool(), ServerName: "localhost"}
	c.RootCAs.AppendCertsFromPEM(ca)
	if show != "" {
		own, err := tls.LoadX509KeyPair(filepath.Join(b.dir, show+".crt"), filepath.Join(b.dir, show+".key"))
		if err != nil {
			b.t.Fatal(err)
		}
		c.Certificates = []tls.Certificate{own}
	}
	return c
}

// client is a connection of somebody to the box's Redis.
func (b *box) client(user, password string, trust *tls.Config) *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + b.port, Username: user, Password: password, TLSConfig: trust, Protocol: 2, DisableIdentity: true, MaxRetries: -1})
	b.t.Cleanup(func() { c.Close() })
	return c
}

// A whole conversation, alert and all, goes by the commands of compose.yaml: everything
// by TLS with certificates that "certs" made, as a user of Redis who may do no more than
// that. Nobody else gets in.
func TestComposeSpeaksTLSAsAUserOfFewRights(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	d := b.desk()
	d.serve(t)
	d.waits(t, "/readyz", http.StatusOK)
	const danger = "my friend took fentanyl and is not breathing"
	for _, text := range []string{"hi", "1", "book", "what are your hours", danger, "STOP"} {
		if in := d.carrier.Text(sam, text); len(in.Answers) != 1 || in.Answers[0].Status != http.StatusOK {
			t.Fatalf("%q: %+v", text, in.Answers)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for taken := false; !taken; {
		for _, m := range d.carrier.Messages() {
			if m.Direction != "inbound" && strings.HasPrefix(m.Body, "Alert ") && !taken {
				in := d.carrier.Text(m.To, "1")
				taken = len(in.Replies) == 1 && strings.Contains(in.Replies[0].Body, "is yours")
			}
		}
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			t.Fatalf("nobody could take the case:\n%s", d.log)
		}
	}
	for _, args := range []string{"case", "schedule", "schedule due", "audit verify", "keyset status", "user add kim --name Kim --role admin", "user list", "doctor"} {
		code, out, errs := ran(t, d.env, "", append(strings.Fields(args), "--config", exampleYAML)...)
		if code != exitGood && args != "doctor" || strings.Contains(out+errs, "NOPERM") {
			t.Errorf("%s: %d %s %s", args, code, out, errs)
		}
		if args == "doctor" && (!strings.Contains(out, "good  store          it answers") || strings.Count(out, "good  certificates") != 3 || !strings.Contains(out, "good  secrets        the same for less than a year: NIGHTDESK_REDIS_URL since ") || !strings.Contains(out, "good  console        it answers at https://console.example.org/console/ alone")) {
			t.Errorf("doctor: %s", out)
		}
	}
	d.stop()
	d.exits(t, exitGood)
	keeper := b.client("keeper", "keeper", b.trust("desk/redis"))
	if n, err := keeper.DBSize(t.Context()).Result(); err != nil || n < 10 {
		t.Errorf("%d keys (%v): the conversation is somewhere else", n, err)
	}
	if refused, err := keeper.ACLLog(t.Context(), 5).Result(); err != nil || len(refused) > 0 {
		t.Errorf("nightdesk was refused %+v (%v)", refused, err)
	}
	if said := d.log.String(); strings.Contains(said, "NOPERM") || strings.Contains(said, danger) {
		t.Errorf("the log says:\n%s", said)
	}
	b.keepsOthersOut()
}

// desk is serve with the environment of compose.yaml, behind a proxy that believes the
// box's authority.
func (b *box) desk() *desk {
	t := b.t
	t.Helper()
	at := filepath.Join(b.dir, "desk", "redis-url")
	raw, err := os.ReadFile(at)
	if err != nil || !strings.Contains(string(raw), "@redis:6379/0") {
		t.Fatal(string(raw), err)
	}
	if err := os.WriteFile(at, []byte(strings.Replace(string(raw), "@redis:6379", "@localhost:"+b.port, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	addr := freeAddr(t)
	target := &url.URL{Scheme: "https", Host: addr}
	proxy := &httputil.ReverseProxy{Transport: &http.Transport{TLSClientConfig: b.trust("")}, ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	d := &desk{config: exampleYAML, at: front.URL, log: &syncBuffer{}, ended: make(chan int, 1)}
	if d.carrier, err = twiliotest.Start(twiliotest.Options{Numbers: []string{twiliotest.Line}, Keep: 100}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.carrier.Close)
	d.carrier.Connect(twiliotest.Webhooks{SMS: d.at + twilio.PathSMS, Fallback: d.at + twilio.PathFallback})
	d.env = []string{"NIGHTDESK_ADDR=" + addr, "NIGHTDESK_PUBLIC_URL=" + d.at, "NIGHTDESK_KEYSET=" + storetest.Keys(t).Encode(), "TWILIO_ACCOUNT_SID=" + twiliotest.AccountSID,
		"TWILIO_AUTH_TOKEN=" + twiliotest.AuthToken, "TWILIO_API_BASE=" + d.carrier.URL(), "TWILIO_FROM=" + twiliotest.Line}
	for name, v := range readCompose(t).Services["nightdesk"].Environment {
		switch {
		case strings.HasPrefix(v, "${NIGHTDESK_CONSOLE_URL:?"):
			v = "https://console.example.org"
		case name == "NIGHTDESK_AUDIT_FILE":
			v = filepath.Join(b.dir, "checkpoints")
		}
		d.env = append(d.env, name+"="+b.here(v)[0])
	}
	return d
}

// keepsOthersOut tries the door of Redis as others than nightdesk.
func (b *box) keepsOthersOut() {
	t := b.t
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(b.dir, "desk", "redis-url"))
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(strings.TrimSpace(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	own := b.trust("desk/redis")
	if err := b.client("nightdesk", password, own).Get(t.Context(), "{ats}:x").Err(); !errors.Is(err, redis.Nil) {
		t.Errorf("nightdesk itself: %v", err)
	}
	strange := newBoxCerts(t)
	for who, c := range map[string]*redis.Client{
		"in clear":                       b.client("nightdesk", password, nil),
		"without a certificate":          b.client("nightdesk", password, b.trust("")),
		"with the proxy's certificate":   b.client("nightdesk", password, b.trust("desk/desk")),
		"with one of another authority":  b.client("nightdesk", password, strange.of(own)),
		"with a wrong password":          b.client("nightdesk", "wrong", own),
		"without a user":                 b.client("", "", own),
		"as the default user":            b.client("default", password, own),
		"who looks after health, to get": b.client("health", "none", own),
	} {
		if err := c.Get(t.Context(), "{ats}:x").Err(); err == nil || errors.Is(err, redis.Nil) {
			t.Errorf("somebody %s gets in", who)
		}
	}
	// A Redis that shows another authority's certificate is not believed.
	believes := own.Clone()
	believes.RootCAs = strange.pool
	if err := b.client("nightdesk", password, believes).Ping(t.Context()).Err(); err == nil || !strings.Contains(err.Error(), "unknown authority") {
		t.Errorf("another authority's server: %v", err)
	}
	for _, args := range [][]string{{"get", "{ats}:x"}, {"flushall"}, {"config", "get", "*"}, {"acl", "list"}} {
		if out, err := b.health(args...); err == nil || !strings.Contains(out, "NOPERM") {
			t.Errorf("the health check may %v: %s", args, out)
		}
	}
}

// strangers are certificates of another authority.
type strangers struct {
	pool *x509.CertPool
	pair tls.Certificate
}

func newBoxCerts(t *testing.T) strangers {
	t.Helper()
	a, err := newAuthority(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	cert, key, err := a.make("nightdesk", nil, x509.ExtKeyUsageClientAuth)
	if err != nil {
		t.Fatal(err)
	}
	s := strangers{pool: x509.NewCertPool()}
	s.pool.AppendCertsFromPEM(a.pem)
	if s.pair, err = tls.X509KeyPair(cert, key); err != nil {
		t.Fatal(err)
	}
	return s
}

// of is a configuration with the stranger's certificate in the place of its own.
func (s strangers) of(c *tls.Config) *tls.Config {
	c = c.Clone()
	c.Certificates = []tls.Certificate{s.pair}
	return c
}
