package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"nightdesk/bot"
)

// Parse reads a clinic's script files, by name, into one script, with every
// problem of form in them. It never fails otherwise: where something cannot be
// read, the script lacks it and a problem says so. The script may be used only
// if no problem is an error. The same files give the same version.
func Parse(files map[string]string) (*bot.Script, []Problem) {
	p := &parser{
		script: &bot.Script{
			Version: Version(files),
			Flows:   map[string]*bot.Flow{},
			Phrases: map[string]bot.Text{},
			Sources: map[string]bot.Source{},
		},
		flows:    map[string]*draft{},
		settings: standard,
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		p.file(name, files[name])
	}
	p.link()
	sortProblems(p.problems)
	return p.script, p.problems
}

// Version is the name of a set of files: 16 hex digits that change when
// anything in them does.
func Version(files map[string]string) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%d %s %d %s\n", len(name), name, len(files[name]), files[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// parser collects one set of files.
type parser struct {
	script   *bot.Script
	problems []Problem
	flows    map[string]*draft
	order    []*draft
	settings settings
	guesses  int
}

// draft is a flow before its steps are linked.
type draft struct {
	name, title string
	head        *line
	steps       []*bot.Step
	lines       map[string]*line // of steps, by name
	given       map[*bot.Step]given
}

// given says which sentences a step's author wrote.
type given struct {
	unclear, silent, then, answer bool
}

// mark remembers where a thing stands.
func (p *parser) mark(key string, l *line, at int) {
	p.script.Sources[key] = source(l, at)
}

func source(l *line, at int) bot.Source {
	return bot.Source{File: l.file, Line: l.no, Col: utf8.RuneCountInString(l.raw[:min(at, len(l.raw))]) + 1}
}

// problem reports an error at a byte offset of a line.
func (p *parser) problem(l *line, at int, rule, text, mend string) {
	p.report(source(l, at), rule, text, mend)
}

func (p *parser) report(at bot.Source, rule, text, mend string) {
	p.problems = append(p.problems, Problem{
		File: at.File, Line: at.Line, Col: at.Col, Rule: rule, Severity: Error, Text: text, Mend: mend,
	})
}

// meant guesses the known word behind an unknown one and adds an example.
func (p *parser) meant(word string, known []string, verb string) string {
	ex := example(verb)
	if g := p.guess(word, known); g != "" {
		if e, ok := examples[g]; ok {
			ex = e
		}
		return `did you mean "` + g + `"? For example:  ` + ex
	}
	if len(known) > 0 && len(known) <= 12 {
		return "I know: " + strings.Join(known, ", ") + ". For example:  " + ex
	}
	return "for example:  " + ex
}

// guess is nearest for the first hundred mistakes: a file of garbage costs no
// more than its length.
func (p *parser) guess(word string, known []string) string {
	if p.guesses++; p.guesses > maxGuesses {
		return ""
	}
	return nearest(word, known)
}

const maxGuesses = 100

// guessKey is guess among the keys of a map.
func guessKey[V any](p *parser, word string, known map[string]V) string {
	if p.guesses >= maxGuesses {
		return ""
	}
	return p.guess(word, slices.Collect(maps.Keys(known)))
}

// examples is one good sentence for each verb.
var examples = map[string]string{
	"flow":      `flow intake`,
	"title":     `title  Someone new asks for care`,
	"step":      `step greet`,
	"say":       `say en  Hi, this is {clinic short name}.`,
	"ask":       `ask en  What should we call you?`,
	"discreet":  `discreet en  Need to be seen very soon? 1 yes 2 no`,
	"again":     `again en  Need to be seen very soon? 1 yes 2 no`,
	"answer":    `answer choice`,
	"option":    `1 me  en: me, myself  es: yo, para mi`,
	"keep":      `keep as who`,
	"consent":   `consent reminders`,
	"offer":     `offer intake_assessment, soonest first, 3 at a time`,
	"none":      `none then waitlist`,
	"booked":    `booked then done`,
	"if":        `if other then family`,
	"then":      `then visit`,
	"set":       `set discreet on`,
	"handoff":   `handoff "asked for guest dosing" level 2`,
	"unclear":   `unclear say again 2 times, then handoff "could not tell who it is for" level 3`,
	"silent":    `silent after 2 hours nudge, after 24 hours pause`,
	"settings":  `settings`,
	"start":     `start flow intake`,
	"home":      `home flow home`,
	"questions": `questions`,
	"topic":     `topic hours`,
	"asked":     `asked en  when are you open | what are your hours`,
	"missing":   `missing en  Our staff will tell you our hours.`,
	"phrases":   `phrases`,
	"phrase":    `nudge  en  Still there? Reply when you are ready.`,
}

func example(verb string) string { return examples[verb] }

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// first is the first word of a line.
func first(l *line) string {
	w, _, _ := strings.Cut(l.text(), " ")
	return w
}

// file reads one file by its first word.
func (p *parser) file(name, src string) {
	lines := p.lines(name, src)
	if len(lines) == 0 {
		p.report(bot.Source{File: name, Line: 1, Col: 1}, "empty-file", "there is nothing in this file", "begin with:  "+example("flow")+" (or delete the file)")
		return
	}
	head := lines[0]
	if head.indent > 0 {
		p.problem(head, 0, "indent", "the first line of a file starts at the left edge", "delete the spaces before it")
	}
	p.aligned("this file", lines)
	body := append(slices.Clip(head.kids), lines[1:]...)
	switch first(head) {
	case "flow":
		p.flow(head, body)
	case "settings":
		p.sentence(head, "settings").end()
		p.readSettings(body)
	case "questions":
		p.sentence(head, "questions").end()
		p.questions(body)
	case "phrases":
		p.sentence(head, "phrases").end()
		p.phrases(body)
	default:
		known := []string{"flow", "settings", "questions", "phrases"}
		p.problem(head, head.indent, "unknown-word", `a file begins with one of flow, settings, questions, phrases, not with "`+first(head)+`"`,
			p.meant(first(head), known, "flow"))
	}
}
