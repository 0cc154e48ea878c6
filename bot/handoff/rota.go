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
	Staff    string
	Days     []time.Weekday
	From, To Minutes
}

// Override changes the rota from From until To: Staff is on call before all
// others, and Instead, if named, is not. An empty Staff only takes Instead out.
type Override struct {
	Staff, Instead string
	From, To       time.Time
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
// reference 5.2: second person at 3 minutes, supervisor at 6, everyone at 10),
// and slower ones for what can wait.
func DefaultLadders() map[bot.Level]Ladder {
	climb := func(a, b, c, d time.Duration) []Step {
		return []Step{{Who: OnCall, After: a}, {Who: Next, After: b}, {Who: Supervisor, After: c}, {Who: Everyone, After: d}}
	}
	const m, h = time.Minute, time.Hour
	return map[bot.Level]Ladder{
		bot.LevelNow:         {Steps: climb(0, 3*m, 6*m, 10*m), Repeat: 10 * m, OwnerSilent: 30 * m},
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
	Zone    *time.Location
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

// OnCall lists who is on call at now and can be texted, first to be told first,
// each person once. Ids that are nobody's are left out.
func (r *Rota) OnCall(now time.Time) []bot.Staff {
	var ids, away []string
	for _, o := range r.Overrides {
		if !now.Before(o.From) && now.Before(o.To) {
			ids, away = append(ids, o.Staff), append(away, o.Instead)
		}
	}
	for _, s := range r.Shifts {
		if !slices.Contains(away, s.Staff) && r.covers(s, now) {
			ids = append(ids, s.Staff)
		}
	}
	var out []bot.Staff
	for i, id := range ids {
		if s, ok := r.texted(id); ok && slices.Index(ids, id) == i {
			out = append(out, s)
		}
	}
	return out
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
	if !slices.Contains(s.Days, time.Date(y, m, d+days, 12, 0, 0, 0, r.Zone).Weekday()) {
		return from, from, false
	}
	if s.To <= s.From {
		days++
	}
	return from, time.Date(y, m, d+days, 0, int(s.To), 0, 0, r.Zone), true
}

// Gap is a time without anybody on call.
type Gap struct{ From, To time.Time }

// Gaps lists the times from from until to with nobody on call, in order.
func (r *Rota) Gaps(from, to time.Time) []Gap {
	var gaps []Gap
	edges := r.edges(from, to)
	for i := 0; i+1 < len(edges); i++ {
		if len(r.OnCall(edges[i])) > 0 {
			continue
		}
		if n := len(gaps); n > 0 && gaps[n-1].To.Equal(edges[i]) {
			gaps[n-1].To = edges[i+1]
			continue
		}
		gaps = append(gaps, Gap{edges[i], edges[i+1]})
	}
	return gaps
}

// edges are the instants at which the rota may change, from from to to.
func (r *Rota) edges(from, to time.Time) []time.Time {
	if !from.Before(to) {
		return nil
	}
	edges := []time.Time{from, to}
	add := func(ts ...time.Time) {
		for _, t := range ts {
			if from.Before(t) && t.Before(to) {
				edges = append(edges, t)
			}
		}
	}
	for _, o := range r.Overrides {
		add(o.From, o.To)
	}
	days := int(to.Sub(from)/(24*time.Hour)) + 2
	for _, s := range r.Shifts {
		for n := -2; n <= days; n++ {
			if f, t, ok := r.times(s, from, n); ok {
				add(f, t)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
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

// ladder is the ladder of a level, always with at least one step, a repeat and
// an owner's time, so that no configuration can let a case rest.
func (r *Rota) ladder(level bot.Level) Ladder {
	defaults := DefaultLadders()
	d, ok := defaults[level]
	if !ok {
		d = defaults[bot.LevelNow]
	}
	l, ok := r.Ladders[level]
	if !ok {
		return d
	}
	if len(l.Steps) == 0 {
		l.Steps = d.Steps
	}
	if l.Repeat <= 0 {
		l.Repeat = d.Repeat
	}
	if l.OwnerSilent <= 0 {
		l.OwnerSilent = d.OwnerSilent
	}
	return l
}
