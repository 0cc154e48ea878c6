package flows

import (
	"slices"

	"nightdesk/bot"
)

// proof is what can be known of every talk that runs through a script from its
// beginning, whatever the person says, however long it lasts and wherever they go
// back to.
//
// It follows for every step what may be kept when a talk comes to it: for each name
// that some "if" looks at from there on, the set of its values. A step that no talk
// comes to has no such sets, and an "if" whose value is in none of them is never
// true. The sets are never too small (what is called impossible is impossible); they
// may be too large, for each name is followed by itself.
//
// A talk begins at the start, where nothing is kept; at home, where anything may be
// that the script ever keeps; and where the engine itself leads (see begin). When
// somebody goes back to an earlier question, whatever they answered after it is kept
// still. What the engine decides by itself (is the phone shared, which language, did
// they agree a moment ago, is a visit booked) may change with every text. Talks that
// began on another version and were moved to this one are not spoken of.
//
// What is promised of a script, and where it is proved:
//
//   - talks come to every step, and every "if" may be true: run, with which
//     unreachable and neverTrue speak;
//   - from every step some answer leads on to a booking, a person or an end: wayOuts
//     without looking at what is kept, rounds with it;
//   - no two answers, nor an answer and a word that works everywhere, are the same
//     text: sameAnswer and globalWord, which need no proof of ways.
//
// All of it takes time in proportion to the steps: every step is looked at again only
// when more may be kept there, what is carried from step to step is bounded by
// maxCarried, and so are the rounds.
type proof struct {
	c     *checker
	nodes []node
	names map[string]int // those that some "if" looks at
	vars  []variable
	// circles are the steps that lead to each other; a step that does not lead back
	// to itself is one of its own. Those that lead to no other circle come first.
	circles [][]int
	circle  []int // the one that a node is in
	turn    []int // of nodes: their place in an order in which steps come before those they lead to
	fresh   []int // where talks begin with nothing kept
	any     []int // and with anything
	crowded bool  // more is kept than is followed
	waiting turns // nodes to look at
	carry   []valueSet
}

// node is what is known of one step.
type node struct {
	*spot
	branches []test
	own      int      // the name that its answer is kept under, or -1
	answers  valueSet // what its answer may be
	assigns  []assign
	// The names that are looked at from here on, in order: before it, and after it or
	// by it. See follow.
	before, after []int
	origins       []origin   // of those after it
	ownAt         int        // of own in after, or -1
	come          bool       // some talk comes to it
	may           []valueSet // with what, for each of before
	queued        bool
}

type assign struct {
	name   int
	values valueSet
}

// test is one "if".
type test struct {
	name  int // -1: it is not followed, so it may hold and may not
	at    int // of the name in after
	value valueSet
	not   bool
	to    int
}

// prove follows all talks; it is done once for a script.
func (c *checker) prove() *proof {
	if c.proven == nil {
		p := &proof{c: c, names: map[string]int{}}
		for i := range c.lay().spots {
			p.nodes = append(p.nodes, node{spot: &c.ground.spots[i], own: -1})
		}
		p.name()
		p.fill()
		p.arrange()
		p.begin()
		p.follow()
		p.run()
		c.proven = p
	}
	return c.proven
}

// fill gives every node what it sets, and what it asks of what is kept.
func (p *proof) fill() {
	for i := range p.nodes {
		n := &p.nodes[i]
		for _, set := range n.step.Set {
			p.assign(n, i, set)
		}
		for k, b := range n.step.Branches {
			id := p.names[n.key(b.Name)]
			v := &p.vars[id]
			n.branches = append(n.branches, test{name: id, value: v.value(b.Value), not: b.Not, to: n.ifs[k]})
			if n.step.Offer == nil { // or else it is never come to
				v.looked = append(v.looked, i)
			}
		}
	}
}

// assign notes a "set" of the i-th node; the last one of a name holds.
func (p *proof) assign(n *node, i int, set bot.Setting) {
	id, ok := p.names[set.Name]
	if !ok || set.Name == "recent" || set.Name == "booked" { // whatever a script sets, the engine knows better
		return
	}
	v := &p.vars[id]
	a := assign{id, v.value(set.Value)}
	if set.Name == "language" && !slices.Contains(p.c.known.Languages, bot.Lang(set.Value)) { // the next one, whichever that is
		a.values = v.all
	}
	for k := range n.assigns {
		if n.assigns[k].name == id {
			n.assigns[k] = a
			return
		}
	}
	n.assigns = append(n.assigns, a)
	v.kept = append(v.kept, i)
}

// begin finds the nodes where talks begin or are led to by the engine itself: the
// start, with nothing kept, and home; the question about reminders, for whoever
// comes back to texts; the flow of groups for who asks for one, and of visits for
// who wants another.
func (p *proof) begin() {
	p.fresh = p.c.starts(p.c.script.Start)
	p.any = p.c.starts(p.c.script.Home, "group", "visit")
	for i := range p.nodes {
		if p.nodes[i].step.Consent == bot.PurposeReminders {
			p.any = append(p.any, i)
			break
		}
	}
}
