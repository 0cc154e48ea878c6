package console

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// answer is one question of the script and what somebody said to it.
type answer struct {
	Name    string // under which the script keeps it
	Label   string
	Value   string
	Skipped bool
}

// labels are the questions that every clinic's scripts are expected to ask, in a word
// or two (domain reference 2.2); others are called by the script's own question.
var labels = map[string]string{
	"name": "Name to use", "who": "For whom", "adult": "18 or older", "reason": "Why they write", "urgent": "Sooner because", "soon": "Seen very soon",
	"pay": "How they pay", "needs": "Needs", "calls": "Calls", "times": "Best time to call", "phone": "This phone", "texting": "Agreed to texts",
	"greet": "First answer",
}

// skippedAs reports whether a kept value says that the question was passed on.
func skippedAs(value string) bool { return value == "skipped" || value == "unset" }

// answersOf are the answers given, those passed on, and the questions of the flow they
// are in that were not reached.
func answersOf(s bot.Session, script *bot.Script, show func(string) string) (given, skipped, ahead []answer) {
	left := maps.Clone(s.Kept)
	for _, step := range steps(script, s.At.Flow) {
		a := answer{Name: step.Keep, Label: labelOf(step)}
		value, said := left[step.Keep]
		_, before := s.Kept[step.Keep]
		switch {
		case said && (value == step.Answer.SkipAs && skippedAs(value) || skippedAs(value)):
			a.Skipped = true
			skipped = append(skipped, a)
		case said:
			a.Value = show(valueOf(step, value))
			given = append(given, a)
		case !before && step.flow == s.At.Flow && !slices.ContainsFunc(ahead, func(x answer) bool { return x.Name == a.Name }):
			ahead = append(ahead, a)
		}
		delete(left, step.Keep)
	}
	var rest []string
	for name := range left {
		rest = append(rest, name)
	}
	slices.Sort(rest)
	for _, name := range rest { // of a script that is gone
		a := answer{Name: name, Label: sentence(strings.ReplaceAll(name, "_", " ")), Value: show(left[name])}
		if a.Skipped = skippedAs(left[name]); a.Skipped {
			skipped = append(skipped, a)
		} else {
			given = append(given, a)
		}
	}
	return given, skipped, ahead
}

// asked is a step that keeps an answer.
type asked struct {
	*bot.Step
	flow string
}

// steps are all questions that keep an answer: those of the start first, then of the
// flow somebody is in, then the rest by name.
func steps(script *bot.Script, here string) []asked {
	if script == nil {
		return nil
	}
	names := make([]string, 0, len(script.Flows))
	for name := range script.Flows {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		rank := func(n string) int {
			switch n {
			case script.Start:
				return 0
			case "intake":
				return 1
			case here:
				return 2
			}
			return 3
		}
		if x, y := rank(a), rank(b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	var all []asked
	for _, name := range names {
		for _, s := range script.Flows[name].Steps {
			if s.Keep != "" && s.Answer.Kind != bot.AnswerCodeWord {
				all = append(all, asked{s, name})
			}
		}
	}
	return all
}

// labelOf names a question.
func labelOf(s asked) string {
	if l := labels[s.Keep]; l != "" {
		return l
	}
	q := s.Ask.In(bot.English)
	end := strings.LastIndexByte(q, '?')
	if end < 0 {
		return sentence(strings.ReplaceAll(s.Keep, "_", " "))
	}
	q = q[:end+1]
	if i := strings.LastIndex(q[:end], ". "); i >= 0 {
		q = q[i+2:]
	}
	return q
}

// dayParts are the parts of a day as answers keep them.
var dayParts = map[string]string{"TMO": "morning", "TAF": "afternoon", "TEV": "evening", "TNI": "night", "any": "any time"}

// valueOf is a kept value in words.
func valueOf(s asked, value string) string {
	switch s.Answer.Kind {
	case bot.AnswerChoice, bot.AnswerChoices:
		var all []string
		for one := range strings.SplitSeq(value, ",") {
			all = append(all, optionOf(s, one))
		}
		return strings.Join(all, ", ")
	case bot.AnswerDayPart:
		if w := dayParts[value]; w != "" {
			return w
		}
	default:
	}
	return value
}

func optionOf(s asked, name string) string {
	for _, o := range s.Answer.Options {
		if o.Name == name {
			if l := o.Label.In(bot.English); l != "" {
				return l
			}
		}
	}
	return name
}
