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

// OptOutIn reads a wish not to be texted, in English, Spanish and plain Tagalog.
// To want to stop using, or to give up a visit, is no such wish.
func OptOutIn(s string) OptOut {
	words := text.Words(s)
	if len(words) == 0 || len(words) > optOutMostWords {
		return OptOutNone
	}
	whole := strings.Join(words, " ")
	if optOutWhole[whole] || optOutWhole[withoutCourtesy(words)] {
		return OptOutClear
	}
	padded := " " + whole + " "
	switch {
	case optOutMaybe[whole] || optOutMaybe[withoutCourtesy(words)]:
		return OptOutUnclear
	case anyIn(padded, optOutNot):
		return OptOutNone
	case anyIn(padded, optOutWrong):
		return OptOutWrongNumber
	case anyIn(padded, optOutSaid):
		return OptOutClear
	}
	return OptOutNone
}

// optOutMostWords: longer texts are stories, in which such words mean something
// else.
const optOutMostWords = 40

func anyIn(padded string, phrases []string) bool {
	for _, p := range phrases {
		if strings.Contains(padded, p) {
			return true
		}
	}
	return false
}

var courtesies = wordSet("please pls plz ok okay hey hi hello just now por favor porfa ya oye thanks thank you gracias lol jesus god omg ugh can could u would")

// withoutCourtesy joins the words but those that only soften.
func withoutCourtesy(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if courtesies[w] {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// lineSet is a set of lines.
func lineSet(s string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			m[line] = true
		}
	}
	return m
}

// phraseList pads each line, so that only whole words match.
func phraseList(s string) []string {
	var list []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, " "+line+" ")
		}
	}
	return list
}

var (
	// Whole texts that are a wish to stop.
	optOutWhole = lineSet(`
		stop
		stop stop
		stop stop stop
		stop it
		stop this
		stop all
		stop now
		stop that
		opt out
		opt me out
		optout
		i opt out
		i want to opt out
		unsubscribe
		unsubscribe me
		unsub
		end texts
		quit it
		remove me
		remove my number
		remove
		delete me
		delete my number
		take me off
		leave me alone
		leave me be
		lose my number
		lose this number
		block me
		do not contact me
		dont contact me
		no more texts
		revoke
		i revoke
		pare
		paren
		parale
		paren de escribir
		alto
		basta
		baja
		dar de baja
		darme de baja
		denme de baja
		quitenme
		quiteme
		quitame
		borrenme
		borreme
		borrame
		dejenme
		dejame
		dejeme
		dejenme en paz
		dejame en paz
		dejeme en paz
		no mas
		no moleste
		no molesten
		no me moleste
		no me molesten
		detener
		detenganse
		cancelar mensajes
		cancelar suscripcion
		cancelen los mensajes
		stop texts
		stop messages
		tama na
		hinto
		itigil
		tigil
		tumigil ka
		itigil mo na
		wag na
		huwag na
		sotp
		stpo
		stopp
		stp
		sttop
		stoop
		dtop
		i said stop
		i told you to stop
		this is spam stop
		unsuscribe
		unsubcribe
		cease and desist
		tama na po
		huminto
		wag na magtext
		parar mensajes
		detener mensajes
		cancel texts
		cancel all texts
		cancel messages
		cancel these messages
		cancel these texts
		end texts
		end messages
		end these messages
		end these texts
		turn off texts
		turn texts off
		turn these texts off
		discontinue texts
		discontinue messages
		no mor texts
		leave me tf alone
		leave me the fuck alone
		no me moleste mas
		no me molesten mas
		no molesten mas
		stop talking to me
	`)
	// Anywhere in a text.
	optOutSaid = phraseList(`
		stop texting
		stop txting
		stop txtin
		stop textin
		stop messaging
		stop msging
		stop sending
		stop contacting
		stop bothering
		stop spamming
		stop calling and texting
		stop writing me
		stop writing to me
		stop these texts
		stop these messages
		stop the texts
		stop the messages
		stop all texts
		stop all messages
		stop all the texts
		stop with the texts
		stop with these texts
		stop hitting me up
		stop blowing up my phone
		quit texting
		quit txting
		quit messaging
		quit sending
		quit bothering
		quit contacting
		dont text me
		dont txt me
		dont message me
		dont msg me
		dont contact me
		dont send me
		dont write me
		dont text this
		dont text here
		dont text again
		dont ever text
		do not text
		do not message
		do not contact
		do not send me
		never text me
		never contact me
		never message me
		no more texts
		no more texting
		no more messages
		no more msgs
		no more txts
		no more reminders
		no texts please
		no longer want texts
		no longer want messages
		no longer want to receive
		no longer want these
		dont want texts
		dont want these texts
		dont want your texts
		dont want any texts
		dont want any more texts
		dont want anymore texts
		dont want more texts
		dont want messages
		dont want these messages
		dont want your messages
		dont want any messages
		dont want any more messages
		dont want to get texts
		dont want to get these
		dont want to get messages
		dont want to receive
		dont want to be texted
		dont want to be contacted
		dont want you to text
		dont want you texting
		dont want u texting
		want to stop getting texts
		want to stop getting messages
		want to stop receiving
		want the texts to stop
		want these texts to stop
		make it stop texting
		take me off your list
		take me off the list
		take me off this list
		take me off ur list
		take me off of
		take me off your
		take my number off
		take my number out
		take my name off
		get me off this list
		get me off your list
		remove me from
		remove my number
		remove this number
		delete my number
		delete this number
		lose my number
		unsubscribe me
		unsubscribe from
		opt me out
		opt out of
		like to opt out
		want to opt out
		wanna opt out
		i withdraw my consent
		revoke my consent
		i revoke consent
		leave me alone
		f off
		im reporting you as spam
		reporting this as spam
		reporting this number
		deje de mandarme
		deje de mandar
		deje de escribirme
		deje de enviarme
		deje de textearme
		deja de mandarme
		deja de escribirme
		deja de textearme
		dejen de mandarme
		dejen de mandar
		dejen de escribir
		dejen de escribirme
		dejen de enviarme
		dejen de textearme
		dejen de molestar
		deje de molestar
		deja de molestar
		no me mande
		no me manden
		no me mandes
		no me envie
		no me envien
		no me envies
		no me escriba
		no me escriban
		no me escribas
		no me textee
		no me texteen
		no me textees
		no me contacte
		no me contacten
		no manden mas
		no mande mas
		no envien mas
		no quiero mensajes
		no quiero mas mensajes
		no quiero recibir
		no quiero sus mensajes
		no quiero que me escriban
		no quiero que me manden
		no quiero que me texteen
		no quiero textos
		no quiero mas textos
		no mas mensajes
		no mas textos
		ya no quiero mensajes
		ya no quiero recibir
		ya no quiero textos
		ya no manden
		ya no mande
		ya no escriban
		ya no me escriban
		ya no me manden
		ya no me mande
		paren de mandar
		pare de mandar
		paren de escribir
		paren los mensajes
		pare los mensajes
		alto a los mensajes
		quiteme de la lista
		quitenme de la lista
		quitenme de su lista
		saquenme de la lista
		saqueme de la lista
		borren mi numero
		borre mi numero
		borra mi numero
		quiten mi numero
		eliminen mi numero
		denme de baja
		quiero darme de baja
		dejenme en paz
		dejeme en paz
		dejame en paz
		tigilan mo na
		tigilan nyo na
		wag mo na akong i text
		huwag mo na akong i text
		wag na kayong mag text
		wag ka na magtext
		huwag na kayong mag text
		stop harassing
		stop bugging
		stop txtn
		sttop texting
		stop textng
		dont want to receive messages
		do not want to receive
		do not want messages
		do not want texts
		do not want these
		do not want any
		delete me from
		erase my number
		erase this number
		take me out of your
		no deseo recibir
		no deseo mensajes
		deja de mandar
		dejen de mandarme
		elimine mi numero
		elimina mi numero
		no me vuelvan a escribir
		no me vuelva a escribir
		no me vuelvan a mandar
		no me vuelva a mandar
		no vuelvan a escribirme
		huwag na kayong magtext
		wag na kayong magtext
		huwag na kayo mag text
		turn off these texts
		turn off the texts
		cancel my texts
		cancel all messages
		end all texts
		end the texts
	`)
	// The same words about something else.
	optOutNot = phraseList(`
		want to stop using
		wanna stop using
		to stop using
		stop using
		stop drinking
		stop smoking
		stop taking
		stop the dope
		stop the cravings
		stop the pain
		stop shaking
		stop crying
		stop being sick
		help me stop
		help me quit
		cant stop
		can not stop
		cannot stop
		tried to stop
		trying to stop
		need to stop
		have to stop
		ready to stop
		want to quit
		wanna quit
		to quit
		cant quit
		ready to quit
		end this habit
		end my habit
		end this addiction
		end my addiction
		bus stop
		stop by
		stop in
		stop at
		stop the bus
		non stop
		nonstop
		he wont leave me alone
		she wont leave me alone
		they wont leave me alone
		ex wont leave me alone
		wont leave me alone
		never leaves me alone
		doesnt leave me alone
		told him to leave me alone
		told her to leave me alone
		he wont stop texting
		she wont stop texting
		wont stop texting
		ex keeps texting
		keeps texting me
		dejar de usar
		dejar de consumir
		dejar de tomar
		dejar la droga
		dejar las drogas
		dejar el vicio
		quiero dejarlo
		dont stop texting
		dont stop
		do not stop
		no me dejen
		no me deja en paz
		dont text me at work
		dont text me after
		dont text me before
		dont text me at night
		no me mande a
		no me mandaron
		no me manda
		pressed the wrong number
		hit the wrong number
		typed the wrong number
		put the wrong number
		gave you the wrong number
		gave the wrong number
		have the wrong number for
		has the wrong number for
		had the wrong number
		wrong number i meant
		is this the wrong number
		do i have the wrong number
		why did you stop
		did you stop texting
		did u stop
		tell him to stop
		tell her to stop
		dile que deje
		el no deja de
		ella no deja de
		no dejen de escribirme
		no deje de escribirme
		they never leave me alone
		never leave me alone
		how do i stop these texts
		no me mande mensajes en
		no me manden mensajes en
	`)
	optOutWrong = phraseList(`
		wrong number
		wrong numbr
		wrong num
		wrong nmber
		wrong person
		wrong phone
		numero equivocado
		numero incorrecto
		se equivoco de numero
		se equivocaron de numero
		te equivocaste de numero
		esta equivocado de numero
		equivocado de numero
		persona equivocada
		no such person here
		nobody by that name
		no one by that name
		noone by that name
		aint no one by that name
		not my number anymore
		no longer has this number
		doesnt have this number
		this isnt their number
		this is not their number
		this isnt his number
		this isnt her number
		not who you think
		no soy esa persona
		no soy quien busca
		ese no es mi numero
		maling numero
		wrng number
		i dont know anyone by that name
		no one here by that name
		nobody here by that name
		no longer her number
		no longer his number
		no longer their number
		not her number anymore
		not his number anymore
		not their number anymore
		isnt hers anymore
		isnt his anymore
		i just got this number
		i just got this phone
		se equivocaron de persona
		se equivoco de persona
		no es su numero
		ya no es su numero
		no conozco a esa persona
		no conozco a nadie con ese nombre
		aqui no vive
		aqui no hay nadie
	`)
	// Too little to act on: asked about once.
	optOutMaybe = lineSet(`
		no more
		enough
		go away
		end conversation
		fuck off
		end this
		para
		im done
		i am done
		im out
		not interested
		no longer interested
		im not interested
		stop talking
		never mind
		nevermind
		forget it
		no me interesa
		ya no me interesa
		ya no
		olvidelo
		olvidalo
		dejalo
		dejelo
		dejelo asi
		ya estuvo
		ya basta
		who gave you my number
		how did you get my number
		shut up
		quit this
		im good dont need this anymore
		i want to stop
		i need to stop
		i quit
		i want to quit
		so many messages
		too many messages
		too many texts
		so many texts
		how do i stop these texts
		how do i unsubscribe
		dont text me at work
		dont text me at night
		dont text me after 9pm
		no me mande mensajes en la noche
		stop asking questions
		stop asking me
		quiero parar
		ya no quiero
		demasiados mensajes
		muchos mensajes
		why do you keep texting me
		end chat
	`)
)
