package engine_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// TestWhoAnswersStopAndStart: one answer to each, from the carrier or from us. A
// carrier knows nothing of a stop in words of one's own, so it does not answer
// the START that ends it.
func TestWhoAnswersStopAndStart(t *testing.T) {
	for _, x := range []struct {
		name    string
		carrier bool   // the carrier answers keywords
		keyword string // what the carrier says of the START
		texts   []string
		want    []string // how our answer to each begins; "" = the carrier answered
	}{
		{"keyword, carrier", true, "", []string{"STOP", "START"}, []string{"", ""}},
		{"keyword, app", false, "", []string{"STOP", "START"}, []string{"ATS: no more texts.", "ATS: texts are on again."}},
		{"own words, carrier", true, "", []string{"please stop texting me", "START"}, []string{"ATS: no more texts.", "ATS: texts are on again."}},
		{"own words, app", false, "", []string{"please stop texting me", "unstop"}, []string{"ATS: no more texts.", "ATS: texts are on again."}},
		{"own words, then the keyword", true, "", []string{"leave me alone", "STOP", "START"}, []string{"ATS: no more texts.", "", ""}},
		{"own words, the carrier answers all the same", true, "START", []string{"no more messages", "START"}, []string{"ATS: no more texts.", ""}},
		{"spanish", true, "", []string{"ya no me mande mensajes", "START"}, []string{"ATS: no mas textos.", "ATS: los textos siguen."}},
		{"yes comes back too", true, "", []string{"please stop texting me", "YES"}, []string{"ATS: no more texts.", "ATS: texts are on again."}},
		{"START with nothing stopped", true, "", []string{"hi", "START"}, []string{"Hi, this is ATS", "ATS: texts are on again."}},
		{"START first of all", true, "", []string{"START"}, []string{"Hi, this is ATS"}},
		{"YES with nothing stopped is an answer", true, "", []string{"hi", "YES"}, []string{"Hi, this is ATS", "Texts are not private"}},
		{"HELP, carrier", true, "", []string{"hi", "HELP"}, []string{"Hi, this is ATS", ""}},
		{"HELP, app", false, "", []string{"hi", "HELP"}, []string{"Hi, this is ATS", "ATS, an automated line. Call us: 907-555-0110."}},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := world()
			w.Clinic.CarrierAnswers = x.carrier
			var s bot.Session
			for i, body := range x.texts {
				in := said(i, body)
				if i == len(x.texts)-1 {
					in.CarrierKeyword = x.keyword
				}
				turn := engine.Advance(w, s, in, morning.Add(time.Duration(i)*time.Minute))
				if want := x.want[i]; want == "" && turn.Reply != "" || !strings.HasPrefix(turn.Reply, want) {
					t.Errorf("%q: %q, want %q", body, turn.Reply, want)
				}
				s = turn.Session
			}
		})
	}
}
