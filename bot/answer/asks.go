package answer

import "nightdesk/bot/text"

// Ask is something people ask for or about that the front desk does by itself,
// whatever common questions a script has.
type Ask int

// What may be asked. AskNone is none of it.
const (
	AskNone   Ask = iota
	AskVisit      // a visit, of somebody who may have none
	AskWhen       // "when is it", said of what was just spoken of
	AskStaff      // where the person is that they were promised
	AskStop       // what the word STOP does
	AskMissed     // what to do after a missed dose
	AskSeen       // whether somebody is at the clinic
	askNot        // sounds like one of them and is none
)

// askBook tells them apart. An earlier Ask wins.
var askBook = text.NewBook(map[string]string{
	"visit": "appointment appointments appt appts apt apointment appoinment visit cita visita intake consulta",
	"get":   "get make book schedule have set do come see arrange sacar hacer agendar pedir tener dar reservar",
	"they":  "someone somebody anyone anybody some1 they you u yall person staff nurse counselor people team alguien",
	"call":  "call calls called calling text texts texted answer answers answered contact contacts respond responds responded reply replies replied help helps helped come comes came coming reach",
	"he":    "he she they my",
	"place": "clinic place program building facility office",
}, "please pls plz thanks thank you hi hello hey hola hiya ok okay so um uh just porfa por favor gracias oye buenas", map[int]string{
	int(AskVisit): `
^ can|could|may|how i|we|do|can i|we? {get} up? a|an|new|in|for? a|an|for? new|first? {visit} again|here|there|now|today|tomorrow|soon|asap? $
^ i? want|need|wanna|would|id|like|gotta|trying like|need|want|to? to? {get} up? a|an|new|in|for? a|an|for? new|first? {visit} again|here|there|now|today|tomorrow|soon|asap? $
^ i? want|need|wanna|would|id like? a|an new|first? {visit} again|here|there|now|today|tomorrow|soon|asap? $
^ quiero|quisiera|necesito|ocupo|puedo|me pueden|puede? {get}? una nueva|primera? {visit} $
`,
	int(AskWhen): `
^ when|wen|whens|wens is|was|s? it|that again? $
^ what|wat day|time is|was it|that again? $
^ what|wat time|day again? $
^ cuando|cuándo es|era|fue $
^ a? que hora|dia es|era $
^ when do|should i come|go|show in|up? again? $
`,
	int(AskStaff): `
how long till|til|until|before|for {they}|i|to * {call}
how long till|til|until|before|for a|the|your {they} {call}
when|whens|wen|why will|is|are|r|does|do|hasnt|havent|didnt {they} gonna|going|to? to? {call}
when|whens|wen will|is|are|does a|the|your {they} gonna|going|to? {call}
nobody|noone|no|none one? has|have|ever? {call}
{they} never {call}
{they} hasnt|havent|didnt {call}
^ are|r|is {they} still? coming|calling $
^ are|r|is {they} gonna|going to? call|come|text|answer
^ still waiting
been waiting
i am|m? still waiting
how much longer
where are|r|is you|u|they|everyone|everybody|staff
did {they} forget
^ how long $
cuanto|cuando|ya * llaman|llamar|contestan|contestar|vienen|llama
nadie|nunca me? ha|han? llamado|llama|llamo|contesta|contesto|contestado|responde|ayuda
sigo esperando
^ ya vienen $
`,
	int(AskStop): `
^ what|whats|wats is|does|s|happens|about if? i? text|say|send|write|the? stop word|mean|do|for? $
^ what does the? word? stop mean|do $
^ what happens if|when i text|say|send|write stop $
^ why does it say stop $
^ que|para es|hace|significa|pasa|que si|con|es? mando|escribo|la? palabra? stop $
`,
	int(AskMissed): `
missed|mised|miss|skipped my|a|the|like|about|past|last|some|these|for? #num|1|2|3|4|5|6|7|8|9|two|three|four|five|few|couple|several|whole|of? of|of? dose|doses|day|days|dosing|dosage|doseage
falte|perdi|falto mi|la|a|como|por? a|la|mi|los|unos|#num|1|2|3|4|5|6|7|8|9|dos|tres|cuatro? dosis|dias|dia
`,
	int(AskSeen): `
is|are {he} son|daughter|husband|wife|brother|sister|mom|dad|friend|boyfriend|girlfriend|kid|boy|girl|ex? at|in|inside|with|there your|ur|the|this|you|u {place}
is|are he|she|they over? there|here with you|u|yall
esta el|ella|mi hijo|hija|esposo|esposa|hermano|hermana|mama|papa|novio|novia? en|con su|la|ustedes clinica
`,
	int(askNot): `
missed|mised|miss|skipped * work|school|group|visit|appointment|appt|period|court|class|call
falte|perdi * trabajo|escuela|grupo|cita|visita|corte
`,
})

// AskIn is what s asks. Spanish spelt by ear is read as it sounds.
func AskIn(s string) Ask {
	if a := askIn(s); a != AskNone {
		return a
	}
	if plain, changed := plainly(s); changed {
		return askIn(plain)
	}
	return AskNone
}

func askIn(s string) Ask {
	tags := askBook.Tags(s)
	if tags&(1<<askNot) != 0 {
		tags &^= 1 << AskMissed
	}
	for a := AskVisit; a < askNot; a++ {
		if tags&(1<<a) != 0 {
			return a
		}
	}
	return AskNone
}
