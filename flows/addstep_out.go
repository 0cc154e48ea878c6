package flows

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// TakeOut takes a step out of a flow's file, so that what led to it leads where it led:
// it undoes AddQuestion, also when other lines were changed since. It gives the line (from
// 1) where the step was.
func TakeOut(file, src, step string) (changed string, line int, err error) {
	f := onlyFlow(file, src)
	if f == nil {
		return src, 0, errors.New("there is no conversation in " + file)
	}
	at := -1
	for i, s := range f.Steps {
		if s.Name == step {
			at = i
		}
	}
	switch {
	case at < 0:
		return src, 0, errors.New("there is no step " + step + " any more")
	case f.Steps[at].Then.IsZero() || f.Steps[at].Then.Step == step:
		return src, 0, errors.New("the step " + step + " leads nowhere of itself: take it out by hand")
	}
	p := pen{lines: strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n"), bom: strings.HasPrefix(src, "\ufeff")}
	begin := f.Steps[at].Source.Line - 1
	end := p.extent(begin)
	for end < len(p.lines) && strings.TrimSpace(p.lines[end]) == "" && end < len(p.lines)-1 {
		end++
	}
	if end == len(p.lines)-1 && strings.TrimSpace(p.lines[end]) == "" { // the last of the file
		for begin > 0 && strings.TrimSpace(p.lines[begin-1]) == "" {
			begin--
		}
	}
	p.lines = slices.Delete(p.lines, begin, end)
	leads := regexp.MustCompile(`\b(then|booked|none) ` + regexp.QuoteMeta(step) + `( |$)`)
	for i, l := range p.lines {
		code := withoutComment(l)
		if contains([]string{"then", "if", "unclear", "silent", "booked", "none", "offer"}, firstWord(strings.TrimLeft(code, " "))) {
			p.lines[i] = leads.ReplaceAllString(code, "${1} "+wayOf(f.Steps[at].Then)+"${2}") + l[len(code):]
		}
	}
	return p.String(), min(begin+1, len(p.lines)), nil
}
