package flows

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Wording is one text of a script in all its languages, as a translator meets it.
type Wording struct {
	// Key names it: "step/intake/greet/say0", "topic/hours/say", "phrase/nudge". It
	// stays the same while the text changes.
	Key  string
	File string
	Line int // of its sentence, from 1
	// Lines are where each language begins.
	Lines map[bot.Lang]int
	// Where says in words what it is: "step greet: asks".
	Where string
	Text  bot.Text
	// Crisis says that people in danger read it.
	Crisis bool
	// Answer says that it is no text that is sent but the words of an answer, with
	// commas between them.
	Answer bool
}

// Wordings are all texts of a script, and the words of its answers, in the order of its
// files. A text of a piece is there once, as the piece's: "step/piece:callback/ask/ask".
func Wordings(script *bot.Script) []Wording {
	c := &checker{script: script}
	c.collect()
	c.asWritten()
	all := make([]Wording, 0, len(c.wordings))
	for _, w := range c.wordings {
		all = append(all, Wording{Key: w.key, Where: w.where(), Text: w.text})
	}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		for _, o := range s.Answer.Options {
			all = append(all, Wording{Key: "step/" + f.Name + "/" + s.Name + "/option/" + o.Name, Where: "step " + s.Name + ": answer " + o.Digit + " (" + o.Name + ")",
				Text: optionWords(o), Answer: true})
		}
	})
	for name, t := range script.Danger {
		if t != nil {
			all = append(all, Wording{Key: "danger/" + name, Where: "reply to danger: " + strings.ReplaceAll(name, "_", " "), Text: t, Crisis: true})
		}
	}
	for i := range all {
		w := &all[i]
		at := c.at(w.Key)
		w.File, w.Line, w.Lines = at.File, at.Line, map[bot.Lang]int{}
		for lang := range w.Text {
			w.Lines[lang] = c.at(w.Key + "/" + string(lang)).Line
		}
	}
	slices.SortFunc(all, func(a, b Wording) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// asWritten leaves the checker what stands in the files: the steps of pieces where they
// are written, and not their copies.
func (c *checker) asWritten() {
	if len(c.script.Pieces) == 0 {
		return
	}
	all := *c.script
	all.Flows = maps.Clone(c.script.Flows)
	for _, f := range c.script.Pieces {
		all.Flows[f.Name] = f
	}
	for id, f := range all.Flows {
		own := slices.DeleteFunc(slices.Clone(f.Steps), func(s *bot.Step) bool { return strings.Contains(s.Name, ".") })
		all.Flows[id] = bot.NewFlow(f.Name, f.Title, own)
	}
	c.script, c.flows, c.wordings = &all, nil, nil
	c.collect()
}

// where says what a wording is.
func (w wording) where() string {
	what := map[use]string{saying: "says", asking: "asks", askingDiscreet: "asks on a shared phone", topicSay: "answer",
		topicDiscreet: "answer on a shared phone", topicMissing: "answer while the fact is not set"}[w.use]
	switch {
	case w.step != nil && strings.HasSuffix(w.key, "/again"):
		return "step " + w.step.Name + ": asks once more"
	case w.step != nil:
		return "step " + w.step.Name + ": " + what
	case w.use == phrase:
		return "small sentence: " + strings.ReplaceAll(w.name, "_", " ")
	}
	return "question " + strings.ReplaceAll(w.name, "_", " ") + ": " + what
}

// optionWords are the words of an answer as they are written.
func optionWords(o bot.Option) bot.Text {
	t := bot.Text{}
	for lang, label := range o.Label {
		if label != "" {
			t[lang] = strings.Join(append([]string{label}, o.Also[lang]...), ", ")
		}
	}
	return t
}

// SetWording writes a wording in one language into the source of its file, and leaves
// everything else there as it stands: comments, spaces, the other languages. A language
// that the wording had not is added under the others. The error says what keeps it from
// being written; the source is then as it was.
func SetWording(file, src, key string, lang bot.Lang, wording string) (string, error) {
	wording = plainWords(wording)
	before, problems := Parse(map[string]string{file: src})
	t, answer := textOf(before, key)
	switch {
	case t == nil:
		return src, errors.New("there is no such text in " + file + " any more")
	case wording == "":
		return src, errors.New("there is nothing in it: write the wording")
	case languages[string(lang)] == "":
		return src, fmt.Errorf("%q is not a language I know", lang)
	case t[lang] == wording:
		return src, nil
	}
	p := pen{lines: strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n"), bom: strings.HasPrefix(src, "\ufeff")}
	if err := p.write(before, key, lang, wording, answer); err != nil {
		return src, err
	}
	changed := p.String()
	after, now := Parse(map[string]string{file: changed})
	if got, _ := textOf(after, key); got[lang] != wording || countErrors(now) > countErrors(problems) || !sameBut(before, after, key, lang) {
		return src, errors.New("this can't be written into the script as it stands: it must not begin with # or with a language's letters, nor hold { without }")
	}
	return changed, nil
}

// textOf is the text that a key names, and whether it is an answer's words.
func textOf(s *bot.Script, key string) (t bot.Text, answer bool) {
	for _, w := range Wordings(s) {
		if w.Key == key {
			return w.Text, w.Answer
		}
	}
	return nil, false
}

func countErrors(problems []Problem) (n int) {
	for _, p := range problems {
		if p.Severity == Error {
			n++
		}
	}
	return n
}

// sameBut reports whether two scripts say the same apart from one text in one language.
func sameBut(a, b *bot.Script, key string, lang bot.Lang) bool {
	said := func(s *bot.Script) map[string]bot.Text {
		m := map[string]bot.Text{}
		for _, w := range Wordings(s) {
			m[w.Key] = w.Text
			if w.Key == key {
				m[w.Key] = maps.Clone(w.Text)
				delete(m[w.Key], lang)
			}
		}
		for _, t := range s.Topics {
			for l, examples := range t.Examples {
				m["asked/"+t.Name+"/"+string(l)] = bot.Text{l: strings.Join(examples, "|")}
			}
		}
		return m
	}
	return maps.EqualFunc(said(a), said(b), func(x, y bot.Text) bool { return maps.Equal(x, y) })
}

// pen changes lines of a file and leaves the others alone.
type pen struct {
	lines []string
	bom   bool
}

// String is the whole file.
func (p *pen) String() string {
	s := strings.Join(p.lines, "\n")
	if p.bom {
		s = "\ufeff" + s
	}
	return s
}

// extent is where what belongs to the sentence on a line ends: the index after its
// last line. at counts from 0.
func (p *pen) extent(at int) int {
	indent, end := indentOf(p.lines[at]), at+1
	for i := at + 1; i < len(p.lines); i++ {
		switch l := bare(p.lines[i]); {
		case l == "": // belongs to what comes after it, if that belongs here
		case indentOf(l) <= indent:
			return end
		default:
			end = i + 1
		}
	}
	return end
}

// bare is a line without its comment and what ends it.
func bare(l string) string {
	return strings.TrimRight(withoutComment(strings.TrimSuffix(l, "\r")), " ")
}

func indentOf(l string) int { return len(l) - len(strings.TrimLeft(l, " ")) }

// languageMark is where a language of a wording begins: a line from 0, an offset in
// bytes.
type languageMark struct {
	lang     bot.Lang
	line, at int
}

// marksOf are where the languages of a wording begin, in their order.
func (p *pen) marksOf(s *bot.Script, key string, t bot.Text) ([]languageMark, error) {
	var marks []languageMark
	for lang := range t {
		src, ok := s.Sources[key+"/"+string(lang)]
		if !ok || src.Line < 1 || src.Line > len(p.lines) {
			return nil, errors.New("its place in the file can't be found: mend the file's mistakes first")
		}
		l := p.lines[src.Line-1]
		at := atRune(l, src.Col-1)
		if strings.Contains(l, "\t") || !strings.HasPrefix(l[at:], string(lang)) {
			return nil, fmt.Errorf("line %d has a mistake: mend that first", src.Line)
		}
		marks = append(marks, languageMark{lang, src.Line - 1, at})
	}
	slices.SortFunc(marks, func(a, b languageMark) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.at, b.at)) })
	return marks, nil
}

// atRune is the offset of a character of a line.
func atRune(l string, runes int) int {
	for i := range l {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(l)
}

// write puts a wording in its place.
func (p *pen) write(s *bot.Script, key string, lang bot.Lang, wording string, answer bool) error {
	t, _ := textOf(s, key)
	marks, err := p.marksOf(s, key, t)
	if err != nil {
		return err
	}
	if len(marks) == 0 {
		return errors.New("it has no wording yet: write it in the editor")
	}
	sentence := s.Sources[key].Line - 1
	if sentence < 0 {
		sentence = marks[0].line
	}
	end := p.extent(sentence)
	said := string(lang) + "  " + wording
	if answer {
		said = string(lang) + ": " + wording
	}
	i := slices.IndexFunc(marks, func(m languageMark) bool { return m.lang == lang })
	if i < 0 {
		p.add(marks, end, said, answer)
		return nil
	}
	m := marks[i]
	line, comment := p.lines[m.line], commentOf(p.lines[m.line])
	to := end
	var rest string
	if i+1 < len(marks) {
		next := marks[i+1]
		to = next.line
		if to == m.line { // an answer's words in two languages on one line
			to++
			rest = strings.Repeat(" ", max(2, len([]rune(line[m.at:next.at]))-len([]rune(said)))) + bare(line)[next.at:]
		}
	}
	var notes []string // comments of lines that are not needed any more
	for _, l := range p.lines[m.line+1 : max(to, m.line+1)] {
		switch c := commentOf(l); {
		case bare(l) == "" && c != "":
			notes = append(notes, l)
		case c != "":
			comment += c
		}
	}
	ending := ""
	if strings.HasSuffix(line, "\r") {
		ending = "\r"
	}
	if m.line > 0 && strings.HasPrefix(strings.TrimSpace(p.lines[m.line-1]), stillRight) { // the wording that it was said of is gone
		p.lines[m.line-1] = ""
		defer func() { p.lines = slices.Delete(p.lines, m.line-1, m.line) }()
	}
	p.lines = slices.Replace(p.lines, m.line, max(to, m.line+1), append([]string{line[:m.at] + said + rest + comment + ending}, notes...)...)
	return nil
}

// add writes a language that was not there: for a text under the others, for an answer
// behind them.
func (p *pen) add(marks []languageMark, end int, said string, answer bool) {
	last := marks[len(marks)-1]
	line := p.lines[end-1]
	ending := ""
	if strings.HasSuffix(line, "\r") {
		ending = "\r"
	}
	if answer {
		p.lines[end-1] = bare(line) + "  " + said + commentOf(line) + ending
		return
	}
	p.lines = slices.Insert(p.lines, end, strings.Repeat(" ", len([]rune(p.lines[last.line][:last.at])))+said+ending)
}

// commentOf is the comment of a line with the spaces before it.
func commentOf(l string) string {
	l = strings.TrimSuffix(l, "\r")
	return strings.TrimRight(l[len(bare(l)):], " ")
}
