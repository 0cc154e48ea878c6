package twiliotest

import (
	"encoding/xml"
	"mime"
	"strings"
	"unicode/utf16"
)

// twiml is the part of a TwiML answer to a text that the stand-in understands.
type twiml struct {
	XMLName  xml.Name `xml:"Response"`
	Messages []struct {
		To     string `xml:"to,attr"`
		From   string `xml:"from,attr"`
		Status string `xml:"statusCallback,attr"`
		Text   string `xml:",chardata"`
		Body   string `xml:"Body"`
	} `xml:"Message"`
}

// obey does what the answer to a text says: TwiML is carried out, and plain
// text is sent word for word, as Twilio would.
func (s *Server) obey(sid, line, person string, e Exchange) []Message {
	kind, _, _ := mime.ParseMediaType(e.Type)
	switch kind {
	case "text/plain":
		if e.Answer != "" {
			return s.reply(line, person, e.Answer, "")
		}
		return nil
	case "text/xml", "application/xml", "text/html":
	default:
		if e.Answer != "" {
			s.alert(12300, sid)
		}
		return nil
	}
	var doc twiml
	switch {
	case len(e.Answer) > 64<<10:
		s.alert(11750, sid)
		return nil
	case xml.Unmarshal([]byte(e.Answer), &doc) != nil:
		s.alert(12100, sid)
		return nil
	}
	var out []Message
	for _, m := range doc.Messages {
		to, from, text := person, line, strings.TrimSpace(m.Text)
		if m.To != "" {
			to = m.To
		}
		if m.From != "" {
			from = m.From
		}
		if m.Body != "" {
			text = m.Body
		}
		if n := units(text); n == 0 || n > maxBody {
			s.alert(21617, sid)
			continue
		}
		out = append(out, s.reply(from, to, text, m.Status)...)
	}
	return out
}

// maxBody is how long a body may be, in UTF-16 units.
const maxBody = 1600

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// reply sends a message that TwiML asked for.
func (s *Server) reply(from, to, text, callback string) []Message {
	s.mu.Lock()
	r := s.add(&record{Message: Message{
		SID: s.sid("SM"), From: from, To: to, Body: text, Direction: "outbound-reply", Status: "queued",
		Callback: callback,
	}})
	m := r.Message
	s.mu.Unlock()
	s.dispatch(r, false)
	return []Message{m}
}
