package engine_test

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// monday is when the texts of testdata/times*.txt are written.
var monday = time.Date(2026, 11, 30, 10, 15, 0, 0, anchorage)

// week is the world with times open on every workday from 8 to 5 of the two weeks
// that follow.
func week() engine.World {
	w := world()
	w.Clinic.Facts["desk hours"] = bot.Text{bot.English: "Mon-Fri 5:30 AM - 2 PM"}
	w.Clinic.Facts["dosing hours"] = bot.Text{bot.English: "Mon-Sat 5:30 AM - 11 AM"}
	var open []bot.Opening
	for day := range 12 {
		for half := range 18 {
			start := time.Date(2026, 12, 1+day, 8, 30*half, 0, 0, anchorage)
			if wd := start.Weekday(); wd != time.Saturday && wd != time.Sunday {
				open = append(open, bot.Opening{Kind: "intake_assessment", Resource: "c1", Start: start, End: start.Add(2 * time.Hour)})
			}
		}
	}
	w.Openings = map[string]iter.Seq[bot.Opening]{"intake_assessment": slices.Values(open)}
	return w
}

// known is somebody in the middle of a talk.
func known() bot.Session {
	return bot.Session{Format: 1, Phone: them, Line: line, Lang: bot.English, LastIn: monday.Add(-5 * time.Minute), Turns: 20,
		Kept: map[string]string{"name": "sam", "adult": "yes", "who": "me", "ready": "yes"}, Talk: bot.Talk{Agreed: true},
		Consents: []bot.Consent{{Purpose: bot.PurposeConversation, Lang: bot.English, Given: monday.Add(-time.Hour)}}}
}

func visitAt(day, hour, minute int) bot.Opening {
	start := time.Date(2026, 12, day, hour, minute, 0, 0, anchorage)
	return bot.Opening{Kind: "intake_assessment", Resource: "c1", Start: start, End: start.Add(2 * time.Hour)}
}

// choosing is somebody who was shown Tuesday 9:00 and 14:30 and Thursday 11:00.
func choosing() bot.Session {
	s := known()
	s.At = bot.Position{Place: bot.Place{Flow: "visit", Step: "openings"}, Asked: monday.Add(-5 * time.Minute)}
	s.Offer = &bot.Offered{Kind: "intake_assessment", Shown: []bot.Opening{visitAt(1, 9, 0), visitAt(1, 14, 30), visitAt(3, 11, 0)}}
	return s
}

// coming is somebody with a visit on Thursday at 11:00.
func coming() bot.Session {
	s := known()
	s.Visits = []bot.Visit{{ID: "v1", Opening: visitAt(3, 11, 0), Status: bot.VisitBooked, Version: 1}}
	return s
}

// meant is what a turn made of a text, in the words of the tables.
func meant(was bot.Session, x bot.Turn) string {
	s := x.Session
	switch {
	case s.Hold != nil && was.Offer != nil:
		for i, o := range was.Offer.Shown {
			if o.Start.Equal(s.Hold.Start) {
				return fmt.Sprint("pick ", i+1)
			}
		}
	case !s.OptedOut.IsZero() || !s.OptOutAsked.IsZero():
		return "opted out"
	case strings.HasPrefix(x.Note, "crisis_"):
		return "danger"
	case x.Note == "waitlist_on":
		return "list on"
	case x.Note == "waitlist_off":
		return "list off"
	case x.Note == "waitlist_told":
		return "list ask"
	case x.Note == "late":
		return "late"
	case x.Note == "visit_cant":
		return "cant"
	case x.Note == "command_reschedule":
		return "change"
	case x.Note == "command_cancel":
		return "cancel"
	case x.Note == "command_visit":
		return "ask"
	case x.Note == "question_hours", x.Note == "question_walk_in", x.Note == "question_dosing_hours":
		return "open"
	case was.Offer != nil && x.Note == "" && s.Offer != nil && strings.Contains(x.Reply, "\n1 "):
		return "wish"
	}
	return "none"
}

// TestTimes has what people write about times. Each table is in two halves, the
// second written before anybody looked at what was made of such texts.
func TestTimes(t *testing.T) {
	for file, most := range map[string]int{"times.txt": 0, "times_heldback.txt": 0} {
		b, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		want, n, wrong := "", 0, map[string][]string{}
		bad := 0
		for text := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
			if h, ok := strings.CutPrefix(text, "= "); ok {
				want = h
				continue
			}
			n++
			s := coming()
			if head, _, _ := strings.Cut(want, " "); head == "wish" || head == "pick" || want == "list on" {
				s = choosing()
			}
			if want == "list 9" { // under openings none of which fit
				s = choosing()
				s.Offer.Unmet = &bot.Wish{AfterMin: 17 * 60}
			}
			if want == "list off" || want == "list ask" {
				s.Waiting = []bot.Waiting{{Kind: "intake_assessment", Since: monday.Add(-time.Hour)}}
			}
			x := engine.Advance(week(), s, said(1, text), monday)
			if got := meant(s, x); got != want && !(want == "list 9" && got == "list on") {
				bad++
				wrong[want] = append(wrong[want], fmt.Sprintf("%q is %s (%s)", text, got, x.Note))
			}
			if os.Getenv("SHOW") == want {
				t.Logf("%q: %+v\n%s", text, x.Session.Offer, x.Reply)
			}
		}
		t.Logf("%s: %d of %d as meant", file, n-bad, n)
		if bad > most {
			for want, list := range wrong {
				t.Errorf("%s: %s: %d\n  %s", file, want, len(list), strings.Join(list, "\n  "))
			}
		}
	}
}
