package answer

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot/text"
)

const (
	nameMost      = 40 // characters
	nameMostWords = 4
)

// Name reads s as what somebody wants to be called, without "my name is" and
// the like. ok is false for questions, sentences, digits, yes and no, and
// whatever else is no name; then ask again.
func Name(s string) (name string, ok bool) {
	if !utf8.ValidString(s) || strings.ContainsAny(s, "@#$%\\<>{}[]=_*+") || Skip(s) {
		return "", false
	}
	clauses := nameClauses(s)
	for _, words := range slices.Backward(clauses) { // the last wish counts
		if name, ok = nameOf(nameAfterLead(words, nameStrong)); ok {
			return name, true
		}
	}
	if len(clauses) == 0 || len(nameAfterLead(clauses[0], nameStrong)) > 0 {
		return "", false
	}
	if after := nameAfterLead(clauses[0], nameWeak); len(after) > 0 {
		if len(after) > 1 && nameKin[nameFold(after[0])] && after[1] == strings.ToLower(after[1]) {
			return "", false // "soy la vecina", "soy su cliente"
		}
		return nameOf(after)
	}
	if name, ok = nameOf(clauses[0]); !ok || isSentence(clauses, name) {
		return "", false
	}
	if _, plain := YesNo(name); plain && len(name) > 1 && !nameToo[nameFold(name)] {
		return "", false
	}
	return name, true
}

// nameEveryday are the words that the rest of the package knows: somebody who
// sends one of them in place of a name speaks of something else.
var nameEveryday = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	put := func(w string) {
		if len(w) > 2 && !nameToo[w] {
			m[w] = true
		}
	}
	for w := range englishWords {
		put(w)
	}
	for _, words := range topicFamilies {
		for w := range strings.FieldsSeq(text.Fold(words)) {
			put(w)
		}
	}
	return m
})

// spanishEveryday is nameEveryday for Spanish, which is known by its sound.
func spanishEveryday(w string) bool {
	sound := text.SpanishSound(w)
	return len(sound) > 2 && !nameToo[w] && spanishWords[sound]
}

// isSentence reports whether words with no lead are too many to be the name they
// begin with: "snow machine crash, he is hurt".
func isSentence(clauses [][]string, name string) bool {
	said, kept := len(clauses[0]), strings.Count(name, " ")+1
	return said > 8 || kept > 2 && (said > kept || len(clauses) > 1) || kept > 3 && !strings.ContainsFunc(strings.Join(clauses[0], ""), unicode.IsUpper)
}

// nameClauses cuts s into words where a thought ends, without greetings before
// the first, up to the first question. An empty clause stands for a question.
func nameClauses(s string) (clauses [][]string) {
	var words []string
	end := func() {
		for len(words) > 0 && nameBefore[nameFold(words[0])] && (len(words) > 1 || len(clauses) == 0) {
			words = words[1:]
		}
		if len(words) > 0 {
			clauses = append(clauses, words)
		}
		words = nil
	}
	s = strings.NewReplacer("?", " ? ", "¿", " ", "!", " ! ", ",", " , ", ";", " ; ", "(", " ; ", ")", " ; ", "\n", " ; ", ":", " ", "\"", " ", "“", " ", "”", " ", "/", " / ", "~", " ").Replace(s)
	for w := range strings.FieldsSeq(s) {
		switch {
		case w == "?":
			words = nil
			return append(clauses, nil)
		case w == "!" || w == "," || w == ";":
			end()
		case strings.ContainsFunc(w, unicode.IsLetter) || strings.ContainsAny(w, "0123456789/"):
			bare := w
			if short := len(w) <= 3 || nameTitles[nameFold(w)]; !short && strings.Count(w, ".") == 1 || strings.HasSuffix(w, "..") {
				bare = strings.TrimRight(w, ".")
			}
			words = append(words, bare)
			if bare != w {
				end()
			}
		}
	}
	end()
	return clauses
}

func nameFold(w string) string { return strings.ReplaceAll(text.Fold(w), "'", "") }

// nameAfterLead gives the words after the last lead of a kind, or none.
func nameAfterLead(words []string, kind int) []string {
	folded := make([]string, len(words))
	for i, w := range words {
		if folded[i] = strings.TrimSuffix(nameFold(w), "."); folded[i] == "" {
			folded[i] = "?"
		}
	}
	var buf [64]text.Part
	var after []string
	for _, p := range nameLeads.Parts(folded, kind, buf[:0]) {
		if p.Tag == kind && (kind == nameStrong || p.From == 0) {
			after = words[p.To:]
		}
	}
	return after
}

// nameOf reads words as a name and what may follow one.
func nameOf(words []string) (name string, ok bool) {
	for len(words) > 1 && nameBefore[nameFold(words[0])] {
		words = words[1:]
	}
	for i, w := range words {
		if f := nameFold(w); i > 0 && nameAfter[f] {
			if f == "or" {
				return "", false
			}
			words = words[:i]
			break
		}
	}
	small := 0
	for _, w := range words {
		if nameWithin[nameFold(w)] {
			small++
		}
	}
	if len(words) == 0 || len(words)-small > nameMostWords || small > 2 || nameWithin[nameFold(words[len(words)-1])] && len(words) > 1 {
		return "", false
	}
	for i, w := range words {
		if nameWithin[nameFold(w)] && (i > 0 || len(words) == 2 && nameFold(w) != "de" || len(words) > 2 && nameWithin[nameFold(words[1])]) {
			continue // Ana de la Cruz, la Chata
		}
		if i == 0 && len(words) > 1 && nameFirst[nameFold(w)] {
			continue
		}
		if !isNameWord(w) || nameArticles[nameFold(w)] {
			return "", false
		}
	}
	name = nameCase(words)
	if utf8.RuneCountInString(name) > nameMost {
		return "", false
	}
	return name, true
}

// nameVerb matches what verbs end in, in both languages.
var nameVerb = regexp.MustCompile("(ing|ed|[ai]d[ao])$")

// isNameWord reports whether w may be a name: letters, and no everyday word.
func isNameWord(w string) bool {
	if strings.HasSuffix(text.Fold(w), "'s") {
		return false
	}
	folded := nameFold(w)
	verb := len(folded) > 4 && nameVerb.MatchString(folded)
	if nameNot[folded] || isShorthand(w) || nameEveryday()[folded] || spanishEveryday(folded) || verb && !nameVerbs[folded] {
		return false
	}
	letters := 0
	for _, r := range w {
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
			letters++
		case r == '\'', r == '’', r == '-', r == '.':
		default:
			return false
		}
	}
	return letters > 0
}

// isShorthand reports small letters without a vowel: "tmrw", "idc".
func isShorthand(w string) bool {
	return len(w) > 2 && w == strings.ToLower(w) && strings.Trim(w, "bcdfghjklmnpqrstvwxz") == ""
}

// nameCase writes small letters large where a name has them, and a name that
// came all in capitals as names are written. "JT" and "J.T." stay.
func nameCase(words []string) string {
	s := strings.Join(words, " ")
	small := s == strings.ToLower(s)
	loud := s == strings.ToUpper(s) && utf8.RuneCountInString(s) > 2 && !strings.Contains(s, ".")
	for i, w := range words {
		mine := w == strings.ToLower(w) && (i == 0 || !nameWithin[nameFold(w)])
		if small || loud || mine {
			words[i] = nameTitle(w)
		}
	}
	return strings.Join(words, " ")
}

// nameTitle is w with a capital at its start and after each mark within.
func nameTitle(w string) string {
	up := true
	return strings.Map(func(r rune) rune {
		was := up
		up = strings.ContainsRune("-'’.", r)
		if was {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, w)
}
