package release

import (
	"regexp"
	"slices"

	"nightdesk/bot"
)

// dangerPhrases are lines of the engine that whoever may be in danger gets: HELP, "i
// need help", and after a no to "are you in danger".
var dangerPhrases = []string{bot.PhraseHelp, bot.PhraseHelpHere, bot.PhraseNotUrgent}

// helpNumber finds numbers that somebody in danger may call or text: whole ones, so
// that 555-911-0100 is not 911. 741741 is the Crisis Text Line (crisistextline.org).
var helpNumber = regexp.MustCompile(`\b([0-9]{3}-[0-9]{3}-[0-9]{4}|911|988|741741)\b`)

// Danger names what a change does to what people in danger depend on, a sentence
// each; nothing if it leaves that alone. A second person must agree to any of it:
//
//   - another reply to danger, or another of the phrases above;
//   - a text that speaks of danger (a number of help, an emergency, naloxone) or of a
//     step that calls a person at once, if one letter of it is another: see dangerTexts
//     for the greeting and for new texts. Under another name or in another file a step
//     or common question is another one;
//   - calling a person at once, where it ends, begins or depends on something else,
//     and an answer that led to it and no longer does.
func Danger(before, after *bot.Script) []string {
	var all []string
	for _, r := range Reasons(before, after) {
		if !slices.Contains(all, r.What) {
			all = append(all, r.What)
		}
	}
	return all
}

// namesNumber reports whether one of the texts names a number of help.
func namesNumber(texts ...bot.Text) bool {
	return slices.ContainsFunc(texts, func(t bot.Text) bool {
		for _, s := range t {
			if helpNumber.MatchString(s) {
				return true
			}
		}
		return false
	})
}
