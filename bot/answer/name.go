package answer

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot/text"
)

const (
	nameMost      = 40 // characters
	nameMostWords = 4
)

// What people put before their name.
const (
	nameStrong = iota // anywhere: "Robert, but call me Bob"
	nameWeak          // only first: "its Bob"
)

var nameLeads = text.NewBook(nil, "", map[int]string{
	nameStrong: `
		call|calls|called me
		go|goes by
		my|the? first|full|real? name|names is|s
		my|the? names
		nickname|nicknames|nick is?
		me apodan|apodaron
		le? habla
		use|usa|usen
		me llamo|yamo|dicen|dice|decian
		me puede|pueden|podes llamar|decir
		decirme|llamarme|llameme|llamame|llamenme|digame|diganme|dime
		mi? nombre|apodo es?`,
	nameWeak: `
		im|its|soy|es|con|name|names
		i|it am|is
		this is
		yo soy
		my|first name`,
})

var (
	// nameBefore may stand before a name or a lead and say nothing.
	nameBefore = set(`hi hello hey hola yo buenas buenos good morning afternoon evening dias tardes noches um umm uh uhh er hm hmm oh ah well so ok okay yes yeah
		yep sure si claro bueno pues please thanks gracias just only solo nomas nada mas`)
	// nameAfter ends a name: "Sam thanks", "Dee and i need", "steve my phone is dying".
	nameAfter = set(`and y thanks thank thx ty gracias please pls plz but pero from here for lol btw i im is works work he she they him her nice at my por porfa porfavor
		esta nomas nada mi or with`)
	// nameWithin may stand inside a name.
	nameWithin = set("de la del los las el san santa van von da dos")
	// nameToo are everyday words that are names as well.
	nameToo = set("will bill molly crystal alexa max domingo molina segura kaiser cruz rocio mercedes chico chica dale simon pop rich art gene junior tina nono")
	// nameFirst may begin a name of more words.
	nameFirst    = set("big uncle auntie tio tia")
	nameArticles = set("de la del los las el")
	// nameTitles keep their full stop.
	nameTitles = set("mrs. sra. srta. dra.")
	// nameNot are words that are no name, nor begin one; see isNameWord for more.
	nameNot = set(`yes no yeah yep yup nope nah ok okay sure si claro maybe what whats why who how when where huh idk none nothing nobody nada nadie skip pass next
		help stop later tomorrow today thanks thank you please gracias por favor whatever anything anyone someone private secret anonymous confidential
		your yours you u ur sick pregnant new here the a an not dont cant wont didnt doesnt isnt arent wasnt havent hasnt wouldnt couldnt shouldnt i im id ill ive need want
		have is are was do does did done can could would in on at of to up so we he us be by if or as it am go off over
		que como cuando donde quien porque necesito quiero tengo estoy ando estaba hungry tired fine good ready sorry lol haha test asdf qwerty rather prefiero
		business they them hi hello hey hola call me back english espanol spanish human person bot robot medicare medicaid mom mama dad papa son daughter wife husband
		hijo hija esposo esposa hermano hermana amigo amiga friend brother sister
		my mi for name names nombre nickname apodo monday tuesday wednesday thursday friday saturday sunday nuevo nueva paciente patient yo
		fuck fucking shit wtf damn there start again anonimo anonima pain hurt scared he she him her his us
		good morning afternoon evening night tonight buenas buenos tardes noches dias
		wait hold hang same before after already matter matters asap soon now then still busy broke homeless desperate alone lost confused worried hurts
		treatment program methadone suboxone meds medicine dose withdrawal dopesick detox rehab clean sober high drunk interested available outside inside downtown
		work home jail prison hospital bus wanna gonna gotta lemme tryna everyone everybody choose pick guess forget told said gave think mean see
		nurse counselor receptionist doctor appointment appt visit address number phone text message voicemail email
		mas luego despues tarde espere espera momento igual mismo misma enfermo enferma embarazada embarazo miedo dolor ocupado ocupada perdido listo lista cansado cansada
		cuanto cuesta cual puedo puede llamen llamenme llamarme digo dije soy aqui alla nunca siempre ninguno ninguna cualquiera cualquier otro otra secreto privado
		cool lmao lmfao omg ugh wow bruh dang yikes jaja jajaja haha hahaha jeje hehe xd bye brb np welcome unknown cold hot stupid ridiculous dumb weird crazy urgent
		important personal serious funny annoying emergency complicated difficult hard easy true false right wrong correct possible sad mad angry upset depressed anxious
		nervous addicted addict alcoholic single married divorced unemployed dizzy nauseous shaking dead alive late early adicto adicta casado casada soltero soltera
		should info en bro last directions cuantas cuantos estan estamos busco trabajo veces semana move deceased pill pills y n nvm hurry sup god bless male female check mind kk never file obligatorio obligatoria ciudadano ciudadana
		residente hombre mujer diabetico diabetica veterano veterana mexicano mexicana tomorrow brand once twice look feel feeling stuff thing things something
		everything somewhere anywhere whenever ride rent food water money gas cash sleep stomach head body blood shaky sweats sweating chills vomit puking kicking relapse relapsed
		sobriety addiction habit desperately urgent asking waiting yesterday weekend week month year hour minute today early
		mal bien triste nervioso nerviosa preocupado preocupada urgente importante broma mentira verdad cierto
		of none two three un una unos lo`)
	// nameVerbs are names that end as verbs do.
	nameVerbs = set(`ahmed ahmad jared alfred wilfred winifred manfred mildred khaled waleed hamed mohamed muhamed mohammed saeed rasheed javed
		sterling browning harding fleming manning channing downing irving ming ying ting bing ling jing ping king`)
)

// Name reads s as what somebody wants to be called, without "my name is" and
// the like. ok is false for questions, sentences, digits, yes and no, and
// whatever else is no name; then ask again.
func Name(s string) (name string, ok bool) {
	if !utf8.ValidString(s) || strings.ContainsAny(s, "@#$%\\<>{}[]=_*+") || Skip(s) {
		return "", false
	}
	clauses := nameClauses(s)
	for _, words := range slices.Backward(clauses) { // the last wish counts
		if name, ok = nameOf(nameAfterLead(words, nameStrong)); ok {
			return name, true
		}
	}
	if len(clauses) == 0 || len(nameAfterLead(clauses[0], nameStrong)) > 0 {
		return "", false
	}
	if after := nameAfterLead(clauses[0], nameWeak); len(after) > 0 {
		return nameOf(after)
	}
	if name, ok = nameOf(clauses[0]); !ok || isSentence(clauses, name) {
		return "", false
	}
	if _, plain := YesNo(name); plain && len(name) > 1 && !nameToo[nameFold(name)] {
		return "", false
	}
	return name, true
}

// nameEveryday are the words that the rest of the package knows: somebody who
// sends one of them in place of a name speaks of something else.
var nameEveryday = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	put := func(w string) {
		if len(w) > 2 && !nameToo[w] {
			m[w] = true
		}
	}
	for _, words := range []map[string]bool{englishWords, spanishWords} {
		for w := range words {
			put(w)
		}
	}
	for _, words := range topicFamilies {
		for w := range strings.FieldsSeq(text.Fold(words)) {
			put(w)
		}
	}
	return m
})

// isSentence reports whether words with no lead are too many to be the name they
// begin with: "snow machine crash, he is hurt".
func isSentence(clauses [][]string, name string) bool {
	said, kept := len(clauses[0]), strings.Count(name, " ")+1
	return said > 8 || kept > 2 && (said > kept || len(clauses) > 1) || kept > 3 && !strings.ContainsFunc(strings.Join(clauses[0], ""), unicode.IsUpper)
}

// nameClauses cuts s into words where a thought ends, without greetings before
// the first, up to the first question. An empty clause stands for a question.
func nameClauses(s string) (clauses [][]string) {
	var words []string
	end := func() {
		for len(words) > 0 && nameBefore[nameFold(words[0])] && (len(words) > 1 || len(clauses) == 0) {
			words = words[1:]
		}
		if len(words) > 0 {
			clauses = append(clauses, words)
		}
		words = nil
	}
	s = strings.NewReplacer("?", " ? ", "¿", " ", "!", " ! ", ",", " , ", ";", " ; ", "(", " ; ", ")", " ; ", "\n", " ; ", ":", " ", "\"", " ", "“", " ", "”", " ", "/", " / ", "~", " ").Replace(s)
	for w := range strings.FieldsSeq(s) {
		switch {
		case w == "?":
			words = nil
			return append(clauses, nil)
		case w == "!" || w == "," || w == ";":
			end()
		case strings.ContainsFunc(w, unicode.IsLetter) || strings.ContainsAny(w, "0123456789/"):
			bare := w
			if short := len(w) <= 3 || nameTitles[nameFold(w)]; !short && strings.Count(w, ".") == 1 || strings.HasSuffix(w, "..") {
				bare = strings.TrimRight(w, ".")
			}
			words = append(words, bare)
			if bare != w {
				end()
			}
		}
	}
	end()
	return clauses
}

func nameFold(w string) string { return strings.ReplaceAll(text.Fold(w), "'", "") }

// nameAfterLead gives the words after the last lead of a kind, or none.
func nameAfterLead(words []string, kind int) []string {
	folded := make([]string, len(words))
	for i, w := range words {
		if folded[i] = strings.TrimSuffix(nameFold(w), "."); folded[i] == "" {
			folded[i] = "?"
		}
	}
	var buf [64]text.Part
	var after []string
	for _, p := range nameLeads.Parts(folded, kind, buf[:0]) {
		if p.Tag == kind && (kind == nameStrong || p.From == 0) {
			after = words[p.To:]
		}
	}
	return after
}

// nameOf reads words as a name and what may follow one.
func nameOf(words []string) (name string, ok bool) {
	for len(words) > 1 && nameBefore[nameFold(words[0])] {
		words = words[1:]
	}
	for i, w := range words {
		if f := nameFold(w); i > 0 && nameAfter[f] {
			if f == "or" {
				return "", false
			}
			words = words[:i]
			break
		}
	}
	small := 0
	for _, w := range words {
		if nameWithin[nameFold(w)] {
			small++
		}
	}
	if len(words) == 0 || len(words)-small > nameMostWords || small > 2 || nameWithin[nameFold(words[len(words)-1])] && len(words) > 1 {
		return "", false
	}
	for i, w := range words {
		if nameWithin[nameFold(w)] && (i > 0 || len(words) == 2 && nameFold(w) != "de" || len(words) > 2 && nameWithin[nameFold(words[1])]) {
			continue // Ana de la Cruz, la Chata
		}
		if i == 0 && len(words) > 1 && nameFirst[nameFold(w)] {
			continue
		}
		if !isNameWord(w) || nameArticles[nameFold(w)] {
			return "", false
		}
	}
	name = nameCase(words)
	if utf8.RuneCountInString(name) > nameMost {
		return "", false
	}
	return name, true
}

// isNameWord reports whether w may be a name: letters, and no everyday word.
func isNameWord(w string) bool {
	if strings.HasSuffix(text.Fold(w), "'s") {
		return false
	}
	folded := nameFold(w)
	verb := len(folded) > 4 && (strings.HasSuffix(folded, "ing") || strings.HasSuffix(folded, "ed"))
	if nameNot[folded] || nameEveryday()[folded] || verb && !nameVerbs[folded] {
		return false
	}
	letters := 0
	for _, r := range w {
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
			letters++
		case r == '\'', r == '’', r == '-', r == '.':
		default:
			return false
		}
	}
	return letters > 0
}

// nameCase writes small letters large where a name has them, and a name that
// came all in capitals as names are written. "JT" and "J.T." stay.
func nameCase(words []string) string {
	s := strings.Join(words, " ")
	small := s == strings.ToLower(s)
	loud := s == strings.ToUpper(s) && utf8.RuneCountInString(s) > 2 && !strings.Contains(s, ".")
	for i, w := range words {
		mine := w == strings.ToLower(w) && (i == 0 || !nameWithin[nameFold(w)])
		if small || loud || mine {
			words[i] = nameTitle(w)
		}
	}
	return strings.Join(words, " ")
}

// nameTitle is w with a capital at its start and after each mark within.
func nameTitle(w string) string {
	up := true
	return strings.Map(func(r rune) rune {
		was := up
		up = strings.ContainsRune("-'’.", r)
		if was {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, w)
}
