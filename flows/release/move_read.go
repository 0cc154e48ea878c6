package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// What stands among the names for states of a session that a script can rely on.
const (
	consentName  = "consent:" // and the purpose: they were asked
	discreetName = "discreet:on"
)

type set = map[string]bool

// reading is what a script looks at and keeps, and where.
type reading struct {
	script *bot.Script
	values map[string]*values // by name: what it may be kept as
	// consents are, by purpose, the names that answers to a question for it are kept
	// under.
	consents map[string][]string
	edges    map[bot.Place][]edge
	// enters are the names that may be looked at once a step is gone to, before
	// they are kept anew, and reads those once its question waits.
	enters, reads map[bot.Place]set
	// asked are the states that each conversation which waits at a step is in, and
	// sure those that each is in which goes there.
	asked, sure map[bot.Place]set
	// stands are the answers that conversations of the script may have where they wait:
	// of those that may be looked at from there on. nil = too many to go through.
	stands map[bot.Place][]known
}

// values are what a name may be kept as.
type values struct {
	any   bool
	multi bool // several at once
	list  set
}

// knows reports whether what is kept is among them.
func (v *values) knows(kept string) bool {
	if v == nil || v.any {
		return v != nil
	}
	if !v.multi {
		return v.list[kept]
	}
	for one := range strings.SplitSeq(kept, ",") {
		if !v.list[one] {
			return false
		}
	}
	return true
}

// edge is one way on from a step, and what it keeps.
type edge struct {
	to    bot.Place
	keeps []string
}

// read looks a script through. Both directions settle after few rounds: each only
// adds names, or only takes them away. also are names to be watched at each place as if
// the script looked at them there.
func read(script *bot.Script, also map[bot.Place]set) *reading {
	r := &reading{script: script, values: map[string]*values{}, consents: map[string][]string{}, edges: map[bot.Place][]edge{},
		enters: map[bot.Place]set{}, reads: map[bot.Place]set{}, asked: map[bot.Place]set{}, sure: map[bot.Place]set{}}
	r.steps(func(p bot.Place, st *bot.Step) {
		r.keep(st)
		r.edges[p] = r.ways(p, st)
	})
	for changed := true; changed; {
		changed = false
		r.steps(func(p bot.Place, st *bot.Step) { changed = r.looks(p, st, also[p]) || changed })
	}
	for _, name := range []string{script.Start, script.Home} {
		if f := script.Flows[name]; f != nil {
			r.sure[f.Start()] = set{}
		}
	}
	for changed := true; changed; {
		changed = false
		r.steps(func(p bot.Place, st *bot.Step) { changed = r.knowsAt(p, st) || changed })
	}
	r.explore()
	return r
}

// steps runs f over every step, in an order that is always the same.
func (r *reading) steps(f func(bot.Place, *bot.Step)) {
	for _, name := range slices.Sorted(maps.Keys(r.script.Flows)) {
		for _, st := range r.script.Flows[name].Steps {
			f(bot.Place{Flow: name, Step: st.Name}, st)
		}
	}
}

// keep notes what a step keeps.
func (r *reading) keep(st *bot.Step) {
	add := func(name string, list []string) {
		v := r.values[name]
		if v == nil {
			v = &values{list: set{}}
			r.values[name] = v
		}
		v.any = v.any || list == nil
		v.multi = v.multi || st.Answer.Kind == bot.AnswerChoices && name == st.Keep
		for _, s := range list {
			v.list[s] = true
		}
	}
	if st.Ask != nil && st.Keep != "" {
		add(st.Keep, st.Answer.Values())
	}
	for _, x := range st.Set {
		if !ofSession(x.Name) {
			add(x.Name, []string{x.Value})
		}
	}
	if st.Ask != nil && st.Consent != "" {
		r.consents[st.Consent] = append(r.consents[st.Consent], st.Keep)
	}
}

// ofSession are the names that a script sets or looks at and that are no answers.
func ofSession(name string) bool {
	switch name {
	case "", "discreet", "language", "priority", "recent", "booked":
		return true
	}
	return false
}

// ways are those on from a step.
func (r *reading) ways(p bot.Place, st *bot.Step) []edge {
	var answered []string
	if st.Ask != nil && st.Keep != "" {
		answered = append(answered, st.Keep)
	}
	if st.Ask != nil && st.Consent != "" {
		answered = append(answered, consentName+st.Consent)
	}
	var all []edge
	add := func(t bot.Target, keeps []string) {
		switch {
		case t.Flow != "":
			if f := r.script.Flows[t.Flow]; f != nil {
				all = append(all, edge{f.Start(), keeps})
			}
		case t.Step != "":
			all = append(all, edge{bot.Place{Flow: p.Flow, Step: t.Step}, keeps})
		}
	}
	for _, b := range st.Branches {
		add(b.Then, answered)
	}
	add(st.Then, answered)
	if st.Offer != nil {
		add(st.Offer.None, nil)
		add(st.Offer.Booked, nil)
	}
	add(st.Unclear.Next, nil)
	return all
}

// looks finds anew what may be looked at from a step on, and reports whether that is
// more than it was.
func (r *reading) looks(p bot.Place, st *bot.Step, also set) bool {
	waiting := maps.Clone(also)
	if waiting == nil {
		waiting = set{}
	}
	for _, x := range slices.Concat([]bot.Text{st.Ask, st.DiscreetAsk, st.AskAgain}, st.Say) { // "back" says it anew
		r.named(x, waiting)
	}
	for _, b := range st.Branches {
		if !ofSession(b.Name) && (b.Name != st.Keep || !st.Waits()) {
			waiting[b.Name] = true
		}
	}
	for _, e := range r.edges[p] {
		for n := range r.enters[e.to] {
			if !slices.Contains(e.keeps, n) {
				waiting[n] = true
			}
		}
	}
	entering := maps.Clone(waiting)
	for _, x := range st.Set {
		delete(entering, x.Name)
	}
	for _, x := range st.Say {
		r.named(x, entering)
	}
	more := len(waiting) > len(r.reads[p]) || len(entering) > len(r.enters[p])
	r.reads[p], r.enters[p] = waiting, entering
	return more
}

// named adds the {names} of a text that are answers.
func (r *reading) named(x bot.Text, to set) {
	for _, s := range x {
		for {
			_, rest, ok := strings.Cut(s, "{")
			name, after, closed := strings.Cut(rest, "}")
			if !ok || !closed {
				break
			}
			if r.values[name] != nil {
				to[name] = true
			}
			s = after
		}
	}
}

// knowsAt passes on the states that are sure at a step to those it leads to, and
// reports whether any of them knows less than it did.
func (r *reading) knowsAt(p bot.Place, st *bot.Step) bool {
	in, reached := r.sure[p]
	if !reached {
		return false
	}
	here := maps.Clone(in)
	for _, x := range st.Set {
		switch {
		case x.Name == "discreet" && x.Value == "on":
			here[discreetName] = true
		case x.Name == "discreet":
			delete(here, discreetName)
		}
	}
	r.asked[p] = here
	changed := false
	for _, e := range r.edges[p] {
		known, reached := r.sure[e.to]
		if !reached {
			known = maps.Clone(here)
			for _, n := range e.keeps {
				if strings.HasPrefix(n, consentName) {
					known[n] = true
				}
			}
			r.sure[e.to], changed = known, true
			continue
		}
		for n := range known {
			if !here[n] && !slices.Contains(e.keeps, n) {
				delete(known, n)
				changed = true
			}
		}
	}
	return changed
}

// reached reports whether a conversation of the script comes by a step.
func (r *reading) reached(p bot.Place) bool { return r.sure[p] != nil }

func sorted(s set) []string { return slices.Sorted(maps.Keys(s)) }
