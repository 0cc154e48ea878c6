package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// secrets are what stands in the texts of these tests and may be in no turn.
var secrets = []string{"123-45-6789", "4111", "1EG4", "3/4/81", "Juarez 12", "W 36th", "@example"}

// holds reports which of them are anywhere in what a turn would have stored.
func holds(t *testing.T, turn bot.Turn) (found []string) {
	t.Helper()
	b, err := json.Marshal(turn)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		if strings.Contains(string(b), s) {
			found = append(found, s)
		}
	}
	return found
}

const askedNot = "Please don't text ID"

func TestWhatIsVolunteeredIsInNoTurn(t *testing.T) {
	texts := []string{"my ssn is 123-45-6789", "card 4111 1111 1111 1111", "medicare 1EG4-TE5-MK73", "dob 3/4/81",
		"vivo en la calle Juarez 12", "i live at 1234 W 36th Ave apt 5", "sam@example.com", strings.Repeat("word ", 38) + " ssn 123-45-6789"}
	for n := range len(intake) {
		s := after(t, intake[:n]...)
		for _, body := range texts {
			turn := engine.Advance(world(), s, said(99, body), morning.Add(time.Hour/2))
			if found := holds(t, turn); len(found) > 0 {
				t.Errorf("after %d answers, %q leaves %v", n, body, found)
			}
			if !strings.HasPrefix(turn.Reply, askedNot) {
				t.Errorf("after %d answers, %q is answered %q", n, body, turn.Reply)
			}
		}
	}
}

func TestTheyAreAskedOnceADay(t *testing.T) {
	at := morning
	var s bot.Session
	for i, c := range []struct {
		wait  time.Duration
		body  string
		asked bool
	}{{0, "hi my ssn is 123-45-6789", true}, {time.Minute, "123-45-6789", false}, {26 * time.Hour, "dob 3/4/81", true}, {time.Minute, "hello", false}} {
		at = at.Add(c.wait)
		turn := engine.Advance(world(), s, said(i, c.body), at)
		if got := strings.Contains(turn.Reply, askedNot); got != c.asked {
			t.Errorf("text %d: asked %v, want %v: %q", i, got, c.asked, turn.Reply)
		}
		s = turn.Session
	}
}

func TestAnIDBesideANameIsCutFromIt(t *testing.T) {
	s := after(t, intake[:8]...)
	for _, body := range []string{"name: Maria dob 3/4/81", "Maria 123-45-6789", "Maria, maria@example.com"} {
		if got := engine.Advance(world(), s, said(99, body), morning.Add(time.Hour/2)).Session.Kept["name"]; got != "Maria" {
			t.Errorf("%q is kept as %q, want Maria", body, got)
		}
	}
}

// Nothing but an id is no failed answer: two of those would call staff.
func TestOnlyIDsAreNoFailedAnswers(t *testing.T) {
	s := after(t, intake[:8]...)
	for i, body := range []string{"my ssn is 123-45-6789", "dob 3/4/81", "123-45-6789"} {
		turn := engine.Advance(world(), s, said(90+i, body), morning.Add(time.Hour/2))
		if s = turn.Session; len(turn.Raise) > 0 || s.At.Tries > 0 {
			t.Errorf("%q counts as an answer not understood", body)
		}
	}
}

func TestInDangerAnAddressStaysAndAnIDGoes(t *testing.T) {
	s := after(t, intake[:4]...)
	in := said(90, "he took too much and is not breathing, 1234 W 36th Ave apt 5, his ssn is 123-45-6789")
	turn := engine.Advance(world(), s, in, morning.Add(time.Hour/2))
	if got := turn.Heard.Text(); !strings.Contains(got, "1234 W 36th Ave apt 5") || strings.Contains(got, "123-45") {
		t.Errorf("kept as %q", got)
	}
	if strings.Contains(turn.Reply, askedNot) {
		t.Errorf("somebody in danger is asked not to text an id: %q", turn.Reply)
	}
	turn = engine.Advance(world(), turn.Session, said(91, "1234 W 36th Ave apt 5, born 3/4/81"), morning.Add(time.Hour/2))
	if got := turn.Heard.Text(); !strings.Contains(got, "1234 W 36th Ave apt 5") || strings.Contains(got, "3/4/81") {
		t.Errorf("in the hold it is kept as %q", got)
	}
	turn = engine.Unreadable(world(), time.Time{}, in, morning)
	if got := turn.Heard.Text(); !strings.Contains(got, "1234 W 36th") || strings.Contains(got, "123-45") {
		t.Errorf("without a session it is kept as %q", got)
	}
}

func TestWhoWantsNoTextsIsNotTold(t *testing.T) {
	s := after(t, intake[:4]...)
	turn := engine.Advance(world(), s, said(90, "stop texting me, my ssn is 123-45-6789"), morning.Add(time.Hour/2))
	if strings.Contains(turn.Reply, askedNot) || turn.OptOut != bot.OptOutSet || len(holds(t, turn)) > 0 {
		t.Errorf("answered %q", turn.Reply)
	}
}

// An automatic answer with an e-mail address in it is still known for one.
func TestAMachinesRepeatsAreKnownThoughMasked(t *testing.T) {
	s := after(t, intake[:4]...)
	for i := range 3 {
		s = engine.Advance(world(), s, said(90+i, "I am out of the office. Write to desk@example.com instead, thank you."), morning.Add(time.Hour/2)).Session
	}
	if s.Budget.Same != 2 {
		t.Errorf("%d repeats counted, want 2", s.Budget.Same)
	}
}
