package bot

import (
	"log/slog"
	"time"
)

// SessionFormat is the version of Session's stored form that this build writes.
// Readers accept the one before as well.
const SessionFormat = 1

// Session is everything a turn knows of one person: where they are in a script,
// what they answered, what they agreed to, their visits, and whether staff have
// them. It is stored sealed, whole, and with a version that every commit checks.
//
// Where it stands is At:
//
//	nobody ──text──▶ at a question ──the script ends, or staff take over──▶ at rest
//	                   │ ▲   ▲                                                 │
//	                   │ │   └─────────────────they write again────────────────┘
//	                   ▼ │
//	                  a step of the engine (my visit, the code word, an offer): Return leads back
//
// Beside that, danger holds it (Crisis.Held) until a member of staff lets go, staff
// have it while Case is open, and OptedOut is set from STOP until START.
type Session struct {
	Format   int       `json:"f"`
	Phone    Phone     `json:"p"`
	Line     Phone     `json:"l,omitempty"` // the clinic's number they wrote to
	Lang     Lang      `json:"g,omitempty"`
	LangSure bool      `json:"gs,omitempty"` // they chose it or wrote in it plainly
	Discreet bool      `json:"di,omitempty"` // shared phone: neutral wording, no recap
	LastIn   time.Time `json:"in,omitzero"`  // their last text

	At   Position          `json:"at,omitzero"`
	Back []Place           `json:"b,omitempty"` // questions answered, oldest first, for "back"
	Kept map[string]string `json:"k,omitempty"` // answers by the name the script keeps them under

	Consents []Consent `json:"c,omitempty"`
	OptedOut time.Time `json:"oo,omitzero"`
	// OptOutAsked is when an unclear wish to stop was asked about.
	OptOutAsked time.Time `json:"oa,omitzero"`

	Offer  *Offered `json:"of,omitempty"` // openings last shown
	Hold   *Visit   `json:"h,omitempty"`  // the one they are deciding on
	Moving VisitID  `json:"mv,omitempty"` // the booked visit that is asked about or moved; Hold would replace it
	Visits []Visit  `json:"v,omitempty"`

	// Care is how soon they must be seen, and Waiting where they wait for a seat.
	Care    Care      `json:"cr,omitzero"`
	Waiting []Waiting `json:"wl,omitempty"`
	// Word guards what is booked on a shared phone.
	Word CodeWord `json:"cw,omitzero"`

	Recent []Heard `json:"r,omitempty"` // last texts, for the crisis look-back
	Crisis *Crisis `json:"x,omitempty"`
	Case   CaseID  `json:"ca,omitempty"` // the open case, if any
	// Owned is who of staff has the thread. While somebody has, the scripts say nothing.
	Owned Owned `json:"ow,omitzero"`

	// Turns counts texts taken in this conversation; Budget limits automatic
	// replies so that two responders cannot talk for ever.
	Turns  int    `json:"n,omitempty"`
	Budget Budget `json:"bu,omitzero"`
	// Unasked is when texts went out that they were not waiting for, the last
	// week's, oldest first.
	Unasked []time.Time `json:"ua,omitempty"`
	Talk    Talk        `json:"tk,omitzero"`
	// WakeAt is when this session's timer falls due; zero means never.
	WakeAt time.Time `json:"w,omitzero"`
}

// LogValue shows where a session stands and nothing of the person.
func (s Session) LogValue() slog.Value {
	return slog.GroupValue(slog.String("flow", s.At.Flow), slog.String("step", s.At.Step),
		slog.Int("turns", s.Turns), slog.String("case", string(s.Case)))
}

// Talk is what a conversation has shown of how it goes.
type Talk struct {
	// Agreed says that they agreed to be texted here, in this talk and not only in
	// one of some days ago.
	Agreed  bool `json:"a,omitempty"`
	InLang  int  `json:"l,omitempty"` // texts plainly in Lang since it was settled
	InOther int  `json:"o,omitempty"` // texts in another language since the last in Lang
	// Unread is when staff were told that this person's texts are not understood.
	Unread time.Time `json:"u,omitzero"`
	// OwnStop says that the carrier has no part in the opt-out, because it came in
	// words of their own or through staff, or because the carrier acts on nothing: it
	// blocks no text of ours then, and does not answer START either.
	OwnStop bool `json:"s,omitempty"`
}

// OwnFlow is the flow of steps that are the engine's own and in no script: about a
// visit, the code word, starting over.
const OwnFlow = "@"

// Place is a step of a flow.
type Place struct {
	Flow string `json:"f"`
	Step string `json:"s"`
}

// Position is the question a session waits at. An empty Step means that no
// question is waiting.
type Position struct {
	Version string `json:"v,omitempty"` // of the script this conversation began on
	Place
	Return *Place    `json:"r,omitempty"` // where a side flow (my visit) goes back to
	Asked  time.Time `json:"a,omitzero"`
	Tries  int       `json:"t,omitempty"` // answers not understood since it was asked
	Quiet  int       `json:"q,omitempty"` // rungs of "silent" already taken
}

// Consent is one agreement to be texted for one purpose.
type Consent struct {
	Purpose   string    `json:"p"` // "conversation" or "reminders"
	Wording   string    `json:"w"` // script version it was asked in
	Lang      Lang      `json:"g"`
	Given     time.Time `json:"t"`
	Withdrawn time.Time `json:"x,omitzero"`
}

// Heard is a text that the crisis screen may look back at: the last 3 within
// 15 minutes, because people split what they say.
type Heard struct {
	At   time.Time `json:"t"`
	Text Words     `json:"x"`
}

// Owned is a thread that a member of staff has.
type Owned struct {
	By    string    `json:"b,omitempty"` // staff id; "" = nobody has it
	Role  string    `json:"r,omitempty"` // what the person may be told
	Since time.Time `json:"t,omitzero"`
	// Held says that reminders of visits rest as well.
	Held bool `json:"h,omitempty"`
	// Replied is when words of the owner went out last, or will; Lined when the person
	// was last told that somebody has their texts; Told when the owner was last told
	// that there are new ones.
	Replied time.Time `json:"p,omitzero"`
	Lined   time.Time `json:"l,omitzero"`
	Told    time.Time `json:"o,omitzero"`
}

// Crisis is a raised crisis. While Held, scripts, nudges and reminders rest and
// only a named member of staff lets go.
type Crisis struct {
	Label     string    `json:"l"`
	Held      bool      `json:"h,omitempty"`
	Since     time.Time `json:"t"`
	LastReply time.Time `json:"r"`
	// Asking is the label of an ASK question still unanswered, and AskedAgain
	// that it was put a second time.
	Asking     string `json:"a,omitempty"`
	AskedAgain bool   `json:"aa,omitempty"`
	// About is who is in danger, "self" or "other"; "" is unknown. Threat is set
	// if the texter may be the danger.
	About  string `json:"w,omitempty"`
	Threat bool   `json:"th,omitempty"`
	// OwnTime is what the text that was asked about said of a visit of theirs as
	// well ("cant": they cannot come), to be taken up if the answer is no.
	OwnTime string `json:"ot,omitempty"`
	// Called is set once they said that 911 is called, and Told is what they said
	// last of how it stands: that somebody is awake, has died, or that help is there.
	Called bool   `json:"c,omitempty"`
	Told   string `json:"to,omitempty"`
	// Lines counts the lines said in the hold, so that they vary.
	Lines int `json:"n,omitempty"`
	// AskedSafe is true while the last thing said asks whether it is safe to
	// text there.
	AskedSafe bool `json:"s,omitempty"`
}

// Budget counts automatic replies.
type Budget struct {
	Hour time.Time `json:"h,omitzero"`
	N    int       `json:"n,omitempty"`
	Day  time.Time `json:"d,omitzero"`
	DayN int       `json:"m,omitempty"`
	// Same counts texts in a row that repeat one of those just before.
	Same int `json:"s,omitempty"`
}

// Offered is what was shown to be picked from, in that order, and the wishes
// it respects.
type Offered struct {
	Kind  string    `json:"k"`
	Shown []Opening `json:"o"`
	Wish  Wish      `json:"w,omitzero"`
	// Unmet is the wish that none of them fits; with it the waitlist was a choice
	// below them. nil = it was not.
	Unmet *Wish `json:"u,omitempty"`
}

// Wish is what a person said about when they can come. The zero Wish excludes
// nothing.
type Wish struct {
	Days []time.Weekday `json:"d,omitempty"` // any of these
	// Date bounds, clinic-local "2006-01-02", both ends included; "" = open.
	From string `json:"f,omitempty"`
	To   string `json:"t,omitempty"`
	// Minutes after local midnight: AfterMin <= start < BeforeMin; 0 = open.
	AfterMin  int `json:"a,omitempty"`
	BeforeMin int `json:"b,omitempty"`
	// After excludes openings up to and including this instant ("later").
	After time.Time `json:"l,omitzero"`
	// Before excludes openings from this instant on ("anything sooner?").
	Before time.Time `json:"e,omitzero"`
}
