package console

import (
	"fmt"
	"net/http"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/schedule"
)

// dueData are the clocks of those who must be seen by a time.
type dueData struct {
	Clocks            []dueLine
	Late              int
	Unread            string // how many can't be read, in words
	Groups            []choice
	MayBook, Names    bool
	Who, Group        string
	Problem, WrongWho string
	Order             string
}

type dueLine struct {
	Person  bot.PersonID
	Code    string
	Who     string
	Group   string
	Due     time.Time
	Asked   time.Time
	Over    bool // the time has run out
	Late    bool // no visit comes in time
	Next    string
	NextID  bot.VisitID
	NextDay time.Time
}

func duePage(v *visit) error { return showDue(v, http.StatusOK, dueData{}) }

func showDue(v *visit, status int, d dueData) error {
	d, err := v.dueData(d)
	if err != nil {
		return err
	}
	return v.renderStatus(status, "calendar_due", d)
}

func (v *visit) dueData(d dueData) (dueData, error) {
	clocks, unread, err := v.c.o.Visits.Clocks(v.r.Context())
	if err != nil {
		return d, err
	}
	people := make([]bot.PersonID, len(clocks))
	for i, k := range clocks {
		people[i] = k.Person
	}
	known, err := v.who(readClocks, people)
	if err != nil {
		return d, err
	}
	d.MayBook, d.Names = v.may(account.BookVisits), v.may(account.Converse)
	if unread > 0 {
		d.Unread = fmt.Sprintf("%d people's records can't be read and are left out: whoever runs the server finds more with \"nightdesk doctor\".", unread)
	}
	for _, k := range clocks {
		line := dueLine{Person: k.Person, Code: k.Person.Code(), Group: groupName(k.Care.Group), Due: k.Care.Due, Asked: k.Care.Asked,
			Over: !k.Care.Due.After(v.now), Late: k.Late()}
		if s, ok := known[k.Person]; ok {
			line.Who = s.Name
		}
		if k.Next.ID != "" {
			line.Next, line.NextID, line.NextDay = schedule.Word(k.Next.Status), k.Next.ID, k.Next.Start
		}
		if line.Late {
			d.Late++
		}
		d.Clocks = append(d.Clocks, line)
	}
	d.Groups = []choice{}
	for _, g := range v.c.o.Schedule.Groups {
		d.Groups = append(d.Groups, choice{g.Name, plainName(g.Name) + ", within " + lengthText(g.Clock), g.Name == d.Group})
	}
	d.Groups = append(d.Groups, choice{"standard", "standard, no clock", d.Group == "standard"})
	d.Order, err = v.c.orderID()
	return d, err
}

// dueOrder puts somebody into a group, which starts its clock, or stops a clock.
func dueOrder(v *visit) error {
	d := dueData{Who: v.form("who"), Group: v.form("group")}
	op, err := v.deskOrder(bot.DeskPriority)
	if err != nil {
		return err
	}
	person := bot.PersonID(v.form("person"))
	if v.form("do") == string(bot.DeskSeen) {
		op.Do = bot.DeskSeen
	} else {
		op.Group = d.Group
		if person, op.Phone, d.WrongWho, err = v.personOf(d.Who); err != nil {
			return err
		}
		if d.WrongWho != "" {
			return showDue(v, http.StatusUnprocessableEntity, d)
		}
	}
	done, err := v.c.o.Visits.Desk(v.r.Context(), person, op)
	if say := refusal(err); say != "" {
		d.Problem = say
		return showDue(v, http.StatusConflict, d)
	}
	if err != nil {
		return err
	}
	v.flash(v.cameOf(op, done))
	return v.redirect(calendarPath + "/due")
}
