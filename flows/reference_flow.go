package flows

// fileVerbs are the kinds of files, by their first word.
var fileVerbs = []Verb{
	{
		Name: "flow", Part: PartFile, Grammar: "flow NAME", Where: "first in a file of its own, as intake.flow",
		Does: "Begins one conversation, which is told in steps from top to bottom.",
		Line: "flow intake",
		Example: `flow example
title  Someone asks how to reach us

step reach
  say en  You can call us at {clinic phone}.
      es  Puede llamar al {clinic phone}.
  then end
`,
	},
	{
		Name: "settings", Part: PartFile, Grammar: "settings", Where: "first in one file, settings.flow",
		Does: "Says where people begin, and what holds in every step that says nothing else.",
		Line: "settings",
		Example: `settings

start flow intake
home  flow home
unclear say again 1 times, then handoff "could not understand an answer" level 2
silent  after 2 hours nudge, after 24 hours pause
`,
	},
	{
		Name: "questions", Part: PartFile, Grammar: "questions", Where: "first in one file, questions.flow",
		Does: "Holds what people ask at any time, and the clinic's own answers.",
		Line: "questions",
		Example: `questions

topic parking
  asked en  where can i park | is there parking
        es  donde puedo estacionar | hay estacionamiento
  say en  You can park behind the house. It is free.
      es  Puede estacionar detras de la casa. No cuesta.
`,
	},
	{
		Name: "phrases", Part: PartFile, Grammar: "phrases", Where: "first in one file, phrases.flow",
		Does: "Holds the lines that nightdesk itself says everywhere, such as the reminder of a visit.",
		Line: "phrases",
		Example: `phrases

nudge
  en  Still there? Reply when you are ready.
  es  ¿Sigue ahi? Conteste cuando pueda.
`,
	},
	{
		Name: "danger", Part: PartFile, Grammar: "danger", Where: "first in one file, danger.flow",
		Does: "Holds the clinic's own words in replies to somebody in danger; without them the built-in ones are said.",
		Line: "danger",
		Example: `danger

# Nothing of our own yet: the built-in words are said.
`,
	},
	{
		Name: "piece", Part: PartFile, Grammar: "piece NAME", Where: "first in a file of its own, as callback.flow",
		Does: "Begins steps that several flows share: write them once, and take them in with \"use\".",
		Line: "piece callback",
		Example: `piece callback
title  May we call?

step ask
  ask en  May we call you? 1 yes 2 no
      es  ¿Le podemos llamar? 1 si 2 no
  answer yesno skip as no
  keep as callback
  then return
`,
	},
}

// flowVerbs stand at the left edge of a flow or a piece.
var flowVerbs = []Verb{
	{
		Name: "title", Part: PartFlow, Grammar: "title  WORDS", Where: "under the first line of a flow or a piece",
		Does: "Says for staff, in a few words, what it is about; nobody is sent it.",
		Line: "title  Someone new asks for care",
		Example: `title  Someone wants to say thanks

step thanks
  say en  Thank you. You can text here any time.
      es  Gracias. Puede escribir cuando quiera.
  then end
`,
	},
	{
		Name: "step", Part: PartFlow, Grammar: "step NAME", Where: "in a flow or a piece, at the left edge, with its sentences under it and further right",
		Does: "Begins one step, and gives it the name by which other steps lead to it.",
		Line: "step greet",
		Example: `step hello
  say en  Good to hear from you.
      es  Qué bueno que escribe.
  then offer_help

step offer_help
  ask en  Do you want a call? 1 yes 2 no
      es  ¿Quiere una llamada? 1 si 2 no
  answer yesno
  if yes then flow call
  then end
`,
	},
}

// sentenceVerbs stand in a step, carried out in this order.
var sentenceVerbs = []Verb{
	{
		Name: "say", Part: PartStep, Grammar: "say LANGUAGE  WORDING", Where: "first in a step; several may follow each other",
		Does: "Sends a text, in the language that the person reads; nothing is asked.",
		Line: "say en  Hi, this is {clinic short name}.",
		Example: `step where
  say en  Come in by the door on the left. We open at 6.
      es  Entre por la puerta de la izquierda. Abrimos a las 6.
  then end
`,
	},
	{
		Name: "set", Part: PartStep, Grammar: "set NAME VALUE", Where: "in a step, after what it says",
		Does: "Remembers something: \"discreet on\" keeps texts plain on a shared phone, \"language es\" changes the language, \"priority pregnant\" names a group of the clinic, and any other name is your own for a later \"if\".",
		Line: "set discreet on",
		Example: `step shared
  set discreet on
  set told yes
  then where_next

step where_next
  if told is yes then flow call
  then end
`,
	},
	{
		Name: "handoff", Part: PartStep, Grammar: `handoff "WHY" level 1|2|3 [to nursing|intake|crisis]`, Where: "in a step, after what it says and sets",
		Does: "Tells staff that a person is needed: level 1 at once, 2 the same day, 3 the next workday. The text in quotes goes to staff phones, so it says nothing of the person.",
		Line: `handoff "asked for guest dosing" level 2`,
		Example: `step ride
  say en  I am telling our team that you need a ride.
      es  Le digo al equipo que necesita transporte.
  handoff "asks for a ride" level 2 to intake
  then end
`,
	},
	{
		Name: "ask", Part: PartStep, Grammar: "ask LANGUAGE  WORDING", Where: "in a step, with an \"answer\" line below it",
		Does: "Sends a question and waits for the answer.",
		Line: "ask en  What should we call you?",
		Example: `step name
  ask en  What should we call you? A first name is fine.
      es  ¿Qué nombre usamos con usted? Basta el primero.
  answer name skip as skipped
  keep as name
  then end
`,
	},
	{
		Name: "discreet", Part: PartStep, Grammar: "discreet LANGUAGE  WORDING", Where: "under \"ask\", and in the questions file under \"say\"",
		Does: "Is said in place of the wording above on a phone that others may read.",
		Line: "discreet en  Need to be seen very soon? 1 yes 2 no",
		Example: `step soon
  ask      en  Are you sick from not using? 1 yes 2 no
           es  ¿Se siente mal por no usar? 1 si 2 no
  discreet en  Do you need us very soon? 1 yes 2 no
           es  ¿Nos necesita muy pronto? 1 si 2 no
  answer yesno
  if yes then flow call
  then end
`,
	},
	{
		Name: "again", Part: PartStep, Grammar: "again LANGUAGE  WORDING", Where: "under \"ask\"",
		Does: "Is a short form of the question, said when it was put a moment ago; it must be plain, for it goes to every phone.",
		Line: "again en  Need to be seen very soon? 1 yes 2 no",
		Example: `step calls
  ask en  May we call you about this? We say only a name and a number. 1 yes 2 no
      es  ¿Le podemos llamar por esto? Solo decimos un nombre y un numero. 1 si 2 no
  again en  May we call you? 1 yes 2 no
        es  ¿Le podemos llamar? 1 si 2 no
  answer yesno
  if yes then flow call
  then end
`,
	},
	{
		Name: "answer", Part: PartStep, Grammar: "answer KIND [up to NUMBER] [skip as NAME]", Where: "under \"ask\"; it is needed there",
		Does: "Says what counts as an answer (see the kinds below); \"skip as\" lets people pass on the question.",
		Line: "answer choice",
		Example: `step who
  ask en  Who is it for? 1 me 2 someone else
      es  ¿Para quién es? 1 para mi 2 otra persona
  answer choice skip as unsaid
    1 me     en: me, myself, for me   es: yo, para mi
    2 other  en: someone else         es: otra persona
  keep as who
  if other then flow family
  then end
`,
	},
	{
		Name: "keep", Part: PartStep, Grammar: "keep as NAME", Where: "under \"answer\"",
		Does: "Remembers the answer under a name: for a later \"if who is me\", and to say it as {who}.",
		Line: "keep as who",
		Example: `step name
  ask en  What should we call you?
      es  ¿Qué nombre usamos con usted?
  answer name
  keep as name
  then hello

step hello
  say en  Nice to meet you, {name}.
      es  Mucho gusto, {name}.
  then end
`,
	},
	{
		Name: "consent", Part: PartStep, Grammar: "consent conversation|reminders", Where: "under \"answer\", where \"yes\" can be the answer",
		Does: "Records a yes as agreement to these texts.",
		Line: "consent reminders",
		Example: `step reminders
  ask en  May we text you before your visit? 1 yes 2 no
      es  ¿Le escribimos antes de su cita? 1 si 2 no
  answer yesno
  keep as reminders
  consent reminders
  then end
`,
	},
	{
		Name: "offer", Part: PartStep, Grammar: "offer KIND_OF_VISIT, soonest first, NUMBER at a time", Where: "in a step that asks nothing; \"none\" and \"booked\" belong to it",
		Does: "Shows open times of a kind of visit, and waits until the person picks one.",
		Line: "offer intake_assessment, soonest first, 3 at a time",
		Example: `step times
  offer intake_assessment, soonest first, 3 at a time
  none   then no_time
  booked then done

step no_time
  handoff "no open time for a first visit" level 2
  then end

step done
  say en  Good. We look forward to seeing you.
      es  Muy bien. Le esperamos.
  then end
`,
	},
	{
		Name: "none", Part: PartStep, Grammar: "none then STEP", Where: "under \"offer\"",
		Does: "Says where to go when no time is open.",
		Line: "none then waitlist",
		Example: `step times
  offer intake_assessment, soonest first, 3 at a time
  none   then no_time
  booked then end

step no_time
  say en  No time is open now. Our team will look for one.
      es  Ahora no hay hora. El equipo le busca una.
  handoff "no open time for a first visit" level 2
  then end
`,
	},
	{
		Name: "booked", Part: PartStep, Grammar: "booked then STEP", Where: "under \"offer\"",
		Does: "Says where to go when the person has picked a time and has it.",
		Line: "booked then done",
		Example: `step times
  offer intake_assessment, soonest first, 2 at a time
  none   then flow call
  booked then done

step done
  say en  Please bring an ID if you have one.
      es  Traiga una identificacion si la tiene.
  then end
`,
	},
	{
		Name: "use", Part: PartStep, Grammar: "use PIECE", Where: "in a step that asks and offers nothing; \"then\" says what comes after the piece",
		Does: "Takes in the steps of a shared piece here; when the piece says \"then return\", this step goes on with its \"if\" and \"then\".",
		Line: "use callback",
		Example: `step calls
  use voicemail
  if calls is textonly then end
  then told

step told
  handoff "asks for a call" level 2
  then end
`,
	},
	{
		Name: "if", Part: PartStep, Grammar: "if [NAME is [not]] ANSWER then STEP", Where: "in a step, above \"then\"; the first that fits counts",
		Does: "Leads some answers elsewhere: the answer just given by its name alone, an older one as \"if who is other\"; also \"if language is es\", \"if discreet is on\", \"if recent is yes\" (they agreed to texts in this talk).",
		Line: "if other then family",
		Example: `step well
  ask en  Are you well today? 1 yes 2 no
      es  ¿Se siente bien hoy? 1 si 2 no
  answer yesno
  keep as well
  if no then flow call
  if discreet is not on then thanks
  then end

step thanks
  say en  Good to hear.
      es  Qué bueno.
  then end
`,
	},
	{
		Name: "then", Part: PartStep, Grammar: "then STEP | then flow NAME | then end | then return", Where: "last in a step",
		Does: "Says what comes next, where no \"if\" fits.",
		Line: "then visit",
		Example: `step thanks
  say en  Thank you.
      es  Gracias.
  then goodbye

step goodbye
  say en  You can text here any time.
      es  Puede escribir cuando quiera.
  then end
`,
	},
	{
		Name: "unclear", Part: PartStep, Grammar: `unclear say again NUMBER times, then handoff "WHY" level 1|2|3 [to TEAM] [then STEP]`, Where: "in a step that asks or offers, anywhere; without it the settings hold",
		Does: "Says what happens to answers that nobody understands: ask again, then a person.",
		Line: `unclear say again 2 times, then handoff "could not tell who it is for" level 3`,
		Example: `step who
  ask en  Is this phone only yours? 1 yes 2 no
      es  ¿Este teléfono es solo suyo? 1 si 2 no
  answer yesno
  if no then flow call
  then end
  unclear say again 2 times, then handoff "could not tell whose phone it is" level 3
`,
	},
	{
		Name: "silent", Part: PartStep, Grammar: `silent after NUMBER minutes|hours|days nudge | pause | handoff "WHY" level 1|2|3, after ...`, Where: "in a step that asks or offers, anywhere; without it the settings hold",
		Does: "Says what happens when no answer comes: a nudge is a kind reminder, a pause lets the talk rest, a handoff tells staff.",
		Line: "silent after 2 hours nudge, after 24 hours pause",
		Example: `step calls
  ask en  May we call you? 1 yes 2 no
      es  ¿Le podemos llamar? 1 si 2 no
  answer yesno
  if yes then flow call
  then end
  silent after 2 hours nudge, after 1 day handoff "fell silent" level 3, after 2 days pause
`,
	},
}
