package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// answersOf reads --answer: STEP=TEXT, or es:STEP=TEXT for one language, in the order in
// which the questions are first named. The error is one of wrong use.
func answersOf(script *bot.Script, given []string) ([]transcript.Answer, error) {
	var all []transcript.Answer
	for _, g := range given {
		step, words, ok := strings.Cut(g, "=")
		lang, name, speaks := strings.Cut(step, ":")
		if !speaks {
			lang, name = "", step
		}
		if name, words = strings.TrimSpace(name), strings.TrimSpace(words); !ok || name == "" || words == "" || speaks && len(lang) != 2 {
			return nil, wrongUse("can't read the answer %q (mend: STEP=TEXT, as visits=1, or for one language es:visits=nunca)", g)
		}
		question, err := questionOf(script, name)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(a transcript.Answer) bool { return a.Question == question })
		if i < 0 {
			i = len(all)
			all = append(all, transcript.Answer{Question: question, Words: map[string]string{}})
		}
		all[i].Words[lang] = words
	}
	return all, nil
}

// questionOf finds the question of a step: "intake/visits", or "visits" if there is one.
func questionOf(script *bot.Script, name string) (string, error) {
	var names []string
	for question := range flows.Questions(script) {
		if _, step, _ := strings.Cut(question, "/"); question == name || step == name {
			names = append(names, question)
		}
	}
	slices.Sort(names)
	switch len(names) {
	case 0:
		return "", wrongUse("no step %q asks a question (mend: name the step as its script does, as visits or intake/visits)", name)
	case 1:
		return names[0], nil
	default:
		return "", wrongUse("several steps are called %q (mend: one of %s)", name, strings.Join(names, ", "))
	}
}

// whyNoAnswer says why a question was not answered in a talk.
var whyNoAnswer = map[transcript.NoAnswer]string{
	transcript.NotUnderstood: "the question does not understand the answer",
	transcript.OtherWay:      "with that answer the talk goes another way than it did",
	transcript.TooOften:      "it is asked too often",
}

func whyNotAnswered(a transcript.Answered) string {
	if a.Why == transcript.NoWords {
		return fmt.Sprintf("there is no answer in the language %q (mend: --answer %s:STEP=TEXT)", a.Lang, a.Lang)
	}
	return whyNoAnswer[a.Why]
}

// answer puts an answer into the talks that differ, writes them, and says so: once in
// words, then the names. It gives the talks that differ all the same.
func (c *testCmd) answer(std *streams, s *stage, a transcript.Answer, other []played) (left []played, err error) {
	var told, not []string
	first := ""
	for _, p := range other {
		text, err := os.ReadFile(filepath.Join(c.Dir, p.name))
		if err != nil {
			return nil, err
		}
		done, err := a.Into(p.name, string(text), s, s.clinic.Zone)
		if err != nil {
			return nil, err
		}
		if done.Why != transcript.NoReason {
			not = append(not, fmt.Sprintf("%s: %s is left for you to look at: %s", p.name, a.Question, whyNotAnswered(done)))
		}
		if done.Times == 0 {
			left = append(left, p)
			continue
		}
		if err := os.WriteFile(filepath.Join(c.Dir, p.name), []byte(done.Text), 0o644); err != nil {
			return nil, err
		}
		after := s.playTalk(p.name, done.Text)
		if told = append(told, p.name); first == "" {
			first = strings.Join(transcript.InWords(p.talk, after.talk), "\n  ")
		}
		if len(after.diffs) > 0 || after.err != nil {
			left = append(left, after)
		}
	}
	if len(told) > 0 {
		fmt.Fprintf(std.out, "%s answered in %d talks, as in %s:\n  %s\n", a.Question, len(told), told[0], first)
		if len(told) > 1 {
			fmt.Fprintf(std.out, "  and in %s\n", strings.Join(told[1:], ", "))
		}
	} else if len(not) == 0 {
		fmt.Fprintf(std.out, "%s is asked in no talk that does not expect it\n", a.Question)
	}
	for _, n := range not {
		fmt.Fprintln(std.out, n)
	}
	return left, nil
}
