package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// lostCalls adds the ways to a step that calls a person at once, or says words of
// danger, which a change takes away: such a step helps nobody whom no answer leads to it
// any more.
func (r *reasons) lostCalls() {
	said := map[string]bool{}
	for _, goal := range []goal{{"calling a person at once", func(st *bot.Step) bool { return callsAtOnce(st.Handoff) }}, {"words for people in danger", stepSpeaks}} {
		was, now := goal.ways(r.was), goal.ways(r.now)
		for _, way := range slices.Sorted(maps.Keys(was)) {
			x := was[way]
			if _, stays := now[way]; !stays && !said[x.say] {
				r.add("step/"+x.Flow+"/"+x.Step, r.now.Step(x.Place) == nil, x.say+" no longer leads to "+goal.what+" as it did", "takes away a way to "+goal.what)
				said[x.say] = true
			}
		}
	}
}

// goal is what ways lead to.
type goal struct {
	what string
	is   func(*bot.Step) bool
}

// way is one way to such a step: where it begins, and a sentence.
type way struct {
	bot.Place
	say string
}

// ways are the ways to such steps, by what they depend on.
func (g goal) ways(script *bot.Script) map[string]way {
	ways := map[string]way{}
	for _, name := range slices.Sorted(maps.Keys(script.Flows)) {
		for _, st := range script.Flows[name].Steps {
			g.ofStep(script, name, st, ways)
		}
	}
	return ways
}

// ofStep adds those of one step: one for each word of an answer that leads there.
func (g goal) ofStep(script *bot.Script, flow string, st *bot.Step, ways map[string]way) {
	here := "the step " + st.Name + " of " + flow
	add := func(when, but string, to bot.Target) {
		if g.soon(script, flow, to) {
			ways[here+"\x00"+when+"\x00"+but] = way{bot.Place{Flow: flow, Step: st.Name}, here + ": " + when}
		}
	}
	for i, b := range st.Branches {
		but := g.tried(script, flow, st, st.Branches[:i], &b)
		for _, when := range answers(st, b) {
			add(when, but, b.Then)
		}
	}
	add("going on", g.tried(script, flow, st, st.Branches, nil), st.Then)
	add("unclear answers", "", st.Unclear.Next)
	if st.Offer != nil {
		add("no open time", "", st.Offer.None)
		add("a booking", "", st.Offer.Booked)
	}
}

// tried are the conditions that are looked at before b and lead elsewhere, without
// those that cannot hold together with it. nil = all.
func (g goal) tried(script *bot.Script, flow string, st *bot.Step, before []bot.Branch, b *bot.Branch) string {
	var all []string
	for _, x := range before {
		other := b != nil && x.Name == b.Name && !x.Not && !b.Not && x.Value != b.Value && st.Answer.Kind != bot.AnswerChoices
		if !other && !g.soon(script, flow, x.Then) {
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
	return goal{is: func(st *bot.Step) bool { return callsAtOnce(st.Handoff) }}.soon(script, flow, to)
}

// soon reports whether a target leads to such a step before anything is asked by another.
func (g goal) soon(script *bot.Script, flow string, to bot.Target) bool {
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
		if g.is(st) {
			return true
		}
		if st.Waits() || len(st.Branches) > 0 {
			return false
		}
		seen[st], to = true, st.Then
	}
}
