// Package flows reads the plain-text scripts that a clinic's manager owns,
// finds what is wrong with them, and keeps the published versions.
//
// A clinic's folder holds one file for each flow and up to three others, told
// apart by their first word:
//
//	flow intake                    one conversation, in steps
//	settings                       what holds for all steps; where people start
//	questions                      common questions and the clinic's answers
//	phrases                        the lines that nightdesk itself speaks
//
// A flow reads from top to bottom. Each line is one sentence that begins with a
// verb; what belongs to it stands below it and further right. A step that does
// not say what comes next goes on with the step below it.
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
// none, booked), then if and then. "if other" looks at the answer just given,
// "if reason is transfer" (or "is not") at one kept before, "if discreet is on"
// "if recent is yes" and "if language is es" at the session. After "then" stands a step, "flow
// NAME", "return" (to the question that was waiting) or "end".
//
// "again" is a short form of a question for when it was asked a moment ago. "if
// recent is yes" holds while a talk goes on in which the person agreed to texts.
// In questions, "topic ride of location" is a narrower question with an answer of
// its own; "of none" is a part of no other.
//
// What it promises: [Parse] reads any bytes without failing, in time that grows
// with their length, and reports every mistake with its place, the word that
// was probably meant and a good line to copy. [Check] finds what would strand,
// mislead, leak or overspend; errors block, warnings do not. [Library] swaps
// versions whole, and a bad set of files never replaces a good one.
//
// It may not know sessions in progress, channels or the store, and it reads no
// clock.
package flows
