package main

import (
	"fmt"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
	"nightdesk/config"
)

// Twilio answers STOP, START and HELP itself, and lets us answer none of them. Its
// own words name neither 911 nor 988: somebody who texts HELP in an overdose would
// get "reply STOP to unsubscribe". Only the clinic can mend that, in Twilio's
// Advanced Opt-Out, so doctor says exactly what to paste there.

// keywordText is an answer to a keyword, to be pasted at Twilio.
type keywordText struct {
	Word string
	Lang bot.Lang
	Text string
}

// keywordTexts are the answers in the clinic's languages that we have, in neutral
// words (domain rule 4.3.7).
func keywordTexts(name, phone string, langs []bot.Lang) []keywordText {
	var all []keywordText
	for _, x := range []keywordText{
		{"STOP", bot.English, "{name}: no more texts. START to come back. If you meant stop using, call {phone}. Emergency 911. Crisis 988."},
		{"START", bot.English, "{name}: texts about visits are on, up to 3 msgs/wk. Msg & data rates may apply. Emergency 911. Crisis 988. HELP for help, STOP to end."},
		{"HELP", bot.English, "{name}: call {phone}. Emergency 911. Crisis 988. Up to 3 msgs/wk. Msg & data rates may apply. Text 0 for a person, STOP to end."},
		{"STOP", bot.Spanish, "{name}: no mas textos. Para volver: START. Si queria dejar de usar, llame al {phone}. Emergencia 911. Crisis 988."},
		{"START", bot.Spanish, "{name}: textos sobre citas, maximo 3 por semana. Puede haber cargos. Emergencia 911. Crisis 988. Ayuda: HELP. No mas textos: STOP."},
		{"HELP", bot.Spanish, "{name}: llame al {phone}. Emergencia 911. Crisis 988. Maximo 3 textos por semana, puede haber cargos. Una persona: 0. Fin: STOP."},
	} {
		for _, l := range langs {
			if l == x.Lang {
				x.Text = strings.NewReplacer("{name}", name, "{phone}", phone).Replace(x.Text)
				all = append(all, x)
			}
		}
	}
	return all
}

// spanishStops are words to add to STOP at Twilio: each ends all texts here too,
// and none of them answers anything our texts ask.
const spanishStops = "PARE, PARAR, ALTO, BASTA, BAJA, DETENER"

// keywords says what to set up at Twilio for STOP, START and HELP.
func (f *findings) keywords(c config.Clinic) {
	if c.Texting.Keywords == "app" {
		f.note("keywords", "nightdesk answers STOP, START and HELP; that is right only while Twilio's own answers are switched off for the account")
		return
	}
	if bot.Phone(c.Texting.Line).TollFree() {
		f.note("keywords", "the line is toll-free: the network answers STOP and START in its own words, which nobody can change, and YES does not undo a STOP; an ordinary number avoids that")
	}
	f.note("keywords", "Twilio answers STOP, START and HELP itself, and its words name neither 911 nor 988: put the number into a Messaging Service, turn on Advanced Opt-Out there, and paste these")
	langs := langsOf(c)
	for _, x := range keywordTexts(c.ShortName, spokenPhone(c.Phone), langs) {
		where := fmt.Sprintf("%s, %s", x.Word, x.Lang)
		switch encoding, segments := text.Segments(x.Text); {
		case c.ShortName == "" || c.Phone == "":
			f.say(false, where, "it names nobody to call (mend: set clinic: short_name and phone)")
		case encoding != text.GSM7 || segments > 1:
			f.say(false, where, fmt.Sprintf("with this name it takes %d segments of %s (mend: a shorter clinic: short_name, in plain letters)", segments, encoding))
		default:
			f.note(where, x.Text)
		}
	}
	for _, l := range langs {
		if l == bot.Spanish {
			f.note("keywords", "add in Spanish, for STOP: "+spanishStops+". Never add AYUDA to HELP, nor CANCELAR or VOLVER to anything: AYUDA may be a cry for help, which only nightdesk answers as one, and the others answer its questions")
		}
	}
}
