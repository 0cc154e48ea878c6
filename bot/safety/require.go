package safety

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Lack is what keeps a crisis wording from being said.
type Lack struct {
	What string // in English, for whoever edits it
	Add  string // a sentence in the wording's language that mends it; "" = something has to go
}

// required is what a crisis wording must hold: any one of the phrases of its
// language, not taken back by a "not" before it.
type required struct {
	name   string
	en, es []string
	add    wording
}

// Source: domain.md 5.3 to 5.7. These stay when a clinic rewords a reply.
var (
	needAutomated = required{name: "that this is automated", en: []string{"automated"}, es: []string{"automatic"}, add: wording{"This is automated.", "Mensaje automatico."}}
	need911       = required{name: "call 911", en: []string{"call 911"}, es: []string{"llame al 911"}, add: wording{"In danger? Call 911.", "¿Hay peligro? Llame al 911."}}
	need988       = required{name: "988", en: []string{"call or text 988"}, es: []string{"988"}, add: wording{"To talk any time, call or text 988.", "Para hablar a toda hora, llame al 988 y oprima 2."}}
	needTeam      = required{name: "that the team is told", en: []string{"alerting our team", "telling our team"}, es: []string{"avisamos al equipo"}, add: wording{"We're alerting our team.", "Avisamos al equipo."}}
)

var elements = map[Label][]required{
	OverdoseNow: {
		needAutomated, need911,
		{name: "naloxone", en: []string{"naloxone"}, es: []string{"naloxona"}, add: wording{"Give naloxone (Narcan).", "Dele naloxona (Narcan)."}},
		{name: "rescue breathing", en: []string{"breath every 5"}, es: []string{"soplo cada 5"}, add: wording{"Not breathing well? Tilt head back, 1 breath every 5 sec.", "¿No respira bien? Cabeza hacia atras, 1 soplo cada 5 seg."}},
		{name: "a second dose after 2 to 3 minutes", en: []string{"give more"}, es: []string{"dele mas"}, add: wording{"Not awake in 2-3 min: give more.", "Si no despierta en 2-3 min, dele mas."}},
		{name: "on the side", en: []string{"side"}, es: []string{"de lado"}, add: wording{"Breathing? Roll on side.", "¿Respira? De lado."}},
		{name: "stay with them", en: []string{"stay"}, es: []string{"no se vaya"}, add: wording{"Stay with them.", "No se vaya."}},
		{name: "that it can come back", en: []string{"can come back"}, es: []string{"puede volver"}, add: wording{"It can come back.", "Puede volver."}},
		{name: "that the law can protect whoever calls", en: []string{"law can protect"}, es: []string{"puede proteger"}, add: wording{"Alaska law can protect people who call and stay.", "La ley de Alaska puede proteger a quien llama y se queda."}},
	},
	MedicalEmergency: {
		needAutomated, need911, needTeam,
		{name: "the nearest ER", en: []string{"nearest er"}, es: []string{"vaya a emergencias"}, add: wording{"Or go to the nearest ER.", "O vaya a emergencias."}},
		{name: "not to drive", en: []string{"don't drive"}, es: []string{"no maneje"}, add: wording{"Don't drive yourself.", "No maneje usted."}},
	},
	SuicideRisk: {
		needAutomated, need911, need988, needTeam,
		{name: "a word of care", en: []string{"glad you told"}, es: []string{"gracias por contar"}, add: wording{"I'm glad you told me.", "Gracias por contarlo."}},
		{name: "distance from pills, weapons or what could hurt", en: []string{"away"}, es: []string{"lejos de", "aleje"}, add: wording{"Please move away from anything that could hurt you.", "Por favor, lejos de lo que pueda hacerle daño."}},
	},
	DangerFromOthers: {
		needAutomated, need911,
	},
	Withdrawal: {
		needAutomated, need911, needTeam,
	},
}

// variantElements are what a variant must hold besides.
var variantElements = map[Label]map[variant][]required{
	SuicideRisk: {
		plain: {{name: "company", en: []string{"near someone"}, es: []string{"cerca de alguien"}, add: wording{"Please be near someone.", "Por favor, este cerca de alguien."}}},
		other: {{name: "not to leave them", en: []string{"stay with them"}, es: []string{"no deje sola"}, add: wording{"Please stay with them.", "No deje sola a esa persona."}}},
	},
	DangerFromOthers: {
		plain: {
			{name: "somebody to talk with", en: []string{"800-799-7233"}, es: []string{"800-799-7233"}, add: wording{"You can talk with someone any time at 800-799-7233.", "Puede hablar con alguien a toda hora: 800-799-7233."}},
			{name: "that the text can be deleted", en: []string{"delete this"}, es: []string{"borrar este"}, add: wording{"You can delete this text.", "Puede borrar este mensaje."}},
			{name: `the question "is it safe to text you here? 1 yes 2 no"`, en: []string{"safe to text you here? 1 yes 2 no"}, es: []string{"seguro escribirle por texto? 1 si 2 no"}, add: wording{"Is it safe to text you here? 1 yes 2 no", "¿Es seguro escribirle por texto? 1 si 2 no"}},
		},
		threat: {need988, needTeam},
	},
	Withdrawal: {
		plain: {
			{name: "when it is an emergency (chest pain, no water, pregnancy)", en: []string{"chest pain"}, es: []string{"dolor de pecho"}, add: wording{"Go to an ER or call 911 for fainting, chest pain, seizure, can't keep water down, or if you're pregnant.", "Vaya a emergencias o llame al 911 por desmayo, dolor de pecho, convulsiones, si no retiene agua o si hay embarazo."}},
			{name: "pregnancy as a reason to be seen at once", en: []string{"pregnant"}, es: []string{"embarazo"}, add: wording{"Pregnant? Call 911 or go to an ER.", "¿Embarazo? Llame al 911 o vaya a emergencias."}},
		},
		pregnancy: {
			{name: "not to stop suddenly", en: []string{"don't stop suddenly"}, es: []string{"no deje nada de golpe"}, add: wording{"Please don't stop suddenly.", "Por favor no deje nada de golpe."}},
			{name: "the front of the line", en: []string{"front of the line"}, es: []string{"pasa primero"}, add: wording{"You go to the front of the line.", "Usted pasa primero."}},
			{name: "the emergency signs", en: []string{"bleeding"}, es: []string{"sangrado"}, add: wording{"Emergency signs: bleeding, strong pain, baby moving less: call 911.", "Señales de emergencia: sangrado, dolor fuerte, si su bebe se mueve menos: llame al 911."}},
		},
	},
}

// promises are what no crisis text may say: nobody may be there, only a human can
// have called 911, the law only can protect, and 911 takes no texts in Anchorage.
var promises = []struct {
	what string
	how  *regexp.Regexp
}{
	{"that help was called or is coming", regexp.MustCompile(`\bwe( have|'ve)? (called|sent)\b|\bwe('re| are| will|'ll) (send|call)|\bon (the|its|their) way\b|\bhelp is coming\b|\b(hemos llamado|ya llamamos|llamamos nosotros|mandamos ayuda)\b|\ben camino\b|\bya viene`)},
	{"that a person answers, or when", regexp.MustCompile(`\bwill (call|text|answer|be with|come to|contact) you\b|\b(call|text|answer|be with) you (now|right away|soon|in|within)\b|\ble (llamaremos|llamamos|vamos a llamar|va a llamar|llamara)\b|\blo llamaremos\b`)},
	{"that all will be well", regexp.MustCompile(`\byou('ll| will) be (fine|ok|okay|safe|all right)\b|\bwon't hurt you\b|\b(va a|vas a) estar bien\b`)},
	{"more than the law does (it can protect)", regexp.MustCompile(`\blaw (will |does )?protects?\b|\b(won't|will not|can't|cannot) be (arrested|charged|prosecuted)\b|\bley (lo |la |le |los )?protege\b|\bno (lo|la|le) (van a arrestar|arrestan)\b`)},
	{"that texts are private", regexp.MustCompile(`\b(confidential|secret)\b|\b(is|are|stays?) private\b|\bconfidencial|\b(es|son) privad[oa]`)},
	{"that 911 can be texted", regexp.MustCompile(`\btext( to)? 911\b|\b(escriba|mande( un)?( texto| mensaje)?) al 911\b`)},
	{"an amount of medicine", regexp.MustCompile(`\d ?(mg|ml|milligrams?|miligramos?)\b`)},
}

// tellingWords say what the clinic is for, or speak of drugs: domain.md 3.2, 5.3.
var tellingWords = wordSet(`methadone buprenorphine suboxone naltrexone naloxone narcan opioid opioids opiate opiates heroin fentanyl addiction addicted
	drug drugs substance treatment recovery rehab detox withdrawal dope dose doses dosing medicine medication medications counselor counselors
	counseling group therapy clinic clinics pills pill overdose sober relapse
	metadona buprenorfina naltrexona naloxona opioide opioides opiaceo heroina fentanilo adiccion adicto adicta droga drogas sustancia
	tratamiento recuperacion rehabilitacion abstinencia malilla dosis medicina medicamento consejero consejera consejeria grupo terapia clinica
	pastillas pastilla sobredosis`)

// Require says what a wording of a crisis reply lacks, or holds and may not: its
// elements, length and alphabet, promises, and what tells where others may read.
// name is one of [Names]. Empty means that it may be said.
func Require(name, reply string, lang bot.Lang) []Lack {
	label, v, shared, ok := split(name)
	if !ok {
		return []Lack{{What: "a name that a crisis reply has"}}
	}
	if lang != bot.English && lang != bot.Spanish {
		return []Lack{{What: "a language in which danger is screened: English or Spanish"}}
	}
	lower := strings.ToLower(reply)
	var lacks []Lack
	for _, e := range slices.Concat(elements[label], variantElements[label][v]) {
		phrases, add := e.en, e.add.en
		if lang == bot.Spanish {
			phrases, add = e.es, e.add.es
		}
		if !slices.ContainsFunc(phrases, func(p string) bool { return says(lower, p) }) {
			lacks = append(lacks, Lack{What: e.name, Add: add})
		}
	}
	first := lower[:min(len(lower), len("llame al 911 ya"))]
	if label == OverdoseNow && !strings.Contains(first, "call 911") && !strings.Contains(first, "llame al 911") {
		lacks = append(lacks, Lack{What: "911 before anything else"})
	}
	return append(lacks, unsayable(lower, reply, label, v, shared)...)
}

// unsayable is what no wording may be or hold.
func unsayable(lower, reply string, label Label, v variant, shared bool) (lacks []Lack) {
	no := func(what string) { lacks = append(lacks, Lack{What: what}) }
	for _, p := range promises {
		if p.how.MatchString(lower) {
			no("no promise " + p.what)
		}
	}
	if strings.ContainsAny(reply, "{}") {
		no("words and numbers written out: nothing in braces")
	}
	if strings.Contains(lower, "http") || strings.Contains(lower, "www.") {
		no("no link")
	}
	if v == threat && strings.Contains(reply, "800-799-7233") {
		no("no hotline for victims, where the texter is the threat")
	}
	if shared || label == DangerFromOthers { // whoever reads over the shoulder
		for _, w := range text.Words(reply) {
			if tellingWords[w] {
				no(`no word that tells what kind of clinic this is, as "` + w + `" does`)
			}
		}
	}
	enc, n := text.Segments(reply)
	if enc != text.GSM7 {
		no("only characters that go into a plain text (GSM-7: no accents on a, i, o, u, no emoji)")
	}
	if n > maxSegments {
		no("two segments at most (306 characters)")
	}
	return lacks
}

// negators take a phrase back that follows within a few words.
var negators = wordSet("no not never dont doesnt neednt cannot cant without nunca sin ni nor neither jamas")

// says reports whether a text says a phrase, and not the opposite: "do not call
// 911" holds the words as well.
func says(lower, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(lower[from:], phrase)
		if i < 0 {
			return false
		}
		before := lower[:from+i]
		if end := strings.LastIndexAny(before, ".,;:!?\n()"); end >= 0 {
			before = before[end+1:]
		}
		words := strings.Fields(before)
		words = words[max(0, len(words)-4):]
		if !slices.ContainsFunc(words, func(w string) bool { return negators[strings.Trim(strings.ReplaceAll(w, "'", ""), "¿¡\"")] }) {
			return true
		}
		from += i + len(phrase)
	}
}
