package flows

import (
	"reflect"
	"strings"

	"nightdesk/bot"
)

// Format writes a script file in the one way in which all are written: two spaces
// under a step, languages and answers under each other, one blank line between steps.
// Wordings and notes stay as they are, each on its line. What cannot be read stays as
// it stands, with the step or question around it. A script never changes its meaning:
// read before and after, it is the same but for where things stand. Formatting twice
// is formatting once.
func Format(src string) string {
	if what, _ := notText(src); what != "" {
		return src
	}
	const name = "a.flow"
	before, problems := Parse(map[string]string{name: src})
	out := formatted(src, problems)
	if out == src {
		return src
	}
	after, now := Parse(map[string]string{name: out})
	if !sameScript(before, after) || !sameRules(problems, now) || formatted(out, now) != out {
		return src // a mistake that moves with the lines around it
	}
	return out
}

// formatted is a file in form but for the blocks that have problems; the file as it is
// if nothing says what it holds.
func formatted(src string, problems []Problem) string {
	f := &formatter{}
	f.read(src)
	if len(f.top) == 0 {
		return src
	}
	for _, p := range problems {
		if contains(linked, p.Rule) {
			continue
		}
		if p.Line <= f.top[0].lines[0].no {
			return src
		}
		f.leave(p.Line)
	}
	return f.write()
}

// linked are problems of what lines refer to, and not of how they are written.
var linked = []string{"unknown-flow", "unknown-step", "unknown-piece", "unused-piece", "unknown-answer", "unknown-name", "piece-circle"}

// sameScript compares scripts but for where things stand.
func sameScript(a, b *bot.Script) bool {
	for _, s := range []*bot.Script{a, b} {
		s.Sources, s.Version = nil, ""
		for _, all := range []map[string]*bot.Flow{s.Flows, s.Pieces} {
			for _, f := range all {
				for _, st := range f.Steps {
					st.Source = bot.Source{}
				}
			}
		}
		for i := range s.Topics {
			s.Topics[i].Source = bot.Source{}
		}
	}
	return reflect.DeepEqual(a, b)
}

// sameRules compares what is wrong, in whatever lines.
func sameRules(a, b []Problem) bool {
	count := map[string]int{}
	for _, p := range a {
		count[p.Rule]++
	}
	for _, p := range b {
		count[p.Rule]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return len(a) == len(b)
}

// formatter holds one file in its lines.
type formatter struct {
	raw   []string // as they are
	lines []*fline // that hold a sentence, in order
	top   []*block
	tail  []string // notes and blank lines after the last sentence
	out   []string
}

// fline is one line with the notes and blank lines above it.
type fline struct {
	line
	lead []string
}

// block is a line at the left edge with all that stands under it.
type block struct {
	lines []*fline // the first is its head
	// as it is: something in it cannot be read
	leave bool
}

// read splits a file into blocks. What the first line has under it are blocks too.
func (f *formatter) read(src string) {
	f.raw = strings.Split(strings.TrimPrefix(strings.ReplaceAll(src, "\r\n", "\n"), "\ufeff"), "\n")
	var lead []string
	for i, raw := range f.raw {
		code := strings.TrimRight(withoutComment(raw), " ")
		if code == "" {
			lead = append(lead, strings.TrimRight(raw, " "))
			continue
		}
		l := &fline{line{no: i + 1, raw: code, indent: len(code) - len(strings.TrimLeft(code, " ")), note: strings.TrimSpace(raw[len(code):])}, lead}
		lead = nil
		f.lines = append(f.lines, l)
	}
	f.tail = lead
	edge := -1 // the column of blocks
	for i, l := range f.lines {
		if i == 1 {
			edge = l.indent
		}
		if i < 2 || l.indent <= edge {
			f.top = append(f.top, &block{lines: []*fline{l}})
			continue
		}
		b := f.top[len(f.top)-1]
		b.lines = append(b.lines, l)
	}
}

// leave keeps the block that line no stands in as it is.
func (f *formatter) leave(no int) {
	for i, b := range f.top {
		if i+1 == len(f.top) || f.top[i+1].lines[0].no > no {
			b.leave = true
			return
		}
	}
}

// write puts the blocks under each other.
func (f *formatter) write() string {
	kind := first(&f.top[0].lines[0].line)
	for i, b := range f.top {
		f.above(kind, i, b)
		if b.leave {
			from, to := b.lines[0].no-1, b.lines[len(b.lines)-1].no
			for _, l := range f.raw[from:to] {
				f.put(strings.TrimRight(l, " "))
			}
			continue
		}
		f.block(kind, i, b)
	}
	f.notes(f.tail, 0)
	return strings.TrimRight(strings.Join(f.out, "\n"), "\n") + "\n"
}

func (f *formatter) put(l string) { f.out = append(f.out, l) }

// above puts the notes and the blank line over a block.
func (f *formatter) above(kind string, i int, b *block) {
	lead := b.lines[0].lead
	verb := first(&b.lines[0].line)
	if i == 0 {
		for len(lead) > 0 && lead[0] == "" {
			lead = lead[1:]
		}
		f.notes(lead, 0)
		return
	}
	for len(lead) > 0 && strings.HasPrefix(lead[0], " ") { // belongs to the block above
		f.put("  " + strings.TrimLeft(lead[0], " "))
		lead = lead[1:]
	}
	plain := i > 1 && kind == "settings" || verb == "title"
	if !plain && (len(lead) == 0 || lead[0] != "") {
		lead = append([]string{""}, lead...)
	}
	if verb == "title" {
		lead = withoutBlanks(lead)
	}
	f.notes(lead, 0)
}

func withoutBlanks(lead []string) []string {
	var all []string
	for _, l := range lead {
		if l != "" {
			all = append(all, l)
		}
	}
	return all
}

// notes puts notes at a column, those at the left edge there, and one blank line for
// several.
func (f *formatter) notes(lead []string, indent int) {
	for _, l := range lead {
		switch {
		case l == "" && (len(f.out) == 0 || f.out[len(f.out)-1] == ""):
		case strings.HasPrefix(l, " "):
			f.put(strings.Repeat(" ", indent) + strings.TrimLeft(l, " "))
		default:
			f.put(l)
		}
	}
}

// sentence puts the line of l at a column with other words, its notes with it.
func (f *formatter) sentence(l *fline, indent int, words string) {
	s := strings.TrimRight(strings.Repeat(" ", indent)+words, " ")
	if l.note != "" {
		s += "  " + l.note
	}
	f.put(s)
}
