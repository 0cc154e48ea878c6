package flows

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Known is what scripts may rely on: what the clinic is and has. Its functions may be
// called at once from several goroutines.
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
	// Commands tells which word that works everywhere a text is: "danger", "stop",
	// "start" and "help" are heard before any question, others ("human", "back") after
	// an answer that is given word for word; "none" or "" = none. nil = only the
	// carriers' own words are known.
	Commands func(text string) string
	// Asked is Commands for the example of a question; that it is danger is of no
	// matter there, and is mostly what takes time to find out. nil = as Commands.
	Asked func(text string) string
	// Options tells how the answers to a question of several are read. nil = only
	// words that are the same are known to be the same.
	Options func(spec bot.AnswerSpec) Reading
	// Topics tells how questions are read where these topics are known, by their
	// examples alone: the topic, and whether that is sure. nil = as with Options.
	Topics func(topics []bot.Topic) func(question string) (topic string, sure bool)
	// Danger judges wordings of crisis replies; the zero value knows none.
	Danger DangerRules
}

// Reading is how answers to one question are read.
type Reading struct {
	// Shared are forms of words that stand for two of its options.
	Shared []SharedForm
	// Loose is what a text picks that is not an option word for word, as the name of
	// the option, or what a skipped question keeps; ok is false if we would ask again.
	Loose func(said string) (name string, ok bool)
}

// SharedForm is one way to write something that stands for two options, without its
// blanks, marks and endings. A and B are their places in AnswerSpec.Options.
type SharedForm struct {
	Form string
	A, B int
}

// MessageLimits are segments a text: more than Warn is a warning, more than
// Refuse an error.
type MessageLimits struct {
	Warn, Refuse int
}

// check is one rule's work.
type check struct {
	rule string
	// wordings: it needs only texts, not a script that is whole.
	wordings bool
	run      func(*checker)
}

// checks are run in this order; there is a file for each group.
var checks = []check{
	{"no-start", false, (*checker).start},
	{"unreachable", false, (*checker).unreachable},
	{"never-true", false, (*checker).neverTrue},
	{"goes-on", false, (*checker).goesOn},
	{"spin", false, (*checker).spin},
	{"no-way-out", false, (*checker).noWayOut},
	{"silent-end", true, (*checker).silentEnd},
	{"nudges", true, (*checker).nudges},
	{"same-answer", true, (*checker).sameAnswer},
	{"misread", true, (*checker).misread},
	{"carrier-word", true, (*checker).carrierWord},
	{"global-word", true, (*checker).globalWord},
	{"hidden-digit", true, (*checker).hiddenDigit},
	{"bare-digit", true, (*checker).bareDigits},
	{"spare-digit", false, (*checker).spareDigits},
	{"translation", true, (*checker).translation},
	{"other-language", true, (*checker).otherLanguage},
	{"mismatch", true, (*checker).mismatch},
	{"segments", true, (*checker).segments},
	{"long-reply", false, (*checker).longReply},
	{"ucs-2", true, (*checker).ucs2},
	{"reading-grade", true, (*checker).readingGrade},
	{"one-question", true, (*checker).oneQuestion},
	{"link", true, (*checker).link},
	{"signs", true, (*checker).signs},
	{"marked-twice", true, (*checker).markedTwice},
	{"parted", true, (*checker).partedWords},
	{"avoid", true, (*checker).avoid},
	{"shouting", true, (*checker).shouting},
	{"reveals", true, (*checker).reveals},
	{"reveals-shared", false, (*checker).revealsShared},
	{"first-text", false, (*checker).firstText},
	{"before-consent", false, (*checker).beforeConsent},
	{"safety-phrase", true, (*checker).safetyPhrase},
	{"danger-text", true, (*checker).dangerText},
	{"never-ask", true, (*checker).neverAsk},
	{"unknown-value", false, (*checker).unknownValue},
	{"missing-value", true, (*checker).missingValue},
	{"unknown-visit", true, (*checker).unknownVisit},
	{"staff-books", true, (*checker).staffBooks},
	{"unknown-priority", true, (*checker).unknownPriority},
	{"code-word", true, (*checker).codeWord},
	{"missing-phrase", true, (*checker).missingPhrase},
	{"private-alert", true, (*checker).privateAlert},
	{"same-question", true, (*checker).sameQuestion},
}

// Check finds what is wrong with a script that Parse accepted, in the order of
// its files.
func Check(script *bot.Script, known Known) []Problem {
	return run(script, known, func(check) bool { return true })
}

// checkWordings checks as much of a script as does not need it to be whole, so
// that one typing mistake does not hide everything else.
func checkWordings(script *bot.Script, known Known) []Problem {
	return run(script, known, func(r check) bool { return r.wordings })
}

func run(script *bot.Script, known Known, wanted func(check) bool) []Problem {
	// The ways through a script and its wordings are looked at side by side: a large
	// clinic's editor waits for this.
	at := slices.IndexFunc(checks, func(r check) bool { return r.rule == firstOfWordings })
	wordings := newChecker(script, known)
	wordings.lay() // for both
	done := make(chan struct{})
	go func() {
		defer close(done)
		wordings.run(checks[at:], wanted)
	}()
	ways := newChecker(script, known)
	ways.ground = wordings.ground
	ways.run(checks[:at], wanted)
	<-done
	problems := slices.Concat(ways.problems, wordings.problems)
	sortProblems(problems)
	return shared(script, problems)
}

// firstOfWordings is the rule that begins those which need nothing of the ones before.
const firstOfWordings = "hidden-digit"

// newChecker makes a checker of one script, with what is not said in known filled in.
func newChecker(script *bot.Script, known Known) *checker {
	if len(known.Languages) == 0 {
		known.Languages = []bot.Lang{bot.English, bot.Spanish}
	}
	known.Limits.Warn = cmp.Or(known.Limits.Warn, 2)
	known.Limits.Refuse = cmp.Or(known.Limits.Refuse, 4)
	c := &checker{script: script, known: known, phrases: map[*bot.Step][]said{}}
	c.collect()
	return c
}

func (c *checker) run(rules []check, wanted func(check) bool) {
	for _, r := range rules {
		if wanted(r) {
			c.rule = r.rule
			r.run(c)
		}
	}
}

// checker runs the rules over one script.
type checker struct {
	script   *bot.Script
	known    Known
	rule     string
	problems []Problem
	flows    []*bot.Flow // in the order of their names
	wordings []wording
	ground   *ground              // see lay
	circles  []bool               // steps that spin has reported
	filling  map[string]bool      // see values
	guesses  int                  // see near
	copies   map[string]bool      // see bareSteps
	folded   map[string][]string  // see words
	phrases  map[*bot.Step][]said // see options
	proven   *proof               // see prove
	heard    map[string]string    // what the texts of answers are heard as, see command
	clashes  map[clash]bool       // see sameAnswer
	// readings, foldings: what is asked for more than once.
	readings map[*bot.Step]Reading
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
	// langs are those of the text, sorted: rule after rule goes through them.
	langs []bot.Lang
}

// collect lists flows and wordings.
func (c *checker) collect() {
	add := func(w wording) {
		if w.text != nil {
			if !slices.ContainsFunc(slices.Collect(maps.Values(w.text)), func(s string) bool { return !toBeWritten(s) }) {
				w.text = bot.Text{} // of its dots only translation speaks
			}
			w.langs = slices.Sorted(maps.Keys(w.text))
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
		for _, lang := range w.langs {
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
	c.problems = append(c.problems, Problem{File: at.File, Line: at.Line, Col: at.Col, Rule: c.rule, Severity: sev, Text: c.bareSteps(text), Mend: mend})
}

// wrong says what of its wording the newest problem is about.
func (c *checker) wrong(s string) { c.problems[len(c.problems)-1].Wrong = s }
