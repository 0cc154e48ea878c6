package release

import (
	"strings"

	"nightdesk/bot"
)

// Kind is what a change is about.
type Kind string

// Kinds of changes.
const (
	KindWording  Kind = "wording"  // of a text that people get
	KindStep     Kind = "step"     // a step or flow is new, gone, or has another name or place
	KindAnswer   Kind = "answer"   // what counts as an answer to a question, and how it is kept
	KindPath     Kind = "path"     // where it goes on
	KindOffer    Kind = "offer"    // of visits
	KindStaff    Kind = "staff"    // when and how a person is called
	KindWait     Kind = "wait"     // what happens when answers are unclear or do not come
	KindQuestion Kind = "question" // a common question and how it is asked
	KindSettings Kind = "settings"
	KindWarning  Kind = "warning" // one that somebody accepted, with the reason
	KindTalk     Kind = "talk"
	KindSpacing  Kind = "spacing" // nothing that is said or done
	KindUnread   Kind = "unread"  // lines that cannot be read yet
)

// Weight is what a change can do.
type Weight string

// Weights, the lightest first.
const (
	WeightNone    Weight = "none"    // talks, comments
	WeightWording Weight = "wording" // other words for the same
	WeightPath    Weight = "path"    // who goes where, and what is understood
	// WeightSafety: words for people in danger, the numbers of help, and calling a
	// person at once.
	WeightSafety Weight = "safety"
)

// Change is one thing that is another in newer scripts, in words for somebody who
// runs a clinic.
type Change struct {
	// File and Line are where it stands now or, if Gone, where it stood. Line 0 is the
	// file as a whole.
	File string
	Line int
	Gone bool

	Kind   Kind
	Weight Weight
	// Flow and Step say where; "" if it is about no step.
	Flow, Step string
	// Lang is of a wording; "" = of none, or all.
	Lang bot.Lang
	// New names a step, a flow or a common question that was not there; "" = it is a
	// change of something else.
	New string
	// Sentence says what changed. Of a wording it names only which; what was and is
	// said are Was and Now.
	Sentence string
	// Was and Now are a wording, whole; nil where there was none, or is none any more.
	Was, Now []Span
}

// Span is a piece of a wording. Changed pieces are in one of Was and Now only.
type Span struct {
	Text    string
	Changed bool
}

// String is the change on one line.
func (c Change) String() string {
	s := c.Sentence
	switch {
	case c.Was != nil && c.Now != nil:
		s += `: was "` + Whole(c.Was) + `", now "` + Whole(c.Now) + `"`
	case c.Now != nil:
		s += `: "` + Whole(c.Now) + `"`
	case c.Was != nil:
		s += `: was "` + Whole(c.Was) + `"`
	}
	return s
}

// Whole puts the pieces of a wording together.
func Whole(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Words compares two wordings word by word.
func Words(before, after string) (was, now []Span) {
	a, b := pieces(before), pieces(after)
	for _, e := range edits(len(a), len(b), func(i, j int) bool { return a[i] == b[j] }) {
		switch e.op {
		case stays:
			was, now = addSpan(was, a[e.old], false), addSpan(now, b[e.new], false)
		case goes:
			was = addSpan(was, a[e.old], true)
		case comes:
			now = addSpan(now, b[e.new], true)
		}
	}
	return was, now
}

// addSpan adds a piece to the last span if it is of the same kind.
func addSpan(spans []Span, s string, changed bool) []Span {
	if last := len(spans) - 1; last >= 0 && spans[last].Changed == changed {
		spans[last].Text += s
		return spans
	}
	return append(spans, Span{Text: s, Changed: changed})
}

// pieces cuts a wording into words, the spaces between them, and {names} whole.
func pieces(s string) []string {
	var out []string
	for s != "" {
		n := strings.IndexAny(s, " {")
		switch {
		case n == 0 && s[0] == ' ':
			n = 1
		case n == 0:
			if n = strings.IndexByte(s, '}') + 1; n == 0 {
				n = len(s)
			}
		case n < 0:
			n = len(s)
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out
}

// Line is one line of a comparison of two texts.
type Line struct {
	// Op is ' ' for what stays, '-' for what goes, '+' for what comes, and '@' where
	// lines that stay are left out.
	Op byte
	// Old and New count from 1; 0 in the text that lacks the line. For '@' they are of
	// the first line left out, and Text is how many there are.
	Old, New int
	Text     string
}

// around is how many lines that stay are shown around those that change.
const around = 3

// TextDiff compares two texts line by line. It is empty if they are the same.
func TextDiff(a, b string) []Line {
	if a == b {
		return nil
	}
	was, now := lines(a), lines(b)
	all := make([]Line, 0, len(was)+len(now))
	for _, e := range edits(len(was), len(now), func(i, j int) bool { return was[i] == now[j] }) {
		switch e.op {
		case stays:
			all = append(all, Line{' ', e.old + 1, e.new + 1, was[e.old]})
		case goes:
			all = append(all, Line{'-', e.old + 1, 0, was[e.old]})
		case comes:
			all = append(all, Line{'+', 0, e.new + 1, now[e.new]})
		}
	}
	return folded(all)
}

// folded leaves out what stays and is far from any change.
func folded(all []Line) []Line {
	near := make([]bool, len(all))
	for i, l := range all {
		if l.Op != ' ' {
			for j := max(0, i-around); j <= min(len(all)-1, i+around); j++ {
				near[j] = true
			}
		}
	}
	var out []Line
	for i := 0; i < len(all); {
		if near[i] {
			out = append(out, all[i])
			i++
			continue
		}
		first := i
		for i < len(all) && !near[i] {
			i++
		}
		out = append(out, Line{'@', all[first].Old, all[first].New, itoa(i - first)})
	}
	return out
}

// lines cuts a text, and shows where only the end of its last line is another.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	all := strings.Split(s, "\n")
	if all[len(all)-1] == "" {
		return all[:len(all)-1]
	}
	all[len(all)-1] += " (no line end)"
	return all
}
