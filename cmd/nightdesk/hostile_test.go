package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/webhooks/twilio"
	"nightdesk/webhooks/twilio/twiliotest"
)

func TestOddTextsGetAnAnswer(t *testing.T) {
	s := newStory(t)
	for name, body := range map[string]string{
		"empty":          "",
		"blanks":         " \t\n ",
		"emoji":          strings.Repeat("🙂", 1600),
		"controls":       "hi\x00\x01\x02\x7f\x1b[31m there",
		"not UTF-8":      "hi \xff\xfe",
		"another script": "안녕하세요 도와주세요",
		"markup":         `]]></Body><script>alert(1)</script>&amp;`,
		"formula":        "=cmd|' /C calc'!A0",
		"right to left":  "\u202ehi there\u2066",
		"long":           strings.Repeat("a long text without an end ", 59),
		"line breaks":    "hi\r\nX-Header: y\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			from := fmt.Sprintf("+190755501%02d", 60+len(name)%40)
			d := s.carrier.Text(from, body)
			if st := d.Answers[0].Status; st != http.StatusOK {
				t.Fatalf("status %d", st)
			}
			if len(d.Replies) != 1 || d.Replies[0].Body == "" {
				t.Errorf("%d replies", len(d.Replies))
			}
		})
	}
	t.Run("picture only", func(t *testing.T) {
		if got := s.says("+19075550199", "", twiliotest.Media(2)); got == "" {
			t.Error("no answer")
		}
	})
}

func TestSendersThatAreNobodyAreNotAnswered(t *testing.T) {
	s := newStory(t)
	for name, from := range map[string]string{"short code": "24273", "letters": "BANK", "ourselves": twiliotest.Line, "other channel": "whatsapp:+19075550141"} {
		t.Run(name, func(t *testing.T) {
			d := s.carrier.Text(from, "hi")
			if d.Answers[0].Status != http.StatusOK || len(d.Replies) != 0 {
				t.Errorf("status %d, %d replies; want 200 and none", d.Answers[0].Status, len(d.Replies))
			}
		})
	}
}

func TestRequestsThatAreNotTwiliosChangeNothing(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	form := url.Values{"MessageSid": {"SM" + strings.Repeat("a", 32)}, "AccountSid": {twiliotest.AccountSID}, "From": {sam}, "To": {twiliotest.Line}, "Body": {"hi"}}
	with := func(k string, v ...string) url.Values {
		f := url.Values{}
		maps.Copy(f, form)
		f[k] = v
		return f
	}
	for name, signature := range map[string]string{"unsigned": "", "forged": twiliotest.Sign("not the token", s.public+twilio.PathSMS, form)} {
		req, err := http.NewRequest(http.MethodPost, s.public+twilio.PathSMS, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Twilio-Signature", signature)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusForbidden || len(body) != 0 {
			t.Errorf("%s: status %d, %d bytes; want 403 and none", name, res.StatusCode, len(body))
		}
	}
	for name, c := range map[string]struct {
		form url.Values
		want int
	}{
		"repeated field": {with("Body", "hi", "stop"), http.StatusBadRequest},
		"other account":  {with("AccountSid", "AC"+strings.Repeat("f", 32)), http.StatusBadRequest},
		"odd sid":        {with("MessageSid", "../../etc"), http.StatusBadRequest},
		"hidden body":    {hidden(form), http.StatusBadRequest},
		"1 MB":           {with("Body", strings.Repeat("x", 1<<20)), http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.carrier.Post(s.public+twilio.PathSMS, c.form)
			if x.Status != c.want {
				t.Errorf("status %d, want %d", x.Status, c.want)
			}
			if x.Answer != "" {
				t.Errorf("answer %q", x.Answer)
			}
		})
	}
	if got := s.session(sam).Turns; got != 0 {
		t.Errorf("%d turns, want none", got)
	}
}

// hidden has the body within the field before it: such a form is signed alike.
func hidden(form url.Values) url.Values {
	f := maps.Clone(form)
	f.Set("ApiVersion", "2010-04-01Body"+form.Get("Body"))
	f.Del("Body")
	return f
}

// A number that somebody forgot to configure is still the clinic's.
func TestATextToAForgottenLineIsAnswered(t *testing.T) {
	s := newStory(t)
	x := s.carrier.Post(s.public+twilio.PathSMS, url.Values{"MessageSid": {"SM" + strings.Repeat("c", 32)}, "AccountSid": {twiliotest.AccountSID},
		"From": {sam}, "To": {"+19075559999"}, "Body": {"i want to kill myself"}})
	if x.Status != http.StatusOK || !strings.Contains(x.Answer, "988") {
		t.Errorf("status %d, answer %q", x.Status, x.Answer)
	}
	if !strings.Contains(s.log.String(), "not a line of ours") {
		t.Error("the operator is not told")
	}
}

func TestOneSidWithTwoTextsIsRefused(t *testing.T) {
	s := newStory(t)
	sid := "SM" + strings.Repeat("b", 32)
	s.says(sam, "hi", twiliotest.SID(sid))
	if st := s.carrier.Text(sam, "something else", twiliotest.SID(sid)).Answers[0].Status; st != http.StatusBadRequest {
		t.Errorf("status %d, want 400", st)
	}
	if got := s.session(sam).Turns; got != 1 {
		t.Errorf("%d turns, want 1", got)
	}
}

func TestAClockThatJumpsLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.says(sam, "hi")
	s.forward(-26 * time.Hour)
	if got := s.says(sam, "1"); got == "" {
		t.Error("no answer after the clock went back")
	}
	s.forward(400 * 24 * time.Hour)
	if got := s.says(sam, "1"); got == "" {
		t.Error("no answer after the clock went forward a year")
	}
	if got := s.session(sam).Turns; got != 3 {
		t.Errorf("%d turns, want 3", got)
	}
}

func TestTwoMachinesDoNotTalkForEver(t *testing.T) {
	s := newStory(t)
	replies := 0
	for range 200 {
		replies += len(s.carrier.Text(sam, "This is an automatic reply. We are closed.").Replies)
	}
	if limit := s.clinic.Limits.RepliesPerHour; replies > limit+2 {
		t.Errorf("%d replies to 200 texts of a machine, want at most %d", replies, limit+2)
	}
	if got := s.says(sam, "i took too many pills and i cant breathe"); !strings.Contains(got, "911") {
		t.Errorf("danger over the limit was answered %q", got)
	}
}

// canaries are planted in what people write; none may come out anywhere but in
// the conversation itself.
var canaries = []string{"Zebulon", "quokka", "+19075550177", "9075550177", "555-55-1234", "marmalade"}

func TestNothingOfThePersonLeaks(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	const from = "+19075550177"
	for _, body := range []string{"hi", "1", "1", "1", "1", "1", "1", "4", "my name is Zebulon", "1", "none", "1", "1", "1", "1", "1",
		"what about my quokka", "my ssn is 555-55-1234", "marmalade marmalade", "I want a person named Zebulon", "my friend Zebulon is not breathing",
		"Zebulon: please stop texting me"} {
		s.says(from, body)
	}
	s.hears(s.onCall(), 1)
	s.says(s.onCall(), "1")
	s.says(s.onCall(), "list")
	s.redis.Client(t).ConfigSet(context.Background(), "maxmemory", "1")
	s.says(from, "Zebulon again, quokka, i want to die")
	s.says(from, "marmalade")
	s.redis.Client(t).ConfigSet(context.Background(), "maxmemory", "0")
	if err := s.carrier.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}

	res, err := http.Get(s.public + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	scraped, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]string{"log": s.log.String(), "metrics": string(scraped), "redis files": string(s.redis.Files(t))}
	for _, x := range s.carrier.Log() {
		places["URLs"] += x.URL + "\n"
	}
	for _, st := range s.clinic.Staff {
		for _, m := range s.carrier.Phone(st.Phone).Inbox() {
			places["staff texts"] += m.Body + "\n"
		}
	}
	if places["staff texts"] == "" || places["log"] == "" || len(scraped) == 0 {
		t.Fatal("nothing was gathered: the test proves nothing")
	}
	for where, text := range places {
		for _, c := range canaries {
			if strings.Contains(strings.ToLower(text), strings.ToLower(c)) {
				t.Errorf("%q is in the %s", c, where)
			}
		}
	}
}

func TestABookedSeatIsTakenForOthers(t *testing.T) {
	s := newStory(t)
	const ann, bob = "+19075550151", "+19075550152"
	intake := []string{"hi", "1", "1", "1", "1", "1", "1", "4", "sam", "1", "none", "1", "1"}
	for _, from := range []string{ann, bob} {
		for _, body := range intake {
			s.says(from, body)
		}
	}
	a, b := s.session(ann), s.session(bob)
	if a.Offer == nil || b.Offer == nil || len(a.Offer.Shown) == 0 {
		t.Fatal("no openings were offered")
	}
	if !a.Offer.Shown[0].Start.Equal(b.Offer.Shown[0].Start) {
		t.Fatal("they were offered different times; the test needs the same")
	}
	s.says(ann, "1")
	s.says(ann, "1")
	s.says(bob, "1")
	s.says(bob, "1")
	seen := map[schedule.Cell]bool{}
	for _, from := range []string{ann, bob} {
		for _, v := range s.session(from).Visits {
			if v.Status != bot.VisitBooked {
				continue
			}
			for _, cell := range schedule.Cells(v.Resource, v.Start, v.End) {
				if seen[cell] {
					t.Fatal("a seat was sold twice")
				}
				seen[cell] = true
			}
		}
	}
	if len(seen) == 0 {
		t.Error("nobody got a visit")
	}
}
