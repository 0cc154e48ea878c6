package bot

import (
	"strings"
	"time"
)

// DeskDo is one thing that a member of staff does with somebody's visits.
type DeskDo string

// What staff do.
const (
	DeskBook        DeskDo = "book"
	DeskMove        DeskDo = "move"
	DeskCancel      DeskDo = "cancel"
	DeskArrived     DeskDo = "arrived"
	DeskFulfilled   DeskDo = "fulfilled"
	DeskMissed      DeskDo = "noshow"
	DeskApprove     DeskDo = "approve"
	DeskDecline     DeskDo = "decline"
	DeskPriority    DeskDo = "priority"
	DeskSeen        DeskDo = "seen"
	DeskWaitlistAdd DeskDo = "waitlist-add"
	DeskWaitlistOff DeskDo = "waitlist-off"
	// DeskAlone: staff made sure of who has the phone, and nobody else does; a code
	// word that was forgotten is asked for no more.
	DeskAlone DeskDo = "alone"
)

// DeskOp is one order of a member of staff.
type DeskOp struct {
	// ID is the caller's, and makes the order happen once.
	ID InputID
	By string // the staff id
	Do DeskDo
	// Visit is which, for all but book, priority, seen and the waitlists. A session
	// of a group that is over has the id of the ledger.
	Visit VisitID
	// Opening is the new time for book and move: kind and start are needed, the
	// resource if it matters which; or the group alone, as Series with its Kind.
	Opening Opening
	Group   string // priority: which group; "" = standard
	List    string // waitlist-add, waitlist-off: as Waiting.Key
	// Phone is the number of somebody who may never have texted: book, waitlist-add.
	Phone Phone
	// Past is the ledger's record of Visit if the session has it no more: filled in
	// by the inbox.
	Past *Visit
	// Only says that the case they have is about nothing but what they asked for: filled
	// in by the inbox.
	Only bool
}

// DeskError is why an order cannot be carried out, and what to do instead: a
// sentence for staff, with nothing of the person.
type DeskError string

func (e DeskError) Error() string { return string(e) }

// DeskDone is what came of an order of staff.
type DeskDone struct {
	// Visit is as the order left it: the new one, if one was booked or moved.
	Visit Visit
	// Told is when the person hears of it by text; zero = they don't, and staff have
	// a case if they must be called.
	Told time.Time
	// Repeated is set if the order was carried out before, under the same id.
	Repeated bool
}

// Code names a person where no name may stand: the beginning of their id.
func (p PersonID) Code() string { return strings.ToLower(string(p[:min(6, len(p))])) }
