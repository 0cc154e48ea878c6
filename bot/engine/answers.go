package engine

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/text"
)

// defaultTextLen is how much of a free text is kept, in characters.
const defaultTextLen = 320

// exactOption reports whether the text is one of the waiting question's options
// word for word. Such an answer comes before the global words: "2" or "call me"
// under "2 call me" means that option.
func (t *turn) exactOption() bool {
	st := t.step()
	if st == nil || t.builtIn() {
		return false
	}
	_, ok := t.w.Program.exact[st][foldKey(t.text)]
	return ok
}

// answerOption takes the option that exactOption saw.
func (t *turn) answerOption() {
	st := t.step()
	t.accept(st, st.Answer.Options[t.w.Program.exact[st][foldKey(t.text)]].Name)
}

// takeAnswer reads the text as an answer to whatever waits.
func (t *turn) takeAnswer() bool {
	if t.builtIn() {
		return t.answerBuiltIn()
	}
	st := t.step()
	if st == nil {
		return false
	}
	if st.Offer != nil {
		return t.answerOffer(st)
	}
	v, ok := t.read(st, t.text)
	if !ok {
		return false
	}
	t.accept(st, v)
	return true
}

// read understands text as an answer to st, in the form it is kept in.
func (t *turn) read(st *bot.Step, said string) (string, bool) {
	spec := &st.Answer
	if spec.SkipAs != "" && answer.Skip(said) {
		return spec.SkipAs, true
	}
	switch spec.Kind {
	case bot.AnswerYesNo:
		if st.Consent == "conversation" {
			return readTexting(said)
		}
		return readYesNo(said)
	case bot.AnswerAdult:
		return readAdult(said)
	case bot.AnswerChoice:
		if i, ok := t.w.Program.menus[st].One(said); ok {
			return spec.Options[i].Name, true
		}
		return yesNoOption(spec.Options, said)
	case bot.AnswerChoices:
		return readMany(t.w.Program.menus[st], spec.Options, said)
	case bot.AnswerName:
		if t.s.At.Tries == 0 && !t.s.Discreet && len(strings.TrimSpace(said)) == 1 { // "c": a slip, or said again a name
			return "", false
		}
		return answer.Name(t.named(said))
	case bot.AnswerText:
		if t.s.At.Tries == 0 && t.bareNumbers(st, said) {
			return "", false
		}
		limit := spec.MaxLen
		if limit == 0 {
			limit = defaultTextLen
		}
		return answer.FreeText(t.masked(said), limit) // before it is cut
	case bot.AnswerCodeWord:
		t.wordTried = true
		if t.wantsNoWord() {
			return spec.SkipAs, spec.SkipAs != ""
		}
		return wordFrom(said)
	case bot.AnswerDayPart:
		p, ok := answer.DayPart(said)
		return string(p), ok
	case bot.AnswerDate:
		return answer.ParseDate(said, t.local())
	}
	return "", false
}

func readYesNo(text string) (string, bool) {
	yes, ok := answer.YesNo(text)
	if !ok {
		return "", false
	}
	return yesNo(yes), true
}

// bareNumbers reports whether a free text is most likely a slip: a digit by itself
// where there are no options, or dates where the question is about no day. Asked
// once more, it is taken as it is.
func (t *turn) bareNumbers(st *bot.Step, said string) bool {
	said = strings.TrimSpace(said)
	if len(said) == 1 && said[0] >= '0' && said[0] <= '9' {
		return true
	}
	if _, phone := answer.Phone(said); phone {
		return false
	}
	if strings.Contains(st.Keep, "date") || strings.Contains(st.Keep, "day") || !strings.ContainsAny(said, "0123456789") {
		return false
	}
	return !slices.ContainsFunc(text.Words(said), func(w string) bool {
		return !dateWords[strings.Trim(w, "0123456789/-.")] && strings.Trim(w, "0123456789/-.") != ""
	})
}

// dateWords are all that a range of dates is written with.
var dateWords = words(`to from until till thru through and the of a al del de el hasta desde y on january february march april may june july august september october november december
 jan feb mar apr jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre st nd rd th`)

// readTexting reads yes or no to "OK to text here?", where a no means "call me
// instead": who wants no call is not called, and who wants texts has agreed.
func readTexting(said string) (string, bool) {
	w := text.Words(said)
	call, noCall, texts, stop := false, false, false, false
	for i, s := range w {
		not := negated(w[:i])
		call = call || callWords[s] && !not
		noCall = noCall || callWords[s] && not
		stop = stop || stopWords[s]
		if i > 0 {
			texts = texts || textWords[s] && onlyWords[w[i-1]] && (i < 2 || w[i-2] == "no" || !noWords[w[i-2]]) ||
				s == "only" && textWords[w[i-1]]
		}
	}
	v, ok := readYesNo(said)
	switch {
	case stop && v == "no":
		return "", false
	case texts && !call && (noCall || v == "no" || !ok) && !strings.Contains(said, "?"):
		return "yes", true
	case !call && v == "no" && (noCall || likesTexts(w)):
		return "", false
	}
	return v, ok
}

// likesTexts finds "texting is fine" after a no.
func likesTexts(w []string) bool {
	for i, s := range w {
		if i > 0 && textWords[s] {
			for j := i + 1; j < len(w); j++ {
				if wellWords[w[j]] && !noWords[w[j-1]] && w[j-1] != "isnt" && w[j-1] != "arent" {
					return true
				}
			}
		}
	}
	return false
}

// negated reports whether what follows some words is what is not wanted.
func negated(before []string) bool {
	for _, s := range slices.Backward(before[max(0, len(before)-4):]) {
		switch {
		case noWords[s]:
			return true
		case onlyWords[s], textWords[s]:
			return false
		}
	}
	return false
}

var (
	noWords   = words("no not dont don't never without nope sin nunca nada")
	callWords = words("call calls called calling phone llamen llamar llame llamada llamadas llamenme llameme")
	textWords = words("text texts texting txt msg message messages texto textos mensaje mensajes")
	onlyWords = words("just only by solo solamente nomas por mejor rather")
	wellWords = words("fine good great ok okay better bien mejor")
	stopWords = words("stop quit parar pare paren dejar")
)

// youngest and oldest are the ages that somebody who texts us may have.
const youngest, oldest = 3, 119

// readAdult takes yes, no, or an age; the digits 1 and 2 are yes and no. A yes or
// no beside an age that says otherwise ("no im 19") is asked again, and so is a
// digit by itself that is no option: it is a slip more often than a child's age.
func readAdult(said string) (string, bool) {
	w := text.Words(said)
	if v, ok := readYesNo(said); ok {
		if len(w) > 1 && (w[0] == "1" || w[0] == "2") {
			w = w[1:]
		}
		age, told := answer.Age(strings.Join(w, " "))
		told = told && age >= youngest && age <= oldest
		return v, !told || (age >= adult) == (v == "yes")
	}
	age, ok := answer.Age(said)
	if !ok || age < youngest || age > oldest || age < 10 && len(w) == 1 {
		return "", false
	}
	return yesNo(age >= adult), true
}

// yesNoOption lets "sure" answer a choice that has an option named yes, or go.
func yesNoOption(options []bot.Option, text string) (string, bool) {
	v, ok := readYesNo(text)
	if goOn := goOption(options); ok && v == "yes" && goOn != "" {
		return goOn, true
	}
	if ok && slices.ContainsFunc(options, func(o bot.Option) bool { return o.Name == v }) {
		return v, true
	}
	return "", false
}

func readMany(menu *answer.Menu, options []bot.Option, text string) (string, bool) {
	picked, ok := menu.Many(text)
	if !ok {
		return "", false
	}
	names := make([]string, len(picked))
	for i, p := range picked {
		names[i] = options[p].Name
	}
	return strings.Join(names, ","), true
}

// accept keeps an answer and goes on from its step.
func (t *turn) accept(st *bot.Step, value string) {
	t.last = value
	t.countAnswer(t.s.At.Place)
	t.countChoices(st, value)
	if st.Answer.Kind == bot.AnswerCodeWord {
		t.setWord(st, value)
	}
	if st.Keep != "" {
		t.keep(st.Keep, value)
	}
	if st.Consent != "" {
		t.consent(st.Consent, value == "yes")
	}
	t.pushBack(t.s.At.Place)
	t.advanceFrom(st)
}

// maxBack bounds how far "back" goes.
const maxBack = 20

func (t *turn) pushBack(p bot.Place) {
	t.s.Back = append(t.s.Back, p)
	if extra := len(t.s.Back) - maxBack; extra > 0 {
		t.s.Back = t.s.Back[extra:]
	}
}

// aside answers a common question in the middle of anything; the waiting
// question comes back in the same reply.
func (t *turn) aside() bool {
	topic, sure := t.asks()
	if !sure {
		return false
	}
	t.answerTopic(topic)
	t.askAgain()
	return true
}

// asideWithAnswer is for a question put while ours waits: "yes. what are your
// hours" answers ours and asks theirs. A question alone never counts as an
// answer, even if it holds an option's word ("do you take medicare?").
func (t *turn) asideWithAnswer() bool {
	if !answer.LooksLikeQuestion(t.text) {
		return false
	}
	topic, sure := t.asks()
	head := ""
	if i := strings.IndexAny(t.text, ".!,;\n"); i > 0 && i < len(t.text)-1 {
		head = t.text[:i]
		if !sure {
			topic, sure = t.topic(t.text[i+1:])
		}
	}
	if !sure {
		return false
	}
	t.answerTopic(topic)
	st := t.step()
	if head != "" && st != nil && st.Ask != nil && st.Answer.Kind != bot.AnswerText && !t.builtIn() {
		if v, ok := t.read(st, head); ok {
			t.accept(st, v)
			return true
		}
	}
	t.askAgain()
	return true
}

// answerTopic says a common answer. Until the person has agreed to texts, and
// on a shared phone, the neutral wording is used (domain rule 3.2).
func (t *turn) answerTopic(topic *bot.Topic) {
	t.out.Note = "question_" + topic.Name
	t.out.Ways = append(t.out.Ways, bot.Way{Place: bot.Place{Step: topic.Name}, How: bot.WayAsked})
	if t.answerDay(topic) {
		return
	}
	say := topic.Say
	if topic.Discreet != nil && (t.s.Discreet || !t.consented("conversation")) {
		say = topic.Discreet
	}
	s, missing := t.fill(say.In(t.s.Lang))
	switch {
	case !missing:
	case topic.Missing != nil:
		s, missing = t.fill(topic.Missing.In(t.s.Lang))
		if !missing {
			break
		}
		fallthrough
	default:
		s = t.say(bot.PhraseStaffTold)
	}
	t.parts = append(t.parts, s)
}

// greets reports whether the text only says hello or thanks. That is no wrong
// answer: the question comes back as it was.
func (t *turn) greets() bool {
	switch foldKey(t.text) {
	case "are you there", "you there", "anyone there", "is anyone there", "siguen ahi", "hay alguien ahi", "hi", "hello", "hey", "hi there", "hello there", "hey there", "hello again", "hi again", "yo", "good morning", "good afternoon",
		"good evening", "im back", "thanks", "thank you", "thx", "ty", "thank u", "hola", "buenas", "buenos dias", "buenas tardes", "buenas noches",
		"hola de nuevo", "ya volvi", "gracias", "muchas gracias":
		return true
	}
	return false
}

// unclear asks again, and after as many times as the script allows gets a
// person. A question we have no answer to is said to be one.
func (t *turn) unclear() {
	t.seemsOther()
	st := t.step()
	t.count(bot.StepUnclear, t.s.At.Place)
	t.s.At.Tries++
	again := 1
	if st != nil {
		again = st.Unclear.Again
	}
	if t.s.At.Tries > again {
		t.giveUp(st)
		return
	}
	switch {
	case answer.LooksLikeQuestion(t.text):
		t.phrase(bot.PhraseQuestionUnknown)
	case t.waitsForWord() && t.locked():
	case st != nil && st.Answer.Kind == bot.AnswerCodeWord, t.builtIn() && t.s.At.Step == stepSetWord:
		t.phrase(bot.PhraseWordUnfit)
	case st != nil && len(st.Answer.Options) > 0 || t.builtIn():
		t.phrase(bot.PhraseUnclearChoice)
	default:
		t.phrase(bot.PhraseUnclear)
	}
	t.askAgain()
	t.out.Note = "unclear"
}

// unreadRest is how long staff are not told again that somebody's texts are not
// understood: they know, and the person knows that they do.
const unreadRest = 12 * time.Hour

// toldUnread reports whether staff were told that a short while ago.
func (t *turn) toldUnread() bool {
	return !t.s.Talk.Unread.IsZero() && t.now.Sub(t.s.Talk.Unread) < unreadRest
}

// giveUp hands over after answers that were not understood, and says why. Staff
// who know already are not told again.
func (t *turn) giveUp(st *bot.Step) {
	order, next := bot.HandoffOrder{Reason: "answers not understood", Level: bot.LevelSameDay}, bot.Target{}
	if st != nil && st.Unclear.Then.Reason != "" {
		order, next = st.Unclear.Then, st.Unclear.Next
	}
	if t.toldUnread() {
		t.phrase(bot.PhraseUnreadAgain)
		t.out.Note = "unclear"
	} else {
		t.s.At.Tries, t.s.Talk.Unread = 0, t.now
		t.phrase(bot.PhraseUnreadWhy)
		t.handOff(order)
	}
	t.took(bot.WayUnclear, 0)
	if next.IsZero() {
		t.askAgain()
		return
	}
	if p, goOn := t.resolve(next); goOn {
		t.enter(p)
	}
}
