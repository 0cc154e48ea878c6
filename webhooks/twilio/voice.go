package twilio

import (
	"fmt"
	"net/http"
)

// ringTime is how long the desk's telephone rings, in seconds: four rings.
const ringTime = 20

// What a caller hears. Nothing is said that is not so at any hour, and nothing
// that tells a bystander what kind of clinic this is.
const (
	hearFirst   = "Hello. This is an automated line. If this is an emergency, hang up and call 9 1 1. If you are in crisis, call or text 9 8 8, at any hour."
	hearFirstES = "Hola. Esta es una línea automática. Si es una emergencia, cuelgue y llame al 9 1 1. Si está en crisis, llame o mande un texto al 9 8 8, a cualquier hora."
	hearRing    = "We are ringing our front desk now."
	hearRingES  = "Estamos llamando a la recepción."
	hearText    = "Nobody can take your call right now. You can text this number at any hour, and you will get an answer."
	hearTextES  = "Nadie puede tomar su llamada en este momento. Puede mandar un texto a este número a cualquier hora y tendrá respuesta."
)

// voice answers a call: crisis lines first, then the desk if it is staffed,
// otherwise the honest word that nobody is there, and how to get an answer.
func (h *Webhook) voice(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.readCall(w, r); err != nil {
		return err
	}
	verbs := both(hearFirst, hearFirstES)
	if desk := h.ring(); desk != "" {
		verbs = append(verbs, both(hearRing, hearRingES)...)
		verbs = append(verbs, dial{Action: h.after, Timeout: ringTime, Number: desk.E164()})
		return write(w, response{Verbs: verbs})
	}
	h.count("call_unanswered")
	verbs = append(verbs, both(hearText, hearTextES)...)
	return write(w, response{Verbs: append(verbs, hangup{})})
}

// voiceAfter answers when the desk's telephone has rung.
func (h *Webhook) voiceAfter(w http.ResponseWriter, r *http.Request) error {
	f, err := h.readCall(w, r)
	if err != nil {
		return err
	}
	switch f.Get("DialCallStatus") {
	case "completed", "answered":
		return write(w, response{Verbs: []any{hangup{}}})
	}
	h.count("call_unanswered")
	return write(w, response{Verbs: append(both(hearText, hearTextES), hangup{})})
}

// readCall reads a signed request about a call.
func (h *Webhook) readCall(w http.ResponseWriter, r *http.Request) (Form, error) {
	f, err := h.read(w, r)
	if err != nil {
		return nil, err
	}
	if !callSID.MatchString(f.Get("CallSid")) {
		return nil, fmt.Errorf("%w: CallSid is not a call id", ErrForm)
	}
	return f, nil
}

// both says a sentence in English and in Spanish.
func both(en, es string) []any {
	return []any{say{Language: "en-US", Text: en}, say{Language: "es-US", Text: es}}
}
