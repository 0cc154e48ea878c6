package answer

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Option is one answer of a question that offers several.
type Option struct {
	Name string
	// Digit is what the question shows for it: "1", or "9" out of sequence.
	Digit string
	// Words are its label and other ways to say it, in any language.
	Words []string
	// Alone marks an option that excludes all others: none, skip.
	Alone bool
}

// Menu reads answers to one question. It is safe for use by many at once.
type Menu struct {
	options []Option
	digits  map[string]int
	exact   map[string]int // whole answers without their blanks; -1 if two options claim one
	inside  map[string]int // the same of pieces of labels
	phrases []menuPhrase   // longest first
	words   map[string]int // words that only one option has; -1 if several do
	yes, no int            // the options that say so, from 1; 0 = none does, -1 = several do
}

type menuPhrase struct {
	words  []string
	option int
}

// NewMenu indexes options.
func NewMenu(options []Option) *Menu {
	m := &Menu{options: options, digits: map[string]int{}, exact: map[string]int{}, inside: map[string]int{}, words: map[string]int{}}
	for i, o := range options {
		if o.Digit != "" {
			m.digits[o.Digit] = i
		}
		for _, label := range append([]string{o.Name}, o.Words...) {
			m.label(i, label)
		}
	}
	m.share()
	slices.SortStableFunc(m.phrases, func(a, b menuPhrase) int { return len(b.words) - len(a.words) })
	return m
}

// share makes a word that another option's word holds nobody's: "view" is not
// Mountain View's alone beside Fairview.
func (m *Menu) share() {
	words := maps.Clone(m.words)
	for other, o2 := range words {
		for from := 0; from+4 <= len(other) && o2 >= 0; from++ {
			for to := from + 4; to <= min(len(other), from+longestShared); to++ {
				w := other[from:to]
				if o, ok := words[w]; ok && o != o2 && len(w) < len(other) {
					m.words[w] = -1
				}
			}
		}
	}
}

// longestShared bounds what is looked for in longer words, in bytes: no word is longer.
const longestShared = 40

// label files one wording of an option: whole, its parts between marks, and what
// people say instead.
func (m *Menu) label(option int, label string) {
	words := menuWords(label)
	m.add(option, words)
	for _, part := range strings.FieldsFunc(label, func(r rune) bool { return strings.ContainsRune(",;/()", r) }) {
		words := menuWords(part)
		m.phrase(option, words)
		m.pieces(option, words)
		switch strings.Join(words, " ") {
		case "yes", "si":
			claimOne(&m.yes, option)
		case "no":
			claimOne(&m.no, option)
		}
	}
	for _, same := range menuSame[strings.Join(words, " ")] {
		m.phrase(option, menuWords(same))
	}
}

// add files words as a phrase, and each for itself: of "sick from not using" and
// "no plan" what stands behind the no means nothing without it.
func (m *Menu) add(option int, words []string) {
	m.phrase(option, words)
	not := false
	if len(words) == 2 && !menuNot[words[0]] {
		claim(m.words, words[0]+words[1], option) // "childcare"
	}
	for _, w := range words {
		not = not || menuNot[w]
		if menuPlain[w] || len(w) == 1 {
			continue
		}
		if not {
			m.words[w] = -1
			continue
		}
		claim(m.words, w, option)
		for _, other := range menuSpellings[w] {
			claim(m.words, other, option) // so that slips in it are seen
		}
	}
}

// pieces files what stands within a label, two words and more: "con mensaje" of
// "con mensaje de voz". What stands behind a no is none, nor is a beginning of
// small words only.
func (m *Menu) pieces(option int, words []string) {
	for from := range words {
		if from > 0 && menuNot[words[from-1]] {
			return
		}
		for to := from + 2; to <= len(words); to++ {
			plain := !slices.ContainsFunc(words[from:to], func(w string) bool { return !menuPlain[w] })
			if !plain || to == len(words) {
				claim(m.inside, strings.Join(words[from:to], ""), option)
			}
		}
	}
}

// phrase files words that say an option wherever they stand.
func (m *Menu) phrase(option int, words []string) {
	if len(words) > 0 {
		m.phrases = append(m.phrases, menuPhrase{words, option})
		claim(m.exact, strings.Join(words, ""), option)
	}
}

// claim notes that an option has a key; -1 when it is not the only one.
func claim(m map[string]int, key string, option int) {
	if was, ok := m[key]; ok && was != option {
		option = -1
	}
	m[key] = option
}

// claimOne notes the option that a place belongs to, counted from 1.
func claimOne(place *int, option int) {
	if *place != 0 && *place != option+1 {
		option = -2
	}
	*place = option + 1
}

// One reads s as one of the options: its digit, its place ("the second one",
// "b)"), its words, or words close to them. ok is false if it is none, or could
// be two.
func (m *Menu) One(s string) (option int, ok bool) {
	words := menuWords(s)
	if len(words) == 0 {
		return m.yesNo(s)
	}
	if i, found := m.whole(words); found {
		return i, i >= 0
	}
	if picked := m.lead(s, m.wholeList); len(picked) > 0 {
		return picked[0], len(picked) == 1
	}
	if menuAsking(words, s) || menuExcludes(words) {
		return 0, false
	}
	var picked []int
	for _, c := range menuClauses(s) {
		said, spans := m.said(c.words)
		if picked = append(picked, said...); slices.ContainsFunc(c.words, func(w string) bool { return menuJoin[w] }) {
			picked = append(picked, m.alike(c.words, spans)...)
		}
	}
	if len(picked) == 0 {
		picked = m.near(words)
	}
	if picked = once(picked); len(picked) == 0 {
		return m.yesNo(s)
	}
	if len(picked) != 1 || menuOr(words) && len(words) < 8 || m.disputed(words, picked[0]) {
		return 0, false
	}
	return picked[0], true
}

// Many reads s as several options at once, in their order. An option that
// stands alone excludes the others.
func (m *Menu) Many(s string) (options []int, ok bool) {
	words := menuWords(s)
	if len(words) == 0 {
		return nil, false
	}
	if picked, ok := m.span(words); ok {
		return m.alone(picked)
	}
	if picked := m.list(words); len(picked) > 0 {
		return m.alone(picked)
	}
	if i, found := m.whole(words); found {
		return m.alone([]int{i})
	}
	if picked := m.lead(s, m.list); len(picked) > 0 {
		return m.alone(picked)
	}
	if menuAsking(words, s) || menuExcludes(words) {
		return nil, false
	}
	var picked []int
	for _, c := range menuClauses(s) {
		said, spans := m.said(c.words)
		picked = append(append(picked, said...), m.alike(c.words, spans)...)
		picked = append(picked, m.near(c.words)...) // "interpeter and a ride"
	}
	if picked = once(picked); len(picked) == 0 || len(picked) > 1 && menuOr(words) {
		return nil, false
	}
	for _, w := range words {
		if i, ok := m.digits[w]; ok && !slices.Contains(picked, i) { // "1 and sick"
			picked = append(picked, i)
		}
	}
	return m.alone(picked)
}

// Position reads s as the digit or letter of one of n options, counted from 0:
// "um 2 please, my phone is dying". Ordinals are left to [Pick]: among openings
// "the 1st" may be a date.
func Position(s string, n int) (int, bool) {
	for _, w := range menuWords(s) {
		if menuOrdinal[w] != 0 {
			return 0, false
		}
	}
	options := make([]Option, n)
	for i := range options {
		options[i].Digit = strconv.Itoa(i + 1)
	}
	return NewMenu(options).One(s)
}

// whole reads words that are an option and nothing else. found with -1 means
// that they name none, or two.
func (m *Menu) whole(words []string) (option int, found bool) {
	if i, found := m.exact[strings.Join(words, "")]; found {
		return i, true
	}
	if i, found := m.place(words); found {
		return i, true
	}
	bare := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "its" || w == "it" || w == "is" })
	if i, found := m.inside[strings.Join(bare, "")]; found && i >= 0 {
		return i, true
	}
	return 0, false
}

// wholeList is whole as a list of one option, or none.
func (m *Menu) wholeList(words []string) []int {
	if i, found := m.whole(words); found && i >= 0 {
		return []int{i}
	}
	return nil
}

// lead reads the plain answer that s begins with, if what follows it is chatter:
// it speaks of no other option and takes nothing back.
func (m *Menu) lead(s string, read func(words []string) []int) (picked []int) {
	clauses := menuClauses(s)
	if len(clauses) < 2 {
		return nil
	}
	for _, c := range clauses {
		if !slices.ContainsFunc(c.words, func(w string) bool { return !menuFiller[w] }) {
			continue
		}
		now := read(c.words)
		switch {
		case len(picked) == 0 && (len(now) == 0 || c.asks):
			return nil
		case len(now) > 0:
			picked = append(picked, now...)
		case slices.ContainsFunc(c.words, func(w string) bool { return menuTurns[w] }):
			return nil
		default:
			said, _ := m.said(c.words)
			picked = append(picked, said...)
		}
	}
	return once(picked)
}

// once sorts options and drops what is said again.
func once(picked []int) []int {
	slices.Sort(picked)
	return slices.Compact(picked)
}

// menuAsking reports a question, which holds an option's words without choosing
// it.
func menuAsking(words []string, s string) bool {
	if len(words) > 3 && (words[0] == "can" || words[0] == "could") && menuTake[words[2]] {
		return false // "can i do tuesday"
	}
	return menuAsks[words[0]] || strings.HasSuffix(strings.TrimSpace(s), "?") && len(words) > 1
}

func menuOr(words []string) bool { return slices.Contains(words, "or") || slices.Contains(words, "o") }

// menuExcludes reports "any time but mornings": what is named is what is not
// meant.
func menuExcludes(words []string) bool {
	every := false
	for _, w := range words {
		every = every || strings.HasPrefix(w, "any") || strings.HasPrefix(w, "every") || w == "all"
		if menuExcept[w] || every && menuBounds[w] {
			return true
		}
	}
	return false
}

// disputed reports whether another option's digit stands right before this one's
// words ("1 someone else" where that is 2), or whether what it is a need of is
// there: "i have a ride".
func (m *Menu) disputed(words []string, option int) bool {
	if label := menuWords(m.options[option].Name); len(label) > 1 && menuNeed[label[0]] {
		return slices.ContainsFunc(words, func(w string) bool { return menuHave[w] }) && !slices.ContainsFunc(words, func(w string) bool { return menuNeed[w] })
	}
	i, ok := m.digits[words[0]]
	if !ok || i == option || len(words) == 1 {
		return false
	}
	next, known := m.words[words[1]]
	return known && next == option || slices.Contains(m.wholeList(words[1:]), option)
}

// yesNo reads a plain yes or no where options say yes or no.
func (m *Menu) yesNo(s string) (option int, ok bool) {
	var a ynAnswer
	a.read(s)
	if a.counts() { // which digit is which is for the options to say
		return 0, false
	}
	yes, ok := a.judge(s)
	switch {
	case ok && yes && m.yes > 0:
		return m.yes - 1, true
	case ok && !yes && m.no > 0:
		return m.no - 1, true
	}
	return 0, false
}

// alone refuses an option that excludes others beside one of them, and -1.
func (m *Menu) alone(picked []int) ([]int, bool) {
	if len(picked) == 0 || picked[0] < 0 || len(picked) > 1 && slices.ContainsFunc(picked, func(i int) bool { return m.options[i].Alone }) {
		return nil, false
	}
	return once(picked), true
}
