package answer

import "strings"

// topicFamilies are words that mean nearly the same to a clinic's front desk, in
// English and Spanish: an example with one of them helps to know a question with
// another. They name no topic and no answer.
var topicFamilies = map[string]string{
	"you":       "u ya yall ustedes usted",
	"relative":  "son daughter kid husband wife brother sister mom mother dad father parent parents friend boyfriend girlfriend partner cousin uncle aunt nephew niece grandson granddaughter grandma grandpa grandmother grandfather roommate spouse fiance fiancee stepson stepdaughter family relatives relative hubby bf gf loved bro sis ex papa mama hijo hija esposo esposa hermano hermana amigo amiga novio novia primo prima tio tia sobrino sobrina nieto nieta abuelo abuela familia familiar familiares padres padre madre marido pareja mamá suegra suegro",
	"young":     "minor minors teen teens teenager teenagers teenage adolescent adolescents underage juvenile youth kids children child highschool school highschooler sophomore freshman junior guardian young younger youngest menor menores joven jovenes adolescente adolescentes ninos tutor preparatoria secundaria chico chica",
	"teenage":   "10 11 12 13 14 15 16 17 sixteen seventeen fifteen fourteen 16yo 17yo 15yo 14yo 13yo 12yo 17yr 16yr eighteen 18",
	"age":       "age aged ages old older oldest edad edades anos age",
	"money":     "cost costs price prices pricing fee fees charge charges pay paying payment payments paid afford expensive cheap money cash rate rates bill bills billed billing free dollars bucks cuesta costo costos precio precios cobran cobra cobro pagar pago pagos paga caro barato gratis dinero efectivo tarifa tarifas cuota budget deposit upfront installments debit credit venmo zelle cashapp paypal broke income discount discounts scale",
	"insurer":   "aetna cigna premera anthem bcbs tricare kaiser moda humana molina ambetter united uhc unitedhealthcare champva va veterans veteran ihs tribal ppo hmo obamacare marketplace cobra optum magellan beacon geico centene multiplan meritain evernorth bluecross cross blue",
	"insurance": "insurance insurances insurer insured ins coverage covered cover covers plan plans policy network copay seguro seguros aseguranza aseguranzas cobertura cubre cubren poliza aseguradora copago deductible",
	"medicaid":  "medicaid medicade medicad medacaid mediciad denali denalicare kidcare akmedicaid medicaids dkc",
	"medicare":  "medicare medcare medicar medicares mediacare medicair ssdi",
	"drug":      "meth methamphetamine methamphetamines crystal coke cocaine crack xanax klonopin valium ativan benzos benzo benzodiazepines fentanyl fent heroin oxy oxys oxycodone oxycontin percocet percs perc vicodin norco hydrocodone tramadol kratom weed marijuana pot thc cannabis cbd alcohol alcoholic alcoholics drinking drinker drink beer liquor booze vodka adderall ritalin stimulants stimulant speed ketamine gabapentin lyrica tranq xylazine spice k2 pcp lsd mdma ecstasy molly inhalants nicotine vape tobacco cigarettes opiates opiate opioids opioid morphine dilaudid codeine soma ambien heroina cocaina cristal piedra fentanilo mota marihuana pastillas pastilla alcoholismo cerveza bebida tomador meta goma chiva hash shrooms mushrooms hydros roxies roxys blues dope smack phenibut tianeptine nitazenes tianna",
	"bup":       "suboxone subutex sublocade buprenorphine bup subs zubsolv brixadi buprenorfina subuxone suboxen strips naltrexone vivitrol antabuse naltrexona belbuca",
	"methadone": "methadone metadona methadon methodone methdone metadone done juice",
	"pregnant":  "pregnant pregnancy pregnate prego preggo preggers preg expecting expectant prenatal postpartum trimester unborn newborn fetus baby babies breastfeed breastfeeding nursing miscarry miscarriage obgyn ob midwife womb birth maternity embarazo embarazada embarazadas bebe bebes pecho amamantar lactancia parto parir feto nacer prenatal embarasada preñada",
	"privacy":   "private privacy confidential confidentiality secret hipaa anonymous discreet records record file files data info information share shared sharing disclose disclosed leak privado privados privada confidencial secreto secretos anonimo expediente expedientes datos comparten privacidad",
	"authority": "police cops cop court courts  judge probation parole po cps ocs boss employer job landlord government immigration ice lawyer subpoena military school jefe policia corte juez probatoria inmigracion migra trabajo gobierno hr manager supervisor warrant warrants dfs law school",
	"findout":   "find tell told know knows knowing notify notified report reported see entera enterar enteran saber dicen avisan avisar decir",
	"idpaper":   "id ids identification license licence passport papers paperwork document documents docs card proof certificate ssn birth form forms identificacion licencia pasaporte papeles documentos documento tarjeta comprobante acta matricula credencial ine dl",
	"bring":     "bring bringing brings carry llevar llevo traer traigo llevarme",
	"group":     "group groups grp grps grupo grupos grupal grupales session sessions sesion sesiones meeting meetings",
	"therapy":   "therapy therapies counseling counselling counselings terapia consejeria terapias",
	"benefit":   "benefit benefits help helps helpful point positives gana gano ganar importante funciona works results purpose good worth useful why reason advantage advantages gain beneficio beneficios sirve ayuda vale beneficia ventajas ventaja proposito",
	"place":     "where address located location locations street building directions map near bus parking park route downtown direccion calle ubicados ubicacion ubicada queda donde edificio autobus camion mapa estacionamiento addy intersection avenue ave blvd road stop exit highway corner neighborhood transit landmark entrance barrio avenida",
	"open":      "open opens opened opening close closes closed closing hours hrs hour horario horarios abren abierto abiertos abierta cierran cerrado cerrados abre cierra hora horas",
	"weekday":   "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekend weekends weekday weekdays mon tues wed thurs fri sat sun lunes martes miercoles jueves viernes sabado sabados domingo domingos",
	"holiday":   "christmas xmas thanksgiving holiday holidays easter memorial labor navidad feriado feriados festivo festivos july nochebuena",
	"dose":      "dose doses dosed dosing dosis dosificar dosar medicate medicated medicine medication meds med medicina medicamento mg",
	"takehome":  "takehome takehomes takeout carry carries bottle bottles lockbox takeaways botella botellas phases phase unsupervised carryout",
	"travel":    "visiting visit travel traveling travelling trip vacation town visiting visitor relocating moving moved move moves viaje viajar vacaciones visita mudo mude mudar mudando vacation",
	"transfer":  "transfer transferring transfering transfers transferred switch switching change changing transferir transferencia transferencias cambio cambiar cambiarme guest courtesy invitado",
	"human":     "human person people real live someone somebody anyone anybody staff agent operator representative receptionist humano persona alguien gente recepcionista agente operador rep personal",
	"machine":   "robot bot machine computer automated automatic ai chatbot automate auto software program siri alexa chatgpt maquina computadora automatico automatica automaticos robotic bots app algorithm",
	"wait":      "wait waiting waitlist long soon sooner soonest quick quickly fast faster earliest asap espera esperar pronto rapido tarda tardan demora line room spots spot slots full cupo lugar availability available backed delay backlog capacity disponibilidad",
	"appt":      "appointment appointments appt appts apt apptmt cita citas booking book schedule scheduled agendar reservation reservar",
	"walkin":    "walk walkin walkins unannounced showup show stop drop swing pop directo avisar",
	"start":     "start started starting begin beginning enroll enrolling enrollment join signup register registered sign apply application applying admitted intake admission empezar empiezo comenzar inscribir inscribo inscribirme entrar registrar registro registrarme ingresar",
	"quit":      "quit stop clean sober recovery recover dejar limpio kick",
	"who":       "who whos quien quienes identify",
	"number":    "number phone numero telefono",
	"eligible":  "qualify qualifies eligible eligibility requirements requirement criteria referral califico califica requisitos requisito referencia elegible",
	"ride":      "ride rides transportation transport transporte taxi uber lyft cab bus car carro auto",
	"online":    "online zoom virtual virtually video telehealth remote remotely computer linea videollamada webcam inperson presencial internet",
	"often":     "often frequently frequency times weekly monthly per every twice cada veces frecuencia semanal diario daily",
	"size":      "ppl many big small size max maximum people participants members cuantas cuantos personas integrantes tamano grande grandes",
	"topics":    "about topics topic discuss talk types type kinds kind sort temas tema tipo tipos habla",
	"lead":      "lead leads led leader runs facilitator counselor dirige lleva consejero consejera mandatory required attend obligatorio skip miss faltar",
	"effects":   "safe safety addictive side effect effects high withdrawal withdrawals cravings craving taste tastes sleepy segura seguro adictiva efectos efecto malilla quita liver heart teeth brain body weight bones sabor liquid liquido narcotic",
	"accept":    "accept accepted accepts accepting take takes taking aceptan acepta toman recibe reciben work trabajan honor",
	"quituse":   "addicted addict addiction hooked adicto adicta adiccion use uses using usa uso consumo",
	"legal":     "legit scam spam estafa fraud real",
	"clinic":    "clinic clinica place lugar facility office oficina center centro",
	"business":  "company services service compania empresa servicios ofrecen business organization",
	"lost":      "lost stolen lose missing expired robaron perdi perdieron vencida vencido spilled",
	"speak":     "speak talk talking spoke hablar hablo habla call llamar llamada connect transfer",
	"texting":   "text texts texting texted msg msgs message messages messaging mensaje mensajes escriben escribe sms",
	"distance":  "far away close near nearby closest nearest miles minutes lejos cerca drive driving",
}

// topicCommon are words that say little by themselves. They still count as parts
// of word pairs.
var topicCommon = topicSet(`a an the is are am was be been do does did i im me my we our it its this that there here to of in on at for from with and or
	so if just can could would will should have has had get got any some u ur r you your yall they them he she his her him
	hi hello hey guys please pls thanks thank ok okay yes no yeah well um like really also too about by as up out not dont
	el la los las un una unos unas de del al a en y o que es son esta estan hay me mi mis su sus se le les lo te tu con para por si no ya
	hola gracias favor muy mas pero como yo ustedes usted ahi wanna want need ill ive going go come gonna lol
	tengo tiene puedo pueden quiero ser ir voy soy wut wat whats what`)

func topicSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// topicFamilyOf maps a word to the families it is in.
var topicFamilyOf = func() map[string][]string {
	m := map[string][]string{}
	for name, words := range topicFamilies {
		for w := range strings.FieldsSeq(words) {
			m[w] = append(m[w], "@"+name)
		}
	}
	for _, f := range m {
		if len(f) > 1 && f[0] > f[1] {
			f[0], f[1] = f[1], f[0]
		}
	}
	return m
}()

// topicFamilyOfStem is the same by stem, for words that were misspelt.
var topicFamilyOfStem = func() map[string][]string {
	m := map[string][]string{}
	for w, f := range topicFamilyOf {
		if stem := topicStem(w); len(f) > len(m[stem]) {
			m[stem] = f
		}
	}
	return m
}()

// topicStem cuts the endings that English and Spanish share out to one word.
func topicStem(w string) string {
	n := len(w)
	switch {
	case n > 5 && strings.HasSuffix(w, "ing"):
		w = w[:n-3]
	case n > 5 && (strings.HasSuffix(w, "ies") || strings.HasSuffix(w, "ied")):
		w = w[:n-3] + "y"
	case n > 4 && strings.HasSuffix(w, "ed"):
		w = w[:n-2]
	case n > 4 && strings.HasSuffix(w, "es"):
		w = w[:n-2]
	case n > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		w = w[:n-1]
	}
	if n = len(w); n > 4 {
		if c := w[n-1]; c == 'e' || c == 'a' || c == 'o' {
			w = w[:n-1]
		}
	}
	if n = len(w); n > 3 && w[n-1] == w[n-2] && w[n-1] != 's' && w[n-1] != 'l' {
		w = w[:n-1]
	}
	return w
}
