package safety

import (
	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Words of danger by language. Each is rare in the other one; "no", "me", "a",
// "he" and "son" are in neither list because they are words of both.
var (
	dangerSpanish = wordSet(
		"yo mi mis el la los las un una que de del en con por para ya esta estan estoy toy ta se le lo nos su sus muy mucho mucha mas pero porque pq si ella ellos tu usted ay",
		"quiero quieren quiere puedo puede voy va van ando tengo tiene siento necesito ocupo hay quedo dejo deja sigue anda",
		"duele duelen dolor pecho corazon brazo cabeza sangrando sangre sangra sangrado ataque aire respira respirar respirando despierta despertar desmayo desmaye convulsion convulsiones embarazada fiebre vomito",
		"sobredosis pastillas droga heroina tome tomo todas todo toda metio inyecto morado morada azul frio desmayado desmayada reacciona",
		"morir morirme muero muriendo matar matarme mato mate matara vivir vida suicidarme suicidar suicidio suicida acabar cortarme colgarme ahorcarme lastimarme danarme muerto muerta nadie nunca",
		"pega pegando pego golpea golpeo golpes amenaza amenazo amenazan miedo peligro pistola cuchillo arma salir encerrada encerrado persigue viola violo abusa marido esposo esposa mujer novio novia hijo hija hermano hermana mama papa amigo amiga",
		"ayuda ayudeme ayudame ayudenme auxilio socorro llamen ambulancia urgente emergencia malilla enfermo enferma mal hola gracias ahora ahorita aqui")
	dangerEnglish = wordSet(
		"i im ive ill my the and you your hes she shes they his her him is isnt are was were am to of for with in on at it this that have has had not dont cant wont didnt doesnt wanna want need help please pls",
		"going gonna myself kill killed die dying dead life live anymore breathing breathe wake waking awake blue overdose overdosed overdosing took taken pills chest pain hurts hurt bleeding blood heart seizure",
		"gun knife hit hits hitting beat beats husband wife friend brother sister mom dad kid baby outside house scared afraid safe sick dope pregnant up down out too much all what how just so but")
)

// dangerSounds are the longer of the Spanish words by their sound, for those who
// spell by ear.
var dangerSounds = func() map[string]bool {
	m := map[string]bool{}
	for w := range dangerSpanish {
		if len(w) > 3 {
			m[text.SpanishSound(w)] = true
		}
	}
	return m
}()

// Tongue tells the language of a text that speaks of danger by its words. sure
// is false when none of them tells.
func Tongue(s string) (lang bot.Lang, sure bool) {
	es, en := 0, 0
	for _, w := range text.Words(s) {
		if dangerSpanish[w] || !dangerEnglish[w] && len(w) > 3 && dangerSounds[text.SpanishSound(w)] {
			es++
		}
		if dangerEnglish[w] {
			en++
		}
	}
	switch {
	case es > en:
		return bot.Spanish, true
	case en > es:
		return bot.English, true
	}
	return "", false
}
