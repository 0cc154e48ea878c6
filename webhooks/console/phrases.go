package console

import "nightdesk/bot"

// Phrase is a short text that staff may begin with. Whoever picks up the phone may
// read it: it names nothing that reveals the clinic (domain reference 3.2).
type Phrase struct {
	Name string // for staff
	Text bot.Text
}

// phrase is one in the person's language.
type phrase struct{ Name, Text string }

// usual are those of a clinic that has set none.
var usual = []Phrase{
	{"We are on it", bot.Text{bot.English: "Thanks for your text. I am looking into it and will write back here.", bot.Spanish: "Gracias por su mensaje. Lo estoy viendo y le escribo aqui."}},
	{"Good time to call?", bot.Text{bot.English: "Is now a good time for a call? Reply yes, or tell me a time that is better.", bot.Spanish: "¿Es buen momento para llamarle? Responda si, o digame una hora mejor."}},
	{"We called", bot.Text{bot.English: "I tried to call you. Call back when you can, or text here.", bot.Spanish: "Traté de llamarle. Llame cuando pueda, o escriba aqui."}},
	{"Still a good number?", bot.Text{bot.English: "Is it still OK to text you at this number? Reply yes or no.", bot.Spanish: "¿Esta bien escribirle a este numero? Responda si o no."}},
	{"Need more time", bot.Text{bot.English: "I need a little more time for this. I will write again today.", bot.Spanish: "Necesito un poco mas de tiempo. Le escribo otra vez hoy."}},
	{"Anything else?", bot.Text{bot.English: "Is there anything else I can help with?", bot.Spanish: "¿Le puedo ayudar en algo mas?"}},
}

// phrases are those to offer for a language.
func (c *Console) phrases(lang bot.Lang) []phrase {
	from := c.o.Phrases
	if len(from) == 0 {
		from = usual
	}
	var all []phrase
	for _, p := range from {
		all = append(all, phrase{p.Name, p.Text.In(lang)})
	}
	return all
}
