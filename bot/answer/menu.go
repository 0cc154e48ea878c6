package answer

import (
	"slices"
	"strings"

	"nightdesk/bot/text"
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
	exact   map[string]int // whole answers; -1 if two options claim one
	phrases []menuPhrase   // longest first
	words   map[string]int // words that only one option has; -1 if several do
	yes, no int            // the options that say so, from 1; 0 = none does
}

type menuPhrase struct {
	words  []string
	option int
}

// NewMenu indexes options.
func NewMenu(options []Option) *Menu {
	m := &Menu{options: options, digits: map[string]int{}, exact: map[string]int{}, words: map[string]int{}}
	for i, o := range options {
		if o.Digit != "" {
			m.digits[o.Digit] = i
		}
		for _, label := range append([]string{o.Name}, o.Words...) {
			words := menuWords(label)
			m.add(i, words)
			for _, same := range menuSame[strings.Join(words, " ")] {
				m.add(i, menuWords(same))
			}
			for _, w := range words {
				for _, short := range menuShort[w] {
					claim(m.words, short, i)
				}
			}
			switch key := strings.Join(words, " "); key {
			case "yes", "si":
				m.yes = i + 1
			case "no":
				m.no = i + 1
			}
		}
	}
	slices.SortStableFunc(m.phrases, func(a, b menuPhrase) int { return len(b.words) - len(a.words) })
	return m
}

func (m *Menu) add(option int, words []string) {
	if len(words) == 0 {
		return
	}
	m.phrases = append(m.phrases, menuPhrase{words, option})
	claim(m.exact, strings.Join(words, " "), option)
	for _, w := range words {
		if !menuPlain[w] && len(w) > 1 {
			claim(m.words, w, option)
		}
	}
}

// claim notes that an option has a key; -1 when it is not the only one.
func claim(m map[string]int, key string, option int) {
	if was, ok := m[key]; ok && was != option {
		option = -1
	}
	m[key] = option
}

// One reads s as one of the options: its digit, its place ("the second one",
// "b)"), its words, or words close to them. ok is false if it is none, or could
// be two.
func (m *Menu) One(s string) (option int, ok bool) {
	words := menuWords(s)
	if len(words) == 0 {
		return m.yesNo(s)
	}
	if i, found := m.exact[strings.Join(words, " ")]; found {
		return i, i >= 0
	}
	if i, found := m.place(words); found {
		return i, i >= 0
	}
	if menuAsks[words[0]] || strings.HasSuffix(strings.TrimSpace(s), "?") && len(words) > 2 {
		return 0, false // a question holds an option's words without choosing it
	}
	picked := m.said(words)
	if len(picked) == 0 {
		picked = m.near(words)
	}
	if len(picked) == 0 {
		return m.yesNo(s)
	}
	if len(picked) != 1 || slices.Contains(words, "or") && len(words) < 8 {
		return 0, false
	}
	return picked[0], true
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

// menuWords are the words of s, plurals made one.
func menuWords(s string) []string {
	words := text.Words(s)
	for i, w := range words {
		if len(w) > 4 && w[len(w)-1] == 's' && w[len(w)-2] != 's' {
			words[i] = w[:len(w)-1]
		}
	}
	return words
}

// Many reads s as several options at once, in their order. An option that
// stands alone excludes the others.
func (m *Menu) Many(s string) (options []int, ok bool) {
	words := menuWords(s)
	if len(words) == 0 {
		return nil, false
	}
	if picked, ok := m.span(words, s); ok {
		return m.alone(picked)
	}
	if picked, all := m.listed(words); all {
		return m.alone(picked)
	}
	if len(words) <= 3 && slices.ContainsFunc(words, func(w string) bool { return w == "all" || w == "todo" || w == "todos" || w == "todas" }) {
		for i, o := range m.options {
			if !o.Alone {
				options = append(options, i)
			}
		}
		return options, len(options) > 0
	}
	if i, found := m.exact[strings.Join(words, " ")]; found && i >= 0 {
		return []int{i}, true
	}
	if i, found := m.place(words); found {
		return []int{max(i, 0)}, i >= 0
	}
	picked := m.said(words)
	for _, o := range m.near(words) { // "interpeter and a ride"
		if !slices.Contains(picked, o) {
			picked = append(picked, o)
		}
	}
	if len(picked) == 0 {
		return nil, false
	}
	for _, w := range words {
		if i, ok := m.digits[w]; ok && !slices.Contains(picked, i) { // "1 and sick"
			picked = append(picked, i)
		}
	}
	if len(picked) > 1 && (slices.Contains(words, "or") || slices.Contains(words, "o")) {
		return nil, false
	}
	return m.alone(picked)
}

// alone refuses an option that excludes others beside one of them.
func (m *Menu) alone(picked []int) ([]int, bool) {
	if len(picked) == 0 || len(picked) > 1 && slices.ContainsFunc(picked, func(i int) bool { return m.options[i].Alone }) {
		return nil, false
	}
	slices.Sort(picked)
	return slices.Compact(picked), true
}

// span reads "1-3" and "1 through 3".
func (m *Menu) span(words []string, s string) (picked []int, ok bool) {
	dash := len(words) == 2 && strings.Contains(s, "-")
	if !dash && (len(words) != 3 || !menuThrough[words[1]]) {
		return nil, false
	}
	from, ok1 := m.digits[words[0]]
	to, ok2 := m.digits[words[len(words)-1]]
	if !ok1 || !ok2 || from >= to {
		return nil, false
	}
	for i := from; i <= to; i++ {
		picked = append(picked, i)
	}
	return picked, true
}

// listed reads "1 and 3", "1,3" and "13"; all is false if anything else is said.
func (m *Menu) listed(words []string) (picked []int, all bool) {
	for _, w := range words {
		if menuJoin[w] {
			continue
		}
		if i, ok := m.digits[w]; ok {
			picked = append(picked, i)
			continue
		}
		if n, ok := menuNumber[w]; ok {
			i, known := m.digits[n]
			if !known {
				return nil, false
			}
			picked = append(picked, i)
			continue
		}
		for _, d := range w {
			i, ok := m.digits[string(d)]
			if !ok || slices.Contains(picked, i) {
				return nil, false
			}
			picked = append(picked, i)
		}
	}
	return picked, len(picked) > 0
}

// place reads a digit, a number, an ordinal or a letter with nothing but
// courtesies around it. found with -1 means that it names no option.
func (m *Menu) place(words []string) (option int, found bool) {
	rest := words[:0:0]
	for _, w := range words {
		if !menuFiller[w] {
			rest = append(rest, w)
		}
	}
	if len(rest) == 0 && len(words) > 0 { // "the one", "uno" among fillers
		rest = words[len(words)-1:]
	}
	if len(rest) != 1 {
		return 0, false
	}
	w := rest[0]
	if i, ok := m.digits[w]; ok {
		return i, true
	}
	if n, ok := menuNumber[w]; ok {
		return m.digit(n), true
	}
	if n, ok := menuOrdinal[w]; ok {
		if n == -1 {
			n = len(m.options)
		}
		if n > len(m.options) {
			return -1, true
		}
		return n - 1, true
	}
	if len(w) == 1 && w[0] >= 'a' && w[0] <= 'h' && len(words) <= 2 {
		if i := int(w[0] - 'a'); i < len(m.options) {
			return i, true
		}
		return -1, true
	}
	if strings.Trim(w, "0123456789") == "" {
		return -1, true // a number that is not on offer
	}
	return 0, false
}

func (m *Menu) digit(d string) int {
	if i, ok := m.digits[d]; ok {
		return i
	}
	return -1
}

// menuMatch is an option's words standing in a text.
type menuMatch struct{ from, to, option int }

// said lists the options whose words stand in the text and are not denied. Of
// words that overlap, the longer count, and of equally long ones the later:
// "para mi hijo" is about the son.
func (m *Menu) said(words []string) []int {
	var found []menuMatch
	for _, p := range m.phrases {
		if len(p.words) == 1 && (menuPlain[p.words[0]] || len(p.words[0]) == 1) && len(words) > 4 {
			continue // "me" in a long sentence says nothing
		}
		for i := 0; i+len(p.words) <= len(words); i++ {
			if slices.Equal(words[i:i+len(p.words)], p.words) {
				found = append(found, menuMatch{i, i + len(p.words), p.option})
			}
		}
	}
	var picked []int
	for _, f := range found {
		beaten := slices.ContainsFunc(found, func(o menuMatch) bool {
			return o.option != f.option && o.from < f.to && f.from < o.to &&
				(o.to-o.from > f.to-f.from || o.to-o.from == f.to-f.from && o.to > f.to)
		})
		if !beaten && !denied(words, f.from) && !slices.Contains(picked, f.option) {
			picked = append(picked, f.option)
		}
	}
	if len(found) > 0 {
		return picked
	}
	for i, w := range words {
		if o, ok := m.words[w]; ok && o >= 0 && !denied(words, i) && !slices.Contains(picked, o) {
			picked = append(picked, o)
		}
	}
	return picked
}

// denied reports whether a no stands right before word i.
func denied(words []string, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		switch {
		case menuNot[words[j]]:
			return true
		case menuTurn[words[j]]:
			return false
		}
	}
	return false
}

// near finds the option that a misspelt word must mean.
func (m *Menu) near(words []string) []int {
	var picked []int
	for i, w := range words {
		allow := menuSlips(len(w))
		if allow == 0 || menuPlain[w] || denied(words, i) {
			continue
		}
		best, option, twice := allow+1, 0, false
		for known, o := range m.words {
			if o < 0 || menuSlips(len(known)) == 0 {
				continue
			}
			d := slips(w, known, min(allow, menuSlips(len(known))))
			switch {
			case d < best:
				twice = best <= allow && o != option
				best, option = d, o
			case d <= allow && o != option:
				twice = true
			}
		}
		if best <= allow && !twice && !slices.Contains(picked, option) {
			picked = append(picked, option)
		}
	}
	return picked
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

// slips is the number of letters left out, put in, changed or swapped between a
// and b, or most+1 if there are more than most.
func slips(a, b string, most int) int {
	if d := len(a) - len(b); d > most || -d > most || len(a) > 30 || len(b) > 30 {
		return most + 1
	}
	var prev, cur, before [32]int
	for j := 0; j <= len(b); j++ {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev = prev, cur
	}
	return min(prev[len(b)], most+1)
}

// set makes a set of words.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	menuJoin   = set("and y e & plus also tambien both")
	menuFiller = set("just only solo option opcion number numero num no nro the la el lo please pls porfa favor por answer choice choose pick id ill i take go with want quiero one ones its is would be thanks gracias thank you ok that esa ese")
	menuNot    = set("not no isnt arent dont doesnt never without except nor sin nunca tampoco ni wasnt aint")
	// other ways to say a whole label.
	menuSame = map[string][]string{
		"not sure":      {"idk", "dunno", "unsure", "i dont know", "dont know", "no se", "no estoy seguro", "no estoy segura", "im not sure"},
		"none":          {"nothing", "neither", "none of them", "none of those", "none of the above", "nope", "no", "nada", "ninguno", "ninguna", "nah", "no needs"},
		"none of these": {"nothing", "neither", "none", "nope", "no", "nada", "ninguno", "ninguna", "nah"},
		"skip":          {"pass", "rather not say", "prefer not to say", "prefiero no decir", "saltar"},
		"me":            {"yo", "soy yo", "its me", "myself"},
		"someone else":  {"other", "somebody else", "another person", "otra persona"},
		"no plan":       {"uninsured", "no insurance", "self pay", "none", "sin seguro", "no tengo seguro", "i dont have insurance", "dont have insurance", "out of pocket"},
		"no insurance":  {"uninsured", "no plan", "self pay", "none", "sin seguro", "no tengo seguro", "i dont have insurance", "dont have insurance"},
		"new":           {"im new", "new here", "first time", "never been"},
		"new here":      {"new", "im new", "first time", "never been there", "never been"},
		"transfer":      {"transferring", "moving"},
		"afternoon":     {"after noon"},
	}
	// shorter ways to write a word.
	menuShort = map[string][]string{
		"monday": {"mon", "lunes"}, "tuesday": {"tue", "tues", "martes"}, "wednesday": {"wed", "weds", "wensday", "wednsday", "miercoles", "miercole"},
		"thursday": {"thu", "thur", "thurs", "jueves", "jueve"}, "friday": {"fri", "viernes", "vierne"}, "saturday": {"sat", "sabado"}, "sunday": {"sun", "domingo"},
		"january": {"jan", "enero"}, "february": {"feb", "febrero"}, "march": {"mar", "marzo"}, "april": {"apr", "abril"}, "june": {"jun", "junio"},
		"july": {"jul", "julio"}, "august": {"aug", "agosto"}, "september": {"sep", "sept", "septiembre"}, "october": {"oct", "octubre"},
		"november": {"nov", "noviembre"}, "december": {"dec", "diciembre"}, "pregnant": {"preggo", "preg", "embarazada"},
		"appointment": {"appt", "apt"}, "insurance": {"ins"}, "transportation": {"ride"}, "ride": {"transportation", "transport"},
		"childcare": {"daycare"}, "tomorrow": {"tmrw", "tmw"}, "morning": {"manana", "am"}, "evening": {"noche"}, "afternoon": {"tarde"},
	}
	menuThrough = set("to thru through al hasta")
	menuAsks    = set("what whats how why who when where do does did is are can could que como cual cuanto cuando donde quien")
	menuTurn    = set("but pero sino and y just solo")
	menuPlain   = set("me i my mi yo a an the of for to in on at is it its im am are be my we us you your or and no not none yes si el la los las un una de en y o es soy para con por que se lo su new here was before after other else one ones someone somebody any some need have has get this that dont know about")
	menuNumber  = map[string]string{"zero": "0", "cero": "0", "uno": "1", "una": "1", "two": "2", "dos": "2", "three": "3", "tres": "3",
		"four": "4", "cuatro": "4", "five": "5", "cinco": "5", "six": "6", "seis": "6", "seven": "7", "siete": "7", "eight": "8", "ocho": "8",
		"nine": "9", "nueve": "9", "ten": "10", "diez": "10", "eleven": "11", "twelve": "12", "one": "1"}
	menuOrdinal = map[string]int{"first": 1, "1st": 1, "primero": 1, "primera": 1, "primer": 1, "second": 2, "2nd": 2, "segundo": 2, "segunda": 2,
		"third": 3, "3rd": 3, "tercero": 3, "tercera": 3, "tercer": 3, "fourth": 4, "4th": 4, "cuarto": 4, "cuarta": 4, "fifth": 5, "5th": 5, "twelfth": 12, "12th": 12, "eleventh": 11, "11th": 11, "tenth": 10, "10th": 10, "ninth": 9, "9th": 9, "eighth": 8, "8th": 8, "seventh": 7, "7th": 7, "6th": 6,
		"quinto": 5, "quinta": 5, "sixth": 6, "sexta": 6, "sexto": 6, "last": -1, "ultimo": -1, "ultima": -1}
)
