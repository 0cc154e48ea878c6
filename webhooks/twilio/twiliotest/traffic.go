package twiliotest

import (
	"net/url"
	"slices"
	"time"
)

// Exchange is one request and its answer, as they went over the wire.
type Exchange struct {
	N  int
	At time.Time
	// Kind is "webhook", "status", "voice" (Twilio asks) or "api" (Twilio is asked).
	Kind        string
	Method, URL string
	Form        url.Values
	Signature   string
	// Status is 0 if no answer came; Err then says why.
	Status int
	Type   string
	Answer string
	Err    string
}

// Event is something that happened: an exchange, or a text that arrived at a
// telephone or was sent from one.
type Event struct {
	Exchange *Exchange
	Message  *Message
}

// Log lists the last exchanges, oldest first.
func (s *Server) Log() []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// Subscribe returns a channel of all that happens from now on, and a func that
// ends it. A reader that falls 256 events behind misses some.
func (s *Server) Subscribe() (<-chan Event, func()) {
	c := make(chan Event, 256)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subs[c] = true
	return c, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.subs[c] {
			delete(s.subs, c)
			close(c)
		}
	}
}

// publish tells subscribers. The lock is held.
func (s *Server) publish(e Event) {
	for c := range s.subs {
		select {
		case c <- e:
		default:
		}
	}
}

// note keeps an exchange.
func (s *Server) note(e Exchange) Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.exchanges++
	e.N, e.At = s.exchanges, s.o.Now()
	if len(s.log) >= 2*s.o.Keep {
		s.log = slices.Clone(s.log[len(s.log)-s.o.Keep:])
	}
	s.log = append(s.log, e)
	s.publish(Event{Exchange: &e})
	return e
}
