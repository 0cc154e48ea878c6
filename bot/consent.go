package bot

import "time"

// What a person can agree to be texted for. Reminders are asked for apart from
// being seen (domain rule 4.3.6).
const (
	PurposeConversation = "conversation"
	PurposeReminders    = "reminders"
	// PurposeAll stands for every text from this line: an opt-out takes it back.
	PurposeAll = "all"
)

// Purposes are all that a consent can be for.
var Purposes = []string{PurposeConversation, PurposeReminders, PurposeAll}

// How a consent was given or taken back.
const (
	HowAnswer  = "answer"  // to a question of the script
	HowKeyword = "keyword" // STOP, START
	HowWords   = "words"   // in words of their own
	HowCarrier = "carrier" // the carrier refuses their number (21610)
	HowStaff   = "staff"   // told to staff by voice, e-mail or in person
	HowSilence = "silence" // ended by a silence after which the number may be somebody else's
)

// ConsentChange is one entry of the consent ledger: the proof that a person agreed
// to texts for a purpose, or took that back. Entries are only ever added, and are
// kept as long as proofs must be (config: retention), after the session is gone.
type ConsentChange struct {
	Purpose string    `json:"p"`
	Given   bool      `json:"g"`           // false: taken back
	At      time.Time `json:"t"`           // UTC
	How     string    `json:"h"`           // one of the How words
	Wording string    `json:"w,omitempty"` // script version that the question stood in
	Step    string    `json:"s,omitempty"` // "flow/step" of the question
	Lang    Lang      `json:"l,omitempty"`
	Actor   string    `json:"a,omitempty"` // the staff id, with HowStaff
}

// Redaction is one message whose body is to be blanked at the carrier, because it
// keeps what it carried until it is told otherwise (twilio.md 12).
type Redaction struct {
	Carrier string    // the carrier's message id
	Attempt int       // from 1
	Since   time.Time // when it was first due
}
