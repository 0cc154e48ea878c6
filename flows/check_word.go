package flows

import "nightdesk/bot"

// codeWord: questions for the word that guards what is booked on a shared phone.
// Nobody may be made to choose one, and it is kept in one place only: an answer
// kept under a name can be said in a text and is seen by staff.
func (c *checker) codeWord() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		if s.Answer.Kind != bot.AnswerCodeWord {
			return
		}
		if s.Answer.SkipAs == "" {
			c.error(c.stepAt(f, s, "answer"), "nobody can pass on this question for a code word", "write:  answer codeword skip as unset")
		}
		if s.Keep != "" {
			c.error(c.stepAt(f, s, "keep"), `a code word is not kept under a name: texts could say it, and staff would see it`, "delete:  keep as "+s.Keep)
		}
	})
}
