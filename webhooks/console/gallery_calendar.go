package console

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/schedule"
)

// galleryCalendar is a made-up clinic's.
func galleryCalendar(zone *time.Location) *schedule.Calendar {
	week := func(from, to schedule.Minutes, days ...time.Weekday) schedule.Week {
		var w schedule.Week
		for _, d := range days {
			w[d] = []schedule.Span{{From: from * 60, To: to * 60}}
		}
		return w
	}
	work := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	one := func(name string, hours schedule.Week) schedule.Resource {
		return schedule.Resource{Name: name, Hours: hours}
	}
	counselors := []string{"counselor_1", "counselor_2"}
	return &schedule.Calendar{Zone: zone,
		Resources: map[string]schedule.Resource{"counselor_1": one("counselor_1", week(8, 16, work...)), "counselor_2": one("counselor_2", week(6, 14, work[:4]...)),
			"exam_room": one("exam_room", week(6, 14, work...)), "group_room": one("group_room", week(8, 18, work...))},
		Kinds: map[string]schedule.Kind{
			"intake_assessment":     {Name: "intake_assessment", Duration: 2 * time.Hour, Horizon: 14 * 24 * time.Hour, Step: 30 * time.Minute, Resources: counselors, Book: schedule.BookByText},
			"individual_counseling": {Name: "individual_counseling", Duration: 45 * time.Minute, After: 15 * time.Minute, Step: time.Hour, Resources: counselors, Book: schedule.BookByStaff},
			"medical_exam":          {Name: "medical_exam", Duration: time.Hour, Step: 30 * time.Minute, Resources: []string{"exam_room"}, Book: schedule.BookByRequest},
			"group_session":         {Name: "group_session", Duration: 75 * time.Minute, Book: schedule.BookByRequest}},
		Series: []schedule.Series{{Name: "tuesday_group", Kind: "group_session", Leader: "counselor_1", Room: "group_room", Start: "2026-03-03", At: 13 * 60,
			Duration: 75 * time.Minute, Rule: "FREQ=WEEKLY;BYDAY=TU", Seats: 8}},
		Closures: []schedule.Closure{{From: "2026-12-11", To: "2026-12-11", Why: bot.Text{bot.English: "staff training"}}, {From: "2026-12-25", To: "2026-12-25", Why: bot.Text{bot.English: "Christmas Day"}}},
		Groups:   []schedule.Group{{Name: "pregnant", Clock: 48 * time.Hour}, {Name: "injection", Clock: 14 * 24 * time.Hour}, {Name: "release_or_discharge", Clock: 72 * time.Hour}},
	}
}

// galleryVisits is a made-up ledger, in memory.
type galleryVisits struct {
	cal      *schedule.Calendar
	now      time.Time
	all      []bot.Booking
	sessions map[bot.PersonID]bot.Session
	lists    map[string][]bot.PersonID
	unread   bool
}

// Visits are those of a time.
func (g *galleryVisits) Visits(_ context.Context, from, to time.Time) (in []bot.Booking, err error) {
	for _, b := range g.all {
		if !b.Start.Before(from) && b.Start.Before(to) {
			in = append(in, b)
		}
	}
	if g.unread {
		err = bot.ErrUnreadable
	}
	return in, err
}

// Visit is one of them.
func (g *galleryVisits) Visit(_ context.Context, id bot.VisitID) (bot.Booking, error) {
	i := slices.IndexFunc(g.all, func(b bot.Booking) bool { return b.ID == id })
	if i < 0 {
		return bot.Booking{}, nil
	}
	return g.all[i], nil
}

// Sessions are made-up people's.
func (g *galleryVisits) Sessions(context.Context, []bot.PersonID) (map[bot.PersonID]bot.Session, error) {
	return g.sessions, nil
}

// Waitlists are made up.
func (g *galleryVisits) Waitlists(context.Context) (map[string][]bot.PersonID, error) {
	return g.lists, nil
}

// Clocks are those of the made-up people.
func (g *galleryVisits) Clocks(context.Context) (all []schedule.Clock, unread int, err error) {
	for p, s := range g.sessions {
		if k, runs := schedule.ClockOf(p, s, g.now); runs {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b schedule.Clock) int { return a.Care.Due.Compare(b.Care.Due) })
	if g.unread {
		unread = 2
	}
	return all, unread, nil
}

// Openings are worked out as for staff.
func (g *galleryVisits) Openings(_ context.Context, kind, resource string) (iter.Seq[bot.Opening], error) {
	busy := schedule.Busy{}
	for _, b := range g.all {
		if b.Status.Stands() && b.Series == "" {
			busy.Add(schedule.OpeningCells(b.Opening)...)
		}
	}
	cal := *g.cal
	if k := cal.Kinds[kind]; slices.Contains(k.Resources, resource) {
		k.Resources = []string{resource}
		cal.Kinds = map[string]schedule.Kind{kind: k}
	}
	return cal.Openings(kind, schedule.Who{Staff: true}, busy, g.now), nil
}

// Desk carries nothing out: nobody presses a button of the gallery.
func (g *galleryVisits) Desk(context.Context, bot.PersonID, bot.DeskOp) (bot.DeskDone, error) {
	return bot.DeskDone{}, bot.DeskError("this is a picture of the console")
}

// Whose is nobody's.
func (g *galleryVisits) Whose(context.Context, string) (bot.PersonID, error) { return "", nil }

// Number is nobody's.
func (g *galleryVisits) Number(string) (bot.PersonID, bot.Phone) { return "", "" }

// galleryReads keeps no record of reading: nobody of the gallery is real.
type galleryReads struct{}

// Read keeps nothing.
func (galleryReads) Read(context.Context, string, bot.PersonID, string) error { return nil }

// galleryLedger is the day that the gallery shows.
func galleryLedger(cal *schedule.Calendar) *galleryVisits {
	now := GalleryNow()
	at := func(day, h, m int) time.Time { return time.Date(2026, time.December, day, h, m, 0, 0, cal.Zone) }
	g := &galleryVisits{cal: cal, now: now, sessions: map[bot.PersonID]bot.Session{}, lists: map[string][]bot.PersonID{}}
	names := []string{"Rosa Delgado", "Sam Whitefeather", "Tom Okafor", "Mei Lindqvist", "Joe Petrov", "Ada Novak"}
	ids := []bot.PersonID{"q7rosa2xk4", "b3samw9pl2", "t0tomo5ya8", "m8meil1zc6", "j4joep7dn3", "a1adan0ve9"}
	for i, p := range ids {
		g.sessions[p] = bot.Session{Phone: bot.Phone("+1907555013" + string(rune('0'+i))), Lang: bot.English, Kept: map[string]string{"name": names[i]}, Discreet: i == 2}
	}
	add := func(id bot.VisitID, who int, kind, with, room string, from time.Time, length, after time.Duration, s bot.VisitStatus) {
		b := bot.Booking{Person: ids[who], Visit: bot.Visit{ID: id, Status: s, Asked: now.Add(-72 * time.Hour), Changed: now.Add(-26 * time.Hour), By: "person", Version: 2,
			Opening: bot.Opening{Kind: kind, Resource: with, Room: room, Start: from.UTC(), End: from.Add(length).UTC(), After: after}}}
		if s == bot.VisitPending || s == bot.VisitProposed {
			b.HeldUntil = now.Add(20 * time.Hour)
		}
		g.all = append(g.all, b)
		if s.Stands() {
			x := g.sessions[b.Person]
			x.Visits = append(x.Visits, b.Visit)
			g.sessions[b.Person] = x
		}
	}
	const h, m = time.Hour, time.Minute
	add("k4wd2n", 0, "intake_assessment", "counselor_1", "", at(8, 8, 0), 2*h, 0, bot.VisitFulfilled)
	add("p9xq7c", 1, "individual_counseling", "counselor_2", "", at(8, 9, 0), 45*m, 15*m, bot.VisitMissed)
	add("c2hv5t", 2, "intake_assessment", "counselor_2", "", at(8, 12, 0), 2*h, 0, bot.VisitArrived)
	add("z8rm3k", 3, "medical_exam", "exam_room", "", at(8, 10, 30), h, 0, bot.VisitFulfilled)
	add("v6yb1s", 4, "intake_assessment", "counselor_1", "", at(8, 14, 30), 90*m, 0, bot.VisitBooked)
	add("d7nf8w", 5, "medical_exam", "exam_room", "", at(8, 13, 0), h, 0, bot.VisitProposed)
	add("x3ks9a", 3, "individual_counseling", "counselor_1", "", at(8, 11, 0), 45*m, 15*m, bot.VisitCancelled)
	add("n5gt4e", 1, "intake_assessment", "counselor_1", "", at(9, 8, 0), 2*h, 0, bot.VisitBooked)
	add("r1pl6u", 5, "intake_assessment", "counselor_2", "", at(10, 6, 0), 2*h, 0, bot.VisitPending)
	for i, id := range []bot.VisitID{"g1tues", "g2tues", "g3tues"} {
		b := bot.Booking{Person: ids[i], Visit: bot.Visit{ID: id, Status: bot.VisitBooked, Asked: now.Add(-500 * h), By: "ana",
			Opening: bot.Opening{Kind: "group_session", Resource: "counselor_1", Room: "group_room", Series: "tuesday_group", Seats: 8, Start: at(8, 13, 0).UTC(), End: at(8, 14, 15).UTC()}}}
		g.all = append(g.all, b)
	}
	care := func(who int, group string, asked, due time.Duration) {
		s := g.sessions[ids[who]]
		s.Care = bot.Care{Group: group, Asked: now.Add(-asked), Due: now.Add(due)}
		g.sessions[ids[who]] = s
	}
	care(4, "pregnant", 40*h, 8*h)
	care(5, "release_or_discharge", 75*h, -3*h)
	care(1, "injection", 30*h, 300*h)
	g.lists["intake_assessment"] = []bot.PersonID{ids[5], ids[3]}
	for i, who := range []int{5, 3} {
		s := g.sessions[ids[who]]
		s.Waiting = []bot.Waiting{{Kind: "intake_assessment", Since: now.Add(-time.Duration(30+40*i) * h), Offers: i, Wish: bot.Wish{Days: []time.Weekday{time.Monday, time.Tuesday}, AfterMin: 12 * 60}}}
		g.sessions[ids[who]] = s
	}
	return g
}

// calendarSamples are the calendar's pages: full, empty, with what was refused.
func calendarSamples() []sample {
	now := GalleryNow()
	cal := galleryCalendar(now.Location())
	full := galleryLedger(cal)
	empty := &galleryVisits{cal: cal, now: now, lists: map[string][]bot.PersonID{}}
	broken := *full
	broken.unread = true
	as := func(g *galleryVisits, role account.Role) *visit {
		c := &Console{o: Options{Zone: now.Location(), Now: func() time.Time { return now }, Rand: zeros{}, Auditor: galleryReads{}, Visits: g, Schedule: cal}}
		return &visit{r: &http.Request{}, c: c, now: now, identity: identity{account: account.Account{ID: "ana", StaffID: "ana", Name: "Ana Flores", Roles: []account.Role{role}}}}
	}
	today := noon(now, 0)
	var all []sample
	add := func(name, page string, role account.Role, data any, err error) {
		if err != nil {
			panic(name + ": " + err.Error()) // made-up data that can't be drawn
		}
		all = append(all, sample{name: name, page: page, area: "calendar", role: role, data: data})
	}
	day := func(name string, g *galleryVisits, role account.Role, on time.Time) {
		d, err := as(g, role).dayData(on)
		add(name, "calendar", role, d, err)
	}
	day("calendar-day", full, account.FrontDesk, today)
	day("calendar-day-no-names", full, account.Admin, today)
	day("calendar-day-empty", empty, account.FrontDesk, noon(now, 1))
	day("calendar-day-closed", empty, account.FrontDesk, noon(now, 3))
	day("calendar-day-unreadable", &broken, account.FrontDesk, today)
	week, err := as(full, account.FrontDesk).weekData(today)
	add("calendar-week", "calendar_week", account.FrontDesk, week, err)
	one := func(name string, role account.Role, id bot.VisitID, problem string) {
		b, _ := full.Visit(context.Background(), id)
		d, err := as(full, role).visitData(b)
		d.Problem = problem
		add(name, "calendar_visit", role, d, err)
	}
	one("calendar-visit", account.FrontDesk, "v6yb1s", "")
	one("calendar-visit-requested", account.FrontDesk, "d7nf8w", "")
	one("calendar-visit-refused", account.FrontDesk, "c2hv5t", "That visit is marked arrived already.")
	one("calendar-visit-no-names", account.Admin, "v6yb1s", "")
	book := func(name string, g *galleryVisits, d bookData, on time.Time) {
		x, err := as(g, account.FrontDesk).bookData(d, "", on)
		page := "calendar_book"
		if d.Moving != nil {
			page = "calendar_move"
		}
		add(name, page, account.FrontDesk, x, err)
	}
	book("calendar-book", full, bookData{Kind: "intake_assessment"}, today)
	book("calendar-book-wrong", full, bookData{Kind: "intake_assessment", Who: "55", WrongAt: "Pick one of the times.", WrongWho: "No case has that code, and it is too short for a phone number. The queue shows the codes."}, today)
	book("calendar-book-taken", full, bookData{Kind: "medical_exam", Who: "A7K2", Problem: "The seat is taken or not in its hours: nearest are Wed Dec 9, 9:00 AM; Wed Dec 9, 10:30 AM. Below is what is free now."}, noon(now, 1))
	book("calendar-book-group", full, bookData{Kind: "group_session"}, today)
	moving, err := as(full, account.FrontDesk).visitData(full.all[4])
	if err == nil {
		book("calendar-move", full, bookData{Kind: "intake_assessment", Moving: &moving}, today)
	}
	wait := func(name string, g *galleryVisits, role account.Role, d waitlistData) {
		x, err := as(g, role).waitlistData(d)
		add(name, "calendar_waitlist", role, x, err)
	}
	wait("calendar-waitlist", full, account.FrontDesk, waitlistData{})
	wait("calendar-waitlist-no-names", full, account.Admin, waitlistData{})
	wait("calendar-waitlist-empty", empty, account.FrontDesk, waitlistData{Problem: "This person is on that waitlist already."})
	due := func(name string, g *galleryVisits, role account.Role) {
		x, err := as(g, role).dueData(dueData{})
		add(name, "calendar_due", role, x, err)
	}
	due("calendar-due", &broken, account.FrontDesk)
	due("calendar-due-empty", empty, account.FrontDesk)
	return all
}
