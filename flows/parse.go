package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
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
	size := 0
	for _, src := range files {
		size += len(src)
	}
	p := &parser{
		script: &bot.Script{
			Version: Version(files),
			Flows:   map[string]*bot.Flow{},
			Pieces:  map[string]*bot.Flow{},
			Phrases: map[string]bot.Text{},
			Danger:  map[string]bot.Text{},
			Sources: make(map[string]bot.Source, size/40), // a line has one or two places
		},
		flows:    map[string]*draft{},
		byLine:   map[string][]*line{},
		settings: standard,
		astray:   map[string][]bot.Source{},
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
	// byLine are the lines of each file that hold something, by number from 0.
	byLine map[string][]*line
	// lost: something could not be read that other lines may refer to, so it is
	// not said of them that they refer to nothing.
	lost bool
	// astray are the places that lead to flows which do not exist.
	astray map[string][]bot.Source
}

// draft is a flow or a piece before its steps are linked.
type draft struct {
	name, title string // the name of a piece is its pieceID
	piece       bool
	uses        map[*bot.Step]string // pieces, by the step that uses one
	used        bool                 // a piece: some flow uses it
	head        *line
	steps       []*bot.Step
	lines       map[string]*line // of steps, by name
	lost        bool             // as in parser, for steps
	run         strange
	given       map[*bot.Step]given
}

// given says which sentences a step's author wrote.
type given struct {
	unclear, silent, then, answer bool
	// unknown: one line could not be read, so the step may have anything.
	unknown bool
}

// mark remembers where a thing stands.
func (p *parser) mark(key string, l *line, at int) {
	p.script.Sources[key] = source(l, at)
}

// source is the place at a byte offset of a line. Places of one line are mostly asked
// for from left to right, so that it counts on from the last.
func source(l *line, at int) bot.Source {
	at = min(at, len(l.raw))
	c := &l.counted
	if at < c.bytes || len(l.raw) != c.of { // slips are mended in place
		*c = counted{of: len(l.raw)}
	}
	c.runes += utf8.RuneCountInString(l.raw[c.bytes:at])
	c.bytes = at
	return bot.Source{File: l.file, Line: l.no, Col: c.runes + 1}
}

// problem reports an error at a byte offset of a line.
func (p *parser) problem(l *line, at int, rule, text, mend string) {
	p.report(source(l, at), rule, text, mend)
}

// fix offers raw in the place of line l as the mend of the newest problem, with the
// note that stands after it.
func (p *parser) fix(l *line, raw string) {
	if len(raw) <= maxFixed {
		p.problems[len(p.problems)-1].Fix = strings.TrimRight(raw, " ") + l.note
	}
}

// moved offers line k at another column, if nothing that stands under it would then
// stand elsewhere.
func (p *parser) moved(k *line, indent int) {
	for _, under := range k.kids {
		if under.indent <= indent {
			return
		}
	}
	p.fix(k, strings.Repeat(" ", indent)+k.text())
}

// swap offers the line at a place with another word in the place of the one there, or
// of what stands there as old.
func (p *parser) swap(at bot.Source, old, new string) {
	lines := p.byLine[at.File]
	if at.Line < 1 || at.Line > len(lines) || lines[at.Line-1] == nil || strings.TrimSpace(old) == "" || new == "" || strings.HasSuffix(new, " ") {
		return
	}
	l := lines[at.Line-1]
	runes := []rune(l.raw)
	if at.Col < 1 || at.Col > len(runes) {
		return
	}
	head, rest := string(runes[:at.Col-1]), string(runes[at.Col-1:])
	if after, is := strings.CutPrefix(rest, old); is && (after == "" || strings.ContainsAny(after[:1], " ,")) {
		p.fix(l, head+new+after)
	}
}

// swapBefore offers the line at a place with word there, and without what stands before
// it.
func (p *parser) swapBefore(at bot.Source, before, word string) {
	lines := p.byLine[at.File]
	if at.Line < 1 || at.Line > len(lines) || lines[at.Line-1] == nil {
		return
	}
	l := lines[at.Line-1]
	if i := strings.LastIndex(l.raw, " "+before+word); i >= 0 {
		p.fix(l, l.raw[:i+1]+l.raw[i+1+len(before):])
	}
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
			return `did you mean "` + g + `"? For example:  ` + e
		}
		return `did you mean "` + g + `"?`
	}
	const most = 24 // verbs
	if len(known) > 0 && len(known) <= most && p.guesses <= maxGuesses {
		return "I know: " + strings.Join(distinct(slices.Clone(known)), ", ") + ". For example:  " + ex
	}
	return "for example:  " + ex
}

// likely is meaning, as often as guess is.
func (p *parser) likely(word string, known []string) string {
	if p.guesses++; p.guesses > maxGuesses {
		return ""
	}
	return meaning(word, known)
}

// there lists the names that there are, for the first hundred mistakes: "; the steps
// here are: who, bye".
func (p *parser) there(what string, names []string) string {
	if p.guesses > maxGuesses || len(names) == 0 {
		return ""
	}
	return what + few(names)
}

// guess is Nearest for the first hundred mistakes: a file of garbage costs no
// more than its length.
func (p *parser) guess(word string, known []string) string {
	if p.guesses++; p.guesses > maxGuesses {
		return ""
	}
	return Nearest(word, known)
}

const maxGuesses = 100

// guessed offers the line with the known word that was most likely meant for the one
// at a byte offset.
func (p *parser) guessed(l *line, at int, word string, known []string) {
	if p.guesses > maxGuesses {
		return
	}
	if g := Nearest(word, known); g != "" {
		p.fix(l, l.raw[:at]+g+l.raw[at+len(word):])
	}
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// first is the first word of a line.
func first(l *line) string {
	w, _, _ := strings.Cut(l.text(), " ")
	return w
}

// file reads one file by its first word.
func (p *parser) file(name, src string) {
	if what, mend := notText(src); what != "" {
		p.report(bot.Source{File: name, Line: 1, Col: 1}, "not-text", what, mend)
		p.lost = true
		return
	}
	lines := p.lines(name, src)
	if len(lines) == 0 {
		p.report(bot.Source{File: name, Line: 1, Col: 1}, "empty-file", "there is nothing in this file", "begin with:  "+example("flow")+" (or delete the file)")
		return
	}
	head := lines[0]
	if head.indent > 0 {
		p.problem(head, 0, "indent", "the first line of a file starts at the left edge", "delete the spaces before it")
		p.moved(head, 0)
	}
	p.aligned("this file", lines)
	p.slip(head, fileWords)
	body := append(slices.Clip(head.kids), lines[1:]...)
	switch first(head) {
	case "flow", "piece":
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
	case "danger":
		p.sentence(head, "danger").end()
		p.danger(body)
	case "title", "step":
		made := &line{file: name, no: head.no, raw: "flow " + asName(strings.TrimSuffix(name, path.Ext(name)))}
		p.problem(head, head.indent, "unknown-word", "nothing says which flow this is", "write above this line:  "+made.raw)
		p.fix(head, made.raw+"\n"+head.raw)
		p.flow(made, lines)
	default:
		p.lost = true
		p.problem(head, head.indent, "unknown-word", "a file begins with one of "+strings.Join(fileWords, ", ")+`, not with "`+clip(first(head), 30)+`"`,
			p.meant(first(head), fileWords, "flow"))
		p.guessed(head, head.indent, first(head), fileWords)
	}
}

// packed are how files begin that look like text in a window and are none.
var packed = []struct{ begins, what string }{
	{"PK\x03\x04", "a Word document or another packed file"}, {"\xd0\xcf\x11\xe0", "an old Word document"}, {"%PDF", "a PDF"},
	{`{\rtf`, "rich text, with fonts and sizes in it"}, {"<!DOCTYPE", "a web page"}, {"<html", "a web page"},
}

const asPlainText = `open it, and save it as plain text with the encoding UTF-8`

// notText says what a file is that holds no plain text; "" = it does.
func notText(src string) (what, mend string) {
	for _, k := range packed {
		if strings.HasPrefix(src, k.begins) {
			return "this file is " + k.what + ", not plain text", asPlainText
		}
	}
	switch {
	case strings.HasPrefix(src, "\xff\xfe"), strings.HasPrefix(src, "\xfe\xff"):
		return `this file is saved as UTF-16 (some editors call it "Unicode")`, "save it again with the encoding UTF-8"
	case strings.Contains(src, "\x00"):
		return "this file is not text", asPlainText
	case strings.Contains(src, "\r") && !strings.Contains(src, "\n"):
		return "this file has the line ends of very old computers, and reads as one line", "save it again with the line ends of Windows or Unix"
	}
	return "", ""
}
