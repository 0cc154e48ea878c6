package handoff

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"nightdesk/bot"
)

// ErrEdited means that somebody else has changed the rota since it was read.
var ErrEdited = errors.New("the rota was changed meanwhile")

// EditsFormat is the version of Edits' stored form.
const EditsFormat = 1

// Edits are what staff set of the rota while the program runs, in place of what
// stands in the clinic's file. Who there is, their phones and the ladders stay the
// file's. Without a shift they change nothing.
type Edits struct {
	Format     int        `json:"f"`
	Shifts     []Shift    `json:"s,omitempty"`
	Overrides  []Override `json:"o,omitempty"`
	Supervisor string     `json:"su,omitempty"`
}

// EditsOf is a rota as edits that change nothing of it, to begin editing from.
func EditsOf(r *Rota) Edits {
	return Edits{Format: EditsFormat, Shifts: slices.Clone(r.Shifts), Overrides: slices.Clone(r.Overrides), Supervisor: r.Supervisor}
}

// None reports whether the clinic's file stands as it is.
func (e Edits) None() bool { return len(e.Shifts) == 0 }

// Apply is the rota with the edits in the place of its own shifts, overrides and
// supervisor. The base is left as it was.
func Apply(base Rota, e Edits) Rota {
	if e.None() {
		return base
	}
	base.Shifts, base.Overrides, base.Supervisor = slices.Clone(e.Shifts), slices.Clone(e.Overrides), e.Supervisor
	return base
}

// Bounds of what is kept: each look at the rota goes through all of it.
const (
	mostShifts    = 200
	mostOverrides = 500
	day           = Minutes(24 * 60)
)

// Validate says all that is wrong with edits for the staff of a rota, in sentences
// for whoever made them, each with how to mend it; none if they can be used. Gaps
// are not among them: those are for [Rota.Gaps] of the rota applied.
func (e Edits) Validate(base *Rota) []string {
	v := validator{base: base}
	if e.None() && (len(e.Overrides) > 0 || e.Supervisor != "") {
		v.say("no shift is left: somebody must be on call, so add one")
	}
	if len(e.Shifts) > mostShifts || len(e.Overrides) > mostOverrides {
		v.say("there are more than %d shifts or %d changes: take out those that are over", mostShifts, mostOverrides)
		return v.problems
	}
	if _, ok := base.staff(e.Supervisor); e.Supervisor != "" && !ok {
		v.say("the supervisor: %q is nobody of the staff, so choose one of them", e.Supervisor)
	}
	for i, s := range e.Shifts {
		v.shift(fmt.Sprintf("shift %d", i+1), s)
		if slices.ContainsFunc(e.Shifts[:i], func(o Shift) bool { return same(o, s) }) {
			v.say("shift %d is there twice: take one out", i+1)
		}
	}
	for i, o := range e.Overrides {
		v.override(fmt.Sprintf("change %d", i+1), o)
	}
	return v.problems
}

func same(a, b Shift) bool {
	return a.Staff == b.Staff && a.From == b.From && a.To == b.To && a.Team == b.Team && a.Holidays == b.Holidays && slices.Equal(a.Days, b.Days)
}

// validator collects what is wrong.
type validator struct {
	base     *Rota
	problems []string
}

func (v *validator) say(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// known checks a name of staff and one of a team, "" being all of them.
func (v *validator) known(what, staff string, team bot.Team) {
	if _, ok := v.base.staff(staff); staff != "" && !ok {
		v.say("%s: %q is nobody of the staff, so choose one of them", what, staff)
	}
	if team != "" && !slices.Contains(Teams, team) {
		v.say("%s: there is no team %q, so choose crisis, nursing, intake or all", what, team)
	}
}

func (v *validator) shift(what string, s Shift) {
	v.known(what, s.Staff, s.Team)
	if s.Staff == "" {
		v.say("%s names nobody: choose who is on call", what)
	}
	if len(s.Days) == 0 {
		v.say("%s has no days: choose at least one", what)
	}
	for _, d := range s.Days {
		if d < time.Sunday || d > time.Saturday {
			v.say("%s has a day that is none: choose from Monday to Sunday", what)
			break
		}
	}
	if s.From < 0 || s.From >= day || s.To < 0 || s.To > day {
		v.say("%s: a time must be from midnight to midnight, as 5:30 AM", what)
	}
	if !slices.Contains([]Holidays{AnyDay, HolidaysOnly, HolidaysNot}, s.Holidays) {
		v.say("%s: holidays can be as other days, only those, or none of them", what)
	}
}

func (v *validator) override(what string, o Override) {
	v.known(what, o.Staff, o.Team)
	v.known(what, o.Instead, "")
	switch {
	case o.Staff == "" && o.Instead == "":
		v.say("%s names nobody: choose who comes, who is away, or both", what)
	case o.Staff == o.Instead:
		v.say("%s has the same person come and be away: choose two, or take it out", what)
	}
	if o.From.IsZero() || o.To.IsZero() || !o.From.Before(o.To) {
		v.say("%s ends before it begins: let its end be later", what)
	}
}
