package engine

import (
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/safety"
)

// lookBack is how far the crisis screen looks at earlier texts, and how many
// (domain rule: the last 3 within 15 minutes, because people split messages).
const (
	lookBack      = 15 * time.Minute
	lookBackTexts = 3
)

// away is how long a silence must be before a returning person gets a recap.
const away = time.Hour

// maxSteps bounds the steps one turn may walk through. The checker refuses
// scripts that could reach it; if one does, staff are told.
const maxSteps = 30

// Advance decides what in means for s at now. The session passed in is not
// changed. If Turn.Need is set, nothing else in the turn counts: look up those
// openings and call again.
func Advance(w World, s bot.Session, in bot.Input, now time.Time) bot.Turn {
	t := &turn{w: w, s: clone(s), was: s, in: in, now: now, text: in.Body.Text()}
	t.w.Clinic.Limits = w.Clinic.Limits.withDefaults()
	if t.s.Lang == "" && len(w.Clinic.Langs) > 0 {
		t.s.Lang = w.Clinic.Langs[0]
	}
	if in.Kind == bot.WakeUp {
		t.wake()
	} else {
		t.hear()
		t.neverSilent()
	}
	if t.need != "" {
		return bot.Turn{Need: t.need}
	}
	return t.finish()
}

// turn is the workspace of one Advance.
type turn struct {
	w     World
	s     bot.Session
	was   bot.Session // as it was before
	in    bot.Input
	now   time.Time
	text  string
	gap   time.Duration // since their last text; 0 for a first one
	wrote bool          // they wrote before

	tongue  bot.Lang // of the danger that this text speaks of; "" is that of the session
	earlier []string // texts that the crisis screen looked back at

	readings readings
	bare     *string // the text with everything masked; nil = not looked yet

	before    []string  // parts said ahead of everything else
	parts     []string  // parts of the reply in order
	last      string    // the answer just given, for branches
	stale     bool      // the openings last shown may be gone
	silent    bool      // that there is no reply is meant
	anew      bool      // they were in the middle of a talk, which begins anew
	retold    bool      // the language changed: what was asked in the other is said anew
	wordTried bool      // the text is a code word, or a try at one
	ownTime   string    // what the text before said of a time of theirs, if that counts now
	home      bot.Lang  // the talk's own language while this one reply is in another
	spoke     bot.Place // the last step of the scripts that was gone through
	steps     int
	need      string
	leaves    time.Time   // when a text that is not waited for goes out, if later than now
	shown     bot.VisitID // the visit that the reply tells of, which must not go out once it has changed
	out       bot.Turn
}

// clone copies what a turn may change, so that computing it again starts from
// the same session.
func clone(s bot.Session) bot.Session {
	s.Kept = maps.Clone(s.Kept)
	s.Back = slices.Clone(s.Back)
	s.Consents = slices.Clone(s.Consents)
	s.Visits = slices.Clone(s.Visits)
	s.Recent = slices.Clone(s.Recent)
	s.Unasked = slices.Clone(s.Unasked)
	s.Waiting = slices.Clone(s.Waiting)
	for i := range s.Waiting {
		s.Waiting[i].Passed = slices.Clone(s.Waiting[i].Passed)
	}
	if s.Offer != nil {
		o := *s.Offer
		s.Offer = &o
	}
	if s.Hold != nil {
		h := *s.Hold
		s.Hold = &h
	}
	if s.Crisis != nil {
		c := *s.Crisis
		s.Crisis = &c
	}
	if s.At.Return != nil {
		r := *s.At.Return
		s.At.Return = &r
	}
	return s
}

// hear takes a text from the person.
func (t *turn) hear() {
	t.arrive()
	if t.gap > bot.Unverified {
		t.maybeSomebodyElse()
	}
	t.earlier = t.recentTexts()
	finding := safety.Screen(t.text, t.earlier...)
	t.remember()
	t.countRepeats()
	t.followLanguage()
	blocked := t.blocked()
	if t.crisis(finding) {
		if blocked {
			t.replyBlocked()
		}
		if !t.silent {
			t.countText()
		}
		return
	}
	if t.notAnswered() || t.offTheList() || t.optOut() || t.hearOwned() || t.daySpent() || t.overBudget() {
		return
	}
	t.sayLate()
	t.converse()
}

// converse is the ordinary talk: no danger, no wish to stop.
func (t *turn) converse() {
	t.moveOn()
	if safety.OtherLanguage(t.text) {
		t.otherLanguage()
		return
	}
	if t.asksForStaff() || t.startsAnew() || t.begin() {
		return
	}
	if t.gap > away {
		t.recap()
	}
	switch {
	case strings.TrimSpace(t.text) == "" && t.in.Media > 0:
		t.phrase(bot.PhrasePictureOnly)
		t.askAgain()
	case t.namesOwnLanguage():
		t.askAgain()
	case t.saysWord():
	case t.waitsForWord() && t.locked() && forgets(t.text):
		t.withoutWord()
	case t.exactOption():
		t.answerOption()
	case t.saysBye():
		t.goodbye()
	case t.turnsDown():
		t.leaveIt()
	case t.choosing() && t.wantsNone():
	case t.mine():
	case t.choosing() && t.asksOtherHours():
	case t.choosing() && t.commandMayWish() && t.takeAnswer():
	case t.command():
	case t.choosing() && t.takeAnswer(): // "anything sooner?" is a wish, not a common question
	case t.asksWhatStopDoes():
		t.askAgain()
	case t.asksForVisit(), t.tellsAge(), t.asideWithAnswer(), t.standsAlone():
	case t.takeAnswer():
	case t.aside():
	case t.courtesy(), t.greets():
		t.askAgain()
	case t.onlyIDs():
		t.askAgain() // they meant to help: that is no failed answer
	case t.quits() && !t.builtIn():
		t.leaveIt()
	default:
		t.unclear()
	}
}

// choosing reports whether openings were shown and wait for a pick.
func (t *turn) choosing() bool {
	st := t.step()
	return t.builtIn() && (t.s.At.Step == stepMove || t.s.At.Step == stepAgain) || st != nil && st.Offer != nil
}

// arrive counts the text and keeps what the session knows of the line.
func (t *turn) arrive() {
	if !t.s.LastIn.IsZero() {
		t.gap, t.wrote = t.now.Sub(t.s.LastIn), true
	}
	if t.wrote && !t.sameTalk() {
		t.s.Talk.Agreed = false
		t.s.At.Tries = 0 // what was not understood days ago is no reason to give up now
	}
	t.lockWord()
	t.s.Phone, t.s.Line = t.in.From, t.in.To
	t.s.LastIn = t.now
	t.s.At.Asked = t.now // silence begins anew with each text
	t.s.Turns++
}

// maybeSomebodyElse begins afresh with a number silent for so long that it may
// have a new owner: nothing is said of before, and all is asked anew. A hold of
// staff stands, and so does a wish for no more texts. Of a visit that stands nothing
// is shown until the code word is said, if they have one: a person helps.
func (t *turn) maybeSomebodyElse() {
	t.dropHold()
	t.forgetTalk()
	t.forgetWaiting()
	if v := t.nextVisit(); v != nil {
		t.s.Discreet, t.s.Word.Given = true, time.Time{}
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "silent for 60 days, and a visit is booked: make sure whose number it is"})
	}
}

// recentTexts are the earlier texts the crisis screen may look at.
func (t *turn) recentTexts() []string {
	var texts []string
	for _, h := range t.s.Recent {
		if t.now.Sub(h.At) <= lookBack {
			texts = append(texts, h.Text.Text())
		}
	}
	return texts
}

// remember keeps the text for the next look-back. Only what the look-back can
// use is kept, so that a session stays small.
func (t *turn) remember() {
	keep := slices.DeleteFunc(t.s.Recent, func(h bot.Heard) bool { return t.now.Sub(h.At) > lookBack })
	text := maskWord(t.allMasked(), t.s.Word.Word) // before it is cut: half a number is one too
	if r := []rune(text); len(r) > 200 {
		text = string(r[:200])
	}
	keep = append(keep, bot.Heard{At: t.now.Truncate(time.Second), Text: bot.Words(text)})
	if extra := len(keep) - lookBackTexts; extra > 0 {
		keep = keep[extra:]
	}
	t.s.Recent = keep
}

// begin starts a conversation if none is going on. A first text that already
// asks for a person or a question gets that answered too.
func (t *turn) begin() bool {
	if t.builtIn() && t.s.At.Step != stepRestart && t.s.At.Step != stepSetWord && !t.waitsForWord() && !t.atDesk() && t.nextVisit() == nil {
		at := bot.Position{Version: t.s.At.Version, Asked: t.now} // it was about a visit that is over
		if back := t.s.At.Return; back != nil {
			at.Place = *back
		}
		t.s.At, t.s.Moving = at, ""
	}
	if t.s.At.Step != "" && t.step() != nil || t.builtIn() {
		return false
	}
	// A visit that staff booked by telephone is no sign that they were greeted.
	known := len(t.s.Consents) > 0 || len(t.s.Visits) > 0 && t.wrote || len(t.s.Kept) > 0
	script := t.w.Program.Script
	flow := script.Flows[script.Start]
	if known && script.Flows[script.Home] != nil {
		flow = script.Flows[script.Home]
	}
	if t.s.At.Step != "" {
		t.parts = append(t.parts, t.say(bot.PhraseWelcomeDiscreet)) // the question they were at is gone
	}
	t.s.At = bot.Position{Version: script.Version}
	t.s.Back = nil
	switch {
	case t.gap <= bot.Unverified && t.mine():
		return true
	case t.gap <= bot.Unverified && t.nextVisit() != nil && t.isVisitCommand():
		return t.command()
	case t.wrote && t.gap < knownFor && t.courtesy():
		return true
	case t.declines():
		t.leaveIt()
		return true
	}
	said := len(t.parts)
	if answer.AskIn(t.text) == answer.AskVisit {
		if !known {
			t.opening()
			said = len(t.parts)
		}
		t.enter(flow.Start())
		if _, ok := t.visitOption(); ok {
			t.parts = t.parts[:said] // they have answered it
			t.asksForVisit()
		}
		return true
	}
	if t.opening(); len(t.parts) > said && t.goesOn() && !t.anew {
		return true // they have their answer, and the talk rests as it did
	}
	t.enter(flow.Start())
	return true
}

// isVisitCommand reports whether the text is about a visit of one's own.
func (t *turn) isVisitCommand() bool {
	cmd, _ := t.commandIn()
	return cmd == answer.CommandVisit || cmd == answer.CommandReschedule || cmd == answer.CommandCancel
}

// opening answers what a first text already asks, ahead of the greeting.
func (t *turn) opening() {
	cmd, lang := t.globalWord()
	switch cmd {
	case answer.CommandHuman:
		t.callPerson()
	case answer.CommandLanguage:
		if t.asksLanguage(lang) {
			t.phrase(bot.PhraseLanguageOffer)
		} else {
			t.setLanguage(lang)
		}
	case answer.CommandHelp:
		t.help()
	default:
		if t.asksWhatStopDoes() {
			return
		}
		if topic, sure := t.asks(); sure {
			t.answerTopic(topic)
		}
	}
}

// asksWhatStopDoes tells what the word does that our texts speak of.
func (t *turn) asksWhatStopDoes() bool {
	if answer.AskIn(t.text) != answer.AskStop {
		return false
	}
	t.phrase(bot.PhraseStopDoes)
	t.out.Note = "stop_explained"
	return true
}

// asksForStaff answers somebody who waits for a person and asks where they are:
// with the truth, and staff are told once more.
func (t *turn) asksForStaff() bool {
	if t.s.Case == "" || answer.AskIn(t.text) != answer.AskStaff {
		return false
	}
	t.handOff(bot.HandoffOrder{Reason: "waits for a person and asks when", Level: bot.LevelSameDay})
	t.askAgain()
	return true
}

// visitOption is the option of the waiting question that asks for a visit.
func (t *turn) visitOption() (*bot.Step, bool) {
	st := t.step()
	if st == nil || t.builtIn() {
		return nil, false
	}
	return st, slices.ContainsFunc(st.Answer.Options, func(o bot.Option) bool { return o.Name == "visit" })
}

// asksForVisit takes a wish for a visit as the option that means it.
func (t *turn) asksForVisit() bool {
	st, ok := t.visitOption()
	if !ok || answer.AskIn(t.text) != answer.AskVisit {
		return false
	}
	t.accept(st, "visit")
	return true
}

// recap greets somebody who comes back, with nothing private in it on a shared
// phone.
func (t *turn) recap() {
	if t.s.Discreet || t.s.Kept["name"] == "" {
		t.ahead(bot.PhraseWelcomeDiscreet)
		return
	}
	t.ahead(bot.PhraseWelcomeBack)
}

// otherLanguage answers a text in a script or language we have no screen for:
// the emergency numbers in the languages we have, and a person.
func (t *turn) otherLanguage() {
	t.parts = append(t.parts, safety.OtherLanguageReply())
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "wrote in a language without a script"})
	t.out.Note = "other_language"
}

// fewRepeats is how many texts in a row that repeat those before are answered
// where no budget limits the answers.
const fewRepeats = 4

// countRepeats counts them; a text with new words begins anew.
func (t *turn) countRepeats() {
	if t.repeats() {
		t.s.Budget.Same++
		return
	}
	t.s.Budget.Same = 0
}

// machine reports whether a text only repeats what was answered some times.
func (t *turn) machine() bool { return t.s.Budget.Same > fewRepeats }

// repeats reports whether one of their last texts was the same, as those of
// machines are: numbers in a longer text aside, for machines count.
func (t *turn) repeats() bool {
	same := func(s string) string {
		if len(s) < 20 {
			return foldKey(s)
		}
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, foldKey(s))
	}
	last := len(t.s.Recent) - 1 // this one
	return slices.ContainsFunc(t.s.Recent[:last], func(h bot.Heard) bool { return same(h.Text.Text()) == same(t.s.Recent[last].Text.Text()) })
}

// neverSilent answers a text that nothing else did: no fault of a script or of
// ours is to be silence.
func (t *turn) neverSilent() {
	if t.silent || t.need != "" || join(t.before)+join(t.parts) != "" {
		return
	}
	t.parts = append(t.parts, safety.Fallback())
	t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "a text could not be answered"})
}

// finish puts the reply together and sets the session's timer.
func (t *turn) finish() bot.Turn {
	t.s.Format = bot.SessionFormat
	t.countLeft()
	t.noted()
	if t.s.Word.Word != t.was.Word.Word { // it was looked back at before it was known as one
		for i, h := range t.s.Recent {
			t.s.Recent[i].Text = bot.Words(maskWord(h.Text.Text(), t.s.Word.Word))
		}
	}
	t.homeLanguage()
	t.out.Reply = join(append(t.before, t.parts...))
	t.noReply()
	t.countSent()
	if t.out.Class == "" {
		t.out.Class = bot.SendReply
	}
	if t.out.Class == bot.SendUnprompted && t.out.Reply != "" {
		t.countUnasked()
	}
	t.s.WakeAt = t.nextWake()
	if t.in.Kind == bot.WakeUp && !t.s.WakeAt.IsZero() && !t.s.WakeAt.After(t.now) {
		t.s.WakeAt = t.now.Add(time.Minute) // it must never starve the others
	}
	t.ledger()
	t.out.Shown = t.inLedger(t.shown)
	t.out.Session = t.s
	return t.out
}

// raise asks for staff.
func (t *turn) raise(r bot.Raise) { t.out.Raise = append(t.out.Raise, r) }
