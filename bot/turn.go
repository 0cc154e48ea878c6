package bot

import (
	"strconv"
	"time"
)

// Turn is everything one input decides. It is a value: computing it again from
// the same session and input gives the same turn.
type Turn struct {
	Session Session
	// Heard is their text as it may be kept: without what people volunteer and a
	// clinic must not have.
	Heard Words
	// Reply is the one message to the person; "" = nothing is said.
	Reply string
	// Class says how a reply that cannot be returned on the line is sent, and
	// Purpose which consent it needs if nobody waits for it; "" = conversation.
	Class   SendClass
	Purpose string
	Raise   []Raise
	Seats   []SeatChange
	// Visits are those of the person that this turn changed, as they are now, and
	// Waits its changes of waitlists.
	Visits []Visit
	Waits  []WaitChange
	// Shown is the visit that Reply tells of, if it must not be sent once that has
	// changed (a reminder); nil for others.
	Shown *Visit
	// Wakes are timers of visits (reminders); the session's own is Session.WakeAt.
	Wakes  []Wake
	OptOut OptOut
	// Consents are entries for the ledger, and Purge forgets what was said before:
	// see Commit.
	Consents []ConsentChange
	Purge    bool
	// Counts are what the turn adds to the clinic's figures: see Commit.
	Counts []string
	// Ways are those that it took through the script, in their order; nothing is done
	// about them but in tests of scripts.
	Ways []Way
	// Note goes to the audit log: a short fixed word for what happened.
	Note string
	// Need names a visit kind whose openings the turn cannot do without; the
	// turn is computed again with them in the World. The rest is then void.
	Need string
}

// Notes of turns at a limit, which are counted.
const (
	NoteOverBudget  = "over_budget"  // this person has had their answers
	NoteNotAnswered = "not_answered" // from where no text is answered
	NoteDaySpent    = "day_spent"    // the clinic's day of automatic texts is spent
)

// OptOut is a change of the opt-out list.
type OptOut int

const (
	OptOutNone OptOut = iota
	OptOutSet
	OptOutClear
)

// SeatOp is one change of the seat ledger.
type SeatOp string

const (
	// SeatHold claims until SeatChange.Until, then lets go by itself.
	SeatHold SeatOp = "hold"
	// SeatBook claims for good; a hold of the same visit becomes a booking.
	SeatBook SeatOp = "book"
	// SeatFree gives up what the visit holds; freeing what it does not hold
	// changes nothing.
	SeatFree SeatOp = "free"
)

// SeatChange claims or frees the time of one visit.
type SeatChange struct {
	Op    SeatOp
	Visit VisitID
	Opening
	Until time.Time // SeatHold only
}

// Wake is a timer. Key says which; setting the same key again moves it, and a
// zero At removes it.
type Wake struct {
	Key string
	At  time.Time
}

// How the keys of timers begin. What follows are ids, never a number or a name.
const (
	WakeSession  = "s:" // s:<person>
	WakeReminder = "r:" // r:<person>:<what>: a reminder and other timers of a person, besides the session's
	WakeSeats    = "q:" // q:<kind> or q:<kind>/<group>: a seat may be free for the waitlist
	WakeCase     = "c:" // c:<case>
	WakeNews     = "n:" // n:<case>: its owner may have to hear that the person wrote
	WakeFailed   = "f:" // f:<case>:<staff>:<ms>[:<way>]: the alert of that moment did not arrive; see Send.Lost
	WakeSelfTest = "t:" // t:<local date>: has that day's test of the alert path arrived
	WakeBlocked  = "b:" // b:<person>: a text to somebody in danger did not arrive, or the carrier refuses their number
)

// SendClass decides what an unsure outcome means, and what applies: opt-out,
// quiet hours, retries.
type SendClass string

const (
	// SendAlert goes to staff, at least once, at any hour.
	SendAlert SendClass = "alert"
	// SendCrisis goes to a person in danger: any hour, caps off.
	SendCrisis SendClass = "crisis"
	// SendReply answers a text of theirs late (found by catch-up, or staff took
	// the case): at any hour for as long as InReply, then by day; looked for before
	// it is sent again.
	SendReply SendClass = "reply"
	// SendUnprompted is a nudge or reminder: with their consent, at most once,
	// 08:00 to 21:00 where they may be, within the caps, dropped when late.
	SendUnprompted SendClass = "unprompted"
)

// ChannelVoice is a call that reads the alert and takes a key press.
const ChannelVoice = "voice"

// What stands in a WakeFailed key in place of a channel when no way to a phone is
// broken: a call that nobody took, and somebody who said that it is for the next.
const (
	AlertUnanswered = "unanswered"
	AlertDeclined   = "declined"
)

// AlertFacts are all that an alert may say of a case, for channels that take fields
// instead of a text.
type AlertFacts struct {
	Code    string `json:"c"`
	Level   Level  `json:"l"`
	Minutes int    `json:"m"` // waiting
	Reply   string `json:"r"` // what to do about it
}

// Send is one outbound message.
type Send struct {
	ID    SendID    `json:"-"`
	Class SendClass `json:"c"`
	To    Phone     `json:"t"`
	Body  Words     `json:"b"`
	// Person is whose opt-out applies. One of staff is noted and holds nothing
	// back: see SendAlert.
	Person PersonID `json:"p,omitempty"`
	Case   CaseID   `json:"ca,omitempty"`
	Staff  string   `json:"s,omitempty"` // who is alerted
	// Channel is how an alert goes: "" by text, ChannelVoice by a call to To, or the
	// name of one of the clinic's channels, which has no To.
	Channel string `json:"ch,omitempty"`
	// Alert is what Body says, on an alert to a channel; nil on all others.
	Alert *AlertFacts `json:"al,omitempty"`
	// Raised is when what it tells of was raised, on the first alerts of that only.
	Raised time.Time `json:"ra,omitzero"`
	// Purpose is the consent that an unprompted text needs, and Heard when the
	// person wrote what this answers; zero if they wrote nothing. A reply with both
	// is one that they may expect no longer than OpenThread. What an earlier version
	// stored has neither.
	Purpose string    `json:"pu,omitempty"`
	Heard   time.Time `json:"h,omitzero"`
	Due     time.Time `json:"d"`
	// Expires is when it is no longer worth sending; zero = never.
	Expires time.Time `json:"x,omitzero"`
	// Visit is what it tells of, at VisitVersion: it is not sent once that has
	// changed. "" = of none.
	Visit        VisitID `json:"vi,omitempty"`
	VisitVersion int     `json:"vv,omitempty"`
}

// Lost is the timer that tells staff that s did not reach its phone: an alert's
// case goes on at once, and of a person in danger who has read nothing somebody
// must know. It is nil for what may get lost.
func (s Send) Lost(now time.Time) *Wake {
	switch {
	case s.Class == SendAlert && s.Case != "":
		return s.Failed(s.Channel, now)
	case s.Class == SendCrisis && s.Person != "":
		return &Wake{Key: WakeBlocked + string(s.Person), At: now}
	}
	return nil
}

// Failed is the timer of an alert that did not do its work, with the way that is to
// blame: a channel, "" for texts (as all keys of earlier versions), or one of
// AlertUnanswered and AlertDeclined.
func (s Send) Failed(way string, now time.Time) *Wake {
	key := WakeFailed + string(s.Case) + ":" + s.Staff + ":" + strconv.FormatInt(s.Due.UnixMilli(), 10)
	if way != "" {
		key += ":" + way
	}
	return &Wake{Key: key, At: now}
}

// Named reports whether s goes to one of the clinic's channels and not to a phone.
func (s Send) Named() bool { return s.Channel != "" && s.Channel != ChannelVoice }

// Commit is one turn on its way into the store, all of it or none.
type Commit struct {
	// Input makes the commit happen once. Digest is of the input's content: the
	// same id with another digest is refused.
	Input  InputID
	Digest string
	// Reply is remembered with Input for a repeated webhook.
	Reply Words
	At    time.Time

	Person PersonID
	// Session is nil if the commit leaves it alone. Version is what was read, 0
	// for a new one. Cases likewise.
	Session *Session
	Version int64
	// Stamp is that of the recalled session which the turn was decided on; ""
	// if it was read. With it, a person who opted out since is a Conflict too.
	Stamp string
	Cases []CaseWrite

	Seats []SeatChange
	// Visits go into the clinic's ledger of visits, and Waits change its waitlists.
	Visits []Visit
	Waits  []WaitChange
	Sends  []Send
	Wakes  []Wake
	OptOut OptOut
	// Said is what was heard and answered, for the thread that staff read.
	Said []Said
	// Purge deletes what was said before, because it may have been said by or to
	// somebody else (a wrong number).
	Purge bool
	// Consents go into the ledger of this person.
	Consents []ConsentChange
	// Segments is how many segments of automatic texts this sends to people; those
	// to staff and to people in danger are not counted.
	Segments int
	// Redact are the carrier's ids of messages whose bodies it may now blank.
	Redact []string
	// Counts are what the clinic's day counts one more of, by fixed words of ours and
	// names of scripts and steps ("shown:intake/who"): never of a person.
	Counts []string
	// Day is the clinic's local date that they belong to, "2026-11-23".
	Day string
	// Note is the audit entry's word; Actor who did it ("person", "clock", a
	// staff id).
	Note  string
	Actor string
}

// CaseWrite is a case to be stored if it still has Version (0 = new).
type CaseWrite struct {
	Case    Case
	Version int64
}

// Said is one message of a person's thread.
type Said struct {
	At   time.Time `json:"t"`
	By   string    `json:"b"` // "them", "us", or a staff id
	Text Words     `json:"x"`
}

// CommitResult is what became of a commit.
type CommitResult string

const (
	// Applied: everything is stored.
	Applied CommitResult = "applied"
	// Duplicate: this input was applied before; Outcome.Reply is what it got.
	Duplicate CommitResult = "duplicate"
	// Conflict: something read has changed since; read again and decide again.
	Conflict CommitResult = "conflict"
	// Taken: a seat is somebody else's; Outcome.Taken says which.
	Taken CommitResult = "taken"
	// Mismatch: this input's id was applied with another content.
	Mismatch CommitResult = "mismatch"
)

// Outcome is the store's answer to a commit.
type Outcome struct {
	Result CommitResult
	Reply  Words
	Taken  int // index into Commit.Seats
}

// Loaded is what one read of the store tells about a person.
type Loaded struct {
	Session Session
	Version int64 // 0: nobody we know
	// Stamp is set if the session was recalled and not read: it may be out of
	// date, and only a commit with this stamp finds out.
	Stamp string
	// Done is set if the input was applied before, with the reply it got.
	Done     bool
	Reply    Words
	Digest   string
	OptedOut bool
}
