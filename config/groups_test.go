package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/config"
)

func TestExampleGroups(t *testing.T) {
	c, _ := config.Load(example)
	if d := cmp.Diff([]config.Series{{Name: "tuesday_1", Kind: "group_session", Leader: "counselor_1", Room: "group_room", Starts: "2026-03-03",
		At: 13 * 60, Duration: time.Hour, Rule: "FREQ=WEEKLY;BYDAY=TU", Seats: 8}}, c.Series); d != "" {
		t.Error(d)
	}
	const day = 24 * time.Hour
	priority := []config.Group{{Name: "pregnant", SeeWithin: 48 * time.Hour, WarnBefore: 12 * time.Hour, Level: 1},
		{Name: "injection", SeeWithin: 14 * day, WarnBefore: 2 * day, Level: 2},
		{Name: "release_or_discharge", SeeWithin: 72 * time.Hour, WarnBefore: 12 * time.Hour, Level: 2}}
	waitlist := config.Waitlist{OfferFor: 30 * time.Minute, RequestFor: 72 * time.Hour}
	days := []config.DayHours{{From: "2026-12-21", To: "2026-12-24"}, {From: "2026-12-28", To: "2026-12-28", Spans: []config.Span{{From: 480, To: 720}}}}
	if d := cmp.Diff(days, c.Resources[1].Days); d != "" {
		t.Error(d)
	}
	src := read(t, example)
	cut := func(from, to string) string {
		i, j := strings.Index(src, "\n"+from+":"), strings.Index(src, "\n"+to+":")
		return src[:i] + src[j:]
	}
	// The example's priority and waitlist are what holds where nothing is written.
	for name, text := range map[string]string{"the example": src, "without priority": cut("priority", "waitlist"), "without waitlist": cut("waitlist", "staff"),
		"with nothing under priority": strings.Replace(cut("priority", "waitlist"), "\nwaitlist:", "\npriority:\n\nwaitlist:", 1)} {
		c, ps := config.Parse(example, []byte(text))
		if len(ps) > 0 {
			t.Errorf("%s: %s", name, lines(ps))
		}
		if d := cmp.Diff(priority, c.Priority) + cmp.Diff(waitlist, c.Waitlist); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Whoever reads a language without a text is not told why: one text is in the first.
func TestWhyOfAClosure(t *testing.T) {
	c, _ := config.Load(example)
	for _, x := range c.Closures {
		want := map[string]config.Text{"2026-11-26": {"en": "Thanksgiving", "es": "el Dia de Gracias"}, "2027-03-29": {"en": "Seward's Day"}}[x.From]
		if d := cmp.Diff(want, x.Why); want != nil && d != "" {
			t.Error(d)
		}
	}
}

const aGroup = "    repeat: every Tue\n"

// another is a second group of the example.
func another(lines ...string) string {
	return aGroup + "    seats: 8\n  - name: two\n    " + strings.Join(lines, "\n    ") + "\n#"
}

// Each edit of the example is one problem, or none.
func TestCalendarEdits(t *testing.T) {
	seats := "    seats: 8                            # 2 to 12"
	for _, tc := range []struct{ name, old, new, want string }{
		{"buffers", "    buffer_after: 10 min ", "    buffer_before: 5 min\n    buffer_after: 0 ", ""},
		{"a buffer of days", "    buffer_after: 10 min ", "    buffer_after: 2 days ", `buffer_after: "2 days" is not between 0 min and 4 h`},
		{"a buffer by another word", "    buffer_after: 10 min ", "    break: 10 min ", `unknown key "break" (mend: did you mean "buffer_after"?)`},
		{"rooms", "    needs: [exam_room]\n    book_by: staff\n  - kind: first_dose", "    needs: [counselor_1]\n    rooms: [exam_room, group_room]\n    book_by: staff\n  - kind: first_dose", ""},
		{"a room that is none", "    buffer_after: 10 min ", "    rooms: [examroom] ", `no resource is called "examroom" (mend: did you mean "exam_room"?)`},
		{"a room twice", "    buffer_after: 10 min ", "    rooms: [exam_room, exam_room] ", `"exam_room" is named twice`},
		{"no room", "    buffer_after: 10 min ", "    rooms: [] ", `no room is named (mend: name one of those under resources)`},
		{"a room and a need", "    buffer_after: 10 min ", "    rooms: [counselor_1] ", `"counselor_1" is under needs and under rooms`},
		{"seats", "    buffer_after: 10 min ", "    seats: 6 ", ""},
		{"too many seats", "    buffer_after: 10 min ", "    seats: 21 ", `seats: 21 is not between 1 and 20`},
		{"by request", "    book_by: text\n", "    book_by: request\n", ""},
		{"by telephone", "    book_by: text\n", "    book_by: phone\n", `book_by: unknown "phone" (mend: known here: text, request, staff)`},
		{"a group by text", "    lead: 2 h\n    book_by: request", "    lead: 2 h\n    book_by: text",
			`group_session can't be booked by text: staff decide who may join (mend: write "book_by: request", and people can ask for a seat, or "book_by: staff")`},
		{"a first dose by request", "    needs: [exam_room]\n    book_by: staff\n  - kind: group", "    needs: [exam_room]\n    book_by: request\n  - kind: group",
			`first_dose can't be booked by request: staff decide who may have one (mend: write "book_by: staff")`},
		{"kept for nobody", "for: [pregnant, release_or_discharge]", "for: []", `the hours are kept for nobody`},
		{"kept for one who is none", "for: [pregnant, release_or_discharge]", "for: [pregnent]", `no priority group is called "pregnent" (mend: did you mean "pregnant"?)`},
		{"kept twice", "for: [pregnant, release_or_discharge]", "for: [pregnant, pregnant]", `"pregnant" is named twice`},
		{"kept without hours", "      hours:\n        Mon: 8 AM - 10 AM\n", "", `keep has no "hours"`},
		{"away without an end", "        to: 2026-12-24\n", "", ""},
		{"away backwards", "to: 2026-12-24\n        hours", "to: 2026-12-20\n        hours", `these days end before they begin`},
		{"days twice", "- from: 2026-12-28\n        hours", "- from: 2026-12-24\n        hours", `2026-12-24 is in two entries of days (mend: keep it in one of them)`},
		{"a day over midnight", "hours: 8 AM - noon ", "hours: 8 PM - 2 AM ", `hours: "8 PM - 2 AM" lasts over midnight (mend: end them at midnight, and write what follows as hours of the next day)`},
		{"a day until midnight", "hours: 8 AM - noon ", "hours: 8 AM - midnight ", ""},
		{"hours of a day overlap", "hours: 8 AM - noon ", "hours: 8 AM - noon, 11 AM - 1 PM ", `hours overlap (mend: write each span once)`},
		{"every other week", aGroup, "    repeat: every other Tuesday\n", ""},
		{"two days a week", aGroup, "    repeat: every Tue and Thu\n", ""},
		{"every third week", aGroup, "    repeat: every 3 weeks on Tue\n", ""},
		{"every day", aGroup, "    repeat: every day\n", ""},
		{"by the month", aGroup, "    repeat: first and third Tue of the month\n", ""},
		{"a rule", aGroup, "    repeat: FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1\n", ""},
		{"a rule with its name", aGroup, "    repeat: \"RRULE:FREQ=WEEKLY;BYDAY=TU\"\n", ""},
		{"sometimes", aGroup, "    repeat: sometimes\n", `repeat: "sometimes" is not a way to repeat (mend: write it as "every Tue"`},
		{"every moon", aGroup, "    repeat: every moon\n", `"every moon" is not a way to repeat`},
		{"the fifth", aGroup, "    repeat: sixth Tue of the month\n", `is not a way to repeat`},
		{"every 0 weeks", aGroup, "    repeat: every 0 weeks on Tue\n", `is not a way to repeat`},
		{"a rule with a slip", aGroup, "    repeat: FREQ=WEEKLY;BYDAY=TT\n", `repeat: "FREQ=WEEKLY;BYDAY=TT" can't be read: undefined weekday: TT`},
		{"a rule by the hour", aGroup, "    repeat: FREQ=HOURLY\n", `a group repeats by days, weeks or months`},
		{"a day no month has", aGroup, "    repeat: FREQ=MONTHLY;BYDAY=53TU\n", `no month has a day +53TU`},
		{"its time twice", aGroup, "    repeat: FREQ=WEEKLY;BYHOUR=13\n", `"at" says the time`},
		{"its start twice", aGroup, "    repeat: FREQ=WEEKLY;DTSTART=20260303\n", `"starts" says the first day`},
		{"a last moment", aGroup, "    repeat: FREQ=WEEKLY;UNTIL=20261231T235959Z\n", `UNTIL is the last day, as UNTIL=20261231`},
		{"two ends", aGroup, "    repeat: FREQ=WEEKLY;UNTIL=20261231;COUNT=3\n", `COUNT and UNTIL both say when it ends`},
		{"a rule that never meets", aGroup, "    repeat: FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31\n", `repeat: it never meets`},
		{"the wrong first day", "starts: 2026-03-03", "starts: 2026-03-04", `starts: 2026-03-04 is not a day on which it meets (mend: the first one from then on is 2026-03-10)`},
		{"a leader who is none", "leader: counselor_1", "leader: counselor_9", `no resource is called "counselor_9"`},
		{"a room that is its leader", "room: group_room", "room: counselor_1", `"counselor_1" is the group's leader and its room`},
		{"without a room", "    room: group_room  ", "#", ""},
		{"a large group", seats, "    seats: 15", `seats: 15 is not a group that one leader can hold: rules for such clinics know 2 to 12 (mend: write a number from 2 to 12, and begin a second group for more)`},
		{"a group of one", seats, "    seats: 1", `seats: 1 is not a group`},
		{"a telling label", seats, "    label: recovery circle", `label may not hold "recovery"`},
		{"of an unknown kind", seats, "    kind: gruop_session", `kind: unknown "gruop_session" (mend: did you mean "group_session"?)`},
		{"of a kind without its entry", seats, "    kind: followup_exam", `no visit is of the kind "followup_exam" (mend: add "- kind: followup_exam" under visits: it says who may join)`},
		{"of a kind that people book", seats, "    kind: intake_assessment", `anybody may book intake_assessment by text`},
		{"outside its leader's hours", "    at: 1 PM", "    at: 8 PM", ""},
		{"two of one leader at once", aGroup, another("leader: counselor_1", "starts: 2026-03-05", "at: 1:30 PM", "repeat: every Tue and Thu"),
			`groups "tuesday_1" and "two" are both led by counselor_1 at Tue 2026-03-10 1:30 PM (mend: move one of them, or give it another leader or room)`},
		{"two of one leader that meet once", aGroup, another("leader: counselor_1", "starts: 2026-03-31", "at: noon", "duration: 61 min", "repeat: FREQ=MONTHLY;BYMONTHDAY=31"),
			`are both led by counselor_1 at Tue 2026-03-31 1 PM`},
		{"two of one leader, back to back", aGroup, another("leader: counselor_1", "starts: 2026-03-05", "at: 2 PM", "repeat: every Tue and Thu"), ""},
		{"two in one room, one after the other", aGroup, another("leader: counselor_2", "room: group_room", "starts: 2026-03-09", "at: 11 PM", "duration: 12 h", "repeat: every Mon"), ""},
		{"two in one room over midnight", "    at: 1 PM\n    duration: 1 h                       # out = that of the kind\n" + aGroup,
			"    at: 1 AM\n" + another("leader: counselor_2", "room: group_room", "starts: 2026-03-09", "at: 11 PM", "duration: 3 h", "repeat: every Mon"),
			`are both in group_room at Tue 2026-03-10 1 AM`},
		{"in the same room at once", aGroup, another("leader: counselor_2", "room: group_room", "starts: 2026-03-03", "at: 12:30 PM", "repeat: every Tue"),
			`are both in group_room at Tue 2026-03-03 1 PM`},
		{"one that is over before the other begins", aGroup, another("leader: counselor_1", "starts: 2026-01-06", "at: 1 PM", "repeat: FREQ=WEEKLY;COUNT=8"), ""},
		{"two of one name", aGroup, strings.Replace(another("leader: counselor_2", "starts: 2026-03-03", "at: 1 PM", "repeat: every Tue"), "two", "tuesday_1", 1),
			`group "tuesday_1" is defined twice`},
		{"standard is there by itself", "group: injection", "group: standard", `"standard" is everybody who is in no group: it comes last by itself`},
		{"a group of their own", "group: injection", "group: under_21", `"under_21" can't be the name of a priority group`},
		{"another group", "  - group: injection\n", "  - group: parents\n", ""},
		{"warned too late", "    warn_before: 2 days", "    warn_before: 15 days", `warn_before is as long as see_within`},
		{"warned of nothing", "    see_within: 14 days\n", "", `warn_before without see_within`},
		{"no clock", "    see_within: 14 days\n    warn_before: 2 days\n", "", ""},
		{"a level that is none", "    level: 1\n", "    level: 4\n", `level: 4 is not between 1 and 3`},
		{"a hurried offer", "offer_for: 30 min", "offer_for: 5 min", `offer_for: "5 min" is not between 10 min and 24 h`},
		{"a why that tells", "why: Seward's Day", "why: repair of the dosing pump", `why may not hold "dosing"`},
		{"a why in a language of somebody else", "{en: Christmas Day, es: la Navidad}", "{en: Christmas Day, fr: Noel}", `why: "fr" is not one of the clinic's languages`},
		{"a why in one language", "{en: Christmas Day, es: la Navidad}", "{es: la Navidad}", ""},
		{"no needs", "    needs: [counselor_1, counselor_2]   # any one of these\n", "", `visit has no "needs" (mend: add a line "needs: ...")`},
		{"walk-in hours as dosing", "  walk_in:                              # when somebody new may come without a time; out = never\n    Mon-Fri: 6 AM - 8 AM\n", "  walk_in: dosing\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := read(t, example)
			if !strings.Contains(src, tc.old) {
				t.Fatalf("the example does not hold %q", tc.old)
			}
			_, ps := config.Parse("clinic.yaml", []byte(strings.Replace(src, tc.old, tc.new, 1)))
			got := lines(ps)
			if tc.want == "" && got != "" || !strings.Contains(got, tc.want) || tc.want != "" && len(ps) != 1 {
				t.Errorf("got  %swant %s", got, tc.want)
			}
		})
	}
}

func TestRepeats(t *testing.T) {
	for said, want := range map[string]string{
		"every Tue": "FREQ=WEEKLY;BYDAY=TU", "every other Tuesday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Every  3 weeks on Tue": "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
		"every Tue-Thu": "FREQ=WEEKLY;BYDAY=TU,WE,TH", "every Sun, Tue and Fri": "FREQ=WEEKLY;BYDAY=SU,TU,FR", "every day": "FREQ=DAILY",
		"first Tue of the month": "FREQ=MONTHLY;BYDAY=1TU", "the first and last Tue of every month": "FREQ=MONTHLY;BYDAY=1TU,-1TU", "every first Tue of the month": "FREQ=MONTHLY;BYDAY=1TU",
		"freq=weekly; byday=tu": "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;COUNT=3": "FREQ=WEEKLY;UNTIL=20260317", "FREQ=DAILY;INTERVAL=2;UNTIL=20260401": "FREQ=DAILY;INTERVAL=2;UNTIL=20260401",
	} {
		c, ps := config.Parse("clinic.yaml", []byte(strings.Replace(read(t, example), aGroup, "    repeat: \""+said+"\"\n", 1)))
		if len(ps) > 0 || c.Series[0].Rule != want {
			t.Errorf("%s: %q %s", said, c.Series[0].Rule, lines(ps))
		}
	}
}
