// Package flows reads the plain-text scripts that a clinic's manager owns,
// finds what is wrong with them, and keeps the published versions.
//
// A clinic's folder holds one file for each flow and up to four others, told
// apart by their first word:
//
//	flow intake                    one conversation, in steps
//	settings                       what holds for all steps; where people start
//	questions                      common questions and the clinic's answers
//	phrases                        the lines that nightdesk itself speaks
//	danger                         the clinic's own words in replies to danger
//
// A flow reads from top to bottom. Each line is one sentence that begins with a
// verb; what belongs to it stands below it and further right. A step that does not
// say what comes next goes on with the step below it; where that one is also led
// to by name, or only some answers lead elsewhere, Check wants it written out.
//
//	flow intake
//	title  Someone new asks for care
//
//	step who                                # a comment
//	  say en  Hi, this is {clinic short name}.
//	      es  Hola, somos {clinic short name}.
//	  ask en  Who is this for? 1 me 2 someone else
//	      es  Para quien es? 1 para mi 2 otra persona
//	  answer choice skip as unsaid
//	    1 me     en: me, myself       es: yo, para mi
//	    2 other  en: someone else     es: otra persona
//	  keep as who
//	  if other then family
//	  unclear say again 2 times, then handoff "could not tell who it is for" level 3
//	  silent  after 2 hours nudge, after 24 hours pause
//	  then visit
//
// In a step the sentences are carried out in this order, and stand in it: say,
// set, handoff, then ask (with discreet, again, answer, keep, consent) or offer (with
// none, booked), then if and then; unclear and silent stand anywhere. Names are
// one word of small letters, digits, _ and -. Each sentence once:
//
//	say en  Bring your ID.                  # sent as it stands; {names in braces} are
//	    es  Traiga su ID.                   # facts, kept answers, or {visit}, {name}, ...
//	                                        # {desk now}, {dosing now}, {walk-in now}: open until when
//	set discreet on                         # on a shared phone; or: set language es,
//	                                        # set ready yes (a name of your own), set
//	                                        # priority pregnant (a group of the clinic)
//	handoff "asks for a ride" level 2       # tells staff: 1 at once, 2 today, 3 next workday
//	handoff "missed days" level 2 to nursing  # those on call for it: nursing, intake, crisis
//	ask en  Are you well? 1 yes 2 no        # waits for an answer
//	discreet en  OK? 1 yes 2 no             # the question on a shared phone
//	again en  Well? 1 yes 2 no              # the question when it was asked a moment ago
//	answer yesno skip as unsaid             # what counts as one: see below
//	keep as well                            # for "if well is no", {well}
//	consent reminders                       # yes is consent to reminders, or: conversation
//	offer intake_assessment, soonest first, 3 at a time
//	none then waitlist                      # no time is open
//	booked then done                        # a visit is booked
//	if no then flow call                    # the answer just given, by its name
//	if reason is not transfer then visit    # one kept before; if language is es; if discreet is on;
//	                                        # if recent is yes (they agreed to texts in this talk)
//	then visit                              # a step; or: then flow NAME, then end
//	unclear say again 2 times, then handoff "no clear answer" level 3 then bye
//	silent after 2 hours nudge, after 1 day handoff "fell silent" level 3, after 2 days pause
//
// Kinds of answer, all of which may end with "skip as NAME":
//
//	answer yesno            # 1 is yes, 2 is no
//	answer choice           # one of the lines under it, as above
//	answer choices          # several of them; "7 none alone  en: none" goes with no other
//	answer name             # what to call somebody
//	answer text up to 300   # in their own words
//	answer daypart          # kept as TMO, TAF, TEV, TNI (morning to night) or any
//	answer date
//	answer adult            # 18 or older: yes or no
//	answer codeword skip as unset   # a word of their own, asked for on a shared phone
//	                        # before a visit is shown; never kept, and masked for staff
//
// The other files:
//
//	settings
//	start flow intake                       # for somebody new
//	home  flow home                         # for whoever texted before
//	unclear say again 1 times, then handoff "no clear answer" level 2
//	silent  after 2 hours nudge, after 24 hours pause
//
//	questions
//	topic hours                             # "topic ride of location": a narrower question
//	  asked en  when are you open | what are your hours
//	        es  a que hora abren
//	  say en  We are open {hours}.
//	      es  Abrimos {hours}.
//	  discreet en  We are open {hours}.       # on a shared phone, and before consent
//	           es  Abrimos {hours}.
//	  missing en  Our staff will tell you.    # when the clinic has not set {hours}
//	          es  El equipo le dice.
//
//	phrases
//	nudge
//	  en  Still there? Reply when you are ready.
//	  es  Sigue ahi? Responda cuando pueda.
//
//	danger
//	danger_from_others                      # or overdose_now, suicide_risk_discreet, ...
//	  en  This is automated. Are you safe? If not, call 911 when you can. To talk any time: 800-799-7233, in Anchorage
//	      907-555-0188. You can delete this text. Is it safe to text you here? 1 yes 2 no
//	  es  ...
//
// What a reply to danger must hold is locked: Check names what a wording lacks, and
// writes one out that has it. Where a clinic has no words of its own, or words that
// should never have passed, the built-in ones are said. They hold for everybody at
// once, whichever version a conversation began on.
//
// A topic "of none" is a part of no other.
//
// What it promises: [Parse] reads any bytes without failing, in time that grows
// with their length, and reports every mistake once, with its place, what was
// probably meant and, where it can, the line mended, to copy. [Check] finds what
// would strand, mislead, leak or overspend; errors block, warnings do not. [Library] swaps
// versions whole, and a bad set of files never replaces a good one.
//
// It may not know sessions in progress, channels or the store, and it reads no
// clock.
package flows
