package flows

import (
	"fmt"
	"strings"

	"nightdesk/bot"
)

// Most questions of the scripts end with their choices, so people write a new one the
// same way. What is typed already must not be written a second time.

// alone is the question without its choices.
func (q *NewQuestion) alone(langs []bot.Lang) (bot.Text, error) {
	ask := bot.Text{}
	for _, lang := range langs {
		head, err := q.withoutTyped(lang, plainWords(q.Ask[lang]))
		if err != nil {
			return nil, err
		}
		ask[lang] = head
	}
	return ask, nil
}

// withoutTyped takes the choices out of a question that ends with them, as they are
// written behind it anyway. Numbered answers that are others than those of q are an error:
// whichever of them people read, one half would be wrong.
func (q *NewQuestion) withoutTyped(lang bot.Lang, ask string) (string, error) {
	for n := len(q.Choices); n >= FewestChoices; n-- {
		head, said := numbered(ask, n)
		switch {
		case said == nil:
		case n == len(q.Choices) && q.same(lang, said):
			if head == "" {
				return "", fmt.Errorf("write the question in %s: there are only its answers", languageName(lang))
			}
			return head, nil
		case head == "" || strings.ContainsAny(head[len(head)-1:], "?!.:"):
			return "", fmt.Errorf("the question in %s ends with numbered answers that are not those below it: take them out of the question, they are written behind it", languageName(lang))
		}
	}
	return ask, nil
}

// same reports whether the choices are said in these words.
func (q *NewQuestion) same(lang bot.Lang, said []string) bool {
	for i, s := range said {
		ok := false
		for _, w := range wordList(q.Choices[i].Words[lang]) {
			ok = ok || folded(w) == folded(s)
		}
		if !ok {
			return false
		}
	}
	return true
}

// numbered splits a text that ends with "1 ... 2 ... " up to n; no list = it does not.
func numbered(s string, n int) (head string, said []string) {
	words := strings.Fields(s)
	said = make([]string, n)
	end := len(words)
	for no := n; no >= 1; no-- {
		at := end - 1
		for at >= 0 && strings.Trim(words[at], "().:,-=") != itoa(no) {
			at--
		}
		if at < 0 || at+1 >= end {
			return s, nil
		}
		last := end
		if w := words[last-1]; no < n && last-at > 2 && contains([]string{"or", "and", "o", "u", "y"}, w) {
			last--
		}
		said[no-1] = strings.Trim(strings.Join(words[at+1:last], " "), " .,;:-=")
		end = at
	}
	return strings.TrimRight(strings.Join(words[:end], " "), " ,;-"), said
}
