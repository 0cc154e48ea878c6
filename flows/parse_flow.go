package flows

import (
	"strings"
	"time"

	"nightdesk/bot"
)

// reserved names mean something of their own after "then".
var reserved = []string{"end", "return", "flow"}

// flow reads one flow file after its first line.
func (p *parser) flow(head *line, body []*line) {
	s := p.sentence(head, "flow")
	d := &draft{name: s.name("the name of a flow"), head: head, lines: map[string]*line{}, given: map[*bot.Step]given{}}
	s.end()
	if s.bad {
		d.name = "?" + head.file // still read, for its other problems
	}
	if other := p.flows[d.name]; other != nil {
		p.problem(head, head.indent, "twice", `there is a flow "`+d.name+`" in `+other.head.file+" already", "give this one another name")
		d.name += "#2"
	} else {
		p.mark("flow/"+d.name, head, head.indent)
	}
	p.flows[d.name] = d
	p.order = append(p.order, d)
	var stray *bot.Step
	var strayLine *line
	for _, l := range body {
		switch w := first(l); {
		case w == "title":
			p.title(d, l)
		case w == "step":
			stray, strayLine = p.step(d, l), l
		case w == "flow":
			p.problem(l, l.indent, "twice", "a file holds one flow", "move this flow to a file of its own")
		case contains(stepVerbs, w) && stray != nil:
			p.problem(l, l.indent, "indent", `this line belongs to the step above, so it must stand further right`, "put two spaces before it")
			p.stepLine(d, stray, strayLine, l)
		case contains(stepVerbs, w):
			p.problem(l, l.indent, "misplaced", `"`+w+`" belongs in a step`, "write a step line above it: "+example("step"))
		default:
			p.unknown(l, "step", append([]string{"title", "step"}, stepVerbs...))
		}
	}
	if len(d.steps) == 0 {
		p.problem(head, head.indent, "empty-flow", `the flow "`+d.name+`" has no steps`, "add one:  "+example("step"))
	}
}

// unknown reports a line that begins with a word it cannot begin with.
func (p *parser) unknown(l *line, verb string, known []string) {
	p.problem(l, l.indent, "unknown-word", `I don't know the word "`+first(l)+`" here`, p.meant(first(l), known, verb))
}

func (p *parser) title(d *draft, l *line) {
	if d.title != "" {
		p.problem(l, l.indent, "twice", "this flow has a title already", "delete one of the two")
	}
	d.title = strings.TrimSpace(strings.TrimPrefix(l.text(), "title"))
	if d.title == "" {
		p.problem(l, len(l.raw), "unfinished", "this sentence stops too early: I expected the title", example("title"))
	}
	p.alone(l)
}

var stepVerbs = []string{
	"say", "set", "handoff", "ask", "discreet", "again", "answer", "keep", "consent",
	"offer", "none", "booked", "if", "then", "unclear", "silent",
}

// rank is when a sentence of a step is carried out; sentences stand in that
// order, so that a step can be read from top to bottom.
var rank = map[string]int{"say": 1, "set": 2, "handoff": 3, "ask": 4, "offer": 4}

// step reads one step with the lines under it.
func (p *parser) step(d *draft, l *line) *bot.Step {
	s := p.sentence(l, "step")
	at := s.at()
	name := s.name("the name of a step")
	s.end()
	if contains(reserved, name) {
		p.problem(l, at, "bad-name", `"`+name+`" means something of its own after "then"`, `call the step something else, as "`+name+`_here"`)
	}
	if s.bad {
		name = "?" + itoa(l.no)
	}
	st := &bot.Step{Name: name, Source: source(l, l.indent)}
	if other := d.lines[name]; other != nil {
		p.problem(l, at, "twice", `there is a step "`+name+`" in line `+itoa(other.no)+" already", "give this one another name")
		st.Name += "#" + itoa(l.no)
	}
	d.lines[st.Name] = l
	d.steps = append(d.steps, st)
	if len(l.kids) == 0 {
		p.problem(l, len(l.raw), "unfinished", `the step "`+name+`" is empty`, "say or ask something under it:  "+example("say"))
		d.given[st] = given{then: true}
		st.Then = bot.Target{End: true}
	}
	p.aligned("this step", l.kids)
	for _, k := range l.kids {
		p.stepLine(d, st, l, k)
	}
	p.whole(d, st)
	return st
}

// key is the name of a step's part in Sources.
func key(d *draft, st *bot.Step, part string) string {
	return "step/" + d.name + "/" + st.Name + "/" + part
}

// stepLine reads one sentence of a step.
func (p *parser) stepLine(d *draft, st *bot.Step, stepAt, l *line) {
	verb := first(l)
	at := func(part string) string { return key(d, st, part) }
	g := d.given[st]
	defer func() { d.given[st] = g }()
	once := func(had bool) bool {
		if had {
			p.problem(l, l.indent, "twice", `this step has a line "`+verb+`" already`, "delete one of the two, or begin another step")
		}
		return !had
	}
	p.inOrder(st, l, verb)
	switch verb {
	case "say":
		st.Say = append(st.Say, p.words(at("say"+itoa(len(st.Say))), verb, l))
	case "set":
		p.set(st, at("set"+itoa(len(st.Set))), l)
	case "handoff":
		s := p.sentence(l, verb)
		if o := s.order(); once(st.Handoff != nil) {
			st.Handoff = &o
		}
		p.mark(at(verb), l, l.indent)
		s.done()
	case "ask":
		if t := p.words(at(verb), verb, l); once(st.Ask != nil) {
			st.Ask = t
		}
		p.mark(at(verb), l, l.indent)
	case "discreet":
		p.mark(at(verb), l, l.indent)
		if t := p.words(at(verb), verb, l); once(st.DiscreetAsk != nil) {
			st.DiscreetAsk = t
		}
	case "again":
		p.mark(at(verb), l, l.indent)
		if t := p.words(at(verb), verb, l); once(st.AskAgain != nil) {
			st.AskAgain = t
		}
	case "answer":
		p.mark(at(verb), l, l.indent)
		if a := p.answer(at("option"), l); once(g.answer) {
			st.Answer = a
		}
		g.answer = true
	case "keep":
		s := p.sentence(l, verb)
		s.must("as")
		p.mark(at(verb), l, s.at())
		if n := s.name("the name to keep the answer under"); once(st.Keep != "") {
			st.Keep = n
		}
		s.done()
	case "consent":
		s := p.sentence(l, verb)
		p.mark(at(verb), l, l.indent)
		if c := s.oneOf("the purpose", "conversation", "reminders"); once(st.Consent != "") {
			st.Consent = c
		}
		s.done()
	case "offer":
		p.mark(at(verb), l, l.indent)
		if o := p.offer(l); once(st.Offer != nil) {
			st.Offer = o
		}
	case "none", "booked":
		p.outcome(st, verb, at(verb), l, once)
	case "if":
		p.branch(st, at("if"+itoa(len(st.Branches))), l)
	case "then":
		s := p.sentence(l, verb)
		if t := s.target(at(verb)); once(g.then) {
			st.Then = t
		}
		g.then = true
		s.done()
	case "unclear":
		if u := p.unclear(at(verb), l); once(g.unclear) {
			st.Unclear = u
		}
		g.unclear = true
	case "silent":
		p.mark(at(verb), l, l.indent)
		if r := p.silent(l); once(g.silent) {
			st.Silent = r
		}
		g.silent = true
	default:
		p.unknown(l, "say", stepVerbs)
	}
}

// inOrder reports a sentence below one that is carried out after it.
func (p *parser) inOrder(st *bot.Step, l *line, verb string) {
	r, ok := rank[verb]
	if !ok {
		return
	}
	var later string
	switch {
	case r < 2 && len(st.Set) > 0:
		later = "set"
	case r < 3 && st.Handoff != nil:
		later = "handoff"
	case r < 4 && st.Ask != nil:
		later = "ask"
	case r < 4 && st.Offer != nil:
		later = "offer"
	default:
		return
	}
	p.problem(l, l.indent, "order", `in a step "`+verb+`" is done before "`+later+`", so it must stand above it`,
		`move this line above "`+later+`", or begin another step for it`)
}

// set reads: set NAME VALUE.
func (p *parser) set(st *bot.Step, key string, l *line) {
	s := p.sentence(l, "set")
	p.mark(key, l, l.indent)
	v := bot.Setting{Name: s.name("what to set")}
	switch v.Name {
	case "discreet":
		v.Value = s.oneOf("the setting", "on", "off")
	case "language":
		at := s.at()
		v.Value, _ = s.word("a language (en, es, other)")
		if _, ok := languages[v.Value]; !ok && v.Value != "other" && !s.bad {
			p.problem(l, at, "unknown-language", `"`+v.Value+`" is not a language I know`, "set language es")
		}
	default:
		v.Value, _ = s.word("the value")
		for s.more() {
			w, _ := s.word("the value")
			v.Value += " " + w
		}
	}
	s.done()
	st.Set = append(st.Set, v)
}

// offer reads: offer KIND, soonest first, 3 at a time.
func (p *parser) offer(l *line) *bot.OfferSpec {
	s := p.sentence(l, "offer")
	o := &bot.OfferSpec{Kind: s.name("a kind of visit"), Count: 3}
	for s.take(",") {
		if s.take("soonest") {
			s.must("first")
			continue
		}
		o.Count = s.number("how many to show at a time", 1, 9)
		s.must("at")
		s.must("a")
		s.must("time")
	}
	s.done()
	return o
}

// outcome reads: none then STEP, booked then STEP.
func (p *parser) outcome(st *bot.Step, verb, key string, l *line, once func(bool) bool) {
	s := p.sentence(l, verb)
	s.must("then")
	t := s.target(key)
	s.done()
	if st.Offer == nil {
		p.problem(l, l.indent, "misplaced", `"`+verb+`" goes with an offer, and there is none above`, example("offer"))
		return
	}
	to := &st.Offer.None
	if verb == "booked" {
		to = &st.Offer.Booked
	}
	if once(!to.IsZero()) {
		*to = t
	}
}

// branch reads: if VALUE then STEP, if NAME is VALUE then STEP, and "is not".
func (p *parser) branch(st *bot.Step, key string, l *line) {
	s := p.sentence(l, "if")
	b := bot.Branch{}
	at := s.at()
	w, _ := s.word("an answer")
	if s.take("is") {
		p.mark(key+"/name", l, at)
		b.Name, b.Not = w, s.take("not")
		b.Value, at = s.word("an answer")
	} else {
		b.Value = w
	}
	s.must("then")
	b.Then = s.target(key)
	p.mark(key+"/value", l, at)
	s.done()
	if !s.bad {
		st.Branches = append(st.Branches, b)
	}
}

// unclear reads: unclear say again 2 times, then handoff "..." level 3 [then STEP].
func (p *parser) unclear(key string, l *line) bot.UnclearSpec {
	s := p.sentence(l, "unclear")
	var u bot.UnclearSpec
	s.must("say")
	s.must("again")
	switch {
	case s.take("once"):
		u.Again = 1
	case s.take("twice"):
		u.Again = 2
	default:
		u.Again = s.number("how many times (1 to 5)", 1, 5)
		if !s.take("time") {
			s.must("times")
		}
	}
	s.take(",")
	s.must("then")
	s.must("handoff")
	u.Then = s.order()
	s.take(",")
	if s.take("then") {
		u.Next = s.target(key)
	}
	s.done()
	return u
}

// silent reads: silent after 2 hours nudge, after 24 hours pause.
func (p *parser) silent(l *line) []bot.SilentRung {
	s := p.sentence(l, "silent")
	var rungs []bot.SilentRung
	var last time.Duration
	for {
		at := s.at()
		s.must("after")
		r := bot.SilentRung{After: s.duration()}
		r.Do = bot.SilentAction(s.oneOf("what to do", "nudge", "pause", "handoff"))
		switch r.Do {
		case bot.SilentNudge:
			s.take("once")
		case bot.SilentHandoff:
			r.Handoff = s.order()
		case bot.SilentPause:
		}
		if s.bad {
			break
		}
		if r.After <= last {
			p.problem(l, at, "order", "this comes after a longer silence", "begin with the shortest silence")
		}
		rungs, last = append(rungs, r), r.After
		if !s.take(",") {
			break
		}
	}
	s.done()
	return rungs
}
