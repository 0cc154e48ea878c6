package answer

import (
	"slices"
	"strconv"
	"strings"
)

// span reads "1-3" and "1 through 3".
func (m *Menu) span(words []string) (picked []int, ok bool) {
	if len(words) != 3 || !menuThrough[words[1]] {
		return nil, false
	}
	from, ok1 := m.digits[words[0]]
	to, ok2 := m.digits[words[2]]
	if !ok1 || !ok2 || from >= to {
		return nil, false
	}
	for i := from; i <= to; i++ {
		picked = append(picked, i)
	}
	return picked, true
}

// list reads "1 and 3", "1,3", "13", "the first two" and "all of them"; nothing
// if anything else is said.
func (m *Menu) list(words []string) (picked []int) {
	var rest []string
	ordinal := slices.ContainsFunc(words, func(w string) bool { return menuOrdinal[w] != 0 })
	for _, w := range words {
		if number := menuNumber[w] != "" && !ordinal; number || !menuFiller[w] && !menuJoin[w] && w != "one" {
			rest = append(rest, w)
		}
	}
	if n := m.firsts(rest); n > 0 {
		return all(n)
	}
	if len(rest) > 0 && menuAll[rest[0]] && !slices.ContainsFunc(rest[1:], func(w string) bool { return !menuOfAll[w] && menuNumber[w] == "" }) {
		return slices.DeleteFunc(all(len(m.options)), func(i int) bool { return m.options[i].Alone })
	}
	if letters := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "and" || w == "y" }); len(letters) > 1 && menuLetters(letters) {
		rest = letters
	}
	for _, w := range rest {
		i, found := m.position(w)
		if menuLetters(rest) {
			i, found = m.letter(w)
		}
		if found && i >= 0 {
			picked = append(picked, i)
			continue
		}
		for _, d := range w { // "13"
			i, ok := m.digits[string(d)]
			if !ok || slices.Contains(picked, i) {
				return nil
			}
			picked = append(picked, i)
		}
	}
	return picked
}

// firsts is how many "the first two" are, or 0.
func (m *Menu) firsts(rest []string) int {
	if len(rest) != 2 || menuOrdinal[rest[0]] != 1 && menuOrdinal[rest[1]] != 1 {
		return 0
	}
	for _, w := range rest {
		if d := menuNumber[w]; d != "" {
			w = d
		}
		if n, err := strconv.Atoi(w); err == nil && n > 1 && n <= len(m.options) {
			return n
		}
	}
	return 0
}

// all are the options below n.
func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// place reads a digit, a number, an ordinal or a letter with nothing but
// courtesies around it. found with -1 means that it names no option.
func (m *Menu) place(words []string) (option int, found bool) {
	var rest []string
	for _, w := range words {
		if !menuFiller[w] {
			rest = append(rest, w)
		}
	}
	if len(rest) == 0 { // "uno" and "one" among fillers
		rest = words[len(words)-1:]
	}
	if len(rest) != 1 {
		return 0, false
	}
	if len(words) <= 2 && menuLetters(rest) {
		return m.letter(rest[0])
	}
	return m.position(rest[0])
}

// position reads one word as a place among the options; -1 if there is none
// such.
func (m *Menu) position(w string) (option int, found bool) {
	if d := menuNumber[w]; d != "" {
		w = d
	}
	if i, ok := m.digits[w]; ok {
		return i, true
	}
	switch n := menuOrdinal[w]; {
	case n == menuLast:
		return len(m.options) - 1, true
	case n == menuMiddle && len(m.options)%2 == 1:
		return len(m.options) / 2, true
	case n > 0 && n <= len(m.options):
		return n - 1, true
	case n > 0, strings.Trim(w, "0123456789") == "":
		return -1, true
	}
	return 0, false
}

// letter reads "b" as the second option.
func (m *Menu) letter(w string) (option int, found bool) {
	if i := int(w[0] - 'a'); i < len(m.options) {
		return i, true
	}
	return -1, true
}

// menuLetters reports whether words are letters that people count by.
func menuLetters(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return len(w) != 1 || w[0] < 'a' || w[0] > 'h' })
}
