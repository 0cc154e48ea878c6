package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// bookData is the page that books a visit, and the one that moves one.
type bookData struct {
	// Moving is the visit that is moved; nil on the page that books.
	Moving  *visitData
	Kinds   []choice
	Kind    string
	KindSay string
	With    []choice
	Day     string // from when on times are shown
	Today   string
	Days    []openDay
	Groups  []openTime // seats of groups, for a kind that has some
	IsGroup bool
	Earlier string // the address of earlier times; "" = there are none
	Later   string
	Closed  string // why nothing is open on Day
	// What was typed, and what is wrong with it.
	Who, At    string
	Person     bot.PersonID // chosen elsewhere: no number is typed
	PersonName string
	Problem    string
	WrongWho   string
	WrongAt    string
	Order      string
}

// openDay are the open times of one date.
type openDay struct {
	Heading string
	Times   []openTime
}

// openTime is one that can be picked.
type openTime struct {
	Value      string // what the form sends
	Label      string
	With, Room string
	Seats      string // of a start that others share
	Chosen     bool
}

// Bounds of one page of open times.
const (
	daysAtOnce  = 7
	timesAtOnce = 120
)

// openingValue is an opening as a form names it: its start, who gives it, its group.
func openingValue(o bot.Opening) string {
	return strings.Join([]string{o.Start.UTC().Format(time.RFC3339), o.Resource, o.Series}, "|")
}

// openingOf reads what openingValue made.
func openingOf(kind, value string) (bot.Opening, bool) {
	f := strings.Split(value, "|")
	if len(f) != 3 {
		return bot.Opening{}, false
	}
	if f[2] != "" { // a seat has no start of its own
		return bot.Opening{Kind: kind, Series: f[2]}, true
	}
	start, err := time.Parse(time.RFC3339, f[0])
	return bot.Opening{Kind: kind, Resource: f[1], Start: start.UTC()}, err == nil
}

// bookPage asks for what, when and for whom.
func bookPage(v *visit) error {
	day, err := v.date("day")
	if err != nil {
		return err
	}
	d := bookData{Kind: v.query("kind"), Who: v.query("case"), Person: bot.PersonID(v.query("person"))}
	if v.query("kind") == "" {
		d.Kind = v.kindOf(v.query("with"))
	}
	return showBook(v, http.StatusOK, d, v.query("with"), day)
}

// kindOf is the kind that is booked most likely with a resource.
func (v *visit) kindOf(with string) string {
	first := "intake_assessment"
	k, ok := v.c.o.Schedule.Kinds[first]
	if ok && (with == "" || slices.Contains(k.Resources, with)) {
		return first
	}
	for _, x := range v.c.kinds("") {
		if with == "" || slices.Contains(v.c.o.Schedule.Kinds[x.Value].Resources, with) {
			return x.Value
		}
	}
	return first
}

// showBook shows the times from a day on.
func showBook(v *visit, status int, d bookData, with string, day time.Time) error {
	d, err := v.bookData(d, with, day)
	if err != nil {
		return err
	}
	page := "calendar_book"
	if d.Moving != nil {
		page = "calendar_move"
	}
	return v.renderStatus(status, page, d)
}

// bookData fills in what can be booked from a day on.
func (v *visit) bookData(d bookData, with string, day time.Time) (bookData, error) {
	k, ok := v.c.o.Schedule.Kinds[d.Kind]
	if !ok {
		return d, bad("The clinic has no visits of that kind. Go back and choose one of the list.")
	}
	if !slices.Contains(k.Resources, with) {
		with = ""
	}
	today := noon(v.now.In(v.c.o.Zone), 0)
	day = later(day, today)
	d.Kinds, d.With, d.Day, d.Today = v.c.kinds(d.Kind), v.c.resourcesOf(d.Kind, with), day.Format(time.DateOnly), today.Format(time.DateOnly)
	d.KindSay, d.Closed = kindSay(k), v.c.closedWhy(d.Day)
	if err := v.findTimes(&d, with, day); err != nil {
		return d, err
	}
	if day.After(today) {
		d.Earlier = d.address(later(noon(day, -daysAtOnce), today), with)
	}
	if !d.IsGroup && noon(day, daysAtOnce).Before(k.Until(v.now)) {
		d.Later = d.address(noon(day, daysAtOnce), with)
	}
	if d.Person != "" {
		known, err := v.who(readVisit, []bot.PersonID{d.Person})
		if err != nil {
			return d, err
		}
		d.PersonName = known[d.Person].Name
	}
	var err error
	d.Order, err = v.c.orderID()
	return d, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// address is that of the same page from another day on.
func (d *bookData) address(day time.Time, with string) string {
	q := url.Values{"day": {day.Format(time.DateOnly)}}
	if with != "" {
		q.Set("with", with)
	}
	if d.Moving != nil {
		return calendarPath + "/visit/" + string(d.Moving.ID) + "/move?" + q.Encode()
	}
	q.Set("kind", d.Kind)
	if d.Person != "" {
		q.Set("person", string(d.Person))
	}
	return calendarPath + "/book?" + q.Encode()
}

// kindSay is what staff should know of a kind before they book it.
func kindSay(k schedule.Kind) string {
	say := "It takes " + lengthText(k.Duration)
	if k.Before > 0 || k.After > 0 {
		say += ", and " + lengthText(k.Before+k.After) + " are kept free around it"
	}
	switch k.Book {
	case schedule.BookByText:
		say += ". People may book it by text themselves."
	case schedule.BookByRequest:
		say += ". People may ask for it by text, and staff decide."
	default:
		say += ". Only staff book it."
	}
	return say
}

// lengthText says a length of time.
func lengthText(d time.Duration) string {
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return plural(m, "minute")
	case m == 0:
		return plural(h, "hour")
	}
	return plural(h, "hour") + " " + plural(m, "minute")
}

// findTimes fills in what is open from a day on.
func (v *visit) findTimes(d *bookData, with string, day time.Time) error {
	cal := v.c.o.Schedule
	open, err := v.c.o.Visits.Openings(v.r.Context(), d.Kind, with)
	if err != nil {
		return err
	}
	from, _, _ := cal.DayBounds(day.Format(time.DateOnly))
	to, _, _ := cal.DayBounds(noon(day, daysAtOnce).Format(time.DateOnly))
	n := 0
	for o := range open {
		t := openTime{Value: openingValue(o), With: plainName(o.Resource), Room: plainName(o.Room), Chosen: openingValue(o) == d.At}
		if o.Series != "" {
			t.Label = plainName(o.Series) + ", next " + v.c.clock(o.Start)
			d.Groups, d.IsGroup = append(d.Groups, t), true
			continue
		}
		if o.Start.Before(from) {
			continue
		}
		if !o.Start.Before(to) || n == timesAtOnce {
			break
		}
		n++
		t.Label = v.c.format(o.Start, "3:04 PM")
		if o.Seats > 1 {
			t.Seats = "shared with others"
		}
		heading := o.Start.In(v.c.o.Zone).Format("Monday, January 2")
		if last := len(d.Days) - 1; last < 0 || d.Days[last].Heading != heading {
			d.Days = append(d.Days, openDay{Heading: heading})
		}
		last := &d.Days[len(d.Days)-1]
		last.Times = append(last.Times, t)
	}
	for _, s := range cal.Series {
		d.IsGroup = d.IsGroup || s.Kind == d.Kind
	}
	return nil
}

// bookOrder books what the form says. Whatever is wrong is shown beside it, and what
// was typed stays.
func bookOrder(v *visit) error {
	d := bookData{Kind: v.form("kind"), Who: v.form("who"), At: v.form("at"), Person: bot.PersonID(v.form("person"))}
	op, err := v.deskOrder(bot.DeskBook)
	if err != nil {
		return err
	}
	o, picked := openingOf(d.Kind, d.At)
	if !picked {
		d.WrongAt = "Pick one of the times."
	}
	person := d.Person
	if person == "" {
		if person, op.Phone, d.WrongWho, err = v.personOf(d.Who); err != nil {
			return err
		}
	}
	day := noon(v.now.In(v.c.o.Zone), 0)
	if picked && !o.Start.IsZero() {
		day = noon(o.Start.In(v.c.o.Zone), 0)
	}
	if d.WrongAt != "" || d.WrongWho != "" {
		return showBook(v, http.StatusUnprocessableEntity, d, o.Resource, day)
	}
	op.Opening = o
	done, err := v.c.o.Visits.Desk(v.r.Context(), person, op)
	if say := refusal(err); say != "" {
		d.Problem, d.At = say+" Below is what is free now.", ""
		return showBook(v, http.StatusConflict, d, "", day)
	}
	if err != nil {
		return err
	}
	v.flash(v.cameOf(op, done))
	if done.Visit.ID == "" {
		return v.redirect(calendarPath + "?day=" + day.Format(time.DateOnly))
	}
	return v.redirect(calendarPath + "/visit/" + string(done.Visit.ID))
}

// movePage asks for the new time of a visit.
func movePage(v *visit) error {
	b, err := v.visitOf()
	if err != nil {
		return err
	}
	day, err := v.date("day")
	if err != nil {
		return err
	}
	if v.query("day") == "" {
		day = noon(b.Start.In(v.c.o.Zone), 0)
	}
	return showMove(v, http.StatusOK, b, bookData{}, v.query("with"), day)
}

// showMove is showBook for a visit that there is.
func showMove(v *visit, status int, b bot.Booking, d bookData, with string, day time.Time) error {
	if !movable(b.Visit, v.now) {
		v.flash("That visit can't be moved as it stands.")
		return v.redirect(calendarPath + "/visit/" + string(b.ID))
	}
	d.Kind = b.Kind
	d.Moving = &visitData{ID: b.ID, Code: schedule.Codes([]bot.Booking{b})[b.ID], Start: b.Start, End: b.End, Kind: plainName(b.Kind), With: plainName(b.Resource), State: schedule.Word(b.Status)}
	return showBook(v, status, d, with, day)
}

// moveOrder moves it.
func moveOrder(v *visit) error {
	b, err := v.visitOf()
	if err != nil {
		return err
	}
	op, err := v.deskOrder(bot.DeskMove)
	if err != nil {
		return err
	}
	d := bookData{At: v.form("at")}
	o, picked := openingOf(b.Kind, d.At)
	day := noon(b.Start.In(v.c.o.Zone), 0)
	if !picked || o.Series != "" {
		d.WrongAt = "Pick one of the times."
		return showMove(v, http.StatusUnprocessableEntity, b, d, "", day)
	}
	op.Visit, op.Opening = b.ID, o
	done, err := v.c.o.Visits.Desk(v.r.Context(), b.Person, op)
	if say := refusal(err); say != "" {
		d.Problem, d.At = say+" Below is what is free now.", ""
		return showMove(v, http.StatusConflict, b, d, "", noon(o.Start.In(v.c.o.Zone), 0))
	}
	if err != nil {
		return err
	}
	v.flash(v.cameOf(op, done))
	return v.redirect(calendarPath + "/visit/" + string(cmp.Or(done.Visit.ID, b.ID)))
}
