package release

import (
	"cmp"
	"slices"
	"strings"

	"nightdesk/bot"
)

// flows compares the flows and their steps.
func (d *differ) flows() {
	d.renamed = map[bot.Place]string{}
	for _, name := range keys(d.was.Flows, d.now.Flows) {
		if a, b := d.was.Flows[name], d.now.Flows[name]; a != nil && b != nil {
			d.findRenamed(a, b)
		}
	}
	for _, name := range keys(d.was.Flows, d.now.Flows) {
		a, b := d.was.Flows[name], d.now.Flows[name]
		c := Change{Kind: KindStep, Weight: WeightPath, Flow: name}
		switch {
		case a == nil:
			c.New = "the flow " + name
			c.Sentence = c.New + " is new, with " + count(len(b.Steps), "step")
			d.add("flow/"+name, c)
			a = &bot.Flow{Name: name, Title: b.Title}
		case b == nil:
			c.Sentence, c.Gone = "the flow "+name+" is gone, with "+count(len(a.Steps), "step"), true
			d.add("flow/"+name, c)
			b = &bot.Flow{Name: name, Title: a.Title}
		case a.Steps[0].Name != b.Steps[0].Name && d.renamed[bot.Place{Flow: name, Step: a.Steps[0].Name}] != b.Steps[0].Name:
			c.Sentence = "the flow " + name + " now begins with the step " + b.Steps[0].Name + ", was " + a.Steps[0].Name
			d.add("flow/"+name, c)
		}
		if a.Title != b.Title {
			was, now := Words(a.Title, b.Title)
			d.add("flow/"+name, Change{Kind: KindWording, Weight: WeightNone, Flow: name, Sentence: "the title of the flow " + name, Was: was, Now: now})
		}
		d.steps(a, b)
	}
}

// findRenamed finds steps that are the same but for their name.
func (d *differ) findRenamed(a, b *bot.Flow) {
	fresh := map[string]*bot.Step{}
	for _, st := range b.Steps {
		if find(a, st.Name) == nil {
			fresh[st.Name] = st
		}
	}
	for _, st := range a.Steps {
		if find(b, st.Name) != nil {
			continue
		}
		for _, other := range b.Steps {
			if fresh[other.Name] != nil && alike(st, other) {
				d.renamed[bot.Place{Flow: a.Name, Step: st.Name}] = other.Name
				delete(fresh, other.Name)
				break
			}
		}
	}
}

// alike reports whether two steps differ in their names only.
func alike(a, b *bot.Step) bool {
	x := *a
	x.Name, x.Source = b.Name, b.Source
	return same(x, *b)
}

func find(f *bot.Flow, name string) *bot.Step {
	for _, st := range f.Steps {
		if st.Name == name {
			return st
		}
	}
	return nil
}

func (d *differ) steps(a, b *bot.Flow) {
	stepOf := func(name string) string { return "the step " + name + " of " + a.Name }
	isNew := map[string]bool{}
	for _, st := range a.Steps {
		here := bot.Place{Flow: a.Name, Step: st.Name}
		c := Change{Kind: KindStep, Weight: WeightPath, Flow: a.Name, Step: st.Name}
		if to := d.renamed[here]; to != "" {
			isNew[to] = true // said here
			c.Step, c.Sentence = to, stepOf(st.Name)+" is now called "+to
			d.add("step/"+a.Name+"/"+to, c)
			continue
		}
		if other := find(b, st.Name); other != nil {
			d.step(a.Name, st, other)
			continue
		}
		c.Gone, c.Sentence = true, stepOf(st.Name)+" is gone"
		if helps(st) {
			c.Weight = WeightSafety
		}
		d.add("step/"+a.Name+"/"+st.Name, c)
		d.held(a.Name, st, &bot.Step{})
	}
	for _, st := range b.Steps {
		if find(a, st.Name) != nil || isNew[st.Name] {
			continue
		}
		d.add("step/"+a.Name+"/"+st.Name, Change{Kind: KindStep, Weight: WeightPath, Flow: a.Name, Step: st.Name, Sentence: stepOf(st.Name) + " is new", New: newName(st)})
		d.held(a.Name, &bot.Step{}, st)
	}
	d.order("flow/"+a.Name, Change{Kind: KindStep, Weight: WeightWording, Flow: a.Name, Sentence: "the steps of " + a.Name + " stand in another order"},
		names(a.Steps, func(s *bot.Step) string { return s.Name }), names(b.Steps, func(s *bot.Step) string { return s.Name }))
}

// newName is what a new step is called by itself.
func newName(st *bot.Step) string {
	if len(st.Ask) > 0 {
		return `the question "` + st.Name + `"`
	}
	return `the step "` + st.Name + `"`
}

// helps reports whether a step calls a person at once, or names a number of help.
func helps(st *bot.Step) bool {
	return callsAtOnce(st.Handoff) || callsAtOnce(&st.Unclear.Then) ||
		slices.ContainsFunc(st.Silent, func(r bot.SilentRung) bool { return callsAtOnce(&r.Handoff) }) ||
		namesNumber(st.Say...) || namesNumber(st.Ask, st.DiscreetAsk, st.AskAgain)
}

func callsAtOnce(o *bot.HandoffOrder) bool { return o != nil && o.Level == bot.LevelNow }

// stepDiff compares one step with what it was.
type stepDiff struct {
	*differ
	flow string
	a, b *bot.Step
}

// held says what a step that is new or gone asks and says, and what may be answered: as
// many changes in one direction as in the other.
func (d *differ) held(flow string, a, b *bot.Step) {
	s := &stepDiff{d, flow, a, b}
	s.wordings()
	s.choices()
}

func (d *differ) step(flow string, a, b *bot.Step) {
	s := &stepDiff{d, flow, a, b}
	s.wordings()
	s.sets()
	if !same(a.Handoff, b.Handoff) {
		s.handoff("handoff", "", a.Handoff, b.Handoff)
	}
	s.answer()
	if a.Keep != b.Keep {
		s.say("keep", KindAnswer, "the answer is now "+keptAs(b.Keep)+", was "+keptAs(a.Keep))
	}
	if a.Consent != b.Consent {
		s.say("consent", KindAnswer, `"yes" is now `+consentTo(b.Consent)+", was "+consentTo(a.Consent))
	}
	s.offer()
	s.branches()
	if s.moved(a.Then, b.Then) && (a.Offer == nil || b.Offer == nil || a.Then != a.Offer.Booked || b.Then != b.Offer.Booked) {
		s.say("then", KindPath, "goes on with "+target(b.Then)+", was "+target(a.Then))
	}
	s.waits()
}

// key is where a part of the step stands.
func (s *stepDiff) key(part string) string {
	return "step/" + s.flow + "/" + s.name() + "/" + part
}

// name is what the step is called or, if it is gone, was.
func (s *stepDiff) name() string { return cmp.Or(s.b.Name, s.a.Name) }

// place names the step.
func (s *stepDiff) place() string { return "step " + s.name() + " of " + s.flow }

// change is one about this step.
func (s *stepDiff) change(kind Kind, weight Weight) Change {
	return Change{Kind: kind, Weight: weight, Flow: s.flow, Step: s.name()}
}

// say notes a change of one part.
func (s *stepDiff) say(part string, kind Kind, sentence string) {
	c := s.change(kind, WeightPath)
	c.Sentence = s.place() + ": " + sentence
	s.add(s.key(part), c)
}

// wordings compares all that the step says.
func (s *stepDiff) wordings() {
	w := s.change(KindWording, WeightWording)
	s.says(w)
	s.wording(s.key("ask"), w, s.place()+", its question", s.a.Ask, s.b.Ask)
	s.wording(s.key("discreet"), w, s.place()+", its question on a shared phone", s.a.DiscreetAsk, s.b.DiscreetAsk)
	s.wording(s.key("again"), w, s.place()+", its question asked again", s.a.AskAgain, s.b.AskAgain)
}

// says compares what is said, one text after the other. What stands in the place of
// what went is the same text in other words.
func (s *stepDiff) says(w Change) {
	a, b := s.a.Say, s.b.Say
	var gone, come []int
	flush := func() {
		for i := range max(len(gone), len(come)) {
			var was, now bot.Text
			part := "say0"
			if i < len(gone) {
				was, part = a[gone[i]], "say"+itoa(gone[i])
			}
			if i < len(come) {
				now, part = b[come[i]], "say"+itoa(come[i])
			}
			s.wording(s.key(part), w, s.place()+", what it says", was, now)
		}
		gone, come = nil, nil
	}
	for _, e := range edits(len(a), len(b), func(i, j int) bool { return same(a[i], b[j]) }) {
		switch e.op {
		case stays:
			flush()
		case goes:
			gone = append(gone, e.old)
		case comes:
			come = append(come, e.new)
		}
	}
	flush()
}

// sets compares what the step sets.
func (s *stepDiff) sets() {
	word := func(x bot.Setting) string { return x.Name + " " + x.Value }
	a, b := names(s.a.Set, word), names(s.b.Set, word)
	for i, x := range b {
		if len(without(b[:i+1], a)) > len(without(b[:i], a)) {
			s.say("set"+itoa(i), KindPath, "now sets "+x)
		}
	}
	for _, x := range without(a, b) {
		s.say("", KindPath, "no longer sets "+x)
	}
	s.order(s.key("set0"), s.with(s.change(KindPath, WeightPath), "sets the same in another order"), a, b)
}

func (s *stepDiff) with(c Change, sentence string) Change {
	c.Sentence = s.place() + ": " + sentence
	return c
}

// handoff compares a call for staff; when says when it is made, "" for always.
func (s *stepDiff) handoff(part, when string, a, b *bot.HandoffOrder) {
	c := s.change(KindStaff, WeightPath)
	switch {
	case a == nil:
		c = s.with(c, when+"now "+called(*b))
	case b == nil:
		c = s.with(c, when+"no longer "+called(*a))
	default:
		c = s.with(c, when+called(*b)+"; was: "+called(*a))
	}
	if !same(a, b) && (callsAtOnce(a) || callsAtOnce(b)) {
		c.Weight = WeightSafety
	}
	s.add(s.key(part), c)
}

// moved reports whether a target is another step than it was.
func (s *stepDiff) moved(was, now bot.Target) bool {
	if to := s.renamed[bot.Place{Flow: s.flow, Step: was.Step}]; to != "" && was.Flow == "" {
		was.Step = to
	}
	return was != now
}

// offer compares the openings that are offered.
func (s *stepDiff) offer() {
	a, b := s.a.Offer, s.b.Offer
	switch {
	case a == nil && b == nil:
	case a == nil:
		s.say("offer", KindOffer, "now offers "+b.Kind+", "+itoa(b.Count)+" at a time")
	case b == nil:
		s.say("offer", KindOffer, "no longer offers "+a.Kind)
	default:
		if a.Kind != b.Kind {
			s.say("offer", KindOffer, "now offers "+b.Kind+", was "+a.Kind)
		}
		if a.Count != b.Count {
			s.say("offer", KindOffer, "now offers "+itoa(b.Count)+" at a time, was "+itoa(a.Count))
		}
		if s.moved(a.None, b.None) {
			s.say("none", KindPath, "where no time is open it goes on with "+target(b.None)+", was "+target(a.None))
		}
		if s.moved(a.Booked, b.Booked) {
			s.say("booked", KindPath, "when a visit is booked it goes on with "+target(b.Booked)+", was "+target(a.Booked))
		}
	}
}

// branches compares where answers lead.
func (s *stepDiff) branches() {
	a, b := s.a.Branches, s.b.Branches
	word := func(x bot.Branch) string { return condition(x) }
	wasAt := map[string][]bot.Target{}
	for _, x := range a {
		wasAt[word(x)] = append(wasAt[word(x)], x.Then)
	}
	for i, x := range b {
		w, part := word(x), "if"+itoa(i)+"/value"
		old := wasAt[w]
		if len(old) == 0 {
			s.say(part, KindPath, w+" it now goes on with "+target(x.Then))
			continue
		}
		if wasAt[w] = old[1:]; s.moved(old[0], x.Then) {
			s.say(part, KindPath, w+" it goes on with "+target(x.Then)+", was "+target(old[0]))
		}
	}
	for _, x := range a {
		if w := word(x); len(wasAt[w]) > 0 {
			s.say("", KindPath, w+" it no longer goes on with "+target(wasAt[w][0]))
			wasAt[w] = wasAt[w][1:]
		}
	}
	s.order(s.key("if0/value"), s.with(s.change(KindPath, WeightPath), "looks at the answers in another order"), names(a, word), names(b, word))
}

// waits compares what happens while the question waits.
func (s *stepDiff) waits() {
	if a, b := s.a.Unclear, s.b.Unclear; a.Again != b.Again || a.Then != b.Then || s.moved(a.Next, b.Next) {
		var what []string
		if a.Again != b.Again {
			what = append(what, "after unclear answers it asks again "+times(b.Again)+", was "+times(a.Again))
		}
		if a.Then != b.Then {
			what = append(what, "after answers that stay unclear "+called(b.Then)+"; was: "+called(a.Then))
		}
		if s.moved(a.Next, b.Next) {
			what = append(what, "after that it goes on with "+onwards(b.Next)+", was "+onwards(a.Next))
		}
		s.unlessSet("unclear", a.Then != b.Then && (callsAtOnce(&a.Then) || callsAtOnce(&b.Then)), strings.Join(what, "; "))
	}
	if !same(s.a.Silent, s.b.Silent) {
		once := func(r bot.SilentRung) bool { return callsAtOnce(&r.Handoff) }
		s.unlessSet("silent", slices.ContainsFunc(s.a.Silent, once) || slices.ContainsFunc(s.b.Silent, once),
			"when no answer comes: "+silence(s.b.Silent)+"; was: "+silence(s.a.Silent))
	}
}

// unlessSet notes a change of what the settings may say as well: once for all steps
// that say nothing of their own.
func (s *stepDiff) unlessSet(part string, safety bool, sentence string) {
	c := s.change(KindWait, WeightPath)
	if safety {
		c.Weight = WeightSafety
	}
	written := func(script *bot.Script) bool {
		_, ok := script.Sources[s.key(part)]
		return ok || len(script.Sources) == 0
	}
	if written(s.was) || written(s.now) {
		s.add(s.key(part), s.with(c, sentence))
		return
	}
	if s.defaults[part+sentence] {
		return
	}
	s.defaults[part+sentence] = true
	c.Kind, c.Flow, c.Step = KindSettings, "", ""
	c.Sentence = "wherever a step says nothing of its own: " + sentence
	c.File = s.home
	s.changes = append(s.changes, c)
}
