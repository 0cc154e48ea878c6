package console

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/schedule"
)

// waitlistData are the waitlists and groups.
type waitlistData struct {
	Lists   []waitlist
	Groups  []groupLine
	Choices []choice // lists that somebody can be put on
	MayBook bool
	Names   bool
	// What was typed, and what is wrong with it.
	List, Who         string
	Problem, WrongWho string
	Order             string
}

// waitlist is one list, first in line first.
type waitlist struct {
	Key, Name string
	People    []waiting
}

type waiting struct {
	Person         bot.PersonID
	Code           string
	Who            string
	Group          string
	Since          time.Time
	Wish           string
	Offers, Place  int
	Unread, Listed bool
}

// groupLine is one group that meets again and again.
type groupLine struct {
	Name, With, Room string
	Next             time.Time
	Day              string
	Taken, Seats     int
	Waiting          int
}

func waitlistPage(v *visit) error { return showWaitlist(v, http.StatusOK, waitlistData{}) }

func showWaitlist(v *visit, status int, d waitlistData) error {
	d, err := v.waitlistData(d)
	if err != nil {
		return err
	}
	return v.renderStatus(status, "calendar_waitlist", d)
}

func (v *visit) waitlistData(d waitlistData) (waitlistData, error) {
	lists, err := v.c.o.Visits.Waitlists(v.r.Context())
	if err != nil {
		return d, err
	}
	var people []bot.PersonID
	for _, list := range lists {
		people = append(people, list...)
	}
	known, err := v.who(readWaitlist, people)
	if err != nil {
		return d, err
	}
	d.MayBook, d.Names = v.may(account.BookVisits), v.may(account.Converse)
	for _, key := range slices.Sorted(maps.Keys(lists)) {
		one := waitlist{Key: key, Name: listName(key)}
		for i, p := range lists[key] {
			w := waiting{Person: p, Code: p.Code(), Place: i + 1}
			if s, ok := known[p]; ok {
				w.fill(s, key)
			}
			one.People = append(one.People, w)
		}
		d.Lists = append(d.Lists, one)
	}
	if err := v.groups(&d, lists); err != nil {
		return d, err
	}
	d.Choices = v.c.lists(d.List)
	d.Order, err = v.c.orderID()
	return d, err
}

// fill adds what a session knows of somebody who waits.
func (w *waiting) fill(s acquaintance, list string) {
	w.Who, w.Group = s.Name, groupName(s.Care.Group)
	for _, x := range s.Waiting {
		if x.Key() == list {
			w.Since, w.Wish, w.Offers, w.Listed = x.Since, wishWords(x.Wish), x.Offers, true
		}
	}
}

// wishWords says when somebody can come.
func wishWords(w bot.Wish) string {
	clock := func(m int) string { return time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC).Format("3:04 PM") }
	var parts []string
	for _, d := range w.Days {
		parts = append(parts, d.String()[:3])
	}
	if w.From != "" || w.To != "" {
		parts = append(parts, w.From+" to "+w.To)
	}
	if w.AfterMin > 0 {
		parts = append(parts, "from "+clock(w.AfterMin))
	}
	if w.BeforeMin > 0 {
		parts = append(parts, "before "+clock(w.BeforeMin))
	}
	if len(parts) == 0 {
		return "any time"
	}
	return strings.Join(parts, ", ")
}

// listName is a waitlist as staff call it.
func listName(key string) string {
	kind, group := bot.OfList(key)
	if group == "" {
		return plainName(kind)
	}
	return plainName(group) + " (" + plainName(kind) + ")"
}

// lists are those that somebody can be put on.
func (c *Console) lists(chosen string) []choice {
	keys := slices.Sorted(maps.Keys(c.o.Schedule.Kinds))
	for _, s := range c.o.Schedule.Series {
		keys = slices.DeleteFunc(keys, func(k string) bool { return k == s.Kind })
	}
	for _, s := range c.o.Schedule.Series {
		keys = append(keys, bot.Waiting{Kind: s.Kind, Series: s.Name}.Key())
	}
	var all []choice
	for _, k := range keys {
		all = append(all, choice{k, listName(k), k == chosen})
	}
	return all
}

// groups fills in the groups with the seats of their next session.
func (v *visit) groups(d *waitlistData, lists map[string][]bot.PersonID) error {
	cal := v.c.o.Schedule
	if len(cal.Series) == 0 {
		return nil
	}
	for _, s := range cal.Series {
		next, ok := cal.NextSession(s.Name, v.now)
		if !ok {
			d.Groups = append(d.Groups, groupLine{Name: plainName(s.Name), With: plainName(s.Leader), Room: plainName(s.Room), Seats: s.Seats})
			continue
		}
		view := schedule.View{Calendar: cal, From: next.Start, To: next.Start.Add(time.Minute), Now: v.now}
		var err error
		view.Visits, err = v.c.o.Visits.Visits(v.r.Context(), schedule.ViewSince(view.From, v.now), view.To)
		if err != nil && !errors.Is(err, bot.ErrUnreadable) {
			return err
		}
		line := groupLine{Name: plainName(s.Name), With: plainName(s.Leader), Room: plainName(s.Room), Seats: s.Seats, Next: next.Start,
			Day: cal.Date(next.Start), Waiting: len(lists[next.List()])}
		for _, e := range schedule.Entries(view) {
			if e.Series == s.Name {
				line.Taken = e.Taken
			}
		}
		d.Groups = append(d.Groups, line)
	}
	return nil
}

// waitlistOrder puts somebody on a list, or takes them off.
func waitlistOrder(v *visit) error {
	d := waitlistData{List: v.form("list"), Who: v.form("who")}
	op, err := v.deskOrder(bot.DeskWaitlistAdd)
	if err != nil {
		return err
	}
	op.List = d.List
	person := bot.PersonID(v.form("person"))
	if v.form("do") == string(bot.DeskWaitlistOff) {
		op.Do = bot.DeskWaitlistOff
	} else if person == "" {
		if person, op.Phone, d.WrongWho, err = v.personOf(d.Who); err != nil {
			return err
		}
		if d.WrongWho != "" {
			return showWaitlist(v, http.StatusUnprocessableEntity, d)
		}
	}
	done, err := v.c.o.Visits.Desk(v.r.Context(), person, op)
	if say := refusal(err); say != "" {
		d.Problem = say
		return showWaitlist(v, http.StatusConflict, d)
	}
	if err != nil {
		return err
	}
	v.flash(v.cameOf(op, done))
	return v.redirect(calendarPath + "/waitlist")
}
