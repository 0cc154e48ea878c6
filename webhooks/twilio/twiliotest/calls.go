package twiliotest

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Pickup is what a telephone does when we call it. The zero value rings and nobody
// takes it.
type Pickup struct {
	kind pickup
	keys string
}

type pickup int

const (
	pickNone pickup = iota
	pickBusy
	pickAnswers
	pickFails
)

// What telephones do.
var (
	// NoAnswer rings until the caller gives up.
	NoAnswer = Pickup{}
	// BusyLine is on another call.
	BusyLine = Pickup{kind: pickBusy}
	// Unplaced is a call that the network can't make.
	Unplaced = Pickup{kind: pickFails}
	// Voicemail picks up, listens to the end and presses nothing.
	Voicemail = Pickup{kind: pickAnswers}
)

// Presses picks up and presses one of keys each time that a key is waited for.
func Presses(keys string) Pickup { return Pickup{kind: pickAnswers, keys: keys} }

// Placed is a call of ours, and what whoever took it heard.
type Placed struct {
	SID, From, To string
	// Status is Twilio's last word; "" while it lasts.
	Status string
	// Said is what was said, in order.
	Said    []string
	Created time.Time
	// Answers are the exchanges with the webhooks that gave the words.
	Answers []Exchange
}

// PicksUp says what a number does when we call it.
func (s *Server) PicksUp(number string, p Pickup) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pickups[number] = p
}

// NextCalls scripts the next calls that place a call, one fault each.
func (s *Server) NextCalls(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calling = append(s.calling, f...)
}

// Calls lists the calls we placed, oldest first.
func (s *Server) Calls() []Placed {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Placed, len(s.placed))
	for i, c := range s.placed {
		out[i] = *c
		out[i].Said, out[i].Answers = slices.Clone(c.Said), slices.Clone(c.Answers)
	}
	return out
}

// createCall places a call.
func (s *Server) createCall(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, _ := pop(&s.calling)
	s.mu.Unlock()
	if !f.takes() {
		s.strike(r.Context(), f, w)
		return
	}
	c, code := s.place(r)
	if code != 0 {
		refuse(w, http.StatusBadRequest, code)
		return
	}
	form := r.PostForm
	end := s.task()
	go func() { defer end(); s.ring(c, form) }()
	if s.strike(r.Context(), f, w) {
		return
	}
	answer(w, http.StatusCreated, s.callResource(Placed{SID: c.SID, From: c.From, To: c.To, Created: c.Created}))
}

// place checks a call and puts it into the log.
func (s *Server) place(r *http.Request) (*Placed, int) {
	f := r.PostForm
	s.mu.Lock()
	defer s.mu.Unlock()
	switch to := f.Get("To"); {
	case r.PathValue("account") != s.o.AccountSID:
		return nil, 20404
	case !e164.MatchString(to):
		return nil, 21211
	case !slices.Contains(s.o.Numbers, f.Get("From")):
		return nil, 21210
	case f.Get("Url") == "" || !callbackOK(f.Get("Url")) || !callbackOK(f.Get("StatusCallback")):
		return nil, 21205
	}
	c := &Placed{SID: s.sid("CA"), From: f.Get("From"), To: f.Get("To"), Created: s.o.Now().UTC().Truncate(time.Second)}
	s.placed = append(s.placed, c)
	s.tell()
	return c, 0
}

// listCalls lists calls, newest first, by the number called.
func (s *Server) listCalls(w http.ResponseWriter, r *http.Request) {
	if s.strike(r.Context(), s.listFault(), w) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []any{}
	for _, c := range slices.Backward(s.placed) {
		if to := r.URL.Query().Get("To"); to == "" || to == c.To {
			list = append(list, s.callResource(*c))
		}
	}
	answer(w, http.StatusOK, map[string]any{"calls": list, "page": 0, "page_size": len(list), "next_page_uri": nil, "uri": r.URL.Path})
}

func (s *Server) callResource(c Placed) map[string]any {
	status := c.Status
	if status == "" {
		status = "queued"
	}
	return map[string]any{"sid": c.SID, "account_sid": s.o.AccountSID, "from": c.From, "to": c.To, "status": status, "direction": "outbound-api",
		"date_created": c.Created.Format(time.RFC1123Z), "api_version": "2010-04-01", "uri": "/2010-04-01/Accounts/" + s.o.AccountSID + "/Calls/" + c.SID + ".json"}
}

// verb is one element of TwiML.
type verb struct {
	XMLName xml.Name
	Action  string `xml:"action,attr"`
	Text    string `xml:",chardata"`
	Verbs   []verb `xml:",any"`
}

// mostHops bounds how often one call is sent on.
const mostHops = 20

// ring lets the telephone do what it does, and reports how the call ended.
func (s *Server) ring(c *Placed, asked url.Values) {
	s.mu.Lock()
	p := s.pickups[c.To]
	s.mu.Unlock()
	status := map[pickup]string{pickNone: "no-answer", pickBusy: "busy", pickFails: "failed", pickAnswers: "completed"}[p.kind]
	f := url.Values{"CallSid": {c.SID}, "AccountSid": {s.o.AccountSID}, "From": {c.From}, "To": {c.To}, "Caller": {c.From}, "Called": {c.To},
		"CallStatus": {"in-progress"}, "Direction": {"outbound-api"}, "ApiVersion": {"2010-04-01"}}
	if p.kind == pickAnswers {
		s.talk(c, p.keys, asked.Get("Url"), f)
	}
	s.mu.Lock()
	c.Status = status
	s.tell()
	s.mu.Unlock()
	if callback := asked.Get("StatusCallback"); callback != "" {
		f = cloneForm(f)
		f.Set("CallStatus", status)
		f.Set("CallDuration", "0")
		s.post(request{kind: "status", address: callback, form: f})
	}
}

// talk follows the TwiML of a call that somebody took.
func (s *Server) talk(c *Placed, keys, address string, f url.Values) {
	for range mostHops {
		e := s.post(request{kind: "voice", address: address, form: f})
		var doc verb
		bad := !good(e) || !strings.HasPrefix(e.Type, "text/xml") || xml.Unmarshal([]byte(e.Answer), &doc) != nil
		s.mu.Lock()
		c.Answers = append(c.Answers, e)
		s.mu.Unlock()
		if bad {
			s.alert(12100, c.SID)
			return
		}
		next, digit := s.hear(c, doc.Verbs, &keys)
		if next == "" {
			return
		}
		address, f = next, cloneForm(f)
		f.Set("Digits", digit)
	}
}

// hear goes through verbs until a key is pressed or the call ends.
func (s *Server) hear(c *Placed, verbs []verb, keys *string) (next, digit string) {
	for _, v := range verbs {
		switch v.XMLName.Local {
		case "Say":
			s.mu.Lock()
			c.Said = append(c.Said, v.Text)
			s.mu.Unlock()
		case "Gather":
			s.hear(c, v.Verbs, keys)
			if *keys != "" {
				digit, *keys = (*keys)[:1], (*keys)[1:]
				return v.Action, digit
			}
		case "Hangup":
			return "", ""
		}
	}
	return "", ""
}
