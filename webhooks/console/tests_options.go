package console

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// optionsUntaken counts the answers of questions that the draft adds, and lists those that
// no test gives. Answers that lead the same way are one way through the scripts; of a
// question that is new each is something to try all the same. Those that have an "if" of
// their own are ways already.
func (v *visit) optionsUntaken(b bench, d *testsData) {
	script, isNew := newQuestions(b)
	var talks []transcript.Talk
	for name, src := range b.files.Talks {
		if t, err := transcript.Read(name, src); err == nil {
			talks = append(talks, t)
		}
	}
	var untaken []untakenLine
	for question := range flows.Questions(script) {
		step := flows.QuestionStep(script, question)
		if !isNew(question) || step.Answer.Kind != bot.AnswerChoice && step.Answer.Kind != bot.AnswerChoices {
			continue
		}
		for _, o := range step.Answer.Options {
			if slices.ContainsFunc(step.Branches, func(w bot.Branch) bool { return w.Value == o.Name }) {
				continue
			}
			d.Ways++
			if slices.ContainsFunc(talks, func(t transcript.Talk) bool { return answersWith(t, step.Ask, o) }) {
				d.Taken++
				continue
			}
			l := untakenLine{Flow: step.Source.File, Step: step.Name, Say: "the answer " + o.Digit + " " + o.Label.In(bot.English)}
			if v.c.has(scriptsPath + "/edit/{file}") {
				l.Path = editAt(step.Source.File, step.Source.Line)
			}
			untaken = append(untaken, l)
		}
	}
	slices.SortStableFunc(untaken, func(a, b untakenLine) int { return strings.Compare(a.Flow+a.Step+a.Say, b.Flow+b.Step+b.Say) })
	d.Untaken = slices.Concat(untaken, d.Untaken) // the list is cut at its end
}

// answersWith reports whether somebody in a talk is asked a question, and chooses an option
// next: by its number, or in its words.
func answersWith(t transcript.Talk, ask bot.Text, o bot.Option) bool {
	var asks []*regexp.Regexp
	said := []string{o.Digit}
	for lang, words := range ask {
		asks = append(asks, regexp.MustCompile(filled(words)))
		said = append(append(said, o.Label[lang]), o.Also[lang]...)
	}
	waits := map[string]bool{} // by who is asked
	for _, l := range t.Lines {
		switch {
		case strings.HasPrefix(l.Word, "us"):
			if slices.ContainsFunc(asks, func(r *regexp.Regexp) bool { return r.MatchString(l.Text) }) {
				waits[strings.TrimPrefix(l.Word, "us")] = true
			}
		case strings.HasPrefix(l.Word, "them"):
			who, words := strings.TrimPrefix(l.Word, "them"), strings.Trim(l.Text, " .!")
			if waits[who] && slices.ContainsFunc(said, func(s string) bool { return s != "" && strings.EqualFold(s, words) }) {
				return true
			}
			waits[who] = false
		}
	}
	return false
}
