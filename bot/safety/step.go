package safety

import (
	"slices"
	"strings"

	"nightdesk/bot/text"
)

// Step is the next step of an overdose that a follow-up asks for.
type Step string

const (
	StepNone      Step = ""
	StepNotAwake  Step = "not awake"      // breathing, or so they say, and not awake
	StepWorse     Step = "worse"          // signs of an overdose again
	StepAwake     Step = "awake"          // awake, or better
	StepNoNarcan  Step = "no naloxone"    // none there
	StepUseNarcan Step = "naloxone?"      // whether to use it
	StepSleepy    Step = "getting sleepy" // whoever took it is
	StepCalled    Step = "called 911"     // or help is there
	StepPolice    Step = "police"         // afraid of them
)

// stepLines: domain.md 5.4 (ASAM and SAMHSA: call 911, naloxone, another after 2
// to 3 minutes, a breath every 5 seconds, on the side, stay: it can come back).
// Whoever took it can do little for themselves: 911, the door, company.
var stepLines = map[Step]map[Who]wording{
	StepNotAwake: {Other: {
		"Breathing? Call 911 all the same. Not awake: roll on the side and stay. Naloxone again if not awake in 2-3 min. Breathing stops? Head back, 1 breath every 5 sec.",
		"¿Respira? Llame al 911 de todos modos. Si no despierta: de lado, y no se vaya. Mas naloxona si no despierta en 2-3 min. ¿Deja de respirar? 1 soplo cada 5 seg.",
	}},
	StepWorse: {Other: {
		"CALL 911 NOW. Naloxone again every 2-3 min if not awake. Not breathing well? Head back, 1 breath every 5 sec. Breathing? On the side. Stay with them.",
		"LLAME AL 911 YA. Mas naloxona cada 2-3 min si no despierta. ¿No respira bien? Cabeza atras, 1 soplo cada 5 seg. ¿Respira? De lado. No se vaya.",
	}},
	StepAwake: {
		Other: {
			"Good. Stay: it can come back, even hours later. Call 911 all the same. Sleepy again? On the side, and naloxone again if not awake.",
			"Bien. No se vaya: puede volver, aun horas mas tarde. Llame al 911 de todos modos. ¿Otra vez con sueño? De lado, y mas naloxona si no despierta.",
		},
		Self: {
			"Good. It can come back, even hours later. Call 911 all the same. Unlock the door and be near someone.",
			"Bien. Puede volver, aun horas mas tarde. Llame al 911 de todos modos. Abra la puerta y este cerca de alguien.",
		},
	},
	StepNoNarcan: {
		Other: {
			"No Narcan? Call 911, they can bring it. Not breathing well? Head back, 1 breath every 5 sec. Breathing? On the side. Stay with them.",
			"¿Sin Narcan? Llame al 911, ellos pueden traer. ¿No respira bien? Cabeza atras, 1 soplo cada 5 seg. ¿Respira? De lado. No se vaya.",
		},
		Self: {
			"No Narcan? Call 911 now, they can bring it. Unlock the door, sit up, and be near someone.",
			"¿Sin Narcan? Llame al 911 ya, ellos pueden traer. Abra la puerta, sientese, y este cerca de alguien.",
		},
	},
	StepUseNarcan: {
		Other: {
			"Hard to wake or breathing badly? Give naloxone (Narcan), and more if not awake in 2-3 min. Call 911. Stay with them.",
			"¿No despierta o respira mal? Dele naloxona (Narcan), y mas si no despierta en 2-3 min. Llame al 911. No se vaya.",
		},
		Self: {
			"Call 911 now and ask them. Have naloxone (Narcan) in your hand, and someone near you who can give it. Unlock the door, sit up.",
			"Llame al 911 ya y pregunte. Tenga la naloxona (Narcan) en la mano, y a alguien cerca que se la de. Abra la puerta, sientese.",
		},
	},
	StepCalled: {
		Other: {
			"Good. Stay on the line with 911, they tell you each step. Stay with them until help is there. Naloxone again if not awake in 2-3 min.",
			"Bien. No cuelgue con el 911, le dicen cada paso. No se vaya hasta que llegue la ayuda. Mas naloxona si no despierta en 2-3 min.",
		},
		Self: {
			"Good. Stay on the line with 911. Unlock the door, sit up, and be near someone until help is there.",
			"Bien. No cuelgue con el 911. Abra la puerta, sientese, y este cerca de alguien hasta que llegue la ayuda.",
		},
	},
	// AS 11.71.311: it can, for listed offenses; not for warrants or probation.
	StepPolice: {
		Other: {
			"Please call 911 all the same. Alaska law can protect people who call for help and stay. Not breathing well? Head back, 1 breath every 5 sec. Naloxone again if not awake.",
			"Por favor llame al 911 de todos modos. La ley de Alaska puede proteger a quien llama y se queda. ¿No respira bien? 1 soplo cada 5 seg. Mas naloxona si no despierta.",
		},
		Self: {
			"Please call 911 all the same. Alaska law can protect people who call for help, and the one who took it too. Unlock the door, sit up, be near someone.",
			"Por favor llame al 911 de todos modos. La ley de Alaska puede proteger a quien llama, y a quien lo tomo. Abra la puerta, sientese, este cerca de alguien.",
		},
	},
	StepSleepy: {Self: {
		"Getting sleepy is a danger sign: CALL 911 NOW. Unlock the door, sit up, be near someone. Naloxone (Narcan) in your hand.",
		"El sueño es señal de peligro: LLAME AL 911 YA. Abra la puerta, sientese, este cerca de alguien. Naloxona (Narcan) a la mano.",
	}},
}

// stepLine words a step. One for those who help serves when it is unknown who
// took it, but for what only the one who took it would say.
func stepLine(s Step, about Who, m Manner) string {
	lines := stepLines[s]
	if line, ok := lines[about]; ok {
		return line.in(m)
	}
	if about == Unknown {
		if line, ok := lines[Other]; ok {
			return line.in(m)
		}
		return lines[Self].in(m)
	}
	return ""
}

// stepBook are the follow-ups by what they say, in its order: the worse goes
// before the better. A phrase counts anywhere in a text; good news does not count
// beside a word that takes it back, or beside signs of an overdose.
var stepBook = []struct {
	step    Step
	good    bool
	phrases []string
}{
	{StepNoNarcan, false, said(everyOne("no|dont have|dont have any|dont got|dont got any|aint got|aint got no|have no|got no|out of|without|ran out of|need|cant find|cant find the|cant find any|where do i get|where can i get|how do i get|how can i get|where is|"+
		"no tengo|no tenemos|no hay|sin|no encuentro|no encuentro el|donde consigo|necesito", "narcan|naloxone|naloxona"))},
	{StepMore, false, said(everyOne("how many|how much|how often", "narcan|narcans|naloxone|can i give|do i give|should i give|can we give|sprays|sprays can|doses can|doses of narcan|times can i|times do i give|more narcan|more can i give") +
		everyOne("cuantas|cuantos|cuanto|cada cuanto", "narcan|naloxona|dosis|le doy|puedo dar|puedo darle|veces le doy|naloxona le doy|narcan le doy"))},
	{StepUseNarcan, false, said(everyOne("should i|do i|can i|should we|when do i|when should i|how do i|how many times do i", everyOneOf("take|give|use|do", "narcan|naloxone|the narcan|him narcan|her narcan|them narcan|more narcan|him more|her more|them more|another narcan|another dose")) +
		everyOne("le doy|le pongo|debo darle|tengo que darle|me pongo|me doy|debo usar|uso", "narcan|naloxona|el narcan|la naloxona|mas narcan"))},
	{StepHere, true, said(everyOne("cops|police|firemen|fire department|policia", "are here|is here|got here|just got here|are with him|are with her|ya esta aqui"))},
	{StepPolice, false, said("cops\npolice\nwarrant\nwarrants\narrest\narrested\njail\nprobation\nparole\npolicia\norden de arresto\narresten\ncarcel\nla migra\nmigra\nget in trouble\nget us in trouble\nsin papeles")},
	{StepNotAwake, false, said(everyOne("breathing but|breathing and|he is breathing but|respira pero|respira y", "asleep|still asleep|sleeping|still sleeping|still out|out|not awake|wont wake|wont wake up|cant wake|not waking up|isnt awake|snoring|no despierta|dormido|dormida|sigue dormido|sigue dormida") +
		everyOne("hes|he is|shes|she is|theyre|they are", "asleep|still asleep|sleeping|still sleeping|still out|snoring|sleepy|so sleepy|getting sleepy|nodding|not awake yet"))},
	{StepSleepy, false, said(everyOne("i feel|im|i am|im getting|im feeling|i feel so|im so|getting|so", "sleepy|tired|drowsy|weak|dizzy|nodding|nodding off|falling asleep") +
		everyOne("me estoy|tengo mucho|tengo|me", "durmiendo|sueno|da sueno|quedo dormido|quedo dormida"))},
	{StepHere, true, said(everyOne("ambulance|ambulance is|paramedics|paramedics are|ems|ems is|medics are|help is|911 is|they are|theyre|they r", "here|here now|working on him|working on her|with him|with her|taking him|taking her") +
		everyOne("ambulance|paramedics|ems|they|help|medics", "got here|just got here|arrived|just arrived|showed up|came and|took him|took her|took them|are taking him|are taking her") +
		everyOne("at|in", "the hospital|the er|the ambulance|the emergency room") +
		everyOne("ya|ya llego|llego|ya llegaron|llegaron|ya esta aqui|ya estan aqui", "la ambulancia|los paramedicos|la ayuda") +
		"ya llegaron\nya estan aqui\nse lo llevaron\nse la llevaron\nen el hospital\nllego la ambulancia\n")},
	{StepCalled, true, said(everyOne("i|we|he|she|they|i just|we just|i already|we already", "called 911|called them|called an ambulance|called the ambulance|did call") +
		everyOne("ambulance|ambulance is|paramedics|paramedics are|ems|ems is|911 is|help is", "here|coming|on the way|on its way") +
		everyOne("ya", "llame|llamamos|llame al 911|llamamos al 911|viene la ambulancia|llego la ambulancia|vienen") + everyOne("im|i am|were|we are|hes|shes", "calling 911|calling them now|calling an ambulance|calling now|on the phone with 911|on the phone with them|on the line with 911|on the line with them|on with 911"))},
	{StepAwake, true, said(everyOne("hes|he is|shes|she is|theyre|they are|im|i am", "awake|awake now|up now|ok now|okay now|alright now|fine now|better now|talking|talking now|alive|responding") +
		everyOne("i feel|im|i am", "ok|okay|fine|better|good|alright|all right") +
		everyOne("he|she|they|i", "woke up|came to|is up|is awake|came back") +
		everyOne("ya", "desperto|esta despierto|esta despierta|esta bien|reacciono|estoy bien|esta hablando|respira"))},
	{StepNotAwake, true, said(everyOne("hes|he is|shes|she is|theyre|they are|is", "breathing|breathing now"))},
}

// said lists phrases as they stand between the words of a text.
func said(lines string) []string {
	var list []string
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, " "+line+" ")
		}
	}
	return list
}

func everyOneOf(beginnings, endings string) string {
	return strings.ReplaceAll(strings.TrimSpace(everyOne(beginnings, endings)), "\n", "|")
}

// worsens are words with which nothing is better, or not so yet.
var worsens = wordSet("but not isnt wont cant havent didnt dont should no never nobody barely hardly weird slow again still pero apenas sigue otra raro lento")

// NextStep reads a follow-up to an overdose by a closed list; again is set if the
// text raised an overdose anew. What is on no list gets the steady line.
func NextStep(s string, again bool) Step {
	words := text.Words(s)
	if calledTexts[strings.Join(words, " ")] {
		return StepCalled
	}
	all := " " + strings.Join(words, " ") + " "
	doubt := again || slices.ContainsFunc(words, func(w string) bool { return worsens[w] })
	for _, b := range stepBook {
		if b.good && doubt || (b.step == StepHere || b.step == StepCalled) && asksFirst(words) {
			continue
		}
		if slices.ContainsFunc(b.phrases, func(p string) bool { return strings.Contains(all, p) }) {
			return b.step
		}
	}
	if again {
		return StepWorse
	}
	return StepNone
}

// calledTexts say it only where they are the whole text: "i called" may go on with
// "my mom".
var calledTexts = map[string]bool{"i called": true, "yes i called": true, "ok i called": true, "already called": true, "i already called": true, "called": true, "i called already": true, "we called": true,
	"called 911": true, "ok called": true, "ya llame": true, "ya llamamos": true, "si ya llame": true, "estoy llamando": true, "estoy llamando al 911": true}

// asksFirst reports whether a text begins like a question: "is the ambulance here"
// is no news.
func asksFirst(words []string) bool { return len(words) > 0 && questionFirst[words[0]] }

var questionFirst = wordSet("is are when where how did will do")
