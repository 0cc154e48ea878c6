package flows

import "nightdesk/bot"

// ground is the steps of a script, numbered in the order of its flows, and where each
// may lead. It is never changed once it is made.
type ground struct {
	at    map[bot.Place]int
	spots []spot
}

// spot is one step. Where it leads to is gone for what leads out of the script, or to
// an end.
type spot struct {
	place                       bot.Place
	flow                        *bot.Flow
	step                        *bot.Step
	out, in                     []int // where it may lead, whatever is answered, and what may lead to it
	ifs                         []int
	then, none, booked, unclear int
}

// gone is where an end leads to.
const gone = -1

// lay makes the ground of a checker's script.
func (c *checker) lay() *ground {
	if c.ground != nil {
		return c.ground
	}
	g := &ground{at: map[bot.Place]int{}}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		place := bot.Place{Flow: f.Name, Step: s.Name}
		g.at[place] = len(g.spots)
		g.spots = append(g.spots, spot{place: place, flow: f, step: s})
	})
	for i := range g.spots {
		p := &g.spots[i]
		to := func(t bot.Target) int {
			at := c.to(g, p.place.Flow, t)
			if at != gone {
				p.out = append(p.out, at)
				g.spots[at].in = append(g.spots[at].in, i)
			}
			return at
		}
		p.then, p.none, p.booked, p.unclear = gone, gone, gone, gone
		for _, b := range p.step.Branches {
			p.ifs = append(p.ifs, to(b.Then))
		}
		if o := p.step.Offer; o != nil {
			p.none, p.booked = to(o.None), to(o.Booked)
		} else {
			p.then = to(p.step.Then)
		}
		if next := p.step.Unclear.Next; !next.IsZero() {
			p.unclear = to(next)
		}
	}
	c.ground = g
	return g
}

// to is the number of the step that a target means in a flow.
func (c *checker) to(g *ground, flow string, t bot.Target) int {
	place := bot.Place{Flow: flow, Step: t.Step}
	if t.Flow != "" {
		f := c.script.Flows[t.Flow]
		if f == nil {
			return gone
		}
		place = f.Start()
	}
	if at, ok := g.at[place]; ok {
		return at
	}
	return gone
}

// starts are where conversations begin.
func (c *checker) starts(names ...string) (all []int) {
	g := c.lay()
	for _, name := range names {
		if f := c.script.Flows[name]; f != nil {
			all = append(all, g.at[f.Start()])
		}
	}
	return all
}

// goesThrough lists where a talk goes on from a step without waiting for the person:
// anywhere from one that asks nothing, from an offer when no time is open, and from
// a question for a code word when there is one.
func (s *spot) goesThrough() []int {
	switch {
	case s.step.Offer != nil:
		return []int{s.none}
	case s.step.Answer.Kind == bot.AnswerCodeWord:
		return append(s.ifs[:len(s.ifs):len(s.ifs)], s.then)
	case s.step.Waits():
		return nil
	}
	return s.out
}
