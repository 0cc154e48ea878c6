package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// A conflict that waits for its owner stands in the file as both wordings between
// three lines of ours. No sentence begins so, and Problems has an error for each, so
// a file with one can't be published by oversight.
const (
	choiceMark   = ">>>"
	choiceMine   = choiceMark + " two wordings of the same lines: keep one, and take out the three lines that begin with >>>. Yours:"
	choiceTheirs = choiceMark + " and what is live:"
	choiceEnd    = choiceMark + " end of the two wordings"
)

// bothOf is a conflict as it stands in a file.
func bothOf(mine, theirs string) string {
	whole := func(s string) string {
		if s != "" && !strings.HasSuffix(s, "\n") {
			s += "\n"
		}
		return s
	}
	edge := indentOf(mine + theirs)
	return edge + choiceMine + "\n" + whole(mine) + edge + choiceTheirs + "\n" + whole(theirs) + edge + choiceEnd + "\n"
}

// indentOf is the space that the first line with words begins with.
func indentOf(s string) string {
	for l := range strings.SplitSeq(s, "\n") {
		if t := strings.TrimLeft(l, " \t"); t != "" {
			return l[:len(l)-len(t)]
		}
	}
	return ""
}

// Choice is one conflict that waits in a file.
type Choice struct {
	Line         int // of the first of our three lines, from 1
	Mine, Theirs string
	from, to     int // lines from 0, the end not included
}

// Keep is what is chosen.
type Keep string

const (
	KeepMine   Keep = "mine"
	KeepTheirs Keep = "theirs"
	KeepBoth   Keep = "both" // mine, then theirs
)

// Choices are the conflicts that wait in a file, from top to bottom.
func Choices(src string) []Choice {
	var all []Choice
	var c Choice
	var into *string
	for i, l := range linesOf(src) {
		switch mark := strings.TrimSpace(l); {
		case mark == choiceMine:
			c = Choice{Line: i + 1, from: i}
			into = &c.Mine
		case mark == choiceTheirs && into == &c.Mine:
			into = &c.Theirs
		case mark == choiceEnd && into == &c.Theirs:
			c.to = i + 1
			all, into = append(all, c), nil
		case into != nil:
			*into += l
		}
	}
	return all
}

// Choose settles the nth conflict of a file, from 0; a file without it stays as it is.
func Choose(src string, n int, keep Keep) string {
	all := Choices(src)
	if n < 0 || n >= len(all) {
		return src
	}
	c, lines := all[n], linesOf(src)
	kept := map[Keep]string{KeepMine: c.Mine, KeepTheirs: c.Theirs, KeepBoth: c.Mine + c.Theirs}[keep]
	return strings.Join(lines[:c.from], "") + kept + strings.Join(lines[c.to:], "")
}

// Open are the conflicts that wait in any of the files.
func Open(f bot.ScriptFiles) []Conflict {
	var open []Conflict
	all := All(f)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, c := range Choices(all[name]) {
			open = append(open, Conflict{File: name, Mine: c.Mine, Theirs: c.Theirs})
		}
	}
	return open
}

// Problems are an error for each conflict that waits, and lines of ours that were left
// over. settled are the files as if mine were chosen everywhere, each line at its
// place, so that the rest of them can be checked.
func Problems(f bot.ScriptFiles) (problems []flows.Problem, settled bot.ScriptFiles) {
	settled = f.Clone()
	all := All(f)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !strings.Contains(all[name], choiceMark) {
			continue
		}
		lines := linesOf(all[name])
		for _, c := range Choices(all[name]) {
			problems = append(problems, flows.Problem{File: name, Line: c.Line, Rule: "two-wordings", Severity: flows.Error,
				Text: "two people changed these lines; both wordings stand here", Mend: "keep one of them, and take out the three lines that begin with " + choiceMark})
			mine := strings.Count(c.Mine, "\n")
			for i := c.from; i < c.to; i++ {
				if i == c.from || i > c.from+mine {
					lines[i] = "\n"
				}
			}
		}
		for i, l := range lines {
			switch strings.TrimSpace(l) {
			case choiceMine, choiceTheirs, choiceEnd:
				problems = append(problems, flows.Problem{File: name, Line: i + 1, Rule: "two-wordings", Severity: flows.Error,
					Text: "this line was left over from two wordings", Mend: "take it out"})
				lines[i] = "\n"
			}
		}
		shelf(settled, name)[name] = strings.Join(lines, "")
	}
	return problems, settled
}
