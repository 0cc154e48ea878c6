package safety

import (
	"strings"
	"unicode"

	"nightdesk/bot/text"
)

// A danger question is read by a closed list: whatever is not on it is a yes.
// "no one is here", "no please hurry" and "no just very sleepy" begin like a no
// and are none, so a reader that guesses would leave somebody to die.

// Denies reports whether an answer to a [Question] is a plain no: "2", "nah",
// "no im ok thanks". rest is what else it says, of a few things that deny nothing
// ("no, i want to talk to a person", "no, just dope sick").
func Denies(answer string) (rest string, no bool) {
	said := denials.in(answer)
	return said.rest, said.plainly
}

// Affirms reports whether an answer to "is it safe to text you?" is a plain yes.
func Affirms(answer string) bool { return affirmations.in(answer).plainly }

// Unclear reports whether an answer to a [Question] is only a nod or a sign that
// says neither yes nor no. Where minutes count there is no such thing: the caller
// acts on it.
func Unclear(answer string) bool {
	signs := false
	for _, r := range answer {
		if unicode.Is(unicode.So, r) {
			if !strings.ContainsRune("👍👌👎❌🙏🙂😊❤🤷", r) {
				return false
			}
			signs = true
		}
	}
	words := text.Words(answer)
	for _, w := range words {
		if !nods[w] {
			return false
		}
	}
	return (signs || len(words) > 0) && !strings.ContainsAny(answer, "?¿")
}

var nods = wordSet("ok okay okey okie k kk oki thanks thank you thx ty gracias bueno vale mhm hmm hm lol jaja")

// Over reports whether a text in a hold says nothing but that the danger is over
// or was a joke.
func Over(s string) bool { return overs.in(s).plainly }

// part is what a phrase of an answer says.
type part int

const (
	answers part = iota + 1 // the answer itself
	softens                 // nothing: thanks
	wishes                  // something else, for the rest of the program to hear

	// Added to one of these: it counts only where a clause begins, or ends.
	begins part = 4
	ends   part = 8
	kinds  part = 3
)

// plainBook says what each phrase of a plain answer says. In Spanish "no estoy
// bien" is "I am not well" and "no, estoy bien" is a no, so those phrases count
// only where a clause begins.
type plainBook map[string]part

const longestPhrase = 9

func (b plainBook) add(p part, lines string) plainBook {
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" {
			b[line] = p
		}
	}
	return b
}

// plainAnswer is what became of an answer read by a closed list.
type plainAnswer struct {
	plainly bool
	rest    string
}

func (b plainBook) in(s string) (a plainAnswer) {
	if strings.ContainsAny(s, "?¿") || strings.ContainsFunc(s, oddSign) {
		return plainAnswer{}
	}
	answered := false
	for _, clause := range strings.FieldsFunc(s, endsClause) {
		words := text.Words(clause)
		for at := 0; at < len(words); {
			p, phrase, n := b.longest(words, at)
			if n == 0 {
				return plainAnswer{}
			}
			switch p {
			case answers:
				answered = true
			case wishes:
				a.rest = strings.TrimSpace(a.rest + " " + phrase)
			}
			at += n
		}
	}
	a.plainly = answered
	return a
}

// longest finds the longest phrase at a place, which may be none.
func (b plainBook) longest(words []string, at int) (part, string, int) {
	for n := min(longestPhrase, len(words)-at); n > 0; n-- {
		phrase := strings.Join(words[at:at+n], " ")
		p := b[phrase]
		if p == 0 || p&begins != 0 && at > 0 || p&ends != 0 && at+n < len(words) {
			continue
		}
		return p & kinds, phrase, n
	}
	return 0, "", 0
}

func endsClause(r rune) bool { return strings.ContainsRune(".,;:!\n", r) }

// oddSign reports whether a sign may say more than words do: a pill, a knife, a
// face that weeps.
func oddSign(r rune) bool {
	return unicode.Is(unicode.So, r) && !strings.ContainsRune("👍👌👎❌🙏🙂😊", r)
}

var denials = plainBook{}.
	add(answers, `
		2
		two
		dos
		no
		n
		nope
		nop
		nah
		naw
		nel
		not at all
		none
		none of that
		none of those
		nothing like that
		para nada
		nada de eso
		ninguno
		ninguna
		no hay peligro
		no estoy en peligro
		im not in danger
		im not suicidal
		im not hurt
		no one is hurt
		nobody is hurt
		nadie esta herido`).
	add(answers, everyOne("im|i am|we are|hes|he is|shes|she is|theyre|they are|everyone is|everybody is", "ok|okay|fine|good|alright|all right|safe")).
	add(answers, everyOne("im|i am|hes|shes", "ok now|okay now|fine now|all good")).
	add(answers+begins, "todo bien").
	add(answers+begins, everyOne("estoy|yo estoy|estamos|todos estamos|todo esta|todos estan", "bien|muy bien|a salvo")).
	add(softens, `
		thanks
		thank you
		thx
		ty
		sorry
		lol
		haha
		gracias
		muchas gracias
		perdon
		jaja
		really
		honestly
		sir
		maam
		man
		bro
		senor
		senora
		its ok
		its okay
		its fine`).
	add(wishes, `
		just dope sick
		im just dope sick
		im dope sick
		just dopesick
		dope sick
		dopesick
		only dope sick
		just withdrawal
		just withdrawals
		its just withdrawal
		im in withdrawal
		solo malilla
		solo la malilla
		ando malilla`).
	add(softens+ends, `
		i dont
		i didnt
		i havent
		im not
		i am not
		he didnt
		she didnt
		they didnt
		nobody did`).
	add(wishes, everyOne("i want to|i need to|i wanna|i just want to|id like to|can i|let me", everyOne("talk to|speak to|talk with|speak with", "a person|a human|someone|somebody|a real person|a counselor|a nurse"))).
	add(wishes, everyOne("please", "stop texting me|dont text me|do not text me|call me")).
	add(wishes, `
		stop texting me
		stop texting
		dont text me
		do not text me
		quit texting me
		no more texts
		call me`).
	add(wishes, everyOne("my|the|i meant my|i mean my|i meant the|i mean the|just my|just the|only my|its my|its about my|its just my|about my|i meant about my|i was talking about my|im talking about my|i just meant my|i only meant my|it was about my",
		"appointment|appt|visit|apointment")).
	add(wishes, everyOne("i|i just|just|i only|only|i meant i|i mean i|i meant i just", everyOne("cant make it to|cant make|cant come to|cant get to|wont make it to|wont make",
		"my appointment|my appt|my visit|the appointment|the appt|the visit"))).
	add(wishes, everyOne("i|i just|just|i only|i meant i|i mean i", everyOne("cant make it|cant come|wont make it|cant come in|cant make it in", "today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday"))).
	add(wishes+begins, everyOne("mi|la|es mi|es la|es por mi|es por la|es sobre mi|solo mi|solo la|era mi|era por la|hablaba de mi|hablaba de la|hablo de mi|hablo de la|me refiero a mi|me refiero a la|me referia a la|me referia a mi|digo mi|digo la|quise decir mi|quise decir la",
		"cita|visita")).
	add(wishes+begins, everyOne("no puedo|solo no puedo|es que no puedo", "ir a la cita|ir a mi cita|llegar a la cita|llegar a mi cita|ir hoy|ir manana|ir el lunes|ir el martes|ir el miercoles|ir el jueves|ir el viernes|ir el sabado")).
	add(wishes+begins, everyOne("quiero|quisiera|necesito|puedo", everyOne("hablar con", "una persona|alguien"))).
	add(wishes+begins, `
		ya no me escriba
		ya no me escriban
		ya no me mande mensajes
		ya no me manden mensajes`)

var affirmations = plainBook{}.
	add(answers, `
		1
		one
		uno
		yes
		yes it is
		yeah
		yea
		yep
		yup
		y
		si
		its safe
		it is safe
		es seguro
		si es seguro`).
	add(softens, `
		thanks
		thank you
		gracias
		for now
		por ahora`)

// Unsafe reports whether a text says that this phone is not safe to text, and
// nothing else. asked is set if that was just asked: then fewer words say it.
func Unsafe(s string, asked bool) bool {
	return unsafeTexts.in(s).plainly || asked && unsafeAnswers.in(s).plainly
}

const (
	notHere = `
		not safe to text
		its not safe to text
		not safe to text me
		not safe to text here
		dont txt me
		dont text
		dont text me
		dont text me back
		dont text back
		dont text me here
		dont text here
		do not text me
		do not text me back
		dont reply
		dont answer
		dont write back
		dont write me
		stop texting
		stop texting me
		no more texts
		no me escriba
		no me escriban
		no me escribas
		no me textee
		no me texteen
		no escriba
		no escriban
		no conteste
		no contesten
		no responda
		no respondan
		ya no me escriba
		ya no me escriban
		no mande mensajes
		no me mande mensajes`
	nearby = `
		he is looking
		hes looking
		he can see
		he has my phone
		he might see
		he might see it
		he will see
		hell see
		he reads my phone
		he checks my phone
		he is home
		hes home
		shes home
		he is back
		hes back
		shes back
		el esta aqui
		ella esta aqui
		esta aqui
		aqui esta
		ya llego
		ya volvio
		me revisa el telefono
		esta viendo`
	unsafeSofteners = `
		no esta aqui
		no esta
		el no esta aqui
		ya no esta aqui
		no
		nope
		please
		pls
		plz
		right now
		now
		again
		because
		cuz
		bc
		sorry
		thanks
		thank you
		por favor
		porfa
		ahora
		ahorita
		porque
		gracias`
)

var (
	hereNow       = everyOne("he is|hes|shes|she is|theyre|they are|my husband is|my boyfriend is|my ex is|my bf is", "here|right here|here now|still here|with me|watching|in the room|in the house|next to me|reading this|reading my texts|reading my phone|around")
	unsafeTexts   = plainBook{}.add(answers, notHere).add(softens, hereNow).add(softens, nearby).add(softens, unsafeSofteners)
	unsafeAnswers = plainBook{}.add(answers, `
		2
		not safe
		not here
		not really
		not now
		not right now
		its not
		it is not
		it isnt
		it isnt safe
		its not safe
		it is not safe
		this isnt safe
		this is not safe
		im not safe
		i am not safe
		no es seguro
		no seguro
		no es
		aqui no
		ahora no
		no estoy a salvo`).add(answers, notHere).add(answers, hereNow).add(answers, nearby).add(softens, unsafeSofteners)
)

// Gone reports whether a text says nothing but that somebody left. Of whoever is
// a danger that is no sign of death.
func Gone(s string) bool { return gone.in(s).plainly }

var gone = plainBook{}.
	add(answers, everyOne("he|she|they", "left|is gone|are gone|went away|ran off|took off|drove off")+
		everyOne("hes|shes|theyre", "gone|away")+everyOne("ya", "se fue|se fueron|se salio")+everyOne("el|ella", "se fue|ya se fue|se salio")).
	add(softens, `
		now
		for now
		ok
		yes
		yeah
		just
		ahora
		por ahora
		si`)

var overs = plainBook{}.
	add(answers, everyOne("im|i am|i feel|were|we are|hes|he is|shes|she is|everyone is|everybody is", "safe|safe now|ok|ok now|okay|okay now|fine|fine now|good|good now|better|better now|alright|alright now|not in danger|not in danger anymore")).
	add(answers, everyOne("it was|that was|was|this was|im|i was|it was just|that was just|only|i was only|i was just", "a joke|joking|kidding|playing|a mistake|an accident")).
	add(answers, `
		just kidding
		just joking
		jk
		j k
		joke
		its over
		it is over
		its over now
		false alarm
		never mind
		nevermind
		i didnt mean it
		didnt mean it
		i dont mean it
		didnt mean that
		i didnt mean that
		i wont do it
		no one is in danger
		nobody is in danger
		there is no danger
		no hay peligro
		ya no hay peligro
		falsa alarma
		era broma
		fue broma
		es broma
		era una broma
		fue una broma
		no lo dije en serio
		no es en serio
		ya paso`).
	add(answers+begins, everyOne("estoy|ya estoy|estamos|ya estamos|todo esta", "bien|mejor|a salvo|bien ahora")).
	add(softens, `
		no
		nah
		now
		sorry
		lol
		haha
		thanks
		thank you
		gracias
		perdon
		jaja
		ok
		please
		really
		i promise
		just`)

// everyOne makes a line of each beginning with each ending.
func everyOne(beginnings, endings string) string {
	var b strings.Builder
	for first := range strings.SplitSeq(beginnings, "|") {
		for _, last := range strings.FieldsFunc(endings, func(r rune) bool { return r == '|' || r == '\n' }) {
			b.WriteString(strings.TrimSpace(first) + " " + strings.TrimSpace(last) + "\n")
		}
	}
	return b.String()
}
