package safety

import (
	"unicode"

	"nightdesk/bot/text"
)

// otherWords are everyday words of languages that people in Anchorage speak at
// home and that have no full screen: each is rare in English and Spanish texts.
var otherWords = wordSet(
	"ako ang ng mga po opo hindi ko mo naman sa siya niya kayo kami tayo ito yung ba na nang kailangan tulong salamat gusto ayaw wala meron paano saan bakit",
	"kuv koj tsis nyob zoo pab peb lawv muaj xav yuav hais lus tau thov nws qhov ua",
	"talofa ou oe fia fesoasoani faamolemole fa'amolemole fa'afetai faafetai aua matou outou lava i'inei mafai",
	"bonjour je suis vous nous merci besoin aide avec pour est les une pas",
	"ich bin nicht und der das ist hilfe bitte danke",
	"toi khong cua giup xin cam ban la muon duoc",
	"nao voce preciso ajuda obrigado estou minha",
	"quyana cangacit wiinga ikayurnga assirtua elpet",
)

// sharedWords are the commonest words of the two languages that have a screen.
var sharedWords = wordSet(
	"i a the to is my you and of in for it me we on do can need have help im not he she they this that with what how are was",
	"yo el la los las que de y en un una por para con mi me se no es estoy necesito tengo ayuda cita como quiero",
)

func wordSet(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for _, w := range text.Words(l) {
			m[w] = true
		}
	}
	return m
}

// OtherLanguage reports whether the text is mostly in a script or language that
// the screen does not read, so that its silence means nothing.
func OtherLanguage(s string) bool {
	return foreignScript(s) || letterCount(s) >= 6 && foreignWords(s)
}

// foreignScript reports whether a text is mostly in letters other than Latin.
func foreignScript(s string) bool {
	letters, foreign := 0, 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r >= 0x80 && !unicode.Is(unicode.Latin, r) && !unicode.Is(unicode.Common, r) {
			foreign++
		}
	}
	return foreign >= 2 && foreign*10 >= letters*6 && stillForeign(s, foreign)
}

func letterCount(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// stillForeign tells a text in another script from an English one dressed up in
// look-alike letters, which folds back to Latin whole.
func stillForeign(s string, foreign int) bool {
	left := 0
	for _, r := range text.Fold(s) {
		if r >= 0x80 && unicode.IsLetter(r) {
			left++
		}
	}
	return left*4 >= foreign
}

func foreignWords(s string) bool {
	other, ours, words := 0, 0, 0
	for _, w := range text.Words(s) {
		words++
		switch {
		case otherWords[w] && !sharedWords[w]:
			other++
		case sharedWords[w]:
			ours++
		}
	}
	return other >= 2 && other > ours && other*3 >= words
}
