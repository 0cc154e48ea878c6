package bot

import "time"

// CaseDo is what staff do with a case.
type CaseDo string

const (
	CaseTake    CaseDo = "take"
	CasePass    CaseDo = "pass"    // to Order.To, or to the next person
	CaseSnooze  CaseDo = "snooze"  // until Order.Until
	CaseClose   CaseDo = "close"   // with Order.Outcome
	CaseReply   CaseDo = "reply"   // Order.Words go to the person
	CaseHold    CaseDo = "hold"    // scripts, nudges and reminders rest until CaseRelease
	CaseRelease CaseDo = "release" // lets go of a hold; the case stays open
	CaseReview  CaseDo = "review"  // was there a danger: Order.Danger
)

// CaseOrder is one order of a member of staff about a case, whether it came by text,
// by a key press or from the console.
type CaseOrder struct {
	ID   InputID // chosen by who gives it: the order is carried out once
	By   Staff
	Do   CaseDo
	Case CaseID
	// Version is that of the case they were looking at; 0 = whatever it is now. An
	// order about another is refused, unless only the time of its next step differs.
	Version int64
	// Heard is when an order came that was written without a page of the case before
	// one's eyes: by text. Zero = by none.
	Heard   time.Time
	To      string // staff id
	Until   time.Time
	Outcome Ending
	Words   Words
	Danger  bool
	// Sure says that they were warned of what Words tell, or where, and mean it.
	Sure bool
}

// OrderError is why an order about a case makes no sense as it stands, and what to
// do instead: a sentence for staff, with nothing of the person. What the state of
// the case refuses is no error but a [CaseDone].
type OrderError string

func (e OrderError) Error() string { return string(e) }

// CaseDone is what came of an order.
type CaseDone struct {
	Case Case
	// Result is a fixed word of package handoff, as "took" or "already_taken", and
	// Say the sentence for staff.
	Result string
	Say    string
	// Told is when the person hears of it, or their Words leave; zero = they don't.
	Told time.Time
	// Repeated is set if the order was carried out before, under the same id.
	Repeated bool
}
