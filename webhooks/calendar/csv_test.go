package calendar_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"nightdesk/webhooks/calendar"
)

func table(t *testing.T, rows ...calendar.Row) ([][]string, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := calendar.CSV(&b, rows, anchorage); err != nil {
		t.Fatal(err)
	}
	read, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return read, b.Bytes()
}

func TestTheTableOfADay(t *testing.T) {
	got, raw := table(t,
		calendar.Row{Start: at(1, 8, 0).UTC(), End: at(1, 10, 0).UTC(), Resource: "counselor_1", Kind: "intake_assessment", Status: "booked", Code: "k7qf", Name: "Zoë", Language: "es",
			Needs: "interpreter, ride", Contact: "text only", Shared: true, Reminders: true, Group: "pregnant", Due: at(2, 9, 30).UTC()},
		calendar.Row{Start: at(27, 8, 0), End: at(27, 9, 0), Resource: "examiner", Room: "room a", Kind: "medical_exam", Status: "proposed", Code: "aaaa", Name: `Say "Al", O'Neil`})
	want := [][]string{
		{"time", "until", "resource", "room", "kind", "status", "code", "name to use", "language", "needs", "contact wishes", "shared phone", "reminders", "priority group", "due"},
		{"2026-10-06 08:00", "10:00", "counselor_1", "", "intake_assessment", "booked", "k7qf", "Zoë", "es", "interpreter, ride", "text only", "yes", "yes", "pregnant", "2026-10-07 09:30"},
		{"2026-11-01 08:00", "09:00", "examiner", "room a", "medical_exam", "proposed", "aaaa", `Say "Al", O'Neil`, "", "", "", "no", "no", "", ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !utf8.Valid(raw) || bytes.Count(raw, []byte("\r\n")) != 3 || bytes.Count(raw, []byte("\n")) != 3 {
		t.Errorf("not what RFC 4180 wants: %q", raw)
	}
}

func TestASpreadsheetRunsNothing(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "=HYPERLINK(\"http://x\",\"y\")", "＝1", "=cmd|' /C calc'!A0"} {
		got, raw := table(t, calendar.Row{Start: now, End: now.Add(time.Hour), Name: s, Needs: s, Contact: s, Resource: s, Kind: s})
		for _, field := range []string{got[1][2], got[1][4], got[1][7], got[1][9], got[1][10]} {
			if !strings.HasPrefix(field, "'") || strings.ContainsAny(field, "\r\n") {
				t.Errorf("%q is written %q", s, field)
			}
		}
		if bytes.Count(raw, []byte("\r\n")) != 2 || bytes.Count(raw, []byte("\n")) != 2 {
			t.Errorf("%q breaks a line", s)
		}
	}
	// What is harmless stays as it is.
	for _, s := range []string{"Ana", "Ana-Lou", "a=b", "O'Neil", "", "漢"} {
		if got, _ := table(t, calendar.Row{Start: now, Name: s}); got[1][7] != s {
			t.Errorf("%q is written %q", s, got[1][7])
		}
	}
}
