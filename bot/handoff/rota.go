package handoff

import (
	"slices"
	"time"

	"nightdesk/bot"
)

// Minutes is a time of day in minutes after local midnight.
type Minutes int

// Shift is a weekly time on call. If To is not after From, it ends on the next
// day: 17:00 to 08:00 on Mondays lasts until Tuesday morning, and 08:00 to 08:00
// is a whole day. Days are those it begins on.
type Shift struct {
	Staff    string         `json:"s"`
	Days     []time.Weekday `json:"d"`
	From     Minutes        `json:"f,omitempty"`
	To       Minutes        `json:"t,omitempty"`
	Team     bot.Team       `json:"te,omitempty"` // whose alerts it is for; "" = all
	Holidays Holidays       `json:"h,omitempty"`
}

// Holidays says what a shift has to do with days on which the clinic is closed.
type Holidays string

const (
	AnyDay       Holidays = ""     // it is the same on those
	HolidaysOnly Holidays = "only" // it begins on no other day
	HolidaysNot  Holidays = "no"   // it does not begin on those
)

// Override changes the rota from From until To: Staff is on call before all
// others, and Instead, if named, is not: for one team, or for all. An empty Staff
// only takes Instead out.
type Override struct {
	Staff   string    `json:"s,omitempty"`
	Instead string    `json:"i,omitempty"`
	From    time.Time `json:"f"`
	To      time.Time `json:"t"`
	Team    bot.Team  `json:"te,omitempty"`
}

// Whom a Step tells, besides the id of one member of staff.
const (
	OnCall     = "on_call"    // the first person on call
	Next       = "next"       // the next one on call who has not been told
	Supervisor = "supervisor" // Rota.Supervisor
	Everyone   = "everyone"   // all staff
	Channel    = ""           // nobody in person: only the channels of Step.By
)

// Step is one rung of a ladder: whom to tell when nobody has taken the case for
// After since it was opened.
type Step struct {
	Who   string
	After time.Duration
	By    []string // how, as in Alert.By; empty = by text
}

// Ladder is how a case of one level climbs.
type Ladder struct {
	Steps []Step // in order of After
	// Repeat is the pause between repeats of the last step, which go on for ever.
	// A last step that means one person becomes everyone: in danger with the next
	// repeat, else with the fourth.
	// After an hour of them it doubles each time, up to 30 minutes for level 1
	// and 2 hours for the others; a longer one stays as it is.
	Repeat time.Duration
	// OwnerSilent is how long an owner may be silent before being asked, and
	// then again before being passed over.
	OwnerSilent time.Duration
	// DeskHoursOnly puts every alert off until the desk is open.
	DeskHoursOnly bool
}

// DefaultLadders are the times of the clinic's crisis procedure (domain
// reference 5.2: second person at 3 minutes, supervisor at 6 and by phone, everyone
// at 10), and slower ones for what can wait.
func DefaultLadders() map[bot.Level]Ladder {
	climb := func(a, b, c, d time.Duration) []Step {
		return []Step{{Who: OnCall, After: a}, {Who: Next, After: b}, {Who: Supervisor, After: c}, {Who: Everyone, After: d}}
	}
	const m, h = time.Minute, time.Hour
	danger := climb(0, 3*m, 6*m, 10*m)
	danger[2].By = []string{"", bot.ChannelVoice} // a text wakes nobody
	return map[bot.Level]Ladder{
		bot.LevelNow:         {Steps: danger, Repeat: 10 * m, OwnerSilent: 30 * m},
		bot.LevelSameDay:     {Steps: climb(0, 15*m, 30*m, 60*m), Repeat: h, OwnerSilent: 4 * h},
		bot.LevelNextWorkday: {Steps: climb(0, 2*h, 4*h, 6*h), Repeat: 2 * h, OwnerSilent: 24 * h, DeskHoursOnly: true},
	}
}

// Rota is who can be told, when, and in what order.
type Rota struct {
	Staff      []bot.Staff
	Shifts     []Shift // the order decides who comes first when shifts overlap
	Overrides  []Override
	Supervisor string
	// Off are the ids of staff whose phones take no texts: an alert goes to
	// others, as long as there are any.
	Off     []string
	Ladders map[bot.Level]Ladder // levels left out have the default
	// Teams are ladders of their own; what a team leaves out it has from Ladders.
	Teams map[bot.Team]map[bot.Level]Ladder
	// Guest is the id of whoever gives an order and is an account of the console alone:
	// Staff has them for that order.
	Guest string
	Zone  *time.Location
	// Holiday tells whether the clinic is closed on a local date "2006-01-02". Nil
	// means that it never is.
	Holiday func(date string) bool
	// Desk tells whether the desk is staffed, and when that next changes (zero =
	// unknown). Nil means that nothing is known of desk hours.
	Desk func(now time.Time) (open bool, changes time.Time)
}

// staff finds a member of staff by id.
func (r *Rota) staff(id string) (bot.Staff, bool) {
	i := slices.IndexFunc(r.Staff, func(s bot.Staff) bool { return s.ID == id })
	if i < 0 {
		return bot.Staff{}, false
	}
	return r.Staff[i], true
}

// rostered reports whether an id is of the staff, and not of an account of the console.
func (r *Rota) rostered(id string) bool {
	_, ok := r.staff(id)
	return ok && id != r.Guest
}

// Left reports whether whoever has a case was of the rota and is no more. Their phone is
// a stranger's now, so they can neither be asked nor answer.
func (r *Rota) Left(c bot.Case) bool {
	return c.Status == bot.CaseClaimed && c.Rostered && !r.rostered(c.Owner)
}

// Texted are the staff whose phones take texts; all of them if none does.
func (r *Rota) Texted() []bot.Staff {
	on := slices.DeleteFunc(slices.Clone(r.Staff), func(s bot.Staff) bool { return slices.Contains(r.Off, s.ID) })
	if len(on) == 0 {
		return r.Staff
	}
	return on
}

// texted finds a member of staff whose phone takes texts.
func (r *Rota) texted(id string) (bot.Staff, bool) {
	s, ok := r.staff(id)
	return s, ok && !slices.Contains(r.Off, id)
}

// covers reports whether a shift that began today or yesterday is on.
func (r *Rota) covers(s Shift, now time.Time) bool {
	for back := range 2 {
		if from, to, ok := r.times(s, now, -back); ok && !now.Before(from) && now.Before(to) {
			return true
		}
	}
	return false
}

// times are the instants of a shift on the local day of t plus some days. Local
// times that a daylight-saving night skips or repeats are read alike wherever
// they stand, so shifts that join on paper join in fact.
func (r *Rota) times(s Shift, t time.Time, days int) (from, to time.Time, ok bool) {
	y, m, d := t.In(r.Zone).Date()
	from = time.Date(y, m, d+days, 0, int(s.From), 0, 0, r.Zone)
	// The weekday is counted at noon: no clock is ever changed at that hour.
	noon := time.Date(y, m, d+days, 12, 0, 0, 0, r.Zone)
	if !slices.Contains(s.Days, noon.Weekday()) || !r.holds(s, noon) {
		return from, from, false
	}
	if s.To <= s.From {
		days++
	}
	return from, time.Date(y, m, d+days, 0, int(s.To), 0, 0, r.Zone), true
}

// holds reports whether a shift begins on the day of noon as far as holidays say.
func (r *Rota) holds(s Shift, noon time.Time) bool {
	if s.Holidays == AnyDay {
		return true
	}
	return (r.Holiday != nil && r.Holiday(noon.Format(time.DateOnly))) == (s.Holidays == HolidaysOnly)
}

// Now is the truth about the desk, for the person texting.
func (r *Rota) Now(now time.Time) bot.StaffNow {
	open, next := r.desk(now)
	n := bot.StaffNow{OnCall: len(r.OnCall(now)) > 0, DeskOpen: open}
	if !open {
		n.DeskNext = next
	}
	return n
}

func (r *Rota) desk(now time.Time) (open bool, changes time.Time) {
	if r.Desk == nil {
		return false, time.Time{}
	}
	return r.Desk(now)
}
