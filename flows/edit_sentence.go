package flows

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// sentence completes a line after its verb.
func (e *editing) sentence(verb string) {
	l := &line{raw: e.pre}
	toks := tokens(l, e.indent+len(verb))
	if len(toks) > 0 && toks[len(toks)-1].open {
		return // within quotes
	}
	if !strings.HasSuffix(e.pre, " ") && len(toks) > 0 {
		last := toks[len(toks)-1]
		if !last.quoted && last.text != "," {
			e.typed = last.text
			toks = toks[:len(toks)-1]
		}
	}
	before, words := verb, []string{verb}
	for _, t := range toks {
		if t.quoted {
			t.text = `"`
		}
		before = t.text
		words = append(words, t.text)
	}
	switch {
	case before == "then" && !contains(words, "handoff") && verb == "unclear":
		e.word("handoff", `a person, for a reason in quotes: handoff "why" level 2`)
	case before == "then":
		e.targets()
	case before == "flow" && len(words) > 1:
		e.flowNames()
	case before == `"`:
		e.word("level", "how soon a person is needed")
	case before == "level":
		e.offer("level", "1", "at once, at any hour", "")
		e.offer("level", "2", "the same day", "")
		e.offer("level", "3", "the next workday", "")
	case before == "to" && contains(words, "level"):
		for _, t := range []bot.Team{bot.TeamNursing, bot.TeamIntake, bot.TeamCrisis} {
			e.offer("team", string(t), "those on call for "+string(t), "")
		}
	default:
		e.byVerb(verb, words)
	}
}

func (e *editing) word(text, does string) { e.offer("word", text, does, "") }

// byVerb completes a sentence by what its verb wants next.
func (e *editing) byVerb(verb string, words []string) {
	before, n := words[len(words)-1], len(words)
	switch verb {
	case "answer":
		e.answerWords(words)
	case "keep":
		if n == 1 {
			e.word("as", "and a name: keep as who")
		}
	case "consent":
		e.word("conversation", "yes to this talk by text")
		e.word("reminders", "yes to reminders of visits")
	case "set":
		e.setWords(words)
	case "offer":
		for _, kind := range e.known.VisitKinds {
			if n == 1 {
				e.offer("visit", kind+", soonest first, 3 at a time", "offers times for this kind of visit", "offer "+kind+", soonest first, 3 at a time")
			}
		}
	case "none", "booked":
		e.word("then", "where to go on")
	case "use":
		for _, name := range e.pieceNames() {
			if n == 1 {
				e.offer("piece", name, "takes in the steps of this piece", "use "+name)
			}
		}
	case "if":
		e.ifWords(words)
	case "start", "home":
		if n == 1 {
			e.word("flow", "and the name of a flow")
		}
	case "step":
		for _, name := range e.lacking() {
			e.offer("step", name, "a step that others lead to already and that is not there yet", "step "+name)
		}
	case "topic":
		if n == 2 {
			e.word("of", "makes it a narrower question within another")
		}
		if before == "of" {
			e.offer("topic", "none", "it belongs to no other question", "")
			for _, t := range e.script.Topics {
				e.offer("topic", t.Name, "a part of this question", "")
			}
		}
	case "handoff":
		if contains(words, "level") && strings.Trim(before, "123") == "" {
			e.word("to", "and a team: nursing, intake or crisis")
		}
	case "unclear":
		if n == 1 {
			e.offer("word", `say again 2 times, then handoff "`, "asks again, then tells staff why a person is needed", example("unclear"))
		}
	case "silent":
		e.silentWords(words)
	}
}

func (e *editing) answerWords(words []string) {
	if len(words) == 1 {
		e.verbs(answerKinds, kinds...)
		return
	}
	if !contains(words, "skip") {
		e.offer("word", "skip as skipped", "lets people pass on the question", words[0]+" "+words[1]+" skip as skipped")
	}
	if !contains(words, "up") && (words[1] == "text" || words[1] == "name") {
		e.offer("word", "up to 160", "how many characters it may have", "answer text up to 160")
	}
}

func (e *editing) setWords(words []string) {
	switch {
	case len(words) == 1:
		e.word("discreet", "on: texts are kept plain, for a shared phone; off: they are not")
		e.word("language", "en, es or other")
		e.word("priority", "a group of the clinic that is seen sooner")
		for _, name := range e.keptNames() {
			e.offer("kept", name, "a name that is kept already", "")
		}
	case words[1] == "discreet" && len(words) == 2:
		e.word("on", "from here on texts are plain")
		e.word("off", "from here on they need not be")
	case words[1] == "language" && len(words) == 2:
		for _, code := range slices.Sorted(maps.Keys(languages)) {
			e.offer("language", code, languages[code], "")
		}
		e.word("other", "the other of the two languages")
	case words[1] == "priority" && len(words) == 2:
		for _, name := range e.known.Priorities {
			e.offer("group", name, "a group of the clinic", "set priority "+name)
		}
	}
}

func (e *editing) silentWords(words []string) {
	switch before := words[len(words)-1]; {
	case len(words) == 1, before == ",":
		e.offer("word", "after 2 hours nudge", "a kind reminder", example("silent"))
		e.offer("word", "after 24 hours pause", "lets the talk rest", example("silent"))
		e.offer("word", `after 1 day handoff "fell silent" level 3`, "tells staff", "")
	case before == "after":
		e.word("2", "a number, then minutes, hours or days")
	case strings.Trim(before, "0123456789") == "":
		for _, u := range []string{"hours", "days", "minutes", "weeks"} {
			e.word(u, "")
		}
	case units[before] != 0:
		e.word("nudge", "a kind reminder, once")
		e.word("pause", "lets the talk rest")
		e.word(`handoff "`, "tells staff")
	}
}

// ifWords completes: if ANSWER then, if NAME is [not] VALUE then.
func (e *editing) ifWords(words []string) {
	kept := keptOf(e.script)
	is := slices.Index(words, "is")
	switch {
	case len(words) == 1:
		if s := e.step(); s != nil && s.Ask != nil {
			for _, v := range s.Answer.Values() {
				e.offer("answer", v, "the answer just given: "+e.says(s, v), "if "+v+" then ...")
			}
		}
		for _, name := range slices.Sorted(maps.Keys(kept)) {
			e.offer("kept", name+" is", "what is kept as "+name, "if "+name+" is ... then ...")
		}
	case is < 0:
		e.word("then", "where to go on")
		e.word("is", "if this is a name that something is kept under")
	case is == len(words)-1 || words[len(words)-1] == "not" && is == len(words)-2:
		if v := kept[words[is-1]]; v != nil {
			for _, value := range distinct(slices.Clone(v.list)) {
				e.offer("answer", value, "one of the values of "+words[is-1], "")
			}
		}
		if words[len(words)-1] == "is" {
			e.word("not", "every other answer")
		}
	default:
		e.word("then", "where to go on")
	}
}

// says is what an answer means to people.
func (e *editing) says(s *bot.Step, value string) string {
	for _, o := range s.Answer.Options {
		if o.Name == value {
			return o.Digit + " " + o.Label.In(bot.English)
		}
	}
	return value
}

// flowName is the flow or piece of this file.
func (e *editing) flowName() string {
	for _, l := range e.lines {
		if w := strings.Fields(withoutComment(l)); len(w) > 0 {
			if len(w) > 1 && w[0] == "piece" {
				return pieceID(w[1])
			}
			if len(w) > 1 {
				return w[1]
			}
			return ""
		}
	}
	return ""
}

// step is the step that the cursor is in, as far as it can be read.
func (e *editing) step() *bot.Step {
	if e.stepNo < 0 {
		return nil
	}
	w := strings.Fields(withoutComment(e.lines[e.stepNo]))
	if len(w) < 2 {
		return nil
	}
	f := e.flow()
	if f == nil {
		return nil
	}
	i := slices.IndexFunc(f.Steps, func(s *bot.Step) bool { return s.Name == w[1] })
	if i < 0 {
		return nil
	}
	return f.Steps[i]
}

func (e *editing) flow() *bot.Flow {
	name := e.flowName()
	if f := e.script.Flows[name]; f != nil {
		return f
	}
	return e.script.Pieces[strings.TrimPrefix(name, pieceID(""))]
}

// written are the steps of this file as they stand, by name in order.
func (e *editing) written() []string {
	var all []string
	for _, l := range e.lines {
		if w := strings.Fields(withoutComment(l)); len(w) == 2 && w[0] == "step" {
			all = append(all, w[1])
		}
	}
	return all
}

// lacking are names of steps that this file leads to and does not have.
func (e *editing) lacking() []string {
	have := e.written()
	var all []string
	for i, l := range e.lines {
		w := strings.Fields(withoutComment(l))
		if i == e.no || len(w) < 2 || w[len(w)-2] != "then" || !isName(w[len(w)-1]) {
			continue
		}
		if name := w[len(w)-1]; !contains(have, name) && !contains(reserved, name) && !contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func (e *editing) pieceNames() []string { return slices.Sorted(maps.Keys(e.script.Pieces)) }

func (e *editing) flowNames() {
	for _, name := range slices.Sorted(maps.Keys(e.script.Flows)) {
		e.offer("flow", name, e.script.Flows[name].Title, "then flow "+name)
	}
}

// targets are what may stand after "then".
func (e *editing) targets() {
	own := ""
	if e.stepNo >= 0 {
		own = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(withoutComment(e.lines[e.stepNo])), "step"))
	}
	said := map[string]string{}
	if f := e.flow(); f != nil {
		for _, s := range f.Steps {
			said[s.Name] = short(s)
		}
	}
	names := e.written()
	if i := slices.Index(names, own); i >= 0 { // those below come first
		names = slices.Concat(names[i+1:], names[:i])
	}
	for _, name := range names {
		e.offer("step", name, "goes on with: "+said[name], "then "+name)
	}
	e.offer("word", "end", "ends the talk", "then end")
	if e.kind == "piece" {
		e.offer("word", "return", "goes back to the step that used the piece", "then return")
	}
	for _, name := range slices.Sorted(maps.Keys(e.script.Flows)) {
		e.offer("flow", "flow "+name, e.script.Flows[name].Title, "then flow "+name)
	}
}

// keptOf collects what a script keeps under names.
func keptOf(script *bot.Script) answers {
	kept := builtIn()
	for _, name := range slices.Sorted(maps.Keys(script.Flows)) {
		for _, st := range script.Flows[name].Steps {
			kept.step(st)
		}
	}
	return kept
}
