package engine

import (
	"slices"

	"nightdesk/bot"
	"nightdesk/bot/answer"
)

// OptionReader tells how answers to one question of several are read, without a talk
// around it: what is heard in any text before (danger, a wish to stop) is not looked
// at.
type OptionReader struct {
	spec bot.AnswerSpec
	menu *answer.Menu
}

// ReadOptions reads as a step with these options does.
func ReadOptions(spec bot.AnswerSpec) *OptionReader {
	menu, _ := menuOf(spec.Options)
	return &OptionReader{spec: spec, menu: menu}
}

// Shared lists forms of words that stand for two of the options.
func (r *OptionReader) Shared() []answer.SharedForm { return r.menu.Shared() }

// Loose is a text as the names of the options it picks, or as what is kept for a
// skipped question, if it is not taken word for word: what becomes of the words of an
// option once something is added to them.
func (r *OptionReader) Loose(said string) (names string, ok bool) {
	switch {
	case r.spec.SkipAs != "" && answer.Skip(said):
		return r.spec.SkipAs, true
	case r.spec.Kind == bot.AnswerChoices:
		return readMany(r.menu, r.spec.Options, said)
	}
	if i, ok := r.menu.One(said); ok {
		return r.spec.Options[i].Name, true
	}
	return yesNoOption(r.spec.Options, said)
}

// ReadTopics reads which common question a text asks, from the examples alone: an
// example is not known word for word, as it is in a talk.
func ReadTopics(topics []bot.Topic) func(text string) (name string, sure bool) {
	examples := make([]answer.TopicExamples, 0, len(topics))
	for i := range topics {
		e := answer.TopicExamples{Name: topics[i].Name}
		for _, lang := range sortedLangs(topics[i].Examples) {
			e.Examples = append(e.Examples, topics[i].Examples[lang]...)
		}
		examples = append(examples, e)
	}
	learnt := answer.NewTopics(slices.Clip(examples))
	return func(text string) (string, bool) {
		name, _, sure := learnt.Match(text)
		return name, sure
	}
}
