package answer

import (
	"slices"
)

// menuMatch is an option's words standing in a text.
type menuMatch struct{ from, to, option int }

// said lists the options whose words stand in the text and are not denied, and
// where they stand. Of words that overlap, the longer count, and of equally long
// ones the later: "para mi hijo" is about the son.
func (m *Menu) said(words []string) (picked []int, found []menuMatch) {
	for _, p := range m.phrases {
		if len(p.words) == 1 && (menuPlain[p.words[0]] || len(p.words[0]) == 1) && len(words) > 4 || isNo(p.words) && !menuAlone(words) {
			continue // "me" in a long sentence says nothing, nor does the no of "no car"
		}
		for i := 0; i+len(p.words) <= len(words); i++ {
			if slices.Equal(words[i:i+len(p.words)], p.words) {
				found = append(found, menuMatch{i, i + len(p.words), p.option})
			}
		}
	}
	for _, f := range found {
		beaten := slices.ContainsFunc(found, func(o menuMatch) bool {
			return o.option != f.option && o.from < f.to && f.from < o.to &&
				(o.to-o.from > f.to-f.from || o.to-o.from == f.to-f.from && o.to > f.to)
		})
		if !beaten && !denied(words, f, found) && !slices.Contains(picked, f.option) {
			picked = append(picked, f.option)
		}
	}
	if len(found) == 0 {
		picked = m.alike(words, nil)
	}
	return picked, found
}

func isNo(words []string) bool { return len(words) == 1 && menuNot[words[0]] }

// menuAlone reports whether words are a no among courtesies.
func menuAlone(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !menuFiller[w] && !menuJoin[w] && !menuNot[w] })
}

// alike lists the options that single words outside the spans found stand for.
func (m *Menu) alike(words []string, found []menuMatch) (picked []int) {
	var alike []menuMatch
	for i, w := range words {
		o, ok := m.words[w]
		if !ok && i+1 < len(words) {
			o, ok = m.words[w+words[i+1]] // "wheel chair"
		}
		inside := slices.ContainsFunc(found, func(f menuMatch) bool { return f.from <= i && i < f.to })
		if ok && o >= 0 && !inside {
			alike = append(alike, menuMatch{i, i + 1, o})
		}
	}
	for _, f := range alike {
		if !denied(words, f, alike) && !slices.Contains(picked, f.option) {
			picked = append(picked, f.option)
		}
	}
	return picked
}

// denied reports whether a no before or behind it takes a match back: "not the
// morning", "mornings dont work". A "no" between two options is a change of
// mind, and leaves both.
func denied(words []string, f menuMatch, found []menuMatch) bool {
	for j := f.from - 1; j >= 0 && j >= f.from-4; j-- {
		switch {
		case words[j] == "no" && slices.ContainsFunc(found, func(o menuMatch) bool { return o.to == j }):
			return false
		case menuNot[words[j]]:
			return true
		case menuTurn[words[j]]:
			return false
		}
	}
	j := f.to
	if j < len(words) && menuLink[words[j]] {
		j++
	}
	return j < len(words) && (menuNot[words[j]] || menuBad[words[j]]) && (j+1 == len(words) || menuFails[words[j+1]])
}

// near finds the option that a misspelt word must mean.
func (m *Menu) near(words []string) []int {
	var picked []int
	for i, w := range words {
		if menuSlips(len(w)) == 0 || menuPlain[w] || denied(words, menuMatch{i, i + 1, 0}, nil) {
			continue
		}
		if o, ok := m.nearest(w); ok && !slices.Contains(picked, o) {
			picked = append(picked, o)
		}
	}
	return picked
}

// nearest finds the one option with a word few slips from w.
func (m *Menu) nearest(w string) (option int, ok bool) {
	for known, o := range m.words {
		allow := min(menuSlips(len(w)), menuSlips(len(known)))
		if o < 0 || slips(w, known, allow) > allow {
			continue
		}
		if ok && o != option {
			return 0, false
		}
		option, ok = o, true
	}
	return option, ok
}

// menuSlips is how many slips a word of n letters may have.
func menuSlips(n int) int {
	switch {
	case n < 5:
		return 0
	case n < 8:
		return 1
	}
	return 2
}
