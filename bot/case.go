package bot

import (
	"slices"
	"time"
)

// Level says how soon a person must act: domain term alert_level.
type Level int

const (
	LevelNow         Level = 1
	LevelSameDay     Level = 2
	LevelNextWorkday Level = 3
)

// CaseStatus is where a case stands.
//
//	open ──take──▶ claimed ──done──▶ closed
//	  ▲             │   ▲ │ (done twice if it rose meanwhile)
//	  │             │   └─┘ snoozed until a time, or until something new is heard
//	  └─────────────┘ passed on, to somebody or to the next; or its owner is silent
type CaseStatus string

const (
	CaseOpen    CaseStatus = "open"
	CaseClaimed CaseStatus = "claimed"
	CaseClosed  CaseStatus = "closed"
)

// Team names a ladder of the rota.
type Team string

const (
	TeamCrisis  Team = "crisis"
	TeamIntake  Team = "intake"
	TeamNursing Team = "nursing"
)

// Ending is how a case ended.
type Ending string

// The endings that staff choose from. EndedDone says no more than that.
const (
	EndedDone       Ending = "done"
	EndedReached    Ending = "reached"     // talked with the person
	EndedBooked     Ending = "booked"      // a visit was made or changed
	EndedReferred   Ending = "referred"    // other care has them: 911, 988, another clinic
	EndedNoAnswer   Ending = "no_answer"   // tried, and could not reach them
	EndedFalseAlarm Ending = "false_alarm" // nobody was in danger
)

// Endings are all of them, in the order in which they are offered.
var Endings = []Ending{EndedReached, EndedBooked, EndedReferred, EndedNoAnswer, EndedFalseAlarm, EndedDone}

// Review is a later judgement of a crisis alert (domain term
// false_positive_review): whether there was a danger.
type Review struct {
	By     string    `json:"b,omitempty"` // account id
	At     time.Time `json:"t,omitzero"`
	Danger bool      `json:"d,omitempty"`
}

// CaseFormat is the version of Case's stored form.
const CaseFormat = 1

// Case is one matter that needs a member of staff: at most one open for each
// person. It is never dropped: it is claimed and closed by somebody named, or
// it climbs.
type Case struct {
	Format int      `json:"f"`
	ID     CaseID   `json:"i"`
	Code   string   `json:"c"` // what staff see and text back, as "A7K2"
	Person PersonID `json:"p"`
	// Reasons, newest last: words of our own or of the script, never the person's.
	Reasons []string   `json:"r"`
	Level   Level      `json:"l"`
	Status  CaseStatus `json:"s"`
	Opened  time.Time  `json:"o"`
	Owner   string     `json:"w,omitempty"` // staff id
	Claimed time.Time  `json:"cl,omitzero"`
	// Named is the name of Owner when they took it: an account of the console may be
	// none of the staff of the rota.
	Named string `json:"nm,omitempty"`
	// Rostered says that Owner was of the staff of the rota when they took it: if they
	// are no more, they have left, and nobody waits for them. Without it they are an
	// account of the console, or took it before this was kept.
	Rostered bool      `json:"rs,omitempty"`
	Closed   time.Time `json:"x,omitzero"`
	// Outcome is how it ended, in a staff member's choice of fixed words.
	Outcome Ending `json:"u,omitempty"`
	// Team is whose ladder it climbs; "" = TeamIntake, or TeamCrisis if a crisis was
	// raised.
	Team Team `json:"te,omitempty"`
	// Snoozed is until when its owner said that nothing is to be done: they wait for
	// the person, or for somebody else. Zero = they do not.
	Snoozed time.Time `json:"sn,omitzero"`
	// Answered is when somebody took it first, for the reports.
	Answered time.Time `json:"an,omitzero"`
	// Review is what a later look said of a crisis alert, by whom and when.
	Review Review `json:"rv,omitzero"`
	// Mark stands for what the case says, apart from who is told next and when, and
	// Stood is the version at which that changed last: an order about an older one is
	// about another case.
	Mark  string `json:"mk,omitempty"`
	Stood int64  `json:"st,omitempty"`
	// Labels are the crisis labels raised so far.
	Labels []string `json:"k,omitempty"`
	// Since is when the ladder began to count: at opening, at a rise of level,
	// or when an owner let go.
	Since time.Time `json:"e,omitzero"`
	// Rose is when the level rose, or a crisis of another kind was raised, while
	// nobody has answered that yet: whoever closes the case now may mean what they
	// knew before. Warned is the member of staff who was told so.
	Rose   time.Time `json:"ro,omitzero"`
	Warned string    `json:"wa,omitempty"`
	// Passed is when its owner handed it on, while nobody else has taken it and
	// the person still believes what they were told of the owner.
	Passed time.Time `json:"pa,omitzero"`
	// Rung counts the steps of the escalation ladder already taken; while the
	// case is claimed, how often its owner was asked whether they still have it.
	// Told is who was alerted, and when last.
	Rung int    `json:"g,omitempty"`
	Told []Told `json:"t,omitempty"`
	// Wake is when the case must be looked at again if nothing happens.
	Wake time.Time `json:"n,omitzero"`
}

// Asked reports whether its owner was asked whether they still have it, and has not
// answered: when Wake comes they are passed over.
func (c *Case) Asked() bool { return c.Status == CaseClaimed && c.Rung > 0 && c.Snoozed.IsZero() }

// CaseEvent is one commit that wrote a case, as the case's history keeps it: who did
// it, and how the case stood then. It holds nothing of the person.
type CaseEvent struct {
	Version int64      `json:"v"` // of the case then, from 1: one that is missing leaves a gap
	At      time.Time  `json:"t"`
	Actor   string     `json:"a"` // "person", "clock", "carrier", a staff id
	Note    string     `json:"n"` // the word that the audit log has for it
	Status  CaseStatus `json:"s"`
	Level   Level      `json:"l"`
	Reasons []string   `json:"r,omitempty"` // newest last
	Owner   string     `json:"w,omitempty"`
	Named   string     `json:"nm,omitempty"`
	Snoozed time.Time  `json:"sn,omitzero"`
	Outcome Ending     `json:"u,omitempty"`
	// Alerted are those who were alerted about it, staff ids; "" = the clinic's channels.
	Alerted []string `json:"al,omitempty"`
}

// Told is one alert to one member of staff, or with Staff "" to the clinic's channels.
type Told struct {
	Staff string    `json:"s"`
	At    time.Time `json:"t"`
	N     int       `json:"n"` // alerts of this case to them so far
}

// ToldTo reports whether staff was alerted about the case.
func (c *Case) ToldTo(staff string) bool {
	return slices.ContainsFunc(c.Told, func(t Told) bool { return t.Staff == staff })
}

// ToldAt is when staff was last alerted about the case; zero = never.
func (c *Case) ToldAt(staff string) time.Time {
	for _, t := range c.Told {
		if t.Staff == staff {
			return t.At
		}
	}
	return time.Time{}
}

// AlertCall is what a call about an alert may say, as it stands at that moment.
type AlertCall struct {
	Staff Staff // who is called
	Case  CaseID
	Facts AlertFacts
	// Yours is set if they have the case, and OwnerRole if somebody else does: what
	// that person is.
	Yours     bool
	OwnerRole string
	Closed    bool
	Test      bool // it is about nothing: the way is tested
}

// Staff is a member of staff who can be alerted.
type Staff struct {
	ID    string // short lower-case name used in configuration and audit
	Name  string
	Role  string // "nurse", "counselor": what a texter may be told
	Phone Phone
}

// Raise is a turn's wish for staff.
type Raise struct {
	Level  Level
	Reason string // our words or the script's, never the person's
	// Crisis is the crisis label if the screen raised it.
	Crisis string
	// Team is whose ladder it climbs, as in Case.
	Team Team
}

// StaffNow is the truth about the desk at this moment, for the person texting.
type StaffNow struct {
	OnCall   bool      // someone can be alerted right now
	DeskOpen bool      // the desk is staffed
	DeskNext time.Time // when it opens next, if closed; zero = unknown
}
