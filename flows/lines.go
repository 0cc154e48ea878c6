package flows

import (
	"strings"
	"unicode/utf8"
)

// line is one line of a script with the lines that belong under it: those that
// follow and stand further right.
type line struct {
	file   string
	no     int    // from 1
	raw    string // without comment and trailing space
	note   string // the comment after it, with the spaces before
	indent int    // in bytes; indentation is spaces only
	kids   []*line
	counted
}

// counted is how many characters there are before a byte of a line, and the length of
// the line then.
type counted struct{ bytes, runes, of int }

func (l *line) text() string { return l.raw[l.indent:] }

// under lists every line below l, however deep, in the order of the file.
func (l *line) under() []*line {
	var all []*line
	var walk func(*line)
	walk = func(l *line) {
		for _, k := range l.kids {
			all = append(all, k)
			walk(k)
		}
	}
	walk(l)
	return all
}

// lines reads a file into a tree by its indentation.
func (p *parser) lines(file, src string) []*line {
	root := &line{indent: -1}
	open := []*line{root}
	no := 0
	unseen := &repeated{p: p, first: map[string]int{}, more: map[string]int{}}
	for raw := range strings.SplitSeq(strings.TrimPrefix(src, "\ufeff"), "\n") {
		no++
		l := &line{file: file, no: no, raw: strings.TrimSuffix(raw, "\r")}
		unseen.characters(l)
		whole := l.raw
		l.raw = strings.TrimRight(withoutComment(l.raw), " ")
		l.note = strings.TrimRight(whole[len(l.raw):], " ")
		l.indent = len(l.raw) - len(strings.TrimLeft(l.raw, " "))
		if strings.HasPrefix(l.text(), "```") {
			unseen.problem(l, l.indent, "unknown-word", "``` is no part of a script", "delete this line")
			continue
		}
		if l.text() == "" {
			continue
		}
		for open[len(open)-1].indent >= l.indent {
			open = open[:len(open)-1]
		}
		parent := open[len(open)-1]
		parent.kids = append(parent.kids, l)
		for len(p.byLine[file]) < no {
			p.byLine[file] = append(p.byLine[file], nil)
		}
		p.byLine[file][no-1] = l
		open = append(open, l)
	}
	unseen.count()
	return root.kids
}

// repeated reports what is wrong with many lines of a file once, where it is
// first: a file of tabs is one mistake.
type repeated struct {
	p     *parser
	first map[string]int // by rule, in p.problems
	more  map[string]int
	now   bool // the last problem was reported
}

// fix offers the line as it is now for the last problem.
func (r *repeated) fix(l *line) {
	if r.now {
		r.p.fix(l, l.raw)
	}
}

func (r *repeated) problem(l *line, at int, rule, text, mend string) {
	if _, had := r.first[rule]; had {
		r.more[rule]++
		r.now = false
		return
	}
	r.first[rule] = len(r.p.problems)
	r.p.problem(l, at, rule, text, mend)
	r.now = true
}

// count adds to each problem in how many more lines it is.
func (r *repeated) count() {
	for rule, i := range r.first {
		switch n := r.more[rule]; n {
		case 0:
		case 1:
			r.p.problems[i].Text += " (and in one more line)"
		default:
			r.p.problems[i].Text += " (and in " + itoa(n) + " more lines)"
		}
	}
}

// characters reports what an editor does not show, and puts spaces in its place
// so that the rest of the line can still be read.
func (r *repeated) characters(l *line) {
	if !utf8.ValidString(l.raw) {
		r.problem(l, 0, "encoding", "this line holds bytes that are not text", `save the file again with the encoding UTF-8`)
		l.raw = strings.ToValidUTF8(l.raw, "?")
	}
	if i := strings.IndexByte(l.raw, '\t'); i >= 0 {
		r.problem(l, i, "tab", "there is a tab here, and tabs look different on every screen", "put two spaces in its place")
		l.raw = strings.ReplaceAll(l.raw, "\t", "  ")
		r.fix(l)
	}
	bad := func(r rune) bool {
		return r < ' ' || r >= 0x7f && r < 0xa1 || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xad || r == '\ufeff'
	}
	if i := strings.IndexFunc(l.raw, bad); i >= 0 {
		r.problem(l, i, "strange-character", "there is a character here that cannot be seen", "delete it and type a space")
		l.raw = strings.Map(func(r rune) rune {
			if bad(r) {
				return ' '
			}
			return r
		}, l.raw)
		r.fix(l)
	}
}

// withoutComment drops what follows a # at the start of a line, or a # that
// stands apart: two spaces before it, one after. "Press # to go on" stays.
func withoutComment(s string) string {
	if strings.HasPrefix(strings.TrimLeft(s, " "), "#") {
		return ""
	}
	if before, _, ok := strings.Cut(s, "  # "); ok {
		return before
	}
	return s
}

// aligned reports lines of one block that do not start under each other.
func (p *parser) aligned(block string, kids []*line) {
	columns := map[int]int{}
	for _, k := range kids {
		columns[k.indent]++
	}
	var like *line // of the column that most are in
	for _, k := range kids {
		if like == nil || columns[k.indent] > columns[like.indent] {
			like = k
		}
	}
	for _, k := range kids {
		if k.indent != like.indent {
			p.problem(k, k.indent, "indent", "this line does not start under the other lines of "+block,
				"start it in the same column as line "+itoa(like.no))
			p.moved(k, like.indent)
		}
	}
}

// alone reports lines under one that takes none.
func (p *parser) alone(l *line) {
	for _, k := range l.kids {
		p.problem(k, k.indent, "indent", "this line stands further right than the sentence above, which needs nothing more",
			"start it in the same column as line "+itoa(l.no))
		if contains(stepVerbs, first(k)) {
			p.moved(k, l.indent)
		}
	}
}
