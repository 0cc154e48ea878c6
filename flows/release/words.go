package release

import (
	"strings"
	"time"

	"nightdesk/bot"
)

func language(lang bot.Lang) string {
	switch lang {
	case bot.English:
		return "English"
	case bot.Spanish:
		return "Spanish"
	}
	return `the language "` + string(lang) + `"`
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return itoa(n) + " " + what + "s"
}

func times(n int) string { return count(n, "time") }

// target is where something leads.
func target(t bot.Target) string {
	switch {
	case t.Flow != "":
		return "the flow " + t.Flow
	case t.Step != "":
		return "the step " + t.Step
	case t.End:
		return "the end of the talk"
	}
	return "nothing"
}

// onwards is target where nothing means that the question waits on.
func onwards(t bot.Target) string {
	if t.IsZero() {
		return "the same question"
	}
	return target(t)
}

// order is a call for staff.
func called(o bot.HandoffOrder) string {
	s := "calls staff"
	if o.Team != "" {
		s += " (" + string(o.Team) + ")"
	}
	switch o.Level {
	case bot.LevelNow:
		s += " at once"
	case bot.LevelSameDay:
		s += " today"
	case bot.LevelNextWorkday:
		s += " the next workday"
	}
	return s + ` for "` + o.Reason + `"`
}

func keptAs(name string) string {
	if name == "" {
		return "not kept"
	}
	return `kept as "` + name + `"`
}

func consentTo(purpose string) string {
	if purpose == "" {
		return "no consent"
	}
	return "consent to " + purpose
}

// condition is when a branch is taken.
func condition(b bot.Branch) string {
	is := " is "
	if b.Not {
		is = " is not "
	}
	if b.Name == "" {
		if b.Not {
			return `after any answer but "` + b.Value + `"`
		}
		return `after the answer "` + b.Value + `"`
	}
	return "where " + b.Name + is + `"` + b.Value + `"`
}

// kindWords is what a question is answered with.
func kindWords(k bot.AnswerKind) string {
	switch k {
	case "":
		return "nothing"
	case bot.AnswerYesNo:
		return "yes or no"
	case bot.AnswerChoice:
		return "one of its answers"
	case bot.AnswerChoices:
		return "some of its answers"
	case bot.AnswerName:
		return "a name"
	case bot.AnswerText:
		return "words of their own"
	case bot.AnswerDayPart:
		return "a part of the day"
	case bot.AnswerDate:
		return "a date"
	case bot.AnswerAdult:
		return "yes, no or an age"
	case bot.AnswerCodeWord:
		return "a code word"
	}
	return string(k)
}

func length(n int) string {
	if n == 0 {
		return "the usual length"
	}
	return count(n, "character")
}

// silence is what happens when no answer comes.
func silence(rungs []bot.SilentRung) string {
	if len(rungs) == 0 {
		return "nothing"
	}
	var parts []string
	for _, r := range rungs {
		s := "after " + duration(r.After) + " "
		switch r.Do {
		case bot.SilentNudge:
			s += "a nudge"
		case bot.SilentPause:
			s += "it rests"
		case bot.SilentHandoff:
			s += "it " + called(r.Handoff)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

func duration(d time.Duration) string {
	switch {
	case d%(24*time.Hour) == 0:
		return count(int(d/(24*time.Hour)), "day")
	case d%time.Hour == 0:
		return count(int(d/time.Hour), "hour")
	case d%time.Minute == 0:
		return count(int(d/time.Minute), "minute")
	}
	return d.String()
}
