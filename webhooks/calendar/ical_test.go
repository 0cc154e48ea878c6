package calendar_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/emersion/go-ical"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/webhooks/calendar"
)

func feedOf(t *testing.T, v schedule.View, resource string) string {
	t.Helper()
	name := strings.TrimSpace("ATS " + resource)
	b, err := calendar.ICal(calendar.Made{Name: name, Zone: v.Calendar.Zone, From: v.From, To: v.To}, calendar.Events(v, resource, key))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// line is one content line of RFC 5545 3.1, unfolded.
type line struct {
	name   string
	params map[string]string
	value  string
}

var (
	lineForm  = regexp.MustCompile(`^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*))*):(.*)$`)
	paramForm = regexp.MustCompile(`;([A-Za-z0-9-]+)=("[^"]*"|[^;]*)`)
	utcForm   = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
	textForm  = regexp.MustCompile(`^(?:[^\\;,\x00-\x1f\x7f]|\\[\\;,Nn])*$`)
)

// strict reads a feed by the grammar and nothing else: every line ends in CRLF, has
// at most 75 octets and cuts no character in two; components nest; properties stand
// as often as RFC 5545 3.6 says and have the forms of 3.3.
func strict(t *testing.T, feed string) []line {
	t.Helper()
	if !strings.HasSuffix(feed, "\r\n") || strings.Contains(strings.ReplaceAll(feed, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(feed, "\r\n", ""), "\r") {
		t.Fatal("a line does not end in CRLF")
	}
	for l := range strings.SplitSeq(strings.TrimSuffix(feed, "\r\n"), "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) || l == "" {
			t.Errorf("a line of %d octets: %q", len(l), l)
		}
	}
	var lines []line
	for l := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(feed, "\r\n ", ""), "\r\n"), "\r\n") {
		m := lineForm.FindStringSubmatch(l)
		if m == nil {
			t.Fatalf("no content line: %q", l)
		}
		x := line{name: m[1], params: map[string]string{}, value: m[3]}
		for _, p := range paramForm.FindAllStringSubmatch(m[2], -1) {
			if _, twice := x.params[p[1]]; twice {
				t.Errorf("%s has %s twice", x.name, p[1])
			}
			x.params[p[1]] = strings.Trim(p[2], `"`)
		}
		lines = append(lines, x)
	}
	components(t, lines)
	return lines
}

// components checks the nesting and what each component must and may hold once.
func components(t *testing.T, lines []line) {
	t.Helper()
	must := map[string][]string{
		"VCALENDAR": {"VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "X-PUBLISHED-TTL", "REFRESH-INTERVAL"},
		"VEVENT": {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP", "CLASS",
			"X-MICROSOFT-CDO-BUSYSTATUS"},
		"VTIMEZONE": {"TZID"},
		"STANDARD":  {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"},
		"DAYLIGHT":  {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"},
	}
	may := map[string][]string{"VEVENT": {"LOCATION"}}
	var open []string
	var seen []map[string]int
	ended := 0
	for _, l := range lines {
		switch l.name {
		case "BEGIN":
			if len(open) == 0 && l.value != "VCALENDAR" || must[l.value] == nil {
				t.Fatalf("%s begins in %v", l.value, open)
			}
			open, seen = append(open, l.value), append(seen, map[string]int{})
			continue
		case "END":
			if len(open) == 0 || open[len(open)-1] != l.value {
				t.Fatalf("%s ends in %v", l.value, open)
			}
			for _, p := range must[l.value] {
				if n := seen[len(seen)-1][p]; n != 1 {
					t.Errorf("%s has %d of %s", l.value, n, p)
				}
			}
			open, seen, ended = open[:len(open)-1], seen[:len(seen)-1], ended+1
			continue
		}
		c := open[len(open)-1]
		seen[len(seen)-1][l.name]++
		if !slices.Contains(slices.Concat(must[c], may[c]), l.name) {
			t.Errorf("%s holds %s", c, l.name)
		}
		form(t, c, l)
	}
	if len(open) > 0 || ended < 3 {
		t.Errorf("%v is not ended; %d components are", open, ended)
	}
}

// form checks a value.
func form(t *testing.T, component string, l line) {
	t.Helper()
	ok := textForm.MatchString(l.value)
	switch {
	case component == "VEVENT" && slices.Contains([]string{"DTSTART", "DTEND"}, l.name) && l.params["VALUE"] == "DATE":
		_, err := time.Parse("20060102", l.value)
		ok = err == nil
	case component == "VEVENT" && slices.Contains([]string{"DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"}, l.name):
		_, err := time.Parse("20060102T150405Z", l.value)
		ok = err == nil && utcForm.MatchString(l.value) && len(l.params) == 0
	case l.name == "DTSTART": // of an observance: local time
		_, err := time.Parse("20060102T150405", l.value)
		ok = err == nil
	case l.name == "SEQUENCE":
		ok = regexp.MustCompile(`^\d+$`).MatchString(l.value)
	case l.name == "STATUS":
		ok = slices.Contains([]string{"TENTATIVE", "CONFIRMED", "CANCELLED"}, l.value)
	case l.name == "TRANSP":
		ok = slices.Contains([]string{"OPAQUE", "TRANSPARENT"}, l.value)
	case l.name == "CLASS":
		ok = l.value == "PRIVATE"
	case l.name == "REFRESH-INTERVAL":
		ok = l.params["VALUE"] == "DURATION" && regexp.MustCompile(`^PT\d+M$`).MatchString(l.value)
	case strings.HasPrefix(l.name, "TZOFFSET"):
		ok = regexp.MustCompile(`^[+-]\d{4}$`).MatchString(l.value)
	}
	if !ok {
		t.Errorf("%s of %s has the value %q %v", l.name, component, l.value, l.params)
	}
}

// parsed reads a feed with a library that did not write it.
func parsed(t *testing.T, feed string) *ical.Calendar {
	t.Helper()
	d := ical.NewDecoder(strings.NewReader(feed))
	c, err := d.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Decode(); !errors.Is(err, io.EOF) {
		t.Errorf("after the calendar comes %v", err)
	}
	// Its encoder holds components to their properties as well.
	if err := ical.NewEncoder(io.Discard).Encode(c); err != nil {
		t.Error(err)
	}
	return c
}

// shown is an event as another program understands it.
func shown(t *testing.T, e ical.Event) string {
	t.Helper()
	get := func(name string) string {
		s, err := e.Props.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	from, err := e.DateTimeStart(anchorage)
	if err != nil {
		t.Fatal(err)
	}
	to, err := e.DateTimeEnd(anchorage)
	if err != nil {
		t.Fatal(err)
	}
	layout := "Jan 2 15:04"
	if e.Props.Get("DTSTART").ValueType() == ical.ValueDate {
		layout = "Jan 2"
	}
	s := fmt.Sprintf("%s-%s %s|%s|%s|%s|%s", from.In(anchorage).Format(layout), to.In(anchorage).Format(layout), get("SUMMARY"),
		get("STATUS"), get("TRANSP"), get("X-MICROSOFT-CDO-BUSYSTATUS"), e.Props.Get("SEQUENCE").Value)
	if l := e.Props.Get("LOCATION"); l != nil {
		s += "|" + l.Value
	}
	return s
}

func TestAFeedSaysWhatAResourceHas(t *testing.T) {
	v := view()
	got := map[string][]string{}
	for _, resource := range []string{"", "counselor_1", "examiner", "room a"} {
		feed := feedOf(t, v, resource)
		strict(t, feed)
		for _, e := range parsed(t, feed).Events() {
			got[resource] = append(got[resource], shown(t, e))
		}
	}
	group := func(day string) string {
		return day + " 13:00-" + day + " 14:15 Group, 5 of 8|CONFIRMED|OPAQUE|BUSY|0|room a"
	}
	closed := "Oct 18-Oct 20 Closed: Alaska Day, observed; closed|CONFIRMED|OPAQUE|BUSY|0"
	before := func(day string) string {
		return day + " 13:00-" + day + " 14:15 Group, 0 of 8|CONFIRMED|OPAQUE|BUSY|0|room a"
	}
	want := []string{
		before("Sep 23"), before("Sep 30"),
		"Oct 2 08:00-Oct 2 10:00 first visit|CONFIRMED|OPAQUE|BUSY|4",
		"Oct 2 10:00-Oct 2 12:00 first visit|CONFIRMED|OPAQUE|BUSY|4", // missed: nobody sees that
		"Oct 6 08:00-Oct 6 10:00 first visit|CONFIRMED|OPAQUE|BUSY|2",
		"Oct 6 10:00-Oct 6 12:00 Held|TENTATIVE|OPAQUE|TENTATIVE|0",
		"Oct 6 13:00-Oct 6 15:00 Held|TENTATIVE|OPAQUE|TENTATIVE|1",
		group("Oct 7"),
		"Oct 9 08:00-Oct 9 10:00 first visit|CANCELLED|TRANSPARENT|FREE|3",
		group("Oct 14"), group("Oct 21"), group("Oct 28"),
		"Nov 2 08:00-Nov 2 10:00 first visit|CONFIRMED|OPAQUE|BUSY|0", // by winter's clock
	}
	if len(got["counselor_1"]) < len(want) || !slices.Equal(got["counselor_1"][:len(want)], want) {
		t.Errorf("counselor_1 has\n%s\nwant\n%s", strings.Join(got["counselor_1"], "\n"), strings.Join(want, "\n"))
	}
	for _, x := range []string{closed, "Oct 12-Oct 14 Away|CONFIRMED|OPAQUE|BUSY|0"} {
		if !slices.Contains(got["counselor_1"], x) {
			t.Errorf("counselor_1 lacks %s", x)
		}
	}
	want = []string{
		"Oct 5 08:00-Oct 5 09:00 visit|CONFIRMED|OPAQUE|BUSY|1",
		"Oct 6 09:00-Oct 6 10:00 visit|CONFIRMED|OPAQUE|BUSY|0|room a",
		"Oct 8 10:00-Oct 8 10:30 short visit, with papers; bring ñ, 2 of 3|CONFIRMED|OPAQUE|BUSY|0",
		closed,
	}
	if !slices.Equal(got["examiner"], want) {
		t.Errorf("examiner has\n%s\nwant\n%s", strings.Join(got["examiner"], "\n"), strings.Join(want, "\n"))
	}
	if !slices.Contains(got["room a"], want[1]) || !slices.Contains(got["room a"], group("Oct 7")) {
		t.Errorf("room a has\n%s", strings.Join(got["room a"], "\n"))
	}
	for _, x := range []string{"Oct 6 08:00-Oct 6 10:00 counselor_1: first visit|CONFIRMED|OPAQUE|BUSY|2", "Oct 12-Oct 14 counselor_1: Away|CONFIRMED|OPAQUE|BUSY|0", closed} {
		if !slices.Contains(got[""], x) {
			t.Errorf("the clinic has\n%s\nand not %s", strings.Join(got[""], "\n"), x)
		}
	}
}

func TestAFeedTellsNothingOfAPerson(t *testing.T) {
	v := view()
	for _, resource := range []string{"", "counselor_1", "examiner"} {
		feed := strings.ReplaceAll(feedOf(t, v, resource), "\r\n ", "")
		for _, s := range append(slices.Clone(secrets), "ana", "noshow", "fulfilled", "missed", "arrived", "intake_assessment", "medical_exam") {
			if strings.Contains(strings.ToLower(feed), strings.ToLower(s)) {
				t.Errorf("the feed of %q holds %q", resource, s)
			}
		}
	}
	if len(secrets) < 20 {
		t.Error("no visit was looked for")
	}
}

// Who can watch a feed must not see a visit missed, fulfilled or arrived.
func TestAFeedIsTheSameWhoeverCame(t *testing.T) {
	v := view()
	v.Visits = ledger()[:1]
	var feeds []string
	for _, s := range []string{"booked", "arrived", "fulfilled", "noshow"} {
		v.Visits[0].Status = bot.VisitStatus(s)
		feeds = append(feeds, feedOf(t, v, ""))
	}
	if len(slices.Compact(feeds)) != 1 {
		t.Error("the feed changes with who came")
	}
}

func TestIdsAreStableAndKeyed(t *testing.T) {
	uids := func(v schedule.View, k []byte) (all []string) {
		for _, e := range calendar.Events(v, "", k) {
			all = append(all, e.UID)
		}
		return all
	}
	v := view()
	before := uids(v, key)
	if !slices.Equal(before, uids(view(), key)) {
		t.Error("ids differ from one time to the next")
	}
	if len(slices.Compact(slices.Sorted(slices.Values(before)))) != len(before) {
		t.Error("two events have one id")
	}
	other := uids(v, []byte("another key of 32 bytes, as long"))
	for i, id := range before {
		if id == other[i] {
			t.Error("an id does not depend on the key")
		}
		if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(id) {
			t.Errorf("%s is no UUID of version 8", id)
		}
	}
	// A visit that is moved keeps its id and counts up its sequence.
	moved := view()
	moved.Visits = moved.Visits[:1]
	was := calendar.Events(moved, "counselor_1", key)
	moved.Visits[0].Start, moved.Visits[0].End = at(2, 8, 0), at(2, 10, 0)
	moved.Visits[0].Version++
	is := calendar.Events(moved, "counselor_1", key)
	at := func(es []calendar.Event) calendar.Event {
		i := slices.IndexFunc(es, func(e calendar.Event) bool { return e.Summary == "first visit" })
		return es[i]
	}
	if a, b := at(was), at(is); a.UID != b.UID || b.Sequence != a.Sequence+1 || a.Start.Equal(b.Start) {
		t.Errorf("moved from %v to %v", a, b)
	}
}

// A clinic without anything booked has a calendar that programs take.
func TestAnEmptyFeedIsACalendar(t *testing.T) {
	v := view()
	v.Visits, v.Calendar.Series, v.Calendar.Closures = nil, nil, nil
	feed := feedOf(t, v, "examiner")
	strict(t, feed)
	c := parsed(t, feed)
	if len(c.Events()) > 0 || len(c.Children) != 1 {
		t.Errorf("an empty feed has %d events in %d components", len(c.Events()), len(c.Children))
	}
}

func TestWhatCalendarProgramsNeedIsThere(t *testing.T) {
	v := view()
	lines := strict(t, feedOf(t, v, "examiner"))
	value := func(name string) string {
		i := slices.IndexFunc(lines, func(l line) bool { return l.name == name })
		if i < 0 {
			t.Fatalf("no %s", name)
		}
		return lines[i].value
	}
	for name, want := range map[string]string{
		"METHOD": "PUBLISH", "VERSION": "2.0", "CALSCALE": "GREGORIAN", // Outlook
		"X-PUBLISHED-TTL":  "PT30M",                                              // Outlook
		"REFRESH-INTERVAL": "PT30M",                                              // Apple
		"X-WR-CALNAME":     "ATS examiner", "X-WR-TIMEZONE": "America/Anchorage", // Google, Outlook
		"TZID": "America/Anchorage",
	} {
		if got := value(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	// Both offsets of the time that is covered, and where the clock is turned.
	var changes []string
	for i, l := range lines {
		if l.name == "DTSTART" && (lines[i-1].value == "STANDARD" || lines[i-1].value == "DAYLIGHT") {
			changes = append(changes, lines[i-1].value+" "+l.value+" "+lines[i+1].value+" "+lines[i+2].value)
		}
	}
	want := []string{"DAYLIGHT 20260308T020000 -0900 -0800", "STANDARD 20261101T020000 -0800 -0900"}
	if !slices.Equal(changes, want) {
		t.Errorf("the zone changes %q, want %q", changes, want)
	}
}

// However long and odd a name is, the lines are whole.
func TestLinesAreFoldedBetweenCharacters(t *testing.T) {
	for n := range 80 {
		why := strings.Repeat("x", n) + strings.Repeat("ñé漢", 30) + `, a; b\c "d": e`
		feed, err := calendar.ICal(calendar.Made{Name: why, Zone: anchorage, From: now, To: now}, []calendar.Event{
			{UID: "1", Start: now, End: now.Add(time.Hour), Summary: why + "\nsecond line", State: schedule.Booked}})
		if err != nil {
			t.Fatal(err)
		}
		strict(t, string(feed))
		c := parsed(t, string(feed))
		if got, err := c.Events()[0].Props.Text("SUMMARY"); err != nil || got != why+"\nsecond line" {
			t.Fatalf("%q came back as %q (%v)", why, got, err)
		}
		if bytes.Contains(feed, []byte("\nsecond line")) {
			t.Fatal("a line was broken")
		}
	}
}
