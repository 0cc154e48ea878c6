package flows

import (
	"fmt"
	"strings"
	"unicode"

	"nightdesk/bot"
)

// maxGrade is the school grade up to which texts are written: aim at 5, never
// above 6.
const maxGrade = 6

// readingGrade: prose that is too hard. Short texts and menus are left alone,
// for the formulas say nothing about them.
func (c *checker) readingGrade() {
	c.each(func(w wording, lang bot.Lang, s string) {
		if g, known := longEnough(s, lang); known && g > maxGrade {
			c.warn(c.at(w.key+"/"+string(lang)), fmt.Sprintf("this reads like school year %.0f, and texts stay at year %d or below", g, maxGrade),
				"use shorter sentences and shorter words")
		}
	})
}

// longEnough is the grade of a text, where the formulas say something about it.
func longEnough(s string, lang bot.Lang) (grade float64, known bool) {
	p := measure(s, lang)
	if p.words < 20 && (p.words < 10 || ends(s) < 3) {
		return 0, false
	}
	return p.grade(lang)
}

// ends counts where sentences end.
func ends(s string) int {
	n := -1
	for range sentences(s) {
		n++
	}
	return n
}

// prose counts what reading formulas count. Numbers and {names} are not counted; a menu
// number begins a sentence.
type prose struct{ words, sentences, syllables int }

// grade is the school grade that a text asks of its reader. For English it is
// Flesch-Kincaid (Kincaid and others, 1975), for Spanish the scale of Fernandez-Huerta
// (1959), read as grades. known is false for other languages and without words.
func (p prose) grade(lang bot.Lang) (grade float64, known bool) {
	if p.words == 0 {
		return 0, false
	}
	perSentence := float64(p.words) / float64(p.sentences)
	perWord := float64(p.syllables) / float64(p.words)
	switch lang {
	case bot.English:
		return max(0, 0.39*perSentence+11.8*perWord-15.59), true
	case bot.Spanish:
		return huertaGrade(206.84 - 60*perWord - 1.02*perSentence), true
	}
	return 0, false
}

// huertaGrade reads Fernandez-Huerta's ease, 0 to 100, as a school grade by his
// own table: 90 and more is grade 4, each ten less a grade more, below 60 it is
// high school, below 50 college.
func huertaGrade(ease float64) float64 {
	switch {
	case ease >= 90:
		return 4
	case ease >= 80:
		return 5
	case ease >= 70:
		return 6
	case ease >= 60:
		return 8
	case ease >= 50:
		return 11
	}
	return 13
}

func measure(s string, lang bot.Lang) prose {
	var p prose
	for part := range sentences(withoutMenu(withoutNames(s))) {
		n := 0
		for w := range strings.FieldsFuncSeq(part, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			if w = strings.Trim(strings.ToLower(w), "'"); w == "" {
				continue
			}
			n++
			if lang == bot.Spanish {
				p.syllables += spanishSyllables(w)
			} else {
				p.syllables += englishSyllables(w)
			}
		}
		if n > 0 {
			p.words += n
			p.sentences++
		}
	}
	return p
}

// englishSyllables counts groups of vowels, less the silent e and ed.
func englishSyllables(w string) int {
	w = strings.ReplaceAll(w, "'", "")
	n, vowel := 0, false
	for _, r := range w {
		v := strings.ContainsRune("aeiouyáéíóú", r)
		if v && !vowel {
			n++
		}
		vowel = v
	}
	ends := func(suffix string) bool { return strings.HasSuffix(w, suffix) }
	before := func(k int) byte { // the letter k from the end
		if len(w) < k {
			return 'a'
		}
		return w[len(w)-k]
	}
	vowelAt := func(k int) bool { return strings.IndexByte("aeiouy", before(k)) >= 0 }
	switch {
	case ends("le") && len(w) > 3 && !vowelAt(3):
	case ends("e") && !vowelAt(2):
		n--
	case ends("es") && len(w) > 3 && !vowelAt(3) && strings.IndexByte("sxzcg", before(3)) < 0 && !ends("shes") && !ends("ches") && !ends("les"):
		n--
	case ends("ed") && len(w) > 3 && !vowelAt(3) && before(3) != 't' && before(3) != 'd':
		n--
	}
	return max(1, n)
}

// spanishSyllables counts vowel groups, where two strong vowels, or a stressed
// weak one, make two; the u of que, qui, gue, gui is silent.
func spanishSyllables(w string) int {
	for _, s := range []string{"que", "qui", "qué", "quí", "gue", "gui", "gué", "guí"} {
		w = strings.ReplaceAll(w, s, s[:1]+s[2:])
	}
	if strings.HasSuffix(w, "y") && len(w) > 1 {
		w = w[:len(w)-1] + "i"
	}
	n := 0
	var last rune
	for _, r := range w {
		strong := strings.ContainsRune("aeoáéóíú", r)
		weak := strings.ContainsRune("iuü", r)
		afterStrong := strings.ContainsRune("aeoáéóíú", last)
		afterWeak := strings.ContainsRune("iuü", last)
		switch {
		case strong && afterWeak && (r == 'í' || r == 'ú'), strong && !afterWeak:
			n++
		case weak && !afterStrong && !afterWeak:
			n++
		}
		last = r
	}
	return max(1, n)
}
