package engine

import (
	"slices"
	"strings"
	"unicode"

	"nightdesk/bot/text"
)

// forgets reports whether somebody says that they know no word.
func forgets(s string) bool {
	w := text.Words(s)
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(x string) bool { return slices.Contains(w, x) })
	}
	return has("forgot", "forget", "forgotten", "olvide", "olvido", "recuerdo", "acuerdo", "idk") ||
		has("dont", "didnt", "never", "cant", "not", "no") && has("know", "remember", "have", "set", "made", "pick", "chose", "choose", "se", "tengo", "puse", "word", "palabra") ||
		has("what", "which", "cual", "que") && has("word", "palabra")
}

// wordFrom reads the word that somebody chooses: one to three words, and neither
// a bare number of a list nor what means something everywhere.
func wordFrom(s string) (string, bool) {
	w := text.Words(s)
	for _, lead := range []string{"my word is", "the word is", "my code word is", "my word will be", "la palabra es", "mi palabra es", "mi palabra sera"} {
		if rest, ok := strings.CutPrefix(strings.Join(w, " "), lead+" "); ok {
			w = strings.Fields(rest)
			break
		}
	}
	word := strings.Join(w, " ")
	n := 0
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	_, yesno := readYesNo(word)
	return word, len(w) > 0 && len(w) <= wordMost && n >= wordMin && n <= 40 && !yesno && !readsAsSkip[word]
}

// readsAsSkip are texts that are no word, though they look like one.
var readsAsSkip = lines("none, nothing, what, why, huh, idk, dont know, i dont know, no idea, any, anything, whatever, ninguna, ninguno, nada, que, por que, para que, no se, cual, cualquiera, hello, hola, okay, thanks, gracias, ok, lol, hey, pass, next, stop, help")

// isWord reports whether a text says the word, and little else.
func isWord(said, word string) bool {
	if word == "" {
		return false
	}
	w := text.Words(said)
	key := strings.Join(w, " ")
	if key == word || text.SpanishSound(key) == text.SpanishSound(word) {
		return true
	}
	if strings.Join(w, "") == strings.ReplaceAll(word, " ", "") { // "blue bird", as a phone makes it of "bluebird"
		return true
	}
	return len(w) <= len(strings.Fields(word))+4 && strings.HasSuffix(" "+key, " "+word) && wordLead[strings.TrimSpace(strings.TrimSuffix(key, word))]
}

// wordLead is what stands before a word that is said in a sentence.
var wordLead = lines("its, it is, is, the word is, my word is, word, the word, my word, code word is, my code word is, es, la palabra es, mi palabra es, la palabra, mi palabra, ok, hi, hola")

// maskWord masks each place where word stands.
func maskWord(said, word string) string {
	want := strings.Fields(word)
	if len(want) == 0 || !strings.Contains(" "+foldKey(said)+" ", " "+word+" ") {
		return said
	}
	fields := strings.Fields(said)
	var out []string
	for i := 0; i < len(fields); {
		n := 1
		for ; i+n <= len(fields) && n <= len(want)+1; n++ {
			if foldKey(strings.Join(fields[i:i+n], " ")) == word {
				break
			}
		}
		if i+n <= len(fields) && n <= len(want)+1 {
			out = append(out, wordMasked)
			i += n
			continue
		}
		out = append(out, fields[i])
		i++
	}
	if s := strings.Join(out, " "); !strings.Contains(" "+foldKey(s)+" ", " "+word+" ") {
		return s
	}
	return wordMasked // joined to other letters: rather all of it
}
