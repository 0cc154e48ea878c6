package twilio_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

// caseDesk is a desk with one case, as far as a call sees it.
type caseDesk struct {
	mu       sync.Mutex
	call     bot.AlertCall
	orders   []bot.CaseOrder
	declined int
	receipts []bot.Receipt
	down     bool
	fails    int // the next orders that fail
}

func (d *caseDesk) Receive(context.Context, bot.Input) (bot.Answer, error) { return bot.Answer{}, nil }
func (d *caseDesk) Fallback(context.Context, bot.Input) bot.Answer         { return bot.Answer{} }

func (d *caseDesk) Receipt(_ context.Context, r bot.Receipt) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.receipts = append(d.receipts, r)
	return nil
}

func (d *caseDesk) AlertCall(_ context.Context, id bot.SendID) (bot.AlertCall, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return bot.AlertCall{}, bot.ErrUnavailable
	}
	if id != "alert1" {
		return bot.AlertCall{}, errors.New("unknown")
	}
	return d.call, nil
}

func (d *caseDesk) Staff(_ context.Context, o bot.CaseOrder) (bot.CaseDone, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.orders = append(d.orders, o)
	if d.fails > 0 {
		d.fails--
		return bot.CaseDone{}, bot.ErrUnavailable
	}
	if d.call.OwnerRole == "" {
		d.call.Yours = o.Do == bot.CaseTake
	}
	return bot.CaseDone{}, nil
}

func (d *caseDesk) Declined(context.Context, bot.SendID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.declined++
	return nil
}

const nurse = "+19075550188"

// voiced is the real webhook and client between a desk and the stand-in.
func voiced(t *testing.T) (*caseDesk, *twiliotest.Server, twilio.Calls, string) {
	t.Helper()
	d := &caseDesk{call: bot.AlertCall{Case: "c1", Staff: bot.Staff{ID: "ana", Role: "nurse", Phone: nurse},
		Facts: bot.AlertFacts{Code: "A7K3", Level: 1, Minutes: 3}}}
	tw, err := twiliotest.Start(twiliotest.Options{Numbers: []string{twiliotest.Line}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tw.Close)
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	key := []byte("sixteen bytes or more")
	hook, err := twilio.New(twilio.Options{PublicURL: srv.URL, AccountSID: twiliotest.AccountSID, Tokens: []string{twiliotest.AuthToken},
		Lines: []bot.Phone{twiliotest.Line}, LinkKey: key, Desk: d, Alerts: d, Fallback: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range hook.Routes() {
		mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, q *http.Request) {
			if r.Handle(w, q) != nil {
				w.WriteHeader(http.StatusBadRequest)
			}
		})
	}
	tw.Connect(twiliotest.Webhooks{SMS: srv.URL + twilio.PathSMS})
	client, err := twilio.NewClient(twilio.ClientOptions{AccountSID: twiliotest.AccountSID, AuthToken: twiliotest.AuthToken, Base: tw.URL(),
		From: twiliotest.Line, PublicURL: srv.URL, LinkKey: key})
	if err != nil {
		t.Fatal(err)
	}
	return d, tw, client.Calls(), srv.URL
}

func callTo(id string) bot.Send {
	return bot.Send{ID: bot.SendID(id), Class: bot.SendAlert, Channel: bot.ChannelVoice, To: nurse, Case: "c1", Staff: "ana", Body: "Alert A7K3, level 1, waiting 3 min."}
}

const (
	reads = "This is an alert. Code A as in Alfa, 7, K as in Kilo, 3. Level 1. Waiting 3 minutes. Press 1 to take it. Press 2 to pass it to the next person."
	owner = "This is an alert. Code A as in Alfa, 7, K as in Kilo, 3. Level 1. Waiting 3 minutes. It is yours. Press 1 to keep it. Press 2 to pass it to the next person."
)

// What each telephone does, what is heard, what is ordered, and how the call ends.
func TestAlertCalls(t *testing.T) {
	for _, tc := range []struct {
		name     string
		picksUp  twiliotest.Pickup
		set      func(*caseDesk)
		said     []string
		does     bot.CaseDo
		declined int
		state    bot.SendState
	}{
		{name: "takes it", picksUp: twiliotest.Presses("1"), said: []string{reads, "It is yours. You can also text back the code. Goodbye."}, does: bot.CaseTake, state: bot.SendDelivered},
		{name: "passes it on", picksUp: twiliotest.Presses("2"), said: []string{reads, "It goes to the next person. Goodbye."}, declined: 1, state: bot.SendDelivered},
		{name: "passes on what is theirs", picksUp: twiliotest.Presses("2"), set: func(d *caseDesk) { d.call.Yours = true }, said: []string{owner, "It goes to the next person. Goodbye."}, does: bot.CasePass, state: bot.SendDelivered},
		{name: "presses another key first", picksUp: twiliotest.Presses("91"), said: []string{reads, reads, "It is yours. You can also text back the code. Goodbye."}, does: bot.CaseTake, state: bot.SendDelivered},
		{name: "a mailbox", picksUp: twiliotest.Voicemail, said: []string{reads, reads, reads, "No key was pressed, so the alert goes on to others. Goodbye."}, state: bot.SendDelivered},
		{name: "somebody has it", picksUp: twiliotest.Presses("1"), set: func(d *caseDesk) { d.call.OwnerRole = "counselor" }, said: []string{"The counselor has it. Nothing is left to do. Goodbye."}, state: bot.SendDelivered},
		{name: "closed", picksUp: twiliotest.Presses("1"), set: func(d *caseDesk) { d.call.Closed = true }, said: []string{"It is closed. Nothing is left to do. Goodbye."}, state: bot.SendDelivered},
		{name: "a test", picksUp: twiliotest.Presses("1"), set: func(d *caseDesk) { d.call.Test = true }, said: []string{"This is a test of alert calls. There is nothing to do. Goodbye."}, state: bot.SendDelivered},
		{name: "the store is down", picksUp: twiliotest.Presses("1"), set: func(d *caseDesk) { d.down = true }, said: []string{"This is an alert. Its details can not be read at this moment. Please look at your texts now. Goodbye."}, state: bot.SendDelivered},
		{name: "the order fails once", picksUp: twiliotest.Presses("11"), set: func(d *caseDesk) { d.fails = 1 }, said: []string{reads, "That did not work. Please press the key again, or look at your texts.", reads, "It is yours. You can also text back the code. Goodbye."}, does: bot.CaseTake, state: bot.SendDelivered},
		{name: "busy", picksUp: twiliotest.BusyLine, state: bot.SendUndelivered},
		{name: "nobody", picksUp: twiliotest.NoAnswer, state: bot.SendUndelivered},
		{name: "the network fails", picksUp: twiliotest.Unplaced, state: bot.SendFailed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, tw, calls, _ := voiced(t)
			if tc.set != nil {
				tc.set(d)
			}
			tw.PicksUp(nurse, tc.picksUp)
			sid, err := calls.Send(t.Context(), callTo("alert1"))
			if err != nil {
				t.Fatal(err)
			}
			if err := tw.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			call := tw.Calls()[0]
			if call.SID != sid || strings.Join(call.Said, "|") != strings.Join(tc.said, "|") {
				t.Errorf("heard %q", call.Said)
			}
			if len(d.receipts) != 1 || d.receipts[0].State != tc.state || d.receipts[0].Send != "alert1" || !d.receipts[0].Call || d.receipts[0].Carrier != sid {
				t.Errorf("receipts %+v", d.receipts)
			}
			if tc.does == "" && len(d.orders) > 0 || tc.does != "" && (len(d.orders) == 0 || d.orders[0].Do != tc.does || d.orders[0].By.ID != "ana" || d.orders[0].Case != "c1") || d.declined != tc.declined {
				t.Errorf("orders %+v, %d declined", d.orders, d.declined)
			}
			for _, o := range d.orders { // whatever fails or comes twice in one call is one order
				if o.ID != d.orders[0].ID || !strings.Contains(string(o.ID), sid) {
					t.Errorf("orders %+v", d.orders)
				}
			}
		})
	}
}

// A webhook that comes twice is one order with one answer; one that Twilio did not
// sign, or whose link is not ours, does nothing.
func TestAlertLinks(t *testing.T) {
	d, tw, calls, public := voiced(t)
	tw.PicksUp(nurse, twiliotest.Presses("1"))
	if _, err := calls.Send(t.Context(), callTo("alert1")); err != nil {
		t.Fatal(err)
	}
	if err := tw.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	pressed := tw.Calls()[0].Answers[1]
	again := tw.Post(pressed.URL, pressed.Form)
	if again.Answer != pressed.Answer || again.Status != http.StatusOK || len(d.orders) != 2 || d.orders[0].ID != d.orders[1].ID {
		t.Errorf("again: %d %q, orders %+v", again.Status, again.Answer, d.orders)
	}
	for _, secret := range []string{"A7K3", "+1907", "ana", "c1"} {
		if u, _ := url.QueryUnescape(pressed.URL); strings.Contains(strings.TrimPrefix(u, public), secret) {
			t.Errorf("the link says %s: %s", secret, u)
		}
	}
	u, err := url.Parse(pressed.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(url.Values){
		"another alert": func(q url.Values) { q.Set("s", "alert2") },
		"another mac":   func(q url.Values) { q.Set("m", "AAAA") },
		"no mac":        func(q url.Values) { q.Del("m") },
		"two alerts":    func(q url.Values) { q.Add("s", "alert2") },
		"no query":      func(q url.Values) { clear(q) },
	} {
		q := u.Query()
		change(q)
		other := *u
		other.RawQuery = q.Encode()
		if e := tw.Post(other.String(), pressed.Form); e.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, e.Status, e.Answer)
		}
	}
	resp, err := http.PostForm(pressed.URL, pressed.Form)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode == http.StatusOK || len(d.orders) != 2 {
		t.Errorf("unsigned: %d, %d orders", resp.StatusCode, len(d.orders))
	}
}

// What Twilio refuses or loses of a call means the same as of a text.
func TestPlacingCalls(t *testing.T) {
	_, tw, calls, _ := voiced(t)
	for _, tc := range []struct {
		fault               twiliotest.Fault
		notSent, retry, ops bool
	}{
		{twiliotest.Refused, true, true, false},
		{twiliotest.Broken, false, true, false},
		{twiliotest.BrokenTaken, false, true, false},
		{twiliotest.Silent, false, true, false},
		{twiliotest.HungUp, false, true, false},
		{twiliotest.Rejected(21210), true, false, true},
		{twiliotest.Rejected(21217), true, false, false},
		{twiliotest.Rejected(20003), true, true, true},
	} {
		tw.NextCalls(tc.fault)
		patience := time.Minute
		if tc.fault == twiliotest.Silent {
			patience = 300 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		_, err := calls.Send(ctx, callTo("alert1"))
		cancel()
		var e *bot.SendError
		if !errors.As(err, &e) || e.NotSent != tc.notSent || e.Retryable != tc.retry || e.Operator != tc.ops {
			t.Errorf("%+v: %+v", tc.fault, e)
		}
	}
	// The one that was taken in spite of its answer is found.
	if sid, found, err := calls.Find(t.Context(), callTo("alert1"), time.Now().Add(-time.Minute)); err != nil || !found || sid != tw.Calls()[0].SID {
		t.Errorf("%q %v %v", sid, found, err)
	}
	for name, m := range map[string]bot.Send{"another number": {To: "+19075550199"}, "later": callTo("x")} {
		since := time.Now().Add(-time.Minute)
		if name == "later" {
			since = since.Add(time.Hour)
		}
		if _, found, err := calls.Find(t.Context(), m, since); err != nil || found {
			t.Errorf("%s: %v %v", name, found, err)
		}
	}
}
