package answer

import "nightdesk/bot/text"

// MyTime is what somebody says about a time of their own: one that is booked, or
// one they wait for. Whether they have one is for the caller to know.
type MyTime int

// What may be said of one's own time. MyTimeNone is none of it.
const (
	MyTimeNone    MyTime = iota
	MyTimeLate           // they come late, or are on their way
	MyTimeCant           // they cannot come
	MyTimeListOff        // off the waitlist
	MyTimeListAsk        // whether they are on the waitlist
	MyTimeListOn         // onto the waitlist: tell me if one opens
	MyTimeChange         // another time for it
	MyTimeCancel         // give it up
	MyTimeAsk            // when it is, and whether there is one
	MyTimeGroup          // to take part in a group
	MyTimeShared         // others use this phone
	MyTimePrivate        // this phone is theirs alone
	myTimeLateNot        // sounds late and is not
	myTimeCantNot        // sounds like it and is somebody else, or something else
	myTimeMove           // names another time as well
	myTimeListNot        // a list of another kind
)

// myTimeBook tells them apart. An earlier MyTime wins.
var myTimeBook = text.NewBook(map[string]string{
	"visit": "appointment appointments appt appts apt apointment appoinment apptmt visit visits time slot booking cita citas sita visita hora consulta",
	"list":  "list waitlist waitinglist lista",
	"open":  "open opens opened opening openings available free cancel cancels canceled cancelled cancellation cancelation sooner earlier spot spots slot abre abra abren libera libere liberan desocupa cancela cancelan sale hay haya",
	"tell":  "tell text txt notify notified call message msg ping alert email let hit contact",
	"di":    "aviseme avisame avisenme avisen avise avisar avisarme digame digan mandeme manden escribame escribanme llameme llamenme notifiqueme",
	"pon":   "pongame ponganme ponme pongan apunteme apunten apuntame anoteme anotame anoten metame meta agregueme agregame agreguen inscribame",
	"saca":  "quiteme quitenme quitame quiten saqueme saquenme sacame saquen borreme borrame borren quitar sacar salir salirme bajar bajeme",
	"other": "friend friends brother sister mom mother dad father son daughter husband wife boyfriend girlfriend kid kids he she they cousin amigo amiga hermano hermana hijo hija mama papa esposo esposa novio novia",
	"unit":  "min mins minute minutes minuto minutos hr hrs hour hours hora horas",
	"very":  "a little bit few lil tad real really so super like maybe prob probably about around kinda running just only still un poco algo muy como unos bien bastante",
	"day":   "today tomorrow tmrw tomorow monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun hoy manana lunes martes miercoles jueves viernes sabado domingo",
}, "please pls plz thanks thank you thx porfa por favor gracias ok okay hey hi hello hola oye um uh so just actually lol sorry srry perdon disculpe disculpen yeah ya well", map[int]string{
	int(MyTimeLate): `
running|runnin|runing {very}? {very}? #num? {unit}? late|behind
^ {very}? late $
im|am|i|ill|be|were|are|gonna {very}? {very}? {very}? #num? to? #num? {unit}? late
late for|to my|the|this? {visit}
^ can|could|may|is|what if|it? i? ok? if? i? come|be|am|im|show|get {very}? {very}? #num? {unit}? late
on|omw|headed|almost my|the|there? way? * late
late * on my way
bus|car|ride|traffic|train|uber|cab|taxi|driver|lyft|mom * late
missed|miss my|the bus|ride|train|connection
stuck in|at|behind traffic|work|snow
traffic is|s {very}? bad|awful|crazy|terrible
^ be|get there|here in #num {unit}? $
^ ill|i|will|be|im|gonna|should|can be|get? be? there|here in {very}? #num {unit}? $
^ im|i|am? almost|nearly there|here $
^ omw|on my? way? $
still coming|omw
#num {unit} late
#num {unit} behind
going|gonna to? be {very}? {very}? #num? {unit}? late
gonna|going to? take me? #num more
voy|llego|vengo|llegare|ando|vamos {very}? {very}? #num? {unit}? {unit}? tarde
voy|vamos a llegar {very}? {very}? #num? {unit}? tarde
llegar {very}? {very}? #num? {unit}? tarde
se me|nos {very}? hizo|hace|hase|iso|ase|va haciendo? tarde
^ {very}? tarde $
atrasado|atrasada|retrasado|retrasada|demorado|demorada
me atrase|retrase|demore|demoro|atraso|retraso
ya voy|vengo en? camino
voy en camino
^ ya casi llego $
perdi el|mi camion|bus|autobus|ride|aventon
hay mucho? trafico
`,
	int(myTimeLateNot): `
late last|night|nights|reply|response|fee|fees|rent|bill|payment|shift|afternoon|evening|december|november|october|september|august|july|june|may|april|march|february|january|stage|in|than
rent|bill|period|payment|check|paycheck|regla|renta|pago|regla|menstruacion * late|atrasada|atrasado|tarde
getting|too|how|better|up|work|worked|works|working|open|stay|stayed|sleep|slept late
was|were|always|never|been|usually|got|not|dont|wont|isnt late
was|were|always|never|been|usually|wont|not be? {very}? {very}? #num? {unit}? late
if i|im|i|you * late
when i|im|you * late
made|makes|make me late
still on
how|too late
#num weeks|week|days|day|months|month|wks late
late #num weeks|days|months
mas|muy|tan|demasiado|buenas|por|en|la|de tarde
tarde o|noche
`,
	int(MyTimeCant): `
cant|cannot|cnt|wont|couldnt|wouldnt|unable be? able? to? make|get|go it|to|there|in|my|the|that|today|tomorrow|over|then|{day}|{visit}
cant|cannot|cnt|wont|couldnt|wouldnt|unable be? able? to? come|attend
not|dont|no|never think|thing|going|gonna|see|be|able i|to|can? can|will|ill|gonna|be|able|to? be? able? to? make|come|be it|to|there|in|my|the|that|today|tomorrow|{day}
cant|cannot|wont|couldnt|cnt do my|the|that|this? {visit}|{day}|it|today|tomorrow
no can do
^ {very}? cant|cannot come|make $
cant|cannot come|make|go|be * {day}|{visit}|anymore
something|smthing|sumthing|smth came|has|just came|come? up
no|ni puedo|podre|alcanzo|voy|pude|pueda|podria|podriamos|creo|va a|que|voy? a? poder? ir|llegar|asistir|venir|acudir|presentarme|estar|aser|acer|hacer
no puedo|podre|alcanzo|voy|pude|podria a? poder? ir|llegar|asistir|venir|acudir|presentarme|la|mi|esa|ese|el
no voy a|ha poder
me surgio|salio|sale algo|un|una
se me complico
no tengo quien|como me|ir|llegar|lleve|llevar? 
no ride * appt|appointment|visit|{day}|come|there
dont have|got a|any ride * come|there|appt|appointment|visit|{day}|make
`,
	int(myTimeCantNot): `
my|her|his|a {other} cant|cannot|wont|isnt|doesnt|didnt|no
{other} cant|cannot|wont
cant|cannot|wont make|get it through|thru|without|rent|rest|sense|money|payments|ends|work|my|the rent|payment|bills|mind?
cant|cannot make rent|ends|sense|payments|payment|money|bills|friends|decisions
cant|cannot get|go|be in|to|out|on|off|it|there|my? sleep|work|touch|through|thru|off|high|up|clean|sober|help|hard|hold|bathroom|school|home|outside|hospital|jail|er|meds|dose|doses|methadone|medicine|prescription|refill|bed
cant|cannot come|get|be off|down|clean|sober|up|over|back|alone|with|around|without|on|near
cant|cannot make it on|through|thru|without|another|much|any|home|up|out|to|stop|happen|better
no puedo ir|venir|llegar|hacer|estar sola|solo|sin|al|nada|mas|bano|trabajo|trabajar|esto
no puedo hacer|aser|acer nada|mas|esto|caca|popo
no voy a|ha usar|tomar|mentir|dejar|decir
cant|cannot come|go|make in|on|the? the? mornings|evenings|afternoons|weekends|weekdays|tuesdays|mondays|fridays|wednesdays|thursdays
no puedo|voy ir|venir? en|por|a? las mananas|tardes|noches
make any|one|either of
any|none of these|those|them
dont|do not|not go|get|come|make
not see|be|get|going|gonna make|get|be? a|the|any|over|it? point|sense|better|anywhere|change|help|high
`,
	int(MyTimeListOff): `
take|remove|get|cross|drop|scratch|delete me|my|us? name|number? off|from|out|of? of? the|that|this|a? wait|waiting? {list}
off|from|out of? the|that wait|waiting? {list}
off|from|out of? my|your|ur|this? wait|waiting list
off|from|out of? my|your|ur|this? waitlist
^ off|leave|quit|exit|stop the? wait|waiting? {list} $
dont|no|not want|need|like|longer|wanna to? be? want|need|wait|be? to? be? on? the|that|a|any? wait|waiting? {list}
dont put me on
{saca} me? de la|esa|su? lista|espera
ya? no quiero|necesito estar|seguir|espero? en? la|mas? lista
^ fuera de la lista $
`,
	int(MyTimeListAsk): `
am|are|was|were|is i|we|my still|name|even? still? on|in the|that|a|your|ur|any? wait|waiting? {list}
did|have you|u|they|i put|add|get|added|got|gotten|make|made me|us|my|it? on? to? the|that|a|your? wait|waiting? {list}
where|what am|is|number|place|spot i|my|am? i|place|spot? on|in the|that|a? wait|waiting? {list}
still on the|that|a|your? wait|waiting? {list} $
^ {very}? todavia|aun|ya? estoy|sigo|ando|sigue sigo|estoy|mi? nombre? en la|su|una? lista
me pusieron|apuntaron|anotaron|pusiste en la|una|su? lista
en que lugar|numero voy|estoy|ando
que lugar|numero tengo|soy en
`,
	int(MyTimeListOn): `
^ a|the|is|do|have|got? there|you|u|yall|have? have|got? a|the|any? wait|waiting? {list} $
^ wait|waiting {list} $
^ waitlist me? $
put|add|sign|get|stick|throw|place|want|wanna|go|be|like|join me|us|my|to|up? name|be|get|for|go? up? on|to|onto|in|for|join? the|that|a|your|ur|this? wait|waiting? {list}
can|could i|we get|be|go|join on|to|in? the|that|a|your? wait|waiting? {list}
{tell} me|us? know? if|when|whenever|once * {open}
{tell} me|us know if|when|whenever|once * {open}|comes|come|frees
keep|have me in|on|posted mind|the? if|when? * {open}
if|when|should something|anything|one|a|any * {open} * {tell}
^ {tell} me|us? know? if|when one|any|something|anything
call|text|let me|us know? if|when you|u|yall|they get|have|got a|any|an? {open}
^ lista de espera $
^ la|en|hay|tienen|tiene|una? la|una? lista de? espera? $
{pon} en|a|por|me? la|su|una? lista
quiero|quisiera|puedo|necesito|me pueden? gustaria? poner|entrar|estar|apuntar|anotar|apuntarme|anotarme|ponerme en|a la|su|una? lista
{di} si|cuando|por|en * {open}|algo|una|otra|alguien
{di} si|cuando se|hay|sale {open}|algo?
me avisa|avisan|avise|avisen|dice|dicen|pueden|puede|podria avisar|decir? si|cuando * {open}|algo
si|cuando|en * {open} * me avisa|avisan|avise|avisen|dice|dicen|llaman
`,
	int(myTimeListNot): `
your|ur|the|a|any|all|every|mailing|text|texting|contact|call|calling|phone|email|marketing|do|sex|price|grocery|med|meds|medication|black mailing|text|texting|contact|call|calling|phone|message|messaging|email|marketing|price|grocery|med|meds|medication|medicine|lists|do {list}|lists|not?
lista|listas de contactos|mensajes|textos|numeros|medicinas|medicamentos
{list} of|de meds|medications|medicine|things|what|clinics|medicinas|contactos|mensajes|textos|telefonos
all|every|todas your|ur|the|las|sus? lists|listas
`,
	int(MyTimeChange): `
^ can|could|would|id|may i|we|you|like|to? have|get|do|come|be|use|take in? in|on|at|for? a|some? different|another|other|better|new|later|earlier|sooner day|time|date|slot|hour|appt|appointment
^ i? need|want|wanna|have|gotta|like|wants to? a|an|some? different|another|other|new|later|earlier|sooner|better time|day|date|slot|appt|appointment
^ nesesito|necesito|ocupo|quiero|kiero|quisiera|tengo|me|dame|deme|da|puedo? que|tener? de? otra|otro|nueva|diferente ora|hora|dia|fecha|cita|sita
cambieme|cambienme|cambiame|camvieme|muevame|mueveme|cambien|muevan la|el|mi|de? cita|sita|hora|ora|dia|fecha
me la|lo|el|mi puede|pueden|podria|podrian|puedes cambiar|mover|camviar|recorrer|pasar
la|lo|me puede|pueden|podria|podrian|puedes|quiero|podemos cambiar|mover|camviar|recorrer
switch|swap|trade|bump|shift my|the|this|that {visit}
what if|about i? need|want|have|changing|moving to? change|move|reschedule|my|the? my|the|it? {visit}
`,
	int(MyTimeCancel): `
give|giving|gave up|away my|the|that|this {visit}
give|giving my|the|that|this {visit} up|away|to
take my|the|that {visit} off|out|away
free|let|release up|go? my|the|that {visit} up|go?
canselela|cancelela|cancelelo|canselelo|cancelemela|canselen|canselar|cancelar|anular|anulela mi|la|el|una? cita|sita|visita|hora|porfa?
canselela|cancelela|cancelemela|anulela
dont|not want|need|wanting|doing that|the|my|this {visit} any|no|anymore? more?
ya no voy|quiero|necesito|ocupo|va|boy a|ha|ir|la|mi|esa|el? ir? a? la|mi cita|sita|visita
nevermind|never|nvm|forget mind|about? my|the|that|about? my|the|that? {visit}
not coming|going to? my|the? {visit}? any|anymore more?
`,
	int(MyTimeAsk): `
did|have you|u|i|we|yall|they did? get|got|have|book|schedule|make|put|set me|us|it|my|the|that|a|up|down? in|for|up|my|the|that|a? down|for|in? {visit}
did|have you|u|yall|they book|booked|schedule|scheduled me|us|it|that
am|was i booked|scheduled|confirmed|down|set|on for|on|in? {day}|it|my|today|tomorrow?
am|was i supposed to come|be * {day}
am|are i|we still on|good|set|coming|booked|scheduled|down
what|wat|wut|whats|wats|which time|tim|day|date is|was|am|do|should|did|its? i|my|it|we? supposed|scheduled|booked|coming|come|go|again|{visit} to? come|be|in|there|go|again|{day}? {day}? $
what|wat|wut|which time|tim|day|date is|was|am|do|should|did|its? i|my|it|we|the? supposed|scheduled|booked|down|{visit}
when|wen|whens do|am|should|was|is|did|are i|we supposed|scheduled|booked|due|coming|expected|come|go
when|wen|whens do|am|should i|we show up|in
what|wat|wut time|day {day} $
what|wat|wut|when time|day? do|am|should i|we come|be|go|show|get|arrive in|there|here|up? in|for|on? my|{day}? {day}|{visit}? $
remind|tell me what|when|of|about * {visit}
^ when|wen again $
is|was my|the|our {visit} still? on|good|happening|there|today|tomorrow|confirmed|{day}
a|para que hora|ora|dia|oras|horas tengo|me|debo|toca|tenia que|toca|ir|mi|la? que|llegar|ir|estar|presentarme|la|mi|venir|cita|sita
a|para? que|ke hora|ora|dia es|era|fue mi|la cita|sita|visita
a que hora|ora llego|voy|entro
que|ke dia|hora|ora|fecha tengo|me toca|que|la|mi? ir|cita|sita|venir|llegar
cuando|kuando|qando es|tengo|era|me|debo|toca mi|la|que|ir|toca|otra? cita|sita|visita|ir|venir|hora
tengo|hay una|alguna|ya|mi? cita|sita|visita verdad|o|ya|apartada|agendada|programada|hoy|manana|{day}|no|confirmada?
sigue|esta|sige en|mi|la|pie|mi? mi|la? cita|sita|visita
^ {very}? i? {very}? meant|mean|was|am|im? talking? about? my|the {visit} $
^ its|it|about|just|only was? just|only? about? my|the {visit} $
^ es|era|hablaba|hablo|digo|referia|refiero|me|quise|solo refiero|referia|decir? de|a|por|sobre? mi|la {visit} $
recuerdeme|recuerdame|digame|dime|me recuerda|dice|puede|dices|recuerdas? cuando|a|la|que|mi * cita|sita|hora|ora
`,
	int(MyTimeGroup): `
^ i|id|ill|im? can|could|how|want|wanna|like|would|need|may|where|interested|thinking|trying|do? do|can|to|i|like|love|in|about|of|about? i|we|to? to? join|joining|attend|start|enter|try|get? sign|in|into|going? up? to|for|in|into? a|an|the|your|any|one|of? of? the? group|groups|grp $
sign|put|add|get me|us|up|in up|in|down|into? for|in|into|to|on a|the|your|any? group|groups
^ group|groups|grupo|grupos $
^ a|the|un|el group|grupo $
^ i want|wanna|need|like|would to? do|be? in? like? a|the? group|groups $
quiero|quisiera|puedo|necesito|como|ocupo|me gustaria|puedo|me|entro? entrar|unirme|participar|ir|estar|empezar|inscribirme|apuntarme|meterme|inscribo|unir|asistir a|al|en|un|ha? un|el|los|al? grupo|grupos
{pon} en|a|al el|un|los|? grupo|grupos
`,
	int(MyTimeShared): `
^ shared phone $
^ telefono|celular|cel compartido $
this|my|the phone|cell is|s|gets also|now? shared|used
this|my|the phone|cell isnt|aint only|just|all? mine|private
this|my|the phone|cell is|s not only|just|all? mine|private
we|they|others share|use|uses this|my|the phone|cell
i share this|my|the|a phone|cell
someone|somebody|others|other else|people|can? also|can|could? uses|use|sees|see|reads|read|share this|my|the|these phone|texts|cell|messages
este|mi|el telefono|celular|cel|numero es|no|lo compartido|comparto|compartimos|usan|es|ven solo|mio?
comparto|compartimos|prestado|presto este|mi|el telefono|celular|cel
otros|otras|otra usan|ven|usa|ve|leen|persona|gente usa|ve|lee? este|mi|el telefono|celular|cel
`,
	int(MyTimePrivate): `
^ private phone $
^ only me|mine now|here $
^ telefono|celular|cel privado|propio $
this|my|the phone|cell is|s now|only|all|just? now|only|all|just? mine|private
this|my|the phone|cell isnt|not|no shared|longer shared|anymore|any?
this|my|the phone|cell is not|no longer? shared anymore?
i have|got my own phone|cell now
nobody|no|noone|only|just one|me|i else|else|use|uses uses|sees|use|this|it? this|my phone|cell
este|mi|el telefono|celular|cel ya|es|no solo|es|lo|mio|comparto solo|mio|comparto|privado
ya no comparto este|el|mi telefono|celular|cel
`,
	int(myTimeMove): `
reschedule|resched|rescedule|reshedule|rebook|reagendar|reprogramar|change|move|switch|swap|cambiar|cambio|mover|cambien|cambie|cambiarla|moverla|postpone|posponer
another|other|different|new|otro|otra|nueva time|day|date|appt|appointment|slot|dia|hora|ora|fecha|cita|sita
cancel|canceling|cancelar|cancele|cancelen|cancela
`,
})

// MyTimeIn reads what s says about a time of one's own. Spanish spelt by ear is
// read as it sounds.
func MyTimeIn(s string) MyTime {
	if m := myTimeIn(s); m != MyTimeNone {
		return m
	}
	if plain, changed := plainly(s); changed {
		return myTimeIn(plain)
	}
	return MyTimeNone
}

func myTimeIn(s string) MyTime {
	tags := myTimeBook.Tags(s)
	drop := func(not, from MyTime) { // no from where not is said
		if tags&(1<<not) != 0 {
			tags &^= 1 << from
		}
	}
	drop(myTimeLateNot, MyTimeLate)
	drop(myTimeCantNot, MyTimeCant)
	drop(myTimeMove, MyTimeCant) // they say themselves what they want
	drop(MyTimeCancel, MyTimeCant)
	for _, m := range []MyTime{MyTimeListOff, MyTimeListAsk, MyTimeListOn} {
		drop(myTimeListNot, m)
	}
	drop(MyTimePrivate, MyTimeShared)
	for m := MyTimeLate; m < myTimeLateNot; m++ {
		if tags&(1<<m) != 0 {
			return m
		}
	}
	return MyTimeNone
}
