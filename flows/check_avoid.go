package flows

import (
	"strings"
	"unicode"

	"nightdesk/bot"
)

// instead is what to say for words that put people down, by language. Sources:
// NIDA, "Words Matter"; ONDCP, "Changing the Language of Addiction".
var instead = map[bot.Lang]dictionary{
	bot.English: newDictionary(map[string]string{
		"addict": "person who uses drugs", "addicts": "people who use drugs", "junkie": "person who uses drugs", "junkies": "people who use drugs",
		"user": "person who uses drugs", "users": "people who use drugs", "abuser": "person who uses drugs", "abusers": "people who use drugs",
		"druggie": "person who uses drugs", "alcoholic": "person who drinks", "addicted": "has opioid use disorder",
		"abuse": "use", "abusing": "using", "habit": "use", "drug problem": "drug use",
		"relapse": "return to use", "relapsed": "returned to use", "relapsing": "returning to use", "fell off": "returned to use", "fall off the wagon": "return to use",
		"clean": "not using, or: negative (of a test)", "dirty": "using, or: positive (of a test)",
		"substitution": "medicine", "replacement": "medicine", "opioid replacement": "medicine", "crutch": "medicine", "mat": "medicine",
		"addicted baby": "baby exposed to opioids", "non-compliant": "missed visits", "noncompliant": "missed visits",
		"no-show": "missed visit", "no show": "missed visit", "committed suicide": "died by suicide", "commit suicide": "die by suicide",
		"please be advised": "(nothing)", "asap": "as soon as you can", "failed": "missed", "failure": "(say what happened)", "sober up": "stop using",
	}),
	bot.Spanish: newDictionary(map[string]string{
		"adicto": "persona que usa drogas", "adicta": "persona que usa drogas", "adictos": "personas que usan drogas",
		"drogadicto": "persona que usa drogas", "drogadicta": "persona que usa drogas", "toxicomano": "persona que usa drogas",
		"yonqui": "persona que usa drogas", "tecato": "persona que usa drogas", "vicioso": "persona que usa drogas",
		"abuso": "uso", "abusar": "usar", "vicio": "uso", "recaida": "volver a usar", "recaer": "volver a usar",
		"limpio": "sin usar, o: negativo", "limpia": "sin usar, o: negativa", "sucio": "positivo", "sucia": "positiva",
		"sustitucion": "medicina", "reemplazo": "medicina", "muleta": "medicina", "incumplido": "falto a una cita", "incumplida": "falto a una cita",
		"cometio suicidio": "murio por suicidio", "cometer suicidio": "morir por suicidio",
	}),
}

// avoid: words about people that section 6 of the wording rules keeps out.
// What people write to us (answers, examples of questions) is not checked.
func (c *checker) avoid() {
	c.each(func(w wording, lang bot.Lang, s string) {
		for _, bad := range c.found(s, instead[lang]) {
			c.warn(c.at(w.key+"/"+string(lang)), `"`+bad+`" is a word to avoid`, "say:  "+instead[lang].say[bad])
		}
	})
}

// shoutable are the capitals that people need to see, and common short names.
var shoutable = []string{
	"STOP", "START", "HELP", "CALL", "NOW", "ALTO", "PARE", "AYUDA", "LLAME", "AHORA", "YA", "DO", "NOT", "NO",
}

// shouting: words in capitals. Four letters and more, for names of clinics and
// programs are short.
func (c *checker) shouting() {
	c.each(func(w wording, lang bot.Lang, s string) {
		for u := range strings.FieldsFuncSeq(withoutNames(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(u) >= 4 && u == strings.ToUpper(u) && u != strings.ToLower(u) && !contains(shoutable, u) {
				c.warn(c.at(w.key+"/"+string(lang)), `"`+u+`" is all in capitals`, "write:  "+strings.ToLower(u))
				return
			}
		}
	})
}
