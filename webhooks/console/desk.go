package console

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
)

// Desk is what the console needs of cases. Errors wrap bot.ErrUnavailable or
// bot.ErrUnreadable where that is what they are; with the latter, what could be read
// comes with it.
type Desk interface {
	// OpenCases are those that are not closed, with their versions.
	OpenCases(context.Context) ([]bot.CaseWrite, error)
	// ClosedSince are those that were closed since a time.
	ClosedSince(context.Context, time.Time) ([]bot.CaseWrite, error)
	// ClosedOf are those of a person, at most so many, and ClosedAs those of a code, that
	// were closed since a time, the last closed first.
	ClosedOf(ctx context.Context, person bot.PersonID, since time.Time, most int) ([]bot.CaseWrite, error)
	ClosedAs(ctx context.Context, code string, since time.Time) ([]bot.CaseWrite, error)
	// Case reads one; Version 0 = there is none.
	Case(context.Context, bot.CaseID) (bot.CaseWrite, error)
	// History is what happened to one, oldest first; none of an earlier build.
	History(context.Context, bot.CaseID) ([]bot.CaseEvent, error)
	// Staff carries out an order about a case, once for each id.
	Staff(context.Context, bot.CaseOrder) (bot.CaseDone, error)
	// Raise opens a case about somebody, or adds the reason to the one they have.
	Raise(ctx context.Context, id bot.InputID, by bot.Staff, about bot.PersonID, r bot.Raise) (bot.Case, error)
	// Changed says whether anything was committed after a mark, and the mark of now;
	// "" = from now on.
	Changed(ctx context.Context, since string) (mark string, changed bool, err error)
}

// Auditor writes down who looked at what, before it is shown.
type Auditor interface {
	// Read notes that an account read something of a person ("" = of nobody in
	// particular); what is a short fixed word.
	Read(ctx context.Context, account string, person bot.PersonID, what string) error
}

// What is noted of reading.
const (
	readThread = "thread_read"
	readNames  = "names_read"
	readSearch = "people_searched"
)

// staff is whoever is asking, as orders name them: who their account says that they are
// on the rota. An account that is nobody's there acts in its own name, even if somebody
// on the rota is called the same.
func (v *visit) staff() bot.Staff {
	id := cmp.Or(v.account.StaffID, v.account.ID)
	for _, s := range v.c.colleagues() {
		switch s.ID {
		case v.account.StaffID:
			return s
		case id:
			id = "console-" + id
		}
	}
	s := bot.Staff{ID: id, Name: v.account.Name}
	if len(v.account.Roles) > 0 {
		s.Role = string(v.account.Roles[0])
	}
	return s
}

// colleagues are the members of staff of the rota.
func (c *Console) colleagues() []bot.Staff {
	if c.o.Staff == nil {
		return nil
	}
	return c.o.Staff()
}

// nameOf is how a member of staff is called; the id of one who has gone.
func (c *Console) nameOf(id string) string {
	for _, s := range c.colleagues() {
		if s.ID == id {
			return cmp.Or(s.Name, s.ID)
		}
	}
	return id
}

// find reads the case that a page or an order is about: by its id if the address or
// the form has it, for codes come round again, and else by its code among the open
// ones.
func (v *visit) find() (bot.CaseWrite, error) {
	code := strings.ToUpper(v.r.PathValue("code"))
	if id := cmp.Or(v.form("case"), v.query("id")); id != "" {
		w, err := v.c.o.Desk.Case(v.r.Context(), bot.CaseID(id))
		if err == nil && (w.Version == 0 || w.Case.Code != code) {
			err = errNotFound
		}
		return w, err
	}
	open, err := v.openCases()
	if err != nil {
		return bot.CaseWrite{}, err
	}
	i := slices.IndexFunc(open, func(w bot.CaseWrite) bool { return w.Case.Code == code })
	if i < 0 {
		return bot.CaseWrite{}, errNotFound
	}
	return open[i], nil
}

// openCases are those that can be read: one that can't must not hide the others.
func (v *visit) openCases() ([]bot.CaseWrite, error) {
	open, err := v.c.o.Desk.OpenCases(v.r.Context())
	if err != nil && !isUnreadable(err) {
		return nil, err
	}
	return open, nil
}

// needs is the permission to work cases.
const needs = account.Converse

// kindOf is why a case was opened in words that tell nothing of the person, for those
// who may see the queue and nobody in it.
func kindOf(k bot.Case) string {
	for _, label := range []string{"overdose_now", "medical_emergency", "suicide_risk", "danger_from_others", "withdrawal"} {
		if slices.Contains(k.Labels, label) || slices.Contains(k.Labels, "asked_"+label) {
			return "Danger"
		}
	}
	switch {
	case slices.Contains(k.Labels, "reply_blocked"):
		return "Texts stopped"
	case k.Team == bot.TeamNursing:
		return "Nursing"
	case k.Team == bot.TeamCrisis:
		return "Danger"
	}
	return "Request"
}

// dangers are crisis labels in words for staff (domain reference 5.1).
var dangers = map[string]string{
	"overdose_now": "Overdose now", "medical_emergency": "Medical emergency", "suicide_risk": "Suicide risk",
	"danger_from_others": "Danger from others", "withdrawal": "Withdrawal", "reply_blocked": "Our texts may not arrive",
}

// labelsOf are the dangers of a case in words.
func labelsOf(k bot.Case) []string {
	var all []string
	for _, l := range k.Labels {
		name, asked := strings.CutPrefix(l, "asked_")
		if s := dangers[name]; s != "" && asked {
			all = append(all, s+"? (asked)")
		} else {
			all = append(all, cmp.Or(s, strings.ReplaceAll(name, "_", " ")))
		}
	}
	return all
}

// reasonOf is a reason as staff read it.
func reasonOf(r string) string {
	for name, say := range dangers {
		r = strings.ReplaceAll(r, name, strings.ToLower(say))
	}
	r = strings.Replace(r, "crisis screen: ", "danger: ", 1)
	r = strings.Replace(r, "crisis screen asked about: ", "asked whether it is danger: ", 1)
	return sentence(strings.ReplaceAll(r, "_", " "))
}

// sentence begins a reason with a capital.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
