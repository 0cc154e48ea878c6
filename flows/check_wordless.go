package flows

// wordless: answers after which a talk ends and nothing was said. The person would
// get our last resort, and staff an alarm. A booking says its own words, and so does
// handing over.
func (c *checker) wordless() {
	p := c.prove()
	mute := p.mute()
	ends := func(to int) bool { return to < 0 || mute[to] }
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.env == nil || !n.step.Waits() {
			continue
		}
		said := map[string]bool{}
		p.leave(n, func(part string, to int, _ env) {
			if part == "booked" || part == "none" || part == "unclear" || said[part] || !ends(to) {
				return
			}
			said[part] = true
			c.error(c.stepAt(c.script.Flows[n.place.Flow], n.step, part), `after this answer to the step "`+n.place.Step+`" nothing more is said`,
				`lead to a step that says something first:  say en  Thank you. You can text here any time.`)
		})
	}
	fresh, any := p.entries()
	for _, i := range append(fresh, any...) {
		if n := &p.nodes[i]; mute[i] {
			c.error(n.step.Source, `whoever begins at the step "`+n.place.Step+`" may get no answer, for nothing is said before the end`, "say or ask something on the way")
			break
		}
	}
}

// mute lists the nodes that may lead to an end and say nothing on the way.
func (p *proof) mute() map[int]bool {
	before := make([][]int, len(p.nodes))
	mute := map[int]bool{}
	var todo []int
	mark := func(i int) {
		if !mute[i] {
			mute[i] = true
			todo = append(todo, i)
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.env == nil || n.step.Waits() || len(n.step.Say) > 0 || n.step.Handoff != nil {
			continue
		}
		p.leave(n, func(_ string, to int, _ env) {
			if to >= 0 {
				before[to] = append(before[to], i)
			} else {
				mark(i)
			}
		})
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, b := range before[i] {
			mark(b)
		}
	}
	return mute
}
