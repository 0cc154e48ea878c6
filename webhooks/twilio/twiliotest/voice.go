package twiliotest

import (
	"encoding/xml"
	"net/url"
	"strconv"
)

// Call is what a caller met.
type Call struct {
	SID string
	// Said is what was said, in order; Rang the numbers that were dialled.
	Said []string
	Rang []string
	// Answers are the exchanges with the voice webhooks.
	Answers []Exchange
}

// Call has a person call us. Any number that the answer dials is answered or
// not, and the Dial's action is asked what comes next.
func (s *Server) Call(from string, answered bool) *Call {
	s.mu.Lock()
	address := s.hooks.Voice
	c := &Call{SID: s.sid("CA")}
	s.mu.Unlock()
	f := url.Values{
		"CallSid": {c.SID}, "AccountSid": {s.o.AccountSID}, "From": {from}, "To": {s.o.Numbers[0]}, "Caller": {from},
		"Called": {s.o.Numbers[0]}, "CallStatus": {"ringing"}, "Direction": {"inbound"}, "ApiVersion": {"2010-04-01"},
	}
	for hop := 0; address != "" && hop < 5; hop++ {
		e := s.post(request{kind: "voice", address: address, form: f})
		c.Answers = append(c.Answers, e)
		var doc struct {
			XMLName xml.Name `xml:"Response"`
			Say     []string `xml:"Say"`
			Dial    *struct {
				Action  string `xml:"action,attr"`
				Timeout int    `xml:"timeout,attr"`
				Number  string `xml:"Number"`
			} `xml:"Dial"`
		}
		if !good(e) || xml.Unmarshal([]byte(e.Answer), &doc) != nil {
			s.alert(12100, c.SID)
			return c
		}
		c.Said = append(c.Said, doc.Say...)
		if doc.Dial == nil {
			return c
		}
		c.Rang = append(c.Rang, doc.Dial.Number)
		address = doc.Dial.Action
		f = cloneForm(f)
		f.Set("CallStatus", "in-progress")
		f.Set("DialCallStatus", "no-answer")
		if answered {
			f.Set("DialCallStatus", "completed")
		}
		f.Set("DialCallDuration", strconv.Itoa(0))
	}
	return c
}
