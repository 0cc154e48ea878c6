package flows

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// A piece is a file of steps that several flows share. When scripts are linked, a step
// that uses one is followed by copies of the piece's steps, named "step.piecestep": to
// whoever runs a conversation they are steps like others, and their names are the same
// as long as the using step and the piece keep theirs.

// wayBack is the target by which a piece returns. No step can have this name.
const wayBack = "return"

// maxTakenIn bounds what pieces may add to a script, in places of sentences: it keeps
// pieces that use each other many times over from growing without end.
const maxTakenIn = 50_000

// pieceID is how a piece is named in keys of Sources, where flows have their names.
func pieceID(name string) string { return "piece:" + name }

// bare is the name that the clinic gave a flow or a piece.
func (d *draft) bare() string { return strings.TrimPrefix(d.name, pieceID("")) }

// returns reports whether a step of d may go to t by returning.
func (d *draft) returns(t bot.Target) bool { return d.piece && t.Step == wayBack }

// use reads: use NAME.
func (p *parser) use(d *draft, st *bot.Step, l *line, once func(bool) bool) {
	s := p.sentence(l, "use")
	p.mark(key(d, st, "use"), l, s.at())
	s.take("piece")
	name := s.name("the name of a piece")
	if s.done(); s.bad {
		p.lost = true
	}
	if once(d.uses[st] != "") {
		d.uses[st] = name
	}
}

// usesAlone reports what cannot stand in a step with "use".
func (p *parser) usesAlone(d *draft, st *bot.Step) {
	at := func(part string) bot.Source { return p.script.Sources[key(d, st, part)] }
	if st.Waits() {
		p.report(at("use"), "misplaced", "a step that uses a piece asks and offers nothing itself", "begin another step for it, above or below this one")
		delete(d.uses, st)
		return
	}
	if g := d.given[st]; !g.then && !g.unknown {
		p.report(at("use"), "unfinished", "nothing says what comes after the piece", "add to the step:  then STEP")
	}
}

// pieces finds what every "use" refers to, and takes out what cannot be used.
func (p *parser) pieces() {
	for _, d := range p.order {
		for _, st := range d.steps {
			name := d.uses[st]
			if name == "" || p.flows[pieceID(name)] != nil {
				continue
			}
			delete(d.uses, st)
			if p.lost {
				continue
			}
			at := p.script.Sources[key(d, st, "use")]
			mend, better := p.named(name, p.pieceNames(), "the pieces are: ")
			switch add := `add a file that begins with "piece ` + name + `"`; {
			case better != "":
			case p.flows[name] != nil:
				mend = "to go to a flow write:  then flow " + name
			case mend != "":
				mend += "; or " + add
			default:
				mend = add
			}
			p.report(at, "unknown-piece", `there is no piece "`+name+`"`, mend)
			p.swap(at, name, better)
		}
	}
	p.circles()
}

func (p *parser) pieceNames() []string {
	var all []string
	for id, d := range p.flows {
		if d.piece {
			all = append(all, strings.TrimPrefix(id, pieceID("")))
		}
	}
	slices.Sort(all)
	return all
}

// circles reports pieces that use themselves, perhaps by way of others, and takes
// that use out.
func (p *parser) circles() {
	const done = -1
	const most = 20           // pieces that anybody would follow
	state := map[*draft]int{} // the place in way, from 1, or done
	var way []*draft
	var look func(d *draft)
	look = func(d *draft) {
		way = append(way, d)
		state[d] = len(way)
		for _, st := range d.steps {
			inner := p.flows[pieceID(d.uses[st])]
			if d.uses[st] == "" {
				continue
			}
			switch at := state[inner]; {
			case at == 0:
				look(inner)
			case at > 0:
				text := `the piece "` + inner.bare() + `" uses itself`
				if inner != d {
					var names []string
					for _, w := range way[at:min(at+most, len(way))] {
						names = append(names, `"`+w.bare()+`"`)
					}
					text += " by way of " + strings.Join(names, " and ")
				}
				p.report(p.script.Sources[key(d, st, "use")], "piece-circle", text+", so it would never end", "take this line out, or lead back to a step by name:  then STEP")
				delete(d.uses, st)
				inner.used, d.used = true, true // of one mistake one problem
			}
		}
		way = way[:len(way)-1]
		state[d] = done
	}
	for _, d := range p.order {
		if d.piece && state[d] == 0 {
			look(d)
		}
	}
}

// takeIn makes flows and pieces of drafts, with the steps of every piece that they use.
func (p *parser) takeIn() {
	t := &taking{p: p, parts: map[string]map[string][]string{}}
	for _, d := range p.order {
		if d.piece || len(d.uses) > 0 {
			t.parts[d.name] = map[string][]string{}
		}
	}
	for k := range p.script.Sources {
		rest, is := strings.CutPrefix(k, "step/")
		name, rest, _ := strings.Cut(rest, "/")
		if steps := t.parts[name]; is && steps != nil {
			step, part, _ := strings.Cut(rest, "/")
			steps[step] = append(steps[step], part)
		}
	}
	for _, d := range p.order {
		d.steps = slices.DeleteFunc(d.steps, func(st *bot.Step) bool { return !isName(st.Name) })
	}
	for _, d := range p.order {
		if len(d.steps) == 0 || !isName(d.bare()) {
			continue
		}
		title := d.title
		if title == "" {
			title = d.bare()
		}
		steps := d.steps
		if len(d.uses) > 0 || d.piece {
			t.flow, t.steps = d.name, nil
			t.all(d, "", bot.Target{End: true})
			steps = t.steps
		}
		if d.piece {
			p.script.Pieces[d.bare()] = bot.NewFlow(d.name, title, steps)
			continue
		}
		for _, name := range slices.Sorted(maps.Values(d.uses)) {
			t.mark(p.flows[pieceID(name)])
		}
		p.script.Flows[d.name] = bot.NewFlow(d.name, title, steps)
	}
	t.unused()
}

// taking copies the steps of pieces into one flow after the other.
type taking struct {
	p     *parser
	flow  string
	steps []*bot.Step
	parts map[string]map[string][]string // of Sources, by draft and step
	added int
	full  bool
}

// mark notes that a flow uses a piece, and so those that it uses.
func (t *taking) mark(d *draft) {
	if d == nil || d.used {
		return
	}
	d.used = true
	for _, name := range d.uses {
		t.mark(t.p.flows[pieceID(name)])
	}
}

// unused reports pieces that no flow uses: nobody reads them.
func (t *taking) unused() {
	if t.p.lost {
		return
	}
	for _, d := range t.p.order {
		if d.piece && !d.used && isName(d.bare()) {
			t.p.report(source(d.head, d.head.indent), "unused-piece", `no flow uses the piece "`+d.bare()+`"`,
				"use it in a step:  use "+d.bare()+"  or delete the file")
		}
	}
}

// all adds the steps of d under a prefix; what returns goes on at back.
func (t *taking) all(d *draft, prefix string, back bot.Target) {
	to := func(x bot.Target) bot.Target {
		switch {
		case d.returns(x):
			return back
		case x.Step != "":
			x.Step = prefix + x.Step
		}
		return x
	}
	for _, st := range d.steps {
		if prefix != "" && !t.room(d, st, len(prefix)) {
			return
		}
		c := t.copied(d, st, prefix, to)
		piece := t.p.flows[pieceID(d.uses[st])]
		if d.uses[st] == "" || piece == nil || len(piece.steps) == 0 {
			continue
		}
		after := c.Then
		if len(c.Branches) > 0 {
			after = bot.Target{Step: c.Name + "." + wayBack}
		}
		exit := &bot.Step{Name: c.Name + "." + wayBack, Source: c.Source, Branches: c.Branches, Then: c.Then}
		c.Branches, c.Then = nil, bot.Target{Step: c.Name + "." + piece.steps[0].Name}
		t.all(piece, c.Name+".", after)
		if len(exit.Branches) > 0 {
			t.steps = append(t.steps, exit)
			t.place(d, st, exit.Name)
		}
		own := "step/" + t.flow + "/" + c.Name + "/"
		t.p.script.Sources[own+"then"] = t.p.script.Sources[own+"use"]
	}
}

// copied adds a copy of a step, with its targets led right.
func (t *taking) copied(d *draft, st *bot.Step, prefix string, to func(bot.Target) bot.Target) *bot.Step {
	c := *st
	c.Name = prefix + st.Name
	c.Then, c.Unclear.Next = to(st.Then), to(st.Unclear.Next)
	c.Branches = slices.Clone(st.Branches)
	for i := range c.Branches {
		c.Branches[i].Then = to(c.Branches[i].Then)
	}
	if st.Offer != nil {
		o := *st.Offer
		o.None, o.Booked = to(o.None), to(o.Booked)
		c.Offer = &o
	}
	t.steps = append(t.steps, &c)
	if prefix != "" {
		t.place(d, st, c.Name)
	}
	return &c
}

// place says of a copy that it stands where the step stands.
func (t *taking) place(d *draft, st *bot.Step, name string) {
	for _, part := range t.parts[d.name][st.Name] {
		t.p.script.Sources["step/"+t.flow+"/"+name+"/"+part] = t.p.script.Sources[key(d, st, part)]
	}
}

// room counts what a copy of a step takes, and reports once when it is too much.
func (t *taking) room(d *draft, st *bot.Step, prefix int) bool {
	parts := 1 + len(t.parts[d.name][st.Name]) + len(st.Branches)
	t.added += parts + parts*prefix/64 // names grow with each piece within a piece
	if t.added > maxTakenIn && !t.full {
		t.full = true
		t.p.report(source(d.head, d.head.indent), "too-many", "pieces are used so often that the scripts grow without end", "use fewer pieces within pieces")
	}
	return !t.full
}
