package twiliotest

import (
	"context"
	"slices"
	"time"
)

// Message is one entry of the message log.
type Message struct {
	SID, From, To, Body string
	// Direction is "inbound", "outbound-api" or "outbound-reply".
	Direction string
	Status    string
	ErrorCode int
	Media     int
	Created   time.Time
	Sent      time.Time // zero while it is queued
	// Auto marks Twilio's own answers to STOP, START and HELP.
	Auto bool
	// Validity is the ValidityPeriod asked for, in seconds; 0 if none was.
	Validity int
	// Callback is where its status goes; it tells our messages apart.
	Callback string
}

// record is a message as kept; its fields change under the server's lock.
type record struct {
	Message
	hidden int // list calls that it is still missing from
}

// Phone is a telephone in somebody's hand.
type Phone struct {
	s      *Server
	number string
}

// Phone returns the telephone with a number.
func (s *Server) Phone(number string) *Phone { return &Phone{s, number} }

// Inbox lists what the telephone received, oldest first.
func (p *Phone) Inbox() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return values(p.s.inbox[p.number])
}

// Wait returns the inbox as soon as it holds n texts.
func (p *Phone) Wait(ctx context.Context, n int) ([]Message, error) {
	err := p.s.until(ctx, func() bool { return len(p.s.inbox[p.number]) >= n })
	return p.Inbox(), err
}

// Text sends a text from this telephone; see Server.Text.
func (p *Phone) Text(body string, opts ...TextOption) *Delivery {
	return p.s.Text(p.number, body, opts...)
}

// Messages is the whole message log, oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return values(s.records)
}

func values(list []*record) []Message {
	out := make([]Message, len(list))
	for i, r := range list {
		out[i] = r.Message
	}
	return out
}

// add puts a message into the log. The lock is held.
func (s *Server) add(r *record) *record {
	r.Created = s.o.Now().UTC().Truncate(time.Second)
	s.records = append(s.records, r)
	s.bySID[r.SID] = r
	for _, n := range []string{r.From, r.To} {
		s.byNumber[n] = append(s.byNumber[n], r)
	}
	return r
}

// deliver puts a message into its telephone's hand. The lock is held.
func (s *Server) deliver(r *record) {
	s.inbox[r.To] = append(s.inbox[r.To], r)
	m := r.Message
	s.publish(Event{Message: &m})
	s.tell()
}

// blank empties a message in the log; the telephone keeps its copy. The lock is held.
func (s *Server) blank(r *record) {
	inbox := s.inbox[r.To]
	if i := slices.Index(inbox, r); i >= 0 {
		kept := *r
		inbox[i] = &kept
	}
	r.Body = ""
}

// remove takes a message out of the log; the telephone keeps its copy. The lock
// is held.
func (s *Server) remove(r *record) {
	gone := func(x *record) bool { return x == r }
	s.records = slices.DeleteFunc(s.records, gone)
	delete(s.bySID, r.SID)
	for _, n := range []string{r.From, r.To} {
		s.byNumber[n] = slices.DeleteFunc(s.byNumber[n], gone)
	}
}
