package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem keeps a script from being published.
type Severity string

const (
	// Error blocks: the script would strand, mislead, leak or overspend.
	Error Severity = "error"
	// Warning does not block; somebody should look.
	Warning Severity = "warning"
)

// Problem is one thing wrong with a script, said to somebody who owns a clinic
// and not a compiler.
type Problem struct {
	File string
	Line int // from 1; 0 = the file as a whole
	Col  int // from 1, in characters; 0 = the line as a whole
	// Rule names the check that found it; see Rules.
	Rule     string
	Severity Severity
	// Wrong is what is wrong, as it stands at Col; "" = the word there.
	Wrong string
	Text  string // what is wrong with it
	Mend  string // what to write instead; "" if Text says it all
	// Accepted is the reason for which a warning is let stand, as the file itself
	// gives it; "" = it is open. See Open and Accepted.
	Accepted string
	// Fix is the line mended, to put in the place of what stands at Line, with its
	// spaces and its note; where one line should be two, both. "" = nobody can know it.
	Fix string
	// Missing is the line that is still to be written, if it is known where one is.
	Missing Missing
}

// Missing is a line that a wording lacks. The zero value = it lacks none.
type Missing struct {
	// After is the line behind which it stands, from 1; 0 = none is missing.
	After int
	// Opening is what it begins with: its spaces and the mark of its language.
	Opening string
	// Shared says that it is of the wording that shared phones get.
	Shared bool
}

// String is the problem on one line, as compilers write them.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Col > 0 {
			fmt.Fprintf(&b, ":%d", p.Col)
		}
	}
	if p.Accepted != "" {
		fmt.Fprintf(&b, ": accepted: %s (because: %s)", p.Text, p.Accepted)
		return b.String()
	}
	fmt.Fprintf(&b, ": %s: %s", p.Severity, p.Text)
	if p.Mend != "" {
		fmt.Fprintf(&b, " (mend: %s)", p.Mend)
	}
	return b.String()
}

// Blocks reports whether any of the problems is an error. Warnings, accepted or
// not, block nothing.
func Blocks(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}

// sortProblems puts problems in the order in which somebody reads the files.
func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text))
	})
}
