package twilio

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is how long one message may be, in UTF-16 units (error 21617).
const maxText = 1600

// twiml is a TwiML document in the making; its verbs run in order. The same
// verbs give the same bytes, so that a repeated webhook gets the same answer.
type twiml struct{ body bytes.Buffer }

// verb adds an element. Attributes are names and values in turn.
func (d *twiml) verb(name, text string, attributes ...string) {
	d.open(name, attributes...)
	d.escape(text)
	d.close(name)
}

func (d *twiml) open(name string, attributes ...string) {
	d.body.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		d.body.WriteString(" " + attributes[i] + `="`)
		d.escape(attributes[i+1])
		d.body.WriteByte('"')
	}
	d.body.WriteByte('>')
}

func (d *twiml) close(name string) { d.body.WriteString("</" + name + ">") }

func (d *twiml) escape(s string) {
	_ = xml.EscapeText(&d.body, []byte(s)) // writing into memory cannot fail
}

// send answers 200 with the document. The type is text/xml and nothing else:
// Twilio would text a person whatever came as text/plain.
func (d *twiml) send(w http.ResponseWriter) error {
	w.Header()["Content-Type"] = textXML
	w.WriteHeader(http.StatusOK)
	verbs := d.body.Bytes()
	if len(verbs) == 0 {
		_, _ = io.WriteString(w, xml.Header+"<Response/>")
		return nil
	}
	out := make([]byte, 0, len(xml.Header)+len(verbs)+len("<Response></Response>"))
	out = append(out, xml.Header+"<Response>"...)
	out = append(out, verbs...)
	out = append(out, "</Response>"...)
	_, _ = w.Write(out) // the caller may be gone; what is stored is stored
	return nil
}

var textXML = []string{"text/xml"}

// say answers with text as one message, or as several if it is too long for
// one; with no message if it is empty.
func (h *Webhook) say(w http.ResponseWriter, text string) error {
	var d twiml
	for _, part := range split(clean(text)) {
		d.verb("Message", part, "statusCallback", h.link.Plain())
	}
	return d.send(w)
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
