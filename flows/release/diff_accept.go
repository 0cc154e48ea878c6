package release

import (
	"slices"

	"nightdesk/flows"
)

// accepted compares the warnings that files let stand. A reason that is another is one
// change; where it stands in its file does not matter.
func (d *differ) accepted(was, now map[string]string) {
	for _, name := range keys(was, now) {
		old, fresh := flows.Acceptances(was[name]), flows.Acceptances(now[name])
		alike := func(a flows.Acceptance) func(flows.Acceptance) bool {
			return func(b flows.Acceptance) bool { return a.Rule == b.Rule && a.Reason == b.Reason }
		}
		fresh = slices.DeleteFunc(fresh, func(a flows.Acceptance) bool { return taken(&old, alike(a)) })
		for _, a := range fresh {
			c := Change{File: name, Line: a.Line, Kind: KindWarning, Weight: WeightNone}
			i := slices.IndexFunc(old, func(b flows.Acceptance) bool { return a.Rule == b.Rule })
			if c.Sentence = `the warning "` + a.Rule + `" is now let stand: ` + a.Reason; i >= 0 {
				c.Sentence = `the warning "` + a.Rule + `" is let stand for another reason`
				c.Was, c.Now = Words(old[i].Reason, a.Reason)
				old = slices.Delete(old, i, i+1)
			}
			d.changes = append(d.changes, c)
		}
		for _, a := range old {
			d.changes = append(d.changes, Change{File: name, Line: a.Line, Gone: true, Kind: KindWarning, Weight: WeightNone,
				Sentence: `the warning "` + a.Rule + `" is no longer let stand, as it was because: ` + a.Reason})
		}
	}
}

// taken takes the first that is meant out of a list, and reports whether there was one.
func taken(list *[]flows.Acceptance, meant func(flows.Acceptance) bool) bool {
	i := slices.IndexFunc(*list, meant)
	if i >= 0 {
		*list = slices.Delete(*list, i, i+1)
	}
	return i >= 0
}
