package engine

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/answer"
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
func (t *turn) read(st *bot.Step, text string) (string, bool) {
	spec := &st.Answer
	if spec.SkipAs != "" && answer.Skip(text) {
		return spec.SkipAs, true
	}
	switch spec.Kind {
	case bot.AnswerYesNo:
		return readYesNo(text)
	case bot.AnswerAdult:
		return readAdult(text)
	case bot.AnswerChoice:
		if i, ok := t.w.Program.menus[st].One(text); ok {
			return spec.Options[i].Name, true
		}
		return yesNoOption(spec.Options, text)
	case bot.AnswerChoices:
		return readMany(t.w.Program.menus[st], spec.Options, text)
	case bot.AnswerName:
		return answer.Name(text)
	case bot.AnswerText:
		limit := spec.MaxLen
		if limit == 0 {
			limit = defaultTextLen
		}
		return answer.FreeText(text, limit)
	case bot.AnswerDayPart:
		p, ok := answer.DayPart(text)
		return string(p), ok
	case bot.AnswerDate:
		return answer.ParseDate(text, t.now.In(t.w.Clinic.Zone))
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

// readAdult takes yes, no, or an age; the digits 1 and 2 are yes and no.
func readAdult(text string) (string, bool) {
	if v, ok := readYesNo(text); ok {
		return v, true
	}
	age, ok := answer.Age(text)
	if !ok || age < 3 || age > 119 {
		return "", false
	}
	return yesNo(age >= 18), true
}

// yesNoOption lets "sure" answer a choice that has an option named yes.
func yesNoOption(options []bot.Option, text string) (string, bool) {
	v, ok := readYesNo(text)
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
	if st.Keep != "" {
		t.keep(st.Keep, value)
	}
	if st.Consent != "" {
		t.consent(st.Consent, value == "yes")
	}
	t.pushBack(t.s.At.Place)
	t.advanceFrom(st)
}

// consent records agreement, or its withdrawal, for one purpose.
func (t *turn) consent(purpose string, given bool) {
	if purpose == "conversation" && given && t.s.Kept[safeToText] != "" {
		t.keep(safeToText, "yes") // they were asked again, and say it is
	}
	for i := range t.s.Consents {
		c := &t.s.Consents[i]
		if c.Purpose == purpose && c.Withdrawn.IsZero() {
			if given {
				return
			}
			c.Withdrawn = t.now
		}
	}
	if given {
		t.s.Consents = append(t.s.Consents, bot.Consent{Purpose: purpose, Wording: t.s.At.Version, Lang: t.s.Lang, Given: t.now})
	}
}

// consented reports whether the person agreed to texts for a purpose.
func (t *turn) consented(purpose string) bool {
	return slices.ContainsFunc(t.s.Consents, func(c bot.Consent) bool { return c.Purpose == purpose && c.Withdrawn.IsZero() })
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
	topic, sure := t.w.Program.Topic(t.text)
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
	topic, sure := t.w.Program.Topic(t.text)
	head := ""
	if i := strings.IndexAny(t.text, ".!,;\n"); i > 0 && i < len(t.text)-1 {
		head = t.text[:i]
		if !sure {
			topic, sure = t.w.Program.Topic(t.text[i+1:])
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
	st := t.step()
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
	case st != nil && len(st.Answer.Options) > 0 || t.builtIn():
		t.phrase(bot.PhraseUnclearChoice)
	default:
		t.phrase(bot.PhraseUnclear)
	}
	t.askAgain()
	t.out.Note = "unclear"
}

// giveUp hands over after answers that were not understood.
func (t *turn) giveUp(st *bot.Step) {
	order, next := bot.HandoffOrder{Reason: "answers not understood", Level: bot.LevelSameDay}, bot.Target{}
	if st != nil && st.Unclear.Then.Reason != "" {
		order, next = st.Unclear.Then, st.Unclear.Next
	}
	t.s.At.Tries = 0
	t.handOff(order)
	if next.IsZero() {
		t.askAgain()
		return
	}
	if p, goOn := t.resolve(next); goOn {
		t.enter(p)
	}
}
