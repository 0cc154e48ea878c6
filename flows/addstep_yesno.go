package flows

import (
	"nightdesk/bot"
)

// Phone companies act on some words themselves, "yes" among them, so these can be no
// choices of a list. The scripts have a kind of answer for them that understands them, and
// the numbers, in both languages.

// yesWords and noWords are the answers of such a question, folded, the one that people are
// shown first.
var (
	yesWords = map[bot.Lang][]string{bot.English: {"yes", "y", "yeah", "yep"}, bot.Spanish: {"si", "claro"}}
	noWords  = map[bot.Lang][]string{bot.English: {"no", "n", "nope"}, bot.Spanish: {"no"}}
)

// yesNo reports whether the two choices are yes and no in all languages, and puts yes
// first.
func (q *NewQuestion) yesNo(langs []bot.Lang) bool {
	if len(q.Choices) != 2 {
		return false
	}
	is := func(c NewChoice, words map[bot.Lang][]string) bool {
		for _, lang := range langs {
			if said := wordList(c.Words[lang]); len(said) == 0 || !contains(words[lang], folded(said[0])) {
				return false
			}
		}
		return true
	}
	if is(q.Choices[0], noWords) && is(q.Choices[1], yesWords) {
		q.Choices = []NewChoice{q.Choices[1], q.Choices[0]}
	}
	return is(q.Choices[0], yesWords) && is(q.Choices[1], noWords)
}

// yesNoLines are the step of such a question as it is written.
func (q *NewQuestion) yesNoLines(langs []bot.Lang, ask bot.Text, next string) ([]string, error) {
	shown := bot.Text{}
	for _, lang := range langs {
		shown[lang] = " 1 " + yesWords[lang][0] + " 2 " + noWords[lang][0]
	}
	out, err := q.head(langs, ask, shown)
	if err != nil {
		return nil, err
	}
	out = append(out, "  answer yesno skip as skipped", "  keep as "+q.Name)
	for i, name := range []string{"yes", "no"} {
		if c := q.Choices[i]; c.Then != "" && c.Then != next {
			out = append(out, "  if "+name+" then "+c.Then)
		}
	}
	return append(out, "  then "+next), nil
}
