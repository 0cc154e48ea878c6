package flows

import (
	"maps"
	"slices"
)

// Rule is one kind of problem that scripts can have, told to somebody who has
// not met it before.
type Rule struct {
	ID  string
	Why string // one sentence for the clinic's manager: what would go wrong
	// Mend says in general words what to do; a problem says it for its own line.
	Mend string
	// Bad shows the problem in as few lines as it takes, Good the same lines
	// mended: a whole file where they begin as one, or else steps of a flow, lines of
	// one step, a topic, or a phrase.
	Bad, Good string
	// Severity is the worst that the rule reports; a rule of errors may warn of
	// milder cases.
	Severity Severity
	// Passing: the problem is not in the files alone and goes by itself, so no reason
	// can be kept for it.
	Passing bool
}

// Rules lists every kind of problem that is ever reported, by what reports it:
// first reading, then checking, each in its order.
func Rules() []Rule { return slices.Clone(catalogue) }

// RuleOf explains one kind of problem. For an id that is none, near is the one
// that was probably meant, or "".
func RuleOf(id string) (rule Rule, near string, ok bool) {
	if r, ok := rulesByID[id]; ok {
		return r, "", true
	}
	return Rule{}, Nearest(id, slices.Collect(maps.Keys(rulesByID))), false
}

var rulesByID = func() map[string]Rule {
	m := map[string]Rule{}
	for _, r := range catalogue {
		m[r.ID] = r
	}
	return m
}()

// catalogue is in three files: what reading finds, what checking finds about the
// way people are led, and what it finds about wordings.
var catalogue = slices.Concat(readingRules, wayRules, wordingRules)
