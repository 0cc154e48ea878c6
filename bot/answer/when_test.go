package answer_test

import (
	"strings"
	"testing"
	"time"

	_ "time/tzdata" // tests must not depend on the machine's zones

	"nightdesk/bot/answer"
)

var alaska = func() *time.Location {
	l, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		panic(err)
	}
	return l
}()

// sunday is Sunday 22 November 2026, 10:00 at the clinic.
var sunday = time.Date(2026, 11, 22, 10, 0, 0, 0, alaska)

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-23": "2026-11-23", "today": "2026-11-22", "tomorrow": "2026-11-23", "tmrw": "2026-11-23", "tomoro": "2026-11-23",
		"mon": "2026-11-23", "thurs": "2026-11-26", "next tuesday": "2026-11-24", "the 5th": "2026-12-05", "12/3": "2026-12-03", "dec 3": "2026-12-03",
		"3 de diciembre": "2026-12-03", "in 2 days": "2026-11-24", "a week from friday": "2026-12-04", "sunday": "2026-11-29", "this sunday": "2026-11-22",
		"miercoles": "2026-11-25", "pasado manana": "2026-11-24", "pasado mañana": "2026-11-24", "day after tomorrow": "2026-11-24",
		"11/1": "2027-11-01", "feb 30": "", "13/13": "", "tuesday or wednesday": "", "not tuesday": "", "": "", "hello": "", "christmas eve": "2026-12-24",
		"thanksgiving": "2026-11-26", "new years": "2027-01-01", "el martes que viene": "2026-11-24", "la proxima semana": "", "tuesday the 24th": "2026-11-24",
		"tuesday the 25th": "", "wendsday": "2026-11-25", "can i come on the 1st": "2026-12-01", "dec 1st 2026": "2026-12-01", "in a week": "2026-11-29",
		"en una semana": "2026-11-29", "dentro de 3 dias": "2026-11-25", "en 3 días": "2026-11-25", "2 weeks from tomorrow": "2026-12-07", "el 5": "2026-12-05",
		"el dia 5": "2026-12-05", "friday after next": "2026-12-04", "tuesday next week": "2026-11-24", "next week thursday": "2026-11-26",
		"martes de la proxima semana": "2026-11-24", "el lunes": "2026-11-23", "mañana": "2026-11-23", "hoy": "2026-11-22", "tonight": "2026-11-22",
		"first of december": "2026-12-01", "the first of the month": "2026-12-01", "december 21st": "2026-12-21", "may 5": "2027-05-05", "i may come": "",
		"3 days ago": "2026-11-19", "hace 3 dias": "2026-11-19", "yesterday": "2026-11-21", "feb 29": "", "29 feb 2028": "2028-02-29", "i have 2 kids": "", "february 29 2027": "",
		"lunes proximo": "2026-11-23", "el proximo lunes": "2026-11-23", "fri.": "2026-11-27", "12-3-2026": "2026-12-03", "12/03/26": "2026-12-03",
	} {
		check(t, "date", in, want, sunday)
	}
}

// readers are the functions that read one value, by the name used in tables.
var readers = map[string]func(string, time.Time) (string, bool){
	"date": answer.ParseDate, "time": answer.ParseTime, "datetime": answer.ParseDateTime, "range": answer.ParseRange,
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"3pm": "T15:00", "3:00": "T15:00", "at 3": "T15:00", "3": "", "9": "", "at 9": "T09:00", "9a": "T09:00", "9 a.m.": "T09:00", "9:30 p.m.": "T21:30",
		"noonish": "T12:00", "midnight": "T00:00", "12am": "T00:00", "12pm": "T12:00", "half past 3": "T15:30", "quarter to 4": "T15:45", "nine thirty": "T09:30",
		"3 in the afternoon": "T15:00", "9 at night": "T21:00", "15:00": "T15:00", "930": "T09:30", "morning": "TMO", "evening": "TEV", "tonight": "TNI",
		"a las 3": "T15:00", "a la una": "T13:00", "las tres y media": "T15:30", "10 de la mañana": "T10:00", "en la tarde": "TAF", "por la noche": "TNI",
		"mañana": "", "mediodia": "T12:00", "6": "", "at 6": "", "6pm": "T18:00", "25:00": "", "3:75": "", "3 or 4": "", "5pm or 6pm": "", "after 3": "",
		"i am": "", "in 2 hours": "T12:00", "cuarto para las 4": "T15:45", "a las 12 de la noche": "T00:00", "not 3pm": "", "2:30ish": "T14:30", "mas tarde": "",
		"pm": "TAF", "5 o clock": "T17:00", "": "",
	} {
		check(t, "time", in, want, sunday)
	}
}

func TestParseDateTime(t *testing.T) {
	for in, want := range map[string]string{
		"tomorrow at 3": "2026-11-23T15:00", "tuesday 9": "2026-11-24T09:00", "tues 930": "2026-11-24T09:30", "monday morning": "2026-11-23TMO",
		"mañana por la mañana": "2026-11-23TMO", "manana a las 3": "2026-11-23T15:00", "lunes 10 de la mañana": "2026-11-23T10:00",
		"12/3 2pm": "2026-12-03T14:00", "tonight at 8": "2026-11-22T20:00", "tonight": "2026-11-22TNI", "esta tarde": "2026-11-22TAF",
		"9 tomorrow morning": "2026-11-23T09:00", "in 30 minutes": "2026-11-22T10:30", "dentro de media hora": "2026-11-22T10:30",
		"the 5th at 4": "2026-12-05T16:00", "el 5 a las 4": "2026-12-05T16:00", "tomorrow": "", "at 3": "", "tuesday or wednesday at 3": "",
		"monday at 3 or 4": "", "martes 24 de noviembre a las 2:30 de la tarde": "2026-11-24T14:30", "mon 11/30 @ 1": "2026-11-30T13:00",
		"2026-11-23T15:00": "2026-11-23T15:00", "new years eve 5pm": "2026-12-31T17:00", "tomorrow at 6": "", "tomorrow at 6am": "2026-11-23T06:00",
	} {
		check(t, "datetime", in, want, sunday)
	}
}

func TestParseRange(t *testing.T) {
	for in, want := range map[string]string{
		"after 3": "T15:00/..", "mon to fri": "2026-11-23/2026-11-27", "next week": "2026-11-23/2026-11-29", "before noon": "../T12:00",
		"between 2 and 4": "T14:00/T16:00", "2 to 4pm": "T14:00/T16:00", "9am-1pm": "T09:00/T13:00", "from 9 to 5": "T09:00/T17:00",
		"de lunes a viernes": "2026-11-23/2026-11-27", "entre las 2 y las 4": "T14:00/T16:00", "hasta el viernes": "../2026-11-27",
		"after friday": "2026-11-28/..", "before tuesday": "../2026-11-23", "tomorrow between 2 and 4": "2026-11-23T14:00/2026-11-23T16:00",
		"2 or later": "T14:00/..", "a partir de las 3": "T15:00/..", "next month": "2026-12-01/2026-12-31", "dec 1-5": "2026-12-01/2026-12-05",
		"del 1 al 5 de diciembre": "2026-12-01/2026-12-05", "friday to monday": "2026-11-27/2026-11-30", "mornings": "", "anytime": "", "tomorrow": "",
		"3pm": "", "weekdays": "", "10pm to 2am": "", "not before 10": "T10:00/..", "not tuesday": "", "later than 3": "T15:00/..", "earlier than noon": "../T12:00", "after 6": "T18:00/..",
		"any time before 4pm tomorrow": "../2026-11-23T16:00", "": "",
	} {
		check(t, "range", in, want, sunday)
	}
}

func check(t *testing.T, kind, in, want string, now time.Time) {
	t.Helper()
	got, ok := readers[kind](in, now)
	if got != want || ok != (want != "") {
		t.Errorf("%s of %q at %s = %q, %v; want %q", kind, in, now.Format(time.DateTime), got, ok, want)
	}
}

// TestEdgesOfTheCalendar has the nights on which clocks change (2026-03-08 and
// 2026-11-01 in Alaska), midnight, leap days and the turn of the year.
func TestEdgesOfTheCalendar(t *testing.T) {
	at := func(y int, m time.Month, d, h, min int) time.Time { return time.Date(y, m, d, h, min, 0, 0, alaska) }
	for _, c := range []struct {
		kind string
		now  time.Time
		in   string
		want string
	}{
		{"date", at(2026, 3, 7, 23, 59), "tomorrow", "2026-03-08"},
		{"date", at(2026, 3, 8, 0, 30), "tomorrow", "2026-03-09"},
		{"date", at(2026, 3, 8, 12, 0), "in 7 days", "2026-03-15"},
		{"datetime", at(2026, 3, 8, 1, 30), "in 2 hours", "2026-03-08T04:30"},  // 2:00 to 3:00 does not exist
		{"datetime", at(2026, 11, 1, 0, 30), "in 2 hours", "2026-11-01T01:30"}, // 1:00 to 2:00 comes twice
		{"date", at(2026, 10, 31, 23, 30), "tomorrow", "2026-11-01"},
		{"date", at(2026, 11, 1, 0, 0), "tomorrow", "2026-11-02"},
		{"datetime", at(2026, 11, 22, 23, 30), "in 1 hour", "2026-11-23T00:30"},
		{"date", at(2026, 11, 22, 0, 0), "today", "2026-11-22"},
		{"date", at(2026, 11, 22, 23, 59), "tonight", "2026-11-22"},
		{"date", at(2028, 2, 28, 9, 0), "tomorrow", "2028-02-29"},
		{"date", at(2027, 2, 28, 9, 0), "tomorrow", "2027-03-01"},
		{"date", at(2028, 2, 1, 9, 0), "feb 29", "2028-02-29"},
		{"date", at(2027, 2, 1, 9, 0), "feb 29", ""},
		{"date", at(2028, 2, 29, 9, 0), "in a month", "2028-03-29"},
		{"date", at(2027, 1, 31, 9, 0), "in a month", "2027-02-28"},
		{"date", at(2027, 1, 31, 9, 0), "the 30th", "2027-03-30"},
		{"date", at(2026, 12, 31, 9, 0), "tomorrow", "2027-01-01"},
		{"date", at(2026, 12, 31, 9, 0), "friday", "2027-01-01"},
		{"date", at(2026, 12, 31, 9, 0), "jan 2", "2027-01-02"},
		{"date", at(2026, 12, 31, 9, 0), "new years eve", "2026-12-31"},
		{"date", at(2026, 12, 31, 9, 0), "the 1st", "2027-01-01"},
		{"range", at(2026, 12, 30, 9, 0), "next week", "2027-01-04/2027-01-10"},
		{"range", at(2026, 12, 30, 9, 0), "next month", "2027-01-01/2027-01-31"},
		{"range", at(2028, 2, 10, 9, 0), "this month", "2028-02-01/2028-02-29"},
		{"date", at(2026, 11, 24, 9, 0), "tuesday", "2026-12-01"}, // a Tuesday
		{"date", at(2026, 11, 24, 9, 0), "this tuesday", "2026-11-24"},
		{"date", at(2026, 11, 23, 9, 0), "next tuesday", "2026-12-01"},
		{"date", at(2026, 11, 23, 9, 0), "el proximo martes", "2026-11-24"},
	} {
		check(t, c.kind, c.in, c.want, c.now)
	}
}

func TestDayPart(t *testing.T) {
	for in, want := range map[string]answer.Part{
		"morning": answer.Morning, "mañana": answer.Morning, "en la tarde": answer.Afternoon, "evenings": answer.Evening, "noche": answer.Night,
		"any": answer.AnyPart, "whenever": answer.AnyPart, "cualquier hora": answer.AnyPart, "mornings.": answer.Morning, "afternoons, please!": answer.Afternoon,
		"not mornings, afternoons": answer.Afternoon, "i work nights so mornings": answer.Morning, "no, evenings": answer.Evening,
		"doesnt matter": answer.AnyPart, "me da igual": answer.AnyPart, "anytime!": answer.AnyPart, "9am": "", "not mornings": "", "mornings or afternoons": "", "hello": "",
	} {
		if got, ok := answer.DayPart(in); got != want || ok != (want != "") {
			t.Errorf("DayPart(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func FuzzWhen(f *testing.F) {
	for _, s := range []string{"tomorrow at 3", "dec 1-5", "12/31/99", "el 31 a las 12 de la noche", "in 400 months", "feb 29", "24:00", "a", "las", "hace 400 meses", "2026-02-30"} {
		f.Add(s, int64(1795377600))
	}
	f.Fuzz(func(t *testing.T, s string, unix int64) {
		now := time.Unix(unix&(1<<32-1), 0).In(alaska)
		for kind, read := range readers {
			v, ok := read(s, now)
			if ok == (v == "") {
				t.Fatalf("%s of %q = %q, %v", kind, s, v, ok)
			}
			if !ok || kind == "range" {
				continue
			}
			if kind == "date" {
				if d, err := time.Parse(time.DateOnly, v); err != nil || d.Format(time.DateOnly) != v {
					t.Fatalf("date of %q = %q is no day", s, v)
				}
				if again, ok := read(v, now); !ok || again != v {
					t.Fatalf("date of %q = %q reads back as %q, %v", s, v, again, ok)
				}
			}
		}
		answer.DayPart(s)
		if w, ok := answer.WishIn(s, now); ok && w.BeforeMin != 0 && w.BeforeMin <= w.AfterMin {
			t.Fatalf("wish of %q leaves no hour: %+v", s, w)
		}
		shown := []time.Time{now, now.Add(3 * time.Hour), now.Add(26 * time.Hour)}
		if i, ok := answer.Pick(s, shown, now); ok && (i < 0 || i > 2) {
			t.Fatalf("pick of %q = %d", s, i)
		}
	})
}

func BenchmarkParseDateTime(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		answer.ParseDateTime("can i come on Tuesday the 24th of November at 2:30 in the afternoon", sunday)
	}
}

func BenchmarkParseRange(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		answer.ParseRange("tomorrow between 2 and 4", sunday)
	}
}

// TestWhenTable has what people write of days and hours: "kind now want".
func TestWhenTable(t *testing.T) {
	atLeast(t, "when", 5, 11, func(r row) string {
		kind, rest, _ := strings.Cut(r.want, " ")
		at, _, _ := strings.Cut(rest, " ")
		now, err := time.ParseInLocation("2006-01-02T15:04", at, alaska)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := readers[kind](r.text, now); ok {
			return at + " " + got
		}
		if strings.HasSuffix(rest, " ?") {
			return rest
		}
		return "?"
	})
}
