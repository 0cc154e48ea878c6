package bot

import (
	"strings"
	"time"
)

// Opening is a time at which one visit could take place with one resource (a
// counselor, a room).
type Opening struct {
	Kind     string    `json:"k"` // visit kind
	Resource string    `json:"r"`
	Start    time.Time `json:"s"`
	End      time.Time `json:"e"`
	// Room is a second resource that it takes; "" = none.
	Room string `json:"rm,omitempty"`
	// Before and After are the times kept free around it on its resources.
	Before time.Duration `json:"bf,omitempty"`
	After  time.Duration `json:"af,omitempty"`
	// Seats is how many visits share the resource at this very start; 0 and 1 =
	// one has it alone.
	Seats int `json:"n,omitempty"`
	// Series names the group whose seat this is. A seat of a group is kept for as
	// long as its holder takes part: Start and End are those of the next session.
	Series string `json:"sr,omitempty"`
}

// VisitStatus uses the names of FHIR R4 AppointmentStatus.
//
//	pending ─────────────yes──────────────▶ booked ──staff mark──▶ arrived, fulfilled or noshow
//	  │                                      ▲ │
//	  └─staff are asked─▶ proposed ─approved─┘ └──given up, moved──▶ cancelled
//	                        │                                          ▲
//	                        └───────declined, or nobody decided────────┘
//
// A hold that is refused or runs out leaves nothing. A mark that staff set in error
// is mended by another. The seat of a group stays booked: each session that is over
// leaves a visit of its own beside it ([VisitID.Session]) with what became of it.
type VisitStatus string

const (
	// VisitPending is a hold: it ends by itself at HeldUntil.
	VisitPending VisitStatus = "pending"
	// VisitProposed is a request that staff decide on; its seat is kept until
	// HeldUntil.
	VisitProposed VisitStatus = "proposed"
	VisitBooked   VisitStatus = "booked"
	// VisitArrived: they are here.
	VisitArrived VisitStatus = "arrived"
	// VisitFulfilled: it took place.
	VisitFulfilled VisitStatus = "fulfilled"
	VisitCancelled VisitStatus = "cancelled"
	// VisitMissed is what FHIR calls a no-show; no text says that word.
	VisitMissed VisitStatus = "noshow"
)

// Stands reports whether a visit of this status still takes up its seat to come.
func (s VisitStatus) Stands() bool {
	return s == VisitBooked || s == VisitArrived || s == VisitPending || s == VisitProposed
}

// Visit is one person's time at the clinic.
type Visit struct {
	ID VisitID `json:"i"`
	Opening
	Status    VisitStatus `json:"st"`
	HeldUntil time.Time   `json:"u,omitzero"`
	// Version counts the changes of it that were stored, from 1; 0 = it was never
	// in the ledger.
	Version int `json:"vn,omitempty"`
	// Asked is when it was first asked for, and Changed when it changed last.
	Asked   time.Time `json:"as,omitzero"`
	Changed time.Time `json:"ch,omitzero"`
	// By is who booked it: "person" or a staff id.
	By string `json:"by,omitempty"`
	// Waited says that a hold is an offer from the waitlist, and what for.
	Waited bool `json:"wt,omitempty"`
	// Instead is the visit that a request would take the place of: it is given up
	// when staff approve.
	Instead VisitID `json:"in,omitempty"`
}

// Lapsed reports whether it was only held or asked for, and the time of that is over.
func (v Visit) Lapsed(now time.Time) bool {
	return (v.Status == VisitPending || v.Status == VisitProposed) && !v.HeldUntil.After(now)
}

// Session names the record of one session of the group whose seat id is: date is
// its local date, "2006-01-02".
func (id VisitID) Session(date string) VisitID { return id + VisitID("."+date) }

// Seat splits what Session made; date is "" for a seat itself, and for a visit
// that is none of a group.
func (id VisitID) Seat() (seat VisitID, date string) {
	s, date, _ := strings.Cut(string(id), ".")
	return VisitID(s), date
}

// MeetsClock reports whether it is a visit at which somebody is seen, as the clock
// of a priority group asks: a session of a group examines nobody.
func (v Visit) MeetsClock() bool { return v.Series == "" }

// Booking is a visit in the clinic's ledger, with whose it is.
type Booking struct {
	Visit
	Person PersonID
}

// Care is the order in which somebody is seen, and by when (domain rule 2.5).
type Care struct {
	// Group is a name of the clinic's priority groups; "" = standard.
	Group string `json:"g,omitempty"`
	// Asked is when they first asked for care, and Due the end of their group's
	// clock; zero = it has none.
	Asked time.Time `json:"a,omitzero"`
	Due   time.Time `json:"d,omitzero"`
	// Seen is when they were seen, or staff stopped the clock.
	Seen time.Time `json:"s,omitzero"`
}

// Waiting is a place on the waitlist for one visit kind or group.
type Waiting struct {
	Kind   string    `json:"k"`
	Series string    `json:"sr,omitempty"`
	Wish   Wish      `json:"w,omitzero"`
	Since  time.Time `json:"t"`
	// Rank is the place of their priority group, 0 first, that the list orders by.
	Rank int `json:"r,omitempty"`
	// Passed are starts that were offered and not taken, oldest first, and Offers
	// how many offers in a row had no answer.
	Passed []time.Time `json:"p,omitempty"`
	Offers int         `json:"o,omitempty"`
}

// Key names the list: the visit kind, or kind and group.
func (w Waiting) Key() string {
	if w.Series != "" {
		return w.Kind + "/" + w.Series
	}
	return w.Kind
}

// List names the waitlist on which people wait for such an opening: see Waiting.Key.
func (o Opening) List() string { return Waiting{Kind: o.Kind, Series: o.Series}.Key() }

// OfList splits what Key made; group is "" for the list of a visit kind.
func OfList(key string) (kind, group string) {
	kind, group, _ = strings.Cut(key, "/")
	return kind, group
}

// WaitChange puts somebody on a waitlist, moves them on it, or takes them off.
type WaitChange struct {
	List  string // Waiting.Key
	Rank  int
	Since time.Time
	Off   bool
}

// CodeWord is a word that somebody on a shared phone chose, and how it was used.
type CodeWord struct {
	Word string `json:"w,omitempty"`
	// Tries counts wrong words in a row, and Given is when the right one was last
	// said: it counts while they go on talking.
	Tries int       `json:"n,omitempty"`
	Given time.Time `json:"g,omitzero"`
}
