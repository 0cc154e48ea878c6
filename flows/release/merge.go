package release

import (
	"maps"
	"slices"

	"nightdesk/bot"
)

// Conflict is one place that two people changed in different ways.
type Conflict struct {
	File  string
	Where string // "step greet"; "" = the file as a whole
	// Base, Mine and Theirs are the wordings; "" = it is not there.
	Base, Mine, Theirs string
}

// String says it in words.
func (c Conflict) String() string { return c.File }

// Merge puts what mine changed of base into theirs.
func Merge(base, mine, theirs bot.ScriptFiles) (bot.ScriptFiles, []Conflict) {
	var conflicts []Conflict
	merge := func(b, m, t map[string]string) map[string]string {
		out := map[string]string{}
		all := map[string]bool{}
		for _, x := range []map[string]string{b, m, t} {
			for name := range x {
				all[name] = true
			}
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			bs, inB := b[name]
			ms, inM := m[name]
			ts, inT := t[name]
			s, in := ts, inT
			switch {
			case bs == ts && inB == inT:
				s, in = ms, inM
			case bs == ms && inB == inM, ms == ts && inM == inT:
			default:
				conflicts = append(conflicts, Conflict{File: name, Base: bs, Mine: ms, Theirs: ts})
			}
			if in {
				out[name] = s
			}
		}
		return out
	}
	return bot.ScriptFiles{Flows: merge(base.Flows, mine.Flows, theirs.Flows), Talks: merge(base.Talks, mine.Talks, theirs.Talks)}, conflicts
}
