package twilio_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

func TestRedact(t *testing.T) {
	now := time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC)
	tw := standIn(t, twiliotest.Options{Now: func() time.Time { return now }})
	c := client(t, tw, nil)
	ours, err := c.Send(t.Context(), bot.Send{ID: "j", To: person, Body: "hi"})
	if err != nil {
		t.Fatal(err)
	}
	if err := tw.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	theirs := tw.Text(person.E164(), "my ssn is 123-45-6789", twiliotest.Unheard()).SID
	picture := tw.Text(person.E164(), "look", twiliotest.Unheard(), twiliotest.Media(1)).SID
	for _, sid := range []string{ours, theirs, picture} {
		var e *bot.SendError
		if err := c.Redact(t.Context(), sid); !errors.As(err, &e) || e.Code != 20009 || !e.Retryable || e.Operator || e.After < time.Minute {
			t.Errorf("too early: %v", err)
		}
	}
	now = now.Add(time.Minute)
	for range 2 { // doing it twice is doing it once
		for _, sid := range []string{ours, theirs, picture} {
			if err := c.Redact(t.Context(), sid); err != nil {
				t.Error(err)
			}
		}
	}
	for _, m := range tw.Messages() {
		if m.Body != "" {
			t.Errorf("the log still holds %q", m.Body)
		}
	}
	if in := tw.Phone(person.E164()).Inbox(); len(in) != 1 || in[0].Body != "hi" {
		t.Errorf("the telephone holds %v", in)
	}
	last := tw.Log()[len(tw.Log())-1]
	if last.Method != http.MethodPost || len(last.Form) != 1 || last.Form.Get("Body") != "" || !last.Form.Has("Body") {
		t.Errorf("the call was %s with %v", last.Method, last.Form)
	}
}

// What each outcome means for the job.
func TestRedactErrors(t *testing.T) {
	now := time.Now()
	tw := standIn(t, twiliotest.Options{Now: func() time.Time { return now }})
	sid := tw.Text(person.E164(), "hi", twiliotest.Unheard()).SID
	now = now.Add(time.Hour)
	for _, f := range []struct {
		name                string
		fault               twiliotest.Fault
		retryable, operator bool
	}{
		{"429", twiliotest.Refused, true, false},
		{"500 in HTML", twiliotest.Broken, true, false},
		{"connection closed", twiliotest.HungUp, true, false},
		{"some other 400", twiliotest.Rejected(20001), true, false},
		{"redirect", twiliotest.Redirected, true, true},
		{"account suspended", twiliotest.Rejected(30002), true, true},
	} {
		tw.NextRedactions(f.fault)
		var e *bot.SendError
		if err := client(t, tw, nil).Redact(t.Context(), sid); !errors.As(err, &e) || e.Retryable != f.retryable || e.Operator != f.operator {
			t.Errorf("%s: %+v", f.name, e)
		}
	}
	stranger := client(t, tw, func(o *twilio.ClientOptions) { o.AuthToken = "wrong" })
	var e *bot.SendError
	if err := stranger.Redact(t.Context(), sid); !errors.As(err, &e) || !e.Operator || e.Code != 20003 {
		t.Errorf("wrong token: %v", err)
	}
	if err := client(t, tw, nil).Redact(t.Context(), "SM"+strings.Repeat("f", 32)); err != nil {
		t.Errorf("a message that is gone: %v", err)
	}
	if got := tw.Messages()[0].Body; got != "hi" {
		t.Errorf("a failed call changed the body to %q", got)
	}
}

func TestRedactTakesOnlyMessageIDs(t *testing.T) {
	tw := standIn(t, twiliotest.Options{})
	c := client(t, tw, nil)
	for _, sid := range []string{"", "../../x", "SM1", "AC" + strings.Repeat("0", 32), "SM" + strings.Repeat("g", 32), "SM" + strings.Repeat("0", 31) + "/", "sm" + strings.Repeat("0", 32)} {
		var e *bot.SendError
		if err := c.Redact(t.Context(), sid); !errors.As(err, &e) || e.Retryable || e.Operator {
			t.Errorf("%q: %v", sid, err)
		}
	}
	if n := len(tw.Log()); n != 0 {
		t.Errorf("%d calls went out", n)
	}
}

// A reply on the line that was blanked since must not be taken for one that never
// left, and given again.
func TestABlankedReplyWasGiven(t *testing.T) {
	now := time.Now()
	tw := standIn(t, twiliotest.Options{Now: func() time.Time { return now }})
	c := client(t, tw, nil)
	since := now
	srv := answering(t, "<Response><Message>hello</Message></Response>")
	tw.Connect(twiliotest.Webhooks{SMS: srv})
	tw.Text(person.E164(), "hi")
	if err := tw.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Minute)
	for _, m := range tw.Messages() {
		if err := c.Redact(t.Context(), m.SID); err != nil {
			t.Fatal(err)
		}
	}
	if ok, err := c.Replied(t.Context(), person, "hello", since); err != nil || !ok {
		t.Errorf("replied: %v, %v", ok, err)
	}
	if ok, err := c.Replied(t.Context(), person, "hello", now); err != nil || ok {
		t.Errorf("replied since later: %v, %v", ok, err)
	}
	// What was sent is looked for by its words alone: an empty one is none of them.
	if _, found, err := c.Find(t.Context(), bot.Send{To: person, Body: "hello"}, since); err != nil || found {
		t.Errorf("found: %v, %v", found, err)
	}
}

// answering is the address of a webhook that answers everything alike.
func answering(t *testing.T, document string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, document)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}
