package flows

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Known is what scripts may rely on: what the clinic is and has.
type Known struct {
	// Facts are the names of the clinic's facts, set or not.
	Facts []string
	// Values are the facts that are set; they make lengths exact. May be nil.
	Values bot.Facts
	// Languages are those the clinic serves in full; nil = English and Spanish.
	Languages []bot.Lang
	// VisitKinds are those that can be offered.
	VisitKinds []string
	// Priorities are the names of the clinic's priority groups, first seen first; nil
	// = it has none.
	Priorities []string
	// Limits are for segments a text; zero = 2 and 4.
	Limits MessageLimits
	// Commands tells which global word a text is ("stop", "human", ...); "none"
	// or "" = none. nil = only the carriers' own words are known.
	Commands func(text string) string
	// Danger judges wordings of crisis replies; the zero value knows none.
	Danger DangerRules
}

// MessageLimits are segments a text: more than Warn is a warning, more than
// Refuse an error.
type MessageLimits struct {
	Warn, Refuse int
}

// Rule is one thing that scripts are checked for.
type Rule struct {
	ID  string
	Why string // one sentence for the clinic's manager
}

type rule struct {
	Rule
	// wordings: it needs only texts, not a script that is whole.
	wordings bool
	run      func(*checker)
}

// rules are run in this order; there is a file for each group.
var rules = []rule{
	{Rule{"no-start", "Somebody who texts for the first time must get somewhere."}, false, (*checker).start},
	{Rule{"unreachable", "A step that nothing leads to is never said, and usually means a wrong \"then\"."}, false, (*checker).unreachable},
	{Rule{"goes-on", "A step that leads by name and then stops short goes on with the step below it: a removed \"then\" must not be silent."}, false, (*checker).goesOn},
	{Rule{"spin", "Steps that lead to each other without asking would go round for ever."}, false, (*checker).spin},
	{Rule{"no-way-out", "From every step a person must be able to come to a booking, a member of staff or an end."}, false, (*checker).noWayOut},
	{Rule{"same-answer", "If two answers share a word we cannot know which one was meant."}, true, (*checker).sameAnswer},
	{Rule{"carrier-word", "Phone companies act on words like STOP or CANCEL themselves: as an answer they would end all texts."}, true, (*checker).carrierWord},
	{Rule{"global-word", "Words like \"back\" or \"person\" work everywhere, so they never reach the question as its answer."}, true, (*checker).globalWord},
	{Rule{"hidden-digit", "People answer with the number they see; one that is not shown, or shown for something else, misleads."}, true, (*checker).hiddenDigit},
	{Rule{"translation", "Everybody must be able to read every text in their language."}, true, (*checker).translation},
	{Rule{"mismatch", "A translation that names other numbers or facts says something else."}, true, (*checker).mismatch},
	{Rule{"segments", "Long texts arrive in parts, cost more, and are not read."}, true, (*checker).segments},
	{Rule{"long-reply", "Steps that follow each other without a question go out as one text, which must not be too long either."}, false, (*checker).longReply},
	{Rule{"ucs-2", "One such character more than halves what fits into a text."}, true, (*checker).ucs2},
	{Rule{"reading-grade", "Texts for everybody stay at a sixth-grade reading level."}, true, (*checker).readingGrade},
	{Rule{"avoid", "Words about people decide whether they feel welcome."}, true, (*checker).avoid},
	{Rule{"shouting", "Words in capitals read like shouting; they are kept for emergencies and for STOP, START and HELP."}, true, (*checker).shouting},
	{Rule{"reveals", "A text that anybody may pick up must not tell what kind of clinic this is."}, true, (*checker).reveals},
	{Rule{"reveals-shared", "On a shared phone no text may tell what kind of clinic this is."}, false, (*checker).revealsShared},
	{Rule{"first-text", "The first text tells everybody where to turn in an emergency, before anything else."}, false, (*checker).firstText},
	{Rule{"safety-phrase", "What people get for HELP and STOP must tell them where to turn and how to come back."}, true, (*checker).safetyPhrase},
	{Rule{"danger-text", "A reply to somebody in danger keeps what it needs to help, whoever words it."}, true, (*checker).dangerText},
	{Rule{"never-ask", "What must not be read on a phone that we do not control is not asked by text."}, true, (*checker).neverAsk},
	{Rule{"unknown-value", "A name in braces that nothing fills would be read as it stands."}, false, (*checker).unknownValue},
	{Rule{"missing-value", "This line makes no sense without the time or person that it is about."}, true, (*checker).missingValue},
	{Rule{"unknown-visit", "Only visits that the clinic has set up can be offered."}, true, (*checker).unknownVisit},
	{Rule{"staff-books", "Some visits are booked only after staff have looked."}, true, (*checker).staffBooks},
	{Rule{"unknown-priority", "Who is seen first goes by the groups that the clinic has set up, and some of them only staff may tell."}, true, (*checker).unknownPriority},
	{Rule{"code-word", "A word that keeps a shared phone private is known to nobody but who chose it, and nobody has to."}, true, (*checker).codeWord},
	{Rule{"missing-phrase", "Every line that nightdesk itself speaks needs its wording."}, true, (*checker).missingPhrase},
	{Rule{"private-alert", "What staff get on their phones never holds anything of the person."}, true, (*checker).privateAlert},
	{Rule{"same-question", "If two topics claim the same question we cannot know which answer to give."}, true, (*checker).sameQuestion},
}

// Rules lists what Check looks for, in its order.
func Rules() []Rule {
	all := make([]Rule, len(rules))
	for i, r := range rules {
		all[i] = r.Rule
	}
	return all
}

// Check finds what is wrong with a script that Parse accepted, in the order of
// its files.
func Check(script *bot.Script, known Known) []Problem {
	return check(script, known, func(rule) bool { return true })
}

// checkWordings checks as much of a script as does not need it to be whole, so
// that one typing mistake does not hide everything else.
func checkWordings(script *bot.Script, known Known) []Problem {
	return check(script, known, func(r rule) bool { return r.wordings })
}

func check(script *bot.Script, known Known, wanted func(rule) bool) []Problem {
	c := newChecker(script, known)
	for _, r := range rules {
		if wanted(r) {
			c.rule = r.ID
			r.run(c)
		}
	}
	sortProblems(c.problems)
	return c.problems
}

// newChecker makes a checker of one script, with what is not said in known filled in.
func newChecker(script *bot.Script, known Known) *checker {
	if len(known.Languages) == 0 {
		known.Languages = []bot.Lang{bot.English, bot.Spanish}
	}
	known.Limits.Warn = cmp.Or(known.Limits.Warn, 2)
	known.Limits.Refuse = cmp.Or(known.Limits.Refuse, 4)
	c := &checker{script: script, known: known}
	c.collect()
	return c
}

// checker runs the rules over one script.
type checker struct {
	script   *bot.Script
	known    Known
	rule     string
	problems []Problem
	flows    []*bot.Flow // in the order of their names
	wordings []wording
	// circles are the steps that spin has reported.
	circles map[bot.Place]bool
	filling []string // see values
}

// use says what a wording is for.
type use int

const (
	saying use = iota
	asking
	askingDiscreet
	topicSay
	topicDiscreet
	topicMissing
	phrase
)

// wording is one text of the script in all its languages.
type wording struct {
	use  use
	key  string // in Sources
	name string // of the phrase or topic
	flow *bot.Flow
	step *bot.Step
	text bot.Text
}

// collect lists flows and wordings.
func (c *checker) collect() {
	add := func(w wording) {
		if w.text != nil {
			c.wordings = append(c.wordings, w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.script.Flows)) {
		f := c.script.Flows[name]
		c.flows = append(c.flows, f)
		for _, s := range f.Steps {
			base := "step/" + f.Name + "/" + s.Name + "/"
			for i, t := range s.Say {
				add(wording{use: saying, key: base + "say" + itoa(i), flow: f, step: s, text: t})
			}
			add(wording{use: asking, key: base + "ask", flow: f, step: s, text: s.Ask})
			add(wording{use: askingDiscreet, key: base + "discreet", flow: f, step: s, text: s.DiscreetAsk})
			add(wording{use: askingDiscreet, key: base + "again", flow: f, step: s, text: s.AskAgain})
		}
	}
	for i := range c.script.Topics {
		t := &c.script.Topics[i]
		base := "topic/" + t.Name + "/"
		add(wording{use: topicSay, key: base + "say", name: t.Name, text: t.Say})
		add(wording{use: topicDiscreet, key: base + "discreet", name: t.Name, text: t.Discreet})
		add(wording{use: topicMissing, key: base + "missing", name: t.Name, text: t.Missing})
	}
	for _, name := range slices.Sorted(maps.Keys(c.script.Phrases)) {
		add(wording{use: phrase, key: "phrase/" + name, name: name, text: c.script.Phrases[name]})
	}
}

// each runs f over every wording in every language it has.
func (c *checker) each(f func(w wording, lang bot.Lang, text string)) {
	for _, w := range c.wordings {
		for _, lang := range slices.Sorted(maps.Keys(w.text)) {
			f(w, lang, w.text[lang])
		}
	}
}

// steps runs f over every step.
func (c *checker) steps(f func(flow *bot.Flow, s *bot.Step)) {
	for _, flow := range c.flows {
		for _, s := range flow.Steps {
			f(flow, s)
		}
	}
}

// at is where a key stands, or what holds it.
func (c *checker) at(key string) bot.Source {
	for {
		if src, ok := c.script.Sources[key]; ok {
			return src
		}
		i := strings.LastIndexByte(key, '/')
		if i < 0 {
			return bot.Source{File: "scripts"}
		}
		key = key[:i]
	}
}

func (c *checker) stepAt(flow *bot.Flow, s *bot.Step, part string) bot.Source {
	if src, ok := c.script.Sources["step/"+flow.Name+"/"+s.Name+"/"+part]; ok {
		return src
	}
	return s.Source
}

func (c *checker) error(at bot.Source, text, mend string) { c.add(Error, at, text, mend) }
func (c *checker) warn(at bot.Source, text, mend string)  { c.add(Warning, at, text, mend) }

func (c *checker) add(sev Severity, at bot.Source, text, mend string) {
	c.problems = append(c.problems, Problem{File: at.File, Line: at.Line, Col: at.Col, Rule: c.rule, Severity: sev, Text: text, Mend: mend})
}
