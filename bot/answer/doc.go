// Package answer reads what people type: yes and no, one of several choices,
// names, days and times, what they wish of an opening, the words that work
// everywhere, and which common question they ask. It reads English and Spanish,
// misspelt, in SMS spelling and in capitals.
//
// It promises that unsure is said to be unsure: a recogniser that returns false
// is asked again, and never guesses. The same text always reads the same. All
// functions may be used by many at once.
//
// It may not know what an answer is for, what the question was, or who asks: a
// menu is options and words, a wish is days and hours.
//
//	m := answer.NewMenu([]answer.Option{{Digit: "1", Words: []string{"me"}}, {Digit: "2", Words: []string{"my son"}}})
//	i, ok := m.One("its for my son") // 1, true
package answer
