package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// pieceName is what the flows' names of pieces begin with, in keys of Sources.
const pieceName = "piece:"

// shared compares the pieces as they are written, and then says of the flows only what
// is their own: a changed word of a piece is one change, however many flows use it.
func (d *differ) shared() {
	was, now, before := d.was, d.now, d.changes
	d.was, d.now, d.changes = asPieces(was), asPieces(now), nil
	d.flows()
	pieces := d.changes
	for i := range pieces {
		c := &pieces[i]
		bare := strings.TrimPrefix(c.Flow, pieceName)
		c.Sentence = strings.ReplaceAll(strings.ReplaceAll(c.Sentence, "the flow "+c.Flow, "the piece "+bare), " of "+c.Flow, " of the piece "+bare)
		c.New = strings.Replace(c.New, "the flow "+c.Flow, "the piece "+bare, 1)
		c.Sentence = strings.ReplaceAll(c.Sentence, target(bot.Target{End: true}), "the end of the piece")
	}
	d.was, d.now, d.changes = was, now, nil
	d.flows()
	own := d.changes
	d.changes = append(before, pieces...)
	for _, c := range own {
		if strings.Contains(c.Step, ".") {
			c = d.ofUse(c, pieces)
		} else if _, rest, leads := strings.Cut(c.Sentence, "the step "+c.Step+"."); leads && c.Step != "" { // to the first of a piece
			first, _, _ := strings.Cut(strings.TrimSuffix(rest, ","), " ")
			c.Sentence = strings.Replace(c.Sentence, "the step "+c.Step+"."+strings.TrimSuffix(first, ","), "the piece", 1)
		}
		if c.Sentence == "" {
			continue
		}
		i := slices.IndexFunc(d.changes, func(o Change) bool { o.Weight = c.Weight; return same(o, c) })
		if i < 0 {
			d.changes = append(d.changes, c)
		} else if c.Weight == WeightSafety {
			d.changes[i].Weight = c.Weight
		}
	}
}

// asPieces is a script whose flows are its pieces, each with its own steps.
func asPieces(s *bot.Script) *bot.Script {
	out := *s
	out.Flows = map[string]*bot.Flow{}
	for _, f := range s.Pieces {
		own := slices.DeleteFunc(slices.Clone(f.Steps), func(st *bot.Step) bool { return strings.Contains(st.Name, ".") })
		out.Flows[f.Name] = bot.NewFlow(f.Name, f.Title, own)
	}
	return &out
}

// ofUse says of a change of a copied step what it is to the step that takes the piece
// in; without a sentence if the piece's own changes tell it.
func (d *differ) ofUse(c Change, pieces []Change) Change {
	using, _, _ := strings.Cut(c.Step, ".")
	prefix := c.Step[:strings.LastIndexByte(c.Step, '.')+1]
	tail := tailOf(c, prefix)
	if slices.ContainsFunc(pieces, func(p Change) bool {
		if c.Kind == KindPath && p.Kind == KindPath && p.File == c.File && p.Line == c.Line { // where it returns to is each use's own
			return true
		}
		return p.Kind == c.Kind && p.Lang == c.Lang && p.Step == c.Step[len(prefix):] && tailOf(p, "") == tail && same(p.Was, c.Was) && same(p.Now, c.Now)
	}) {
		return Change{}
	}
	use := Change{Kind: c.Kind, Weight: c.Weight, Flow: c.Flow, Step: using}
	place := bot.Place{Flow: c.Flow, Step: c.Step}
	had, has := d.was.Step(place) != nil, d.now.Step(place) != nil
	script := d.now
	switch {
	case had && has:
		d.ofUses[c.File] = true
		use.Sentence = "step " + using + " of " + c.Flow + ", after the piece: " + strings.ReplaceAll(tail, "the step return", "what its conditions say")
	case d.was.Step(bot.Place{Flow: c.Flow, Step: using}) == nil && d.was.Flows[c.Flow] != nil && has,
		d.now.Step(bot.Place{Flow: c.Flow, Step: using}) == nil && d.now.Flows[c.Flow] != nil && had,
		strings.HasSuffix(c.Step, ".return") && takesIn(d.was, place) == takesIn(d.now, place):
		return Change{} // said of the step as a whole, or of where it goes on
	case has:
		use.Kind, use.Weight, use.Sentence = KindStep, WeightPath, "step "+using+" of "+c.Flow+" now takes in the piece "+takesIn(d.now, place)
	default:
		script, use.Gone = d.was, true
		use.Kind, use.Weight, use.Sentence = KindStep, WeightPath, "step "+using+" of "+c.Flow+" no longer takes in the piece "+takesIn(d.was, place)
		if c.Weight == WeightSafety {
			use.Weight = WeightSafety
		}
	}
	at := at(script, "step/"+c.Flow+"/"+using+"/use")
	use.File, use.Line = at.File, at.Line
	return use
}

// tailOf is what a sentence says of its step, with the names that stand in the piece.
func tailOf(c Change, prefix string) string {
	_, tail, ok := strings.Cut(c.Sentence, ": ")
	if !ok || !strings.HasPrefix(c.Sentence, "step ") {
		if _, tail, ok = strings.Cut(c.Sentence, ", "); !ok {
			tail = c.Sentence[strings.LastIndex(c.Sentence, " is ")+1:]
		}
	}
	if prefix != "" {
		tail = strings.ReplaceAll(tail, prefix, "")
	}
	return tail
}

// takesIn names the piece that the step before a copied one takes in: its first step
// comes right below.
func takesIn(s *bot.Script, copied bot.Place) string {
	f := s.Flows[copied.Flow]
	if f == nil {
		return ""
	}
	using, _, _ := strings.Cut(copied.Step, ".")
	i := slices.IndexFunc(f.Steps, func(st *bot.Step) bool { return st.Name == using })
	if i < 0 || i+1 >= len(f.Steps) || !strings.HasPrefix(f.Steps[i+1].Name, using+".") {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(s.Pieces)) {
		if s.Pieces[name].Steps[0].Source == f.Steps[i+1].Source {
			return name
		}
	}
	return ""
}
