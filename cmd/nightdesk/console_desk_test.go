package main

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/config"
	"nightdesk/webhooks/twilio/twiliotest"
)

// times are the open times that a page lets one pick, as its form sends them.
func (p seen) times() (all []string) {
	for _, m := range regexp.MustCompile(`name="at" value="([^"]*)"`).FindAllStringSubmatch(p.Body, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

// form are the hidden fields of the last form of a page that goes to an address: of
// two, the first only asks for other times.
func (p seen) form(t *testing.T, action string) url.Values {
	t.Helper()
	i := strings.LastIndex(p.Body, `method="post" action="`+action+`"`)
	if i < 0 {
		t.Fatalf("the page has no form for %s", action)
	}
	return seen{Body: p.Body[i:]}.fields(t, action)
}

// ledger are the visits that are booked from now on.
func (s *story) ledger() (booked []bot.Booking) {
	s.t.Helper()
	all, err := s.store.Visits(s.t.Context(), s.Now(), s.Now().AddDate(0, 0, 60))
	if err != nil {
		s.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(b bot.Booking) bool { return b.Status != bot.VisitBooked })
}

// tellsNothing holds a page's address and title to telling nothing of the person.
func (p seen) tellsNothing(t *testing.T, address string) {
	t.Helper()
	title := regexp.MustCompile(`<title>[^<]*</title>`).FindString(p.Body)
	for _, place := range []string{address, p.Head.Get("Location"), title} {
		if strings.Contains(place, "5550141") || strings.Contains(place, "555-0141") || strings.Contains(place, "Sunny") {
			t.Errorf("%q tells who it is", place)
		}
	}
}

const bookAt = "/console/calendar/book"

func TestVisitsAreBookedMovedAndCancelledInTheConsole(t *testing.T) {
	s := staffed(t)
	const ana = "ana/front_desk"
	page := s.goes(ana, "GET", bookAt+"?kind=intake_assessment", nil)
	open := page.times()
	if page.Status != http.StatusOK || len(open) < 3 {
		t.Fatalf("%d, with %d times to pick", page.Status, len(open))
	}
	form := page.form(t, bookAt)
	if got := s.goes(ana, "POST", bookAt, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "Pick one of the times.") || !strings.Contains(got.Body, "Say whom it is for") {
		t.Errorf("an empty form: %d", got.Status)
	}
	form.Set("at", open[0])
	form.Set("who", "907 55")
	if got := s.goes(ana, "POST", bookAt, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `value="907 55"`) || !strings.Contains(got.Body, `value="`+html.EscapeString(open[0])+`" checked`) {
		t.Errorf("a wrong number: %d, or what was typed is gone", got.Status)
	}
	form.Set("who", "(907) 555-0141")
	var at string
	for i := range 2 { // the button was pressed twice
		got := s.goes(ana, "POST", bookAt, form)
		if got.Status != http.StatusSeeOther {
			t.Fatalf("book, time %d: %d %s", i+1, got.Status, got.Body)
		}
		got.tellsNothing(t, bookAt)
		if i == 0 {
			at = got.Head.Get("Location")
		}
	}
	booked := s.ledger()
	if len(booked) != 1 || at != "/console/calendar/visit/"+string(booked[0].ID) {
		t.Fatalf("%d visits are booked, and %q is shown", len(booked), at)
	}
	if booked[0].By != "ana" {
		t.Errorf("%q booked it", booked[0].By)
	}

	// Who comes second is told what is free now, and what they typed stays.
	late := page.form(t, bookAt)
	late.Set("order", "console-AAAAAAAAAAAAAAAA")
	late.Set("at", open[0]) // with the same resource
	late.Set("who", "907 555 0142")
	got := s.goes("ben/counselor", "POST", bookAt, late)
	if got.Status != http.StatusConflict || !strings.Contains(got.Body, "Below is what is free now.") || !strings.Contains(got.Body, `value="907 555 0142"`) || len(got.times()) == 0 || slices.Contains(got.times(), open[0]) {
		t.Errorf("the same time for somebody else: %d with %d times", got.Status, len(got.times()))
	}

	visit := s.goes(ana, "GET", at, nil)
	visit.tellsNothing(t, at)
	if !strings.Contains(visit.Body, "(907) 555-0141") {
		t.Error("the visit does not say whose it is")
	}
	missed := visit.form(t, at)
	missed.Set("do", "noshow")
	if got := s.goes(ana, "POST", at, missed); got.Status != http.StatusConflict || !strings.Contains(got.Body, "Not done.") {
		t.Errorf("missed before it begins: %d", got.Status)
	}

	// Moved, the old time is free again and the new one theirs.
	to := s.goes(ana, "GET", at+"/move", nil)
	move := to.form(t, at+"/move")
	move.Set("at", to.times()[len(to.times())-1])
	moved := s.goes(ana, "POST", at+"/move", move)
	now := s.ledger()
	if moved.Status != http.StatusSeeOther || len(now) != 1 || now[0].Start.Equal(booked[0].Start) {
		t.Fatalf("move: %d, and %d visits are booked", moved.Status, len(now))
	}
	at = moved.Head.Get("Location")
	end := s.goes(ana, "GET", at, nil).form(t, at)
	end.Set("do", "cancel")
	if got := s.goes(ana, "POST", at, end); got.Status != http.StatusSeeOther || len(s.ledger()) != 0 {
		t.Errorf("cancel: %d, and %d visits are booked", got.Status, len(s.ledger()))
	}
	if notes := s.reads("ana"); !slices.Contains(notes, "visit_read") || !slices.Contains(notes, "desk_book") || !slices.Contains(notes, "desk_cancel") {
		t.Errorf("the audit log has %v", notes)
	}
}

// Names are for those who work with people, and shown once that is written down.
func TestTheCalendarTellsNoMoreThanOneMayKnow(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	for _, text := range []string{"hi", "1", "1", "1", "1", "1", "1", "3", "Sunny", "i want to talk to a person"} {
		s.says(sam, text)
	}
	page := s.goes("ana/front_desk", "GET", bookAt+"?kind=intake_assessment", nil)
	form := page.form(t, bookAt)
	form.Set("at", page.times()[0])
	form.Set("who", strings.ToLower(s.theCase().Case.Code)) // by the case this time
	booked := s.goes("ana/front_desk", "POST", bookAt, form)
	if booked.Status != http.StatusSeeOther || len(s.ledger()) != 1 {
		t.Fatalf("book by a case: %d", booked.Status)
	}
	b := s.ledger()[0]
	day := "/console/calendar?day=" + b.Start.In(s.clinic.Zone).Format(time.DateOnly)
	visit := "/console/calendar/visit/" + string(b.ID)
	for as, names := range map[string]bool{"cleo/counselor": true, "eve/admin": false} {
		for _, path := range []string{day, visit} {
			got := s.goes(as, "GET", path, nil)
			got.tellsNothing(t, path)
			if got.Status != http.StatusOK || !strings.Contains(got.Body, string(b.ID[:4])) || strings.Contains(got.Body, "Sunny") != names {
				t.Errorf("%s at %s: %d, names %v", as, path, got.Status, strings.Contains(got.Body, "Sunny"))
			}
			if !names && (strings.Contains(got.Body, string(b.Person)) || strings.Contains(got.Body, "555-0141")) {
				t.Errorf("%s at %s is told who it is", as, path)
			}
		}
		if week := s.goes(as, "GET", day+"&view=week", nil); strings.Contains(week.Body, "Sunny") || !strings.Contains(week.Body, string(b.ID[:4])) {
			t.Errorf("%s: the week names somebody, or lacks the visit", as)
		}
	}
	if notes := s.reads("cleo"); !slices.Contains(notes, "calendar_read") || !slices.Contains(notes, "visit_read") {
		t.Errorf("of reading the audit log has %v", notes)
	}
	if notes := s.reads("eve"); len(notes) != 0 {
		t.Errorf("who saw nobody is noted with %v", notes)
	}
	cancel := url.Values{"do": {"cancel"}, "order": {"console-BBBBBBBBBBBBBBBB"}}
	for _, as := range []string{"eve/admin", "sam/peer_specialist", "eve/script_admin"} {
		if got := s.goes(as, "POST", visit, cancel); got.Status != http.StatusForbidden || len(s.ledger()) != 1 {
			t.Errorf("%s cancels: %d", as, got.Status)
		}
	}
	if got := s.goes("eve/script_admin", "GET", day, nil); got.Status != http.StatusForbidden {
		t.Errorf("who edits scripts sees the calendar: %d", got.Status)
	}
	s.redis.Kill()
	if got := s.goes("cleo/counselor", "GET", visit, nil); got.Status != http.StatusServiceUnavailable || strings.Contains(got.Body, "Sunny") {
		t.Errorf("with the store gone: %d", got.Status)
	}
	s.redis.Restart(t)
}

func TestPeopleWaitAndAreSeenInTimeThroughTheConsole(t *testing.T) {
	s := staffed(t)
	const ana, list, due = "ana/front_desk", "/console/calendar/waitlist", "/console/calendar/due"
	s.says(sam, "hi")
	add := s.goes(ana, "GET", list, nil).form(t, list)
	add.Set("list", "intake_assessment")
	add.Set("who", "907 555 0141")
	for range 2 {
		if got := s.goes(ana, "POST", list, add); got.Status != http.StatusSeeOther {
			t.Fatalf("put on the list: %d %s", got.Status, got.Body)
		}
	}
	if waits, err := s.store.Waitlist(t.Context(), "intake_assessment"); err != nil || len(waits) != 1 {
		t.Fatalf("%d wait (%v)", len(waits), err)
	}
	add.Set("order", "console-CCCCCCCCCCCCCCCC")
	if got := s.goes(ana, "POST", list, add); got.Status != http.StatusConflict || !strings.Contains(got.Body, "on that waitlist already") {
		t.Errorf("twice on the list: %d", got.Status)
	}
	page := s.goes(ana, "GET", list, nil)
	_, row, _ := strings.Cut(page.Body, "Offers unanswered")
	off := seen{Body: row}.fields(t, list)
	if got := s.goes(ana, "POST", list, off); got.Status != http.StatusSeeOther {
		t.Errorf("take off the list: %d", got.Status)
	}
	if waits, err := s.store.Waitlist(t.Context(), "intake_assessment"); err != nil || len(waits) != 0 {
		t.Errorf("%d wait still (%v)", len(waits), err)
	}

	group := s.goes(ana, "GET", due, nil).form(t, due)
	group.Set("group", "pregnant")
	group.Set("who", "907 555 0141")
	if got := s.goes(ana, "POST", due, group); got.Status != http.StatusSeeOther {
		t.Fatalf("put into a group: %d %s", got.Status, got.Body)
	}
	clocks := s.goes(ana, "GET", due, nil)
	if !strings.Contains(clocks.Body, "pregnant") || !strings.Contains(clocks.Body, "no visit") {
		t.Error("the clock is not shown")
	}
	if got := s.goes(ana, "POST", due, clocks.fields(t, due)); got.Status != http.StatusSeeOther || s.session(sam).Care.Seen.IsZero() {
		t.Errorf("seen: %d", got.Status)
	}
}

func TestTheRotaIsChangedInTheConsole(t *testing.T) {
	s := staffed(t)
	const rota, boss = "/console/rota", "sue/medical_director"
	page := s.goes(boss, "GET", rota, nil)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "from clinic.yaml") {
		t.Fatalf("the rota: %d", page.Status)
	}
	add := page.form(t, rota+"/change")
	day := func(n, hour int) string {
		l := s.Now().In(s.clinic.Zone)
		return time.Date(l.Year(), l.Month(), l.Day()+n, hour, 0, 0, 0, s.clinic.Zone).Format("2006-01-02T15:04")
	}
	add.Set("comes", "cleo")
	add.Set("away", "ben")
	add.Set("from", day(3, 9))
	add.Set("to", day(3, 8))
	wrong := s.goes(boss, "POST", rota+"/change", add)
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body, "It ends before it begins") || !strings.Contains(wrong.Body, `value="`+day(3, 8)+`"`) || !strings.Contains(wrong.Body, `value="cleo" selected`) {
		t.Errorf("an end before the beginning: %d, or what was typed is gone", wrong.Status)
	}
	add.Set("to", day(3, 17))
	for range 2 { // the button was pressed twice
		if got := s.goes(boss, "POST", rota+"/change", add); got.Status != http.StatusSeeOther {
			t.Fatalf("add a change: %d %s", got.Status, got.Body)
		}
	}
	e, version, err := s.store.Rota(t.Context())
	n := len(s.clinic.Rota.Overrides)
	if err != nil || version != 1 || len(e.Overrides) != n+1 || e.Overrides[n].Staff != "cleo" || e.Overrides[n].Instead != "ben" {
		t.Fatalf("version %d has %+v (%v)", version, e.Overrides, err)
	}

	// Somebody who looked at an older one is told, and keeps what they typed.
	other := page.form(t, rota+"/change")
	other.Set("comes", "ana")
	other.Set("from", day(4, 9))
	other.Set("to", day(4, 17))
	if got := s.goes("ben/medical_director", "POST", rota+"/change", other); got.Status != http.StatusConflict || !strings.Contains(got.Body, "Somebody else changed the rota meanwhile") || !strings.Contains(got.Body, `value="`+day(4, 9)+`"`) {
		t.Errorf("a change of an older rota: %d", got.Status)
	}

	// A shift that leaves gaps is saved, and the gaps are named.
	shift := s.goes(boss, "GET", rota+"/shift?n=3", nil)
	form := shift.form(t, rota+"/shift")
	if got := s.goes(boss, "POST", rota+"/shift", form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "Choose who is on call.") || !strings.Contains(got.Body, "Choose at least one day.") {
		t.Errorf("an empty shift: %d", got.Status)
	}
	form.Set("who", "sue")
	form["days"] = []string{"1"}
	form.Set("from", "08:00")
	form.Set("to", "09:00")
	form.Set("holidays", "")
	if got := s.goes(boss, "POST", rota+"/shift", form); got.Status != http.StatusSeeOther {
		t.Fatalf("save a shift: %d %s", got.Status, got.Body)
	}
	changed := s.goes(boss, "GET", rota, nil)
	if !strings.Contains(changed.Body, "changed here") {
		t.Error("the page does not say that the rota was changed here")
	}
	if got := s.goes("ana/counselor", "POST", rota+"/change", add); got.Status != http.StatusForbidden {
		t.Errorf("who may not edit the rota: %d", got.Status)
	}
	if plain := s.goes("ana/counselor", "GET", rota, nil); plain.Status != http.StatusOK || strings.Contains(plain.Body, `method="post" action="/console/rota`) {
		t.Errorf("who may only look has a form: %d", plain.Status)
	}
	if got := s.goes(boss, "POST", rota+"/file", changed.form(t, rota+"/file")); got.Status != http.StatusSeeOther {
		t.Fatalf("back to the file: %d %s", got.Status, got.Body)
	}
	if e, _, err := s.store.Rota(t.Context()); err != nil || !e.None() {
		t.Errorf("the file does not stand again: %+v (%v)", e, err)
	}
}

// The ladders of every team are shown, and those that a team has of its own.
func TestTheSettingsShowTheLaddersOfTeams(t *testing.T) {
	c := config.Clinic{Staff: []config.Staff{{ID: "ana", Name: "Ana Flores"}}, Alerts: map[int]config.Ladder{2: {Steps: []config.Step{{Who: "on_call"}}, Repeat: time.Hour}},
		TeamAlerts: map[string]map[int]config.Ladder{"nursing": {1: {Steps: []config.Step{{Who: "ana", By: []string{"text", "voice"}}, {Who: "everyone", After: 5 * time.Minute}}, Repeat: 10 * time.Minute, DeskHoursOnly: true}}}}
	rows := laddersShown(c).Table.Rows
	var got []string
	for _, r := range rows {
		got = append(got, strings.Join(r, " | "))
	}
	if len(rows) != 4 || !strings.HasPrefix(got[1], "2, same day | every team | who is on call at once | every 1 hour | ") {
		t.Fatalf("rows %q", got)
	}
	silent := lasts(handoff.DefaultLadders()[bot.LevelNow].OwnerSilent)
	if want := "1, now | nursing | Ana Flores by text and voice at once, everyone after 5 minutes | every 10 minutes | " + silent + " | in desk hours"; got[3] != want {
		t.Errorf("nursing's own is shown as\n%s, want\n%s", got[3], want)
	}
}

// The settings show the clinic's facts, and no secret and no number of staff.
func TestTheSettingsShowNoSecret(t *testing.T) {
	s := staffed(t)
	page := s.goes("ana/front_desk", "GET", "/console/settings", nil)
	for _, want := range []string{"America/Anchorage", "Mon-Fri 5:30 AM", "intake assessment", "tuesday 1", "90 days", "6 years", "call 911"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the settings do not say %q", want)
		}
	}
	for _, x := range s.clinic.Staff {
		if strings.Contains(page.Body, spokenPhone(x.Phone)) || strings.Contains(page.Body, x.Phone) {
			t.Errorf("they show the number of %s", x.ID)
		}
	}
	for _, secret := range []string{twiliotest.AuthToken, twiliotest.AccountSID} {
		if strings.Contains(page.Body, secret) {
			t.Error("they show a secret")
		}
	}
}
