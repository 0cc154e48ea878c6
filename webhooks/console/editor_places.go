package console

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// stepSaid is a step as somebody knows it again: by its name and its first words.
type stepSaid struct {
	Name, Says string
	Texts      bool // it sends something
	rank       int
}

// stepsOf are the steps of the flow in a file in the order of the talk.
func stepsOf(script *bot.Script, file string, lang bot.Lang) (all []stepSaid) {
	for _, f := range flowsIn(script, file) {
		g := flows.Outline(script, f.Name)
		for _, s := range f.Steps {
			if s.Source.File != file {
				continue // of a shared piece
			}
			at := slices.IndexFunc(g.Nodes, func(n flows.Node) bool { return n.Name == s.Name && n.Kind != flows.NodeFlow })
			if at < 0 {
				continue
			}
			one := stepSaid{Name: s.Name, Says: g.Nodes[at].Short, rank: g.Nodes[at].Rank}
			for _, t := range append(slices.Clone(s.Say), s.Ask) {
				if t != nil && (!one.Texts || s.Ask != nil) {
					one.Says, one.Texts = t.In(lang), true
				}
			}
			if one.Says == "" {
				one.Says = "decides where to go on"
			}
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b stepSaid) int { return a.rank - b.rank })
	return all
}

// label is a step in a list to choose from.
func (s stepSaid) label() string { return s.Name + ": " + shorten(s.Says, 60) }

// grouped puts steps that send something before those that do not: nobody remembers the
// others.
func grouped(steps []stepSaid, heading string, chosen string) (all []choiceGroup) {
	texts, silent := choiceGroup{Label: heading}, choiceGroup{Label: "Steps that text nothing"}
	for _, s := range steps {
		to := &silent
		if s.Texts {
			to = &texts
		}
		to.All = append(to.All, choice{s.Name, s.label(), s.Name == chosen})
	}
	for _, g := range []choiceGroup{texts, silent} {
		if len(g.All) > 0 {
			all = append(all, g)
		}
	}
	return all
}

// afterChoices are the steps that a question can follow.
func afterChoices(steps []stepSaid, places []flows.Place, chosen string) []choiceGroup {
	steps = slices.DeleteFunc(slices.Clone(steps), func(s stepSaid) bool {
		return !slices.ContainsFunc(places, func(p flows.Place) bool { return p.Step == s.Name })
	})
	all := grouped(steps, "Steps that text something", chosen)
	if !slices.ContainsFunc(steps, func(s stepSaid) bool { return s.Name == chosen }) {
		all = slices.Insert(all, 0, choiceGroup{All: []choice{{"", "choose", true}}})
	}
	return all
}

// thenChoices are where an answer can lead.
func thenChoices(script *bot.Script, steps []stepSaid, chosen string) []choiceGroup {
	all := []choiceGroup{{All: []choice{{"", "go on with what comes next", chosen == ""}, {"end", "end here", chosen == "end"}}}}
	all = append(all, grouped(steps, "Go to a step", chosen)...)
	others := choiceGroup{Label: "Go over to another conversation"}
	for _, name := range sortedFlows(script) {
		others.All = append(others.All, choice{"flow " + name, script.Flows[name].Title, "flow "+name == chosen})
	}
	return append(all, others)
}

// readsIn is the clinic's language that whoever looks at the page reads: the first that
// the browser asks for, or the clinic's first.
func (v *visit) readsIn() bot.Lang {
	langs := languagesOf(v.c.o.Scripts.Known())
	for asked := range strings.SplitSeq(v.r.Header.Get("Accept-Language"), ",") {
		code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(asked)), ";")
		code, _, _ = strings.Cut(code, "-")
		if slices.Contains(langs, bot.Lang(code)) {
			return bot.Lang(code)
		}
	}
	return langs[0]
}

// likelyPlace is the step that a new question would follow: the one at the line where
// somebody was, or, if people come by there before they agreed to be texted, the one where
// they agree; otherwise the last question after which everybody comes by who gets to
// the end of the talk. "" = there is no place.
func likelyPlace(file, src string, line int) string {
	places := flows.Places(file, src)
	script, _ := flows.Parse(map[string]string{file: src})
	all := flowsIn(script, file)
	if len(all) == 0 || len(places) == 0 {
		return ""
	}
	f := all[0]
	can := func(s *bot.Step) bool {
		return slices.ContainsFunc(places, func(p flows.Place) bool { return p.Step == s.Name })
	}
	before := flows.BeforeConsent(script)
	agreesAt := func(step string) (at bot.Place, early bool) {
		at, early = before[bot.Place{Flow: f.Name, Step: step}]
		return at, early
	}
	agreed := func(s *bot.Step) bool { _, early := agreesAt(s.Name); return !early }
	if line > 0 {
		near := ""
		for _, s := range f.Steps {
			if s.Source.Line <= line && can(s) {
				near = s.Name
			}
		}
		if near != "" {
			// Who works on the first words does not mean to ask before people agreed to it.
			if at, early := agreesAt(near); early && can(script.Step(at)) {
				return at.Step
			}
			return near
		}
	}
	way, goal := mainWay(f)
	for _, s := range slices.Backward(way) {
		if s.Ask != nil && can(s) && agreed(s) && !reaches(f, goal, s) {
			return s.Name
		}
	}
	for _, s := range slices.Backward(way) {
		if s.Ask != nil && can(s) && agreed(s) {
			return s.Name
		}
	}
	return places[len(places)-1].Step
}

// mainWay are the steps from the first on, always to the one that comes if nothing else
// does, and where they lead out of the flow.
func mainWay(f *bot.Flow) (way []*bot.Step, goal bot.Target) {
	to := bot.Target{Step: f.Steps[0].Name}
	for range f.Steps {
		s := f.Step(to.Step)
		if s == nil {
			break
		}
		way = append(way, s)
		if to = s.Then; s.Offer != nil {
			to = s.Offer.Booked
		}
	}
	return way, to
}

// reaches reports whether a talk comes to the goal without going from one step to the one
// that comes if nothing else does.
func reaches(f *bot.Flow, goal bot.Target, but *bot.Step) bool {
	seen, next := map[string]bool{}, []bot.Target{{Step: f.Steps[0].Name}}
	for len(next) > 0 {
		to := next[0]
		next = next[1:]
		if to == goal {
			return true
		}
		s := f.Step(to.Step)
		if s == nil || seen[to.Step] {
			continue
		}
		seen[to.Step] = true
		ways := waysOut(s)
		if s == but {
			ways = ways[1:]
		}
		next = append(next, ways...)
	}
	return false
}
