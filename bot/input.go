package bot

import "time"

// The ids below carry no personal data and may be logged.
type (
	// InputID names one input for ever; the same id is never applied twice.
	// An inbound text's is its carrier's message id.
	InputID string
	// PersonID is the keyed hash of a phone number under the clinic's index key.
	PersonID string
	// CaseID names one case for staff. It never reaches a phone: see Case.Code.
	CaseID string
	// VisitID names one visit, held or booked.
	VisitID string
	// SendID names one outbound message.
	SendID string
)

// Lang is an ISO 639-1 language code.
type Lang string

// The languages nightdesk's own fixed texts exist in.
const (
	English Lang = "en"
	Spanish Lang = "es"
)

// InputKind says what happened.
type InputKind int

const (
	// TextIn is a text from a person.
	TextIn InputKind = iota
	// WakeUp is time having passed: a nudge, a pause, a reminder falls due.
	WakeUp
)

// Input is one thing that happened, and all that a turn may know of it.
type Input struct {
	ID   InputID
	Kind InputKind
	From Phone // who wrote, or whose session wakes
	To   Phone // the clinic's number they wrote to
	Body Words
	// Media counts attached pictures; they are never fetched.
	Media int
	// At is when the carrier took the text, if known; zero means now. A text
	// found late in the carrier's log keeps its own time.
	At time.Time
	// CarrierKeyword is what the carrier says it has answered already: "STOP",
	// "START" or "HELP" (Twilio's OptOutType), or "".
	CarrierKeyword string
	// CaughtUp is set on a text that no webhook brought and that was found in
	// the carrier's log: its reply has to be sent, not returned.
	CaughtUp bool
	// NoReply is set on a text from where none is answered, but for danger: a
	// number abroad, a short code, a name.
	NoReply bool
	// Wake is which timer fell due (WakeUp only).
	Wake Wake
}

// Answer is what an inbound text gets back on the same line.
type Answer struct {
	// Reply is the one message to send back; empty means to send nothing.
	Reply Words
	// Repeated is set when this input was applied before and Reply is what it
	// was answered then.
	Repeated bool
}
