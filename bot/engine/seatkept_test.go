package engine_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// TestASharedPhoneShowsNothingFromAnywhere: whatever waits, and whatever is written
// there, no time of theirs is told without the word.
func TestASharedPhoneShowsNothingFromAnywhere(t *testing.T) {
	mine := visitAt(3, 11, 7)
	steps := []string{"visit", "cancel", "move", "restart", "reminder", "group", "seat", "missed", "fell", "declined", "again", "setword", "word/visit", "word/move", "word/list", "word/own", "word/enter"}
	texts := []string{"1", "2", "3", "9", "yes", "no", "hi", "ok", "change", "my visit", "cancel my visit", "when is it", "anything sooner?", "am i on the list", "keep it", "back", "espanol", "start over",
		"this is my own phone", "running late", "i cant make it", "take it", "thursday", "what time do you open", "remind me", "stop", "start", "i forgot the word", "0"}
	for _, word := range []string{"", "bluebird"} {
		for _, step := range steps {
			for _, one := range texts {
				for _, two := range []string{"1", "yes", "my visit", "2"} {
					s := known()
					s.Discreet, s.Word, s.LastIn = true, bot.CodeWord{Word: word, Given: monday.Add(-3 * time.Hour)}, monday.Add(-2*time.Hour)
					s.Consents = append(s.Consents, bot.Consent{Purpose: bot.PurposeReminders, Lang: bot.English, Given: monday.Add(-time.Hour)})
					s.Visits = []bot.Visit{{ID: "v1", Opening: mine, Status: bot.VisitBooked, Version: 1}}
					s.Waiting = []bot.Waiting{{Kind: "intake_assessment", Since: monday}}
					s.Hold = &bot.Visit{ID: "h1", Opening: visitAt(2, 9, 7), Status: bot.VisitPending, Waited: step == "seat"}
					s.At = bot.Position{Place: bot.Place{Flow: "@", Step: step}, Return: &bot.Place{Flow: "visit", Step: "openings"}, Asked: s.LastIn}
					s.Moving = "v1"
					x := weekly(t, s, 1, one, monday)
					y := weekly(t, x.Session, 2, two, monday.Add(time.Minute))
					for _, r := range []string{x.Reply, y.Reply} {
						if strings.Contains(r, ":07") {
							t.Errorf("word %q, at %s, %q then %q: %q", word, step, one, two, r)
						}
					}
					for _, c := range append(x.Seats, y.Seats...) {
						if c.Op == bot.SeatBook || c.Op == bot.SeatFree && c.Visit == "v1" {
							t.Errorf("word %q, at %s, %q then %q: %+v", word, step, one, two, c)
						}
					}
				}
			}
		}
	}
}

// TestAChosenWordIsKeptNowhereElse: not in what is looked back at.
func TestAChosenWordIsKeptNowhereElse(t *testing.T) {
	s := coming()
	x := weekly(t, s, 1, "other people use this phone", monday)
	x = weekly(t, x.Session, 2, "bluebird", monday.Add(time.Minute))
	if x.Session.Word.Word != "bluebird" || strings.Contains(x.Heard.Text(), "bluebird") || strings.Contains(x.Reply, "bluebird") {
		t.Fatalf("%q %q %q", x.Session.Word.Word, x.Heard, x.Reply)
	}
	for _, h := range x.Session.Recent {
		if strings.Contains(h.Text.Text(), "bluebird") {
			t.Errorf("looked back at: %q", h.Text.Text())
		}
	}
}

// TestOKToAVisitThatIsOff: staff have cancelled or moved it, and no text could say so.
func TestOKToAVisitThatIsOff(t *testing.T) {
	s := coming()
	x := weekly(t, s, 1, "my visit", monday)
	s = x.Session
	s.At.Step = "reminder"
	s.Visits[0].Status = bot.VisitCancelled
	s.Visits = append(s.Visits, bot.Visit{ID: "v2", Opening: visitAt(7, 14, 0), Status: bot.VisitBooked, Version: 1})
	x = weekly(t, s, 2, "1", monday.Add(time.Minute))
	if !strings.Contains(x.Reply, "Dec 7") {
		t.Errorf("%q", x.Reply)
	}
}

// TestASeatOfAGroupStaysHoweverMuchIsBooked: also while its session goes on.
func TestASeatOfAGroupStaysHoweverMuchIsBooked(t *testing.T) {
	s := choosing()
	now := monday
	s.Visits = []bot.Visit{{ID: "g1", Opening: bot.Opening{Kind: "group_session", Series: "monday", Resource: "c2", Start: now.Add(-10 * time.Minute), End: now.Add(50 * time.Minute), Seats: 8}, Status: bot.VisitBooked, Version: 1}}
	for n := range 7 {
		o := visitAt(1, 9, 0)
		o.Kind, o.Start, o.End = "checkup", now.Add(-time.Duration(100-n)*time.Hour), now.Add(-time.Duration(99-n)*time.Hour)
		s.Visits = append(s.Visits, bot.Visit{ID: bot.VisitID("old" + string(rune('a'+n))), Opening: o, Status: bot.VisitFulfilled, Version: 1})
	}
	x := weekly(t, s, 1, "3", now)
	x = weekly(t, x.Session, 2, "1", now.Add(time.Minute))
	if x.Note != "booked" {
		t.Fatalf("%s %q", x.Note, x.Reply)
	}
	for _, v := range x.Session.Visits {
		if v.ID == "g1" {
			return
		}
	}
	t.Error("the seat is gone from the session, and stays taken for ever")
}

// TestBackFromTheWordIsAnswered: where the word was asked for before a question that
// it keeps, "back" does not end in silence.
func TestBackFromTheWordIsAnswered(t *testing.T) {
	s := shared(t)
	s.LastIn = monday.Add(-30 * time.Minute)
	s.At = bot.Position{Place: bot.Place{Flow: "@", Step: "word/enter"}, Return: &bot.Place{Flow: "visit", Step: "openings"}, Asked: s.LastIn}
	for _, body := range []string{"back", "atras"} {
		x := weekly(t, s, 1, body, monday)
		if strings.Contains(x.Reply, "can't answer right now") || len(x.Raise) != 0 || shows(x.Reply) {
			t.Errorf("%q: %q, %v", body, x.Reply, x.Raise)
		}
	}
}
