package answer_test

import (
	"testing"

	"nightdesk/bot/answer"
)

func TestCommandsBetweenOathsAndSpeltByEar(t *testing.T) {
	for s, want := range map[string]answer.Command{
		"give me a fucking person":             answer.CommandHuman,
		"let me talk to a damn human":          answer.CommandHuman,
		"i want to talk to a goddamn person!":  answer.CommandHuman,
		"quiero hablar con una pinche persona": answer.CommandHuman,
		"nesesito una persona":                 answer.CommandHuman,
		"kiero ablar con algien":               answer.CommandHuman,
		"kiero canbiar la sita":                answer.CommandReschedule,
		"kiero kanselar":                       answer.CommandCancel,
		"kiero kanselar mi sita":               answer.CommandCancel,
		"ablan espanol":                        answer.CommandLanguage,
		"kiero una sita":                       answer.CommandNone,
		"this is fucking bullshit":             answer.CommandNone,
		"damn":                                 answer.CommandNone,
	} {
		if got, _ := answer.CommandIn(s); got != want {
			t.Errorf("CommandIn(%q) = %q, want %q", s, got, want)
		}
	}
}
