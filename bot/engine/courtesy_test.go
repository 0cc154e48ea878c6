package engine_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// TestCourtesies: what is said when nothing waits for an answer, or something does.
func TestCourtesies(t *testing.T) {
	rest := []string{"hi", "1", "1", "1", "1", "1", "6", "2"} // a question, and all done
	for _, x := range []struct {
		before []string
		text   string
		want   string
	}{
		{rest, "thanks", "You're welcome."},
		{rest, "ok thank you so much", "You're welcome."},
		{rest, "gracias", "You're welcome."}, // one word does not turn the talk
		{rest, "muchas gracias por todo", "De nada."},
		{rest, "hes alive thanks", "I'm glad to hear that."},
		{rest, "ok", "OK. You can text here any time."},
		{rest, "👍", "OK. You can text here any time."},
		{rest, "thanks, what are your hours", "Desk hours"},
		{rest, "thanks can i talk to a person", "I told our team."},
		{rest, "i dont want this", "OK, we leave it here."},
		{rest, "no thanks", "OK. You can text here any time."},
		{rest, "hi", "How can we help?"},
		{intake[:4], "thank you", "You're welcome. You can text here any time.\nWho would the visit be for?"},
		{intake[:4], "never mind, this isnt for me", "OK, we leave it here."},
		{intake[:1], "sure", "Texts are not private"},
		{intake[:1], "si", "Texts are not private"},
		{intake[:1], "no", "OK, we leave it here."},
		{intake[:1], "not now", "OK, we leave it here."},
		{intake[:1], "2", "I told our team."},
		{intake[:2], "yes", "Is this phone only yours?"},
		{intake[:2], "no", "I told our team."}, // rather a call
		{nil, "thanks", "Hi, this is ATS"},     // nobody we know
	} {
		w := world()
		w.Clinic.Facts["desk hours"] = bot.Text{bot.English: "Mon-Fri 9 AM-5 PM"}
		w.Clinic.Facts["dosing hours"] = bot.Text{bot.English: "Mon-Fri 9 AM-11 AM"}
		got := engine.Advance(w, after(t, x.before...), said(99, x.text), morning.Add(time.Hour/2)).Reply
		if !strings.HasPrefix(got, x.want) {
			t.Errorf("after %d texts, %q: %q, want %q", len(x.before), x.text, got, x.want)
		}
	}
}
