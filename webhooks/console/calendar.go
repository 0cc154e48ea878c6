package console

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/schedule"
)

// Visits is what the calendar's pages need of the records. Where some can't be read
// the error wraps bot.ErrUnreadable and the rest comes with it.
type Visits interface {
	// Visits are those that begin in a time, whatever their status.
	Visits(ctx context.Context, from, to time.Time) ([]bot.Booking, error)
	// Visit is one; the zero Booking if there is none.
	Visit(ctx context.Context, id bot.VisitID) (bot.Booking, error)
	// Sessions are what is known of people; of whom nothing is, they are left out.
	Sessions(ctx context.Context, people []bot.PersonID) (map[bot.PersonID]bot.Session, error)
	// Waitlists are who waits, by list (bot.Waiting.Key), first in line first.
	Waitlists(ctx context.Context) (map[string][]bot.PersonID, error)
	// Clocks are whose time to be seen by runs, first due first, and how many people's
	// records can't be read.
	Clocks(ctx context.Context) (clocks []schedule.Clock, unread int, err error)
	// Openings are what staff could book now, soonest first; resource "" = with anybody.
	Openings(ctx context.Context, kind, resource string) (iter.Seq[bot.Opening], error)
	// Desk carries out an order, once for its id. The error is a bot.DeskError if it
	// can't be done as things stand.
	Desk(ctx context.Context, person bot.PersonID, op bot.DeskOp) (bot.DeskDone, error)
	// Whose is the person of the case with a code, and of a number as somebody wrote
	// it; "" = nobody's.
	Whose(ctx context.Context, caseCode string) (bot.PersonID, error)
	Number(written string) (bot.PersonID, bot.Phone)
}

// calendarPath is where the calendar begins.
const calendarPath = Path + "/calendar"

func (c *Console) calendarRoutes() []route {
	if c.o.Visits == nil || c.o.Schedule == nil {
		return nil
	}
	const area = "calendar"
	see, book := account.SeeCalendar, account.BookVisits
	return []route{
		{method: http.MethodGet, path: calendarPath, need: see, area: area, handle: calendarPage},
		{method: http.MethodGet, path: calendarPath + "/visit/{id}", need: see, area: area, handle: visitPage},
		{method: http.MethodPost, path: calendarPath + "/visit/{id}", need: book, area: area, handle: visitOrder},
		{method: http.MethodGet, path: calendarPath + "/visit/{id}/move", need: book, area: area, handle: movePage},
		{method: http.MethodPost, path: calendarPath + "/visit/{id}/move", need: book, area: area, handle: moveOrder},
		{method: http.MethodGet, path: calendarPath + "/book", need: book, area: area, handle: bookPage},
		{method: http.MethodPost, path: calendarPath + "/book", need: book, area: area, handle: bookOrder},
		{method: http.MethodGet, path: calendarPath + "/waitlist", need: see, area: area, handle: waitlistPage},
		{method: http.MethodPost, path: calendarPath + "/waitlist", need: book, area: area, handle: waitlistOrder},
		{method: http.MethodGet, path: calendarPath + "/due", need: see, area: area, handle: duePage},
		{method: http.MethodPost, path: calendarPath + "/due", need: book, area: area, handle: dueOrder},
	}
}

// daysOf are the links of a page that shows a day or a week.
type daysOf struct {
	View              string // "day" or "week"
	Day               string // the date shown, or the first of the week
	Prev, Next, Today string
	IsToday           bool // today is in it
	Heading           string
	MayBook           bool
	// Unread is set if some visits could not be read.
	Unread bool
}

// calendarPage shows a day or a week.
func calendarPage(v *visit) error {
	day, err := v.date("day")
	if err != nil {
		return err
	}
	if v.query("view") == "week" {
		return weekPage(v, day)
	}
	return dayPage(v, day)
}

// date is the local date that the address names, as its noon; today if it names none.
func (v *visit) date(name string) (time.Time, error) {
	written := v.query(name)
	if written == "" {
		return noon(v.now.In(v.c.o.Zone), 0), nil
	}
	t, err := time.ParseInLocation(time.DateOnly, written, v.c.o.Zone)
	if err != nil || t.Year() < 2000 || t.Year() > 2200 {
		return t, bad("That is no date. Write it as 2026-03-02, or go back and use the arrows.")
	}
	return noon(t, 0), nil
}

// noon is a date some days on, at an hour that exists on every day.
func noon(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 12, 0, 0, 0, t.Location())
}

// links are those of a page from day on; step is how many days it shows.
func (v *visit) links(view string, day time.Time, step int) daysOf {
	date := func(t time.Time) string { return t.Format(time.DateOnly) }
	today := noon(v.now.In(v.c.o.Zone), 0)
	return daysOf{View: view, Day: date(day), Prev: date(noon(day, -step)), Next: date(noon(day, step)), Today: date(today),
		IsToday: !today.Before(day) && today.Before(noon(day, step)), MayBook: v.may(account.BookVisits)}
}

// stretch reads what stands from one date until another, exclusive. A calendar with a
// gap is better than none: unread says that there is one.
func (v *visit) stretch(day time.Time, days int) (view schedule.View, unread bool, err error) {
	cal := v.c.o.Schedule
	from, _, _ := cal.DayBounds(day.Format(time.DateOnly))
	to, _, _ := cal.DayBounds(noon(day, days).Format(time.DateOnly))
	view = schedule.View{Calendar: cal, From: from, To: to, Now: v.now}
	view.Visits, err = v.c.o.Visits.Visits(v.r.Context(), schedule.ViewSince(from, v.now), to)
	if errors.Is(err, bot.ErrUnreadable) {
		unread, err = true, nil
	}
	return view, unread, err
}

// What is noted of reading the calendar.
const (
	readCalendar = "calendar_read"
	readVisit    = "visit_read"
	readWaitlist = "waitlist_read"
	readClocks   = "clocks_read"
)

// acquaintance is what a page knows of somebody whom it may name.
type acquaintance struct {
	bot.Session
	Name string
}

// who are the people that a page may name, by id: nobody for those who may not
// converse. That they are shown is written down first, and if it can't be nobody is.
func (v *visit) who(note string, people []bot.PersonID) (map[bot.PersonID]acquaintance, error) {
	if !v.may(account.Converse) || len(people) == 0 {
		return nil, nil
	}
	slices.Sort(people)
	people = slices.Compact(people)
	for _, p := range people {
		if err := v.audited(p, note); err != nil {
			return nil, err
		}
	}
	sessions, err := v.c.o.Visits.Sessions(v.r.Context(), people)
	if err != nil && !isUnreadable(err) {
		return nil, err
	}
	known := map[bot.PersonID]acquaintance{}
	for _, p := range people {
		known[p] = acquaintance{Session: sessions[p], Name: v.nameOf(sessions[p])}
	}
	return known, nil
}

// nameOf is what staff call somebody: the name they gave, or their number.
func (v *visit) nameOf(s bot.Session) string {
	if n := FoundOf(s, v.now).Name; n != "" {
		if v.c.o.Mask != nil {
			n = v.c.o.Mask(n, v.now)
		}
		return n
	}
	if s.Phone != "" {
		return showPhone(s.Phone)
	}
	return "no name known"
}

// plainName writes a name of clinic.yaml as words.
func plainName(s string) string { return strings.ReplaceAll(s, "_", " ") }

// groupName is what staff call a group of people who are seen first.
func groupName(s string) string { return plainName(cmp.Or(s, "standard")) }

// closedWhy is why the clinic is closed on a date; "" if it is not.
func (c *Console) closedWhy(date string) string {
	x, closed := c.o.Schedule.Closed(date)
	if !closed {
		return ""
	}
	return cmp.Or(x.Why.In(bot.English), "a closure")
}

// choice is one entry of a list to choose from.
type choice struct {
	Value, Label string
	Chosen       bool
}

// kinds are the visit kinds, to choose from.
func (c *Console) kinds(chosen string) []choice {
	var all []choice
	for _, name := range slices.Sorted(maps.Keys(c.o.Schedule.Kinds)) {
		all = append(all, choice{name, plainName(name), name == chosen})
	}
	return all
}

// resourcesOf are who can give a kind.
func (c *Console) resourcesOf(kind, chosen string) []choice {
	all := []choice{{"", "Anybody", chosen == ""}}
	for _, name := range c.o.Schedule.Kinds[kind].Resources {
		all = append(all, choice{name, plainName(name), name == chosen})
	}
	return all
}

// orderForm is the shape of the ids that this console gives its forms.
var orderForm = regexp.MustCompile(`^console-[A-Za-z0-9_-]{16}$`)

// deskOrder is an order under the id that the form carries: sent twice, it happens
// once.
func (v *visit) deskOrder(do bot.DeskDo) (bot.DeskOp, error) {
	id := v.form("order")
	if !orderForm.MatchString(id) {
		return bot.DeskOp{}, bad("The form is not whole. Open the page again and send it from there.")
	}
	return bot.DeskOp{ID: bot.InputID("desk|" + id), By: v.staff().ID, Do: do}, nil
}

// refusal is why an order was not carried out, as a sentence; "" if it is another
// kind of error, or none.
func refusal(err error) string {
	var refused bot.DeskError
	if !errors.As(err, &refused) || refused == "" {
		return ""
	}
	return sentence(string(refused)) + "."
}

// told says whether and when somebody hears of what staff did.
func (v *visit) told(done bot.DeskDone) string {
	switch {
	case done.Told.IsZero():
		return "No text tells them: tell them yourself. If they must be called, the queue has a case for it."
	case done.Told.Sub(v.now) < 2*time.Minute:
		return "They are told by text now."
	case v.c.day(done.Told) == v.c.day(v.now):
		return "They will be told by text at " + v.c.hour(done.Told) + "."
	}
	return "They will be told by text on " + v.c.clock(done.Told) + "."
}
