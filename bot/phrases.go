package bot

import (
	"slices"
	"strings"
)

// Phrase names: the lines the engine itself speaks. Their wording lives in the
// scripts (phrases.flow), where a clinic edits it; the checker wants them all,
// in every language of the clinic.
const (
	PhraseWelcomeBack     = "welcome_back"      // returning after a pause, private phone
	PhraseWelcomeDiscreet = "welcome_discreet"  // the same on a shared phone
	PhraseUnclear         = "unclear"           // put before a question asked again
	PhraseUnclearChoice   = "unclear_choice"    // the same when digits are shown
	PhraseUnreadWhy       = "unread_why"        // why staff are told now: answers are not understood
	PhraseUnreadAgain     = "unread_again"      // the same again, after staff were told
	PhrasePictureOnly     = "picture_only"      // a picture came without words
	PhraseHelp            = "help"              // HELP: neutral name, phone, 911, 988, STOP
	PhraseHelpHere        = "help_here"         // "i need help": we are here, and so is a person
	PhraseStopped         = "stopped"           // the one confirmation of an opt-out
	PhraseStoppedMeant    = "stopped_meant"     // the same after a bare STOP or QUIT on a phone of their own: it may have meant using
	PhraseStopUnclear     = "stop_unclear"      // asks once whether texts should stop
	PhraseStopDoes        = "stop_does"         // they ask what the word STOP does
	PhraseStartAgain      = "started"           // START: texts are on again
	PhraseOptedOut        = "opted_out"         // an opted-out person writes: how to come back
	PhraseStaffNow        = "staff_now"         // handoff, someone is on call
	PhraseStaffOnCall     = "staff_on_call"     // handoff, the desk is closed until {desk opens}, someone is on call
	PhraseStaffLater      = "staff_later"       // handoff, nobody there until {desk opens}
	PhraseStaffUnknown    = "staff_unknown"     // handoff, nobody there and no opening hour known
	PhraseStaffHas        = "staff_has"         // already handed over, still waiting
	PhraseStaffTook       = "staff_took"        // a person took it: {helper}
	PhraseStaffOwns       = "staff_owns"        // they write while a person has their thread, and had no answer lately: {helper}
	PhraseStaffBack       = "staff_back"        // a person let go of the thread, and still has the request; the script offers to go on
	PhraseStaffDone       = "staff_done"        // staff closed the case; the script offers to go on
	PhraseStaffTold       = "staff_will_tell"   // a fact is not set
	PhraseHoursDay        = "hours_day"         // {day}: {desk that day}, {dosing that day}
	PhraseHoursDayPlain   = "hours_day_plain"   // the same where dosing is not named
	PhraseHoursNow        = "hours_now"         // what holds at this moment: {desk now}, {dosing now}
	PhraseHoursNowPlain   = "hours_now_plain"   // the same where dosing is not named
	PhraseHoursOpens      = "hours_opens"       // after it: the desk opens {opens}
	PhraseHoursMayChange  = "hours_may_change"  // after it, of a day to come
	PhraseNothingBack     = "nothing_back"      // "back" at the first question
	PhraseRestarted       = "restarted"         // "start over"
	PhraseAnew            = "questions_changed" // the scripts are others now: their talk begins anew
	PhraseAskRestart      = "ask_restart"       // confirm "start over" when answers would be lost
	PhraseLanguage        = "language_changed"  // now in this language
	PhraseLanguageOffer   = "language_offer"    // they asked if we have the other language
	PhraseLanguageStay    = "language_stay"     // one reply was in this language: how to stay in it
	PhraseNudge           = "nudge"             // unprompted, neutral
	PhraseOffer           = "offer"             // before the list of openings
	PhraseOfferMore       = "offer_more"        // after it: how to pick or ask for others
	PhraseOfferNoneFit    = "offer_none_fit"    // nothing fits the wish
	PhraseOfferTooFar     = "offer_too_far"     // the wish is beyond {until}, the last day that can be booked
	PhraseOfferClosed     = "offer_closed"      // the clinic is closed on {day}, which they wished for
	PhraseOfferNearest    = "offer_nearest"     // after one of these: the nearest follow
	PhraseOfferNone       = "offer_none"        // nothing is open at all
	PhraseHeld            = "held"              // {visit} is held: 1 book, 2 other times
	PhraseTaken           = "taken"             // somebody else took it meanwhile
	PhraseHoldOver        = "hold_over"         // the hold ran out
	PhraseBooked          = "booked"            // {visit} is booked
	PhraseMoved           = "moved"             // the visit is now {visit}
	PhraseMoveKeeps       = "move_keeps"        // {visit} stays until a new time is booked
	PhraseMyVisit         = "my_visit"          // {visit}; 1 change 2 cancel 3 keep
	PhraseMyVisitNone     = "my_visit_none"     // no visit booked
	PhraseCancelSure      = "cancel_sure"       // give up {visit}? 1 yes 2 keep it
	PhraseCancelled       = "cancelled"         // visit cancelled
	PhraseKept            = "kept"              // visit stays
	PhraseReminder        = "reminder"          // unprompted, neutral, {visit}
	PhraseReminderOK      = "reminder_ok"       // they answered 1
	PhraseRide            = "ride"              // they need a ride: staff are told
	PhraseTooMany         = "too_many"          // reply budget spent; staff are told
	PhraseQuestionUnknown = "question_unknown"  // a question we have no answer to
	PhraseWrongNumber     = "wrong_number"      // they say it is the wrong number: the last text
	PhraseLate            = "late"              // before an answer that an outage held up
	PhraseWelcome         = "youre_welcome"     // they said thanks
	PhraseGlad            = "glad"              // they say that all is well now
	PhraseClosing         = "closing"           // "ok", "bye", with nothing waiting
	PhraseDeclined        = "declined"          // they do not want to go on
	PhraseNoIDs           = "no_ids"            // they texted an id, a card number, a birth date, an address: it is not kept
	PhraseNotUrgent       = "crisis_not_urgent" // they answered an ASK question with no

	// Talk about a time of one's own, the waitlist, requests and the code word.
	PhraseOfferNoneSooner = "offer_none_sooner" // nothing is open before {time}
	PhraseLateTold        = "late_told"         // they are late: staff are told
	PhraseLateFar         = "late_far"          // they are late, and their visit is on another day: {visit}
	PhraseWaitChoice      = "wait_choice"       // the choice of the waitlist under a list of openings
	PhraseWaitOn          = "wait_on"           // they are on the waitlist: what will happen
	PhraseWaitPick        = "wait_pick"         // after it: the openings shown may still be taken
	PhraseWaitOff         = "wait_off"          // they are off it
	PhraseWaitTold        = "wait_told"         // they asked, and are on it
	PhraseWaitNot         = "wait_not"          // they asked, and are not
	PhraseWaitStays       = "wait_stays"        // they booked, and wait on for something sooner
	PhraseHeldAsk         = "held_request"      // {visit} can be asked for: 1 ask, 2 other times
	PhraseRequested       = "requested"         // staff decide on {visit} by {by}
	PhraseMyRequest       = "my_request"        // {visit} is asked for; 1 change 2 give up 3 keep
	PhraseWordAsk         = "word_ask"          // the code word first
	PhraseWordWrong       = "word_wrong"        // that was not it
	PhraseWordStaff       = "word_staff"        // nothing is shown, a person helps
	PhraseWordUnfit       = "word_unfit"        // before the question for a word asked again
	PhraseWordChoose      = "word_choose"       // choose a code word, or skip
	PhraseWordSet         = "word_set"          // it is kept
	PhrasePlainOn         = "plain_on"          // others use this phone: texts stay plain
	PhrasePlainOff        = "plain_off"         // nobody else does any more
	PhraseReminderWord    = "reminder_word"     // unprompted, on a shared phone with a code word
	PhraseReminderPlain   = "reminder_plain"    // unprompted, on a shared phone without one

	// What comes unprompted about seats, and the answers to that.
	PhraseSeatOffer      = "seat_offer"      // from the waitlist: {visit}; 1 take it 2 not this one 3 off the list
	PhraseSeatOfferWord  = "seat_offer_word" // the same where a word guards what is booked
	PhraseSeatPassed     = "seat_passed"     // not this one: they keep their place
	PhraseSeatGone       = "seat_gone"       // too late: somebody else has it, they keep their place
	PhraseMissed         = "missed"          // a visit was missed: 1 new time 2 call me
	PhraseMissedNext     = "missed_next"     // the same where {visit} is the next one anyway
	PhraseDeskMoved      = "desk_moved"      // staff moved it to {visit}: 1 OK 2 change 3 ride
	PhraseDeskCancelled  = "desk_cancelled"  // staff cannot keep {visit}: 1 new time 2 call me
	PhraseDeskApproved   = "desk_approved"   // staff approved {visit}: 1 OK 2 change 3 ride
	PhraseDeskDeclined   = "desk_declined"   // staff said no: 1 other times 2 call me
	PhraseRequestOver    = "request_over"    // nobody decided in time: 1 other times 2 call me
	PhraseTimesOrCall    = "times_or_call"   // after any of these: 1 other times 2 call me
	PhraseSessionChoice  = "session_choice"  // {visit} comes again: 1 skip it 2 leave for good 3 keep it
	PhraseSessionSkipped = "session_skipped" // skipped; the next is {visit}
	PhraseSessionLeft    = "session_left"    // left for good
)

// deskPhrases are those of that block.
var deskPhrases = []string{
	PhraseSeatOffer, PhraseSeatOfferWord, PhraseSeatPassed, PhraseSeatGone, PhraseMissed, PhraseMissedNext,
	PhraseDeskMoved, PhraseDeskCancelled, PhraseDeskApproved, PhraseDeskDeclined, PhraseRequestOver, PhraseTimesOrCall,
	PhraseSessionChoice, PhraseSessionSkipped, PhraseSessionLeft,
}

// Phrases lists every phrase name: what a clinic's phrases must cover.
func Phrases() []string {
	return append([]string{
		PhraseWelcomeBack, PhraseWelcomeDiscreet, PhraseUnclear, PhraseUnclearChoice,
		PhraseUnreadWhy, PhraseUnreadAgain,
		PhrasePictureOnly, PhraseHelp, PhraseHelpHere, PhraseStopped, PhraseStoppedMeant, PhraseStopUnclear,
		PhraseStopDoes, PhraseStartAgain, PhraseOptedOut, PhraseStaffNow, PhraseStaffOnCall, PhraseStaffLater,
		PhraseStaffUnknown, PhraseStaffHas, PhraseStaffTook, PhraseStaffOwns, PhraseStaffBack, PhraseStaffDone,
		PhraseStaffTold, PhraseHoursDay, PhraseHoursDayPlain, PhraseHoursNow, PhraseHoursNowPlain, PhraseHoursOpens, PhraseHoursMayChange, PhraseNothingBack, PhraseRestarted, PhraseAnew, PhraseAskRestart,
		PhraseLanguage, PhraseLanguageOffer, PhraseLanguageStay, PhraseNudge, PhraseOffer,
		PhraseOfferMore, PhraseOfferNoneFit, PhraseOfferTooFar, PhraseOfferClosed, PhraseOfferNearest, PhraseOfferNone, PhraseHeld,
		PhraseTaken, PhraseHoldOver, PhraseBooked, PhraseMoved, PhraseMoveKeeps,
		PhraseMyVisit, PhraseMyVisitNone, PhraseCancelSure, PhraseCancelled,
		PhraseKept, PhraseReminder, PhraseReminderOK, PhraseRide,
		PhraseTooMany, PhraseQuestionUnknown,
		PhraseWrongNumber, PhraseLate, PhraseWelcome, PhraseGlad, PhraseClosing, PhraseDeclined, PhraseNoIDs, PhraseNotUrgent,
		PhraseOfferNoneSooner, PhraseLateTold, PhraseLateFar, PhraseWaitChoice, PhraseWaitOn, PhraseWaitPick, PhraseWaitOff, PhraseWaitTold, PhraseWaitNot, PhraseWaitStays,
		PhraseHeldAsk, PhraseRequested, PhraseMyRequest, PhraseWordAsk, PhraseWordWrong, PhraseWordStaff, PhraseWordUnfit, PhraseWordChoose, PhraseWordSet, PhrasePlainOn, PhrasePlainOff, PhraseReminderWord, PhraseReminderPlain,
	}, deskPhrases...)
}

// Neutral reports whether a phrase must be neutral whatever an administrator
// writes, because it can arrive while nobody is talking to us, or on a phone that
// others read (domain rule 3.2).
func Neutral(name string) bool {
	switch name {
	case PhraseNudge, PhraseReminder, PhraseReminderOK, PhraseWelcomeDiscreet, PhraseHelp, PhraseStopped, PhraseStoppedMeant,
		PhraseStopUnclear, PhraseStartAgain, PhraseOptedOut, PhraseWrongNumber, PhraseLate,
		PhraseLateTold, PhraseReminderWord, PhraseReminderPlain, PhrasePlainOn, PhrasePlainOff:
		return true
	}
	return strings.HasPrefix(name, "staff_") || strings.HasPrefix(name, "word_") || strings.HasPrefix(name, "wait_") || slices.Contains(deskPhrases, name)
}

// Sealed reports whether a phrase is said before the code word, and so must not
// tell of any visit.
func Sealed(name string) bool {
	return strings.HasPrefix(name, "word_") || name == PhraseReminderWord || name == PhraseReminderPlain
}
