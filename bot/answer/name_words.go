package answer

import "nightdesk/bot/text"

// What people put before their name.
const (
	nameStrong = iota // anywhere: "Robert, but call me Bob"
	nameWeak          // only first: "its Bob"
)

var nameLeads = text.NewBook(nil, "", map[int]string{
	nameStrong: `
		call|calls|called me
		go|goes by
		my|the? first|full|real? name|names is|s
		my|the? names
		nickname|nicknames|nick is?
		me apodan|apodaron
		le? habla
		use|usa|usen|put|write|ponga|pongame|pongan|digale down?
		lets say
		me llamo|yamo|dicen|dice|decian
		me puede|pueden|podes llamar|decir
		decirme|llamarme|llameme|llamame|llamenme|digame|diganme|dime
		mi? nombre|apodo es?`,
	nameWeak: `
		im|its|soy|es|con|name|names
		i|it am|is
		this is
		yo soy
		my|first name`,
})

var (
	// nameBefore may stand before a name or a lead and say nothing.
	nameBefore = set(`hi hello hey hola yo buenas buenos good morning afternoon evening dias tardes noches um umm uh uhh er hm hmm oh ah well so ok okay yes yeah
		yep sure si claro bueno pues please thanks gracias just only solo nomas nada mas`)
	// nameAfter ends a name: "Sam thanks", "Dee and i need", "steve my phone is dying".
	nameAfter = set(`and y thanks thank thx ty gracias please pls plz but pero from here for lol btw i im is works work he she they him her nice at my por porfa porfavor
		esta nomas nada mi or with again`)
	// nameWithin may stand inside a name.
	nameWithin = set("de la del los las el san santa van von da dos")
	nameKin    = set("la el su sus mi un una the a an")
	// nameToo are everyday words that are names as well.
	nameToo = set("will bill molly crystal alexa max domingo molina segura kaiser cruz rocio mercedes chico chica dale simon pop rich art gene junior tina nono blue")
	// nameFirst may begin a name of more words.
	nameFirst    = set("big uncle auntie tio tia miss mr mrs ms dr sr st")
	nameArticles = set("de la del los las el")
	// nameTitles keep their full stop.
	nameTitles = set("mrs. sra. srta. dra.")
	// nameNot are words that are no name, nor begin one; see isNameWord for more.
	nameNot = set(`a autistic chill relax maestro maestra asi after afternoon again alergica alergico alive alla alone already am ama an angry annoying anonima anxious anything anywhere apodo arent as asdf
		asking at back be before bless blood brand brb broma bruh busco busy by bye cansada cansado casa casada casado check chills choose cierto ciudadana
		ciudadano cold complicated confused cool correct couldnt crazy crying cual cualquier cualquiera damn dang dead deceased depressed desperate
		desperately despues detox diabetica diabetico didnt difficult digo dije divorced dizzy do doesnt dopesick drunk duh dumb early easy email emergency
		en english espere estaba estamos estan evening everybody everyone everything false feel feeling female fine food forget fuck fucking funny gas gave
		go god gonna gotta guess habit haha hahaha hang hard hasnt havent he head hehe her hi him his hold hombre home homeless hospital hot huh hungry
		hurry hurt hurts i id idc idk if igual ill im important in inside interested is isnt it ive jail jaja jajaja jeje kicking kk last late later lemme
		lista listo llamarme llamen llamenme lmao lmfao lo lol look luego mad male mam married matter matters maybe me mean mentira mexicana mexicano mi
		miedo mind minute misma mismo momento month morning mujer my n nadie nah name names native nauseous nerviosa nervioso nervous never new next
		nickname night ninguna ninguno no nobody nombre none nope nothing now np nueva nuevo nurse nvm obligatoria ocupada ocupado of off ok okay omg on
		once or outside outta over paciente pain pass patient perdido pick pill pills pissed possible prefiero preocupada preocupado prison puking qwerty
		rather ready rehab relapse relapsed rent residente ridiculous right sad said same scared semana serious shaking shaky shit should shouldnt si single
		sleep so sobriety soltera soltero something somewhere sorry spanish still stomach stuff stupid sup sure sweating sweats tarde test them then thing
		things think three tired to tonight treatment triste true tryna two u ugh un unemployed unknown unos up upset ur urgent urgente us verdad veterana
		veterano voicemail vomit wanna wasnt water we week weird welcome whatever whats whenever worried wouldnt wow wrong wtf xd y yeah year yep yesterday
		yikes yo yours yup`)
	// nameVerbs are names that end as verbs do.
	nameVerbs = set(`ahmed ahmad jared alfred wilfred winifred manfred mildred khaled waleed hamed mohamed muhamed mohammed saeed rasheed javed
		amado amada librado librada conrado candido candida placido placida wilfrido wilfrida guido frida zaida brigida nerida merida
		sterling browning harding fleming manning channing downing irving ming ying ting bing ling jing ping king`)
)
