package flows

// answerKinds are what a question can be answered with.
var answerKinds = []Verb{
	{
		Name: "choice", Part: PartAnswer, Grammar: "answer choice [skip as NAME]", Where: "under \"ask\", with a line for each answer below it",
		Does: "Takes one of the answers listed under it.",
		Line: "answer choice",
		Example: `step meal
  ask en  When can we call? 1 morning 2 evening
      es  ¿Cuando llamamos? 1 mañana 2 noche
  answer choice skip as unsaid
    1 morning  en: morning, in the morning  es: mañana, en la mañana
    2 evening  en: evening, at night        es: noche, en la noche
  keep as calltime
  then end
`,
	},
	{
		Name: "option", Part: PartAnswer, Grammar: "NUMBER NAME [alone]  en: WORDS, WORDS  es: WORDS, WORDS", Where: "under \"answer choice\" or \"answer choices\", further right",
		Does: "Is one answer: the number that the question shows, a name for \"if\", and other words that mean it; \"alone\" goes with no other.",
		Line: "1 me  en: me, myself  es: yo, para mi",
		Example: `step needs
  ask en  What do you need? 1 a ride 2 child care 3 none
      es  ¿Qué necesita? 1 transporte 2 quien cuide niños 3 nada
  answer choices
    1 ride        en: ride, a ride           es: transporte
    2 children    en: child care, my kids    es: niños, mis hijos
    3 none alone  en: none, nothing          es: nada, ninguno
  keep as needs
  if ride then flow call
  then end
`,
	},
	{
		Name: "choices", Part: PartAnswer, Grammar: "answer choices [skip as NAME]", Where: "under \"ask\", with a line for each answer below it",
		Does: "Takes several of the answers listed under it at once.",
		Line: "answer choices",
		Example: `step days
  ask en  Which days suit you? 1 Monday 2 Tuesday 3 Friday
      es  ¿Qué dias le van bien? 1 lunes 2 martes 3 viernes
  answer choices skip as any
    1 monday   en: monday   es: lunes
    2 tuesday  en: tuesday  es: martes
    3 friday   en: friday   es: viernes
  keep as days
  then end
`,
	},
	{
		Name: "yesno", Part: PartAnswer, Grammar: "answer yesno [skip as NAME]", Where: "under \"ask\"",
		Does: "Takes yes or no in any words; 1 is yes and 2 is no.",
		Line: "answer yesno",
		Example: `step ride
  ask en  Do you have a ride? 1 yes 2 no
      es  ¿Tiene transporte? 1 si 2 no
  answer yesno skip as unsaid
  keep as ride
  if no then flow call
  then end
`,
	},
	{
		Name: "name", Part: PartAnswer, Grammar: "answer name [skip as NAME]", Where: "under \"ask\"",
		Does: "Takes what to call somebody.",
		Line: "answer name",
		Example: `step name
  ask en  What should we call you?
      es  ¿Qué nombre usamos con usted?
  answer name skip as skipped
  keep as name
  then end
`,
	},
	{
		Name: "text", Part: PartAnswer, Grammar: "answer text [up to NUMBER] [skip as NAME]", Where: "under \"ask\"",
		Does: "Takes whatever they write, up to so many characters.",
		Line: "answer text up to 160",
		Example: `step message
  ask en  What should we pass on? A few words are enough.
      es  ¿Qué les decimos? Bastan pocas palabras.
  answer text up to 160 skip as skipped
  keep as message
  then end
`,
	},
	{
		Name: "daypart", Part: PartAnswer, Grammar: "answer daypart [skip as NAME]", Where: "under \"ask\"",
		Does: "Takes a time of day in their own words; it is kept as TMO (morning), TAF (afternoon), TEV (evening), TNI (night) or any.",
		Line: "answer daypart",
		Example: `step best
  ask en  What time of day is best for you?
      es  ¿A qué hora del dia le va mejor?
  answer daypart
  keep as best
  if TEV then flow call
  then end
`,
	},
	{
		Name: "date", Part: PartAnswer, Grammar: "answer date [skip as NAME]", Where: "under \"ask\"",
		Does: "Takes a day in any common form, as \"next Monday\" or \"June 3\".",
		Line: "answer date",
		Example: `step arrive
  ask en  Which day do you get here?
      es  ¿Qué dia llega?
  answer date skip as skipped
  keep as arrive
  then end
`,
	},
	{
		Name: "adult", Part: PartAnswer, Grammar: "answer adult [skip as NAME]", Where: "under \"ask\"",
		Does: "Takes yes, no or an age, and keeps yes for 18 or older; the age itself is not kept.",
		Line: "answer adult",
		Example: `step adult
  ask en  Are you 18 or older? 1 yes 2 no
      es  ¿Tiene 18 años o mas? 1 si 2 no
  answer adult
  keep as adult
  if no then flow minor
  then end
`,
	},
	{
		Name: "codeword", Part: PartAnswer, Grammar: "answer codeword skip as NAME", Where: "under \"ask\"; never kept",
		Does: "Takes a word of their own that we ask for before showing a visit on a shared phone; nobody, staff included, ever sees it.",
		Line: "answer codeword skip as unset",
		Example: `step word
  ask en  Choose a word only you would say. Or text skip.
      es  Elija una palabra que solo usted diria. O escriba saltar.
  answer codeword skip as unset
  then end
`,
	},
}

// targetWords stand after "then", beside names of steps.
var targetWords = []Verb{
	{
		Name: "STEP", Part: PartTarget, Grammar: "then STEP", Where: "after \"then\"",
		Does: "Goes on with the step of that name in the same flow.",
		Line: "then visit",
		Example: `step hello
  say en  Welcome.
      es  Le damos la bienvenida.
  then next

step next
  handoff "asks for a call" level 3
  then end
`,
	},
	{
		Name: "flow NAME", Part: PartTarget, Grammar: "then flow NAME", Where: "after \"then\"",
		Does: "Goes on with another flow, at its first step.",
		Line: "then flow call",
		Example: `step away
  say en  Let us talk by phone.
      es  Hablemos por teléfono.
  then flow call
`,
	},
	{
		Name: "end", Part: PartTarget, Grammar: "then end", Where: "after \"then\"",
		Does: "Ends the talk; the person can text again at any time.",
		Line: "then end",
		Example: `step bye
  say en  Take care.
      es  Cuidese.
  then end
`,
	},
	{
		Name: "return", Part: PartTarget, Grammar: "then return", Where: "after \"then\", in a piece only",
		Does: "Goes back to the step that used the piece, which says what comes next.",
		Line: "then return",
		Example: `piece thanks

step say_thanks
  say en  Thank you.
      es  Gracias.
  then return
`,
	},
}

// textSigns stand within wordings and beside sentences.
var textSigns = []Verb{
	{
		Name: "LANGUAGE", Part: PartText, Grammar: "en  WORDING", Where: "before each wording: the languages of one text stand under each other",
		Does: "Says which language the words are in: en English, es Spanish; a wording may go on in the next line, further right.",
		Line: "say en  Hi, this is {clinic short name}.",
		Example: `step where
  say en  Come in by the door on the left,
          and ring the bell.
      es  Entre por la puerta de la izquierda,
          y toque el timbre.
  then end
`,
	},
	{
		Name: "{NAME}", Part: PartText, Grammar: "{NAME}", Where: "within a wording",
		Does: "Says a fact of the clinic, as {clinic phone} or {hours}, or an answer that was kept, as {name}; facts change everywhere at once.",
		Line: "say en  Call us at {clinic phone}.",
		Example: `step phone
  say en  You can call us at {clinic phone}. We are open {hours}.
      es  Puede llamar al {clinic phone}. Abrimos {hours}.
  then end
`,
	},
	{
		Name: "#", Part: PartText, Grammar: "# NOTE", Where: "at the start of a line, or two spaces after a sentence",
		Does: "Begins a note for whoever reads the script; nobody is sent it.",
		Line: "# Ask this first: it decides who calls back.",
		Example: `# Ask this first: it decides who calls back.
step calls
  ask en  May we call you? 1 yes 2 no      # keep it short
      es  ¿Le podemos llamar? 1 si 2 no
  answer yesno
  if yes then flow call
  then end
`,
	},
}

// settingVerbs stand in the settings file.
var settingVerbs = []Verb{
	{
		Name: "start", Part: PartSettings, Grammar: "start flow NAME", Where: "in the settings file",
		Does: "Names the flow for somebody who texts for the first time.",
		Line: "start flow intake",
		Example: `settings

start flow intake
home  flow home
`,
	},
	{
		Name: "home", Part: PartSettings, Grammar: "home flow NAME", Where: "in the settings file",
		Does: "Names the flow for whoever has texted before and is not waiting for anything.",
		Line: "home flow home",
		Example: `settings

start flow intake
home  flow home
`,
	},
	{
		Name: "unclear", Part: PartSettings, Grammar: `unclear say again NUMBER times, then handoff "WHY" level 1|2|3 [to TEAM]`, Where: "in the settings file",
		Does: "Says what happens to answers that nobody understands, in every step without a line of its own.",
		Line: `unclear say again 1 times, then handoff "could not understand an answer" level 2`,
		Example: `settings

start flow intake
home  flow home
unclear say again 1 times, then handoff "could not understand an answer" level 2
`,
	},
	{
		Name: "silent", Part: PartSettings, Grammar: "silent after NUMBER minutes|hours|days nudge | pause | handoff ..., after ...", Where: "in the settings file",
		Does: "Says what happens when no answer comes, in every step without a line of its own.",
		Line: "silent after 2 hours nudge, after 24 hours pause",
		Example: `settings

start flow intake
home  flow home
silent after 2 hours nudge, after 24 hours pause
`,
	},
}

// questionVerbs stand in the questions file.
var questionVerbs = []Verb{
	{
		Name: "topic", Part: PartQuestions, Grammar: "topic NAME [of TOPIC|none]", Where: "in the questions file, at the left edge",
		Does: "Begins one question; \"topic ride of location\" is a narrower question within a broad one, \"of none\" belongs to no other.",
		Line: "topic hours",
		Example: `questions

topic bus of location
  asked en  which bus goes to you | what bus do i take
        es  qué autobus va para alla
  say en  Bus 20 stops near us.
      es  El autobus 20 para cerca.

topic location
  asked en  where are you | whats your address
        es  donde estan | cual es la direccion
  say en  We are at {address}.
      es  Estamos en {address}.
  discreet en  Text 0 and we tell you the way.
           es  Escriba 0 y le decimos como llegar.
`,
	},
	{
		Name: "asked", Part: PartQuestions, Grammar: "asked LANGUAGE  QUESTION | QUESTION | ...", Where: "under \"topic\"; several lines may follow each other",
		Does: "Lists ways in which people ask it, with | between them; others like them are understood as well.",
		Line: "asked en  when are you open | what are your hours",
		Example: `questions

topic parking
  asked en  where can i park | is there parking
        es  donde puedo estacionar | hay estacionamiento
  say en  You can park behind the house.
      es  Puede estacionar detras de la casa.
`,
	},
	{
		Name: "say", Part: PartQuestions, Grammar: "say LANGUAGE  ANSWER", Where: "under \"topic\"",
		Does: "Is the clinic's answer, one text.",
		Line: "say en  We are open {hours}.",
		Example: `questions

topic open
  asked en  are you open on sunday
        es  abren el domingo
  say en  We are open {hours}.
      es  Abrimos {hours}.
`,
	},
	{
		Name: "discreet", Part: PartQuestions, Grammar: "discreet LANGUAGE  ANSWER", Where: "under \"topic\"",
		Does: "Is the answer on a phone that others may read, and before somebody agreed to texts.",
		Line: "discreet en  We can tell you more by phone: {clinic phone}.",
		Example: `questions

topic cost
  asked en  what does treatment cost
        es  cuanto cuesta el tratamiento
  say en  Most people pay nothing for treatment with Medicaid.
      es  Con Medicaid casi nadie paga el tratamiento.
  discreet en  Most people pay nothing with Medicaid.
           es  Con Medicaid casi nadie paga.
`,
	},
	{
		Name: "missing", Part: PartQuestions, Grammar: "missing LANGUAGE  ANSWER", Where: "under \"topic\"",
		Does: "Is said in place of the answer when a fact that it needs is not set.",
		Line: "missing en  Text 0 and our staff will tell you our hours.",
		Example: `questions

topic open
  asked en  are you open on sunday
        es  abren el domingo
  say en  We are open {hours}.
      es  Abrimos {hours}.
  missing en  Our staff will tell you our hours.
          es  El equipo le dice el horario.
`,
	},
}

// phraseVerbs are the blocks in files of phrases and of replies to danger.
var phraseVerbs = []Verb{
	{
		Name: "phrase", Part: PartPhrases, Grammar: "NAME_OF_THE_PHRASE", Where: "in the phrases file, at the left edge, with its wordings under it",
		Does: "Words one line that nightdesk itself says.",
		Line: "nudge  en  Still there? Reply when you are ready.",
		Example: `phrases

nudge
  en  Still there? Reply when you are ready.
  es  ¿Sigue ahi? Conteste cuando pueda.
`,
	},
	{
		Name: "reply", Part: PartPhrases, Grammar: "NAME_OF_THE_REPLY", Where: "in the danger file, at the left edge, with its wordings under it",
		Does: "Words one reply to somebody in danger; what helps to stay alive is locked, and the checker names what a wording lacks.",
		Line: "suicide_risk  en  I'm glad you told me. This is an automated line. ...",
		Example: `danger

suicide_risk
  en  I'm glad you told me. This is an automated line. If you might act on this now, call 911. Call or text 988, any time. Are you alone? 1 yes 2 no
  es  Gracias por decirme. Es una linea automatica. Si puede hacerse daño ahora, llame al 911. Llame o escriba al 988 a toda hora. ¿Hay alguien con usted? 1 no 2 si
`,
	},
}
