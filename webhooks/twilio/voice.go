package twilio

import (
	"fmt"
	"net/http"
)

// ringTime is how long the desk's telephone rings, in seconds: four rings.
const ringTime = "20"

// What a caller hears. Nothing is said that is not so at any hour, and nothing
// that tells a bystander what kind of clinic this is.
const (
	hearFirst   = "Hello. This is an automated line. If this is an emergency, hang up and call 9 1 1. If you are in crisis, call or text 9 8 8, at any hour."
	hearFirstES = "Hola. Esta es una línea automática. Si es una emergencia, cuelgue y llame al 9 1 1. Si está en crisis, llame o mande un texto al 9 8 8, a cualquier hora."
	hearRing    = "We are ringing our front desk now."
	hearRingES  = "Estamos llamando a la recepción."
	hearText    = "Nobody can take your call right now. You can text this number at any hour, and you will get an answer."
	hearTextES  = "Nadie puede tomar su llamada ahora mismo. Puede mandar un texto a este número a cualquier hora y tendrá respuesta."
)

// voice answers a call: crisis lines first, then the desk if it is staffed,
// otherwise the honest word that nobody is there, and how to get an answer.
func (h *Webhook) voice(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.readCall(w, r); err != nil {
		return err
	}
	var d twiml
	d.both(hearFirst, hearFirstES)
	if desk := h.ring(); desk != "" {
		d.both(hearRing, hearRingES)
		d.open("Dial", "action", h.after, "timeout", ringTime)
		d.verb("Number", desk.E164())
		d.close("Dial")
		return d.send(w)
	}
	return h.nobody(w, &d)
}

// voiceAfter answers when the desk's telephone has rung.
func (h *Webhook) voiceAfter(w http.ResponseWriter, r *http.Request) error {
	f, err := h.readCall(w, r)
	if err != nil {
		return err
	}
	var d twiml
	switch f.Get("DialCallStatus") {
	case "completed", "answered":
		d.verb("Hangup", "")
		return d.send(w)
	}
	return h.nobody(w, &d)
}

// nobody ends a call that no person takes.
func (h *Webhook) nobody(w http.ResponseWriter, d *twiml) error {
	h.count("call_unanswered")
	d.both(hearText, hearTextES)
	d.verb("Hangup", "")
	return d.send(w)
}

// readCall reads a signed request about a call.
func (h *Webhook) readCall(w http.ResponseWriter, r *http.Request) (Form, error) {
	f, err := h.read(w, r)
	if err != nil {
		return nil, err
	}
	if !isSID(f.Get("CallSid"), "CA") {
		return nil, fmt.Errorf("%w: CallSid is not a call id", ErrForm)
	}
	return f, nil
}

// both says a sentence in English and in Spanish.
func (d *twiml) both(en, es string) {
	d.verb("Say", en, "language", "en-US")
	d.verb("Say", es, "language", "es-US")
}
