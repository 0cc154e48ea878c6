package engine

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// On a shared phone nothing of a visit is shown before the code word (domain rule
// 3.4): whoever holds the phone may be somebody else. The word is asked for once
// in a talk, danger never waits for it, and where there is none, or it is
// forgotten, a person helps.

const (
	wordLasts  = 15 * time.Minute // how long it counts without a text of theirs
	wordTries  = 3                // wrong words in a row until staff are told
	wordMin    = 3                // letters and digits that a code word has at least
	wordMost   = 3                // words that it has at most
	wordMasked = "[code word]"
)

// stepWord is the step of the engine that waits for the code word. What it is
// asked for follows it: "word/visit".
const stepWord = "word/"

// What the word is asked for besides a step of the engine's own.
const (
	wordEnter = "enter" // going on to the place that a script leads to
	wordList  = "list"  // whether they are on a waitlist
	wordOff   = "off"   // getting off it
	wordOwn   = "own"   // saying that the phone is theirs alone
)

// locked reports whether the code word must be said before anything of a visit is
// shown or changed.
func (t *turn) locked() bool { return t.s.Discreet && t.s.Word.Given.IsZero() }

// guards reports whether there is something that the word keeps.
func (t *turn) guards() bool { return t.s.Word.Word != "" || t.nextVisit() != nil }

// lockWord ends what a word said earlier opened, and begins a new count of wrong
// ones in another talk.
func (t *turn) lockWord() {
	if t.gap > wordLasts {
		t.s.Word.Given = time.Time{}
	}
	if t.wrote && !t.sameTalk() {
		t.s.Word.Tries = 0
	}
}

// knowsThem opens what the word keeps for somebody who books in this very talk:
// there is nothing yet that anybody else could see.
func (t *turn) knowsThem() {
	if !t.guards() {
		t.s.Word.Given = t.now
	}
}

// waitsForWord reports whether the word was asked for.
func (t *turn) waitsForWord() bool {
	return t.builtIn() && (strings.HasPrefix(t.s.At.Step, stepWord) || t.s.Word.Word != "" && (t.s.At.Step == stepReminder || t.s.At.Step == stepSeat || t.s.At.Step == stepFell))
}

// askWord asks for the word before it goes on to what: a step of the engine's own
// about a visit, or one of the others above.
func (t *turn) askWord(what string, about bot.VisitID) {
	if t.s.Word.Word == "" || t.s.Word.Tries >= wordTries {
		t.withoutWord()
		return
	}
	t.moveBuiltIn(stepWord+what, about)
	t.phrase(bot.PhraseWordAsk)
}

// withoutWord is for somebody who has no word, forgot it, or said too many wrong
// ones: nothing is shown, and a person helps.
func (t *turn) withoutWord() {
	t.phrase(bot.PhraseWordStaff)
	level, reason := bot.LevelSameDay, "asks about a time on a shared phone, without a code word"
	if t.s.Word.Tries >= wordTries {
		level, reason = bot.LevelNextWorkday, "said a wrong code word three times on a shared phone"
	}
	if t.s.Word.Tries <= wordTries {
		t.handOff(bot.HandoffOrder{Reason: reason, Level: level})
	}
	if t.s.Word.Tries >= wordTries {
		t.s.Word.Tries++ // they were told
	}
	t.out.Note = "word_staff"
	t.afterWord()
}

// afterWord goes back to what waited before the word was asked for.
func (t *turn) afterWord() {
	switch st := t.step(); {
	case t.builtIn():
		t.leaveBuiltIn()
	case st != nil && t.entersGuarded(st): // no answer leads on from there
		note := t.out.Note
		t.rest()
		t.out.Note = note
	}
}

// saysWord takes the right word where it was asked for, and goes on with what it
// was asked for.
func (t *turn) saysWord() bool {
	if !t.locked() || !t.waitsForWord() || t.s.Word.Tries >= wordTries || !isWord(t.text, t.s.Word.Word) {
		return false
	}
	t.wordTried = true
	t.s.Word.Tries, t.s.Word.Given = 0, t.now
	t.out.Note = "word_right"
	t.s.At.Tries = 0
	switch what, _ := strings.CutPrefix(t.s.At.Step, stepWord); what {
	case wordEnter:
		back := t.s.At.Return
		t.s.At = bot.Position{Version: t.s.At.Version, Asked: t.now}
		if back != nil {
			t.enter(*back)
		}
	case wordList:
		t.afterWord()
		t.listTold()
	case wordOff:
		t.afterWord()
		t.offList()
	case wordOwn:
		t.afterWord()
		t.plainOff()
	case stepMove:
		t.changeVisit()
	case stepSeat:
		t.askSeat()
	case stepVisit, stepCancel, stepReminder, stepGroup, stepMissed, stepFell, stepDeclined:
		t.goBuiltIn(what, t.s.Moving)
	default:
		t.afterWord()
	}
	return true
}

// wrongWord takes a text that is not the word, where the word was asked for.
func (t *turn) wrongWord() {
	if forgets(t.text) {
		t.withoutWord()
		return
	}
	if len(foldKey(t.text)) < 2 { // a digit is an answer to something else
		t.phrase(bot.PhraseWordAsk)
		return
	}
	t.wordTried = true
	if t.s.Word.Tries++; t.s.Word.Tries >= wordTries {
		t.withoutWord()
		return
	}
	t.out.Note = "word_wrong"
	t.phrase(bot.PhraseWordWrong)
}

// entersGuarded reports whether a step must wait for the word: it tells whether
// something is booked, moves what is, or ends the plain wording of a shared phone.
func (t *turn) entersGuarded(st *bot.Step) bool {
	if !t.locked() || !t.guards() {
		return false
	}
	opens := slices.ContainsFunc(st.Set, func(s bot.Setting) bool { return s.Name == "discreet" && s.Value != "on" })
	tells := slices.ContainsFunc(st.Branches, func(b bot.Branch) bool { return b.Name == "booked" })
	return opens || tells || st.Offer != nil && t.nextVisit() != nil
}

// keepsOldWord reports whether a step that asks for a new word is passed over:
// whoever cannot say the old one must not put another in its place.
func (t *turn) keepsOldWord(st *bot.Step) bool {
	return st.Answer.Kind == bot.AnswerCodeWord && t.guards() && (t.locked() || !t.s.Discreet)
}

// withoutTheWord is what they wrote as it may be kept: the word masked wherever it
// stands, and so is a try at it, which may be the word but for a letter.
func (t *turn) withoutTheWord(said string) string {
	if t.wordTried && len(text.Words(said)) <= wordMost+1 {
		return wordMasked
	}
	return maskWord(maskWord(said, t.was.Word.Word), t.s.Word.Word)
}

// remindOf words a reminder. On a shared phone it shows nothing: with a word it
// waits for that, and without one it only says whom to ask.
func (t *turn) remindOf(v *bot.Visit) {
	if !t.s.Discreet {
		t.moveBuiltIn(stepReminder, v.ID)
		t.phrase(bot.PhraseReminder, "visit", t.when(v.Opening))
		return
	}
	t.s.Word.Given = time.Time{} // whoever reads this may be another
	if t.s.Word.Word == "" {
		t.phrase(bot.PhraseReminderPlain)
		return
	}
	t.moveBuiltIn(stepReminder, v.ID)
	t.phrase(bot.PhraseReminderWord)
}

// answerLocked meets a text at a step about a visit that the word keeps.
func (t *turn) answerLocked() {
	switch {
	case strings.HasPrefix(t.s.At.Step, stepWord):
		t.wrongWord()
	case t.s.At.Step == stepReminder && t.s.Word.Word != "" && len(foldKey(t.text)) > 1:
		t.wrongWord()
	default: // digits of a question that was put before, or of a reminder
		t.askWord(t.s.At.Step, t.s.Moving)
	}
}

// wantsNoWord reports whether they would rather have no word. A bare "2" is no such
// wish: nothing here was numbered, and whoever just said "2 shared" may send it twice.
func (t *turn) wantsNoWord() bool { return t.saysNo() && foldKey(t.text) != "2" }

// setWord keeps the word that they chose. A skip leaves them without one.
func (t *turn) setWord(st *bot.Step, word string) {
	if word == st.Answer.SkipAs {
		word = ""
	}
	t.s.Word = bot.CodeWord{Word: word, Given: t.now}
}

// answerSetWord takes the word of somebody who said a moment ago that others use
// this phone. Later it is too late: it may be one of them who answers.
func (t *turn) answerSetWord() bool {
	t.wordTried = true
	word, ok := wordFrom(t.text)
	switch {
	case t.locked(), t.wantsNoWord(), answer.Skip(t.text):
		t.phrase(bot.PhraseClosing)
	case !ok:
		return false
	default:
		t.s.Word = bot.CodeWord{Word: word, Given: t.now}
		t.phrase(bot.PhraseWordSet)
	}
	t.leaveBuiltIn()
	return true
}
