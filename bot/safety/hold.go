package safety

// Hold is what is known of somebody in crisis_hold who texts again.
type Hold struct {
	Label  Label // the danger that holds
	Next   Label // another one that the text raised, or None
	About  Who
	Threat bool // the texter may be the danger
	Staff  Staff
	Heard  Heard
	// Step is the next step that a follow-up asks for; see [NextStep].
	Step Step
	// Called is set if they said that 911 is called or that help is there; Told is
	// what they said last of how it stands.
	Called bool
	Told   Told
	// Send is set if they wait for us to send help.
	Send bool
	// Line counts the lines said in this hold: no two in a row are the same.
	Line int
}

// Staff is what may be said of staff: only what is so.
type Staff int

const (
	StaffTold   Staff = iota // alerted
	StaffHas                 // a member of staff has taken it
	StaffUnsaid              // somebody unsafe may be reading
)

// Heard is what a text in a hold wants besides help against the danger.
type Heard string

const (
	HeardNothing Heard = ""
	HeardPerson  Heard = "person" // a person, or a call
	HeardOver    Heard = "over"   // that it is over, or was a joke
	HeardOther   Heard = "other"  // something that waits: a question, a visit
	HeardThanks  Heard = "thanks"
)

// varied is one line in a few forms.
type varied []wording

func (v varied) in(n int, m Manner) string {
	if len(v) == 0 {
		return ""
	}
	return v[n%len(v)].in(m)
}

var staffLines = map[Staff]varied{
	StaffTold: {
		{"Automated: our team is alerted.", "Automatico: el equipo tiene el aviso."},
		{"Automated: our team has been told.", "Automatico: ya avisamos al equipo."},
		{"This is automated. Our team has your texts.", "Es automatico. El equipo tiene sus mensajes."},
	},
	StaffHas: {
		{"Automated: a person on our team has this now.", "Automatico: una persona del equipo ya tiene esto."},
		{"Automated: someone on our team took your message.", "Automatico: alguien del equipo ya tiene su mensaje."},
	},
	// Whoever reads over the shoulder learns nothing of the clinic.
	StaffUnsaid: {
		{"Automated message.", "Mensaje automatico."},
		{"This is automated.", "Esto es automatico."},
	},
}

// heardLines stand beside the help, never in its place. The second of each names
// nobody.
var heardLines = map[Heard][2]wording{
	HeardPerson: {
		{"I passed on that you want a person.", "Ya dije que quiere hablar con una persona."},
		{"I passed that on.", "Ya lo pasé."},
	},
	HeardOver: {
		{"Thank you for telling me. This stays open until our team has looked.", "Gracias por decirlo. Esto sigue abierto hasta que el equipo lo vea."},
		{"Thank you for telling me.", "Gracias por decirlo."},
	},
	HeardThanks: {
		{"You're welcome.", "De nada."},
		{"You're welcome.", "De nada."},
	},
	HeardOther: {
		{"I can help with that once our team has looked.", "Con eso le ayudo cuando el equipo haya visto esto."},
		{"I can help with that later.", "Con eso le ayudo luego."},
	},
}

// helpKey picks the help of a hold.
type helpKey struct {
	label Label
	about Who
}

// Sources: as for replies, domain.md 5.3 to 5.7.
var help = map[helpKey]varied{
	{OverdoseNow, Other}: {
		{"Stay with them, even if they wake up: it can come back. 911 can tell you each step. Naloxone again if not awake.", "No se vaya, aunque despierte: puede volver. El 911 le dice cada paso. Mas naloxona si no despierta."},
		{"Call 911 if you have not. Breathing: on the side. Not awake: naloxone again. Don't leave.", "Llame al 911 si no ha llamado. Si respira, de lado. Si no despierta, mas naloxona. No se vaya."},
		{"Don't put them in a shower, hit them or inject other drugs. Breathing: on the side. Not awake: naloxone again. 911 tells you each step.", "Sin ducha, sin golpes, sin inyectar otra droga. Si respira, de lado. Si no despierta, mas naloxona. El 911 le dice cada paso."},
	},
	{OverdoseNow, Self}: {
		{"Call 911 now. Unlock the door, sit up, and be near someone.", "Llame al 911 ya. Abra la puerta, sientese, y este cerca de alguien."},
		{"Please call 911 and stay on the phone with them. Door unlocked, sitting up, not alone.", "Por favor llame al 911 y no cuelgue. Puerta abierta, sin acostarse, y no a solas."},
	},
	{OverdoseNow, Unknown}: {
		{"Call 911 now, they tell you each step. Give naloxone again if not awake. Nobody should be alone.", "Llame al 911 ya, le dicen cada paso. Mas naloxona si no despierta. Que nadie quede a solas."},
		{"Call 911 if you have not. Unlock the door. Breathing badly or not awake: naloxone again.", "Llame al 911 si no ha llamado. Abra la puerta. Si respira mal o no despierta, mas naloxona."},
	},
	{MedicalEmergency, Unknown}: {
		{"If it gets worse or you are not sure, call 911.", "Si empeora o hay duda, llame al 911."},
		{"Call 911 or go to an ER if it is not better. Don't drive yourself.", "Llame al 911 o vaya a emergencias si no mejora. No maneje usted."},
	},
	{SuicideRisk, Self}: {
		{"You can call or text 988 any time, or 911 if in danger now.", "Llame al 988 a toda hora, o al 911 si hay peligro ahora."},
		{"To talk with a person now, call or text 988. In danger? Call 911. Please be near someone.", "Para hablar con alguien ya, llame al 988 y oprima 2. ¿Hay peligro? Llame al 911. Busque compañia, por favor."},
	},
	{SuicideRisk, Other}: {
		{"Please stay with them. Call or text 988 any time, or 911 if in danger now.", "No deje sola a esa persona. Llame al 988 a toda hora, o al 911 si hay peligro ahora."},
		{"988 can help you help them: call or text. In danger or hurt? Call 911. Don't leave them alone.", "El 988 tambien le ayuda a usted: llame. ¿Hay peligro? Llame al 911. No deje sola a esa persona."},
	},
	{DangerFromOthers, Unknown}: {
		{"Call 911 when you can. 800-799-7233 any time.", "Llame al 911 cuando pueda. 800-799-7233 a toda hora."},
		{"Not safe? Call 911 when you can. To talk any time: 800-799-7233.", "¿Hay peligro? Llame al 911 cuando pueda. Para hablar a toda hora: 800-799-7233."},
	},
	{Withdrawal, Unknown}: {
		{"For fainting, chest pain or seizure call 911.", "Por desmayo, dolor de pecho o convulsiones, llame al 911."},
	},
}

// safeHelp is for danger from others where they said that it is safe to text:
// other lines are named there only (domain.md 5.6).
var safeHelp = varied{
	help[helpKey{DangerFromOthers, Unknown}][0],
	{"Other lines, any time: StrongHearts Native Helpline 844-762-8483, sexual assault 800-656-4673. Not safe? Call 911 when you can.", "Otras lineas a toda hora: StrongHearts (pueblos nativos) 844-762-8483, agresion sexual 800-656-4673. ¿Hay peligro? Llame al 911 cuando pueda."},
	help[helpKey{DangerFromOthers, Unknown}][1],
}

var threatHelp = varied{
	{"If anyone could get hurt, call 911. To talk any time: call or text 988.", "Si alguien puede salir lastimado, llame al 911. Para hablar a toda hora, 988."},
	{"Please take some space. Call or text 988 to talk, or call 911 if anyone could get hurt.", "Por favor, tome distancia. Para hablar, llame al 988; si alguien puede salir lastimado, llame al 911."},
}

// Steady is the short line for further texts while a hold stands: the truth about
// staff, what was heard, and help that fits the danger that holds. Where minutes
// count the help comes first. Empty for None.
func Steady(h Hold, m Manner) string {
	help := h.help(m)
	if help == "" {
		return ""
	}
	staff := staffLines[h.Staff].in(h.Line, m)
	line := func(rest string) string {
		if h.Label.Before(SuicideRisk) || h.Send {
			return help + " " + rest
		}
		return rest + " " + help
	}
	s := line(staff)
	if heard := h.heard(m); heard != "" && fits(line(staff+" "+heard)) {
		s = line(staff + " " + heard)
	}
	return withNext(s, h.Label, h.Next, m)
}

func (h Hold) heard(m Manner) string {
	lines := heardLines[h.Heard]
	if h.Staff == StaffUnsaid {
		return lines[1].in(m)
	}
	return lines[0].in(m)
}

func (h Hold) help(m Manner) string {
	s := h.afterLine(m)
	if s == "" {
		s = h.usual(m)
	}
	if h.Send && s != "" {
		if h.Label == DangerFromOthers {
			return sendShort.in(m) + " " + s
		}
		if both := sendLine.in(m) + " " + s; len(both) < sendRoom {
			s = both
		} else {
			s = sendLine.in(m)
		}
	}
	if h.Called && h.Label.Before(SuicideRisk) {
		s = telling(s, m)
	}
	return s
}

// sendRoom leaves room for the line about staff in the same text.
const sendRoom = 245

// usual is the help that fits the danger, whatever they say.
func (h Hold) usual(m Manner) string {
	if h.Label == DangerFromOthers && h.Threat {
		return threatHelp.in(h.Line, m)
	}
	if h.Label == DangerFromOthers && h.Staff != StaffUnsaid {
		return safeHelp.in(h.Line, m)
	}
	v := help[helpKey{h.Label, h.About}]
	if v == nil {
		v = help[helpKey{h.Label, Unknown}]
	}
	if v == nil {
		v = help[helpKey{h.Label, Self}]
	}
	return v.in(h.Line, m)
}

// LastLine is the one answer to a wish for no more texts while l holds. phone
// is the clinic's; it is left out where somebody unsafe may be reading.
func LastLine(l Label, phone string, m Manner) string {
	urgent := wording{"In danger? Call 911.", "¿Hay peligro? Llame al 911."}
	if l.Before(SuicideRisk) {
		urgent = wording{"Please call 911: they tell you each step.", "Por favor llame al 911: le dicen cada paso."}
	}
	s := wording{
		"OK, no more texts (automated). " + urgent.en + " To talk with a person any time, call or text 988.",
		"De acuerdo, no mas textos (automatico). " + urgent.es + " Para hablar con alguien a toda hora, llame al 988.",
	}.in(m)
	if phone == "" {
		return s
	}
	return s + wording{" Our team is told. Our phone: ", " Avisamos al equipo. Nuestro telefono: "}.in(m) + phone
}

// QuietLine answers danger from somebody on a phone that they said is not safe:
// it names no hotline.
func QuietLine(m Manner) string {
	return wording{"OK. 911 any time (automated).", "OK. 911 a toda hora (automatico)."}.in(m)
}
