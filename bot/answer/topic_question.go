package answer

import (
	"strings"

	"nightdesk/bot/text"
)

// LooksLikeQuestion reports whether s asks something, in English or Spanish: by
// its question mark, or by how it begins after a greeting.
func LooksLikeQuestion(s string) bool {
	if strings.ContainsAny(s, "?¿？") {
		return true
	}
	words := text.Words(s)
	for len(words) > 1 && topicLead[words[0]] {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	if len(words) > 1 && topicAsk2[words[0]+" "+words[1]] {
		return true
	}
	if len(words) > 1 && topicAsk[words[0]] {
		return !topicSays[words[0]+" "+words[1]]
	}
	switch words[0] {
	case "what", "when", "where", "who", "why", "how", "cuando", "donde", "quien", "cuanto", "cuantos", "cual":
		return true
	}
	return false
}

var topicLead = topicSet(`hi hello hey hola ok okay so and but um uh well please pls yes no yeah also buenas buenos dias tardes noches oye
	disculpe perdon y pero bueno sorry just like`)

var topicAsk = topicSet(`what whats when whens where wheres who whos why how hows which do does did is are can could will would should may am
	wut wat wuts wats wen hw r isnt arent dont doesnt cant que cual cuales cuando donde quien quienes como cuanto cuanta cuantos cuantas hay puedo puede
	pueden tienen tiene aceptan atienden ofrecen dan hacen abren cierran estan son es necesito tengo debo sirve cubre cubren me any anyone anybody`)

// topicAsk2 are two words that begin a question.
var topicAsk2 = topicPairs(`i wonder, im wondering, tell me, i was wondering, wanted to, want to know, quiero saber, quisiera saber, digame si, por que, para que,
	a que, de que, en que, con que, desde que, hasta que, need to know, let me know`)

// topicSays are two words that begin like a question and are none.
var topicSays = topicPairs(`can do, will do, do it, do me, do the, is fine, is good, is ok, is okay, me llamo, me gusta, me siento, me duele, es para, es mi, es bueno,
	estan bien, son las, que bueno, que bien, que onda, tengo un, tengo una, tengo que, am fine, am good, dont know, dont care, dont want, dont have, dont need, dont text, cant do, cant come,
	cant make, cant talk, dont call, me parece, es que, me gustaria, me mude, necesito ayuda, hay gracias, would like, would love, will be, may be, any of, any time, any is, how about, me too, may work,
	como no, como sea, do not, doesnt matter, que si, que no, cuando sea, me da, me quiero, will call, would be, tengo dolor, dan gracias`)

func topicPairs(s string) map[string]bool {
	m := map[string]bool{}
	for p := range strings.SplitSeq(s, ",") {
		m[strings.TrimSpace(p)] = true
	}
	return m
}
