package flows_test

import (
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
)

// neutral are the phrases that must tell nothing, and what each must say besides.
func neutral() []string {
	var all []string
	for _, name := range bot.Phrases() {
		if bot.Neutral(name) {
			all = append(all, name)
		}
	}
	return all
}

// phraseWith puts a word into one language of one phrase of the good scripts.
func phraseWith(t *testing.T, name string, lang bot.Lang, word string) []flows.Problem {
	t.Helper()
	files := good()
	before, after, ok := strings.Cut(files["phrases.flow"], "\n"+name+"\n")
	if !ok {
		t.Fatalf("no phrase %q", name)
	}
	lead := "  " + string(lang) + "  "
	head, tail, ok := strings.Cut(after, lead)
	if !ok {
		t.Fatalf("%s: no %s", name, lang)
	}
	files["phrases.flow"] = before + "\n" + name + "\n" + head + lead + word + " " + tail
	_, problems := flows.ParseAndCheck(files, known)
	return problems
}

func reveals(problems []flows.Problem) bool {
	for _, p := range problems {
		if strings.Contains(p.String(), "tells what kind of clinic this is") {
			return true
		}
	}
	return false
}

// TestNeutralPhrasesStayNeutral: whatever an administrator writes into a text that
// nobody asked for, in either language and any spelling that a reader would still
// read, a word that tells what kind of clinic this is keeps it from going live.
func TestNeutralPhrasesStayNeutral(t *testing.T) {
	all := neutral()
	if len(all) < 15 {
		t.Fatalf("only %d phrases are neutral", len(all))
	}
	words := []string{"methadone", "METHADONE", "Métha\u00addone", "opioid", "addiction", "drugs", "treatment", "recovery", "dose", "counselor", "group", "patient", "sobriety",
		"metadona", "adicción", "tratamiento", "recuperacion", "dosis", "consejera", "grupo", "Medicación?", "overdose", "{clinic name}", "www.example.org"}
	for _, name := range all {
		for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
			if p := phraseWith(t, name, lang, "Hi"); reveals(p) {
				t.Fatalf("%s, %s: a harmless word is refused: %v", name, lang, p)
			}
			most := words
			if name != bot.PhraseNudge { // each word once, and every phrase
				most = words[:2]
			}
			for _, w := range most {
				unseen := strings.Contains(w, "\u00ad") // a hyphen that nobody sees is refused by itself
				if p := phraseWith(t, name, lang, w); !reveals(p) && !unseen || !flows.Blocks(p) {
					t.Errorf("%s, %s: %q may go live: %v", name, lang, w, p)
				}
			}
		}
	}
}

// A private word is one in each of its forms.
func TestPrivateWordsCountInAllTheirForms(t *testing.T) {
	for lang, words := range map[bot.Lang]string{
		bot.English: "addictions addicted addicts substances treatments recoveries rehabs detoxes withdrawals doses dosages medicines therapies nurses physicians relapses relapsed overdosed recovering opiates",
		bot.Spanish: "adicciones adicta adictos adictas sustancias tratamientos recuperaciones rehabilitaciones doctores doctoras medicos medicas enfermeras enfermeros consejeros consejerias sobrias recaidas opioides opiáceos heroínas drogada sobredosis dosis",
	} {
		for w := range strings.FieldsSeq(words) {
			if !reveals(phraseWith(t, bot.PhraseNudge, lang, w)) {
				t.Errorf("%s: %q may go live", lang, w)
			}
		}
	}
	for w := range strings.SplitSeq("grown|patience|addition|adhesives|medios|dozen|a list of medicines|Lista de medicinas", "|") {
		if reveals(phraseWith(t, bot.PhraseNudge, bot.English, w)) {
			t.Errorf("%q tells nothing", w)
		}
	}
}

// What the person answered, and what staff are, is no part of such a text.
func TestNeutralPhrasesSayNothingOfThePerson(t *testing.T) {
	for _, name := range []string{bot.PhraseNudge, bot.PhraseReminder, bot.PhraseStaffTook, bot.PhraseStaffDone} {
		for value, want := range map[string]bool{"{who}": true, "{role}": true, "{visit}": false, "{clinic phone}": false, "{hours}": false} {
			if got := reveals(phraseWith(t, name, bot.English, value)); got != want {
				t.Errorf("%s with %s: refused %v", name, value, got)
			}
		}
	}
}
