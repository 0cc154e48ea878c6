package engine

import (
	"slices"
	"strconv"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// adult is the age from which somebody is seen.
const adult = 18

// readings are what a text was found to say: several rules of one turn ask, and
// reading costs more than all else.
type readings struct {
	word, ask *string // the texts that were read; nil is none yet
	cmd       answer.Command
	lang      string
	topic     *bot.Topic
	sure      bool
}

// globalWord is the word that works everywhere that the text is, by itself.
func (t *turn) globalWord() (answer.Command, string) {
	if r := &t.readings; r.word == nil || *r.word != t.text {
		r.cmd, r.lang = answer.CommandIn(t.text)
		r.word = new(t.text)
	}
	return t.readings.cmd, t.readings.lang
}

// asks is the common question that the text asks.
func (t *turn) asks() (*bot.Topic, bool) {
	if r := &t.readings; r.ask == nil || *r.ask != t.text {
		r.topic, r.sure = t.topic(t.text)
		r.ask = new(t.text)
	}
	return t.readings.topic, t.readings.sure
}

// topic is the common question that s asks. Who says that they are under 18 asks
// what a minor can do, whatever else they ask: no other answer holds for them.
func (t *turn) topic(s string) (*bot.Topic, bool) {
	if age := minorIn(s); age != "" {
		if topic, sure := t.w.Program.Topic(age); sure {
			return topic, true
		}
	}
	if said := asSaid[answer.AskIn(s)]; said != "" {
		if topic, sure := t.w.Program.Topic(said); sure {
			return topic, true
		}
	}
	return t.w.Program.Topic(s)
}

// asSaid is how an ask is put that is found within longer texts.
var asSaid = map[answer.Ask]string{answer.AskVisit: "i need an appointment", answer.AskMissed: "i missed my dose", answer.AskSeen: "is he a patient there"}

// standsAlone answers a sentence that is a common question of a kind that none of
// our questions is about ("my friend died", "i missed my dose"), though it holds
// a word that answers what waits ("my friend").
func (t *turn) standsAlone() bool {
	st := t.step()
	if st == nil || st.Ask == nil || t.builtIn() || len(text.Words(t.text)) < 3 {
		return false
	}
	if slices.Contains([]bot.AnswerKind{bot.AnswerText, bot.AnswerName, bot.AnswerDate, bot.AnswerDayPart, bot.AnswerCodeWord}, st.Answer.Kind) {
		return false
	}
	topic, sure := t.asks()
	if !sure || topic.Of != "none" {
		return false
	}
	t.answerTopic(topic)
	t.askAgain()
	return true
}

// tellsAge takes an age under 18 as the answer where we ask for it, whatever else
// the text says or asks ("tengo 16", "im 16 can i come"): what follows then is what
// holds for a minor, and a person.
func (t *turn) tellsAge() bool {
	st := t.step()
	if st == nil || t.builtIn() || st.Answer.Kind != bot.AnswerAdult || minorIn(t.text) == "" {
		return false
	}
	t.accept(st, "no")
	return true
}

// minorIn finds where somebody says their own age, under 18, and returns it as it
// is said: "im 16". It is "" otherwise: "im 16 weeks pregnant" is no age.
func minorIn(s string) string {
	w := text.Words(s)
	for i, word := range w {
		said := word == "im" || word == "tengo" || word == "am" && i > 0 && w[i-1] == "i"
		if !said || i+1 >= len(w) {
			continue
		}
		n := i + 1
		for n+1 < len(w) && (w[n] == "only" || w[n] == "just" || w[n] == "solo" || w[n] == "apenas") {
			n++
		}
		age, err := strconv.Atoi(w[n])
		if err != nil || age < 10 || age >= adult || n+1 < len(w) && ofSomethingElse[w[n+1]] {
			continue
		}
		if word == "am" {
			word = "im"
		}
		return word + " " + w[n]
	}
	return ""
}

// ofSomethingElse are what a number before it counts that is not years of age.
var ofSomethingElse = words(`weeks week wks wk months month mos days day hours hrs hr minutes min mins miles blocks mg mgs percent dollars times steps clean sober in into am pm
 semanas semana meses mes dias dia horas hora minutos millas pesos dolares veces pastillas hijos de`)
