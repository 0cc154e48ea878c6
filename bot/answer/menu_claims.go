package answer

import (
	"cmp"
	"slices"
	"strings"
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
func (m *Menu) Shared() []SharedForm {
	var all []SharedForm
	first := make(map[string]int, len(m.phrases))
	for _, p := range m.phrases {
		form := strings.Join(p.words, "")
		if was, had := first[form]; !had {
			first[form] = p.option
		} else if was != p.option {
			all = append(all, SharedForm{form, min(was, p.option), max(was, p.option)})
		}
		if at, found := m.place(p.words); found && at >= 0 && at != p.option {
			all = append(all, SharedForm{form, min(p.option, at), max(p.option, at)})
		}
	}
	slices.SortFunc(all, func(x, y SharedForm) int {
		return cmp.Or(x.B-y.B, x.A-y.A, strings.Compare(x.Form, y.Form))
	})
	return slices.Compact(all)
}
