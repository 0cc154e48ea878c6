package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store/storetest"
	"nightdesk/config"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// desk is the serve command as an operator runs it, with a stand-in for Twilio.
type desk struct {
	carrier *twiliotest.Server
	config  string
	at      string
	log     *syncBuffer
	env     []string
	ended   chan int
	stop    context.CancelFunc
}

// newDesk makes one that is not running yet.
func newDesk(t *testing.T, redis *storetest.Server) *desk {
	t.Helper()
	addr := freeAddr(t)
	d := &desk{config: filepath.Join("..", "..", "config", "clinic.example.yaml"), at: "http://" + addr, log: &syncBuffer{}, ended: make(chan int, 1)}
	var err error
	if d.carrier, err = twiliotest.Start(twiliotest.Options{Numbers: []string{twiliotest.Line}, Keep: 100}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.carrier.Close)
	d.carrier.Connect(twiliotest.Webhooks{SMS: d.at + twilio.PathSMS, Fallback: d.at + twilio.PathFallback})
	d.env = []string{"NIGHTDESK_ADDR=" + addr, "NIGHTDESK_PUBLIC_URL=" + d.at, "NIGHTDESK_REDIS_URL=" + redis.URL(),
		"NIGHTDESK_KEYSET=" + storetest.Keys(t).Encode(), "TWILIO_ACCOUNT_SID=" + twiliotest.AccountSID,
		"TWILIO_AUTH_TOKEN=" + twiliotest.AuthToken, "TWILIO_API_BASE=" + d.carrier.URL(), "TWILIO_FROM=" + twiliotest.Line}
	return d
}

// serve runs the command until the test ends or stop is called.
func (d *desk) serve(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	d.stop = stop
	go func() {
		d.ended <- run(ctx, []string{"serve", "--config", d.config},
			streams{out: d.log, err: d.log, env: d.env})
	}()
	t.Cleanup(stop)
}

// waits waits until an address answers with a status.
func (d *desk) waits(t *testing.T, path string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.at+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == status {
				return
			}
		}
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			t.Fatalf("%s never answered %d:\n%s", path, status, d.log)
		}
	}
}

// exits waits for the command's exit code.
func (d *desk) exits(t *testing.T, code int) {
	t.Helper()
	select {
	case got := <-d.ended:
		if got != code {
			t.Errorf("exit code %d, want %d:\n%s", got, code, d.log)
		}
	case <-time.After(patience):
		t.Fatalf("it does not end:\n%s", d.log)
	}
}

func TestServeAnswersDangerBeforeItsStoreIsThere(t *testing.T) {
	t.Parallel()
	redis := storetest.Start(t)
	redis.Kill()
	d := newDesk(t, redis)
	d.serve(t)
	d.waits(t, "/livez", http.StatusOK)
	d.waits(t, "/readyz", http.StatusServiceUnavailable)

	in := d.carrier.Text(sam, "he wont wake up and his lips are blue")
	if len(in.Replies) != 1 || !strings.Contains(in.Replies[0].Body, "911") {
		t.Errorf("in danger, with no store: %+v", in.Replies)
	}

	redis.Restart(t)
	d.waits(t, "/readyz", http.StatusOK)
	if in := d.carrier.Text("+19075550143", "hi"); len(in.Replies) != 1 || in.Answers[0].Status != http.StatusOK {
		t.Errorf("with the store back: %+v", in)
	}
	d.stop()
	d.exits(t, exitGood)
}

func TestServeRefusesAStoreThatWouldLoseWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.Start(t, "--appendfsync", "everysec"))
	for i, v := range d.env { // real traffic
		if strings.HasPrefix(v, "TWILIO_API_BASE=") {
			d.env[i] = "TWILIO_API_BASE=" + config.DefaultAPIBase
		}
	}
	d.serve(t)
	d.exits(t, exitProblems)
	if log := d.log.String(); !strings.Contains(log, "set `appendfsync always`") {
		t.Errorf("it does not say why and how to mend it:\n%s", log)
	}
}

// A store that is found wanting only later ends a program that works with real
// people's texts.
func TestAStoreThatWouldLoseDataEndsTheProgram(t *testing.T) {
	t.Parallel()
	redis := storetest.Start(t, "--appendfsync", "everysec")
	p := &program{s: settings{store: redis.Open(t), durable: true, log: slog.New(slog.DiscardHandler)}, scripts: &pinned{unsaved: true}, failed: make(chan error, 1)}
	p.settleLater(t.Context())
	if err := <-p.failed; errors.Is(err, bot.ErrUnavailable) || !strings.Contains(err.Error(), "would lose data") {
		t.Errorf("%v", err)
	}
}

func TestAListenerThatDiesEndsTheProgram(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	p := &program{failed: make(chan error, 1)}
	p.listen(serverOf(http.NotFoundHandler(), nil), ln)
	if err := <-p.failed; err == nil {
		t.Error("no error")
	}
}

func TestServeSaysThatItsAddressIsTaken(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.Start(t))
	ln, err := net.Listen("tcp", strings.TrimPrefix(d.at, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	d.serve(t)
	d.exits(t, exitProblems)
	if log := d.log.String(); !strings.Contains(log, "NIGHTDESK_ADDR") {
		t.Errorf("it does not say how to mend it:\n%s", log)
	}
}
