package safety

import (
	"slices"
	"strings"
	"unicode"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Further steps that a text in a hold asks for.
const (
	StepHere    Step = "help is there"
	StepDied    Step = "died"
	StepThanks  Step = "thanks"
	StepMore    Step = "how much naloxone"
	StepRedFlag Step = "red flag"      // anew, in a medical emergency
	StepMeans   Step = "means at hand" // of whoever thinks of dying
)

// Told is what they said of how it stands, which no later line may contradict.
type Told string

const (
	ToldNothing Told = ""
	ToldAwake   Told = "awake"
	ToldHere    Told = "here" // help is
	ToldDied    Told = "died"
)

// sendLine is the truth to whoever waits for us to send help.
var sendLine = wording{
	"We can't send help. Only 911 can. Call 911 now and give them the address.",
	"No podemos mandar ayuda. Solo el 911 puede. Llame al 911 ya y deles la direccion.",
}

// sendShort is the same where the line about 911 follows.
var sendShort = wording{"We can't send help. Only 911 can.", "No podemos mandar ayuda. Solo el 911 puede."}

// SendReply answers somebody in no known danger who asks whether we send help.
func SendReply(m Manner) string {
	return sendLine.in(m) + wording{
		" This is automated. To talk with a person any time: call or text 988.",
		" Mensaje automatico. Para hablar con alguien a toda hora: llame al 988.",
	}.in(m)
}

// steps of other dangers than an overdose. Sources: as for replies, domain.md 5.5
// and 5.7.
var otherSteps = map[helpKey]map[Step]wording{
	{MedicalEmergency, Unknown}: {
		StepRedFlag: {"CALL 911 NOW. Don't drive yourself. Be near someone, door unlocked.", "LLAME AL 911 YA. No maneje usted. Este cerca de alguien, con la puerta abierta."},
		StepCalled:  {"Good. Stay on the line with 911, they tell you each step. If it gets worse, call 911 again.", "Bien. No cuelgue con el 911, le dicen cada paso. Si empeora, llame al 911 otra vez."},
		StepHere:    {"Good. Tell them all you know. If it comes back later, call 911 again.", "Bien. Cuenteles todo lo que sabe. Si vuelve mas tarde, llame al 911 otra vez."},
		StepThanks:  {"You're welcome. If it gets worse, call 911.", "De nada. Si empeora, llame al 911."},
		StepDied:    diedLine,
	},
	{SuicideRisk, Self}: {
		StepMeans: {"Please put that out of reach or give it to someone, and be near someone. Call or text 988 now. In danger? Call 911.", "Por favor, ponga eso lejos o deselo a alguien, y busque compañia. Llame al 988 ahora. ¿Hay peligro? Llame al 911."},
	},
	{SuicideRisk, Other}: {
		StepMeans: {"Please put that out of reach and don't leave them alone. Call or text 988 now. In danger? Call 911.", "Por favor, ponga eso lejos y no deje sola a esa persona. Llame al 988 ahora. ¿Hay peligro? Llame al 911."},
	},
}

var (
	diedLine = wording{
		"I'm so sorry. You don't have to be alone with this: call or text 988 any time. In an emergency call 911.",
		"Lo siento mucho. No tiene que pasar por esto a solas: llame al 988 a toda hora. En una emergencia llame al 911.",
	}
	// sureLine: whoever is no doctor can be wrong, and minutes count.
	sureLine = wording{" Only 911 can be sure: let them look at once.", " Solo el 911 puede saberlo: que vengan ya."}
)

func init() {
	both := func(w wording) map[Who]wording { return map[Who]wording{Other: w, Self: w} }
	stepLines[StepHere] = both(wording{
		"Good that they are there. Tell them all you know: what was taken, and when. It can come back later: then 911 again.",
		"Que bueno que ya estan ahi. Cuenteles todo: que tomo y a que hora. Puede volver mas tarde: entonces, otra vez al 911.",
	})
	stepLines[StepDied] = both(diedLine)
	stepLines[StepThanks] = map[Who]wording{
		Other: {"You're welcome. You are doing right by being there. 911 can tell you each step.", "De nada. Hace bien en estar ahi. El 911 le dice cada paso."},
		Self:  {"You're welcome. Please be near someone. 911 can tell you each step.", "De nada. Por favor, este cerca de alguien. El 911 le dice cada paso."},
	}
	stepLines[StepMore] = map[Who]wording{
		Other: {
			"Another naloxone (Narcan) every 2-3 min while not awake. In between, if not breathing well: head back, 1 breath every 5 sec. Call 911 all the same.",
			"Otra naloxona (Narcan) cada 2-3 min mientras no despierte. Entre una y otra, si no respira bien: cabeza atras, 1 soplo cada 5 seg. Llame al 911 de todos modos.",
		},
		Self: stepLines[StepUseNarcan][Self],
	}
}

// awakeLines are for later texts of somebody who said that they are awake.
var awakeLines = map[Who]wording{
	Other: {
		"Stay with them: it can come back, even hours later. Sleepy again? Call 911, roll on the side, naloxone again if not awake.",
		"No se vaya: puede volver, aun horas mas tarde. ¿Otra vez con sueño? Llame al 911, de lado, y mas naloxona si no despierta.",
	},
	Self: {
		"It can come back, even hours later. Be near someone. Sleepy again? Call 911.",
		"Puede volver, aun horas mas tarde. Este cerca de alguien. ¿Otra vez con sueño? Llame al 911.",
	},
}

// afterLine is what fits how it stands by their words; "" if the usual line does.
func (h Hold) afterLine(m Manner) string {
	step := h.Step
	if step == StepThanks && (h.Told == ToldHere || h.Told == ToldAwake) {
		h.Step = StepNone
		if line := h.afterLine(m); line != "" {
			return wording{"You're welcome. ", "De nada. "}.in(m) + line
		}
		return ""
	}
	if step == StepNone || step == StepThanks && h.Told == ToldDied {
		switch h.Told {
		case ToldHere:
			step = StepHere
		case ToldDied:
			step = StepDied
		case ToldAwake:
			if h.Label == OverdoseNow {
				return byWho(awakeLines, h.About).in(m)
			}
		case ToldNothing:
		}
	}
	line := h.lineFor(step, m)
	if sorry, rest, ok := strings.Cut(line, ". "); ok && step == StepDied && !h.Called {
		line = sorry + "." + sureLine.in(m) + " " + rest
	}
	return line
}

// lineFor words a step in the danger that holds.
func (h Hold) lineFor(step Step, m Manner) string {
	if h.Label == OverdoseNow {
		return stepLine(step, h.About, m)
	}
	lines := otherSteps[helpKey{h.Label, h.About}]
	if lines == nil {
		lines = otherSteps[helpKey{h.Label, Unknown}]
	}
	return lines[step].in(m)
}

func byWho(lines map[Who]wording, about Who) wording {
	if about == Self {
		return lines[Self]
	}
	return lines[Other]
}

// tells turns what says "call 911" to what fits whoever has called.
var tells = map[bot.Lang]*strings.Replacer{
	bot.English: strings.NewReplacer(
		"Call 911 now and give them the address.", "Make sure that they have the address.",
		"Call 911 now. Unlock", "Stay on the line with 911. Unlock", "Call 911 now, they tell you each step.", "911 tells you each step.",
		"Call 911 if you have not.", "Stay on the line with 911.", "Please call 911 and stay on the phone with them.", "Please stay on the phone with 911.",
		"Call 911 or go to an ER if it is not better.", "Stay on the line with 911.",
		"Call 911 all the same.", "Tell 911.", "call 911 all the same", "tell 911", "Call 911 now and ask them.", "Ask 911.", "Call 911", "Tell 911", "call 911 again", "call 911 again", "In an emergency call 911", "In an emergency call 911", "call 911", "tell 911", "CALL 911", "TELL 911"),
	bot.Spanish: strings.NewReplacer(
		"Llame al 911 ya y deles la direccion.", "Que tengan la direccion.",
		"Llame al 911 ya. Abra", "No cuelgue con el 911. Abra", "Llame al 911 ya, le dicen cada paso.", "El 911 le dice cada paso.",
		"Llame al 911 si no ha llamado.", "No cuelgue con el 911.", "Por favor llame al 911 y no cuelgue.", "Por favor no cuelgue con el 911.",
		"Llame al 911 o vaya a emergencias si no mejora.", "No cuelgue con el 911.",
		"Llame al 911 de todos modos.", "Digaselo al 911.", "llame al 911 de todos modos", "digaselo al 911", "Llame al 911 ya y pregunte.", "Pregunte al 911.", "llame al 911 otra vez", "llame al 911 otra vez", "En una emergencia llame al 911", "En una emergencia llame al 911",
		"Llame al 911", "Avise al 911", "llame al 911", "avise al 911", "LLAME AL 911", "AVISE AL 911"),
}

// telling words a line for whoever has called 911, so that it does not ask for
// what is done.
func telling(s string, m Manner) string {
	if m.Lang == bot.Spanish {
		return tells[bot.Spanish].Replace(s)
	}
	return tells[bot.English].Replace(s)
}

// Thanks reports whether a text says nothing but thanks.
func Thanks(s string) bool { return thanks.in(s).plainly }

var thanks = plainBook{}.add(answers, `
		thanks
		thank you
		thank u
		thank you so much
		thank you very much
		thanks so much
		thx
		ty
		tysm
		god bless
		god bless you
		gracias
		muchas gracias
		mil gracias
		dios lo bendiga
		dios los bendiga
		que dios los bendiga`).
	add(softens, `
		ok
		okay
		yes
		si
		for your help
		for the help
		for everything
		for helping
		for helping me
		por todo
		por la ayuda
		por su ayuda
		bye`)

// Died reports whether a text says that somebody has died, and not that it may be.
func Died(s string) bool { return deaths.in(s).plainly }

var deaths = plainBook{}.add(answers, everyOne("he|she|they|my friend|my brother|my sister|my son|my daughter|my mom|my dad|my husband|my wife|my boyfriend|my girlfriend", "died|passed|passed away|has died|just died|just passed|didnt make it|did not make it")).
	add(answers, everyOne("they", "couldnt save him|couldnt save her|pronounced him dead|pronounced her dead|pronounced him|pronounced her")).
	add(answers, everyOne("ya|el|ella|mi hermano|mi hermana|mi amigo|mi amiga|mi hijo|mi hija|mi esposo|mi esposa|se|ya se", "murio|fallecio")).
	add(answers, `
		murio
		fallecio
		no sobrevivio
		no lo pudieron salvar
		no la pudieron salvar`).
	add(softens, `
		omg
		oh god
		oh my god
		god
		no
		and
		but
		today
		tonight
		at the hospital
		in the hospital
		in the ambulance
		en el hospital
		dios mio`)

// AsksToSend reports whether a text asks for help to be sent, whether it is on its
// way, or says where to.
func AsksToSend(s string) bool {
	words := text.Words(s)
	all := " " + strings.Join(words, " ") + " "
	return slices.ContainsFunc(sends, func(p string) bool { return strings.Contains(all, p) }) || street(words)
}

// AsksIfSending reports whether a text is no more than the question whether we
// send help: the one who asks it may be in no danger at all.
func AsksIfSending(f Finding, s string) bool {
	all := " " + strings.Join(text.Words(s), " ") + " "
	return (!f.Raised() || f.OnlyCalls()) && slices.ContainsFunc(sending, func(p string) bool { return strings.HasPrefix(all, p) })
}

// OnlyCalls reports whether a finding is of nothing but a call for help or an
// ambulance, which in a hold is about what holds.
func (f Finding) OnlyCalls() bool {
	return f.Raised() && !slices.ContainsFunc(f.Signals, func(name string) bool { return name != "crisis_call" && name != "need_help_now" })
}

var (
	sending = said(everyOne("are you|are u|r u|do you|do u|did you|did u", "sending help|sending someone|sending somebody|sending an ambulance|sending ambulance|sending the ambulance|sending a ambulance|sending paramedics|send help|send someone|send an ambulance|send ambulances") +
		everyOne("van a|va a|estan|ya", "mandar ayuda|mandar una ambulancia|mandar ambulancia|enviar ayuda|enviar una ambulancia|mandando ayuda|mandando una ambulancia|mandaron ayuda|mandaron una ambulancia"))
	sends = slices.Concat(sending, said(everyOne("send|sending", "help|someone|somebody|an ambulance|ambulance|the ambulance|a ambulance|paramedics|the paramedics|police|the police|the cops|911")+
		everyOne("are you|are u|r u|is someone|is somebody|is anyone|is anybody|is help|is the ambulance|is an ambulance|is ambulance|are they|when are you|is 911", "coming|on the way|on your way|almost here|close")+
		everyOne("how long until|how long till|when will|when do|when are", "you get here|they get here|you be here|they be here|it get here|help get here|you getting here")+
		everyOne("my|the|our|his|her", "address is|adress is|addres is")+
		everyOne("i|we", "live at|stay at")+
		everyOne("can you|can u|could you|will you|did you|did u|please|pls|have you|you", "call 911|call an ambulance|call the ambulance|call ambulance|called 911|call them for me")+
		everyOne("please|pls|plz", "hurry|come|come quick|come fast|come help")+
		everyOne("hurry|come", "please|pls|plz|up|quick|help me|help him|help her|over here")+
		everyOne("manden|mande|mandan|manda|envien|envie", "ayuda|a alguien|una ambulancia|ambulancia|la ambulancia|la policia")+
		everyOne("mi|la|nuestra", "direccion es")+
		everyOne("van a|va a|ya van a|cuando van a", "venir|llegar")+
		everyOne("pueden|puede|puedes", "llamar al 911|llamar una ambulancia|llamar a una ambulancia|venir|mandar")+
		everyOne("llamen", "al 911|una ambulancia|a una ambulancia")+`
		call 911 for me
		vengan
		apurense
		apurese
		de prisa por favor
		rapido por favor
		por favor rapido
		vivo en la calle`))
	streets = wordSet("st street ave avenue av rd road dr drive ln lane blvd boulevard ct court way hwy highway apt circle cir loop calle avenida")
)

// street reports whether the words hold a street with its number.
func street(words []string) bool {
	for i, w := range words {
		if len(w) == 0 || !unicode.IsDigit(rune(w[0])) || w == "911" || w == "988" {
			continue
		}
		if slices.ContainsFunc(words[i+1:min(len(words), i+4)], func(w string) bool { return streets[w] }) {
			return true
		}
	}
	return false
}

// MeansAtHand reports whether a text says that there are means at hand of dying.
func MeansAtHand(s string) bool {
	words := text.Words(s)
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	return has(means) && has(atHand) && !has(noMeans)
}

var (
	means   = wordSet("pills pill meds bottle gun pistol rifle shotgun rope noose knife razor blade blades pastillas pistola cuerda cuchillo navaja arma soga")
	atHand  = wordSet("have got here holding hand got with next tengo aqui mano hay")
	noMeans = wordSet("dont no not never nothing without gave threw flushed away he she they")
)
