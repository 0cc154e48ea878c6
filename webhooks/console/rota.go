package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/handoff"
)

// RotaKeeper keeps what staff change of the rota.
type RotaKeeper interface {
	// Rota is what was changed, and its version; the zero Edits if nothing was.
	Rota(context.Context) (handoff.Edits, int64, error)
	// SetRota stores a change of a version, with its entry of the audit log. The error
	// is handoff.ErrEdited if it was changed since.
	SetRota(ctx context.Context, e handoff.Edits, version int64, actor string) error
}

const rotaPath = Path + "/rota"

func (c *Console) rotaRoutes() []route {
	if c.o.RotaKeeper == nil || c.o.RotaFile == nil {
		return nil
	}
	const area = "rota"
	see, edit := account.SeeRota, account.EditRota
	return []route{
		{method: http.MethodGet, path: rotaPath, need: see, area: area, handle: rotaPage},
		{method: http.MethodPost, path: rotaPath + "/change", need: edit, area: area, handle: changeOrder},
		{method: http.MethodGet, path: rotaPath + "/shift", need: edit, area: area, handle: shiftPage},
		{method: http.MethodPost, path: rotaPath + "/shift", need: edit, area: area, handle: shiftOrder},
		{method: http.MethodPost, path: rotaPath + "/supervisor", need: edit, area: area, handle: supervisorOrder},
		{method: http.MethodPost, path: rotaPath + "/file", need: edit, area: area, handle: fileOrder},
	}
}

// gapsAhead is how far ahead gaps are looked for, as the daily warning does.
const gapsAhead = 14 * 24 * time.Hour

// rotaData is the rota.
type rotaData struct {
	Version int64
	// Changed says that what follows was set here, and not in clinic.yaml.
	Changed    bool
	MayEdit    bool
	Gaps       []gapLine
	Teams      []teamNow
	Week       rotaWeek
	Changes    []changeLine
	Shifts     []shiftLine
	Supervisor []choice
	Supervises string
	Holidays   []holidayLine
	Change     changeForm
	Problem    string
}

type gapLine struct {
	From, To time.Time
	Whose    string
	Length   string
}

// teamNow is who is told of a team's alerts, now and next.
type teamNow struct {
	Team  string
	Now   []string
	Until time.Time
	Next  []string
	// Then is when that ends.
	Then time.Time
}

type changeLine struct {
	Index       int
	Comes, Away string
	Team        string
	From, To    time.Time
	Now         bool
}

type shiftLine struct {
	Index, Place int
	Who, Team    string
	Days, Times  string
	Holidays     string
	First, Last  bool
}

type holidayLine struct {
	Date string
	Why  string
}

// changeForm is what somebody typed of a change for a while.
type changeForm struct {
	Comes, Away, Team []choice
	From, To          string
	Wrong             map[string]string // by field
}

// rotaNow is the rota as it stands, with its edits.
type rotaNow struct {
	edits   handoff.Edits // those that a change begins from
	version int64
	changed bool
	rota    handoff.Rota
}

func (v *visit) readRota() (rotaNow, error) {
	e, version, err := v.c.o.RotaKeeper.Rota(v.r.Context())
	if err != nil {
		return rotaNow{}, err
	}
	n := rotaNow{edits: e, version: version, changed: !e.None(), rota: handoff.Apply(*v.c.o.RotaFile(), e)}
	if !n.changed {
		n.edits = handoff.EditsOf(v.c.o.RotaFile())
	}
	n.edits.Shifts, n.edits.Overrides = slices.Clone(n.edits.Shifts), slices.Clone(n.edits.Overrides)
	return n, nil
}

func rotaPage(v *visit) error { return showRota(v, http.StatusOK, rotaData{}) }

func showRota(v *visit, status int, d rotaData) error {
	n, err := v.readRota()
	if err != nil {
		return err
	}
	return v.renderStatus(status, "rota", v.rotaData(n, d))
}

func (v *visit) rotaData(n rotaNow, d rotaData) rotaData {
	r := &n.rota
	d.Version, d.Changed, d.MayEdit = n.version, n.changed, v.may(account.EditRota)
	for _, g := range r.Gaps(v.now, v.now.Add(gapsAhead)) {
		d.Gaps = append(d.Gaps, gapLine{From: g.From, To: g.To, Whose: gapWhose(g), Length: lengthText(g.To.Sub(g.From))})
	}
	for _, team := range handoff.Teams {
		d.Teams = append(d.Teams, teamNowOf(r, team, v.now))
	}
	d.Week = v.rotaWeek(r)
	for i, o := range n.edits.Overrides {
		if o.To.After(v.now) {
			d.Changes = append(d.Changes, changeLine{Index: i, Comes: staffName(r, o.Staff), Away: staffName(r, o.Instead), Team: teamName(o.Team),
				From: o.From, To: o.To, Now: !o.From.After(v.now)})
		}
	}
	for i, s := range n.edits.Shifts {
		d.Shifts = append(d.Shifts, shiftLine{Index: i, Place: i + 1, Who: staffName(r, s.Staff), Team: teamName(s.Team), Days: daysText(s.Days),
			Times: minutesOfDay(s.From) + " – " + minutesOfDay(s.To), Holidays: holidayWords[s.Holidays], First: i == 0, Last: i == len(n.edits.Shifts)-1})
	}
	d.Supervises = staffName(r, r.Supervisor)
	d.Supervisor = staffChoices(r, "nobody", r.Supervisor)
	d.Holidays = v.holidays()
	if d.Change.Comes == nil {
		d.Change = v.emptyChange(r)
	}
	return d
}

// gapWhose says for whom nobody is on call.
func gapWhose(g handoff.Gap) string {
	if g.Everyones() {
		return "nobody at all"
	}
	var names []string
	for _, t := range g.Teams {
		names = append(names, teamName(t))
	}
	return "nobody for " + strings.Join(names, " and ")
}

// teamName is a team in words; "" = all of them.
func teamName(t bot.Team) string {
	if t == "" {
		return "all teams"
	}
	return string(t)
}

// staffName is the name of a member of staff; "" for nobody.
func staffName(r *handoff.Rota, id string) string {
	for _, s := range r.Staff {
		if s.ID == id {
			return s.Name
		}
	}
	if id == "" {
		return ""
	}
	return id + " (no longer on the staff)"
}

// staffChoices are the staff to choose from, and nobody.
func staffChoices(r *handoff.Rota, nobody, chosen string) []choice {
	all := []choice{{"", nobody, chosen == ""}}
	for _, s := range r.Staff {
		all = append(all, choice{s.ID, s.Name + ", " + s.Role, s.ID == chosen})
	}
	return all
}

func teamChoices(chosen bot.Team) []choice {
	all := []choice{{"", "all teams", chosen == ""}}
	for _, t := range handoff.Teams {
		all = append(all, choice{string(t), string(t), t == chosen})
	}
	return all
}

// turnsAhead is how far ahead who comes next is looked for.
const turnsAhead = 8 * 24 * time.Hour

func teamNowOf(r *handoff.Rota, team bot.Team, now time.Time) teamNow {
	t := teamNow{Team: string(team)}
	names := func(all []bot.Staff) (out []string) {
		for _, s := range all {
			out = append(out, s.Name)
		}
		return out
	}
	turns := r.Turns(team, now, now.Add(turnsAhead))
	if len(turns) > 0 {
		t.Now = names(turns[0].Staff)
	}
	if len(turns) > 1 {
		t.Until, t.Next, t.Then = turns[0].To, names(turns[1].Staff), turns[1].To
	}
	return t
}

// holidayWords are how a shift takes holidays.
var holidayWords = map[handoff.Holidays]string{handoff.AnyDay: "", handoff.HolidaysOnly: "only on holidays", handoff.HolidaysNot: "not on holidays"}

// holidays are the closures to come: shifts may be different on those.
func (v *visit) holidays() []holidayLine {
	if v.c.o.Schedule == nil {
		return nil
	}
	var all []holidayLine
	for _, x := range v.c.o.Schedule.Closures {
		if x.To < v.c.o.Schedule.Date(v.now) || len(all) == mostHolidays {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, x.From, v.c.o.Zone)
		if err != nil {
			continue
		}
		all = append(all, holidayLine{Date: day.Format("Mon Jan 2, 2006"), Why: x.Why.In(bot.English)})
	}
	return all
}

// mostHolidays is how many are listed.
const mostHolidays = 8

// weekFromMonday are the days of the week as they are shown.
var weekFromMonday = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// daysText says days of the week, "Mon–Fri, Sun".
func daysText(days []time.Weekday) string {
	if len(days) == 7 {
		return "every day"
	}
	var parts []string
	for i := 0; i < len(weekFromMonday); i++ {
		if !slices.Contains(days, weekFromMonday[i]) {
			continue
		}
		j := i
		for j+1 < len(weekFromMonday) && slices.Contains(days, weekFromMonday[j+1]) {
			j++
		}
		part := weekFromMonday[i].String()[:3]
		switch {
		case j == i+1:
			part += ", " + weekFromMonday[j].String()[:3]
		case j > i:
			part += "–" + weekFromMonday[j].String()[:3]
		}
		parts, i = append(parts, part), j
	}
	return strings.Join(parts, ", ")
}

// minutesOfDay is a time of day as people write it.
func minutesOfDay(m handoff.Minutes) string {
	switch m {
	case 0, 24 * 60:
		return "midnight"
	case 12 * 60:
		return "noon"
	}
	return time.Date(2000, 1, 1, 0, int(m), 0, 0, time.UTC).Format("3:04 PM")
}

// staleAfter is how long a change that is over is kept: the audit log has it for good.
const staleAfter = 35 * 24 * time.Hour

// saveRota stores a change of what the form was made from. If it can't be, problem
// says why; two people at once are told, and the same form twice is done once.
func (v *visit) saveRota(n rotaNow, e handoff.Edits) (problem string, err error) {
	if v.form("version") != fmt.Sprint(n.version) {
		if reflect.DeepEqual(n.edits, e) {
			v.flash("That was saved already: sending it twice did nothing more.")
			return "", nil
		}
		return changedMeanwhile, nil
	}
	e.Overrides = slices.DeleteFunc(e.Overrides, func(o handoff.Override) bool { return v.now.Sub(o.To) > staleAfter })
	if wrong := e.Validate(v.c.o.RotaFile()); len(wrong) > 0 {
		return sentence(strings.Join(wrong, "; ")) + ".", nil
	}
	err = v.c.o.RotaKeeper.SetRota(v.r.Context(), e, n.version, v.staff().ID)
	if errors.Is(err, handoff.ErrEdited) {
		return changedMeanwhile, nil
	}
	if err != nil {
		return "", err
	}
	r := handoff.Apply(*v.c.o.RotaFile(), e)
	say := "Saved. The next alert goes by it."
	if gaps := len(r.Gaps(v.now, v.now.Add(gapsAhead))); gaps > 0 {
		say += " Somebody is missing at " + plural(gaps, "time") + " of the next 14 days: they are named below."
	}
	v.flash(say)
	return "", nil
}

const changedMeanwhile = "Somebody else changed the rota meanwhile. This is how it is now; yours was not saved. Look at it, then send yours again if it still fits."

// saved goes back to the rota, or shows it with what was wrong.
func (v *visit) saved(problem string, err error, d rotaData) error {
	if err != nil {
		return err
	}
	if problem != "" {
		d.Problem = problem
		return showRota(v, http.StatusConflict, d)
	}
	return v.redirect(rotaPath)
}

// supervisorOrder sets who is told when others do not answer.
func supervisorOrder(v *visit) error {
	n, err := v.readRota()
	if err != nil {
		return err
	}
	e := n.edits
	e.Supervisor = v.form("supervisor")
	problem, err := v.saveRota(n, e)
	return v.saved(problem, err, rotaData{})
}

// fileOrder puts the rota of clinic.yaml back.
func fileOrder(v *visit) error {
	n, err := v.readRota()
	if err != nil {
		return err
	}
	if !n.changed {
		v.flash("The rota of clinic.yaml stands already.")
		return v.redirect(rotaPath)
	}
	problem, err := v.saveRota(n, handoff.Edits{Format: handoff.EditsFormat})
	return v.saved(problem, err, rotaData{})
}
