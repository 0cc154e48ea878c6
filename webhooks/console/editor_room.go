package console

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/flows"
)

// lineRoom is where a line that is missing can be written.
type lineRoom struct {
	// After is the line behind which it stands, from 1.
	After int `json:"after"`
	// Opening is what it begins with: its indentation and the mark of its language.
	Opening string `json:"opening"`
}

// lineToAdd reads in the mend of a problem which line is missing.
var lineToAdd = regexp.MustCompile(`(?:add a line under it|the wording that shared phones get): {2}((?:discreet )?([a-z]{2,3})) {2}\.\.\.$`)

// markedLine is a line that begins with the mark of a language, behind a verb or not.
var markedLine = regexp.MustCompile(`^( *)((?:[a-z]+ +)?)([a-z]{2,3})( +)\S`)

// roomFor is where the line can be written that a problem says is missing; nil = it says
// so of none.
func roomFor(p flows.Problem, lines []string, langs []string) *lineRoom {
	m := lineToAdd.FindStringSubmatch(p.Mend)
	if m == nil || p.Line < 1 || p.Line > len(lines) {
		return nil
	}
	// The first line of the wording has the verb; the one that is wrong may be a later one.
	var head []string
	for i := p.Line - 1; i >= 0 && i >= p.Line-mostOfWording && strings.TrimSpace(lines[i]) != "" && (head == nil || head[2] == ""); i-- {
		if m := markedLine.FindStringSubmatch(lines[i]); m != nil && slices.Contains(langs, m[3]) {
			head = m
		}
	}
	if head == nil {
		return nil
	}
	after, discreet := p.Line, strings.HasPrefix(m[1], "discreet ")
	for after < len(lines) && ofWording(lines[after], len(head[1]), langs, discreet) {
		after++
	}
	opening := strings.Repeat(" ", len(head[1])+len(head[2])) + m[1] + head[4]
	if discreet {
		opening = head[1] + m[1] + head[4]
		// The other language of a neutral wording that is begun.
		if after < len(lines) && strings.HasPrefix(lines[after], head[1]+"discreet ") {
			for after++; after < len(lines) && ofWording(lines[after], len(head[1]), langs, true); after++ {
			}
			opening = head[1] + strings.Repeat(" ", len("discreet ")) + m[2] + head[4]
		}
	}
	return &lineRoom{After: after, Opening: opening}
}

// mostOfWording is how many lines a wording is looked for above its last.
const mostOfWording = 10

// ofWording reports whether a line goes on with the wording above it, whose verb is
// indented so far: deeper than the verb, and, unless others too are wanted, without the
// mark of a language.
func ofWording(line string, indent int, langs []string, others bool) bool {
	text := strings.TrimLeft(line, " ")
	if text == "" || len(line)-len(text) <= indent {
		return false
	}
	mark, _, _ := strings.Cut(text, " ")
	return others || !slices.Contains(langs, mark)
}
