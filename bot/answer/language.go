package answer

import (
	"strings"

	"nightdesk/bot/text"
)

// Words that tell the two languages apart. Spanish ones are compared by their
// sound, see [text.SpanishSound], so that each stands here once, well spelt.
var (
	spanishWords = soundSet(`hola gracias que como esta estas estan estoy estamos quiero quieren quieres necesito necesita ayuda ayudar por favor porfavor porfa para con una uno unos unas los las
 del pero muy mas si tengo tiene tienen tenemos soy eres somos mi mis te se le lo su sus nos cuando donde porque puedo puede pueden podemos hay cita citas dia dias buenos buenas tardes noches
 ingles espanol usted ustedes nosotros ella ellos ese esa eso este esto aquel hijo hija hijos esposo esposa marido hermano hermana amigo amiga mama papa primo prima tio tia abuela novio novia bebe
 pareja familia dolor duele duelen enfermo enferma clinica cuanto cuanta cuantos cuesta aceptan atienden hablar habla hablan persona llamada llamar llamen mensaje mensajes aqui alli ahi ahora hoy
 manana ayer nada todo todos todas otra otro vez veces primera primero bien mal quien desde hasta entre sobre tambien nunca siempre ando anda malilla droga drogas ocupo oye bueno claro es la en
 de y o un al el yo tu aseguranza seguro metadona pastilla pastillas tomar tomo tome trabajo trabajar dinero pagar casa carro camion cerca lejos cuidado sangre sangrando corazon pecho cabeza ataque
 morir morirme muero muere murio muerto matar matarme mataron vivir vida siento sientes respira respirar respirando despierta despierto desperto azul azules fria morado pegando pego pega golpea
 golpeo pistola miedo amenaza amenazo sobredosis auxilio urgente emergencia policia hospital embarazada meses semanas anos edad mayor nuevo nueva paciente antes despues luego temprano tarde noche
 lunes martes miercoles jueves viernes sabado domingo horario abren abierto abiertos cierran cambiar cancelar mover puedes saber decir digo dice hacer hago hice haga ir voy vas vamos fui venir vengo
 quisiera gustaria entiendo entender comprendo leer escribir verdad mentira nomas mucho mucha muchos mismo misma solamente cual cuales alguien algo ningun ninguna ninguno tampoco orale ora onda andale
 neta compa guey carnal vato chamba jale feria troca rait aliviane crudo cruda heroina fentanilo cristal agujas listo lista telefono celular numero direccion mandar mande mandeme avisar tal malo mala
 dejar deje dejo usar usando sudando temblando vomito vomitando ganas traigo trae llevar llega llegar pasar paso pasa sirve sale hacen tomando tomado fue fueron era hubo habia ya canto algien`)
	englishWords = set(`the and you your youre u ur for with this that thats have has had need needs want wants help please pls plz what whats when where how hows who whos why can could would will should
 may might is are was were been being am im ive ill i my mine myself we us our they them their he she his her hes shes it its do does did done dont cant wont didnt doesnt isnt arent get got getting
 gotta gonna wanna go going gone went time today tomorrow tmrw tonight yesterday appointment appt clinic hi hello hey thanks thank thx yes yeah yep yup nah nope ok okay sure of to in on at be but
 so just like know think feel feeling make take took taking come coming here there about from talk text texting call phone person people someone anybody anyone somebody sick doctor nurse much many
 insurance because cause any some something nothing if or not no up out off down over now later soon morning afternoon evening night day days week month year old new first last next me none never
 always every good bad better sorry live use using used work working job ride car home house money pay cost free open close closed hours see seen back start started stop one two three four five
 son daughter mom dad mother father brother sister wife husband friend girlfriend boyfriend kid kids baby pregnant pain hurt hurts hurting drug drugs pills pill clean sober dope high meds medicine
 methadone dose english idk lol omg more less than then too also really very still again before after around only other both let lets tell told say said ask look looking find found try trying hope
 wait waiting accept speak read walk turning woke awake thing things way place where right left long short same different right which while without until since his him by as an`)
	// words of both languages, or too short to tell. "come", "son", "has", "sale", "once", "sin" and the like are English words too.
	neutralWords = set("no me a es ok o y he clinic ya son van solo sin sea red pan once come has sale pie dice ten ella casa pasa hospital era fue paso este carnal feria metadona cristal medicare medicaid " +
		"ave ir ora bebe mama papa primo prima do so to un on en al se le lo la tu mi si de anos san los las del el yo rait lista")
	plainSpanish = soundSet(`hola gracias ayuda espanol buenos buenas quiero necesito ayudeme ayudenme auxilio malilla adios claro sobredosis nesesito ocupo estoy tengo porfavor porfa morirme matarme
 aseguranza orale nomas quisiera cuanto cuando donde entiendo`)
	plainEnglish = set("hello thanks help please hey english appointment need")
	// how Spanish is cut short in texts: weak alone, telling beside another word.
	shortSpanish = set("q pa xq pq porq tmb tambn dnd toy ta tas sip simon nel bn msj grax ntp tons vdd")
	// words of both languages that speak for Spanish beside another Spanish word.
	leaning = set("un en al se le lo la tu mi si de los las del el yo y es o me casa pasa paso fue era solo sin son van bebe mama papa ir ya este ella sale rait ora lista anos")
)

// byEar are the words of commands and common questions that people spell by ear,
// well spelt; what sounds alike is found by [spanishSound].
var byEar = func() map[string]string {
	m := map[string]string{}
	for w := range strings.FieldsSeq(`hola quiero quisiera necesito puedo pueden cita citas cambiar cambio mover cancelar cancela hablar habla hablan hablo alguien
 persona humano llamar llame llamen llamenme cuanto cuesta cuestan cobran pagar espanol ingles hijo hija hijos ayudo ayudar ayuda volver hora horario
 abren cierran donde cuando queda clinica aceptan aseguranza seguro embarazada vivir voy ir venir vengo hacer hacen hay visita visitas metadona
 empezar comenzar regresar atras consejera enfermera entiendo dejar esposo esposa hermano hermana usa usando consume tomar tomo dosis falte perdi
 reagendar otra otro dia fecha llegar nueva nuevo`) {
		m[text.SpanishSound(w)] = w
	}
	m["kanto"], m["aljien"] = "cuanto", "alguien"
	return m
}()

// mistyped are English words as thumbs write them, of which a command hangs.
var mistyped = map[string]string{"teh": "the", "chnage": "change", "cahnge": "change", "chagne": "change", "chanage": "change", "chane": "change", "cancle": "cancel", "cansel": "cancel",
	"resceduel": "reschedule", "reschdule": "reschedule", "rescehdule": "reschedule", "aptment": "appointment", "appointmnt": "appointment", "appointmet": "appointment", "l8": "late", "runnign": "running"}

// wellSpelt is a folded word spelt well if it is a Spanish one spelt by ear or
// one of the mistyped.
func wellSpelt(w string) string {
	if well := mistyped[w]; well != "" {
		return well
	}
	if len(w) < 3 || englishWords[w] || neutralWords[w] {
		return w
	}
	var buf [32]byte
	sound := text.AppendSpanishSound(buf[:0], w)
	if well := byEar[string(sound)]; well != "" && len(sound) > 2 {
		return well
	}
	return w
}

// soundSet holds Spanish words by their sound.
func soundSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range set(list) {
		m[text.SpanishSound(w)] = true
	}
	return m
}

// Language guesses the language of s, "en" or "es", also in Spanish spelt by ear
// or cut short. sure is false when there is too little to tell by, or when both
// are mixed. With nothing to tell by it is "en".
func Language(s string) (lang string, sure bool) {
	es, en, lean, short := 0, 0, 0, 0
	plainES, plainEN := false, false
	for _, r := range s {
		switch r {
		case 'ñ', 'Ñ', '¿', '¡':
			es += 2
		case 'á', 'é', 'í', 'ó', 'ú':
			es++
		}
	}
	for _, w := range text.Words(s) {
		sound := text.SpanishSound(w)
		plainEN = plainEN || plainEnglish[w]
		switch {
		case englishWords[w]:
			if !neutralWords[w] {
				en++
			}
		case neutralWords[w]:
		case spanishWords[sound] && !clipped(w, sound):
			plainES = plainES || plainSpanish[sound]
			es++
		case shortSpanish[w]:
			short++
		}
		if leaning[w] {
			lean++
		}
	}
	// Short words count once something longer is Spanish; two of them are enough.
	if es > 0 && en == 0 || short+lean >= 2 && short > 0 {
		es += short + lean
	}
	switch {
	case es > en && (es >= 2 && es >= 2*en || plainES && en == 0):
		return "es", true
	case en > es && (en >= 2 && en >= 2*es || plainEN && es == 0):
		return "en", true
	case es > en || en == 0 && short > 0:
		return "es", false
	}
	return "en", false
}

// clipped reports whether a word sounds like a short one that it is not: the
// name "lee" is not "le".
func clipped(w, sound string) bool {
	for i := 1; len(sound) <= 2 && i < len(w); i++ {
		if w[i] == w[i-1] {
			return true
		}
	}
	return false
}

// SpanishWords counts the words of s that are Spanish and can be neither English
// nor, by themselves, a name: "lee" and "simon" count for none.
func SpanishWords(s string) (n int) {
	for _, w := range text.Words(s) {
		sound := text.SpanishSound(w)
		if spanishWords[sound] && !clipped(w, sound) && !englishWords[w] && (!neutralWords[w] || leaning[w]) && !nameToo[w] {
			n++
		} else if shortSpanish[w] && !nameToo[w] && w != "simon" {
			n++
		}
	}
	return n
}
