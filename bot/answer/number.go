package answer

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot/text"
)

// Phone reads one phone number and writes it in E.164. Without a country code it
// is of the North American Numbering Plan: ten digits, area and exchange code
// beginning with 2 to 9, neither of them N11 (NANPA, "About the NANP"). Numbers
// written with + and another country's code are taken if they have 8 to 15
// digits. Not ok: two numbers, a number with digits missing or too many.
func Phone(s string) (string, bool) {
	s = text.Fold(s)
	if !strings.ContainsAny(s, "0123456789") {
		s = numberSpelled(s)
	}
	found := ""
	for i := 0; i < len(s); {
		if !numberStarts(s, i) {
			i++
			continue
		}
		plus, digits, end := numberRun(s, i)
		if n, ok := numberE164(plus, digits); ok && !numberExtends(s, i, end) {
			if found != "" && found != n {
				return "", false
			}
			found = n
		} else if len(digits) >= 7 {
			return "", false
		}
		i = end
	}
	return found, found != ""
}

// numberSpelled writes "nine oh seven five" in digits.
func numberSpelled(s string) string {
	var b strings.Builder
	for _, w := range text.Words(s) {
		switch n, ok := numberWord(w); {
		case w == "oh" || w == "o":
			b.WriteByte('0')
		case ok && n < 10:
			b.WriteByte(byte('0' + n))
		}
	}
	return b.String()
}

func numberStarts(s string, i int) bool {
	return s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '(' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9'
}

// numberExtends reports whether letters are glued to the run, as in an email
// address or an id.
func numberExtends(s string, start, end int) bool {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c == '@' || c == '_' }
	return start > 0 && letter(s[start-1]) || end < len(s) && letter(s[end]) && !strings.HasPrefix(s[end:], "x") && !strings.HasPrefix(s[end:], "ext")
}

// numberRun gathers digits across the marks that people put between them.
func numberRun(s string, i int) (plus bool, digits string, end int) {
	var buf [24]byte
	n := 0
	plus = s[i] == '+'
	if plus {
		i++
	}
	end = i
	for gap := 0; i < len(s) && n < len(buf); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			buf[n] = c
			n++
			end, gap = i+1, 0
		case c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/':
			if gap++; gap > 3 {
				return plus, string(buf[:n]), end
			}
		default:
			return plus, string(buf[:n]), end
		}
	}
	return plus, string(buf[:n]), end
}

// numberE164 applies the numbering plan.
func numberE164(plus bool, d string) (string, bool) {
	if strings.HasPrefix(d, "00") && len(d) > 10 {
		plus, d = true, d[2:]
	} else if strings.HasPrefix(d, "011") && len(d) > 11 {
		plus, d = true, d[3:]
	}
	if plus && !strings.HasPrefix(d, "1") {
		return "+" + d, len(d) >= 8 && len(d) <= 15 && d[0] != '0'
	}
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
	}
	if len(d) != 10 || !numberCode(d[:3]) || !numberCode(d[3:6]) {
		return "", false
	}
	return "+1" + d, true
}

// numberCode reports whether c can be an area or exchange code: N11 codes are
// services such as 911.
func numberCode(c string) bool { return c[0] >= '2' && c[1:] != "11" }

// Count reads one whole number from 0 to 999, in digits or words. Two numbers,
// fractions, bounds ("more than 5") and sums ("me and my 2 kids") are not ok.
func Count(s string) (int, bool) {
	words := text.Words(s)
	whole := strings.Join(words, " ")
	if n, ok := numberPlain[whole]; ok {
		return n, true
	}
	if numberInexact(s, words) || numberSum.MatchString(whole) || slices.ContainsFunc(words, func(w string) bool { return numberHalf[w] }) {
		return 0, false
	}
	return numberOne(words, false)
}

// numberPlain are whole answers that are a number without naming it.
var numberPlain = map[string]int{
	"just me": 1, "only me": 1, "me": 1, "just myself": 1, "by myself": 1, "solo yo": 1, "yo solo": 1, "yo sola": 1, "nomas yo": 1, "nada mas yo": 1, "nada mas uno": 1, "nada mas una": 1,
	"no kids": 0, "no children": 0, "no one": 0, "no hijos": 0, "sin hijos": 0, "not any": 0,
}

// numberSum matches "me and my 2 kids".
var numberSum = regexp.MustCompile(`\b(me|myself|wife|husband) and\b|\band (me|myself)\b|\byo y\b|\by yo\b`)

// numberInexact reports what makes a number more, less or part of the answer:
// "18+", "-3", "2 1/2", "at least 2", "over 18".
func numberInexact(s string, words []string) bool {
	s = text.Fold(s)
	for i := range len(s) {
		before := i > 0 && s[i-1] >= '0' && s[i-1] <= '9'
		after := i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9'
		switch s[i] {
		case '.', ',', '/', '\'':
			if before && after {
				return true
			}
		case '-':
			if after && (i == 0 || s[i-1] == ' ') {
				return true
			}
		case '+', '%':
			if before {
				return true
			}
		}
	}
	return slices.ContainsFunc(words, func(w string) bool { return numberVague[w] })
}

var numberVague = set("up hasta more less least most than over under between older younger plus mas menos entre mayor menor")

var numberHalf = set("half quarter medio media")

// Age reads an age in years from 0 to 120: "im 34", "34yo", "thirty four",
// "tengo 20 años". Months, a year of birth and a birth date are not ok: a full
// birth date must never be asked for or worked with by text.
func Age(s string) (int, bool) {
	words := text.Words(s)
	if numberInexact(s, words) {
		return 0, false
	}
	n, ok := numberOne(words, true)
	if !ok || n > 120 || n == 0 && !strings.Contains(s, "0") {
		return 0, false
	}
	return n, true
}

// numberOne is the one number among words.
func numberOne(words []string, age bool) (int, bool) {
	found, value, after := false, 0, 0
	for i := 0; i < len(words); {
		n, used, ok := numberAt(words, i)
		if !ok {
			return 0, false
		}
		if used == 0 {
			if age && numberNoAge[words[i]] {
				return 0, false
			}
			i++
			continue
		}
		if found && (n != value || !age && i > after) {
			return 0, false // two numbers; "2 (two)" is one
		}
		found, value, after = true, n, i+used
		i = after
	}
	return value, found
}

// numberNoAge are words beside which a number is no age in years, or not yet, or
// not one's own.
var numberNoAge = set("almost nearly casi about como turning turn cumplo cumplire voy gonna ill will not yet soon son daughter hijo hija kid feet ft foot tall months month meses mes weeks semanas")

// numberAt reads the number that begins at words[i], and how many words it took;
// ok is false for what looks like a number and cannot be one here.
func numberAt(words []string, i int) (n, used int, ok bool) {
	w := words[i]
	if w[0] >= '0' && w[0] <= '9' {
		return numberDigits(w)
	}
	n, small := numberWord(w)
	if !small {
		return 0, 0, true
	}
	switch w {
	case "un", "una", "uno", "one":
		if i+1 < len(words) && (words[i+1] == "par" || words[i+1] == "docena") {
			return 0, 0, true
		}
		if len(words) > 2 && !numberCounted(words, i+1) && (i+1 >= len(words) || words[i+1] != "hundred") {
			return 0, 0, true // "the big one"
		}
	case "once": // eleven, or English "once"
		if !numberSpanish(words) {
			return 0, 0, len(words) > 1
		}
	}
	used = 1
	if i+1 < len(words) && words[i+1] == "y" && i+2 < len(words) && (n == 10 || n >= 30 && n < 100) {
		if m, ok := numberWord(words[i+2]); ok && m > 0 && m < 10 {
			return n + m, 3, true
		}
	}
	if n >= 20 && n < 100 && n%10 == 0 && i+1 < len(words) {
		if m, ok := numberWord(words[i+1]); ok && m > 0 && m < 10 {
			n, used = n+m, 2
		}
	}
	if i+used < len(words) && words[i+used] == "hundred" && n < 10 {
		n, used = n*100, used+1
		j := i + used
		if j < len(words) && words[j] == "and" {
			j++
		}
		if j < len(words) {
			if m, k, ok := numberAt(words, j); ok && k > 0 && m < 100 {
				return n + m, j + k - i, true
			}
		}
	}
	return n, used, true
}

// numberCounted reports whether words[i] is something that "one" counts.
func numberCounted(words []string, i int) bool {
	if i >= len(words) {
		return false
	}
	switch words[i] {
	case "person", "people", "kid", "child", "year", "time", "day", "persona", "hijo", "hija", "ano", "vez", "dia", "adult":
		return true
	}
	return false
}

func numberSpanish(words []string) bool {
	for _, w := range words {
		switch w {
		case "tengo", "anos", "hijos", "somos", "dias", "personas", "tiene", "veces":
			return true
		}
	}
	return false
}

// numberDigits reads "34", "34yo"; "2nd" is not a count.
func numberDigits(w string) (n, used int, ok bool) {
	i := 0
	for ; i < len(w) && w[i] >= '0' && w[i] <= '9'; i++ {
		if n = n*10 + int(w[i]-'0'); n > 999 {
			return 0, 0, false
		}
	}
	switch w[i:] {
	case "", "yo", "y", "yr", "yrs", "yro", "x", "years", "year", "anos", "ppl", "people", "ish":
		return n, 1, w[i:] != "ish"
	}
	return 0, 0, false
}

func numberWord(w string) (int, bool) {
	n, ok := numberWords[w]
	return n, ok
}

var numberWords = func() map[string]int {
	m := map[string]int{"zero": 0, "cero": 0, "none": 0, "nobody": 0, "nadie": 0, "ninguno": 0, "ninguna": 0,
		"couple": 2, "both": 2, "dozen": 12, "pair": 2, "ambos": 2, "sixty": 60, "sesenta": 60, "seventy": 70, "setenta": 70, "eighty": 80,
		"ochenta": 80, "ninety": 90, "noventa": 90, "cien": 100, "hundred": 100, "veinti": 20, "myself": 1, "par": 2, "docena": 12, "twice": 2,
		"diesiseis": 16, "diesisiete": 17, "diesiocho": 18, "diesinueve": 19}
	for n, words := range whenNumWords {
		for w := range strings.FieldsSeq(words) {
			m[w] = n
		}
	}
	return m
}()
