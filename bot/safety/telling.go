package safety

import (
	"slices"

	"nightdesk/bot/text"
)

// careWords are what staff are called in texts that would give a clinic away.
var careWords = wordSet(`nurse nurses doctor doctors physician therapist patient patients rehab enfermera enfermero doctora medico medica paciente pacientes terapeuta`)

// Telling lists the words of a text that say what the clinic is for, or who works
// there, each once and in order (domain rule 3.2).
func Telling(s string) []string {
	var found []string
	for _, w := range text.Words(s) {
		if (tellingWords[w] || careWords[w]) && !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	return found
}
