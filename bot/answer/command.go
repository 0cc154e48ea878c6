package answer

import (
	"strings"

	"nightdesk/bot/text"
)

// Command is a word that works everywhere, in the middle of any question.
type Command string

// The commands. What asks to stop or start texts is package safety's.
const (
	CommandNone       Command = "none"
	CommandHelp       Command = "help"
	CommandHuman      Command = "human"
	CommandRestart    Command = "restart"
	CommandBack       Command = "back"
	CommandCancel     Command = "cancel"     // give up a visit
	CommandReschedule Command = "reschedule" // another time for a visit
	CommandVisit      Command = "visit"      // what is booked
	CommandLanguage   Command = "language"
)

// Tags of the phrase book; an earlier one wins.
const (
	cmdNot = iota
	cmdHelp
	cmdRestart
	cmdBack
	cmdEnglish
	cmdSpanish
	cmdCancel
	cmdReschedule
	cmdVisit
	cmdHuman
	cmdNoEnglish
	cmdNoSpanish
	cmdBoth
	cmdOtherLanguage
)

var commandBook = text.NewBook(map[string]string{
	"visit":  "appointment appointments appt appts apt apts apointment appoinment visit visits visita visitas session slot booking cita citas intake consulta",
	"my":     "my the mi la our that this",
	"person": "doctor dr provider clinician therapist person human someone somebody staff nurse counselor receptionist representative rep agent operator persona humano alguien agente enfermera recepcionista consejero counsellor people",
	"talk":   "talk tlk speak speek chat hablar ablar platicar",
	"day":    "today tomorrow tmrw tomorow monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun hoy manana lunes martes miercoles jueves viernes sabado domingo todays tomorrows tmrws mondays tuesdays wednesdays thursdays fridays then tonight it",
	"can":    "can could may we i im to need want wanna gotta would id like please pls must have let lemme me quiero necesito puedo quisiera podria tengo que deseo",
	"move":   "change move reschedule resched reschedul switch push cambiar mover reagendar reprogramar cambio rescheduling postpone bump swap trade cambie cambien cambia cambieme cambiame mueva muevan mueve mover reprograme reprogramen",
	"kin":    "friend friends brother sister mom mother dad father son daughter husband wife boyfriend girlfriend kid kids cousin",
	"drop":   "anule anulen anular cancel cancle cancell cancelar cancelen cancela anular drop canceling cancelling cancelo",
}, "please pls plz thanks thank you thx porfa por favor gracias ok okay hey hi hello hola oye um uh so just actually lol sorry perdon disculpe i im can could quiero", map[int]string{
	cmdNot: `
no|not {drop}|cancele|cancelen
did|didnt|have|who|why you|u|they|i|it? get|got? {drop}|cancelled|canceled
grupos|group|groups|class|meeting|grupo * spanish|espanol|english|ingles
start|restart|begin treatment|methadone|program|meds|medicine|again with|in|on|using
start|begin over in life|with
restart my|the? treatment|program|methadone|meds|medicine|doses|dosing|dose
im|i|am back $
cant|cannot make it another|through|without|on mornings|mondays|weekends|day|night|the|using
cant|cannot come in the mornings|mornings|evenings|afternoons
cant|cannot make it on mondays|tuesdays|wednesdays|thursdays|fridays|weekends
dont want to talk|speak
dont want * {person}
i|we help|helped * {person}
help me|us quit|stop|get|detox
need|want help with|quitting|getting|to|for|paying|finding
i need a person to|who
no {person}
wont|not|didnt|doesnt|isnt come|came|coming to|around $
dont|not want|need * to? {talk}
didnt|dont|not cancel|start|change|reschedule
did not cancel
no quiero {drop}|{talk}
no quiero|prefiero|necesito que me
my|mi|his|her * habla|hablan|speak english|ingles|spanish|espanol
back pain|hurts|problems|surgery|injury|then|in
my back
go back to work|school|jail|using|prison|home|it
went|going|come|came back
back home|door|up
start|started over * use|using|years|again?|months
i? started over
work person|staff
{drop} culture|my? insurance|phone|card|plan|subscription
change my? mind|dose|address|number|name|insurance|clinics|clinic|life|ways|meds
change doctors|counselors
what|whats is|s? a|an|the {visit} like|for|about|mean
my|her|his {kin} cant|cannot|wont|isnt
`,
	cmdHelp: `
^ help|ayuda|info|menu|opciones|options|commands $
^ help me $
^ help|ayuda with? this $
^ help menu|options|commands $
^ i need help $
^ need help $
^ i need some help $
^ me help|ayuda|ayudas|ayudan|puede|puedes|pueden ayudar? $
^ ayudeme|ayudame|ayudenme|auxilio $
^ necesito|ocupo ayuda $
^ can|could you help me? $
^ what can you do $
^ what do i do|say|type|text|reply $
^ how does this|it work|works $
^ como funciona esto? $
^ que puedo hacer|decir|poner $
^ que hago|pongo $
^ im confused|lost|stuck $
^ informacion $
`,
	cmdHuman: `
{person}|alguien me puede|podria llamar
can|could|please|have|need|want|get a|the|my|our|one|someone|somebody {person}? please|pls|plz? to? call me
anyone|anybody real? there
^ call me when|as|if|once
pongame|pongan|ponme con
have|need|want|get {person} reach out|contact|get|touch|back
que alguien|una|{person} me llame|hable|marque|contacte
puede|pueden|podria|podrian llamarme|hablarme|marcarme
^ {can} {can}? {can}? a|an phone call $
^ call me at|on|tomorrow|later|tonight|after|before|between|in|around|monday|tuesday|wednesday|thursday|friday
give me a call
hay|esta alguien ahi? que|para atienda|me? atienda|ayude|hablar
{talk} 2|to|with|w sum1|some1|sombody|somone|somebody|someone|anyone|anybody
{talk} 2|to|with|w a|an real? {person}|sum1|some1
someone|somebody|anyone|anybody i can talk|speak to|with?
{talk} to|with|w the|your? front|desk|team|office
{talk} to|with|con my|the|our|la|el|mi {person}
{talk} to|with|con my|mi counselor|nurse|doctor|dr|consejera|consejero|enfermera|caseworker|case
id? rather you|u|someone call
rather you|u|someone|somebody call me
^ is? anyone|anybody|someone there|here
^ hay alguien ahi|alli|aqui? $
there a|an|any real|live? {person} i|to|who|there
no more bot|robot person?
^ personn|persn|humn|humano|reprsentative|representitive|agnt $
que me llame|hable alguien|una?
bot sucks|stupid|dumb|useless
want|need|quiero|necesito|give|get me? a|an|un|una|real|live real|live? {person} $
^ 0 $
^ cero|zero $
^ {person} $
^ a|an|real|live|actual|una|un {person} $
^ a|the real|live|actual {person} $
^ {person} real $
^ real|live one $
{talk} to|with|con a|an|some|the|una|un|real|live? real|actual|live|different? {person}
{talk} to|with|con {person}
{talk} to|with|con a|an real|live|actual {person}|one
{talk} con una|un {person}
{talk} to|with somebody|someone real|human|else
^ {can} {can}? {can}? a|an|una|un {person} $
^ {can} {can}? {can}? a|an real|live|actual|human {person}|being $
^ {can} a|an real|live|actual {person}
get|give|send|connect|put|transfer|comuniqueme|comunicame|paseme|pasame|conecteme me? to|with|con|a a|an|una|un|real|live? real|live? {person}
connect|transfer me
put me through|on
^ call|phone|ring me? $
^ call me back|now|instead|today|asap|later? $
^ {can} {can}? you|u|someone|somebody|they call|phone|ring me
^ {can} {can}? {can}? a|an call|callback|phone $
^ someone|somebody|alguien call|me me|llame|hable $
^ llameme|llamame|llamenme|marqueme|marcame|hablame|hableme $
^ me pueden|puede|podrian|podria llamar|hablar|marcar
^ que me llamen|llame|hablen|marquen $
quiero|prefiero|necesito|mejor que? me llamen|llame|marquen
^ quiero una llamada $
^ no robot|bot|bots|robots|machine $
this|estas is|es|a|un bot|robot|stupid|dumb * {person}
stop the bot
^ customer service|support $
^ front desk $
^ servicio al cliente $
^ speak|talk to|with|con you|them|usted|ustedes $
^ operator|operadora|operador $
`,
	cmdRestart: `
can|could we|i start over $
de nuevo desde el|cero principio|inicio? $
^ startover|strat|satrt|stat over? $
^ restart|reset|redo|reiniciar|reinicia|reempezar $
^ start|begin over|again $
^ start|begin all over|again again? $
^ start from|at the? beginning|scratch|top|start $
^ {can} {can}? {can}? start|begin over|again
^ {can} {can}? {can}? restart
^ lets restart
start|begin it|this|that over
^ lets start|begin over|again
start over $
empezar|comenzar|empecemos|empezamos|comenzamos de nuevo|cero $
^ restart the|this|my|it? questions|chat|conversation|form? $
start|begin|starting from scratch $
^ from the top|beginning|start $
^ redo|do this|it|everything over|again? $
^ empezar|comenzar|volver|vamos|empecemos|empiezo|empieza a? empezar|de|desde|otra|nuevo|cero|vez nuevo|cero|vez|el|al? principio|inicio? $
^ volver a|al empezar|comenzar|principio|inicio $
^ desde cero|el principio|inicio? $
^ de nuevo|cero $
^ otra vez desde|de el|cero|principio|nuevo principio|inicio? $
^ erase|clear everything|all|it $
^ borrar|borra todo $
^ new conversation|chat $
`,
	cmdBack: `
^ we? go back $
can|could we|i go back $
answered|picked|typed|chose|put wrong
want|need|let|like * fix|change|correct|redo my|that|the|last answer|response|reply
fix|change|correct|redo my|that|the last? answer|response|reply
^ mistake $
^ regresar una pregunta $
^ back|atras|undo|oops|ups|regresar|regresa|volver|previous|anterior|deshacer|retroceder|regresarme $
^ go|take|move|get me? back|bak|bck $
^ ir|vamos|vuelve? para|hacia? atras $
pressed|hit|put|typed|sent|answered * by mistake|accident
puse|conteste|respondi mal

^ go back|bak 1|one|a|to step|question|the|previous|last? question|one|step? $
^ {can} {can}? {can}? go back $
^ {can} {can}? {can}? go back a|one|to step|question|the|previous|last? question|one|step? $
^ previous|last question|one|step $
go|back to the? last|previous|earlier|first? question|step
^ la|el? pregunta? anterior $
^ ir|ve|vamos|hacia|para atras $
^ un paso atras $
^ quiero? regresar|volver atras|a? la? anterior? $
^ regresar a la anterior|pregunta|ultima anterior? $
oops|ups|whoops wrong|i|me|equivoque
wrong|mistaken button|answer|number|key|one hit|pressed|sorry? $
^ i? hit|pressed|picked|typed|put|chose|meant the? wrong
^ that|thats was|not? wrong|a|what mistake|i? meant? $
^ me equivoque $
me equivoque * atras|volver|regresar|regresa
^ volver|regresar|ir|vuelve|regresa a la pregunta? anterior|ultima|pasada
^ me equivoque de|en|la? respuesta|boton|opcion|numero $
^ i made a mistake $
^ fix|change|correct|cambiar|corregir my|the|that|mi|la? last|previous? answer|respuesta $
^ undo that|it $
^ i messed up $
oops|ups|mistake|wrong|wait|sorry * go|bring|take me? back|bak one|1? $
`,
	cmdCancel: `
cancele|canel|cancl|canselar|cancelr|canceled|cansel|cansela my|mi|la|the|una? {visit}|sita|apptmt
no longer need|want my|the|that {visit}
cant make it * {drop}
{drop} {my}? next|first|upcoming|old? {visit}
{drop} {my} 1|2|3|4|5|6|7|8|9|10|11|12|#num|#time|am|pm
{drop} {my} {day}
{drop} {day} $
{drop} {my}? {day} {visit}
{drop} me $
{drop} me for|on|from
call off {my} {visit}
{drop} on? {day}
^ {can} {can}? {can}? {drop} $
^ {can} {can}? {can}? {drop} it|that $
{visit} {drop}
dont|no|wont|longer need|want|quiero|necesito {my} {visit}
dont|no need|want|quiero|necesito {my} {visit} anymore|any|no|more|ya? more? $
ya no quiero|necesito la|mi|una {visit}
^ not coming anymore
take me off|out the? schedule|calendar
`,
	cmdReschedule: `
cancel and|y reschedule|rebook|reagendar
missed|perdi|miss|missing|perdere my|mi|the|la {visit}
wont|not|cant be? able? to? make|gonna|going to? make? it today|tomorrow|tmrw|tonight
not gonna|going to? make it
wont be able to make|come
need|want a|another new|different|another {visit} time|day|date?
posponer|aplazar la|mi {visit}
push back|up my|the {visit}
push|move|bump it back|up|to
move|switch|change|put me to|on
come|be at|on|in? a|an|some? different|another|other time|day
rescedule|reshedule|reschedual|rescheduel|reschdule|rescehdule my|the|it? 
{move} {my}? next|first|upcoming|old? {visit}
{move} {my}? {day} {visit}
^ {can} {can}? {can}? {move} times|days|dates|appts $
reschedule|reprogramar|reagendar
{can} ir|venir a|en? otro|otra dia|hora|fecha
{move} {my} time|day|date|hora|dia|fecha|slot $
{move} {my} time|day|date|hora|dia|fecha|slot
^ reschedule|resched|reagendar|reprogramar $
^ {can} {can}? {can}? {can}? {move} $
^ {can} {can}? {can}? {can}? reschedule|reagendar|reprogramar
^ {can} {can}? {can}? {move} it
^ change|move it|visit|time $
^ cambiar la|de|mi? hora|cita|fecha|dia $
cant|cannot|wont|no make|be|come|go|get|able|puedo|alcanzo|voy it|to|there|ir|llegar|poder|make|a? $
cant|cannot|wont make|get|come|be it|to|there|in {day}|to|on|at|in|for|that|anymore|after
cant|cannot come|go|get {day}|on|in|at
cant make {my}? {visit}|{day}|#time|#num
not able to|gonna make|come
no puedo|voy|podre|alcanzo ir|llegar|a|poder {day}|el|a|al|ir|llegar
no puedo|podre ir|llegar $
no voy a poder
something|algo came|surgio up?
different|another|other|new|better|earlier|later|otra|nueva|otro time|day|date|hora|fecha|dia|slot for|to|para|please {my}? {visit}?
need|want|can a|i different|another|new|get? time|day|date
quiero|necesito|ocupo|puedo otra|otro|nueva hora|fecha|dia|cita
that|this|esa|ese time|day|date|hora|dia doesnt|dont|wont|no|isnt|not work|me|good|for? 
`,
	cmdVisit: `
when|whens|wen s? my|the next? {visit}
^ whens my|the next? {visit}
^ {my} {visit} $
^ my next|first|upcoming|proxima {visit} $
^ mi proxima {visit} $
when|what|whats|wen|what|cuando|que|hora|dia is|s|are|day|time|es|era|hora|dia|a|tengo? is|es|a|la|my|mi|tengo? {my}? next|first|proxima? {visit}
when|cuando do|am|should|is|tengo|debo|me i|que|toca come|go|my|scheduled|booked|supposed|ir|in|mi
what time|day is|do|am|was my|i|mi {visit}|scheduled|booked|supposed|come
a|que|para que hora|dia es|tengo|era|me mi|la|que|{visit} {visit}
am|was i still? booked|scheduled|confirmed|down|on
^ {can}? i? still? booked|scheduled $
do|did i have|still|book|get|already an|a|any|have {visit}|upcoming|an
did i have|book a|an|one|something
tengo|hay una|alguna|mi|ya? {visit}
^ is {my}? {visit} still|at|on|confirmed|tomorrow|today|when
^ esta confirmada|lista mi|la {visit}
^ cual es mi {visit}
^ check|see|ver|revisar|checar|confirm|confirmar {my} {visit}
`,
	cmdBoth: `
cancel and|y|or reschedule|rebook|reagendar|change
`,
	cmdOtherLanguage: `
^ {can}? {can}? change|switch|cambiar|cambio|cambie|other|another|different|otro the|de|el|my? language|languages|lenguage|idioma|lenguaje $
^ language|idioma $
`,
	cmdNoEnglish: `
^ hablo espanol $
^ no english|ingles $
^ solo|only espanol|spanish $
dont|no|not|cant speak|understand|read|know|hablo|entiendo|se|leo|talk good|much|well|very|mucho|el? english|ingles|inglish
english|ingles no good|bueno?
`,
	cmdNoSpanish: `
dont|no|not|cant speak|understand|read|know|hablo|entiendo|talk spanish|espanol
`,
	cmdSpanish: `
^ espanol|spanish|espaniol|castellano $
en|in espanol|spanish|espaniol
habla|hablan|hablas|alguien espanol|spanish
speak|talk|do|got|have|text|prefer|want|need|prefiero|quiero spanish|espanol|espaniol
^ switch|change|cambiar|cambia|cambie to|a|al spanish|espanol
^ spanish|espanol please|version|only|instead $
`,
	cmdEnglish: `
back to english|ingles
do english|ingles
^ english|ingles|inglish $
in|en english|ingles
habla|hablan ingles|english
speak|talk|prefer|want|text|prefiero|quiero english|ingles
^ switch|change|cambiar|cambia back? to|a|al english|ingles
^ english|ingles please|version|only|instead $
`,
})

// CommandIn reads a global word in s; lang is the language that a
// [CommandLanguage] asks for ("en", "es", or "other" than now), or "". A text that only holds such a
// word in passing is [CommandNone].
//
// Oaths within it count for nothing, and Spanish spelt by ear is read as it sounds.
func CommandIn(s string) (cmd Command, lang string) {
	if cmd, lang = commandIn(s); cmd != CommandNone {
		return cmd, lang
	}
	if plain, changed := plainly(s); changed {
		return commandIn(plain)
	}
	return cmd, lang
}

func commandIn(s string) (cmd Command, lang string) {
	tags := commandBook.Tags(s)
	if tags == 0 { // "typo, go back"
		first, last := endClauses(s)
		tags = (commandBook.Tags(first) | commandBook.Tags(last)) & cmdLast
	}
	if tags == 0 || tags&(1<<cmdNot) != 0 {
		return CommandNone, ""
	}
	for _, c := range commandTags {
		if tags&(1<<c.tag) != 0 {
			return c.cmd, c.lang
		}
	}
	return CommandNone, ""
}

// oaths are what angry people say in between.
var oaths = set(`fucking fuckin fuckn fkn fcking effing damn damned goddamn goddam dam freaking freakin frickin friggin bloody motherfucking
 pinche pinches puto puta maldito maldita jodido jodida fregado fregada chingado chingada`)

// plainly is s without its oaths and with its Spanish well spelt; changed is false
// if that makes no difference.
func plainly(s string) (plain string, changed bool) {
	for w := range strings.FieldsSeq(s) {
		if bare := bareWord(w); oaths[bare] || wellSpelt(bare) != bare {
			changed = true
			break
		}
	}
	if !changed { // nearly always
		return s, false
	}
	var b strings.Builder
	for w := range strings.FieldsSeq(s) {
		bare := bareWord(w)
		if oaths[bare] {
			continue
		}
		if well := wellSpelt(bare); well != bare {
			w = well + w[len(strings.TrimRight(w, ".,;:!?")):]
		}
		b.WriteString(w)
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String()), true
}

func bareWord(w string) string { return strings.Trim(text.Fold(w), ".,;:!?¿¡\"'()") }

// cmdLast are the commands that may stand behind other words: "he fell, can you
// help" asks for no list of commands.
const cmdLast = 1<<cmdNot | 1<<cmdRestart | 1<<cmdBack | 1<<cmdCancel | 1<<cmdHuman

// endClauses are what stands before the first and behind the last mark within s,
// if it is more than a word: "legs, back" is no command.
func endClauses(s string) (first, last string) {
	const marks = ".,;!?\n"
	s = strings.Trim(s, marks+" ")
	i, j := strings.IndexAny(s, marks), strings.LastIndexAny(s, marks)
	if i < 0 {
		return "", ""
	}
	if first = s[:i]; !strings.Contains(first, " ") {
		first = ""
	}
	if last = strings.TrimSpace(s[j+1:]); !strings.Contains(last, " ") {
		last = ""
	}
	return first, last
}

// commandTags are looked for in this order.
var commandTags = []struct {
	tag  int
	cmd  Command
	lang string
}{
	{cmdRestart, CommandRestart, ""}, {cmdBack, CommandBack, ""}, {cmdNoEnglish, CommandLanguage, "es"}, {cmdNoSpanish, CommandLanguage, "en"},
	{cmdSpanish, CommandLanguage, "es"}, {cmdEnglish, CommandLanguage, "en"},
	{cmdOtherLanguage, CommandLanguage, "other"}, {cmdBoth, CommandReschedule, ""}, {cmdCancel, CommandCancel, ""}, {cmdReschedule, CommandReschedule, ""}, {cmdVisit, CommandVisit, ""}, {cmdHuman, CommandHuman, ""},
	{cmdHelp, CommandHelp, ""},
}
