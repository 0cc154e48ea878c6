package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Conflict is one place that two people changed in different ways, or that one changed
// and the other took out.
type Conflict struct {
	File  string
	Where string // "step greet", as the file has it; "" = the file as a whole
	// Mine and Theirs are the lines as each has them; "" = taken out. Base is what they
	// were before.
	Base, Mine, Theirs string
}

// String says it in words.
func (c Conflict) String() string {
	where := c.File
	if c.Where != "" {
		where = c.Where + " of " + c.File
	}
	return where + ": one says " + quoted(c.Mine) + ", the other " + quoted(c.Theirs)
}

// quoted is lines on one line, to be read in a sentence.
func quoted(s string) string {
	if s = strings.Join(strings.Fields(s), " "); s == "" {
		return "nothing (it is taken out)"
	}
	return `"` + clip(s, 120) + `"`
}

// Merge puts what mine changed of base into theirs. Where both changed the same,
// theirs stands and a conflict says so.
//
// What belongs together is found by its name and not by its place: the steps of a
// flow, the topics of the questions, a phrase. So two people who work on different
// steps are never in each other's way, wherever those stand. Within one, lines count.
func Merge(base, mine, theirs bot.ScriptFiles) (bot.ScriptFiles, []Conflict) {
	return mergeAll(base, mine, theirs, false)
}

// mergeKeeping is Merge where both wordings of a conflict stand in the file: see
// Choices.
func mergeKeeping(base, mine, theirs bot.ScriptFiles) (bot.ScriptFiles, []Conflict) {
	return mergeAll(base, mine, theirs, true)
}

func mergeAll(base, mine, theirs bot.ScriptFiles, keep bool) (bot.ScriptFiles, []Conflict) {
	m := &merger{keep: keep}
	out := bot.ScriptFiles{
		Flows: m.files(base.Flows, mine.Flows, theirs.Flows),
		Talks: m.files(base.Talks, mine.Talks, theirs.Talks),
	}
	return out, m.conflicts
}

// merger is one merge.
type merger struct {
	keep      bool // both wordings of a conflict
	conflicts []Conflict
}

func (m *merger) files(base, mine, theirs map[string]string) map[string]string {
	names := map[string]bool{}
	for _, x := range []map[string]string{base, mine, theirs} {
		for name := range x {
			names[name] = true
		}
	}
	out := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		b, inBase := base[name]
		a, inMine := mine[name]
		t, inTheirs := theirs[name]
		s, in := t, inTheirs
		switch {
		case inBase == inTheirs && b == t:
			s, in = a, inMine
		case inBase == inMine && b == a, inMine == inTheirs && a == t:
		case !inMine || !inTheirs: // one took out what the other changed: it stays
			m.conflicts = append(m.conflicts, Conflict{File: name, Base: b, Mine: a, Theirs: t})
			if inMine && m.keep {
				s, in = a, true
			}
		default:
			s = m.file(name, b, a, t)
		}
		if in {
			out[name] = s
		}
	}
	return out
}

// file merges one file that both changed, block by block.
func (m *merger) file(name, base, mine, theirs string) string {
	split := blocksOf
	if strings.HasSuffix(name, ".talk") {
		split = oneBlock
	}
	b, a, t := split(base), split(mine), split(theirs)
	var out []string
	for _, key := range mergedOrder(b.order, a.order, t.order) {
		was, inBase := b.text[key]
		ours, inMine := a.text[key]
		other, inTheirs := t.text[key]
		s := other
		switch {
		case inBase == inTheirs && was == other:
			s = ours
		case inBase == inMine && was == ours, inMine == inTheirs && ours == other:
		default:
			s = m.block(name, key, was, ours, other)
		}
		if n := len(out); n > 0 && s != "" && !strings.HasSuffix(out[n-1], "\n") {
			out[n-1] += "\n" // it was the last of its file
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "")
}

// block merges one block that both changed, line by line.
func (m *merger) block(file, key, base, mine, theirs string) string {
	b, a, t := linesOf(base), linesOf(mine), linesOf(theirs)
	if mine == "" || theirs == "" { // one took it out
		m.conflicts = append(m.conflicts, Conflict{file, key, base, mine, theirs})
		switch {
		case m.keep:
			return bothOf(mine, theirs)
		default:
			return theirs
		}
	}
	var out strings.Builder
	for _, h := range hunks(b, a, t) {
		switch {
		case !h.conflict:
			out.WriteString(strings.Join(h.lines, ""))
			continue
		case m.keep:
			out.WriteString(bothOf(strings.Join(h.mine, ""), strings.Join(h.theirs, "")))
		default:
			out.WriteString(strings.Join(h.theirs, ""))
		}
		m.conflicts = append(m.conflicts, Conflict{file, key, strings.Join(h.base, ""), strings.Join(h.mine, ""), strings.Join(h.theirs, "")})
	}
	return out.String()
}

// blocks are the parts of a file by their names, in order.
type blocks struct {
	order []string
	text  map[string]string
}

func oneBlock(src string) blocks { return blocks{[]string{""}, map[string]string{"": src}} }

// oneWord are the sentences at the left edge that are known by their verb alone.
var oneWord = []string{"flow", "title", "start", "home", "unclear", "silent", "settings", "questions", "phrases", "danger"}

// blocksOf cuts a file of scripts where a line begins at its left edge: a step, a
// topic, a phrase. The comments right above it belong to it.
func blocksOf(src string) blocks {
	out := blocks{text: map[string]string{}}
	var comments strings.Builder
	key := ""
	add := func(s string) {
		if _, had := out.text[key]; !had {
			out.order = append(out.order, key)
		}
		out.text[key] += s
	}
	for _, l := range linesOf(src) {
		edge := strings.TrimRight(l, "\r\n")
		switch {
		case strings.HasPrefix(edge, "#"):
			comments.WriteString(l)
			continue
		case edge != "" && edge[0] != ' ' && edge[0] != '\t':
			key = nameOf(edge, out.text)
		}
		add(comments.String() + l)
		comments.Reset()
	}
	if comments.Len() > 0 {
		add(comments.String())
	}
	return out
}

// nameOf is what a block is known by.
func nameOf(edge string, had map[string]string) string {
	line, _, _ := strings.Cut(edge, "#")
	w := strings.Fields(line)
	name := w[0]
	if len(w) > 1 && !slices.Contains(oneWord, w[0]) {
		name += " " + w[1]
	}
	for {
		if _, twice := had[name]; !twice {
			return name
		}
		name += "'" // a second one of that name, which Check will not like
	}
}

// mergedOrder are the blocks of both in an order that both can recognise. What
// somebody took out is left in it: what becomes of it is decided by its text.
func mergedOrder(base, mine, theirs []string) []string {
	first, second := theirs, mine
	if slices.Equal(among(theirs, base), among(base, theirs)) { // they moved nothing, so our order counts
		first, second = mine, theirs
	}
	out := slices.Clone(first)
	for i, key := range second {
		if slices.Contains(out, key) {
			continue
		}
		at := 0
		for j := i - 1; j >= 0; j-- { // behind what it stands behind there
			if k := slices.Index(out, second[j]); k >= 0 {
				at = k + 1
				break
			}
		}
		out = slices.Insert(out, at, key)
	}
	return out
}

// among are the things of a list that are in another as well.
func among(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !slices.Contains(other, s) })
}

// linesOf cuts a text into lines, each with its end.
func linesOf(s string) []string {
	all := strings.SplitAfter(s, "\n")
	if all[len(all)-1] == "" {
		all = all[:len(all)-1]
	}
	return all
}

// hunk is a run of lines: settled ones, or those of a conflict.
type hunk struct {
	conflict           bool
	lines              []string
	base, mine, theirs []string
}

// hunks merges lines. Changes of lines that stand next to each other are not in each
// other's way, only changes of the same lines, or lines put into the same place.
func hunks(base, mine, theirs []string) []hunk {
	a, t := changesOf(base, mine), changesOf(base, theirs)
	var out []hunk
	at := 0
	settled := func(lines []string) {
		if len(lines) > 0 {
			out = append(out, hunk{lines: lines})
		}
	}
	for len(a) > 0 || len(t) > 0 {
		from := len(base) + 1
		if len(a) > 0 {
			from = a[0].from
		}
		if len(t) > 0 {
			from = min(from, t[0].from)
		}
		settled(base[at:from])
		x, y := takeMeeting(&a, &t, from)
		to := max(endOf(x, from), endOf(y, from))
		was, ours, other := base[from:to], patched(base, x, from, to), patched(base, y, from, to)
		switch {
		case len(x) == 0 || slices.Equal(ours, other):
			settled(other)
		case len(y) == 0:
			settled(ours)
		default:
			out = append(out, hunk{conflict: true, base: was, mine: ours, theirs: other})
		}
		at = to
	}
	settled(base[at:])
	return out
}

// swap puts lines in the place of those of the base from from until to.
type swap struct {
	from, to int
	lines    []string
}

// changesOf are the swaps that make after of base.
func changesOf(base, after []string) []swap {
	var all []swap
	at, open := 0, false
	for _, e := range edits(len(base), len(after), func(i, j int) bool { return base[i] == after[j] }) {
		if e.op == stays {
			at, open = e.old+1, false
			continue
		}
		if !open {
			all, open = append(all, swap{at, at, nil}), true
		}
		last := &all[len(all)-1]
		if e.op == goes {
			at, last.to = e.old+1, e.old+1
		} else {
			last.lines = append(last.lines, after[e.new])
		}
	}
	return all
}

// takeMeeting takes the swaps of both that begin at from, and all that meet those.
func takeMeeting(a, t *[]swap, from int) (x, y []swap) {
	end := from
	begun := false
	for {
		switch {
		case len(*a) > 0 && meeting((*a)[0], from, end, begun):
			x, end = append(x, (*a)[0]), max(end, (*a)[0].to)
			*a = (*a)[1:]
		case len(*t) > 0 && meeting((*t)[0], from, end, begun):
			y, end = append(y, (*t)[0]), max(end, (*t)[0].to)
			*t = (*t)[1:]
		default:
			return x, y
		}
		begun = true
	}
}

// meeting reports whether a swap is in the way of what happens from from until end.
func meeting(s swap, from, end int, begun bool) bool {
	return s.from < end || s.from == from && (!begun || s.from == s.to || end == from)
}

func endOf(swaps []swap, from int) int {
	for _, s := range swaps {
		from = max(from, s.to)
	}
	return from
}

// patched are the lines of the base from from until to after some swaps.
func patched(base []string, swaps []swap, from, to int) []string {
	var out []string
	for _, s := range swaps {
		out = append(append(out, base[from:s.from]...), s.lines...)
		from = s.to
	}
	return append(out, base[from:to]...)
}
