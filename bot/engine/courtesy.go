package engine

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// talkLasts is how long a talk goes on without a word: whoever agreed to texts in
// it is not asked again whether this phone may be texted.
const talkLasts = 12 * time.Hour

// knownFor is how long a "thanks" out of nowhere is answered as what it is. After
// it the number may belong to somebody else, who gets the greeting.
const knownFor = 7 * 24 * time.Hour

// goesOn reports whether this text belongs to a talk that the person agreed to.
func (t *turn) goesOn() bool {
	return t.s.Talk.Agreed && t.consented("conversation")
}

// sameTalk reports whether this text follows the last one closely enough, or on
// the same day.
func (t *turn) sameTalk() bool {
	day := func(at time.Time) string { return at.In(t.w.Clinic.Zone).Format(time.DateOnly) }
	return t.gap < talkLasts || day(t.now) == day(t.now.Add(-t.gap))
}

var (
	thanksWords  = words("thanks thank thx ty tysm thnx thanx tks appreciate gracias grax grasias agradezco")
	closingTexts = lines(`ok, okay, k, kk, ok cool, cool, great, perfect, bye, goodbye, good bye, good, ok good, nice, alright, aight, all right, see you, see you then, see ya, ttyl, sounds good, got it,
 ok got it, will do, later, have a good day, good night, goodnight, god bless, awesome, ok great, ok bye, no thats all, thats all, thats it, im good, all good, no worries, np,
 listo, vale, perfecto, adios, bueno, muy bien, esta bien, ok esta bien, hasta luego, buenas noches, nos vemos, de acuerdo, sale, es todo, eso es todo, dios los bendiga`)
	reliefTexts = []string{"alive", "ok now", "okay now", "fine now", "safe now", "better now", "good now", "breathing now", "awake now", "made it", "pulled through", "going to be ok", "going to be okay", "gonna be ok",
		"hes ok", "shes ok", "theyre ok", "im ok", "hes okay", "shes okay", "im okay", "hes fine", "shes fine", "im safe", "feel better", "feeling better", "doing better",
		"esta vivo", "esta viva", "ya esta bien", "ya estoy bien", "estoy bien", "esta mejor", "estoy mejor", "me siento mejor", "ya respira", "ya desperto", "se salvo", "a salvo"}
	// quitTexts end a talk wherever it stands; notNowTexts only where it asks
	// whether to go on, as elsewhere they answer what is asked.
	quitTexts = lines(`i dont want this, dont want this, i do not want this, this isnt for me, this is not for me, isnt for me, not for me, not interested, im not interested, i changed my mind, changed my mind,
 never mind, nevermind, nvm, forget it, i dont want to do this, no quiero esto, esto no es para mi, no es para mi, no me interesa, cambie de opinion, olvidelo, olvidalo, ya no quiero`)
	notNowTexts = lines(`no thanks, no thank you, nah im good, no im good, i dont want help, i dont need this, i dont need help, i dont want it, not now, maybe later, maybe another time, not today,
 no quiero, no gracias, no quiero ayuda, no necesito ayuda, no necesito esto, ahora no, mejor no, luego, despues, otro dia, hoy no`)
	declineTails = words("sry sorry thanks thank you thx ty ok perdon gracias disculpe lo siento pls please bye anymore right now")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

func lines(list string) map[string]bool {
	m := map[string]bool{}
	for l := range strings.SplitSeq(list, ",") {
		m[foldKey(l)] = true
	}
	return m
}

// courtesy answers thanks and good news as people do, and a goodbye if nothing
// waits for an answer. It reports whether the text was one; a text that also asks or wishes something is not.
func (t *turn) courtesy() bool {
	w := text.Words(t.text)
	whole := strings.Join(w, " ")
	waiting := t.step() != nil || t.builtIn()
	switch {
	case waiting && len(w) > 0 && w[0] == "no": // "no thanks" is an answer that was not understood
		return false
	case len(w) > 12 || answer.LooksLikeQuestion(t.text) || !t.mere():
		return false
	case slices.ContainsFunc(reliefTexts, func(s string) bool { return strings.Contains(" "+whole+" ", " "+s+" ") }):
		t.phrase(bot.PhraseGlad)
	case len(w) > 0 && w[0] == "no" && t.declines():
		t.phrase(bot.PhraseClosing)
	case len(w) <= 8 && slices.ContainsFunc(w, func(s string) bool { return thanksWords[s] }):
		t.phrase(bot.PhraseWelcome)
	case waiting:
		return false
	case closingTexts[whole], len(w) == 0 && strings.TrimSpace(t.text) != "":
		t.phrase(bot.PhraseClosing)
	default:
		return false
	}
	t.out.Note = "courtesy"
	return true
}

// mere reports whether the text is neither a word that works everywhere nor a
// common question.
func (t *turn) mere() bool {
	cmd, _ := t.globalWord()
	_, sure := t.w.Program.Topic(t.text)
	return !sure && (cmd == answer.CommandNone || cmd == "")
}

// declines reports whether somebody wants none of what is offered: no wish to
// stop all texts, only not to begin.
func (t *turn) declines() bool { return t.says(quitTexts) || t.says(notNowTexts) }

// quits reports whether somebody in the middle of a talk wants no more of it.
func (t *turn) quits() bool { return t.says(quitTexts) }

// says reports whether each clause of the text is one of some, courtesies around
// it aside.
func (t *turn) says(some map[string]bool) bool {
	said := false
	for clause := range strings.FieldsFuncSeq(t.text, func(r rune) bool { return strings.ContainsRune(",.;!\n", r) }) {
		if w := text.Words(clause); len(w) > 0 {
			if said = true; !isOneOf(w, some) {
				return false
			}
		}
	}
	return said
}

// goodbyes are how people go, and aroundBye what they say around it. An answer is
// not among it: "yes bye" is a yes.
var (
	goodbyes = lines(`bye, bye bye, byebye, goodbye, good bye, see ya, see you, see you later, ttyl, talk later, talk to you later, gtg, g2g, gotta go, i gotta go, i got to go, i have to go, have to go, brb, bbl,
 adios, hasta luego, nos vemos, ahi nos vemos, chao, bai, me voy, ya me voy, me tengo que ir, tengo que irme, luego hablamos`)
	aroundBye = words("ok okay k kk alright aight well bueno bien pues thanks thank you thx ty gracias muchas for now then sorry perdon ya guys all por ahora im good nvm and y cool")
)

// saysBye reports whether somebody only takes their leave while a question waits.
func (t *turn) saysBye() bool {
	return (t.step() != nil || t.builtIn()) && !strings.Contains(t.text, "?") && isBye(text.Words(t.text))
}

// goodbyeBegins are the first words of goodbyes, and longestGoodbye how many words
// the longest has.
var goodbyeBegins, longestGoodbye = func() (first map[string]bool, longest int) {
	first = map[string]bool{}
	for g := range goodbyes {
		w := strings.Fields(g)
		first[w[0]], longest = true, max(longest, len(w))
	}
	return first, longest
}()

// isBye reports whether words are a goodbye and what people say around one.
func isBye(w []string) bool {
	for from := range min(len(w), 8) {
		if !goodbyeBegins[w[from]] {
			continue
		}
		for to := min(len(w), from+longestGoodbye); to > from; to-- {
			if goodbyes[strings.Join(w[from:to], " ")] {
				rest := slices.Concat(w[:from], w[to:])
				return !slices.ContainsFunc(rest, func(s string) bool { return !aroundBye[s] && !goodbyes[s] })
			}
		}
	}
	return false
}

// goodbye lets somebody go. The question waits for them, and nobody asks whether
// they are still there.
func (t *turn) goodbye() {
	t.phrase(bot.PhraseClosing)
	t.out.Note = "goodbye"
	if st := t.step(); st != nil {
		for t.s.At.Quiet < len(st.Silent) && st.Silent[t.s.At.Quiet].Do == bot.SilentNudge {
			t.s.At.Quiet++
		}
	}
}

func isOneOf(w []string, some map[string]bool) bool {
	for len(w) > 1 && !some[strings.Join(w, " ")] && (declineTails[w[0]] || w[0] == "hi" || w[0] == "no" && len(w) > 2) {
		w = w[1:]
	}
	for len(w) > 1 && !some[strings.Join(w, " ")] && declineTails[w[len(w)-1]] {
		w = w[:len(w)-1]
	}
	return some[strings.Join(w, " ")]
}

// turnsDown reports whether the text says no to going on, at a question that
// stands before the person's agreement to be texted.
func (t *turn) turnsDown() bool {
	st := t.step()
	if st == nil || t.builtIn() || t.consented("conversation") && st.Consent != "conversation" {
		return false
	}
	if w := text.Words(t.text); len(w) > 1 && noWords[w[0]] && isBye(w[1:]) {
		return true
	}
	return t.declines() || t.saysNo() && foldKey(t.text) != "2" && goOption(st.Answer.Options) != ""
}

// noneTexts turn down all the times shown. A plain "no" is not among them: it
// asks for others.
var noneTexts = lines("no thanks, no thank you, no ty, no thx, nah thanks, nah im good, no im good, im good, i dont want it, i dont need it, i dont want one, no gracias, ya no gracias, no la quiero, ya no la quiero")

// wantsNone takes "no thanks" while openings are shown: a visit that they have
// stays, and who has none may come back.
func (t *turn) wantsNone() bool {
	if t.s.Hold != nil || t.s.Offer == nil || !isOneOf(text.Words(t.text), noneTexts) {
		return false
	}
	if t.builtIn() && t.theVisit() != nil {
		t.keepVisit()
		return true
	}
	t.leaveIt()
	return true
}

// leaveIt ends kindly. Whoever wants to can write again.
func (t *turn) leaveIt() {
	t.dropHold()
	t.phrase(bot.PhraseDeclined)
	t.count(bot.StepLeft, t.s.At.Place)
	t.rest()
	t.out.Note = "declined"
}

// goOption is the option that a plain yes means: the one named yes, or the one
// named go, which goes on. "" = none.
func goOption(options []bot.Option) string {
	for _, o := range options {
		if o.Name == "yes" || o.Name == "go" {
			return o.Name
		}
	}
	return ""
}
