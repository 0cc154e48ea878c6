package twiliotest

import (
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Callbacks says how status callbacks come. The zero value: at once, once and
// in order.
type Callbacks struct {
	Held     bool // kept until ReleaseCallbacks
	Doubled  bool // each comes twice
	Reversed bool // the last comes first
	Early    bool // before the answer to the create call
	Forged   bool // a wrongly signed "failed" comes before the others
	Off      bool // none come
}

// SetCallbacks changes how callbacks of later messages come.
func (s *Server) SetCallbacks(c Callbacks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callbacks = c
}

// ReleaseCallbacks posts all callbacks that were held, in the order they were
// due, and returns how many messages they were of.
func (s *Server) ReleaseCallbacks() int {
	s.mu.Lock()
	held := s.held
	s.held = nil
	s.mu.Unlock()
	for _, post := range held {
		post()
	}
	return len(held)
}

// dispatch takes a queued message to its end: into the telephone's hand, or
// not, with the callbacks that belong to it. early says that the create call is
// still unanswered.
func (s *Server) dispatch(r *record, early bool) {
	s.mu.Lock()
	mode := s.callbacks
	steps, code := s.fate(r)
	if steps[len(steps)-1] == "delivered" {
		s.deliver(r)
	}
	s.mu.Unlock()
	run := func() { s.report(r, steps, code, mode) }
	switch {
	case mode.Held:
		s.mu.Lock()
		s.held = append(s.held, run)
		s.mu.Unlock()
	case mode.Early && early:
		run()
	default:
		end := s.task()
		go func() { defer end(); run() }()
	}
}

// fate is what will become of a message. The lock is held.
func (s *Server) fate(r *record) (steps []string, code int) {
	switch {
	case s.optedOut[s.pair(r.From, r.To)]:
		return []string{"failed"}, 21610
	case s.bad[r.To] != 0:
		return []string{"sent", "undelivered"}, s.bad[r.To]
	}
	return []string{"sent", "delivered"}, 0
}

// report moves a message through its statuses and posts each. What the log says
// goes in order; how the posts go is the mode's.
func (s *Server) report(r *record, steps []string, code int, mode Callbacks) {
	s.mu.Lock()
	r.Sent = s.o.Now().UTC().Truncate(time.Second)
	r.Status = steps[len(steps)-1]
	r.ErrorCode = code
	callback, m := r.Callback, r.Message
	s.tell()
	s.mu.Unlock()
	if callback == "" || mode.Off {
		return
	}
	if mode.Reversed {
		steps = slices.Clone(steps)
		slices.Reverse(steps)
	}
	if mode.Forged {
		s.callback(callback, m, "failed", 30008, true)
	}
	for _, step := range steps {
		n := 1
		if mode.Doubled {
			n = 2
		}
		for range n {
			s.callback(callback, m, step, code, false)
		}
	}
}

func (s *Server) callback(address string, m Message, status string, code int, forged bool) {
	f := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "MessageStatus": {status}, "SmsStatus": {status},
		"AccountSid": {s.o.AccountSID}, "From": {m.From}, "To": {m.To}, "ApiVersion": {"2010-04-01"},
	}
	if code != 0 && (status == "failed" || status == "undelivered") {
		f.Set("ErrorCode", strconv.Itoa(code))
	}
	if s.o.ServiceSID != "" {
		f.Set("MessagingServiceSid", s.o.ServiceSID)
	}
	s.post(request{kind: "status", address: address, form: f, forged: forged})
}
