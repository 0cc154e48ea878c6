package config

import "time"

// Clinic is what clinic.yaml says, checked, with plain values. Names of kinds,
// resources and staff that refer to others do exist.
type Clinic struct {
	ID         string // names the clinic's data for ever
	Name       string
	ShortName  string // neutral: it stands in every text
	Phone      string // E.164: for people to call
	Zone       *time.Location
	Languages  []string // ISO 639; the first is the default
	Address    Text
	Directions Text
	Website    string
	Facts      map[string]Text // by the name that scripts use

	Texting   Texting
	Hours     Hours
	Closures  []Closure
	Resources []Resource
	Visits    []VisitKind
	Series    []Series // of groups
	// Priority are the groups of people who are seen first, in that order; whoever
	// is in none comes after them.
	Priority []Group
	Waitlist Waitlist
	Staff    []Staff
	Rota     Rota
	Channels []Channel
	Alerts   map[int]Ladder // by level; levels not written have the default
	// TeamAlerts are ladders of a team's own, by level.
	TeamAlerts map[string]map[int]Ladder
	SelfTest   SelfTest
	// Relay says whether words of people go to the phone of whoever of staff has their
	// case, and theirs back.
	Relay bool
	// Phrases are what staff may begin a text with in the console; none = the usual ones.
	Phrases   []Phrase
	Limits    Limits
	Feeds     Feeds
	Retention Retention
	// ScriptsDir is a folder of scripts instead of the built-in ones; "" = those.
	// A relative path is as written: relative to where the program runs.
	ScriptsDir string
	// ScriptsAt is where that is written, as "clinic.yaml:12:3"; "" = nowhere.
	ScriptsAt string
	// ReviewScripts: a second person must agree to every change of the scripts. To
	// changes of what people in danger depend on one must always.
	ReviewScripts bool
}

// Text is a wording by language; nil means that the clinic has not set it.
type Text map[string]string

// Texting is the clinic's line.
type Texting struct {
	Line string // E.164: the number that people text
	// Keywords says who answers STOP, START and HELP: "twilio" or "app".
	Keywords string
	// Redact says whether words are taken out of the carrier's log once they are
	// dealt with.
	Redact bool
	// Segments is how many segments a second the line may send; 0 = no limit.
	Segments int
	// Countries are those whose numbers are answered, by ISO 3166 code.
	Countries []string
}

// Span is a window of one day in minutes after local midnight. To is exclusive
// and at most 24*60.
type Span struct{ From, To int }

// Week holds the spans of each day, by time.Weekday. A window over midnight has
// been cut in two.
type Week [7][]Span

// Hours are the clinic's own.
type Hours struct{ Desk, Dosing, WalkIn Week }

// Closure is a run of days, both included, as local dates "2006-01-02". Why may
// be written in some of the clinic's languages only.
type Closure struct {
	From, To string
	Why      Text
}

// Resource is someone or something that takes one visit at a time.
type Resource struct {
	Name  string
	Hours Week
	Days  []DayHours
}

// DayHours are the hours of a run of dates, both included, in place of the
// week's; no spans = closed.
type DayHours struct {
	From, To string
	Spans    []Span
}

// VisitKind is one visit kind.
type VisitKind struct {
	Kind     string
	Label    Text
	Duration time.Duration
	Lead     time.Duration
	Horizon  time.Duration
	Every    time.Duration // distance between two starts
	Needs    []string      // resources, any one of them
	Hours    *Week         // narrower than the resource's; nil = the same
	// Before and After are kept free around it.
	Before, After time.Duration
	Rooms         []string // any one of these as well; none = no room
	Seats         int      // how many share one start; 1 = nobody does
	BookBy        string   // "text", "request" or "staff"
	Keep          *Keep    // nil = no hours are reserved
}

// Keep reserves hours for priority groups until some time before a start.
type Keep struct {
	For   []string
	Until time.Duration
	Hours Week
}

// Series is a group that meets again and again. Starts is the local date of its
// first session, At minutes after local midnight, and Rule an RRULE (RFC 5545) of
// days, weeks or months that gives Starts first and does not count.
type Series struct {
	Name, Kind   string
	Label        Text // nil = that of the kind
	Leader, Room string
	Starts       string
	At           int
	Duration     time.Duration
	Rule         string
	Seats        int
}

// Group is a priority group: by when its people must be seen after they have
// asked, zero = no time; how long before that staff are told, and at what level.
type Group struct {
	Name                  string
	SeeWithin, WarnBefore time.Duration
	Level                 int
}

// Waitlist says how long a freed seat waits for whoever it is offered to, and a
// requested one for staff.
type Waitlist struct{ OfferFor, RequestFor time.Duration }

// Staff is someone who can be alerted.
type Staff struct{ ID, Name, Role, Phone string }

// Rota is who is on call.
type Rota struct {
	Shifts     []Shift
	Overrides  []Override
	Supervisor string
}

// Shift is a weekly time on call, in minutes after local midnight. If To is not
// after From it ends on the next day. Days are those it begins on.
type Shift struct {
	Staff    string
	Days     []time.Weekday
	From, To int
	Team     string // "crisis", "nursing", "intake"; "" = for all
	// Holidays is "only" if it begins on closures only, "no" if never on one.
	Holidays string
}

// Override puts Staff on call, or takes Instead off, from From until To, for a team
// or for all.
type Override struct {
	Staff, Instead string
	From, To       time.Time
	Team           string
}

// Ladder is how an alert climbs while nobody takes it.
type Ladder struct {
	Steps         []Step
	Repeat        time.Duration // of the last step, for ever
	OwnerSilent   time.Duration
	DeskHoursOnly bool
}

// Step tells Who ("on_call", "next", "supervisor", "everyone" or a staff id; "" =
// only channels) when nobody has taken the case for After, by "text", "voice" and the
// names of channels. No By is a text.
type Step struct {
	Who   string
	After time.Duration
	By    []string
}

// Limits bound automatic talk.
type Limits struct {
	// To one number.
	RepliesPerMinute int
	RepliesPerHour   int
	RepliesPerDay    int
	// DaySegments is how many segments of automatic texts the clinic sends in a
	// day; danger and staff are not counted.
	DaySegments int

	HoldFor time.Duration // how long a seat is kept while a person decides
}

// Retention is how long each class of record is kept.
type Retention struct {
	Thread time.Duration // words of a conversation, after it ends
	// Crisis is how long cases are kept after they are closed, and the words of a
	// conversation after a danger in it.
	Crisis time.Duration
	// Consent is how long the proof of a consent or its end is kept, after the
	// person's last one.
	Consent time.Duration
	Audit   time.Duration
}

// VisitKinds are the kinds that nightdesk knows (domain reference 2.7).
var VisitKinds = []string{"intake_assessment", "medical_exam", "first_dose", "individual_counseling", "group_session",
	"guest_dosing_setup", "transfer_intake", "followup_exam", "telehealth_screening"}
