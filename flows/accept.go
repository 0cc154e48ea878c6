package flows

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"nightdesk/bot"
)

// acceptance is a comment by which somebody lets a warning stand:
//
//	# accept shouting: the sign on our door is written so
//	say en  Look for the sign OPEN.
//
// It is for the line right below it, and for what stands under that line; above a
// line that only begins something (a step, a topic, a file) it is for that line.
// It travels with the file, so that it is read and reviewed like the rest of it.
type acceptance struct {
	at     bot.Source // of the comment
	rule   string
	reason string
	over   *span // nil if there is no line right below
	used   bool
}

// span is lines, both included, and what is accepted in all of them, by rule.
type span struct {
	from, to int
	of       map[string][]*acceptance
	refused  map[string]bool // there is an error of that rule
}

var acceptLine = regexp.MustCompile(`^#+ *[Aa]ccept +([^ :]+) *(:?)(.*)$`)

// beginnings are the words of lines that only begin something: what stands under
// them has lines, and acceptances, of its own.
var beginnings = append([]string{"step", "topic", "title"}, fileWords...)

// acceptances lists those of all files. Comments that only happen to begin with
// the word are none.
func acceptances(files map[string]string) []*acceptance {
	var all []*acceptance
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.Contains(files[name], "accept") || strings.Contains(files[name], "Accept") {
			all = append(all, acceptancesIn(name, files[name])...)
		}
	}
	return all
}

func acceptancesIn(file, src string) (all []*acceptance) {
	var waiting []*acceptance // for their line
	var over []*span          // those whose end is not known
	under := 0                // the column of the last of them
	no := 0
	for raw := range strings.SplitSeq(src, "\n") {
		no++
		text := strings.TrimSpace(raw)
		if m := acceptLine.FindStringSubmatch(text); m != nil && (m[2] != "" || isRule(m[1])) {
			a := &acceptance{rule: m[1], reason: strings.TrimSpace(m[3]), at: bot.Source{File: file, Line: no, Col: strings.Index(raw, "#") + 1}}
			all, waiting = append(all, a), append(waiting, a)
			continue
		}
		switch {
		case strings.HasPrefix(text, "#"):
			continue
		case text == "":
			waiting = nil // it is not right above anything
			continue
		}
		column := len(raw) - len(strings.TrimLeft(raw, " \t"))
		if column <= under {
			over = nil
		}
		for _, s := range over {
			s.to = no
		}
		if len(waiting) > 0 {
			s := newSpan(no, waiting)
			if first, _, _ := strings.Cut(text, " "); !contains(beginnings, first) {
				over, under = append(over, s), column
			}
			waiting = nil
		}
	}
	return all
}

// newSpan is what stands under comments of acceptance, from a line on. Comments that
// accept nothing are not in it.
func newSpan(from int, all []*acceptance) *span {
	s := &span{from: from, to: from, of: map[string][]*acceptance{}, refused: map[string]bool{}}
	for _, a := range all {
		if a.over = s; saysSomething(a.reason) && !passing(a.rule) {
			s.of[a.rule] = append(s.of[a.rule], a)
		}
	}
	return s
}

func isRule(id string) bool { return rulesByID[id].ID != "" }

// accept marks the warnings that are accepted in the files they are in, and adds
// what is wrong with acceptances. here says which rules were all looked for: an
// acceptance of one of them that accepts nothing is no longer needed.
func accept(files map[string]string, problems []Problem, here func(rule string) bool) []Problem {
	all := acceptances(files)
	if len(all) == 0 {
		return problems
	}
	mark(problems, all)
	for _, a := range all {
		if p := a.problem(here); p.Text != "" {
			p.File, p.Line, p.Col = a.at.File, a.at.Line, a.at.Col
			p.Rule = "accepted"
			problems = append(problems, p)
		}
	}
	sortProblems(problems)
	return problems
}

// mark marks the problems that are accepted, and what accepts them. Both are in the
// order of files and lines; where several accept the same, the first does.
func mark(problems []Problem, all []*acceptance) {
	byFile := map[string][]*span{}
	for _, a := range all {
		if spans := byFile[a.at.File]; a.over != nil && (len(spans) == 0 || spans[len(spans)-1] != a.over) {
			byFile[a.at.File] = append(spans, a.over)
		}
	}
	var open []*span // that begin above the problem
	for i := range problems {
		p := &problems[i]
		if i > 0 && p.File != problems[i-1].File {
			open = nil
		}
		for rest := byFile[p.File]; len(rest) > 0 && rest[0].from <= p.Line; rest = rest[1:] {
			open, byFile[p.File] = append(open, rest[0]), rest[1:]
		}
		open = slices.DeleteFunc(open, func(s *span) bool { return s.to < p.Line })
		for _, s := range open {
			as := s.of[p.Rule]
			if len(as) == 0 {
				continue
			}
			if p.Severity == Warning {
				p.Accepted, as[0].used = as[0].reason, true
				break
			}
			s.refused[p.Rule] = true
		}
	}
}

// problem is what is wrong with an acceptance; without a text nothing is.
func (a *acceptance) problem(here func(string) bool) Problem {
	rule, near, ok := RuleOf(a.rule)
	switch {
	case !ok && near != "":
		return Problem{Severity: Error, Text: `there is no rule "` + a.rule + `" to accept`, Mend: "write:  # accept " + near + ": " + a.reason,
			Fix: strings.Repeat(" ", a.at.Col-1) + "# accept " + near + ": " + a.reason}
	case !ok:
		return Problem{Severity: Error, Text: `there is no rule "` + a.rule + `" to accept`, Mend: "write the word that is given with the warning; if this is only a note, begin it with another word"}
	case rule.Passing:
		return Problem{Severity: Error, Text: `what "` + a.rule + `" warns of goes by itself, so it is not accepted in a file`, Mend: "delete this line"}
	case !saysSomething(a.reason):
		return Problem{Severity: Error, Text: "this does not say why the warning is accepted", Mend: "write a reason that the next person understands:  # accept " + a.rule + ": ..."}
	case a.over != nil && a.over.refused[a.rule] && !a.used:
		return Problem{Severity: Error, Text: `"` + a.rule + `" is an error here, and errors can't be accepted`, Mend: "mend the line below, and delete this one"}
	case a.over == nil:
		return Problem{Severity: Error, Text: "this stands above no line, so it accepts nothing", Mend: "put it on the line right above the sentence that is warned of"}
	case !a.used && here(a.rule):
		return Problem{Severity: Warning, Text: `this is no longer needed: there is no warning of "` + a.rule + `" below it`, Mend: "delete this line"}
	}
	return Problem{}
}

func passing(rule string) bool { return rulesByID[rule].Passing }

// saysSomething reports whether a reason is one: two words, and eight letters.
func saysSomething(reason string) bool {
	letters := 0
	for _, r := range reason {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 8 && len(strings.Fields(reason)) > 1
}

// Open are the problems that nobody has accepted.
func Open(problems []Problem) []Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p Problem) bool { return p.Accepted != "" })
}

// Accepted are the warnings that somebody lets stand, each with the reason.
func Accepted(problems []Problem) []Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p Problem) bool { return p.Accepted == "" })
}

// Acceptance is a comment by which somebody lets a warning stand.
type Acceptance struct {
	Rule   string
	Reason string
	Line   int // of the comment, from 1
}

// Acceptances lists those of a file, in its order, whether or not there is anything to
// accept.
func Acceptances(src string) (all []Acceptance) {
	for _, a := range acceptancesIn("", src) {
		all = append(all, Acceptance{a.rule, a.reason, a.at.Line})
	}
	return all
}
