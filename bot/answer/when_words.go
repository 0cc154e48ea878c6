package answer

import (
	"slices"
	"strings"

	"nightdesk/bot/text"
)

// whenKind says what part a word plays when people speak of time.
type whenKind uint8

const (
	whenOther    whenKind = iota
	whenPunct             // n is the character
	whenNum               // n is the number; digits is 0 for a number word
	whenOrd               // 5th, first; digits is 0 for a word
	whenDay               // n is a time.Weekday
	whenDays              // the same in the plural: every such day
	whenMonth             // n is a time.Month
	whenPart              // n indexes whenParts
	whenAMPM              // n is 0 for am, 12 for pm
	whenRel               // n is days from today
	whenUnit              // n is a unit
	whenNext              // next, coming, proximo
	whenThis              // this, este
	whenLast              // last, past week
	whenAfter             // after, since, despues
	whenBefore            // before, antes
	whenUntil             // until, by, hasta
	whenFrom              // from, starting, desde
	whenTo                // to, through, a
	whenBetween           // between, entre
	whenAnd               // and, y
	whenOr                // or, o
	whenNot               // not, cant, no
	whenBut               // but, pero: ends what "not" covers
	whenAt                // at, around: the number after it is an hour
	whenNoon              // n is minutes after midnight
	whenWeekend           //
	whenWeekdays          // Monday to Friday
	whenHoliday           // n indexes whenHolidays
	whenBusy              // work, class: times at which they cannot come
	whenIsh               // about that time
	whenOClock            //
	whenAny               // any, whenever
	whenTonight           //
)

const (
	whenMinute = iota
	whenHour
	whenDayUnit
	whenWeek
	whenMonthUnit
)

// whenTok is one word, number or mark of a text.
type whenTok struct {
	s      string
	kind   whenKind
	glued  bool // no space before it
	digits uint8
	n      int
}

// whenText is a text cut into tokens. It lives on the stack; a text longer than
// it holds is too long to be an answer about time and is not read.
type whenText struct {
	tok [72]whenTok
	n   int
}

// at returns the token at i, or an empty one beyond either end.
func (t *whenText) at(i int) *whenTok {
	if i < 0 || i >= t.n {
		return &whenNoTok
	}
	return &t.tok[i]
}

func (t *whenText) is(i int, words ...string) bool {
	s := t.at(i).s
	return slices.Contains(words, s)
}

// isOption reports whether the word at i makes the number after it a choice.
func (t *whenText) isOption(i int) bool {
	return t.is(i, "number", "option", "opcion", "numero", "choice")
}

var whenNoTok whenTok

// whenSplit cuts s into tokens; it reports false if s is too long.
func whenSplit(s string, t *whenText) bool {
	s = text.Fold(s)
	glued := false
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ':
			i++
			glued = false
			continue
		case t.n == len(t.tok):
			return false
		}
		start, tok := i, &t.tok[t.n]
		tok.glued = glued
		glued = true
		switch {
		case c >= '0' && c <= '9':
			for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
				if i-start < 8 {
					tok.n = tok.n*10 + int(s[i]-'0')
				}
			}
			tok.s, tok.kind, tok.digits = s[start:i], whenNum, uint8(min(i-start, 200))
			if n := whenMixed(s[start:]); n > 0 { // 2day
				i = start + n
				*tok = whenTok{glued: tok.glued}
				whenWord(tok, s[start:i])
			}
		case c >= 'a' && c <= 'z' || c >= 0x80:
			for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 0x80 || s[i] == '\'') {
				i++
			}
			if n := whenMixed(s[start:]); n > 0 { // b4
				i = start + n
			}
			whenWord(tok, s[start:i])
			if tok.glued && t.n > 0 && whenSuffix(&t.tok[t.n-1], tok.s) {
				continue
			}
		default:
			i++
			tok.s, tok.kind, tok.n = s[start:i], whenPunct, int(c)
			if c == '@' {
				tok.kind = whenAt
			}
		}
		t.n++
	}
	return true
}

// whenMixed is how long a known word of letters and digits s begins with, or 0.
func whenMixed(s string) int {
	i, letters, digits := 0, false, false
	for ; i < len(s) && i < 9 && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9'); i++ {
		digits = digits || s[i] <= '9'
		letters = letters || s[i] > '9'
	}
	if !letters || !digits {
		return 0
	}
	if _, ok := whenLexicon[s[:i]]; ok {
		return i
	}
	return 0
}

// whenSuffix joins the ending of an ordinal to its number: "5th", "1ro".
func whenSuffix(num *whenTok, s string) bool {
	if num.kind != whenNum || num.digits == 0 || num.digits > 2 {
		return false
	}
	switch s {
	case "st", "nd", "rd", "th", "ro", "ero", "do":
		num.kind = whenOrd
		return true
	}
	return false
}

// whenWord looks a word up, and if it is unknown and long, what it may be a
// misspelling of.
func whenWord(tok *whenTok, s string) {
	if strings.IndexByte(s, '\'') >= 0 {
		s = strings.ReplaceAll(s, "'", "")
	}
	tok.s = s
	if w, ok := whenLexicon[s]; ok {
		tok.kind, tok.n = w.kind, w.n
		return
	}
	if len(s) < 5 || len(s) > 12 {
		return
	}
	for i := range whenLong {
		w := &whenLong[i]
		if (w.s[0] == s[0] || w.s[0] == 'v' && s[0] == 'b') && whenNear(s, w.s) { // biernes
			tok.s, tok.kind, tok.n = w.s, w.kind, w.n
			return
		}
	}
}

// whenNear reports whether a is b with one letter wrong, missing, added or
// swapped with its neighbour.
func whenNear(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

type whenEntry struct {
	s    string
	kind whenKind
	n    int
}

// whenLexicon maps a folded word to its part. whenLong are the words long and
// rare enough that a near miss still means them.
var whenLexicon, whenLong = func() (map[string]whenEntry, []whenEntry) {
	m := make(map[string]whenEntry, 400)
	var long []whenEntry
	add := func(kind whenKind, n int, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] = whenEntry{w, kind, n}
			switch kind {
			case whenDay, whenMonth, whenRel, whenPart:
				if len(w) >= 6 {
					long = append(long, whenEntry{w, kind, n})
				}
			}
		}
	}
	for n, words := range whenDayWords {
		add(whenDay, n, words)
	}
	for n, words := range whenDaysWords {
		add(whenDays, n, words)
	}
	for n, words := range whenMonthWords {
		add(whenMonth, n+1, words)
	}
	for n, words := range whenPartWords {
		add(whenPart, n, words)
	}
	for n, words := range whenNumWords {
		add(whenNum, n, words)
	}
	for n, words := range whenOrdWords {
		add(whenOrd, n, words)
	}
	for _, e := range whenOtherWords {
		add(e.kind, e.n, e.s)
	}
	return m, long
}()

var whenDayWords = [7]string{
	"sunday sun sundy domingo dom",
	"monday mon mondy munday lunes lun",
	"tuesday tues tue tusday tuesdy teusday martes",
	"wednesday wed weds wensday wednsday wendsday wenesday wedneday miercoles mierc miercoles",
	"thursday thurs thur thu thr thrusday thirsday jueves juev",
	"friday fri fridy firday viernes vier viernez",
	"saturday sat sats saterday saturdy sabado sab",
}

var whenDaysWords = [7]string{
	"sundays domingos", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays sabados",
}

var whenMonthWords = [12]string{
	"january jan enero ene", "february feb febuary febrero", "march marzo", "april apr abril abr", "may mayo",
	"june jun junio", "july jul julio", "august aug agosto ago", "september sept sep septiembre setiembre",
	"october oct octubre", "november nov noviembre", "december dec diciembre dic",
}

// whenPartWords is in the order of whenParts.
var whenPartWords = [4]string{
	"morning mornings mornin morn mananas mananita tempranito madrugada",
	"afternoon afternoons afternoonish aftrnoon aftern aft arvo tarde tardes tardecita",
	"evening evenings eve evenin",
	"night nights nite nighttime noche noches",
}

var whenNumWords = [61]string{
	1: "one un uno una", 2: "two dos couple", 3: "three tres", 4: "four cuatro", 5: "five cinco", 6: "six seis", 7: "seven siete",
	8: "eight ocho", 9: "nine nueve", 10: "ten diez", 11: "eleven once", 12: "twelve doce", 13: "thirteen trece",
	14: "fourteen catorce", 15: "fifteen quince", 16: "sixteen dieciseis", 17: "seventeen diecisiete",
	18: "eighteen dieciocho", 19: "nineteen diecinueve", 20: "twenty veinte", 21: "veintiuno", 22: "veintidos",
	23: "veintitres", 24: "veinticuatro", 25: "veinticinco", 26: "veintiseis", 27: "veintisiete", 28: "veintiocho",
	29: "veintinueve", 30: "thirty treinta", 40: "forty fourty cuarenta", 45: "", 50: "fifty cincuenta", 60: "",
}

var whenOrdWords = [32]string{
	1: "first primero primera primer", 2: "second secnd secound secon segundo segunda", 3: "third tercero tercera tercer", 4: "fourth cuarta", 5: "fifth quinto",
	6: "sixth sexto", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth", 11: "eleventh", 12: "twelfth", 13: "thirteenth", 14: "fourteenth",
	15: "fifteenth", 16: "sixteenth", 17: "seventeenth", 18: "eighteenth", 19: "nineteenth", 20: "twentieth", 30: "thirtieth",
}

var whenOtherWords = []whenEntry{
	{"am", whenAMPM, 0}, {"pm", whenAMPM, 12},
	{"today tday 2day todays hoy ahora orita ahorita", whenRel, 0},
	{"tomorrow tomorow tommorow tommorrow tmrw tmr tmw tmrrw tomoro tomorro tommorro tomm tmo 2morrow 2morow 2moro 2mrw 2mro manana", whenRel, 1},
	{"yesterday ayer", whenRel, -1},
	{"tonight tonite 2nite 2night tonigt tonght", whenTonight, 0},
	{"minute minutes min mins minuto minutos", whenUnit, whenMinute},
	{"hour hours hr hrs hora horas", whenUnit, whenHour},
	{"day days dia dias", whenUnit, whenDayUnit},
	{"week weeks wk wks semana semanas", whenUnit, whenWeek},
	{"month months mes meses", whenUnit, whenMonthUnit},
	{"next nxt nex proximo proxima prox siguiente", whenNext, 0},
	{"this dis este esta", whenThis, 0},
	{"last pasada", whenLast, 0},
	{"after afta aftr since despues", whenAfter, 0},
	{"before b4 befor antes", whenBefore, 0},
	{"until til till untill by hasta asta", whenUntil, 0},
	{"from starting desde", whenFrom, 0},
	{"to thru through", whenTo, 0},
	{"between btwn entre", whenBetween, 0},
	{"and y n", whenAnd, 0}, {"or o", whenOr, 0},
	{"not cant cannot cnt no nope nah dont doesnt wont isnt never except excepto without neither nor ni nunca tampoco unavailable besides", whenNot, 0},
	{"but pero sino however", whenBut, 0},
	{"at around arnd about bout abt approx approximately las sobre aprox tipo", whenAt, 0},
	{"noon noonish midday mediodia", whenNoon, 12 * 60}, {"midnight medianoche", whenNoon, 0},
	{"weekend weekends wkend wknd finde", whenWeekend, 0}, {"weekday weekdays", whenWeekdays, 0},
	{"work working busy class classes school court meeting interview job shift appointment trabajo ocupado ocupada escuela corte clase clases", whenBusy, 0},
	{"ish", whenIsh, 0}, {"oclock", whenOClock, 0},
	{"any anytime anyday whenever whichever cualquier cualquiera cuando", whenAny, 0},
	{"christmas xmas navidad", whenHoliday, holidayChristmas}, {"nochebuena", whenHoliday, holidayChristmasEve},
	{"thanksgiving tgiving", whenHoliday, holidayThanksgiving}, {"halloween", whenHoliday, holidayHalloween},
	{"newyears", whenHoliday, holidayNewYear}, {"valentines", whenHoliday, holidayValentine},
	{"independence", whenHoliday, holidayIndependence},
}

func whenFields(s string) []string { return strings.Fields(s) }
