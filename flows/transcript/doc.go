// Package transcript reads and writes talks: conversations in plain text that
// test scripts and that somebody at the clinic can read, correct and write.
//
//	# After hours: someone new asks for a person.
//	at      Mon 2 Mar 2026 21:40
//	them    hi
//	us      Hi, this is ATS, an automated line. Not for emergencies: call 911.
//	them    0
//	us      Our staff are back Tue 3 Mar, 8:00 AM.
//	alert   ana: Alert * level 2 waiting. Reply 1 to take it.
//	wait    5 minutes
//	staff   1
//	desk    ana: It is yours.
//	us      A nurse has your message.
//
// Each line begins with a word. What happens to us:
//
//	at      the clinic's time; the first line, and later to move the clock on
//	wait    time passes: 10h20m, 2 days
//	them    somebody texts; them2 to them9 are others
//	again   the last text of "them" arrives a second time, as carriers deliver it when
//	        they saw no answer: what came of it then is said again, and nothing is done twice
//	staff   the phone that was alerted last texts, or "ana: 1" for one of them
//	lang    the language of whoever texts is known: es
//	given   something about the world, see below: nobody on call
//	office  staff do something to the visits of "them", or with "them2: " before it
//	        of another: book intake_assessment Fri 6 Mar 2026 9:00, move Fri 6 Mar
//	        2026 9:00, cancel, arrived, fulfilled, noshow, approve, decline, priority
//	        pregnant, seen, waitlist-add intake_assessment, waitlist-off
//	        intake_assessment; what is refused comes as a line "desk"
//
//	console a member of staff, "ana: " or whoever was alerted last, orders something
//	        about the only open case, or "P4JH " before it about one of several: take,
//	        reply WORDS, reply! WORDS after a warning, pass, pass ben, snooze 30m,
//	        close, close reached, hold, release; what they are told comes as a line
//	        "desk"
//
// What comes of it, each of which must be listed:
//
//	us      a text to them; us2 to us9 to the others
//	alert   an alert on a staff phone, "name: text", or "name (call): text" of a call
//	desk    any other text to a staff phone, "name: text"
//	fails   a text that the carrier would not take at first: "us: text", or "name: text"
//	        of a staff phone; it comes as us, alert or desk once it arrives
//	case    what became of a case
//	holds, books, moves, cancels    what became of a visit
//	release what becomes of somebody in mid-conversation now that the new scripts are
//	        live, "them: goes on in the new scripts"; see below
//
// What may be given, from then on; the right one ends the left one:
//
//	nobody on call                  the usual people on call
//	the desk is closed today        the usual desk hours
//	the desk is open all day        the usual desk hours
//	no free times                   the usual free times
//	one first visit a week          the usual free times
//	first visits are asked for      the usual free times
//	the store is down               the store is up
//	texts fail                      texts arrive
//	their phone is shared           their phone is theirs alone
//
// "the desk is closed today" is a closure of that day, as on a holiday. "Texts fail" is
// the carrier refusing each text that we send; an answer to a text goes out on the
// line on which that came, and arrives.
//
// A release that is published in mid-conversation is shown by two kinds of "given" lines.
// The first, before anybody texts, say what was another in the scripts that the talk
// begins in; all else was as it is. From the second on the scripts under test are live:
//
//	given   older scripts: intake/who asked en: Whom is the visit for? 1 me 2 someone else
//	given   older scripts: intake/sick said en: That sounds hard.
//	given   older scripts: intake/who was called for_whom
//	given   older scripts: intake/who had no answer other
//	given   older scripts: intake/pay was not there
//	given   new scripts: finish on old
//	given   new scripts: move when safe
//	given   new scripts: restart politely
//
// A step is named by its flow, or its piece, and its name as they are today. What led to
// a step that was not there led to what follows it. A line is wrong if it says what is so
// today, or what can't have been: a step that its flow begins with was always there. The
// second kind stands once in a talk and ends in a way of publishing, as somebody chooses it
// who publishes; of each person who is in mid-conversation then a line "release" must say
// what becomes of them and, if they can't move where they stand, why. Whoever rests has no
// such line, for what begins later begins on the newest:
//
//	at      Wed 4 Mar 2026 10:00
//	given   older scripts: intake/who was called for_whom
//	them    hi
//	...
//	us      Who would the visit be for? 1 me 2 someone else
//	given   new scripts: move when safe
//	release them: stays on the old scripts: the step for_whom is gone
//	them    1
//
// Such a talk counts for no way through the scripts: some of those that it takes are the
// older ones'.
//
// "alert none" says aloud that there is none. Where the words may be any, a line says
// only what matters of them: a * stands for any one word (a case's code), and ... for
// any words or none, so that
//
//	us      ...                     one text, whatever it says
//	us      ... 911 ... 988 ...     one that holds these words, in this order
//	us      not ... methadone ...   no text of that moment holds this one
//	alert   any                     others may come as well, or none: then each other
//	                                line of that word and moment must fit one of them
//
// Words between dots are whole words, in large or small letters. A line that begins with
// spaces goes on with the one above; \n is a new line within a text. Lines of different
// words may come in any order after what caused them. [Format] puts a talk in its columns.
//
// Cases are called by the codes that a talk has for them, in the order in which they open,
// and the next ones by fixed codes: a line more never gives a later case another name.
//
// A question that is new in the scripts is asked in talks that do not know it ([Stops]), and
// what people text next goes to the wrong question. [Answer.Into] puts the question and an
// answer there, and leaves every other line as it is.
//
// It promises that a talk read and written again says the same, that an event
// which is not listed is a difference, and that differences show the first
// place where the talk went another way. [Safety] holds whatever a clinic's scripts
// say: its talks come with the program and are played with every set of scripts. It may
// not know any channel, or how the conversation is held: a [Player] does that.
package transcript
