package safety

import (
	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Manner is how a reply is worded.
type Manner struct {
	Lang bot.Lang
	// Discreet leaves out words that tell what the clinic is for, on a phone
	// that others may read. The overdose reply ignores it: life over privacy.
	Discreet bool
	// Own are the clinic's own wordings of replies; nil = none.
	Own Own
}

// wording is one reply in the languages that have a screen.
type wording struct{ en, es string }

func (w wording) in(m Manner) string {
	if m.Lang == bot.Spanish {
		return w.es
	}
	return w.en
}

// variant picks among the wordings of one label.
type variant string

const (
	plain     variant = ""
	other     variant = "someone_else" // about them
	threat    variant = "threat"       // the texter is it
	pregnancy variant = "pregnancy"
)

// spoken is a reply for a phone of one's own and for one that others may read.
type spoken struct{ private, shared wording }

// either is a reply that tells nothing and serves both.
func either(en, es string) spoken { return spoken{wording{en, es}, wording{en, es}} }

// Sources: domain.md 5.4 to 5.7 (ASAM and SAMHSA naloxone steps, AS 11.71.311
// and 09.65.340, 988 Lifeline, National DV Hotline, ACOG CO 711).
var replies = map[Label]map[variant]spoken{
	OverdoseNow: {plain: either(
		"CALL 911 NOW. Give naloxone (Narcan). Not breathing well? Tilt head back, 1 breath every 5 sec. Not awake in 2-3 min: give more. Breathing? Roll on side. Stay, it can come back. Alaska law can protect people who call and stay. This is automated.",
		"LLAME AL 911 YA. Dele naloxona (Narcan). ¿No respira bien? Cabeza hacia atras, 1 soplo cada 5 seg. Si no despierta en 2-3 min, dele mas. ¿Respira? De lado. No se vaya, puede volver. La ley de Alaska puede proteger a quien llama y se queda. Mensaje automatico.",
	)},
	MedicalEmergency: {plain: either(
		"This may need care right now. Call 911 or go to the nearest ER. Don't drive yourself. We can help with a visit after. This is an automated line. We're alerting our team.",
		"Esto puede necesitar ayuda ahora mismo. Llame al 911 o vaya a emergencias. No maneje usted. Luego le ayudamos con una cita. Linea automatica. Ya avisamos al equipo.",
	)},
	SuicideRisk: {
		plain: {wording{
			"I'm glad you told me. This is an automated line. In danger now? Call 911. To talk with a person any time, call or text 988. Please move away from pills or weapons and be near someone. We're alerting our team.",
			"Gracias por contarlo. Es una linea automatica. ¿En peligro ahora? Llame al 911. Para hablar con alguien a toda hora, llame al 988 y oprima 2, o mande AYUDA al 988. Por favor, lejos de pastillas o armas, y cerca de alguien. Avisamos al equipo.",
		}, wording{
			"I'm glad you told me. This is an automated line. In danger now? Call 911. To talk with a person any time, call or text 988. Please move away from anything that could hurt you and be near someone. We're alerting our team.",
			"Gracias por contarlo. Es una linea automatica. ¿En peligro ahora? Llame al 911. Para hablar con alguien a toda hora, llame al 988 y oprima 2, o mande AYUDA al 988. Por favor, lejos de lo que pueda hacerle daño, y cerca de alguien. Avisamos al equipo.",
		}},
		other: {wording{
			"I'm glad you told me. This is an automated line. In danger now or hurt? Call 911. To talk with a person any time, call or text 988. Please stay with them and move pills or weapons away. We're alerting our team.",
			"Gracias por contarlo. Es una linea automatica. ¿En peligro ahora? Llame al 911. Para hablar con alguien a toda hora, llame al 988 y oprima 2, o mande AYUDA al 988. No deje sola a esa persona y aleje pastillas o armas. Avisamos al equipo.",
		}, wording{
			"I'm glad you told me. This is an automated line. In danger now or hurt? Call 911. To talk with a person any time, call or text 988. Please stay with them and move away anything that could hurt. We're alerting our team.",
			"Gracias por contarlo. Es una linea automatica. ¿En peligro ahora? Llame al 911. Para hablar con alguien a toda hora, llame al 988 y oprima 2, o mande AYUDA al 988. No deje sola a esa persona y aleje lo que pueda hacer daño. Avisamos al equipo.",
		}},
	},
	// Whoever reads over the shoulder learns nothing of the clinic.
	DangerFromOthers: {
		plain: either(
			"This is automated. Are you safe? If not, call 911 when you can. You can talk with someone any time at 800-799-7233. You can delete this text. Is it safe to text you here? 1 yes 2 no",
			"Mensaje automatico. ¿Hay peligro? Llame al 911 cuando pueda. Puede hablar con alguien a toda hora: 800-799-7233. Puede borrar este mensaje. ¿Es seguro escribirle por texto? 1 si 2 no",
		),
		threat: either(
			"This is an automated line. If anyone could get hurt, call 911. Please take some space first. To talk with a person any time, call or text 988. We're alerting our team.",
			"Es una linea automatica. Si alguien puede salir lastimado, llame al 911. Por favor, tome distancia primero. Para hablar con alguien a toda hora, llame al 988 y oprima 2. Avisamos al equipo.",
		),
	},
	// An ER may give medicine for up to 3 days: 21 CFR 1306.07(b).
	Withdrawal: {
		plain: {wording{
			"That sounds rough. We can help. Automated: we're telling our team you want to be seen soon. An ER may help now. Go there or call 911 for fainting, chest pain, seizure, can't keep water down, or if you're pregnant. After a break your body may handle less: don't use alone, keep naloxone close.",
			"Eso suena duro. Podemos ayudar. Automatico: avisamos al equipo que quiere cita pronto. Emergencias quiza ayude ya. Vaya o llame al 911 por desmayo, dolor de pecho, convulsion, si no retiene agua o hay embarazo. Tras una pausa el cuerpo aguanta menos: no use a solas, tenga naloxona.",
		}, wording{
			"That sounds rough. We can help. This is automated, and we're telling our team you want to be seen soon. An ER may be able to help now. Go there or call 911 for fainting, chest pain, seizure, can't keep water down, or if you're pregnant.",
			"Eso suena muy duro. Podemos ayudar. Mensaje automatico: avisamos al equipo que quiere cita pronto. En emergencias quiza le ayuden ya. Vaya o llame al 911 por desmayo, dolor de pecho, convulsiones, si no retiene agua o si hay embarazo.",
		}},
		pregnancy: either(
			"You did the right thing. This is automated; we're telling our team now. Please don't stop suddenly. You go to the front of the line. Emergency signs: bleeding, strong pain, baby moving less: call 911.",
			"Hizo bien en escribir. Mensaje automatico: avisamos al equipo ahora. Por favor no deje nada de golpe. Usted pasa primero. Señales de emergencia: sangrado, dolor fuerte, si su bebe se mueve menos: llame al 911.",
		),
	},
}

// nextLine is what is added for the second label, if there is room.
var nextLine = map[Label]wording{
	OverdoseNow:      {"Not waking or breathing badly: 911 and naloxone.", "Si no despierta o respira mal: 911 y naloxona."},
	MedicalEmergency: {"Chest pain, bleeding, fainting: 911 or ER.", "Dolor de pecho, sangrado, desmayo: 911."},
	SuicideRisk:      {"Crisis: call or text 988.", "Crisis: llame al 988."},
	DangerFromOthers: {"Not safe? 800-799-7233.", "¿Peligro? 800-799-7233."},
	Withdrawal:       {"We can help you feel better too.", "Le ayudamos con el malestar."},
}

// A yes to any of these means that the danger is there: the caller then sends
// Reply. Silence for 5 minutes counts as yes. But for the overdose question,
// which ignores it anyway, they name no drug and no clinic, so that one wording
// serves discreet phones as well.
var questions = map[Label]wording{
	OverdoseNow: {
		"This is automated. Did someone take too much, or is someone hard to wake or breathing badly? 1 yes 2 no. Yes or not sure: CALL 911 now and give naloxone (Narcan). Crisis: call or text 988.",
		"Mensaje automatico. ¿Alguien tomo demasiado, no despierta o respira mal? 1 si 2 no. Si es si o hay duda: LLAME AL 911 ya y dele naloxona (Narcan). Crisis: llame al 988.",
	},
	MedicalEmergency: {
		"This is automated. Is someone hurt, very ill or in danger right now? 1 yes 2 no. If yes, call 911 now, don't wait for us. Crisis: call or text 988.",
		"Mensaje automatico. ¿Hay alguien herido, muy enfermo o en peligro ahora? 1 si 2 no. Si es si, llame al 911 ya, no nos espere. Crisis: llame al 988.",
	},
	SuicideRisk: {
		"Thank you for telling us. This is automated. Are you or someone near you thinking about dying or self-harm? 1 yes 2 no. In danger now, call 911. To talk with a person any time, call or text 988.",
		"Gracias por contarlo. Mensaje automatico. ¿Usted o alguien cercano piensa en morir o hacerse daño? 1 si 2 no. En peligro, llame al 911. Para hablar con alguien a toda hora, llame al 988 y oprima 2.",
	},
	DangerFromOthers: {
		"This is automated. Is someone hurting or scaring you, or are you in danger? 1 yes 2 no. If so, call 911 when you can. To talk any time: 988 or 800-799-7233. You can delete this text.",
		"Mensaje automatico. ¿Alguien le hace daño o le da miedo, o hay peligro? 1 si 2 no. Si es si, llame al 911 cuando pueda. Para hablar a toda hora: 988 o 800-799-7233. Puede borrar este mensaje.",
	},
	Withdrawal: {
		"That sounds rough. This is automated. Any fainting, chest pain, seizure, confusion, or can't keep water down? 1 yes 2 no. If yes, call 911 or go to an ER now. To talk any time: call or text 988.",
		"Eso suena duro. Mensaje automatico. ¿Desmayo, dolor de pecho, convulsiones, confusion, o no retiene agua? 1 si 2 no. Si es si, llame al 911 o vaya a emergencias. Para hablar a toda hora: 988.",
	},
}

// maxSegments is the most that a crisis text may fill.
const maxSegments = 2

// Reply is what is said at once to a finding of strength Act: in the clinic's own
// words if it has any that hold what they must. It is empty if nothing was raised.
func Reply(f Finding, m Manner) string {
	v := f.variant()
	if _, has := replies[f.Label][v]; !has {
		return ""
	}
	if s := m.own(f.Label, v); s != "" {
		// With a second danger both must be answered, for which those of ours leave room.
		if all := f.complete(s, m); f.Next == None || f.Next == "" || all != s {
			return all
		}
	}
	return f.complete(builtIn(f.Label, v, m), m)
}

func builtIn(l Label, v variant, m Manner) string {
	said := replies[l][v]
	if m.Discreet {
		return said.shared.in(m)
	}
	return said.private.in(m)
}

// complete adds to a reply what this finding needs besides, as far as there is
// room.
func (f Finding) complete(s string, m Manner) string {
	if f.Label == OverdoseNow && m.Lang != bot.Spanish && f.Next == None && !f.Tagged(TagThirdParty) {
		if alone := s + " You alone? Call, unlock the door."; fits(alone) {
			return alone
		}
	}
	return withNext(s, f.Label, f.Next, m)
}

// withNext adds the line of a second label to a text about the first, if there
// is room.
func withNext(s string, l, next Label, m Manner) string {
	line, ok := nextLine[next]
	if !ok || next == l {
		return s
	}
	if quiet := m.Discreet && l != OverdoseNow || l == DangerFromOthers; quiet && next == OverdoseNow {
		line = wording{"Not waking or breathing badly: 911.", "Si no despierta o respira mal: 911."}
	}
	if both := s + " " + line.in(m); fits(both) {
		return both
	}
	return s
}

func (f Finding) variant() variant {
	switch {
	case f.Label == SuicideRisk && f.Tagged(TagThirdParty):
		return other
	case f.Label == DangerFromOthers && f.Tagged(TagThreat):
		return threat
	case f.Label == Withdrawal && f.Tagged(TagPregnancy):
		return pregnancy
	}
	return plain
}

func fits(s string) bool {
	enc, n := text.Segments(s)
	return enc == text.GSM7 && n <= maxSegments
}

// Question is the one yes/no question for a finding of strength Ask. It carries
// 911 and 988 already, so that nobody has to answer to get help. Empty if
// nothing was raised.
func Question(f Finding, m Manner) string { return questions[f.Label].in(m) }

// QuestionAgain asks once more for a plain answer to the Question of a finding.
func QuestionAgain(f Finding, m Manner) string {
	if questions[f.Label].en == "" {
		return ""
	}
	return wording{"Please answer 1 yes or 2 no.", "Por favor conteste 1 si o 2 no."}.in(m) + " " + Question(f, m)
}

// Fallback is the fixed text for when nothing else works: no store, no script.
func Fallback() string {
	return "This is an automated line. We can't answer right now. Emergency: call 911. Crisis: call or text 988. " +
		"Linea automatica. No podemos responder ahora. Emergencia: llame al 911. Crisis: llame al 988."
}

// OtherLanguageReply answers a text that the screen cannot read.
func OtherLanguageReply() string {
	return "Emergency: call 911. Crisis: call or text 988. This is an automated line; we're telling our team. " +
		"Emergencia: llame al 911. Crisis: llame al 988 y oprima 2. Linea automatica; avisamos al equipo."
}
