package main

import (
	"encoding/csv"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
	"nightdesk/webhooks/calendar"
)

// weekView is a week with a bit of everything: Monday Nov 2, 2026, the day after the
// clocks were turned.
func weekView(t *testing.T) schedule.View {
	t.Helper()
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	hours := func(from, to schedule.Minutes, days ...time.Weekday) (w schedule.Week) {
		for _, d := range days {
			w[d] = []schedule.Span{{From: from * 60, To: to * 60}}
		}
		return w
	}
	work := []time.Weekday{1, 2, 3, 4, 5}
	label := bot.Text{bot.English: "visit"}
	cal := &schedule.Calendar{Zone: zone,
		Kinds: map[string]schedule.Kind{"intake_assessment": {Name: "intake_assessment", Label: label, Duration: 2 * time.Hour, Resources: []string{"counselor_1"}},
			"group_session": {Name: "group_session", Label: label}},
		Resources: map[string]schedule.Resource{"counselor_1": {Name: "counselor_1", Hours: hours(8, 16, work...)},
			"exam_room": {Name: "exam_room", Hours: hours(6, 14, work...)}, "group_room": {Name: "group_room"}},
		Closures: []schedule.Closure{{From: "2026-11-06", To: "2026-11-06", Why: bot.Text{bot.English: "Weather"}}},
		Series: []schedule.Series{{Name: "wednesdays", Kind: "group_session", Leader: "counselor_1", Room: "group_room", Start: "2026-09-02", At: 13 * 60,
			Duration: 75 * time.Minute, Rule: "FREQ=WEEKLY;BYDAY=WE", Seats: 8}},
	}
	visit := func(id, resource string, start time.Time, long time.Duration, s bot.VisitStatus) bot.Booking {
		return bot.Booking{Person: bot.PersonID("P" + id), Visit: bot.Visit{ID: bot.VisitID(id), Status: s, Version: 1,
			Opening: bot.Opening{Kind: "intake_assessment", Resource: resource, Start: start, End: start.Add(long)}, HeldUntil: map[bool]time.Time{true: at(4, 9, 0)}[s == bot.VisitPending || s == bot.VisitProposed]}}
	}
	v := schedule.View{Calendar: cal, From: at(2, 0, 0), To: at(9, 0, 0), Now: at(3, 9, 0), Visits: []bot.Booking{
		visit("aaaa1", "counselor_1", at(2, 8, 0), 2*time.Hour, bot.VisitFulfilled),
		visit("aaaa2", "counselor_1", at(3, 8, 0), 2*time.Hour, bot.VisitArrived),
		visit("bbbb", "counselor_1", at(3, 10, 0), 2*time.Hour, bot.VisitPending),
		visit("cccc", "counselor_1", at(5, 8, 0), 2*time.Hour, bot.VisitProposed),
		visit("dddd", "counselor_1", at(5, 12, 0), 2*time.Hour, bot.VisitCancelled),
		visit("eeee", "exam_room", at(5, 7, 30), time.Hour, bot.VisitBooked),
	}}
	for _, id := range []string{"seata", "seatb", "seatc"} {
		b := visit(id, "counselor_1", at(4, 13, 0), 75*time.Minute, bot.VisitBooked)
		b.Kind, b.Series, b.Room, b.Seats = "group_session", "wednesdays", "group_room", 8
		v.Visits = append(v.Visits, b)
	}
	return v
}

func TestTheWeek(t *testing.T) {
	const want = `Mon Nov 2 to Sun Nov 8, 2026, clinic time

          Mon 2     Tue 3 *   Wed 4     Thu 5     Fri 6     Sat 7     Sun 8

counselor_1
 8:00 AM  booked    booked    open      requested closed
10:00 AM  open      held      .         open
12:00 PM  .         open      .         .
 1:00 PM  .         .         group 3/8 .
 2:15 PM  .         .         open      .
 4:00 PM

exam_room
 6:00 AM  open      open      open      open      closed
 7:30 AM  .         .         .         booked
 8:30 AM  .         .         .         open
 2:00 PM

group_room
 1:00 PM                      group 3/8
 2:15 PM

closed Fri Nov 6: Weather
3 booked, 1 requested, 1 held
groups and shared times: 3 seats taken, 5 free
* today: nightdesk schedule day shows the codes of its visits
`
	v := weekView(t)
	if d := cmp.Diff(want, weekText(v, 80)); d != "" {
		t.Error(d)
	}
	wide := weekText(v, 140)
	if !strings.Contains(wide, "group 3 of 8    .") {
		t.Errorf("a wide terminal shows\n%s", wide)
	}
	for _, w := range []int{0, 40, 80, 100, 140, 400} {
		for l := range strings.Lines(weekText(v, w)) {
			if n := len(strings.TrimSuffix(l, "\n")); n > max(w, 80) || strings.HasSuffix(l, " \n") {
				t.Errorf("%d wide: a line of %d: %q", w, n, l)
			}
		}
	}
}

// What goes on is a bar, and two visits side by side stay two.
func TestTheWeekShowsWhatGoesOn(t *testing.T) {
	v := weekView(t)
	long := v.Visits[0]
	long.ID, long.Resource = "zzzz", "exam_room"
	long.Start, long.End = v.From.Add(30*time.Hour+30*time.Minute), v.From.Add(33*time.Hour) // Tue 6:30 to 9
	long.Before, long.After = 15*time.Minute, 10*time.Minute
	v.Visits = append(v.Visits, long)
	got := weekText(v, 80)
	for _, want := range []string{" 6:30 AM  .         booked    .", " 7:30 AM  .         |         .         booked", " 6:15 AM  .         kept      .", " 9:00 AM  .         kept", " 9:10 AM  .         open"} {
		if !strings.Contains(got, want) {
			t.Errorf("no line %q in\n%s", want, got)
		}
	}
}

func TestTheDay(t *testing.T) {
	v := weekView(t)
	v.From, v.To = v.From.AddDate(0, 0, 2), v.From.AddDate(0, 0, 4)
	const want = `Wednesday Nov 4, 2026, clinic time

  from      until     with                     visit              code
  1:00 PM   2:15 PM   counselor_1, group_room  group_session             3 of 8 seats taken
                                                                  seata  booked
                                                                  seatb  booked
                                                                  seatc  booked
  7:30 AM   8:30 AM   exam_room                intake_assessment  eeee   booked
  8:00 AM   10:00 AM  counselor_1              intake_assessment  cccc   requested until 9:00 AM on Wed Nov 4
  12:00 PM  2:00 PM   counselor_1              intake_assessment  dddd   cancelled
`
	var b strings.Builder
	dayText(&b, v)
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
	v.From, v.To = v.From.AddDate(0, 0, 2), v.From.AddDate(0, 0, 3)
	b.Reset()
	if dayText(&b, v); b.String() != "Friday Nov 6, 2026, clinic time\nclosed: Weather\n\nnothing stands in the calendar\n" {
		t.Errorf("a closure is shown %q", b.String())
	}
}

func TestCodesTellVisitsApart(t *testing.T) {
	var visits []bot.Booking
	for _, id := range []string{"abcdefgh", "abcdxxxx", "abcdeyyy", "zzzz", "gggghhhh", "gggghhhh.2026-11-04", "gggghhhh.2026-11-11", "ab"} {
		visits = append(visits, bot.Booking{Visit: bot.Visit{ID: bot.VisitID(id)}})
	}
	codes := schedule.Codes(visits)
	want := map[bot.VisitID]string{"abcdefgh": "abcdef", "abcdxxxx": "abcdx", "abcdeyyy": "abcdey", "zzzz": "zzzz", "gggghhhh": "gggg",
		"gggghhhh.2026-11-04": "gggg.2026-11-04", "gggghhhh.2026-11-11": "gggg.2026-11-11", "ab": "ab"}
	if d := cmp.Diff(want, codes); d != "" {
		t.Error(d)
	}
	for id, code := range codes {
		for other := range codes {
			if schedule.HasCode(other, code) != (id == other) && id != "ab" {
				t.Errorf("%s names %s: %v", code, other, schedule.HasCode(other, code))
			}
		}
	}
}

// alwaysOpen is the clinic of the command's own script, at which there is something
// to be booked at every hour of every day.
func alwaysOpen(t *testing.T) string {
	t.Helper()
	script, err := txtar.ParseFile("testdata/script/schedule.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range script.Files {
		if f.Name == "clinic.yaml" {
			name := filepath.Join(t.TempDir(), f.Name)
			if err := os.WriteFile(name, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			return name
		}
	}
	t.Fatal("the script holds no clinic.yaml")
	return ""
}

// counter is a desk with its commands.
type counter struct {
	t    *testing.T
	env  []string
	yaml string
	st   *store.Store
	keys store.Keyset
	zone *time.Location
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	redis, keys := storetest.Start(t), storetest.Keys(t)
	c := &counter{t: t, yaml: alwaysOpen(t), keys: keys, st: storetest.Open(t, store.Options{URL: redis.URL(), Clinic: "calendar", Keys: keys}),
		env: []string{"NIGHTDESK_REDIS_URL=" + redis.URL(), "NIGHTDESK_KEYSET=" + keys.Encode()}}
	var err error
	if c.zone, err = time.LoadLocation("America/Anchorage"); err != nil {
		t.Fatal(err)
	}
	return c
}

// telephone is one of the made-up numbers, however it is written: 555 alone stands in
// some ids as well.
var telephone = regexp.MustCompile(`907\D{0,2}555\D{0,2}01\d\d|\b555[ -]?01\d\d\b`)

// does runs a command of the schedule with something on its standard input.
func (c *counter) does(want int, in string, args ...string) string {
	c.t.Helper()
	code, out, errs := ran(c.t, c.env, in, append(append([]string{"schedule"}, args...), "--config", c.yaml)...)
	if code != want {
		c.t.Errorf("%v: exit code %d, want %d:\n%s%s", args, code, want, out, errs)
	}
	if telephone.MatchString(errs + out) {
		c.t.Errorf("%v: it says a number: %s%s", args, out, errs)
	}
	return out + errs
}

// soon is the next five minutes but some, as a command takes it.
func (c *counter) soon(d time.Duration) (date, clock string) {
	at := time.Now().Add(d).In(c.zone).Truncate(5 * time.Minute)
	return at.Format(time.DateOnly), at.Format("15:04")
}

func code(t *testing.T, out string) string {
	t.Helper()
	m := regexp.MustCompile(`code (\S+)`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no code in %q", out)
	}
	return m[1]
}

func TestOrdersOfStaff(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	const who = "907 555 0161\n"
	date, clock := c.soon(2 * time.Hour)
	k := code(t, c.does(0, who, "book", "individual_counseling", date, clock, "--by", "ana"))
	c.does(1, "", "done", k, "--by", "ana") // it has not begun
	later, then := c.soon(4 * time.Hour)
	out := c.does(0, "", "move", k, later, then, "--by", "ana")
	if !strings.HasPrefix(out, "booked: individual_counseling on ") {
		t.Errorf("moved: %s", out)
	}
	moved := code(t, out)
	c.does(0, "", "arrived", strings.ToUpper(moved), "--by", "ana")
	if day := c.does(0, "", "day", later); !regexp.MustCompile(moved + ` +arrived`).MatchString(day) {
		t.Errorf("the day shows\n%s", day)
	}
	c.does(1, "", "cancel", moved, "--by", "ana") // they are here
	other := code(t, c.does(0, "", "book", "intake_assessment", later, then, "--with", "nurse", "--by", "ana", "--visit", moved))
	c.does(0, "", "cancel", other, "--by", "ana")
	c.does(1, "", "approve", other, "--by", "ana")
	c.does(1, "", "decline", other, "--by", "ana")
	c.does(1, "", "book", "individual_counseling", "yesterday", "9AM", "--by", "ana", "--visit", moved)
	if week := c.does(0, ""); !strings.Contains(week, "booked") {
		t.Errorf("the week shows\n%s", week)
	}
	orders := map[string]int{}
	err := c.st.AuditBetween(t.Context(), time.Unix(0, 0), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		if e.Actor == "ana" {
			orders[e.Note]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range []string{"desk_book", "desk_move", "desk_arrived", "desk_cancel"} {
		if orders[note] == 0 {
			t.Errorf("%s is not in the audit log under the name of who ordered it: %v", note, orders)
		}
	}
}

// The table of the day is written only once everybody in it has the entry that says
// who took it.
func TestTheTableOfTheDayIsAuditedFirst(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	date, clock := c.soon(2 * time.Hour)
	now := time.Now()
	const who bot.Phone = "+19075550161"
	person := c.st.Person(who)
	_, err := c.st.Commit(t.Context(), bot.Commit{Input: "SM1", Digest: "d", At: now, Person: person, Actor: "person", Session: &bot.Session{Format: bot.SessionFormat,
		Phone: who, Lang: bot.Spanish, Discreet: true, Care: bot.Care{Group: "pregnant", Asked: now, Due: now.Add(48 * time.Hour)},
		Kept:     map[string]string{"name": "=Zoë", "needs": "interpreter,ride", "calls": "novoicemail", "pay": "medicaid"},
		Consents: []bot.Consent{{Purpose: bot.PurposeReminders, Given: now}}}})
	if err != nil {
		t.Fatal(err)
	}
	c.does(0, "907 555 0161", "book", "individual_counseling", date, clock, "--by", "ana")
	c.does(0, "907 555 0162", "book", "intake_assessment", date, clock, "--by", "ana")
	exports := func() (all []store.AuditEntry) {
		err := c.st.AuditBetween(t.Context(), time.Unix(0, 0), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
			if e.Note == "schedule_exported" {
				all = append(all, e)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	c.does(2, "", "export", "--format", "csv", "--date", date)
	c.does(1, "", "export", "--format", "csv", "--date", date, "--by", "nobody")
	if n := len(exports()); n != 0 {
		t.Errorf("what was refused is audited %d times", n)
	}
	rows, err := csv.NewReader(strings.NewReader(c.does(0, "", "export", "--format", "csv", "--date", date, "--by", "ana"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	i := slices.IndexFunc(rows, func(r []string) bool { return r[4] == "individual_counseling" })
	want := []string{date + " " + clock, "counselor", "booked", "'=Zoë", "es", "interpreter, ride", "call, no voicemail", "yes", "yes", "pregnant",
		now.Add(48 * time.Hour).In(c.zone).Format("2006-01-02 15:04")}
	if got := []string{rows[i][0], rows[i][2], rows[i][5], rows[i][7], rows[i][8], rows[i][9], rows[i][10], rows[i][11], rows[i][12], rows[i][13], rows[i][14]}; !slices.Equal(got, want) {
		t.Errorf("the table has %q, want %q", got, want)
	}
	got := exports()
	if len(got) != 2 || got[0].Actor != "ana" || got[0].Person == got[1].Person || !strings.Contains(got[0].Detail, "format: csv; from: "+date) {
		t.Errorf("the audit log has %+v", got)
	}
	bundle := c.does(0, "", "export", "--format", "fhir", "--from", date, "--days", "2", "--by", "ana")
	if strings.Contains(bundle, "Zoë") || strings.Contains(strings.ToLower(bundle), strings.ToLower(string(person))) || !strings.Contains(bundle, `"Appointment"`) {
		t.Error("the bundle names somebody, or nothing")
	}
	if n := len(exports()); n != 4 {
		t.Errorf("after the second export %d entries", n)
	}
}

// The server answers at the addresses that the command prints, and says nothing of
// them in its log.
func TestTheServerServesTheFeeds(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.at(10)
	key, err := s.keys.Derive(s.clinic.ID, feedsKey)
	if err != nil {
		t.Fatal(err)
	}
	person := s.store.Person(bot.Phone(canaryNumbers[0]))
	visit := bot.Visit{ID: "quokkaquokka", Status: bot.VisitBooked, Version: 1, By: "person", Asked: s.Now(), Changed: s.Now(),
		Opening: bot.Opening{Kind: "intake_assessment", Resource: "counselor_1", Start: s.Now().Add(24 * time.Hour), End: s.Now().Add(26 * time.Hour)}}
	out, err := s.store.Commit(t.Context(), bot.Commit{Input: "SM1", Digest: "d", At: s.Now(), Person: person, Actor: "person", Visits: []bot.Visit{visit},
		Session: &bot.Session{Format: bot.SessionFormat, Phone: bot.Phone(canaryNumbers[0]), Kept: map[string]string{"name": canaryNames[0], "needs": canaryWords[0]}, Visits: []bot.Visit{visit}}})
	if err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	addresses := calendar.New(feedsOf(s.clinic, calendarOf(s.clinic), key, nil, s.Now)).Addresses()
	get := func(path, tag string) (int, string, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.public+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("If-None-Match", tag)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b), res.Header.Get("ETag")
	}
	if len(addresses) != len(s.clinic.Resources)+1 {
		t.Errorf("%d feeds for %d resources", len(addresses), len(s.clinic.Resources))
	}
	for _, a := range addresses {
		status, body, tag := get(a.Path, "")
		if status != http.StatusOK || !strings.HasPrefix(body, "BEGIN:VCALENDAR\r\n") || !strings.HasSuffix(body, "END:VCALENDAR\r\n") {
			t.Fatalf("%q: %d", a.Resource, status)
		}
		if shows, should := strings.Contains(body, "first visit"), a.Resource == "" || a.Resource == "counselor_1"; shows != should {
			t.Errorf("the feed of %q shows the visit: %v", a.Resource, shows)
		}
		unfolded := strings.ReplaceAll(body, "\r\n ", "")
		if found := finds(unfolded); len(found) > 0 || strings.Contains(unfolded, string(person)) {
			t.Errorf("the feed of %q holds %q", a.Resource, found)
		}
		if status, body, _ := get(a.Path, tag); status != http.StatusNotModified || body != "" {
			t.Errorf("%q again: %d", a.Resource, status)
		}
		secret := strings.Split(a.Path, "/")[2]
		if status, body, _ := get(strings.Replace(a.Path, secret, secret[1:]+"a", 1), ""); status != http.StatusNotFound || body != "" {
			t.Errorf("another secret: %d", status)
		}
		if strings.Contains(s.log.String(), secret) {
			t.Error("the log holds the secret")
		}
		if _, metrics, _ := get("/metrics", ""); strings.Contains(metrics, secret) || !strings.Contains(metrics, `route="/calendar/*below"`) {
			t.Error("the metrics hold the secret, or nothing of feeds")
		}
	}
}
