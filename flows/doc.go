// Package flows reads the plain-text scripts that a clinic's manager owns,
// finds what is wrong with them, and keeps the published versions.
//
// A clinic's folder holds one file for each flow and each shared piece, and up to four
// others, told apart by their first word:
//
//	flow intake                    one conversation, in steps
//	settings                       what holds for all steps; where people start
//	questions                      common questions and the clinic's answers
//	phrases                        the lines that nightdesk itself speaks
//	danger                         the clinic's own words in replies to danger
//	piece callback                 steps that several flows share
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
// The whole grammar, with a worked example for every word, is [Reference]: it is what
// the parser reads by, what errors quote, and what the console explains.
//
// Steps that several flows share stand in a file of their own, which begins with
// "piece NAME"; a step takes them in with "use NAME", and "then return" in the piece
// goes on with what that step says next.
//
// What a reply to danger must hold is locked: Check names what a wording lacks, and
// writes one out that has it. Where a clinic has no words of its own, or words that
// should never have passed, the built-in ones are said. They hold for everybody at
// once, whichever version a conversation began on.
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
