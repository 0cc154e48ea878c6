package calendar

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
)

// Row is one line of the day's table: a visit and what the desk has to know of
// whose it is. It is protected health information.
type Row struct {
	Start, End time.Time
	Resource   string
	Room       string
	Kind       string
	Status     string
	Code       string // by which commands name the visit
	Name       string // the name to use
	Language   string
	Needs      string // interpreter, ride, ...
	Contact    string // how they may be reached
	Shared     bool   // others see their phone
	Reminders  bool   // they agreed to reminders, and have not opted out
	Group      string // priority group
	Due        time.Time
}

var header = []string{"time", "until", "resource", "room", "kind", "status", "code", "name to use", "language", "needs", "contact wishes",
	"shared phone", "reminders", "priority group", "due"}

// CSV writes the table of a day as RFC 4180 wants it, in UTF-8, with times of a
// zone. No field is taken for a formula by a spreadsheet.
func CSV(w io.Writer, rows []Row, zone *time.Location) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	clock := func(t time.Time, layout string) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(layout)
	}
	yes := map[bool]string{true: "yes", false: "no"}
	for _, r := range rows {
		fields := []string{clock(r.Start, "2006-01-02 15:04"), clock(r.End, "15:04"), r.Resource, r.Room, r.Kind, r.Status, r.Code, r.Name, r.Language,
			r.Needs, r.Contact, yes[r.Shared], yes[r.Reminders], r.Group, clock(r.Due, "2006-01-02 15:04")}
		for i := range fields {
			fields[i] = defuse(fields[i])
		}
		if err := out.Write(fields); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// defuse puts an apostrophe before what a spreadsheet would run (OWASP, "CSV
// Injection"), leading blanks or not, and makes one line of it.
func defuse(s string) string {
	begins := strings.TrimLeft(s, " \u00a0")
	if begins != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(begins)[0]) {
		s = "'" + s
	}
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\x00", "").Replace(s)
}
