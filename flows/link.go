package flows

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// whole reports sentences of one step that lack each other.
func (p *parser) whole(d *draft, st *bot.Step) {
	at := func(part string) bot.Source { return p.script.Sources[key(d, st, part)] }
	g := d.given[st]
	if d.uses[st] != "" {
		p.usesAlone(d, st)
	}
	if g.unknown {
		return
	}
	if st.Ask == nil {
		for _, part := range []string{"answer", "keep", "consent", "discreet", "again"} {
			if src := at(part); src.Line > 0 {
				p.report(src, "misplaced", `"`+part+`" goes with a question, and this step asks none`, "add to the step:  "+example("ask"))
			}
		}
	} else {
		if !g.answer {
			if !p.answersAlone(st, at("ask")) {
				p.report(at("ask"), "unfinished", "nothing says what counts as an answer to this question", answerFor(st.Ask))
			}
		}
		if st.Offer != nil {
			p.report(at("offer"), "misplaced", "a step waits for one thing: an answer, or a pick from an offer", "begin another step for the offer")
		}
	}
	if !st.Waits() {
		for _, part := range []string{"unclear", "silent"} {
			if (part == "unclear" && g.unclear) || (part == "silent" && g.silent) {
				p.report(cmp.Or(at(part), st.Source), "misplaced", `"`+part+`" goes with a question or an offer, and this step has none`, "delete it")
			}
		}
	}
	if st.Offer != nil && !g.then {
		if st.Offer.None.IsZero() {
			p.report(at("offer"), "unfinished", "nothing says where to go when no time is open", "add to the step:  "+example("none"))
		}
		if st.Offer.Booked.IsZero() {
			p.report(at("offer"), "unfinished", "nothing says where to go when a visit is booked", "add to the step:  "+example("booked"))
		}
	}
	if st.Consent != "" && st.Answer.Kind != "" && !contains(st.Answer.Values(), "yes") {
		p.report(at("consent"), "misplaced", `consent is given by the answer "yes", and this question has none`, "answer yesno")
	}
}

// answerFor is the line that a question most likely lacks.
func answerFor(ask bot.Text) string {
	s := strings.ToLower(ask.In(bot.English))
	switch {
	case shows(s, "1") && shows(s, "2") && strings.Contains(s, "1 yes") && !shows(s, "3"):
		return "add to the step:  answer yesno"
	case shows(s, "1") && shows(s, "2"):
		return "add to the step:  answer choice  and under it, further right, a line for each number:  " + example("option")
	case strings.Contains(s, "name") || strings.Contains(s, "call you"):
		return "add to the step:  answer name"
	}
	return "add to the step:  answer text  (or one of: " + strings.Join(kinds, ", ") + ")"
}

// link fills in what was left unsaid, and finds what every name refers to.
func (p *parser) link() {
	kept := p.kept()
	keptNames := slices.Sorted(maps.Keys(kept))
	for _, d := range p.order {
		for i, st := range d.steps {
			p.defaults(d, st)
			p.next(d, st, i)
			p.branches(d, st, kept, keptNames)
		}
	}
	for _, d := range p.order {
		for _, st := range d.steps {
			for _, t := range targets(st) {
				p.exists(d, t.to, p.script.Sources[key(d, st, t.part)])
			}
		}
	}
	p.pieces()
	p.takeIn()
	p.startAndHome()
	p.noFlows()
}

// defaults applies the settings to a step that waits.
func (p *parser) defaults(d *draft, st *bot.Step) {
	if !st.Waits() {
		return
	}
	g := d.given[st]
	if !g.unclear || st.Unclear.Again == 0 {
		st.Unclear = p.settings.unclear
	}
	if !g.silent || len(st.Silent) == 0 {
		st.Silent = p.settings.silent
	}
}

// next fills in what comes after a step that does not say: the step below it.
func (p *parser) next(d *draft, st *bot.Step, i int) {
	if st.Offer != nil {
		st.Offer.None = cmp.Or(st.Offer.None, st.Then)
		st.Offer.Booked = cmp.Or(st.Offer.Booked, st.Then)
	}
	switch {
	case !st.Then.IsZero():
	case d.uses[st] != "":
		st.Then = bot.Target{End: true} // said by usesAlone
	case st.Offer != nil:
		st.Then = st.Offer.Booked
	case i+1 < len(d.steps):
		st.Then = bot.Target{Step: d.steps[i+1].Name}
	case st.Handoff != nil:
		st.Then = bot.Target{End: true}
	default:
		st.Then = bot.Target{End: true}
		if !d.given[st].then && !d.given[st].unknown {
			end := "end"
			if d.piece {
				end = wayBack
			}
			p.report(st.Source, "unfinished", `this is the last step, and nothing says what comes after it`, "add to the step:  then "+end)
		}
	}
}

// answers are the names under which a script keeps things, and their values.
type answers map[string]*values

type values struct {
	any  bool
	list []string // each once
	has  map[string]bool
}

func (v *values) holds(s string) bool {
	if v.has == nil { // those of one question
		return contains(v.list, s)
	}
	return v.has[s]
}

func (a answers) add(name string, vs []string, any bool) {
	if a[name] == nil {
		a[name] = &values{has: map[string]bool{}}
	}
	known := a[name]
	known.any = known.any || any
	for _, v := range vs {
		if !known.has[v] {
			known.has[v] = true
			known.list = append(known.list, v)
		}
	}
}

// builtIn are the names that every script has.
func builtIn() answers {
	kept := answers{}
	kept.add("discreet", []string{"on", "off"}, false)
	kept.add("recent", []string{"yes", "no"}, false)
	kept.add("language", slices.Sorted(maps.Keys(languages)), false)
	kept.add("language", []string{"other"}, false)
	return kept
}

// step adds what one step keeps.
func (a answers) step(st *bot.Step) {
	if st.Keep != "" {
		vs := st.Answer.Values()
		a.add(st.Keep, vs, vs == nil)
	}
	for _, s := range st.Set {
		if s.Name != "discreet" && s.Name != "language" && s.Name != "priority" {
			a.add(s.Name, []string{s.Value}, false)
		}
	}
}

// kept collects what the script keeps.
func (p *parser) kept() answers {
	kept := builtIn()
	for _, d := range p.order {
		for _, st := range d.steps {
			kept.step(st)
		}
	}
	return kept
}

// branches finds what each "if" of a step asks about.
func (p *parser) branches(d *draft, st *bot.Step, kept answers, keptNames []string) {
	for i := range st.Branches {
		b := &st.Branches[i]
		src := p.script.Sources[key(d, st, "if"+itoa(i)+"/value")]
		if b.Name == "" && d.given[st].unknown {
			continue
		}
		if b.Name == "" && st.Ask == nil {
			p.report(src, "misplaced", "this step asks nothing, so there is no answer to look at", "name it:  if reason is "+b.Value+" then ...")
			continue
		}
		vs := kept[b.Name]
		if b.Name == "" {
			b.Name = st.Keep // still "" if the answer is not kept
			own := st.Answer.Values()
			vs = &values{any: own == nil, list: own}
		}
		if vs == nil && (b.Name == "answer" || b.Name == "reply") && st.Ask != nil {
			p.report(src, "unknown-name", `"`+b.Name+` is" is not needed: "if" looks at the answer just given`, "write:  if "+b.Value+" then ...")
			p.swap(p.script.Sources[key(d, st, "if"+itoa(i)+"/name")], b.Name+" is "+b.Value, b.Value)
			continue
		}
		if i := slices.IndexFunc(st.Answer.Options, func(o bot.Option) bool { return o.Digit == b.Value }); i >= 0 && b.Name == st.Keep && !vs.holds(b.Value) {
			p.report(src, "unknown-answer", "an answer is named by the word after its number", "write:  if "+st.Answer.Options[i].Name+" then ...")
			p.swap(src, b.Value, st.Answer.Options[i].Name)
			continue
		}
		if p.lost && (vs == nil || !vs.any && !vs.holds(b.Value)) {
			continue // it may be in what could not be read
		}
		if vs == nil {
			src = p.script.Sources[key(d, st, "if"+itoa(i)+"/name")]
			mend, better := p.named(b.Name, keptNames, "the names that are kept are: ")
			p.report(src, "unknown-name", `no question keeps its answer as "`+b.Name+`"`, cmp.Or(mend, `write in the step of the question:  keep as `+b.Name))
			p.swap(src, b.Name, better)
			continue
		}
		if o := optionCalled(st, b.Value); o != "" && b.Name == st.Keep && !vs.any && !vs.holds(b.Value) {
			p.report(src, "unknown-answer", "an answer is named by the word after its number", "write:  if "+o+" then ...")
			p.swap(src, b.Value, o)
			continue
		}
		if !vs.any && !vs.holds(b.Value) {
			mend, better := p.named(b.Value, vs.list, "the answers are: ")
			p.report(src, "unknown-answer", `"`+b.Value+`" is never the answer here`, mend)
			p.swap(src, b.Value, better)
		}
	}
}

// optionCalled is the name of the answer that a word stands for.
func optionCalled(st *bot.Step, word string) string {
	for _, o := range st.Answer.Options {
		for lang, label := range o.Label {
			if strings.EqualFold(label, word) || slices.ContainsFunc(o.Also[lang], func(w string) bool { return strings.EqualFold(w, word) }) {
				return o.Name
			}
		}
	}
	return ""
}

// aim is one place a step may go to.
type aim struct {
	part string // of key
	to   bot.Target
}

// targets lists where a step may go.
func targets(st *bot.Step) []aim {
	var all []aim
	for i, b := range st.Branches {
		all = append(all, aim{"if" + itoa(i), b.Then})
	}
	if st.Offer != nil {
		all = append(all, aim{"none", st.Offer.None}, aim{"booked", st.Offer.Booked})
	} else {
		all = append(all, aim{"then", st.Then})
	}
	if !st.Unclear.Next.IsZero() {
		all = append(all, aim{"unclear", st.Unclear.Next})
	}
	return all
}

// exists reports a target that leads nowhere.
func (p *parser) exists(d *draft, t bot.Target, at bot.Source) {
	if at.Line == 0 {
		return // filled in by next or settings
	}
	if t.Flow != "" {
		p.flowExists(t.Flow, at)
	}
	if t.Step == "" || d.lines[t.Step] != nil || d.lost || d.returns(t) {
		return
	}
	if d.piece && contains([]string{"back", "done", "exit", "continue"}, t.Step) {
		p.report(at, "unknown-step", noStep(d, t.Step), "to go on after the step that uses the piece write:  then "+wayBack)
		p.swap(at, t.Step, wayBack)
		return
	}
	if t.Step == wayBack {
		p.report(at, "misplaced", `only a piece returns, and this is a flow`, "write:  then end")
		p.swap(at, wayBack, "end")
		return
	}
	mend, better := p.stepMeant(d, t.Step)
	p.report(at, "unknown-step", noStep(d, t.Step), mend)
	p.swap(at, t.Step, better)
}

// noStep says that d has not a step, and which of them d is by its title.
func noStep(d *draft, name string) string {
	where := "this " + first(d.head)
	if d.title != "" {
		where += `, "` + clip(d.title, 60) + `"`
	}
	return `there is no step called "` + name + `" in ` + where
}

// stepMeant says what to write for a step that d has not, and the words to put there.
func (p *parser) stepMeant(d *draft, name string) (mend, better string) {
	if p.flows[name] != nil {
		return "to go to another flow write:  then flow " + name, "flow " + name
	}
	if p.flows[pieceID(name)] != nil {
		return "that is a piece: a step takes it in with the line:  use " + name, ""
	}
	if p.guesses++; p.guesses > maxGuesses {
		return `add a step "` + name + `" or name one that exists`, ""
	}
	var own []string
	for _, st := range d.steps {
		if isName(st.Name) {
			own = append(own, st.Name)
		}
	}
	if contains([]string{"exit", "done", "finish", "fin", "stop", "finished", "bye", "terminar", "quit", "close"}, name) && Nearest(name, own) == "" {
		return `to end the talk write:  then end  (or, if it should go on: ` + few(own) + ")", "end"
	}
	if mend, better = p.named(name, own, ""); better != "" {
		return mend, better
	}
	if other := p.withStep(name); other != nil {
		mend = `"` + name + `" is a step of the flow "` + other.name + `", and a step leads only to those of its own flow, or to another flow from its start:  then flow ` + other.name
		if other.steps[0].Name == name {
			better = "flow " + other.name
		}
		return mend, better
	}
	return "the steps here are: " + few(own) + `; or add a step "` + name + `"`, ""
}

// withStep is the first flow that has a step of a name.
func (p *parser) withStep(name string) *draft {
	for _, d := range p.order {
		if !d.piece && d.lines[name] != nil {
			return d
		}
	}
	return nil
}

// named says which of the known names was most likely meant, or else which there are.
func (p *parser) named(word string, known []string, are string) (mend, better string) {
	if better = p.likely(word, known); better != "" {
		return `did you mean "` + better + `"?`, better
	}
	return p.there(are, known), ""
}

func (p *parser) flowExists(name string, at bot.Source) {
	if p.flows[name] == nil && !p.lost && name != "" {
		p.astray[name] = append(p.astray[name], at)
	}
}

// noFlows reports flows that do not exist, each where it is first named.
func (p *parser) noFlows() {
	for _, name := range slices.Sorted(maps.Keys(p.astray)) {
		places := p.astray[name]
		mend, g := p.flowMeant(name)
		text := `there is no flow "` + name + `"`
		switch n := len(places) - 1; n {
		case 0:
		case 1:
			text += ", to which one more line leads"
		default:
			text += ", to which " + itoa(n) + " more lines lead"
		}
		slices.SortFunc(places, func(a, b bot.Source) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
		if st := p.stepIn(places[0].File, name); st && g == "" {
			p.report(places[0], "unknown-flow", text, `that is a step of this flow; write:  then `+name)
			p.swapBefore(places[0], "flow ", name)
			continue
		}
		p.report(places[0], "unknown-flow", text, mend)
		p.swap(places[0], "flow "+name, "flow "+g)
		p.swap(places[0], name, g)
	}
}

// flowMeant says what to write for a flow that does not exist, and its name.
func (p *parser) flowMeant(name string) (mend, better string) {
	add := `add a file that begins with "flow ` + name + `"`
	if p.flows[pieceID(name)] != nil {
		return "that is a piece: a step takes it in with the line:  use " + name, ""
	}
	if p.guesses >= maxGuesses {
		return add, ""
	}
	var flows []string
	for _, n := range slices.Sorted(maps.Keys(p.flows)) {
		if isName(n) && !p.flows[n].piece {
			flows = append(flows, n)
		}
	}
	mend, better = p.named(name, flows, "the flows are: ")
	if better == "" && mend != "" {
		return mend + "; or " + add, ""
	}
	return cmp.Or(mend, add), better
}

// stepIn reports whether the flow in a file has a step of that name.
func (p *parser) stepIn(file, name string) bool {
	return slices.ContainsFunc(p.order, func(d *draft) bool { return d.head.file == file && d.lines[name] != nil })
}

// startAndHome finds the first flow; the only one needs no settings.
func (p *parser) startAndHome() {
	if src := p.script.Sources["settings/start"]; src.Line > 0 {
		p.flowExists(p.script.Start, src)
	} else if len(p.script.Flows) == 1 {
		for name := range p.script.Flows {
			p.script.Start = name
		}
	}
	if src := p.script.Sources["settings/home"]; src.Line > 0 {
		p.flowExists(p.script.Home, src)
	}
	p.script.Home = cmp.Or(p.script.Home, p.script.Start)
	if unclear := p.settings.unclear.Next; unclear.Flow != "" {
		p.flowExists(unclear.Flow, p.script.Sources["settings/unclear"])
	}
}
