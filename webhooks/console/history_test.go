package console

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// A case's history says in plain words, in the clinic's time, what each commit did to
// it and who did, and owns up to what it does not know.
func TestAHistorySaysWhatHappenedAndWhoDidIt(t *testing.T) {
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Zone: zone, Now: time.Now, Staff: func() []bot.Staff { return galleryStaff }})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC) // 9 AM there
	e := bot.CaseEvent{Status: bot.CaseOpen, Level: bot.LevelSameDay, Reasons: []string{"asked for a person"}}
	var events []bot.CaseEvent
	note := func(actor, note string, change func(*bot.CaseEvent), alerted ...string) {
		e.Version, e.At, e.Actor, e.Note, e.Alerted = e.Version+1, at.Add(time.Duration(e.Version)*time.Minute), actor, note, alerted
		if change != nil {
			change(&e)
		}
		events = append(events, e)
	}
	claim := func(by, named string) func(*bot.CaseEvent) {
		return func(e *bot.CaseEvent) { e.Status, e.Owner, e.Named = bot.CaseClaimed, by, named }
	}
	open := func(e *bot.CaseEvent) {
		e.Status, e.Owner, e.Named, e.Snoozed = bot.CaseOpen, "", "", time.Time{}
	}
	note("person", "handoff", nil, "ben", "")
	note("clock", "case_climbed", nil, "ben", "ana")
	note("console-zoe", "case_took", claim("console-zoe", "Zoe Hart"))
	note("console-zoe", "case_answered", nil)
	note("console-zoe", "case_snoozed", func(e *bot.CaseEvent) { e.Snoozed = at.Add(3 * time.Hour) })
	note("person", "crisis_suicide_risk", func(e *bot.CaseEvent) {
		e.Snoozed, e.Level, e.Reasons = time.Time{}, bot.LevelNow, append(slices.Clone(e.Reasons), "called the clinic")
	}, "console-zoe", "ana")
	note("console-zoe", "case_passed", open, "ana")
	note("ana", "case_took", claim("ana", "Ana Flores"))
	note("clock", "case_asked", nil, "ana")
	note("clock", "case_passed_over", open, "carla")
	note("carla", "case_took", claim("carla", ""))
	note("carla", "case_held", nil)
	note("carla", "case_closed", func(e *bot.CaseEvent) { e.Status, e.Outcome = bot.CaseClosed, bot.EndedReached })
	note("person", "handoff", func(e *bot.CaseEvent) { open(e); e.Outcome = "" }, "ben")

	lines := func(k bot.Case, events []bot.CaseEvent) string {
		var all []string
		for _, h := range c.history(k, events) {
			all = append(all, fmt.Sprintf("%s %s", h.At.In(zone).Format("15:04"), h.What))
		}
		return strings.Join(all, "\n")
	}
	want := `09:00 Opened, for today: Asked for a person
09:00 Ben Okafor (counselor) alerted
09:00 The clinic's channels alerted
09:01 Ben Okafor (counselor) alerted again (2 times so far)
09:01 Ana Flores (nurse) alerted
09:02 Taken by Zoe Hart
09:03 Zoe Hart wrote to the person
09:04 Put off by Zoe Hart until Mon Mar 2, 12:00 PM
09:05 New: Called the clinic
09:05 Became more urgent: for now
09:05 No longer put off
09:05 Zoe Hart told of it
09:05 Ana Flores (nurse) alerted again (2 times so far)
09:06 Passed on by Zoe Hart
09:06 Ana Flores (nurse) alerted again (3 times so far)
09:07 Taken by Ana Flores (nurse)
09:08 Ana Flores (nurse) asked whether they still have it
09:09 No word from Ana Flores (nurse), so it goes to others
09:09 Carla Ito (front desk) alerted
09:10 Taken by Carla Ito (front desk)
09:11 Carla Ito (front desk) let everything rest, reminders too
09:12 Closed by Carla Ito (front desk): talked with them
09:13 Opened again, for now: Called the clinic; Asked for a person
09:13 Ben Okafor (counselor) alerted again (3 times so far)`
	k := bot.Case{Opened: at, Told: []bot.Told{{Staff: "ben", At: at, N: 1}}}
	if got := lines(k, events); got != want {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
	if got := lines(k, slices.Delete(slices.Clone(events), 3, 4)); !strings.Contains(got, "09:02 Some of what happened then can't be read here. The audit log has it.") {
		t.Errorf("an entry is missing, and nothing says so:\n%s", got)
	}
	if got := lines(k, events[2:]); !strings.HasPrefix(got, "09:00 Opened\n09:00 Ben Okafor alerted\n09:03 Zoe Hart wrote") {
		t.Errorf("of a case of an earlier build:\n%s", got)
	}
}
