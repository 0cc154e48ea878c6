package main

import (
	"reflect"
	"slices"

	"nightdesk/bot"
)

// touchedOf are the steps that two sets of flows have differently, or that only one has.
// Whatever happens in a talk that comes to none of them happens with both alike. same is
// false if they differ in what any talk may come to: in questions that people ask, in lines
// of the program, in where conversations begin, or in a step that is looked for from
// anywhere.
func touchedOf(a, b *bot.Script) (touched map[bot.Place]bool, same bool) {
	if a.Start != b.Start || a.Home != b.Home || !reflect.DeepEqual(a.Phrases, b.Phrases) || !reflect.DeepEqual(a.Danger, b.Danger) ||
		!reflect.DeepEqual(placeless(a.Topics), placeless(b.Topics)) || len(a.Flows) != len(b.Flows) {
		return nil, false
	}
	touched = map[bot.Place]bool{}
	for name, f := range a.Flows {
		g := b.Flows[name]
		if g == nil || f.Title != g.Title || !reflect.DeepEqual(soughtIn(f), soughtIn(g)) {
			return nil, false
		}
		for _, st := range slices.Concat(f.Steps, g.Steps) {
			p := bot.Place{Flow: name, Step: st.Name}
			if x, y := a.Step(p), b.Step(p); x == nil || y == nil || !reflect.DeepEqual(movable(x), movable(y)) {
				touched[p] = true
			}
		}
	}
	return touched, true
}

// placeless are questions without where their scripts have them.
func placeless(all []bot.Topic) []bot.Topic {
	all = slices.Clone(all)
	for i := range all {
		all[i].Source = bot.Source{}
	}
	return all
}

// movable is a step without its line: it may move within its file.
func movable(st *bot.Step) bot.Step {
	x := *st
	x.Source = bot.Source{File: st.Source.File}
	return x
}

// soughtIn are the steps of a flow that are found without a way to them: its first, those
// that ask for an agreement, those that offer times.
func soughtIn(f *bot.Flow) (all []any) {
	for i, st := range f.Steps {
		if i == 0 || st.Consent != "" || st.Offer != nil {
			all = append(all, st.Name, st.Consent, st.Offer)
		}
	}
	return all
}
