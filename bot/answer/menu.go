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
	for w, o := range words {
		for other, o2 := range words {
			if o2 >= 0 && o2 != o && len(w) > 3 && len(other) > len(w) && strings.Contains(other, w) {
				m.words[w] = -1
			}
		}
	}
}

// label files one wording of an option: whole, its parts between marks, and what
// people say instead.
func (m *Menu) label(option int, label string) {
	words := menuWords(label)
	m.add(option, words)
	for _, part := range strings.FieldsFunc(label, func(r rune) bool { return strings.ContainsRune(",;/()", r) }) {
		m.phrase(option, menuWords(part))
		m.pieces(option, menuWords(part))
		switch strings.Join(menuWords(part), " ") {
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
		for other, form := range menuForm {
			if form == w {
				claim(m.words, other, option) // so that slips in it are seen
			}
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
