package flows

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"nightdesk/bot"
)

// reserved names mean something of their own after "then".
var reserved = []string{"end", wayBack, "flow"}

// flow reads one file of a flow or a piece after its first line.
func (p *parser) flow(head *line, body []*line) {
	what := first(head)
	s := p.sentence(head, what)
	d := &draft{name: s.name("the name of a " + what), piece: what == "piece", uses: map[*bot.Step]string{},
		head: head, lines: map[string]*line{}, given: map[*bot.Step]given{}}
	s.end()
	if s.bad { // read on by the name that was most likely meant
		d.name = asName(cmp.Or(d.name, strings.TrimSuffix(head.file, path.Ext(head.file))))
	}
	bare := d.name
	if d.piece {
		d.name = pieceID(bare)
	}
	if other := p.flows[d.name]; other != nil {
		p.problem(head, head.indent, "twice", "there is a "+what+` "`+bare+`" in `+other.head.file+" already",
			"delete the file that is not wanted (a copy, perhaps), or call one "+what+" something else")
		d.name += "#2"
	} else {
		p.mark(what+"/"+bare, head, head.indent)
	}
	p.flows[d.name] = d
	p.order = append(p.order, d)
	var stray *bot.Step
	var strayLine *line
	var run strange
	verbs := slices.Concat(flowWords, []string{"flow", "piece"}, stepVerbs)
	for _, l := range p.gathered(p.wholeSteps(body)) {
		p.slip(l, verbs)
		if contains(verbs, first(l)) {
			run = strange{}
		}
		switch w := first(l); {
		case w == "title":
			p.title(d, l)
		case w == "step":
			stray, strayLine = p.step(d, l), l
		case w == "flow", w == "piece":
			p.problem(l, l.indent, "twice", "a file holds one "+what, "move this "+w+" to a file of its own, as "+asName(strings.TrimPrefix(l.text(), w))+".flow")
		case contains(stepVerbs, w) && stray != nil:
			p.problem(l, l.indent, "indent", `this line belongs to the step above, so it must stand further right`, "put two spaces before it")
			p.moved(l, l.indent+2)
			p.stepLine(d, stray, strayLine, l)
		case contains(stepVerbs, w):
			p.problem(l, l.indent, "misplaced", `"`+w+`" belongs in a step`, "write a step line above it: "+example("step"))
		case len(d.steps) == 0 && d.title == "" && p.guess(w, verbs) == "" && run.at == 0:
			p.problem(l, l.indent, "unknown-word", `I don't know the word "`+clip(w, 30)+`" here`, "if this says what the flow is about, write:  title  "+clip(l.text(), 60))
			p.fix(l, l.raw[:l.indent]+"title  "+l.text())
			run.at, d.lost, p.lost = len(p.problems), true, true
		default:
			run.add(p, l, "step", append([]string{"title", "step"}, stepVerbs...))
			d.lost, p.lost = true, true
		}
	}
	if len(d.steps) == 0 {
		p.problem(head, head.indent, "empty-flow", "the "+what+` "`+bare+`" has no steps`, "add one:  "+example("step"))
	}
}

// unknown reports a line that begins with a word it cannot begin with.
func (p *parser) unknown(l *line, verb string, known []string) {
	p.problem(l, l.indent, "unknown-word", `I don't know the word "`+clip(first(l), 30)+`" here`, p.meant(first(l), known, verb))
	p.guessed(l, l.indent, first(l), known)
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

// rank is when a sentence of a step is carried out; sentences stand in that
// order, so that a step can be read from top to bottom.
var rank = map[string]int{"say": 1, "set": 2, "handoff": 3, "ask": 4, "offer": 4, "use": 4}

// step reads one step with the lines under it.
func (p *parser) step(d *draft, l *line) *bot.Step {
	s := p.sentence(l, "step")
	at := s.at()
	name := s.name("the name of a step")
	if s.end(); s.bad && at < len(l.raw) { // read on by the name that was meant
		name = asName(strings.Join(strings.Fields(strings.TrimRight(l.raw[at:], " :.")), "_"))
		s.bad = false
	}
	if contains(reserved, name) {
		p.problem(l, at, "bad-name", `"`+name+`" means something of its own after "then"`, `call the step something else, as "`+name+`_here"`)
	}
	if s.bad {
		name = "?" + itoa(l.no)
	}
	st := &bot.Step{Name: name, Source: source(l, l.indent)}
	if other := d.lines[name]; other != nil {
		p.problem(l, at, "twice", `there is a step "`+name+`" in line `+itoa(other.no)+" already", "give this one another name, as "+freeStep(d, name)+", and lead to it by that name")
		if rest := l.raw[at:]; strings.TrimSpace(rest) == name {
			p.fix(l, l.raw[:at]+freeStep(d, name))
		}
		st.Name += "#" + itoa(l.no)
	}
	d.lines[st.Name] = l
	d.steps = append(d.steps, st)
	if len(l.kids) == 0 {
		p.problem(l, len(l.raw), "unfinished", `the step "`+name+`" is empty`, "say or ask something under it:  "+example("say"))
		d.given[st] = given{then: true}
		st.Then = bot.Target{End: true}
	}
	kids := l.kids
	if len(kids) > 0 {
		if _, _, wording, known := languageOf(kids[0].text()); wording && known {
			p.problem(kids[0], kids[0].indent, "unfinished", "this is a wording, and nothing above it says what it is for",
				"write before it:  say  (or ask, for a question, with an answer line below)")
			kids = kids[1:]
			d.given[st] = given{unknown: true}
		}
	}
	kids = p.mended(kids, stepVerbs)
	p.aligned("this step", kids)
	over := false
	for i, k := range kids {
		if over && contains(begins, first(k)) {
			p.headless(d, kids[i:])
			break
		}
		over = over || first(k) == "then"
		p.stepLine(d, st, l, k)
	}
	p.whole(d, st)
	return st
}

// freeStep is a name like one that a step of d has already.
func freeStep(d *draft, name string) string {
	const most = 9
	for n := 2; n < most; n++ {
		if free := name + "_" + itoa(n); d.lines[free] == nil {
			return free
		}
	}
	return name + "_more"
}

// begins are the verbs with which a step may go on only before its "then".
var begins = []string{"say", "set", "handoff", "ask", "offer", "use"}

// headless reads the lines of a step whose first line is lost.
func (p *parser) headless(d *draft, kids []*line) {
	l := kids[0]
	p.problem(l, l.indent, "unfinished", `the step above is over with its "then", and this begins another one`, "write above this line:  step NAME")
	d.lost = true
	st := &bot.Step{Name: "?" + itoa(l.no), Source: source(l, l.indent)}
	d.lines[st.Name] = l
	d.steps = append(d.steps, st)
	for _, k := range kids {
		p.stepLine(d, st, l, k)
	}
	p.whole(d, st)
}

// key is the name of a step's part in Sources.
func key(d *draft, st *bot.Step, part string) string {
	return "step/" + d.name + "/" + st.Name + "/" + part
}

// stepLine reads one sentence of a step.
func (p *parser) stepLine(d *draft, st *bot.Step, stepAt, l *line) {
	verb := first(l)
	if contains(stepVerbs, verb) {
		d.run = strange{}
	}
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
		p.mark(at("say"+itoa(len(st.Say))), l, l.indent)
		st.Say = append(st.Say, p.words(at("say"+itoa(len(st.Say))), verb, l))
	case "set":
		p.set(st, at("set"+itoa(len(st.Set))), l)
	case "handoff":
		p.handoff(st, at(verb), l, once)
	case "ask", "discreet", "again":
		p.mark(at(verb), l, l.indent)
		words := map[string]*bot.Text{"ask": &st.Ask, "discreet": &st.DiscreetAsk, "again": &st.AskAgain}[verb]
		if t := p.words(at(verb), verb, l); once(*words != nil) {
			*words = t
		}
	case "answer":
		p.mark(at(verb), l, l.indent)
		if a := p.answer(at("option"), l); once(g.answer) {
			st.Answer = a
		}
		g.answer = true
	case "keep":
		p.keep(st, at(verb), l, once)
	case "consent":
		p.consent(st, at(verb), l, once)
	case "offer":
		p.mark(at(verb), l, l.indent)
		if o := p.offer(l); once(st.Offer != nil) {
			st.Offer = o
		}
	case "use":
		p.use(d, st, l, once)
	case "none", "booked":
		p.outcome(st, g.unknown, verb, at(verb), l, once)
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
		p.mark(at(verb), l, l.indent)
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
		d.run.add(p, l, "say", stepVerbs)
		g.unknown = true
		p.lost = true
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
