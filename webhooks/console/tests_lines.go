package console

import (
	"strings"
)

// expectedItem is a line as a talk expects it.
func (v *visit) expectedItem(word, words string) phoneItem {
	if open := expectedOf(word, words); open != "" {
		return phoneItem{Kind: "note", Text: open}
	}
	return v.lineItem(word, words)
}

// lineItem is a line of a talk as a conversation shows it.
func (v *visit) lineItem(word, words string) phoneItem {
	switch {
	case strings.HasPrefix(word, "them"):
		return phoneItem{Kind: "them", Who: other(word, "them"), Text: words}
	case strings.HasPrefix(word, "us"):
		return phoneItem{Kind: "us", Who: other(word, "us"), Text: words}
	case word == "case":
		return phoneItem{Kind: "note", Text: v.caseWords(words)}
	case word == "alert", word == "desk", word == "fails":
		return phoneItem{Kind: "note", Text: staffWords[word] + words}
	case word == "staff":
		return phoneItem{Kind: "note", Text: "Staff text: " + words}
	case word == "wait":
		return phoneItem{Kind: "note", Text: words + " pass"}
	}
	return phoneItem{Kind: "note", Text: talkStates[word] + words}
}

var staffWords = map[string]string{"alert": "Alert to ", "desk": "Text to ", "fails": "Does not go out: "}

var talkStates = map[string]string{"at": "It is ", "given": "From here on: ", "lang": "They speak ", "holds": "Held: ", "books": "Booked: ", "moves": "Moved to: ",
	"cancels": "Given up: ", "release": "The new scripts are live: ", "again": "The same text again: ", "office": "Staff: ", "console": "Staff: "}
