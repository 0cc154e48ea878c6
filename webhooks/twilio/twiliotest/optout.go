package twiliotest

import (
	"slices"
	"strings"
)

var (
	wordsOut  = []string{"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
	wordsIn   = []string{"START", "YES", "UNSTOP"}
	wordsHelp = []string{"HELP", "INFO"}
)

// Twilio's own answers, in the stand-in's words.
const (
	answerOut  = "You are unsubscribed from this number. Reply START to get texts again."
	answerIn   = "You are subscribed again. Reply STOP to end, HELP for help."
	answerHelp = "Reply STOP to end texts from this number. Msg&data rates may apply."
)

// OptedOut reports whether Twilio blocks texts of ours to a person.
func (s *Server) OptedOut(person string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.optedOut[s.pair(s.o.Numbers[0], person)]
}

// OptOut blocks texts to a person without a word to anyone, as happens when
// somebody opts out with the carrier itself.
func (s *Server) OptOut(person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.optedOut[s.pair(s.o.Numbers[0], person)] = true
}

// pair is what an opt-out belongs to: a Messaging Service shares it among its
// senders.
func (s *Server) pair(line, person string) [2]string {
	if s.o.ServiceSID != "" {
		line = s.o.ServiceSID
	}
	return [2]string{line, person}
}

// keyword handles a text that is one keyword and nothing else, and returns its
// kind. The lock is held.
func (s *Server) keyword(r *record) string {
	if s.o.OptOuts == Off {
		return ""
	}
	word := strings.ToUpper(strings.TrimSpace(r.Body))
	pair := s.pair(r.To, r.From)
	switch {
	case slices.Contains(wordsOut, word):
		if !s.optedOut[pair] {
			s.auto(r, answerOut)
		}
		s.optedOut[pair] = true
		return "STOP"
	case slices.Contains(wordsIn, word):
		if word == "YES" && !s.optedOut[pair] {
			return ""
		}
		if s.optedOut[pair] {
			s.auto(r, answerIn)
		}
		delete(s.optedOut, pair)
		return "START"
	case slices.Contains(wordsHelp, word):
		if !s.optedOut[pair] {
			s.auto(r, answerHelp)
		}
		return "HELP"
	}
	return ""
}

// auto sends Twilio's own answer. The lock is held.
func (s *Server) auto(in *record, text string) {
	r := s.add(&record{Message: Message{
		SID: s.sid("SM"), From: in.To, To: in.From, Body: text, Direction: "outbound-reply", Status: "delivered", Auto: true,
	}})
	r.Sent = r.Created
	s.deliver(r)
}
