package release

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// known is what is known of the answers that matter: by name what it is kept as, or
// one of the two below. What is not in it is not kept.
type known map[string]string

const (
	anything = "*" // kept, as something
	perhaps  = "?" // kept as something, or not at all
)

// maxStates bounds how many states of a script are gone through; the clinic's own has
// some hundreds.
const maxStates = 20_000

// explorer goes through all that conversations of a script may have answered.
type explorer struct {
	*reading
	seen  map[bot.Place]map[string]bool
	todo  []standing
	count int
	waits map[bot.Place]map[string]known
}

type standing struct {
	at bot.Place
	known
}

// explore finds where conversations of the script can stand, and with which answers. A
// new one begins with none. One that comes back begins at home with whatever was kept
// before, by this version or an older one.
func (r *reading) explore() {
	x := &explorer{reading: r, seen: map[bot.Place]map[string]bool{}, waits: map[bot.Place]map[string]known{}}
	if f := r.script.Flows[r.script.Start]; f != nil {
		x.enter(f.Start(), known{})
	}
	if f := r.script.Flows[r.script.Home]; f != nil {
		before := known{}
		for n := range r.enters[f.Start()] {
			before[n] = perhaps
		}
		x.enter(f.Start(), before)
	}
	for len(x.todo) > 0 {
		if x.count > maxStates {
			return
		}
		next := x.todo[len(x.todo)-1]
		x.todo = x.todo[:len(x.todo)-1]
		x.step(next.at, next.known)
	}
	r.stands = map[bot.Place][]known{}
	for p, all := range x.waits {
		for _, k := range slices.Sorted(maps.Keys(all)) {
			r.stands[p] = append(r.stands[p], all[k])
		}
	}
}

// enter goes to a step, with what may be looked at from there on.
func (x *explorer) enter(p bot.Place, k known) {
	if x.script.Step(p) == nil {
		return
	}
	k = k.of(x.enters[p])
	if key := k.key(); !x.seen[p][key] {
		if x.seen[p] == nil {
			x.seen[p] = map[string]bool{}
		}
		x.seen[p][key] = true
		x.count++
		x.todo = append(x.todo, standing{p, k})
	}
}

// step takes all ways on from a step.
func (x *explorer) step(p bot.Place, k known) {
	st := x.script.Step(p)
	k = maps.Clone(k)
	for _, s := range st.Set {
		if !ofSession(s.Name) {
			k[s.Name] = s.Value
		}
	}
	if st.Waits() {
		at := k.of(x.reads[p])
		if x.waits[p] == nil {
			x.waits[p] = map[string]known{}
		}
		x.waits[p][at.key()] = at
	}
	x.to(p, st.Unclear.Next, k)
	switch {
	case st.Offer != nil:
		x.to(p, st.Offer.None, k)
		x.to(p, st.Offer.Booked, k)
		x.to(p, st.Then, k) // where a visit of that kind is booked by then
	case st.Ask != nil:
		for _, a := range x.answers(st) {
			x.next(p, st, k, a)
		}
	default:
		x.next(p, st, k, "")
	}
}

// answers are what a question may be answered with.
func (x *explorer) answers(st *bot.Step) []string {
	all := st.Answer.Values()
	switch {
	case st.Answer.Kind == bot.AnswerCodeWord:
		return []string{anything, ""} // it may have been chosen before, and is not asked for then
	case all == nil, st.Answer.Kind == bot.AnswerChoices:
		return []string{anything}
	}
	return all
}

// next goes on where the branches lead, given an answer. Where nobody can tell whether
// one is taken, both ways are.
func (x *explorer) next(p bot.Place, st *bot.Step, k known, answer string) {
	on := func(t bot.Target, k known, answer string) {
		if st.Ask != nil && st.Keep != "" && answer != "" {
			k = maps.Clone(k)
			k[st.Keep] = answer
		}
		x.to(p, t, k)
	}
	for _, b := range st.Branches {
		given := b.Name == "" || b.Name == st.Keep && st.Waits()
		value, single := k[b.Name], x.values[b.Name] != nil && !x.values[b.Name].multi
		switch {
		case given:
			value, single = answer, st.Answer.Kind != bot.AnswerChoices
		case ofSession(b.Name):
			value, single = perhaps, false
		}
		if value != anything && value != perhaps {
			if (value == b.Value) != b.Not {
				on(b.Then, k, answer)
				return
			}
			continue
		}
		is, isAnswer := k, answer // where it is b.Value
		if single && given {
			isAnswer = b.Value
		} else if single {
			is = maps.Clone(k)
			is[b.Name] = b.Value
		}
		if !b.Not {
			on(b.Then, is, isAnswer)
			continue // and the rest where it is something else
		}
		on(b.Then, k, answer)
		k, answer = is, isAnswer
	}
	on(st.Then, k, answer)
}

// to follows a target.
func (x *explorer) to(p bot.Place, t bot.Target, k known) {
	switch {
	case t.Flow != "":
		if f := x.script.Flows[t.Flow]; f != nil {
			x.enter(f.Start(), k)
		}
	case t.Step != "":
		x.enter(bot.Place{Flow: p.Flow, Step: t.Step}, k)
	}
}

// of is what is known of some names.
func (k known) of(names set) known {
	out := known{}
	for n, v := range k {
		if names[n] {
			out[n] = v
		}
	}
	return out
}

func (k known) key() string {
	var b strings.Builder
	for _, n := range slices.Sorted(maps.Keys(k)) {
		b.WriteString(n + "=" + k[n] + ";")
	}
	return b.String()
}

// holds reports whether what is known of a name in a state is true of a value, "" being
// none.
func (k known) holds(name, value string) bool {
	switch state := k[name]; state {
	case perhaps:
		return true
	case anything:
		return value != "" && value != perhaps
	default:
		return value == state
	}
}
