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
// before the better. A phrase counts anywhere in a text.
var stepBook = []struct {
	step    Step
	phrases []string
}{
	{StepNoNarcan, said(everyOne("no|dont have|dont have any|dont got|dont got any|aint got|aint got no|have no|got no|out of|without|ran out of|need|where do i get|where can i get|how do i get|how can i get|where is|"+
		"no tengo|no tenemos|no hay|sin|donde consigo|necesito", "narcan|naloxone|naloxona"))},
	{StepUseNarcan, said(everyOne("should i|do i|can i|should we|when do i|when should i|how do i|how many times do i", everyOneOf("take|give|use|do", "narcan|naloxone|the narcan|him narcan|her narcan|them narcan|more narcan|him more|her more|them more|another narcan|another dose")) +
		everyOne("le doy|le pongo|debo darle|tengo que darle|me pongo|me doy|debo usar|uso", "narcan|naloxona|el narcan|la naloxona|mas narcan"))},
	{StepNotAwake, said(everyOne("breathing but|breathing and|he is breathing but|respira pero|respira y", "asleep|still asleep|sleeping|still sleeping|still out|out|not awake|wont wake|wont wake up|cant wake|not waking up|isnt awake|snoring|no despierta|dormido|dormida|sigue dormido|sigue dormida") +
		everyOne("hes|he is|shes|she is|theyre|they are", "asleep|still asleep|sleeping|still sleeping|still out|snoring|sleepy|so sleepy|getting sleepy|nodding|not awake yet|breathing now|breathing again|breathing"))},
	{StepSleepy, said(everyOne("i feel|im|i am|im getting|im feeling|i feel so|im so|getting|so", "sleepy|tired|drowsy|weak|dizzy|nodding|nodding off|falling asleep") +
		everyOne("me estoy|tengo mucho|tengo|me", "durmiendo|sueno|da sueno|quedo dormido|quedo dormida"))},
	{StepAwake, said(everyOne("hes|he is|shes|she is|theyre|they are|im|i am", "awake|awake now|up now|ok now|okay now|alright now|fine now|better now|talking|talking now|alive|responding") +
		everyOne("he|she|they|i", "woke up|came to|is up|is awake|came back") +
		everyOne("ya", "desperto|esta despierto|esta despierta|esta bien|reacciono|estoy bien|esta hablando|respira"))},
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

// worsens are words with which nothing is better.
var worsens = wordSet("but not isnt wont cant barely again still hardly pero apenas sigue otra")

// NextStep reads a follow-up to an overdose by a closed list; again is set if the
// text raised an overdose anew. What is on no list gets the steady line.
func NextStep(s string, again bool) Step {
	all := " " + strings.Join(text.Words(s), " ") + " "
	for _, b := range stepBook {
		if b.step == StepAwake && (again || worse(s)) {
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

func worse(s string) bool {
	return slices.ContainsFunc(text.Words(s), func(w string) bool { return worsens[w] })
}
