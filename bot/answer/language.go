package answer

import "nightdesk/bot/text"

var (
	spanishWords = set(`hola gracias que como esta estoy quiero necesito ayuda por favor para con una uno los las del pero muy mas si tengo soy mi me te se le lo su sus
 cuando donde porque puedo puede pueden hay cita dia dias buenos buenas tardes noches ingles espanol usted ustedes nosotros ella el ellos hijo hija esposo esposa
 hermano hermana amigo mama papa dolor enfermo enferma clinica cuanto cuesta aceptan atienden hablar persona llamada mensaje mensajes no ya aqui alli ahora hoy
 manana ayer nada todo todos otra otro vez bien mal favor quien eres desde hasta entre sin sobre tambien nunca siempre ando malilla droga ocupo oye bueno claro
 es la en de y o un al a`)
	englishWords = set(`the and you your for with this that have need want help please what when where how who why can could would will are is was am im i me my we they
 he she it do does did not dont cant wont get got going go time day today tomorrow appointment clinic hi hello hey thanks thank yes no ok of to in on at be but so
 just like know make take come here there about from talk call text person sick doctor how much insurance because any some`)
	// words of both languages, or too short to tell.
	neutralWords = set("no me a is es ok i o y he clinic")
	plainSpanish = set("hola gracias ayuda espanol buenos buenas quiero necesito ayudeme ayudenme auxilio malilla adios claro")
	plainEnglish = set("hello thanks help please hey english appointment need")
)

// Language guesses the language of s, "en" or "es". sure is false when there is
// too little to tell by, or when both are mixed.
func Language(s string) (lang string, sure bool) {
	es, en := 0, 0
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
		plainES = plainES || plainSpanish[w]
		plainEN = plainEN || plainEnglish[w]
		if neutralWords[w] {
			continue
		}
		if spanishWords[w] {
			es++
		}
		if englishWords[w] {
			en++
		}
	}
	switch {
	case es > en && (es >= 2 && es >= 2*en || plainES && en == 0):
		return "es", true
	case en > es && (en >= 2 && en >= 2*es || plainEN && es == 0):
		return "en", true
	case es > en:
		return "es", false
	}
	return "en", false
}
