package flows

import (
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
)

// everyUse are rules about how a step is come to. A step of a piece need not be come to
// from every flow that uses it: it is a problem only if it is one in all of them.
var everyUse = []string{"unreachable", "never-true"}

// shared says once what was found in every copy of a piece. problems are sorted.
func shared(script *bot.Script, problems []Problem) []Problem {
	if len(script.Pieces) == 0 {
		return problems
	}
	uses := map[string]int{} // copies, by the piece's file
	for _, p := range script.Pieces {
		uses[p.Steps[0].Source.File] = 0
	}
	head := map[bot.Source]bool{}
	for _, p := range script.Pieces {
		head[p.Steps[0].Source] = true
	}
	for _, f := range script.Flows {
		for _, s := range f.Steps {
			if head[s.Source] && strings.Contains(s.Name, ".") {
				uses[s.Source.File]++
			}
		}
	}
	var all []Problem
	for i := 0; i < len(problems); {
		n := i + 1
		for n < len(problems) && problems[n] == problems[i] {
			n++
		}
		copies, ofPiece := uses[problems[i].File]
		switch {
		case !ofPiece:
			all = append(all, problems[i:n]...)
		case contains(everyUse, problems[i].Rule) && n-i < copies:
		default:
			all = append(all, problems[i])
		}
		i = n
	}
	return slices.Clip(all)
}

// copied finds what may be the name of a copied step in a problem's text.
var copied = regexp.MustCompile(`"(?:[a-z0-9_-]+\.)+[a-z0-9_-]+"`)

// bareSteps gives copied steps in a problem's text the names that stand in the piece.
func (c *checker) bareSteps(s string) string {
	if len(c.script.Pieces) == 0 || !strings.Contains(s, ".") {
		return s
	}
	if c.copies == nil {
		c.copies = map[string]bool{}
		c.steps(func(_ *bot.Flow, st *bot.Step) { c.copies[st.Name] = true })
	}
	return copied.ReplaceAllStringFunc(s, func(quoted string) string {
		name := strings.Trim(quoted, `"`)
		if !c.copies[name] {
			return quoted
		}
		bare := strings.TrimSuffix(name, "."+wayBack)
		return `"` + bare[strings.LastIndexByte(bare, '.')+1:] + `"`
	})
}
