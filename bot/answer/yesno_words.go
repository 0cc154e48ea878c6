package answer

import "nightdesk/bot/text"

// ynBook holds what people say for yes and no. "simon", "sip", "nel" and
// "arre" are Mexican; "ya" alone is yes in both languages.
var ynBook = text.NewBook(map[string]string{
	"am":     "am was do did have would will can could should",
	"is":     "is are was does did has will would can could do am",
	"isnt":   "isnt arent wasnt doesnt didnt hasnt wont wouldnt cant couldnt dont",
	"dont":   "dont donot havent didnt wasnt wouldnt dnt cant cannot wont aint",
	"they":   "it he she they we that this",
	"please": "please pls plz",
	"think":  "think believe suppose guess",
}, "", map[int]string{
	ynYes: `
		yes|yese|yse|eys|ys|yea|yeah|yeh|yep|yup|yas|yis|yus|yez|yws|yrs|yed|ues|yah|ye|yeas|yhea|yeha
		hell|heck|fuck yes|yeah|yea|yep
		uh huh
		mhm|mmhm|uhhuh
		mm|mhm hm|hmm
		fo sho
		for sure
		yessir|yuppers|yeppers|mmk|obviously|obvi|acepto|confirmo|fosho|fasho|ofc|ofcourse|definitely|def|definately|defintely|definetly|definatly|absolutely|absolutly|affirmative|certainly|totally|indeed
		of course
		10 4
		you bet
		{please} do
		thatd|that would? be great|good|nice|fine|ok|okay|perfect|awesome
		would love|like to|that
		answer is yes
		i {think} so
		i do? agree|consent|accept|confirm
		feel free
		i guess|suppose $
		i {am} $
		yes i {am} $
		{they} {is} $
		i would|id|i'd like|love that|to|it
		id love|like to|that|it
		i want|wanna to|it|that $
		go ahead
		go for it
		lets do it|this|that
		do it $
		you|u can|may call|text|leave|msg|message
		works for me
		eso es|mero
		that|thatll|it works|work
		sounds good|gud|great|fine|ok|perfect
		si|sisi|sip|sipi|simon|sep|sim
		claro que si
		por supuesto
		desde luego
		afirmativo
		yo si
		creo|supongo|pienso que si
		si quiero|puedo|tengo|soy|estoy
		asi es
		no hay|tengo problema
		con mucho? gusto
		me parece bien
		esta|ta bien
		de acuerdo
		pueden|puede|me llamar|llamarme
		orale|andale|arre|ajá|aja|ujum|sale
		adelante`,
	ynFine: `
		ok|okay|okey|oki|okie|okis|okei|okai|oky|oka|oke
		okey|okie dokey|dokie
		kk|alright|alrite|aight|ight|sure|shure|surely
		sure thing|why
		sure? why|y not
		cool|ok|okay|good with|w me
		im|i am? ok|okay|good|fine|cool|down with it|that|this
		thats|that is? me
		i? dont|do see why not
		why not
		fine
		fine by|with|w me
		thats|its ok|okay|fine|good|cool|great|perfect|alright with|by? me?
		that is|was ok|okay|fine|good|cool|great
		it is ok|okay|fine|good
		thats|that|is right|correct|true
		no problem|prob|probs|problemo|worries|trouble|biggie|issue
		no big deal
		not a problem
		i dont|do mind
		i do not mind
		wouldnt mind
		i wouldnt mind
		claro|vale|dale|bueno|listo|correcto|exacto|obvio|seguro
		va $
		va que va
		como no
		por que|q no
		porque|xq no
		sin problema|problemas
		muy bien`,
	ynYesAlone: `
		y|ya|k|bet|cool|perfect|great|deal|correct|right|true|yo|good|word|agreed|roger|perfecto|quiero|va
		thats right`,
	ynNo: `
		no|nope|nop|nah|naw|noup|npe|nay|nono
		nuh uh
		no way
		hell|heck|fuck no|nah
		no thanks|thank|thx|thnx|ty you?
		no gracias|grasias|grax
		not really|now|yet|today|me|anymore|interested|tonight
		not at all
		not right now
		not for me
		not that i know
		never
		no never
		answer is? no
		a|hard|firm no $
		of course not
		absolutely|definitely|certainly|probably|prob|def not
		please|pls|plz dont
		please do not
		dont|do call|text|want|leave|message
		do not
		i|we {dont} want|wanna|need|have|think|agree|like
		i do not want|have|need|think
		i? dont think so
		dont bother|worry
		i {dont} believe so
		i have no
		id|i rather|prefer not
		i would|id rather|prefer not
		id|i rather you|u didnt|dont|not
		would rather not
		thats|that|its|it is? not? wrong|incorrect|false
		thats|its not right|true|correct|me|ok|okay|good|fine|cool|alright
		that|it is not right|true|correct|me|ok|okay|good|fine|cool|alright
		incorrect|false|negative|negativo
		{they} {isnt} $
		that|it? doesnt|dont|wont work
		i? cant do that|it|this
		i do? not|dont? decline|refuse|disagree|object
		no estoy de acuerdo
		no esta|me|es parece? bien
		ni de chiste|broma|loco
		claro|seguro k|q no
		i|im am? not $
		im not
		i am not
		nel|nones|nunca|jamas
		nel pastel
		para nada
		de ninguna manera
		ni loco|loca|hablar
		claro|seguro que no
		por supuesto que no
		desde luego que no
		todavia|aun|ahorita|ahora|hoy|mejor|yo|tampoco|ya no
		creo|pienso|supongo que no
		que no $
		prefiero que? no
		no por ahora
		no quiero|puedo|tengo|soy|estoy|deseo|necesito|acepto|confirmo
		tampoco
		not`,
	ynNoAlone: `
		n|na|wrong`,
	ynNoDetail: `
		i|we {dont}
		i|we do|did|have|will|can|could|would not`,
	ynUnsure: `
		maybe|mayb|perhaps|possibly|probably|idk|dunno|idek|depends|kinda|sorta|sometimes|both|either
		i? dont|do not? know|no|kno
		i? dont|do not? understand|get|remember|care|follow
		i? dunno|forgot|forget
		im|i not|am|wasnt not? sure|certain|positive
		not|nt|isnt|aint sure|certain|positive
		not too|really|so|exactly|100|very|entirely sure|certain
		no|any idea|clue
		i have no idea|clue|way
		im|i am? not ok|okay|good|well|fine
		say no
		i? cant|cannot decide|say|tell
		no sabria|recuerdo
		sort|kind of
		yes|si|yeah or|o no
		yes|si and|y no
		i mean
		let me think|ask|check|see
		rather|prefer not to? say|answer|tell
		id|i would? rather|prefer not to? say|answer|tell
		prefiero no decir|decirlo|contestar|responder|hablar
		can i think
		hold on
		wait|later|luego|despues|unsure|undecided|whatever|espera|espere
		no wait
		un momento|momentito
		only if
		as long as
		no lo|le? se|c
		nose
		no estoy|toy muy? seguro|segura
		quien sabe
		tal ves|vez
		talvez|quizas|quiza|capaz|depende
		a lo mejor
		a veces
		puede ser
		no te|le|lo|les? entiendo|comprendo|recuerdo|acuerdo|entendi
		no me acuerdo
		no english|ingles
		no hablo|entiendo|speak ingles|english
		siempre y cuando
		solo si
		pienso? pensarlo
		skip|pass|paso|saltar|next`,
	ynOne: `
		option|opcion|number|numero|num|la|el|the? 1|one|uno
		no 1`,
	ynTwo: `
		option|opcion|number|numero|num|la|el|the? 2|two|dos
		no 2
		2|two call me? instead?
		2|dos mejor? llamen|llamenme|llamada`,
	ynPolite: `
		please|pls|plz|thanks|thank|thx|ty|lol|lmao|haha|hahaha|jaja|jajaja|jeje|umm|um|uhh|uh|oh|ohh|well|so|sir|maam|mam|sorry|man|bro|dude|hey|you|u|honestly|actually|hi|hello|hola|and|y
		por favor
		porfa|porfavor|porfis|xfa|gracias|grasias|muchas|senor|senora|senorita|pues|pos|mira|disculpe|perdon|ahorita|ahora|oye|eh|ah|ay
		la verdad
		to be honest
		tbh|too|now|right
		right now`,
	ynBut: `but|pero|except|only|although`,
	ynIf: `
		if|unless|until|excepto|cuando`,
	ynAsk: `what|why|how|when|first|who|where|que|como|cuando|quien|primero|would|later
		i|do have to
		is it|that|this`,
	ynWill: `
		i|we? can|could|will|might|want|wanna|would|want|quiero|puedo|podria`,
})
