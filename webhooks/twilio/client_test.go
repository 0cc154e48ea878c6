package twilio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

const (
	person = bot.Phone("+19075550123")
	public = "https://desk.example.org"
)

var key = []byte("sixteen bytes or more")

func standIn(t *testing.T, o twiliotest.Options) *twiliotest.Server {
	t.Helper()
	tw, err := twiliotest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tw.Close)
	return tw
}

func client(t *testing.T, tw *twiliotest.Server, change func(*twilio.ClientOptions)) *twilio.Client {
	t.Helper()
	o := twilio.ClientOptions{
		AccountSID: twiliotest.AccountSID, AuthToken: twiliotest.AuthToken, Base: tw.URL(),
		From: twiliotest.Line, PublicURL: public, LinkKey: key,
	}
	if change != nil {
		change(&o)
	}
	c, err := twilio.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSend(t *testing.T) {
	tw := standIn(t, twiliotest.Options{})
	tw.SetCallbacks(twiliotest.Callbacks{Held: true})
	c := client(t, tw, nil)
	link, _ := twilio.NewStatusLink(public, key)
	for class, validity := range map[bot.SendClass]string{
		bot.SendAlert: "600", bot.SendCrisis: "600", bot.SendReply: "600", bot.SendUnprompted: "3600",
	} {
		body := "A text\x00 for " + bot.Words(class)
		sid, err := c.Send(t.Context(), bot.Send{ID: "job-1", Class: class, To: person, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		call := tw.Log()[len(tw.Log())-1]
		got := map[string]string{}
		for name := range call.Form {
			got[name] = call.Form.Get(name)
		}
		want := map[string]string{
			"To": "+19075550123", "From": twiliotest.Line, "Body": "A text for " + string(class),
			"StatusCallback": link.For("job-1"), "ValidityPeriod": validity,
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if !strings.HasPrefix(sid, "SM") || strings.Contains(call.URL, "5550123") {
			t.Errorf("id %q, address %q", sid, call.URL)
		}
	}
}

func TestSendByService(t *testing.T) {
	service := "MG" + strings.Repeat("0a", 16)
	tw := standIn(t, twiliotest.Options{ServiceSID: service, APIKey: "SK01", APISecret: "secret01"})
	c := client(t, tw, func(o *twilio.ClientOptions) {
		o.From, o.ServiceSID = "", service
		o.APIKey, o.APISecret = "SK01", "secret01"
	})
	if _, err := c.Send(t.Context(), bot.Send{ID: "j", To: person, Body: "hi"}); err != nil {
		t.Fatal(err)
	}
	if in := tw.Phone(person.E164()).Inbox(); len(in) != 1 {
		t.Errorf("%d texts arrived", len(in))
	}
}

// What each failure of a create call means for the message.
func TestSendErrors(t *testing.T) {
	type meaning struct {
		NotSent, Retryable, OptedOut, Operator bool
		Code                                   int
		After                                  time.Duration
	}
	for _, c := range []struct {
		name    string
		fault   twiliotest.Fault
		want    meaning
		arrived int
	}{
		{"429", twiliotest.Refused, meaning{NotSent: true, Retryable: true, Code: 20429, After: 500 * time.Millisecond}, 0},
		{"500 in HTML", twiliotest.Broken, meaning{Retryable: true}, 0},
		{"500 after taking it", twiliotest.BrokenTaken, meaning{Retryable: true}, 1},
		{"no answer", twiliotest.Silent, meaning{Retryable: true}, 0},
		{"no answer after taking it", twiliotest.SilentTaken, meaning{Retryable: true}, 1},
		{"connection closed", twiliotest.HungUp, meaning{Retryable: true}, 0},
		{"connection closed after taking it", twiliotest.HungUpTaken, meaning{Retryable: true}, 1},
		{"redirect", twiliotest.Redirected, meaning{Retryable: true, Operator: true}, 0},
		{"opted out", twiliotest.Rejected(21610), meaning{NotSent: true, OptedOut: true, Code: 21610}, 0},
		{"landline", twiliotest.Rejected(21614), meaning{NotSent: true, Code: 21614}, 0},
		{"not our number", twiliotest.Rejected(21606), meaning{NotSent: true, Operator: true, Retryable: true, Code: 21606, After: time.Minute}, 0},
		{"region", twiliotest.Rejected(21408), meaning{NotSent: true, Operator: true, Code: 21408}, 0},
		{"too long", twiliotest.Rejected(21617), meaning{NotSent: true, Operator: true, Code: 21617}, 0},
		{"queue full", twiliotest.Rejected(21611), meaning{NotSent: true, Operator: true, Retryable: true, Code: 21611, After: time.Minute}, 0},
		{"20500 as 400", twiliotest.Rejected(20500), meaning{Retryable: true, Code: 20500}, 0},
		{"unknown code is final", twiliotest.Rejected(29999), meaning{NotSent: true, Code: 29999}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tw := standIn(t, twiliotest.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			switch c.fault {
			case twiliotest.Silent:
				ctx, cancel = context.WithTimeout(ctx, time.Second)
			case twiliotest.SilentTaken:
				giveUpWhenTaken(tw, cancel)
			}
			defer cancel()
			tw.NextCreates(c.fault)
			_, err := client(t, tw, nil).Send(ctx, bot.Send{ID: "j", To: person, Body: "canary words"})
			var e *bot.SendError
			if !errors.As(err, &e) {
				t.Fatalf("error is %T", err)
			}
			got := meaning{e.NotSent, e.Retryable, e.OptedOut, e.Operator, e.Code, e.After}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if n := len(tw.Phone(person.E164()).Inbox()); n != c.arrived {
				t.Errorf("%d texts arrived, want %d", n, c.arrived)
			}
			if text := err.Error(); strings.Contains(text, "canary") || strings.Contains(text, "5550123") || e.Public == "" {
				t.Errorf("error says %q", text)
			}
		})
	}
}

// giveUpWhenTaken ends a call as soon as its message has been taken.
func giveUpWhenTaken(tw *twiliotest.Server, cancel context.CancelFunc) {
	go func() {
		_, _ = tw.Phone(person.E164()).Wait(context.Background(), 1)
		cancel()
	}()
}

func TestWrongCredentials(t *testing.T) {
	tw := standIn(t, twiliotest.Options{AuthToken: "another"})
	c := client(t, tw, nil)
	_, err := c.Send(t.Context(), bot.Send{ID: "j", To: person, Body: "hi"})
	var e *bot.SendError
	if !errors.As(err, &e) || !e.Operator || !e.NotSent || !e.Retryable || e.Code != 20003 {
		t.Errorf("got %v", err)
	}
	if err := c.Check(t.Context()); err == nil {
		t.Error("Check has no objection")
	}
}

func TestCheck(t *testing.T) {
	if err := client(t, standIn(t, twiliotest.Options{}), nil).Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNobodyListens(t *testing.T) {
	tw := standIn(t, twiliotest.Options{})
	c := client(t, tw, nil)
	tw.Close()
	_, err := c.Send(t.Context(), bot.Send{ID: "j", To: person, Body: "hi"})
	var e *bot.SendError
	if !errors.As(err, &e) || !e.NotSent || !e.Retryable {
		t.Errorf("a refused connection means %+v", e)
	}
}

// Failed calls must not leak connections: twilio-go never closes their bodies.
func TestConnectionsAreUsedAgain(t *testing.T) {
	tw := standIn(t, twiliotest.Options{})
	fresh := 0
	base := &http.Transport{MaxIdleConnsPerHost: 2}
	c := client(t, tw, func(o *twilio.ClientOptions) {
		o.Transport = tripper(func(r *http.Request) (*http.Response, error) {
			return base.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
				GotConn: func(i httptrace.GotConnInfo) {
					if !i.Reused {
						fresh++
					}
				},
			})))
		})
	})
	for _, f := range []twiliotest.Fault{twiliotest.Refused, twiliotest.Broken, twiliotest.Rejected(21610), twiliotest.Redirected, twiliotest.None} {
		for range 4 {
			tw.NextCreates(f)
			_, _ = c.Send(t.Context(), bot.Send{ID: "j", To: person, Body: "hi"})
		}
	}
	if fresh != 1 {
		t.Errorf("20 calls one after the other took %d connections", fresh)
	}
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestFind(t *testing.T) {
	now := time.Date(2026, 11, 22, 21, 0, 30, 0, time.UTC)
	tw := standIn(t, twiliotest.Options{Now: func() time.Time { return now }})
	tw.SetCallbacks(twiliotest.Callbacks{Held: true}) // still queued: no date sent
	c := client(t, tw, nil)
	tw.NextCreates(twiliotest.SilentTaken)
	ctx, cancel := context.WithCancel(t.Context())
	giveUpWhenTaken(tw, cancel)
	if _, err := c.Send(ctx, bot.Send{ID: "j", To: person, Body: "See you (Tue)\n"}); err == nil {
		t.Fatal("no error without an answer")
	}
	tw.Text(person.E164(), "See you (Tue)") // theirs, not ours
	for _, q := range []struct {
		name  string
		to    bot.Phone
		body  bot.Words
		since time.Time
		want  bool
	}{
		{"there", person, "See you (Tue)\n", now.Add(-time.Second), true},
		{"since a moment later, clocks differ", person, "See you (Tue)\n", now.Add(2 * time.Second), true},
		{"another body", person, "See you (Wed)", now.Add(-time.Second), false},
		{"another number", "+19075550124", "See you (Tue)", now.Add(-time.Second), false},
		{"long before", person, "See you (Tue)", now.Add(time.Minute), false},
	} {
		sid, found, err := c.Find(t.Context(), bot.Send{To: q.to, Body: q.body}, q.since)
		if err != nil || found != q.want || found != (sid != "") {
			t.Errorf("%s: %q %v %v", q.name, sid, found, err)
		}
	}
	if replied, err := c.Replied(t.Context(), person, "See you (Tue)", now); replied || err != nil {
		t.Errorf("what was sent counts as an answer on the line: %v %v", replied, err)
	}
	tw.NextLists(twiliotest.Broken)
	if _, _, err := c.Find(t.Context(), bot.Send{To: person, Body: "See you (Tue)"}, now); err == nil {
		t.Error("no error although nobody could be asked")
	}
	tw.SetListLag(1)
	if _, err := c.Send(t.Context(), bot.Send{ID: "k", To: person, Body: "later"}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true} {
		if _, found, err := c.Find(t.Context(), bot.Send{To: person, Body: "later"}, now); err != nil || found != want {
			t.Errorf("look %d: %v %v", i+1, found, err)
		}
	}
}

func TestInbound(t *testing.T) {
	start := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)
	now := start
	tw := standIn(t, twiliotest.Options{Now: func() time.Time { return now }})
	c := client(t, tw, nil)
	const n = 2100 // three pages of a thousand
	for i := range n {
		now = start.Add(time.Duration(i) * time.Second)
		tw.Text(person.E164(), fmt.Sprint("text ", i), twiliotest.Unheard())
	}
	tw.Text(twiliotest.Line, "we to ourselves", twiliotest.Unheard())
	tw.Text(person.E164(), "to another line", twiliotest.Unheard(), twiliotest.To("+19075550199"))
	if _, err := c.Send(t.Context(), bot.Send{ID: "j", To: person, Body: "ours"}); err != nil {
		t.Fatal(err)
	}
	next := 50
	err := c.Inbound(t.Context(), start.Add(55*time.Second), func(in bot.Input) error {
		if in.Body.Text() != fmt.Sprint("text ", next) || !in.CaughtUp || in.From != person || !in.At.Equal(start.Add(time.Duration(next)*time.Second)) {
			t.Fatalf("input %d is %s of %v", next, in.Body.Text(), in.At)
		}
		next++
		return nil
	})
	if err != nil || next != n {
		t.Errorf("%d of %d inputs, %v", next, n, err)
	}
	stop := errors.New("stop")
	if err := c.Inbound(t.Context(), start, func(bot.Input) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the error of each is lost: %v", err)
	}
	tw.NextLists(twiliotest.None, twiliotest.Broken)
	if err := c.Inbound(t.Context(), start, func(bot.Input) error { t.Error("half a list is used"); return stop }); err == nil {
		t.Error("no error although a page is missing")
	}
}

func TestBadSetupIsSaidAtOnce(t *testing.T) {
	_, err := twilio.NewClient(twilio.ClientOptions{AccountSID: "AC1", AuthToken: "a b", From: "12345", ServiceSID: "x", Base: "::"})
	if err == nil || strings.Count(err.Error(), "\n") != 5 {
		t.Errorf("got %v", err)
	}
	if _, err = twilio.New(twilio.Options{}); err == nil || strings.Count(err.Error(), "\n") != 4 {
		t.Errorf("got %v", err)
	}
}
