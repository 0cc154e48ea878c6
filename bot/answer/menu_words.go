package answer

import (
	"strings"

	"nightdesk/bot/text"
)

// menuWords are the words of s in one form: plurals made one, days and parts of
// the day in full English, and "dont have any", "no tengo", "without" made "no".
func menuWords(s string) []string {
	words := text.Words(menuMarks(s))
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := menuWord(words[i])
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch {
		case menuLack[w] && menuHave[next], w == "do" && next == "not" && i+2 < len(words) && menuHave[words[i+2]]:
			i++
			if next == "not" {
				i++
			}
			w = "no"
		case w == "without" || w == "sin":
			w = "no"
		}
		out = append(out, w)
		if w == "no" && i+1 < len(words) && menuAny[words[i+1]] {
			i++
		}
	}
	return out
}

// menuMarks makes "no. 2" number 2, and "1-5" one to five.
func menuMarks(s string) string {
	for i := 1; i+1 < len(s); i++ {
		if s[i] == '-' && isDigit(s[i-1]) && isDigit(s[i+1]) {
			s = s[:i] + " to " + s[i+1:]
		}
	}
	t := strings.TrimSpace(s)
	if len(t) > 3 && strings.EqualFold(t[:3], "no.") {
		if rest := strings.TrimSpace(t[3:]); rest != "" && isDigit(rest[0]) {
			return rest
		}
	}
	return s
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// menuWord is one word in the form that all its spellings share.
func menuWord(w string) string {
	if c := menuForm[w]; c != "" {
		return c
	}
	if len(w) > 4 && w[len(w)-1] == 's' && w[len(w)-2] != 's' && !menuFiller[w] && !menuPlease[w] && !menuExcept[w] {
		w = w[:len(w)-1]
		if c := menuForm[w]; c != "" {
			return c
		}
	}
	return w
}

// menuClause is a piece of a text between marks or courtesies.
type menuClause struct {
	words []string
	asks  bool
}

// menuClauses cuts s where a thought may end: at marks, and at a please or a
// thanks. What stands after a plain answer is chatter: "2 please, my phone is dying".
func menuClauses(s string) (clauses []menuClause) {
	put := func(part string, asks bool) {
		words := menuWords(part)
		for i := 0; i < len(words); i++ {
			if menuPlease[words[i]] {
				if i > 0 {
					clauses = append(clauses, menuClause{words[:i], false})
				}
				words, i = words[i+1:], -1
			}
		}
		if len(words) > 0 {
			clauses = append(clauses, menuClause{words, asks})
		}
	}
	s = menuMarks(s)
	from := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.' && i+1 < len(s) && s[i+1] != ' ' && s[i+1] != '\n':
		case c == '-' && (i == 0 || s[i-1] != ' ' || i+1 >= len(s) || s[i+1] != ' '):
		case strings.IndexByte(".-,;:!?()\n", c) >= 0:
			put(s[from:i], c == '?')
			from = i + 1
		}
	}
	put(s[from:], false)
	return clauses
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

// forms reads lines of words that mean the same; the first is their form.
func forms(lines string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		for _, w := range f {
			m[w] = f[0]
		}
	}
	return m
}

// spellings are the words of each form.
func spellings(form map[string]string) map[string][]string {
	m := map[string][]string{}
	for w, f := range form {
		m[f] = append(m[f], w)
	}
	return m
}

// set makes a set of words.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Places that depend on how many options there are.
const (
	menuLast   = -1
	menuMiddle = -2
)

var (
	menuJoin   = set("and y e & plus also tambien both")
	menuFiller = set(`just only solo option opt opcion number numero num nro the la el lo please pls porfa favor por answer choice choose pick id ill i take go with want
		quiero one ones its is would be thanks gracias thank you ok okay that esa ese plz thx ty grax yes yeah yep sure si claro bueno pues um umm uh hmm
		well hi hey hello hola lets let do can could we works work best better fine good great think guess like prefer me quedo con mejor prefiero get give
		gimme dame deme book esta bien seria escojo elijo sirve porfavor u lol hm`)
	menuPlease = set("please pls plz thanks thx ty thank porfa porfavor gracias")
	// "dont have", "no tengo": there is none.
	menuLack = set("dont havent didnt doesnt hasnt aint no nor never dnt")
	menuHave = set("have has got get tengo tiene tenemos hay")
	menuNeed = set("need necesito ocupo")
	menuAny  = set("a an any un una ningun ninguna")
	// after these an option's words are taken back, or only weighed.
	menuTurns  = set("wait mean meant actually oops sorry no not nope or but o pero espera perdon digo maybe nvm never if")
	menuExcept = set("except excepto excluding besides menos salvo used lost denied rejected")
	// what may stand after a no that stands behind an option: "mornings dont work".
	menuFails  = set("work good ok okay great fine possible do make for me at puedo sirve funciona conviene well really anymore me")
	menuBounds = set("but not pero after before until between")
	menuBad    = set("bad out")
	menuNot    = set("not no isnt arent dont doesnt never except nor nunca tampoco ni wasnt aint wont cant cannot didnt")
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
		"other plan":    {"other", "other insurance", "otro seguro", "premera", "blue cross", "bcbs", "aetna", "cigna", "tricare", "moda", "humana", "kaiser"},
	}
	// one word for all its spellings, in both languages.
	menuForm = forms(`ok okay okey oki
		monday mon lunes lun
		tuesday tue tues martes
		wednesday wed weds wensday wednsday miercoles mie
		thursday thu thur thurs jueves jue
		friday fri viernes vie
		saturday sat sabado sab
		sunday sun domingo
		january jan enero
		february feb febrero
		march marzo
		april apr abril
		june jun junio
		july jul julio
		august aug agosto
		september sep sept septiembre
		october oct octubre
		november nov noviembre
		december dec diciembre dic
		pregnant preggo preg embarazada
		appointment appt apt
		insurance ins
		ride transportation transport
		childcare daycare
		tomorrow tmrw tmw
		morning manana
		evening noche
		afternoon tarde
		other another otro otra
		someone somone somebody sombody sumone some1
		else esle
		medicaid medicade medicaide medicad`)
	menuSpellings = spellings(menuForm)
	menuAll     = set("all everything todo toda ambo amba")
	menuOfAll   = set("of them those these the above it")
	menuTake    = set("do take have get pick choose say")
	menuLink    = set("is are do does would will se me just really")
	menuThrough = set("to thru through al hasta")
	menuAsks    = set("what whats how why who when where do does did is are can could que como cual cuanto cuando donde quien")
	menuTurn    = set("but pero sino and y just solo")
	menuPlain   = set(`me i my mi yo a an the of for to in on at is it its im am are be we us you your or and no not none yes si el la los las un una de en y o es soy para
		con por que se lo su new here was before after other else one ones someone somebody any some need have has get this that dont know about now just
		out right while too also can do than`)
	menuNumber = map[string]string{"zero": "0", "cero": "0", "uno": "1", "una": "1", "two": "2", "dos": "2", "three": "3", "tres": "3",
		"four": "4", "cuatro": "4", "five": "5", "cinco": "5", "six": "6", "seis": "6", "seven": "7", "siete": "7", "eight": "8", "ocho": "8",
		"nine": "9", "nueve": "9", "ten": "10", "diez": "10", "eleven": "11", "twelve": "12", "one": "1"}
	menuOrdinal = map[string]int{"first": 1, "1st": 1, "primero": 1, "primera": 1, "primer": 1, "second": 2, "2nd": 2, "segundo": 2, "segunda": 2,
		"third": 3, "3rd": 3, "tercero": 3, "tercera": 3, "tercer": 3, "fourth": 4, "4th": 4, "cuarto": 4, "cuarta": 4, "fifth": 5, "5th": 5, "twelfth": 12, "12th": 12, "eleventh": 11, "11th": 11, "tenth": 10, "10th": 10, "ninth": 9, "9th": 9, "eighth": 8, "8th": 8, "seventh": 7, "7th": 7, "6th": 6,
		"quinto": 5, "quinta": 5, "sixth": 6, "sexta": 6, "sexto": 6, "last": menuLast, "ultimo": menuLast, "ultima": menuLast, "middle": menuMiddle, "medio": menuMiddle}
)
