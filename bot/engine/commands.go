package engine

import (
	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// command carries out the words that work everywhere. It reports whether the
// text was one.
func (t *turn) command() bool {
	cmd, lang := t.commandIn()
	switch cmd {
	case answer.CommandHuman:
		t.callPerson()
		t.askAgain()
	case answer.CommandBack:
		t.back()
	case answer.CommandRestart:
		t.restart()
	case answer.CommandLanguage:
		t.language(lang)
		t.askAgain()
	case answer.CommandHelp:
		t.help()
		t.askAgain()
	case answer.CommandVisit:
		t.myVisit()
	case answer.CommandReschedule:
		t.changeVisit()
	case answer.CommandCancel:
		if t.nextVisit() == nil && t.choosing() {
			t.leaveIt() // nothing is booked yet that could be given up
			break
		}
		t.cancelVisit()
	default:
		return false
	}
	if t.out.Note == "" {
		t.out.Note = "command_" + string(cmd)
	}
	return true
}

// commandIn is the word that works everywhere that the text is.
func (t *turn) commandIn() (answer.Command, string) {
	cmd, lang := t.globalWord()
	switch {
	case t.wantsChange():
		return answer.CommandReschedule, ""
	case t.nextVisit() != nil && !t.choosing() && !t.waitsForWord() && answer.AskIn(t.text) == answer.AskWhen:
		return answer.CommandVisit, ""
	case cmd == answer.CommandNone && cancelTexts[foldKey(t.text)]:
		return answer.CommandCancel, ""
	}
	return cmd, lang
}

// help answers HELP, which carriers want said in full, and a plain "i need help",
// which is somebody in front of us.
func (t *turn) help() {
	if len(text.Words(t.text)) > 1 {
		t.phrase(bot.PhraseHelpHere)
		return
	}
	t.phrase(bot.PhraseHelp)
}

// wantsChange reports whether somebody with a visit sends the word that our
// texts tell them to send.
func (t *turn) wantsChange() bool {
	if t.nextVisit() == nil || t.builtIn() && t.s.At.Step != stepMove {
		return false
	}
	switch foldKey(t.text) {
	case "change", "change it", "change visit", "move", "move it", "cambiar", "cambio", "cambiarla", "cambiar cita":
		return true
	}
	return false
}

// cancelTexts give a visit up, or the choice of one. The English word alone is a
// keyword that ends all texts.
var cancelTexts = lines("cancelar, cancela, cancelarla, cancelo, cancelar cita, cancelar la cita, cancelar mi cita")

// callPerson gets a person, or says that one already knows.
func (t *turn) callPerson() {
	if t.w.Claimed {
		t.phrase(bot.PhraseStaffHas)
		t.raise(bot.Raise{Level: bot.LevelSameDay, Reason: "asked again for a person"})
		return
	}
	t.handOff(bot.HandoffOrder{Reason: "asked for a person", Level: bot.LevelSameDay})
}

// back returns to the question before this one and takes its answer back.
func (t *turn) back() {
	if t.builtIn() {
		t.leaveBuiltIn()
		return
	}
	t.dropHold()
	for len(t.s.Back) > 0 {
		p := t.s.Back[len(t.s.Back)-1]
		t.s.Back = t.s.Back[:len(t.s.Back)-1]
		if st := t.w.Program.Script.Step(p); st != nil {
			delete(t.s.Kept, st.Keep)
			t.enter(p)
			return
		}
	}
	t.phrase(bot.PhraseNothingBack)
	t.askAgain()
}

// restart begins anew; when answers would be lost it asks first.
func (t *turn) restart() {
	if len(t.s.Back) > 1 && !(t.builtIn() && t.s.At.Step == stepRestart) {
		t.goBuiltIn(stepRestart, "")
		return
	}
	t.beginAnew()
}

// beginAnew clears the answers and starts the script from the top. Visits and
// consents are the person's and stay, and so does what protects them: a shared
// phone is still shared.
func (t *turn) beginAnew() {
	t.dropHold()
	t.forgetAnswers()
	script := t.w.Program.Script
	t.s.At = bot.Position{Version: script.Version}
	t.phrase(bot.PhraseRestarted)
	t.enter(script.Flows[script.Start].Start())
}
