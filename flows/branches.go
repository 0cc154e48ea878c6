package flows

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// BranchKey names one way out of a step, the same in every version that has the
// step: "intake/visit#none", "intake/who#if other", "intake/who#then",
// "home/menu#unclear", "home/menu#silent 1".
type BranchKey string

// keyOf is the key of a way out of the step at p.
func keyOf(p bot.Place, way string) BranchKey {
	return BranchKey(p.Flow + "/" + p.Step + "#" + way)
}

// Place is the step that the way leads out of.
func (k BranchKey) Place() bot.Place {
	where, _, _ := strings.Cut(string(k), "#")
	flow, step, _ := strings.Cut(where, "/")
	return bot.Place{Flow: flow, Step: step}
}

// Branch is one way out of a step, or one question of the FAQ: what test talks
// should take at least once.
type Branch struct {
	Key    BranchKey
	Source bot.Source // of the line that leads this way
	// Text says it to people: `the answer "other"`.
	Text string
	// Minor: it is the same everywhere (settings), so that one talk for all steps
	// will do; no-transcript does not ask for it.
	Minor bool
}

// The ways that have the same name at every step.
const (
	WayThen    = "then"    // nothing more special held
	WayNone    = "none"    // an offer: no time is open
	WayBooked  = "booked"  // an offer: a visit is booked
	WayUnclear = "unclear" // answers that were not understood went to a person
	WayIf      = "if "     // and the condition: "if other", "if who is other", "if who is not other"
	WaySilent  = "silent " // and which rung of silence, from 1
)

// topicFlow stands for a flow in the keys of topics: "?/hours#asked".
const topicFlow = "?"

// Branches lists every way out of every step of a script, by flow and in the order
// of the steps, and then every topic.
func Branches(script *bot.Script) []Branch {
	c := &checker{script: script}
	c.collect()
	var all []Branch
	c.steps(func(f *bot.Flow, s *bot.Step) { all = append(all, c.waysOut(f, s)...) })
	for i := range script.Topics {
		t := &script.Topics[i]
		all = append(all, Branch{Key: TopicKey(t.Name), Source: t.Source, Text: `the question "` + t.Name + `"`})
	}
	return all
}

// TopicKey is the key of a topic's answer.
func TopicKey(topic string) BranchKey {
	return keyOf(bot.Place{Flow: topicFlow, Step: topic}, "asked")
}

// waysOut lists the ways out of one step.
func (c *checker) waysOut(f *bot.Flow, s *bot.Step) []Branch {
	p := bot.Place{Flow: f.Name, Step: s.Name}
	var all []Branch
	add := func(way, part, text string, minor bool) {
		all = append(all, Branch{keyOf(p, way), c.stepAt(f, s, part), text, minor})
	}
	for i, b := range s.Branches {
		add(WayIf+condition(s, b), "if"+itoa(i), `"if `+condition(s, b)+`"`, false)
	}
	if s.Offer != nil {
		add(WayNone, "none", "no time is open", false)
		add(WayBooked, "booked", "a visit is booked", false)
	} else if !c.exhausted(s) {
		text := "going on"
		if len(s.Branches) > 0 {
			text = `none of its "if" holds`
		}
		add(WayThen, "then", text, false)
	}
	if s.Waits() {
		_, own := c.script.Sources["step/"+f.Name+"/"+s.Name+"/unclear"]
		add(WayUnclear, "unclear", "answers that are not understood", !own)
		_, own = c.script.Sources["step/"+f.Name+"/"+s.Name+"/silent"]
		for i, r := range s.Silent {
			add(WaySilent+itoa(i+1), "silent", "no answer: "+string(r.Do), !own || r.Do != bot.SilentHandoff)
		}
	}
	return all
}

// condition is a branch as it is written: "other", "who is other", "who is not
// other"; the answer just given is left unnamed.
func condition(s *bot.Step, b bot.Branch) string {
	own := b.Name == "" || b.Name == s.Keep && s.Waits()
	switch {
	case own && !b.Not:
		return b.Value
	case b.Not:
		return b.Name + " is not " + b.Value
	}
	return b.Name + " is " + b.Value
}

// exhausted reports whether the branches of a question take every answer, so that
// its "then" is never come to.
func (c *checker) exhausted(s *bot.Step) bool {
	left, many := unsaid(s)
	return len(s.Branches) > 0 && !many && len(left) == 0
}

// untested is the one rule whose problems are found by playing talks, which this
// package does not do.
const untested = "no-transcript"

// NoTranscript lists the ways that no talk takes, as warnings of the rule
// "no-transcript"; taken are those that some talk took.
func NoTranscript(script *bot.Script, taken map[BranchKey]bool) []Problem {
	c := &checker{script: script, rule: untested}
	for _, b := range Branches(script) {
		if b.Minor || taken[b.Key] {
			continue
		}
		if p := b.Key.Place(); p.Flow == topicFlow {
			c.warn(b.Source, "no test talk asks "+b.Text, "ask it in a talk, and save the talk")
		} else {
			c.warn(b.Source, `no test talk takes this way out of the step "`+p.Step+`": `+b.Text, "talk that way, and save the talk")
		}
	}
	sortProblems(c.problems)
	return c.problems
}

// Untested is NoTranscript for the files of a script, with the reasons for which
// they let some ways go untested. Files with errors have no ways to test.
func Untested(files map[string]string, taken map[BranchKey]bool) []Problem {
	script, problems := Parse(files)
	if Blocks(problems) {
		return nil
	}
	return slices.DeleteFunc(
		accept(files, NoTranscript(script, taken), func(rule string) bool { return rule == untested }),
		func(p Problem) bool { return p.Rule == "accepted" && p.Severity == Error }) // said by ParseAndCheck
}
