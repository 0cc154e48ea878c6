package twilio

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is how long one message may be, in UTF-16 units (error 21617).
const maxText = 1600

// response is a TwiML document; its verbs run in order.
type response struct {
	XMLName xml.Name `xml:"Response"`
	Verbs   []any
}

type message struct {
	XMLName xml.Name `xml:"Message"`
	Status  string   `xml:"statusCallback,attr,omitempty"`
	Text    string   `xml:",chardata"`
}

type say struct {
	XMLName  xml.Name `xml:"Say"`
	Language string   `xml:"language,attr"`
	Text     string   `xml:",chardata"`
}

type dial struct {
	XMLName xml.Name `xml:"Dial"`
	Action  string   `xml:"action,attr"`
	Timeout int      `xml:"timeout,attr"`
	Number  string   `xml:"Number"`
}

type hangup struct {
	XMLName xml.Name `xml:"Hangup"`
}

// say answers 200 with text as one message, or as several if it is too long
// for one; with no message if it is empty. The same text gives the same bytes.
func (h *Webhook) say(w http.ResponseWriter, text string) error {
	var doc response
	for _, part := range split(clean(text)) {
		doc.Verbs = append(doc.Verbs, message{Status: h.link.Plain(), Text: part})
	}
	return write(w, doc)
}

// write sends a TwiML document. The type is text/xml and nothing else: Twilio
// would text a person whatever came as text/plain.
func write(w http.ResponseWriter, doc response) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(doc); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b.Bytes()) // the caller may be gone; what is stored is stored
	return nil
}

// clean drops what XML 1.0 forbids and other control characters: one NUL in a
// document and Twilio sends none of it (error 12100).
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == utf8.RuneError, unicode.IsControl(r), r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
			return -1
		}
		return r
	}, s)
}

// split cuts a text into parts of at most maxText UTF-16 units, after a space
// if one is near the end, and never inside a character. An empty text has no
// parts.
func split(s string) []string {
	var parts []string
	for s != "" {
		n := fitting(s)
		if n < len(s) {
			if space := strings.LastIndexAny(s[:n], " \n"); space > n-200 && space > 0 {
				n = space + 1
			}
		}
		if part := strings.TrimRight(s[:n], " \n\t"); part != "" {
			parts = append(parts, part)
		}
		s = s[n:]
	}
	return parts
}

// fitting returns how many bytes of s fit into one message.
func fitting(s string) int {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > maxText {
			return i
		}
	}
	return len(s)
}
