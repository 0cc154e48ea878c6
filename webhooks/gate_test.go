package webhooks_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"nightdesk/bot"
	"nightdesk/webhooks"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// door is the handler with what its gate counts and logs. It runs in a bubble of
// synctest, where time stands still until it is slept away.
type door struct {
	h      http.Handler
	log    bytes.Buffer
	events map[string]int
	read   int // bytes of bodies that were read
}

func newDoor(t *testing.T, proxies ...string) *door {
	d := &door{events: map[string]int{}}
	hook, err := twilio.New(twilio.Options{
		PublicURL: public, AccountSID: twiliotest.AccountSID, Tokens: []string{twiliotest.AuthToken},
		Lines: []bot.Phone{line}, LinkKey: linkKey, Desk: &fixed{"hello"}, Fallback: fallback,
	})
	if err != nil {
		t.Fatal(err)
	}
	o := webhooks.Options{Twilio: hook.Routes(), Log: slog.New(slog.NewTextHandler(&d.log, nil)), Count: func(e string) { d.events[e]++ }}
	for _, p := range proxies {
		o.Proxies = append(o.Proxies, netip.MustParsePrefix(p))
	}
	d.h = webhooks.New(o)
	return d
}

// counted is a body that tells how much of it was read.
type counted struct {
	r io.Reader
	d *door
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.d.read += n
	return n, err
}

// knock posts a text, signed or not, and returns the status; read says whether
// its body was looked at.
func (d *door) knock(t *testing.T, from string, signed bool, forwarded ...string) (status int, read bool) {
	t.Helper()
	body := inbound(nil)
	d.read = 0
	r := httptest.NewRequest("POST", twilio.PathSMS, counted{strings.NewReader(body), d})
	r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(from), 4711).String()
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", strings.Repeat("A", 28))
	if signed {
		values, _ := url.ParseQuery(body)
		r.Header.Set("X-Twilio-Signature", twiliotest.Sign(twiliotest.AuthToken, public+twilio.PathSMS, values))
	}
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	if w.Code != 200 && w.Body.Len() > 0 {
		t.Errorf("a refusal with the body %q", w.Body)
	}
	return w.Code, d.read > 0
}

const flood = 25 // more than an address may send at once

func TestAnAddressThatKnocksTooOftenIsRefusedUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(t)
		unread := 0
		for range flood {
			status, read := d.knock(t, "203.0.113.7", false)
			if status != http.StatusForbidden {
				t.Fatalf("status %d", status)
			}
			if !read {
				unread++
			}
		}
		if unread != 5 || d.events["refused_unread"] != 5 || d.events["unsigned"] != 20 {
			t.Errorf("%d refused unread, counted %v", unread, d.events)
		}
		if _, read := d.knock(t, "203.0.113.8", false); !read {
			t.Error("another address is refused with it")
		}
		if status, _ := d.knock(t, "203.0.113.8", true); status != http.StatusOK {
			t.Errorf("a good text from another address got %d", status)
		}
		time.Sleep(time.Second)
		if status, _ := d.knock(t, "203.0.113.7", true); status != http.StatusOK {
			t.Errorf("a second later a good text from there got %d: nothing is ever shut out for good", status)
		}
	})
}

func TestWhoeverBroughtAGoodSignatureIsNeverRefusedUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(t)
		d.knock(t, "203.0.113.7", true)
		for range 10 * flood {
			if _, read := d.knock(t, "203.0.113.7", false); !read {
				t.Fatal("refused unread")
			}
		}
		if status, _ := d.knock(t, "203.0.113.7", true); status != http.StatusOK {
			t.Errorf("a good text got %d", status)
		}
	})
}

func TestAnIPv6CustomerIsOneSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(t)
		for n := range flood {
			d.knock(t, fmt.Sprintf("2001:db8:1:2::%x", n+1), false)
		}
		if _, read := d.knock(t, "2001:db8:1:2:ffff::1", false); read {
			t.Error("another address of the same /64 is read")
		}
		if _, read := d.knock(t, "2001:db8:1:3::1", false); !read {
			t.Error("another /64 is refused with it")
		}
	})
}

// Behind a proxy that nobody told us of all senders have one address: to refuse
// it would be to refuse Twilio.
func TestAProxyIsNeverRefusedUnread(t *testing.T) {
	for _, c := range []struct {
		name, from string
		proxies    []string
	}{
		{"loopback", "127.0.0.1", nil}, {"private", "10.1.2.3", nil}, {"private v6", "fd00::1", nil}, {"carrier grade", "100.64.0.9", nil},
		{"private, in v6", "::ffff:10.1.2.3", nil},
		{"named, without saying for whom", "198.51.100.1", []string{"198.51.100.0/24"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDoor(t, c.proxies...)
				for range flood {
					d.knock(t, c.from, false)
				}
				if status, _ := d.knock(t, c.from, true); status != http.StatusOK {
					t.Errorf("a good text got %d", status)
				}
			})
		})
	}
}

func TestOnlyAProxyThatIsNamedSaysWhereARequestComesFrom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(t, "198.51.100.0/24")
		for range flood {
			d.knock(t, "198.51.100.1", false, "192.0.2.1, 203.0.113.7") // what is left of the last is the sender's own claim
		}
		if _, read := d.knock(t, "198.51.100.2", false, "203.0.113.7"); read {
			t.Error("the sender behind the proxies is read")
		}
		if status, _ := d.knock(t, "198.51.100.1", true, "203.0.113.9"); status != http.StatusOK {
			t.Errorf("a good text through the same proxy got %d", status)
		}
		for n := range flood { // no proxy of ours: its header is not looked at
			d.knock(t, "203.0.113.50", false, fmt.Sprintf("192.0.2.%d", n))
		}
		if _, read := d.knock(t, "203.0.113.50", false, "192.0.2.200"); read {
			t.Error("a sender got round its budget with a header of its own")
		}
	})
}

func TestTheGateSaysOneLineAMinuteAndRemembersABoundedNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(t)
		a := netip.MustParseAddr("1.0.0.0")
		for range 20_000 {
			d.knock(t, a.String(), false)
			a = a.Next()
		}
		if n := strings.Count(d.log.String(), "\n"); n != 1 {
			t.Errorf("%d lines for a flood within a minute, want 1", n)
		}
		time.Sleep(time.Minute)
		d.knock(t, "203.0.113.7", false, "192.0.2.1")
		lines := strings.Split(strings.TrimSpace(d.log.String()), "\n")
		if len(lines) != 2 || !strings.Contains(lines[1], "read=20000") || !strings.Contains(lines[1], "addresses=8192") || !strings.Contains(lines[1], "through_a_proxy=1") {
			t.Errorf("the log says %q", lines)
		}
		for _, hidden := range []string{"203.0.113.7", "1.0.0", person[1:]} {
			if strings.Contains(d.log.String(), hidden) {
				t.Errorf("the log holds %q", hidden)
			}
		}
	})
}
