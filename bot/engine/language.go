package engine

import (
	"slices"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// settled is how many texts a talk takes to have a language of its own, if none
// of them told it plainly.
const settled = 2

// followLanguage answers in the language a person writes. A talk takes the
// language that its first texts are plainly in. Later, one text in another
// language gets its one reply in it and no more; a second one turns the talk. A
// single word but a cry for help never does: people thank in a language they do not
// speak.
func (t *turn) followLanguage() {
	lang, sure := answer.Language(t.text)
	l := bot.Lang(lang)
	if l == bot.Spanish && t.mayBeName() { // "juan claro"
		return
	}
	if !sure || !slices.Contains(t.w.Clinic.Langs, l) {
		return
	}
	talk := &t.s.Talk
	if l == t.s.Lang {
		talk.InLang, talk.InOther = talk.InLang+1, 0
		return
	}
	if !t.s.LangSure && talk.InLang == 0 && t.s.Turns <= settled {
		t.settleLanguage(l)
		return
	}
	if cmd, _ := t.globalWord(); len(text.Words(t.text)) < 2 && cmd != answer.CommandHelp {
		return
	}
	if talk.InOther++; talk.InOther > 1 {
		t.settleLanguage(l)
		return
	}
	t.home, t.s.Lang, t.retold = t.s.Lang, l, true
}

// settleLanguage makes lang the language of the talk.
func (t *turn) settleLanguage(lang bot.Lang) {
	t.retold = t.retold || lang != t.s.Lang && t.home == "" || t.home != "" && lang != t.home
	t.s.Lang, t.s.LangSure, t.home = lang, true, ""
	t.s.Talk.InLang, t.s.Talk.InOther = 0, 0
}

// homeLanguage ends a reply in another language than the talk's: it says how to
// stay in it, and the talk goes back to its own.
func (t *turn) homeLanguage() {
	if t.home == "" {
		return
	}
	if t.out.Class != bot.SendCrisis && len(t.parts) > 0 {
		t.phrase(bot.PhraseLanguageStay)
	}
	t.s.Lang = t.home
}

// mayBeName reports whether the text answers a question for a name and could be
// one, as far as its language goes.
func (t *turn) mayBeName() bool {
	st := t.step()
	return st != nil && !t.builtIn() && st.Answer.Kind == bot.AnswerName && answer.SpanishWords(t.text) < 2
}

// seemsOther settles the language that a text seems to be in when it could not
// be read in the talk's own. One word is not enough: it may be a name.
func (t *turn) seemsOther() bool {
	lang, _ := answer.Language(t.text)
	l := bot.Lang(lang)
	if t.s.LangSure || l == t.s.Lang || l == bot.English || !slices.Contains(t.w.Clinic.Langs, l) {
		return false
	}
	if t.s.Talk.InLang > 0 || answer.SpanishWords(t.text) < 2 {
		return false // they could follow so far, and one word is not enough
	}
	t.settleLanguage(l)
	return true
}

// asksLanguage reports whether a text in the talk's own language only asks if we
// have another: "do you speak spanish". That is answered, and nothing is changed.
func (t *turn) asksLanguage(lang string) bool {
	own, _ := answer.Language(t.text)
	words := text.Words(t.text)
	if bot.Lang(own) != t.s.Lang || own == lang || len(words) == 0 || !slices.Contains(t.w.Clinic.Langs, bot.Lang(lang)) {
		return false
	}
	for len(words) > 1 && greetings[words[0]] {
		words = words[1:]
	}
	switch words[0] {
	case "do", "does", "is", "are", "r", "any", "anyone", "anybody", "someone", "u", "habla", "hablan", "hay", "alguien", "ustedes":
		return true
	}
	return false
}

// namesOwnLanguage reports whether somebody names the language that the talk is
// in. An option of the question may bear that name in the other language's
// wording, and must not be taken for it.
func (t *turn) namesOwnLanguage() bool {
	cmd, lang := t.globalWord()
	if cmd != answer.CommandLanguage || bot.Lang(lang) != t.s.Lang {
		return false
	}
	t.settleLanguage(t.s.Lang)
	return true
}

var greetings = map[string]bool{"hi": true, "hello": true, "hey": true, "hola": true, "ok": true, "um": true, "and": true, "y": true}

// language changes the language, or only says that there is another.
func (t *turn) language(lang string) {
	if t.asksLanguage(lang) {
		t.phrase(bot.PhraseLanguageOffer)
		return
	}
	t.setLanguage(lang)
	t.phrase(bot.PhraseLanguage)
}

// setLanguage switches to lang, or with "" to the clinic's next language.
func (t *turn) setLanguage(lang string) {
	langs := t.w.Clinic.Langs
	if !slices.Contains(langs, bot.Lang(lang)) {
		i := slices.Index(langs, t.s.Lang)
		lang = string(langs[(i+1)%len(langs)])
	}
	t.settleLanguage(bot.Lang(lang))
}
