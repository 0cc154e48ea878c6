package console

import (
	"testing"

	"nightdesk/bot"
)

// An answer of a question that is new is tried where a test gives it, and nowhere else.
func TestAnswersThatATestGives(t *testing.T) {
	ask := bot.Text{"en": "How did you hear of {clinic short name}? 1 a friend 2 the internet", "es": "¿Como supo? 1 un amigo 2 internet"}
	friend := bot.Option{Name: "friend", Digit: "1", Label: bot.Text{"en": "a friend", "es": "un amigo"}}
	internet := bot.Option{Name: "internet", Digit: "2", Label: bot.Text{"en": "the internet", "es": "internet"}, Also: map[bot.Lang][]string{"en": {"web"}}}
	const at = "at  Mon 2 Mar 2026 21:40\nthem  hi\n"
	for text, want := range map[string][2]bool{
		at + "us  How did you hear of ATS? 1 a friend 2 the internet\nthem  1\n":                      {true, false},
		at + "us  Thanks. How did you hear of ATS? 1 a friend 2 the internet\nthem  Web.\n":           {false, true},
		at + "us  ¿Como supo? 1 un amigo 2 internet\nthem  internet\n":                                {false, true},
		at + "us  Are you 18 or older? 1 yes 2 no\nthem  1\n":                                         {false, false},
		at + "us  How did you hear of ATS? 1 a friend 2 the internet\nthem  what\nus  Hm.\nthem  2\n": {false, false},
		at + "us  How did you hear of ATS? 1 a friend 2 the internet\nthem2  1\n":                     {false, false},
	} {
		talk := readTalk(t, "a.talk", text)
		if got := [2]bool{answersWith(talk, ask, friend), answersWith(talk, ask, internet)}; got != want {
			t.Errorf("%q gives %v, want %v", text, got, want)
		}
	}
}
