package answer_test

import (
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
		got, ok := answer.ParseDate(in, sunday)
		if got != want || ok != (want != "") {
			t.Errorf("ParseDate(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}
