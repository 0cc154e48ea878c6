package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// Phrase is a short text that staff may begin with in the console.
type Phrase struct {
	Name string // for staff
	Text Text
}

// Bounds of phrases: more of them hide each other, and a longer text costs twice.
const (
	mostPhrases    = 12
	mostPhraseName = 30
	mostPhraseText = 160
)

// gsm7 are the characters that count once in a text (3GPP TS 23.038, the basic table).
// Any other makes each text hold 70 instead of 160, or counts twice.
const gsm7 = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

func (l *loader) phrases(n ast.Node) {
	l.list(n, "phrases", func(n ast.Node) {
		var p Phrase
		l.table(n, "phrase",
			must("name", func(n ast.Node) {
				l.plain(&p.Name, "name")(n)
				if length := utf8.RuneCountInString(p.Name); length > mostPhraseName {
					l.at(n, fmt.Sprintf("name: %d characters, and a button holds %d", length, mostPhraseName), "make it shorter: only staff see it")
				}
				if p.Name != "" {
					l.define("phrase", p.Name, n)
				}
			}),
			must("text", func(n ast.Node) {
				l.wording(&p.Text, "text")(n)
				t := p.Text
				l.later = append(l.later, func() { l.phraseText(n, t) })
			}),
		)
		l.c.Phrases = append(l.c.Phrases, p)
	})
	if len(l.c.Phrases) > mostPhrases {
		l.at(n, fmt.Sprintf("%d phrases, and the page shows %d", len(l.c.Phrases), mostPhrases), "keep those that are used most")
	}
}

// phraseText looks whether a phrase may stand in a text that anyone may see, and is one.
func (l *loader) phraseText(n ast.Node, t Text) {
	for _, lang := range l.c.Languages {
		s := t[lang]
		what := "text, " + lang
		for _, r := range s {
			if !strings.ContainsRune(gsm7, r) {
				l.at(n, fmt.Sprintf("%s: %q makes each text hold less than half as much", what, r), "write plain letters, without curly quotes or accents on a, i, o and u")
				break
			}
		}
		if length := utf8.RuneCountInString(s); length > mostPhraseText {
			l.at(n, fmt.Sprintf("%s: %d characters, and one text holds %d", what, length, mostPhraseText), "make it shorter: staff may still add to it")
		}
		l.checkNeutral(n, what, s)
	}
}
