package flows

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

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
			p.guessed(l, at, v.Value, []string{"en", "es", "other"})
		}
	case "priority":
		v.Value = s.name("a priority group")
	default:
		first, _ := s.word("the value")
		words := []string{first}
		for s.more() {
			w, _ := s.word("the value")
			words = append(words, w)
		}
		v.Value = strings.Join(words, " ")
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
	if s.done(); s.bad {
		o.Kind = ""
	}
	return o
}

// handoff reads: handoff "WHY" level 1.
func (p *parser) handoff(st *bot.Step, key string, l *line, once func(bool) bool) {
	s := p.sentence(l, "handoff")
	if o := s.order(); once(st.Handoff != nil) {
		st.Handoff = &o
	}
	p.mark(key, l, l.indent)
	s.done()
}

// keep reads: keep as NAME.
func (p *parser) keep(st *bot.Step, key string, l *line, once func(bool) bool) {
	s := p.sentence(l, "keep")
	if len(s.toks) > 1 && !s.toks[0].quoted && s.toks[0].text != "as" && s.toks[1].text == "as" {
		s.failWith("unexpected", `I expected "as" here, not "`+clip(s.toks[0].text, 30)+`"`, s.rewritten(s.at(), s.toks[1].at, ""))
	}
	s.must("as")
	p.mark(key, l, s.at())
	if n := s.name("the name to keep the answer under"); once(st.Keep != "") {
		st.Keep = n
	}
	s.done()
	p.lost = p.lost || s.bad
}

// consent reads: consent conversation | reminders.
func (p *parser) consent(st *bot.Step, key string, l *line, once func(bool) bool) {
	s := p.sentence(l, "consent")
	p.mark(key, l, l.indent)
	if c := s.oneOf("the purpose", "conversation", "reminders"); once(st.Consent != "") {
		st.Consent = c
	}
	s.done()
}

// outcome reads: none then STEP, booked then STEP.
func (p *parser) outcome(st *bot.Step, unknown bool, verb, key string, l *line, once func(bool) bool) {
	s := p.sentence(l, verb)
	s.must("then")
	t := s.target(key)
	s.done()
	if st.Offer == nil && unknown {
		return
	}
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
	p.asSaid(s, st)
	w, _ := s.word("an answer")
	switch {
	case !s.more(): // said below
	case contains(insteadOf["is"], s.toks[0].text):
		s.failWith("unexpected", `I expected "is" here, not "`+s.toks[0].text+`"`, s.rewritten(s.at(), s.toks[0].end, "is"))
	case s.toks[0].text != "is" && s.toks[0].text != "then" && optionSaid(st, l, at) != "":
		_, end, _ := strings.Cut(l.raw, " then ")
		s.fixed = l.raw[:at] + optionSaid(st, l, at) + " then " + end
		s.failWith("unexpected", `an answer is named by the word after its number`, "write:  if "+optionSaid(st, l, at)+" then "+end)
	case s.toks[0].text != "," && len(s.toks) > 1 && s.toks[0].text != "is" && s.toks[0].text != "then" && s.toks[1].text == "then":
		s.failWith("unexpected", `I expected "is" here, not "`+clip(s.toks[0].text, 30)+`"`, s.rewritten(s.at(), s.at(), "is "))
	}
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

// whoSays are words with which people begin what comes after "if".
var whoSays = []string{"they", "people", "someone", "somebody", "person", "user", "patient", "client", "answer", "reply", "response", "the", "he", "she", "it", "answered", "chosen"}

// asSaid reports an "if" that is worded as people say it: "if they say yes then", "if
// "yes" then", "if yes or maybe then", "if yes: bye".
func (p *parser) asSaid(s *sentence, st *bot.Step) {
	to := slices.IndexFunc(s.toks, func(t token) bool { return !t.quoted && t.text == "then" })
	if !s.more() || optionSaid(st, s.l, s.at()) != "" && !s.toks[0].quoted {
		return
	}
	head := s.toks[0]
	if bare := strings.TrimRight(head.text, ":"); !head.quoted && bare != head.text && isName(bare) && len(s.toks) > 1 {
		if to < 0 {
			bare += " then"
		}
		s.failWith("unexpected", `I expected "then" here, and no colon`, s.rewritten(head.at, head.end, bare))
		return
	}
	if to < 1 {
		return
	}
	last := s.toks[to-1]
	name := last.text
	for _, o := range st.Answer.Options {
		if o.Digit == name {
			name = o.Name
		}
	}
	if o := optionCalled(st, name); o != "" {
		name = o
	}
	either := to == 3 && (s.toks[1].text == "or" || s.toks[1].text == "o" || s.toks[1].text == ",") && isName(head.text) && isName(name)
	switch rest := s.l.raw[last.end:]; {
	case either && !head.quoted && !last.quoted:
		before := s.l.raw[:head.at]
		s.fixed = before + head.text + rest + "\n" + before + name + rest
		s.failWith("unexpected", `"if" looks at one answer`, "write a line for each:  if "+head.text+clip(rest, 60))
	case last.quoted && isName(name) && (to == 1 || to == 3 && s.toks[1].text == "is"):
		s.failAt(last.at, "unexpected", "an answer stands here without quotes", s.rewritten(last.at, last.end, name))
	case to > 1 && !head.quoted && contains(whoSays, strings.ToLower(head.text)) && isName(name) && !(to == 3 && s.toks[1].text == "is"):
		s.failWith("unexpected", `"if" looks at the answer just given, by its name`, s.rewritten(head.at, last.end, name))
	}
}

// optionSaid is the name of the answer whose words stand between at and "then".
func optionSaid(st *bot.Step, l *line, at int) string {
	words, _, _ := strings.Cut(l.raw[at:], " then ")
	for _, o := range st.Answer.Options {
		for lang, label := range o.Label {
			if contains(append([]string{label}, o.Also[lang]...), strings.ToLower(strings.Trim(words, ` "`))) {
				return o.Name
			}
		}
	}
	return ""
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
