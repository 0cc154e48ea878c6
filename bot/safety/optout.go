package safety

import (
	"strings"

	"nightdesk/bot/text"
)

// OptOut is a wish about texts that no carrier acts on.
type OptOut int

const (
	// OptOutNone: nothing of the kind is said.
	OptOutNone OptOut = iota
	// OptOutUnclear: perhaps; to be asked about once.
	OptOutUnclear
	// OptOutClear: texts must end now. Any reasonable wording counts (47 CFR
	// 64.1200(a)(10)).
	OptOutClear
	// OptOutWrongNumber: this is not whom we think.
	OptOutWrongNumber
	// OptOutBack: texts are wanted again.
	OptOutBack
)

// Keyword is a message that carriers act on by themselves.
type Keyword int

const (
	// KeywordNone: no carrier acts on it.
	KeywordNone Keyword = iota
	// KeywordStop ends texts.
	KeywordStop
	// KeywordStart allows them again. "YES" is one only from somebody who is
	// opted out; to everybody else it is an answer. The caller decides.
	KeywordStart
	// KeywordHelp asks what this is.
	KeywordHelp
)

var keywords = map[string]Keyword{
	"STOP": KeywordStop, "STOPALL": KeywordStop, "UNSUBSCRIBE": KeywordStop, "CANCEL": KeywordStop, "END": KeywordStop, "QUIT": KeywordStop,
	"REVOKE": KeywordStop, "OPTOUT": KeywordStop,
	"START": KeywordStart, "UNSTOP": KeywordStart, "YES": KeywordStart,
	"HELP": KeywordHelp, "INFO": KeywordHelp,
}

// KeywordIn returns the keyword that a whole message is, in any case, blanks
// around it left aside. Source: Twilio, "Support for opt-out keywords".
func KeywordIn(s string) Keyword {
	s = strings.TrimSpace(s)
	if len(s) > len("UNSUBSCRIBE") {
		return KeywordNone
	}
	return keywords[strings.ToUpper(s)]
}

// AsksWho reports whether a text asks who we are and nothing else. Somebody who
// talks with us may ask that; from a phone that we texted and nobody awaited us on,
// it is how the new owner of a number answers. The caller knows which.
func AsksWho(s string) bool { return optOutBook.Tags(s)&(1<<optOutWho) != 0 }

// OptOutIn reads a wish not to be texted, in English, Spanish and plain Tagalog.
// To want to stop using, or to give up a visit, is no such wish.
func OptOutIn(s string) OptOut {
	s = strings.ReplaceAll(s, "#", " number ")
	tags := optOutBook.Tags(s)
	w := text.Words(s)
	switch {
	case notTheirPhone(w):
		return OptOutWrongNumber
	case strings.Trim(strings.TrimSpace(s), "\U0001F6D1\uFE0F") == "" && strings.Contains(s, "\U0001F6D1"):
		return OptOutClear // a stop sign
	case len(w) > optOutMostWords:
		return OptOutNone
	}
	if end := strings.IndexAny(strings.ReplaceAll(s, " - ", " ; "), ".,;!\n"); end > 0 && optOutBook.Tags(s[:end])&(1<<optOutWhole) != 0 {
		return OptOutClear // "Stop. You have the wrong person"
	}
	for _, t := range optOutTags {
		if tags&(1<<t.tag) != 0 {
			return t.wish
		}
	}
	return OptOutNone
}

// notTheirPhone reports whether a whole text says that this is not somebody's
// phone, by their name: "this isnt marias phone".
func notTheirPhone(w []string) bool {
	for len(w) > 0 && (w[0] == "sorry" || w[0] == "hi" || w[0] == "hey" || w[0] == "um") {
		w = w[1:]
	}
	if len(w) > 0 && (w[len(w)-1] == "anymore" || w[len(w)-1] == "sorry") {
		w = w[:len(w)-1]
	}
	if len(w) == 5 && w[1] == "is" && w[2] == "not" {
		w = append([]string{w[0], "isnt"}, w[3:]...)
	}
	return len(w) == 4 && w[0] == "this" && (w[1] == "isnt" || w[1] == "aint") && strings.HasSuffix(w[2], "s") &&
		(w[3] == "phone" || w[3] == "number" || w[3] == "cell") && w[2] != "yours" && w[2] != "this"
}

// optOutMostWords: longer texts are stories, in which such words mean something
// else.
const optOutMostWords = 40

// Tags of the book.
const (
	optOutWhole   = iota // a whole text that is a wish to stop
	optOutUnclear        // too little to act on: asked about once
	optOutNot            // the same words about something else
	optOutWrong
	optOutSaid // anywhere in a text
	optOutBack
	optOutWho // by itself no wish: see AsksWho
)

// optOutTags are looked for in this order.
var optOutTags = []struct {
	tag  int
	wish OptOut
}{
	{optOutWhole, OptOutClear}, {optOutUnclear, OptOutUnclear}, {optOutNot, OptOutNone}, {optOutWrong, OptOutWrongNumber},
	{optOutSaid, OptOutClear}, {optOutBack, OptOutBack},
}

var optOutBook = text.NewBook(map[string]string{
	"stop": `stop stopping stp sotp stpo dtop quit cease`,
	// one word that alone is the wish
	"word": `stop sotp stpo stp dtop stopall unsubscribe unsuscribe unsubcribe unsub optout revoke remove cease
		pare paren parar parale alto basta baja detener detenganse hinto huminto tigil itigil`,
	"texting": `texting txting txtin txtn textin textng txtng messaging msging sending contacting bothering spamming harassing bugging pestering`,
	"text":    `text txt message msg contact`,
	"texts":   `texts text txts txt messages message msgs msg sms notifications reminders mensajes textos mensaje`,
	"these":   `w the these those this that all your ur my any more anymore of with los las sus tus estos esos mas`,
	"not":     `dont dnt not never`,
	"dejar":   `deje deja dejen dejes paren pare para`,
	"mandar":  `mandar mandarme mandando escribir escribirme enviar enviarme textear textearme textiar molestar molestarme contactarme`,
	"mande": `mande manden mandes envie envien envies escriba escriban escribas textee texteen textees contacte contacten contactes
		moleste molesten molestes`,
	"quite": `quiteme quitenme quitame saqueme saquenme sacame borreme borrenme borrame eliminenme elimineme`,
	"they":  `he she they ex boyfriend bf girlfriend gf husband wife dealer people voices cravings who that it`,
	"them":  `him her them el ella ellos ex`,
	"when":  `at after before during while when until so because en de cuando antes despues`,
}, "please pls plz ok okay hey hi hello just now por favor porfa porfavor ya oye thanks thank you thx gracias lol jesus god omg ugh can could u would", map[int]string{
	optOutWhole: `
		^ {word} {word}? {word}? {word}? $
		^ stop|stp|sotp|stpo|cease it|this|that|all|now|everything $
		^ quit it $
		^ stop already|immediately $
		^ {stop} talking to me $
		^ i? already? said|told|asked you|u? to? stop|quit $
		^ not interested {stop} $
		^ cease|stop all? contact|communication|communications $
		^ this is spam stop $
		^ i? want|like|need? to? opt me? out $
		^ i revoke $
		^ remove|delete|block me $
		^ {stop} {texts} $
		^ s t o p $
		^ fuck|f|screw you|u|off {stop} $
		^ {stop} replying|responding $
		^ take me off of? this|here? $
		^ leave me tf|the? fuck|hell? alone|be $
		^ end|cancel|cancelar|cancelen|discontinue|no|parar|detener {these}? {texts}|suscripcion $
		^ cease and desist $
		enough of|with {these} {these}? {texts}
		^ dar|darme|denme de baja $
		^ {quite} $
		^ dejenme|dejame|dejeme $
		^ no me? moleste|molesten|molestes mas? $
		^ no mas $
		^ tama|wag|huwag na po? $
		^ tumigil ka $
		^ itigil mo na $
		^ wag na magtext $`,
	optOutSaid: `
		{stop} {texting}
		{stop} calling and texting
		{stop} writing me|to
		{stop} hitting me|my phone? up
		{stop} blowing up my phone
		{stop}|end|cancel|discontinue {these} {these}? {texts}
		turn|shut off? {these}? {texts} off?
		{not}|longer want|wanna|need to? hear from you|u|this
		turn off {these}? {texts}
		{not} ever? {text}|send|write me|us|this|here|again|my
		do not {text}
		no more|mor {texts}|texting
		no texts please
		{not}|longer want|wanna|need|wish to? get|receive|have? {these}? {these}? {texts}
		{not}|longer want|wish to receive
		{not}|longer want|wanna to? be texted|contacted
		{not}|longer want|wanna to? get|receive? these|any $
		{not} want you|u to? text|texting
		stop getting|receiving {these}? {texts}
		want {these} {texts} to stop
		take|get|keep me off|out of? {these}|all? your? texting|text|message|messaging|sms|contact|mailing|phone|call? list|lists|texts
		take|get my|this phone? number|name off|out
		remove|delete|take|erase|block me from|out of? {these}|all? your? texting|text|message|messaging|sms|contact|mailing|phone|call? list|lists|texts|system|phone|contacts|this
		remove|delete|erase|lose|forget my|this phone? number
		unsubscribe me|from
		opt me? out
		{not}|longer consent to {texts}|{texting}
		want|get off|out of? this|your|the list
		want|like|need to be removed|unsubscribed|taken off?
		take me off $
		withdraw|revoke my? consent|permission
		take|taking my? ok|okay|consent|permission back? to {text}
		take|taking back my ok|okay|consent|permission
		{not}|no|longer have my? consent|permission to {text}|{texting}
		cease|stop all communication|communications
		retiro|quito|revoco mi permiso|consentimiento
		leave me tf|the? fuck|hell? alone
		reporting you|u|this as|number spam?
		{dejar} de {mandar}
		no me|nos vuelvan|vuelva|vuelvas a {mandar}
		no vuelvan|vuelva a {mandar}
		no me {mande}
		no|ya|no no? {mande} mas
		ya no me? {mande}
		no quiero|deseo|necesito {these}? {texts}
		no quiero|deseo recibir {these}|{texts}|nada|esto
		no quiero que|q me {mande}
		no mas {texts}
		basta|alto|paren|pare de|a|con? {these}? {texts}
		{quite} de la|su|esta lista
		borre|borren|borra|quite|quiten|elimine|eliminen|elimina mi|este numero
		denme|deme|darme de baja
		dejenme|dejeme|dejame en paz
		tigilan mo|nyo na
		wag|huwag ka|mo|na na|akong|kayo|kayong|mag akong|mag|i|kayong|magtext? i|mag|text|magtext? text|magtext?`,
	optOutNot: `
		{not}|didnt|wont|cant {stop}
		no dejen|deje|dejes
		{not} unsubscribe|remove|delete|block|opt
		{not}|doesnt|wont|wouldnt|didnt leave|leaves|leaving me alone
		{they} * leave|leaves me alone
		tell|told|ask|asked|make|get my? {them}|{they} to leave|stop|quit
		tell|told|ask|asked|make|get|dile|digale|diles que? {them}? to? stop|deje|dejen
		{they}|{them} wont|never|doesnt|dont|no|keeps stop|quit|deja|texting
		did|why|when did? you|u|they|he|she stop|stopped|quit
		no me mande|manden|mandes a
		no|{not} me? dejen|deje solo|sola
		pressed|hit|typed|put|gave|give|dialed|entered you|u|them|in? the|my? wrong number
		has|have|had the wrong number for
		is|do|did this|i|it|you have|get? the wrong number
		wrong number i meant|mean|put|hit|typed
		{not}|rather want|wanna|like to {text} can|you|call|i|let|lets|talk|over|about|but|just
		prefiero|mejor que? me? llamen|llame|llameme|llamenme
		me from|off of? the? waitlist|waiting|schedule|group|program|methadone|my`,
	optOutWrong: `
		wrong|wrng number|numbr|num|nmber|person|phone|guy|girl|dude|lady
		numero|persona equivocado|equivocada|incorrecto
		se|te equivoco|equivocaron|equivocaste de numero|persona
		equivocado de numero
		no such person here
		nobody|noone|one|anyone|nadie here|aqui? by|con|de that|ese name|nombre
		longer my|her|his|their number
		not her|his|their number
		not my number anymore
		longer|doesnt has|have this number
		este no es el? telefono|numero|celular de
		not who you think
		number isnt hers|his|theirs anymore
		no soy esa|quien persona|busca
		no es su|mi numero
		maling numero
		i just got this number|phone
		no conozco a esa|nadie persona|con
		aqui no vive|hay nadie?`,
	optOutUnclear: `
		^ no more $
		^ enough $
		^ go away $
		^ end|quit|stop this|conversation|chat|talking $
		^ fuck|f|piss off $
		^ para $
		^ i? im|am done|out $
		^ im? not|longer interested $
		^ no longer interested $
		^ never|forget|nvm mind|it? $
		^ nevermind|nvm $
		^ ya? no me interesa $
		^ ya no $
		^ olvidelo|olvidalo|dejalo|dejelo asi? $
		^ ya estuvo $
		^ who gave you my number $
		^ how did you get my number $
		^ shut up $
		^ im good dont need this anymore $
		^ i want|need to? stop|quit $
		^ no thanks? stop i guess $
		^ nevermind? cancel|end everything|all $
		^ i quit $
		^ too|so many {texts} $
		^ demasiados|muchos {texts} $
		how|where do|can i stop|end|cancel {these} {texts}
		how|where do|can i unsubscribe
		how|where do|can i opt out
		^ stop asking me|questions $
		^ ya? quiero parar $
		^ ya no quiero $
		why do|are you|u keep? texting me
		{not} {text} me {when}
		no me {mande} {texts}? {when}`,
	optOutBack: `
		^ unstop|resume|resubscribe|subscribe $
		^ start {texts} again? $
		start|resume {texting} me? again?
		^ resume {these}? {texts} $
		opt me? back? in
		you|u can|may text|txt|message|msg me? again
		sign me back? up for {these}? {texts}
		sign me back up $
		quiero recibir {these}? {texts} otra|de vez|nuevo
		pueden|puede|vuelvan|vuelva escribirme|a otra|de|escribirme vez|nuevo|escribirme? $
		turn {these}? {texts} back? on`,
	optOutWho: `
		^ who|whos|whose is|r|are? this|dis|u|you|that again|please|number? $
		^ who dis|this $
		^ new phone who|whos is? dis|this $
		^ sorry who is? this|dis $
		^ do i know you|u $
		^ whose number|# is this $
		^ what number|# is this $
		^ quien es|eres|habla|escribe|son|sois usted|ustedes|ese|esto? $
		^ de quien es este? numero|telefono $
		^ con quien hablo $
		^ quien me escribe|manda|habla esto? $
		^ perdon quien es|habla $`,
})
