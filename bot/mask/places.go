package mask

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot/text"
)

const (
	direction = `(?:n|s|e|w|ne|nw|se|sw|north|south|east|west|northeast|northwest|southeast|southwest)\b\.?`
	streets   = `(avenue|ave|av|boulevard|blvd|road|rd|lane|ln|parkway|pkwy|highway|hwy|street|str|st|drive|dr|court|ct|circle|cir|way|place|pl|loop|terrace|ter|trail|trl|square|sq|plaza|alley|avenida)\b\.?`
	word      = `[a-z0-9][a-z0-9'.]*,?`
	unit      = `(?:[, ] ?(?:(?:apt|apartment|unit|ste|suite|room|rm|trlr|trailer|space|spc|lot|apto|apartamento|depto|departamento|interior|int)\b\.? ?#? ?|# ?)(?:[a-z]?-?\d{1,5}[a-z]?|[a-z])\b)?`
	town      = `(?:[, ] ?(?:anchorage|eagle river|wasilla|palmer|juneau|fairbanks|chugiak|girdwood|kenai|soldotna|sitka|ketchikan|kodiak|bethel|nome|homer|seward|valdez|north pole)\b)?(?:[, ] ?(?:ak|alaska)\b\.?)?(?:[, ] ?\d{5}(?:-\d{4})?\b)?`
	tail      = unit + town
)

var (
	// A house number, a name, and a word for a street.
	streetTyped = regexp.MustCompile(`(\d{1,6}[a-z]?(?: 1/2)?) ((?:` + direction + ` )?(?:` + word + ` ){1,3}?)` + streets + `(?: ` + direction + `)?` + tail)
	// A house number, a direction and a name.
	streetAimed = regexp.MustCompile(`(\d{3,6}) (` + direction + ` (?:\d{1,3}(?:st|nd|rd|th)\b|[a-z]{3,}\b(?: lights\b)?))()` + tail)
	// A house number and a name, of a place that is said to be where they live.
	streetNamed = regexp.MustCompile(`\b(?:liv(?:e|es|ing)|stay(?:s|ing)?|address|vivo|vive|vivimos|direccion|domicilio|casa|reside|resido|pick me up)\b[^0-9\x02]{0,16}?\b(\d{3,6}) ((?:` + direction + ` )?[a-z][a-z']+\b)()` + tail)
	// The Spanish order.
	streetFirst = regexp.MustCompile(`\b(?:calle|avenida|av(?:da?)?\b\.?|carretera|camino|calzada|colonia|privada|callejon|pasaje|bulevar) ((?:` + word + ` ){1,4}?)(?:(?:num|numero|no|nro)\b\.? ?)?#? ?(\d{1,6}[a-z]?)\b` + tail)
	postBox     = regexp.MustCompile(`(?:\bp\.? ?o\.? ?box|\bapartado(?: postal)?|\bhc ?\d{1,3} box) ?#? ?\d{1,7}\b` + tail)
)

// addresses finds where people live.
func (r Rules) addresses(v *view, take func(Kind, int, int)) {
	if v.digits == 0 {
		return
	}
	if v.has("box", "apartado") {
		v.each(postBox, func(m []int) int {
			take(Address, m[0], m[1])
			return m[1]
		})
	}
	typed := func(m []int) int {
		house, name := string(v.b[m[2]:m[3]]), strings.Fields(string(v.b[m[4]:m[5]]))
		if v.inNumber(m[2]) || !isStreet(house, name) || r.own(house, name) {
			return 0
		}
		take(Address, m[2], m[1])
		return m[1]
	}
	v.each(streetTyped, typed)
	v.each(streetAimed, typed)
	if v.has("liv", "stay", "address", "viv", "direccion", "domicilio", "casa", "resid", "pick me") {
		v.each(streetNamed, typed)
	}
	v.each(streetFirst, func(m []int) int {
		name := strings.Fields(string(v.b[m[2]:m[3]]))
		house := string(v.b[m[4]:m[5]])
		after, _, _ := strings.Cut(strings.TrimLeft(string(v.b[m[5]:]), " "), " ")
		if !isSpanishStreet(name) || notStreet[after] && m[1] == m[5] || r.own(house, name) {
			return 0
		}
		take(Address, m[0], m[1])
		return m[1]
	})
}

// inNumber reports whether a house number is only part of a time, price or
// telephone number.
func (v *view) inNumber(from int) bool {
	if from == 0 {
		return false
	}
	return strings.IndexByte(":$.-/", v.b[from-1]) >= 0 && (v.b[from-1] == '$' || v.digitAt(from-2)) ||
		v.b[from-1] == ' ' && v.digitAt(from-2) && v.digitAt(from-3) && v.digitAt(from-4)
}

// isStreet reports whether words between a house number and a word for a street
// can be its name. Most of what people count is followed by other words.
func isStreet(house string, name []string) bool {
	if len(name) == 0 || house == "911" || house == "988" {
		return false
	}
	for i, w := range name {
		if len(w) > 3 && strings.HasSuffix(w, ".") {
			return false // a sentence ends
		}
		w = strings.ReplaceAll(strings.Trim(w, ".,"), "'", "")
		numeric := strings.Trim(w, "0123456789") == ""
		if notStreet[w] || numeric && (i < len(name)-1 || len(w) > 3) {
			return false
		}
		if w == "" || len(w) == 1 && !isDigit(w[0]) && i == 0 && len(name) > 1 && strings.IndexByte("nsew", w[0]) < 0 {
			return false // "5 u r ..."
		}
	}
	last := strings.Trim(name[len(name)-1], ".,'")
	if len(house) < 3 { // "2 pills dr"
		return len(name) <= 2 && (len(last) > 2 || isDigit(last[0]))
	}
	return true
}

// isSpanishStreet is isStreet for the Spanish order. Streets are named for days:
// "16 de septiembre".
func isSpanishStreet(name []string) bool {
	for i, w := range name {
		if notStreet[w] && !spanishLink[w] && (i < 2 || name[i-1] != "de") {
			return false
		}
	}
	return len(name) > 0 && !spanishLink[name[len(name)-1]]
}

// own reports whether it is the clinic's own address: its number and its street.
func (r Rules) own(house string, name []string) bool {
	street := func(w string) bool { return len(w) > 2 && !directions[w] }
	for _, own := range r.Own {
		words := text.Words(own)
		at := slices.Index(words, house)
		if at < 0 {
			continue
		}
		for _, w := range name {
			if w = strings.Trim(w, ".,'"); street(w) {
				if slices.Contains(words[at:min(len(words), at+4)], w) {
					return true
				}
				break
			}
		}
	}
	return false
}

var directions = wordSet("n s e w ne nw se sw north south east west northeast northwest southeast southwest")

// spanishLink are words within the names of Spanish streets.
var spanishLink = wordSet("de del la las los el san santa")

// notStreet are words that follow a number and are no street's name: what is counted
// or measured, and the words between.
var notStreet = wordSet(`a an the this that these those my your his her its our their me you he she it we they them us i im is are was were be been am pm
 in on at to of for from by with near off into out up down over under around about and or but if so as than then when where who what which how
 not no yes yeah ok okay please thanks can cant could will would want need needs have has had do does did dont go going get got getting take takes took taking
 live lives lived living stay stays staying slept sleep sleeping use uses used using come coming came see saw call called text texted wait waited ask asked said
 mg ml mcg g gram grams oz lb lbs cc percent dollars dollar bucks usd
 min mins minute minutes hr hrs hour hours day days week weeks month months year years yr yrs time times am pm noon night nights today tomorrow tonight
 mile miles block blocks feet ft inch inches km
 pill pills bag bags dose doses strip strips tab tabs hit hits blue blues beer beers drink drinks point points take-home take-homes homes bottle bottles
 people person kid kids child children son sons daughter daughters friend friends guys man men woman women brother sister dogs cats roommate roommates
 ride rides bus buses trip trips stop stops one-way way appointment appointments appt appts visit visits court dr doctor clinic clinics
 step steps best better good great nice safe bad big small long hard easy quick public food work job group groups meeting meetings class classes first last next other same wrong right only just also still again more less every each per another any some all both no new same
 mas menos otro otra y o u que con sin por para desde hasta hace hacia como son soy esta estoy estaba hay fue fui a al en un una mi mis su sus nos ya no si
 dia dias semana semanas mes meses ano anos hora horas minuto minutos cuadra cuadras millas kilometros pastillas veces hijo hijos hija hijas personas dolares dosis
 manana hoy ayer lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
 january february march april june july august september october november december jan feb apr jun jul aug sept sep oct nov dec
 enero febrero marzo abril junio julio agosto septiembre octubre noviembre diciembre
 because cause while before after between since until til till there here him hers mine yours`)
