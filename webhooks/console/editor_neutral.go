package console

import (
	"regexp"
	"strings"
	"unicode"

	"nightdesk/bot"
	"nightdesk/flows"
)

// neutralFor are neutral words for some that tell what kind of clinic this is: what any
// office would say. A longer one stands before those that it holds.
var neutralFor = map[bot.Lang][][2]string{
	bot.English: {
		{"a doctor", "another office"}, {"a physician", "another office"}, {"my doctor", "another office"}, {"your doctor", "another office"}, {"the doctor", "the office"}, {"doctor", "office"}, {"physician", "office"},
		{"a counselor", "somebody here"}, {"your counselor", "somebody here"}, {"counselor", "staff"}, {"a nurse", "somebody here"}, {"nurse", "staff"},
		{"counseling", "a visit"}, {"therapy", "a visit"}, {"treatment", "visits"}, {"patient", "person"}, {"patients", "people"},
		{"your dose", "your visit"}, {"a dose", "a visit"}, {"dose", "visit"}, {"doses", "visits"}, {"dosing", "visit"}, {"your medicine", "your visit"}, {"medicine", "visit"},
	},
	bot.Spanish: {
		{"un doctor", "otra oficina"}, {"una doctora", "otra oficina"}, {"un médico", "otra oficina"}, {"un medico", "otra oficina"}, {"su doctor", "otra oficina"}, {"mi doctor", "otra oficina"}, {"el doctor", "la oficina"},
		{"un consejero", "alguien de aqui"}, {"una enfermera", "alguien de aqui"}, {"consejeria", "una cita"}, {"terapia", "una cita"}, {"tratamiento", "citas"}, {"paciente", "persona"}, {"pacientes", "personas"},
		{"su dosis", "su cita"}, {"una dosis", "una cita"}, {"su medicina", "su cita"}, {"la medicina", "la cita"},
	},
}

// neutralWords are the questions with such words in their place, if that mends them in
// all languages: otherwise none.
func neutralWords(asked []textMeter) (all []wordingField) {
	for _, t := range asked {
		words := t.Text
		for _, n := range neutralFor[bot.Lang(t.Lang)] {
			words = replacedWord(words, n[0], n[1])
		}
		if flows.Tells(words) {
			return nil
		}
		all = append(all, wordingField{t.Lang, t.Language, words})
	}
	return all
}

// replacedWord is s with whole words in the place of others, in capitals as they were.
func replacedWord(s, old, new string) string {
	re := regexp.MustCompile(`(?i)(^|[^\p{L}])(` + regexp.QuoteMeta(old) + `)($|[^\p{L}])`)
	return re.ReplaceAllStringFunc(s, func(m string) string {
		p := re.FindStringSubmatch(m)
		put := new
		if first := []rune(p[2])[0]; unicode.IsUpper(first) {
			put = strings.ToUpper(new[:1]) + new[1:]
		}
		return p[1] + put + p[3]
	})
}
