package answer

import (
	"maps"
	"slices"
)

// SharedForm is a form of words that stands for two options of a question: whoever
// writes it, or anything that is read as it, can't be understood.
type SharedForm struct {
	Form string // without blanks, as a menu files it
	A, B int    // the options, A before B
}

// Shared lists the forms that two options claim, in the order of the options. Two
// texts that a menu reads whole and brings to one form (plurals, spellings of days,
// "without" and "no", marks, blanks) are the same to it; so if nothing is shared,
// no text that is read whole stands for two options. What of an option names the
// place of another ("two", "the second one", "b") is shared as well.
func Shared(options []Option) []SharedForm {
	var all []SharedForm
	m := NewMenu(options)
	first := map[string]int{}
	for i, o := range options {
		own := claimsOf(o)
		for _, form := range slices.Sorted(maps.Keys(own)) {
			if was, had := first[form]; had {
				all = append(all, SharedForm{form, was, i})
			} else {
				first[form] = i
			}
			if at, found := m.place(own[form]); found && at >= 0 && at != i {
				all = append(all, SharedForm{form, min(i, at), max(i, at)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y SharedForm) int { return x.B - y.B })
	return slices.Compact(all)
}

// claimsOf lists the forms of words that one option claims whole, each with its words.
func claimsOf(o Option) map[string][]string {
	m := &Menu{options: []Option{o}, digits: map[string]int{}, exact: map[string]int{}, inside: map[string]int{}, words: map[string]int{}}
	for _, label := range append([]string{o.Name}, o.Words...) {
		m.label(0, label)
	}
	own := make(map[string][]string, len(m.phrases))
	for _, p := range m.phrases {
		form := ""
		for _, w := range p.words {
			form += w
		}
		own[form] = p.words
	}
	return own
}
