package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// lostCalls names the ways to a step that calls a person at once which a change takes
// away: such a step helps nobody whom no answer leads to it any more.
func lostCalls(before, after *bot.Script) []string {
	was, now := callWays(before), callWays(after)
	var lost []string
	for _, way := range slices.Sorted(maps.Keys(was)) {
		if _, stays := now[way]; !stays && !slices.Contains(lost, was[way]) {
			lost = append(lost, was[way])
		}
	}
	return lost
}

// callWays are the ways to such steps, by what they depend on, with a sentence each.
func callWays(script *bot.Script) map[string]string {
	ways := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(script.Flows)) {
		for _, st := range script.Flows[name].Steps {
			stepCalls(script, name, st, ways)
		}
	}
	return ways
}

// stepCalls adds those of one step: one for each word of an answer that leads there.
func stepCalls(script *bot.Script, flow string, st *bot.Step, ways map[string]string) {
	here := "the step " + st.Name + " of " + flow
	add := func(when, but string, to bot.Target) {
		if callsSoon(script, flow, to) {
			ways[here+"\x00"+when+"\x00"+but] = here + ": " + when + " no longer leads to calling a person at once as it did"
		}
	}
	for i, b := range st.Branches {
		but := tried(script, flow, st, st.Branches[:i], &b)
		for _, when := range answers(st, b) {
			add(when, but, b.Then)
		}
	}
	add("going on", tried(script, flow, st, st.Branches, nil), st.Then)
	add("unclear answers", "", st.Unclear.Next)
	if st.Offer != nil {
		add("no open time", "", st.Offer.None)
		add("a booking", "", st.Offer.Booked)
	}
}

// tried are the conditions that are looked at before b and lead elsewhere, without
// those that cannot hold together with it. nil = all.
func tried(script *bot.Script, flow string, st *bot.Step, before []bot.Branch, b *bot.Branch) string {
	var all []string
	for _, x := range before {
		other := b != nil && x.Name == b.Name && !x.Not && !b.Not && x.Value != b.Value && st.Answer.Kind != bot.AnswerChoices
		if !other && !callsSoon(script, flow, x.Then) {
			all = append(all, condition(x))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// answers are the words that fulfil a condition on the answer just given, or the
// condition itself.
func answers(st *bot.Step, b bot.Branch) []string {
	if !b.Not && (b.Name == "" || b.Name == st.Keep) {
		for _, o := range st.Answer.Options {
			if o.Name != b.Value {
				continue
			}
			all := []string{`the answer "` + o.Digit + `"`}
			for _, lang := range keys(asMap(o), nil) {
				for _, w := range optionAll(o, lang) {
					all = append(all, `the answer "`+w+`" in `+language(lang))
				}
			}
			return all
		}
	}
	return []string{condition(b)}
}

// callsSoon reports whether a target calls a person at once before anything is asked.
func callsSoon(script *bot.Script, flow string, to bot.Target) bool {
	for seen := map[*bot.Step]bool{}; ; {
		if to.Flow != "" {
			flow = to.Flow
		}
		f := script.Flows[flow]
		if f == nil || len(f.Steps) == 0 || to.IsZero() || to.End {
			return false
		}
		st := f.Steps[0]
		if to.Flow == "" {
			st = script.Step(bot.Place{Flow: flow, Step: to.Step})
		}
		if st == nil || seen[st] {
			return false
		}
		if callsAtOnce(st.Handoff) {
			return true
		}
		if st.Waits() || len(st.Branches) > 0 {
			return false
		}
		seen[st], to = true, st.Then
	}
}
