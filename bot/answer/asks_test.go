package answer_test

import (
	"testing"

	"nightdesk/bot/answer"
)

func TestAskIn(t *testing.T) {
	for s, want := range map[string]answer.Ask{
		"can i get a visit":                             answer.AskVisit,
		"hi can i get a visit again":                    answer.AskVisit,
		"i need an appointment":                         answer.AskVisit,
		"i want to make an appt":                        answer.AskVisit,
		"ola kiero una sita":                            answer.AskVisit,
		"my visit":                                      answer.AskNone,
		"can i visit my son there":                      answer.AskNone,
		"i dont want a visit":                           answer.AskNone,
		"when is it":                                    answer.AskWhen,
		"what time is it again":                         answer.AskWhen,
		"cuando es":                                     answer.AskWhen,
		"when is it open":                               answer.AskNone,
		"how long till someone calls":                   answer.AskStaff,
		"hello? nobody called":                          answer.AskStaff,
		"no one has called me":                          answer.AskStaff,
		"are you coming":                                answer.AskStaff,
		"when will someone text me":                     answer.AskStaff,
		"still waiting":                                 answer.AskStaff,
		"nadie me ha llamado":                           answer.AskStaff,
		"how long is the visit":                         answer.AskNone,
		"how long till you open":                        answer.AskNone,
		"what is STOP":                                  answer.AskStop,
		"what does stop mean?":                          answer.AskStop,
		"que es STOP":                                   answer.AskStop,
		"what if i stop":                                answer.AskNone,
		"im a patient there missed 3 days what do i do": answer.AskMissed,
		"i missed my dose today idk what to do":         answer.AskMissed,
		"falte tres dias":                               answer.AskMissed,
		"i missed 3 days of work":                       answer.AskNone,
		"i missed my appointment":                       answer.AskNone,
		"my son hasnt come home is he at ur clinic":     answer.AskSeen,
		"is he there with you":                          answer.AskSeen,
		"is your clinic open":                           answer.AskNone,
	} {
		if got := answer.AskIn(s); got != want {
			t.Errorf("AskIn(%q) = %d, want %d", s, got, want)
		}
	}
}
