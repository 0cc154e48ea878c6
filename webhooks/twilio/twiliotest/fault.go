package twiliotest

import (
	"context"
	"net/http"
)

// Fault is one way in which an API call goes wrong. For a create call, those
// called Taken happen after the message was accepted.
type Fault struct {
	kind faultKind
	code int
}

type faultKind int

const (
	kindNone faultKind = iota
	kind429
	kind500
	kindSilence
	kindHangUp
	kindRedirect
	kindReject
	taken faultKind = 1 << 8 // with the others: the message was accepted first
)

// The faults.
var (
	// None is a call that goes well: for a script that fails only later.
	None = Fault{}
	// Refused answers 429: not processed.
	Refused = Fault{kind: kind429}
	// Broken answers 500 with a page of HTML.
	Broken = Fault{kind: kind500}
	// BrokenTaken does so after it took the message.
	BrokenTaken = Fault{kind: kind500 | taken}
	// Silent gives no answer until the caller gives up.
	Silent = Fault{kind: kindSilence}
	// SilentTaken takes the message and gives no answer.
	SilentTaken = Fault{kind: kindSilence | taken}
	// HungUp closes the connection.
	HungUp = Fault{kind: kindHangUp}
	// HungUpTaken takes the message and closes the connection.
	HungUpTaken = Fault{kind: kindHangUp | taken}
	// Redirected answers 302.
	Redirected = Fault{kind: kindRedirect}
)

// Rejected answers 400 with one of Twilio's error codes.
func Rejected(code int) Fault { return Fault{kind: kindReject, code: code} }

// Odds are the chances, from 0 to 1, of faults of a create call without a
// script.
type Odds struct {
	Refused, Broken, BrokenTaken, HungUp, HungUpTaken float64
}

// NextCreates scripts the next create calls, one fault each.
func (s *Server) NextCreates(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f...)
}

// NextLists scripts the next calls that list messages.
func (s *Server) NextLists(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listing = append(s.listing, f...)
}

// NextRedactions scripts the next calls that blank a body.
func (s *Server) NextRedactions(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.redacting = append(s.redacting, f...)
}

// SetListLag hides each later message from the first n lists it belongs in.
func (s *Server) SetListLag(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listLag = n
}

// createFault takes the next fault of the script, or draws one.
func (s *Server) createFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := pop(&s.faults); ok {
		return f
	}
	o := s.o.Odds
	if o == (Odds{}) {
		return None
	}
	x := s.rng.Float64()
	for _, c := range []struct {
		p float64
		f Fault
	}{{o.Refused, Refused}, {o.Broken, Broken}, {o.BrokenTaken, BrokenTaken}, {o.HungUp, HungUp}, {o.HungUpTaken, HungUpTaken}} {
		if x < c.p {
			return c.f
		}
		x -= c.p
	}
	return None
}

func (s *Server) listFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _ := pop(&s.listing)
	return f
}

func (s *Server) redactFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _ := pop(&s.redacting)
	return f
}

func pop(list *[]Fault) (Fault, bool) {
	if len(*list) == 0 {
		return None, false
	}
	f := (*list)[0]
	*list = (*list)[1:]
	return f, true
}

// takes reports whether the message is accepted in spite of the fault.
func (f Fault) takes() bool { return f == None || f.kind&taken != 0 }

// strike carries a fault out; it is false for None.
func (s *Server) strike(ctx context.Context, f Fault, w http.ResponseWriter) bool {
	switch f.kind &^ taken {
	case kindNone:
		return false
	case kind429:
		refuse(w, http.StatusTooManyRequests, 20429)
	case kind500:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("<html><body><h1>500 Internal Server Error</h1></body></html>"))
	case kindSilence:
		select {
		case <-ctx.Done():
		case <-s.ctx.Done():
		}
		panic(http.ErrAbortHandler)
	case kindHangUp:
		panic(http.ErrAbortHandler)
	case kindRedirect:
		w.Header().Set("Location", "https://example.invalid/")
		w.WriteHeader(http.StatusFound)
	default: // kindReject
		refuse(w, http.StatusBadRequest, f.code)
	}
	return true
}
