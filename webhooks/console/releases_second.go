package console

import (
	"fmt"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// secondWords is who may be the second person for somebody's change.
type secondWords struct {
	// Known says that it can be told; False where others keep the accounts.
	Known bool
	// Names are those who may agree now, and NotYet those who have not set up their
	// account.
	Names, NotYet []string
	// MayAdd says that whoever reads this can make an account.
	MayAdd bool
}

// second finds who may agree to what an account published: never itself.
func (v *visit) second(author string) (secondWords, error) {
	d := secondWords{MayAdd: v.may(account.ManageAccounts)}
	if v.c.o.Door == nil {
		return d, nil
	}
	all, err := v.everybody()
	if err != nil {
		return d, fmt.Errorf("read who may agree: %w", err)
	}
	d.Known = true
	for _, a := range all {
		switch {
		case a.ID == author || !a.Disabled.IsZero() || !account.May(a.Roles, account.ApproveScripts):
		case a.CanSignIn() || a.Mail != "":
			d.Names = append(d.Names, a.Name)
		default:
			d.NotYet = append(d.NotYet, a.Name)
		}
	}
	return d, nil
}

// approverRoles are the roles that may agree, in words.
func approverRoles() string {
	var all []string
	for _, r := range account.Roles {
		if account.May([]account.Role{r}, account.ApproveScripts) {
			all = append(all, "“"+roleLabel(r)+"”")
		}
	}
	return strings.Join(all, " or ")
}

// Roles are those that a new account needs one of.
func (secondWords) Roles() string { return approverRoles() }

// sentWords is what of a draft waits for a second person.
type sentWords struct {
	Path  string // of its page; "" = nothing of it waits
	Whole bool   // the draft was not changed since
}

// sent finds what of one's draft waits.
func (v *visit) sent(all bot.Releases, b bench) sentWords {
	if b.draft.IsEmpty() {
		return sentWords{}
	}
	var s sentWords
	for _, p := range all.Proposals {
		if p.Declined != "" || p.Release.By != v.account.ID || p.Release.Repeats != 0 {
			continue
		}
		whole := p.Release.Version == flows.Version(b.files.Flows) && p.Release.Talks == release.TalksName(b.files.Talks)
		if s.Path == "" || whole {
			s = sentWords{Path: approvalPath + "/" + p.ID, Whole: whole}
		}
	}
	return s
}
