package bot

import (
	"errors"
	"fmt"
	"time"
)

// SendState is where an outbound message stands.
//
//	pending ─claim─▶ sending ─▶ sent ─▶ delivered
//	   ▲                │         └───▶ undelivered
//	   └──not sent──────┤
//	                    └─▶ failed | dropped
//
// A claim that finds "sending" means that somebody may have sent it: the
// carrier is asked before it is sent again.
type SendState string

const (
	SendPending     SendState = "pending"
	SendSending     SendState = "sending"
	SendSent        SendState = "sent"
	SendDelivered   SendState = "delivered"
	SendUndelivered SendState = "undelivered"
	SendFailed      SendState = "failed"
	SendDropped     SendState = "dropped" // opted out, not agreed to, or late
)

// SendError is why a message was not sent, in the terms the outbox acts on.
type SendError struct {
	// Code is the carrier's number for it; 0 if it gave none.
	Code int
	// NotSent is true when the carrier surely did not take it: safe to try
	// again if Retryable. False with Retryable means unknown: look first.
	NotSent   bool
	Retryable bool
	// After is the least time to wait before the next try.
	After time.Duration
	// OptedOut: the person's number refuses our texts (21610).
	OptedOut bool
	// Operator: our set-up or account is at fault; staff must be told.
	Operator bool
	// Public is a sentence for people, without anything of the message.
	Public string
}

// Error names the carrier's code and the public sentence.
func (e *SendError) Error() string { return fmt.Sprintf("send refused (%d): %s", e.Code, e.Public) }

// Sent is a message and where it stands; State "" means that it is not known (any
// more).
type Sent struct {
	Send  Send
	State SendState
	Code  int // the carrier's error number; 0 if there was none
}

// Receipt is a carrier's word on a message it took.
type Receipt struct {
	Send    SendID // "" if the carrier's id is all we have
	Carrier string // the carrier's message id
	To      Phone
	// Rank orders statuses: 0 accepted, 1 queued, 2 sending, 3 sent, 4 final.
	Rank  int
	State SendState // for Rank 3 and 4
	Code  int       // error code, if any
	// OptedOut: the carrier refuses this person's number.
	OptedOut bool
	// Call says that it is of a call: the carrier keeps no words of it.
	Call bool
}

// ClaimedSend is one due message in the hands of one worker until its lease
// ends.
type ClaimedSend struct {
	Send Send
	// Attempt counts claims, from 1. A result is taken only from the attempt
	// that was claimed last.
	Attempt int
	// Before is the state the claim found: SendPending, or SendSending if an
	// earlier attempt ended without a word and the text may have left.
	Before SendState
	// Since is when the first attempt was claimed.
	Since time.Time
	// OptedOut is set if the person's opt-out stands at the moment of the claim,
	// and Consented if their consent to Send.Purpose does.
	OptedOut  bool
	Consented bool
	// Unasked is when unprompted texts went out to this person in the last week,
	// oldest first.
	Unasked []time.Time
	// Stale is set if Send.Visit has changed since the message was composed.
	Stale bool
	// Held is set on an unprompted text to somebody whose crisis is held.
	Held bool
	// Owned is set on a nudge that was composed before a member of staff took the
	// thread, and on a reminder while its owner holds those back too.
	Owned bool
}

// SendResult is what became of one attempt.
type SendResult struct {
	// State is SendPending (again at RetryAt), SendSending (unknown; RetryAt is
	// when the lease of this attempt is up), SendSent, SendFailed or SendDropped.
	State SendState
	// Carrier is the carrier's message id, with SendSent.
	Carrier string
	// Code is the carrier's error number; 0 if there was none.
	Code    int
	RetryAt time.Time
	// Why is a fixed word for why a message was dropped, for counting; it is not
	// stored.
	Why string
	// OptOut: the carrier refuses this person's number (21610); the opt-out is
	// recorded in the same step.
	OptOut bool
	// Alert is a timer to set in the same step, so that a case whose alert could
	// not be sent climbs at once, and staff learn whom no text reaches any more; nil
	// for none.
	Alert *Wake
}

// Errors that the edges turn into answers.
var (
	// ErrUnavailable means that nothing was stored; the caller should come again.
	ErrUnavailable = errors.New("store unavailable")
	// ErrUnreadable means that something stored for this person or case cannot be
	// opened or read. It is never treated as absent: staff get a case.
	ErrUnreadable = errors.New("stored value cannot be read")
	// ErrMismatch means that an input id came back with another content.
	ErrMismatch = errors.New("input id was used before with another content")
)
