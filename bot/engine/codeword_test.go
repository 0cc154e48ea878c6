package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// shared is somebody who booked a visit on a shared phone with the word "bluebird".
func shared(t testing.TB) bot.Session {
	t.Helper()
	s := coming()
	s.Discreet, s.Word = true, bot.CodeWord{Word: "bluebird"}
	s.Consents = append(s.Consents, bot.Consent{Purpose: bot.PurposeReminders, Lang: bot.English, Given: monday.Add(-time.Hour)})
	s.LastIn = monday.Add(-2 * time.Hour)
	return s
}

// shows reports whether a reply tells of the visit.
func shows(reply string) bool {
	return strings.Contains(reply, "Dec 3") || strings.Contains(reply, "3 dic")
}

func TestNothingIsShownBeforeTheWord(t *testing.T) {
	for _, body := range []string{"am i booked", "my visit", "change my visit", "cancel my appointment", "i cant make it", "anything sooner?", "running late", "when is it",
		"am i on the waitlist", "take me off the list", "cambiar", "mi cita", "no puedo ir", "hi", "1", "start over", "yes", "remind me when my visit is"} {
		s := shared(t)
		s.Waiting = []bot.Waiting{{Kind: "intake_assessment", Since: monday}}
		x := weekly(t, s, 1, body, monday)
		if shows(x.Reply) || len(x.Seats) > 0 || len(x.Session.Waiting) != 1 {
			t.Errorf("%q without the word: %q, seats %v", body, x.Reply, x.Seats)
		}
		for n, again := range []string{"1", "2", "yes", "1"} {
			if x = weekly(t, x.Session, 2+n, again, monday.Add(time.Duration(n+1)*time.Minute)); shows(x.Reply) || len(x.Seats) > 0 {
				t.Errorf("%q, then %q without the word: %q, seats %v", body, again, x.Reply, x.Seats)
			}
		}
	}
}

func TestTheRightWordGoesOn(t *testing.T) {
	for body, want := range map[string]string{"am i booked": "1 change it", "change my visit": "You keep", "cancel my appointment": "Give up", "i cant make it": "1 change it",
		"anything sooner?": "You keep", "am i on the list": "not on the list"} {
		x := weekly(t, shared(t), 1, body, monday)
		if !strings.Contains(x.Reply, "text your word") {
			t.Fatalf("%q: %q", body, x.Reply)
		}
		if y := weekly(t, x.Session, 2, "Blue bird", monday.Add(time.Minute)); !strings.Contains(y.Reply, want) || y.Heard.Text() != "[code word]" {
			t.Errorf("%q, then the word as a phone spells it: %q, heard %q", body, y.Reply, y.Heard.Text())
		}
		x = weekly(t, x.Session, 2, "Bluebird!", monday.Add(time.Minute))
		if !strings.Contains(x.Reply, want) || x.Heard.Text() != "[code word]" {
			t.Errorf("%q, then the word: %q, heard %q", body, x.Reply, x.Heard.Text())
		}
		if slices.ContainsFunc(x.Session.Recent, func(h bot.Heard) bool { return strings.Contains(strings.ToLower(h.Text.Text()), "bluebird") }) {
			t.Errorf("%q: the word is kept among the last texts", body)
		}
		if x = weekly(t, x.Session, 3, "am i booked", monday.Add(14*time.Minute)); !shows(x.Reply) {
			t.Errorf("while they talk it is asked again: %q", x.Reply)
		}
		if x = weekly(t, x.Session, 4, "am i booked", monday.Add(40*time.Minute)); shows(x.Reply) {
			t.Errorf("after a while it is not asked: %q", x.Reply)
		}
	}
}

func TestThreeWrongWordsAreForAPerson(t *testing.T) {
	x := weekly(t, shared(t), 1, "my visit", monday)
	for n, body := range []string{"redbird", "blue", "jaybird"} {
		x = weekly(t, x.Session, 2+n, body, monday.Add(time.Duration(n+1)*time.Minute))
		if x.Heard.Text() != "[code word]" || shows(x.Reply) {
			t.Errorf("heard %q, said %q", x.Heard.Text(), x.Reply)
		}
	}
	if len(x.Raise) != 1 || x.Raise[0].Level != bot.LevelNextWorkday || !strings.Contains(x.Reply, "A person can help") {
		t.Fatalf("raised %v, said %q", x.Raise, x.Reply)
	}
	x = weekly(t, x.Session, 9, "my visit", monday.Add(10*time.Minute))
	if y := weekly(t, x.Session, 10, "bluebird", monday.Add(11*time.Minute)); shows(x.Reply) || shows(y.Reply) || len(x.Raise) > 0 {
		t.Errorf("after three wrong ones: %q, %q, %v", x.Reply, y.Reply, x.Raise)
	}
	later := monday.Add(26 * time.Hour)
	x = weekly(t, x.Session, 11, "my visit", later)
	if y := weekly(t, x.Session, 12, "its bluebird", later.Add(time.Minute)); !shows(y.Reply) {
		t.Errorf("in another talk: %q, %q", x.Reply, y.Reply)
	}
}

func TestWhoHasNoWordGetsAPerson(t *testing.T) {
	s := shared(t)
	s.Word = bot.CodeWord{}
	x := weekly(t, s, 1, "am i booked", monday)
	if len(x.Raise) != 1 || shows(x.Reply) || !strings.Contains(x.Reply, "A person can help") {
		t.Errorf("no word was set: %v %q", x.Raise, x.Reply)
	}
	x = weekly(t, shared(t), 1, "am i booked", monday)
	for _, body := range []string{"i forgot my word", "no me acuerdo", "what word", "i dont have one"} {
		if y := weekly(t, x.Session, 2, body, monday.Add(time.Minute)); len(y.Raise) != 1 || shows(y.Reply) {
			t.Errorf("%q: %v %q", body, y.Raise, y.Reply)
		}
	}
	if y := weekly(t, x.Session, 2, "0", monday.Add(time.Minute)); len(y.Raise) != 1 || shows(y.Reply) {
		t.Errorf("0: %v %q", y.Raise, y.Reply)
	}
}

func TestDangerNeverWaitsForTheWord(t *testing.T) {
	x := weekly(t, shared(t), 1, "my visit", monday)
	x = weekly(t, x.Session, 2, "my friend is blue and not breathing", monday.Add(time.Minute))
	if !strings.Contains(x.Reply, "911") || len(x.Raise) == 0 || x.Heard.Text() == "[code word]" {
		t.Errorf("%q, raised %v, heard %q", x.Reply, x.Raise, x.Heard.Text())
	}
}

func TestReminderOnASharedPhone(t *testing.T) {
	s := shared(t)
	now := time.Date(2026, 12, 2, 12, 0, 0, 0, anchorage)
	r := weeklyWake(s, "v1:0", now)
	if shows(r.Reply) || !strings.Contains(r.Reply, "Text your word") || r.Note != "reminder" {
		t.Fatalf("%s %q", r.Note, r.Reply)
	}
	x := weekly(t, r.Session, 1, "1", now.Add(time.Hour))
	if shows(x.Reply) || !strings.Contains(x.Reply, "word first") {
		t.Errorf("a digit: %q", x.Reply)
	}
	x = weekly(t, r.Session, 1, "bluebird", now.Add(time.Hour))
	if !shows(x.Reply) || !strings.Contains(x.Reply, "1 OK") {
		t.Errorf("the word: %q", x.Reply)
	}
	if y := weekly(t, x.Session, 2, "3", now.Add(61*time.Minute)); len(y.Raise) != 1 {
		t.Errorf("then 3: %q", y.Reply)
	}
	s.Word = bot.CodeWord{}
	r = weeklyWake(s, "v1:0", now)
	if shows(r.Reply) || !strings.Contains(r.Reply, "a reminder from us") {
		t.Errorf("without a word: %q", r.Reply)
	}
	if x := weekly(t, r.Session, 1, "1", now.Add(time.Hour)); shows(x.Reply) {
		t.Errorf("then 1: %q", x.Reply)
	}
}

func TestAWordIsChosenAndNotAskedForInThatTalk(t *testing.T) {
	texts := []string{"hi", "1", "1", "2", "Blue Bird", "1", "1", "1", "2", "j", "4", "none", "2", "1", "1", "1", "2"}
	s := bot.Session{}
	for n, body := range texts {
		x := weekly(t, s, n, body, monday.Add(time.Duration(n)*time.Minute))
		if body == "Blue Bird" && (x.Heard.Text() != "[code word]" || x.Session.Word.Word != "blue bird") {
			t.Errorf("heard %q, word %q", x.Heard.Text(), x.Session.Word.Word)
		}
		s = x.Session
	}
	for _, v := range s.Kept {
		if strings.Contains(v, "bird") {
			t.Errorf("the word is among the answers: %v", s.Kept)
		}
	}
	if standing(s) != 1 {
		t.Fatalf("nothing is booked: %v", s.At)
	}
	if x := weekly(t, s, 50, "am i booked", monday.Add(20*time.Minute)); !strings.Contains(x.Reply, "1 change it") {
		t.Errorf("in the same talk: %q", x.Reply)
	}
	if x := weekly(t, s, 50, "am i booked", monday.Add(2*time.Hour)); strings.Contains(x.Reply, "1 change it") {
		t.Errorf("later: %q", x.Reply)
	}
	if x := weekly(t, s, 50, "tell ana blue bird says hi", monday.Add(20*time.Minute)); strings.Contains(x.Heard.Text(), "bird") {
		t.Errorf("heard %q", x.Heard.Text())
	}
}

// Whoever holds the phone later must not set another word, say that it is private,
// or move the visit by booking again.
func TestTheWordCannotBeGoneRound(t *testing.T) {
	for _, texts := range [][]string{
		{"start over", "1", "1", "2", "newword", "my visit", "newword", "1"},
		{"start over", "1", "1", "1", "my visit", "1"},
		{"hi", "1", "1", "1", "1", "1"},
		{"hi", "1", "1", "2", "my visit"},
	} {
		s := shared(t)
		s.LastIn = monday.Add(-30 * time.Hour)
		s.Talk.Agreed = false
		for n, body := range texts {
			x := weekly(t, s, n, body, monday.Add(time.Duration(n)*time.Minute))
			if shows(x.Reply) || len(x.Seats) > 0 || !x.Session.Discreet || x.Session.Word.Word != "bluebird" {
				t.Errorf("%q at %q: %q, seats %v, word %q", texts, body, x.Reply, x.Seats, x.Session.Word.Word)
			}
			s = x.Session
		}
	}
}

func TestAPhoneThatIsSharedFromNowOn(t *testing.T) {
	for _, body := range []string{"this phone is shared", "shared phone", "other people use this phone", "comparto este telefono", "otra gente usa este celular"} {
		x := weekly(t, coming(), 1, body, monday)
		if !x.Session.Discreet || shows(x.Reply) || !strings.Contains(strings.ToLower(x.Reply), "pala") && !strings.Contains(x.Reply, "word") {
			t.Errorf("%q: %q", body, x.Reply)
			continue
		}
		x = weekly(t, x.Session, 2, "bluebird", monday.Add(time.Minute))
		if x.Session.Word.Word != "bluebird" || x.Heard.Text() != "[code word]" {
			t.Errorf("%q, then a word: %+v, heard %q", body, x.Session.Word, x.Heard.Text())
		}
	}
	for _, body := range []string{"private phone", "this phone is only mine now", "este telefono ya es solo mio"} {
		x := weekly(t, shared(t), 1, body, monday)
		if !x.Session.Discreet {
			t.Errorf("%q without the word: %q", body, x.Reply)
		}
		if x = weekly(t, x.Session, 2, "bluebird", monday.Add(time.Minute)); x.Session.Discreet || shows(x.Reply) {
			t.Errorf("%q with it: %q", body, x.Reply)
		}
	}
	for _, body := range []string{"can i use my phone in there", "i share a room", "my phone died", "i lost my phone"} {
		if x := weekly(t, coming(), 1, body, monday); x.Session.Discreet {
			t.Errorf("%q: %q", body, x.Reply)
		}
	}
}
